/* SPDX-License-Identifier: MIT */
#include "base/secret.h"

#include "base/buffer.h"
#include "support/suite.h"

#include <string.h>

START_TEST(nothing_is_left_of_it)
{
	char text[] = "hunter2";

	secret_wipe_text(text);
	for (size_t i = 0; i < sizeof(text); i++)
		ck_assert_int_eq(text[i], 0);
	secret_wipe(NULL, 0);
	secret_wipe_text(NULL);
}
END_TEST

/* Reads what the buffer holds beyond its length, which is its own memory still. */
START_TEST(a_secret_buffer_keeps_nothing_that_was_consumed)
{
	struct buffer buffer;

	buffer_init_secret(&buffer, 100);
	ck_assert(buffer_append(&buffer, span_of("hunter2 and more")));
	buffer_consume(&buffer, 8);
	ck_assert(span_is(buffer_span(&buffer), "and more"));
	for (size_t i = buffer.len; i < buffer.cap; i++)
		ck_assert_uint_eq(buffer.data[i], 0);
	buffer_consume(&buffer, SIZE_MAX);
	for (size_t i = 0; i < buffer.cap; i++)
		ck_assert_uint_eq(buffer.data[i], 0);
	buffer_clear(&buffer);
	ck_assert(buffer.is_secret);
}
END_TEST

START_TEST(a_secret_buffer_grows_like_any_other)
{
	struct buffer buffer;
	char text[700];

	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	buffer_init_secret(&buffer, 2000);
	ck_assert(buffer_append(&buffer, span_of("begin ")));
	ck_assert(buffer_append(&buffer, span_of(text)));
	ck_assert(buffer_append(&buffer, span_of(text)));
	ck_assert_uint_eq(buffer.len, 6 + 2 * strlen(text));
	ck_assert(span_starts(buffer_span(&buffer), "begin xxx"));
	ck_assert(!buffer_append(&buffer, span_of(text)));
	buffer_clear(&buffer);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("secret");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, nothing_is_left_of_it);
	tcase_add_test(tcase, a_secret_buffer_keeps_nothing_that_was_consumed);
	tcase_add_test(tcase, a_secret_buffer_grows_like_any_other);
	suite_add_tcase(s, tcase);
	return s;
}
