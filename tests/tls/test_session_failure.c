/* SPDX-License-Identifier: MIT */
/* Handshakes that go wrong, and what a client of ours says of them. */
#include "registry/number.h"
#include "support/pair.h"
#include "support/suite.h"
#include "tls/x509.h"

#include <string.h>

struct answer_case {
	const char *name;
	const char *bytes; /* that come in answer to the hello */
	size_t len;
	enum tls_state want;
	bool is_ours;
	const char *want_alert; /* NULL: none */
};

#define RECORD(type) type "\x03\x03"

/* clang-format off */
static const struct answer_case answers[] = {
	{ "a web server", "HTTP/1.1 400 Bad Request\r\n", 26, TLS_FAILED, true,
	  "unexpected_message" },
	{ "SMTP", "220 mail.example.test ESMTP\r\n", 29, TLS_FAILED, true, "unexpected_message" },
	{ "zeros", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 16, TLS_FAILED, true,
	  "unexpected_message" },
	{ "SSL 2.0", "\x80\x2e\x04\0\x01\0\x02\0\0\0\x03\0\x10", 13, TLS_FAILED, true,
	  "unexpected_message" },
	{ "words of the application", RECORD("\x17") "\0\x02" "hi", 7, TLS_FAILED, true,
	  "unexpected_message" },
	{ "a heartbeat", RECORD("\x18") "\0\x03\x01\0\x01", 8, TLS_FAILED, true,
	  "unexpected_message" },
	{ "an empty record", RECORD("\x16") "\0\0", 5, TLS_FAILED, true, "unexpected_message" },
	{ "a hello request", RECORD("\x16") "\0\x04\0\0\0\0", 9, TLS_FAILED, true,
	  "unexpected_message" },
	{ "a hello like ours", RECORD("\x16") "\0\x05\x01\0\0\x01\0", 10, TLS_FAILED, true,
	  "unexpected_message" },
	{ "the end first", RECORD("\x16") "\0\x05\x14\0\0\x01\0", 10, TLS_FAILED, true,
	  "unexpected_message" },
	{ "an empty hello", RECORD("\x16") "\0\x04\x02\0\0\0", 9, TLS_FAILED, true,
	  "decode_error" },
	{ "a short hello", RECORD("\x16") "\0\x06\x02\0\0\x02\x03\x03", 11, TLS_FAILED, true,
	  "decode_error" },
	{ "a record of 65,535 bytes", RECORD("\x16") "\xff\xff\x02", 6, TLS_FAILED, true,
	  "record_overflow" },
	{ "version 0", "\x16\0\0\0\x04\x02\0\0\0", 9, TLS_FAILED, true, "protocol_version" },
	{ "version 9.9", "\x16\x09\x09\0\x04\x02\0\0\0", 9, TLS_FAILED, true,
	  "protocol_version" },

	{ "the beginning of a record", RECORD("\x16"), 3, TLS_WAITS, false, NULL },
	{ "the beginning of a long message", RECORD("\x16") "\0\x04\x02\xff\xff\xff", 9, TLS_WAITS,
	  false, NULL },
	{ "nothing", "", 0, TLS_WAITS, false, NULL },
	{ "a warning about the name", RECORD("\x15") "\0\x02\x01\x70", 7, TLS_WAITS, false, NULL },
	{ "two warnings", RECORD("\x15") "\0\x02\x01\x70" RECORD("\x15") "\0\x02\x01\x70", 14,
	  TLS_WAITS, false, NULL },

	{ "close_notify", RECORD("\x15") "\0\x02\x01\0", 7, TLS_FAILED, false, "close_notify" },
	{ "close_notify called fatal", RECORD("\x15") "\0\x02\x02\0", 7, TLS_FAILED, false,
	  "close_notify" },
	{ "a warning, then an alert", RECORD("\x15") "\0\x02\x01\x70" RECORD("\x15")
	  "\0\x02\x02\x28", 14, TLS_FAILED, false, "handshake_failure" },
	{ "an alert that goes on", RECORD("\x15") "\0\x03\x02\x28\0", 8, TLS_FAILED, false,
	  "handshake_failure" },
	{ "an alert in SSL 3.0", "\x15\x03\0\0\x02\x02\x28", 7, TLS_FAILED, false,
	  "handshake_failure" },
	{ "half an alert", RECORD("\x15") "\0\x01\x02", 6, TLS_FAILED, true,
	  "unexpected_message" },
};
/* clang-format on */

