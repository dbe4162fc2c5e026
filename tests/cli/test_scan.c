/* SPDX-License-Identifier: MIT */
/* The verb: what it checks before anything is sent, and one scan of a port where nothing is.
 * How servers are scanned: tests/net/test_scan.c. */
#include "cli/verbs.h"
#include "support/capture.h"
#include "support/free_port.h"
#include "support/player.h"
#include "support/suite.h"
#include "tls/identity.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

static struct arena arena;
static char target[64]; /* smtp://127.0.0.1:PORT, where nothing listens */

static void
set_up(void)
{
	arena_init(&arena);
	snprintf(target, sizeof(target), "smtp://127.0.0.1:%u", free_port());
}

static void
tear_down(void)
{
	arena_clear(&arena);
}

/* As main() does it. */
static int
run(void *context)
{
	char *const *words = context;
	char *argv[12] = { NULL };
	struct options options;
	enum status status;
	const char *problem;
	int argc = 0;

	for (; words[argc] != NULL; argc++)
		argv[argc] = words[argc];
	problem = options_read(&options, argc, argv);
	status = problem != NULL ? usage_error(problem) : scan_verb(&options);
	options_clear(&options);
	return (int)status;
}

static struct captured
scan(const char *option, const char *other)
{
	char *words[] = { (char[]){ "mailsonde" }, target,
		arena_string(&arena, span_of(option)), arena_string(&arena, span_of(other)),
		NULL };

	return capture(&arena, run, words, "");
}

/* clang-format off */
static const struct {
	const char *option;
	const char *words;
} mistakes[] = {
	{ "--ca-file=/nonexistent/ca.pem",
	    "mailsonde: --ca-file /nonexistent/ca.pem: No such file or directory\n" },
	{ "--ca-file=/tmp", "mailsonde: --ca-file /tmp: Is a directory\n" },
	{ "--ca-file=/dev/null", "mailsonde: --ca-file /dev/null: there is no PEM certificate in it\n" },
	{ "--ca-file=/etc/passwd",
	    "mailsonde: --ca-file /etc/passwd: there is no PEM certificate in it\n" },
	{ "--ca-file=/x\ny\x1b[2J", "mailsonde: --ca-file /x\\ny\\x1b[2J: No such file or directory\n" },
	{ "--bind=192.0.2.77", "mailsonde: --bind 192.0.2.77: Cannot assign requested address\n" },
	{ "--json=/nonexistent/report",
	    "mailsonde: /nonexistent/report cannot be written: No such file or directory\n" },
	{ "--evidence=/tmp", "mailsonde: /tmp cannot be written: Is a directory\n" },
};
/* clang-format on */

START_TEST(what_cannot_work_is_told_in_one_line_before_anything_is_sent)
{
	struct captured captured = scan(mistakes[_i].option, "-4");

	ck_assert_msg(captured.status == STATUS_USAGE, "%s: status %d", mistakes[_i].option,
	    captured.status);
	ck_assert_str_eq(captured.err, mistakes[_i].words);
	ck_assert_str_eq(captured.out, "");
}
END_TEST

START_TEST(a_port_where_nothing_listens_is_untested)
{
	struct captured captured = scan("--text=-", "-4");

	ck_assert_str_eq(captured.err, "");
	ck_assert_int_eq(captured.status, STATUS_UNTESTED);
	ck_assert_ptr_nonnull(strstr(captured.out, "127.0.0.1\n"));
	ck_assert_ptr_nonnull(strstr(captured.out, " closed "));
	ck_assert_ptr_nonnull(strstr(captured.out, "net-unreachable"));
	ck_assert_ptr_nonnull(strstr(captured.out, "\n1 connection in "));
}
END_TEST

START_TEST(quiet_is_quiet)
{
	struct captured captured = scan("-q", "-4");

	ck_assert_int_eq(captured.status, STATUS_UNTESTED);
	ck_assert_str_eq(captured.out, "");
	ck_assert_str_eq(captured.err, "");
}
END_TEST

START_TEST(an_address_of_the_other_family_is_not_asked)
{
	struct captured captured = scan("-6", "--color=never");

	ck_assert_int_eq(captured.status, STATUS_UNTESTED);
	ck_assert_ptr_nonnull(
	    strstr(captured.out, "127.0.0.1: not asked: it is not of the wanted family"));
	ck_assert_ptr_nonnull(strstr(captured.out, "\n0 connections in "));
}
END_TEST

/* The file's name goes into reports: whatever it is, they stay readable. */
START_TEST(a_ca_file_may_have_any_name)
{
	static const char path[] = "/tmp/mailsonde-\xe9\n\x1b[2J.pem";
	struct authority *authority = authority_new(PLAYER_HOST, PLAYER_NOW);
	struct span pem = authority_pem(authority);
	FILE *file = fopen(path, "w");
	struct captured captured;
	json_t *report;

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(pem.data, 1, pem.len, file), pem.len);
	fclose(file);
	authority_free(authority);
	captured = scan(arena_printf(&arena, "--ca-file=%s", path), "--json=-");
	ck_assert_int_eq(unlink(path), 0);
	ck_assert_int_eq(captured.status, STATUS_UNTESTED);
	report = json_loads(captured.out, 0, NULL);
	ck_assert_ptr_nonnull(report);
	json_decref(report);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("scan");
	TCase *tcase = tcase_create("core");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, what_cannot_work_is_told_in_one_line_before_anything_is_sent,
	    0, COUNT_OF(mistakes));
	tcase_add_test(tcase, a_port_where_nothing_listens_is_untested);
	tcase_add_test(tcase, quiet_is_quiet);
	tcase_add_test(tcase, an_address_of_the_other_family_is_not_asked);
	tcase_add_test(tcase, a_ca_file_may_have_any_name);
	suite_add_tcase(s, tcase);
	return s;
}
