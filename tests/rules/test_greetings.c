/* SPDX-License-Identifier: MIT */
#include "rules/topics.h"
#include "support/judge.h"
#include "support/suite.h"

#include <string.h>

static void
greets(struct judge *judge, const char *line)
{
	judge->ports[0].greeting = judge_lines(judge, 1, &line);
}

static void
refused(struct judge *judge)
{
	judge_fail(judge, STAGE_GREETING, OUTCOME_REFUSED)->words =
	    span_of("554 5.7.1 you are on a list, 12:01");
}

static void
no_list(struct judge *judge)
{
	judge_fail(judge, STAGE_CAPABILITY, OUTCOME_REFUSED)->words = span_of("502 what");
}

static void
fails_later(struct judge *judge)
{
	judge_fail(judge, STAGE_STARTTLS, OUTCOME_REFUSED);
}

static void
goodbye(struct judge *judge)
{
	judge_fail(judge, STAGE_GREETING, OUTCOME_GOODBYE);
}

static void
goodbye_to_ehlo(struct judge *judge)
{
	judge_fail(judge, STAGE_CAPABILITY, OUTCOME_GOODBYE);
}

static void
closed(struct judge *judge)
{
	judge_fail(judge, STAGE_CONNECT, OUTCOME_CONNECTION_REFUSED);
	judge->ports[0].state = PORT_CLOSED;
}

static void
lists_nothing(struct judge *judge)
{
	no_list(judge);
	judge->ports[0].before.len = 0;
	judge->ports[0].login.mechanisms.is_known = false;
}

static void
no_greeting(struct judge *judge)
{
	judge->ports[0].greeting.len = 0;
}

static void
old_exim(struct judge *judge)
{
	greets(judge, "220 mail.example.test ESMTP Exim 4.96 Wed, 25 Nov 2026 15:11:14 +0000");
}

static void
lists_version(struct judge *judge)
{
	static const char *const items[] = { "SASL PLAIN", "IMPLEMENTATION Dovecot-2.3.16" };

	judge->ports[0].after = judge_lines(judge, COUNT_OF(items), items);
}

static void
sieve_version(struct judge *judge)
{
	static const char *const items[] = { "\"VERSION\" \"1.0\"",
		"\"IMPLEMENTATION\" \"Dovecot Pigeonhole\"", "\"STARTTLS\"" };

	judge->ports[0].before = judge_lines(judge, COUNT_OF(items), items);
}

static void
sieve_software(struct judge *judge)
{
	static const char *const items[] = { "\"VERSION\" \"1.0\"",
		"\"IMPLEMENTATION\" \"Cyrus timsieved v3.0.11-Debian\"" };

	judge->ports[0].before = judge_lines(judge, COUNT_OF(items), items);
}

static void
short_name(struct judge *judge)
{
	greets(judge, "220 mail ESMTP");
}

static void
preauth(struct judge *judge)
{
	judge_fail(judge, STAGE_GREETING, OUTCOME_PREAUTH);
	greets(judge, "* PREAUTH welcome");
}

static void
preauth_inside(struct judge *judge)
{
	greets(judge, "* PREAUTH welcome");
}

#define GOOD VERDICT_GOOD
#define BAD VERDICT_BAD
#define UNKNOWN VERDICT_UNKNOWN
#define NONE VERDICT_NOT_APPLICABLE

/* clang-format off */
static const struct rule_case cases[] = {
	{ "let in", "greet-rejected", NULL, NULL, GOOD, 0, NULL },
	{ "fails later", "greet-rejected", NULL, fails_later, GOOD, 0, NULL },
	{ "refused", "greet-rejected", "smtp", refused, BAD, SEVERITY_MEDIUM, "554" },
	{ "no list", "greet-rejected", "submission", no_list, BAD, SEVERITY_MEDIUM, "502" },
	{ "goodbye", "greet-rejected", NULL, goodbye, UNKNOWN, 0, NULL },
	{ "goodbye to EHLO", "greet-rejected", NULL, goodbye_to_ehlo, UNKNOWN, 0, NULL },
	{ "closed", "greet-rejected", NULL, closed, NONE, 0, NULL },
	{ "no answer", "greet-rejected", NULL, arrange_no_answer, UNKNOWN, 0, NULL },

	{ "nothing told", "greet-disclosure", NULL, NULL, GOOD, 0, NULL },
	{ "greeting", "greet-disclosure", "smtp", old_exim, BAD, SEVERITY_INFO, "the greeting says \"Exim 4.96\"" },
	{ "capabilities", "greet-disclosure", "pop3s", lists_version, BAD, SEVERITY_INFO, "the capabilities say \"Dovecot-2.3.16\"" },
	{ "of the protocol", "greet-disclosure", "sieve", sieve_version, GOOD, 0, NULL },
	{ "of the software", "greet-disclosure", "sieve", sieve_software, BAD, SEVERITY_INFO, "timsieved v3.0.11-Debian" },
	{ "short name", "greet-disclosure", "smtp", short_name, BAD, SEVERITY_INFO, "calls itself \"mail\"" },
	{ "no list", "greet-disclosure", "smtp", lists_nothing, UNKNOWN, 0, "no capabilities" },
	{ "no greeting", "greet-disclosure", NULL, no_greeting, UNKNOWN, 0, NULL },

	{ "login wanted", "imap-preauth-cleartext", "imap", NULL, GOOD, 0, NULL },
	{ "PREAUTH", "imap-preauth-cleartext", "imap", preauth, BAD, SEVERITY_CRITICAL, "without TLS" },
	{ "PREAUTH inside TLS", "imap-preauth-cleartext", "imaps", preauth_inside, BAD, SEVERITY_HIGH, "inside TLS" },
	{ "goodbye", "imap-preauth-cleartext", "imap", goodbye, UNKNOWN, 0, NULL },
	{ "POP3", "imap-preauth-cleartext", "pop3", NULL, NONE, 0, "only IMAP" },
	{ "submission", "imap-preauth-cleartext", NULL, NULL, NONE, 0, NULL },
};

