/* SPDX-License-Identifier: MIT */
/*
 * The report for code scanning: SARIF 2.1.0, with what GitHub's upload asks for (a relative
 * URI, which names a port as if it were a file; fingerprints; security-severity). Results are
 * written as they come; the rules and what could not be tested follow at the end.
 */
#ifndef REPORT_SARIF_H
#define REPORT_SARIF_H

#include "report/result.h"

#include <jansson.h>
#include <stdio.h>

/* What has to be kept for the end: little, however many hosts there are. */
struct sarif {
	FILE *out;
	bool has_results;
	bool has_untested;             /* something could not be tested that should have been */
	json_t *notifications;         /* what could not be tested, and why */
	enum severity *worst;          /* found of each rule, by its place */
	const struct judging *judging; /* of the last host; NULL if there was none */
};

/* To be called in this order: begin, host for each host, end, which frees all that is kept.
 * Whether the document could be written, ferror says. */
void sarif_begin(struct sarif *sarif, FILE *out);
void sarif_host(struct sarif *sarif, const struct result *result);
void sarif_end(struct sarif *sarif, const struct run *run);

#endif
