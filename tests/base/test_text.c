/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "support/suite.h"

#include <stdlib.h>
#include <string.h>

#define BYTES(literal)                                                                         \
	{                                                                                      \
		.data = (const uint8_t *)(literal), .len = sizeof(literal) - 1                 \
	}

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

static const struct {
	const char *name;
	struct span text;
	bool is_number;
	uint64_t number;
} numbers[] = {
	{ "the least", BYTES("1"), true, 1 },
	{ "the most", BYTES("65535"), true, 65535 },
	{ "leading zeros", BYTES("000025"), true, 25 },
	{ "below the least", BYTES("0"), false, 0 },
	{ "above the most", BYTES("65536"), false, 0 },
	{ "nothing", BYTES(""), false, 0 },
	{ "a sign", BYTES("+25"), false, 0 },
	{ "a negative number", BYTES("-25"), false, 0 },
	{ "a space before", BYTES(" 25"), false, 0 },
	{ "a space behind", BYTES("25 "), false, 0 },
	{ "a line's end behind", BYTES("25\n"), false, 0 },
	{ "a NUL behind", BYTES("25\0"), false, 0 },
	{ "hexadecimal", BYTES("0x19"), false, 0 },
	{ "a fraction", BYTES("25.0"), false, 0 },
	{ "an exponent", BYTES("2e1"), false, 0 },
	{ "letters", BYTES("smtp"), false, 0 },
	{ "digits of another script", BYTES("\xd9\xa2\xd9\xa5"), false, 0 },
	{ "2^16 + 25", BYTES("65561"), false, 0 },
	{ "2^32 + 25", BYTES("4294967321"), false, 0 },
	{ "2^64 + 25", BYTES("18446744073709551641"), false, 0 },
	{ "a hundred digits",
	    BYTES("11111111111111111111111111111111111111111111111111"
		  "11111111111111111111111111111111111111111111111111"),
	    false, 0 },
};

START_TEST(only_whole_numbers_in_their_range_are_read)
{
	uint64_t number = 4711;
	bool is_number = text_number(numbers[_i].text, 1, 65535, &number);

	ck_assert_msg(is_number == numbers[_i].is_number, "%s", numbers[_i].name);
	ck_assert_msg(number == (is_number ? numbers[_i].number : 4711), "%s: %llu",
	    numbers[_i].name, (unsigned long long)number);
}
END_TEST

START_TEST(the_largest_number_has_eighteen_digits)
{
	uint64_t number = 0;

	ck_assert(text_number(span_of("999999999999999999"), 0, UINT64_MAX, &number));
	ck_assert_uint_eq(number, UINT64_C(999999999999999999));
	ck_assert(!text_number(span_of("1000000000000000000"), 0, UINT64_MAX, &number));
	ck_assert_uint_eq(number, UINT64_C(999999999999999999));
}
END_TEST

