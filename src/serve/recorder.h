/* SPDX-License-Identifier: MIT */
/*
 * Plays a mail host to one client up to its ClientHello, which it records, without a socket or
 * clock of its own: SMTP, IMAP or POP3, with TLS on command or at once. It has no certificate:
 * behind the hello comes an alert, and the end. Times are microseconds since the connection was
 * accepted. The same interface as serve/actor.h.
 */
#ifndef SERVE_RECORDER_H
#define SERVE_RECORDER_H

#include "base/alloc.h"
#include "base/buffer.h"
#include "facts/endpoint.h"
#include "serve/actor.h"

/* What is waited for, and where it goes. */
struct recording {
	enum protocol protocol;
	enum mode mode;
	/* Called once for each connection, at its end: with the bytes of the hello's records,
	 * or with none and why there is no hello. Bytes and words are a loan. */
	void (*done)(void *context, struct span hello, const char *why_not);
	void *context;
};

struct recorder {
	const struct recording *recording;
	struct buffer in;
	struct buffer out;
	unsigned lines; /* that the client has said */
	bool is_hello_due;
	enum actor_end end;
};

/* The recording must outlive the recorder. */
void recorder_init(struct recorder *recorder, const struct recording *recording);
void recorder_clear(struct recorder *recorder);

void recorder_start(struct recorder *recorder);
void recorder_feed(struct recorder *recorder, struct span bytes);

/* The client has gone, or its time is up. */
void recorder_leave(struct recorder *recorder, const char *why);

/* When its time is up. */
uint64_t recorder_deadline(const struct recorder *recorder);

/* What is to be sent; the caller consumes it. */
struct buffer *recorder_out(struct recorder *recorder);

enum actor_end recorder_end(const struct recorder *recorder);

#endif
