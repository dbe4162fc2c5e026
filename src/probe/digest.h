/* SPDX-License-Identifier: MIT */
/*
 * What the transcripts of one port prove. A pure function: the same transcripts give the same
 * facts, today and years later.
 */
#ifndef PROBE_DIGEST_H
#define PROBE_DIGEST_H

#include "facts/host.h"

/* Reads all of a port's transcripts. What the facts point to lives in the arena or in the
 * transcripts. */
void digest_port(const struct port_record *port, struct arena *arena, struct port_facts *facts);

#endif
