/* SPDX-License-Identifier: MIT */
#include "support/suite.h"
#include "support/talk.h"
#include "talk/smtp.h"

/* clang-format off */
static const struct line_case lines[] = {
	{ .name = "a message is asked for", .step = STEP_DATA, .line = "354 go on",
	  .want = REPLY_CONTINUE },
	{ .name = "a message is taken before it came", .step = STEP_DATA, .line = "250 queued",
	  .want = REPLY_GARBLED },
	{ .name = "a message is not wanted", .step = STEP_DATA, .line = "554 no",
	  .want = REPLY_REFUSED },
	{ .name = "greeting", .step = STEP_GREETING,
	  .line = "220 mail.example.test ESMTP", .want = REPLY_OK },
	{ .name = "a code alone is a reply", .step = STEP_GREETING, .line = "220",
	  .want = REPLY_OK },
	{ .name = "a code and a space", .step = STEP_GREETING, .line = "220 ", .want = REPLY_OK },
	{ .name = "greeting in lines", .step = STEP_GREETING, .line = "220-mail",
	  .want = REPLY_PART },
	{ .name = "last of them", .step = STEP_GREETING, .previous = "220-mail",
	  .line = "220 ready", .want = REPLY_OK },
	{ .name = "last without text", .step = STEP_GREETING, .previous = "220-mail",
	  .line = "220", .want = REPLY_OK },
	{ .name = "two codes in one reply", .step = STEP_GREETING, .previous = "220-mail",
	  .line = "250 ready", .want = REPLY_GARBLED },
	{ .name = "two codes, more to follow", .step = STEP_CAPABILITY, .previous = "250-mail",
	  .line = "251-SIZE", .want = REPLY_GARBLED },
	{ .name = "a refusal behind the name", .step = STEP_CAPABILITY, .previous = "250-mail",
	  .line = "550 no", .want = REPLY_GARBLED },
	{ .name = "greeting that refuses", .step = STEP_GREETING, .line = "554 no service",
	  .want = REPLY_REFUSED },
	{ .name = "greeting that refuses for now", .step = STEP_GREETING, .line = "450 later",
	  .want = REPLY_REFUSED },
	{ .name = "too busy", .step = STEP_GREETING, .line = "421 too many connections",
	  .want = REPLY_GOODBYE },
	{ .name = "too busy, in lines", .step = STEP_GREETING, .line = "421-too many",
	  .want = REPLY_PART },
	{ .name = "421 in the middle", .step = STEP_STARTTLS, .command = "STARTTLS",
	  .line = "421 4.7.0 bye", .want = REPLY_GOODBYE },
	{ .name = "421 to a login", .step = STEP_LOGIN, .command = "AUTH PLAIN",
	  .line = "421 bye", .want = REPLY_GOODBYE },
	{ .name = "421 to QUIT is as good as 221", .step = STEP_QUIT, .command = "QUIT",
	  .line = "421 bye", .want = REPLY_OK },
	{ .name = "farewell", .step = STEP_QUIT, .command = "QUIT", .line = "221 bye",
	  .want = REPLY_OK },
	{ .name = "any positive code will do", .step = STEP_STARTTLS, .command = "STARTTLS",
	  .line = "250 ready", .want = REPLY_OK },
	{ .name = "STARTTLS for now not", .step = STEP_STARTTLS, .command = "STARTTLS",
	  .line = "454 TLS not available", .want = REPLY_REFUSED },
	{ .name = "STARTTLS unknown", .step = STEP_STARTTLS, .command = "STARTTLS",
	  .line = "502 what?", .want = REPLY_REFUSED },
	{ .name = "a continuation that nobody asked for", .step = STEP_STARTTLS,
	  .command = "STARTTLS", .line = "334 ", .want = REPLY_GARBLED },
	{ .name = "354 to EHLO", .step = STEP_CAPABILITY, .command = "EHLO x",
	  .line = "354 go ahead", .want = REPLY_GARBLED },

	{ .name = "login wants more", .step = STEP_LOGIN, .command = "AUTH PLAIN", .line = "334 ",
	  .want = REPLY_CONTINUE },
	{ .name = "login wants more, no space", .step = STEP_LOGIN, .command = "AUTH PLAIN",
	  .line = "334", .want = REPLY_CONTINUE },
	{ .name = "login wants a name", .step = STEP_LOGIN_OTHER, .command = "AUTH LOGIN",
	  .line = "334 VXNlcm5hbWU6", .want = REPLY_CONTINUE },
	{ .name = "login at once", .step = STEP_LOGIN, .command = "AUTH PLAIN",
	  .line = "235 welcome", .want = REPLY_OK },
	{ .name = "wants an initial response", .step = STEP_LOGIN, .command = "AUTH PLAIN",
	  .line = "501 no response given", .want = REPLY_UNSUPPORTED },
	{ .name = "another mechanism", .step = STEP_LOGIN, .command = "AUTH PLAIN",
	  .line = "504 unknown mechanism", .want = REPLY_UNSUPPORTED },
	{ .name = "not without TLS", .step = STEP_LOGIN, .command = "AUTH PLAIN",
	  .line = "530 Must issue a STARTTLS command first", .want = REPLY_REFUSED },
	{ .name = "encryption required", .step = STEP_LOGIN, .command = "AUTH PLAIN",
	  .line = "538 Encryption required", .want = REPLY_REFUSED },
	{ .name = "not now", .step = STEP_LOGIN, .command = "AUTH PLAIN", .line = "454 later",
	  .want = REPLY_REFUSED },
	{ .name = "no such command", .step = STEP_LOGIN, .command = "AUTH PLAIN",
	  .line = "503 not here", .want = REPLY_REFUSED },
	{ .name = "cancelled", .step = STEP_CANCEL, .command = "*", .line = "501 cancelled",
	  .want = REPLY_REFUSED },
	{ .name = "not cancelled", .step = STEP_CANCEL, .command = "*", .line = "334 what?",
	  .want = REPLY_GARBLED },

	{ .name = "an empty line", .step = STEP_GREETING, .line = "", .want = REPLY_GARBLED },
	{ .name = "two digits", .step = STEP_GREETING, .line = "22", .want = REPLY_GARBLED },
	{ .name = "four digits", .step = STEP_GREETING, .line = "2200", .want = REPLY_GARBLED },
	{ .name = "no space behind the code", .step = STEP_GREETING, .line = "220mail",
	  .want = REPLY_GARBLED },
	{ .name = "a tab behind the code", .step = STEP_GREETING, .line = "220\tmail",
	  .want = REPLY_GARBLED },
	{ .name = "a space before the code", .step = STEP_GREETING, .line = " 220 mail",
	  .want = REPLY_GARBLED },
	{ .name = "a class that does not exist", .step = STEP_GREETING, .line = "620 mail",
	  .want = REPLY_GARBLED },
	{ .name = "an intermediate class of old", .step = STEP_GREETING, .line = "120 soon",
	  .want = REPLY_GARBLED },
	{ .name = "letters in the code", .step = STEP_GREETING, .line = "2O0 mail",
	  .want = REPLY_GARBLED },
	{ .name = "NUL in the code", .step = STEP_GREETING, .line = "2\0" "0 mail", .len = 8,
	  .want = REPLY_GARBLED },
	{ .name = "NUL behind the code", .step = STEP_GREETING, .line = "220\0mail", .len = 8,
	  .want = REPLY_GARBLED },
	{ .name = "NUL in the text", .step = STEP_GREETING, .line = "220 a\0b", .len = 7,
	  .want = REPLY_OK },
	{ .name = "bytes above ASCII for digits", .step = STEP_GREETING,
	  .line = "2\xb2\xb2 mail", .want = REPLY_GARBLED },
	{ .name = "a web server", .step = STEP_GREETING, .line = "HTTP/1.1 400 Bad Request",
	  .want = REPLY_GARBLED },
	{ .name = "a TLS alert", .step = STEP_GREETING, .line = "\x15\x03\x01", .want = REPLY_GARBLED },
	{ .name = "another mail protocol", .step = STEP_GREETING, .line = "+OK ready",
	  .want = REPLY_GARBLED },
};
/* clang-format on */

