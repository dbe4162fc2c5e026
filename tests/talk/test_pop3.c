/* SPDX-License-Identifier: MIT */
#include "support/suite.h"
#include "support/talk.h"
#include "talk/pop3.h"

/* clang-format off */
static const struct line_case lines[] = {
	{ .name = "greeting", .step = STEP_GREETING, .line = "+OK ready", .want = REPLY_OK },
	{ .name = "greeting without text", .step = STEP_GREETING, .line = "+OK",
	  .want = REPLY_OK },
	{ .name = "greeting in small letters", .step = STEP_GREETING, .line = "+ok ready",
	  .want = REPLY_OK },
	{ .name = "greeting with a timestamp", .step = STEP_GREETING,
	  .line = "+OK <1896.697170952@dbc.mtview.ca.us>", .want = REPLY_OK },
	{ .name = "greeting that refuses", .step = STEP_GREETING, .line = "-ERR busy",
	  .want = REPLY_REFUSED },
	{ .name = "go ahead", .step = STEP_STARTTLS, .command = "STLS", .line = "+OK begin",
	  .want = REPLY_OK },
	{ .name = "refused", .step = STEP_STARTTLS, .command = "STLS", .line = "-ERR no",
	  .want = REPLY_REFUSED },
	{ .name = "farewell", .step = STEP_QUIT, .command = "QUIT", .line = "+OK bye",
	  .want = REPLY_OK },

	{ .name = "the list begins", .step = STEP_CAPABILITY, .command = "CAPA",
	  .line = "+OK list follows", .want = REPLY_PART },
	{ .name = "the list goes on", .step = STEP_CAPABILITY, .command = "CAPA",
	  .previous = "+OK", .line = "STLS", .want = REPLY_PART },
	{ .name = "an empty line in the list", .step = STEP_CAPABILITY, .command = "CAPA",
	  .previous = "STLS", .line = "", .want = REPLY_PART },
	{ .name = "a refusal inside the list is an item", .step = STEP_CAPABILITY,
	  .command = "CAPA", .previous = "+OK", .line = "-ERR", .want = REPLY_PART },
	{ .name = "a success inside the list is an item", .step = STEP_CAPABILITY,
	  .command = "CAPA", .previous = "+OK", .line = "+OK", .want = REPLY_PART },
	{ .name = "the list ends", .step = STEP_CAPABILITY, .command = "CAPA",
	  .previous = "STLS", .line = ".", .want = REPLY_OK },
	{ .name = "it ends at once", .step = STEP_CAPABILITY_AGAIN, .command = "CAPA",
	  .previous = "+OK", .line = ".", .want = REPLY_OK },
	{ .name = "two dots are an item", .step = STEP_CAPABILITY, .command = "CAPA",
	  .previous = "STLS", .line = "..", .want = REPLY_PART },
	{ .name = "a dot and a space are an item", .step = STEP_CAPABILITY, .command = "CAPA",
	  .previous = "STLS", .line = ". ", .want = REPLY_PART },
	{ .name = "no list", .step = STEP_CAPABILITY, .command = "CAPA", .line = "-ERR unknown",
	  .want = REPLY_REFUSED },
	{ .name = "a dot with nothing before it", .step = STEP_CAPABILITY, .command = "CAPA",
	  .line = ".", .want = REPLY_GARBLED },
	{ .name = "a list without its first line", .step = STEP_CAPABILITY, .command = "CAPA",
	  .line = "STLS", .want = REPLY_GARBLED },

	{ .name = "login wants more", .step = STEP_LOGIN, .command = "AUTH PLAIN", .line = "+ ",
	  .want = REPLY_CONTINUE },
	{ .name = "login wants more, no space", .step = STEP_LOGIN, .command = "AUTH PLAIN",
	  .line = "+", .want = REPLY_CONTINUE },
	{ .name = "login at once", .step = STEP_LOGIN, .command = "AUTH PLAIN",
	  .line = "+OK welcome", .want = REPLY_OK },
	{ .name = "login refused", .step = STEP_LOGIN, .command = "AUTH PLAIN",
	  .line = "-ERR [AUTH] not in clear", .want = REPLY_REFUSED },
	{ .name = "a continuation without its space", .step = STEP_LOGIN,
	  .command = "AUTH PLAIN", .line = "+go", .want = REPLY_GARBLED },
	{ .name = "the name is taken", .step = STEP_LOGIN_OTHER,
	  .command = "USER nobody@probe.invalid", .line = "+OK", .want = REPLY_OK },
	{ .name = "USER asks for no more", .step = STEP_LOGIN_OTHER,
	  .command = "USER nobody@probe.invalid", .line = "+ ", .want = REPLY_GARBLED },
	{ .name = "a continuation that nobody asked for", .step = STEP_STARTTLS,
	  .command = "STLS", .line = "+ ", .want = REPLY_GARBLED },
	{ .name = "cancelled", .step = STEP_CANCEL, .command = "*", .line = "-ERR cancelled",
	  .want = REPLY_REFUSED },

	{ .name = "an empty line", .step = STEP_GREETING, .line = "", .want = REPLY_GARBLED },
	{ .name = "half a status", .step = STEP_GREETING, .line = "+O", .want = REPLY_GARBLED },
	{ .name = "half a refusal", .step = STEP_GREETING, .line = "-ER", .want = REPLY_GARBLED },
	{ .name = "a space before the status", .step = STEP_GREETING, .line = " +OK",
	  .want = REPLY_GARBLED },
	{ .name = "NUL in the status", .step = STEP_GREETING, .line = "+O\0K", .len = 4,
	  .want = REPLY_GARBLED },
	{ .name = "NUL before the dot", .step = STEP_CAPABILITY, .command = "CAPA",
	  .previous = "+OK", .line = "\0.", .len = 2, .want = REPLY_PART },
	{ .name = "another mail protocol", .step = STEP_GREETING, .line = "* OK",
	  .want = REPLY_GARBLED },
	{ .name = "a TLS alert", .step = STEP_GREETING, .line = "\x15\x03\x03",
	  .want = REPLY_GARBLED },
};
/* clang-format on */

