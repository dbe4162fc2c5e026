/* SPDX-License-Identifier: MIT */
/* How it looks as a whole: lax.txt in tests/data/golden. */
#include "report/text_details.h"
#include "support/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static struct host_record host;
static struct port_record record;
static struct port_facts facts;
static struct negotiation *negotiation;

static void
set_up(void)
{
	record = (struct port_record){ .endpoint = { .port = 25 },
		.limits = { .depth = DEPTH_FULL } };
	facts = (struct port_facts){ .record = &record, .negotiation = { .is_known = true } };
	host = (struct host_record){ .ports = &record, .ports_len = 1 };
	negotiation = &facts.negotiation;
	arena_init(&host.arena);
}

static void
tear_down(void)
{
	arena_clear(&host.arena);
}

static const char *
told(void)
{
	struct result result = { .host = &host, .facts = &facts };
	char *written = NULL;
	size_t len;
	struct text text = {
		.out = open_memstream(&written, &len), .result = &result, .arena = &host.arena
	};
	const char *copy;

	text_details(&text, 0, 1);
	text_effort(&text, 0, 1);
	ck_assert_int_eq(fclose(text.out), 0);
	copy = arena_string(&host.arena, span_of(written));
	free(written);
	return copy;
}

static void
check_has(const char *words)
{
	ck_assert_msg(strstr(told(), words) != NULL, "no '%s' in\n%s", words, told());
}

START_TEST(nothing_is_told_of_what_was_not_asked)
{
	negotiation->is_known = false;
	ck_assert_str_eq(told(), "");
	negotiation->is_known = true;
	record.limits.depth = DEPTH_STANDARD;
	ck_assert_str_eq(told(),
	    "\nAsked\n  25:\n      standard depth: asked 0 of 0 questions in 0 connections\n");
}
END_TEST

static void
rank(enum tls_version version, enum preference preference, uint16_t first, uint16_t second)
{
	negotiation->versions[version].value = ANSWER_YES;
	negotiation->suites[version] = (struct ranking){ .is_whole.value = ANSWER_YES,
		.preference = preference,
		.len = 2,
		.numbers = { first, second } };
}

START_TEST(suites_stand_in_their_order_with_what_is_weak)
{
	rank(TLS_VERSION_12, PREFERENCE_SERVER, 0xc02f, 0x0005);
	check_has("\nSuites\n  25:\n"
		  "      TLS 1.2, the server's order:\n"
		  "        TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256\n"
		  "        TLS_RSA_WITH_RC4_128_SHA                       RC4, static RSA\n"
		  "\n");
}
END_TEST

START_TEST(the_same_list_is_told_once)
{
	rank(TLS_VERSION_12, PREFERENCE_SERVER, 0x002f, 0x0005);
	rank(TLS_VERSION_11, PREFERENCE_SERVER, 0x0005, 0x002f);
	rank(TLS_VERSION_10, PREFERENCE_SERVER, 0x002f, 0x0005);
	rank(TLS_VERSION_SSL3, PREFERENCE_CLIENT, 0x002f, 0x0005);
	check_has("      TLS 1.1, the server's order:\n");
	check_has("      TLS 1.0, the server's order: the same as TLS 1.2\n");
	check_has("      SSL 3.0, the client's order:\n");
}
END_TEST

static const struct {
	struct answer whole;
	const char *words;
} wholes[] = {
	{ { ANSWER_YES, CERTAINTY_CERTAIN, NULL }, "TLS 1.2, order not known:\n" },
	{ { ANSWER_YES, CERTAINTY_LIKELY, NULL },
	    "TLS 1.2, order not known; likely all of them:\n" },
	{ { ANSWER_NO, CERTAINTY_CERTAIN, "too many" },
	    "TLS 1.2, order not known; there are more: too many:\n" },
	{ { ANSWER_UNKNOWN, CERTAINTY_CERTAIN, NULL },
	    "TLS 1.2, order not known; there may be more: it was not asked:\n" },
};

START_TEST(a_list_says_whether_it_is_whole)
{
	rank(TLS_VERSION_12, PREFERENCE_UNKNOWN, 0x002f, 0x0005);
	negotiation->suites[TLS_VERSION_12].is_whole = wholes[_i].whole;
	check_has(wholes[_i].words);
}
END_TEST

START_TEST(a_version_without_a_list_says_why)
{
	negotiation->versions[TLS_VERSION_12].value = ANSWER_YES;
	negotiation->suites[TLS_VERSION_12].is_whole.why = "it stopped";
	check_has("      TLS 1.2: not known: it stopped\n");
	ck_assert_ptr_null(strstr(told(), "TLS 1.1:"));
}
END_TEST

START_TEST(numbers_without_a_name_are_told_as_numbers)
{
	rank(TLS_VERSION_12, PREFERENCE_SERVER, 0xfffe, 0x0005);
	negotiation->ssl2_kinds_len = 1;
	negotiation->ssl2_kinds[0] = 0xabcdef;
	negotiation->groups_tls13 = (struct ranking){
		.is_whole.value = ANSWER_YES, .len = 2, .numbers = { 0xfefe, 0x001d }
	};
	negotiation->schemes =
	    (struct ranking){ .is_whole.value = ANSWER_YES, .len = 1, .numbers = { 0xfefe } };
	check_has("        0xabcdef\n");
	check_has("groups TLS 1.3  0xfefe, x25519 (order not known)\n");
	check_has("signatures      0xfefe\n");
}
END_TEST

