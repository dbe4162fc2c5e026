/* SPDX-License-Identifier: MIT */
/* What writers are given: one host with its facts and problems, and the run around it. */
#ifndef REPORT_RESULT_H
#define REPORT_RESULT_H

#include "facts/host.h"
#include "rules/problem.h"

struct result {
	struct host_record *host;  /* its arena takes what writers need for a while */
	struct port_facts *facts;  /* as many as the host has ports, in their order */
	struct problems *problems; /* of each port */
};

struct run {
	int64_t began_at_ms; /* wall clock, milliseconds since 1970 */
	uint64_t elapsed_us;
	const char *version; /* of the program that made the transcripts */
	bool is_complete;
};

/* Totals over a host, for the last line of a report. */
struct totals {
	unsigned connections;
	unsigned by_severity[SEVERITY_COUNT];
	unsigned ports_answering;
	unsigned ports_untested; /* those that could not be tested and should have been */
	uint64_t silence_ms;     /* the longest that was kept on purpose */
	enum depth depth;        /* the greatest */
};

struct totals totals_of(const struct result *result);

/* Adds those of one host to those of the hosts before. */
void totals_add(struct totals *sum, const struct totals *totals);

/* "2026-11-23T14:02:11.123Z" (RFC 3339) in the arena. */
const char *result_time(struct arena *arena, int64_t milliseconds);

/* Whole days from one time to another, both in seconds; negative if it is past. */
int64_t result_days(int64_t from, int64_t to);

#endif
