/* SPDX-License-Identifier: MIT */
/* What the program can do; each verb returns how it is to end. */
#ifndef CLI_VERBS_H
#define CLI_VERBS_H

#include "base/status.h"
#include "cli/options.h"

enum status scan_verb(struct options *options);
enum status replay_verb(struct options *options);
enum status diagnose_verb(struct options *options);
/* What --error says, into the options, before a host is diagnosed. NULL, or one sentence about
 * what is wrong. */
const char *diagnose_read_error(struct options *options) MUST_USE;

enum status demo_verb(struct options *options);
enum status explain_verb(struct options *options);
enum status policy_verb(struct options *options);
enum status clients_verb(struct options *options);
enum status list_questions_verb(void);

/* Says one clear line on standard error and returns STATUS_USAGE. */
enum status usage_error(const char *problem);

/* How a verb ends that has printed to standard output; says so if that could not be written. */
enum status printed_status(void);

/* Scans the targets on the loop and writes all reports; `trust` is taken over. */
enum status scan_targets(struct options *options, uv_loop_t *loop, struct trust_store *trust);

#endif
