/* SPDX-License-Identifier: MIT */
/* What writers are given: one host with its facts and findings, and the run around it. */
#ifndef REPORT_RESULT_H
#define REPORT_RESULT_H

#include "rules/baseline.h"

/* How a run is judged: the same for all hosts. */
struct judging {
	const struct policy *policy;
	enum severity fail_on;           /* what makes the run fail, and all that is worse;
	                                    SEVERITY_COUNT: nothing does */
	const struct baseline *baseline; /* NULL: there is nothing to compare with */
};

struct result {
	struct host_record *host;     /* its arena takes what writers need for a while */
	struct port_facts *facts;     /* as many as the host has ports, in their order */
	struct judgement *judgements; /* of each port */
	const struct judging *judging;
	size_t gone_len; /* findings of the baseline that are no longer there */
	const struct gone *gone;
	size_t
	    gone_unknown; /* those of which is not known whether they are there, or not asked */
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
	unsigned by_severity[SEVERITY_COUNT]; /* findings that count */
	unsigned accepted;                    /* findings that the policy accepts */
	unsigned unchanged;                   /* that count, and are as in the baseline */
	unsigned failing;                     /* that make the run fail */
	unsigned ports_answering;
	unsigned ports_untested; /* those that could not be tested and should have been */
	uint64_t silence_ms;     /* the longest that was kept on purpose */
	enum depth depth;        /* the greatest */
};

/* The severity from which on findings make the run fail: "high"; "never" if none does. */
const char *judging_threshold(const struct judging *judging);

/* Does this bad finding make the run fail? It counts, is bad enough, and is not as it was. */
bool result_fails(const struct result *result, const struct finding *finding);

struct totals totals_of(const struct result *result);

/* Adds those of one host to those of the hosts before. */
void totals_add(struct totals *sum, const struct totals *totals);

/* How many findings there are of each severity: "1 critical, 2 high"; "" for none. */
const char *totals_counts(const struct totals *totals, struct arena *arena);

/* What else a finding is known as: "title (id); title (id)"; "" if nothing. */
const char *result_parts(const struct result *result, const struct finding *finding);

/* "2026-11-23T14:02:11.123Z" (RFC 3339) in the arena. */
const char *result_time(struct arena *arena, int64_t milliseconds);

/* Whole days from one time to another, both in seconds; negative if it is past. */
int64_t result_days(int64_t from, int64_t to);

#endif
