/* SPDX-License-Identifier: MIT */
#include "cli/credentials.h"

#include "support/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <unistd.h>

enum { WORDS_MAX = 16 };

static struct options options;
static char path[] = "/tmp/mailsonde-secret-XXXXXX";

static void
set_up(void)
{
	int fd;

	strcpy(path, "/tmp/mailsonde-secret-XXXXXX");
	fd = mkstemp(path);
	ck_assert_int_ge(fd, 0);
	close(fd);
	setenv("SECRET", "hunter2", 1);
	setenv("EMPTY", "", 1);
	unsetenv("UNSET");
}

static void
tear_down(void)
{
	options_clear(&options);
	unlink(path);
}

static void
write_secret(const void *bytes, size_t len)
{
	FILE *file = fopen(path, "wb");

	ck_assert_ptr_nonnull(file);
	ck_assert_uint_eq(fwrite(bytes, 1, len, file), len);
	fclose(file);
}

/* FILE stands for the secret's file. */
static const char *
read_line_of(const char *const *words)
{
	static char copies[WORDS_MAX + 3][400];
	char *argv[WORDS_MAX + 3];
	int argc = 0;

	argv[argc++] = strcpy(copies[0], "mailsonde");
	argv[argc++] = strcpy(copies[1], "diagnose");
	for (size_t i = 0; words[i] != NULL; i++) {
		argv[argc] =
		    strcpy(copies[argc], strcmp(words[i], "FILE") == 0 ? path : words[i]);
		argc++;
	}
	argv[argc] = NULL;
	return options_read(&options, argc, argv);
}

#define READ(...) read_line_of((const char *const[]){ __VA_ARGS__, NULL })
#define LOGIN "--user", "alice", "--password-env", "SECRET"

START_TEST(a_secret_comes_from_a_variable_or_the_first_line_of_a_file)
{
	ck_assert_ptr_null(READ(LOGIN, "mx.example"));
	ck_assert_str_eq(options.user.name, "alice");
	ck_assert_str_eq(options.user.secret, "hunter2");
	ck_assert(!options.user.is_token && options.limits.logs_in && !options.limits.mails);
	options_clear(&options);
	write_secret("pass word \r\nmore\n", 17);
	ck_assert_ptr_null(READ("--user", "alice", "--password-file", "FILE", "mx.example"));
	ck_assert_str_eq(options.user.secret, "pass word ");
	options_clear(&options);
	write_secret("token", 5);
	ck_assert_ptr_null(READ("--user", "alice", "--token-file", "FILE", "mx.example"));
	ck_assert_str_eq(options.user.secret, "token");
	ck_assert(options.user.is_token);
}
END_TEST

START_TEST(addresses_and_switches_are_kept)
{
	ck_assert_ptr_null(
	    READ(LOGIN, "--from", "a@b.example", "--to", "c@d.example", "--to", "e@f.example",
		"--send", "--login-in-clear", "--mechanism", "cram-md5", "mx.example"));
	ck_assert_uint_eq(options.user.to_len, 2);
	ck_assert_str_eq(options.user.to[1], "e@f.example");
	ck_assert(options.user.sends && options.user.may_be_in_clear);
	ck_assert(!options.user.may_be_unverified);
	ck_assert_int_eq(options.user.way, USER_WAY_MECHANISM);
	ck_assert_int_eq(options.user.mechanism, MECHANISM_CRAM_MD5);
	ck_assert(options.limits.logs_in && options.limits.mails && options.limits.sends &&
		  options.limits.may_log_in_in_clear);
}
END_TEST

START_TEST(nothing_of_the_secret_is_left)
{
	struct rlimit limit;

	ck_assert_ptr_null(READ(LOGIN, "mx.example"));
	ck_assert_str_eq(getenv("SECRET"), "");
	ck_assert_int_eq(getrlimit(RLIMIT_CORE, &limit), 0);
	ck_assert_uint_le(limit.rlim_cur, 1);
	credentials_wipe(&options);
	ck_assert_ptr_null(options.secret);
	ck_assert_ptr_null(options.user.secret);
}
END_TEST

#define LONG_NAME "0123456789012345678901234567890123456789012345678901234567890123456789"

