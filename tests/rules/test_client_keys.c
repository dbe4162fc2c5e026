/* SPDX-License-Identifier: MIT */
/* What each key makes of wrong values is in test_client_file.c. */
#include "rules/client_keys.h"

#include "support/suite.h"

#include <string.h>

START_TEST(every_key_is_found_in_its_section_alone)
{
	for (size_t i = 0; i < client_keys_count; i++) {
		const struct client_key *key = &client_keys[i];

		for (size_t k = 0; k < CLIENT_SECTION_COUNT; k++)
			ck_assert_msg(
			    (client_key_by_name((enum client_section)k, span_of(key->name)) ==
				key) == (k == (size_t)key->section),
			    "%s", key->name);
	}
	ck_assert_ptr_null(client_key_by_name(CLIENT_SECTION_CLIENT, span_of("suites")));
}
END_TEST

/* So that what is written is in the order of the sections. */
START_TEST(keys_stand_by_their_sections)
{
	for (size_t i = 1; i < client_keys_count; i++)
		ck_assert_int_le(client_keys[i - 1].section, client_keys[i].section);
	for (size_t i = 0; i < client_keys_count; i++)
		ck_assert(client_keys[i].section != CLIENT_SECTION_CHECKS ||
			  !client_keys[i].is_needed);
}
END_TEST

START_TEST(every_check_says_what_it_has_read)
{
	struct client client = { .checks = client_checks_cautious };
	struct arena arena;

	arena_init(&arena);
	for (size_t i = 0; i < client_keys_count; i++) {
		const struct client_key *key = &client_keys[i];
		const char *text = "yes";

		if (key->section != CLIENT_SECTION_CHECKS)
			continue;
		if (strstr(key->name, "bits") != NULL || strcmp(key->name, "days-max") == 0)
			text = "77";
		else if (strcmp(key->name, "version-min") == 0)
			text = "TLS 1.1";
		else if (strcmp(key->write(key, &client, &arena), "yes") == 0)
			text = "no";
		ck_assert_ptr_null(key->read(key, span_of(text), &arena, &client));
		ck_assert_str_eq(key->write(key, &client, &arena), text);
	}
	arena_clear(&arena);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("client_keys");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, every_key_is_found_in_its_section_alone);
	tcase_add_test(tcase, keys_stand_by_their_sections);
	tcase_add_test(tcase, every_check_says_what_it_has_read);
	suite_add_tcase(s, tcase);
	return s;
}
