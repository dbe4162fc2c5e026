/* SPDX-License-Identifier: MIT */
/* Prints the built-in policies, which are files to begin with. */
#include "base/text.h"
#include "cli/verbs.h"
#include "rules/policies.h"
#include "rules/policy_file.h"

#include <stdio.h>

enum { NAME_MOST = 100 };

static void
list(struct arena *arena)
{
	for (size_t i = 0; i < policy_texts_count; i++) {
		struct policy policy = { 0 };
		const char *problem =
		    policy_read(span_of(policy_texts[i].text), arena, &policy);

		if (problem != NULL)
			die("the policy %s: %s", policy_texts[i].name, problem);
		printf("%-22s %s\n", policy_texts[i].name, policy.title);
	}
}

enum status
policy_verb(struct options *options)
{
	const struct policy_text *text =
	    options->is_list ? NULL : policy_by_name(span_of(options->words[0]));

	if (options->is_list)
		list(&options->arena);
	else if (text == NULL)
		return usage_error(
		    arena_printf(&options->arena, "there is no policy '%s'; there are: %s",
			text_escape(&options->arena, span_of(options->words[0]), NAME_MOST),
			policy_names(&options->arena)));
	else
		fputs(text->text, stdout);
	return printed_status();
}
