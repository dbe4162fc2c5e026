/* SPDX-License-Identifier: MIT */
#include "serve/scene.h"
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

static const struct scene *
read_scene(const char *text)
{
	const char *problem = "";
	const struct scene *scene = scene_read(span_of(text), &arena, &problem);

	ck_assert_msg(scene != NULL, "%s", problem);
	return scene;
}

static size_t
count(const struct deed *deed)
{
	size_t len = 0;

	for (; deed != NULL; deed = deed->next)
		len++;
	return len;
}

struct saying_case {
	const char *line;
	const char *want;
	size_t len; /* of it; 0: up to its NUL */
};

/* clang-format off */
static const struct saying_case sayings[] = {
	{ "S: 220 ready", "220 ready\r\n", 0 },
	{ "S; 220 ready", "220 ready\n", 0 },
	{ "S:220 ready", "220 ready\r\n", 0 },
	{ "S:  two spaces", " two spaces\r\n", 0 },
	{ "S: at the end ", "at the end \r\n", 0 },
	{ "S:", "\r\n", 0 },
	{ "S: ", "\r\n", 0 },
	{ "S;", "\n", 0 },
	{ "S: # is no comment", "# is no comment\r\n", 0 },
	{ "S: C: is no pattern", "C: is no pattern\r\n", 0 },
	{ "RAW 16 03 01", "\x16\x03\x01", 0 },
	{ "RAW 160301", "\x16\x03\x01", 0 },
	{ "RAW 1603 01", "\x16\x03\x01", 0 },
	{ "RAW 00 ff 0a", "\0\xff\n", 3 },
	{ "raw 2a", "*", 0 },
};
/* clang-format on */

START_TEST(a_line_says_bytes)
{
	const struct saying_case *row = &sayings[_i];
	const struct deed *deed = read_scene(row->line)->plain.opening;
	size_t len = row->len > 0 ? row->len : strlen(row->want);

	ck_assert_ptr_nonnull(deed);
	ck_assert_int_eq(deed->kind, DEED_SAY);
	ck_assert_msg(deed->bytes.len == len && memcmp(deed->bytes.data, row->want, len) == 0,
	    "%s", row->line);
	ck_assert_ptr_null(deed->next);
}
END_TEST

START_TEST(deeds_keep_their_order_and_numbers)
{
	const struct deed *deed = read_scene("WAIT 500\n"
					     "HELLO\n"
					     "DRIP 7 1\n"
					     "FLOOD 1000000\n"
					     "TLS expired 1.2 client-certificate\n"
					     "CLOSE\n"
					     "RESET")
	                              ->plain.opening;

	ck_assert_uint_eq(count(deed), 7);
	ck_assert_int_eq(deed->kind, DEED_WAIT);
	ck_assert_uint_eq(deed->number, 500);
	deed = deed->next;
	ck_assert_int_eq(deed->kind, DEED_HELLO);
	deed = deed->next;
	ck_assert_int_eq(deed->kind, DEED_DRIP);
	ck_assert_uint_eq(deed->number, 7);
	ck_assert_uint_eq(deed->interval_ms, 1);
	deed = deed->next;
	ck_assert_int_eq(deed->kind, DEED_FLOOD);
	ck_assert_uint_eq(deed->number, 1000000);
	deed = deed->next;
	ck_assert_int_eq(deed->kind, DEED_TLS);
	ck_assert_int_eq(deed->kind_of_identity, IDENTITY_EXPIRED);
	ck_assert_str_eq(deed->version, "1.2");
	ck_assert(deed->wants_certificate);
	deed = deed->next;
	ck_assert_int_eq(deed->kind, DEED_CLOSE);
	ck_assert_int_eq(deed->next->kind, DEED_RESET);
}
END_TEST

START_TEST(tls_needs_no_more_than_an_identity)
{
	const struct deed *deed = read_scene("TLS good")->plain.opening;

	ck_assert_int_eq(deed->kind_of_identity, IDENTITY_GOOD);
	ck_assert_ptr_null(deed->version);
	ck_assert(!deed->wants_certificate);
	ck_assert(!deed->gives_tickets);
	ck_assert_int_eq(deed->words, WORDS_FED);
}
END_TEST

START_TEST(tls_takes_its_words_in_any_order)
{
	const struct deed *deed =
	    read_scene("TLS good keep 1.2 tickets\nTLS good DROP\n")->plain.opening;

	ck_assert_str_eq(deed->version, "1.2");
	ck_assert(deed->gives_tickets);
	ck_assert_int_eq(deed->words, WORDS_KEPT);
	ck_assert_int_eq(deed->next->words, WORDS_DROPPED);
	ck_assert(!deed->next->gives_tickets);
}
END_TEST

