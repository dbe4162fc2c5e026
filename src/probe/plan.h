/* SPDX-License-Identifier: MIT */
/*
 * Which connection next? Each question looks at what is recorded of a port so far, running
 * connections included, and says so. No state is kept: the transcripts are the state.
 */
#ifndef PROBE_PLAN_H
#define PROBE_PLAN_H

#include "probe/attempt.h"

enum plan {
	PLAN_DONE, /* nothing more to ask */
	PLAN_WAIT, /* for what is running */
	PLAN_ASK,  /* make the connection of the attempt */
	PLAN_NONE, /* of one question: there is nothing to ask here, see attempt.why */
};

/* The next step for this port: PLAN_DONE, PLAN_WAIT, or PLAN_ASK with the attempt filled in,
 * which must be fresh from attempt_init. To be called whenever a transcript has grown. */
enum plan plan_next(
    const struct port_record *port, draw_bytes *draw, struct attempt *attempt) MUST_USE;

/* Fills in what was asked and what was not, and why. */
void plan_account(const struct port_record *port, struct negotiation *facts);

/* True if a running connection can tell no more: the other mode has been proved to work, so the
 * greeting that it waits for will never come. */
bool plan_is_moot(const struct port_record *port, enum question question);

/* The second connection of a port that seems to be in the other mode, to prove it: a part of
 * any plan. PLAN_WAIT while the first may yet show that. */
enum plan plan_other_mode(const struct port_record *port, struct attempt *attempt) MUST_USE;

/* Why no login was tried on this port; NULL if it was, or still may be. */
const char *plan_why_no_login(const struct port_record *port);

/* The recorded connection in STARTTLS mode, whichever question made it, or NULL. */
const struct transcript *plan_cleartext(const struct port_record *port);

#endif
