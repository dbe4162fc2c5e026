/* SPDX-License-Identifier: MIT */
#include "report/explain.h"
#include "base/buffer.h"
#include "base/text.h"
#include "cli/verbs.h"
#include "report/explain_cause.h"
#include "report/explain_error.h"
#include "report/explain_manual.h"
#include "rules/unasked.h"

#include <errno.h>
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

/* What a client printed. */

static void
read_input(struct buffer *input)
{
	for (int c = getc(stdin); c != EOF; c = getc(stdin)) {
		const uint8_t byte = (uint8_t)c;

		if (!buffer_append(input, (struct span){ .data = &byte, .len = 1 }))
			break;
	}
}

static enum status
explain_text(struct options *options, const char *name, struct span text)
{
	struct error_reading reading;
	const char *problem = errors_reject(text);

	if (problem != NULL)
		return usage_error(arena_printf(&options->arena, "%s %s", name, problem));
	errors_read(text, &options->arena, &reading);
	explain_error(stdout, &reading);
	return reading.candidates_len > 0 ? STATUS_OK : STATUS_UNTESTED;
}

static enum status
explain_input(struct options *options)
{
	struct buffer input;
	enum status status;

	buffer_init(&input, ERROR_TEXT_MOST + 1);
	read_input(&input);
	status = ferror(stdin) != 0
	             ? usage_error(arena_printf(&options->arena,
			   "standard input cannot be read: %s", strerror(errno)))
	             : explain_text(options, "the text on standard input", buffer_span(&input));
	buffer_clear(&input);
	return status;
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
		return finish(strcmp(options->error, "-") == 0
				  ? explain_input(options)
				  : explain_text(options, "the text of --error",
					span_of(options->error)));
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
