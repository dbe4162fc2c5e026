/* SPDX-License-Identifier: MIT */
/* Sessions that go on: tickets, resumption, renegotiation. And what else an offer may hold. */
#include "support/pair.h"
#include "support/suite.h"
#include "tls/x509.h"

#include <string.h>

static struct arena arena;
static struct pair pair;
static gnutls_datum_t ticket_key;

static void
set_up(void)
{
	arena_init(&arena);
	pair_init(&pair);
	ck_assert_int_eq(gnutls_session_ticket_key_generate(&ticket_key), 0);
}

static void
tear_down(void)
{
	gnutls_free(ticket_key.data);
	pair_clear(&pair);
	arena_clear(&arena);
}

static void
serve(const char *priority)
{
	pair_serve_raw(&pair,
	    identity_credentials(authority_identity(pair.authority, IDENTITY_GOOD)), priority);
}

/* A server that gives tickets, and, with the same key, knows them again. */
static void
serve_with_tickets(const char *version)
{
	serve(arena_printf(&arena, "NORMAL:-VERS-ALL:+VERS-TLS%s", version));
	ck_assert_int_eq(gnutls_session_ticket_enable_server(pair.raw, &ticket_key), 0);
	pair_shake_hands(&pair);
	ck_assert_int_eq(pair.client_state, TLS_ESTABLISHED);
}

/* The client reads until nothing is left; only tickets are expected. */
static void
let_client_read(void)
{
	uint8_t bytes[100];
	size_t len;

	while (pair_move(&pair))
		continue;
	ck_assert_int_eq(tls_session_read(pair.client, bytes, sizeof(bytes), &len), TLS_WAITS);
}

/* --- what an offer may hold --------------------------------------------------------------- */

struct alpn_case {
	const char *offered;
	const char *served; /* NULL: the server does not know ALPN */
	bool is_strict;     /* the server wants its own or nothing */
	const char *want;   /* NULL: refused */
};

static const struct alpn_case alpns[] = {
	{ "imap", "imap", false, "imap" },
	{ "imap", "imap", true, "imap" },
	{ "imap", NULL, false, "" },
	{ "h2", "imap", false, "" },
	{ "h2", "imap", true, NULL },
	{ NULL, "imap", false, "" },
};

START_TEST(a_protocol_is_offered)
{
	const struct alpn_case *row = &alpns[_i / 2];
	gnutls_datum_t served = x509_datum(span_of(row->served));
	struct tls_failure failure;

	pair_offer(&pair, &(struct tls_offer){ .alpn = row->offered });
	serve(_i % 2 == 0 ? "NORMAL:-VERS-TLS1.3" : "NORMAL");
	if (row->served != NULL)
		ck_assert_int_eq(gnutls_alpn_set_protocols(pair.raw, &served, 1,
				     row->is_strict ? GNUTLS_ALPN_MANDATORY : 0),
		    0);
	pair_shake_hands(&pair);
	if (row->want != NULL) {
		ck_assert_int_eq(pair.client_state, TLS_ESTABLISHED);
		ck_assert_str_eq(pair_describe(&pair, &arena).alpn, row->want);
		return;
	}
	ck_assert_int_eq(pair.client_state, TLS_FAILED);
	failure = tls_session_failure(pair.client);
	ck_assert(failure.is_alert && !failure.is_ours);
	ck_assert_uint_eq(failure.alert, 120);
}
END_TEST

/* --- tickets ------------------------------------------------------------------------------ */

START_TEST(tickets_are_kept_as_they_came)
{
	struct span body = { 0 };
	bool came_unasked = false;
	uint32_t count;

	pair.piece_len = (size_t)(_i / 2 * 5);
	serve_with_tickets(_i % 2 == 0 ? "1.2" : "1.3");
	let_client_read();
	count = tls_session_tickets(pair.client);
	ck_assert_uint_ge(count, 1);
	for (uint32_t i = 0; i < count; i++) {
		ck_assert(tls_session_ticket(pair.client, i, &body, &came_unasked));
		ck_assert(came_unasked);
		/* RFC 5077 section 3.3: lifetime, length, ticket. RFC 8446 section 4.6.1 has
		 * more, with the (empty) extensions last. */
		ck_assert_uint_gt(body.len, 60);
		if (_i % 2 == 0)
			ck_assert_uint_eq(
			    (size_t)body.data[4] << 8 | body.data[5], body.len - 6);
		else
			ck_assert_uint_eq(body.data[body.len - 1] | body.data[body.len - 2], 0);
	}
	ck_assert(!tls_session_ticket(pair.client, count, &body, &came_unasked));
	ck_assert(!tls_session_ticket(pair.client, SIZE_MAX, &body, &came_unasked));
}
END_TEST

