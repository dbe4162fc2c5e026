/* SPDX-License-Identifier: MIT */
#include "rules/client_reasons.h"

#include "support/suite.h"

START_TEST(words_are_stable_and_whole)
{
	ck_assert_str_eq(client_state_name(CLIENT_GOES_CLEAR), "goes-clear");
	ck_assert_str_eq(client_reason_name(CLIENT_REASON_KEY_BITS), "key-bits");
	ck_assert_str_eq(client_reason_step(CLIENT_REASON_KEY_BITS), "certificate");
	for (int i = 0; i < CLIENT_REASONS; i++)
		ck_assert_str_ne(client_reason_step((enum client_reason)i), "");
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("client_reasons");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, words_are_stable_and_whole);
	suite_add_tcase(s, tcase);
	return s;
}