static const struct {
	const char *name;
	struct span bytes;
	bool is_utf8;
	bool is_plain;
	const char *escaped;
} texts[] = {
	{ "nothing", BYTES(""), true, true, "" },
	{ "ASCII", BYTES("250 ok"), true, true, "250 ok" },
	{ "umlauts", BYTES("Gr\xc3\xbc\xc3\x9f\x65"), true, true, "Gr\xc3\xbc\xc3\x9f\x65" },
	{ "beyond the first plane", BYTES("\xf0\x9f\x93\xa7"), true, true, "\xf0\x9f\x93\xa7" },
	{ "the last code point", BYTES("\xf4\x8f\xbf\xbf"), true, true, "\xf4\x8f\xbf\xbf" },
	{ "a backslash", BYTES("\\x1b"), true, true, "\\\\x1b" },
	{ "ends of lines", BYTES("a\r\nb\tc"), true, false, "a\\r\\nb\\tc" },
	{ "a NUL", BYTES("a\0b"), true, false, "a\\x00b" },
	{ "an escape sequence", BYTES("\x1b[2J\a"), true, false, "\\x1b[2J\\x07" },
	{ "delete", BYTES("\x7f"), true, false, "\\x7f" },
	{ "a C1 control (CSI)", BYTES("\xc2\x9b"), true, false, "\\xc2\\x9b" },
	{ "a raw C1 byte", BYTES("\x9b"), false, false, "\\x9b" },
	{ "a no-break space", BYTES("\xc2\xa0"), true, true, "\xc2\xa0" },
	{ "a right-to-left override", BYTES("\xe2\x80\xaegpj"), true, false,
	    "\\xe2\\x80\\xaegpj" },
	{ "a bidi isolate", BYTES("\xe2\x81\xa6x\xe2\x81\xa9"), true, false,
	    "\\xe2\\x81\\xa6x\\xe2\\x81\\xa9" },
	{ "an Arabic letter mark", BYTES("\xd8\x9c"), true, false, "\\xd8\\x9c" },
	{ "a space without width", BYTES("\xe2\x80\x8b"), true, false, "\\xe2\\x80\\x8b" },
	{ "a line separator", BYTES("\xe2\x80\xa8"), true, false, "\\xe2\\x80\\xa8" },
	{ "a byte order mark", BYTES("\xef\xbb\xbf"), true, false, "\\xef\\xbb\\xbf" },
	{ "a tag character", BYTES("\xf3\xa0\x81\x81"), true, false, "\\xf3\\xa0\\x81\\x81" },
	{ "Latin 1", BYTES("Gr\xfc\xdf\x65"), false, false, "Gr\\xfc\\xdfe" },
	{ "an overlong slash", BYTES("\xc0\xaf"), false, false, "\\xc0\\xaf" },
	{ "an overlong NUL", BYTES("\xe0\x80\x80"), false, false, "\\xe0\\x80\\x80" },
	{ "a surrogate", BYTES("\xed\xa0\x80"), false, false, "\\xed\\xa0\\x80" },
	{ "beyond Unicode", BYTES("\xf4\x90\x80\x80"), false, false, "\\xf4\\x90\\x80\\x80" },
	{ "no such first byte", BYTES("\xf8\x88\x80\x80\x80"), false, false,
	    "\\xf8\\x88\\x80\\x80\\x80" },
	{ "a lonely continuation", BYTES("a\x80z"), false, false, "a\\x80z" },
	{ "a sequence cut off at the end", BYTES("a\xe2\x82"), false, false, "a\\xe2\\x82" },
	{ "a sequence cut off by a letter", BYTES("\xe2\x82z"), false, false, "\\xe2\\x82z" },
};

START_TEST(what_could_fool_a_reader_is_escaped)
{
	struct span bytes = texts[_i].bytes;

	ck_assert_msg(text_is_utf8(bytes) == texts[_i].is_utf8, "%s: UTF-8", texts[_i].name);
	ck_assert_msg(text_is_plain(bytes) == texts[_i].is_plain, "%s: plain", texts[_i].name);
	ck_assert_str_eq(text_escape(&arena, bytes, SIZE_MAX), texts[_i].escaped);
}
END_TEST

static bool
is_printable_ascii(const char *text)
{
	for (; *text != '\0'; text++)
		if (*text < 0x20 || *text > 0x7e)
			return false;
	return true;
}

START_TEST(every_byte_is_shown_in_print)
{
	const uint8_t byte = (uint8_t)_i;
	const struct span bytes = { .data = &byte, .len = 1 };
	const char *text = text_escape(&arena, bytes, 1);

	ck_assert_msg(is_printable_ascii(text), "byte %d is '%s'", _i, text);
	ck_assert_msg(*text != '\0', "byte %d has vanished", _i);
	if (byte >= 0x20 && byte < 0x7f && byte != '\\')
		ck_assert_msg(text[0] == (char)byte && text[1] == '\0', "byte %d", _i);
	else
		ck_assert_msg(text[0] == '\\' && text[1] != '\0', "byte %d", _i);
}
END_TEST

/* Any bytes, from a generator that always gives the same. */
static struct span
noise(uint8_t *bytes, size_t len, unsigned seed)
{
	for (size_t i = 0; i < len; i++) {
		seed = seed * 1103515245u + 12345u;
		/* Half of it from where UTF-8 has its sequences. */
		bytes[i] = (uint8_t)(seed >> 16);
		if (seed >> 31 != 0)
			bytes[i] |= 0x80;
	}
	return (struct span){ .data = bytes, .len = len };
}

START_TEST(escaped_noise_is_plain_and_differs_for_different_bytes)
{
	uint8_t bytes[64];
	struct span span = noise(bytes, sizeof(bytes), (unsigned)_i);
	const char *text = text_escape(&arena, span, sizeof(bytes));
	const char *other;

	ck_assert(text_is_utf8(span_of(text)));
	ck_assert(text_is_plain(span_of(text)));
	ck_assert_uint_le(strlen(text), 4 * sizeof(bytes));
	bytes[(unsigned)_i % sizeof(bytes)] ^= 1;
	other = text_escape(&arena, span, sizeof(bytes));
	ck_assert_str_ne(text, other);
}
END_TEST

