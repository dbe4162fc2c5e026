/* SPDX-License-Identifier: MIT */
#include "probe/conversation.h"

#include "support/hex.h"
#include "support/player.h"
#include "support/suite.h"

#include <stdio.h>
#include <string.h>

enum { MS = 1000, TICKS_MOST = 20 };

static struct player player;

static void
set_up(void)
{
	player_init(&player, "smtp");
}

static void
tear_down(void)
{
	player_clear(&player);
}

START_TEST(healthy_smtp_ends_in_good_order)
{
	player.piece_len = (size_t)_i;
	player_play(&player, "S: 220 mail.example.test ESMTP\n"
			     "C: EHLO *\n"
			     "S: 250-mail.example.test\nS: 250-SIZE 1000\nS: 250 STARTTLS\n"
			     "C: STARTTLS\nS: 220 Ready\nTLS good\n"
			     "C: AUTH *\nS: 503 not here\n"
			     "C: QUIT\nS: 221 Bye\nCLOSE\n"
			     "SECURE\n"
			     "C: EHLO *\nS: 250-mail.example.test\nS: 250 AUTH PLAIN\n"
			     "C: QUIT\nS: 221 Bye\nCLOSE\n");
	if (player.facts.state != PORT_OK || player.facts.login.verdict != LOGIN_NONE)
		fprintf(stderr, "%s---\n%s", player_script(&player, QUESTION_BASICS),
		    player_script(&player, QUESTION_LOGIN));
	ck_assert_int_eq(player.facts.state, PORT_OK);
	ck_assert_int_eq(player.facts.login.verdict, LOGIN_NONE);
	ck_assert(transcript_is_clean(player.port.transcripts[QUESTION_BASICS]));
}
END_TEST

/* What happened, without the bytes of TLS, which are never the same twice. */
static const char *
outline(const struct transcript *transcript)
{
	const char *text = "";

	for (const struct event *event = transcript->first; event != NULL; event = event->next)
		text = arena_printf(&player.arena, "%s%s%s%s%s", text,
		    text[0] == '\0' ? "" : ", ", event_kind_name(event->kind),
		    event->kind == EVENT_SENT ? " " : "",
		    event->kind == EVENT_SENT ? arena_string(&player.arena, event->bytes) : "");
	return text;
}

static const size_t pieces[] = { 0, 7, 1 };

#define LOGIN(reply)                                                                           \
	"S: 220 mail\nC: EHLO *\nS: 250 STARTTLS\n"                                            \
	"C: AUTH *\n" reply "C: \\*\nS: 501 cancelled\n"                                       \
	"C: STARTTLS\nS: 220 go\nTLS good drop\nC: QUIT\nS: 221 bye\nCLOSE\n"                  \
	"SECURE\nC: NOOP\nS: 250 ok\nC: EHLO *\nS: 250 ok\nC: QUIT\nS: 221 bye\nCLOSE\n"

static const struct login_case {
	const char *name;
	const char *scene;
	const char *want; /* behind the hello to the server */
} logins[] = {
	{ "refused", LOGIN("S: 503 no\n"),
	    "sent AUTH PLAIN, received, sent STARTTLS, received, hello, flight, hung-up" },
	{ "begun and cancelled", LOGIN("S: 334\n"),
	    "sent AUTH PLAIN, received, sent *, received, sent STARTTLS, received, hello, "
	    "flight, hung-up" },
	{ "closed", LOGIN("CLOSE\n"), "sent AUTH PLAIN, eof" },
};

/* Beyond the quick depth the connection of the login goes on to TLS. */
static enum plan
plan_patience(const struct port_record *port, draw_bytes *draw, struct attempt *attempt)
{
	(void)draw;
	if (port->transcripts[QUESTION_BASICS] != NULL)
		return PLAN_DONE;
	attempt_session(attempt, &port->endpoint, MODE_STARTTLS, ERRAND_PATIENCE);
	attempt->question = QUESTION_BASICS;
	attempt->pause_ms = 3000;
	return PLAN_ASK;
}

