/* SPDX-License-Identifier: MIT */
/* The record of a port, made from what its server is to have said on each connection. */
#ifndef SUPPORT_RECORDED_H
#define SUPPORT_RECORDED_H

#include "facts/host.h"
#include "support/talk.h"

struct recorded {
	struct talk talks[QUESTION_COUNT];
	struct port_record port;
};

void recorded_init(struct recorded *recorded, const char *scheme);
void recorded_clear(struct recorded *recorded);

/* Makes the connection of a question, in the mode of the scheme, and lets the server say this.
 * TLS is passed where the dialogue comes to it, without a session. The connection is over when
 * its dialogue is. */
void recorded_hear(struct recorded *recorded, enum question question, const char *words);

/* The same in a mode that is not the scheme's. */
void recorded_hear_in(
    struct recorded *recorded, enum question question, enum mode mode, const char *words);

/* Ends the connection with an event. */
void recorded_end(struct recorded *recorded, enum question question, enum event_kind kind);

#endif
