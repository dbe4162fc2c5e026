/* SPDX-License-Identifier: MIT */
#include "rules/software.h"

#include "support/judge.h"
#include "support/suite.h"

static struct judge judge;

static const struct {
	const char *scheme;
	const char *greeting;
	bool postfix;
	bool dovecot;
	bool exim;
} greetings[] = {
	{ "smtp", "220 mail.example.test ESMTP", true, false, true },
	{ "smtp", "220 mail.example.test ESMTP Postfix (Debian/GNU)", true, false, false },
	{ "smtp", "220 mail.example.test ESMTP Exim 4.96", false, false, true },
	{ "submission", "220 mail.example.test Dovecot ready.", false, true, false },
	{ "imap", "* OK ready", false, true, false },
	{ "imap", "* OK [CAPABILITY IMAP4rev1] Dovecot (Debian) ready.", false, true, false },
	{ "pop3", "+OK ready", false, true, false },
	{ "sieve", "\"IMPLEMENTATION\" \"Dovecot Pigeonhole\"", false, true, false },
	{ "lmtp", "220 mail.example.test", false, true, false },
};

START_TEST(what_a_server_names_or_its_protocol_tells)
{
	struct port_facts *port = &judge.ports[0];

	judge_init(&judge, greetings[_i].scheme);
	port->greeting = judge_lines(&judge, 1, &greetings[_i].greeting);
	ck_assert_msg(software_may_be(port, SOFTWARE_POSTFIX) == greetings[_i].postfix,
	    "%s: Postfix", greetings[_i].greeting);
	ck_assert_msg(software_may_be(port, SOFTWARE_DOVECOT) == greetings[_i].dovecot,
	    "%s: Dovecot", greetings[_i].greeting);
	ck_assert_msg(software_may_be(port, SOFTWARE_EXIM) == greetings[_i].exim, "%s: Exim",
	    greetings[_i].greeting);
	judge_clear(&judge);
}
END_TEST

START_TEST(settings_are_found_by_software)
{
	static const struct settings settings = { .postfix = "p", .exim = "e" };

	ck_assert_str_eq(software_settings(&settings, SOFTWARE_POSTFIX), "p");
	ck_assert_ptr_null(software_settings(&settings, SOFTWARE_DOVECOT));
	ck_assert_str_eq(software_settings(&settings, SOFTWARE_EXIM), "e");
	ck_assert_ptr_null(software_settings(NULL, SOFTWARE_POSTFIX));
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("software");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(
	    tcase, what_a_server_names_or_its_protocol_tells, 0, COUNT_OF(greetings));
	tcase_add_test(tcase, settings_are_found_by_software);
	suite_add_tcase(s, tcase);
	return s;
}