/* Greetings as they are met with, and what of them is a version. */
static const struct {
	const char *scheme;
	const char *greeting;
	const char *words; /* NULL: nothing is told */
} greetings[] = {
	{ "smtp", "220 mail.example.test ESMTP Postfix", NULL },
	{ "smtp", "220 mail.example.test ESMTP Postfix (Debian/GNU)", NULL },
	{ "smtp", "220 mail.example.test ESMTP Postfix/3.7.2", "\"Postfix/3.7.2\"" },
	{ "smtp", "220 mail.example.test ESMTP Sendmail 8.15.2/8.15.2; Wed, 25 Nov 2026", "\"Sendmail 8.15.2/8.15.2\"" },
	{ "smtp", "220 m.example.test Microsoft ESMTP MAIL Service, Version: 10.0.14393.0 ready", "\"Version 10.0.14393.0\"" },
	{ "smtp", "220 mx.example.test ESMTP h13si3241234wrs.123 - gsmtp", NULL },
	{ "smtp", "220 mx.example.test ESMTP 41be03b00d2f7-ac8cfeb.7 - gsmtp", NULL },
	{ "smtp", "220 mail.example.test 2.0.0 ready", NULL },
	{ "smtp", "220 2.0.0.example.test ESMTP", NULL },
	{ "smtp", "220 mail-1.2.example.test ESMTP", NULL },
	{ "smtp", "220 mail.example.test ESMTP, your address is [192.0.2.1]", NULL },
	{ "smtp", "220 mail.example.test ESMTP ready on 25.11.2026", NULL },
	{ "smtp", "220 localhost.localdomain ESMTP", "\"localhost.localdomain\"" },
	{ "smtp", "220 [192.0.2.25] ESMTP", "\"[192.0.2.25]\"" },
	{ "smtp", "220 192.0.2.25 ESMTP", "\"192.0.2.25\"" },
	{ "smtp", "220 .example ESMTP", "\".example\"" },
	{ "smtp", "220", "\"\"" },
	{ "smtp", "220 ****************", NULL },
	{ "smtp", "554 no service here", NULL },
	{ "smtp", "220 \x1b[2J\xff ESMTP", "\"\\x1b[2J\\xff\"" },
	{ "lmtp", "220 mail LMTP", NULL },
	{ "imap", "* OK [CAPABILITY IMAP4rev1 SASL-IR LOGIN-REFERRALS] Dovecot (Debian) ready.", NULL },
	{ "imap", "* OK [CAPABILITY IMAP4rev1] mail Cyrus IMAP 3.0.8-Debian-3.0.8-6 server ready", "\"IMAP 3.0.8-Debian-3.0.8-6\"" },
	{ "pop3", "+OK POP3 <1896.697170952@mail.example.test>", NULL },
	{ "pop3", "+OK Qpopper (version 4.0.19) at mail", "\"version 4.0.19\"" },
	{ "pop3", "+OK 2.3 ready", NULL },
};
/* clang-format on */

static struct judge judge;

START_TEST(a_version_is_told_from_other_numbers)
{
	const struct ruling *ruling;

	judge_init(&judge, greetings[_i].scheme);
	greets(&judge, greetings[_i].greeting);
	judge_now(&judge);
	ruling = &judge_finding(&judge, "greet-disclosure")->ruling;
	if (greetings[_i].words == NULL)
		ck_assert_msg(ruling->verdict == VERDICT_GOOD, "%s: %s", greetings[_i].greeting,
		    ruling->evidence);
	else
		ck_assert_msg(ruling->verdict == VERDICT_BAD &&
				  strstr(ruling->evidence, greetings[_i].words) != NULL,
		    "%s: %s", greetings[_i].greeting, ruling->evidence);
	judge_clear(&judge);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = cases_suite("greetings", rules_about_greetings, cases, COUNT_OF(cases));
	TCase *tcase = tcase_create("words of greetings");

	tcase_add_loop_test(
	    tcase, a_version_is_told_from_other_numbers, 0, (int)COUNT_OF(greetings));
	suite_add_tcase(s, tcase);
	return s;
}