START_TEST(tickets_behind_our_words_are_told_apart)
{
	struct span body;
	bool came_unasked = true;
	uint32_t count;

	serve_with_tickets("1.3");
	let_client_read();
	count = tls_session_tickets(pair.client);
	ck_assert(tls_session_write(pair.client, span_of("EHLO x\r\n")));
	ck_assert_int_eq(gnutls_session_ticket_send(pair.raw, 1, 0), 0);
	let_client_read();
	ck_assert_uint_eq(tls_session_tickets(pair.client), count + 1);
	ck_assert(tls_session_ticket(pair.client, 0, &body, &came_unasked) && came_unasked);
	ck_assert(tls_session_ticket(pair.client, count, &body, &came_unasked));
	ck_assert(!came_unasked);
}
END_TEST

START_TEST(of_very_many_tickets_a_few_are_kept)
{
	struct span body;
	bool came_unasked;

	serve_with_tickets("1.3");
	for (int i = 0; i < 10; i++)
		ck_assert_int_eq(gnutls_session_ticket_send(pair.raw, 1, 0), 0);
	let_client_read();
	ck_assert_uint_ge(tls_session_tickets(pair.client), 10);
	ck_assert(tls_session_ticket(pair.client, 7, &body, &came_unasked));
	ck_assert(!tls_session_ticket(pair.client, 8, &body, &came_unasked));
}
END_TEST

START_TEST(without_tickets_there_are_none)
{
	struct span body = { .len = 7 };
	bool came_unasked = false;

	pair_serve(&pair, IDENTITY_GOOD, _i == 0 ? "1.2" : "1.3", false);
	ck_assert(!tls_session_ticket(pair.client, 0, &body, &came_unasked));
	pair_shake_hands(&pair);
	ck_assert(!tls_session_ticket(pair.client, 0, &body, &came_unasked));
	ck_assert_uint_eq(body.len, 7);
}
END_TEST

/* --- resumption --------------------------------------------------------------------------- */

struct resumption_case {
	const char *version;
	const char *want_version;
	bool has_lost_key; /* the server, of the tickets that it gave */
};

static const struct resumption_case resumptions[] = {
	{ "1.3", "TLS 1.3", false },
	{ "1.3", "TLS 1.3", true },
	{ "1.2", "TLS 1.2", false },
	{ "1.2", "TLS 1.2", true },
	{ "1.0:+SIGN-ECDSA-SHA1", "TLS 1.0", false },
};

START_TEST(a_saved_session_is_resumed)
{
	const struct resumption_case *row = &resumptions[_i];
	struct tls_offer offer = { .server_name = PAIR_HOST };
	struct session facts;

	serve_with_tickets(row->version);
	let_client_read();
	ck_assert(!pair_describe(&pair, &arena).is_resumed);
	ck_assert(tls_session_save(pair.client, &arena, &offer.resumption));
	if (row->has_lost_key) {
		gnutls_free(ticket_key.data);
		ck_assert_int_eq(gnutls_session_ticket_key_generate(&ticket_key), 0);
	}
	pair_offer(&pair, &offer);
	serve_with_tickets(row->version);
	facts = pair_describe(&pair, &arena);
	ck_assert_str_eq(facts.version, row->want_version);
	ck_assert(facts.is_resumed == !row->has_lost_key);
	ck_assert_uint_eq(facts.chain_sent, row->has_lost_key ? 2 : 0);
	ck_assert_uint_eq(facts.chain_len, facts.chain_sent);
	ck_assert_int_eq(facts.trust, row->has_lost_key ? TRUST_ANCHORED : TRUST_UNKNOWN);
	ck_assert_str_ne(facts.suite, "");
	/* And it is a session like any other. */
	ck_assert(tls_session_write(pair.client, span_of("x")));
	let_client_read();
}
END_TEST

START_TEST(nothing_to_resume_with_is_not_saved)
{
	struct span resumption = { .len = 7 };

	serve(_i == 0 ? "NORMAL:-VERS-ALL:+VERS-TLS1.2" : "NORMAL");
	ck_assert(!tls_session_save(pair.client, &arena, &resumption));
	pair_shake_hands(&pair);
	ck_assert_int_eq(pair.client_state, TLS_ESTABLISHED);
	/* GnuTLS's servers name sessions even where they forget them at once. */
	if (_i == 1)
		ck_assert(!tls_session_save(pair.client, &arena, &resumption));
	ck_assert_uint_eq(resumption.len, 7);
}
END_TEST

START_TEST(what_cannot_be_resumed_is_a_new_session)
{
	pair_offer(&pair, &(struct tls_offer){ .resumption = span_of("garbage") });
	serve("NORMAL");
	pair_shake_hands(&pair);
	ck_assert_int_eq(pair.client_state, TLS_ESTABLISHED);
	ck_assert(!pair_describe(&pair, &arena).is_resumed);
}
END_TEST

