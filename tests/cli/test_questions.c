/* SPDX-License-Identifier: MIT */
#include "cli/verbs.h"
#include "probe/question.h"
#include "support/capture.h"
#include "support/suite.h"

#include <string.h>

static int
list(void *context)
{
	(void)context;
	return (int)list_questions_verb();
}

START_TEST(the_table_has_every_question_with_its_depth_and_cost)
{
	struct arena arena;
	struct captured captured;

	arena_init(&arena);
	captured = capture(&arena, list, NULL, "");
	ck_assert_int_eq(captured.status, STATUS_OK);
	for (size_t i = 0; i <= QUESTION_CONTROL; i++) {
		ck_assert_ptr_nonnull(strstr(captured.out, question_name((enum question)i)));
		ck_assert_ptr_nonnull(strstr(captured.out, question_title((enum question)i)));
		ck_assert_ptr_nonnull(strstr(captured.out, question_rows[i].cost));
	}
	ck_assert_str_eq(captured.err, "");
	arena_clear(&arena);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("questions");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, the_table_has_every_question_with_its_depth_and_cost);
	suite_add_tcase(s, tcase);
	return s;
}
