/* SPDX-License-Identifier: MIT */
#include "report/explain_cause.h"

#include "report/explain.h"
#include "report/text_parts.h"
#include "rules/sayings.h"

enum { LABEL_COLUMN = 11 };

const char *
explain_sides(struct arena *arena, const struct cause *cause)
{
	const char *sides = "";

	for (unsigned side = 1; side <= SIDES_ALL; side <<= 1)
		if ((cause->sides & side) != 0)
			sides = arena_printf(arena, "%s%s%s", sides, *sides == '\0' ? "" : ", ",
			    side_name((enum side)side));
	return sides;
}

const char *
explain_print(struct arena *arena, const struct print *print)
{
	const char *words = "";

	for (const char *letter = print->text; *letter != '\0'; letter++)
		words = arena_printf(
		    arena, *letter == '*' || *letter == '%' ? "%s..." : "%s%c", words, *letter);
	return words;
}

static const char *
vantage_words(enum vantage vantage)
{
	switch (vantage) {
	case VANTAGE_OUTSIDE:
		return "a probe of the server, from anywhere";
	case VANTAGE_CLIENT:
		return "only on the client's machine or in its network";
	case VANTAGE_DNS:
		return "a probe of the server and the DNS, from anywhere";
	case VANTAGE_COUNT:
		break;
	}
	return "";
}

static const char *
list_findings(struct arena *arena, const struct cause *cause)
{
	const char *list = cause->findings[0];

	for (size_t i = 1; cause->findings[i] != NULL; i++)
		list = arena_printf(arena, "%s, %s", list, cause->findings[i]);
	return list;
}

/* What is printed, a line each; the label stands before the first. */
static void
tell_prints(const struct text *text, const char **label, const struct print *prints)
{
	for (; prints != NULL && prints->text != NULL; prints++) {
		const char *words = explain_print(text->arena, prints);
		const char *name = printer_name(prints->printer);

		text_hang(text, LABEL_COLUMN, *label,
		    name == NULL ? arena_printf(text->arena, "%s", words)
				 : arena_printf(text->arena, "%s (%s)", words, name));
		*label = "";
	}
}

static void
tell_all_prints(const struct text *text, const struct cause *cause)
{
	const char *label = "printed";

	tell_prints(text, &label, cause->prints);
	for (size_t i = 0; cause->shares != NULL && cause->shares[i] != NULL; i++)
		tell_prints(text, &label, cause->shares[i]->prints);
}

static void
tell_fixes(const struct text *text, const struct cause *cause)
{
	if (cause->server_fix != NULL)
		text_hang(text, LABEL_COLUMN, "server", cause->server_fix);
	if (cause->settings != NULL)
		explain_settings(text, LABEL_COLUMN, cause->settings, "");
	if (cause->client_fix != NULL)
		text_hang(text, LABEL_COLUMN, "client", cause->client_fix);
}

void
explain_cause(FILE *out, const struct cause *cause)
{
	struct arena arena;
	const struct text text = { .out = out, .arena = &arena };

	arena_init(&arena);
	text_wrap(&text, 0, arena_printf(&arena, "%s: %s", cause->id, cause->title));
	fputc('\n', out);
	text_hang(&text, LABEL_COLUMN, "side", explain_sides(&arena, cause));
	text_hang(&text, LABEL_COLUMN, "what", cause->what);
	text_hang(&text, LABEL_COLUMN, "seen", cause->seen);
	text_hang(&text, LABEL_COLUMN, "seen by", vantage_words(cause->vantage));
	text_hang(&text, LABEL_COLUMN, "tell apart", cause->separate);
	if (cause->command != NULL)
		fprintf(out, "%-*s%s\n", LABEL_COLUMN, "run there", cause->command);
	tell_fixes(&text, cause);
	if (cause->findings != NULL)
		text_hang(&text, LABEL_COLUMN, "findings", list_findings(&arena, cause));
	tell_all_prints(&text, cause);
	arena_clear(&arena);
}
