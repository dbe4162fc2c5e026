/* SPDX-License-Identifier: MIT */
#include "serve/actor.h"
#include "support/suite.h"

#include <string.h>

#define HOST "mail.example.test"

enum { NOW = 1795000000, MS = 1000 };

static struct arena arena;
static struct authority *authority;
static struct actor actor;
static uint64_t now;

static void
set_up(void)
{
	arena_init(&arena);
	authority = authority_new(HOST, NOW);
	now = 0;
}

static void
tear_down(void)
{
	actor_clear(&actor);
	authority_free(authority);
	arena_clear(&arena);
}

static void
start(const char *text)
{
	const char *problem = "";
	const struct scene *scene = scene_read(span_of(text), &arena, &problem);

	ck_assert_msg(scene != NULL, "%s", problem);
	actor_init(&actor, scene, authority);
	actor_start(&actor, now);
}

static void
say(const char *text)
{
	actor_feed(&actor, span_of(text), now);
}

/* Takes what the actor has said by now. */
static const char *
hear(void)
{
	const char *text = arena_string(&arena, buffer_span(actor_out(&actor)));

	buffer_consume(actor_out(&actor), SIZE_MAX);
	actor_tick(&actor, now);
	return text;
}

static void
wait_ms(uint64_t milliseconds)
{
	now += milliseconds * MS;
	actor_tick(&actor, now);
}

START_TEST(the_opening_is_said_at_once)
{
	start("S: 220 one\nS; two\nRAW 2a\n");
	ck_assert_str_eq(hear(), "220 one\r\ntwo\n*");
	ck_assert_int_eq(actor_end(&actor), ACTOR_PLAYS);
	ck_assert_uint_eq(actor_deadline(&actor), UINT64_MAX);
}
END_TEST

START_TEST(a_line_is_answered_when_it_is_whole)
{
	start("C: EHLO *\nS: 250 hello\nC: QUIT\nS: 221 bye\n");
	say("EHLO a");
	ck_assert_str_eq(hear(), "");
	say("\r");
	ck_assert_str_eq(hear(), "");
	say("\nQUIT\nEHLO b\r\n");
	ck_assert_str_eq(hear(), "250 hello\r\n221 bye\r\n250 hello\r\n");
}
END_TEST

START_TEST(a_line_that_nothing_matches_is_not_answered)
{
	start("C: QUIT\nS: 221 bye\n");
	say("HELP\r\n\r\n\n");
	ck_assert_str_eq(hear(), "");
	say("QUIT\r\n");
	ck_assert_str_eq(hear(), "221 bye\r\n");
}
END_TEST

START_TEST(wait_holds_what_is_behind_it)
{
	start("S: one\nWAIT 500\nS: two\nC: QUIT\nS: bye\n");
	ck_assert_str_eq(hear(), "one\r\n");
	ck_assert_uint_eq(actor_deadline(&actor), 500 * MS);
	say("QUIT\r\n");
	wait_ms(499);
	ck_assert_str_eq(hear(), "");
	wait_ms(1);
	ck_assert_str_eq(hear(), "two\r\nbye\r\n");
	ck_assert_uint_eq(actor_deadline(&actor), UINT64_MAX);
}
END_TEST

START_TEST(hello_waits_for_any_bytes_and_drops_them)
{
	start("HELLO\nS: one\nC: QUIT\nS: bye\n");
	wait_ms(100000);
	ck_assert_str_eq(hear(), "");
	ck_assert_uint_eq(actor_deadline(&actor), UINT64_MAX);
	say("QUIT\r\n");
	ck_assert_str_eq(hear(), "one\r\n");
	say("QUIT\r\n");
	ck_assert_str_eq(hear(), "bye\r\n");
}
END_TEST

START_TEST(hello_is_content_with_bytes_that_are_there)
{
	start("C: STARTTLS\nHELLO\nS: one\n");
	say("STARTTLS\r\n\x16\x03\x01");
	ck_assert_str_eq(hear(), "one\r\n");
}
END_TEST

