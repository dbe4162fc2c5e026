/* SPDX-License-Identifier: MIT */
#include "report/explain.h"

#include "rules/causes.h"
#include "rules/software.h"
#include "rules/unasked.h"

#include <ctype.h>
#include <string.h>

enum {
	LABEL_COLUMN = 11,
	SEVERITY_WIDTH = 12, /* of a severity in the table, with the blanks behind it */
	ID_WIDTH = 30,       /* of an id in the list, likewise */
	CAUSE_WIDTH = 33,    /* of a cause's, without them */
	TITLE_COLUMN = 2 + ID_WIDTH + 2 * ROLE_COUNT + 1,
	ID_MAX = 64, /* a longer word is like no id of ours */
};

/* Severities. */

static bool
means_anything(const struct severities *row)
{
	for (size_t i = 0; i < ROLE_COUNT; i++)
		if (row->by_role[i] != SEVERITY_OFF)
			return true;
	return false;
}

size_t
explain_rows(const struct rule *rule, struct explained_row rows[EXPLAINED_ROWS])
{
	const struct explained_row all[EXPLAINED_ROWS] = {
		{ "severity", &rule->severity },
		{ "graver", &rule->graver },
		{ "milder", &rule->milder },
	};
	size_t len = 0;

	for (size_t i = 0; i < EXPLAINED_ROWS; i++)
		if (means_anything(all[i].row))
			rows[len++] = all[i];
	return len;
}

/* One rule. */

static void
tell_row(const struct text *text, const char *label, const char *const cells[ROLE_COUNT])
{
	fprintf(text->out, "%-*s", LABEL_COLUMN, label);
	for (size_t i = 0; i + 1 < ROLE_COUNT; i++)
		fprintf(text->out, "%-*s", SEVERITY_WIDTH, cells[i]);
	fprintf(text->out, "%s\n", cells[ROLE_COUNT - 1]);
}

static void
tell_severities(const struct text *text, const struct rule *rule)
{
	struct explained_row rows[EXPLAINED_ROWS];
	size_t len = explain_rows(rule, rows);
	const char *cells[ROLE_COUNT];

	for (size_t i = 0; i < ROLE_COUNT; i++)
		cells[i] = role_name((enum role)i);
	tell_row(text, "role", cells);
	for (size_t r = 0; r < len; r++) {
		for (size_t i = 0; i < ROLE_COUNT; i++)
			cells[i] = severity_name(rows[r].row->by_role[i]);
		tell_row(text, rows[r].name, cells);
	}
	fputc('\n', text->out);
}

void
explain_settings(
    const struct text *text, int indent, const struct settings *settings, const char *where)
{
	for (int i = 0; settings != NULL && i < SOFTWARE_COUNT; i++) {
		const char *lines = software_settings(settings, (enum software)i);

		if (lines == NULL)
			continue;
		fprintf(text->out, "%*s%s%s:\n", indent, "", software_name((enum software)i),
		    where);
		text_paste(text, indent + 2, lines);
	}
}

/* What must be known before the rule says anything. */
static const char *
need_words(enum need need)
{
	static const char *const words[] = {
		[NEED_NOTHING] = "a port that was tried",
		[NEED_GREETING] = "a greeting of the server",
		[NEED_CAPABILITIES] = "the server's list of capabilities, before TLS or inside",
		[NEED_CLEARTEXT] = "the server's list of capabilities before TLS",
		[NEED_INSIDE] = "the server's list of capabilities inside TLS",
		[NEED_STARTTLS] = "a dialogue that gets to STARTTLS",
		[NEED_SESSION] = "a TLS session",
		[NEED_CERTIFICATE] = "a TLS session, and a certificate of the server in it",
		[NEED_NEGOTIATION] = "TLS, and more than --depth quick asks",
	};
	_Static_assert(COUNT_OF(words) == NEED_COUNT, "words for each need");

	return words[need];
}

void
explain_rule(FILE *out, const struct rule *rule)
{
	struct arena arena;
	const struct text text = { .out = out, .arena = &arena };

	arena_init(&arena);
	text_wrap(&text, 0, arena_printf(&arena, "%s: %s", rule->id, rule->title));
	fputc('\n', out);
	tell_severities(&text, rule);
	if (rule->part_of != NULL)
		text_hang(&text, LABEL_COLUMN, "part of",
		    arena_printf(&arena,
			"%s: where that is found as well, this is told with it and does not "
			"count",
			rule->part_of));
	text_hang(&text, LABEL_COLUMN, "why", rule->why);
	text_hang(&text, LABEL_COLUMN, "fix", rule->advice);
	explain_settings(&text, LABEL_COLUMN, rule->settings,
	    rule->settings_mx == NULL ? "" : ", elsewhere");
	explain_settings(&text, LABEL_COLUMN, rule->settings_mx, ", between mail servers");
	text_hang(&text, LABEL_COLUMN, "needs", need_words(rule->needs));
	text_hang(&text, LABEL_COLUMN, "reference", rule->reference);
	arena_clear(&arena);
}

