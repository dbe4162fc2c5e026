/* SPDX-License-Identifier: MIT */
#include "rules/client_words.h"

#include "registry/number.h"
#include "registry/suite.h"
#include "support/suite.h"

#include <string.h>

static struct arena arena;

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

/* All numbers that there are: named, unknown and drawn. */
START_TEST(every_number_has_a_word_that_says_it)
{
	enum client_word kind = (enum client_word)_i;

	/* Behind the first each look-up goes through the whole registry: not all of them. */
	for (unsigned number = 0; number <= UINT16_MAX; number += number < 0x600 ? 1 : 17) {
		const char *word = client_word(kind, (uint16_t)number, &arena);
		uint16_t again = 0;

		ck_assert_msg(
		    kind == CLIENT_WORD_VERSION || strchr(word, ' ') == NULL, "%s", word);
		ck_assert_msg(client_word_read(kind, span_of(word), &again), "%s", word);
		ck_assert_msg(
		    again == number || (is_grease((uint16_t)number) && again == CLIENT_GREASE),
		    "%s", word);
	}
	ck_assert_str_ne(client_word_about(kind), "");
}
END_TEST

START_TEST(all_suites_are_known_by_name)
{
	for (size_t i = 0; i < suites_count; i++) {
		uint16_t number = 0;

		ck_assert(
		    client_word_read(CLIENT_WORD_SUITE, span_of(suites[i].name), &number));
		ck_assert_str_eq(
		    client_word(CLIENT_WORD_SUITE, number, &arena), suites[i].name);
	}
}
END_TEST

START_TEST(words_are_those_of_the_registry)
{
	uint16_t number = 5;

	ck_assert_str_eq(client_word(CLIENT_WORD_SUITE, 0x00ff, &arena),
	    "TLS_EMPTY_RENEGOTIATION_INFO_SCSV");
	ck_assert_str_eq(client_word(CLIENT_WORD_SUITE, 0x5600, &arena), "TLS_FALLBACK_SCSV");
	ck_assert_str_eq(client_word(CLIENT_WORD_EXTENSION, 0, &arena), "server_name");
	ck_assert_str_eq(client_word(CLIENT_WORD_VERSION, 0x0304, &arena), "TLS 1.3");
	ck_assert_str_eq(client_word(CLIENT_WORD_GROUP, 0xdada, &arena), "grease");
	ck_assert_str_eq(client_word(CLIENT_WORD_SCHEME, 0xfffe, &arena), "0xfffe");
	ck_assert(!client_word_read(CLIENT_WORD_GROUP, span_of("X25519 "), &number));
	ck_assert(!client_word_read(CLIENT_WORD_GROUP, span_of("0x12"), &number));
	ck_assert(!client_word_read(CLIENT_WORD_GROUP, span_of("0x12g4"), &number));
	ck_assert(!client_word_read(CLIENT_WORD_GROUP, span_of(""), &number));
	ck_assert_uint_eq(number, 5);
	ck_assert(client_word_read(CLIENT_WORD_GROUP, span_of("0xFAFA"), &number));
	ck_assert_uint_eq(number, CLIENT_GREASE);
}
END_TEST

START_TEST(lists_have_their_words)
{
	enum client_word kind = CLIENT_WORD_SUITE;

	ck_assert(client_word_of_body(CLIENT_BODY_SHARES, &kind));
	ck_assert_int_eq(kind, CLIENT_WORD_GROUP);
	ck_assert(client_word_of_body(CLIENT_BODY_SCHEMES, &kind));
	ck_assert_int_eq(kind, CLIENT_WORD_SCHEME);
	ck_assert(client_word_of_body(CLIENT_BODY_VERSIONS, &kind));
	ck_assert_int_eq(kind, CLIENT_WORD_VERSION);
	ck_assert(!client_word_of_body(CLIENT_BODY_OCTETS, &kind));
	ck_assert_str_eq(client_protocol(PROTOCOL_SIEVE), "sieve");
}
END_TEST

START_TEST(no_piece_begins_as_a_comment_but_the_first)
{
	struct span rest = span_of(" #1 of #2  #3 all ");

	ck_assert(span_equal(client_piece(&rest), span_of("#1")));
	ck_assert(span_equal(client_piece(&rest), span_of("of #2  #3")));
	ck_assert(span_equal(client_piece(&rest), span_of("all")));
	ck_assert_uint_eq(client_piece(&rest).len, 0);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("client_words");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, every_number_has_a_word_that_says_it, 0, CLIENT_WORDS);
	tcase_add_test(tcase, all_suites_are_known_by_name);
	tcase_add_test(tcase, words_are_those_of_the_registry);
	tcase_add_test(tcase, lists_have_their_words);
	tcase_add_test(tcase, no_piece_begins_as_a_comment_but_the_first);
	suite_add_tcase(s, tcase);
	return s;
}
