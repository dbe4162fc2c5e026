/* SPDX-License-Identifier: MIT */
#include "rules/comparison.h"

#include "support/judge.h"
#include "support/suite.h"

#include <string.h>

static const struct answer lost = { .why = "lost" };

/* Two ports that are alike: there is the first, here the second. */
static struct judge judge;
static struct comparison comparison;

static void
setup(void)
{
	judge_init(&judge, "submission");
	(void)judge_add(&judge, "submission");
	comparison_init(
	    &comparison, &judge.host.arena, "192.0.2.1", &judge.ports[0], &judge.ports[1]);
}

static void
teardown(void)
{
	judge_clear(&judge);
}

static void
compare_all(void)
{
	comparison_starttls(&comparison);
	comparison_versions(&comparison);
	comparison_classes(&comparison);
	comparison_login(&comparison);
	comparison_certificate(&comparison);
}

START_TEST(ports_that_are_alike_do_not_differ)
{
	compare_all();
	ck_assert_ptr_null(comparison.differences);
	ck_assert_ptr_null(comparison.unknown);
	ck_assert_int_eq(comparison_ruling(&comparison).verdict, VERDICT_GOOD);
}
END_TEST

START_TEST(what_is_not_known_is_no_difference)
{
	struct negotiation *there = &judge.ports[0].negotiation;
	struct negotiation *here = &judge.ports[1].negotiation;

	here->versions[TLS_VERSION_10].value = ANSWER_YES;
	there->versions[TLS_VERSION_10] = lost;
	here->classes[SUITE_CLASS_RC4].value = ANSWER_YES;
	there->classes[SUITE_CLASS_RC4] = lost;
	judge.ports[0].starttls_advertised = lost;
	judge.ports[0].login.verdict = LOGIN_NOT_KNOWN;
	judge.ports[1].login.verdict = LOGIN_ACCEPTED;
	judge.sessions[0].trust = TRUST_UNKNOWN;
	judge.certificates[0][0].is_readable = false;
	compare_all();
	ck_assert_ptr_null(comparison.differences);
	ck_assert_str_eq(comparison.unknown, "whether 192.0.2.1 offers STARTTLS is not known");
	ck_assert_int_eq(comparison_ruling(&comparison).verdict, VERDICT_UNKNOWN);
}
END_TEST

START_TEST(only_versions_known_of_both_are_told)
{
	struct negotiation *there = &judge.ports[0].negotiation;
	struct negotiation *here = &judge.ports[1].negotiation;

	here->versions[TLS_VERSION_SSL3] = (struct answer){ .value = ANSWER_YES };
	here->versions[TLS_VERSION_13] = lost;
	there->versions[TLS_VERSION_12] = lost;
	comparison_versions(&comparison);
	ck_assert_str_eq(comparison.differences, "192.0.2.1 speaks none of them; here SSL 3.0");
}
END_TEST

START_TEST(the_surest_difference_makes_it_sure)
{
	struct negotiation *here = &judge.ports[1].negotiation;

	here->versions[TLS_VERSION_11] =
	    (struct answer){ .value = ANSWER_YES, .certainty = CERTAINTY_LIKELY };
	comparison_versions(&comparison);
	ck_assert_int_eq(comparison_ruling(&comparison).certainty, CERTAINTY_LIKELY);
	here->classes[SUITE_CLASS_RC4] = (struct answer){ .value = ANSWER_YES };
	comparison_classes(&comparison);
	ck_assert_int_eq(comparison_ruling(&comparison).certainty, CERTAINTY_CERTAIN);
	ck_assert(!comparison.is_all_certificate);
}
END_TEST

START_TEST(modes_are_compared)
{
	judge.ports[0].mode = MODE_IMPLICIT;
	comparison_starttls(&comparison);
	ck_assert_str_eq(
	    comparison.differences, "192.0.2.1 begins TLS at once; here STARTTLS does");
}
END_TEST

START_TEST(a_port_without_tls_has_no_certificate_to_compare)
{
	judge.ports[0].has_session = false;
	judge.ports[0].chain.len = 0;
	judge.ports[0].negotiation.is_known = false;
	judge.ports[0].starttls_works = (struct answer){ .value = ANSWER_NO };
	comparison_versions(&comparison);
	comparison_classes(&comparison);
	comparison_certificate(&comparison);
	ck_assert_int_eq(comparison_ruling(&comparison).verdict, VERDICT_GOOD);
	judge.ports[0].starttls_works = lost;
	comparison_certificate(&comparison);
	ck_assert_str_eq(comparison.unknown, "the certificate of 192.0.2.1 is not known");
}
END_TEST

START_TEST(certificates_are_told_by_what_is_other_about_them)
{
	struct certificate a = *port_certificate(&judge.ports[0]);
	struct certificate b = a;
	struct arena *arena = &judge.host.arena;

	a.spki_sha256 = "0123456789abcdef0123456789abcdef";
	ck_assert_str_eq(
	    certificate_difference(&a, &b, arena), "with the key 0123456789abcdef");
	a.not_after = 0;
	ck_assert_str_eq(certificate_difference(&a, &b, arena), "until 1970-01-01 00:00 UTC");
	a.not_after = INT64_MAX;
	ck_assert_str_eq(
	    certificate_difference(&a, &b, arena), "until a day beyond all calendars");
	a.names_len = 0;
	a.common_name = "";
	ck_assert_str_eq(certificate_difference(&a, &b, arena), "for no name at all");
}
END_TEST

Suite *
suite(void)
{
	Suite *suite = suite_create("comparison");
	TCase *tcase = tcase_create("comparison");

	tcase_add_checked_fixture(tcase, setup, teardown);
	tcase_add_test(tcase, ports_that_are_alike_do_not_differ);
	tcase_add_test(tcase, what_is_not_known_is_no_difference);
	tcase_add_test(tcase, only_versions_known_of_both_are_told);
	tcase_add_test(tcase, the_surest_difference_makes_it_sure);
	tcase_add_test(tcase, modes_are_compared);
	tcase_add_test(tcase, a_port_without_tls_has_no_certificate_to_compare);
	tcase_add_test(tcase, certificates_are_told_by_what_is_other_about_them);
	suite_add_tcase(suite, tcase);
	return suite;
}
