/* SPDX-License-Identifier: MIT */
#include "report/explain_cause.h"

#include "base/text.h"
#include "rules/sayings.h"
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
explained(const struct cause *cause)
{
	char *words = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&words, &len);
	const char *copy;

	ck_assert_ptr_nonnull(out);
	explain_cause(out, cause);
	fclose(out);
	copy = arena_string(&arena, (struct span){ (const uint8_t *)words, len });
	free(words);
	return copy;
}

static const struct settings settings = { .postfix = "postconf -e 'a = b'" };

static const struct saying saying = {
	.prints = (const struct print[]){ { PRINTER_ANY, "gone" }, { PRINTER_ANY, NULL } },
};

static const struct cause whole = {
	.id = "mail-eaten",
	.title = "something eats the mail",
	.sides = SIDE_SERVER | SIDE_DNS,
	.vantage = VANTAGE_CLIENT,
	.what =
	    "What is eaten is not there any more, and who waits for it waits in vain for as "
	    "long as they care to wait.",
	.seen = "Crumbs.",
	.separate = "Put something else there and wait.",
	.server_fix = "Feed it.",
	.client_fix = "Send more.",
	.settings = &settings,
	.command = "ls /var/mail",
	.findings = FINDINGS("tls-10", "tls-11"),
	.prints = PRINTS({ PRINTER_JAVA, "MailEaten: %:* of it" }),
	.shares = SAYINGS(&saying),
};

static const struct cause small = {
	.id = "mail-lost",
	.title = "mail is lost",
	.sides = SIDE_CLIENT,
	.what = "It is.",
	.seen = "It is not.",
	.separate = "Look for it.",
	.client_fix = "Look again.",
};

START_TEST(a_cause_is_told_with_everything)
{
	ck_assert_str_eq(explained(&whole),
	    "mail-eaten: something eats the mail\n"
	    "\n"
	    "side       server, DNS\n"
	    "what       What is eaten is not there any more, and who waits for it waits in\n"
	    "           vain for as long as they care to wait.\n"
	    "seen       Crumbs.\n"
	    "seen by    only on the client's machine or in its network\n"
	    "tell apart Put something else there and wait.\n"
	    "run there  ls /var/mail\n"
	    "server     Feed it.\n"
	    "           Postfix:\n"
	    "             postconf -e 'a = b'\n"
	    "client     Send more.\n"
	    "findings   tls-10, tls-11\n"
	    "printed    MailEaten: ...:... of it (Java)\n"
	    "           gone\n");
}
END_TEST

START_TEST(what_there_is_not_is_not_told)
{
	ck_assert_str_eq(explained(&small), "mail-lost: mail is lost\n"
					    "\n"
					    "side       client\n"
					    "what       It is.\n"
					    "seen       It is not.\n"
					    "seen by    a probe of the server, from anywhere\n"
					    "tell apart Look for it.\n"
					    "client     Look again.\n");
}
END_TEST

START_TEST(each_cause_of_ours_fits_a_terminal)
{
	for (size_t i = 0; i < causes_count(); i++) {
		const char *line = explained(cause_at(i));

		while (*line != '\0') {
			size_t len = strcspn(line, "\n");

			ck_assert_msg(
			    text_is_plain((struct span){ (const uint8_t *)line, len }), "%s",
			    line);
			ck_assert_msg(len < 80 || strspn(line, " ") >= 13 ||
					  strncmp(line, "run there", 9) == 0,
			    "%.*s", (int)len, line);
			line += len + (line[len] == '\n');
		}
	}
}
END_TEST

Suite *
suite(void)
{
	Suite *suite = suite_create("explain_cause");
	TCase *tcase = tcase_create("explain_cause");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, a_cause_is_told_with_everything);
	tcase_add_test(tcase, what_there_is_not_is_not_told);
	tcase_add_test(tcase, each_cause_of_ours_fits_a_terminal);
	suite_add_tcase(suite, tcase);
	return suite;
}
