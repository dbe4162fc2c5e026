/* SPDX-License-Identifier: MIT */
#include "base/buffer.h"
#include "support/suite.h"

#include <string.h>

START_TEST(a_new_buffer_holds_nothing)
{
	struct buffer buffer;

	buffer_init(&buffer, 100);
	ck_assert_uint_eq(buffer_span(&buffer).len, 0);
	ck_assert_ptr_null(buffer.data);
	buffer_consume(&buffer, 10);
	ck_assert_uint_eq(buffer.len, 0);
	buffer_clear(&buffer);
}
END_TEST

START_TEST(bytes_come_out_in_the_order_they_went_in)
{
	struct buffer buffer;

	buffer_init(&buffer, 100);
	ck_assert(buffer_append(&buffer, span_of("one ")));
	ck_assert(buffer_append(&buffer, (struct span){ 0 }));
	ck_assert(buffer_append(&buffer, span_of("two")));
	ck_assert(span_equal(buffer_span(&buffer), span_of("one two")));
	buffer_consume(&buffer, 2);
	ck_assert(span_equal(buffer_span(&buffer), span_of("e two")));
	buffer_consume(&buffer, 0);
	ck_assert(span_equal(buffer_span(&buffer), span_of("e two")));
	ck_assert(buffer_append(&buffer, span_of("!")));
	ck_assert(span_equal(buffer_span(&buffer), span_of("e two!")));
	buffer_clear(&buffer);
}
END_TEST

START_TEST(more_than_there_is_can_be_consumed)
{
	struct buffer buffer;

	buffer_init(&buffer, 100);
	ck_assert(buffer_append(&buffer, span_of("text")));
	buffer_consume(&buffer, SIZE_MAX);
	ck_assert_uint_eq(buffer.len, 0);
	ck_assert(buffer_append(&buffer, span_of("again")));
	ck_assert(span_equal(buffer_span(&buffer), span_of("again")));
	buffer_clear(&buffer);
}
END_TEST

START_TEST(what_would_pass_the_maximum_is_left_out_as_a_whole)
{
	struct buffer buffer;

	buffer_init(&buffer, 5);
	ck_assert(buffer_append(&buffer, span_of("abc")));
	ck_assert(!buffer_append(&buffer, span_of("def")));
	ck_assert(span_equal(buffer_span(&buffer), span_of("abc")));
	ck_assert(buffer_append(&buffer, span_of("de")));
	ck_assert(!buffer_append(&buffer, span_of("f")));
	ck_assert(buffer_append(&buffer, span_of("")));
	ck_assert(span_equal(buffer_span(&buffer), span_of("abcde")));
	buffer_consume(&buffer, 1);
	ck_assert(buffer_append(&buffer, span_of("f")));
	ck_assert(span_equal(buffer_span(&buffer), span_of("bcdef")));
	buffer_clear(&buffer);
}
END_TEST

START_TEST(a_length_near_the_end_of_numbers_does_not_wrap_around)
{
	struct buffer buffer;
	const struct span huge = { .data = (const uint8_t *)"x", .len = SIZE_MAX };

	buffer_init(&buffer, 5);
	ck_assert(buffer_append(&buffer, span_of("abc")));
	ck_assert(!buffer_append(&buffer, huge));
	ck_assert(span_equal(buffer_span(&buffer), span_of("abc")));
	buffer_clear(&buffer);
}
END_TEST

START_TEST(a_buffer_without_room_takes_nothing)
{
	struct buffer buffer;

	buffer_init(&buffer, 0);
	ck_assert(!buffer_append(&buffer, span_of("x")));
	ck_assert(buffer_append(&buffer, span_of("")));
	buffer_clear(&buffer);
}
END_TEST

START_TEST(a_long_queue_keeps_its_bytes)
{
	struct buffer buffer;
	uint8_t next_in = 0;
	uint8_t next_out = 0;

	buffer_init(&buffer, 1000);
	for (unsigned turn = 0; turn < 5000; turn++) {
		uint8_t bytes[7];

		for (size_t i = 0; i < sizeof(bytes); i++)
			bytes[i] = next_in++;
		if (!buffer_append(&buffer, (struct span){ bytes, sizeof(bytes) })) {
			next_in = (uint8_t)(next_in - sizeof(bytes));
			for (size_t i = 0; i < buffer.len; i++)
				ck_assert_uint_eq(buffer.data[i], next_out++);
			buffer_consume(&buffer, buffer.len);
		}
		ck_assert_uint_le(buffer.len, 1000);
	}
	buffer_clear(&buffer);
}
END_TEST

START_TEST(a_cleared_buffer_can_be_used_again)
{
	struct buffer zeroed = { 0 };
	struct buffer buffer;

	buffer_clear(&zeroed);
	buffer_init(&buffer, 3);
	ck_assert(buffer_append(&buffer, span_of("abc")));
	buffer_clear(&buffer);
	ck_assert_uint_eq(buffer.len, 0);
	ck_assert(!buffer_append(&buffer, span_of("abcd")));
	ck_assert(buffer_append(&buffer, span_of("abc")));
	buffer_clear(&buffer);
	buffer_clear(&buffer);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("buffer");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, a_new_buffer_holds_nothing);
	tcase_add_test(tcase, bytes_come_out_in_the_order_they_went_in);
	tcase_add_test(tcase, more_than_there_is_can_be_consumed);
	tcase_add_test(tcase, what_would_pass_the_maximum_is_left_out_as_a_whole);
	tcase_add_test(tcase, a_length_near_the_end_of_numbers_does_not_wrap_around);
	tcase_add_test(tcase, a_buffer_without_room_takes_nothing);
	tcase_add_test(tcase, a_long_queue_keeps_its_bytes);
	tcase_add_test(tcase, a_cleared_buffer_can_be_used_again);
	suite_add_tcase(s, tcase);
	return s;
}
