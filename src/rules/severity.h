/* SPDX-License-Identifier: MIT */
/* How bad a finding is. What is right depends on a port's role, so severities come in rows. */
#ifndef RULES_SEVERITY_H
#define RULES_SEVERITY_H

#include "facts/endpoint.h"

enum severity {
	SEVERITY_OFF, /* the rule does not concern this role */
	SEVERITY_INFO,
	SEVERITY_LOW,
	SEVERITY_MEDIUM,
	SEVERITY_HIGH,
	SEVERITY_CRITICAL,
	SEVERITY_COUNT,
};

/* A severity for each role. */
struct severities {
	enum severity by_role[ROLE_COUNT];
};

/* SEVERITIES(LOW, MEDIUM, HIGH, HIGH): mx, mx with a published policy, submission, access. */
#define SEVERITIES(mx, mx_policy, submission, access)                                          \
	{                                                                                      \
		.by_role = {                                                                   \
			[ROLE_MX] = SEVERITY_##mx,                                             \
			[ROLE_MX_POLICY] = SEVERITY_##mx_policy,                               \
			[ROLE_SUBMISSION] = SEVERITY_##submission,                             \
			[ROLE_ACCESS] = SEVERITY_##access,                                     \
		}                                                                              \
	}

/* "off", "info" ... "critical". */
const char *severity_name(enum severity severity);

/* False (and nothing touched) for a word that is none of severity_name. */
bool severity_by_name(struct span name, enum severity *severity) MUST_USE;

#endif
