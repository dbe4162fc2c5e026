/* SPDX-License-Identifier: MIT */
#include "facts/tls.h"
#include "support/suite.h"

START_TEST(trust_is_found_by_its_name)
{
	for (unsigned i = 0; i < TRUST_COUNT; i++) {
		enum trust trust = TRUST_COUNT;

		ck_assert(trust_by_name(trust_name((enum trust)i), &trust));
		ck_assert_uint_eq(trust, i);
	}
}
END_TEST

START_TEST(other_words_are_no_trust)
{
	static const char *const words[] = { "", "Trusted", "trusted ", "no", "yes" };
	enum trust trust = TRUST_NOT_ANCHORED;

	for (size_t i = 0; i < COUNT_OF(words); i++)
		ck_assert_msg(!trust_by_name(words[i], &trust), "'%s'", words[i]);
	ck_assert_int_eq(trust, TRUST_NOT_ANCHORED);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("tls");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, trust_is_found_by_its_name);
	tcase_add_test(tcase, other_words_are_no_trust);
	suite_add_tcase(s, tcase);
	return s;
}
