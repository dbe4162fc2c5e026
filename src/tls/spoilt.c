/* SPDX-License-Identifier: MIT */
#include "tls/spoilt.h"

#include "base/alloc.h"
#include "tls/handle.h"

#include <gnutls/crypto.h>
#include <string.h>

enum {
	CONTENT_MAX = 1024,
	MAC_MAX = 64,
	BLOCK_MAX = LAST_SENT_LEN,
	HEADER_LEN = 5,
	SEQUENCE_LEN = 8,
	APPLICATION_DATA = 23,
};

/* What our next record is made with. */
struct writing {
	gnutls_cipher_algorithm_t cipher;
	gnutls_mac_algorithm_t mac;
	gnutls_datum_t key;
	gnutls_datum_t mac_key;
	uint8_t sequence[SEQUENCE_LEN];
	uint8_t minor; /* 1: TLS 1.0 */
	size_t block_len;
	size_t mac_len;
	bool has_own_iv; /* in each record, since TLS 1.1 */
};

static bool
is_cbc(gnutls_cipher_algorithm_t cipher)
{
	switch ((int)cipher) {
	case GNUTLS_CIPHER_3DES_CBC:
	case GNUTLS_CIPHER_AES_128_CBC:
	case GNUTLS_CIPHER_AES_256_CBC:
	case GNUTLS_CIPHER_CAMELLIA_128_CBC:
	case GNUTLS_CIPHER_CAMELLIA_256_CBC:
		return true;
	default:
		return false;
	}
}

/* The minor number of TLS 1.0 to 1.2 on the wire, or 0. */
static uint8_t
minor_of(gnutls_protocol_t version)
{
	switch ((int)version) {
	case GNUTLS_TLS1_0:
		return 1;
	case GNUTLS_TLS1_1:
		return 2;
	case GNUTLS_TLS1_2:
		return 3;
	default:
		return 0;
	}
}

static bool
writing_read(gnutls_session_t session, struct writing *writing)
{
	gnutls_datum_t iv;
	struct writing seen = {
		.cipher = gnutls_cipher_get(session),
		.mac = gnutls_mac_get(session),
		.minor = minor_of(gnutls_protocol_get_version(session)),
	};

	if (seen.minor == 0 || !is_cbc(seen.cipher) || gnutls_session_etm_status(session) != 0)
		return false;
	if (gnutls_record_get_state(session, 0, &seen.mac_key, &iv, &seen.key, seen.sequence) !=
	    0)
		return false;
	seen.block_len = gnutls_cipher_get_block_size(seen.cipher);
	seen.mac_len = gnutls_hmac_get_len(seen.mac);
	seen.has_own_iv = seen.minor > 1;
	if (seen.block_len > BLOCK_MAX || seen.mac_len == 0 || seen.mac_len > MAC_MAX)
		return false;
	*writing = seen;
	return true;
}

/* RFC 5246 section 6.2.3.1: over what the receiver will see, and the number of the record. */
static bool
append_mac(const struct writing *writing, struct span bytes, uint8_t *mac)
{
	uint8_t covered[SEQUENCE_LEN + HEADER_LEN + CONTENT_MAX];
	uint8_t *header = covered + SEQUENCE_LEN;

	memcpy(covered, writing->sequence, SEQUENCE_LEN);
	header[0] = APPLICATION_DATA;
	header[1] = 3;
	header[2] = writing->minor;
	header[3] = (uint8_t)(bytes.len >> 8);
	header[4] = (uint8_t)bytes.len;
	memcpy(header + HEADER_LEN, bytes.data, bytes.len);
	return gnutls_hmac_fast(writing->mac, writing->mac_key.data, writing->mac_key.size,
		   covered, SEQUENCE_LEN + HEADER_LEN + bytes.len, mac) == 0;
}

/* RFC 5246 section 6.2.3.2: up to the end of a block, each byte telling the number of those
 * before the last. There are at least two before it, so that one can be wrong: the first, since
 * even sloppy servers may look at those near the end. Returns how many were put there. */
static size_t
append_padding(size_t block_len, size_t len, bool is_spoilt, uint8_t *to)
{
	size_t count = block_len - len % block_len;

	if (count < 3)
		count += block_len;
	memset(to, (int)(count - 1), count);
	to[0] ^= is_spoilt ? 0x55 : 0;
	return count;
}

/* In TLS 1.0 a record goes on where the one before it ended; the first of all was Finished. */
static void
set_iv(const struct writing *writing, const uint8_t *last_sent, uint8_t *iv)
{
	if (!writing->has_own_iv)
		memcpy(iv, last_sent + LAST_SENT_LEN - writing->block_len, writing->block_len);
	else if (gnutls_rnd(GNUTLS_RND_NONCE, iv, writing->block_len) != 0)
		die("there are no random numbers");
}

static bool
encrypt(const struct writing *writing, uint8_t *iv, uint8_t *bytes, size_t len)
{
	gnutls_datum_t iv_datum = { .data = iv, .size = (unsigned)writing->block_len };
	gnutls_cipher_hd_t cipher;
	bool works;

	if (gnutls_cipher_init(&cipher, writing->cipher, &writing->key, &iv_datum) != 0)
		return false;
	works = gnutls_cipher_encrypt(cipher, bytes, len) == 0;
	gnutls_cipher_deinit(cipher);
	return works;
}

bool
tls_session_write_record(struct tls_session *session, struct span bytes, bool is_spoilt)
{
	uint8_t record[HEADER_LEN + BLOCK_MAX + CONTENT_MAX + MAC_MAX + 2 * BLOCK_MAX];
	struct writing writing;
	uint8_t *iv = record + HEADER_LEN;
	uint8_t *body;
	size_t body_len;
	size_t len;

	if (bytes.len > CONTENT_MAX || !writing_read(tls_session_handle(session), &writing))
		return false;
	body = iv + writing.block_len;
	set_iv(&writing, tls_session_last_sent(session), iv);
	memcpy(body, bytes.data, bytes.len);
	if (!append_mac(&writing, bytes, body + bytes.len))
		return false;
	body_len = bytes.len + writing.mac_len;
	body_len += append_padding(writing.block_len, body_len, is_spoilt, body + body_len);
	if (!encrypt(&writing, iv, body, body_len))
		return false;
	/* Where the receiver knows it, the IV does not travel. */
	if (!writing.has_own_iv)
		memmove(iv, body, body_len);
	len = body_len + (writing.has_own_iv ? writing.block_len : 0);
	record[0] = APPLICATION_DATA;
	record[1] = 3;
	record[2] = writing.minor;
	record[3] = (uint8_t)(len >> 8);
	record[4] = (uint8_t)len;
	tls_session_end_writing(session);
	return buffer_append(
	    tls_session_out(session), (struct span){ .data = record, .len = HEADER_LEN + len });
}

bool
tls_session_write_spoilt(struct tls_session *session, struct span bytes)
{
	return tls_session_write_record(session, bytes, true);
}
