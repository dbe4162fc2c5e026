/* SPDX-License-Identifier: MIT */
#include "net/clock.h"

#include "support/suite.h"

START_TEST(the_clocks_go_forward)
{
	uint64_t before = clock_us();

	for (int i = 0; i < 1000; i++) {
		uint64_t now = clock_us();

		ck_assert_uint_ge(now, before);
		before = now;
	}
	ck_assert_int_gt(clock_wall_ms(), INT64_C(1700000000) * 1000);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("clock");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, the_clocks_go_forward);
	suite_add_tcase(s, tcase);
	return s;
}
