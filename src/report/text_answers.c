/* SPDX-License-Identifier: MIT */
#include "report/text_answers.h"

#include <string.h>

static const char *
reason(const struct answer *answer)
{
	return answer->why == NULL || *answer->why == '\0' ? "it was not asked" : answer->why;
}

const char *
certainty_words(enum certainty certainty)
{
	return certainty == CERTAINTY_LIKELY     ? "likely "
	       : certainty == CERTAINTY_POSSIBLE ? "possibly "
	                                         : "";
}

const char *
answer_words(struct arena *arena, const struct answer *answer, const char *yes, const char *no)
{
	bool has_remark = answer->why != NULL && *answer->why != '\0';

	switch (answer->value) {
	case ANSWER_YES:
	case ANSWER_NO:
		return arena_printf(arena, "%s%s%s%s%s", certainty_words(answer->certainty),
		    answer->value == ANSWER_YES ? yes : no, has_remark ? " (" : "",
		    has_remark ? answer->why : "", has_remark ? ")" : "");
	case ANSWER_NOT_APPLICABLE:
		return has_remark ? arena_printf(arena, "does not apply: %s", answer->why)
		                  : "does not apply";
	case ANSWER_UNKNOWN:
	case ANSWER_VALUES:
		break;
	}
	return arena_printf(arena, "not known: %s", reason(answer));
}

static const char *
join(struct arena *arena, const char *list, const char *gap, const char *item)
{
	return *list == '\0' ? item : arena_printf(arena, "%s%s%s", list, gap, item);
}

const char *
list_add(struct arena *arena, const char *list, const char *item)
{
	return join(arena, list, ", ", item);
}

static bool
is_alike(const struct answer *a, const struct answer *b)
{
	if (a->value != b->value)
		return false;
	if (a->value == ANSWER_UNKNOWN)
		return strcmp(reason(a), reason(b)) == 0;
	return a->certainty == b->certainty &&
	       ((a->why == NULL && b->why == NULL) ||
		   (a->why != NULL && b->why != NULL && strcmp(a->why, b->why) == 0));
}

/* "likely no: one, two (a remark)" */
static const char *
group_words(struct arena *arena, const struct answer *answer, const char *titles, bool is_all)
{
	const struct answer bare = { .value = answer->value, .certainty = answer->certainty };

	if (answer->value == ANSWER_UNKNOWN && is_all)
		return answer_words(arena, answer, "", "");
	if (answer->value == ANSWER_UNKNOWN)
		return arena_printf(arena, "not known: %s (%s)", titles, reason(answer));
	return arena_printf(arena, "%s: %s%s%s%s", answer_words(arena, &bare, "yes", "no"),
	    titles, answer->why == NULL ? "" : " (", answer->why == NULL ? "" : answer->why,
	    answer->why == NULL ? "" : ")");
}

/* The items with the same answer as the first of them; NULL if an earlier one had it. */
static const char *
titles_alike(
    struct arena *arena, const struct item *items, size_t len, size_t first, bool *is_all)
{
	const char *titles = "";
	const char *gap = ", ";

	for (size_t i = 0; i < len; i++)
		if (strchr(items[i].title, ',') != NULL)
			gap = "; ";
	*is_all = true;
	for (size_t i = 0; i < len; i++) {
		bool fits = is_alike(items[i].answer, items[first].answer);

		if (fits && i < first)
			return NULL;
		if (fits)
			titles = join(arena, titles, gap, items[i].title);
		*is_all = *is_all && fits;
	}
	return titles;
}

/* The label stands once. */
static void
tell_group(struct block *block, enum colour colour, const char **label, const char *words)
{
	if (*label == NULL) {
		block_say(block, colour, words);
		return;
	}
	block_tell(block, colour, *label, words);
	*label = "";
}

void
tell_answers(struct block *block, enum colour yes, const char *label, const struct item *items,
    size_t len)
{
	static const enum answer_value order[] = { ANSWER_YES, ANSWER_NO, ANSWER_UNKNOWN };

	for (size_t o = 0; o < COUNT_OF(order); o++)
		for (size_t i = 0; i < len; i++) {
			const struct answer *answer = items[i].answer;
			const char *titles;
			bool is_all;

			if (answer->value != order[o])
				continue;
			titles = titles_alike(block->arena, items, len, i, &is_all);
			if (titles == NULL)
				continue;
			tell_group(block, order[o] == ANSWER_YES ? yes : COLOUR_NONE, &label,
			    group_words(block->arena, answer, titles, is_all && label != NULL));
		}
}
