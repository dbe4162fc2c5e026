/* SPDX-License-Identifier: MIT */
/*
 * The report for CI servers that show tests (Jenkins, GitLab and others): JUnit's XML, a suite
 * for each port and a case for each rule that applies. A case fails if its finding makes the
 * run fail; what is accepted, as in the baseline, or not known is skipped with the reason. A
 * port that could not be tested has an error. Cases keep their names from run to run.
 */
#ifndef REPORT_JUNIT_H
#define REPORT_JUNIT_H

#include "report/result.h"

#include <stdio.h>

/* To be called in this order: begin, host for each host, end. The document is written as it
 * goes; whether that worked, ferror says. */
void junit_begin(FILE *out);
void junit_host(FILE *out, const struct result *result);
void junit_end(FILE *out, const struct run *run);

#endif
