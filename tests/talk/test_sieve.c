/* SPDX-License-Identifier: MIT */
#include "support/suite.h"
#include "support/talk.h"
#include "talk/sieve.h"

/* clang-format off */
static const struct line_case lines[] = {
	{ .name = "a capability", .step = STEP_GREETING,
	  .line = "\"IMPLEMENTATION\" \"Example\"", .want = REPLY_PART },
	{ .name = "a capability without value", .step = STEP_GREETING, .line = "\"STARTTLS\"",
	  .want = REPLY_PART },
	{ .name = "a capability as a literal", .step = STEP_GREETING, .line = "{8}",
	  .want = REPLY_PART },
	{ .name = "the list ends", .step = STEP_GREETING, .previous = "\"STARTTLS\"",
	  .line = "OK \"ready\"", .want = REPLY_OK },
	{ .name = "the list ends without text", .step = STEP_GREETING,
	  .previous = "\"STARTTLS\"", .line = "OK", .want = REPLY_OK },
	{ .name = "in small letters", .step = STEP_GREETING, .line = "ok", .want = REPLY_OK },
	{ .name = "with a code", .step = STEP_CAPABILITY_AGAIN,
	  .line = "OK (TAG \"x\") \"ready\"", .want = REPLY_OK },
	{ .name = "goodbye for a greeting", .step = STEP_GREETING, .line = "BYE \"busy\"",
	  .want = REPLY_GOODBYE },
	{ .name = "refused at the greeting", .step = STEP_GREETING, .line = "NO \"busy\"",
	  .want = REPLY_REFUSED },
	{ .name = "go ahead", .step = STEP_STARTTLS, .command = "STARTTLS",
	  .line = "OK \"Begin TLS negotiation now.\"", .want = REPLY_OK },
	{ .name = "refused", .step = STEP_STARTTLS, .command = "STARTTLS",
	  .line = "NO (TRYLATER) \"not now\"", .want = REPLY_REFUSED },
	{ .name = "goodbye on the way", .step = STEP_STARTTLS, .command = "STARTTLS",
	  .line = "BYE (REFERRAL \"sieve://other\")", .want = REPLY_GOODBYE },
	{ .name = "logged out", .step = STEP_QUIT, .command = "LOGOUT", .line = "OK",
	  .want = REPLY_OK },
	{ .name = "goodbye to LOGOUT is as good", .step = STEP_QUIT, .command = "LOGOUT",
	  .line = "BYE", .want = REPLY_OK },

	{ .name = "login wants more", .step = STEP_LOGIN,
	  .command = "AUTHENTICATE \"PLAIN\"", .line = "\"\"", .want = REPLY_CONTINUE },
	{ .name = "login wants more, with a literal", .step = STEP_LOGIN,
	  .command = "AUTHENTICATE \"PLAIN\"", .line = "{0}", .want = REPLY_CONTINUE },
	{ .name = "the empty line behind it", .step = STEP_CANCEL, .command = "\"*\"",
	  .line = "", .want = REPLY_PART },
	{ .name = "login at once", .step = STEP_LOGIN, .command = "AUTHENTICATE \"PLAIN\"",
	  .line = "OK", .want = REPLY_OK },
	{ .name = "login refused", .step = STEP_LOGIN, .command = "AUTHENTICATE \"PLAIN\"",
	  .line = "NO (ENCRYPT-NEEDED) \"not in clear\"", .want = REPLY_REFUSED },
	{ .name = "cancelled", .step = STEP_CANCEL, .command = "\"*\"",
	  .line = "NO \"cancelled\"", .want = REPLY_REFUSED },

	{ .name = "a status that goes on", .step = STEP_GREETING, .line = "OKAY",
	  .want = REPLY_GARBLED },
	{ .name = "a status with a sign", .step = STEP_GREETING, .line = "+OK ready",
	  .want = REPLY_GARBLED },
	{ .name = "a capability without quotes", .step = STEP_GREETING, .line = "STARTTLS",
	  .want = REPLY_GARBLED },
	{ .name = "NUL in the status", .step = STEP_GREETING, .line = "O\0K", .len = 3,
	  .want = REPLY_GARBLED },
	{ .name = "a lone NUL", .step = STEP_GREETING, .line = "\0", .len = 1,
	  .want = REPLY_GARBLED },
	{ .name = "another mail protocol", .step = STEP_GREETING, .line = "220 ready",
	  .want = REPLY_GARBLED },
	{ .name = "a TLS alert", .step = STEP_GREETING, .line = "\x15\x03\x03",
	  .want = REPLY_GARBLED },
};
/* clang-format on */

START_TEST(a_line_is_read)
{
	check_line(&sieve_dialect, &lines[_i]);
}
END_TEST

/* RFC 5804 section 2.2: behind STARTTLS the server sends its capabilities again, unasked. */
START_TEST(ways_with_starttls_are_those_of_the_standard)
{
	check_script(sieve_dialect.starttls, "..., -LOGOUT\n"
					     "..., +STARTTLS, -LOGOUT\n"
					     "..., +STARTTLS, +TLS, +..., ~LOGOUT\n");
}
END_TEST

START_TEST(ways_inside_tls_are_those_of_the_standard)
{
	check_script(sieve_dialect.implicit, "TLS, +..., ~LOGOUT\n");
}
END_TEST

/* RFC 5804 section 2.1: a client cancels with the string "*" where the server asks for one. */
START_TEST(ways_to_begin_a_login_are_those_of_the_standard)
{
	check_script(sieve_dialect.login, "..., -LOGOUT\n"
					  "..., +AUTHENTICATE \"PLAIN\", ~LOGOUT\n"
					  "..., +AUTHENTICATE \"PLAIN\", >\"*\", ~LOGOUT\n");
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("sieve");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(tcase, a_line_is_read, 0, (int)COUNT_OF(lines));
	tcase_add_test(tcase, ways_with_starttls_are_those_of_the_standard);
	tcase_add_test(tcase, ways_inside_tls_are_those_of_the_standard);
	tcase_add_test(tcase, ways_to_begin_a_login_are_those_of_the_standard);
	suite_add_tcase(s, tcase);
	return s;
}