START_TEST(drip_says_a_few_bytes_at_a_time)
{
	start("DRIP 4 10\nS: 0123456789\n");
	ck_assert_str_eq(hear(), "0123");
	ck_assert_uint_eq(actor_deadline(&actor), 10 * MS);
	wait_ms(9);
	ck_assert_str_eq(hear(), "");
	wait_ms(1);
	ck_assert_str_eq(hear(), "4567");
	wait_ms(10);
	ck_assert_str_eq(hear(), "89\r\n");
	ck_assert_uint_eq(actor_deadline(&actor), UINT64_MAX);
}
END_TEST

START_TEST(close_waits_until_all_is_said)
{
	start("DRIP 3 10\nS: 01\nCLOSE\nS: never\n");
	ck_assert_int_eq(actor_end(&actor), ACTOR_PLAYS);
	ck_assert_str_eq(hear(), "01\r");
	wait_ms(10);
	ck_assert_int_eq(actor_end(&actor), ACTOR_CLOSES);
	ck_assert_str_eq(hear(), "\n");
	say("QUIT\r\n");
	ck_assert_str_eq(hear(), "");
}
END_TEST

START_TEST(reset_waits_for_nothing)
{
	start("DRIP 3 10\nS: 01\nRESET\n");
	ck_assert_int_eq(actor_end(&actor), ACTOR_RESETS);
	wait_ms(10);
	ck_assert_int_eq(actor_end(&actor), ACTOR_RESETS);
}
END_TEST

START_TEST(a_flood_is_counted_and_kept_small)
{
	enum { FLOOD = 10 * 1000 * 1000 };
	size_t len = 0;

	start("S: 220 one\nFLOOD 10000000\nS: end\nC: QUIT\nS: bye\n");
	say("QUIT\r\n");
	for (size_t turns = 0; actor_out(&actor)->len > 0; turns++) {
		ck_assert_uint_lt(turns, 10000);
		len += actor_out(&actor)->len;
		ck_assert_uint_le(actor_out(&actor)->cap + actor.ready.cap, 128 * 1024);
		(void)hear();
	}
	ck_assert_uint_eq(len, strlen("220 one\r\n") + FLOOD + strlen("end\r\nbye\r\n"));
}
END_TEST

START_TEST(a_client_that_never_reads_is_reset)
{
	start("C: *\nS: 0123456789012345678901234567890123456789012345678901234567890123\n");
	for (size_t i = 0; i < 100000; i++)
		say("x\r\n");
	ck_assert_int_eq(actor_end(&actor), ACTOR_RESETS);
	ck_assert_uint_le(actor_out(&actor)->cap, 4 * 1024 * 1024);
}
END_TEST

START_TEST(a_client_that_never_ends_its_line_is_reset)
{
	start("C: *\nS: yes\n");
	for (size_t i = 0; i < 100000; i++)
		say("0123456789");
	ck_assert_int_eq(actor_end(&actor), ACTOR_RESETS);
	ck_assert_str_eq(hear(), "");
}
END_TEST

/* Moves bytes between a client of ours and the actor until neither has more. */
static enum tls_state
talk(struct tls_session *client, enum tls_state state, size_t piece_len)
{
	struct buffer *there = tls_session_out(client);
	struct buffer *back = actor_out(&actor);

	if (state == TLS_WAITS)
		state = tls_session_handshake(client);
	while (there->len > 0 || back->len > 0) {
		struct span bytes = buffer_span(there);

		bytes.len = piece_len > 0 && bytes.len > piece_len ? piece_len : bytes.len;
		actor_feed(&actor, bytes, now);
		buffer_consume(there, bytes.len);
		ck_assert(tls_session_feed(client, buffer_span(back)));
		buffer_consume(back, SIZE_MAX);
		if (state == TLS_WAITS)
			state = tls_session_handshake(client);
	}
	return state;
}

