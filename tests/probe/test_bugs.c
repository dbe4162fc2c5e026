/* SPDX-License-Identifier: MIT */
#include "probe/question.h"
#include "support/handmade.h"
#include "support/hex.h"
#include "support/suite.h"

#include <string.h>

enum { REACTIONS_MOST = 2 };

static struct handmade handmade;

static void
set_up(void)
{
	handmade_init(&handmade, "imaps", "TLS 1.2");
}

static void
tear_down(void)
{
	handmade_clear(&handmade);
}

static void
draw(uint8_t *bytes, size_t len)
{
	memset(bytes, 0x55, len);
}

static enum plan
next(next_attempt *next_of, enum question question, struct attempt *attempt)
{
	struct survey survey;

	survey_read(&handmade.port, draw, &survey);
	attempt_init(attempt);
	attempt->question = question;
	return next_of(&survey, attempt);
}

static void
react(struct transcript *transcript, const char *hex)
{
	handmade_event(transcript, EVENT_PROBE, STEP_TLS, span_of("x"));
	handmade_event(transcript, EVENT_REACTION, STEP_TLS,
	    hex == NULL ? span_of("") : bytes_of_hex(&handmade.arena, hex));
}

/* The reactions to both probes, in hexadecimal; NULL for silence. */
static const struct bug_case {
	const char *name;
	const char *reactions[REACTIONS_MOST];
	size_t reactions_len;
	bool is_closed;
	enum answer_value want;
	enum certainty certainty;
} heartbleed[] = {
	{ "echoes what must be dropped", { "18 03 03 00 13 02 00 10 55*16" }, 1, false,
	    ANSWER_YES, CERTAINTY_CERTAIN },
	{ "answers only the whole request", { NULL, "18 03 03 00 13 02 00 10 55*16" }, 2, false,
	    ANSWER_NO, CERTAINTY_CERTAIN },
	{ "answers none", { NULL, NULL }, 2, false, ANSWER_NO, CERTAINTY_LIKELY },
	{ "an alert", { "15 03 03 00 02 02 0a" }, 1, true, ANSWER_NO, CERTAINTY_LIKELY },
	{ "not asked", { NULL }, 0, false, ANSWER_UNKNOWN, CERTAINTY_CERTAIN },
};

START_TEST(heartbleed_is_an_answer_to_what_must_be_dropped)
{
	const struct bug_case *row = &heartbleed[_i];
	struct transcript *transcript =
	    handmade_raw(&handmade, QUESTION_HEARTBLEED, 0, "server-tls12-ecdsa");
	struct answer answer;

	for (size_t i = 0; i < row->reactions_len; i++)
		react(transcript, row->reactions[i]);
	handmade_event(
	    transcript, row->is_closed ? EVENT_EOF : EVENT_HUNG_UP, STEP_TLS, span_of(""));
	handmade_read(&handmade);
	answer = handmade.facts.behaviours[BEHAVIOUR_HEARTBLEED];
	ck_assert_msg(answer.value == row->want, "%s", row->name);
	ck_assert_msg(answer.certainty == row->certainty, "%s", row->name);
	ck_assert_int_eq(handmade.facts.behaviours[BEHAVIOUR_HEARTBEAT].value, ANSWER_YES);
}
END_TEST

START_TEST(without_heartbeats_there_is_no_heartbleed)
{
	struct attempt attempt;

	handmade_raw(&handmade, QUESTION_SUITES, 0x03030000, "server-tls12-split");
	ck_assert_int_eq(next(heartbleed_next, QUESTION_HEARTBLEED, &attempt), PLAN_NONE);
	ck_assert_str_eq(attempt.why, "the server has no heartbeats");
	handmade_read(&handmade);
	ck_assert_int_eq(handmade.facts.behaviours[BEHAVIOUR_HEARTBLEED].value, ANSWER_NO);
}
END_TEST

/* The request claims just the bytes that it has; the first lacks the padding, the second has
 * it. */
