/* SPDX-License-Identifier: MIT */
#include "rules/topics.h"

#include "support/player.h"
#include "support/suite.h"

#include <string.h>

static struct arena arena;

static void
set_up(void)
{
	arena_init(&arena);
}

static void
tear_down(void)
{
	arena_clear(&arena);
}

START_TEST(each_topic_has_a_title_and_rules)
{
	for (size_t i = 0; i < topics_count; i++) {
		ck_assert_msg(topics[i].title[0] >= 'A' && topics[i].title[0] <= 'Z', "%s",
		    topics[i].title);
		ck_assert_msg(topics[i].rules[0] != NULL, "%s", topics[i].title);
	}
}
END_TEST

/* The suite of cases proves that no rule lacks a good, a bad and a not-known one; this proves
 * that no topic lacks the suite. */
START_TEST(each_topic_is_tested_by_cases)
{
	const char *header = read_test_file(&arena, "../src/rules/topics.h");
	static const char mark[] = "rules_about_";
	size_t count = 0;

	for (const char *at = strstr(header, mark); at != NULL; at = strstr(at, mark)) {
		const char *name;
		const char *test;

		at += strlen(mark);
		name = arena_string(&arena,
		    (struct span){ .data = (const uint8_t *)at, .len = strcspn(at, "[") });
		test = read_test_file(&arena, arena_printf(&arena, "rules/test_%s.c", name));
		ck_assert_msg(
		    strstr(test, "cases_suite(") != NULL &&
			strstr(test, arena_printf(&arena, "rules_about_%s", name)) != NULL,
		    "rules/test_%s.c runs no cases", name);
		count++;
	}
	ck_assert_uint_eq(count, topics_count);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("topics");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, each_topic_has_a_title_and_rules);
	tcase_add_test(tcase, each_topic_is_tested_by_cases);
	suite_add_tcase(s, tcase);
	return s;
}
