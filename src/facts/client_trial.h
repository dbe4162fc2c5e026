/* SPDX-License-Identifier: MIT */
/* What a server made of a mail client's hello, and what it would show that client. */
#ifndef FACTS_CLIENT_TRIAL_H
#define FACTS_CLIENT_TRIAL_H

#include "facts/client.h"
#include "facts/host.h"

/* A client that is asked about. */
struct client_choice {
	const struct client *client;
	bool is_named;    /* the user wants to know of this one in particular */
	bool is_built_in; /* evidence names it, and has no need of its profile */
};

enum client_reception {
	CLIENT_NOT_ASKED, /* see why */
	CLIENT_LOST,      /* asked in vain: no answer, or none that proves anything, see why */
	CLIENT_ANSWERED,  /* with a ServerHello or HelloRetryRequest */
	CLIENT_REFUSED,   /* with an alert */
	CLIENT_DROPPED,   /* by a close, a reset or silence, while others are answered */
	CLIENT_GARBLED,   /* with something that is no TLS */
};

enum { CLIENT_CHAINS_MAX = 2 };

/* Certificates that the client would be shown, as far as it is known. */
struct client_chain {
	struct chain chain;
	enum trust trust;
};

struct client_trial {
	const struct client *client;
	bool is_named;
	const struct transcript *transcript; /* the connection that decided; NULL: none */
	enum client_reception reception;
	const char *why;
	enum outcome how;   /* of CLIENT_DROPPED: OUTCOME_CLOSED, _RESET or _SILENT */
	uint8_t alert;      /* of CLIENT_REFUSED */
	bool is_broken_off; /* CLIENT_REFUSED or _DROPPED, but behind a ServerHello */
	/* Of CLIENT_ANSWERED. */
	uint16_t version;
	uint16_t suite;
	uint16_t group;                /* 0: none */
	uint16_t scheme;               /* of TLS 1.2's ServerKeyExchange; 0: none */
	unsigned prime_bits;           /* of finite fields; 0: none */
	bool has_secure_renegotiation; /* RFC 5746; true in TLS 1.3, which has none */
	bool has_downgrade_sentinel;   /* of TLS 1.2 and older, RFC 8446 section 4.1.3 */
	/* Of TLS 1.2 and older, the chain of the answer itself; of TLS 1.3, where it is
	 * encrypted, those of sessions of ours whose key the client can use. */
	size_t chains_len;
	struct client_chain chains[CLIENT_CHAINS_MAX];
	bool is_chain_of_session; /* ours */
	/* A certificate of the client's. */
	struct answer wants_certificate;
	struct answer insists; /* and ends without one */
	bool is_inside_fine;   /* a session of ours came to its end in good order, and none that
	                          is like the client's failed */
};

#endif
