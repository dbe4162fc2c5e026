/* SPDX-License-Identifier: MIT */
/*
 * The report for logs and chat: one line for each host, of bounded length and without a control
 * character. It begins with FAIL (a finding makes the run fail), else UNTESTED (something that
 * should have been tested could not be), else OK.
 */
#ifndef REPORT_SUMMARY_H
#define REPORT_SUMMARY_H

#include "report/result.h"

#include <stdio.h>

/* The most bytes of a line, without its LF. */
enum { SUMMARY_MOST = 400 };

void summary_host(FILE *out, const struct result *result);

/* What there is to say about the run as a whole; nothing if it went to its end. */
void summary_end(FILE *out, const struct run *run);

#endif
