/* SPDX-License-Identifier: MIT */
#include "report/result.h"

#include <time.h>

enum { DAY = 24 * 60 * 60 };

/* Could a port not be tested that should have been? One that answers and breaks off in a way
 * that says nothing about it, or one that the user named and that does not answer. */
static bool
is_untested(const struct port_facts *facts)
{
	switch (facts->state) {
	case PORT_OK:
		return false;
	case PORT_FAILED:
		return facts->failures[0].outcome == OUTCOME_GOODBYE;
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
		for (size_t p = 0; p < result->problems[i].len; p++)
			totals.by_severity[result->problems[i].list[p].severity]++;
	}
	return totals;
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
