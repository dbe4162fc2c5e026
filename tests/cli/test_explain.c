/* SPDX-License-Identifier: MIT */
#include "cli/verbs.h"
#include "rules/errors.h"
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
	ck_assert_str_eq(captured.err,
	    "mailsonde: there is no finding or cause 'tls10'; did you mean tls-10?\n");
}
END_TEST

START_TEST(an_id_that_is_like_none_is_told)
{
	char word[] = "\033nothing\n";
	char *const words[] = { word };
	struct captured captured = explained(words, 1);

	ck_assert_int_eq(captured.status, STATUS_USAGE);
	ck_assert_str_eq(captured.err,
	    "mailsonde: there is no finding or cause '\\x1bnothing\\n': see 'mailsonde "
	    "explain --list'\n");
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

START_TEST(a_cause_is_explained_by_its_id)
{
	char word[] = "close-after-220";
	char *const words[] = { word };
	struct captured captured = explained(words, 1);

	ck_assert_int_eq(captured.status, STATUS_OK);
	ck_assert(strstr(captured.out, "close-after-220: the server says 220") == captured.out);
}
END_TEST

START_TEST(what_is_a_finding_and_a_cause_is_told_as_both)
{
	char word[] = "cert-cn-only";
	char *const words[] = { word };
	struct captured captured = explained(words, 1);

	ck_assert_int_eq(captured.status, STATUS_OK);
	ck_assert_ptr_nonnull(strstr(captured.out, "\nseverity "));
	ck_assert_ptr_nonnull(strstr(captured.out, "\nAs a cause:\n\ncert-cn-only: "));
}
END_TEST

static struct captured
read_error(const char *text, const char *input)
{
	options.error = text;
	return capture(&options.arena, explain, NULL, input);
}

START_TEST(what_a_client_printed_is_explained)
{
	struct captured captured = read_error("ssl.SSLError: wrong version number", "");

	ck_assert_int_eq(captured.status, STATUS_OK);
	ck_assert_str_eq(captured.err, "");
	ck_assert_ptr_nonnull(strstr(captured.out, "\n1   implicit-client-on-starttls-port: "));
}
END_TEST

START_TEST(it_may_come_from_standard_input)
{
	struct captured captured = read_error("-", "Error: Greeting\n never received\n");

	ck_assert_int_eq(captured.status, STATUS_OK);
	ck_assert_ptr_nonnull(strstr(captured.out, "\n1   starttls-client-on-implicit-port: "));
}
END_TEST

START_TEST(what_is_not_recognised_is_said)
{
	struct captured captured = read_error("The printer is on fire.", "");

	ck_assert_int_eq(captured.status, STATUS_UNTESTED);
	ck_assert_str_eq(captured.err, "");
	ck_assert_ptr_nonnull(strstr(captured.out, "mailsonde HOST:PORT"));
}
END_TEST

static void
check_refused(struct captured captured, const char *want)
{
	ck_assert_int_eq(captured.status, STATUS_USAGE);
	ck_assert_str_eq(captured.out, "");
	ck_assert(is_one_line(captured.err));
	ck_assert_msg(strstr(captured.err, want) != NULL, "%s", captured.err);
}

START_TEST(what_is_no_text_is_refused)
{
	static char large[ERROR_TEXT_MOST + 2];

	memset(large, 'x', sizeof(large) - 1);
	check_refused(read_error("", ""), "the text of --error is empty");
	check_refused(read_error(" \n", ""), "the text of --error is empty");
	check_refused(read_error("\x01\x02", ""), "the text of --error has bytes in it");
	check_refused(read_error("-", ""), "the text on standard input is empty");
	check_refused(read_error("-", "\x7f"), "the text on standard input has bytes in it");
	check_refused(
	    read_error("-", large), "the text on standard input is longer than 64 KiB");
	check_refused(read_error(large, ""), "the text of --error is longer than 64 KiB");
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
	tcase_add_test(tcase, a_cause_is_explained_by_its_id);
	tcase_add_test(tcase, what_is_a_finding_and_a_cause_is_told_as_both);
	tcase_add_test(tcase, what_a_client_printed_is_explained);
	tcase_add_test(tcase, it_may_come_from_standard_input);
	tcase_add_test(tcase, what_is_not_recognised_is_said);
	tcase_add_test(tcase, what_is_no_text_is_refused);
	suite_add_tcase(suite, tcase);
	return suite;
}
