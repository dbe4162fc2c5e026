/* SPDX-License-Identifier: MIT */
#include "net/chance.h"
#include "support/suite.h"

#include <string.h>

START_TEST(draws_differ)
{
	uint8_t a[32] = { 0 };
	uint8_t b[32] = { 0 };

	chance_draw(a, sizeof(a));
	chance_draw(b, sizeof(b));
	ck_assert_mem_ne(a, b, sizeof(a));
}
END_TEST

START_TEST(only_what_is_asked_for_is_filled)
{
	uint8_t bytes[64];

	memset(bytes, 0xa5, sizeof(bytes));
	chance_draw(bytes, 0);
	chance_draw(bytes + 16, 32);
	for (size_t i = 0; i < 16; i++) {
		ck_assert_uint_eq(bytes[i], 0xa5);
		ck_assert_uint_eq(bytes[48 + i], 0xa5);
	}
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("chance");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, draws_differ);
	tcase_add_test(tcase, only_what_is_asked_for_is_filled);
	suite_add_tcase(s, tcase);
	return s;
}
