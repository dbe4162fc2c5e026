/* SPDX-License-Identifier: MIT */
#include "cli/options.h"
#include "support/help.h"
#include "support/suite.h"

#include <string.h>

START_TEST(no_line_is_wider_than_a_terminal)
{
	const char *line = help_text();

	while (*line != '\0') {
		size_t len = strcspn(line, "\n");

		ck_assert_msg(len <= 80, "%.*s", (int)len, line);
		line += len + (line[len] == '\n');
	}
}
END_TEST

/* Each word that is told of is one that is understood; what is understood and not told of, the
 * manual's check finds. */
START_TEST(every_option_that_is_told_is_known)
{
	const char *place = help_text();

	for (place = strstr(place, " --"); place != NULL; place = strstr(place + 1, " --")) {
		char word[64] = "";
		char program[] = "mailsonde";
		char value[] = "--color=never";
		char *argv[] = { program, word, value, NULL };
		struct options options;
		const char *problem;
		size_t len = strcspn(place + 1, " [=,.;\n)");

		ck_assert_uint_lt(len, sizeof(word));
		memcpy(word, place + 1, len);
		problem = options_read(&options, 3, argv);
		ck_assert_msg(problem == NULL || strstr(problem, "there is no option") == NULL,
		    "%s: %s", word, problem);
		options_clear(&options);
	}
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("help");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, no_line_is_wider_than_a_terminal);
	tcase_add_test(tcase, every_option_that_is_told_is_known);
	suite_add_tcase(s, tcase);
	return s;
}
