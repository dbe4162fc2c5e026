/* SPDX-License-Identifier: MIT */
#include "support/judge.h"
#include "support/suite.h"

#include <string.h>

static const struct {
	const char *name;
	const char *scheme;
	enum answer_value advertised;
	enum answer_value works;
	bool is_masked;
	const char *go_ahead; /* NULL: none */
	const char *early;
	const char *id; /* NULL: no problem */
	enum severity severity;
	const char *evidence;
} rows[] = {
	{ "listed, and works", "smtp", ANSWER_YES, ANSWER_YES, false, "220 Ready", "", NULL,
	    SEVERITY_INFO, NULL },
	{ "not applicable", "imaps", ANSWER_NOT_APPLICABLE, ANSWER_NOT_APPLICABLE, false, NULL,
	    "", NULL, SEVERITY_INFO, NULL },
	{ "nothing known", "smtp", ANSWER_UNKNOWN, ANSWER_UNKNOWN, false, NULL, "", NULL,
	    SEVERITY_INFO, NULL },
	{ "not listed, but works", "smtp", ANSWER_NO, ANSWER_YES, false, "220 Ready", "",
	    "starttls-hidden", SEVERITY_MEDIUM, NULL },
	{ "not listed, and does not work", "smtp", ANSWER_NO, ANSWER_NO, false, NULL, "", NULL,
	    SEVERITY_INFO, NULL },
	{ "no list, but works", "pop3", ANSWER_UNKNOWN, ANSWER_YES, false, "+OK", "", NULL,
	    SEVERITY_INFO, NULL },
	{ "masked, but goes ahead", "smtp", ANSWER_NO, ANSWER_YES, true, "220 Ready", "",
	    "starttls-masked", SEVERITY_HIGH, NULL },
	{ "masked and refused is told as a failure", "smtp", ANSWER_NO, ANSWER_NO, true, NULL,
	    "", NULL, SEVERITY_INFO, NULL },
	{ "early bytes", "imap", ANSWER_YES, ANSWER_YES, false, "p2 OK",
	    "* OK injected\r\n\x1b[2J", "starttls-extra-plaintext", SEVERITY_MEDIUM,
	    "* OK injected\\r\\n\\x1b[2J" },
	{ "another code", "smtp", ANSWER_YES, ANSWER_YES, false, "250 Ready", "",
	    "starttls-bad-reply", SEVERITY_LOW, "250 Ready" },
	{ "another code, hostile", "submission", ANSWER_YES, ANSWER_NO, false,
	    "235 \x1b]0;x\a\xe2\x80\xae", "", "starttls-bad-reply", SEVERITY_LOW,
	    "235 \\x1b]0;x\\x07\\xe2\\x80\\xae" },
	{ "another code of LMTP", "lmtp", ANSWER_YES, ANSWER_YES, false, "250 Ready", "",
	    "starttls-bad-reply", SEVERITY_LOW, "250 Ready" },
	{ "other protocols have no codes", "pop3", ANSWER_YES, ANSWER_YES, false, "+OK", "",
	    NULL, SEVERITY_INFO, NULL },
	{ "nor has ManageSieve", "sieve", ANSWER_YES, ANSWER_YES, false, "OK \"go\"", "", NULL,
	    SEVERITY_INFO, NULL },
};

static struct judge judge;
static struct span go_ahead[1];

static void
judge_row(int row)
{
	judge_init(&judge, rows[row].scheme);
	judge.facts.starttls_advertised.value = rows[row].advertised;
	judge.facts.starttls_works.value = rows[row].works;
	judge.facts.is_starttls_masked = rows[row].is_masked;
	judge.facts.early = span_of(rows[row].early);
	go_ahead[0] = span_of(rows[row].go_ahead);
	if (rows[row].go_ahead != NULL)
		judge.facts.go_ahead = (struct lines){ .len = 1, .lines = go_ahead };
	judge_now(&judge);
}

START_TEST(what_is_odd_about_starttls_is_told)
{
	const char *name = rows[_i].name;
	const struct problem *problem;

	judge_row(_i);
	if (rows[_i].id == NULL) {
		ck_assert_msg(judge.problems.len == 0, "%s: %s", name,
		    judge.problems.list[0].rule == NULL ? "" : judge.problems.list[0].rule->id);
		judge_clear(&judge);
		return;
	}
	ck_assert_msg(judge.problems.len == 1, "%s: %zu problems", name, judge.problems.len);
	problem = &judge.problems.list[0];
	ck_assert_msg(
	    strcmp(problem->rule->id, rows[_i].id) == 0, "%s: %s", name, problem->rule->id);
	ck_assert_msg(problem->severity == rows[_i].severity, "%s: severity", name);
	if (rows[_i].evidence == NULL)
		ck_assert_msg(problem->evidence == NULL, "%s: evidence", name);
	else
		ck_assert_str_eq(problem->evidence, rows[_i].evidence);
	judge_clear(&judge);
}
END_TEST

START_TEST(oddities_come_together)
{
	struct span line = span_of("250 Ready");

	judge_init(&judge, "smtp");
	judge.facts.starttls_advertised.value = ANSWER_NO;
	judge.facts.go_ahead = (struct lines){ .len = 1, .lines = &line };
	judge.facts.early = span_of("x");
	judge_now(&judge);
	ck_assert_uint_eq(judge.problems.len, 3);
	ck_assert_ptr_nonnull(judge_find(&judge, "starttls-hidden"));
	ck_assert_ptr_nonnull(judge_find(&judge, "starttls-extra-plaintext"));
	ck_assert_ptr_nonnull(judge_find(&judge, "starttls-bad-reply"));
	judge_clear(&judge);
}
END_TEST

START_TEST(long_early_bytes_are_cut)
{
	static uint8_t bytes[1024];

	judge_init(&judge, "smtp");
	judge.facts.early = (struct span){ bytes, sizeof(bytes) };
	judge_now(&judge);
	ck_assert_uint_eq(judge.problems.len, 1);
	ck_assert_uint_eq(strlen(judge.problems.list[0].evidence), 4 * 300 + 3);
	judge_clear(&judge);
}
END_TEST

START_TEST(every_rule_has_a_case_that_raises_it)
{
	struct arena arena;
	struct titles titles;

	arena_init(&arena);
	titles_read(&titles, &arena, "starttls");
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		judge_row((int)i);
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
	Suite *s = suite_create("starttls");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(tcase, what_is_odd_about_starttls_is_told, 0, COUNT_OF(rows));
	tcase_add_test(tcase, oddities_come_together);
	tcase_add_test(tcase, long_early_bytes_are_cut);
	tcase_add_test(tcase, every_rule_has_a_case_that_raises_it);
	suite_add_tcase(s, tcase);
	return s;
}
