/* SPDX-License-Identifier: MIT */
#include "report/result.h"

#include "rules/untested.h"

#include <time.h>

enum { DAY = 24 * 60 * 60 };

const char *
judging_threshold(const struct judging *judging)
{
	return judging->fail_on == SEVERITY_COUNT ? "never" : severity_name(judging->fail_on);
}

bool
result_fails(const struct result *result, const struct finding *finding)
{
	return finding_counts(finding) && finding->severity >= result->judging->fail_on &&
	       finding->change != CHANGE_NONE;
}

static void
count_findings(const struct result *result, size_t port, struct totals *totals)
{
	const struct judgement *judgement = &result->judgements[port];

	for (size_t i = 0; i < judgement->bad_len; i++) {
		const struct finding *finding = judgement->bad[i];

		totals->accepted += finding->acceptance != NULL ? 1 : 0;
		if (!finding_counts(finding))
			continue;
		totals->by_severity[finding->severity]++;
		totals->unchanged += finding->change == CHANGE_NONE ? 1 : 0;
		totals->failing += result_fails(result, finding) ? 1 : 0;
	}
}

struct totals
totals_of(const struct result *result)
{
	struct totals totals = { 0 };

	for (size_t i = 0; i < result->host->ports_len; i++) {
		const struct port_facts *facts = &result->facts[i];

		totals.connections += facts->connections;
		totals.ports_answering +=
		    facts->state == PORT_OK || facts->state == PORT_FAILED ? 1 : 0;
		totals.ports_untested += port_is_untested(facts) ? 1 : 0;
		if (facts->silence_ms > totals.silence_ms)
			totals.silence_ms = facts->silence_ms;
		if (facts->record->limits.depth > totals.depth)
			totals.depth = facts->record->limits.depth;
		count_findings(result, i, &totals);
	}
	return totals;
}

void
totals_add(struct totals *sum, const struct totals *totals)
{
	sum->connections += totals->connections;
	for (size_t i = 0; i < SEVERITY_COUNT; i++)
		sum->by_severity[i] += totals->by_severity[i];
	sum->accepted += totals->accepted;
	sum->unchanged += totals->unchanged;
	sum->failing += totals->failing;
	sum->ports_answering += totals->ports_answering;
	sum->ports_untested += totals->ports_untested;
	if (totals->silence_ms > sum->silence_ms)
		sum->silence_ms = totals->silence_ms;
	if (totals->depth > sum->depth)
		sum->depth = totals->depth;
}

const char *
totals_counts(const struct totals *totals, struct arena *arena)
{
	const char *counts = "";

	for (int severity = SEVERITY_CRITICAL; severity >= SEVERITY_INFO; severity--)
		if (totals->by_severity[severity] > 0)
			counts = arena_printf(arena, "%s%s%u %s", counts,
			    *counts == '\0' ? "" : ", ", totals->by_severity[severity],
			    severity_name((enum severity)severity));
	return counts;
}

const char *
result_parts(const struct result *result, const struct finding *finding)
{
	const struct judgement *judgement = &result->judgements[finding->port - result->facts];
	const char *parts = "";

	for (size_t i = 0; i < judgement->bad_len; i++)
		if (judgement->bad[i]->part_of == finding)
			parts = arena_printf(&result->host->arena, "%s%s%s (%s)", parts,
			    *parts == '\0' ? "" : "; ", finding_title(judgement->bad[i]),
			    judgement->bad[i]->rule->id);
	return parts;
}

const char *
result_time(struct arena *arena, int64_t milliseconds)
{
	time_t seconds = (time_t)(milliseconds / 1000);
	struct tm parts;
	char text[32];

	if (gmtime_r(&seconds, &parts) == NULL ||
	    strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%S", &parts) == 0)
		return "";
	return arena_printf(arena, "%s.%03dZ", text, (int)(milliseconds % 1000));
}

int64_t
result_days(int64_t from, int64_t to)
{
	return to >= from ? (to - from) / DAY : -((from - to + DAY - 1) / DAY);
}