START_TEST(a_line_is_read)
{
	check_line(&smtp_dialect, &lines[_i]);
	check_line(&lmtp_dialect, &lines[_i]);
}
END_TEST

/* RFC 3207 section 4: STARTTLS, the hello again behind it (section 4.2: what was learned before
 * is void); RFC 5321 section 4.1.1.1: HELO for a server that does not know EHLO; section
 * 4.1.1.10: QUIT at the end of whatever can still be ended. */
START_TEST(ways_with_starttls_are_those_of_the_standard)
{
	check_script(smtp_dialect.starttls,
	    "..., -QUIT\n"
	    "..., +EHLO probe.test, -HELO probe.test, -QUIT\n"
	    "..., +EHLO probe.test, -HELO probe.test, +STARTTLS, -QUIT\n"
	    "..., +EHLO probe.test, -HELO probe.test, +STARTTLS, +TLS, +EHLO probe.test, "
	    "~QUIT\n"
	    "..., +EHLO probe.test, +STARTTLS, -QUIT\n"
	    "..., +EHLO probe.test, +STARTTLS, +TLS, +EHLO probe.test, ~QUIT\n");
}
END_TEST

START_TEST(ways_inside_tls_are_those_of_the_standard)
{
	check_script(smtp_dialect.implicit,
	    "TLS, +..., -QUIT\n"
	    "TLS, +..., +EHLO probe.test, +QUIT\n"
	    "TLS, +..., +EHLO probe.test, -HELO probe.test, ~QUIT\n");
}
END_TEST

