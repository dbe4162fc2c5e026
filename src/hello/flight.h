/* SPDX-License-Identifier: MIT */
/*
 * What a server sends in answer to a ClientHello, as far as it can be read without keys: up to
 * ServerHelloDone (TLS 1.2 and older) or, where a session is resumed, ChangeCipherSpec; or the
 * ServerHello or HelloRetryRequest (TLS 1.3), or an alert, or an SSL 2.0 SERVER-HELLO. The
 * reader stores what it saw, legal or not; it never judges.
 */
#ifndef HELLO_FLIGHT_H
#define HELLO_FLIGHT_H

#include "base/buffer.h"
#include "facts/tls.h"

struct arena;

/* Bounds on what one server may make us keep. A flight beyond them is garbled. */
enum {
	FLIGHT_MAX = 256 * 1024,         /* bytes of all records */
	FLIGHT_MESSAGE_MAX = 128 * 1024, /* bytes of one handshake message */
	FLIGHT_WARNINGS_MAX = 32,
	FLIGHT_RECORDS_MAX = 4096,
	FLIGHT_PRIME_BITS_MAX = 16384,
};

enum flight_end {
	FLIGHT_OPEN,  /* not whole yet */
	FLIGHT_DONE,  /* ServerHelloDone, or see `is_resumed` */
	FLIGHT_HELLO, /* TLS 1.3: all behind the ServerHello is encrypted */
	FLIGHT_RETRY, /* HelloRetryRequest */
	FLIGHT_SSL2,  /* SERVER-HELLO of SSL 2.0 */
	FLIGHT_ALERT, /* a fatal alert, or close_notify, or an error of SSL 2.0: see `version`
	               */
	FLIGHT_GARBLED,
};

/* What ServerKeyExchange holds, by the suite's key exchange. */
enum server_key {
	SERVER_KEY_NONE, /* no such message */
	SERVER_KEY_EC,
	SERVER_KEY_DH,
	SERVER_KEY_RSA,     /* export suites: a short temporary key */
	SERVER_KEY_UNKNOWN, /* a message that is not understood (SRP, PSK ...) */
};

struct flight {
	enum flight_end end;
	const char *wrong; /* of FLIGHT_GARBLED: a clause that says what */
	/* TLS 1.2 and older: ChangeCipherSpec came right behind the hello, or behind a ticket
	 * (RFC 5246 section 7.3, RFC 5077 section 3.1). */
	bool is_resumed;
	/* ServerHello or HelloRetryRequest. */
	bool has_hello;
	uint16_t record_version;
	uint16_t legacy_version;
	uint16_t version; /* that of supported_versions if it is there; 0x0002 of SSL 2.0 */
	uint8_t random[32];
	struct span session_id;
	uint16_t suite;
	uint8_t compression;
	struct span extensions;
	/* The group and public value of key_share (TLS 1.3) or of ServerKeyExchange. */
	uint16_t group; /* 0: none */
	struct span share;
	/* Certificate. */
	bool has_certificate; /* the message came; the list may be empty */
	size_t chain_sent;
	size_t chain_len;
	struct span chain[CHAIN_MAX];
	bool has_staple;    /* CertificateStatus */
	struct span staple; /* empty if its type is not ocsp */
	/* ServerKeyExchange. */
	enum server_key server_key;
	uint8_t curve_type; /* of SERVER_KEY_EC: 3 named, 1 and 2 explicit (RFC 8422) */
	struct span prime;  /* of SERVER_KEY_DH; without leading zeros, not empty */
	struct span generator;
	struct span modulus;    /* of SERVER_KEY_RSA; without leading zeros, not empty */
	uint16_t scheme;        /* of its signature (TLS 1.2), else 0 */
	bool wants_certificate; /* CertificateRequest */
	bool has_ticket;        /* NewSessionTicket in the clear */
	/* Alerts: how many warnings came before the end; the last of them, or the fatal one. */
	unsigned warnings;
	uint8_t alert_level;
	uint8_t alert;
	/* SSL 2.0. Its certificate is the chain, its connection id the session_id. Its ERROR is
	 * a FLIGHT_ALERT of version 0x0002, with the error's number (1: no cipher) and level 0.
	 */
	struct span kinds; /* three bytes each */
	size_t used;       /* bytes of the records up to and with the one that ended it */
};

/* Reads a flight as it comes, in pieces of any size; each byte is looked at once. */
struct flight_reader {
	struct flight flight;
	struct arena *arena;
	struct buffer bytes;   /* all that came: kept as evidence, bounded by FLIGHT_MAX */
	size_t next;           /* the first byte that no whole record holds yet */
	struct buffer message; /* the handshake stream that is not yet whole */
	unsigned records;
	bool may_be_ssl2;
	bool has_level; /* half an alert came */
	uint8_t level;
};

/* What is kept of the flight lives in the arena. With `may_be_ssl2` (a hello of SSL 2.0 was
 * sent) an answer of that kind is understood. */
void flight_init(struct flight_reader *reader, bool may_be_ssl2, struct arena *arena);
void flight_clear(struct flight_reader *reader);

/* Takes bytes from the wire and says how far it got; once it is not FLIGHT_OPEN, further bytes
 * are left alone. */
enum flight_end flight_feed(struct flight_reader *reader, struct span bytes);

/* A whole answer from a record, e.g. of evidence; FLIGHT_OPEN if it breaks off. */
void flight_read(struct span bytes, bool is_ssl2, struct arena *arena, struct flight *flight);

/* The body of the first extension of this type in the server's hello; false if there is none.
 */
bool flight_extension(const struct flight *flight, uint16_t type, struct span *body) MUST_USE;

#endif
