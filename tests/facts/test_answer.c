/* SPDX-License-Identifier: MIT */
#include "facts/answer.h"
#include "support/suite.h"

/* What nobody has asked must not read as an answer, nor what is silent as less than sure. */
START_TEST(an_answer_of_zero_is_unknown)
{
	const struct answer answer = { 0 };

	ck_assert_int_eq(answer.value, ANSWER_UNKNOWN);
	ck_assert_int_eq(answer.certainty, CERTAINTY_CERTAIN);
	ck_assert_ptr_null(answer.why);
}
END_TEST

START_TEST(answers_have_words_that_stay)
{
	ck_assert_str_eq(answer_name(ANSWER_UNKNOWN), "unknown");
	ck_assert_str_eq(answer_name(ANSWER_YES), "yes");
	ck_assert_str_eq(answer_name(ANSWER_NO), "no");
	ck_assert_str_eq(answer_name(ANSWER_NOT_APPLICABLE), "not-applicable");
	ck_assert_int_eq((int)ANSWER_VALUES, 4);
}
END_TEST

START_TEST(certainties_have_words_that_stay)
{
	ck_assert_str_eq(certainty_name(CERTAINTY_CERTAIN), "certain");
	ck_assert_str_eq(certainty_name(CERTAINTY_LIKELY), "likely");
	ck_assert_str_eq(certainty_name(CERTAINTY_POSSIBLE), "possible");
	ck_assert_int_eq((int)CERTAINTIES, 3);
}
END_TEST

START_TEST(only_yes_and_no_are_decided)
{
	for (int i = 0; i < ANSWER_VALUES; i++) {
		const struct answer answer = { .value = (enum answer_value)i,
			.certainty = CERTAINTY_LIKELY };

		ck_assert_int_eq(answer_is_decided(&answer), i == ANSWER_YES || i == ANSWER_NO);
	}
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("answer");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, only_yes_and_no_are_decided);
	tcase_add_test(tcase, an_answer_of_zero_is_unknown);
	tcase_add_test(tcase, answers_have_words_that_stay);
	tcase_add_test(tcase, certainties_have_words_that_stay);
	suite_add_tcase(s, tcase);
	return s;
}
