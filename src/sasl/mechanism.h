/* SPDX-License-Identifier: MIT */
/* The SASL mechanisms (RFC 4422) that a login can go by, and which of them is the best. */
#ifndef SASL_MECHANISM_H
#define SASL_MECHANISM_H

#include "base/span.h"

/* In the order in which they are wanted inside TLS whose certificate is verified. */
enum mechanism {
	MECHANISM_SCRAM_SHA_256_PLUS, /* RFC 7677 */
	MECHANISM_SCRAM_SHA_256,
	MECHANISM_SCRAM_SHA_1_PLUS, /* RFC 5802 */
	MECHANISM_SCRAM_SHA_1,
	/* Whatever a server keeps of a password, it can check it with these; CRAM-MD5 needs the
	 * password itself there, and is offered by many that do not have it. */
	MECHANISM_PLAIN, /* RFC 4616 */
	MECHANISM_LOGIN,
	MECHANISM_CRAM_MD5,    /* RFC 2195 */
	MECHANISM_OAUTHBEARER, /* RFC 7628 */
	MECHANISM_XOAUTH2,
	MECHANISMS,
};

struct mechanism_row {
	const char *name;
	bool speaks_first;  /* the client's response comes without a challenge */
	bool takes_token;   /* a token of OAuth and no password */
	bool shows_secret;  /* whoever reads it has the secret */
	bool binds;         /* to the channel of TLS */
	bool proves_server; /* the server shows that it knows the password, too */
};

extern const struct mechanism_row mechanism_rows[];

/* False, and nothing touched, if there is no such mechanism; letters of either case. */
bool mechanism_by_name(struct span name, enum mechanism *mechanism) MUST_USE;

/* What a choice depends on. */
struct mechanism_wish {
	bool has_token;   /* the secret is one, and no password */
	bool can_bind;    /* the channel has something to bind to */
	bool hides_first; /* somebody may listen: rather one that does not show the secret */
};

/* The best of those that the server offers; MECHANISMS if none will do. */
enum mechanism mechanism_choose(
    const struct mechanism_wish *wish, const char *const *offered, size_t len);

#endif
