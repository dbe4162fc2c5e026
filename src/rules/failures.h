/* SPDX-License-Identifier: MIT */
/*
 * How connections fail, and which rule tells of it. A rule is one; what is particular to an
 * outcome, a stage and a mode stands in a row here and goes into the ruling: a title that is
 * more to the point, and what it usually comes from.
 */
#ifndef RULES_FAILURES_H
#define RULES_FAILURES_H

#include "rules/rule.h"

enum { ANY_STAGE = STAGE_COUNT, ANY_MODE = 2 };

struct failure_row {
	enum outcome outcome;
	int stage; /* or ANY_STAGE */
	int mode;  /* that the port should have, or ANY_MODE */
	const char *rule;
	const char *title;
	const char *cause;
};

/* The first row that fits counts. */
extern const struct failure_row failure_rows[];
extern const size_t failure_rows_count;

/* The first failure of the port that this rule tells of, or NULL. */
const struct failure *failure_of_rule(const struct subject *subject, const struct rule *rule);

/* Bad, with what is known of this failure. */
struct ruling ruling_of_failure(const struct subject *subject, const struct failure *failure);

/* What is to say where no such failure was met with: good if the dialogue went past this stage.
 */
struct ruling ruling_past_stage(const struct port_facts *port, enum stage stage);

/* A check for rules of any topic that need nothing: bad if one of the port's failures is told
 * by this rule, else as ruling_past_stage. The rule is about a stage. */
struct ruling check_failure(const struct subject *subject, const struct rule *rule);

#endif