static const char *
hear_secure(struct tls_session *client, enum tls_state *state)
{
	uint8_t bytes[1000];
	size_t len;

	*state = tls_session_read(client, bytes, sizeof(bytes), &len);
	return arena_string(&arena, (struct span){ bytes, len });
}

START_TEST(tls_begins_where_the_scene_says_and_goes_on_in_its_part)
{
	struct tls_session *client =
	    tls_session_new(&(struct tls_offer){ .server_name = HOST });
	enum tls_state state;

	start("S: 220 one\nC: STARTTLS\nS: 220 go\nTLS good\nC: QUIT\nS: plain\n"
	      "SECURE\nS: hello\nC: QUIT\nS: bye\nCLOSE\n");
	say("STARTTLS\r\n");
	ck_assert_str_eq(hear(), "220 one\r\n220 go\r\n");
	ck_assert_int_eq(talk(client, TLS_WAITS, (size_t)_i), TLS_ESTABLISHED);
	ck_assert_str_eq(hear_secure(client, &state), "hello\r\n");
	ck_assert(tls_session_write(client, span_of("QU")));
	(void)talk(client, TLS_ESTABLISHED, (size_t)_i);
	ck_assert(tls_session_write(client, span_of("IT\r\n")));
	(void)talk(client, TLS_ESTABLISHED, (size_t)_i);
	ck_assert_str_eq(hear_secure(client, &state), "bye\r\n");
	ck_assert_int_eq(actor_end(&actor), ACTOR_CLOSES);
	tls_session_free(client);
}
END_TEST

START_TEST(a_hello_that_comes_with_the_command_is_not_lost)
{
	struct tls_session *client =
	    tls_session_new(&(struct tls_offer){ .server_name = HOST });
	struct buffer ahead;

	buffer_init(&ahead, 10000);
	start("C: STARTTLS\nTLS good\nSECURE\nS: hello\n");
	ck_assert_int_eq(tls_session_handshake(client), TLS_WAITS);
	ck_assert(buffer_append(&ahead, span_of("STARTTLS\r\n")));
	ck_assert(buffer_append(&ahead, buffer_span(tls_session_out(client))));
	buffer_consume(tls_session_out(client), SIZE_MAX);
	actor_feed(&actor, buffer_span(&ahead), now);
	ck_assert_int_eq(talk(client, TLS_WAITS, 0), TLS_ESTABLISHED);
	buffer_clear(&ahead);
	tls_session_free(client);
}
END_TEST

struct words_case {
	const char *name;
	const char *words; /* of TLS */
	const char *first;
	const char *second; /* in a segment of its own */
	const char *want;   /* said inside TLS; NULL: TLS does not come to stand */
};

/* clang-format off */
static const struct words_case words_cases[] = {
	{ "nothing, kept", "keep", "STARTTLS\r\n", "", "hello\r\n" },
	{ "nothing, dropped", "drop", "STARTTLS\r\n", "", "hello\r\n" },
	{ "nothing", "", "STARTTLS\r\n", "", "hello\r\n" },
	{ "in one segment, kept", "keep", "STARTTLS\r\nNOOP\r\n", "", "hello\r\n250 ok\r\n" },
	{ "in two segments, kept", "keep", "STARTTLS\r\n", "NOOP\r\n", "hello\r\n250 ok\r\n" },
	{ "cut, kept", "keep", "STARTTLS\r\nNO", "OP\r\n", "hello\r\n250 ok\r\n" },
	{ "two, kept", "keep", "STARTTLS\nNOOP\n", "NOOP\n", "hello\r\n250 ok\r\n250 ok\r\n" },
	{ "half a line, kept", "keep", "STARTTLS\r\nNOOP", "", "hello\r\n" },
	{ "in one segment, dropped", "drop", "STARTTLS\r\nNOOP\r\n", "", "hello\r\n" },
	{ "in two segments, dropped", "drop", "STARTTLS\r\n", "NOOP\r\n", "hello\r\n" },
	{ "in one segment, fed", "", "STARTTLS\r\nNOOP\r\n", "", NULL },
	{ "in two segments, fed", "", "STARTTLS\r\n", "NOOP\r\n", NULL },
};
/* clang-format on */

