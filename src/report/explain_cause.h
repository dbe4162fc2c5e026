/* SPDX-License-Identifier: MIT */
/* What there is to say of a cause (see rules/causes.h), for a terminal. */
#ifndef REPORT_EXPLAIN_CAUSE_H
#define REPORT_EXPLAIN_CAUSE_H

#include "rules/causes.h"

#include "base/alloc.h"

#include <stdio.h>

/* A cause with all that is known of it, in lines of less than 80 columns, but for those to
 * paste. */
void explain_cause(FILE *out, const struct cause *cause);

/* "server, client", in the arena. */
const char *explain_sides(struct arena *arena, const struct cause *cause);

/* What clients print as a reader would find it, with "..." for what varies; in the arena. */
const char *explain_print(struct arena *arena, const struct print *print);

#endif
