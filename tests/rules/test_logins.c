/* SPDX-License-Identifier: MIT */
#include "support/judge.h"
#include "support/suite.h"

#include <string.h>

static const struct {
	enum login_verdict verdict;
	const char *id;                     /* NULL: no problem */
	enum severity severity[ROLE_COUNT]; /* mx, submission, access */
} rows[] = {
	{ LOGIN_NOT_KNOWN, NULL, { SEVERITY_INFO } },
	{ LOGIN_NOT_APPLICABLE, NULL, { SEVERITY_INFO } },
	{ LOGIN_NONE, NULL, { SEVERITY_INFO } },
	{ LOGIN_CHALLENGE_ONLY, "auth-challenge-before-tls",
	    { SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_MEDIUM } },
	{ LOGIN_REFUSED_THOUGH_ADVERTISED, "auth-plaintext-advertised",
	    { SEVERITY_MEDIUM, SEVERITY_HIGH, SEVERITY_HIGH } },
	{ LOGIN_ACCEPTED_THOUGH_HIDDEN, "auth-plaintext-hidden",
	    { SEVERITY_HIGH, SEVERITY_CRITICAL, SEVERITY_CRITICAL } },
	{ LOGIN_ACCEPTED, "auth-plaintext-accepted",
	    { SEVERITY_CRITICAL, SEVERITY_CRITICAL, SEVERITY_CRITICAL } },
};

static const char *const by_role[ROLE_COUNT] = {
	[ROLE_MX] = "smtp",
	[ROLE_SUBMISSION] = "submission",
	[ROLE_ACCESS] = "imap",
};

static struct judge judge;

static void
judge_verdict(const char *scheme, enum login_verdict verdict)
{
	judge_init(&judge, scheme);
	judge.facts.login.verdict = verdict;
	judge_now(&judge);
}

START_TEST(each_verdict_raises_its_rule_as_the_role_has_it)
{
	const char *verdict = login_verdict_name(rows[_i].verdict);

	for (size_t role = 0; role < ROLE_COUNT; role++) {
		judge_verdict(by_role[role], rows[_i].verdict);
		ck_assert_msg(
		    judge.problems.len == (rows[_i].id == NULL ? 0 : 1), "%s", verdict);
		if (rows[_i].id != NULL) {
			const struct problem *problem = &judge.problems.list[0];

			ck_assert_str_eq(problem->rule->id, rows[_i].id);
			ck_assert_msg(problem->severity == rows[_i].severity[role],
			    "%s on %s: %s", verdict, by_role[role],
			    severity_name(problem->severity));
		}
		judge_clear(&judge);
	}
}
END_TEST

START_TEST(every_verdict_has_its_row)
{
	ck_assert_uint_eq(COUNT_OF(rows), LOGIN_VERDICTS);
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		ck_assert_uint_eq(rows[i].verdict, i);
}
END_TEST

START_TEST(evidence_names_the_mechanisms_and_quotes_the_answer)
{
	const char *evidence;

	judge_init(&judge, "submission");
	judge.facts.login = (struct login){
		.verdict = LOGIN_ACCEPTED,
		.mechanisms_len = 3,
		.mechanisms = { "PLAIN", "LOGIN", "X\\x1bY" },
		.words = span_of("334 \x1b[31mgo\r\n on\xff"),
	};
	judge_now(&judge);
	evidence = judge.problems.list[0].evidence;
	ck_assert_ptr_nonnull(strstr(evidence, "PLAIN, LOGIN, X\\x1bY"));
	ck_assert_ptr_nonnull(strstr(evidence, "334 \\x1b[31mgo\\r\\n on\\xff"));
	judge_clear(&judge);
}
END_TEST

START_TEST(evidence_without_mechanisms_says_so)
{
	judge_verdict("submission", LOGIN_ACCEPTED_THOUGH_HIDDEN);
	ck_assert_ptr_nonnull(strstr(judge.problems.list[0].evidence, "advertised: nothing"));
	judge_clear(&judge);
}
END_TEST

START_TEST(every_rule_has_a_case_that_raises_it)
{
	struct arena arena;
	struct titles titles;

	arena_init(&arena);
	titles_read(&titles, &arena, "logins");
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		judge_verdict("smtp", rows[i].verdict);
		titles_see(&titles, &judge.problems);
		judge_clear(&judge);
	}
	titles_check(&titles);
	arena_clear(&arena);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("logins");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(
	    tcase, each_verdict_raises_its_rule_as_the_role_has_it, 0, COUNT_OF(rows));
	tcase_add_test(tcase, every_verdict_has_its_row);
	tcase_add_test(tcase, evidence_names_the_mechanisms_and_quotes_the_answer);
	tcase_add_test(tcase, evidence_without_mechanisms_says_so);
	tcase_add_test(tcase, every_rule_has_a_case_that_raises_it);
	suite_add_tcase(s, tcase);
	return s;
}
