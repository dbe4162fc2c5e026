/* SPDX-License-Identifier: MIT */
#include "rules/problem.h"
#include "support/judge.h"
#include "support/suite.h"

#include <string.h>

static struct judge judge;

START_TEST(a_healthy_port_has_no_problem_and_nothing_untested)
{
	for (size_t i = 0; i < schemes_count; i++) {
		judge_init(&judge, schemes[i].name);
		judge_now(&judge);
		ck_assert_msg(judge.problems.len == 0, "%s", schemes[i].name);
		ck_assert_msg(problems_untested(&judge.facts) == NULL, "%s", schemes[i].name);
		judge_clear(&judge);
	}
}
END_TEST

START_TEST(the_worst_comes_first)
{
	struct span line = span_of("250 Ready");

	judge_init(&judge, "submission");
	judge.facts.go_ahead = (struct lines){ .len = 1, .lines = &line }; /* low */
	judge.facts.starttls_advertised.value = ANSWER_NO;                 /* medium */
	judge_fail(&judge, STAGE_AFTER_TLS, OUTCOME_GOODBYE);              /* info */
	judge_fail(&judge, STAGE_AFTER_TLS, OUTCOME_REFUSED);              /* high */
	judge.facts.login.verdict = LOGIN_ACCEPTED;                        /* critical */
	judge_now(&judge);
	ck_assert_uint_eq(judge.problems.len, 5);
	for (size_t i = 0; i < judge.problems.len; i++)
		ck_assert_int_eq(judge.problems.list[i].severity, SEVERITY_CRITICAL - (int)i);
	judge_clear(&judge);
}
END_TEST

START_TEST(equals_keep_the_order_of_the_rules)
{
	judge_init(&judge, "smtp");
	judge.facts.early = span_of("x");
	judge.facts.starttls_advertised.value = ANSWER_NO;
	judge_fail(&judge, STAGE_GREETING, OUTCOME_REFUSED);
	judge_fail(&judge, STAGE_CAPABILITY, OUTCOME_REFUSED);
	judge_now(&judge);
	ck_assert_uint_eq(judge.problems.len, 4);
	ck_assert_ptr_eq(judge.problems.list[0].failure, &judge.facts.failures[0]);
	ck_assert_ptr_eq(judge.problems.list[1].failure, &judge.facts.failures[1]);
	ck_assert_str_eq(judge.problems.list[2].rule->id, "starttls-hidden");
	ck_assert_str_eq(judge.problems.list[3].rule->id, "starttls-extra-plaintext");
	judge_clear(&judge);
}
END_TEST

START_TEST(a_full_list_takes_no_more)
{
	static const struct rule rule = { .id = "test", .title = "t", .advice = "a." };

	judge_init(&judge, "smtp");
	for (size_t i = 0; i < PROBLEMS_MAX + 3; i++)
		problems_add(&judge.problems, &judge.facts, &rule, NULL, NULL);
	ck_assert_uint_eq(judge.problems.len, PROBLEMS_MAX);
	judge_clear(&judge);
}
END_TEST

START_TEST(everything_at_once_fits_the_list)
{
	struct span line = span_of("250 Ready");

	judge_init(&judge, "submission");
	for (size_t i = 0; i < FAILURES_MAX; i++)
		judge_fail(&judge, STAGE_GREETING, OUTCOME_REFUSED);
	for (size_t i = 0; i < CHAIN_PROBLEMS; i++)
		judge.facts.chain.problems[i] = true;
	judge.facts.go_ahead = (struct lines){ .len = 1, .lines = &line };
	judge.facts.starttls_advertised.value = ANSWER_NO;
	judge.facts.early = span_of("x");
	judge.facts.login.verdict = LOGIN_ACCEPTED;
	judge_now(&judge);
	ck_assert_uint_eq(judge.problems.len, FAILURES_MAX + CHAIN_PROBLEMS + 4);
	ck_assert_uint_lt(judge.problems.len, PROBLEMS_MAX);
	judge_clear(&judge);
}
END_TEST

START_TEST(judging_again_says_the_same)
{
	judge_init(&judge, "smtp");
	judge_fail(&judge, STAGE_STARTTLS, OUTCOME_REFUSED);
	judge_now(&judge);
	judge_now(&judge);
	ck_assert_uint_eq(judge.problems.len, 1);
	judge_clear(&judge);
}
END_TEST

