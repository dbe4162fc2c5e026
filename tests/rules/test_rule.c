/* SPDX-License-Identifier: MIT */
#include "rules/rule.h"

#include "support/suite.h"

START_TEST(each_rule_has_its_place_and_is_found_by_its_id)
{
	ck_assert_uint_gt(rules_count(), 90);
	for (size_t i = 0; i < rules_count(); i++) {
		const struct rule *rule = rule_at(i);

		ck_assert_ptr_eq(rule_by_id(span_of(rule->id)), rule); /* so ids are unique */
		ck_assert_uint_eq(rule_place(rule), i);
	}
	ck_assert_ptr_null(rule_at(rules_count()));
}
END_TEST

START_TEST(what_is_no_rule_is_not_found)
{
	static const struct rule stranger = { .id = "stranger" };

	ck_assert_ptr_null(rule_by_id(span_of("stranger")));
	ck_assert_ptr_null(rule_by_id(span_of("TLS-10")));
	ck_assert_ptr_null(rule_by_id(span_of("")));
	ck_assert_uint_eq(rule_place(&stranger), rules_count());
}
END_TEST

START_TEST(a_part_names_a_rule_that_is_no_part_itself)
{
	for (size_t i = 0; i < rules_count(); i++) {
		const struct rule *rule = rule_at(i);
		const struct rule *whole;

		if (rule->part_of == NULL)
			continue;
		whole = rule_by_id(span_of(rule->part_of));
		ck_assert_msg(whole != NULL, "%s: there is no %s", rule->id, rule->part_of);
		ck_assert_msg(whole != rule && whole->part_of == NULL,
		    "%s: %s is a part as well", rule->id, rule->part_of);
	}
}
END_TEST

START_TEST(each_rule_concerns_some_role)
{
	for (size_t i = 0; i < rules_count(); i++) {
		const struct rule *rule = rule_at(i);
		bool concerns = false;

		for (int role = 0; role < ROLE_COUNT; role++)
			for (int grade = GRADE_USUAL; grade <= GRADE_MILDER; grade++)
				concerns = concerns || rule_severity(rule, (enum grade)grade,
							   (enum role)role) != SEVERITY_OFF;
		ck_assert_msg(concerns, "%s", rule->id);
	}
}
END_TEST

static const struct {
	struct answer answer;
	enum verdict verdict; /* where yes is bad */
	const char *why;
} answers[] = {
	{ { .value = ANSWER_YES }, VERDICT_BAD, NULL },
	{ { .value = ANSWER_NO }, VERDICT_GOOD, NULL },
	{ { .value = ANSWER_NOT_APPLICABLE, .why = "none here" }, VERDICT_NOT_APPLICABLE,
	    "none here" },
	{ { .value = ANSWER_UNKNOWN, .why = "throttled" }, VERDICT_UNKNOWN, "throttled" },
	{ { .value = ANSWER_UNKNOWN }, VERDICT_UNKNOWN, "not asked" },
};

START_TEST(an_answer_is_ruled_on_by_its_value)
{
	struct ruling ruling = ruling_of_answer(&answers[_i].answer, ANSWER_YES, "seen");

	ck_assert_int_eq(ruling.verdict, answers[_i].verdict);
	if (answers[_i].why != NULL)
		ck_assert_str_eq(ruling.why, answers[_i].why);
	if (ruling.verdict == VERDICT_BAD)
		ck_assert_str_eq(ruling.evidence, "seen");
	else
		ck_assert_ptr_null(ruling.evidence);
}
END_TEST

START_TEST(how_sure_an_answer_is_goes_into_the_ruling)
{
	struct answer likely = { .value = ANSWER_NO, .certainty = CERTAINTY_LIKELY };

	ck_assert_int_eq(
	    ruling_of_answer(&likely, ANSWER_NO, "seen").certainty, CERTAINTY_LIKELY);
}
END_TEST

START_TEST(verdicts_have_names)
{
	ck_assert_str_eq(verdict_name(VERDICT_BAD), "bad");
	ck_assert_str_eq(verdict_name(VERDICT_GOOD), "good");
	ck_assert_str_eq(verdict_name(VERDICT_UNKNOWN), "not-known");
	ck_assert_str_eq(verdict_name(VERDICT_NOT_APPLICABLE), "not-applicable");
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("rule");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, each_rule_has_its_place_and_is_found_by_its_id);
	tcase_add_test(tcase, what_is_no_rule_is_not_found);
	tcase_add_test(tcase, a_part_names_a_rule_that_is_no_part_itself);
	tcase_add_test(tcase, each_rule_concerns_some_role);
	tcase_add_loop_test(tcase, an_answer_is_ruled_on_by_its_value, 0, COUNT_OF(answers));
	tcase_add_test(tcase, how_sure_an_answer_is_goes_into_the_ruling);
	tcase_add_test(tcase, verdicts_have_names);
	suite_add_tcase(s, tcase);
	return s;
}
