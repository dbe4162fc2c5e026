/* SPDX-License-Identifier: MIT */
/* A server of the library checks padding: it must take the record with the right one. */
#include "support/pair.h"
#include "support/suite.h"
#include "tls/handle.h"
#include "tls/spoilt.h"
#include "tls/x509.h"

#include <string.h>

static struct arena arena;
static struct pair pair;

static void
set_up(void)
{
	arena_init(&arena);
	pair_init(&pair);
}

static void
tear_down(void)
{
	pair_clear(&pair);
	arena_clear(&arena);
}

#define OLD ":+SIGN-RSA-SHA1:+SIGN-ECDSA-SHA1:-CIPHER-ALL:"

static const char *const cbc_servers[] = {
	"+VERS-TLS1.2" OLD "+AES-128-CBC:-MAC-ALL:+SHA1",
	"+VERS-TLS1.2" OLD "+AES-128-CBC:-MAC-ALL:+SHA256",
	"+VERS-TLS1.2" OLD "+AES-256-CBC:-MAC-ALL:+SHA1",
	"+VERS-TLS1.2" OLD "+AES-256-CBC:-MAC-ALL:+SHA384",
	"+VERS-TLS1.2" OLD "+CAMELLIA-128-CBC:-MAC-ALL:+SHA256",
	"+VERS-TLS1.2" OLD "+CAMELLIA-256-CBC:-MAC-ALL:+SHA384",
	"+VERS-TLS1.2" OLD "+3DES-CBC",
	"+VERS-TLS1.1" OLD "+AES-128-CBC",
	"+VERS-TLS1.1" OLD "+AES-256-CBC",
	"+VERS-TLS1.1" OLD "+3DES-CBC",
	"+VERS-TLS1.0" OLD "+AES-128-CBC",
	"+VERS-TLS1.0" OLD "+AES-256-CBC",
	"+VERS-TLS1.0" OLD "+3DES-CBC",
};

static void
establish(enum tls_profile profile, const char *server)
{
	pair_offer(&pair, &(struct tls_offer){ .profile = profile });
	pair_serve_raw(&pair,
	    identity_credentials(authority_identity(pair.authority, IDENTITY_GOOD)),
	    arena_printf(&arena, "NORMAL:-VERS-ALL:%s", server));
	pair_shake_hands(&pair);
	ck_assert_msg(pair.client_state == TLS_ESTABLISHED, "%s: %s", server,
	    tls_session_failure(pair.client).words);
}

/* What the server reads; it is what the client wrote before, if it did. */
static ssize_t
hear(uint8_t *bytes, size_t cap)
{
	while (pair_move(&pair))
		continue;
	return gnutls_record_recv(pair.raw, bytes, cap);
}

static void
talk_before(bool has_talked)
{
	uint8_t bytes[100];

	if (!has_talked)
		return;
	ck_assert(tls_session_write(pair.client, span_of("EHLO x\r\n")));
	ck_assert_int_eq(hear(bytes, sizeof(bytes)), 8);
}

enum { LENGTHS = 34 }; /* of contents: so that each length of padding comes up */

static const uint8_t content[LENGTHS] = "0123456789abcdefghijklmnopqrstuvw";

static void
check_right(const char *server, struct span words)
{
	uint8_t bytes[100];
	ssize_t heard;

	establish(TLS_PROFILE_CBC, server);
	talk_before(words.len % 2 == 0);
	ck_assert(tls_session_write_record(pair.client, words, false));
	heard = hear(bytes, sizeof(bytes));
	/* An empty record is no words to GnuTLS. */
	ck_assert_msg(heard == (words.len == 0 ? GNUTLS_E_AGAIN : (ssize_t)words.len),
	    "%s: %zd of %zu", server, heard, words.len);
	ck_assert(heard < 0 || memcmp(bytes, words.data, words.len) == 0);
}

START_TEST(the_record_is_right_but_for_the_spoilt_byte)
{
	for (size_t len = 0; len < LENGTHS; len++)
		check_right(cbc_servers[_i], (struct span){ .data = content, .len = len });
}
END_TEST

