/* SPDX-License-Identifier: MIT */
#include "facts/use.h"

const char *
use_state_name(enum use_state state)
{
	static const char *const names[] = {
		[USE_NOT_WANTED] = "not-wanted",
		[USE_NOT_REACHED] = "not-reached",
		[USE_ELSEWHERE] = "elsewhere",
		[USE_RUNNING] = "running",
		[USE_WORKED] = "worked",
		[USE_REFUSED] = "refused",
		[USE_WITHHELD] = "withheld",
		[USE_BROKEN] = "broken",
	};
	_Static_assert(COUNT_OF(names) == USE_STATES, "a word for each state");

	return names[state];
}

const char *
withheld_name(enum withheld withheld)
{
	static const char *const names[] = {
		[WITHHELD_NOTHING] = "nothing",
		[WITHHELD_UNVERIFIED] = "unverified",
		[WITHHELD_IN_CLEAR] = "in-clear",
		[WITHHELD_NO_WAY] = "no-way",
		[WITHHELD_CHALLENGE] = "challenge",
		[WITHHELD_UNPROVED] = "unproved",
	};
	_Static_assert(COUNT_OF(names) == WITHHELD_REASONS, "a word for each reason");

	return names[withheld];
}
