/* SPDX-License-Identifier: MIT */
#include "cli/verbs.h"
#include "rules/policies.h"
#include "support/capture.h"
#include "support/suite.h"

#include <string.h>

static struct options options;

static int
print(void *context)
{
	(void)context;
	return (int)policy_verb(&options);
}

static void
set_up(void)
{
	options = (struct options){ .verb = VERB_POLICY };
	arena_init(&options.arena);
}

static void
tear_down(void)
{
	arena_clear(&options.arena);
}

static struct captured
printed(char *name)
{
	char *words[] = { name };

	options.words = words;
	options.words_len = 1;
	return capture(&options.arena, print, NULL, "");
}

START_TEST(a_policy_is_printed_as_it_is)
{
	for (size_t i = 0; i < policy_texts_count; i++) {
		char name[64];
		struct captured captured;

		ck_assert_uint_lt(strlen(policy_texts[i].name), sizeof(name));
		captured = printed(strcpy(name, policy_texts[i].name));
		ck_assert_int_eq(captured.status, STATUS_OK);
		ck_assert_str_eq(captured.out, policy_texts[i].text);
		ck_assert_str_eq(captured.err, "");
	}
}
END_TEST

START_TEST(an_unknown_name_is_told_with_those_that_there_are)
{
	char name[] = "bcp\x1b";
	struct captured captured = printed(name);

	ck_assert_int_eq(captured.status, STATUS_USAGE);
	ck_assert_str_eq(captured.out, "");
	ck_assert(strstr(captured.err, "mailsonde: there is no policy 'bcp\\x1b'; there are: "
				       "bcp195, ") == captured.err);
}
END_TEST

START_TEST(the_list_has_a_line_with_a_title_for_each)
{
	struct captured captured;
	const char *line;

	options.is_list = true;
	captured = capture(&options.arena, print, NULL, "");
	ck_assert_int_eq(captured.status, STATUS_OK);
	line = captured.out;
	for (size_t i = 0; i < policy_texts_count; i++) {
		size_t len = strcspn(line, "\n");

		ck_assert(strstr(line, policy_texts[i].name) == line);
		ck_assert_uint_gt(len, 30);
		ck_assert_uint_lt(len, 80);
		ck_assert(line[len - 1] != ' ');
		line += len + 1;
	}
	ck_assert_str_eq(line, "");
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("policy");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, a_policy_is_printed_as_it_is);
	tcase_add_test(tcase, an_unknown_name_is_told_with_those_that_there_are);
	tcase_add_test(tcase, the_list_has_a_line_with_a_title_for_each);
	suite_add_tcase(s, tcase);
	return s;
}
