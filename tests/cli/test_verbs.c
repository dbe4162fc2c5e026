/* SPDX-License-Identifier: MIT */
#include "cli/verbs.h"
#include "support/capture.h"
#include "support/suite.h"

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

Suite *
suite(void)
{
	Suite *s = suite_create("verbs");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, wrong_usage_is_one_line_with_the_programs_name);
	suite_add_tcase(s, tcase);
	return s;
}
