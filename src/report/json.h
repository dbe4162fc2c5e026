/* SPDX-License-Identifier: MIT */
/*
 * The report for programs: one JSON document whose form is described by report.schema.json.
 * Text from the network is escaped as in `base/text.h`, so that every string is printable.
 */
#ifndef REPORT_JSON_H
#define REPORT_JSON_H

#include "report/result.h"

#include <stdio.h>

enum { JSON_REPORT_VERSION = 2 };

/* To be called in this order: begin, host for each host (is_first for the first), end. The
 * document is written as it goes; whether that worked, ferror says. */
void json_begin(FILE *out, const struct judging *judging);
void json_host(FILE *out, bool is_first, const struct result *result);
void json_end(
    FILE *out, const struct run *run, const struct totals *totals, struct arena *arena);

#endif
