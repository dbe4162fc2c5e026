/* SPDX-License-Identifier: MIT */
#include "cli/verbs.h"
#include "support/capture.h"
#include "support/suite.h"

#include <stdio.h>

static int
complain(void *context)
{
	return usage_error(context);
}

START_TEST(wrong_usage_is_one_line_with_the_programs_name)
{
	static char problem[] = "there is no 100% of it";
	struct arena arena;
	struct captured captured;

	arena_init(&arena);
	captured = capture(&arena, complain, problem, "");
	ck_assert_int_eq(captured.status, STATUS_USAGE);
	ck_assert_str_eq(captured.out, "");
	ck_assert_str_eq(captured.err, "mailsonde: there is no 100% of it\n");
	arena_clear(&arena);
}
END_TEST

static int
print_to(void *context)
{
	ck_assert_ptr_nonnull(freopen(context, "w", stdout));
	printf("words\n");
	return printed_status();
}

START_TEST(what_cannot_be_printed_is_told)
{
	static char full[] = "/dev/full";
	struct arena arena;
	struct captured captured;

	arena_init(&arena);
	captured = capture(&arena, print_to, full, "");
	ck_assert_int_eq(captured.status, STATUS_INTERNAL);
	ck_assert_str_eq(captured.err, "mailsonde: standard output could not be written in "
				       "full: No space left on device\n");
	arena_clear(&arena);
}
END_TEST

START_TEST(what_is_printed_is_well)
{
	static char nowhere[] = "/dev/null";
	struct arena arena;
	struct captured captured;

	arena_init(&arena);
	captured = capture(&arena, print_to, nowhere, "");
	ck_assert_int_eq(captured.status, STATUS_OK);
	ck_assert_str_eq(captured.err, "");
	arena_clear(&arena);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("verbs");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, what_cannot_be_printed_is_told);
	tcase_add_test(tcase, what_is_printed_is_well);
	tcase_add_test(tcase, wrong_usage_is_one_line_with_the_programs_name);
	suite_add_tcase(s, tcase);
	return s;
}
