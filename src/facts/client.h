/* SPDX-License-Identifier: MIT */
/*
 * A mail client as a server sees it: what its ClientHello offers, in which order, and what it
 * demands of the answer. Plain data: `rules/` reads it from files, `serve/` records it,
 * `probe/` says it again.
 */
#ifndef FACTS_CLIENT_H
#define FACTS_CLIENT_H

#include "facts/endpoint.h"

enum {
	CLIENT_NUMBERS_MAX = 512,   /* in one list of a hello */
	CLIENT_EXTENSIONS_MAX = 64, /* of one hello */
	CLIENT_BODY_MAX = 4096,     /* bytes of one extension's body */
	CLIENT_GREASE_MAX = 64,     /* of one of RFC 8701 */
	CLIENT_SHARES_MAX = 16,     /* keys in one key_share */
	CLIENT_PROTOCOL_MAX = 64,   /* bytes of one name of ALPN */
	CLIENT_NAME_MAX = 60,       /* bytes of a client's name */
	CLIENTS_MAX = 100,          /* asked in one run */
};

/* What stands in a profile for each value of RFC 8701: it is drawn anew for each hello. */
enum { CLIENT_GREASE = 0x0a0a };

enum client_source {
	CLIENT_RECORDED,   /* from a real connection */
	CLIENT_DOCUMENTED, /* from what is written about it */
	CLIENT_SOURCES,
};

/* What a client does where STARTTLS or the handshake fails. */
enum client_fallback {
	CLIENT_FALLBACK_NONE,
	CLIENT_FALLBACK_CLEAR, /* it goes on without TLS */
	CLIENT_FALLBACKS,
};

struct client_numbers {
	size_t len;
	const uint16_t *numbers;
};

/* How the body of an extension is kept. */
enum client_body {
	CLIENT_BODY_BYTES,    /* as it is */
	CLIENT_BODY_DRAWN,    /* made anew: the server's name, padding */
	CLIENT_BODY_GROUPS,   /* numbers: supported_groups */
	CLIENT_BODY_SCHEMES,  /* numbers: signature_algorithms */
	CLIENT_BODY_VERSIONS, /* numbers: supported_versions */
	CLIENT_BODY_SHARES,   /* numbers: the groups of key_share; the keys are made anew */
	CLIENT_BODY_OCTETS,   /* behind their one byte length: ec_point_formats */
	CLIENT_BODY_NAMES, /* ALPN: each behind its one byte length, without the list's own */
	CLIENT_BODIES,
};

struct client_extension {
	uint16_t type; /* CLIENT_GREASE for one of RFC 8701 */
	struct client_numbers numbers;
	struct span body; /* of CLIENT_BODY_BYTES, CLIENT_BODY_OCTETS and CLIENT_BODY_NAMES */
};

struct client_hello {
	uint16_t record_version;
	uint16_t version; /* legacy_version */
	uint8_t session_id_len;
	struct span compressions;
	struct client_numbers suites;
	size_t extensions_len;
	const struct client_extension *extensions;
};

/* What the client makes of the server's answer. Of 0 bits nothing is demanded. */
struct client_checks {
	uint16_t version_min;
	bool verifies_chain;
	bool verifies_name;
	bool verifies_time;
	bool accepts_common_name;        /* a name that is only in CN */
	bool accepts_self_signed;        /* although it verifies chains */
	bool accepts_sha1_signature;     /* in certificates that are not roots */
	bool needs_secure_renegotiation; /* RFC 5746 */
	bool sends_certificate;          /* where the server asks for one */
	unsigned rsa_bits_min;
	unsigned rsa_bits_max; /* 0: no bound */
	unsigned dh_bits_min;
	unsigned dh_bits_max; /* 0: no bound */
	unsigned ec_bits_min;
	unsigned days_max; /* from the first to the last day of the certificate; 0: no bound */
};

struct client {
	const char *name; /* "java-17" */
	const char *title;
	enum client_source source;
	const char *date; /* "2026-11-25" */
	const char *reference;
	bool protocols[PROTOCOL_COUNT]; /* that it speaks */
	enum client_fallback fallback;
	struct client_hello hello;
	struct client_checks checks;
};

/* What is not said in a file, and what a recorder cannot see: as today's clients have it. */
extern const struct client_checks client_checks_cautious;

/* True for [a-z0-9.-]+ of at most CLIENT_NAME_MAX bytes. */
bool client_is_name(struct span text);

/* A number of the name that stays the same (FNV-1a, 32 bits): evidence knows clients by it. */
uint32_t client_number(const char *name);

/* Of an extension's type. */
enum client_body client_body_of(uint16_t type);

/* What belongs to an earlier session or to an answer that came, and is no client's own:
 * pre_shared_key, early_data and cookie (RFC 8446 section 4.2). */
bool client_is_of_moment(uint16_t type);

/* The extension of this type, or NULL. */
const struct client_extension *client_extension(
    const struct client_hello *hello, uint16_t type);

/* How many bytes a key share of this group has; 0 if the program can make none. */
size_t client_share_len(uint16_t group);

/* Does one record hold the hello (RFC 8446 section 5.1), whatever is drawn for it? */
bool client_hello_fits(const struct client_hello *hello);

/* The same hello, but for what is drawn anew? */
bool client_hello_equal(const struct client_hello *a, const struct client_hello *b);

/* "recorded", "documented"; "none", "clear". */
const char *client_source_name(enum client_source source);
const char *client_fallback_name(enum client_fallback fallback);

#endif
