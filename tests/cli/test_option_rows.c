/* SPDX-License-Identifier: MIT */
#include "cli/option_rows.h"

#include "support/help.h"
#include "support/suite.h"

#include <string.h>

static const char *
key(const struct option_row *row)
{
	return row->name == NULL ? "" : row->name;
}

START_TEST(rows_are_sorted_and_unique)
{
	for (size_t i = 1; i < option_rows_count; i++) {
		int order = strcmp(key(&option_rows[i - 1]), key(&option_rows[i]));

		ck_assert_msg(order < 0 || (order == 0 && option_rows[i].name == NULL), "%s",
		    key(&option_rows[i]));
		for (size_t k = 0; k < i; k++)
			ck_assert_msg(option_rows[i].letter == 0 ||
					  option_rows[i].letter != option_rows[k].letter,
			    "-%c", option_rows[i].letter);
	}
}
END_TEST

START_TEST(each_row_can_be_named_and_used)
{
	for (size_t i = 0; i < option_rows_count; i++) {
		const struct option_row *row = &option_rows[i];

		ck_assert(row->name != NULL || row->letter != 0);
		ck_assert_msg(row->read != NULL && row->verbs != 0, "%s", key(row));
	}
}
END_TEST

START_TEST(the_help_names_each_row)
{
	for (size_t i = 0; i < option_rows_count; i++) {
		const struct option_row *row = &option_rows[i];
		char word[64] = "--";

		if (row->name == NULL || strcmp(row->name, "manual") == 0)
			continue; /* letters are told together; the manual is for the build */
		ck_assert_uint_lt(strlen(row->name), sizeof(word) - 3);
		strcat(word, row->name);
		ck_assert_msg(strstr(help_text(), word) != NULL, "%s", word);
	}
}
END_TEST

START_TEST(words_of_the_user_are_said_again_in_print)
{
	struct options options;
	struct parsing parsing = { .options = &options, .arena = &options.arena };

	options = (struct options){ 0 };
	arena_init(&options.arena);
	ck_assert_str_eq(options_quote(&parsing, "a\x1b[2J"), "a\\x1b[2J");
	arena_clear(&options.arena);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("option_rows");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, rows_are_sorted_and_unique);
	tcase_add_test(tcase, each_row_can_be_named_and_used);
	tcase_add_test(tcase, the_help_names_each_row);
	tcase_add_test(tcase, words_of_the_user_are_said_again_in_print);
	suite_add_tcase(s, tcase);
	return s;
}
