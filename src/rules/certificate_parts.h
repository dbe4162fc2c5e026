/* SPDX-License-Identifier: MIT */
/* What the rules about certificates share: names for evidence, and what is missing. */
#ifndef RULES_CERTIFICATE_PARTS_H
#define RULES_CERTIFICATE_PARTS_H

#include "rules/names.h"
#include "rules/rule.h"

/* The first certificate of the port's chain: only behind NEED_CERTIFICATE. */
const struct certificate *certificate_of_server(const struct subject *subject);

/* When the port was seen, in seconds since 1970. */
int64_t certificate_seen_at(const struct subject *subject);

/* "2026-11-25 15:11 UTC" */
const char *certificate_day(struct arena *arena, int64_t seconds);

/* Its subject, or, where that is empty, its names. */
const char *certificate_title(const struct certificate *certificate, struct arena *arena);

/* Can it be read, and does it matter? */
bool certificate_is_looked_at(const struct certificate *certificate);

/* What is missing to speak of the server's certificate, or of all that are needed, as a ruling;
 * VERDICT_GOOD if nothing is. */
struct ruling certificate_lacks_leaf(const struct subject *subject);
struct ruling certificate_lacks_needed(const struct subject *subject);

#endif
