/* SPDX-License-Identifier: MIT */
#include "rules/errors.h"

#include "rules/sayings.h"
#include "support/printed.h"
#include "support/suite.h"

#include <stdio.h>
#include <string.h>

static struct arena arena;
static struct error_reading reading;

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
read_text(const char *text)
{
	ck_assert_ptr_null(errors_reject(span_of(text)));
	errors_read(span_of(text), &arena, &reading);
}

static bool
is_found(const char *id)
{
	return candidate_place(&reading, id) < reading.candidates_len;
}

START_TEST(words_whose_first_part_came_before_alone_are_found)
{
	char text[400];

	(void)snprintf(text, sizeof(text),
	    "read tcp 192.0.2.1:%0200d read tcp 192.0.2.1:25: i/o timeout", 0);
	read_text(text);
	ck_assert_uint_gt(reading.candidates_len, 0);
	ck_assert_str_eq(reading.candidates[0].print->text, "read tcp *: i/o timeout");
}
END_TEST

/* How it is written does not matter. */

/* clang-format off */
static const struct {
	const char *name;
	const char *text;
	bool want; /* is it recognised? */
} forms[] = {
	{ "as it is", "wrong version number", true },
	{ "upper case", "WRONG VERSION NUMBER", true },
	{ "Python's symbol", "[SSL: WRONG_VERSION_NUMBER]", true },
	{ "wrapped", "wrong\n      version\r\n\tnumber", true },
	{ "in JSON", "{\"error\": \"failed:\\nwrong version\\r\\nnumber\"}", true },
	{ "with colours", "\033[1;31mwrong version\033[0m number", true },
	{ "a blank that does not break", "wrong\xc2\xa0version number", true },
	{ "codes and places", "140:error:1408F10B:SSL routines:ssl3_get_record:wrong version number:../x.c:332:", true },
	{ "a word too many", "wrong protocol version number", false },
	{ "part of a word", "wrong version numbers", false },
	{ "part of another", "xwrong version number", false },
	{ "cut", "wrong version numbe", false },
	{ "only blanks before", "   \n wrong version number", true },
};
/* clang-format on */

START_TEST(how_it_is_written_does_not_matter)
{
	read_text(forms[_i].text);
	ck_assert_msg(is_found("implicit-client-on-starttls-port") == forms[_i].want, "%s",
	    forms[_i].name);
}
END_TEST

START_TEST(what_varies_may_be_anything_up_to_a_limit)
{
	char far[600] = "SSL_connect error to ";

	read_text("SSL_connect error to [2001:db8::1]:25: lost connection");
	ck_assert(is_found("close-after-220"));
	memset(far + strlen(far), 'x', 400);
	strcat(far, ": lost connection");
	read_text(far);
	ck_assert(!is_found("close-after-220"));
}
END_TEST

START_TEST(what_has_no_blank_ends_at_one)
{
	read_text("connect ENETUNREACH 2001:db8::25:587");
	ck_assert(is_found("ipv6-ipv4-divergence"));
	ck_assert_int_eq(reading.candidates[0].clarity, CLARITY_OWN);
	read_text("connect ENETUNREACH 192.0.2.1:587 - Local (0.0.0.0:0)");
	ck_assert_int_ne(reading.candidates[0].clarity, CLARITY_OWN);
}
END_TEST

START_TEST(part_of_longer_words_does_not_count)
{
	read_text("Connection unexpectedly closed: timed out");
	ck_assert(is_found("starttls-client-on-implicit-port"));
	ck_assert(!is_found("client-cert-required"));
	read_text("Connection unexpectedly closed");
	ck_assert(is_found("client-cert-required"));
}
END_TEST

START_TEST(it_counts_where_it_stands_alone_as_well)
{
	read_text("Connection unexpectedly closed: timed out\nConnection unexpectedly closed");
	ck_assert(is_found("starttls-client-on-implicit-port"));
	ck_assert(is_found("client-cert-required"));
}
END_TEST

START_TEST(vague_words_count_only_alone)
{
	read_text("Cannot start TLS: handshake failure");
	ck_assert_str_eq(reading.candidates[0].cause->id, "client-swallows-tls-error");
	ck_assert_int_eq(reading.candidates[0].clarity, CLARITY_VAGUE);
	read_text("dh key too small\nCannot start TLS: handshake failure");
	ck_assert_str_eq(reading.candidates[0].cause->id, "dh-params-too-small");
	ck_assert(!is_found("client-swallows-tls-error"));
}
END_TEST

