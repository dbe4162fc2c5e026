/* SPDX-License-Identifier: MIT */
#include "support/suite.h"
#include "support/talk.h"
#include "talk/imap.h"

/* clang-format off */
static const struct line_case lines[] = {
	{ .name = "greeting", .step = STEP_GREETING, .line = "* OK ready", .want = REPLY_OK },
	{ .name = "greeting without text", .step = STEP_GREETING, .line = "* OK",
	  .want = REPLY_OK },
	{ .name = "greeting in small letters", .step = STEP_GREETING, .line = "* ok ready",
	  .want = REPLY_OK },
	{ .name = "greeting with capabilities", .step = STEP_GREETING,
	  .line = "* OK [CAPABILITY IMAP4rev1 STARTTLS] ready", .want = REPLY_CAPABLE },
	{ .name = "greeting with another code", .step = STEP_GREETING,
	  .line = "* OK [ALERT] maintenance", .want = REPLY_OK },
	{ .name = "a word that only begins like the code", .step = STEP_GREETING,
	  .line = "* OK [CAPABILITYX A] ready", .want = REPLY_OK },
	{ .name = "logged in already", .step = STEP_GREETING, .line = "* PREAUTH welcome",
	  .want = REPLY_PREAUTH },
	{ .name = "logged in already, with capabilities", .step = STEP_GREETING,
	  .line = "* PREAUTH [CAPABILITY IMAP4rev1] welcome", .want = REPLY_PREAUTH },
	{ .name = "goodbye for a greeting", .step = STEP_GREETING, .line = "* BYE busy",
	  .want = REPLY_GOODBYE },
	{ .name = "a greeting is never a refusal", .step = STEP_GREETING, .line = "* NO",
	  .want = REPLY_GARBLED },
	{ .name = "a tagged greeting", .step = STEP_GREETING, .line = "p1 OK", .want = REPLY_GARBLED },
	{ .name = "an untagged answer for a greeting", .step = STEP_GREETING,
	  .line = "* CAPABILITY IMAP4rev1", .want = REPLY_GARBLED },

	{ .name = "capabilities", .step = STEP_CAPABILITY, .command = "p1 CAPABILITY",
	  .line = "* CAPABILITY IMAP4rev1 STARTTLS", .want = REPLY_PART },
	{ .name = "done", .step = STEP_CAPABILITY, .command = "p1 CAPABILITY",
	  .previous = "* CAPABILITY IMAP4rev1", .line = "p1 OK done", .want = REPLY_OK },
	{ .name = "done without text", .step = STEP_CAPABILITY, .command = "p1 CAPABILITY",
	  .line = "p1 OK", .want = REPLY_OK },
	{ .name = "refused", .step = STEP_STARTTLS, .command = "p2 STARTTLS",
	  .line = "p2 NO not now", .want = REPLY_REFUSED },
	{ .name = "not understood", .step = STEP_STARTTLS, .command = "p2 STARTTLS",
	  .line = "p2 BAD what?", .want = REPLY_REFUSED },
	{ .name = "not understood, in small letters", .step = STEP_STARTTLS,
	  .command = "p2 STARTTLS", .line = "p2 bad what?", .want = REPLY_REFUSED },
	{ .name = "the tag of the command before", .step = STEP_STARTTLS,
	  .command = "p2 STARTTLS", .line = "p1 OK done", .want = REPLY_GARBLED },
	{ .name = "a tag in capitals is another", .step = STEP_STARTTLS,
	  .command = "p2 STARTTLS", .line = "P2 OK", .want = REPLY_GARBLED },
	{ .name = "a tag that goes on", .step = STEP_STARTTLS, .command = "p2 STARTTLS",
	  .line = "p22 OK", .want = REPLY_GARBLED },
	{ .name = "a tag alone", .step = STEP_STARTTLS, .command = "p2 STARTTLS", .line = "p2",
	  .want = REPLY_GARBLED },
	{ .name = "no such status", .step = STEP_STARTTLS, .command = "p2 STARTTLS",
	  .line = "p2 YES", .want = REPLY_GARBLED },
	{ .name = "a status that goes on", .step = STEP_STARTTLS, .command = "p2 STARTTLS",
	  .line = "p2 OKAY", .want = REPLY_GARBLED },
	{ .name = "a tagged goodbye", .step = STEP_STARTTLS, .command = "p2 STARTTLS",
	  .line = "p2 BYE", .want = REPLY_GARBLED },
	{ .name = "noise on the way", .step = STEP_STARTTLS, .command = "p2 STARTTLS",
	  .line = "* OK still here", .want = REPLY_PART },
	{ .name = "noise that looks like a refusal", .step = STEP_STARTTLS,
	  .command = "p2 STARTTLS", .line = "* BAD line too long", .want = REPLY_PART },
	{ .name = "goodbye on the way", .step = STEP_STARTTLS, .command = "p2 STARTTLS",
	  .line = "* BYE shutting down", .want = REPLY_GOODBYE },
	{ .name = "goodbye at LOGOUT is a part of the answer", .step = STEP_QUIT,
	  .command = "p9 LOGOUT", .line = "* BYE", .want = REPLY_PART },
	{ .name = "logged out", .step = STEP_QUIT, .command = "p9 LOGOUT", .previous = "* BYE",
	  .line = "p9 OK", .want = REPLY_OK },

	{ .name = "login wants more", .step = STEP_LOGIN, .command = "p3 AUTHENTICATE PLAIN",
	  .line = "+ ", .want = REPLY_CONTINUE },
	{ .name = "login wants more, no space", .step = STEP_LOGIN,
	  .command = "p3 AUTHENTICATE PLAIN", .line = "+", .want = REPLY_CONTINUE },
	{ .name = "a continuation that nobody asked for", .step = STEP_STARTTLS,
	  .command = "p2 STARTTLS", .line = "+ go on", .want = REPLY_PART },
	{ .name = "login refused", .step = STEP_LOGIN, .command = "p3 AUTHENTICATE PLAIN",
	  .line = "p3 NO [PRIVACYREQUIRED] not in clear", .want = REPLY_REFUSED },
	{ .name = "login at once", .step = STEP_LOGIN, .command = "p3 AUTHENTICATE PLAIN",
	  .line = "p3 OK welcome", .want = REPLY_OK },
	{ .name = "cancelled: the tag of the login stays in force", .step = STEP_CANCEL,
	  .command = "*", .line = "p3 BAD cancelled", .want = REPLY_REFUSED },
	{ .name = "the star is no tag", .step = STEP_CANCEL, .command = "*",
	  .line = "* BAD cancelled", .want = REPLY_PART },

	{ .name = "an empty line", .step = STEP_CAPABILITY, .command = "p1 CAPABILITY",
	  .line = "", .want = REPLY_GARBLED },
	{ .name = "an empty greeting", .step = STEP_GREETING, .line = "", .want = REPLY_GARBLED },
	{ .name = "NUL in the greeting", .step = STEP_GREETING, .line = "* \0OK", .len = 5,
	  .want = REPLY_GARBLED },
	{ .name = "NUL in the tag", .step = STEP_STARTTLS, .command = "p2 STARTTLS",
	  .line = "p2\0 OK", .len = 6, .want = REPLY_GARBLED },
	{ .name = "a space before the tag", .step = STEP_STARTTLS, .command = "p2 STARTTLS",
	  .line = "\xa0p2 OK", .want = REPLY_GARBLED },
	{ .name = "a star alone", .step = STEP_STARTTLS, .command = "p2 STARTTLS", .line = "*",
	  .want = REPLY_GARBLED },
	{ .name = "another mail protocol", .step = STEP_GREETING, .line = "220 ready",
	  .want = REPLY_GARBLED },
	{ .name = "a TLS alert", .step = STEP_GREETING, .line = "\x15\x03\x03", .want = REPLY_GARBLED },
};
/* clang-format on */