/* Before TLS a pause is in clear, and what comes in it belongs to no command. */
START_TEST(patience_is_a_pause_in_clear)
{
	const struct event *paused;

	player.plan = plan_patience;
	player_play(&player, _i == 0 ? "S: 220 mail.example.test ESMTP\n"
				       "C: EHLO *\nS: 250 STARTTLS\n"
				       "C: STARTTLS\nS: 220 Ready\nTLS good\n"
				       "SECURE\nC: EHLO *\nS: 250 SIZE\nC: QUIT\nCLOSE\n"
				     : "S: 220 mail.example.test ESMTP\nWAIT 1000\nCLOSE\n");
	paused = transcript_find(player.port.transcripts[QUESTION_BASICS], EVENT_PAUSED);
	if (_i == 0) {
		ck_assert_ptr_nonnull(paused);
		ck_assert(!paused->is_secure);
		ck_assert_uint_eq(paused->number, 3000);
		ck_assert_int_eq(player.facts.state, PORT_OK);
	} else {
		ck_assert_ptr_null(paused);
		ck_assert_int_eq(player.facts.failures[0].stage, STAGE_CAPABILITY);
		ck_assert_int_eq(player.facts.failures[0].outcome, OUTCOME_CLOSED);
	}
}
END_TEST

START_TEST(behind_a_login_in_clear_comes_a_hello)
{
	const struct login_case *row = &logins[_i];

	for (size_t i = 0; i < COUNT_OF(pieces); i++) {
		const struct transcript *transcript;
		const char *want;

		tear_down();
		set_up();
		player.port.limits.depth = DEPTH_STANDARD;
		player.piece_len = pieces[i];
		player_play(&player, row->scene);
		transcript = player.port.transcripts[QUESTION_LOGIN];
		want = arena_printf(&player.arena,
		    "connected, received, sent EHLO probe.example.test, received, %s",
		    row->want);
		ck_assert_msg(strcmp(outline(transcript), want) == 0, "%s: %s", row->name,
		    outline(transcript));
	}
}
END_TEST

START_TEST(at_the_quick_depth_a_login_comes_alone)
{
	player_play(&player, logins[0].scene);
	ck_assert_str_eq(outline(player.port.transcripts[QUESTION_LOGIN]),
	    "connected, received, sent EHLO probe.example.test, received, sent AUTH PLAIN, "
	    "received, sent QUIT, received, hung-up");
}
END_TEST

/* --- the pause inside TLS ------------------------------------------------------------------
 */

#define PAUSED(secure)                                                                         \
	"S: 220 mail\nC: EHLO *\nS: 250 STARTTLS\nC: AUTH *\nS: 503 no\n"                      \
	"C: STARTTLS\nS: 220 go\nTLS good drop\nC: QUIT\nS: 221 bye\nCLOSE\n"                  \
	"SECURE\n" secure "C: EHLO *\nS: 250 ok\nC: QUIT\nS: 221 bye\nCLOSE\n"
#define TO_PAUSE                                                                               \
	"connected, received, sent EHLO probe.example.test, received, sent STARTTLS\r\nNOOP, " \
	"received, hello, session"

static const struct pause_case {
	const char *name;
	const char *scene;
	const char *want;
} pauses[] = {
	{ "silence", PAUSED(""),
	    TO_PAUSE ", paused, sent EHLO probe.example.test, received, sent QUIT, received, "
		     "hung-up" },
	{ "lines", PAUSED("S: 250 one\nWAIT 50\nS: 250-two\nS: 250 three\n"),
	    TO_PAUSE ", received, received, received, paused, sent EHLO probe.example.test, "
		     "received, sent QUIT, received, hung-up" },
	{ "half a line", PAUSED("RAW 32 35\n"),
	    TO_PAUSE ", paused, unfinished, sent EHLO probe.example.test, received, sent QUIT, "
		     "received, hung-up" },
	{ "a close", PAUSED("WAIT 50\nCLOSE\n"), TO_PAUSE ", eof" },
	{ "a reset", PAUSED("WAIT 50\nRESET\n"), TO_PAUSE ", reset" },
	{ "a flood", PAUSED("FLOOD 1000000\n"), TO_PAUSE ", unfinished, overflow" },
};