static const struct {
	const char *words[WORDS_MAX];
	const char *want; /* in what is told */
} mistakes[] = {
	{ { "--password", "hunter2", "mx" },
	    "--password is not taken: anybody on this machine" },
	{ { "--password=hunter2", "mx" }, "--password is not taken" },
	{ { "mx", "--password" }, "--password is not taken" },
	{ { "--pass=hunter2", "mx" }, "--password is not taken" },
	{ { "--pass", "hunter2", "mx" }, "--password is not taken" },
	{ { "--passwrd=hunter2", "mx" }, "--password is not taken" },
	{ { "--passwordhunter2", "mx" }, "--password is not taken" },
	{ { "--pwd=hunter2", "mx" }, "there is no option --pwd (" },
	{ { "-phunter2", "mx" }, "there is no option -p;" },
	{ { "-password=hunter2", "mx" }, "there is no option -p;" },
	{ { "--password-file" }, "--password-file wants a value" },
	{ { "--user", "alice", "mx" }, "--user wants the password as well" },
	{ { "--password-env", "SECRET", "mx" }, "--password-env wants --user" },
	{ { "--token-file", "FILE", "mx" }, "--token-file wants --user" },
	{ { LOGIN, "--password-file", "FILE", "mx" }, "the secret is wanted once" },
	{ { LOGIN, "--token-env", "SECRET", "mx" }, "the secret is wanted once" },
	{ { "--user", "alice", "--password-env", "UNSET", "mx" },
	    "--password-env: there is no such variable" },
	{ { "--user", "alice", "--password-env", "EMPTY", "mx" },
	    "--password-env: it is empty" },
	{ { "--user", "alice", "--password-file", "FILE", "mx" }, ": it is empty" },
	{ { "--user", "alice", "--password-file", "/nowhere/at all", "mx" },
	    "--password-file: No such file" },
	{ { "--user", "alice", "--password-file", "/", "mx" }, "--password-file: Is a dir" },
	{ { "--user", "alice", "--password-file", "hunter2", "mx" }, ": No such file" },
	{ { "--user", "alice", "--password-env", "hunter2", "mx" }, ": there is no such" },
	{ { LOGIN, "--user", "bob", "mx" }, "--user may be given once" },
	{ { LOGIN, "--mechanism", "PLAIN", "--mechanism", "LOGIN", "mx" },
	    "--mechanism may be given once" },
	{ { "--user", "", "--password-env", "SECRET", "mx" }, "--user wants a name" },
	{ { "--user", "a\nb", "--password-env", "SECRET", "mx" }, "--user wants a name" },
	{ { LOGIN, "--mechanism", "GSSAPI", "mx" }, "not 'GSSAPI'" },
	{ { LOGIN, "--mechanism", "XOAUTH2", "mx" }, "takes a token" },
	{ { "--user", "a", "--token-env", "SECRET", "--mechanism", "PLAIN", "mx" },
	    "takes a password" },
	{ { "--user", "a", "--token-env", "SECRET", "--mechanism", "command", "imap://mx" },
	    "takes a password" },
	{ { LOGIN, "--mechanism", "command", "mx" }, "is for IMAP and POP3" },
	{ { "--mechanism", "PLAIN", "mx" }, "want --user NAME" },
	{ { "--login-unverified", "mx" }, "want --user NAME" },
	{ { "--login-in-clear", "mx" }, "want --user NAME" },
	{ { "--send", "mx" }, "--send wants --from ADDRESS and --to ADDRESS" },
	{ { "--send", "--from", "a@b", "mx" }, "--send wants" },
	{ { "--from", "a@b", "mx" }, "--from wants --to" },
	{ { "--to", "a@b", "mx" }, "--to wants --from" },
	{ { "--from", "a@b", "--from", "c@d", "--to", "e@f", "mx" }, "given once" },
	{ { "--from", "a@b", "--to", "b", "mx" }, "--to wants one address" },
	{ { "--from", "a@b\r\nRCPT TO:<x@y>", "--to", "c@d", "mx" },
	    "--from wants one address as in user@example.org, of ASCII and at most 254 bytes, "
	    "not "
	    "'a@b\\r\\nRCPT TO:<x@y>'" },
	{ { "--from", "a@b>", "--to", "c@d", "mx" }, "--from wants one address" },
	{ { "--from", "a@b", "--to", "\xc3\xa4@d", "mx" }, "--to wants one address" },
	{ { "--from", "a@b", "--to", "a@" LONG_NAME LONG_NAME, "--to",
	      "a@" LONG_NAME LONG_NAME LONG_NAME LONG_NAME, "mx" },
	    "--to wants one address" },
	{ { "--from", "a@b", "--to", "c@d", "imap://mx" }, "belong to SMTP" },
	{ { "--from", "a@b", "--to", "c@d", "--send", "lmtp://mx" }, "belong to SMTP" },
	{ { LOGIN, "lmtp://mx" }, "nobody logs in by LMTP" },
	{ { LOGIN, "smtp://alice:hunter2@mx" }, "there is no login in a target" },
	{ { "--error", "-", "--user", "a", "--password-file", "-", "mx" },
	    "cannot both be on standard input" },
	{ { "--user", "a", "--password-file", "FILE", "--json", "FILE", "mx" },
	    "a report would overwrite the file of the secret" },
};

