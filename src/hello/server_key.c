/* SPDX-License-Identifier: MIT */
#include "hello/message.h"

#include "base/alloc.h"
#include "base/reader.h"
#include "registry/number.h"
#include "registry/suite.h"

enum { CURVE_EXPLICIT_PRIME = 1, CURVE_EXPLICIT_BINARY = 2, CURVE_NAMED = 3 };

enum { BASIS_TRINOMIAL = 1, BASIS_PENTANOMIAL = 2 };

/* What the message of a suite holds. Static keys are in the certificate: of their suites the
 * message is as little known as of those that are not. */
static enum server_key
kind_of(const struct suite *suite)
{
	switch (suite == NULL ? KEY_EXCHANGE_OTHER : suite->key_exchange) {
	case KEY_EXCHANGE_RSA:
		return SERVER_KEY_RSA;
	case KEY_EXCHANGE_DHE:
	case KEY_EXCHANGE_DH_ANON:
		return SERVER_KEY_DH;
	case KEY_EXCHANGE_ECDHE:
	case KEY_EXCHANGE_ECDH_ANON:
		return SERVER_KEY_EC;
	case KEY_EXCHANGE_ANY:
	case KEY_EXCHANGE_NULL:
	case KEY_EXCHANGE_DH:
	case KEY_EXCHANGE_ECDH:
	case KEY_EXCHANGE_PSK:
	case KEY_EXCHANGE_DHE_PSK:
	case KEY_EXCHANGE_ECDHE_PSK:
	case KEY_EXCHANGE_RSA_PSK:
	case KEY_EXCHANGE_KRB5:
	case KEY_EXCHANGE_SRP:
	case KEY_EXCHANGE_GOST:
	case KEY_EXCHANGE_OTHER:
	case KEY_EXCHANGES:
		break;
	}
	return SERVER_KEY_UNKNOWN;
}

/* RFC 4492 section 5.4: the field, the curve, its base point, order and cofactor. */
static void
skip_curve(struct reader *r, uint8_t curve_type)
{
	int vectors = 5;

	if (curve_type == CURVE_EXPLICIT_PRIME) {
		(void)reader_vector(r, 1);
	} else {
		uint32_t basis;

		(void)reader_uint(r, 2);
		basis = reader_uint(r, 1);
		if (basis != BASIS_TRINOMIAL && basis != BASIS_PENTANOMIAL)
			*r = (struct reader){ .failed = true };
		vectors += basis == BASIS_TRINOMIAL ? 1 : 3;
	}
	for (; vectors > 0; vectors--)
		(void)reader_vector(r, 1);
}

static void
read_ec(struct reader *r, struct flight *flight)
{
	flight->curve_type = (uint8_t)reader_uint(r, 1);
	if (flight->curve_type == CURVE_NAMED)
		flight->group = (uint16_t)reader_uint(r, 2);
	else if (flight->curve_type == CURVE_EXPLICIT_PRIME ||
		 flight->curve_type == CURVE_EXPLICIT_BINARY)
		skip_curve(r, flight->curve_type);
	else
		*r = (struct reader){ .failed = true };
	flight->share = reader_vector(r, 1);
}

static struct span
trim_number(struct span number)
{
	while (number.len > 0 && number.data[0] == 0)
		number = span_skip(number, 1);
	return number;
}

static void
read_dh(struct reader *r, struct flight *flight)
{
	flight->prime = trim_number(reader_vector(r, 2));
	flight->generator = reader_vector(r, 2);
	flight->share = reader_vector(r, 2);
}

static void
read_rsa(struct reader *r, struct flight *flight)
{
	flight->modulus = trim_number(reader_vector(r, 2));
	(void)reader_vector(r, 2); /* exponent */
}

/* RFC 5246 sections 7.4.3 and 4.7; before TLS 1.2 the hash follows from the key. */
static void
read_signature(struct reader *r, const struct suite *suite, struct flight *flight)
{
	if (suite->authentication == AUTHENTICATION_NONE)
		return;
	if (flight->version >= VERSION_TLS12)
		flight->scheme = (uint16_t)reader_uint(r, 2);
	(void)reader_vector(r, 2);
}

static size_t
bits_of(struct span number)
{
	size_t bits = 8 * number.len;

	for (unsigned first = number.len > 0 ? number.data[0] : 0x80; first < 0x80; first <<= 1)
		bits--;
	return bits;
}

/* Of a Diffie-Hellman or RSA key the number that its strength comes from. */
static const char *
check_size(struct span number)
{
	if (number.len == 0)
		return "the prime or modulus in ServerKeyExchange is zero";
	if (bits_of(number) > FLIGHT_PRIME_BITS_MAX)
		return "the prime or modulus in ServerKeyExchange has more than 16384 bits";
	return NULL;
}

static const char *
read_known(
    struct span body, const struct suite *suite, enum server_key kind, struct flight *flight)
{
	struct reader r = { .left = body };

	if (kind == SERVER_KEY_EC)
		read_ec(&r, flight);
	else if (kind == SERVER_KEY_DH)
		read_dh(&r, flight);
	else
		read_rsa(&r, flight);
	read_signature(&r, suite, flight);
	if (r.failed || r.left.len > 0)
		return "ServerKeyExchange does not keep to its form";
	if (kind == SERVER_KEY_EC)
		return NULL;
	return check_size(kind == SERVER_KEY_DH ? flight->prime : flight->modulus);
}

const char *
server_key_read(struct span body, struct arena *arena, struct flight *flight)
{
	const struct suite *suite = suite_by_number(flight->suite);
	struct flight seen = *flight;
	const char *wrong = NULL;

	if (flight->server_key != SERVER_KEY_NONE)
		return "ServerKeyExchange came twice";
	seen.server_key = kind_of(suite);
	if (seen.server_key != SERVER_KEY_UNKNOWN)
		wrong = read_known(body, suite, seen.server_key, &seen);
	if (wrong != NULL)
		return wrong;
	seen.share = arena_copy(arena, seen.share);
	seen.prime = arena_copy(arena, seen.prime);
	seen.generator = arena_copy(arena, seen.generator);
	seen.modulus = arena_copy(arena, seen.modulus);
	*flight = seen;
	return NULL;
}
