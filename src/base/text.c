/* SPDX-License-Identifier: MIT */
#include "base/text.h"

#include <stdio.h>
#include <string.h>

bool
text_number(struct span text, uint64_t least, uint64_t most, uint64_t *number)
{
	uint64_t value = 0;

	if (text.len == 0 || text.len > 18)
		return false;
	for (size_t i = 0; i < text.len; i++) {
		if (text.data[i] < '0' || text.data[i] > '9')
			return false;
		value = value * 10 + (uint64_t)(text.data[i] - '0');
	}
	if (value < least || value > most)
		return false;
	*number = value;
	return true;
}

/* How many bytes the UTF-8 sequence at the front has; 0 if there is no well-formed one. The
 * table is the one of RFC 3629 section 4: the range of the second byte depends on the first. */
static size_t
sequence_len(struct span bytes)
{
	/* clang-format off */
	static const struct { uint8_t first, last, low, high, len; } rows[] = {
		{ 0x00, 0x7f, 0x00, 0x00, 1 },
		{ 0xc2, 0xdf, 0x80, 0xbf, 2 },
		{ 0xe0, 0xe0, 0xa0, 0xbf, 3 },
		{ 0xe1, 0xec, 0x80, 0xbf, 3 },
		{ 0xed, 0xed, 0x80, 0x9f, 3 },
		{ 0xee, 0xef, 0x80, 0xbf, 3 },
		{ 0xf0, 0xf0, 0x90, 0xbf, 4 },
		{ 0xf1, 0xf3, 0x80, 0xbf, 4 },
		{ 0xf4, 0xf4, 0x80, 0x8f, 4 },
	};
	/* clang-format on */
	size_t row = 0;

	while (row < COUNT_OF(rows) &&
	       (bytes.data[0] < rows[row].first || bytes.data[0] > rows[row].last))
		row++;
	if (row == COUNT_OF(rows) || bytes.len < rows[row].len)
		return 0;
	for (size_t i = 1; i < rows[row].len; i++) {
		uint8_t low = i == 1 ? rows[row].low : 0x80;
		uint8_t high = i == 1 ? rows[row].high : 0xbf;

		if (bytes.data[i] < low || bytes.data[i] > high)
			return 0;
	}
	return rows[row].len;
}

bool
text_is_utf8(struct span bytes)
{
	while (bytes.len > 0) {
		size_t len = sequence_len(bytes);

		if (len == 0)
			return false;
		bytes = span_skip(bytes, len);
	}
	return true;
}

static uint32_t
code_point(const uint8_t *bytes, size_t len)
{
	uint32_t point = len == 1 ? bytes[0] : bytes[0] & (0x7fu >> len);

	for (size_t i = 1; i < len; i++)
		point = point << 6 | (bytes[i] & 0x3fu);
	return point;
}

/* Characters that a terminal or a reader could be fooled with: C0 and C1 controls, and the
 * marks that change the direction of writing or have no width (U+200B to U+200F, U+2028 to
 * U+202E, U+2060 to U+206F, U+FEFF, and the tag characters). */
static bool
is_plain(uint32_t point)
{
	return point >= 0x20 && !(point >= 0x7f && point <= 0x9f) && point != '\\' &&
	       !(point >= 0x200b && point <= 0x200f) && !(point >= 0x2028 && point <= 0x202e) &&
	       !(point >= 0x2060 && point <= 0x206f) && point != 0xfeff && point != 0x061c &&
	       !(point >= 0xe0000 && point <= 0xe0fff);
}

bool
text_is_plain(struct span bytes)
{
	while (bytes.len > 0) {
		size_t len = sequence_len(bytes);

		if (len == 0 ||
		    (!is_plain(code_point(bytes.data, len)) && bytes.data[0] != '\\'))
			return false;
		bytes = span_skip(bytes, len);
	}
	return true;
}

/* Writes one byte in its escaped form; returns how many characters that took. */
static size_t
escape_byte(char *out, uint8_t byte)
{
	switch (byte) {
	case '\r':
		return (size_t)sprintf(out, "\\r");
	case '\n':
		return (size_t)sprintf(out, "\\n");
	case '\t':
		return (size_t)sprintf(out, "\\t");
	case '\\':
		return (size_t)sprintf(out, "\\\\");
	default:
		return (size_t)sprintf(out, "\\x%02x", byte);
	}
}

char *
text_escape(struct arena *arena, struct span bytes, size_t most)
{
	bool is_cut = bytes.len > most;
	struct span left = { .data = bytes.data, .len = is_cut ? most : bytes.len };
	/* A byte takes at most the four characters of \xNN. */
	char *text = arena_alloc(arena, left.len * 4 + sizeof("..."));
	char *end = text;

	while (left.len > 0) {
		size_t len = sequence_len(left);

		if (len > 0 && is_plain(code_point(left.data, len))) {
			memcpy(end, left.data, len);
			end += len;
		} else {
			len = len > 0 ? len : 1;
			for (size_t i = 0; i < len; i++)
				end += escape_byte(end, left.data[i]);
		}
		left = span_skip(left, len);
	}
	strcpy(end, is_cut ? "..." : "");
	return text;
}

char *
text_hex(struct arena *arena, struct span bytes)
{
	char *text = arena_alloc(arena, bytes.len * 2 + 1);

	for (size_t i = 0; i < bytes.len; i++)
		sprintf(text + i * 2, "%02x", bytes.data[i]);
	return text;
}

static bool
hex_digit(uint8_t character, uint8_t *value)
{
	static const char digits[] = "0123456789abcdef";
	const char *digit = character == '\0' ? NULL : strchr(digits, character);

	if (digit == NULL)
		return false;
	*value = (uint8_t)(digit - digits);
	return true;
}

bool
text_from_hex(struct arena *arena, struct span text, struct span *bytes)
{
	uint8_t *out = arena_alloc(arena, text.len / 2 + 1);

	if (text.len % 2 != 0)
		return false;
	for (size_t i = 0; i < text.len; i += 2) {
		uint8_t high;
		uint8_t low;

		if (!hex_digit(text.data[i], &high) || !hex_digit(text.data[i + 1], &low))
			return false;
		out[i / 2] = (uint8_t)(high << 4 | low);
	}
	*bytes = (struct span){ .data = out, .len = text.len / 2 };
	return true;
}
