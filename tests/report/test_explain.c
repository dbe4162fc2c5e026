/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "report/explain.h"
#include "rules/causes.h"
#include "rules/unasked.h"
#include "support/suite.h"

#include <stdlib.h>
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

static const char *
explained(const struct rule *rule)
{
	char *words = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&words, &len);
	const char *copy;

	ck_assert_ptr_nonnull(out);
	if (rule == NULL)
		explain_list(out);
	else
		explain_rule(out, rule);
	fclose(out);
	copy = arena_string(&arena, (struct span){ (const uint8_t *)words, len });
	free(words);
	return copy;
}

static struct ruling
check_nothing(const struct subject *subject, const struct rule *rule)
{
	(void)subject;
	(void)rule;
	return ruling_good();
}

static const struct settings settings = {
	.postfix = "postconf -e 'a = b'\npostconf -e 'c = d'",
	.exim = "# nothing",
};
static const struct settings settings_mx = { .postfix = "postconf -e 'e = f'" };

static const struct rule rule = {
	.id = "mail-eaten",
	.severity = SEVERITIES(OFF, LOW, MEDIUM, HIGH),
	.graver = SEVERITIES(OFF, CRITICAL, CRITICAL, CRITICAL),
	.needs = NEED_NEGOTIATION,
	.part_of = "mail-touched",
	.title = "eats mail",
	.why = "What is eaten is not there any more, and who waits for it waits in vain for "
	       "as long as they care to wait.",
	.advice = "Feed it with something else.",
	.settings = &settings,
	.settings_mx = &settings_mx,
	.reference = "RFC 5321, section 6.1",
	.check = check_nothing,
};

START_TEST(a_rule_is_told_with_everything)
{
	ck_assert_str_eq(explained(&rule),
	    "mail-eaten: eats mail\n"
	    "\n"
	    "role       mx          mx-policy   submission  access\n"
	    "severity   off         low         medium      high\n"
	    "graver     off         critical    critical    critical\n"
	    "\n"
	    "part of    mail-touched: where that is found as well, this is told with it and\n"
	    "           does not count\n"
	    "why        What is eaten is not there any more, and who waits for it waits in\n"
	    "           vain for as long as they care to wait.\n"
	    "fix        Feed it with something else.\n"
	    "           Postfix, elsewhere:\n"
	    "             postconf -e 'a = b'\n"
	    "             postconf -e 'c = d'\n"
	    "           Exim, elsewhere:\n"
	    "             # nothing\n"
	    "           Postfix, between mail servers:\n"
	    "             postconf -e 'e = f'\n"
	    "needs      TLS, and more than --depth quick asks\n"
	    "reference  RFC 5321, section 6.1\n");
}
END_TEST

/* Is this line one of those to paste, which are never broken? */
static bool
is_setting(const char *line, size_t len)
{
	return len > 13 && strspn(line, " ") >= 13;
}

static void
check_lines(const char *name, const char *text)
{
	while (*text != '\0') {
		size_t len = strcspn(text, "\n");

		ck_assert_msg(text_is_plain((struct span){ (const uint8_t *)text, len }),
		    "%s: %s", name, text);
		ck_assert_msg(len < 80 || is_setting(text, len), "%s: too wide: %.*s", name,
		    (int)len, text);
		ck_assert_msg(len == 0 || text[len - 1] != ' ', "%s: a blank behind: %.*s",
		    name, (int)len, text);
		text += len;
		ck_assert_msg(*text == '\n', "%s: its last line has no end", name);
		text++;
	}
}

START_TEST(each_rule_of_ours_is_told_well)
{
	for (size_t i = 0; i < rules_count(); i++) {
		const char *text = explained(rule_at(i));

		check_lines(rule_at(i)->id, text);
		ck_assert_msg(strstr(text, rule_at(i)->id) == text, "%s", text);
		ck_assert_msg(strstr(text, "\nwhy ") != NULL, "%s", text);
		ck_assert_msg(strstr(text, "\nreference ") != NULL, "%s", text);
	}
}
END_TEST

