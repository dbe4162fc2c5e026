/* SPDX-License-Identifier: MIT */
/* What a user gives to be tried where the way to it works: a login, a mail, or both. */
#ifndef PROBE_USER_H
#define PROBE_USER_H

#include "sasl/mechanism.h"

enum {
	USER_NAME_MAX = 320,    /* bytes; an address has fewer (RFC 5321 section 4.5.3.1) */
	USER_SECRET_MAX = 4096, /* tokens are long */
	USER_ADDRESS_MAX = 254, /* RFC 5321 section 4.5.3.1.3, without the brackets */
	USER_RECIPIENTS_MAX = 16,
};

/* How to log in. */
enum user_way {
	USER_WAY_BEST,      /* that server, secret and channel allow */
	USER_WAY_MECHANISM, /* this one or none */
	USER_WAY_COMMAND,   /* the protocol's own: LOGIN of IMAP, USER and PASS of POP3 */
};

/* The texts are loans, and have no control characters. */
struct user {
	const char *name; /* NULL: no login */
	const char *secret;
	bool is_token;
	enum user_way way;
	enum mechanism mechanism;
	bool may_be_unverified; /* inside TLS, whatever the certificate is */
	bool may_be_in_clear;
	const char *from; /* NULL: no mail */
	size_t to_len;
	const char *to[USER_RECIPIENTS_MAX];
	bool sends; /* a test message, if all recipients are taken */
};

#endif