START_TEST(parts_and_reactions_are_kept_apart)
{
	const struct scene *scene = read_scene("# a comment\n"
					       "\n"
					       "S: 220 one\n"
					       "C: EHLO *\n"
					       "S: 250-two\n"
					       "S: 250 three\n"
					       "C: QUIT\n"
					       "SECURE\n"
					       "S: four\n"
					       "C: QUIT\n"
					       "CLOSE\n");

	ck_assert_uint_eq(count(scene->plain.opening), 1);
	ck_assert_uint_eq(count(scene->plain.reactions->deeds), 2);
	ck_assert_uint_eq(count(scene->plain.reactions->next->deeds), 0);
	ck_assert_ptr_null(scene->plain.reactions->next->next);
	ck_assert_uint_eq(count(scene->secure.opening), 1);
	ck_assert_uint_eq(count(scene->secure.reactions->deeds), 1);
	ck_assert_ptr_null(scene->secure.reactions->next);
}
END_TEST

START_TEST(an_empty_scene_says_nothing)
{
	ck_assert_ptr_null(read_scene("")->plain.opening);
	ck_assert_ptr_null(read_scene("\n\n# nothing\n")->plain.opening);
	ck_assert_ptr_null(scene_react(&read_scene("")->plain, span_of("EHLO"), false));
}
END_TEST

struct error_case {
	const char *text;
	const char *want;
};

/* clang-format off */
static const struct error_case errors[] = {
	{ "HALLO", "line 1: this is no line of a scene" },
	{ "S: 220\nX: EHLO\n", "line 2: this is no line of a scene" },
	{ "# one\n\nS: 220\n\n  \n", "line 5: this is no line of a scene" },
	{ "RAW 1", "line 1: RAW wants hexadecimal digits in pairs" },
	{ "RAW 16 0g", "line 1: RAW wants hexadecimal digits in pairs" },
	{ "RAW 0A", "line 1: RAW wants hexadecimal digits in pairs" },
	{ "WAIT", "line 1: a number is wanted" },
	{ "WAIT soon", "line 1: a number is wanted" },
	{ "WAIT -1", "line 1: a number is wanted" },
	{ "WAIT 99999999999999999999", "line 1: a number is wanted" },
	{ "\nFLOOD", "line 2: a number is wanted" },
	{ "DRIP", "line 1: DRIP wants a number of bytes and one of milliseconds" },
	{ "DRIP 7", "line 1: DRIP wants a number of bytes and one of milliseconds" },
	{ "DRIP 0 7", "line 1: DRIP wants a number of bytes and one of milliseconds" },
	{ "DRIP 65537 7", "line 1: DRIP wants a number of bytes and one of milliseconds" },
	{ "DRIP 7 60001", "line 1: DRIP wants a number of bytes and one of milliseconds" },
	{ "TLS", "line 1: TLS wants the kind of an identity" },
	{ "TLS fine", "line 1: TLS wants the kind of an identity" },
	{ "TLS good 1.4", "line 1: TLS does not know this word" },
	{ "TLS good kept", "line 1: TLS does not know this word" },
	{ "C STARTTLS", "line 1: this is no line of a scene" },
	{ "TLS good 1.2 certificate", "line 1: TLS does not know this word" },
	{ "TLS good\nSECURE\nTLS good", "line 3: there is no TLS inside TLS" },
	{ "S: 1\nHALLO\nHALLO", "line 2: this is no line of a scene" },
	{ "IF", "line 1: IF does not know this word" },
	{ "IF tls-1.4", "line 1: IF does not know this word" },
	{ "IF longer", "line 1: a number is wanted" },
	{ "IF sni\nIF alpn\nELSE", "line 2: there is an IF without its ELSE" },
	{ "ELSE", "line 1: there is no IF before this ELSE" },
	{ "IF sni\nELSE\nELSE", "line 3: there is no IF before this ELSE" },
};
/* clang-format on */

START_TEST(an_error_names_its_line)
{
	const struct error_case *row = &errors[_i];
	const char *problem = "";

	ck_assert_msg(
	    scene_read(span_of(row->text), &arena, &problem) == NULL, "%s", row->text);
	ck_assert_str_eq(problem, row->want);
}
END_TEST

struct match_case {
	const char *pattern;
	const char *line;
	bool want;
};

