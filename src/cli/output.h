/* SPDX-License-Identifier: MIT */
/* Where reports go: opens their files, judges each host once, and feeds all writers. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "base/status.h"
#include "cli/options.h"
#include "report/sarif.h"

#include <stdio.h>

struct output {
	FILE *files[OUTPUT_KINDS];  /* NULL: not wanted */
	bool is_made[OUTPUT_KINDS]; /* the file was not there before */
	const struct options *options;
	struct judging judging;
	struct sarif sarif; /* what that report keeps for its end */
	bool has_hosts;
	bool is_diagnosis; /* to be set behind output_open: hosts are asked for causes, and
	                      output_diagnosis writes all but the evidence */
	const struct run *run;
	bool is_terminal;         /* a progress line may stand on standard error */
	int errors[OUTPUT_KINDS]; /* errno of the first write that failed, if it is known */
	struct totals totals;
	enum status status;
};

/* Opens all files before anything is sent. NULL, or one sentence about what is wrong: then all
 * files are as they were. */
const char *output_open(
    struct output *output, const struct options *options, struct arena *arena) MUST_USE;

/* The run's first lines; its version and beginning must be known. It must outlive the output.
 */
void output_begin(struct output *output, const struct run *run);

/* Digests, judges and writes one host. The record's arena grows by it; output_diagnosis is in
 * its place for causes. */
void output_host(struct output *output, struct host_record *host);
void output_diagnosis(struct output *output, struct host_record *host);

/* The status that is worse. */
enum status output_worse(enum status a, enum status b);

/* Takes the line of progress off the terminal. */
void output_wipe_progress(const struct output *output);

/* The last lines; closes everything. Returns how the program is to end. */
enum status output_end(struct output *output, const struct run *run);

#endif