START_TEST(words_behind_the_command_go_where_the_scene_says)
{
	const struct words_case *row = &words_cases[_i];
	struct tls_session *client =
	    tls_session_new(&(struct tls_offer){ .server_name = HOST });
	enum tls_state state;
	const char *heard = "";

	start(arena_printf(&arena,
	    "C: STARTTLS\nTLS good %s\nC: NOOP\nS: plain\nSECURE\nS: hello\nC: NOOP\nS: 250 "
	    "ok\n",
	    row->words));
	say(row->first);
	say(row->second);
	state = talk(client, TLS_WAITS, 7);
	ck_assert_msg((state == TLS_ESTABLISHED) == (row->want != NULL), "%s", row->name);
	while (state == TLS_ESTABLISHED)
		heard = arena_printf(&arena, "%s%s", heard, hear_secure(client, &state));
	if (row->want != NULL)
		ck_assert_msg(strcmp(heard, row->want) == 0, "%s: %s", row->name, heard);
	tls_session_free(client);
}
END_TEST

START_TEST(a_hello_behind_words_is_not_lost)
{
	struct tls_session *client =
	    tls_session_new(&(struct tls_offer){ .server_name = HOST });
	enum tls_state state;
	struct buffer ahead;

	buffer_init(&ahead, 10000);
	start("C: STARTTLS\nTLS good keep\nSECURE\nC: NOOP\nS: 250 ok\n");
	ck_assert_int_eq(tls_session_handshake(client), TLS_WAITS);
	ck_assert(buffer_append(&ahead, span_of("STARTTLS\r\nNOOP\r\n")));
	ck_assert(buffer_append(&ahead, buffer_span(tls_session_out(client))));
	buffer_consume(tls_session_out(client), SIZE_MAX);
	actor_feed(&actor, buffer_span(&ahead), now);
	ck_assert_int_eq(talk(client, TLS_WAITS, 0), TLS_ESTABLISHED);
	ck_assert_str_eq(hear_secure(client, &state), "250 ok\r\n");
	buffer_clear(&ahead);
	tls_session_free(client);
}
END_TEST

START_TEST(words_without_end_in_place_of_tls_reset)
{
	start("C: STARTTLS\nTLS good keep\n");
	say("STARTTLS\r\n");
	for (size_t i = 0; i < 100000; i++)
		say("0123456789");
	ck_assert_int_eq(actor_end(&actor), ACTOR_RESETS);
	ck_assert_uint_le(actor.line.cap, 64 * 1024);
}
END_TEST

START_TEST(what_is_behind_a_line_may_change_the_answer)
{
	start(
	    "C+ STARTTLS\nS: 503 no pipelining\nC: STARTTLS\nS: 220 go\nC: NOOP\nS: 250 ok\n");
	say("STARTTLS\r\nNOOP\r\n");
	ck_assert_str_eq(hear(), "503 no pipelining\r\n250 ok\r\n");
	say("STARTTLS\r\n");
	say("NOOP\r\n");
	ck_assert_str_eq(hear(), "220 go\r\n250 ok\r\n");
}
END_TEST

/* A first connection to the scene, and a second that resumes what the first one left. */
static bool
is_resumed(const char *scene, enum tls_profile profile)
{
	struct tls_offer offer = { .profile = profile, .server_name = HOST };
	struct session facts = { 0 };

	for (int i = 0; i < 2; i++) {
		struct tls_session *client = tls_session_new(&offer);
		enum tls_state state;

		start(scene);
		ck_assert_int_eq(talk(client, TLS_WAITS, 0), TLS_ESTABLISHED);
		(void)hear_secure(client, &state);
		tls_session_describe(client, NULL, &arena, &facts);
		if (!tls_session_save(client, &arena, &offer.resumption))
			offer.resumption = (struct span){ 0 };
		tls_session_free(client);
		actor_clear(&actor);
	}
	return facts.is_resumed;
}

