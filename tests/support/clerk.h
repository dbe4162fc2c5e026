/* SPDX-License-Identifier: MIT */
/*
 * A TLS server that gets no further than its first flight: it reads a hello and answers as the
 * specifications have it, in memory, without keys. What it takes is plain data.
 */
#ifndef SUPPORT_CLERK_H
#define SUPPORT_CLERK_H

#include "base/buffer.h"
#include "facts/negotiation.h"

enum { CLERK_SUITES_MAX = 40, CLERK_NUMBERS_MAX = 24, CLERK_KINDS_MAX = 8 };

/* How it says no. */
enum manner {
	MANNER_ALERT,
	MANNER_CLOSE,
	MANNER_RESET,
	MANNER_SILENCE,
	MANNER_GARBAGE, /* something that is no TLS message */
};

struct refusal {
	enum manner manner;
	uint8_t alert; /* 0: the usual one */
};

/* What it makes of a hello of SSL 2.0, if it does not speak that. */
enum ssl2_manner {
	SSL2_MANNER_CLOSES,
	SSL2_MANNER_ALERT,
	SSL2_MANNER_SILENCE,
	SSL2_MANNER_TLS, /* answers with a hello of TLS */
};

/* Lists end in a zero, and are in the server's order. */
struct clerk {
	uint16_t suites[TLS_VERSIONS][CLERK_SUITES_MAX]; /* none: not this version */
	uint32_t ssl2_kinds[CLERK_KINDS_MAX];
	uint16_t groups[CLERK_NUMBERS_MAX];
	uint16_t schemes[CLERK_NUMBERS_MAX];
	bool is_client_order; /* of suites, groups and schemes */
	const char *rsa;      /* its certificates, as bytes; NULL: none */
	const char *ecdsa;
	const char *no_name_rsa; /* shown in place of `rsa` to who names no host */
	uint16_t extensions[CLERK_NUMBERS_MAX]; /* of TLS 1.2 and older, taken up */
	bool compresses;
	bool has_sentinel; /* RFC 8446 section 4.1.3 */
	bool knows_fallback;
	bool reuses_shares;
	size_t prime_len;        /* bytes; 0: 256 */
	size_t export_prime_len; /* of export suites; 0: the same */
	/* SNI: */
	bool acks_name;
	bool needs_name;
	bool refuses_unknown_name; /* with unrecognized_name */
	bool warns_unknown_name;   /* and goes on */
	/* ALPN: the protocol that it knows; NULL: ignores the extension. */
	const char *alpn;
	bool refuses_unknown_alpn;
	struct refusal refusal;         /* of suites, groups and schemes */
	struct refusal version_refusal; /* no version in common */
	enum ssl2_manner ssl2;
	/* Faults: */
	unsigned intolerances; /* a bit for each enum hello_kind: refused as `intolerance` */
	struct refusal intolerance;
	size_t hello_max;         /* closes on hellos of more bytes; 0: no bound */
	unsigned connections_max; /* refuses TCP connections behind so many; 0: no bound */
	bool is_flaky;            /* every first hello of a kind is answered by silence */
	uint16_t foreign_suite;   /* answers all hellos of TLS 1.2 with this suite */
	uint16_t foreign_scheme;  /* ... and signs with this scheme */
	uint16_t foreign_group;   /* uses this group whatever is offered */
	bool fails_sessions;      /* no session comes to stand */
	bool fails_everything;    /* refuses all hellos */
};

/* How the answer ends. */
enum clerk_end {
	CLERK_ANSWERED, /* the flight says all */
	CLERK_CLOSED,
	CLERK_RESET,
	CLERK_SILENT,
};

/* Reads the hello and appends the answer to `out`. */
enum clerk_end clerk_answer(const struct clerk *clerk, struct span hello, struct buffer *out);

/* A server of today: TLS 1.2 with three ECDHE and three DHE suites, TLS 1.3, RSA. */
extern const struct clerk clerk_modern;

#endif
