/* SPDX-License-Identifier: MIT */
/* All answers of a port's deeper questions as facts. */
#ifndef PROBE_NEGOTIATION_H
#define PROBE_NEGOTIATION_H

#include "facts/host.h"

/* Reads what was recorded, however little that is; nothing at quick depth. Texts live in the
 * arena.
 */
void negotiation_read(
    const struct port_record *port, struct arena *arena, struct negotiation *facts);

#endif
