/* SPDX-License-Identifier: MIT */
#include "facts/answer.h"

bool
answer_is_decided(const struct answer *answer)
{
	return answer->value == ANSWER_YES || answer->value == ANSWER_NO;
}

const char *
answer_name(enum answer_value value)
{
	static const char *const names[] = {
		[ANSWER_UNKNOWN] = "unknown",
		[ANSWER_YES] = "yes",
		[ANSWER_NO] = "no",
		[ANSWER_NOT_APPLICABLE] = "not-applicable",
	};
	_Static_assert(COUNT_OF(names) == ANSWER_VALUES, "a word for each value");

	return names[value];
}

const char *
certainty_name(enum certainty certainty)
{
	static const char *const names[] = {
		[CERTAINTY_CERTAIN] = "certain",
		[CERTAINTY_LIKELY] = "likely",
		[CERTAINTY_POSSIBLE] = "possible",
	};
	_Static_assert(COUNT_OF(names) == CERTAINTIES, "a word for each certainty");

	return names[certainty];
}
