/* SPDX-License-Identifier: MIT */
/*
 * What the numbers of cipher suites stand for (IANA, "TLS Cipher Suites"; SSLv2 cipher kinds
 * from the SSL 2.0 draft). Properties only: what is weak is for others to say.
 */
#ifndef REGISTRY_SUITE_H
#define REGISTRY_SUITE_H

#include "base/span.h"

enum key_exchange {
	KEY_EXCHANGE_ANY, /* TLS 1.3: the suite does not say */
	KEY_EXCHANGE_NULL,
	KEY_EXCHANGE_RSA,
	KEY_EXCHANGE_DH, /* static */
	KEY_EXCHANGE_DHE,
	KEY_EXCHANGE_ECDH, /* static */
	KEY_EXCHANGE_ECDHE,
	KEY_EXCHANGE_DH_ANON,
	KEY_EXCHANGE_ECDH_ANON,
	KEY_EXCHANGE_PSK,
	KEY_EXCHANGE_DHE_PSK,
	KEY_EXCHANGE_ECDHE_PSK,
	KEY_EXCHANGE_RSA_PSK,
	KEY_EXCHANGE_KRB5,
	KEY_EXCHANGE_SRP,
	KEY_EXCHANGE_GOST,
	KEY_EXCHANGE_OTHER, /* ECCPWD, Fortezza's */
	KEY_EXCHANGES,
};

enum authentication {
	AUTHENTICATION_ANY, /* TLS 1.3 */
	AUTHENTICATION_NONE,
	AUTHENTICATION_RSA,
	AUTHENTICATION_DSS,
	AUTHENTICATION_ECDSA,
	AUTHENTICATION_SHARED_KEY, /* and nothing else: PSK, SRP, Kerberos, passwords */
	AUTHENTICATION_GOST,
	AUTHENTICATIONS,
};

enum cipher {
	CIPHER_NULL,
	CIPHER_RC2,
	CIPHER_RC4,
	CIPHER_DES,
	CIPHER_3DES,
	CIPHER_IDEA,
	CIPHER_SEED,
	CIPHER_FORTEZZA,
	CIPHER_GOST,
	CIPHER_CAMELLIA,
	CIPHER_ARIA,
	CIPHER_AES,
	CIPHER_CHACHA20,
	CIPHER_SM4,
	CIPHER_AEGIS,
	CIPHERS,
};

enum cipher_mode {
	CIPHER_MODE_NONE, /* NULL and stream ciphers */
	CIPHER_MODE_CBC,
	CIPHER_MODE_GCM,
	CIPHER_MODE_CCM,
	CIPHER_MODE_CCM_8,
	CIPHER_MODE_POLY1305,
	CIPHER_MODE_OTHER, /* GOST's CNT and the like, AEGIS */
	CIPHER_MODES,
};

/* The record's MAC; an AEAD has none of its own. */
enum mac {
	MAC_AEAD,
	MAC_NULL,
	MAC_MD5,
	MAC_SHA1,
	MAC_SHA256,
	MAC_SHA384,
	MAC_OTHER,
	MACS,
};

struct suite {
	uint16_t number;
	const char *name; /* IANA's; of drafts whose name has another number now, with "_OLD" */
	enum key_exchange key_exchange;
	enum authentication authentication;
	enum cipher cipher;
	enum cipher_mode mode;
	enum mac mac;
	uint16_t bits; /* of the key, effective: 40 for export, 112 for 3DES; 0: NULL */
	bool is_export;

	/* Its key exchange is ephemeral. That says nothing of authentication (DH_anon), nor of
	 * the strength of the group; in TLS 1.3 it holds unless a session is resumed without
	 * (EC)DHE. */
	bool is_forward_secret;

	/* The first version in which a server may be found to speak it. AES and ECC suites were
	 * defined for TLS 1.0 (RFC 3268, RFC 4492), but old servers speak them in SSL 3.0 as
	 * well: 0x0300, like all that need nothing of a later version. 0x0301: GOST's first,
	 * and those with a shared key and a MAC of SHA-256 or SHA-384 (RFC 5487, RFC 5489, RFC
	 * 6367). 0x0303: all others with such a MAC, and AEADs. 0x0304: those of TLS 1.3. */
	uint16_t from;
};

/* All suites, by number. Signalling values (SCSV) and reserved numbers are none. */
extern const struct suite suites[];
extern const size_t suites_count;

/* NULL for a number that has no suite. */
const struct suite *suite_by_number(uint16_t number);

/* NULL for a name that no suite has. */
const struct suite *suite_by_name(const char *name);

/* The name, or "0x1234" text of unknown numbers written into `room` (at least 8 bytes). */
const char *suite_name(uint16_t number, char room[8]);

/* SSLv2 cipher kinds: three bytes each. NULL for an unknown one. */
struct ssl2_kind {
	uint32_t number;
	const char *name; /* "SSL_CK_RC4_128_WITH_MD5" */
	uint16_t bits;
};
extern const struct ssl2_kind ssl2_kinds[];
extern const size_t ssl2_kinds_count;
const struct ssl2_kind *ssl2_kind_by_number(uint32_t number);

#endif