START_TEST(good_behaviour_is_counted_and_the_rest_spelled_out)
{
	for (size_t i = 0; i < BEHAVIOURS; i++)
		negotiation->behaviours[i].value = ANSWER_NOT_APPLICABLE;
	negotiation->behaviours[BEHAVIOUR_COMPRESSION].value = ANSWER_NO;
	negotiation->behaviours[BEHAVIOUR_SAFE_RENEGOTIATION].value = ANSWER_YES;
	check_has("behaviour       all 2 points as they should be\n");
	negotiation->behaviours[BEHAVIOUR_HEARTBEAT].value = ANSWER_YES;
	negotiation->behaviours[BEHAVIOUR_FALLBACK_SCSV].value = ANSWER_UNKNOWN;
	check_has("behaviour       2 of 4 points as they should be\n"
		  "                      yes: heartbeat\n"
		  "                      not known: fallback SCSV (it was not asked)\n");
	/* A good answer that is not certain is not passed over. */
	negotiation->behaviours[BEHAVIOUR_COMPRESSION].certainty = CERTAINTY_LIKELY;
	check_has("                      likely no: TLS compression\n");
}
END_TEST

START_TEST(hellos_are_counted_and_those_without_an_answer_told)
{
	for (size_t i = 0; i < HELLO_KINDS; i++)
		negotiation->tolerates[i].value = ANSWER_YES;
	check_has("odd hellos      all 13 are answered\n");
	negotiation->tolerates[HELLO_KIND_LARGE].value = ANSWER_NO;
	check_has("odd hellos      12 of 13 are answered\n"
		  "                      no: 1,800 bytes\n");
	for (size_t i = 0; i < HELLO_KINDS; i++)
		negotiation->tolerates[i].value = ANSWER_UNKNOWN;
	check_has("odd hellos      not known: it was not asked\n");
}
END_TEST

static const struct {
	struct heeding heeding;
	const char *words;
} heedings[] = {
	{ { .heed = HEED_ACCEPTED }, "accepted" },
	{ { .heed = HEED_IGNORED }, "ignored" },
	{ { .heed = HEED_REFUSED, .alert = 120 }, "refused (no_application_protocol)" },
	{ { .heed = HEED_REFUSED, .alert = UINT32_MAX }, "refused" },
	{ { .heed = HEED_UNKNOWN }, "not known: it was not asked" },
	{ { .heed = HEED_NOT_APPLICABLE, .why = "a reason" }, "does not apply: a reason" },
};

START_TEST(what_is_heeded_is_told)
{
	negotiation->unknown_name = heedings[_i].heeding;
	check_has(arena_printf(&host.arena, "      unknown SNI     %s\n", heedings[_i].words));
}
END_TEST

START_TEST(tickets_are_told_by_version)
{
	negotiation->tickets_tls12 = (struct ticket_facts){ .count = 1, .lifetime_s = 300 };
	negotiation->tickets_tls13 = (struct ticket_facts){ .count = 2,
		.lifetime_s = 7200,
		.is_before_finished = true,
		.max_early_data = 1024 };
	check_has("TLS 1.3: 2 tickets for 7200 s, sent unasked, early data\n"
		  "                      up to 1024 bytes\n");
	check_has("TLS 1.2: 1 ticket for 300 s\n");
}
END_TEST

START_TEST(what_was_left_out_is_told_with_its_reasons)
{
	static const struct asked asked[] = {
		{ QUESTION_BASICS, 1, NULL, true, false },
		{ QUESTION_LOGIN, 0, "there is no login", false, false },
		{ QUESTION_ROBOT, 0, "one reason", true, false },
		{ QUESTION_GROUPS, 3, "one reason", true, false },
		{ QUESTION_SSL2, 0, "another", true, false },
		{ QUESTION_HEARTBLEED, 0, "one reason", true, false },
	};

	memcpy(negotiation->asked, asked, sizeof(asked));
	negotiation->asked_len = COUNT_OF(asked);
	check_has("\nAsked\n  25:\n"
		  "      full depth: asked 1 of 5 questions in 4 connections\n"
		  "      not asked       ROBOT, Heartbleed (one reason)\n"
		  "                      SSL 2.0 (another)\n"
		  "      asked in part   every group (one reason)\n");
}
END_TEST

START_TEST(each_class_has_words_that_fit_a_list)
{
	for (unsigned i = 0; i < SUITE_CLASSES; i++) {
		const char *words = class_words((enum suite_class)i);

		ck_assert_uint_le(strlen(words), 10);
		for (unsigned j = 0; j < i; j++)
			ck_assert_str_ne(words, class_words((enum suite_class)j));
	}
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("text details");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, nothing_is_told_of_what_was_not_asked);
	tcase_add_test(tcase, suites_stand_in_their_order_with_what_is_weak);
	tcase_add_test(tcase, the_same_list_is_told_once);
	tcase_add_loop_test(tcase, a_list_says_whether_it_is_whole, 0, COUNT_OF(wholes));
	tcase_add_test(tcase, a_version_without_a_list_says_why);
	tcase_add_test(tcase, numbers_without_a_name_are_told_as_numbers);
	tcase_add_test(tcase, good_behaviour_is_counted_and_the_rest_spelled_out);
	tcase_add_test(tcase, hellos_are_counted_and_those_without_an_answer_told);
	tcase_add_loop_test(tcase, what_is_heeded_is_told, 0, COUNT_OF(heedings));
	tcase_add_test(tcase, tickets_are_told_by_version);
	tcase_add_test(tcase, what_was_left_out_is_told_with_its_reasons);
	tcase_add_test(tcase, each_class_has_words_that_fit_a_list);
	suite_add_tcase(s, tcase);
	return s;
}
