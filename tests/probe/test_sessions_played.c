/* SPDX-License-Identifier: MIT */
/* Sessions with a server of the library's: what it gives to resume with, and what it makes of a
 * second handshake. */
#include "support/pair.h"
#include "support/player.h"
#include "support/suite.h"
#include "support/talk.h"
#include "tls/x509.h"

#include <errno.h>
#include <string.h>

enum { US = 1000, READ_MOST = 4096, TURNS_MOST = 200000 };

#define INSIDE "C: EHLO *\nS: 250 mail\nC: QUIT\nS: 221 bye\nCLOSE\n"

struct resumption_case {
	const char *name;
	const char *tls;
	enum answer_value want_tls12;
	enum answer_value want_tls13;
	enum answer_value want_tickets; /* of TLS 1.3 */
	enum answer_value want_ticketbleed;
	unsigned count_tls12;
	bool has_tls13_tickets;
};

static const struct resumption_case resumptions[] = {
	{ "tickets", "good tickets", ANSWER_YES, ANSWER_YES, ANSWER_YES, ANSWER_NO, 1, true },
	{ "no tickets", "good", ANSWER_NO, ANSWER_NO, ANSWER_NO, ANSWER_NO, 0, false },
	{ "tickets of TLS 1.2", "good 1.2 tickets", ANSWER_YES, ANSWER_NOT_APPLICABLE,
	    ANSWER_NOT_APPLICABLE, ANSWER_NO, 1, false },
	{ "no tickets of TLS 1.2", "good 1.2", ANSWER_NO, ANSWER_NOT_APPLICABLE,
	    ANSWER_NOT_APPLICABLE, ANSWER_NO, 0, false },
	{ "tickets of TLS 1.3", "good 1.3 tickets", ANSWER_NOT_APPLICABLE, ANSWER_YES,
	    ANSWER_YES, ANSWER_NO, 0, true },
};

static void
check(const struct player *player, const char *name, enum behaviour behaviour,
    enum answer_value want)
{
	const struct answer *answer = &player->facts.negotiation.behaviours[behaviour];

	ck_assert_msg(answer->value == want, "%s, cut to %zu: %s is %s (%s)", name,
	    player->piece_len, behaviour_name(behaviour), answer_name(answer->value),
	    answer->why == NULL ? "" : answer->why);
}

static void
check_resumption(const struct resumption_case *row, size_t piece_len)
{
	struct player player;

	player_init(&player, "submissions");
	player.port.limits.depth = DEPTH_FULL;
	player.piece_len = piece_len;
	player_play(&player,
	    arena_printf(&player.arena, "TLS %s\nSECURE\nS: 220 mail\n" INSIDE, row->tls));
	check(&player, row->name, BEHAVIOUR_RESUMPTION_TLS12, row->want_tls12);
	check(&player, row->name, BEHAVIOUR_RESUMPTION_TLS13, row->want_tls13);
	check(&player, row->name, BEHAVIOUR_TICKETS_TLS13, row->want_tickets);
	check(&player, row->name, BEHAVIOUR_TICKETBLEED, row->want_ticketbleed);
	ck_assert_msg(
	    player.facts.negotiation.behaviours[BEHAVIOUR_ZERO_TICKET_KEY].value != ANSWER_YES,
	    "%s: a key of zeros", row->name);
	ck_assert_msg(
	    player.facts.negotiation.behaviours[BEHAVIOUR_EARLY_DATA].value != ANSWER_YES,
	    "%s: early data", row->name);
	ck_assert_msg(
	    player.facts.negotiation.tickets_tls12.count == row->count_tls12, "%s", row->name);
	ck_assert_msg(
	    (player.facts.negotiation.tickets_tls13.count > 0) == row->has_tls13_tickets, "%s",
	    row->name);
	player_clear(&player);
}

START_TEST(a_session_is_resumed_where_the_server_gives_tickets)
{
	check_resumption(&resumptions[_i], 0);
}
END_TEST

START_TEST(the_cut_of_the_bytes_does_not_change_the_verdict)
{
	check_resumption(&resumptions[_i], 7);
}
END_TEST

/* The server takes the session up, and gives the short id back. */
START_TEST(ticketbleed_comes_to_a_session_that_is_resumed)
{
	const struct event *came;
	struct transcript *transcript;
	struct player player;
	struct flight flight;

	player_init(&player, "submissions");
	player.port.limits.depth = DEPTH_FULL;
	player_play(&player, "TLS good 1.2 tickets\nSECURE\nS: 220 mail\n" INSIDE);
	transcript = player.port.transcripts[QUESTION_TICKETBLEED];
	ck_assert_ptr_nonnull(transcript);
	came = transcript_find(transcript, EVENT_FLIGHT);
	ck_assert_ptr_nonnull(came);
	flight_read(came->bytes, false, &player.arena, &flight);
	ck_assert(flight.is_resumed);
	ck_assert_int_eq(flight.end, FLIGHT_DONE);
	ck_assert_uint_eq(flight.session_id.len, 31);
	player_clear(&player);
}
END_TEST

