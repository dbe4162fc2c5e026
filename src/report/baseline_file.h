/* SPDX-License-Identifier: MIT */
/*
 * Reads an earlier JSON report (report/json.h) as a baseline. It may be any file: what it says
 * is checked member by member, and what is not read is not looked at.
 */
#ifndef REPORT_BASELINE_FILE_H
#define REPORT_BASELINE_FILE_H

#include "rules/baseline.h"

#include <stdio.h>

enum {
	BASELINE_FILE_MAX = 64 * 1024 * 1024, /* bytes */
	BASELINE_VERSION = 2,                 /* of the report: the first with findings */
};

/* Reads the file to its end; texts live in the arena. Hosts that were not asked to the end are
 * left out, and `lack` of the baseline says so. On failure *problem is why, in words that go
 * behind the file's name and a colon, and the baseline is not touched. */
bool baseline_file_read(
    FILE *in, struct arena *arena, struct baseline *baseline, const char **problem) MUST_USE;

#endif
