/* SPDX-License-Identifier: MIT */
#include "rules/command.h"

#include "support/suite.h"

#define S_CLIENT "openssl s_client -starttls smtp -connect HOST:PORT -brief"

static const struct {
	const char *command;
	const char *scheme;
	const char *host;
	const char *server_name;
	const char *want;
} cases[] = {
	{ S_CLIENT, "submission", "mail.example", "mail.example",
	    "openssl s_client -starttls smtp -connect mail.example:2500 -brief" },
	{ S_CLIENT, "imap", "mail.example", "mail.example",
	    "openssl s_client -starttls imap -connect mail.example:2500 -brief" },
	{ S_CLIENT, "imaps", "mail.example", "mail.example",
	    "openssl s_client -connect mail.example:2500 -brief" },
	{ S_CLIENT, "pop3", "192.0.2.1", "mail.example",
	    "openssl s_client -starttls pop3 -servername mail.example -connect 192.0.2.1:2500 "
	    "-brief" },
	{ S_CLIENT, "smtp", "2001:db8::1", NULL,
	    "openssl s_client -starttls smtp -connect [2001:db8::1]:2500 -brief" },
	{ "openssl s_client -starttls smtp -connect HOST:587", "imaps", "mail.example",
	    "mail.example", "openssl s_client -starttls smtp -connect mail.example:587" },
	{ "nc -vz HOST PORT", "smtp", "2001:db8::1", NULL, "nc -vz 2001:db8::1 2500" },
	{ "nc HOST PORT", "smtp", "a;reboot", "a;reboot", "nc HOST PORT" },
	{ "nc HOST PORT", "smtp", "$(reboot)", NULL, "nc HOST PORT" },
	{ S_CLIENT, "smtp", "192.0.2.1", "-proxy evil", S_CLIENT },
	{ "dig +short MX DOMAIN", "smtp", "mail.example", NULL, "dig +short MX DOMAIN" },
};

START_TEST(a_command_can_be_pasted_as_it_is)
{
	struct arena arena;
	const struct host_record host = { .name = cases[_i].host };
	const struct endpoint endpoint = { .scheme = scheme_by_name(span_of(cases[_i].scheme)),
		.port = 2500,
		.server_name = cases[_i].server_name };

	arena_init(&arena);
	ck_assert_str_eq(
	    command_at(&arena, cases[_i].command, &host, &endpoint), cases[_i].want);
	arena_clear(&arena);
}
END_TEST

Suite *
suite(void)
{
	Suite *suite = suite_create("command");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(tcase, a_command_can_be_pasted_as_it_is, 0, (int)COUNT_OF(cases));
	suite_add_tcase(suite, tcase);
	return suite;
}
