/* SPDX-License-Identifier: MIT */
/* Hellos of ours to a server of the library, in memory, and what it answers. */
#include "base/alloc.h"
#include "base/text.h"
#include "hello/flight.h"
#include "hello/hello.h"
#include "support/flights.h"
#include "support/mint.h"
#include "support/pair.h"
#include "support/suite.h"
#include "tls/x509.h"

#include <gnutls/crypto.h>
#include <string.h>

static struct arena arena;
static struct pair pair;
static struct hello hello;
static gnutls_anon_server_credentials_t anonymous;

static void
set_up(void)
{
	uint8_t random[32];

	arena_init(&arena);
	pair_init(&pair);
	memset(random, 0x42, sizeof(random));
	hello_init(&hello, 0x0303, random);
	ck_assert_int_eq(gnutls_anon_allocate_server_credentials(&anonymous), 0);
	ck_assert_int_eq(
	    gnutls_anon_set_server_known_dh_params(anonymous, GNUTLS_SEC_PARAM_MEDIUM), 0);
}

static void
tear_down(void)
{
	hello_clear(&hello);
	pair_clear(&pair);
	gnutls_anon_free_server_credentials(anonymous);
	arena_clear(&arena);
}

/* A server with the good identity (EC) or one of RSA, which is also fit for Diffie-Hellman. */
static void
serve(enum identity_kind kind, const char *priority)
{
	gnutls_certificate_credentials_t credentials =
	    identity_credentials(authority_identity(pair.authority, kind));

	ck_assert_int_eq(
	    gnutls_certificate_set_known_dh_params(credentials, GNUTLS_SEC_PARAM_MEDIUM), 0);
	pair_serve_raw(&pair, credentials, priority);
	ck_assert_int_eq(gnutls_credentials_set(pair.raw, GNUTLS_CRD_ANON, anonymous), 0);
}

/* Sends the hello and gives what came back. */
static struct span
answer(void)
{
	int error;

	hello_write(&hello, &pair.raw_in);
	do
		error = gnutls_handshake(pair.raw);
	while (error < 0 && gnutls_error_is_fatal(error) == 0 && pair.raw_in.len > 0);
	ck_assert_int_ne(error, 0);
	if (gnutls_error_is_fatal(error) != 0)
		gnutls_alert_send_appropriate(pair.raw, error);
	return buffer_span(&pair.raw_out);
}

/* What the server says to the hello; the same whole and in pieces. */
static struct flight
ask(void)
{
	struct span bytes = answer();
	struct flight flight;

	flight_read(bytes, false, &arena, &flight);
	for (size_t piece_len = 1; piece_len <= 7; piece_len += 6) {
		struct flight_reader reader;

		flight_feed_pieces(&reader, bytes, piece_len, false, &arena);
		ck_assert_ptr_null(flight_difference(&reader.flight, &flight));
		flight_clear(&reader);
	}
	return flight;
}

/* What a client of TLS 1.2 has to say beside its suites. */
static void
add_extensions(const uint16_t *groups, size_t groups_len)
{
	static const uint16_t schemes[] = { 0x0403, 0x0804, 0x0401, 0x0201, 0x0203 };
	static const uint8_t formats[] = { 1, 0 };

	hello_add_server_name(&hello, PAIR_HOST);
	hello_add_groups(&hello, groups, groups_len);
	hello_add_extension(&hello, EXTENSION_EC_POINT_FORMATS, (struct span){ formats, 2 });
	hello_add_signature_schemes(&hello, schemes, COUNT_OF(schemes));
	hello_add_extension(&hello, EXTENSION_EXTENDED_MASTER_SECRET, (struct span){ 0 });
}

static bool
is_chain_of(const struct flight *flight, enum identity_kind kind)
{
	struct span chain[CHAIN_MAX];
	size_t len = identity_chain(authority_identity(pair.authority, kind), chain, CHAIN_MAX);

	if (flight->chain_sent != len || flight->chain_len != len)
		return false;
	for (size_t i = 0; i < len; i++)
		if (!span_equal(flight->chain[i], chain[i]))
			return false;
	return true;
}

