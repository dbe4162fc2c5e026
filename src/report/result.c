/* SPDX-License-Identifier: MIT */
#include "report/result.h"

#include <time.h>

enum { DAY = 24 * 60 * 60 };

/* Failures that say nothing about the TLS and logins that were asked about: the dialogue did
 * not get that far, and it is no clear fault of the service either. */
static bool
says_nothing(const struct failure *failure)
{
	bool is_before_tls =
	    failure->stage == STAGE_GREETING || failure->stage == STAGE_CAPABILITY;

	switch (failure->outcome) {
	case OUTCOME_GOODBYE:
	case OUTCOME_TOO_MUCH:
	case OUTCOME_TOO_SLOW:
		return true;
	case OUTCOME_REFUSED:
	case OUTCOME_SILENT:
	case OUTCOME_STALLED:
	case OUTCOME_CLOSED:
	case OUTCOME_RESET:
	case OUTCOME_MALFORMED:
		return is_before_tls;
	default:
		return false;
	}
}

/* Could a port not be tested that should have been? One that breaks off before it says
 * anything, one whose login or trust stays unknown, or one that the user named and that does
 * not answer. */
static bool
is_untested(const struct port_facts *facts)
{
	bool lacks_trust = facts->has_session && facts->chain.len > 0 &&
	                   facts->session->trust == TRUST_UNKNOWN;

	switch (facts->state) {
	case PORT_OK:
		return facts->login.verdict == LOGIN_NOT_KNOWN || lacks_trust;
	case PORT_FAILED:
		return says_nothing(&facts->failures[0]);
	case PORT_CLOSED:
	case PORT_NO_ANSWER:
		return facts->record->endpoint.is_asked_for;
	case PORT_UNKNOWN:
	case PORT_STATES:
		break;
	}
	return true;
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
		totals.ports_untested += is_untested(facts) ? 1 : 0;
		if (facts->silence_ms > totals.silence_ms)
			totals.silence_ms = facts->silence_ms;
		if (facts->record->limits.depth > totals.depth)
			totals.depth = facts->record->limits.depth;
		for (size_t p = 0; p < result->problems[i].len; p++)
			totals.by_severity[result->problems[i].list[p].severity]++;
	}
	return totals;
}

void
totals_add(struct totals *sum, const struct totals *totals)
{
	sum->connections += totals->connections;
	for (size_t i = 0; i < SEVERITY_COUNT; i++)
		sum->by_severity[i] += totals->by_severity[i];
	sum->ports_answering += totals->ports_answering;
	sum->ports_untested += totals->ports_untested;
	if (totals->silence_ms > sum->silence_ms)
		sum->silence_ms = totals->silence_ms;
	if (totals->depth > sum->depth)
		sum->depth = totals->depth;
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
