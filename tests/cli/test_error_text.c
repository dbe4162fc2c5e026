/* SPDX-License-Identifier: MIT */
#include "cli/error_text.h"

#include "support/capture.h"
#include "support/suite.h"

#include <string.h>

static struct options options;

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

/* What is made of it, on standard output. */
static int
read_it(void *context)
{
	struct error_reading reading;
	const char *problem = error_text_read(&options, &reading);

	(void)context;
	if (problem != NULL)
		return printf("%s\n", problem) < 0;
	for (size_t i = 0; i < reading.candidates_len; i++)
		printf("%s\n", reading.candidates[i].cause->id);
	return 0;
}

static const struct {
	const char *error;
	const char *input;
	const char *told; /* the first line */
} cases[] = {
	{ "Error: Greeting never received", "", "starttls-client-on-implicit-port" },
	{ "-", "Error: Greeting\n never received\n", "starttls-client-on-implicit-port" },
	{ "", "x", "the text of --error is empty" },
	{ "-", "", "the text on standard input is empty" },
	{ "\x01", "", "the text of --error has bytes in it" },
	{ "-", "\x7f", "the text on standard input has bytes in it" },
};

START_TEST(the_text_comes_from_the_argument_or_standard_input)
{
	struct captured captured;

	options.error = cases[_i].error;
	captured = capture(&options.arena, read_it, NULL, cases[_i].input);
	ck_assert_str_eq(captured.err, "");
	ck_assert_msg(strncmp(captured.out, cases[_i].told, strlen(cases[_i].told)) == 0,
	    "want '%s', not '%s'", cases[_i].told, captured.out);
}
END_TEST

Suite *
suite(void)
{
	Suite *suite = suite_create("error_text");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(
	    tcase, the_text_comes_from_the_argument_or_standard_input, 0, (int)COUNT_OF(cases));
	suite_add_tcase(suite, tcase);
	return suite;
}
