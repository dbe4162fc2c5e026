/* SPDX-License-Identifier: MIT */
/*
 * The part of a conversation that has a TLS session: the handshake, what is read inside it, a
 * second handshake, tickets. Only conversation.c uses it.
 */
#ifndef PROBE_SECURE_H
#define PROBE_SECURE_H

#include "probe/parts.h"

/* Sends our hello, behind so much deliberate silence: PHASE_HANDSHAKE. */
void secure_begin(struct conversation *conversation, uint64_t silent_us, uint64_t now_us);

/* Goes on with the handshake, and behind it with the dialogue. */
void secure_shake_hands(struct conversation *conversation, uint64_t now_us);

/* Reads what has come inside TLS. */
void secure_take(struct conversation *conversation, uint64_t now_us);

/* Goes on with the second handshake. */
void secure_renegotiate(struct conversation *conversation, uint64_t now_us);

/* The pause, or the second handshake, is over: the dialogue goes on. */
void secure_go_on(struct conversation *conversation, uint64_t now_us);

/* Notes what is known of a session only when it ends. */
void secure_end(struct conversation *conversation, uint64_t now_us);

#endif
