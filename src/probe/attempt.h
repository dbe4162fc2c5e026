/* SPDX-License-Identifier: MIT */
/*
 * One connection to make: how far the dialogue goes, and what to do where TLS begins: a whole
 * session, or one hello of our own making whose answer is read and which nothing follows.
 */
#ifndef PROBE_ATTEMPT_H
#define PROBE_ATTEMPT_H

#include "facts/host.h"
#include "hello/hello.h"
#include "talk/errand.h"
#include "tls/session.h"

/* Fills with random bytes. Hellos need them to look like anybody's, not for secrecy. */
typedef void draw_bytes(uint8_t *bytes, size_t len);

/* What to send behind the answer to a raw hello, or behind the server's reaction to what was
 * sent last. Appends records of TLS to `out`; false if there is nothing more to do. A pure
 * function of the transcript, apart from the random bytes. */
typedef bool raw_sequel(
    const struct transcript *transcript, draw_bytes *draw, struct buffer *out);

struct attempt {
	enum question question;
	uint32_t variant;
	enum mode mode;
	enum errand errand;
	bool is_raw;
	struct buffer hello;    /* the bytes of a raw one */
	bool is_ssl2;           /* the raw one */
	raw_sequel *sequel;     /* or NULL */
	struct tls_offer offer; /* of a session */
	bool keeps_tickets;     /* of a session: they are recorded, and it can be resumed */
	bool keeps_chain;       /* of a raw hello: the chain of its answer is judged */
	const char *ehlo_name;  /* instead of the usual one; or NULL */
	size_t first_len; /* of a raw hello: so many bytes go first, the rest a moment later;
	                     0: all at once */
	uint16_t segment_max; /* bytes of a TCP segment in both directions; 0: as usual */
	uint32_t pause_ms;    /* of a pause in the errand; 0: as long as is usual */
	const char *why;      /* there is nothing to ask on this endpoint, because */
};

void attempt_init(struct attempt *attempt);
void attempt_clear(struct attempt *attempt);

/* The session as the basics have it, in this mode. */
void attempt_session(struct attempt *attempt, const struct endpoint *endpoint, enum mode mode,
    enum errand errand);

/* What all plain hellos have. */
struct hello_wish {
	uint16_t version;       /* the highest to offer: 0x0300 to 0x0304 */
	const uint16_t *suites; /* NULL: what is commonly known of the version */
	size_t suites_len;
	const uint16_t *groups; /* NULL: all that are in use */
	size_t groups_len;
	const uint16_t *schemes; /* NULL: all that are in use */
	size_t schemes_len;
	const char *server_name; /* NULL: no SNI */
	const char *alpn;        /* NULL: none */
	bool offers_all; /* compression, heartbeat, truncated HMAC: see what is taken up */
	bool is_silent_on_keys; /* TLS 1.3: no key share, which asks for a HelloRetryRequest */
	bool is_dual;           /* TLS 1.3: and TLS 1.2; the suites are to be given */
	bool has_large_share;   /* TLS 1.3: and a key share of X25519MLKEM768 */
};

/* Makes a hello of the wish, to be changed further or given to attempt_raw. */
void wish_make(const struct hello_wish *wish, draw_bytes *draw, struct hello *hello);

/* Prepares the attempt to send this hello, and clears it. */
void attempt_raw(struct attempt *attempt, enum mode mode, struct hello *hello);

enum { COMMON_SUITES_MAX = 64 };

/* The suites of a version that servers commonly know, weak ones too; at most
 * COMMON_SUITES_MAX, as there are servers that look at no more. */
size_t wish_common_suites(uint16_t version, uint16_t *numbers);

#endif
