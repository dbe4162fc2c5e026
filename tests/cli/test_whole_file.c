/* SPDX-License-Identifier: MIT */
#include "cli/whole_file.h"

#include "support/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { MOST = 5000 };

static char path[64];
static struct buffer bytes;

static void
set_up(void)
{
	strcpy(path, "/tmp/mailsonde-whole-file-XXXXXX");
	close(mkstemp(path));
	buffer_init(&bytes, MOST + WHOLE_FILE_SPARE);
}

static void
tear_down(void)
{
	unlink(path);
	buffer_clear(&bytes);
}

static void
fill(size_t len)
{
	FILE *file = fopen(path, "w");

	for (size_t i = 0; i < len; i++)
		fputc('x', file);
	ck_assert_int_eq(fclose(file), 0);
}

START_TEST(a_file_is_read_to_its_end)
{
	static const size_t lens[] = { 0, 1, 4096, MOST };

	for (size_t i = 0; i < COUNT_OF(lens); i++) {
		buffer_consume(&bytes, SIZE_MAX);
		fill(lens[i]);
		ck_assert_ptr_null(whole_file_read(path, MOST, &bytes));
		ck_assert_uint_eq(buffer_span(&bytes).len, lens[i]);
	}
}
END_TEST

START_TEST(of_one_that_is_too_large_more_than_the_bound_is_there_to_show_it)
{
	fill(10 * MOST);
	ck_assert_ptr_null(whole_file_read(path, MOST, &bytes));
	ck_assert_uint_gt(buffer_span(&bytes).len, MOST);
	ck_assert_uint_le(buffer_span(&bytes).len, MOST + WHOLE_FILE_SPARE);
}
END_TEST

START_TEST(what_cannot_be_read_has_the_systems_words)
{
	ck_assert_str_eq(
	    whole_file_read("/nowhere/at/all", MOST, &bytes), "No such file or directory");
	ck_assert_str_eq(whole_file_read("/tmp", MOST, &bytes), "Is a directory");
}
END_TEST

Suite *
suite(void)
{
	Suite *suite = suite_create("whole_file");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, a_file_is_read_to_its_end);
	tcase_add_test(tcase, of_one_that_is_too_large_more_than_the_bound_is_there_to_show_it);
	tcase_add_test(tcase, what_cannot_be_read_has_the_systems_words);
	suite_add_tcase(suite, tcase);
	return suite;
}
