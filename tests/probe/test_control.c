/* SPDX-License-Identifier: MIT */
#include "probe/negotiation.h"
#include "probe/question.h"
#include "support/hex.h"
#include "support/suite.h"

#include <string.h>

static struct arena arena;
static struct port_record port;

static void
draw(uint8_t *bytes, size_t len)
{
	memset(bytes, 7, len);
}

static struct transcript *
add(enum question question, uint32_t variant)
{
	struct transcript *transcript = arena_alloc(&arena, sizeof(*transcript));

	transcript_init(transcript, &arena);
	transcript->question = question;
	transcript->variant = variant;
	transcript->mode = MODE_IMPLICIT;
	transcript->is_over = true;
	transcript_add(transcript, EVENT_CONNECTED, 10, span_of(""))->step = STEP_CONNECT;
	port_add(&port, transcript);
	return transcript;
}

/* A hello of TLS 1.2, and what the server sends: a flight in a file of hellos, or a close. */
static void
add_raw(enum question question, uint32_t variant, const char *flight)
{
	const struct hello_wish wish = { .version = 0x0303,
		.server_name = "mail.example.test" };
	struct transcript *transcript = add(question, variant);
	struct attempt attempt;
	struct hello hello;

	attempt_init(&attempt);
	wish_make(&wish, draw, &hello);
	attempt_raw(&attempt, MODE_IMPLICIT, &hello);
	transcript_add(transcript, EVENT_HELLO, 20, buffer_span(&attempt.hello))->step =
	    STEP_TLS;
	attempt_clear(&attempt);
	if (flight != NULL)
		transcript_add(transcript, EVENT_FLIGHT, 30, read_test_hello(&arena, flight))
		    ->step = STEP_TLS;
	transcript_add(transcript, flight != NULL ? EVENT_HUNG_UP : EVENT_EOF, 40, span_of(""))
	    ->step = STEP_TLS;
}

static void
set_up(void)
{
	struct transcript *basics;

	arena_init(&arena);
	port = (struct port_record){
		.limits = { .depth = DEPTH_STANDARD },
		.endpoint = { .scheme = scheme_by_name(span_of("imaps")),
		    .port = 993,
		    .address = "192.0.2.25",
		    .server_name = "mail.example.test" },
	};
	basics = add(QUESTION_BASICS, 0);
	transcript_add(basics, EVENT_HELLO, 20, span_of(""))->step = STEP_TLS;
	transcript_add(basics, EVENT_SESSION, 30, span_of(""))->step = STEP_TLS;
	basics->session.version = "TLS 1.2";
	basics->session.signature = "RSA-SHA256";
}

static void
tear_down(void)
{
	arena_clear(&arena);
}

static enum plan
next(const char **why)
{
	struct survey survey;
	struct attempt attempt;
	enum plan plan;

	survey_read(&port, draw, &survey);
	attempt_init(&attempt);
	attempt.question = QUESTION_CONTROL;
	plan = control_next(&survey, &attempt);
	*why = attempt.why;
	ck_assert(plan != PLAN_ASK || attempt.hello.len > 0);
	attempt_clear(&attempt);
	return plan;
}

START_TEST(refusals_by_alert_need_no_control)
{
	const char *why;

	add_raw(QUESTION_CLASSES, 0, "alert-fatal");
	ck_assert_int_eq(next(&why), PLAN_NONE);
	ck_assert_str_eq(why, "no refusal came without an alert");
}
END_TEST

START_TEST(a_refusal_without_an_alert_is_controlled_once)
{
	const char *why;

	add_raw(QUESTION_CLASSES, 0, NULL);
	add_raw(QUESTION_CLASSES, 0, NULL);
	ck_assert_int_eq(next(&why), PLAN_ASK);
	add_raw(QUESTION_CONTROL, 0, "server-tls12-ecdhe");
	ck_assert_int_eq(next(&why), PLAN_DONE);
}
END_TEST

START_TEST(a_control_that_is_dropped_is_tried_twice)
{
	const char *why;

	add_raw(QUESTION_CLASSES, 0, NULL);
	add_raw(QUESTION_CLASSES, 0, NULL);
	add_raw(QUESTION_CONTROL, 0, NULL);
	ck_assert_int_eq(next(&why), PLAN_ASK);
	add_raw(QUESTION_CONTROL, 0, NULL);
	ck_assert_int_eq(next(&why), PLAN_DONE);
}
END_TEST

static const struct {
	const char *controls[2]; /* flights; "" for a close, NULL for none */
	enum answer_value want;  /* of the weak classes */
	enum certainty certainty;
} rows[] = {
	{ { NULL }, ANSWER_UNKNOWN, CERTAINTY_CERTAIN }, /* it was never asked */
	{ { "server-tls12-ecdhe" }, ANSWER_NO, CERTAINTY_LIKELY },
	{ { "", "server-tls12-ecdhe" }, ANSWER_NO, CERTAINTY_LIKELY },
	{ { "", "" }, ANSWER_UNKNOWN, CERTAINTY_CERTAIN },
};

START_TEST(a_failed_control_takes_back_what_was_only_likely)
{
	struct negotiation facts;

	add_raw(QUESTION_CLASSES, 0, NULL);
	add_raw(QUESTION_CLASSES, 0, NULL);
	for (size_t i = 0; i < COUNT_OF(rows[_i].controls); i++)
		if (rows[_i].controls[i] != NULL)
			add_raw(QUESTION_CONTROL, 0,
			    *rows[_i].controls[i] == '\0' ? NULL : rows[_i].controls[i]);
	negotiation_read(&port, &arena, &facts);
	ck_assert_int_eq(facts.versions[TLS_VERSION_12].value, ANSWER_YES);
	for (size_t i = 0; i < SUITE_CLASSES; i++) {
		ck_assert_int_eq(facts.classes[i].value, rows[_i].want);
		ck_assert_int_eq(facts.classes[i].certainty, rows[_i].certainty);
		ck_assert((facts.classes[i].why == NULL) == (rows[_i].want == ANSWER_NO));
	}
}
END_TEST

/* Known as the way to refuse, a close is not asked about again. */
START_TEST(the_way_to_refuse_is_learned_once)
{
	ck_assert_int_eq(witness_fate(&port, QUESTION_CLASSES, 0, NULL), FATE_OPEN);
	add_raw(QUESTION_CLASSES, 0, NULL);
	ck_assert_int_eq(witness_fate(&port, QUESTION_CLASSES, 0, NULL), FATE_OPEN);
	add_raw(QUESTION_CLASSES, 0, NULL);
	ck_assert_int_eq(witness_fate(&port, QUESTION_CLASSES, 0, NULL), FATE_DROPPED);
	add_raw(QUESTION_POST_QUANTUM, 0, NULL);
	ck_assert_int_eq(witness_fate(&port, QUESTION_POST_QUANTUM, 0, NULL), FATE_DROPPED);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("control");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, refusals_by_alert_need_no_control);
	tcase_add_test(tcase, a_refusal_without_an_alert_is_controlled_once);
	tcase_add_test(tcase, a_control_that_is_dropped_is_tried_twice);
	tcase_add_loop_test(
	    tcase, a_failed_control_takes_back_what_was_only_likely, 0, COUNT_OF(rows));
	tcase_add_test(tcase, the_way_to_refuse_is_learned_once);
	suite_add_tcase(s, tcase);
	return s;
}