#define ALL "NORMAL:+VERS-ALL:%COMPAT:%SERVER_PRECEDENCE"
#define ANONYMOUS ALL ":+ANON-DH:+ANON-ECDH"

struct real_case {
	const char *name;
	enum identity_kind kind;
	const char *priority;
	uint16_t version; /* of the hello */
	uint16_t suite;
	uint16_t group;
	enum server_key want_key;
	size_t want_share; /* bytes */
	bool has_certificate;
};

/* clang-format off */
static const struct real_case reals[] = {
	{ "TLS 1.2, ECDHE on x25519", IDENTITY_GOOD, ALL, 0x0303, 0xc02b, 0x001d,
	  SERVER_KEY_EC, 32, true },
	{ "TLS 1.2, ECDHE on secp256r1", IDENTITY_GOOD, ALL, 0x0303, 0xc02c, 0x0017,
	  SERVER_KEY_EC, 65, true },
	{ "TLS 1.2, ECDHE on secp521r1 with CBC", IDENTITY_GOOD, ALL, 0x0303, 0xc009, 0x0019,
	  SERVER_KEY_EC, 133, true },
	{ "TLS 1.1, ECDHE", IDENTITY_GOOD, ALL, 0x0302, 0xc00a, 0x0018,
	  SERVER_KEY_EC, 97, true },
	{ "TLS 1.0, ECDHE", IDENTITY_GOOD, ALL, 0x0301, 0xc009, 0x0017,
	  SERVER_KEY_EC, 65, true },
	{ "TLS 1.2, ECDHE with RSA", IDENTITY_WEAK_KEY, ALL, 0x0303, 0xc02f, 0x001d,
	  SERVER_KEY_EC, 32, true },
	{ "TLS 1.2, DHE", IDENTITY_WEAK_KEY, ALL, 0x0303, 0x009e, 0x0100,
	  SERVER_KEY_DH, 256, true },
	{ "TLS 1.1, DHE", IDENTITY_WEAK_KEY, ALL, 0x0302, 0x0033, 0x0100,
	  SERVER_KEY_DH, 256, true },
	{ "TLS 1.0, DHE", IDENTITY_WEAK_KEY, ALL, 0x0301, 0x0039, 0x0100,
	  SERVER_KEY_DH, 256, true },
	{ "TLS 1.2, RSA", IDENTITY_WEAK_KEY, ALL, 0x0303, 0x009c, 0x001d,
	  SERVER_KEY_NONE, 0, true },
	{ "TLS 1.0, RSA", IDENTITY_WEAK_KEY, ALL, 0x0301, 0x002f, 0x001d,
	  SERVER_KEY_NONE, 0, true },
	{ "TLS 1.2, RSA without encryption", IDENTITY_WEAK_KEY, ALL ":+NULL:+SHA1", 0x0303, 0x0002,
	  0x001d, SERVER_KEY_NONE, 0, true },
	{ "TLS 1.2, anonymous DH", IDENTITY_GOOD, ANONYMOUS, 0x0303, 0x00a6, 0x0100,
	  SERVER_KEY_DH, 256, false },
	{ "TLS 1.0, anonymous DH", IDENTITY_GOOD, ANONYMOUS, 0x0301, 0x0034, 0x0100,
	  SERVER_KEY_DH, 256, false },
	{ "TLS 1.2, anonymous ECDH", IDENTITY_GOOD, ANONYMOUS, 0x0303, 0xc018, 0x0017,
	  SERVER_KEY_EC, 65, false },
};
/* clang-format on */

/* A value that happens to begin with zeros is sent without them in finite fields. */
static bool
is_share_of(size_t len, size_t want)
{
	return len <= want && len + (want > 66 ? 4 : 0) >= want;
}

