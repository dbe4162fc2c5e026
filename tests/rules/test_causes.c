/* SPDX-License-Identifier: MIT */
#include "rules/causes.h"

#include "base/text.h"
#include "rules/rule.h"
#include "rules/sayings.h"
#include "rules/unasked.h"
#include "support/player.h"
#include "support/printed.h"
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

static bool
is_sentence(const char *words)
{
	size_t len = words == NULL ? 0 : strlen(words);

	return len > 10 && words[len - 1] == '.' && text_is_plain(span_of(words)) &&
	       strstr(words, "  ") == NULL && strstr(words, " .") == NULL;
}

static bool
is_clause(const char *words)
{
	size_t len = words == NULL ? 0 : strlen(words);

	return len > 10 && words[len - 1] != '.' && text_is_plain(span_of(words)) &&
	       words[0] >= 'a' && words[0] <= 'z';
}

START_TEST(all_of_the_catalogue_are_there_and_no_others)
{
	const char *list = read_test_file(&arena, "data/causes.txt");
	size_t count = 0;

	for (; *list != '\0'; count++) {
		size_t len = strcspn(list, "\n");
		struct span id = { (const uint8_t *)list, len };

		ck_assert_msg(cause_by_id(id) != NULL, "%s", arena_string(&arena, id));
		list += len + (list[len] == '\n');
	}
	ck_assert_uint_eq(count, causes_count());
	ck_assert_uint_eq(count, 60);
}
END_TEST

START_TEST(ids_are_unique_and_found)
{
	for (size_t i = 0; i < causes_count(); i++)
		ck_assert_ptr_eq(cause_by_id(span_of(cause_at(i)->id)), cause_at(i));
	ck_assert_ptr_null(cause_at(causes_count()));
	ck_assert_ptr_null(cause_by_id(span_of("")));
	ck_assert_ptr_null(cause_by_id(span_of("tls-10")));
}
END_TEST

START_TEST(each_has_its_form)
{
	for (size_t i = 0; i < causes_count(); i++) {
		const struct cause *cause = cause_at(i);

		ck_assert_msg(strspn(cause->id, "abcdefghijklmnopqrstuvwxyz0123456789-") ==
				  strlen(cause->id),
		    "%s", cause->id);
		ck_assert_msg(is_clause(cause->title), "%s: %s", cause->id, cause->title);
		ck_assert_msg(is_sentence(cause->what), "%s: %s", cause->id, cause->what);
		ck_assert_msg(is_sentence(cause->seen), "%s: %s", cause->id, cause->seen);
		ck_assert_msg(
		    is_sentence(cause->separate), "%s: %s", cause->id, cause->separate);
		ck_assert_msg(cause->server_fix == NULL || is_sentence(cause->server_fix),
		    "%s: %s", cause->id, cause->server_fix);
		ck_assert_msg(cause->client_fix == NULL || is_sentence(cause->client_fix),
		    "%s: %s", cause->id, cause->client_fix);
		ck_assert_msg(cause->server_fix != NULL || cause->client_fix != NULL,
		    "%s: nobody can mend it", cause->id);
		ck_assert_msg(cause->sides != 0 && (cause->sides & ~(unsigned)SIDES_ALL) == 0,
		    "%s", cause->id);
		ck_assert_msg(cause->vantage < VANTAGE_COUNT, "%s", cause->id);
		ck_assert_msg(cause->frequency < FREQUENCY_COUNT, "%s", cause->id);
	}
}
END_TEST

START_TEST(who_must_mend_it_is_told_how)
{
	for (size_t i = 0; i < causes_count(); i++) {
		const struct cause *cause = cause_at(i);

		ck_assert_msg(
		    cause->sides != SIDE_SERVER || cause->server_fix != NULL, "%s", cause->id);
		ck_assert_msg(
		    cause->sides != SIDE_CLIENT || cause->client_fix != NULL, "%s", cause->id);
		ck_assert_msg(
		    cause->settings == NULL || cause->server_fix != NULL, "%s", cause->id);
	}
}
END_TEST

START_TEST(what_only_the_client_sees_has_a_command)
{
	for (size_t i = 0; i < causes_count(); i++) {
		const struct cause *cause = cause_at(i);

		ck_assert_msg(cause->vantage != VANTAGE_CLIENT || cause->command != NULL, "%s",
		    cause->id);
		ck_assert_msg(cause->vantage != VANTAGE_OUTSIDE || cause->command == NULL, "%s",
		    cause->id);
	}
}
END_TEST

START_TEST(findings_are_ids_of_findings)
{
	for (size_t i = 0; i < causes_count(); i++)
		for (const char *const *id = cause_at(i)->findings; id != NULL && *id != NULL;
		     id++)
			ck_assert_msg(rule_by_id(span_of(*id)) != NULL ||
					  unasked_by_id(span_of(*id)) != NULL,
			    "%s: %s", cause_at(i)->id, *id);
}
END_TEST

/* What one cause prints is found as part of more text, and points to that cause. */
START_TEST(each_print_is_found_again)
{
	for (size_t i = 0; i < causes_count(); i++) {
		const struct cause *cause = cause_at(i);

		for (const struct print *print = cause->prints;
		     print != NULL && print->text != NULL; print++) {
			const char *text = arena_printf(
			    &arena, "Error: %s\nat line 12\n", print_example(&arena, print));
			struct error_reading reading;
			size_t place;

			errors_read(span_of(text), &arena, &reading);
			place = candidate_place(&reading, cause->id);
			ck_assert_msg(place < reading.candidates_len &&
					  reading.candidates[place].clarity == CLARITY_OWN,
			    "%s: '%s' is not found", cause->id, print->text);
		}
	}
}
END_TEST

START_TEST(sides_and_printers_have_names)
{
	ck_assert_str_eq(side_name(SIDE_SERVER), "server");
	ck_assert_str_eq(side_name(SIDE_CLIENT), "client");
	ck_assert_str_eq(side_name(SIDE_NETWORK), "network");
	ck_assert_str_eq(side_name(SIDE_DNS), "DNS");
	ck_assert_str_eq(side_name(SIDES_ALL), "");
	ck_assert_ptr_null(printer_name(PRINTER_ANY));
	for (int i = PRINTER_ANY + 1; i < PRINTER_COUNT; i++)
		ck_assert_ptr_nonnull(printer_name((enum printer)i));
}
END_TEST

Suite *
suite(void)
{
	Suite *suite = suite_create("causes");
	TCase *tcase = tcase_create("causes");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, all_of_the_catalogue_are_there_and_no_others);
	tcase_add_test(tcase, ids_are_unique_and_found);
	tcase_add_test(tcase, each_has_its_form);
	tcase_add_test(tcase, who_must_mend_it_is_told_how);
	tcase_add_test(tcase, what_only_the_client_sees_has_a_command);
	tcase_add_test(tcase, findings_are_ids_of_findings);
	tcase_add_test(tcase, each_print_is_found_again);
	tcase_add_test(tcase, sides_and_printers_have_names);
	suite_add_tcase(suite, tcase);
	return suite;
}
