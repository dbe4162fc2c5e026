/* SPDX-License-Identifier: MIT */
#include "base/reader.h"
#include "support/suite.h"

static const uint8_t bytes[] = { 0x01, 0x02, 0x03, 0xfe, 0xfd, 0xfc, 0xfb, 0xfa };

static struct reader
reader_of(size_t len)
{
	return (struct reader){ .left = { .data = bytes, .len = len } };
}

START_TEST(numbers_begin_with_their_most_significant_byte)
{
	struct reader r = reader_of(8);

	ck_assert_uint_eq(reader_uint(&r, 1), 0x01);
	ck_assert_uint_eq(reader_uint(&r, 2), 0x0203);
	ck_assert_uint_eq(reader_uint(&r, 4), 0xfefdfcfb);
	ck_assert_uint_eq(r.left.len, 1);
	ck_assert(!r.failed);
	r = reader_of(3);
	ck_assert_uint_eq(reader_uint(&r, 3), 0x010203);
	ck_assert(!r.failed);
}
END_TEST

START_TEST(bytes_are_lent_not_copied)
{
	struct reader r = reader_of(8);
	struct span taken = reader_take(&r, 3);

	ck_assert_ptr_eq(taken.data, bytes);
	ck_assert_uint_eq(taken.len, 3);
	ck_assert_uint_eq(reader_take(&r, 0).len, 0);
	ck_assert_ptr_eq(r.left.data, bytes + 3);
	ck_assert_uint_eq(reader_take(&r, 5).len, 5);
	ck_assert(!r.failed);
	ck_assert_uint_eq(r.left.len, 0);
}
END_TEST

START_TEST(a_vector_stands_behind_its_length)
{
	struct reader r = reader_of(8);
	struct span vector = reader_vector(&r, 1);

	ck_assert_ptr_eq(vector.data, bytes + 1);
	ck_assert_uint_eq(vector.len, 1);
	ck_assert_uint_eq(r.left.len, 6);
	ck_assert(!r.failed);
}
END_TEST

START_TEST(a_length_that_lies_fails)
{
	static const size_t len_bytes[] = { 1, 2, 3, 4 };
	struct reader r = { .left = { .data = bytes + 3, .len = 5 } };

	ck_assert_uint_eq(reader_vector(&r, len_bytes[_i]).len, 0);
	ck_assert(r.failed);
	ck_assert_uint_eq(r.left.len, 0);
}
END_TEST

START_TEST(after_a_short_read_all_is_zero_and_nothing_is_left)
{
	struct reader r = reader_of(3);

	ck_assert_uint_eq(reader_uint(&r, 4), 0);
	ck_assert(r.failed);
	ck_assert_uint_eq(r.left.len, 0);
	ck_assert_uint_eq(reader_uint(&r, 1), 0);
	ck_assert_uint_eq(reader_take(&r, 1).len, 0);
	ck_assert_uint_eq(reader_take(&r, 0).len, 0);
	ck_assert_uint_eq(reader_vector(&r, 2).len, 0);
	ck_assert(r.failed);
}
END_TEST

START_TEST(an_empty_reader_has_not_failed)
{
	struct reader r = { 0 };

	ck_assert_uint_eq(reader_take(&r, 0).len, 0);
	ck_assert(!r.failed);
	ck_assert_uint_eq(reader_take(&r, SIZE_MAX).len, 0);
	ck_assert(r.failed);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("reader");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, numbers_begin_with_their_most_significant_byte);
	tcase_add_test(tcase, bytes_are_lent_not_copied);
	tcase_add_test(tcase, a_vector_stands_behind_its_length);
	tcase_add_loop_test(tcase, a_length_that_lies_fails, 0, 4);
	tcase_add_test(tcase, after_a_short_read_all_is_zero_and_nothing_is_left);
	tcase_add_test(tcase, an_empty_reader_has_not_failed);
	suite_add_tcase(s, tcase);
	return s;
}
