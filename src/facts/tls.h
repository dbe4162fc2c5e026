/* SPDX-License-Identifier: MIT */
/*
 * What a TLS session and a certificate chain showed. Plain data: `tls/` fills it, rules and
 * reports read it.
 */
#ifndef FACTS_TLS_H
#define FACTS_TLS_H

#include "base/span.h"

enum {
	CHAIN_MAX =
	    12, /* certificates looked at; a server that sends more is cut off and told so */
	NAMES_MAX = 100, /* subject alternative names kept of one certificate */
};

/* Did the chain lead to a certificate that we trust? Dates and names are not part of it. */
enum trust {
	TRUST_UNKNOWN, /* could not be tried: no usable trust store, or no certificate */
	TRUST_ANCHORED,
	TRUST_NOT_ANCHORED,
	TRUST_COUNT,
};

/* One established session, as it was observed. Text members are never NULL ("" when there is
 * none); the spans live in the transcript's arena. */
struct session {
	const char *version;   /* "TLS 1.3" */
	const char *suite;     /* IANA name */
	const char *group;     /* IANA-like name of the key exchange group; "" for static RSA */
	const char *signature; /* the scheme of the server's signature; "" for static RSA */
	const char *alpn;      /* the protocol that the server chose; "" if none */
	bool is_resumable;     /* it gave something to resume it with */
	bool is_resumed;       /* an older session went on: no certificate was sent */
	bool has_extended_master_secret;
	bool has_encrypt_then_mac; /* RFC 7366 */
	bool has_safe_renegotiation;
	bool wants_client_certificate;
	bool has_staple;
	uint32_t tickets; /* NewSessionTicket messages seen */
	uint64_t handshake_us;
	uint64_t bytes_in; /* of the handshake, on the wire */
	uint64_t bytes_out;
	size_t chain_sent;            /* how many certificates came */
	size_t chain_len;             /* how many of them are kept, at most CHAIN_MAX */
	struct span chain[CHAIN_MAX]; /* DER, as sent */
	struct span staple;           /* DER of the OCSP response for the first certificate */
	enum trust trust;
	bool is_used[CHAIN_MAX];  /* by the path to the trusted certificate; if none is set, the
	                             path is not known */
	const char *trust_source; /* "system" or the name of a file */
};

/* One certificate (RFC 5280). */
struct certificate {
	bool is_readable;    /* false: not X.509; nothing below is set but the fingerprint */
	const char *subject; /* RFC 4514 form */
	const char *issuer;
	const char *common_name; /* "" if there is none */
	size_t names_len;
	const char *names[NAMES_MAX]; /* subject alternative names as "DNS:...", "IP:..." */
	int64_t not_before;           /* seconds since 1970 */
	int64_t not_after;
	const char *key_type; /* "RSA", "EC", "Ed25519" ... */
	unsigned key_bits;
	const char *signature; /* "RSA-SHA256" */
	const char *sha256;    /* hexadecimal, of the whole DER */
	const char *spki_sha256;
	bool is_self_issued; /* subject and issuer are the same */
	bool is_self_signed; /* and its own key signed it */
	bool has_issuer_url; /* says where its issuer's certificate is (AIA caIssuers) */
	bool demands_staple; /* is good only with a stapled OCSP response (RFC 7633) */
	bool is_needed; /* for the way to a trusted certificate; also where that is not known */
};

/* What can be wrong with a chain, each told apart. */
enum chain_problem {
	CHAIN_EMPTY,
	CHAIN_UNREADABLE,
	CHAIN_TOO_LONG,
	CHAIN_EXPIRED,
	CHAIN_NOT_YET_VALID,
	CHAIN_NAME_MISMATCH,
	CHAIN_NAME_ONLY_IN_CN,
	CHAIN_SELF_SIGNED,
	CHAIN_UNKNOWN_ISSUER,
	CHAIN_MISSING_INTERMEDIATE,
	CHAIN_WRONG_ORDER,
	CHAIN_BAD_SIGNATURE,
	CHAIN_WRONG_PURPOSE,
	CHAIN_REVOKED,
	CHAIN_PROBLEMS,
};

/* The state of a stapled OCSP response (RFC 6960), checked against chain and time. */
enum staple_status {
	STAPLE_NONE,
	STAPLE_UNREADABLE,
	STAPLE_OTHER_CERTIFICATE, /* it speaks of another certificate */
	STAPLE_BAD_SIGNATURE,
	STAPLE_UNCHECKED, /* the issuer was not sent, so its signature could not be checked */
	STAPLE_OUT_OF_DATE,
	STAPLE_GOOD,
	STAPLE_REVOKED,
	STAPLE_STATUS_UNKNOWN, /* the responder does not know the certificate */
	STAPLE_COUNT,
};

struct staple {
	enum staple_status status;
	int64_t this_update; /* seconds since 1970; 0 if not given */
	int64_t next_update;
	int64_t revoked_at;
};

/* A chain with everything that was found out about it. */
struct chain {
	size_t len;
	struct certificate *certificates; /* in the order sent */
	bool problems[CHAIN_PROBLEMS];
	/* For each problem, the place in the chain of the certificate that has it. */
	size_t where[CHAIN_PROBLEMS];
	bool has_name; /* a name to compare with was known */
	struct staple staple;
};

/* Words for reports: "missing-intermediate", "out-of-date". */
const char *chain_problem_name(enum chain_problem problem);
const char *staple_status_name(enum staple_status status);
const char *trust_name(enum trust trust);

/* False (and nothing touched) for a word that is none of trust_name. */
bool trust_by_name(const char *name, enum trust *trust) MUST_USE;

#endif
