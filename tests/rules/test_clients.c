/* SPDX-License-Identifier: MIT */
#include "rules/clients.h"

#include "rules/client_file.h"
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

START_TEST(each_client_is_read_whole_and_is_called_as_its_file)
{
	const struct client *client = client_of(&client_texts[_i], &arena);
	struct client again;
	const char *problem =
	    client_read(span_of(client_write(client, NULL, &arena)), &arena, &again);

	ck_assert_str_eq(client->name, client_texts[_i].name);
	ck_assert_ptr_eq(client_by_name(span_of(client->name)), &client_texts[_i]);
	ck_assert_msg(problem == NULL, "%s: %s", client->name, problem);
	ck_assert_msg(client_hello_equal(&client->hello, &again.hello), "%s", client->name);
	ck_assert_msg(strlen(client->reference) > 0, "%s has no reference", client->name);
}
END_TEST

START_TEST(no_two_have_the_same_number)
{
	for (size_t i = 0; i < client_texts_count; i++)
		for (size_t k = 0; k < i; k++)
			ck_assert_uint_ne(client_number(client_texts[i].name),
			    client_number(client_texts[k].name));
}
END_TEST

START_TEST(clients_are_sorted_and_others_unknown)
{
	for (size_t i = 1; i < client_texts_count; i++)
		ck_assert_int_lt(strcmp(client_texts[i - 1].name, client_texts[i].name), 0);
	ck_assert_uint_le(client_texts_count, CLIENTS_MAX);
	ck_assert_ptr_null(client_by_name(span_of("python")));
	ck_assert_ptr_null(client_by_name(span_of("")));
	/* What the verb knows as a word of its own. */
	ck_assert_ptr_null(client_by_name(span_of("record")));
	ck_assert_ptr_null(client_by_name(span_of("all")));
	ck_assert_ptr_nonnull(strstr(client_names(&arena), "python-3"));
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("clients");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, each_client_is_read_whole_and_is_called_as_its_file, 0,
	    (int)client_texts_count);
	tcase_add_test(tcase, no_two_have_the_same_number);
	tcase_add_test(tcase, clients_are_sorted_and_others_unknown);
	suite_add_tcase(s, tcase);
	return s;
}
