/* SPDX-License-Identifier: MIT */
/* What of certificates and the dialogue inside TLS the table does not hold. */
#include "rules/diagnosis_parts.h"

#include "support/patient.h"
#include "support/suite.h"

#include <string.h>

static struct patient patient;

static void
tear_down(void)
{
	patient_clear(&patient);
}

START_TEST(a_wrong_name_is_told_with_the_names_that_are_there)
{
	const char *evidence;

	patient_init(&patient, "submission", "smtp-cert-wrong-name");
	evidence = patient_opinion(&patient, "cert-hostname-mismatch")->evidence;
	ck_assert_ptr_nonnull(strstr(evidence, "not for " PLAYER_HOST));
	ck_assert_ptr_nonnull(strstr(evidence, "DNS:"));
}
END_TEST

START_TEST(a_good_certificate_rules_out_all_causes_of_that_kind)
{
	static const char *const ids[] = { "cert-expired-not-reloaded",
		"cert-hostname-mismatch", "cert-untrusted-self-signed",
		"cert-missing-intermediate", "clock-skew", "weak-key-or-signature",
		"cert-cn-only", "chain-wrong-order" };

	patient_init(&patient, "smtp", "smtp-healthy");
	for (size_t i = 0; i < COUNT_OF(ids); i++)
		ck_assert_msg(
		    patient_opinion(&patient, ids[i])->suspicion == SUSPICION_RULED_OUT, "%s",
		    ids[i]);
}
END_TEST

START_TEST(without_a_handshake_nothing_is_said_of_the_certificate)
{
	patient_init(&patient, "smtp", "smtp-closed-after-220");
	ck_assert_int_eq(patient_opinion(&patient, "cert-expired-not-reloaded")->suspicion,
	    SUSPICION_NOT_REACHED);
	ck_assert_int_eq(patient_opinion(&patient, "session-state-not-reset")->suspicion,
	    SUSPICION_NOT_REACHED);
}
END_TEST

START_TEST(where_nobody_logs_in_no_login_is_no_cause)
{
	patient_init(&patient, "smtp", "smtp-no-login-inside-tls");
	ck_assert(patient.answer.works);
	ck_assert_int_eq(patient_opinion(&patient, "auth-not-offered-after-tls")->suspicion,
	    SUSPICION_RULED_OUT);
}
END_TEST

START_TEST(a_server_without_words_inside_tls_is_told)
{
	static const char *const scenes[] = { "smtp-silent-inside-tls",
		"smtp-closed-on-ehlo-inside-tls" };

	for (size_t i = 0; i < COUNT_OF(scenes); i++) {
		patient_init(&patient, "smtp", scenes[i]);
		ck_assert_msg(
		    strcmp(patient.answer.causes[0].cause->id, "close-after-handshake") == 0,
		    "%s: %s", scenes[i], patient.answer.causes[0].cause->id);
		if (i + 1 < COUNT_OF(scenes))
			patient_clear(&patient);
	}
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("diagnosis_inside");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_test(tcase, a_wrong_name_is_told_with_the_names_that_are_there);
	tcase_add_test(tcase, a_good_certificate_rules_out_all_causes_of_that_kind);
	tcase_add_test(tcase, without_a_handshake_nothing_is_said_of_the_certificate);
	tcase_add_test(tcase, where_nobody_logs_in_no_login_is_no_cause);
	tcase_add_test(tcase, a_server_without_words_inside_tls_is_told);
	suite_add_tcase(s, tcase);
	return s;
}
