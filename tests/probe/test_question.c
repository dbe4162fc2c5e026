/* SPDX-License-Identifier: MIT */
/* The rows of questions, and what their files share. */
#include "probe/question.h"

#include "probe/interview.h"
#include "registry/number.h"
#include "support/suite.h"

#include <string.h>

enum { VARIANT = 3 };

static struct interview interview;

static void
tear_down(void)
{
	interview_end(&interview);
}

START_TEST(each_question_has_a_whole_row)
{
	for (size_t i = 0; i <= QUESTION_CONTROL; i++) {
		const struct question_row *row = &question_rows[i];
		const char *name = question_name((enum question)i);

		ck_assert_msg(row->cost != NULL && row->cost[0] != '\0', "%s", name);
		ck_assert_msg(row->needs != NULL, "%s", name);
		ck_assert_msg((row->next != NULL) == (i > QUESTION_LOGIN), "%s", name);
		ck_assert_msg((row->read != NULL) == (i > QUESTION_LOGIN), "%s", name);
		ck_assert_msg(row->depth < DEPTH_COUNT, "%s", name);
		ck_assert_msg((row->depth == DEPTH_QUICK) == (i <= QUESTION_LOGIN), "%s", name);
		ck_assert_msg(!row->is_intrusive || row->depth == DEPTH_FULL, "%s", name);
	}
}
END_TEST

START_TEST(nothing_to_ask_has_a_reason)
{
	struct attempt attempt = { 0 };

	ck_assert_int_eq(question_none(&attempt, "no"), PLAN_NONE);
	ck_assert_str_eq(attempt.why, "no");
}
END_TEST

START_TEST(an_open_answer_says_how_far_it_got)
{
	const struct port_record full = { .limits = { .depth = DEPTH_FULL } };
	const struct port_record quick = { .limits = { .depth = DEPTH_QUICK } };
	struct survey survey = { .port = &full };
	const enum question question = QUESTION_ROBOT;

	ck_assert_str_eq(
	    question_open(&survey, QUESTION_ALPN, FATE_OPEN).why, "it was not asked");
	ck_assert_str_eq(
	    question_open(&survey, question, FATE_OPEN).why, "asked with --intrusive only");
	ck_assert_str_eq(
	    question_open(&survey, question, FATE_LOST).why, "the server stopped answering");
	ck_assert_str_eq(question_open(&survey, question, FATE_DROPPED).why,
	    "the server hung up or kept silent");
	ck_assert_int_eq(question_open(&survey, question, FATE_DROPPED).value, ANSWER_UNKNOWN);
	survey.port = &quick;
	ck_assert_str_eq(
	    question_open(&survey, question, FATE_OPEN).why, "asked at --depth full only");
	ck_assert_str_eq(question_open(&survey, QUESTION_VERSIONS, FATE_OPEN).why,
	    "not asked at --depth quick");
}
END_TEST

static enum plan
ask_once(struct attempt *attempt)
{
	struct survey survey = interview_survey(&interview);

	*attempt = (struct attempt){ .question = QUESTION_FALLBACK };
	return question_once(&survey, VARIANT, attempt);
}

static struct transcript *
record_hello(struct span flight, enum event_kind end)
{
	struct hello hello;
	struct attempt attempt;
	struct transcript *t;

	attempt_init(&attempt);
	wish_make(&(struct hello_wish){ .version = VERSION_TLS12 }, draw_fixed, &hello);
	attempt_raw(&attempt, MODE_IMPLICIT, &hello);
	t = interview_record(
	    &interview, QUESTION_FALLBACK, VARIANT, buffer_span(&attempt.hello), flight);
	attempt_clear(&attempt);
	transcript_add(t, end, 0, span_of(""));
	t->is_over = true;
	return t;
}

START_TEST(a_question_is_asked_once_and_repeated_once)
{
	static const uint8_t refusal[] = { 21, 3, 3, 0, 2, 2, 40 };
	struct attempt attempt;
	struct transcript *t;

	interview_begin(&interview, &clerk_modern, DEPTH_FULL);
	ck_assert_int_eq(ask_once(&attempt), PLAN_ASK);
	ck_assert_uint_eq(attempt.variant, VARIANT);
	t = record_hello(span_of(""), EVENT_EOF);
	t->is_over = false;
	ck_assert_int_eq(ask_once(&attempt), PLAN_WAIT);
	t->is_over = true;
	ck_assert_int_eq(ask_once(&attempt), PLAN_ASK);
	record_hello((struct span){ refusal, sizeof(refusal) }, EVENT_HUNG_UP);
	ck_assert_int_eq(ask_once(&attempt), PLAN_DONE);
}
END_TEST

START_TEST(what_is_dropped_twice_is_not_asked_again)
{
	struct attempt attempt;

	interview_begin(&interview, &clerk_modern, DEPTH_FULL);
	record_hello(span_of(""), EVENT_EOF);
	record_hello(span_of(""), EVENT_TIMEOUT);
	ck_assert_int_eq(ask_once(&attempt), PLAN_DONE);
}
END_TEST

