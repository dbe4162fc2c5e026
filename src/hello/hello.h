/* SPDX-License-Identifier: MIT */
/*
 * ClientHellos of any kind as bytes, and such bytes read again. Nothing is refused that the
 * format can hold: what makes sense is the caller's affair. SSL 2.0 to TLS 1.3; no
 * cryptography.
 */
#ifndef HELLO_HELLO_H
#define HELLO_HELLO_H

#include "base/buffer.h"

enum {
	HELLO_SUITES_MAX = 512,
	HELLO_MAX = 32 * 1024, /* bytes of one hello with its records */
};

/* Extension types that the writers below use (IANA, "TLS ExtensionType Values"). */
enum extension {
	EXTENSION_SERVER_NAME = 0,
	EXTENSION_TRUNCATED_HMAC = 4,
	EXTENSION_STATUS_REQUEST = 5,
	EXTENSION_SUPPORTED_GROUPS = 10,
	EXTENSION_EC_POINT_FORMATS = 11,
	EXTENSION_SIGNATURE_ALGORITHMS = 13,
	EXTENSION_HEARTBEAT = 15,
	EXTENSION_ALPN = 16,
	EXTENSION_PADDING = 21,
	EXTENSION_ENCRYPT_THEN_MAC = 22,
	EXTENSION_EXTENDED_MASTER_SECRET = 23,
	EXTENSION_SESSION_TICKET = 35,
	EXTENSION_SUPPORTED_VERSIONS = 43,
	EXTENSION_PSK_KEY_EXCHANGE_MODES = 45,
	EXTENSION_KEY_SHARE = 51,
	EXTENSION_RENEGOTIATION_INFO = 0xff01,
};

struct hello {
	uint16_t record_version; /* of the records that carry it */
	uint16_t version;        /* legacy_version (RFC 8446 section 4.1.2) */
	uint8_t random[32];
	uint8_t session_id_len; /* at most 32 */
	uint8_t session_id[32];
	size_t suites_len;
	uint16_t suites[HELLO_SUITES_MAX];
	uint8_t compressions_len; /* 0: as if it were the one null method */
	uint8_t compressions[8];
	struct buffer extensions; /* encoded; with none there is no extension block (SSL 3.0) */
	size_t record_len; /* at most so many bytes of the message in a record; 0: all in one */
};

/* A hello of this legacy_version, with nothing in it yet. The record version is that of
 * TLS 1.0, or of SSL 3.0 for an SSL 3.0 hello (RFC 8446 section 5.1, RFC 5246 appendix E.1). */
void hello_init(struct hello *hello, uint16_t version, const uint8_t random[32]);
void hello_clear(struct hello *hello);

void hello_add_suites(struct hello *hello, const uint16_t *numbers, size_t len);

/* Each appends one extension. Bodies are bounded by HELLO_MAX; passing it is our own bug. */
void hello_add_extension(struct hello *hello, uint16_t type, struct span body);
void hello_add_server_name(struct hello *hello, const char *name); /* RFC 6066 s. 3 */
void hello_add_groups(struct hello *hello, const uint16_t *numbers, size_t len); /* RFC 8422 */
void hello_add_signature_schemes(struct hello *hello, const uint16_t *schemes, size_t len);
void hello_add_versions(struct hello *hello, const uint16_t *versions, size_t len);
void hello_add_alpn(struct hello *hello, const char *protocol); /* RFC 7301 */

/* All shares; none, the empty list, asks for a HelloRetryRequest (RFC 8446 section 4.2.8).
 * Called again it makes a second extension, which is illegal: give all shares at once. */
struct hello_share {
	uint16_t group;
	struct span key;
};
void hello_add_key_shares(struct hello *hello, const struct hello_share *shares, size_t len);

/* Appends padding (RFC 7685) so that the handshake message with its four byte header has `len`
 * bytes, or a few more where not even an empty extension fits; nothing if it has them already.
 * To be the last extension. */
void hello_pad(struct hello *hello, size_t len);

/* Appends the records that carry the hello. */
void hello_write(const struct hello *hello, struct buffer *out);

/* The SSL 2.0 CLIENT-HELLO with these cipher kinds (three bytes each), without session. */
void hello_write_ssl2(
    const uint8_t challenge[16], const uint32_t *kinds, size_t len, struct buffer *out);

/* A hello read back: loans of the message's bytes, which are in the arena. */
struct hello_view {
	bool is_ssl2;
	uint16_t record_version;
	uint16_t version;
	struct span session_id;
	struct span suites; /* two bytes each; of SSL 2.0 three */
	struct span compressions;
	struct span extensions;
};

/* Blocks of extensions in general: true if all of it is extensions, and the body of the first
 * one of this type; false if there is none or the block is broken. */
bool extensions_are_whole(struct span block) MUST_USE;
bool extension_find(struct span block, uint16_t type, struct span *body) MUST_USE;

/* Reads what hello_write or hello_write_ssl2 wrote. False, and nothing touched, for anything
 * that is not one whole hello. Its extensions are not looked into. */
struct arena;
bool hello_read(struct span bytes, struct arena *arena, struct hello_view *view) MUST_USE;

/* The body of the first extension of this type; false if there is none or the block is broken.
 */
bool hello_extension(const struct hello_view *view, uint16_t type, struct span *body) MUST_USE;

/* The numbers of a list that stands alone behind a two byte length (supported_groups,
 * signature_algorithms): at most `cap` are stored, *len is how many. False if it is broken. */
bool hello_numbers(struct span body, uint16_t *numbers, size_t cap, size_t *len) MUST_USE;

#endif