/* --- a second handshake ---------------------------------------------------------------------
 */

/* What the server does when it is asked for one. */
enum manner {
	MANNER_ALLOWS,
	MANNER_DECLINES, /* with a warning */
	MANNER_REFUSES,  /* with a fatal alert */
	MANNER_CLOSES,
	MANNER_IS_SILENT,
};

static const struct renegotiation_case {
	const char *name;
	enum manner manner;
	const char *priority;
	enum event_kind want_end;
	const char *want_words; /* NULL: no event */
	uint32_t want_number;
	const char *want_sent; /* of us inside TLS, by the end */
} renegotiations[] = {
	{ "allows", MANNER_ALLOWS, "NORMAL:-VERS-ALL:+VERS-TLS1.2", EVENT_HUNG_UP,
	    "a ServerHello came", 1, "EHLO probe.example.test\r\n" },
	{ "allows, TLS 1.0", MANNER_ALLOWS, "NORMAL:-VERS-ALL:+VERS-TLS1.0", EVENT_HUNG_UP,
	    "a ServerHello came", 1, "EHLO probe.example.test\r\n" },
	{ "declines", MANNER_DECLINES, "NORMAL:-VERS-ALL:+VERS-TLS1.2", EVENT_HUNG_UP,
	    "the warning no_renegotiation came", 0, "EHLO probe.example.test\r\nQUIT\r\n" },
	{ "refuses", MANNER_REFUSES, "NORMAL:-VERS-ALL:+VERS-TLS1.2", EVENT_ALERT_IN,
	    "a fatal alert came", 0, "EHLO probe.example.test\r\n" },
	{ "closes", MANNER_CLOSES, "NORMAL:-VERS-ALL:+VERS-TLS1.2", EVENT_EOF, NULL, 0,
	    "EHLO probe.example.test\r\n" },
	{ "is silent", MANNER_IS_SILENT, "NORMAL:-VERS-ALL:+VERS-TLS1.2", EVENT_TIMEOUT, NULL,
	    0, "EHLO probe.example.test\r\n" },
};

struct exchange {
	struct pair pair;
	struct arena arena;
	struct transcript transcript;
	struct conversation conversation;
	const struct renegotiation_case *row;
	char heard[READ_MOST];
	size_t heard_len;
	bool is_secure;
	bool shakes_hands; /* once more */
	bool is_closed;
	uint64_t now;
};

static void
say(struct exchange *e, const char *words)
{
	ck_assert_int_eq(
	    gnutls_record_send(e->pair.raw, words, strlen(words)), (ssize_t)strlen(words));
}

static void
react(struct exchange *e)
{
	switch (e->row->manner) {
	case MANNER_ALLOWS:
		e->shakes_hands = true;
		return;
	case MANNER_DECLINES:
		gnutls_alert_send(e->pair.raw, GNUTLS_AL_WARNING, GNUTLS_A_NO_RENEGOTIATION);
		return;
	case MANNER_REFUSES:
		gnutls_alert_send(e->pair.raw, GNUTLS_AL_FATAL, GNUTLS_A_HANDSHAKE_FAILURE);
		return;
	case MANNER_CLOSES:
		e->is_closed = true;
		return;
	case MANNER_IS_SILENT:
		return;
	}
}

static void
answer(struct exchange *e)
{
	if (e->heard_len == 0)
		return;
	if (strcmp(e->heard + e->heard_len - strlen("QUIT\r\n"), "QUIT\r\n") == 0)
		say(e, "221 bye\r\n");
	else
		say(e, "250 mail\r\n");
}

/* Lets the server do what it can with what it has. */
static void
serve(struct exchange *e)
{
	ssize_t len;

	if (!e->is_secure || e->shakes_hands) {
		int error = gnutls_handshake(e->pair.raw);

		if (error != GNUTLS_E_SUCCESS)
			return;
		e->shakes_hands = false;
		if (!e->is_secure)
			say(e, "220 ready\r\n");
		e->is_secure = true;
	}
	while (e->pair.raw_in.len > 0 && !e->shakes_hands && !e->is_closed) {
		len = gnutls_record_recv(
		    e->pair.raw, e->heard + e->heard_len, sizeof(e->heard) - e->heard_len - 1);
		if (len > 0) {
			e->heard_len += (size_t)len;
			answer(e);
		} else if (len == GNUTLS_E_REHANDSHAKE) {
			react(e);
		} else {
			return;
		}
	}
	if (e->shakes_hands)
		(void)gnutls_handshake(e->pair.raw);
}

