/* SPDX-License-Identifier: MIT */
#include "sasl/exchange.h"

#include "support/doorman.h"
#include "support/suite.h"

#include <stdio.h>
#include <string.h>

enum { TURNS_MOST = 10 };

static struct exchange_identity identity;
static struct exchange *exchange;
static struct doorman *doorman;
static struct buffer response;
static struct buffer challenge;

static void
set_up(void)
{
	buffer_init_secret(&response, EXCHANGE_RESPONSE_MAX);
	buffer_init(&challenge, 100000);
	exchange = NULL;
	doorman = NULL;
	identity = (struct exchange_identity){
		.user = DOORMAN_USER,
		.secret = DOORMAN_PASSWORD,
		.host = "mail.example.test",
		.port = 587,
		.exporter = span_of("0123456789abcdef0123456789abcdef"),
	};
}

static void
tear_down(void)
{
	exchange_free(exchange);
	doorman_free(doorman);
	buffer_clear(&response);
	buffer_clear(&challenge);
}

static enum exchange_state
step(const char *text)
{
	buffer_consume(&response, SIZE_MAX);
	return exchange_step(exchange, span_of(text), &response);
}

/* Both sides until the server has decided. */
static enum doorman_state
meet(enum mechanism mechanism)
{
	const struct mechanism_row *row = &mechanism_rows[mechanism];
	enum doorman_state state = DOORMAN_ASKS;
	struct buffer asked;

	exchange = exchange_new(mechanism, &identity);
	buffer_init(&asked, 10000);
	if (row->speaks_first)
		ck_assert_int_ne(step(""), EXCHANGE_FAILED);
	for (int turn = 0; turn < TURNS_MOST && state == DOORMAN_ASKS; turn++) {
		buffer_consume(&asked, SIZE_MAX);
		state = doorman_step(doorman, buffer_span(&response), &asked);
		if (state == DOORMAN_REFUSES || (state == DOORMAN_OPENS && asked.len == 0))
			break;
		buffer_consume(&response, SIZE_MAX);
		if (exchange_step(exchange, buffer_span(&asked), &response) == EXCHANGE_FAILED)
			state = DOORMAN_REFUSES;
	}
	buffer_clear(&asked);
	return state;
}

static const enum mechanism of_library[] = { MECHANISM_PLAIN, MECHANISM_LOGIN,
	MECHANISM_CRAM_MD5, MECHANISM_SCRAM_SHA_1, MECHANISM_SCRAM_SHA_256,
	MECHANISM_SCRAM_SHA_1_PLUS, MECHANISM_SCRAM_SHA_256_PLUS };

static void
begin(enum mechanism mechanism)
{
	doorman =
	    doorman_new(mechanism_rows[mechanism].name, identity.exporter, identity.unique);
	ck_assert_ptr_nonnull(doorman);
}

START_TEST(the_right_password_opens)
{
	begin(of_library[_i]);
	ck_assert_msg(meet(of_library[_i]) == DOORMAN_OPENS, "%s: %s",
	    mechanism_rows[of_library[_i]].name, exchange_problem(exchange));
	ck_assert(exchange_is_proved(exchange));
}
END_TEST

START_TEST(a_wrong_one_does_not)
{
	begin(of_library[_i]);
	identity.secret = "Hunter3";
	ck_assert_int_eq(meet(of_library[_i]), DOORMAN_REFUSES);
	ck_assert(
	    !mechanism_rows[of_library[_i]].proves_server || !exchange_is_proved(exchange));
}
END_TEST

/* RFC 5929 section 3, for TLS 1.2. */
START_TEST(the_older_binding_does_as_well)
{
	identity.unique = span_of("abcdefghijkl");
	identity.exporter = (struct span){ 0 };
	begin(MECHANISM_SCRAM_SHA_256_PLUS);
	ck_assert_int_eq(meet(MECHANISM_SCRAM_SHA_256_PLUS), DOORMAN_OPENS);
}
END_TEST

/* Somebody in between has another channel on either side. */
START_TEST(another_channel_is_refused)
{
	begin(MECHANISM_SCRAM_SHA_256_PLUS);
	identity.exporter = span_of("fedcba9876543210fedcba9876543210");
	ck_assert_int_eq(meet(MECHANISM_SCRAM_SHA_256_PLUS), DOORMAN_REFUSES);
}
END_TEST

/* RFC 5802 section 6: "y" would make a server refuse that offers -PLUS. */
START_TEST(without_plus_nothing_is_said_of_bindings)
{
	exchange = exchange_new(MECHANISM_SCRAM_SHA_256, &identity);
	ck_assert_int_eq(step(""), EXCHANGE_GOES_ON);
	ck_assert(span_starts(buffer_span(&response), "n,,n="));
}
END_TEST

START_TEST(plus_says_which_binding_it_has)
{
	exchange = exchange_new(MECHANISM_SCRAM_SHA_1_PLUS, &identity);
	ck_assert_int_eq(step(""), EXCHANGE_GOES_ON);
	ck_assert(span_starts(buffer_span(&response), "p=tls-exporter,,n="));
}
END_TEST