START_TEST(the_clearest_come_first_and_then_the_commonest)
{
	read_text("wrong version number\n454 4.7.0 TLS not available due to local problem");
	ck_assert_str_eq(reading.candidates[0].cause->id, "server-key-unusable-454");
	for (size_t i = 1; i < reading.candidates_len; i++) {
		const struct candidate *before = &reading.candidates[i - 1];
		const struct candidate *candidate = &reading.candidates[i];

		ck_assert_int_le(before->clarity, candidate->clarity);
		ck_assert(before->clarity != candidate->clarity ||
			  before->lists != candidate->lists ||
			  before->cause->frequency <= candidate->cause->frequency);
	}
}
END_TEST

/* s_client goes on without STARTTLS: that it is missing accounts for both lines. */
START_TEST(what_accounts_for_more_comes_before_what_is_common)
{
	read_text("Didn't find STARTTLS in server response, trying anyway...\n"
		  "error:0A00010B:SSL routines::wrong version number");
	ck_assert_str_eq(reading.candidates[0].cause->id, "starttls-stripped-by-firewall");
	ck_assert_uint_eq(reading.candidates[0].lists, 2);
	ck_assert(is_found("implicit-client-on-starttls-port"));
}
END_TEST

START_TEST(no_cause_comes_twice)
{
	read_text("EOF occurred in violation of protocol, TLS handshake timed out, "
		  "wrong version number, Greeting never received, ECONNRESET");
	for (size_t i = 0; i < reading.candidates_len; i++)
		ck_assert_uint_eq(
		    candidate_place(&reading, reading.candidates[i].cause->id), i);
}
END_TEST

START_TEST(what_is_not_known_finds_nothing)
{
	read_text("The printer is on fire.");
	ck_assert_uint_eq(reading.candidates_len, 0);
	ck_assert_uint_eq(reading.traps_len, 0);
	ck_assert_int_eq(reading.printer, PRINTER_ANY);
}
END_TEST

/* clang-format off */
static const struct {
	const char *text;
	enum printer want;
} printers[] = {
	{ "ssl.SSLError: [SSL: WRONG_VERSION_NUMBER] wrong version number (_ssl.c:1000)", PRINTER_PYTHON },
	{ "javax.mail.MessagingException: Could not convert socket to TLS", PRINTER_JAVA },
	{ "x509: certificate signed by unknown authority", PRINTER_GO },
	{ "curl: (35) wrong version number", PRINTER_CURL },
	{ "code: 'ESOCKET', wrong version number", PRINTER_NODE },
	{ "PHP Warning: stream_socket_enable_crypto(): SSL: Connection reset by peer", PRINTER_PHP },
	{ "postfix/smtp[123]: SSL_connect error to a.example[192.0.2.1]:25: lost connection", PRINTER_POSTFIX },
	{ "SSL_connect returned=1 errno=0 state=error: wrong version number", PRINTER_RUBY },
	{ "MailKit.Security.SslHandshakeException", PRINTER_MAILKIT },
	{ "System.Net.Mail.SmtpException: Server does not support secure connections.", PRINTER_DOTNET },
	{ "Greeting never received", PRINTER_NODE },
	{ "501 Syntactically invalid EHLO argument(s)", PRINTER_EXIM },
	{ "454 4.7.0 TLS not available due to local problem", PRINTER_ANY },
	{ "An unexpected TLS packet was received.", PRINTER_GNUTLS },
	{ "SEC_ERROR_UNKNOWN_ISSUER", PRINTER_THUNDERBIRD },
	{ "*** Host did not advertise STARTTLS", PRINTER_SWAKS },
};

static const struct {
	const char *text;
	const char *want; /* a part of the warning */
} traps[] = {
	{ "no peer certificate available\nVerify return code: 0 (ok)", "even where no handshake" },
	{ "Didn't find STARTTLS in server response, trying anyway...", "does not list STARTTLS" },
	{ "RENEGOTIATING\n139:error", "begins with R" },
	{ "error: 220 2.0.0 Ready to start TLS", "reply of success" },
	{ "220 Go ahead with TLS", "reply of success" },
	{ "STARTTLS failed (code: 220, response: x)", "Code 220 is" },
	{ "Trying 192.0.2.1...\nConnected to a.example.\nEscape character is '^]'.", "telnet proves nothing" },
	{ "The TLS connection was non-properly terminated.", "close_notify" },
	{ "Untrusted TLS connection established to a.example[192.0.2.1]:25", "goes on and delivers" },
	{ "allow less secure apps", "cannot mend a handshake" },
	{ "swaks --tls --tls-verify -s a.example", "does not prove the name" },
};
/* clang-format on */

