/* SPDX-License-Identifier: MIT */
/* What SARIF documents are made with: places of ports, messages, and rules. */
#ifndef REPORT_SARIF_PARTS_H
#define REPORT_SARIF_PARTS_H

#include "report/json_parts.h"
#include "rules/rule.h"

/* A port as others know it. */
struct sarif_place {
	const char *host;
	const char *address; /* NULL where the host has only one */
	uint16_t port;       /* 0: the host as a whole */
	const char *service;
};

/* {"text": ...}: braces doubled (section 3.11.5: they would be placeholders), and no embedded
 * link (section 3.11.6), which a server could have put into its words. */
json_t *sarif_message(struct arena *arena, const char *text);

/* [{"physicalLocation": ..., "logicalLocations": [...]}] */
json_t *sarif_locations(struct arena *arena, const struct sarif_place *place);

/* What a finding is known by from run to run: by where it is and its rule, not by what was
 * seen. */
json_t *sarif_fingerprints(
    struct arena *arena, const struct sarif_place *place, const char *id);

/* "error", "warning", "note"; "none" for SEVERITY_OFF. */
const char *sarif_level(enum severity severity);

/* A rule as a reportingDescriptor. GitHub knows one severity per rule: the worst that was
 * found, or else (SEVERITY_OFF) that it can have. */
json_t *sarif_rule(struct arena *arena, const struct topic *topic, const struct rule *rule,
    enum severity found);

#endif