START_TEST(a_pause_is_kept_and_what_comes_in_it_is_recorded)
{
	const struct pause_case *row = &pauses[_i];
	const struct transcript *transcript;
	const struct event *paused;

	player.port.limits.depth = DEPTH_STANDARD;
	player.piece_len = 0;
	player_play(&player, row->scene);
	transcript = player.port.transcripts[QUESTION_INJECTION];
	ck_assert_ptr_nonnull(transcript);
	ck_assert_msg(strcmp(outline(transcript), row->want) == 0, "%s: %s", row->name,
	    outline(transcript));
	paused = transcript_find(transcript, EVENT_PAUSED);
	if (paused == NULL)
		return;
	ck_assert_uint_ge(paused->number, 200);
	ck_assert_uint_le(paused->number, 1000);
	ck_assert(paused->is_secure);
	ck_assert_int_eq(paused->step, STEP_PAUSE);
}
END_TEST

/* --- ends in clear --------------------------------------------------------------------------
 */

static const char *const lines[] = { "220 mail\r\n", "250-mail\r\n", "250 STARTTLS\r\n",
	"250 ok\r\n", "220 go\r\n" };

static const enum errand errands[] = { ERRAND_NONE, ERRAND_HELLO, ERRAND_INJECTION,
	ERRAND_INJECTION_SPLIT, ERRAND_STATE, ERRAND_RENEGOTIATION, ERRAND_SPOILT_RECORD };

static void
begin(struct conversation *conversation, struct transcript *transcript, enum errand errand)
{
	struct attempt attempt;

	transcript_init(transcript, &player.arena);
	attempt_init(&attempt);
	attempt_session(
	    &attempt, &player.port.endpoint, player.port.endpoint.scheme->mode, errand);
	conversation_init(
	    conversation, &player.settings, &player.port.endpoint, &attempt, transcript);
	attempt_clear(&attempt);
	conversation_connected(conversation, "192.0.2.1", "192.0.2.25", MS);
}

static void
feed(struct conversation *conversation, struct span bytes)
{
	buffer_consume(conversation_out(conversation), SIZE_MAX);
	conversation_feed(conversation, bytes, 2 * MS);
	/* What is due at once, as an afterthought. */
	buffer_consume(conversation_out(conversation), SIZE_MAX);
	if (conversation_deadline(conversation) <= 2 * MS)
		conversation_tick(conversation, 2 * MS);
}

/* The first lines of a server's, and so many bytes of the next. */
static void
feed_lines(struct conversation *conversation, size_t count, size_t rest)
{
	for (size_t i = 0; i < count; i++)
		feed(conversation, span_of(lines[i]));
	if (rest > 0)
		feed(conversation, (struct span){ (const uint8_t *)lines[count], rest });
}

/* At any point the connection ends as it was ended, and silence ends it by itself. */
START_TEST(an_errand_ends_wherever_the_server_does)
{
	static const enum event_kind ends[] = { EVENT_EOF, EVENT_RESET, EVENT_TIMEOUT };

	for (size_t count = 0; count < COUNT_OF(lines); count++)
		for (size_t i = 0; i < COUNT_OF(ends) * 2; i++) {
			enum event_kind end = ends[i / 2];
			struct conversation conversation;
			struct transcript transcript;

			begin(&conversation, &transcript, errands[_i]);
			feed_lines(&conversation, count, i % 2 == 0 ? 0 : 3);
			ck_assert(!conversation_is_over(&conversation));
			if (end != EVENT_TIMEOUT)
				conversation_end(&conversation, end, "", 3 * MS);
			for (int ticks = 0; !conversation_is_over(&conversation); ticks++) {
				ck_assert_int_lt(ticks, TICKS_MOST);
				conversation_tick(
				    &conversation, conversation_deadline(&conversation));
			}
			ck_assert_msg(transcript.last->kind == end, "errand %d, %zu lines: %s",
			    errands[_i], count, outline(&transcript));
			conversation_clear(&conversation);
		}
}
END_TEST