START_TEST(the_heartbeat_requests_leak_nothing)
{
	struct transcript *transcript;
	struct attempt attempt;
	struct buffer out;

	transcript = handmade_raw(&handmade, QUESTION_HEARTBLEED, 9, "server-tls12-ecdsa");
	ck_assert_int_eq(next(heartbleed_next, QUESTION_HEARTBLEED, &attempt), PLAN_ASK);
	ck_assert(attempt.sequel != NULL);
	for (size_t padding = 0; padding <= 16; padding += 16) {
		size_t len = 3 + 6000 + padding;

		buffer_init(&out, 16384);
		ck_assert(attempt.sequel(transcript, draw, &out));
		ck_assert_uint_eq(out.len, 5 + len);
		ck_assert_uint_eq(out.data[0], 24);
		ck_assert_uint_eq(out.data[3] * 256U + out.data[4], len);
		ck_assert_uint_eq(out.data[5], 1);
		ck_assert_uint_eq(out.data[6] * 256U + out.data[7], 6000);
		buffer_clear(&out);
		react(transcript, NULL);
	}
	buffer_init(&out, 16384);
	ck_assert(!attempt.sequel(transcript, draw, &out));
	buffer_clear(&out);
	attempt_clear(&attempt);
}
END_TEST

static const struct bug_case early_ccs[] = {
	{ "an alert at once", { "15 03 03 00 02 02 0a" }, 1, false, ANSWER_NO,
	    CERTAINTY_CERTAIN },
	{ "closed", { NULL }, 1, true, ANSWER_NO, CERTAINTY_CERTAIN },
	{ "silence, then it cannot decrypt", { NULL, "15 03 03 00 02 02 15" }, 2, false,
	    ANSWER_YES, CERTAINTY_LIKELY },
	{ "silence, then a wrong MAC", { NULL, "15 03 03 00 02 02 14" }, 2, false, ANSWER_YES,
	    CERTAINTY_LIKELY },
	{ "silence, then another alert", { NULL, "15 03 03 00 02 02 28" }, 2, false, ANSWER_NO,
	    CERTAINTY_CERTAIN },
	{ "silence", { NULL, NULL }, 2, false, ANSWER_UNKNOWN, CERTAINTY_CERTAIN },
};

START_TEST(an_early_change_of_keys_shows_in_the_next_alert)
{
	const struct bug_case *row = &early_ccs[_i];
	struct transcript *transcript =
	    handmade_raw(&handmade, QUESTION_EARLY_CCS, 0, "server-tls12-split");
	struct answer answer;

	for (size_t i = 0; i < row->reactions_len; i++)
		react(transcript, row->reactions[i]);
	handmade_event(
	    transcript, row->is_closed ? EVENT_EOF : EVENT_HUNG_UP, STEP_TLS, span_of(""));
	handmade_read(&handmade);
	answer = handmade.facts.behaviours[BEHAVIOUR_EARLY_CCS];
	ck_assert_msg(answer.value == row->want, "%s", row->name);
	ck_assert_msg(answer.certainty == row->certainty, "%s", row->name);
}
END_TEST

START_TEST(the_change_of_keys_is_one_record)
{
	static const uint8_t want[] = { 20, 3, 3, 0, 1, 1 };
	struct transcript *transcript =
	    handmade_raw(&handmade, QUESTION_EARLY_CCS, 9, "server-tls12-split");
	struct attempt attempt;
	struct buffer out;

	ck_assert_int_eq(next(early_ccs_next, QUESTION_EARLY_CCS, &attempt), PLAN_ASK);
	buffer_init(&out, 64);
	ck_assert(attempt.sequel(transcript, draw, &out));
	ck_assert_uint_eq(out.len, sizeof(want));
	ck_assert_mem_eq(out.data, want, sizeof(want));
	buffer_clear(&out);
	attempt_clear(&attempt);
}
END_TEST

/* Blocks of one round, each with its reaction; rounds with a difference are repeated twice. */
static void
record_round(uint32_t round, const char *right, const char *wrong)
{
	for (uint32_t i = 0; i < 5; i++) {
		struct transcript *transcript = handmade_raw(
		    &handmade, QUESTION_ROBOT, round * 5 + i, "server-tls12-split");

		react(transcript, i == 0 ? right : wrong);
		handmade_event(transcript, EVENT_EOF, STEP_TLS, span_of(""));
	}
}

#define ALERT(number) "15 03 03 00 02 02 " number

static const struct {
	const char *right[3];
	unsigned rounds;
	enum answer_value want;
} robots[] = {
	{ { ALERT("14") }, 1, ANSWER_NO },
	{ { ALERT("33"), ALERT("14") }, 2, ANSWER_NO },
	{ { ALERT("33"), ALERT("33"), ALERT("33") }, 3, ANSWER_YES },
	{ { ALERT("33"), ALERT("33"), ALERT("14") }, 3, ANSWER_NO },
	{ { ALERT("33") }, 1, ANSWER_UNKNOWN },
};

