/* SPDX-License-Identifier: MIT */
/*
 * Names of the other numbers of TLS: versions, groups, signature schemes, extensions, alerts
 * (IANA). Properties only, no opinions.
 */
#ifndef REGISTRY_NUMBER_H
#define REGISTRY_NUMBER_H

#include "base/span.h"

enum {
	VERSION_SSL2 = 0x0002,
	VERSION_SSL3 = 0x0300,
	VERSION_TLS10 = 0x0301,
	VERSION_TLS11 = 0x0302,
	VERSION_TLS12 = 0x0303,
	VERSION_TLS13 = 0x0304,
};

enum group_kind {
	GROUP_KIND_CURVE,        /* elliptic curve, usable for (EC)DHE */
	GROUP_KIND_FINITE_FIELD, /* RFC 7919 */
	GROUP_KIND_HYBRID,       /* a curve and a post-quantum KEM */
	GROUP_KIND_POST_QUANTUM, /* a KEM alone */
	GROUP_KINDS,
};

struct group {
	uint16_t number;
	const char *name; /* IANA's: "x25519", "secp256r1", "X25519MLKEM768" */
	enum group_kind kind;
	uint16_t bits;     /* of the field or the prime; with a KEM, its parameter set's number;
	                    * 0: the server chooses (arbitrary_explicit_prime_curves) */
	bool is_for_tls13; /* may be negotiated in TLS 1.3 (RFC 8446 section 4.2.7) */
};

struct scheme_number {
	uint16_t number;
	const char *name; /* "rsa_pss_rsae_sha256"; legacy pairs as "dsa_sha1", "rsa_md5" */
	const char *hash; /* "SHA-256"; "" where the algorithm brings its own */

	/* "RSA", "RSA-PSS", "ECDSA", "DSA", "Ed25519", "Ed448", "ML-DSA", "SLH-DSA", "SM2",
	 * "GOST", "ECCSI" or "IBS". */
	const char *algorithm;

	/* A server may sign the handshake of TLS 1.3 with it (RFC 8446 section 4.2.3). */
	bool is_for_tls13;
};

struct extension_number {
	uint16_t number;
	const char *name; /* "server_name" */
};

struct alert_number {
	uint8_t number;
	const char *name; /* "handshake_failure" */
};

extern const struct group groups[];
extern const size_t groups_count;
extern const struct scheme_number signature_schemes[];
extern const size_t signature_schemes_count;
extern const struct extension_number extension_numbers[];
extern const size_t extension_numbers_count;
extern const struct alert_number alert_numbers[];
extern const size_t alert_numbers_count;

/* Each NULL for a number that is unknown. */
const struct group *group_by_number(uint16_t number);
const struct scheme_number *signature_scheme_by_number(uint16_t number);
const char *extension_name(uint16_t number);
const char *alert_name(uint32_t number);

/* "TLS 1.2", "SSL 2.0"; NULL for what is no version. */
const char *version_name(uint16_t version);

/* RFC 8701: values that mean nothing, to be ignored by everybody. */
bool is_grease(uint16_t number);

#endif