START_TEST(the_list_has_each_rule_once)
{
	const char *list = explained(NULL);

	check_lines("list", list);
	for (size_t i = 0; i < rules_count(); i++) {
		const char *entry = arena_printf(&arena, "\n  %s ", rule_at(i)->id);
		const char *at = strstr(list, entry);

		ck_assert_msg(at != NULL, "%s is missing", rule_at(i)->id);
		ck_assert_msg(strstr(at + 1, entry) == NULL ||
				  cause_by_id(span_of(rule_at(i)->id)) != NULL,
		    "%s is there twice", rule_at(i)->id);
		ck_assert_msg(
		    strlen(rule_at(i)->id) < 30, "%s is too long for its column", entry);
	}
	for (size_t i = 0; i < causes_count(); i++)
		ck_assert_ptr_nonnull(
		    strstr(list, arena_printf(&arena, "\n  %s ", cause_at(i)->id)));
	ck_assert_ptr_nonnull(strstr(list, "\nCauses: why it fails\n"));
	for (size_t i = 0; i < unasked_count; i++)
		ck_assert_ptr_nonnull(
		    strstr(list, arena_printf(&arena, "\n  %s ", unasked[i].id)));
	ck_assert_ptr_nonnull(strstr(list, "\nProtocol versions\n"));
	ck_assert_ptr_nonnull(
	    strstr(list, "\n  tls-10                        l m m m  accepts TLS 1.0\n"));
	ck_assert_ptr_nonnull(strstr(list, "\n  tls-sslv2                     h c c c "));
}
END_TEST

/* The list shows first letters only. */
START_TEST(severities_differ_in_their_first_letters)
{
	for (int a = SEVERITY_INFO; a < SEVERITY_COUNT; a++)
		for (int b = a + 1; b < SEVERITY_COUNT; b++)
			ck_assert_int_ne(
			    *severity_name((enum severity)a), *severity_name((enum severity)b));
}
END_TEST

START_TEST(rows_that_mean_nothing_are_left_out)
{
	static const struct rule silent = { .id = "silent" };
	struct explained_row rows[EXPLAINED_ROWS];

	ck_assert_uint_eq(explain_rows(&rule, rows), 2);
	ck_assert_str_eq(rows[0].name, "severity");
	ck_assert_str_eq(rows[1].name, "graver");
	ck_assert_ptr_eq(rows[1].row, &rule.graver);
	ck_assert_uint_eq(explain_rows(&silent, rows), 0);
}
END_TEST

/* clang-format off */
static const struct {
	const char *typed;
	const char *want; /* NULL: nothing is like it */
} typed[] = {
	{ "tls-10", "tls-10" },
	{ "tls10", "tls-10" },
	{ "TLS-10", "tls-10" },
	{ "tls_10", "tls-10" },
	{ "tsl-10", "tls-10" },
	{ "tls-101", "tls-10" },
	{ "tls-sslv", "tls-sslv2" },
	{ "tls-slv3", "tls-sslv3" },
	{ "tls13-missing", "tls-13-missing" },
	{ "tls-13-mising", "tls-13-missing" },
	{ "tls-13-nly", "tls-13-only" },
	{ "close-after-221", "close-after-220" },
	{ "port-blokced", "port-blocked" },
	{ "", NULL },
	{ "x", NULL },
	{ "heart", NULL },
	{ "something else altogether", NULL },
	{ "\xff\xfe\xfd", NULL },
	{ "tls-10 with very many more words behind it than any id of ours has, or will", NULL },
};
/* clang-format on */

START_TEST(a_mistyped_id_finds_the_one_that_was_meant)
{
	const char *got = explain_nearest(span_of(typed[_i].typed));

	ck_assert_msg((got == NULL) == (typed[_i].want == NULL) &&
			  (got == NULL || strcmp(got, typed[_i].want) == 0),
	    "'%s': %s", typed[_i].typed, got == NULL ? "nothing" : got);
}
END_TEST

START_TEST(each_id_is_nearest_to_itself)
{
	for (size_t i = 0; i < rules_count(); i++)
		ck_assert_str_eq(explain_nearest(span_of(rule_at(i)->id)), rule_at(i)->id);
	for (size_t i = 0; i < causes_count(); i++)
		ck_assert_str_eq(explain_nearest(span_of(cause_at(i)->id)), cause_at(i)->id);
}
END_TEST

Suite *
suite(void)
{
	Suite *suite = suite_create("explain");
	TCase *tcase = tcase_create("explain");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, a_rule_is_told_with_everything);
	tcase_add_test(tcase, each_rule_of_ours_is_told_well);
	tcase_add_test(tcase, the_list_has_each_rule_once);
	tcase_add_test(tcase, severities_differ_in_their_first_letters);
	tcase_add_test(tcase, rows_that_mean_nothing_are_left_out);
	tcase_add_loop_test(
	    tcase, a_mistyped_id_finds_the_one_that_was_meant, 0, COUNT_OF(typed));
	tcase_add_test(tcase, each_id_is_nearest_to_itself);
	suite_add_tcase(suite, tcase);
	return suite;
}
