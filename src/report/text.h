/* SPDX-License-Identifier: MIT */
/*
 * The report for people: a table of the ports, what was negotiated, what is wrong port by port
 * with the server's own words, and what was not tested. It fits 80 columns (but for words that
 * are quoted whole), and holds no byte from the network unescaped.
 */
#ifndef REPORT_TEXT_H
#define REPORT_TEXT_H

#include "report/result.h"

#include <stdio.h>

void text_host(FILE *out, bool has_colour, const struct result *result);

/* What there is to say about the run as a whole; nothing if it went to its end. */
void text_run(FILE *out, const struct run *run);

#endif
