/* SPDX-License-Identifier: MIT */
#include "facts/use.h"

#include "support/suite.h"

#include <string.h>

START_TEST(each_state_and_reason_has_a_word_of_its_own)
{
	for (int i = 0; i < USE_STATES; i++)
		for (int k = 0; k < i; k++)
			ck_assert_str_ne(use_state_name((enum use_state)i),
			    use_state_name((enum use_state)k));
	for (int i = 0; i < WITHHELD_REASONS; i++)
		for (int k = 0; k < i; k++)
			ck_assert_str_ne(
			    withheld_name((enum withheld)i), withheld_name((enum withheld)k));
}
END_TEST

/* Evidence has them as numbers. */
START_TEST(the_numbers_stay)
{
	ck_assert_int_eq(WITHHELD_UNVERIFIED, 1);
	ck_assert_int_eq(WITHHELD_IN_CLEAR, 2);
	ck_assert_int_eq(WITHHELD_NO_WAY, 3);
	ck_assert_int_eq(WITHHELD_CHALLENGE, 4);
	ck_assert_int_eq(WITHHELD_UNPROVED, 5);
	ck_assert_int_eq(USE_WAY_CLEAR, 1);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("use");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, each_state_and_reason_has_a_word_of_its_own);
	tcase_add_test(tcase, the_numbers_stay);
	suite_add_tcase(s, tcase);
	return s;
}