START_TEST(sessions_are_resumed_where_the_scene_gives_tickets)
{
	ck_assert(is_resumed("TLS good tickets\n", TLS_PROFILE_TLS12));
	ck_assert(is_resumed("TLS good tickets\n", TLS_PROFILE_TLS13));
	ck_assert(!is_resumed("TLS good\n", TLS_PROFILE_TLS12));
	ck_assert(!is_resumed("TLS good\n", TLS_PROFILE_TLS13));
}
END_TEST

static const struct {
	const char *condition;
	struct tls_offer offer;
	bool holds;
} conditions[] = {
	{ "sni", { .server_name = HOST }, true },
	{ "sni", { 0 }, false },
	{ "alpn", { .alpn = "smtp" }, true },
	{ "alpn", { 0 }, false },
	{ "tls-1.3", { 0 }, true },
	{ "tls-1.3", { .profile = TLS_PROFILE_TLS12 }, false },
	{ "sha1", { 0 }, true },
	{ "sha1", { .profile = TLS_PROFILE_NO_SHA1 }, false },
	{ "longer 330", { 0 }, true },
	{ "longer 330", { .profile = TLS_PROFILE_SMALL }, false },
};

START_TEST(a_scene_may_depend_on_the_hello)
{
	struct tls_session *client = tls_session_new(&conditions[_i].offer);
	struct span hello;

	start(
	    arena_printf(&arena, "C: STARTTLS\nS: 220 go\nIF %s\nS: yes\nCLOSE\nELSE\nS: no\n",
		conditions[_i].condition));
	say("STARTTLS\r\n");
	ck_assert_str_eq(hear(), "220 go\r\n");
	ck_assert_int_eq(tls_session_handshake(client), TLS_WAITS);
	hello = buffer_span(tls_session_out(client));
	/* Nothing is decided before all of it is there. */
	actor_feed(&actor, (struct span){ hello.data, hello.len - 1 }, now);
	ck_assert_str_eq(hear(), "");
	actor_feed(&actor, span_skip(hello, hello.len - 1), now);
	ck_assert_str_eq(hear(), conditions[_i].holds ? "yes\r\n" : "no\r\n");
	ck_assert_int_eq(actor_end(&actor), conditions[_i].holds ? ACTOR_CLOSES : ACTOR_PLAYS);
	tls_session_free(client);
}
END_TEST

struct tls_case {
	const char *name;
	const char *scene;
	enum tls_state want;
	enum actor_end want_end;
};

static const struct tls_case tls_cases[] = {
	{ "any version", "TLS good\n", TLS_ESTABLISHED, ACTOR_PLAYS },
	{ "TLS 1.0", "TLS good 1.0\n", TLS_ESTABLISHED, ACTOR_PLAYS },
	{ "a certificate wanted, 1.2", "TLS good 1.2 client-certificate\n", TLS_FAILED,
	    ACTOR_CLOSES },
	{ "a certificate wanted, 1.3", "TLS good 1.3 client-certificate\n", TLS_ESTABLISHED,
	    ACTOR_CLOSES },
	{ "drop by drop", "DRIP 100 0\nTLS good\n", TLS_ESTABLISHED, ACTOR_PLAYS },
};

START_TEST(tls_is_as_the_scene_says)
{
	const struct tls_case *row = &tls_cases[_i];
	struct tls_session *client =
	    tls_session_new(&(struct tls_offer){ .server_name = HOST });
	enum tls_state state = TLS_WAITS;

	start(row->scene);
	for (int i = 0; i < 100; i++) {
		state = talk(client, state, 0);
		wait_ms(1);
	}
	ck_assert_msg(state == row->want, "%s: state %d", row->name, state);
	ck_assert_msg(actor_end(&actor) == row->want_end, "%s", row->name);
	tls_session_free(client);
}
END_TEST

