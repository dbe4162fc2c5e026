/* SPDX-License-Identifier: MIT */
#include "talk/use.h"

#include "support/suite.h"

#include <string.h>

static struct buffer line;

static void
set_up(void)
{
	buffer_init(&line, 4096);
}

static void
tear_down(void)
{
	buffer_clear(&line);
}

static const struct {
	enum protocol protocol;
	const char *response; /* NULL: none */
	const char *want;
} auths[] = {
	{ PROTOCOL_SMTP, NULL, "AUTH PLAIN" },
	{ PROTOCOL_SMTP, "AGEAYg==", "AUTH PLAIN AGEAYg==" },
	{ PROTOCOL_SMTP, "", "AUTH PLAIN =" },
	{ PROTOCOL_IMAP, NULL, "p4 AUTHENTICATE PLAIN" },
	{ PROTOCOL_IMAP, "AGEAYg==", "p4 AUTHENTICATE PLAIN AGEAYg==" },
	{ PROTOCOL_POP3, "AGEAYg==", "AUTH PLAIN AGEAYg==" },
	{ PROTOCOL_SIEVE, NULL, "AUTHENTICATE \"PLAIN\"" },
	{ PROTOCOL_SIEVE, "AGEAYg==", "AUTHENTICATE \"PLAIN\" \"AGEAYg==\"" },
	{ PROTOCOL_SIEVE, "", "AUTHENTICATE \"PLAIN\" \"\"" },
};

START_TEST(each_protocol_begins_a_login_its_own_way)
{
	struct span response = { 0 };

	if (auths[_i].response != NULL)
		response = span_of(auths[_i].response);
	ck_assert(use_write_auth(auths[_i].protocol, "PLAIN", response, &line));
	ck_assert_msg(span_equal(buffer_span(&line), span_of(auths[_i].want)), "%.*s",
	    (int)line.len, (const char *)line.data);
}
END_TEST

/* RFC 5804 section 4: a quoted string has at most 1,024 bytes. */
START_TEST(a_long_response_of_managesieve_is_a_literal)
{
	char text[1501] = { 0 };

	memset(text, 'A', 1500);
	ck_assert(use_write_response(PROTOCOL_SIEVE, span_of(text), &line));
	ck_assert(span_starts(buffer_span(&line), "{1500+}\r\nAAAA"));
	ck_assert_uint_eq(line.len, strlen("{1500+}\r\n") + 1500);
	buffer_consume(&line, SIZE_MAX);
	ck_assert(use_write_response(PROTOCOL_SMTP, span_of(text), &line));
	ck_assert_uint_eq(line.len, 1500);
}
END_TEST

/* RFC 5321 section 4.5.3.1.4, RFC 2449 section 4. */
START_TEST(a_command_is_no_longer_than_its_protocol_allows)
{
	ck_assert(use_fits_command(PROTOCOL_SMTP, "PLAIN", 512 - strlen("AUTH PLAIN \r\n")));
	ck_assert(!use_fits_command(PROTOCOL_SMTP, "PLAIN", 513 - strlen("AUTH PLAIN \r\n")));
	ck_assert(use_fits_command(PROTOCOL_POP3, "PLAIN", 255 - strlen("AUTH PLAIN \r\n")));
	ck_assert(!use_fits_command(PROTOCOL_POP3, "PLAIN", 256 - strlen("AUTH PLAIN \r\n")));
	ck_assert(use_fits_command(PROTOCOL_IMAP, "PLAIN", 8000));
	ck_assert(use_fits_command(PROTOCOL_SIEVE, "PLAIN", 8000));
}
END_TEST

/* RFC 9051 section 4.3. */
START_TEST(quotes_and_backslashes_of_a_login_are_escaped)
{
	ck_assert(use_write_login("a\"b", "c\\d e", &line));
	ck_assert(span_equal(buffer_span(&line), span_of("p4 LOGIN \"a\\\"b\" \"c\\\\d e\"")));
}
END_TEST

START_TEST(what_does_not_fit_is_told)
{
	buffer_clear(&line);
	buffer_init(&line, 12);
	ck_assert(!use_write_login("a", "b", &line));
	buffer_consume(&line, SIZE_MAX);
	ck_assert(!use_write_auth(PROTOCOL_SMTP, "PLAIN", span_of("AGEAYg=="), &line));
}
END_TEST

START_TEST(what_shows_a_login_is_known_by_its_name)
{
	ck_assert_ptr_null(use_command(PROTOCOL_SMTP));
	ck_assert_str_eq(use_command(PROTOCOL_POP3), "STAT");
	ck_assert(use_is_asked(STEP_AUTH) && use_is_asked(STEP_AUTH_MORE));
	ck_assert(!use_is_asked(STEP_LOGIN) && !use_is_asked(STEP_DATA));
}
END_TEST

