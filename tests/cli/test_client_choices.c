/* SPDX-License-Identifier: MIT */
#include "cli/client_choices.h"

#include "rules/clients.h"
#include "support/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct options options;
static char path[] = "/tmp/mailsonde-test-XXXXXX.ini";

static void
set_up(void)
{
	memset(&options, 0, sizeof(options));
	arena_init(&options.arena);
	strcpy(path, "/tmp/mailsonde-test-XXXXXX.ini");
}

static void
tear_down(void)
{
	(void)unlink(path);
	arena_clear(&options.arena);
}

/* A file that holds this. */
static void
write_file(const char *text)
{
	int fd = mkstemps(path, 4);
	FILE *file = fdopen(fd, "w");

	ck_assert_ptr_nonnull(file);
	fputs(text, file);
	fclose(file);
}

START_TEST(all_are_all)
{
	ck_assert_ptr_null(client_choices_add(&options, "all"));
	ck_assert_uint_eq(options.limits.clients_len, client_texts_count);
	ck_assert_ptr_eq(options.limits.clients, options.clients);
	ck_assert(!options.clients[0].is_named && options.clients[0].is_built_in);
}
END_TEST

START_TEST(one_that_is_chosen_twice_is_asked_once)
{
	ck_assert_ptr_null(client_choices_add(&options, "python-3,gnutls-3.7"));
	ck_assert_ptr_null(client_choices_add_one(&options, "gnutls-3.7"));
	ck_assert_uint_eq(options.limits.clients_len, 2);
	ck_assert_str_eq(options.clients[0].client->name, "python-3");
	ck_assert(!options.clients[0].is_named && options.clients[1].is_named);
}
END_TEST

START_TEST(a_file_is_read)
{
	const char *text = client_by_name(span_of("python-3"))->text;
	const char *name = strstr(text, "name = python-3");

	write_file(arena_printf(&options.arena, "%.*sname = ours%s", (int)(name - text), text,
	    name + strlen("name = python-3")));
	ck_assert_ptr_null(client_choices_add_one(&options, path));
	ck_assert_uint_eq(options.limits.clients_len, 1);
	ck_assert_str_eq(options.clients[0].client->name, "ours");
	ck_assert_str_eq(options.client_files[0], path);
	ck_assert(options.clients[0].is_named && !options.clients[0].is_built_in);
}
END_TEST

START_TEST(two_of_one_name_are_told)
{
	write_file(client_by_name(span_of("python-3"))->text);
	ck_assert_ptr_null(client_choices_add_one(&options, path));
	ck_assert_str_eq(
	    client_choices_add_one(&options, "python-3"), "two clients are called python-3");
}
END_TEST

START_TEST(what_cannot_be_read_is_told)
{
	const char *problem;

	ck_assert(strncmp(client_choices_add_one(&options, "java"),
		      "there is no client 'java'; there are: ", 38) == 0);
	ck_assert(strncmp(client_choices_add(&options, ""), "there is no client ''", 21) == 0);
	ck_assert_str_eq(client_choices_add(&options, "./ours.ini"),
	    "--clients wants names, or all; a profile in a file goes with --as");
	ck_assert_str_eq(client_choices_add_one(&options, "./none.ini"),
	    "--as ./none.ini: No such file or directory");
	write_file("[client]\nname = A\n");
	problem = client_choices_add_one(&options, path);
	ck_assert(strncmp(problem, "--as /tmp/mailsonde-test-", 25) == 0);
	ck_assert_ptr_nonnull(strstr(problem, "line 2: [client] name 'A' is no name; "));
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("client_choices");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, all_are_all);
	tcase_add_test(tcase, one_that_is_chosen_twice_is_asked_once);
	tcase_add_test(tcase, a_file_is_read);
	tcase_add_test(tcase, two_of_one_name_are_told);
	tcase_add_test(tcase, what_cannot_be_read_is_told);
	suite_add_tcase(s, tcase);
	return s;
}
