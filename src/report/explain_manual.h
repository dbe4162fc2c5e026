/* SPDX-License-Identifier: MIT */
/*
 * mailsonde-findings(7), made from the rules: every finding with what it means and what to
 * change. mdoc(7), so that one source serves a terminal, paper and the web.
 */
#ifndef REPORT_EXPLAIN_MANUAL_H
#define REPORT_EXPLAIN_MANUAL_H

#include <stdio.h>

/* The whole page. Whether that worked, ferror says. */
void explain_manual(FILE *out);

/* Our own words as text of mdoc: a line for each sentence, none of them longer than 80
 * columns if its words allow it. */
void manual_words(FILE *out, const char *words);

/* Lines that a reader copies, as they stand: nothing is broken, and no sign is made nicer. */
void manual_lines(FILE *out, const char *lines);

#endif
