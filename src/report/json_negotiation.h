/* SPDX-License-Identifier: MIT */
/* The member "negotiation" of a port in the JSON report: all of struct negotiation. */
#ifndef REPORT_JSON_NEGOTIATION_H
#define REPORT_JSON_NEGOTIATION_H

#include "facts/negotiation.h"
#include "report/json_parts.h"

json_t *json_negotiation(struct arena *arena, const struct negotiation *negotiation);

#endif