/* The list. */

static void
list_rule(const struct text *text, const struct rule *rule)
{
	fprintf(text->out, "  %-*s", ID_WIDTH, rule->id);
	for (size_t i = 0; i < ROLE_COUNT; i++) {
		enum severity severity = rule->severity.by_role[i];

		fprintf(text->out, "%c ",
		    severity == SEVERITY_OFF ? '-' : *severity_name(severity));
	}
	fputc(' ', text->out);
	text_hang(text, TITLE_COLUMN, NULL, rule->title);
}

static void
list_unasked(const struct text *text)
{
	text_heading(text, "Known, and not looked for yet");
	for (size_t i = 0; i < unasked_count; i++) {
		fprintf(text->out, "  %-*s", ID_WIDTH, unasked[i].id);
		text_hang(text, 2 + ID_WIDTH, NULL, unasked[i].reason);
	}
}

static void
list_causes(const struct text *text)
{
	text_heading(text, "Causes: why it fails");
	for (size_t i = 0; i < causes_count(); i++) {
		const struct cause *cause = cause_at(i);

		fprintf(text->out, "  %-*s ", CAUSE_WIDTH, cause->id);
		text_hang(text, 2 + CAUSE_WIDTH + 1, NULL, cause->title);
	}
}

void
explain_list(FILE *out)
{
	struct arena arena;
	const struct text text = { .out = out, .arena = &arena };

	arena_init(&arena);
	fputs(
	    "The four letters are the severities for the roles mx, mx-policy, submission and\n"
	    "access: critical, high, medium, low or info; '-': not for ports of this role.\n"
	    "'mailsonde explain ID' tells the rest.\n",
	    out);
	for (size_t t = 0; t < topics_count; t++) {
		if (topics[t].rules[0] == NULL)
			continue;
		text_heading(&text, topics[t].title);
		for (size_t i = 0; topics[t].rules[i] != NULL; i++)
			list_rule(&text, topics[t].rules[i]);
	}
	list_unasked(&text);
	list_causes(&text);
	arena_clear(&arena);
}

/* Mistyped ids. */

static size_t
least(size_t a, size_t b, size_t c)
{
	size_t smaller = a < b ? a : b;

	return smaller < c ? smaller : c;
}

/* How many letters must be put in, left out, replaced or swapped with their neighbour to make
 * one of the other (optimal string alignment). Neither is longer than ID_MAX. */
static size_t
distance(struct span one, struct span other)
{
	size_t rows[3][ID_MAX + 1] = { { 0 } };
	size_t *before = rows[0];
	size_t *last = rows[1];
	size_t *row = rows[2];

	for (size_t j = 0; j <= other.len; j++)
		last[j] = j;
	for (size_t i = 1; i <= one.len; i++) {
		size_t *spare = before;

		row[0] = i;
		for (size_t j = 1; j <= other.len; j++) {
			int letter = tolower(one.data[i - 1]);
			size_t cost = letter == tolower(other.data[j - 1]) ? 0 : 1;

			row[j] = least(last[j] + 1, row[j - 1] + 1, last[j - 1] + cost);
			if (i > 1 && j > 1 && letter == tolower(other.data[j - 2]) &&
			    tolower(one.data[i - 2]) == tolower(other.data[j - 1]) &&
			    before[j - 2] + 1 < row[j])
				row[j] = before[j - 2] + 1;
		}
		before = last;
		last = row;
		row = spare;
	}
	return last[other.len];
}

/* What is nearest so far, and how near something must be to be nearer. */
struct nearest {
	const char *id;
	size_t room;
};

static void
try_id(struct nearest *nearest, struct span typed, const char *id)
{
	size_t far = strlen(id) > ID_MAX ? ID_MAX : distance(typed, span_of(id));

	if (far > nearest->room || (nearest->id != NULL && far == nearest->room))
		return;
	nearest->id = id;
	nearest->room = far;
}

const char *
explain_nearest(struct span id)
{
	/* A third of the letters may be wrong, but of a short word at least one. */
	struct nearest nearest = { .room = id.len < 6 ? 1 : id.len / 3 };

	if (id.len == 0 || id.len > ID_MAX)
		return NULL;
	for (size_t i = 0; i < rules_count(); i++)
		try_id(&nearest, id, rule_at(i)->id);
	for (size_t i = 0; i < causes_count(); i++)
		try_id(&nearest, id, cause_at(i)->id);
	return nearest.id;
}