START_TEST(a_real_flight_is_read)
{
	const struct real_case *row = &reals[_i];
	struct flight flight;

	serve(row->kind, row->priority);
	hello.version = row->version;
	hello_add_suites(&hello, &row->suite, 1);
	add_extensions(&row->group, 1);
	flight = ask();
	ck_assert_msg(flight.end == FLIGHT_DONE && flight.version == row->version &&
			  flight.suite == row->suite && flight.server_key == row->want_key &&
			  is_share_of(flight.share.len, row->want_share),
	    "%s: %s", row->name, flight_text(&arena, &flight));
	ck_assert_msg(flight.group == (row->want_key == SERVER_KEY_EC ? row->group : 0),
	    "%s: group %04x", row->name, flight.group);
	ck_assert_msg(flight.has_certificate == row->has_certificate, "%s", row->name);
	ck_assert_msg(
	    !row->has_certificate || is_chain_of(&flight, row->kind), "%s: chain", row->name);
	ck_assert_msg((flight.scheme != 0) == (row->version == 0x0303 && row->has_certificate &&
						  row->want_key != SERVER_KEY_NONE),
	    "%s: scheme %04x", row->name, flight.scheme);
	ck_assert_uint_eq(flight.used, pair.raw_out.len);
}
END_TEST

/* RFC 7919: ffdhe2048, by the SHA-256 of the prime. */
START_TEST(a_real_prime_is_read)
{
	static const uint16_t suites[] = { 0x009e };
	static const uint16_t groups[] = { 0x0100 };
	uint8_t digest[32];
	struct flight flight;

	serve(IDENTITY_WEAK_KEY, ALL);
	hello_add_suites(&hello, suites, 1);
	add_extensions(groups, 1);
	flight = ask();
	ck_assert_uint_eq(flight.prime.len, 256);
	ck_assert_int_eq(
	    gnutls_hash_fast(GNUTLS_DIG_SHA256, flight.prime.data, flight.prime.len, digest),
	    0);
	ck_assert_str_eq(text_hex(&arena, (struct span){ digest, sizeof(digest) }),
	    "9cd3b7f336872f46c09428d1bbc19877a4d440512cda8d1c1cf0cd6e33698966");
	ck_assert(span_equal(flight.generator, (struct span){ (const uint8_t *)"\2", 1 }));
}
END_TEST

START_TEST(a_real_certificate_request_is_read)
{
	static const uint16_t suites[] = { 0xc02b };
	static const uint16_t groups[] = { 0x0017 };
	static const uint16_t versions[] = { 0x0303, 0x0301 };
	struct flight flight;

	serve(IDENTITY_GOOD, ALL ":+ECDHE-ECDSA:+AES-128-CBC");
	gnutls_certificate_server_set_request(pair.raw, GNUTLS_CERT_REQUEST);
	hello.version = versions[_i];
	hello_add_suites(&hello, suites, 1);
	if (versions[_i] < 0x0303)
		hello.suites[0] = 0xc009;
	add_extensions(groups, 1);
	flight = ask();
	ck_assert_msg(flight.end == FLIGHT_DONE && flight.wants_certificate, "%s",
	    flight_text(&arena, &flight));
}
END_TEST

START_TEST(a_hello_in_several_records_is_understood)
{
	static const uint16_t suites[] = { 0xc02b };
	static const uint16_t groups[] = { 0x001d };
	struct flight flight;

	serve(IDENTITY_GOOD, ALL);
	hello_add_suites(&hello, suites, 1);
	add_extensions(groups, 1);
	hello_pad(&hello, 600);
	hello.record_len = 100;
	flight = ask();
	ck_assert_msg(flight.end == FLIGHT_DONE, "%s", flight_text(&arena, &flight));
}
END_TEST

START_TEST(a_real_server_refuses_what_it_does_not_have)
{
	static const uint16_t suites[] = { 0x0004 };
	static const uint16_t groups[] = { 0x001d };
	struct flight flight;

	serve(IDENTITY_GOOD, "NORMAL");
	hello_add_suites(&hello, suites, 1);
	add_extensions(groups, 1);
	flight = ask();
	ck_assert_int_eq(flight.end, FLIGHT_ALERT);
	ck_assert(!flight.has_hello);
	ck_assert_uint_eq(flight.alert_level, 2);
	ck_assert_uint_eq(flight.alert, 40);
}
END_TEST

