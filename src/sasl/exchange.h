/* SPDX-License-Identifier: MIT */
/*
 * The client's side of one SASL exchange (RFC 4422): a challenge in, a response out, both as
 * plain bytes. How they are written into the lines of a protocol, and whether the connection is
 * fit for them, is the caller's matter. GNU SASL does the work, but for the two mechanisms of
 * OAuth, which it does not have.
 */
#ifndef SASL_EXCHANGE_H
#define SASL_EXCHANGE_H

#include "base/buffer.h"
#include "sasl/mechanism.h"

/* Bounds on what a server can make us keep or count. */
enum {
	EXCHANGE_CHALLENGE_MAX = 4096,
	EXCHANGE_RESPONSE_MAX = 8192,
	/* The rounds of SCRAM's hashing, which take half a second; RFC 7677 section 4 wants
	 * 4,096 at least, and servers have some ten thousands. */
	EXCHANGE_ROUNDS_MAX = 1000000,
};

/* Who logs in, where. Loans. */
struct exchange_identity {
	const char *user;
	const char *secret; /* a password, or a token */
	const char *host;   /* the server's name; "" if it has none */
	uint16_t port;
	/* What SCRAM's -PLUS mechanisms are bound to; of the two the one that TLS has. */
	struct span exporter; /* tls-exporter (RFC 9266) */
	struct span unique;   /* tls-unique (RFC 5929 section 3) */
};

enum exchange_state {
	EXCHANGE_GOES_ON, /* a response was made; another challenge may come */
	EXCHANGE_DONE,    /* nothing is left to do for us: the response may be empty */
	EXCHANGE_FAILED,  /* see exchange_problem; there is no response */
};

struct exchange;

/* The identity must outlive the exchange. */
struct exchange *exchange_new(
    enum mechanism mechanism, const struct exchange_identity *identity);
void exchange_free(struct exchange *exchange);

/* The answer to a challenge, appended to `response` (which should be a secret one, with room
 * for EXCHANGE_RESPONSE_MAX). Where the client speaks first, the first challenge is empty. */
enum exchange_state exchange_step(
    struct exchange *exchange, struct span challenge, struct buffer *response) MUST_USE;

/* Has the server proved what it has to? True for mechanisms where it proves nothing. */
bool exchange_is_proved(const struct exchange *exchange);

/* Why it failed, in words without anything of the secret; static. */
const char *exchange_problem(const struct exchange *exchange);

#endif
