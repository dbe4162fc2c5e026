/* SPDX-License-Identifier: MIT */
#include "base/span.h"

#include <string.h>

static uint8_t
lower(uint8_t byte)
{
	return byte >= 'A' && byte <= 'Z' ? (uint8_t)(byte + ('a' - 'A')) : byte;
}

static bool
is_blank(uint8_t byte)
{
	return byte == ' ' || byte == '\t';
}

struct span
span_of(const char *text)
{
	if (text == NULL)
		return (struct span){ 0 };
	return (struct span){ .data = (const uint8_t *)text, .len = strlen(text) };
}

bool
span_equal(struct span a, struct span b)
{
	return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

bool
span_alike(struct span a, struct span b)
{
	if (a.len != b.len)
		return false;
	for (size_t i = 0; i < a.len; i++)
		if (lower(a.data[i]) != lower(b.data[i]))
			return false;
	return true;
}

bool
span_starts(struct span span, const char *text)
{
	size_t len = strlen(text);

	if (span.len < len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (lower(span.data[i]) != lower((uint8_t)text[i]))
			return false;
	return true;
}

bool
span_is(struct span span, const char *text)
{
	return span.len == strlen(text) && span_starts(span, text);
}

bool
span_contains(struct span span, const char *text)
{
	for (; span.len > 0; span = span_skip(span, 1))
		if (span_starts(span, text))
			return true;
	return *text == '\0';
}

struct span
span_skip(struct span span, size_t count)
{
	if (count >= span.len)
		return (struct span){ 0 };
	return (struct span){ .data = span.data + count, .len = span.len - count };
}

struct span
span_trim(struct span span)
{
	while (span.len > 0 && is_blank(span.data[0]))
		span = span_skip(span, 1);
	while (span.len > 0 && is_blank(span.data[span.len - 1]))
		span.len--;
	return span;
}

struct span
span_word(struct span *rest)
{
	struct span word = span_trim(*rest);
	size_t len = 0;

	while (len < word.len && !is_blank(word.data[len]))
		len++;
	*rest = span_skip(word, len);
	word.len = len;
	return word;
}

struct span
span_line(struct span *rest)
{
	struct span line = { .data = rest->data };

	while (line.len < rest->len && line.data[line.len] != '\n')
		line.len++;
	*rest = span_skip(*rest, line.len + 1);
	if (line.len > 0 && line.data[line.len - 1] == '\r')
		line.len--;
	return line;
}
