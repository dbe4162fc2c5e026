/* SPDX-License-Identifier: MIT */
/* That mandoc takes the page without a word: the test 'manual-findings'. */
#include "base/alloc.h"
#include "report/explain_manual.h"
#include "rules/causes.h"
#include "rules/rule.h"
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

static void
write_page(FILE *out, const char *words)
{
	(void)words;
	explain_manual(out);
}

static const char *
written(void (*writer)(FILE *out, const char *words), const char *words)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	const char *copy;

	ck_assert_ptr_nonnull(out);
	writer(out, words);
	fclose(out);
	copy = arena_string(&arena, (struct span){ (const uint8_t *)text, len });
	free(text);
	return copy;
}

struct escape {
	const char *words;
	const char *want;
};

/* clang-format off */
static const struct escape prose[] = {
	{ "", "" },
	{ "One line.", "One line.\n" },
	{ "One sentence. And another! (A third?) Yes.", "One sentence.\nAnd another!\n(A third?)\nYes.\n" },
	{ ".Dd is no macro here", "\\&.Dd is no macro here\n" },
	{ "'quoted' words", "\\&'quoted' words\n" },
	{ "End. .It again", "End.\n\\&.It again\n" },
	{ "a \\n of C, a ^ and a ~", "a \\en of C, a \\(ha and a \\(ti\n" },
	{ "forward-secret suites", "forward-secret suites\n" },
	{ "use --depth full (or -h)", "use \\-\\-depth full (or \\-h)\n" },
	{ "set ssl_min-x = 'a-b'", "set ssl_min\\-x = 'a-b'\n" },
	{ "what is escaped is longer than it looks, so that this line must end before --x --y",
	    "what is escaped is longer than it looks, so that this line must end before\n\\-\\-x \\-\\-y\n" },
	{ "  blanks  in   it  ", "blanks in it\n" },
	{ "a word at the end of a line of seventy-eight columns must go down to the next one",
	    "a word at the end of a line of seventy-eight columns must go down to the next\none\n" },
	{ "a stop at the beginning of a line must not be taken for a macro, that is as it .is",
	    "a stop at the beginning of a line must not be taken for a macro, that is as it\n\\&.is\n" },
};

static const struct escape code[] = {
	{ "postconf -e 'a = b'", "postconf \\-e \\(aqa = b\\(aq\n" },
	{ "a\n.b\n'c", "a\n\\&.b\n\\(aqc\n" },
	{ ".a", "\\&.a\n" },
	{ "x \\ ^ ~ ` \"", "x \\e \\(ha \\(ti \\(ga \\(dq\n" },
	{ "${if eq{$tls_in_cipher}{}{}{*}}", "${if eq{$tls_in_cipher}{}{}{*}}\n" },
	{ "  indented", "  indented\n" },
};
/* clang-format on */

START_TEST(prose_is_escaped_and_broken)
{
	ck_assert_str_eq(written(manual_words, prose[_i].words), prose[_i].want);
}
END_TEST

START_TEST(lines_to_copy_stay_as_they_are)
{
	ck_assert_str_eq(written(manual_lines, code[_i].words), code[_i].want);
}
END_TEST

START_TEST(the_page_has_each_rule_once_in_its_section)
{
	const char *page = written(write_page, NULL);
	const char *last = page;

	for (size_t i = 0; i < rules_count(); i++) {
		const char *entry = arena_printf(&arena, "\n.It Cm %s\n", rule_at(i)->id);
		const char *at = strstr(page, entry);

		ck_assert_msg(at != NULL, "%s is missing", rule_at(i)->id);
		ck_assert_msg(
		    strstr(at + 1, entry) == NULL, "%s is there twice", rule_at(i)->id);
		ck_assert_msg(at > last, "%s is not at its place", rule_at(i)->id);
		last = at;
	}
	for (size_t i = 0; i < unasked_count; i++)
		ck_assert_ptr_nonnull(
		    strstr(page, arena_printf(&arena, "\n.It Cm %s\n", unasked[i].id)));
	ck_assert_ptr_nonnull(strstr(page, "\n.Sh PROTOCOL VERSIONS\n.Bl -tag"));
	ck_assert_ptr_nonnull(strstr(page,
	    "\n.It Cm tls-10\naccepts TLS 1.0\n.Pp\n"
	    "Severity: mx low, mx-policy medium, submission medium, access medium.\n"));
	ck_assert_ptr_nonnull(strstr(page, "\n.Sh SEE ALSO\n.Xr mailsonde 1\n"));
}
END_TEST

/* An id may be a finding's as well, and is marked in another way. */
START_TEST(the_page_has_each_cause_behind_the_rules)
{
	const char *page = strstr(written(write_page, NULL), "\n.Sh CAUSES\n");
	const char *last = page;

	ck_assert_ptr_nonnull(page);
	for (size_t i = 0; i < causes_count(); i++) {
		const char *at =
		    strstr(page, arena_printf(&arena, "\n.It Sy %s\n", cause_at(i)->id));

		ck_assert_msg(at != NULL && at > last, "%s", cause_at(i)->id);
		last = at;
	}
	ck_assert_ptr_nonnull(strstr(page, "\n.Ss \\&At STARTTLS\n.Bl -tag"));
}
END_TEST

/* ASCII, so that it reads the same wherever it is installed. */
START_TEST(the_page_is_plain)
{
	const char *page = written(write_page, NULL);

	for (const char *at = page; *at != '\0'; at++)
		ck_assert_msg(*at == '\n' || (*at >= ' ' && *at <= '~'), "%.40s", at);
	ck_assert_ptr_null(strstr(page, "\n\n"));
	ck_assert_ptr_null(strstr(page, " \n"));
}
END_TEST

Suite *
suite(void)
{
	Suite *suite = suite_create("explain_manual");
	TCase *tcase = tcase_create("explain_manual");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, prose_is_escaped_and_broken, 0, COUNT_OF(prose));
	tcase_add_loop_test(tcase, lines_to_copy_stay_as_they_are, 0, COUNT_OF(code));
	tcase_add_test(tcase, the_page_has_each_rule_once_in_its_section);
	tcase_add_test(tcase, the_page_has_each_cause_behind_the_rules);
	tcase_add_test(tcase, the_page_is_plain);
	suite_add_tcase(suite, tcase);
	return suite;
}
