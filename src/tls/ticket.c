/* SPDX-License-Identifier: MIT */
#include "tls/ticket.h"

#include "base/reader.h"

#include <gnutls/crypto.h>
#include <string.h>

enum {
	EXTENSION_EARLY_DATA = 42,
	EARLY_DATA_LEN = 4,
};

/* GnuTLS's own tickets. */
enum {
	KEY_NAME_LEN = 16,
	IV_LEN = 16,
	STATE_LEN_LEN = 2,
	MAC_KEY_LEN = 16,
	MAC_LEN = 20, /* HMAC-SHA1 */
};

static uint32_t
read_early_data(struct reader extensions)
{
	uint32_t most = 0;

	while (extensions.left.len > 0) {
		uint32_t type = reader_uint(&extensions, 2);
		struct reader value = { .left = reader_vector(&extensions, 2) };

		if (type == EXTENSION_EARLY_DATA && value.left.len == EARLY_DATA_LEN)
			most = reader_uint(&value, EARLY_DATA_LEN);
	}
	return most;
}

static bool
are_extensions(struct reader extensions)
{
	while (extensions.left.len > 0) {
		(void)reader_uint(&extensions, 2);
		(void)reader_vector(&extensions, 2);
	}
	return !extensions.failed;
}

bool
ticket_read(struct span body, bool is_tls13, struct ticket *ticket)
{
	struct reader reader = { .left = body };
	struct reader extensions = { 0 };
	struct ticket seen = { .lifetime_s = reader_uint(&reader, 4) };

	if (is_tls13) {
		(void)reader_uint(&reader, 4);   /* ticket_age_add */
		(void)reader_vector(&reader, 1); /* ticket_nonce */
	}
	seen.ticket = reader_vector(&reader, 2);
	if (is_tls13)
		extensions.left = reader_vector(&reader, 2);
	if (reader.failed || reader.left.len > 0 || !are_extensions(extensions))
		return false;
	seen.max_early_data = read_early_data(extensions);
	*ticket = seen;
	return true;
}

bool
ticket_has_zero_key(struct span ticket)
{
	static const uint8_t zero_key[MAC_KEY_LEN];
	struct reader reader = { .left = ticket };
	struct span key_name = reader_take(&reader, KEY_NAME_LEN);
	uint8_t digest[MAC_LEN];
	struct span mac;

	(void)reader_take(&reader, IV_LEN);
	(void)reader_vector(&reader, STATE_LEN_LEN);
	mac = reader_take(&reader, MAC_LEN);
	if (reader.failed || reader.left.len > 0 ||
	    memcmp(key_name.data, zero_key, KEY_NAME_LEN) != 0)
		return false;
	return gnutls_hmac_fast(GNUTLS_MAC_SHA1, zero_key, MAC_KEY_LEN, ticket.data,
		   ticket.len - MAC_LEN, digest) == 0 &&
	       memcmp(digest, mac.data, MAC_LEN) == 0;
}
