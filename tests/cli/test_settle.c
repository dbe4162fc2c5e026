/* SPDX-License-Identifier: MIT */
#include "cli/option_rows.h"

#include "support/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct options options;
static struct parsing parsing;

static void
set_up(void)
{
	options = (struct options){
		.limits = { .depth = DEPTH_STANDARD },
		.patience = { .greeting_us = 45, .idle_us = 10 },
	};
	parsing = (struct parsing){ .options = &options, .arena = &options.arena };
	arena_init(&options.arena);
}

static void
tear_down(void)
{
	arena_clear(&options.arena);
}

START_TEST(what_is_left_out_gets_its_default)
{
	ck_assert_ptr_null(options_settle(&parsing));
	ck_assert_str_eq(options.files[OUTPUT_TEXT], "-");
	ck_assert_uint_gt(options.limits.connections_max, 10);
	ck_assert_uint_eq(options.patience.total_us, 45 + 6 * 10);
	ck_assert_ptr_nonnull(options.name);
	ck_assert(!options.has_colour);
}
END_TEST

START_TEST(every_report_can_take_the_place_of_the_text)
{
	for (size_t i = 0; i < OUTPUT_KINDS; i++) {
		memset(options.files, 0, sizeof(options.files));
		options.files[i] = "-";
		ck_assert_ptr_null(options_settle(&parsing));
		for (size_t k = 0; k < OUTPUT_KINDS; k++)
			ck_assert((options.files[k] != NULL) == (i == k));
	}
}
END_TEST

START_TEST(a_report_may_be_called_like_a_built_in_policy)
{
	options.policy = "bcp195";
	options.files[OUTPUT_JSON] = "bcp195";
	ck_assert_ptr_null(options_settle(&parsing));
	options.policy = "./bcp195";
	options.files[OUTPUT_JSON] = "./bcp195";
	ck_assert_str_eq(options_settle(&parsing),
	    "a report would overwrite the policy that it is judged by");
}
END_TEST

START_TEST(no_two_reports_go_to_the_same_place)
{
	for (size_t i = 1; i < OUTPUT_KINDS; i++) {
		memset(options.files, 0, sizeof(options.files));
		options.files[0] = "x";
		options.files[i] = "x";
		ck_assert_str_eq(
		    options_settle(&parsing), "two reports cannot go to the same place");
	}
}
END_TEST

START_TEST(no_report_goes_where_the_policy_or_the_baseline_is)
{
	options.files[OUTPUT_JSON] = "x";
	ck_assert_ptr_null(options_settle(&parsing));
	options.ca_file = "x";
	ck_assert_str_eq(
	    options_settle(&parsing), "a report would overwrite the file of --ca-file");
	options.baseline = "x";
	ck_assert_str_eq(options_settle(&parsing),
	    "a report would overwrite the baseline that it is compared with");
	options.policy = "x";
	ck_assert_str_eq(options_settle(&parsing),
	    "a report would overwrite the policy that it is judged by");
}
END_TEST

START_TEST(a_built_in_policy_and_a_stream_are_no_files_to_overwrite)
{
	options.files[OUTPUT_JSON] = "bcp195";
	options.files[OUTPUT_TEXT] = "-";
	options.policy = "bcp195";
	options.baseline = "-";
	ck_assert_ptr_null(options_settle(&parsing));
}
END_TEST

START_TEST(one_file_may_have_two_names)
{
	char folder[] = "/tmp/settle.XXXXXX";
	char first[64];
	char second[64];
	FILE *file;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	(void)snprintf(first, sizeof(first), "%s/a", folder);
	(void)snprintf(second, sizeof(second), "%s/b", folder);
	file = fopen(first, "w");
	ck_assert_ptr_nonnull(file);
	fclose(file);
	ck_assert(!options_same_file(first, second));
	ck_assert_int_eq(symlink(first, second), 0);
	ck_assert(options_same_file(first, second));
	ck_assert(options_same_file("-", "-"));
	ck_assert(!options_same_file(NULL, NULL));
	unlink(second);
	unlink(first);
	rmdir(folder);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("settle");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, what_is_left_out_gets_its_default);
	tcase_add_test(tcase, every_report_can_take_the_place_of_the_text);
	tcase_add_test(tcase, a_report_may_be_called_like_a_built_in_policy);
	tcase_add_test(tcase, no_two_reports_go_to_the_same_place);
	tcase_add_test(tcase, no_report_goes_where_the_policy_or_the_baseline_is);
	tcase_add_test(tcase, a_built_in_policy_and_a_stream_are_no_files_to_overwrite);
	tcase_add_test(tcase, one_file_may_have_two_names);
	suite_add_tcase(s, tcase);
	return s;
}