static const struct {
	const char *name;
	enum port_state state;
	enum outcome outcome; /* OUTCOME_NONE: no failure */
	bool has_session;
	enum login_verdict verdict;
	const char *why;
} untested[] = {
	{ "all known", PORT_OK, OUTCOME_NONE, true, LOGIN_NONE, NULL },
	{ "login not known", PORT_OK, OUTCOME_NONE, true, LOGIN_NOT_KNOWN, "the login's why" },
	{ "throttled", PORT_FAILED, OUTCOME_GOODBYE, true, LOGIN_NONE,
	    "the server said goodbye: it may throttle" },
	{ "failed before TLS", PORT_FAILED, OUTCOME_REFUSED, false, LOGIN_NONE,
	    "TLS was not reached" },
	{ "failed inside TLS", PORT_FAILED, OUTCOME_CLOSED, true, LOGIN_NONE,
	    "TLS stands, but what follows failed" },
	{ "the other mode was asked", PORT_FAILED, OUTCOME_WRONG_MODE, true, LOGIN_NONE, NULL },
	{ "the other mode, no login", PORT_FAILED, OUTCOME_WRONG_MODE, true, LOGIN_NOT_KNOWN,
	    "the login's why" },
	{ "closed", PORT_CLOSED, OUTCOME_CONNECTION_REFUSED, false, LOGIN_NOT_KNOWN,
	    "nothing listens there (connection refused)" },
	{ "filtered", PORT_NO_ANSWER, OUTCOME_FILTERED, false, LOGIN_NOT_KNOWN,
	    "no answer to TCP: filtered, or the host is down" },
	{ "unreachable", PORT_NO_ANSWER, OUTCOME_UNREACHABLE, false, LOGIN_NOT_KNOWN,
	    "the address cannot be reached from here" },
	{ "this machine", PORT_UNKNOWN, OUTCOME_LOCAL, false, LOGIN_NOT_KNOWN,
	    "this machine could not try" },
	{ "interrupted", PORT_UNKNOWN, OUTCOME_INTERRUPTED, false, LOGIN_NOT_KNOWN,
	    "stopped by the user" },
	{ "never begun", PORT_UNKNOWN, OUTCOME_NONE, false, LOGIN_NOT_KNOWN,
	    "stopped by the user" },
};

START_TEST(what_was_not_tested_has_a_reason)
{
	const char *why;

	judge_init(&judge, "smtp");
	if (untested[_i].outcome != OUTCOME_NONE)
		judge_fail(&judge, STAGE_GREETING, untested[_i].outcome);
	judge.facts.state = untested[_i].state;
	judge.facts.has_session = untested[_i].has_session;
	judge.facts.login.verdict = untested[_i].verdict;
	judge.facts.login.why = "the login's why";
	why = problems_untested(&judge.facts);
	if (untested[_i].why == NULL)
		ck_assert_msg(why == NULL, "%s: %s", untested[_i].name, why);
	else
		ck_assert_msg(why != NULL && strcmp(why, untested[_i].why) == 0, "%s: %s",
		    untested[_i].name, why == NULL ? "(null)" : why);
	judge_clear(&judge);
}
END_TEST

START_TEST(a_question_that_was_left_open_is_not_tested)
{
	static const char why[] = "the server stopped answering";
	struct negotiation *negotiation;

	judge_init(&judge, "smtp");
	negotiation = &judge.facts.negotiation;
	negotiation->asked[0] = (struct asked){ .question = QUESTION_ROBOT,
		.is_applicable = true,
		.why_not = "only with --intrusive" };
	negotiation->asked[1] =
	    (struct asked){ .question = QUESTION_SSL2, .why_not = "nothing to ask" };
	negotiation->asked_len = 2;
	ck_assert_ptr_null(problems_untested(&judge.facts));
	negotiation->asked[2] = (struct asked){ .question = QUESTION_CLASSES,
		.is_applicable = true,
		.is_left_open = true,
		.why_not = why };
	negotiation->asked_len = 3;
	ck_assert_str_eq(problems_untested(&judge.facts), why);
	judge_clear(&judge);
}
END_TEST

START_TEST(severities_have_names_that_stay)
{
	ck_assert_str_eq(severity_name(SEVERITY_INFO), "info");
	ck_assert_str_eq(severity_name(SEVERITY_LOW), "low");
	ck_assert_str_eq(severity_name(SEVERITY_MEDIUM), "medium");
	ck_assert_str_eq(severity_name(SEVERITY_HIGH), "high");
	ck_assert_str_eq(severity_name(SEVERITY_CRITICAL), "critical");
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("problem");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, a_healthy_port_has_no_problem_and_nothing_untested);
	tcase_add_test(tcase, the_worst_comes_first);
	tcase_add_test(tcase, equals_keep_the_order_of_the_rules);
	tcase_add_test(tcase, a_full_list_takes_no_more);
	tcase_add_test(tcase, everything_at_once_fits_the_list);
	tcase_add_test(tcase, judging_again_says_the_same);
	tcase_add_loop_test(tcase, what_was_not_tested_has_a_reason, 0, COUNT_OF(untested));
	tcase_add_test(tcase, a_question_that_was_left_open_is_not_tested);
	tcase_add_test(tcase, severities_have_names_that_stay);
	suite_add_tcase(s, tcase);
	return s;
}