START_TEST(who_printed_it_is_recognised)
{
	read_text(printers[_i].text);
	ck_assert_msg(reading.printer == printers[_i].want, "%s: %d", printers[_i].text,
	    (int)reading.printer);
}
END_TEST

START_TEST(traps_are_warned_of)
{
	read_text(traps[_i].text);
	ck_assert_uint_ge(reading.traps_len, 1);
	for (size_t i = 0; i < reading.traps_len; i++)
		if (strstr(reading.traps[i]->warning, traps[_i].want) != NULL)
			return;
	ck_abort_msg("%s: %s", traps[_i].text, reading.traps[0]->warning);
}
END_TEST

/* What is no text of a client's. */

START_TEST(what_is_no_text_is_rejected)
{
	static char large[ERROR_TEXT_MOST + 1];

	ck_assert_str_eq(errors_reject(span_of("")), "is empty");
	ck_assert_str_eq(errors_reject(span_of(" \n\t\r\n")), "is empty");
	ck_assert_str_eq(errors_reject((struct span){ (const uint8_t *)"a\0b", 3 }),
	    "has bytes in it that are no text");
	ck_assert_str_eq(errors_reject(span_of("\x7f"
					       "ELF\x02")),
	    "has bytes in it that are no text");
	ck_assert_ptr_null(errors_reject(span_of("Anfrage verweigert: f\xfcr immer")));
	memset(large, 'x', sizeof(large));
	ck_assert_ptr_nonnull(
	    strstr(errors_reject((struct span){ (uint8_t *)large, sizeof(large) }), "64 KiB"));
	ck_assert_ptr_null(errors_reject((struct span){ (uint8_t *)large, ERROR_TEXT_MOST }));
}
END_TEST

/* The largest text, with as much to find in it as fits: no more than seconds. */
START_TEST(a_large_text_is_read_to_its_end)
{
	static const char line[] = "SSL_connect error to a[b]:25: wrong version number 454 ";
	static char large[ERROR_TEXT_MOST];

	for (size_t i = 0; i < sizeof(large); i++)
		large[i] = line[i % (sizeof(line) - 1)];
	memcpy(large + sizeof(large) - 18, " dh key too small ", 18);
	errors_read((struct span){ (uint8_t *)large, sizeof(large) }, &arena, &reading);
	ck_assert_str_eq(reading.candidates[0].cause->id, "dh-params-too-small");
	ck_assert(is_found("implicit-client-on-starttls-port"));
}
END_TEST

Suite *
suite(void)
{
	Suite *suite = suite_create("errors");
	TCase *tcase = tcase_create("errors");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, how_it_is_written_does_not_matter, 0, COUNT_OF(forms));
	tcase_add_test(tcase, what_varies_may_be_anything_up_to_a_limit);
	tcase_add_test(tcase, what_has_no_blank_ends_at_one);
	tcase_add_test(tcase, words_whose_first_part_came_before_alone_are_found);
	tcase_add_test(tcase, part_of_longer_words_does_not_count);
	tcase_add_test(tcase, it_counts_where_it_stands_alone_as_well);
	tcase_add_test(tcase, vague_words_count_only_alone);
	tcase_add_test(tcase, the_clearest_come_first_and_then_the_commonest);
	tcase_add_test(tcase, what_accounts_for_more_comes_before_what_is_common);
	tcase_add_test(tcase, no_cause_comes_twice);
	tcase_add_test(tcase, what_is_not_known_finds_nothing);
	tcase_add_loop_test(tcase, who_printed_it_is_recognised, 0, COUNT_OF(printers));
	tcase_add_loop_test(tcase, traps_are_warned_of, 0, COUNT_OF(traps));
	tcase_add_test(tcase, what_is_no_text_is_rejected);
	tcase_add_test(tcase, a_large_text_is_read_to_its_end);
	suite_add_tcase(suite, tcase);
	return suite;
}
