/* SPDX-License-Identifier: MIT */
#include "support/printed.h"

#include "rules/sayings.h"

#include <check.h>
#include <string.h>

static const char *
list_ids(struct arena *arena, const struct error_reading *reading)
{
	const char *list = "";

	for (size_t i = 0; i < reading->candidates_len; i++)
		list = arena_printf(arena, "%s %s", list, reading->candidates[i].cause->id);
	return list;
}

size_t
candidate_place(const struct error_reading *reading, const char *id)
{
	size_t place = 0;

	while (place < reading->candidates_len &&
	       strcmp(reading->candidates[place].cause->id, id) != 0)
		place++;
	return place;
}

void
check_printed(const struct printed *printed)
{
	struct error_reading reading;
	struct arena arena;

	arena_init(&arena);
	ck_assert_msg(errors_reject(span_of(printed->text)) == NULL, "%s", printed->text);
	errors_read(span_of(printed->text), &arena, &reading);
	ck_assert_msg(
	    reading.candidates_len > 0 && candidate_place(&reading, printed->first) == 0,
	    "%s: %s: found%s, not %s first", printed->client, printed->text,
	    list_ids(&arena, &reading), printed->first);
	for (size_t i = 0; i < PRINTED_OTHERS && printed->others[i] != NULL; i++)
		ck_assert_msg(
		    candidate_place(&reading, printed->others[i]) < reading.candidates_len,
		    "%s: %s: found%s, not %s", printed->client, printed->text,
		    list_ids(&arena, &reading), printed->others[i]);
	arena_clear(&arena);
}

static bool
is_wanted(const char *id, const struct printed *printed)
{
	if (strcmp(printed->first, id) == 0)
		return true;
	for (size_t i = 0; i < PRINTED_OTHERS && printed->others[i] != NULL; i++)
		if (strcmp(printed->others[i], id) == 0)
			return true;
	return false;
}

void
check_printed_topic(
    const struct cause *const *causes, const struct printed *printed, size_t len)
{
	for (; *causes != NULL; causes++) {
		bool is_silent = (*causes)->prints == NULL && (*causes)->shares == NULL;
		size_t place = 0;

		while (place < len && !is_wanted((*causes)->id, &printed[place]))
			place++;
		ck_assert_msg(is_silent || place < len, "no text for %s", (*causes)->id);
	}
}

const char *
print_example(struct arena *arena, const struct print *print)
{
	const char *words = "";

	for (const char *letter = print->text; *letter != '\0'; letter++)
		words = *letter == '*'
		            ? arena_printf(arena, "%s[192.0.2.1] (a.example):465", words)
		        : *letter == '%' ? arena_printf(arena, "%s2001:db8", words)
		                         : arena_printf(arena, "%s%c", words, *letter);
	return words;
}
