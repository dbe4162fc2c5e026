/* SPDX-License-Identifier: MIT */
/* Aims at text_escape and text_hex: whatever goes in, what comes out is harmless. */
#include "base/text.h"
#include "fuzz.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct span input = { .data = data, .len = len };
	size_t most = take_byte(&input);
	struct arena arena;
	struct span escaped;
	struct span bytes;

	arena_init(&arena);
	escaped = span_of(text_escape(&arena, input, most));
	MUST(text_is_plain(escaped) && text_is_utf8(escaped));
	MUST(escaped.len <= most * 4 + 3);
	/* Unless it was cut, nothing was lost: other bytes give another text. */
	MUST(input.len > most || escaped.len >= input.len);
	MUST(text_from_hex(&arena, span_of(text_hex(&arena, input)), &bytes));
	MUST(span_equal(bytes, input));
	if (text_from_hex(&arena, input, &bytes))
		MUST(span_equal(span_of(text_hex(&arena, bytes)), input));
	arena_clear(&arena);
	return 0;
}
