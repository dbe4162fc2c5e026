/* SPDX-License-Identifier: MIT */
/*
 * What the rules say of themselves, for a terminal: one rule with all that a reader may want to
 * know of it, and the list of all. For the manual see report/explain_manual.h.
 */
#ifndef REPORT_EXPLAIN_H
#define REPORT_EXPLAIN_H

#include "report/text_parts.h"
#include "rules/rule.h"

#include <stdio.h>

/* One rule in lines of less than 80 columns, but for those to paste. */
void explain_rule(FILE *out, const struct rule *rule);

/* All ids with their severities and titles, topic by topic, and the causes with theirs. */
void explain_list(FILE *out);

/* The id of a rule or cause that is most like these words, for who has mistyped it; NULL if
 * none is. */
const char *explain_nearest(struct span id);

/* Lines to paste, as they stand, behind the names of what takes them; `where` follows each
 * name. Nothing for NULL. */
void explain_settings(
    const struct text *text, int indent, const struct settings *settings, const char *where);

/* The rows of severities that a rule may have. */
struct explained_row {
	const char *name; /* "severity", "graver", "milder" */
	const struct severities *row;
};
enum { EXPLAINED_ROWS = 3 };

/* Fills in those that mean anything, and returns how many there are. */
size_t explain_rows(const struct rule *rule, struct explained_row rows[EXPLAINED_ROWS]);

#endif