START_TEST(an_oracle_reacts_differently_every_time)
{
	handmade.port.limits.depth = DEPTH_STANDARD; /* classes stay open */
	for (unsigned i = 0; i < robots[_i].rounds; i++)
		record_round(i, robots[_i].right[i], ALERT("14"));
	handmade_read(&handmade);
	ck_assert_int_eq(handmade.facts.behaviours[BEHAVIOUR_ROBOT].value, robots[_i].want);
}
END_TEST

static const struct {
	const char *name;
	bool has_sent;
	bool is_answered;
	enum event_kind end;
	enum answer_value want;
} poodles[] = {
	{ "answered", true, true, EVENT_HUNG_UP, ANSWER_YES },
	{ "an alert", true, false, EVENT_ALERT_IN, ANSWER_NO },
	{ "closed", true, false, EVENT_EOF, ANSWER_NO },
	{ "silence", true, false, EVENT_TIMEOUT, ANSWER_UNKNOWN },
	{ "never came to it", false, false, EVENT_EOF, ANSWER_UNKNOWN },
};

START_TEST(wrong_padding_must_not_be_answered)
{
	struct transcript *transcript = handmade_add(&handmade, QUESTION_POODLE_TLS, 0);

	handmade.port.limits.depth = DEPTH_STANDARD;
	handmade_event(transcript, EVENT_SESSION, STEP_TLS, span_of(""));
	if (poodles[_i].has_sent)
		handmade_event(transcript, EVENT_SENT, STEP_SPOILT, span_of("p4 NOOP"));
	if (poodles[_i].is_answered)
		handmade_line(transcript, STEP_SPOILT, REPLY_OK, true, "p4 OK");
	handmade_event(transcript, poodles[_i].end, STEP_SPOILT, span_of(""));
	handmade_read(&handmade);
	ck_assert_msg(handmade.facts.behaviours[BEHAVIOUR_POODLE_TLS].value == poodles[_i].want,
	    "%s", poodles[_i].name);
}
END_TEST

START_TEST(ticketbleed_needs_a_ticket)
{
	struct attempt attempt;

	ck_assert_int_eq(next(ticketbleed_next, QUESTION_TICKETBLEED, &attempt), PLAN_NONE);
	ck_assert_str_eq(attempt.why, "there is no ticket of TLS 1.2");
}
END_TEST

START_TEST(ticketbleed_sends_a_short_session_id_with_the_ticket)
{
	struct transcript *transcript = handmade_add(&handmade, QUESTION_RESUMPTION, 0x0303);
	struct attempt attempt;
	struct hello_view view;
	struct span ticket;

	handmade_event(transcript, EVENT_SESSION, STEP_TLS, span_of(""));
	transcript->session.version = "TLS 1.2";
	handmade_event(transcript, EVENT_TICKET, STEP_TLS,
	    bytes_of_hex(&handmade.arena, "00 00 1c 20 00 04 61 62 63 64"));
	ck_assert_int_eq(next(ticketbleed_next, QUESTION_TICKETBLEED, &attempt), PLAN_ASK);
	ck_assert(hello_read(buffer_span(&attempt.hello), &handmade.arena, &view));
	ck_assert_uint_eq(view.session_id.len, 31);
	ck_assert(hello_extension(&view, EXTENSION_SESSION_TICKET, &ticket));
	ck_assert(span_is(ticket, "abcd"));
	attempt_clear(&attempt);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("bugs");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(
	    tcase, heartbleed_is_an_answer_to_what_must_be_dropped, 0, COUNT_OF(heartbleed));
	tcase_add_test(tcase, without_heartbeats_there_is_no_heartbleed);
	tcase_add_test(tcase, the_heartbeat_requests_leak_nothing);
	tcase_add_loop_test(
	    tcase, an_early_change_of_keys_shows_in_the_next_alert, 0, COUNT_OF(early_ccs));
	tcase_add_test(tcase, the_change_of_keys_is_one_record);
	tcase_add_loop_test(
	    tcase, an_oracle_reacts_differently_every_time, 0, COUNT_OF(robots));
	tcase_add_loop_test(tcase, wrong_padding_must_not_be_answered, 0, COUNT_OF(poodles));
	tcase_add_test(tcase, ticketbleed_needs_a_ticket);
	tcase_add_test(tcase, ticketbleed_sends_a_short_session_id_with_the_ticket);
	suite_add_tcase(s, tcase);
	return s;
}