static void
run(struct exchange *e, size_t piece_len)
{
	struct buffer *out = conversation_out(&e->conversation);

	for (unsigned turn = 0; !conversation_is_over(&e->conversation); turn++) {
		struct span back = buffer_span(&e->pair.raw_out);

		ck_assert_uint_lt(turn, TURNS_MOST);
		ck_assert(buffer_append(&e->pair.raw_in, buffer_span(out)));
		buffer_consume(out, SIZE_MAX);
		if (e->pair.raw_in.len > 0)
			serve(e);
		back = buffer_span(&e->pair.raw_out);
		back.len = back.len > piece_len ? piece_len : back.len;
		e->now += US;
		if (back.len > 0)
			conversation_feed(&e->conversation, back, e->now);
		else if (e->is_closed)
			conversation_end(&e->conversation, EVENT_EOF, "", e->now);
		else if (out->len == 0 && e->pair.raw_in.len == 0)
			e->now = conversation_deadline(&e->conversation);
		buffer_consume(&e->pair.raw_out, back.len);
		conversation_tick(&e->conversation, e->now);
	}
}

static void
check_renegotiation(const struct renegotiation_case *row, size_t piece_len)
{
	static const struct conversation_settings settings = {
		.name = "probe.example.test",
		.patience = { .connect_us = 2000 * US,
		    .greeting_us = 9000 * US,
		    .idle_us = 9000 * US,
		    .total_us = 99000 * US },
	};
	struct endpoint endpoint = { .scheme = scheme_by_name(span_of("submissions")),
		.address = "192.0.2.25",
		.server_name = PAIR_HOST };
	struct exchange e = { .row = row, .now = US };
	const struct event *event;
	struct attempt attempt;

	pair_init(&e.pair);
	pair_serve_raw(&e.pair,
	    identity_credentials(authority_identity(e.pair.authority, IDENTITY_GOOD)),
	    row->priority);
	arena_init(&e.arena);
	transcript_init(&e.transcript, &e.arena);
	attempt_init(&attempt);
	attempt_session(&attempt, &endpoint, MODE_IMPLICIT, ERRAND_RENEGOTIATION);
	attempt.offer.profile = TLS_PROFILE_TLS12;
	conversation_init(&e.conversation, &settings, &endpoint, &attempt, &e.transcript);
	conversation_connected(&e.conversation, "192.0.2.1", "192.0.2.25", e.now);
	run(&e, piece_len);
	/* What was sent last. */
	ck_assert(
	    buffer_append(&e.pair.raw_in, buffer_span(conversation_out(&e.conversation))));
	if (row->manner != MANNER_ALLOWS)
		serve(&e);
	event = transcript_find(&e.transcript, EVENT_RENEGOTIATED);
	ck_assert_msg((event != NULL) == (row->want_words != NULL), "%s: %s", row->name,
	    record_text(&e.arena, &e.transcript));
	if (event != NULL) {
		ck_assert_msg(span_is(event->bytes, row->want_words), "%s: %s", row->name,
		    (const char *)event->bytes.data);
		ck_assert_uint_eq(event->number, row->want_number);
		ck_assert_int_eq(event->step, STEP_RENEGOTIATE);
	}
	ck_assert_msg(e.transcript.last->kind == row->want_end, "%s: %s", row->name,
	    record_text(&e.arena, &e.transcript));
	ck_assert_msg(strcmp(e.heard, row->want_sent) == 0, "%s: %s", row->name, e.heard);
	conversation_clear(&e.conversation);
	attempt_clear(&attempt);
	arena_clear(&e.arena);
	pair_clear(&e.pair);
}

START_TEST(a_second_handshake_ends_as_the_server_wants)
{
	check_renegotiation(&renegotiations[_i], SIZE_MAX);
	check_renegotiation(&renegotiations[_i], 7);
	check_renegotiation(&renegotiations[_i], 1);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("sessions played");
	TCase *tcase = tcase_create("core");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, a_session_is_resumed_where_the_server_gives_tickets, 0,
	    (int)COUNT_OF(resumptions));
	tcase_add_loop_test(tcase, the_cut_of_the_bytes_does_not_change_the_verdict, 0,
	    (int)COUNT_OF(resumptions));
	tcase_add_test(tcase, ticketbleed_comes_to_a_session_that_is_resumed);
	tcase_add_loop_test(tcase, a_second_handshake_ends_as_the_server_wants, 0,
	    (int)COUNT_OF(renegotiations));
	suite_add_tcase(s, tcase);
	return s;
}
