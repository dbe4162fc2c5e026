/* SPDX-License-Identifier: MIT */
#include "rules/severity.h"

#include "support/suite.h"

START_TEST(severities_have_names_that_stay)
{
	ck_assert_str_eq(severity_name(SEVERITY_OFF), "off");
	ck_assert_str_eq(severity_name(SEVERITY_INFO), "info");
	ck_assert_str_eq(severity_name(SEVERITY_LOW), "low");
	ck_assert_str_eq(severity_name(SEVERITY_MEDIUM), "medium");
	ck_assert_str_eq(severity_name(SEVERITY_HIGH), "high");
	ck_assert_str_eq(severity_name(SEVERITY_CRITICAL), "critical");
}
END_TEST

START_TEST(names_are_read_back)
{
	for (int i = 0; i < SEVERITY_COUNT; i++) {
		enum severity severity = SEVERITY_COUNT;

		ck_assert(
		    severity_by_name(span_of(severity_name((enum severity)i)), &severity));
		ck_assert_int_eq(severity, i);
	}
}
END_TEST

START_TEST(other_words_are_none)
{
	static const char *const words[] = { "", "High", "highest", "hig", "4" };

	for (size_t i = 0; i < COUNT_OF(words); i++) {
		enum severity severity = SEVERITY_LOW;

		ck_assert_msg(!severity_by_name(span_of(words[i]), &severity), "%s", words[i]);
		ck_assert_int_eq(severity, SEVERITY_LOW);
	}
}
END_TEST

START_TEST(a_row_has_a_severity_for_each_role)
{
	static const struct severities row = SEVERITIES(INFO, LOW, MEDIUM, HIGH);

	ck_assert_int_eq(row.by_role[ROLE_MX], SEVERITY_INFO);
	ck_assert_int_eq(row.by_role[ROLE_MX_POLICY], SEVERITY_LOW);
	ck_assert_int_eq(row.by_role[ROLE_SUBMISSION], SEVERITY_MEDIUM);
	ck_assert_int_eq(row.by_role[ROLE_ACCESS], SEVERITY_HIGH);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("severity");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, severities_have_names_that_stay);
	tcase_add_test(tcase, names_are_read_back);
	tcase_add_test(tcase, other_words_are_none);
	tcase_add_test(tcase, a_row_has_a_severity_for_each_role);
	suite_add_tcase(s, tcase);
	return s;
}
