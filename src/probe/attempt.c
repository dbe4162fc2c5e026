/* SPDX-License-Identifier: MIT */
#include "probe/attempt.h"

#include "registry/number.h"
#include "registry/suite.h"

#include <assert.h>

/* Elliptic curves before finite fields: some servers take the first that they know. The ffdhe
 * groups are named even for TLS 1.2, where a server may refuse DHE without them (RFC 7919
 * section 4). */
static const uint16_t usual_groups[] = { 0x001d, 0x0017, 0x001e, 0x0018, 0x0019, 0x0100, 0x0101,
	0x0102, 0x0103, 0x0104 };

static const uint16_t usual_schemes[] = { 0x0403, 0x0503, 0x0603, 0x0807, 0x0808, 0x0804,
	0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501, 0x0601, 0x0303, 0x0301, 0x0203,
	0x0201, 0x0202, 0x0101 };

void
attempt_init(struct attempt *attempt)
{
	*attempt = (struct attempt){ 0 };
	buffer_init(&attempt->hello, HELLO_MAX);
}

void
attempt_clear(struct attempt *attempt)
{
	buffer_clear(&attempt->hello);
}

void
attempt_session(struct attempt *attempt, const struct endpoint *endpoint, enum mode mode,
    enum errand errand)
{
	attempt->mode = mode;
	attempt->errand = errand;
	attempt->is_raw = false;
	attempt->offer = (struct tls_offer){
		.profile = TLS_PROFILE_ALL,
		.server_name = endpoint->server_name,
	};
}

static bool
is_common(const struct suite *suite, uint16_t version)
{
	bool has_key = suite->key_exchange == KEY_EXCHANGE_RSA ||
	               suite->key_exchange == KEY_EXCHANGE_DHE ||
	               suite->key_exchange == KEY_EXCHANGE_ECDHE;
	bool has_cipher = suite->cipher == CIPHER_AES || suite->cipher == CIPHER_CHACHA20 ||
	                  suite->cipher == CIPHER_3DES || suite->cipher == CIPHER_RC4;

	if (version == VERSION_TLS13)
		return suite->from == VERSION_TLS13;
	return suite->from <= version && has_key && has_cipher && !suite->is_export &&
	       suite->authentication != AUTHENTICATION_DSS;
}

size_t
wish_common_suites(uint16_t version, uint16_t *numbers)
{
	size_t len = 0;

	/* From the highest number down: the better ones first, as clients have it. */
	for (size_t i = suites_count; i > 0 && len < COMMON_SUITES_MAX; i--)
		if (is_common(&suites[i - 1], version))
			numbers[len++] = suites[i - 1].number;
	return len;
}

static void
add_suites(const struct hello_wish *wish, struct hello *hello)
{
	uint16_t common[COMMON_SUITES_MAX];

	if (wish->suites != NULL)
		hello_add_suites(hello, wish->suites, wish->suites_len);
	else
		hello_add_suites(hello, common, wish_common_suites(wish->version, common));
	/* SSL 3.0 has no extensions: the signalling value stands for one (RFC 5746). */
	if (wish->version == VERSION_SSL3)
		hello_add_suites(hello, (const uint16_t[]){ 0x00ff }, 1);
}

static void
add_numbers(const struct hello_wish *wish, struct hello *hello)
{
	static const uint8_t uncompressed[] = { 1, 0 };

	if (wish->groups != NULL)
		hello_add_groups(hello, wish->groups, wish->groups_len);
	else
		hello_add_groups(hello, usual_groups, COUNT_OF(usual_groups));
	if (wish->version < VERSION_TLS13 || wish->is_dual)
		hello_add_extension(hello, EXTENSION_EC_POINT_FORMATS,
		    (struct span){ uncompressed, sizeof(uncompressed) });
	if (wish->schemes != NULL)
		hello_add_signature_schemes(hello, wish->schemes, wish->schemes_len);
	else if (wish->version >= VERSION_TLS12)
		hello_add_signature_schemes(hello, usual_schemes, COUNT_OF(usual_schemes));
}

