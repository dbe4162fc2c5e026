/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "rules/rule.h"
#include "rules/unasked.h"
#include "support/player.h"
#include "support/suite.h"

#include <string.h>

static struct arena arena;

static void
setup(void)
{
	arena_init(&arena);
}

static void
teardown(void)
{
	arena_clear(&arena);
}

/* The next line of the catalogue; empty behind the last. */
static struct span
next_id(struct span *rest)
{
	struct span line = *rest;
	size_t len = 0;

	while (len < line.len && line.data[len] != '\n')
		len++;
	line.len = len;
	*rest = span_skip(*rest, len + 1);
	return line;
}

static struct span
catalogue(void)
{
	return span_of(read_test_file(&arena, "data/catalogue.txt"));
}

static bool
is_in_catalogue(const char *id)
{
	struct span rest = catalogue();

	for (struct span line = next_id(&rest); line.len > 0; line = next_id(&rest))
		if (span_equal(line, span_of(id)))
			return true;
	return false;
}

START_TEST(each_id_of_the_catalogue_is_a_rule_or_has_a_reason)
{
	const char *missing = "";
	struct span rest = catalogue();

	for (struct span id = next_id(&rest); id.len > 0; id = next_id(&rest))
		if (rule_by_id(id) == NULL && unasked_by_id(id) == NULL)
			missing =
			    arena_printf(&arena, "%s %s", missing, arena_string(&arena, id));
	ck_assert_msg(*missing == '\0', "neither:%s", missing);
}
END_TEST

START_TEST(none_is_both)
{
	for (size_t i = 0; i < unasked_count; i++)
		ck_assert_msg(
		    rule_by_id(span_of(unasked[i].id)) == NULL, "%s is a rule", unasked[i].id);
}
END_TEST

START_TEST(each_is_in_the_catalogue_and_told_in_order)
{
	for (size_t i = 0; i < unasked_count; i++) {
		const char *reason = unasked[i].reason;

		ck_assert_msg(is_in_catalogue(unasked[i].id), "%s", unasked[i].id);
		ck_assert_msg(*reason != '\0' && reason[strlen(reason) - 1] != '.' &&
				  text_is_plain(span_of(reason)),
		    "%s: '%s'", unasked[i].id, reason);
		ck_assert_msg(i == 0 || strcmp(unasked[i - 1].id, unasked[i].id) < 0,
		    "%s is not in its place", unasked[i].id);
	}
}
END_TEST

START_TEST(they_are_found_by_id)
{
	ck_assert_str_eq(unasked_by_id(span_of("cons-mx"))->id, "cons-mx");
	ck_assert_ptr_null(unasked_by_id(span_of("cons-m")));
	ck_assert_ptr_null(unasked_by_id(span_of("tls-10")));
	ck_assert_ptr_null(unasked_by_id(span_of("")));
}
END_TEST

Suite *
suite(void)
{
	Suite *suite = suite_create("unasked");
	TCase *tcase = tcase_create("unasked");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, each_id_of_the_catalogue_is_a_rule_or_has_a_reason);
	tcase_add_test(tcase, none_is_both);
	tcase_add_test(tcase, each_is_in_the_catalogue_and_told_in_order);
	tcase_add_test(tcase, they_are_found_by_id);
	suite_add_tcase(suite, tcase);
	return suite;
}