/* Sends the hello, then takes the answer in pieces. */
static enum tls_state
answer(struct tls_session *session, struct span bytes, size_t piece_len)
{
	enum tls_state state = tls_session_handshake(session);

	ck_assert_int_eq(state, TLS_WAITS);
	buffer_consume(tls_session_out(session), SIZE_MAX);
	while (bytes.len > 0 && state == TLS_WAITS) {
		struct span piece = bytes;

		if (piece_len > 0 && piece.len > piece_len)
			piece.len = piece_len;
		ck_assert(tls_session_feed(session, piece));
		state = tls_session_handshake(session);
		bytes = span_skip(bytes, piece.len);
	}
	return state;
}

static bool
same(const char *a, const char *b)
{
	return (a == NULL || b == NULL) ? a == b : strcmp(a, b) == 0;
}

START_TEST(an_answer_is_understood_however_it_is_cut)
{
	const struct answer_case *row = &answers[_i];

	for (size_t piece_len = 0; piece_len < 3; piece_len++) {
		struct tls_session *session =
		    tls_session_new(&(struct tls_offer){ .server_name = PAIR_HOST });
		struct span bytes = { .data = (const uint8_t *)row->bytes, .len = row->len };
		enum tls_state state = answer(session, bytes, piece_len);
		struct tls_failure failure = tls_session_failure(session);
		const char *alert = failure.is_alert ? alert_name(failure.alert) : NULL;

		ck_assert_msg(state == row->want, "%s: state %d", row->name, state);
		ck_assert_msg(same(alert, row->want_alert), "%s: alert %s", row->name,
		    alert == NULL ? "none" : alert);
		ck_assert_msg(
		    state == TLS_WAITS || failure.is_ours == row->is_ours, "%s", row->name);
		/* What we call our alert was sent. */
		ck_assert_msg(
		    (tls_session_out(session)->len > 0) == row->is_ours, "%s", row->name);
		ck_assert(!tls_session_write(session, span_of("x")) || state == TLS_WAITS);
		tls_session_free(session);
	}
}
END_TEST

START_TEST(every_fatal_alert_keeps_its_number)
{
	const uint8_t bytes[] = { 0x15, 3, 3, 0, 2, 2, (uint8_t)_i };
	struct tls_session *session = tls_session_new(&(struct tls_offer){ 0 });
	enum tls_state state = answer(session, (struct span){ bytes, sizeof(bytes) }, 0);
	struct tls_failure failure = tls_session_failure(session);

	ck_assert_int_eq(state, TLS_FAILED);
	ck_assert(failure.is_alert && !failure.is_ours);
	ck_assert_uint_eq(failure.alert, (uint32_t)_i);
	tls_session_free(session);
}
END_TEST

struct refusal_case {
	const char *name;
	const char *version;
	const char *want;
	bool comes_late; /* behind our end of the handshake */
};

/* RFC 8446 section 4.4.2.4; for TLS 1.2 the standard leaves it open, and GnuTLS says this. */
static const struct refusal_case refusals[] = {
	{ "TLS 1.3", "1.3", "certificate_required", true },
	{ "TLS 1.2", "1.2", "decode_error", false },
	{ "TLS 1.1", "1.1", "decode_error", false },
	{ "TLS 1.0", "1.0", "decode_error", false },
};

START_TEST(a_server_that_wants_our_certificate_refuses_us)
{
	const struct refusal_case *row = &refusals[_i / 2];
	struct pair pair;
	struct tls_failure failure;
	uint8_t bytes[100];
	size_t len;

	pair_init(&pair);
	pair.piece_len = (size_t)(_i % 2);
	pair_serve(&pair, IDENTITY_GOOD, row->version, true);
	pair_shake_hands(&pair);
	ck_assert_msg(
	    (pair.client_state == TLS_ESTABLISHED) == row->comes_late, "%s", row->name);
	ck_assert_int_eq(pair.server_state, TLS_FAILED);
	ck_assert_msg(tls_session_wants_certificate(pair.client), "%s", row->name);
	if (row->comes_late)
		ck_assert_int_eq(
		    tls_session_read(pair.client, bytes, sizeof(bytes), &len), TLS_FAILED);
	failure = tls_session_failure(pair.client);
	ck_assert(failure.is_alert && !failure.is_ours);
	ck_assert_str_eq(alert_name(failure.alert), row->want);
	failure = tls_session_failure(pair.server);
	ck_assert(failure.is_alert && failure.is_ours);
	ck_assert_str_eq(alert_name(failure.alert), row->want);
	pair_clear(&pair);
}
END_TEST

