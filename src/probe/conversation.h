/* SPDX-License-Identifier: MIT */
/*
 * One connection without its socket: the dialogue, TLS at its place, and patience. Bytes, ends
 * and times come in as arguments; bytes to send and the next deadline come out; everything that
 * happens goes into a transcript. Times are microseconds since the connection was begun.
 */
#ifndef PROBE_CONVERSATION_H
#define PROBE_CONVERSATION_H

#include "hello/flight.h"
#include "probe/attempt.h"
#include "probe/user.h"

/* How long we wait for what, in microseconds. */
struct patience {
	uint64_t connect_us;  /* for TCP to stand */
	uint64_t greeting_us; /* without a byte, while there is no greeting */
	uint64_t idle_us;     /* without a byte, at any other step */
	uint64_t total_us;    /* for the whole connection */
};

struct conversation_settings {
	const char *name; /* what EHLO says of us */
	draw_bytes *draw;
	struct trust_store *trust;
	const struct user *user; /* of QUESTION_USE; else it may be NULL */
	struct patience patience;
};

enum phase {
	PHASE_CONNECT,
	PHASE_PLAIN,
	PHASE_SILENCE, /* between the go-ahead and our hello */
	PHASE_HANDSHAKE,
	PHASE_NOT_TLS, /* collecting what came in place of TLS */
	PHASE_SECURE,
	PHASE_PAUSE,       /* inside TLS, on purpose */
	PHASE_RENEGOTIATE, /* a second handshake */
	PHASE_FLIGHT,      /* the answer to a raw hello */
	PHASE_REACTION,    /* ... and to what was sent behind it */
	PHASE_OVER,
};

struct conversation {
	const struct conversation_settings *settings;
	struct attempt attempt; /* its texts are its maker's */
	struct transcript *record;
	struct dialogue dialogue;
	struct tls_session *tls;
	const struct endpoint *endpoint;
	struct composer *composer; /* of QUESTION_USE; else NULL */
	struct arena flight_arena; /* the reader's; the record has the bytes */
	struct flight_reader flight;
	struct buffer reaction;
	uint64_t probe_us; /* when the last raw bytes were sent */
	size_t tickets;    /* recorded */
	struct buffer out;
	struct buffer not_tls;
	enum phase phase;
	bool is_late;
	bool has_heard; /* a byte came since the phase began */
	uint64_t connected_us;
	uint64_t hello_us;
	uint64_t deadline_us; /* of the current wait */
};

/* Prepares the connection of an attempt, whose bytes it takes over; it will be recorded into
 * `record`. Settings, endpoint, record and what the attempt points at must outlive it. */
void conversation_init(struct conversation *conversation,
    const struct conversation_settings *settings, const struct endpoint *endpoint,
    struct attempt *attempt, struct transcript *record);
void conversation_clear(struct conversation *conversation);

/* TCP stands; the addresses are numeric text. */
void conversation_connected(
    struct conversation *conversation, const char *local, const char *peer, uint64_t now_us);

/* The end that is not ours: EVENT_EOF, EVENT_RESET, EVENT_REFUSED, EVENT_UNREACHABLE,
 * EVENT_LOCAL, EVENT_INTERRUPTED or EVENT_HUNG_UP (when the connection is of no more use), with
 * words or "". */
void conversation_end(struct conversation *conversation, enum event_kind kind,
    const char *words, uint64_t now_us);

/* Bytes from the wire. */
void conversation_feed(struct conversation *conversation, struct span bytes, uint64_t now_us);

/* The time has come to conversation_deadline. */
void conversation_tick(struct conversation *conversation, uint64_t now_us);
uint64_t conversation_deadline(const struct conversation *conversation);

/* What is to be sent; the caller consumes it. It may hold bytes after the end, to be sent
 * before the connection is closed. */
struct buffer *conversation_out(struct conversation *conversation);

bool conversation_is_over(const struct conversation *conversation);

#endif