/* --- floods ---------------------------------------------------------------------------------
 */

/* 16 MiB of one message, many small ones, and 10,000 warnings, in place of a ServerHello. */
static const char *const floods[] = { "16 0303 4000 0b ffffff 41*16380",
	"16 0303 4000 02 ffffff 00*16380", "16 0303 0004 00 000000", "15 0303 0002 01 70",
	"16 0303 0001 02" };

START_TEST(a_flood_in_place_of_a_handshake_is_bounded)
{
	struct conversation conversation;
	struct transcript transcript;
	struct span record = bytes_of_hex(&player.arena, floods[_i]);
	size_t fed = 0;

	player.port.endpoint.scheme = scheme_by_name(span_of("submissions"));
	begin(&conversation, &transcript, ERRAND_NONE);
	for (; fed < 10000 && !conversation_is_over(&conversation); fed++)
		feed(&conversation, record);
	for (int ticks = 0; !conversation_is_over(&conversation); ticks++) {
		ck_assert_int_lt(ticks, TICKS_MOST);
		conversation_tick(&conversation, conversation_deadline(&conversation));
	}
	ck_assert_uint_le(transcript.bytes_in, 512 * 1024);
	ck_assert_uint_le(strlen(outline(&transcript)), 200);
	conversation_clear(&conversation);
}
END_TEST

/* --- taking leave ---------------------------------------------------------------------------
 */

START_TEST(an_ssl2_answer_gets_no_alert_of_tls)
{
	const struct hello_wish wish = { .version = 0x0303 };
	struct conversation conversation;
	struct transcript transcript;
	struct attempt attempt;
	struct hello hello;

	player.port.endpoint.scheme = scheme_by_name(span_of("submissions"));
	transcript_init(&transcript, &player.arena);
	attempt_init(&attempt);
	wish_make(&wish, player.settings.draw, &hello);
	attempt_raw(&attempt, MODE_IMPLICIT, &hello);
	attempt.is_ssl2 = true;
	conversation_init(
	    &conversation, &player.settings, &player.port.endpoint, &attempt, &transcript);
	attempt_clear(&attempt);
	conversation_connected(&conversation, "192.0.2.1", "192.0.2.25", MS);
	buffer_consume(conversation_out(&conversation), SIZE_MAX);
	conversation_feed(&conversation, read_test_hello(&player.arena, "server-ssl2"), 2 * MS);
	ck_assert(conversation_is_over(&conversation));
	ck_assert_str_eq(outline(&transcript), "connected, hello, flight, hung-up");
	ck_assert_uint_eq(conversation_out(&conversation)->len, 0);
	conversation_clear(&conversation);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("conversation");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, healthy_smtp_ends_in_good_order, 0, 2);
	tcase_add_loop_test(tcase, patience_is_a_pause_in_clear, 0, 2);
	tcase_add_loop_test(
	    tcase, behind_a_login_in_clear_comes_a_hello, 0, (int)COUNT_OF(logins));
	tcase_add_test(tcase, at_the_quick_depth_a_login_comes_alone);
	tcase_add_loop_test(
	    tcase, a_pause_is_kept_and_what_comes_in_it_is_recorded, 0, (int)COUNT_OF(pauses));
	tcase_add_loop_test(
	    tcase, an_errand_ends_wherever_the_server_does, 0, (int)COUNT_OF(errands));
	tcase_add_loop_test(
	    tcase, a_flood_in_place_of_a_handshake_is_bounded, 0, (int)COUNT_OF(floods));
	tcase_add_test(tcase, an_ssl2_answer_gets_no_alert_of_tls);
	suite_add_tcase(s, tcase);
	return s;
}