/* --- renegotiation ------------------------------------------------------------------------ */

enum manner {
	MANNER_ALLOWS,
	MANNER_DECLINES, /* with the warning */
	MANNER_REFUSES,  /* with a fatal alert */
	MANNER_CLOSES,   /* with close_notify */
	MANNER_IGNORES,
};

/* What the server does about what came; false if it waits for more of it. */
static bool
behave(enum manner manner)
{
	uint8_t bytes[100];
	ssize_t result = gnutls_record_recv(pair.raw, bytes, sizeof(bytes));

	if (result != GNUTLS_E_REHANDSHAKE) {
		ck_assert_int_eq(result, GNUTLS_E_AGAIN);
		return false;
	}
	if (manner == MANNER_ALLOWS)
		ck_assert_int_eq(gnutls_handshake(pair.raw), GNUTLS_E_AGAIN);
	if (manner == MANNER_DECLINES)
		ck_assert_int_eq(
		    gnutls_alert_send(pair.raw, GNUTLS_AL_WARNING, GNUTLS_A_NO_RENEGOTIATION),
		    0);
	if (manner == MANNER_REFUSES)
		ck_assert_int_eq(
		    gnutls_alert_send(pair.raw, GNUTLS_AL_FATAL, GNUTLS_A_HANDSHAKE_FAILURE),
		    0);
	if (manner == MANNER_CLOSES)
		ck_assert_int_eq(gnutls_bye(pair.raw, GNUTLS_SHUT_WR), 0);
	return true;
}

struct renegotiation_case {
	const char *server; /* its priority, behind "NORMAL:-VERS-ALL:" */
	enum manner manner;
	enum tls_renegotiation want;
	int want_alert; /* -1: no failure */
};

#define OLD "+SIGN-RSA-SHA1:+SIGN-ECDSA-SHA1"

/* clang-format off */
static const struct renegotiation_case renegotiations[] = {
	{ "+VERS-TLS1.2", MANNER_ALLOWS, TLS_RENEGOTIATION_ALLOWED, -1 },
	{ "+VERS-TLS1.1:" OLD, MANNER_ALLOWS, TLS_RENEGOTIATION_ALLOWED, -1 },
	{ "+VERS-TLS1.0:" OLD, MANNER_ALLOWS, TLS_RENEGOTIATION_ALLOWED, -1 },
	{ "+VERS-TLS1.2:-KX-ALL:+ECDHE-ECDSA:-CIPHER-ALL:+AES-128-CBC", MANNER_ALLOWS,
	  TLS_RENEGOTIATION_ALLOWED, -1 },
	/* A server as before RFC 5746 does it in the unsafe way. */
	{ "+VERS-TLS1.2:%DISABLE_SAFE_RENEGOTIATION", MANNER_ALLOWS, TLS_RENEGOTIATION_ALLOWED,
	  -1 },
	{ "+VERS-TLS1.2", MANNER_DECLINES, TLS_RENEGOTIATION_DECLINED, -1 },
	{ "+VERS-TLS1.0:" OLD, MANNER_DECLINES, TLS_RENEGOTIATION_DECLINED, -1 },
	{ "+VERS-TLS1.2", MANNER_REFUSES, TLS_RENEGOTIATION_REFUSED, GNUTLS_A_HANDSHAKE_FAILURE },
	{ "+VERS-TLS1.2", MANNER_CLOSES, TLS_RENEGOTIATION_REFUSED, GNUTLS_A_CLOSE_NOTIFY },
	{ "+VERS-TLS1.2", MANNER_IGNORES, TLS_RENEGOTIATION_WAITS, -1 },
	{ "+VERS-TLS1.3", MANNER_IGNORES, TLS_RENEGOTIATION_ABSENT, -1 },
};
/* clang-format on */

static void
check_renegotiation(const struct renegotiation_case *row, bool has_talked)
{
	enum tls_renegotiation answer;
	struct tls_failure failure;
	bool has_answered = false;
	size_t out;

	serve(arena_printf(&arena, "NORMAL:-VERS-ALL:%s", row->server));
	pair_shake_hands(&pair);
	ck_assert_int_eq(pair.client_state, TLS_ESTABLISHED);
	if (has_talked)
		ck_assert_int_eq(gnutls_record_send(pair.raw, "220 x\r\n", 7), 7);
	answer = tls_session_renegotiate(pair.client);
	out = tls_session_out(pair.client)->len;
	ck_assert((out > 0) == (row->want != TLS_RENEGOTIATION_ABSENT));
	while (pair_move(&pair)) {
		has_answered = has_answered || behave(row->manner);
		answer = tls_session_renegotiate(pair.client);
	}
	ck_assert_msg(
	    answer == row->want, "%s, manner %d: %d", row->server, row->manner, answer);
	/* The answer stays, and no ClientKeyExchange goes out. */
	ck_assert_int_eq(tls_session_renegotiate(pair.client), row->want);
	ck_assert_uint_eq(tls_session_out(pair.client)->len, 0);
	failure = tls_session_failure(pair.client);
	ck_assert(failure.is_alert == (row->want_alert >= 0));
	if (row->want_alert >= 0) {
		ck_assert_uint_eq(failure.alert, (uint32_t)row->want_alert);
		ck_assert(!failure.is_ours);
	}
}