START_TEST(a_server_without_a_common_suite_says_so)
{
	struct pair pair;
	struct tls_failure failure;

	pair_init(&pair);
	pair_serve_raw(&pair,
	    identity_credentials(authority_identity(pair.authority, IDENTITY_WEAK_KEY)),
	    "NORMAL:-KX-ALL:+ECDHE-ECDSA:-VERS-ALL:+VERS-TLS1.2");
	pair_shake_hands(&pair);
	ck_assert_int_eq(pair.client_state, TLS_FAILED);
	failure = tls_session_failure(pair.client);
	ck_assert(failure.is_alert && !failure.is_ours);
	ck_assert_str_eq(alert_name(failure.alert), "handshake_failure");
	pair_clear(&pair);
}
END_TEST

/* A message of 16 MiB, of which as much comes as is taken. */
START_TEST(an_endless_message_is_not_kept)
{
	enum { RECORD_LEN = 5 + 16384, MOST = 1024 * 1024 };
	uint8_t record[RECORD_LEN] = { 0x16, 3, 3, 0x40, 0, 2, 0xff, 0xff, 0xff };
	struct tls_session *session = tls_session_new(&(struct tls_offer){ 0 });
	enum tls_state state = tls_session_handshake(session);
	size_t fed = 0;
	struct tls_failure failure;

	for (; state == TLS_WAITS && fed < MOST; fed += sizeof(record)) {
		ck_assert(tls_session_feed(session, (struct span){ record, sizeof(record) }));
		state = tls_session_handshake(session);
		memset(record + 5, 0, 4);
	}
	ck_assert_int_eq(state, TLS_FAILED);
	ck_assert_uint_lt(fed, MOST);
	failure = tls_session_failure(session);
	ck_assert(failure.is_alert && failure.is_ours);
	tls_session_free(session);
}
END_TEST

START_TEST(more_than_is_kept_at_once_is_not_taken)
{
	struct tls_session *session = tls_session_new(&(struct tls_offer){ 0 });
	uint8_t bytes[16 * 1024] = { 0 };
	size_t fed = 0;

	while (tls_session_feed(session, (struct span){ bytes, sizeof(bytes) }) &&
	       fed < 10 * 1024 * 1024)
		fed += sizeof(bytes);
	ck_assert_uint_le(fed, 1024 * 1024);
	tls_session_free(session);
}
END_TEST

/* Any one byte of the server's flight may be wrong: there is an end, and no success. */
START_TEST(a_wrong_byte_in_the_flight_is_noticed)
{
	struct pair pair;
	struct buffer flight;
	size_t lost = 0;

	pair_init(&pair);
	pair_serve(&pair, IDENTITY_GOOD, _i == 0 ? "1.2" : "1.3", false);
	buffer_init(&flight, 64 * 1024);
	ck_assert_int_eq(tls_session_handshake(pair.client), TLS_WAITS);
	ck_assert(tls_session_feed(pair.server, buffer_span(tls_session_out(pair.client))));
	ck_assert_int_eq(tls_session_handshake(pair.server), TLS_WAITS);
	ck_assert(buffer_append(&flight, buffer_span(tls_session_out(pair.server))));
	for (size_t i = 0; i < flight.len; i += 7) {
		struct tls_session *session =
		    tls_session_new(&(struct tls_offer){ .server_name = PAIR_HOST });
		enum tls_state state;

		flight.data[i] ^= 0x20;
		/* Not our hello, so this could never become a session. */
		state = answer(session, buffer_span(&flight), 0);
		ck_assert_msg(state != TLS_ESTABLISHED && state != TLS_CLOSED, "byte %zu", i);
		lost += state == TLS_FAILED ? 1 : 0;
		flight.data[i] ^= 0x20;
		tls_session_free(session);
	}
	ck_assert_uint_gt(lost, 0);
	buffer_clear(&flight);
	pair_clear(&pair);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("session failure");
	TCase *tcase = tcase_create("core");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(
	    tcase, an_answer_is_understood_however_it_is_cut, 0, (int)COUNT_OF(answers));
	tcase_add_loop_test(tcase, every_fatal_alert_keeps_its_number, 0, 256);
	tcase_add_loop_test(tcase, a_server_that_wants_our_certificate_refuses_us, 0,
	    (int)COUNT_OF(refusals) * 2);
	tcase_add_test(tcase, a_server_without_a_common_suite_says_so);
	tcase_add_test(tcase, an_endless_message_is_not_kept);
	tcase_add_test(tcase, more_than_is_kept_at_once_is_not_taken);
	tcase_add_loop_test(tcase, a_wrong_byte_in_the_flight_is_noticed, 0, 2);
	suite_add_tcase(s, tcase);
	return s;
}
