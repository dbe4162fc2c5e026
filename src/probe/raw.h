/* SPDX-License-Identifier: MIT */
/*
 * The part of a conversation that speaks raw TLS: our hello, the server's flight, and what may
 * be sent behind it. Only conversation.c uses it.
 */
#ifndef PROBE_RAW_H
#define PROBE_RAW_H

#include "probe/parts.h"

void raw_init(struct conversation *conversation);
void raw_clear(struct conversation *conversation);

/* Sends the attempt's hello, or its first part and sets the time for the rest: PHASE_FLIGHT. */
void raw_begin(struct conversation *conversation, uint64_t now_us);

/* The rest, while there is one. */
bool raw_has_rest(const struct conversation *conversation) MUST_USE;
void raw_send_rest(struct conversation *conversation);

/* Bytes of the flight; when it is whole, what belongs behind it is sent, or the end comes. */
void raw_take_flight(struct conversation *conversation, struct span bytes, uint64_t now_us);

/* Bytes in PHASE_REACTION, and the end of waiting for them. */
void raw_take_reaction(struct conversation *conversation, struct span bytes, uint64_t now_us);
void raw_react(struct conversation *conversation, uint64_t now_us);

/* Records what came so far, before an end that is not ours. */
void raw_break_off(struct conversation *conversation, uint64_t now_us);

#endif
