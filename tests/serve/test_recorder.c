/* SPDX-License-Identifier: MIT */
#include "serve/recorder.h"

#include "hello/hello.h"
#include "registry/number.h"
#include "support/suite.h"

#include <string.h>

static struct arena arena;
static struct recorder recorder;
static struct recording recording;
static unsigned calls;
static struct span recorded;
static const char *why;
static struct buffer hello_bytes;

static void
done(void *context, struct span hello, const char *why_not)
{
	(void)context;
	calls++;
	recorded = arena_copy(&arena, hello);
	why = why_not;
}

static void
set_up(void)
{
	static const uint8_t random[32] = { 1 };
	struct hello hello;

	arena_init(&arena);
	calls = 0;
	why = NULL;
	recorded = (struct span){ 0 };
	memset(&recorder, 0, sizeof(recorder));
	buffer_init(&hello_bytes, HELLO_MAX);
	hello_init(&hello, VERSION_TLS12, random);
	hello_add_suites(&hello, (const uint16_t[]){ 0xc02b }, 1);
	hello_pad(&hello, 300);
	hello.record_len = 100;
	hello_write(&hello, &hello_bytes);
	hello_clear(&hello);
}

static void
tear_down(void)
{
	recorder_clear(&recorder);
	buffer_clear(&hello_bytes);
	arena_clear(&arena);
}

static void
start(enum protocol protocol, enum mode mode)
{
	recording = (struct recording){ .protocol = protocol, .mode = mode, .done = done };
	recorder_init(&recorder, &recording);
	recorder_start(&recorder);
}

static void
say(const char *text)
{
	recorder_feed(&recorder, span_of(text));
}

static const char *
hear(void)
{
	const char *text = arena_string(&arena, buffer_span(recorder_out(&recorder)));

	buffer_consume(recorder_out(&recorder), SIZE_MAX);
	return text;
}

static void
check_recorded(void)
{
	static const uint8_t alert[] = { 21, 3, 1, 0, 2, 2, 40 };
	struct span out = buffer_span(recorder_out(&recorder));

	ck_assert_uint_eq(calls, 1);
	ck_assert_ptr_null(why);
	ck_assert(span_equal(recorded, buffer_span(&hello_bytes)));
	ck_assert_int_eq(recorder_end(&recorder), ACTOR_CLOSES);
	ck_assert_uint_eq(out.len, sizeof(alert));
	ck_assert_int_eq(memcmp(out.data, alert, sizeof(alert)), 0);
}

/* What real clients say before they begin TLS. */
static const struct {
	enum protocol protocol;
	const char *says[4];
	const char *hears[4]; /* the beginning of what is answered */
} clients[] = {
	{ PROTOCOL_SMTP, { "EHLO me\r\n", "STARTTLS\r\n" },
	    { "220 mailsonde.invalid ESMTP\r\n250-", "220 2.0.0 Ready" } },
	{ PROTOCOL_SMTP, { "helo me\r\nnoop\r\n", "StartTLS\r\n" },
	    { "220 mailsonde.invalid ESMTP\r\n250 mailsonde.invalid\r\n250 2.0.0 Ok\r\n",
		"220 2.0.0 Ready" } },
	{ PROTOCOL_SMTP, { "EHLO me\n", "MAIL FROM:<a@b>\r\n", "RSET\r\n", "STARTTLS\n" },
	    { "220 ", "530 5.7.0 ", "250 ", "220 " } },
	{ PROTOCOL_LMTP, { "LHLO me\r\n", "STARTTLS\r\n" }, { "220 ", "220 2.0.0" } },
	{ PROTOCOL_IMAP, { "a1 CAPABILITY\r\n", "a2 login x y\r\n", "a3 STARTTLS\r\n" },
	    { "* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready\r\n* CAPABILITY "
	      "IMAP4rev1 STARTTLS LOGINDISABLED\r\na1 OK Done\r\n",
		"a2 NO [PRIVACYREQUIRED] ", "a3 OK Begin TLS" } },
	{ PROTOCOL_POP3, { "CAPA\r\n", "USER x\r\n", "STLS\r\n" },
	    { "+OK ready\r\n+OK\r\nTOP\r\nUIDL\r\nSTLS\r\n.\r\n", "-ERR ", "+OK Begin" } },
	{ PROTOCOL_SIEVE, { "STARTTLS\r\n" }, { "\"SIEVE\" " } },
};

static void
talk(size_t which)
{
	for (size_t i = 0; i < 4 && clients[which].says[i] != NULL; i++) {
		const char *heard;

		say(clients[which].says[i]);
		heard = hear();
		ck_assert_msg(strstr(heard, clients[which].hears[i]) == heard, "%s: %s",
		    clients[which].says[i], heard);
	}
}

START_TEST(a_client_is_led_to_its_hello)
{
	start(clients[_i].protocol, MODE_STARTTLS);
	talk((size_t)_i);
	recorder_feed(&recorder, buffer_span(&hello_bytes));
	check_recorded();
	say("more");
	recorder_leave(&recorder, "gone");
	ck_assert_uint_eq(calls, 1);
}
END_TEST

