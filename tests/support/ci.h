/* SPDX-License-Identifier: MIT */
/* Reports for CI as texts in memory, and a host with a finding of every standing. */
#ifndef SUPPORT_CI_H
#define SUPPORT_CI_H

#include "report/result.h"
#include "support/judge.h"

/* One submission port with bad findings: tls-sslv2 new, tls-sslv3 accepted for a reason that
 * tries to harm, tls-10 as in the baseline, tls-11 below what makes the run fail,
 * tls-13-missing as a part of tls-sslv2; tls-12-missing not known. Two findings are gone, one
 * of them with words that try to harm. */
struct standings {
	struct judge judge;
	struct judging judging;
	struct acceptance acceptance;
	struct gone gone[2];
	struct result result;
};

void standings_make(struct standings *standings);
void standings_clear(struct standings *standings);

/* What each writer says of the results, in the arena of the first one's host. */
const char *ci_junit(const struct result *results, size_t count, const struct run *run);
const char *ci_sarif(const struct result *results, size_t count, const struct run *run);
const char *ci_summary(const struct result *results, size_t count, const struct run *run);

#endif
