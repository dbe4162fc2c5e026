/* SPDX-License-Identifier: MIT */
#include "report/explain_error.h"

#include "report/explain_cause.h"
#include "report/text_parts.h"

enum {
	NUMBER_COLUMN = 4,
	LABEL_COLUMN = 15, /* with the column of numbers */
	WHOLE_MOST = 8,    /* causes that are told with everything */
};

/* What was recognised. */

/* The same words are recognised for each of several causes, and are told once. */
static bool
is_first_with_print(const struct error_reading *reading, size_t place)
{
	for (size_t i = 0; i < place; i++)
		if (reading->candidates[i].print == reading->candidates[place].print)
			return false;
	return true;
}

static void
tell_recognised(const struct text *text, const struct error_reading *reading)
{
	const char *label = "recognised";
	const char *printer = printer_name(reading->printer);

	for (size_t i = 0; i < reading->candidates_len; i++) {
		const struct print *print = reading->candidates[i].print;

		if (!is_first_with_print(reading, i))
			continue;
		text_hang(text, LABEL_COLUMN, label,
		    arena_printf(text->arena, "\"%s\"", explain_print(text->arena, print)));
		label = "";
	}
	if (printer != NULL)
		text_hang(text, LABEL_COLUMN, "printed by", printer);
}

/* The causes. */

static void
tell_part(const struct text *text, const char *label, const char *words)
{
	if (words != NULL)
		text_hang(
		    text, LABEL_COLUMN, arena_printf(text->arena, "    %s", label), words);
}

static void
tell_candidate(const struct text *text, size_t number, const struct candidate *candidate)
{
	const struct cause *cause = candidate->cause;

	fputc('\n', text->out);
	text_hang(text, NUMBER_COLUMN, arena_printf(text->arena, "%zu", number),
	    arena_printf(text->arena, "%s: %s", cause->id, cause->title));
	tell_part(text, "side", explain_sides(text->arena, cause));
	tell_part(text, "what", cause->what);
	tell_part(text, "tell apart", cause->separate);
	if (cause->command != NULL)
		fprintf(text->out, "    %-*s%s\n", LABEL_COLUMN - NUMBER_COLUMN, "run there",
		    cause->command);
	tell_part(text, "server", cause->server_fix);
	tell_part(text, "client", cause->client_fix);
}

static bool
is_told_whole(const struct error_reading *reading, size_t place)
{
	return place < WHOLE_MOST && (reading->candidates[place].clarity <= CLARITY_SHARED ||
					 reading->candidates[0].clarity > CLARITY_SHARED);
}

/* Those that it seldom is get a line each. */
static void
tell_others(const struct text *text, const struct error_reading *reading, size_t from)
{
	if (from < reading->candidates_len)
		text_heading(text, "Less likely");
	for (size_t i = from; i < reading->candidates_len; i++)
		text_hang(text, NUMBER_COLUMN, "",
		    arena_printf(text->arena, "%s: %s", reading->candidates[i].cause->id,
			reading->candidates[i].cause->title));
}

static const char *
verdict_on(const struct error_reading *reading)
{
	if (reading->candidates[0].clarity >= CLARITY_VAGUE)
		return "These words only say that something failed. Any of these may be behind "
		       "them:";
	if (reading->candidates_len == 1)
		return "One cause is known for this:";
	return reading->candidates[0].clarity == CLARITY_OWN
	           ? "The likeliest cause comes first:"
	           : "Several causes make a client print this; the likeliest comes first:";
}

static void
tell_causes(const struct text *text, const struct error_reading *reading)
{
	size_t told = 0;

	fputc('\n', text->out);
	text_wrap(text, 0, verdict_on(reading));
	for (; told < reading->candidates_len && is_told_whole(reading, told); told++)
		tell_candidate(text, told + 1, &reading->candidates[told]);
	tell_others(text, reading, told);
}

/* The page. */

static void
tell_traps(const struct text *text, const struct error_reading *reading)
{
	if (reading->traps_len > 0)
		text_heading(text, "Do not be misled");
	for (size_t i = 0; i < reading->traps_len; i++)
		text_hang(text, NUMBER_COLUMN, "", reading->traps[i]->warning);
}

static void
tell_next(const struct text *text, const struct error_reading *reading)
{
	text_heading(text, "What to do next");
	if (reading->candidates_len == 0)
		text_hang(text, NUMBER_COLUMN, "",
		    "Give the lines around the error as well, and what the client prints with "
		    "all of its debugging output: the words of its TLS library matter most.");
	text_hang(text, NUMBER_COLUMN, "",
	    "mailsonde HOST:PORT shows at which step it fails and what the server said; from "
	    "the client's network, if it can be run there.");
	if (reading->candidates_len > 0)
		text_hang(text, NUMBER_COLUMN, "",
		    "mailsonde explain ID tells all about a cause, with lines to paste.");
}

void
explain_error(FILE *out, const struct error_reading *reading)
{
	struct arena arena;
	const struct text text = { .out = out, .arena = &arena };

	arena_init(&arena);
	if (reading->candidates_len > 0) {
		tell_recognised(&text, reading);
		tell_causes(&text, reading);
	} else {
		text_wrap(&text, 0, "Nothing in this text is known to come from a cause.");
	}
	tell_traps(&text, reading);
	tell_next(&text, reading);
	arena_clear(&arena);
}