/* RFC 4954 section 4: "If the client wishes to cancel the authentication exchange, it issues a
 * line with a single "*"", which it may when the server has sent a 334. */
START_TEST(ways_to_begin_a_login_are_those_of_the_standard)
{
	check_script(smtp_dialect.login,
	    "..., -QUIT\n"
	    "..., +EHLO probe.test, -QUIT\n"
	    "..., +EHLO probe.test, +AUTH PLAIN, ~QUIT\n"
	    "..., +EHLO probe.test, +AUTH PLAIN, >*, ~QUIT\n"
	    "..., +EHLO probe.test, +AUTH PLAIN, ?AUTH LOGIN, ~QUIT\n"
	    "..., +EHLO probe.test, +AUTH PLAIN, ?AUTH LOGIN, >*, ~QUIT\n");
}
END_TEST

/* RFC 2033 section 4.1: LHLO in place of both hellos. */
START_TEST(ways_of_lmtp_are_those_of_the_standard)
{
	check_script(lmtp_dialect.starttls,
	    "..., -QUIT\n"
	    "..., +LHLO probe.test, -QUIT\n"
	    "..., +LHLO probe.test, +STARTTLS, -QUIT\n"
	    "..., +LHLO probe.test, +STARTTLS, +TLS, +LHLO probe.test, ~QUIT\n");
	check_script(lmtp_dialect.implicit, "TLS, +..., -QUIT\n"
					    "TLS, +..., +LHLO probe.test, ~QUIT\n");
	ck_assert_ptr_null(lmtp_dialect.login);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("smtp");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(tcase, a_line_is_read, 0, (int)COUNT_OF(lines));
	tcase_add_test(tcase, ways_with_starttls_are_those_of_the_standard);
	tcase_add_test(tcase, ways_inside_tls_are_those_of_the_standard);
	tcase_add_test(tcase, ways_to_begin_a_login_are_those_of_the_standard);
	tcase_add_test(tcase, ways_of_lmtp_are_those_of_the_standard);
	suite_add_tcase(s, tcase);
	return s;
}
