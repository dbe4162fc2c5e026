/* SPDX-License-Identifier: MIT */
#include "rules/severity.h"

static const char *const names[] = {
	[SEVERITY_OFF] = "off",
	[SEVERITY_INFO] = "info",
	[SEVERITY_LOW] = "low",
	[SEVERITY_MEDIUM] = "medium",
	[SEVERITY_HIGH] = "high",
	[SEVERITY_CRITICAL] = "critical",
};
_Static_assert(COUNT_OF(names) == SEVERITY_COUNT, "a name for each severity");

const char *
severity_name(enum severity severity)
{
	return names[severity];
}

bool
severity_by_name(struct span name, enum severity *severity)
{
	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (span_equal(name, span_of(names[i]))) {
			*severity = (enum severity)i;
			return true;
		}
	return false;
}
