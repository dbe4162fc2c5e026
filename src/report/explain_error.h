/* SPDX-License-Identifier: MIT */
/* What a client's words may come from, for a terminal. */
#ifndef REPORT_EXPLAIN_ERROR_H
#define REPORT_EXPLAIN_ERROR_H

#include "rules/errors.h"

#include <stdio.h>

/* The causes that come into question with what tells them apart and what to change, in lines of
 * less than 80 columns, but for commands; or that nothing was recognised, and what to try. */
void explain_error(FILE *out, const struct error_reading *reading);

#endif
