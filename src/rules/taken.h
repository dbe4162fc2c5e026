/* SPDX-License-Identifier: MIT */
/*
 * What a server was seen to take, of one kind, as numbers of the TLS registry: from the lists
 * of --depth full, or as far as fewer connections and the session show it.
 */
#ifndef RULES_TAKEN_H
#define RULES_TAKEN_H

#include "facts/host.h"

enum { TAKEN_MAX = 512 };

struct taken {
	size_t len;
	uint16_t numbers[TAKEN_MAX];
	const char *why_open;     /* why there may be more; NULL: that is all */
	enum certainty certainty; /* that that is all */
};

void taken_versions(const struct port_facts *port, struct taken *taken);
void taken_suites(const struct port_facts *port, struct taken *taken);
void taken_groups(const struct port_facts *port, struct taken *taken);
void taken_schemes(const struct port_facts *port, struct taken *taken);

bool taken_has(const struct taken *taken, uint16_t number);

/* Numbers of what a session says of itself, as GnuTLS names it; 0 for what is unknown. */
uint16_t session_group_number(const struct session *session);
uint16_t session_scheme_number(const struct session *session);

#endif
