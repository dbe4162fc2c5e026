/* SPDX-License-Identifier: MIT */
#include "base/span.h"
#include "support/suite.h"

#include <string.h>

/* A literal with its length, so that it may hold NUL. */
#define BYTES(literal)                                                                         \
	{                                                                                      \
		.data = (const uint8_t *)(literal), .len = sizeof(literal) - 1                 \
	}

static const struct {
	const char *name;
	struct span span;
	const char *text;
	bool is;
	bool starts;
	bool contains;
} comparisons[] = {
	{ "the same", BYTES("STARTTLS"), "STARTTLS", true, true, true },
	{ "another case", BYTES("StArTtLs"), "sTaRtTlS", true, true, true },
	{ "longer", BYTES("STARTTLSX"), "STARTTLS", false, true, true },
	{ "shorter", BYTES("STARTTL"), "STARTTLS", false, false, false },
	{ "in the middle", BYTES("250-STARTTLS here"), "starttls", false, false, true },
	{ "at the end", BYTES("250 STARTTLS"), "STARTTLS", false, false, true },
	{ "a false start", BYTES("STARSTARTTLS"), "STARTTLS", false, false, true },
	{ "another word", BYTES("AUTH PLAIN"), "STARTTLS", false, false, false },
	{ "empty in something", BYTES("x"), "", false, true, true },
	{ "empty in empty", BYTES(""), "", true, true, true },
	{ "something in empty", BYTES(""), "x", false, false, false },
	{ "something in nothing", { 0 }, "x", false, false, false },
	{ "empty in nothing", { 0 }, "", true, true, true },
	{ "behind a NUL", BYTES("a\0STARTTLS"), "STARTTLS", false, false, true },
	{ "cut off by a NUL", BYTES("STARTTLS\0"), "STARTTLS", false, true, true },
	{ "@ is no ` in another case", BYTES("@"), "`", false, false, false },
	{ "[ is no { in another case", BYTES("["), "{", false, false, false },
	{ "no case beyond ASCII", BYTES("\xc4"), "\xe4", false, false, false },
};

START_TEST(texts_are_compared_without_their_case)
{
	struct span span = comparisons[_i].span;
	const char *text = comparisons[_i].text;
	const char *name = comparisons[_i].name;

	ck_assert_msg(span_is(span, text) == comparisons[_i].is, "%s: is", name);
	ck_assert_msg(span_starts(span, text) == comparisons[_i].starts, "%s: starts", name);
	ck_assert_msg(
	    span_contains(span, text) == comparisons[_i].contains, "%s: contains", name);
}
END_TEST

START_TEST(bytes_are_equal_only_if_they_are_the_same)
{
	const struct span one = BYTES("a\0b");
	const struct span same = BYTES("a\0b");
	const struct span other = BYTES("a\0c");
	const struct span upper = BYTES("A\0b");
	const struct span shorter = BYTES("a\0");

	ck_assert(span_equal(one, same));
	ck_assert(!span_equal(one, other));
	ck_assert(!span_equal(one, upper));
	ck_assert(!span_equal(one, shorter));
	ck_assert(!span_equal(shorter, one));
	ck_assert(span_equal((struct span){ 0 }, (struct span){ 0 }));
	ck_assert(span_equal((struct span){ 0 }, span_of("")));
	ck_assert(!span_equal((struct span){ 0 }, one));
	ck_assert(span_alike(one, same));
	ck_assert(span_alike(one, upper));
	ck_assert(!span_alike(one, other));
	ck_assert(!span_alike(one, shorter));
	ck_assert(span_alike((struct span){ 0 }, span_of("")));
	ck_assert(!span_alike(span_of("@"), span_of("`")));
	ck_assert(!span_alike(span_of("["), span_of("{")));
}
END_TEST

START_TEST(text_becomes_a_span_without_its_end)
{
	struct span span = span_of("abc");

	ck_assert_uint_eq(span.len, 3);
	ck_assert_mem_eq(span.data, "abc", 3);
	ck_assert_uint_eq(span_of("").len, 0);
	ck_assert_uint_eq(span_of(NULL).len, 0);
	ck_assert_ptr_null(span_of(NULL).data);
}
END_TEST

START_TEST(skipping_ends_with_the_span)
{
	struct span span = span_of("abc");

	ck_assert(span_equal(span_skip(span, 0), span));
	ck_assert(span_equal(span_skip(span, 1), span_of("bc")));
	ck_assert_uint_eq(span_skip(span, 3).len, 0);
	ck_assert_uint_eq(span_skip(span, 4).len, 0);
	ck_assert_uint_eq(span_skip(span, SIZE_MAX).len, 0);
	ck_assert_uint_eq(span_skip((struct span){ 0 }, 1).len, 0);
}
END_TEST

static const struct {
	const char *name;
	const char *text;
	const char *trimmed;
	const char *words[4];
} trims[] = {
	{ "nothing", "", "", { NULL } },
	{ "only blanks", " \t \t", "", { NULL } },
	{ "one word", "one", "one", { "one" } },
	{ "blanks around", "\t one \t", "one", { "one" } },
	{ "two words", "one two", "one two", { "one", "two" } },
	{ "many blanks between", " one \t\t two  three ", "one \t\t two  three",
	    { "one", "two", "three" } },
	{ "a line's end is no blank", "one\r\n two\n", "one\r\n two\n",
	    { "one\r\n", "two\n" } },
};

START_TEST(blanks_are_trimmed_and_words_taken)
{
	struct span rest = span_of(trims[_i].text);
	size_t count = 0;

	ck_assert_msg(span_equal(span_trim(rest), span_of(trims[_i].trimmed)), "%s: trimmed",
	    trims[_i].name);
	for (struct span word = span_word(&rest); word.len > 0; word = span_word(&rest)) {
		ck_assert_msg(count < 4 && trims[_i].words[count] != NULL, "%s: too many words",
		    trims[_i].name);
		ck_assert_msg(span_equal(word, span_of(trims[_i].words[count])), "%s: word %zu",
		    trims[_i].name, count);
		count++;
	}
	ck_assert_msg(trims[_i].words[count] == NULL, "%s: too few words", trims[_i].name);
	ck_assert_uint_eq(span_word(&rest).len, 0);
}
END_TEST

START_TEST(lines_are_taken_without_their_ends)
{
	static const char *const want[] = { "a", "", "b\r", "c" };
	struct span rest = span_of("a\r\n\nb\r\r\nc");

	for (size_t i = 0; i < COUNT_OF(want); i++)
		ck_assert(span_is(span_line(&rest), want[i]));
	ck_assert_uint_eq(rest.len, 0);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("span");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(
	    tcase, texts_are_compared_without_their_case, 0, COUNT_OF(comparisons));
	tcase_add_test(tcase, bytes_are_equal_only_if_they_are_the_same);
	tcase_add_test(tcase, text_becomes_a_span_without_its_end);
	tcase_add_test(tcase, skipping_ends_with_the_span);
	tcase_add_test(tcase, lines_are_taken_without_their_ends);
	tcase_add_loop_test(tcase, blanks_are_trimmed_and_words_taken, 0, COUNT_OF(trims));
	suite_add_tcase(s, tcase);
	return s;
}
