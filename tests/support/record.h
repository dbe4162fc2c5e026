/* SPDX-License-Identifier: MIT */
/* Host records written down by hand, event by event, with a clock that always goes the same. */
#ifndef SUPPORT_RECORD_H
#define SUPPORT_RECORD_H

#include "facts/host.h"

/* One event. Its time is that of the one before and `ms` milliseconds, or 2 where ms is 0. */
struct line {
	enum event_kind kind;
	enum step step;
	const char *text;
	enum reply reply;
	bool is_secure;
	uint32_t number;
	uint32_t ms;
	size_t len; /* of a text with NUL in it; else 0 */
};

/* Lines as they are mostly needed: in clear text, and inside TLS. */
#define ASKS(at, words)                                                                        \
	{                                                                                      \
		.kind = EVENT_SENT, .step = STEP_##at, .text = words                           \
	}
#define SAYS(at, means, words)                                                                 \
	{                                                                                      \
		.kind = EVENT_RECEIVED, .step = STEP_##at, .reply = REPLY_##means,             \
		.text = words                                                                  \
	}
#define ASKS_INSIDE(at, words)                                                                 \
	{                                                                                      \
		.kind = EVENT_SENT, .step = STEP_##at, .text = words, .is_secure = true        \
	}
#define SAYS_INSIDE(at, means, words)                                                          \
	{                                                                                      \
		.kind = EVENT_RECEIVED, .step = STEP_##at, .reply = REPLY_##means,             \
		.text = words, .is_secure = true                                               \
	}
#define HAPPENS(what, at)                                                                      \
	{                                                                                      \
		.kind = EVENT_##what, .step = STEP_##at                                        \
	}
#define CONNECTS                                                                               \
	{                                                                                      \
		.kind = EVENT_CONNECTED, .step = STEP_CONNECT, .ms = 12                        \
	}
#define HANGS_UP                                                                               \
	{                                                                                      \
		.kind = EVENT_HUNG_UP, .step = STEP_QUIT                                       \
	}

/* A TLS session; its certificates are files of tests/data/certs, the first the server's. */
struct handshake {
	const char *version;
	const char *suite;
	const char *group;
	const char *signature;
	enum trust trust;
	const char *certificates[CHAIN_MAX];
	size_t sent; /* 0: as many as there are */
	bool is_old; /* without extended master secret and safe renegotiation */
};

/* One connection. No lines: it was not made. */
struct talk {
	const struct line *lines;
	size_t len;
	const struct handshake *handshake; /* of EVENT_SESSION */
	bool is_other_mode;                /* not the mode that the service should have */
};
#define TALK(array) .lines = (array), .len = COUNT_OF(array)

struct port {
	const char *scheme;
	uint16_t number;     /* 0: the scheme's */
	const char *address; /* NULL: 192.0.2.25 */
	bool is_asked_for;
	bool has_no_name; /* nothing to verify */
	struct talk talks[QUESTION_COUNT];
};

/* Appends the connections to a host that record_begin has begun; its arena owns everything. */
void record_begin(struct host_record *host, const char *name);
void record_ports(struct host_record *host, const struct port *ports, size_t len);

/* The bytes of a file of tests/data/certs, without its ending ".hex". */
struct span record_certificate(struct arena *arena, const char *name);

#endif
