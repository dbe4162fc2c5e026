/* SPDX-License-Identifier: MIT */
/* Reports as texts in memory, and their golden copies in tests/data/golden. */
#ifndef SUPPORT_REPORT_H
#define SUPPORT_REPORT_H

#include "report/replay.h"

/* A run that is always the same. */
extern const struct run report_run;
extern const struct judging report_judging;

/* Digests and judges the host; all of it lives in the host's arena. */
struct result report_result(struct host_record *host);

/* What each writer says of the hosts, in the arena of the first. */
const char *report_text(struct host_record *host, bool has_colour);
const char *report_json(struct host_record *const *hosts, size_t count, const struct run *run);
const char *report_evidence(
    struct host_record *const *hosts, size_t count, const struct run *run);

/* Reads evidence from memory; see replay_read. */
bool report_replay(struct span evidence, replay_listener *listener, void *context,
    struct run *run, struct arena *arena, const char **problem) MUST_USE;

/* Fails the test, and prints both, unless the text is what the golden file holds. With
 * UPDATE_GOLDEN=1 in the environment it writes the file instead. */
void golden_check(const char *file, const char *text);

#endif
