/* SPDX-License-Identifier: MIT */
/* Findings in JSON: what is wrong in full; what is good, not applicable or not known by id. */
#ifndef REPORT_JSON_FINDINGS_H
#define REPORT_JSON_FINDINGS_H

#include "report/json_parts.h"
#include "report/result.h"

/* Puts "findings", "good", "not_applicable" and "not_known" of one port into its object. */
void json_findings(json_t *object, const struct result *result, size_t port);

/* The list of what was in the baseline and is no longer there. */
json_t *json_gone(const struct result *result);

#endif