/* --- TLS 1.3 --------------------------------------------------------------------------------
 */

static void
add_tls13(const uint16_t *groups, size_t groups_len, const struct hello_share *shares,
    size_t shares_len)
{
	static const uint16_t suites[] = { 0x1301, 0x1302 };
	static const uint16_t versions[] = { 0x0304 };
	static const uint8_t modes[] = { 1, 1 };

	hello.session_id_len = 32;
	hello_add_suites(&hello, suites, COUNT_OF(suites));
	add_extensions(groups, groups_len);
	hello_add_versions(&hello, versions, COUNT_OF(versions));
	hello_add_key_shares(&hello, shares, shares_len);
	hello_add_extension(
	    &hello, EXTENSION_PSK_KEY_EXCHANGE_MODES, (struct span){ modes, sizeof(modes) });
}

/* An empty list of shares makes the server name the group that it wants. */
START_TEST(a_real_retry_names_the_group)
{
	static const uint16_t groups[] = { 0x001d, 0x0017, 0x0018, 0x0019, 0x0100, 0x0101 };
	struct flight flight;

	serve(IDENTITY_GOOD, "NORMAL");
	add_tls13(&groups[_i], 1, NULL, 0);
	flight = ask();
	ck_assert_msg(flight.end == FLIGHT_RETRY && flight.version == 0x0304, "%s",
	    flight_text(&arena, &flight));
	ck_assert_uint_eq(flight.group, groups[_i]);
	ck_assert_uint_eq(flight.legacy_version, 0x0303);
	ck_assert_uint_eq(flight.session_id.len, 32);
	ck_assert_uint_eq(flight.share.len, 0);
}
END_TEST

/* RFC 7748 section 5: any 32 bytes are a point. */
START_TEST(a_real_hello_of_tls13_is_read)
{
	static const uint16_t groups[] = { 0x001d };
	uint8_t key[32];
	const struct hello_share share = { .group = 0x001d, .key = { key, sizeof(key) } };
	struct flight flight;

	memset(key, 9, sizeof(key));
	serve(IDENTITY_GOOD, "NORMAL");
	add_tls13(groups, 1, &share, 1);
	flight = ask();
	ck_assert_msg(flight.end == FLIGHT_HELLO && flight.version == 0x0304, "%s",
	    flight_text(&arena, &flight));
	ck_assert_uint_eq(flight.suite, 0x1301);
	ck_assert_uint_eq(flight.group, 0x001d);
	ck_assert_uint_eq(flight.share.len, 32);
	ck_assert_uint_lt(flight.used, pair.raw_out.len);
}
END_TEST

START_TEST(a_real_server_without_the_group_refuses)
{
	static const uint16_t groups[] = { 0x11ec };
	struct flight flight;

	serve(IDENTITY_GOOD, "NORMAL:-GROUP-ALL:+GROUP-SECP256R1");
	add_tls13(groups, 1, NULL, 0);
	flight = ask();
	ck_assert_msg(flight.end == FLIGHT_ALERT && flight.alert_level == 2, "%s",
	    flight_text(&arena, &flight));
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("real_flight");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, a_real_flight_is_read, 0, (int)COUNT_OF(reals));
	tcase_add_test(tcase, a_real_prime_is_read);
	tcase_add_loop_test(tcase, a_real_certificate_request_is_read, 0, 2);
	tcase_add_test(tcase, a_hello_in_several_records_is_understood);
	tcase_add_test(tcase, a_real_server_refuses_what_it_does_not_have);
	tcase_add_loop_test(tcase, a_real_retry_names_the_group, 0, 6);
	tcase_add_test(tcase, a_real_hello_of_tls13_is_read);
	tcase_add_test(tcase, a_real_server_without_the_group_refuses);
	suite_add_tcase(s, tcase);
	return s;
}
