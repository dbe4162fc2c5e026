/* SPDX-License-Identifier: MIT */
#include "cli/verbs.h"
#include "rules/clients.h"
#include "support/capture.h"
#include "support/suite.h"

#include <string.h>

static struct options options;

static int
print(void *context)
{
	(void)context;
	return (int)clients_verb(&options);
}

static char words[200];

/* Reads a command line whose words stand between blanks. */
static const char *
read_line(const char *line)
{
	static char *argv[20];
	int argc = 0;

	ck_assert_uint_lt(strlen(line), sizeof(words));
	strcpy(words, line);
	for (char *word = strtok(words, " "); word != NULL; word = strtok(NULL, " "))
		argv[argc++] = word;
	argv[argc] = NULL;
	return options_read(&options, argc, argv);
}

static struct captured
run(const char *line)
{
	const char *problem = read_line(line);

	ck_assert_msg(problem == NULL, "%s", problem);
	return capture(&options.arena, print, NULL, "");
}

static void
tear_down(void)
{
	options_clear(&options);
}

START_TEST(the_list_has_a_line_for_each)
{
	struct captured captured = run("mailsonde clients");
	const char *line = captured.out;

	ck_assert_int_eq(captured.status, STATUS_OK);
	for (size_t i = 0; i < client_texts_count; i++) {
		ck_assert(strstr(line, client_texts[i].name) == line);
		line += strcspn(line, "\n") + 1;
	}
	ck_assert_str_eq(line, "");
	ck_assert_ptr_nonnull(strstr(captured.out, " recorded   2026-"));
}
END_TEST

START_TEST(a_client_is_printed_as_it_is)
{
	struct captured captured = run("mailsonde clients python-3");

	ck_assert_int_eq(captured.status, STATUS_OK);
	ck_assert_str_eq(captured.out, client_by_name(span_of("python-3"))->text);
}
END_TEST

START_TEST(an_unknown_name_is_told_with_those_that_there_are)
{
	struct captured captured = run("mailsonde clients java\x1b");

	ck_assert_int_eq(captured.status, STATUS_USAGE);
	ck_assert_str_eq(captured.out, "");
	ck_assert(
	    strstr(captured.err, "mailsonde: there is no client 'java\\x1b'; there are: ") ==
	    captured.err);
}
END_TEST

static const struct {
	const char *line;
	const char *want;
} wrong[] = {
	{ "mailsonde clients a b", "clients wants one name, or record, or nothing" },
	{ "mailsonde clients --name A_b",
	    "--name wants lower-case letters, digits, dots and dashes, not 'A_b'" },
	{ "mailsonde clients record --count 0",
	    "--count wants a number from 1 to 1000, not '0'" },
	{ "mailsonde clients record smtp://localhost",
	    "clients record wants an address to listen on, such as smtp://127.0.0.1:2525" },
	{ "mailsonde clients --name a",
	    "--name, --count and --quiet belong to 'clients record'" },
	{ "mailsonde clients --count 1",
	    "--name, --count and --quiet belong to 'clients record'" },
	{ "mailsonde scan --count 1 a", "scan has no use for --count; see --help" },
};

START_TEST(wrong_arguments_are_told)
{
	const char *problem = read_line(wrong[_i].line);

	ck_assert_ptr_nonnull(problem);
	ck_assert_str_eq(problem, wrong[_i].want);
}
END_TEST

START_TEST(an_address_that_is_not_ours_is_told)
{
	struct captured captured = run("mailsonde clients record smtp://192.0.2.1:2525");

	ck_assert_int_eq(captured.status, STATUS_USAGE);
	ck_assert_ptr_nonnull(
	    strstr(captured.err, "mailsonde: cannot listen on 192.0.2.1 port 2525: "));
	ck_assert_str_eq(captured.out, "");
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("clients");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_test(tcase, the_list_has_a_line_for_each);
	tcase_add_test(tcase, a_client_is_printed_as_it_is);
	tcase_add_test(tcase, an_unknown_name_is_told_with_those_that_there_are);
	tcase_add_loop_test(tcase, wrong_arguments_are_told, 0, (int)COUNT_OF(wrong));
	tcase_add_test(tcase, an_address_that_is_not_ours_is_told);
	suite_add_tcase(s, tcase);
	return s;
}