START_TEST(a_line_is_read)
{
	check_line(&imap_dialect, &lines[_i]);
}
END_TEST

/* RFC 9051 section 6.2.1: STARTTLS in the state before a login, and the capabilities again
 * behind it; section 7.1.4: a PREAUTH greeting leaves nothing to protect a login for. */
START_TEST(ways_with_starttls_are_those_of_the_standard)
{
	check_script(imap_dialect.starttls,
	    "..., pp9 LOGOUT\n"
	    "..., cp2 STARTTLS, -p9 LOGOUT\n"
	    "..., cp2 STARTTLS, +TLS, +p3 CAPABILITY, ~p9 LOGOUT\n"
	    "..., +p1 CAPABILITY, ~p2 STARTTLS, -p9 LOGOUT\n"
	    "..., +p1 CAPABILITY, ~p2 STARTTLS, +TLS, +p3 CAPABILITY, ~p9 LOGOUT\n");
}
END_TEST

START_TEST(ways_inside_tls_are_those_of_the_standard)
{
	check_script(imap_dialect.implicit, "TLS, +..., pp9 LOGOUT\n"
					    "TLS, +..., cp9 LOGOUT\n"
					    "TLS, +..., +p1 CAPABILITY, ~p9 LOGOUT\n");
}
END_TEST

/* RFC 9051 section 6.2.2: "If the client wishes to cancel an authentication exchange, it issues
 * a line consisting of a single "*"", in answer to a "+". */
START_TEST(ways_to_begin_a_login_are_those_of_the_standard)
{
	check_script(imap_dialect.login, "..., pp9 LOGOUT\n"
					 "..., +p3 AUTHENTICATE PLAIN, ~p9 LOGOUT\n"
					 "..., +p3 AUTHENTICATE PLAIN, >*, ~p9 LOGOUT\n");
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("imap");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(tcase, a_line_is_read, 0, (int)COUNT_OF(lines));
	tcase_add_test(tcase, ways_with_starttls_are_those_of_the_standard);
	tcase_add_test(tcase, ways_inside_tls_are_those_of_the_standard);
	tcase_add_test(tcase, ways_to_begin_a_login_are_those_of_the_standard);
	suite_add_tcase(s, tcase);
	return s;
}
