/* SPDX-License-Identifier: MIT */
/*
 * Which connection next? Each question looks at what is recorded of a port so far, running
 * connections included, and says so. No state is kept: the transcripts are the state.
 */
#ifndef PROBE_PLAN_H
#define PROBE_PLAN_H

#include "facts/host.h"

enum plan {
	PLAN_DONE, /* nothing more to ask */
	PLAN_WAIT, /* for what is running */
	PLAN_ASK,  /* make a connection for *question in *mode */
};

/* The next step for this port. *question and *mode are set only with PLAN_ASK. To be called
 * whenever a transcript has grown. */
enum plan plan_next(
    const struct port_record *port, enum question *question, enum mode *mode) MUST_USE;

/* True if a running connection can tell no more: the other mode has been proved to work, so the
 * greeting that it waits for will never come. */
bool plan_is_moot(const struct port_record *port, enum question question);

/* Why no login was tried on this port; NULL if it was, or still may be. */
const char *plan_why_no_login(const struct port_record *port);

/* The recorded connection in STARTTLS mode, whichever question made it, or NULL. */
const struct transcript *plan_cleartext(const struct port_record *port);

#endif