START_TEST(bytes_may_come_one_by_one)
{
	start(clients[_i].protocol, MODE_STARTTLS);
	for (size_t i = 0; i < 4 && clients[_i].says[i] != NULL; i++)
		for (const char *c = clients[_i].says[i]; *c != '\0'; c++)
			recorder_feed(&recorder, (struct span){ (const uint8_t *)c, 1 });
	(void)hear();
	for (size_t i = 0; i < hello_bytes.len; i++) {
		ck_assert_uint_eq(calls, 0);
		recorder_feed(&recorder, (struct span){ hello_bytes.data + i, 1 });
	}
	check_recorded();
}
END_TEST

START_TEST(tls_may_come_at_once)
{
	start(PROTOCOL_IMAP, MODE_IMPLICIT);
	ck_assert_str_eq(hear(), "");
	recorder_feed(&recorder, buffer_span(&hello_bytes));
	check_recorded();
}
END_TEST

/* In one segment with the command: what is behind it is the hello. */
START_TEST(a_hello_may_come_with_the_command)
{
	struct buffer all;

	start(PROTOCOL_SMTP, MODE_STARTTLS);
	buffer_init(&all, HELLO_MAX);
	ck_assert(buffer_append(&all, span_of("STARTTLS\r\n")));
	ck_assert(buffer_append(&all, buffer_span(&hello_bytes)));
	recorder_feed(&recorder, buffer_span(&all));
	buffer_clear(&all);
	ck_assert_uint_eq(calls, 1);
	ck_assert(span_equal(recorded, buffer_span(&hello_bytes)));
}
END_TEST

static const struct {
	enum protocol protocol;
	enum mode mode;
	const char *says;
	const char *want;
} others[] = {
	{ PROTOCOL_SMTP, MODE_STARTTLS, "QUIT\r\n", "it left without beginning TLS" },
	{ PROTOCOL_IMAP, MODE_STARTTLS, "a LOGOUT\r\n", "it left without beginning TLS" },
	{ PROTOCOL_SMTP, MODE_STARTTLS, "STARTTLS\r\nEHLO me\r\n",
	    "it does not begin TLS where it should" },
	{ PROTOCOL_SMTP, MODE_IMPLICIT, "EHLO me\r\n",
	    "it does not begin TLS where it should" },
	{ PROTOCOL_SMTP, MODE_IMPLICIT, "\x80\x2e\x01", "it begins with a hello of SSL 2.0" },
	{ PROTOCOL_SMTP, MODE_IMPLICIT, "\x16\x03\x01\x7f\xff",
	    "it hung up before its TLS hello" },
};

START_TEST(other_clients_are_told_apart)
{
	start(others[_i].protocol, others[_i].mode);
	say(others[_i].says);
	recorder_leave(&recorder, "it hung up before its TLS hello");
	ck_assert_uint_eq(calls, 1);
	ck_assert_uint_eq(recorded.len, 0);
	ck_assert_str_eq(why, others[_i].want);
	ck_assert_int_eq(recorder_end(&recorder), ACTOR_CLOSES);
}
END_TEST

START_TEST(what_a_client_says_is_bounded)
{
	char junk[1024];

	memset(junk, 'x', sizeof(junk));
	start(PROTOCOL_SMTP, MODE_STARTTLS);
	for (size_t i = 0; i < 10 && calls == 0; i++)
		recorder_feed(&recorder, (struct span){ (uint8_t *)junk, sizeof(junk) });
	ck_assert_str_eq(why, "it says too much at once");
	recorder_clear(&recorder);
	start(PROTOCOL_SMTP, MODE_STARTTLS);
	for (size_t i = 0; i < 1000 && calls == 1; i++)
		say("NOOP\r\n");
	ck_assert_str_eq(why, "it says too much and does not begin TLS");
	recorder_clear(&recorder);
	/* Many small records, none of which ends the message. */
	start(PROTOCOL_SMTP, MODE_IMPLICIT);
	recorder_feed(
	    &recorder, (struct span){ (const uint8_t *)"\x16\3\1\0\4\1\xff\xff\xff", 9 });
	for (size_t i = 0; i < 100000 && calls == 2; i++)
		recorder_feed(&recorder, (struct span){ (const uint8_t *)"\x16\3\1\0\1x", 6 });
	ck_assert_str_eq(why, "it says too much at once");
	ck_assert_uint_eq(calls, 3);
}
END_TEST

START_TEST(time_is_bounded)
{
	start(PROTOCOL_SMTP, MODE_STARTTLS);
	ck_assert_uint_lt(recorder_deadline(&recorder), UINT64_MAX);
	recorder_leave(&recorder, "it took too long");
	ck_assert_uint_eq(recorder_deadline(&recorder), UINT64_MAX);
	ck_assert_str_eq(why, "it took too long");
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("recorder");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, a_client_is_led_to_its_hello, 0, (int)COUNT_OF(clients));
	tcase_add_loop_test(tcase, bytes_may_come_one_by_one, 0, (int)COUNT_OF(clients));
	tcase_add_test(tcase, tls_may_come_at_once);
	tcase_add_test(tcase, a_hello_may_come_with_the_command);
	tcase_add_loop_test(tcase, other_clients_are_told_apart, 0, (int)COUNT_OF(others));
	tcase_add_test(tcase, what_a_client_says_is_bounded);
	tcase_add_test(tcase, time_is_bounded);
	suite_add_tcase(s, tcase);
	return s;
}