START_TEST(a_line_is_read)
{
	check_line(&pop3_dialect, &lines[_i]);
}
END_TEST

/* RFC 2595 section 4: STLS in the state before a login; the list of CAPA (RFC 2449, which a
 * server need not have) again behind it. */
START_TEST(ways_with_starttls_are_those_of_the_standard)
{
	check_script(pop3_dialect.starttls, "..., -QUIT\n"
					    "..., +CAPA, ~STLS, -QUIT\n"
					    "..., +CAPA, ~STLS, +TLS, +CAPA, ~QUIT\n");
}
END_TEST

START_TEST(ways_inside_tls_are_those_of_the_standard)
{
	check_script(pop3_dialect.implicit, "TLS, +..., -QUIT\n"
					    "TLS, +..., +CAPA, ~QUIT\n");
}
END_TEST

/* RFC 5034 section 4: "*" in answer to a "+"; RFC 1939 section 7: USER, which is nothing
 * without the PASS that is never sent. */
START_TEST(ways_to_begin_a_login_are_those_of_the_standard)
{
	check_script(pop3_dialect.login,
	    "..., -QUIT\n"
	    "..., +AUTH PLAIN, +QUIT\n"
	    "..., +AUTH PLAIN, >*, ~QUIT\n"
	    "..., +AUTH PLAIN, -USER nobody@probe.invalid, ~QUIT\n");
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("pop3");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(tcase, a_line_is_read, 0, (int)COUNT_OF(lines));
	tcase_add_test(tcase, ways_with_starttls_are_those_of_the_standard);
	tcase_add_test(tcase, ways_inside_tls_are_those_of_the_standard);
	tcase_add_test(tcase, ways_to_begin_a_login_are_those_of_the_standard);
	suite_add_tcase(s, tcase);
	return s;
}
