/* SPDX-License-Identifier: MIT */
#include "hello/message.h"

#include "base/alloc.h"
#include "base/reader.h"
#include "hello/hello.h"
#include "registry/number.h"

#include <string.h>

enum {
	STATUS_OCSP = 1, /* RFC 6066 section 8 */
	SSL2_KIND_LEN = 3,
};

/* RFC 8446 section 4.1.3: the SHA-256 of "HelloRetryRequest". */
/* clang-format off */
static const uint8_t retry_random[32] = {
	0xcf, 0x21, 0xad, 0x74, 0xe5, 0x9a, 0x61, 0x11,
	0xbe, 0x1d, 0x8c, 0x02, 0x1e, 0x65, 0xb8, 0x91,
	0xc2, 0xa2, 0x11, 0x16, 0x7a, 0xbb, 0x8c, 0x5e,
	0x07, 0x9e, 0x09, 0xe2, 0xc8, 0xa8, 0x33, 0x9c,
};
/* clang-format on */

static bool
version_read(struct span extensions, uint16_t *version)
{
	struct reader r = { 0 };

	if (!extension_find(extensions, EXTENSION_SUPPORTED_VERSIONS, &r.left))
		return true;
	*version = (uint16_t)reader_uint(&r, 2);
	return !r.failed && r.left.len == 0;
}

/* RFC 8446 section 4.2.8: a HelloRetryRequest only names the group. */
static bool
share_read(struct flight *flight)
{
	struct reader r = { 0 };

	if (!extension_find(flight->extensions, EXTENSION_KEY_SHARE, &r.left))
		return true;
	flight->group = (uint16_t)reader_uint(&r, 2);
	if (flight->end != FLIGHT_RETRY)
		flight->share = reader_vector(&r, 2);
	return !r.failed && r.left.len == 0;
}

/* What it is that answers: only with TLS 1.3 is all that follows encrypted. */
static enum flight_end
end_of(const struct flight *flight)
{
	if (memcmp(flight->random, retry_random, sizeof(retry_random)) == 0)
		return FLIGHT_RETRY;
	return flight->version >= VERSION_TLS13 ? FLIGHT_HELLO : FLIGHT_OPEN;
}

const char *
server_hello_read(struct span body, struct arena *arena, struct flight *flight)
{
	struct reader r = { .left = body };
	struct flight seen = *flight;
	struct span random;

	seen.has_hello = true;
	seen.legacy_version = (uint16_t)reader_uint(&r, 2);
	random = reader_take(&r, sizeof(seen.random));
	seen.session_id = reader_vector(&r, 1);
	seen.suite = (uint16_t)reader_uint(&r, 2);
	seen.compression = (uint8_t)reader_uint(&r, 1);
	if (r.left.len > 0)
		seen.extensions = reader_vector(&r, 2);
	if (r.failed || r.left.len > 0)
		return "the server's hello does not keep to its form";
	if (!extensions_are_whole(seen.extensions))
		return "the extensions of the server's hello do not keep to their form";
	memcpy(seen.random, random.data, sizeof(seen.random));
	seen.version = seen.legacy_version;
	if (!version_read(seen.extensions, &seen.version))
		return "the version in the server's hello does not keep to its form";
	seen.end = end_of(&seen);
	if (seen.end != FLIGHT_OPEN && !share_read(&seen))
		return "the key share in the server's hello does not keep to its form";
	seen.session_id = arena_copy(arena, seen.session_id);
	seen.extensions = arena_copy(arena, seen.extensions);
	seen.share = arena_copy(arena, seen.share);
	*flight = seen;
	return NULL;
}

const char *
server_certificate_read(struct span body, struct arena *arena, struct flight *flight)
{
	struct reader r = { .left = body };
	struct reader list = { .left = reader_vector(&r, 3) };
	struct span chain[CHAIN_MAX];
	size_t sent = 0;

	if (flight->has_certificate)
		return "Certificate came twice";
	for (; list.left.len > 0; sent++) {
		struct span der = reader_vector(&list, 3);

		/* RFC 5246 section 7.4.2: "opaque ASN.1Cert<1..2^24-1>" */
		if (der.len == 0)
			return "a certificate is cut off or empty";
		if (sent < CHAIN_MAX)
			chain[sent] = der;
	}
	if (r.failed || r.left.len > 0)
		return "Certificate does not keep to its form";
	flight->has_certificate = true;
	flight->chain_sent = sent;
	flight->chain_len = sent < CHAIN_MAX ? sent : CHAIN_MAX;
	for (size_t i = 0; i < flight->chain_len; i++)
		flight->chain[i] = arena_copy(arena, chain[i]);
	return NULL;
}

