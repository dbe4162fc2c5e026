/* SPDX-License-Identifier: MIT */
#include "facts/diagnosis.h"

#include "support/suite.h"

#include <string.h>

START_TEST(each_experiment_has_a_name_of_its_own_and_words)
{
	for (int i = 0; i < EXPERIMENTS; i++) {
		const char *name = experiment_name((enum experiment)i);

		ck_assert_uint_eq(
		    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789-."), strlen(name));
		ck_assert_str_ne(experiment_title((enum experiment)i), "");
		/* They stand in a column of their own. */
		ck_assert_uint_le(strlen(experiment_title((enum experiment)i)), 41);
		ck_assert_str_ne(experiment_blame((enum experiment)i), "");
		for (int k = 0; k < i; k++)
			ck_assert_str_ne(name, experiment_name((enum experiment)k));
	}
}
END_TEST

/* Evidence holds them. */
START_TEST(the_numbers_of_experiments_stay_as_they_are)
{
	ck_assert_int_eq(EXPERIMENT_AGAIN, 0);
	ck_assert_int_eq(EXPERIMENT_NO_NAME, 2);
	ck_assert_int_eq(EXPERIMENT_DHE, 8);
	ck_assert_int_eq(EXPERIMENT_LARGE_HELLO, 12);
	ck_assert_int_eq(EXPERIMENT_HELO, 16);
	ck_assert_int_eq(EXPERIMENT_SIZED_HELLO, 22);
	ck_assert_int_eq(EXPERIMENT_RESUMED, 24);
}
END_TEST

START_TEST(a_variant_is_an_experiment_and_a_size)
{
	ck_assert_int_eq(experiment_of(0), EXPERIMENT_AGAIN);
	ck_assert_int_eq(experiment_of(EXPERIMENTS), EXPERIMENTS);
	ck_assert_int_eq(
	    experiment_of(517u << 16 | EXPERIMENT_SIZED_HELLO), EXPERIMENT_SIZED_HELLO);
	ck_assert_uint_eq(experiment_size(517u << 16 | EXPERIMENT_SIZED_HELLO), 517);
	ck_assert_uint_eq(experiment_size(EXPERIMENT_HELO), 0);
}
END_TEST

START_TEST(each_state_of_a_trial_has_a_word)
{
	for (int i = 0; i < TRIAL_STATES; i++)
		ck_assert_ptr_nonnull(trial_state_name((enum trial_state)i));
	ck_assert_str_eq(trial_state_name(TRIAL_NOT_ASKED), "not-asked");
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("diagnosis");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, each_experiment_has_a_name_of_its_own_and_words);
	tcase_add_test(tcase, the_numbers_of_experiments_stay_as_they_are);
	tcase_add_test(tcase, a_variant_is_an_experiment_and_a_size);
	tcase_add_test(tcase, each_state_of_a_trial_has_a_word);
	suite_add_tcase(s, tcase);
	return s;
}