START_TEST(the_answer_to_renegotiation_is_told)
{
	check_renegotiation(&renegotiations[_i], false);
}
END_TEST

START_TEST(the_answer_to_renegotiation_may_come_in_pieces)
{
	pair.piece_len = 1;
	check_renegotiation(&renegotiations[_i], false);
}
END_TEST

START_TEST(words_may_cross_the_wish_for_renegotiation)
{
	check_renegotiation(&renegotiations[_i], true);
}
END_TEST

START_TEST(a_session_lives_on_when_renegotiation_is_declined)
{
	uint8_t bytes[100];
	size_t len;

	check_renegotiation(&(struct renegotiation_case){ "+VERS-TLS1.2", MANNER_DECLINES,
				TLS_RENEGOTIATION_DECLINED, -1 },
	    false);
	/* GnuTLS's servers can still send, but they stumble over the hello that they declined.
	 */
	ck_assert(tls_session_write(pair.client, span_of("QUIT\r\n")));
	ck_assert_int_eq(gnutls_record_send(pair.raw, "221 x\r\n", 7), 7);
	ck_assert(pair_move(&pair));
	ck_assert_int_eq(
	    tls_session_read(pair.client, bytes, sizeof(bytes), &len), TLS_ESTABLISHED);
	ck_assert_uint_eq(len, 7);
}
END_TEST

START_TEST(an_allowed_renegotiation_ends_with_close_notify)
{
	uint8_t bytes[100];

	check_renegotiation(&(struct renegotiation_case){ "+VERS-TLS1.2", MANNER_ALLOWS,
				TLS_RENEGOTIATION_ALLOWED, -1 },
	    false);
	tls_session_close(pair.client);
	ck_assert(pair_move(&pair));
	ck_assert_int_eq(gnutls_handshake(pair.raw), GNUTLS_E_SESSION_EOF);
	ck_assert_int_le(gnutls_record_recv(pair.raw, bytes, sizeof(bytes)), 0);
}
END_TEST

/* Not one of ours answers: bytes that are no record of the session. */
START_TEST(nonsense_in_answer_to_renegotiation_is_told)
{
	struct tls_failure failure;

	serve("NORMAL:-VERS-TLS1.3");
	pair_shake_hands(&pair);
	ck_assert_int_eq(tls_session_renegotiate(pair.client), TLS_RENEGOTIATION_WAITS);
	ck_assert(tls_session_feed(pair.client, span_of("HTTP/1.1 400 Bad Request\r\n\r\n")));
	ck_assert_int_eq(tls_session_renegotiate(pair.client), TLS_RENEGOTIATION_FAILED);
	failure = tls_session_failure(pair.client);
	ck_assert(failure.is_ours);
	ck_assert_int_eq(tls_session_renegotiate(pair.client), TLS_RENEGOTIATION_FAILED);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("session again");
	TCase *tcase = tcase_create("core");
	const int count = (int)COUNT_OF(renegotiations);

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, a_protocol_is_offered, 0, (int)COUNT_OF(alpns) * 2);
	tcase_add_loop_test(tcase, tickets_are_kept_as_they_came, 0, 4);
	tcase_add_test(tcase, tickets_behind_our_words_are_told_apart);
	tcase_add_test(tcase, of_very_many_tickets_a_few_are_kept);
	tcase_add_loop_test(tcase, without_tickets_there_are_none, 0, 2);
	tcase_add_loop_test(tcase, a_saved_session_is_resumed, 0, (int)COUNT_OF(resumptions));
	tcase_add_loop_test(tcase, nothing_to_resume_with_is_not_saved, 0, 2);
	tcase_add_test(tcase, what_cannot_be_resumed_is_a_new_session);
	tcase_add_loop_test(tcase, the_answer_to_renegotiation_is_told, 0, count);
	tcase_add_loop_test(tcase, the_answer_to_renegotiation_may_come_in_pieces, 0, count);
	tcase_add_loop_test(tcase, words_may_cross_the_wish_for_renegotiation, 0, count);
	tcase_add_test(tcase, a_session_lives_on_when_renegotiation_is_declined);
	tcase_add_test(tcase, an_allowed_renegotiation_ends_with_close_notify);
	tcase_add_test(tcase, nonsense_in_answer_to_renegotiation_is_told);
	suite_add_tcase(s, tcase);
	return s;
}
