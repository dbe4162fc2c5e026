/* SPDX-License-Identifier: MIT */
/* Aims at errors_reject and errors_read: what a user pastes. */
#include "base/text.h"
#include "fuzz.h"
#include "report/explain_error.h"

static void
check_reading(const struct error_reading *reading)
{
	MUST(reading->candidates_len <= causes_count());
	MUST(reading->traps_len <= ERROR_TRAPS_MAX);
	MUST(reading->printer < PRINTER_COUNT);
	for (size_t i = 0; i < reading->candidates_len; i++) {
		const struct candidate *candidate = &reading->candidates[i];

		MUST(cause_by_id(span_of(candidate->cause->id)) == candidate->cause);
		MUST(candidate->print->text != NULL);
		MUST(i == 0 || candidate[-1].clarity <= candidate->clarity);
	}
}

/* What is found is found in capitals as well. */
static void
check_capitals(struct span text, struct arena *arena, const struct error_reading *reading)
{
	uint8_t *capitals = arena_alloc(arena, text.len);
	struct error_reading other;
	bool has_escapes = false;

	for (size_t i = 0; i < text.len; i++) {
		bool is_small = text.data[i] >= 'a' && text.data[i] <= 'z';

		has_escapes = has_escapes || text.data[i] == '\\' || text.data[i] == 0x1b;
		capitals[i] = (uint8_t)(is_small ? text.data[i] - 'a' + 'A' : text.data[i]);
	}
	if (has_escapes)
		return;
	errors_read((struct span){ capitals, text.len }, arena, &other);
	MUST(other.candidates_len == reading->candidates_len);
	for (size_t i = 0; i < other.candidates_len; i++)
		MUST(other.candidates[i].cause == reading->candidates[i].cause);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct span text = { data, len };
	struct error_reading reading;
	struct arena arena;
	FILE *out;

	if (errors_reject(text) != NULL) {
		MUST(text_is_plain(span_of(errors_reject(text))));
		return 0;
	}
	arena_init(&arena);
	errors_read(text, &arena, &reading);
	check_reading(&reading);
	check_capitals(text, &arena, &reading);
	out = fopen("/dev/null", "w");
	MUST(out != NULL);
	explain_error(out, &reading);
	fclose(out);
	arena_clear(&arena);
	return 0;
}