/* The parts of lines that are not recorded. */
static const struct {
	enum protocol protocol;
	const char *line;
	const char *previous;
	const char *want; /* NULL: there is none */
	enum reply reply;
} challenges[] = {
	{ PROTOCOL_SMTP, "334 dXNlcg==", NULL, "dXNlcg==", REPLY_CONTINUE },
	{ PROTOCOL_SMTP, "334 ", NULL, "", REPLY_CONTINUE },
	{ PROTOCOL_SMTP, "334", NULL, NULL, REPLY_CONTINUE },
	{ PROTOCOL_SMTP, "235 2.7.0 ok", NULL, NULL, REPLY_OK },
	{ PROTOCOL_SMTP, "535 5.7.8 no", NULL, NULL, REPLY_REFUSED },
	{ PROTOCOL_SMTP, "504 5.5.4 what", NULL, NULL, REPLY_UNSUPPORTED },
	{ PROTOCOL_SMTP, "421 bye", NULL, NULL, REPLY_GOODBYE },
	{ PROTOCOL_IMAP, "+ dXNlcg==", NULL, "dXNlcg==", REPLY_CONTINUE },
	{ PROTOCOL_IMAP, "+", NULL, NULL, REPLY_CONTINUE },
	{ PROTOCOL_IMAP, "p4 OK in", NULL, NULL, REPLY_OK },
	{ PROTOCOL_IMAP, "p4 NO out", NULL, NULL, REPLY_REFUSED },
	{ PROTOCOL_IMAP, "p3 OK in", NULL, NULL, REPLY_GARBLED },
	{ PROTOCOL_POP3, "+ dXNlcg==", NULL, "dXNlcg==", REPLY_CONTINUE },
	{ PROTOCOL_POP3, "+OK in", NULL, NULL, REPLY_OK },
	{ PROTOCOL_POP3, "-ERR [AUTH] out", NULL, NULL, REPLY_REFUSED },
	{ PROTOCOL_SIEVE, "\"dXNlcg==\"", NULL, "dXNlcg==", REPLY_CONTINUE },
	{ PROTOCOL_SIEVE, "\"\"", NULL, "", REPLY_CONTINUE },
	{ PROTOCOL_SIEVE, "{8}", NULL, NULL, REPLY_PART },
	{ PROTOCOL_SIEVE, "dXNlcg==", "{8}", "dXNlcg==", REPLY_CONTINUE },
	{ PROTOCOL_SIEVE, "", "{0}", "", REPLY_CONTINUE },
	{ PROTOCOL_SIEVE, "OK (SASL \"dj1hYmM=\") \"in\"", NULL, "dj1hYmM=", REPLY_OK },
	{ PROTOCOL_SIEVE, "OK \"in\"", NULL, NULL, REPLY_OK },
	{ PROTOCOL_SIEVE, "NO \"out\"", NULL, NULL, REPLY_REFUSED },
	{ PROTOCOL_SIEVE, "dXNlcg==", NULL, NULL, REPLY_GARBLED },
};

START_TEST(a_challenge_is_found_in_its_line)
{
	const struct dialect *dialect = dialect_of(challenges[_i].protocol);
	const char *want = challenges[_i].want;
	struct span text = span_of(challenges[_i].line);
	struct reading reading = { .step = STEP_AUTH_MORE };
	struct span found;

	if (challenges[_i].previous != NULL)
		reading.previous = span_of(challenges[_i].previous);
	found = dialect->read_challenge(&reading, text);
	ck_assert_msg(want == NULL ? found.len == 0 : span_equal(found, span_of(want)),
	    "%s: %.*s", challenges[_i].line, (int)found.len, (const char *)found.data);
	ck_assert_msg(dialect->read_line(&reading, text) == challenges[_i].reply, "%s",
	    challenges[_i].line);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("use");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(
	    tcase, each_protocol_begins_a_login_its_own_way, 0, (int)COUNT_OF(auths));
	tcase_add_test(tcase, a_long_response_of_managesieve_is_a_literal);
	tcase_add_test(tcase, a_command_is_no_longer_than_its_protocol_allows);
	tcase_add_test(tcase, quotes_and_backslashes_of_a_login_are_escaped);
	tcase_add_test(tcase, what_does_not_fit_is_told);
	tcase_add_test(tcase, what_shows_a_login_is_known_by_its_name);
	tcase_add_loop_test(
	    tcase, a_challenge_is_found_in_its_line, 0, (int)COUNT_OF(challenges));
	suite_add_tcase(s, tcase);
	return s;
}