START_TEST(a_hello_goes_in_the_mode_that_reaches_tls)
{
	struct survey survey;
	struct attempt attempt;

	interview_begin(&interview, &clerk_modern, DEPTH_FULL);
	survey = interview_survey(&interview);
	attempt_init(&attempt);
	question_hello(
	    &survey, &(const struct hello_wish){ .version = VERSION_TLS12 }, &attempt);
	ck_assert(attempt.is_raw);
	ck_assert_int_eq(attempt.mode, MODE_IMPLICIT);
	ck_assert_uint_gt(attempt.hello.len, 0);
	attempt_clear(&attempt);
}
END_TEST

struct extension_case {
	struct clerk clerk;
	const char *want; /* NULL: it can be asked */
};

#define TAKES(version) .suites = { [version] = { 0x002f } }, .rsa = "rsa"

/* clang-format off */
static const struct extension_case extensions[] = {
	{ { TAKES(TLS_VERSION_10) }, NULL },
	{ { .suites = { [TLS_VERSION_13] = { 0x1301 } }, .groups = { 0x001d }, .rsa = "rsa" },
	  NULL },
	{ { .suites = { [TLS_VERSION_13] = { 0x1301 }, [TLS_VERSION_SSL3] = { 0x000a } },
	    .groups = { 0x001d }, .rsa = "rsa" }, NULL },
	{ { TAKES(TLS_VERSION_SSL3) }, "SSL 3.0 has no extensions" },
	{ { .ssl2_kinds = { 0x010080 }, .rsa = "rsa" }, "no version of TLS is known" },
	{ { .fails_everything = true, .rsa = "rsa" }, "no hello at all got through" },
};
/* clang-format on */

START_TEST(extensions_are_for_versions_that_have_them)
{
	const struct extension_case *row = &extensions[_i];
	struct survey survey;
	const char *why;

	interview_begin(&interview, &row->clerk, DEPTH_FULL);
	interview_ask(&interview, QUESTION_VERSIONS);
	interview_ask(&interview, QUESTION_SSL2);
	survey = interview_survey(&interview);
	why = question_why_no_extensions(&survey);
	ck_assert_msg((why == NULL) == (row->want == NULL) &&
			  (why == NULL || strcmp(why, row->want) == 0),
	    "%d: %s", _i, why == NULL ? "none" : why);
}
END_TEST

/* How a session ends. */
struct session_case {
	const char *name;
	size_t len;
	enum event_kind ends[2]; /* EVENT_SESSION: it came to stand */
	enum plan want;
	bool want_session;
};

/* clang-format off */
static const struct session_case sessions[] = {
	{ "not asked", 0, { 0 }, PLAN_ASK, false },
	{ "it came to stand", 1, { EVENT_SESSION }, PLAN_DONE, true },
	{ "an alert is an answer", 1, { EVENT_ALERT_IN }, PLAN_DONE, false },
	{ "closed once", 1, { EVENT_EOF }, PLAN_ASK, false },
	{ "closed twice", 2, { EVENT_EOF, EVENT_RESET }, PLAN_DONE, false },
	{ "the second one came to stand", 2, { EVENT_EOF, EVENT_SESSION }, PLAN_DONE, true },
	{ "it runs", 1, { EVENT_CONNECTED }, PLAN_WAIT, false },
};
/* clang-format on */

START_TEST(a_session_is_tried_once_more_without_a_reason)
{
	const struct session_case *row = &sessions[_i];
	struct attempt attempt = { .question = QUESTION_ALPN };
	struct survey survey;
	enum plan plan;

	interview_begin(&interview, &clerk_modern, DEPTH_FULL);
	for (size_t i = 0; i < row->len; i++) {
		struct transcript *t = interview_record(
		    &interview, QUESTION_ALPN, VARIANT, span_of(""), span_of(""));

		transcript_add(t, row->ends[i], 0, span_of(""));
		t->is_over = row->ends[i] != EVENT_CONNECTED;
		t->session = (struct session){ .version = "", .signature = "", .suite = "" };
	}
	survey = interview_survey(&interview);
	plan = question_session_once(&survey, VARIANT, &attempt);
	ck_assert_msg(plan == row->want, "%s: %d", row->name, (int)plan);
	ck_assert_msg(
	    (question_session(&survey, QUESTION_ALPN, VARIANT) != NULL) == row->want_session,
	    "%s", row->name);
	ck_assert_ptr_null(question_session(&survey, QUESTION_ALPN, VARIANT + 1));
}
END_TEST

Suite *
suite(void)
{
	Suite *all = suite_create("probe/question");
	TCase *tcase = tcase_create("interview");
	TCase *plain = tcase_create("plain");

	tcase_add_test(plain, each_question_has_a_whole_row);
	tcase_add_test(plain, nothing_to_ask_has_a_reason);
	tcase_add_test(plain, an_open_answer_says_how_far_it_got);
	suite_add_tcase(all, plain);
	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_test(tcase, a_question_is_asked_once_and_repeated_once);
	tcase_add_test(tcase, what_is_dropped_twice_is_not_asked_again);
	tcase_add_test(tcase, a_hello_goes_in_the_mode_that_reaches_tls);
	tcase_add_loop_test(
	    tcase, extensions_are_for_versions_that_have_them, 0, COUNT_OF(extensions));
	tcase_add_loop_test(
	    tcase, a_session_is_tried_once_more_without_a_reason, 0, COUNT_OF(sessions));
	suite_add_tcase(all, tcase);
	return all;
}