START_TEST(garbage_in_place_of_a_hello_gets_an_alert_and_a_close)
{
	start("TLS good\n");
	say("EHLO mail.example.test\r\n");
	ck_assert_int_eq(actor_end(&actor), ACTOR_CLOSES);
	ck_assert_uint_eq(actor_out(&actor)->data[0], 0x15);
}
END_TEST

START_TEST(a_client_that_closes_tls_is_closed)
{
	struct tls_session *client =
	    tls_session_new(&(struct tls_offer){ .server_name = HOST });

	start("TLS good\n");
	ck_assert_int_eq(talk(client, TLS_WAITS, 0), TLS_ESTABLISHED);
	tls_session_close(client);
	(void)talk(client, TLS_ESTABLISHED, 0);
	ck_assert_int_eq(actor_end(&actor), ACTOR_CLOSES);
	tls_session_free(client);
}
END_TEST

START_TEST(a_flood_inside_tls_is_kept_small)
{
	struct tls_session *client =
	    tls_session_new(&(struct tls_offer){ .server_name = HOST });
	uint8_t bytes[16 * 1024];
	size_t all = 0;
	size_t len = 0;

	start("TLS good\nSECURE\nFLOOD 1000000\nCLOSE\n");
	ck_assert_int_eq(talk(client, TLS_WAITS, 0), TLS_ESTABLISHED);
	for (size_t turns = 0; actor_end(&actor) == ACTOR_PLAYS; turns++) {
		ck_assert_uint_lt(turns, 1000);
		actor_tick(&actor, now);
		ck_assert_uint_le(actor.ready.cap + actor_out(&actor)->cap, 256 * 1024);
		(void)talk(client, TLS_ESTABLISHED, 0);
		while (tls_session_read(client, bytes, sizeof(bytes), &len) == TLS_ESTABLISHED)
			all += len;
	}
	ck_assert_uint_eq(all, 1000000);
	tls_session_free(client);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("actor");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, the_opening_is_said_at_once);
	tcase_add_test(tcase, a_line_is_answered_when_it_is_whole);
	tcase_add_test(tcase, a_line_that_nothing_matches_is_not_answered);
	tcase_add_test(tcase, wait_holds_what_is_behind_it);
	tcase_add_test(tcase, hello_waits_for_any_bytes_and_drops_them);
	tcase_add_test(tcase, hello_is_content_with_bytes_that_are_there);
	tcase_add_test(tcase, drip_says_a_few_bytes_at_a_time);
	tcase_add_test(tcase, close_waits_until_all_is_said);
	tcase_add_test(tcase, reset_waits_for_nothing);
	tcase_add_test(tcase, a_flood_is_counted_and_kept_small);
	tcase_add_test(tcase, a_client_that_never_reads_is_reset);
	tcase_add_test(tcase, a_client_that_never_ends_its_line_is_reset);
	tcase_add_loop_test(
	    tcase, tls_begins_where_the_scene_says_and_goes_on_in_its_part, 0, 2);
	tcase_add_test(tcase, a_hello_that_comes_with_the_command_is_not_lost);
	tcase_add_loop_test(tcase, words_behind_the_command_go_where_the_scene_says, 0,
	    (int)COUNT_OF(words_cases));
	tcase_add_test(tcase, a_hello_behind_words_is_not_lost);
	tcase_add_test(tcase, words_without_end_in_place_of_tls_reset);
	tcase_add_test(tcase, what_is_behind_a_line_may_change_the_answer);
	tcase_add_test(tcase, sessions_are_resumed_where_the_scene_gives_tickets);
	tcase_add_loop_test(tcase, tls_is_as_the_scene_says, 0, (int)COUNT_OF(tls_cases));
	tcase_add_test(tcase, garbage_in_place_of_a_hello_gets_an_alert_and_a_close);
	tcase_add_test(tcase, a_client_that_closes_tls_is_closed);
	tcase_add_test(tcase, a_flood_inside_tls_is_kept_small);
	tcase_add_loop_test(tcase, a_scene_may_depend_on_the_hello, 0, COUNT_OF(conditions));
	suite_add_tcase(s, tcase);
	return s;
}
