/* SPDX-License-Identifier: MIT */
#include "report/explain.h"
#include "base/text.h"
#include "cli/error_text.h"
#include "cli/verbs.h"
#include "report/explain_cause.h"
#include "report/explain_error.h"
#include "report/explain_manual.h"
#include "rules/unasked.h"

#include <string.h>

enum { WORD_MOST = 100 };

/* Ids. */

static bool
is_known(const char *word)
{
	return rule_by_id(span_of(word)) != NULL || unasked_by_id(span_of(word)) != NULL ||
	       cause_by_id(span_of(word)) != NULL;
}

/* Says that there is no such id, and which may have been meant. */
static enum status
unknown_word(struct options *options, const char *word)
{
	const char *nearest = explain_nearest(span_of(word));
	const char *shown = text_escape(&options->arena, span_of(word), WORD_MOST);

	if (nearest == NULL)
		return usage_error(arena_printf(&options->arena,
		    "there is no finding or cause '%s': see 'mailsonde explain --list'",
		    shown));
	return usage_error(arena_printf(&options->arena,
	    "there is no finding or cause '%s'; did you mean %s?", shown, nearest));
}

/* One id may be both: a finding, and a cause of failures elsewhere. */
static void
explain(const char *word)
{
	const struct rule *rule = rule_by_id(span_of(word));
	const struct unasked *not_yet = unasked_by_id(span_of(word));
	const struct cause *cause = cause_by_id(span_of(word));

	if (rule != NULL)
		explain_rule(stdout, rule);
	if (not_yet != NULL)
		printf("%s: not looked for yet: %s\n", word, not_yet->reason);
	if (cause != NULL && (rule != NULL || not_yet != NULL))
		printf("\nAs a cause:\n\n");
	if (cause != NULL)
		explain_cause(stdout, cause);
}

static enum status
explain_text(struct options *options)
{
	struct error_reading reading;
	const char *problem = error_text_read(options, &reading);

	if (problem != NULL)
		return usage_error(problem);
	explain_error(stdout, &reading);
	return reading.candidates_len > 0 ? STATUS_OK : STATUS_UNTESTED;
}

static enum status
finish(enum status status)
{
	enum status printed = printed_status();

	return printed == STATUS_OK ? status : printed;
}

enum status
explain_verb(struct options *options)
{
	if (options->error != NULL)
		return finish(explain_text(options));
	for (size_t i = 0; i < options->words_len; i++)
		if (!is_known(options->words[i]))
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
	return finish(STATUS_OK);
}