const char *
certificate_status_read(struct span body, struct arena *arena, struct flight *flight)
{
	struct reader r = { .left = body };
	bool is_ocsp = reader_uint(&r, 1) == STATUS_OCSP;
	struct span staple = reader_vector(&r, 3);

	if (flight->has_staple)
		return "CertificateStatus came twice";
	if (r.failed || r.left.len > 0)
		return "CertificateStatus does not keep to its form";
	flight->has_staple = true;
	if (is_ocsp)
		flight->staple = arena_copy(arena, staple);
	return NULL;
}

const char *
certificate_request_read(struct span body, struct arena *arena, struct flight *flight)
{
	struct reader r = { .left = body };

	(void)arena;
	if (flight->wants_certificate)
		return "CertificateRequest came twice";
	(void)reader_vector(&r, 1); /* types */
	if (flight->version >= VERSION_TLS12)
		(void)reader_vector(&r, 2); /* signature schemes */
	(void)reader_vector(&r, 2);         /* authorities */
	if (r.failed || r.left.len > 0)
		return "CertificateRequest does not keep to its form";
	flight->wants_certificate = true;
	return NULL;
}

const char *
session_ticket_read(struct span body, struct arena *arena, struct flight *flight)
{
	(void)body;
	(void)arena;
	if (flight->has_ticket)
		return "NewSessionTicket came twice";
	flight->has_ticket = true;
	return NULL;
}

const char *
server_hello_done_read(struct span body, struct arena *arena, struct flight *flight)
{
	(void)arena;
	if (body.len > 0)
		return "ServerHelloDone is not empty";
	flight->end = FLIGHT_DONE;
	return NULL;
}

/* The SSL 2.0 draft, section 2.7: two bytes of an error code. */
static const char *
ssl2_error_read(struct reader r, struct flight *flight)
{
	uint32_t code = reader_uint(&r, 2);

	if (r.failed || r.left.len > 0 || code > UINT8_MAX)
		return "the SSL 2.0 error does not keep to its form";
	flight->version = VERSION_SSL2;
	flight->alert_level = 0;
	flight->alert = (uint8_t)code;
	flight->end = FLIGHT_ALERT;
	return NULL;
}

static const char *
ssl2_hello_read(struct reader r, struct arena *arena, struct flight *flight)
{
	struct flight seen = *flight;
	size_t certificate_len;
	size_t kinds_len;
	size_t connection_id_len;

	(void)reader_uint(&r, 1); /* session hit: there was no session */
	(void)reader_uint(&r, 1); /* certificate type: there is one */
	seen.legacy_version = (uint16_t)reader_uint(&r, 2);
	certificate_len = reader_uint(&r, 2);
	kinds_len = reader_uint(&r, 2);
	connection_id_len = reader_uint(&r, 2);
	seen.chain[0] = reader_take(&r, certificate_len);
	seen.kinds = reader_take(&r, kinds_len);
	seen.session_id = reader_take(&r, connection_id_len);
	if (r.failed || r.left.len > 0 || kinds_len % SSL2_KIND_LEN != 0)
		return "the SSL 2.0 hello does not keep to its form";
	if (seen.legacy_version != VERSION_SSL2)
		return "the SSL 2.0 hello is of another version";
	seen.version = seen.legacy_version;
	seen.has_certificate = certificate_len > 0;
	seen.chain_sent = certificate_len > 0 ? 1 : 0;
	seen.chain_len = seen.chain_sent;
	seen.chain[0] = arena_copy(arena, seen.chain[0]);
	seen.kinds = arena_copy(arena, seen.kinds);
	seen.session_id = arena_copy(arena, seen.session_id);
	seen.end = FLIGHT_SSL2;
	*flight = seen;
	return NULL;
}

const char *
ssl2_message_read(struct span body, struct arena *arena, struct flight *flight)
{
	struct reader r = { .left = body };
	uint32_t type = reader_uint(&r, 1);

	if (type == SSL2_SERVER_HELLO)
		return ssl2_hello_read(r, arena, flight);
	if (type == SSL2_ERROR && !r.failed)
		return ssl2_error_read(r, flight);
	return "an SSL 2.0 message of another type came in place of the hello";
}
