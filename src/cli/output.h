/* SPDX-License-Identifier: MIT */
/* Where reports go: opens their files, judges each host once, and feeds all writers. */
#ifndef CLI_OUTPUT_H
#define CLI_OUTPUT_H

#include "base/status.h"
#include "cli/options.h"
#include "report/result.h"

#include <stdio.h>

struct output {
	FILE *text; /* NULL: not wanted */
	FILE *json;
	FILE *evidence;
	const struct options *options;
	bool has_hosts;
	bool is_terminal; /* a progress line may stand on standard error */
	int text_error;   /* errno of the first write that failed */
	struct totals totals;
	enum status status;
};

/* Opens all files before anything is sent. NULL, or one sentence about what is wrong. */
const char *output_open(
    struct output *output, const struct options *options, struct arena *arena) MUST_USE;

/* The run's first lines; its version and beginning must be known. */
void output_begin(struct output *output, const struct run *run);

/* Digests, judges and writes one host. The record's arena grows by it. */
void output_host(struct output *output, struct host_record *host);

/* The last lines; closes everything. Returns how the program is to end. */
enum status output_end(struct output *output, const struct run *run);

#endif
