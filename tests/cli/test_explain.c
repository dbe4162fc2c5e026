/* SPDX-License-Identifier: MIT */
#include "cli/verbs.h"
#include "support/capture.h"
#include "support/suite.h"

#include <string.h>

static struct options options;

static int
explain(void *context)
{
	(void)context;
	return (int)explain_verb(&options);
}

static void
set_up(void)
{
	options = (struct options){ .verb = VERB_EXPLAIN };
	arena_init(&options.arena);
}

static void
tear_down(void)
{
	arena_clear(&options.arena);
}

static struct captured
explained(char *const *words, size_t len)
{
	options.words = words;
	options.words_len = len;
	return capture(&options.arena, explain, NULL, "");
}

START_TEST(each_id_is_explained_in_its_turn)
{
	char one[] = "tls-11";
	char other[] = "tls-10";
	char *const words[] = { one, other };
	struct captured captured = explained(words, 2);

	ck_assert_int_eq(captured.status, STATUS_OK);
	ck_assert_str_eq(captured.err, "");
	ck_assert(strstr(captured.out, "tls-11: accepts") == captured.out);
	ck_assert_ptr_nonnull(strstr(captured.out, "\n\ntls-10: accepts"));
}
END_TEST

START_TEST(a_mistyped_id_is_told_before_anything_else)
{
	char one[] = "tls-11";
	char other[] = "tls10";
	char *const words[] = { one, other };
	struct captured captured = explained(words, 2);

	ck_assert_int_eq(captured.status, STATUS_USAGE);
	ck_assert_str_eq(captured.out, "");
	ck_assert_str_eq(
	    captured.err, "mailsonde: there is no finding 'tls10'; did you mean tls-10?\n");
}
END_TEST

START_TEST(an_id_that_is_like_none_is_told)
{
	char word[] = "\033nothing\n";
	char *const words[] = { word };
	struct captured captured = explained(words, 1);

	ck_assert_int_eq(captured.status, STATUS_USAGE);
	ck_assert_str_eq(captured.err,
	    "mailsonde: there is no finding '\\x1bnothing\\n': see 'mailsonde explain "
	    "--list'\n");
}
END_TEST

START_TEST(an_id_that_is_not_looked_for_yet_is_told)
{
	char word[] = "dane-none";
	char *const words[] = { word };
	struct captured captured = explained(words, 1);

	ck_assert_int_eq(captured.status, STATUS_OK);
	ck_assert(strstr(captured.out, "dane-none: not looked for yet: ") == captured.out);
	ck_assert(is_one_line(captured.out));
}
END_TEST

START_TEST(all_are_listed_or_make_a_manual)
{
	struct captured captured;

	options.is_list = true;
	captured = explained(NULL, 0);
	ck_assert_int_eq(captured.status, STATUS_OK);
	ck_assert_ptr_nonnull(strstr(captured.out, "\n  tls-10 "));
	options.is_list = false;
	options.is_manual = true;
	captured = explained(NULL, 0);
	ck_assert_int_eq(captured.status, STATUS_OK);
	ck_assert_ptr_nonnull(strstr(captured.out, "\n.It Cm tls-10\n"));
}
END_TEST

Suite *
suite(void)
{
	Suite *suite = suite_create("explain");
	TCase *tcase = tcase_create("explain");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, each_id_is_explained_in_its_turn);
	tcase_add_test(tcase, a_mistyped_id_is_told_before_anything_else);
	tcase_add_test(tcase, an_id_that_is_like_none_is_told);
	tcase_add_test(tcase, an_id_that_is_not_looked_for_yet_is_told);
	tcase_add_test(tcase, all_are_listed_or_make_a_manual);
	suite_add_tcase(suite, tcase);
	return suite;
}
