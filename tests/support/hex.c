/* SPDX-License-Identifier: MIT */
#include "support/hex.h"

#include "base/buffer.h"
#include "base/text.h"
#include "support/data.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BYTES_MAX = 16 * 1024 * 1024 };

static void
must(bool is_true, const char *what, struct span where)
{
	if (is_true)
		return;
	fprintf(stderr, "%s: %.*s\n", what, (int)where.len, (const char *)where.data);
	abort();
}

/* Cuts the span at the first such byte: what is before it, and what is behind it. */
static struct span
split(struct span *rest, uint8_t at)
{
	struct span before = *rest;
	const uint8_t *place = before.len == 0 ? NULL : memchr(before.data, at, before.len);

	if (place != NULL)
		before.len = (size_t)(place - before.data);
	*rest = span_skip(*rest, before.len + 1);
	return before;
}

static void
add_word(struct buffer *out, struct arena *arena, struct span word)
{
	struct span times = word;
	struct span digits = split(&times, '*');
	uint64_t count = 1;
	struct span bytes;

	must(text_from_hex(arena, digits, &bytes), "not hexadecimal", word);
	must(times.len == 0 || text_number(times, 1, BYTES_MAX, &count), "no number", word);
	for (uint64_t i = 0; i < count; i++)
		must(buffer_append(out, bytes), "too long", word);
}

static void
add_line(struct buffer *out, struct arena *arena, struct span line)
{
	struct span comment = line;
	struct span code = split(&comment, '#');
	struct span claim = split(&comment, ':');
	size_t before = out->len;
	uint64_t claimed;

	for (struct span word = span_word(&code); word.len > 0; word = span_word(&code))
		add_word(out, arena, word);
	if (text_number(span_trim(claim), 0, BYTES_MAX, &claimed))
		must(claimed == out->len - before, "an untrue claim", line);
}

struct span
bytes_of_hex(struct arena *arena, const char *text)
{
	struct span rest = span_of(text);
	struct span bytes;
	struct buffer out;

	buffer_init(&out, BYTES_MAX);
	while (rest.len > 0)
		add_line(&out, arena, split(&rest, '\n'));
	bytes = arena_copy(arena, buffer_span(&out));
	buffer_clear(&out);
	return bytes;
}

struct span
read_test_hello(struct arena *arena, const char *name)
{
	struct span text =
	    read_test_bytes(arena, arena_printf(arena, "data/hellos/%s.hex", name));

	return bytes_of_hex(arena, arena_string(arena, text));
}
