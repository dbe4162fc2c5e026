/* SPDX-License-Identifier: MIT */
/* Commands for the client's machine, with the host in them that was asked. */
#ifndef RULES_COMMAND_H
#define RULES_COMMAND_H

#include "facts/host.h"

/* The command of a cause with what stands in capitals filled in: HOST, PORT, and how TLS begins
 * there. DOMAIN and the like are not known here and stay, as does all where the host's name or
 * the one for SNI is no plain name. In the arena. */
const char *command_at(struct arena *arena, const char *command, const struct host_record *host,
    const struct endpoint *endpoint);

#endif