/* Extensions of TLS 1.2 and older whose being taken up is a fact about the server. */
static void
add_manners(const struct hello_wish *wish, struct hello *hello)
{
	static const uint8_t empty_info[] = { 0 };
	static const uint8_t ocsp[] = { 1, 0, 0, 0, 0 };
	static const uint8_t may_send[] = { 1 };

	hello_add_extension(hello, EXTENSION_RENEGOTIATION_INFO,
	    (struct span){ empty_info, sizeof(empty_info) });
	hello_add_extension(hello, EXTENSION_EXTENDED_MASTER_SECRET, span_of(""));
	hello_add_extension(hello, EXTENSION_ENCRYPT_THEN_MAC, span_of(""));
	hello_add_extension(hello, EXTENSION_SESSION_TICKET, span_of(""));
	hello_add_extension(
	    hello, EXTENSION_STATUS_REQUEST, (struct span){ ocsp, sizeof(ocsp) });
	if (!wish->offers_all)
		return;
	hello_add_extension(
	    hello, EXTENSION_HEARTBEAT, (struct span){ may_send, sizeof(may_send) });
	hello_add_extension(hello, EXTENSION_TRUNCATED_HMAC, span_of(""));
	hello->compressions_len = 2;
	hello->compressions[0] = 1; /* DEFLATE (RFC 3749) */
	hello->compressions[1] = 0;
}

static void
add_tls13(const struct hello_wish *wish, draw_bytes *draw, struct hello *hello)
{
	static const uint16_t versions[] = { VERSION_TLS13, VERSION_TLS12 };
	static const uint8_t with_dhe[] = { 1, 1 };
	uint8_t key[32]; /* any 32 bytes are a key of X25519 (RFC 7748 section 5) */
	struct hello_share share = { .group = 0x001d, .key = { key, sizeof(key) } };
	/* ML-KEM-768's part is first (draft-ietf-tls-ecdhe-mlkem section 4.1), and zeros are a
	 * key of it (FIPS 203 section 7.2). */
	uint8_t large[1216] = { 0 };
	const struct hello_share both[] = { { 0x11ec, { large, sizeof(large) } }, share };

	draw(key, sizeof(key));
	draw(large + 1152, sizeof(large) - 1152);
	hello_add_versions(hello, versions, wish->is_dual ? 2 : 1);
	hello_add_extension(hello, EXTENSION_PSK_KEY_EXCHANGE_MODES,
	    (struct span){ with_dhe, sizeof(with_dhe) });
	if (wish->has_large_share)
		hello_add_key_shares(hello, both, COUNT_OF(both));
	else
		hello_add_key_shares(hello, &share, wish->is_silent_on_keys ? 0 : 1);
	/* RFC 8446 section D.4: middleboxes take a hello with a session id for TLS 1.2. */
	hello->session_id_len = sizeof(hello->session_id);
	draw(hello->session_id, sizeof(hello->session_id));
}

void
wish_make(const struct hello_wish *wish, draw_bytes *draw, struct hello *hello)
{
	bool is_tls13 = wish->version == VERSION_TLS13;
	uint8_t random[32];

	draw(random, sizeof(random));
	hello_init(hello, is_tls13 ? VERSION_TLS12 : wish->version, random);
	add_suites(wish, hello);
	if (wish->version == VERSION_SSL3)
		return;
	if (wish->server_name != NULL)
		hello_add_server_name(hello, wish->server_name);
	add_numbers(wish, hello);
	if (wish->alpn != NULL)
		hello_add_alpn(hello, wish->alpn);
	if (is_tls13)
		add_tls13(wish, draw, hello);
	if (!is_tls13 || wish->is_dual)
		add_manners(wish, hello);
}

void
attempt_raw(struct attempt *attempt, enum mode mode, struct hello *hello)
{
	attempt->mode = mode;
	attempt->errand = ERRAND_HELLO;
	attempt->is_raw = true;
	buffer_consume(&attempt->hello, SIZE_MAX);
	hello_write(hello, &attempt->hello);
	hello_clear(hello);
}