/* RFC 7628 section 3.1 and 4.1, and what Google's page on XOAUTH2 has. */
START_TEST(tokens_are_written_as_their_papers_have_it)
{
	identity.user = "us,er=x@example.test";
	identity.secret = "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==";
	exchange = exchange_new(MECHANISM_OAUTHBEARER, &identity);
	ck_assert_int_eq(step(""), EXCHANGE_DONE);
	ck_assert(span_equal(buffer_span(&response),
	    span_of("n,a=us=2Cer=3Dx@example.test,\001host=mail.example.test\001port=587\001"
		    "auth=Bearer vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\001\001")));
	ck_assert_int_eq(step("{\"status\":\"invalid_token\"}"), EXCHANGE_DONE);
	ck_assert(span_equal(buffer_span(&response), span_of("\001")));
	ck_assert_int_eq(step("once more"), EXCHANGE_FAILED);
	exchange_free(exchange);
	identity.user = "user@example.test";
	exchange = exchange_new(MECHANISM_XOAUTH2, &identity);
	ck_assert_int_eq(step(""), EXCHANGE_DONE);
	ck_assert(span_equal(buffer_span(&response),
	    span_of("user=user@example.test\001auth=Bearer "
		    "vF9dft4qmTc2Nvb3RlckBhbHRhdmlzdGEuY29tCg==\001\001")));
	ck_assert_int_eq(step("{}"), EXCHANGE_DONE);
	ck_assert_uint_eq(response.len, 0);
}
END_TEST

/* RFC 2195 section 2. */
START_TEST(the_example_of_cram_md5)
{
	identity.user = "tim";
	identity.secret = "tanstaaftanstaaf";
	exchange = exchange_new(MECHANISM_CRAM_MD5, &identity);
	ck_assert_int_eq(step("<1896.697170952@postoffice.reston.mci.net>"), EXCHANGE_DONE);
	ck_assert(span_equal(
	    buffer_span(&response), span_of("tim b913a602c7eda7a495b4e6e7334d3890")));
}
END_TEST

/* The first message of the server's, with the client's nonce in it as it must be. */
static enum exchange_state
answer_with_rounds(const char *rounds)
{
	char text[400];
	char nonce[200] = { 0 };
	const char *r;

	exchange = exchange_new(MECHANISM_SCRAM_SHA_256, &identity);
	ck_assert_int_eq(step(""), EXCHANGE_GOES_ON);
	ck_assert_uint_lt(response.len, sizeof(nonce));
	memcpy(nonce, response.data, response.len);
	r = strstr(nonce, ",r=") + 3;
	snprintf(text, sizeof(text), "r=%sserver,s=QSXCR+Q6sek8bf92,i=%s", r, rounds);
	return step(text);
}

START_TEST(a_server_cannot_make_us_count_for_hours)
{
	static const char *const many[] = { "1000001", "4294967295", "99999999999999999999" };

	ck_assert_int_eq(answer_with_rounds("4096"), EXCHANGE_GOES_ON);
	exchange_free(exchange);
	for (size_t i = 0; i < COUNT_OF(many); i++) {
		ck_assert_int_eq(answer_with_rounds(many[i]), EXCHANGE_FAILED);
		ck_assert_ptr_nonnull(strstr(exchange_problem(exchange), "rounds"));
		ck_assert_uint_eq(response.len, 0);
		exchange_free(exchange);
	}
	exchange = NULL;
}
END_TEST

START_TEST(nonsense_is_a_problem_and_stays_one)
{
	exchange = exchange_new(MECHANISM_SCRAM_SHA_1, &identity);
	ck_assert_int_eq(step(""), EXCHANGE_GOES_ON);
	ck_assert_int_eq(step("no,attributes"), EXCHANGE_FAILED);
	ck_assert_str_ne(exchange_problem(exchange), "");
	ck_assert_ptr_null(strstr(exchange_problem(exchange), "Hunter2"));
	ck_assert_int_eq(step(""), EXCHANGE_FAILED);
	ck_assert(!exchange_is_proved(exchange));
}
END_TEST

START_TEST(an_endless_challenge_is_not_read)
{
	static char text[EXCHANGE_CHALLENGE_MAX + 2];

	memset(text, 'x', sizeof(text) - 1);
	exchange = exchange_new(of_library[_i], &identity);
	ck_assert_int_eq(step(text), EXCHANGE_FAILED);
}
END_TEST

START_TEST(nothing_more_is_said_than_a_mechanism_has)
{
	exchange = exchange_new(MECHANISM_PLAIN, &identity);
	ck_assert_int_eq(step(""), EXCHANGE_DONE);
	ck_assert_int_eq(step("more"), EXCHANGE_FAILED);
	exchange_free(NULL);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("exchange");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, the_right_password_opens, 0, (int)COUNT_OF(of_library));
	tcase_add_loop_test(tcase, a_wrong_one_does_not, 0, (int)COUNT_OF(of_library));
	tcase_add_test(tcase, the_older_binding_does_as_well);
	tcase_add_test(tcase, another_channel_is_refused);
	tcase_add_test(tcase, without_plus_nothing_is_said_of_bindings);
	tcase_add_test(tcase, plus_says_which_binding_it_has);
	tcase_add_test(tcase, tokens_are_written_as_their_papers_have_it);
	tcase_add_test(tcase, the_example_of_cram_md5);
	tcase_add_test(tcase, a_server_cannot_make_us_count_for_hours);
	tcase_add_test(tcase, nonsense_is_a_problem_and_stays_one);
	tcase_add_loop_test(
	    tcase, an_endless_challenge_is_not_read, 0, (int)COUNT_OF(of_library));
	tcase_add_test(tcase, nothing_more_is_said_than_a_mechanism_has);
	suite_add_tcase(s, tcase);
	return s;
}
