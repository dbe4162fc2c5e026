/* SPDX-License-Identifier: MIT */
#include "base/base64.h"

#include "support/suite.h"

#include <string.h>

static struct buffer out;

static void
set_up(void)
{
	buffer_init(&out, 64);
}

static void
tear_down(void)
{
	buffer_clear(&out);
}

/* RFC 4648 section 10. */
static const struct {
	const char *bytes;
	const char *text;
} pairs[] = {
	{ "", "" },
	{ "f", "Zg==" },
	{ "fo", "Zm8=" },
	{ "foo", "Zm9v" },
	{ "foob", "Zm9vYg==" },
	{ "fooba", "Zm9vYmE=" },
	{ "foobar", "Zm9vYmFy" },
	{ "\xfb\xff\xbf", "+/+/" },
};

START_TEST(bytes_and_text_are_made_of_each_other)
{
	ck_assert(base64_encode(span_of(pairs[_i].bytes), &out));
	ck_assert(span_equal(buffer_span(&out), span_of(pairs[_i].text)));
	buffer_consume(&out, SIZE_MAX);
	ck_assert(base64_decode(span_of(pairs[_i].text), &out));
	ck_assert(span_equal(buffer_span(&out), span_of(pairs[_i].bytes)));
}
END_TEST

static const char *const wrong[] = { "Z", "Zg", "Zg=", "Z===", "====", "Zg==Zg==", "Zm9v\n",
	"Zm 9v", "Zh==", "Zm9=", "Zm-v", "=Zm9", "Zm9v=" };

START_TEST(what_is_no_such_text_is_not_taken)
{
	ck_assert_msg(!base64_decode(span_of(wrong[_i]), &out), "%s", wrong[_i]);
}
END_TEST

START_TEST(nul_bytes_are_bytes_like_others)
{
	static const uint8_t plain[] = { 0, 'a', 0, 'b' };

	ck_assert(base64_encode((struct span){ plain, sizeof(plain) }, &out));
	ck_assert(span_is(buffer_span(&out), "AGEAYg=="));
	ck_assert(!base64_decode((struct span){ (const uint8_t *)"Zm\0v", 4 }, &out));
}
END_TEST

START_TEST(what_does_not_fit_is_not_written)
{
	buffer_clear(&out);
	buffer_init(&out, 7);
	ck_assert(!base64_encode(span_of("fooba"), &out));
	ck_assert_uint_eq(out.len, 0);
	ck_assert(base64_encode(span_of("foo"), &out));
	ck_assert(!base64_decode(span_of("Zm9vYmFy"), &out));
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("base64");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(
	    tcase, bytes_and_text_are_made_of_each_other, 0, (int)COUNT_OF(pairs));
	tcase_add_loop_test(tcase, what_is_no_such_text_is_not_taken, 0, (int)COUNT_OF(wrong));
	tcase_add_test(tcase, nul_bytes_are_bytes_like_others);
	tcase_add_test(tcase, what_does_not_fit_is_not_written);
	suite_add_tcase(s, tcase);
	return s;
}