static void
check_refused(const char *server, struct span words)
{
	uint8_t bytes[100];
	size_t len;
	struct tls_failure failure;
	ssize_t heard;

	establish(TLS_PROFILE_CBC, server);
	talk_before(words.len % 2 == 0);
	ck_assert(tls_session_write_spoilt(pair.client, words));
	heard = hear(bytes, sizeof(bytes));
	ck_assert_msg(heard == GNUTLS_E_DECRYPTION_FAILED, "%s: %zd", server, heard);
	ck_assert_int_eq(gnutls_alert_send_appropriate(pair.raw, (int)heard), 0);
	ck_assert(pair_move(&pair));
	ck_assert_int_eq(tls_session_read(pair.client, bytes, sizeof(bytes), &len), TLS_FAILED);
	failure = tls_session_failure(pair.client);
	ck_assert(failure.is_alert && !failure.is_ours);
	ck_assert_uint_eq(failure.alert, GNUTLS_A_BAD_RECORD_MAC);
}

START_TEST(a_spoilt_record_is_refused)
{
	for (size_t len = 0; len < LENGTHS; len++)
		check_refused(cbc_servers[_i], (struct span){ .data = content, .len = len });
}
END_TEST

START_TEST(behind_it_nothing_is_written)
{
	establish(TLS_PROFILE_CBC, cbc_servers[_i]);
	ck_assert(tls_session_write_spoilt(pair.client, span_of("NOOP\r\n")));
	ck_assert(pair_move(&pair));
	ck_assert(!tls_session_write(pair.client, span_of("QUIT\r\n")));
	tls_session_close(pair.client);
	ck_assert_uint_eq(tls_session_out(pair.client)->len, 0);
}
END_TEST

struct other_case {
	enum tls_profile profile;
	const char *server;
};

/* clang-format off */
static const struct other_case others[] = {
	{ TLS_PROFILE_ALL, "+VERS-TLS1.3" },
	{ TLS_PROFILE_ALL, "+VERS-TLS1.2" },
	{ TLS_PROFILE_ALL, "+VERS-TLS1.2" OLD "+CHACHA20-POLY1305" },
	{ TLS_PROFILE_ALL, "+VERS-TLS1.2" OLD "+ARCFOUR-128" },
	/* With encrypt-then-MAC. */
	{ TLS_PROFILE_ALL, "+VERS-TLS1.2" OLD "+AES-128-CBC" },
	{ TLS_PROFILE_ALL, "+VERS-TLS1.0" OLD "+AES-128-CBC" },
};
/* clang-format on */

START_TEST(a_session_of_another_kind_is_not_spoilt)
{
	uint8_t bytes[100];

	establish(others[_i].profile, others[_i].server);
	ck_assert(!tls_session_write_spoilt(pair.client, span_of("NOOP\r\n")));
	ck_assert_uint_eq(tls_session_out(pair.client)->len, 0);
	ck_assert(tls_session_write(pair.client, span_of("NOOP\r\n")));
	ck_assert_int_eq(hear(bytes, sizeof(bytes)), 6);
}
END_TEST

START_TEST(what_is_not_established_is_not_spoilt)
{
	pair_offer(&pair, &(struct tls_offer){ .profile = TLS_PROFILE_CBC });
	ck_assert(!tls_session_write_spoilt(pair.client, span_of("NOOP\r\n")));
	ck_assert_int_eq(tls_session_handshake(pair.client), TLS_WAITS);
	ck_assert(!tls_session_write_spoilt(pair.client, span_of("NOOP\r\n")));
}
END_TEST

START_TEST(words_that_are_too_long_are_not_spoilt)
{
	uint8_t words[1025] = { 0 };

	establish(TLS_PROFILE_CBC, cbc_servers[0]);
	ck_assert(
	    !tls_session_write_spoilt(pair.client, (struct span){ words, sizeof(words) }));
	ck_assert(tls_session_write_spoilt(pair.client, (struct span){ words, 1024 }));
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("spoilt");
	TCase *tcase = tcase_create("core");
	const int count = (int)COUNT_OF(cbc_servers);

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, the_record_is_right_but_for_the_spoilt_byte, 0, count);
	tcase_add_loop_test(tcase, a_spoilt_record_is_refused, 0, count);
	tcase_add_loop_test(tcase, behind_it_nothing_is_written, 0, count);
	tcase_add_loop_test(
	    tcase, a_session_of_another_kind_is_not_spoilt, 0, (int)COUNT_OF(others));
	tcase_add_test(tcase, what_is_not_established_is_not_spoilt);
	tcase_add_test(tcase, words_that_are_too_long_are_not_spoilt);
	suite_add_tcase(s, tcase);
	return s;
}
