/* SPDX-License-Identifier: MIT */
/*
 * The experiments of a diagnosis as rows: how the connection with one change is made, and which
 * are worth asking after which failure, the smallest change first.
 */
#ifndef PROBE_EXPERIMENT_H
#define PROBE_EXPERIMENT_H

#include "facts/diagnosis.h"
#include "probe/attempt.h"

/* How the first connection went, as far as it decides what to try next. */
enum situation {
	SITUATION_WORKS,           /* what would break it for others? */
	SITUATION_HOPELESS,        /* no change of ours helps, or none is allowed */
	SITUATION_EARLY,           /* it ended before TLS, for no reason that was given */
	SITUATION_EHLO_REFUSED,    /* EHLO is, and no STARTTLS follows */
	SITUATION_NO_STARTTLS,     /* STARTTLS is refused */
	SITUATION_HELLO_DROPPED,   /* the server hung up on our hello */
	SITUATION_HELLO_SILENT,    /* ... or said nothing */
	SITUATION_ALERT_VERSION,   /* protocol_version */
	SITUATION_ALERT_NAME,      /* unrecognized_name */
	SITUATION_ALERT_PARAMETER, /* handshake_failure and its like */
	SITUATION_ALERT_INTERNAL,  /* internal_error */
	SITUATION_OUR_REFUSAL,     /* we could not go on with its answer */
	SITUATION_AFTER_TLS,       /* it failed inside TLS */
	SITUATIONS,
};

enum { EXPERIMENT_ORDER_MAX = 17 };

/* What is worth asking, in this order; ends in EXPERIMENTS. */
const enum experiment *experiment_order(enum situation situation);

/* Is the change one at all? Without a name, SNI cannot be left out. NULL if it is, or why not;
 * of a path that works, also whether something of it can be broken. */
const char *experiment_why_not(
    const struct diagnosis *diagnosis, enum situation situation, enum experiment experiment);

/* Fills in the attempt. `size` is the bytes of a sized hello with its records, else 0. */
void experiment_make(const struct diagnosis *diagnosis, enum experiment experiment,
    unsigned size, draw_bytes *draw, struct attempt *attempt);

/* Would a path that works, and does not with this change, alarm its administrator? Some changes
 * take away what a server may demand. */
bool experiment_is_alarming(enum experiment experiment);

/* True if the connection ends with the answer to a hello of our own making, so that it says
 * nothing of what comes behind. */
bool experiment_is_raw(enum experiment experiment);

#endif
