/* SPDX-License-Identifier: MIT */
/*
 * The questions of a diagnosis: the whole path, then one change at a time until it is known
 * which one decides. Like all questions they keep no state: the transcripts are the state.
 */
#ifndef PROBE_DIAGNOSE_H
#define PROBE_DIAGNOSE_H

#include "facts/diagnosis.h"
#include "probe/plan.h"

enum { DIAGNOSE_CONNECTIONS_MAX = 12 }; /* of one address, unless the user says otherwise */

/* The next connection of a diagnosis, in the place of plan_next. */
enum plan diagnose_next(
    const struct port_record *port, draw_bytes *draw, struct attempt *attempt) MUST_USE;

/* What the transcripts of a port prove; `facts` are those of digest_port, and must outlive the
 * diagnosis. */
void diagnose_read(
    const struct port_facts *facts, struct arena *arena, struct diagnosis *diagnosis);

#endif