START_TEST(noise_that_is_cut_anywhere_stays_plain)
{
	uint8_t bytes[64];
	struct span span = noise(bytes, sizeof(bytes), (unsigned)_i);

	for (size_t most = 0; most < sizeof(bytes); most++) {
		const char *text = text_escape(&arena, span, most);
		size_t len = strlen(text);

		ck_assert(text_is_plain(span_of(text)));
		ck_assert_uint_le(len, 4 * most + 3);
		ck_assert_str_eq(text + len - 3, "...");
	}
}
END_TEST

START_TEST(what_is_too_long_is_cut_and_says_so)
{
	ck_assert_str_eq(text_escape(&arena, span_of("abcdef"), 7), "abcdef");
	ck_assert_str_eq(text_escape(&arena, span_of("abcdef"), 6), "abcdef");
	ck_assert_str_eq(text_escape(&arena, span_of("abcdef"), 5), "abcde...");
	ck_assert_str_eq(text_escape(&arena, span_of("abcdef"), 0), "...");
	ck_assert_str_eq(text_escape(&arena, span_of("ab\xc3\xbc"), 3), "ab\\xc3...");
	ck_assert_str_eq(text_escape(&arena, (struct span){ 0 }, 0), "");
}
END_TEST

START_TEST(every_byte_goes_to_hexadecimal_and_back)
{
	uint8_t bytes[256];
	struct span back = { 0 };
	const char *text;

	for (size_t i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)i;
	text = text_hex(&arena, (struct span){ bytes, sizeof(bytes) });
	ck_assert_uint_eq(strlen(text), 512);
	ck_assert_int_eq(strncmp(text, "000102030405060708090a0b0c0d0e0f10", 34), 0);
	ck_assert(text_from_hex(&arena, span_of(text), &back));
	ck_assert(span_equal(back, (struct span){ bytes, sizeof(bytes) }));
	ck_assert_str_eq(text_hex(&arena, (struct span){ 0 }), "");
	ck_assert(text_from_hex(&arena, span_of(""), &back));
	ck_assert_uint_eq(back.len, 0);
}
END_TEST

static const struct {
	const char *name;
	struct span text;
} no_hex[] = {
	{ "an odd digit", BYTES("abc") },
	{ "one digit", BYTES("a") },
	{ "upper case", BYTES("AB") },
	{ "a letter beyond f", BYTES("0g") },
	{ "a sign", BYTES("+1") },
	{ "a prefix", BYTES("0x12") },
	{ "a space", BYTES("12 34 ") },
	{ "a NUL", BYTES("1\0") },
	{ "a byte above ASCII", BYTES("1\xb9") },
};

START_TEST(other_text_is_no_hexadecimal)
{
	static const uint8_t untouched[] = { 1 };
	struct span bytes = { .data = untouched, .len = 1 };

	ck_assert_msg(!text_from_hex(&arena, no_hex[_i].text, &bytes), "%s", no_hex[_i].name);
	ck_assert_msg(
	    bytes.data == untouched && bytes.len == 1, "%s: touched", no_hex[_i].name);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("text");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(
	    tcase, only_whole_numbers_in_their_range_are_read, 0, COUNT_OF(numbers));
	tcase_add_test(tcase, the_largest_number_has_eighteen_digits);
	tcase_add_loop_test(tcase, what_could_fool_a_reader_is_escaped, 0, COUNT_OF(texts));
	tcase_add_loop_test(tcase, every_byte_is_shown_in_print, 0, 256);
	tcase_add_loop_test(
	    tcase, escaped_noise_is_plain_and_differs_for_different_bytes, 0, 200);
	tcase_add_loop_test(tcase, noise_that_is_cut_anywhere_stays_plain, 0, 50);
	tcase_add_test(tcase, what_is_too_long_is_cut_and_says_so);
	tcase_add_test(tcase, every_byte_goes_to_hexadecimal_and_back);
	tcase_add_loop_test(tcase, other_text_is_no_hexadecimal, 0, COUNT_OF(no_hex));
	suite_add_tcase(s, tcase);
	return s;
}
