/* SPDX-License-Identifier: MIT */
#include "report/explain.h"
#include "base/text.h"
#include "cli/verbs.h"
#include "report/explain_manual.h"
#include "rules/unasked.h"

enum { WORD_MOST = 100 };

/* Says that there is no such finding, and which may have been meant. */
static enum status
unknown_word(struct options *options, const char *word)
{
	const struct rule *rule = explain_nearest(span_of(word));
	const char *shown = text_escape(&options->arena, span_of(word), WORD_MOST);

	if (rule == NULL)
		return usage_error(arena_printf(&options->arena,
		    "there is no finding '%s': see 'mailsonde explain --list'", shown));
	return usage_error(arena_printf(
	    &options->arena, "there is no finding '%s'; did you mean %s?", shown, rule->id));
}

static void
explain(const char *word)
{
	const struct rule *rule = rule_by_id(span_of(word));

	if (rule != NULL)
		explain_rule(stdout, rule);
	else
		printf(
		    "%s: not looked for yet: %s\n", word, unasked_by_id(span_of(word))->reason);
}

enum status
explain_verb(struct options *options)
{
	for (size_t i = 0; i < options->words_len; i++)
		if (rule_by_id(span_of(options->words[i])) == NULL &&
		    unasked_by_id(span_of(options->words[i])) == NULL)
			return unknown_word(options, options->words[i]);
	if (options->is_manual)
		explain_manual(stdout);
	else if (options->is_list)
		explain_list(stdout);
	for (size_t i = 0; i < options->words_len; i++) {
		if (i > 0)
			fputc('\n', stdout);
		explain(options->words[i]);
	}
	return printed_status();
}
