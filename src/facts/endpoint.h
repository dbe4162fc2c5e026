/* SPDX-License-Identifier: MIT */
/*
 * Where a probe goes: services, their URL schemes, and one endpoint of a host.
 */
#ifndef FACTS_ENDPOINT_H
#define FACTS_ENDPOINT_H

#include "base/span.h"

/* Which dialogue is spoken. */
enum protocol {
	PROTOCOL_SMTP,
	PROTOCOL_LMTP,
	PROTOCOL_IMAP,
	PROTOCOL_POP3,
	PROTOCOL_SIEVE,
	PROTOCOL_COUNT,
};

/* When TLS begins: on a command of the dialogue, or with the first byte (RFC 8314 section 3).
 */
enum mode {
	MODE_STARTTLS,
	MODE_IMPLICIT,
};

/* What a service is for; what is right depends on it (RFC 7435: a relay takes what it can get;
 * a login needs authenticated TLS, RFC 8314). */
enum role {
	ROLE_MX,
	ROLE_MX_POLICY, /* whose domain publishes DANE or an enforced MTA-STS: senders insist */
	ROLE_SUBMISSION,
	ROLE_ACCESS,
	ROLE_COUNT,
};

/* A service as its URL scheme names it. */
struct scheme {
	const char *name;
	uint16_t port;
	enum protocol protocol;
	enum mode mode;
	enum role role;
	bool is_default; /* one of the seven ports of a mail host */
};

struct endpoint {
	const struct scheme *scheme;
	uint16_t port;
	const char *address; /* numeric, without brackets or zone */
	const char
	    *server_name;  /* for SNI and for verification; NULL if there is only an address */
	bool is_asked_for; /* the user named this port; false for the default seven */
};

/* All schemes; those of the seven default ports in the order of a report. */
extern const struct scheme schemes[];
extern const size_t schemes_count;

/* NULL if there is no such scheme or default port. */
const struct scheme *scheme_by_name(struct span name);
const struct scheme *scheme_by_port(uint64_t port);

/* The verb that begins TLS in this protocol: "STARTTLS", or "STLS" (RFC 2595 section 4). */
const char *protocol_tls_verb(enum protocol protocol);

/* "SMTP", "LMTP", "IMAP", "POP3" or "ManageSieve". */
const char *protocol_name(enum protocol protocol);

/* "starttls" or "implicit". */
const char *mode_name(enum mode mode);

/* "mx", "mx-policy", "submission" or "access". */
const char *role_name(enum role role);

#endif
