/* SPDX-License-Identifier: MIT */
/* Targets from files and standard input. */
#include "cli/options.h"
#include "support/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WORDS_MAX = 2 };

static struct options options;

static void
tear_down(void)
{
	options_clear(&options);
}

/* Reads a command line; the words end with NULL. */
static const char *
read_words(const char *const *words)
{
	static char copies[WORDS_MAX + 2][256];
	char *argv[WORDS_MAX + 2] = { strcpy(copies[0], "mailsonde") };
	int argc = 1;

	for (; argc <= WORDS_MAX && words[argc - 1] != NULL; argc++) {
		ck_assert_uint_lt(strlen(words[argc - 1]), sizeof(copies[0]));
		argv[argc] = strcpy(copies[argc], words[argc - 1]);
	}
	argv[argc] = NULL;
	return options_read(&options, argc, argv);
}

#define READ(...) read_words((const char *const[]){ __VA_ARGS__, NULL })

static void
write_file(char *path, const char *text, size_t len)
{
	int fd = mkstemp(path);

	ck_assert_int_ge(fd, 0);
	ck_assert_int_eq(write(fd, text, len), (ssize_t)len);
	close(fd);
}

static const struct {
	const char *name;
	const char *text;
	size_t len; /* 0: up to its end */
	unsigned hosts;
	const char *problem; /* behind the name of the file; NULL: none */
} lists[] = {
	{ "one a line", "a.example\nb.example\n", 0, 2, NULL },
	{ "no last end", "a.example\nb.example", 0, 2, NULL },
	{ "CRLF", "a.example\r\nsmtp://b.example:2525\r\n", 0, 2, NULL },
	{ "blanks and comments", "# mine\n\n  a.example \t\n   # not this\n", 0, 1, NULL },
	{ "the same twice", "a.example\nA.EXAMPLE\n", 0, 1, NULL },
	{ "a wrong line", "a.example\n\n# x\nb c\nd e\n", 0, 1,
	    ", line 4: 'b c' is no host name or address" },
	{ "a NUL", "a.example\nb\0.example\n", 21, 1,
	    ", line 2: 'b\\x00.example' is no host name or address" },
	{ "a NUL on the last line", "a.example\0x", 11, 0,
	    ", line 1: 'a.example\\x00x' is no host name or address" },
	{ "an address and a NUL", "192.0.2.1\0x", 11, 0,
	    ", line 1: '192.0.2.1\\x00x' is no host name or address" },
	{ "binary",
	    "\x7f"
	    "ELF\x02\n",
	    0, 0, ", line 1: '\\x7fELF\\x02' is no host name or address" },
	{ "no list in a list", "@/etc/passwd\n", 0, 0,
	    ", line 1: '@/etc/passwd' is no host name or address" },
	{ "no options in a list", "-4\n", 0, 0, ", line 1: '-4' is no host name or address" },
	{ "nothing", "# nothing\n", 0, 0, "" },
};

START_TEST(a_list_is_read_line_by_line)
{
	char path[] = "/tmp/mailsonde-list-XXXXXX";
	char word[64];
	char expected[256];
	const char *problem;

	write_file(
	    path, lists[_i].text, lists[_i].len > 0 ? lists[_i].len : strlen(lists[_i].text));
	snprintf(word, sizeof(word), "@%s", path);
	problem = READ(word);
	ck_assert_int_eq(unlink(path), 0);
	if (lists[_i].problem == NULL) {
		ck_assert_msg(problem == NULL, "%s: %s", lists[_i].name, problem);
	} else {
		snprintf(expected, sizeof(expected), "%s%s", path, lists[_i].problem);
		ck_assert_msg(problem != NULL, "%s was taken", lists[_i].name);
		ck_assert_str_eq(problem,
		    *lists[_i].problem == '\0' ? "the list of targets is empty" : expected);
	}
	ck_assert_msg(options.targets.len == lists[_i].hosts, "%s: %zu hosts", lists[_i].name,
	    options.targets.len);
}
END_TEST

START_TEST(a_line_may_be_long_but_not_endless)
{
	static char text[5000];
	char path[] = "/tmp/mailsonde-list-XXXXXX";
	char word[64];
	const char *problem;

	memset(text, ' ', sizeof(text));
	memcpy(text, "a.example", 9);
	text[4095] = '\n';
	write_file(path, text, 4096);
	snprintf(word, sizeof(word), "@%s", path);
	problem = READ(word);
	ck_assert_msg(problem == NULL, "%s", problem);
	ck_assert_int_eq(unlink(path), 0);
	tear_down();
	ck_assert_str_eq(READ("@/dev/zero"), "/dev/zero, line 1: the line is too long");
}
END_TEST

/* Makes the text what standard input holds. */
static void
set_stdin(const char *text)
{
	char path[] = "/tmp/mailsonde-stdin-XXXXXX";

	write_file(path, text, strlen(text));
	ck_assert_ptr_nonnull(freopen(path, "r", stdin));
	ck_assert_int_eq(unlink(path), 0);
}

START_TEST(a_lone_hyphen_is_standard_input)
{
	set_stdin("a.example\nimaps://b.example\n");
	ck_assert_ptr_null(READ("-", "c.example"));
	ck_assert_uint_eq(options.targets.len, 3);
	ck_assert_str_eq(options.targets.targets[1].host, "b.example");
	tear_down();
	set_stdin("a.example\nb c\n");
	ck_assert_str_eq(READ("-"), "standard input, line 2: 'b c' is no host name or address");
	tear_down();
	set_stdin("");
	ck_assert_str_eq(READ("-"), "the list of targets is empty");
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("target lists");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_loop_test(tcase, a_list_is_read_line_by_line, 0, COUNT_OF(lists));
	tcase_add_test(tcase, a_line_may_be_long_but_not_endless);
	tcase_add_test(tcase, a_lone_hyphen_is_standard_input);
	suite_add_tcase(s, tcase);
	return s;
}
