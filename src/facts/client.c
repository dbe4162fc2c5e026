/* SPDX-License-Identifier: MIT */
#include "facts/client.h"

#include "registry/number.h"

#include <string.h>

const struct client_checks client_checks_cautious = {
	.version_min = VERSION_TLS12,
	.verifies_chain = true,
	.verifies_name = true,
	.verifies_time = true,
	.needs_secure_renegotiation = true,
	.rsa_bits_min = 2048,
	.dh_bits_min = 2048,
	.ec_bits_min = 224,
};

bool
client_is_name(struct span text)
{
	for (size_t i = 0; i < text.len; i++) {
		uint8_t byte = text.data[i];

		if (!(byte >= 'a' && byte <= 'z') && !(byte >= '0' && byte <= '9') &&
		    byte != '.' && byte != '-')
			return false;
	}
	return text.len > 0 && text.len <= CLIENT_NAME_MAX && text.data[0] != '.' &&
	       text.data[0] != '-';
}

uint32_t
client_number(const char *name)
{
	uint32_t number = 2166136261u;

	for (; *name != '\0'; name++)
		number = (number ^ (uint8_t)*name) * 16777619u;
	return number;
}

/* clang-format off */
static const struct {
	uint16_t type;
	enum client_body body;
} bodies[] = {
	{ 0, CLIENT_BODY_DRAWN },     /* server_name */
	{ 10, CLIENT_BODY_GROUPS },   /* supported_groups */
	{ 11, CLIENT_BODY_OCTETS },   /* ec_point_formats */
	{ 13, CLIENT_BODY_SCHEMES },  /* signature_algorithms */
	{ 16, CLIENT_BODY_NAMES },    /* application_layer_protocol_negotiation */
	{ 21, CLIENT_BODY_DRAWN },    /* padding */
	{ 43, CLIENT_BODY_VERSIONS }, /* supported_versions */
	{ 45, CLIENT_BODY_OCTETS },   /* psk_key_exchange_modes */
	{ 50, CLIENT_BODY_SCHEMES },  /* signature_algorithms_cert */
	{ 51, CLIENT_BODY_SHARES },   /* key_share */
};

/* Of what goes over the wire: RFC 8446 section 4.2.8.1 (finite fields: as long as the prime),
 * RFC 8446 section 4.2.8.2 (uncompressed points), RFC 7748, FIPS 203 section 8 and
 * draft-ietf-tls-ecdhe-mlkem. */
static const struct {
	uint16_t group;
	uint16_t len;
} shares[] = {
	{ CLIENT_GREASE, 1 },
	{ 0x0017, 65 }, { 0x0018, 97 }, { 0x0019, 133 }, /* secp256r1, secp384r1, secp521r1 */
	{ 0x001d, 32 }, { 0x001e, 56 },                  /* x25519, x448 */
	{ 0x0100, 256 }, { 0x0101, 384 }, { 0x0102, 512 }, { 0x0103, 768 }, { 0x0104, 1024 },
	{ 0x0200, 800 }, { 0x0201, 1184 }, { 0x0202, 1568 }, /* MLKEM512, 768, 1024 */
	{ 0x11eb, 65 + 1184 }, /* SecP256r1MLKEM768 */
	{ 0x11ec, 1184 + 32 }, /* X25519MLKEM768 */
	{ 0x11ed, 97 + 1568 }, /* SecP384r1MLKEM1024 */
	{ 0x6399, 32 + 1184 }, /* X25519Kyber768Draft00 */
};
/* clang-format on */

enum client_body
client_body_of(uint16_t type)
{
	for (size_t i = 0; i < COUNT_OF(bodies); i++)
		if (bodies[i].type == type)
			return bodies[i].body;
	return CLIENT_BODY_BYTES;
}

bool
client_is_of_moment(uint16_t type)
{
	return type == 41 || type == 42 || type == 44;
}

const struct client_extension *
client_extension(const struct client_hello *hello, uint16_t type)
{
	for (size_t i = 0; i < hello->extensions_len; i++)
		if (hello->extensions[i].type == type)
			return &hello->extensions[i];
	return NULL;
}

size_t
client_share_len(uint16_t group)
{
	for (size_t i = 0; i < COUNT_OF(shares); i++)
		if (shares[i].group == group)
			return shares[i].len;
	return 0;
}

/* The most that an extension takes, with its header. */
static size_t
extension_len(const struct client_extension *extension)
{
	enum { HEADER_LEN = 4, LIST_LEN_LEN = 2, SHARE_HEADER_LEN = 4, DRAWN_MAX = 520 };
	size_t len = HEADER_LEN + LIST_LEN_LEN + extension->body.len;
	enum client_body body = client_body_of(extension->type);

	if (body == CLIENT_BODY_DRAWN)
		return HEADER_LEN + DRAWN_MAX;
	if (body != CLIENT_BODY_SHARES)
		return len + 2 * extension->numbers.len;
	for (size_t i = 0; i < extension->numbers.len; i++)
		len += SHARE_HEADER_LEN + client_share_len(extension->numbers.numbers[i]);
	return len;
}

bool
client_hello_fits(const struct client_hello *hello)
{
	enum { RECORD_MAX = 1 << 14, FIXED_LEN = 4 + 2 + 32 + 1 + 2 + 1 + 2 };
	size_t len =
	    FIXED_LEN + hello->session_id_len + 2 * hello->suites.len + hello->compressions.len;

	for (size_t i = 0; i < hello->extensions_len; i++)
		len += extension_len(&hello->extensions[i]);
	return len <= RECORD_MAX;
}

static bool
numbers_equal(const struct client_numbers *a, const struct client_numbers *b)
{
	return a->len == b->len && (a->len == 0 || memcmp(a->numbers, b->numbers,
						       sizeof(a->numbers[0]) * a->len) == 0);
}

bool
client_hello_equal(const struct client_hello *a, const struct client_hello *b)
{
	if (a->record_version != b->record_version || a->version != b->version ||
	    a->session_id_len != b->session_id_len ||
	    !span_equal(a->compressions, b->compressions) ||
	    !numbers_equal(&a->suites, &b->suites) || a->extensions_len != b->extensions_len)
		return false;
	for (size_t i = 0; i < a->extensions_len; i++)
		if (a->extensions[i].type != b->extensions[i].type ||
		    !numbers_equal(&a->extensions[i].numbers, &b->extensions[i].numbers) ||
		    !span_equal(a->extensions[i].body, b->extensions[i].body))
			return false;
	return true;
}

const char *
client_source_name(enum client_source source)
{
	static const char *const names[] = {
		[CLIENT_RECORDED] = "recorded",
		[CLIENT_DOCUMENTED] = "documented",
	};
	_Static_assert(COUNT_OF(names) == CLIENT_SOURCES, "a word for each source");

	return names[source];
}

const char *
client_fallback_name(enum client_fallback fallback)
{
	static const char *const names[] = {
		[CLIENT_FALLBACK_NONE] = "none",
		[CLIENT_FALLBACK_CLEAR] = "clear",
	};
	_Static_assert(COUNT_OF(names) == CLIENT_FALLBACKS, "a word for each way");

	return names[fallback];
}
