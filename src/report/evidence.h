/* SPDX-License-Identifier: MIT */
/*
 * Transcripts as JSON lines. The first line says what the file is, then come for each
 * host a line "host" and, for each connection, a line "connection"; the last line is "end". The
 * same evidence gives the same report, without a network and years later (report/replay.h).
 * Version 1 knew one connection of a question, of three questions, and no limits; version 2 no
 * diagnosis, which has experiments as its question and says so among the limits; version 3 no
 * sizes in the variants of experiments, and no login of the user's.
 */
#ifndef REPORT_EVIDENCE_H
#define REPORT_EVIDENCE_H

#include "report/result.h"

#include <stdio.h>

#define EVIDENCE_FORMAT "mailsonde-evidence"
enum { EVIDENCE_VERSION = 4 };

void evidence_begin(FILE *out, const struct run *run);
void evidence_host(FILE *out, const struct host_record *host);
void evidence_end(FILE *out, const struct run *run);

#endif