START_TEST(a_mistake_gives_one_line_without_the_secret)
{
	const char *problem = read_line_of(mistakes[_i].words);

	ck_assert_ptr_nonnull(problem);
	ck_assert_msg(strstr(problem, mistakes[_i].want) != NULL, "%s", problem);
	ck_assert_ptr_null(strchr(problem, '\n'));
	ck_assert_ptr_null(strstr(problem, "hunter2"));
}
END_TEST

START_TEST(a_secret_that_no_login_can_carry_is_told_and_not_shown)
{
	char many[USER_SECRET_MAX + 1];
	const char *problem;

	write_secret("hun\0ter2", 8);
	problem = READ("--user", "a", "--password-file", "FILE", "mx");
	ck_assert_ptr_nonnull(strstr(problem, "control characters"));
	options_clear(&options);
	write_secret("hunter2\x1b[", 9);
	problem = READ("--user", "a", "--password-file", "FILE", "mx");
	ck_assert_ptr_nonnull(strstr(problem, "control characters"));
	ck_assert_ptr_null(strstr(problem, "hunter2"));
	options_clear(&options);
	write_secret("\xef\xbb\xbfhunter2\n", 11);
	problem = READ("--user", "a", "--password-file", "FILE", "mx");
	ck_assert_ptr_nonnull(strstr(problem, "byte order mark"));
	options_clear(&options);
	memset(many, 'x', sizeof(many));
	write_secret(many, sizeof(many));
	problem = READ("--user", "a", "--password-file", "FILE", "mx");
	ck_assert_ptr_nonnull(strstr(problem, "too long"));
	options_clear(&options);
	write_secret(many, USER_SECRET_MAX);
	ck_assert_ptr_null(READ("--user", "a", "--password-file", "FILE", "mx"));
}
END_TEST

START_TEST(recipients_have_a_bound)
{
	char *argv[2 * USER_RECIPIENTS_MAX + 8];
	int argc = 0;
	char words[][40] = { "mailsonde", "diagnose", "--from", "a@b", "--to", "c@d", "mx" };

	for (int i = 0; i < 4; i++)
		argv[argc++] = words[i];
	for (int i = 0; i <= USER_RECIPIENTS_MAX; i++) {
		argv[argc++] = words[4];
		argv[argc++] = words[5];
	}
	argv[argc++] = words[6];
	argv[argc] = NULL;
	ck_assert_str_eq(options_read(&options, argc, argv), "there are more than 16 --to");
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("credentials");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, a_secret_comes_from_a_variable_or_the_first_line_of_a_file);
	tcase_add_test(tcase, addresses_and_switches_are_kept);
	tcase_add_test(tcase, nothing_of_the_secret_is_left);
	tcase_add_loop_test(
	    tcase, a_mistake_gives_one_line_without_the_secret, 0, (int)COUNT_OF(mistakes));
	tcase_add_test(tcase, a_secret_that_no_login_can_carry_is_told_and_not_shown);
	tcase_add_test(tcase, recipients_have_a_bound);
	suite_add_tcase(s, tcase);
	return s;
}
