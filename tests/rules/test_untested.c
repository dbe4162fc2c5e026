/* SPDX-License-Identifier: MIT */
#include "rules/untested.h"

#include "support/judge.h"
#include "support/suite.h"

#include <string.h>

static struct judge judge;

START_TEST(a_healthy_port_has_nothing_untested)
{
	for (size_t i = 0; i < schemes_count; i++) {
		judge_init(&judge, schemes[i].name);
		ck_assert_msg(port_untested(&judge.ports[0]) == NULL, "%s", schemes[i].name);
		ck_assert(!port_is_untested(&judge.ports[0]));
		judge_clear(&judge);
	}
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
	judge.ports[0].state = untested[_i].state;
	judge.ports[0].has_session = untested[_i].has_session;
	judge.ports[0].login.verdict = untested[_i].verdict;
	judge.ports[0].login.why = "the login's why";
	why = port_untested(&judge.ports[0]);
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
	negotiation = &judge.ports[0].negotiation;
	negotiation->asked[0] = (struct asked){ .question = QUESTION_ROBOT,
		.is_applicable = true,
		.why_not = "only with --intrusive" };
	negotiation->asked[1] =
	    (struct asked){ .question = QUESTION_SSL2, .why_not = "nothing to ask" };
	negotiation->asked_len = 2;
	ck_assert_ptr_null(port_untested(&judge.ports[0]));
	negotiation->asked[2] = (struct asked){ .question = QUESTION_CLASSES,
		.is_applicable = true,
		.is_left_open = true,
		.why_not = why };
	negotiation->asked_len = 3;
	ck_assert_str_eq(port_untested(&judge.ports[0]), why);
	ck_assert(!port_is_untested(&judge.ports[0]));
	negotiation->asked[2].why_not = "the server said goodbye: it may throttle";
	ck_assert(port_is_untested(&judge.ports[0]));
	judge_clear(&judge);
}
END_TEST

START_TEST(trust_that_is_not_known_should_have_been)
{
	judge_init(&judge, "imaps");
	judge.sessions[0].trust = TRUST_UNKNOWN;
	ck_assert_ptr_nonnull(strstr(port_untested(&judge.ports[0]), "trust store"));
	ck_assert(port_is_untested(&judge.ports[0]));
	judge_clear(&judge);
}
END_TEST

START_TEST(a_closed_port_is_untested_only_if_it_was_named)
{
	judge_init(&judge, "imaps");
	judge_fail(&judge, STAGE_CONNECT, OUTCOME_CONNECTION_REFUSED);
	judge.ports[0].state = PORT_CLOSED;
	ck_assert(!port_is_untested(&judge.ports[0]));
	judge.records[0].endpoint.is_asked_for = true;
	ck_assert(port_is_untested(&judge.ports[0]));
	judge_clear(&judge);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("untested");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, a_healthy_port_has_nothing_untested);
	tcase_add_loop_test(tcase, what_was_not_tested_has_a_reason, 0, COUNT_OF(untested));
	tcase_add_test(tcase, a_question_that_was_left_open_is_not_tested);
	tcase_add_test(tcase, trust_that_is_not_known_should_have_been);
	tcase_add_test(tcase, a_closed_port_is_untested_only_if_it_was_named);
	suite_add_tcase(s, tcase);
	return s;
}