/* clang-format off */
static const struct match_case matches[] = {
	{ "QUIT", "QUIT", true },
	{ "QUIT", "quit", false },
	{ "QUIT", "QUIT ", false },
	{ "QUIT", "QUI", false },
	{ "QUIT", "", false },
	{ "", "", true },
	{ "", "x", false },
	{ "*", "", true },
	{ "*", "anything at all", true },
	{ "EHLO *", "EHLO mail.example.test", true },
	{ "EHLO *", "EHLO ", true },
	{ "EHLO *", "EHLO", false },
	{ "* CAPABILITY", "p1 CAPABILITY", true },
	{ "* CAPABILITY", "CAPABILITY", false },
	{ "*A*B*", "xxAyyBzz", true },
	{ "*A*B*", "xxByyAzz", false },
	{ "*AB", "AAB", true },
	{ "*AB", "ABAB", true },
	{ "*AB", "ABA", false },
	{ "A**B", "AB", true },
	{ "\\*", "*", true },
	{ "\\*", "x", false },
	{ "\\*", "", false },
	{ "*\\*", "a*", true },
	{ "*\\*", "ab", false },
	{ "a\\b", "a\\b", true },
	{ "*aaaaaaaaaaaaaaab", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", false },
};
/* clang-format on */

START_TEST(a_pattern_matches)
{
	const struct match_case *row = &matches[_i];
	const struct scene *scene =
	    read_scene(arena_printf(&arena, "C: %s\nCLOSE\n", row->pattern));
	bool is_match = scene_react(&scene->plain, span_of(row->line), false) != NULL;

	ck_assert_msg(is_match == row->want, "\"%s\" and \"%s\"", row->pattern, row->line);
}
END_TEST

START_TEST(the_first_match_counts)
{
	const struct scene *scene =
	    read_scene("C: EHLO *\nWAIT 1\nC: *\nWAIT 2\nC: QUIT\nWAIT 3\n");

	ck_assert_uint_eq(scene_react(&scene->plain, span_of("EHLO x"), false)->number, 1);
	ck_assert_uint_eq(scene_react(&scene->plain, span_of("QUIT"), false)->number, 2);
	ck_assert_ptr_null(scene_react(&scene->secure, span_of("QUIT"), false));
}
END_TEST

START_TEST(a_reaction_may_want_more_behind_the_line)
{
	const struct part *part =
	    &read_scene("C+ STARTTLS\nWAIT 1\nC: STARTTLS\nWAIT 2\nC+*\nWAIT 3\n")->plain;

	ck_assert_uint_eq(scene_react(part, span_of("STARTTLS"), true)->number, 1);
	ck_assert_uint_eq(scene_react(part, span_of("STARTTLS"), false)->number, 2);
	ck_assert_uint_eq(scene_react(part, span_of("NOOP"), true)->number, 3);
	ck_assert_ptr_null(scene_react(part, span_of("NOOP"), false));
}
END_TEST

START_TEST(nul_is_a_byte_like_any_other)
{
	static const char text[] = "S: a\0b\nC: \0\nCLOSE\n";
	const char *problem;
	const struct scene *scene = scene_read(
	    (struct span){ (const uint8_t *)text, sizeof(text) - 1 }, &arena, &problem);

	ck_assert_ptr_nonnull(scene);
	ck_assert_uint_eq(scene->plain.opening->bytes.len, 5);
	ck_assert_ptr_nonnull(
	    scene_react(&scene->plain, (struct span){ (const uint8_t *)"\0", 1 }, false));
	ck_assert_ptr_null(scene_react(&scene->plain, span_of(""), false));
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("scene");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, a_line_says_bytes, 0, (int)COUNT_OF(sayings));
	tcase_add_test(tcase, deeds_keep_their_order_and_numbers);
	tcase_add_test(tcase, tls_needs_no_more_than_an_identity);
	tcase_add_test(tcase, tls_takes_its_words_in_any_order);
	tcase_add_test(tcase, a_reaction_may_want_more_behind_the_line);
	tcase_add_test(tcase, parts_and_reactions_are_kept_apart);
	tcase_add_test(tcase, an_empty_scene_says_nothing);
	tcase_add_loop_test(tcase, an_error_names_its_line, 0, (int)COUNT_OF(errors));
	tcase_add_loop_test(tcase, a_pattern_matches, 0, (int)COUNT_OF(matches));
	tcase_add_test(tcase, the_first_match_counts);
	tcase_add_test(tcase, nul_is_a_byte_like_any_other);
	suite_add_tcase(s, tcase);
	return s;
}
