/* SPDX-License-Identifier: MIT */
#include "rules/policies.h"

const struct policy_text *
policy_by_name(struct span name)
{
	for (size_t i = 0; i < policy_texts_count; i++)
		if (span_equal(name, span_of(policy_texts[i].name)))
			return &policy_texts[i];
	return NULL;
}

const char *
policy_names(struct arena *arena)
{
	const char *names = "";

	for (size_t i = 0; i < policy_texts_count; i++)
		names = arena_printf(
		    arena, "%s%s%s", names, i == 0 ? "" : ", ", policy_texts[i].name);
	return names;
}
