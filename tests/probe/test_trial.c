/* SPDX-License-Identifier: MIT */
/* What two connections of the same change prove together. */
#include "probe/trial.h"

#include "support/patient.h"
#include "support/suite.h"

#include <string.h>

static struct patient patient;

static void
tear_down(void)
{
	patient_clear(&patient);
}

static const struct trial *
trial_of(enum experiment experiment)
{
	return &patient.diagnosis.trials[experiment];
}

START_TEST(what_decides_is_tried_twice)
{
	patient_init(&patient, "smtp", "smtp-alpn-alert");
	ck_assert_int_eq(trial_of(EXPERIMENT_ALPN)->state, TRIAL_FAILED);
	ck_assert_uint_eq(trial_of(EXPERIMENT_ALPN)->asked, 2);
	ck_assert_uint_eq(trial_of(EXPERIMENT_ALPN)->alike, 2);
	ck_assert_uint_eq(trial_of(EXPERIMENT_NO_NAME)->asked, 1);
	/* And the path as it was, to see that it still works. */
	ck_assert_int_eq(trial_of(EXPERIMENT_AGAIN)->state, TRIAL_SUCCEEDED);
	ck_assert(!patient.diagnosis.is_unsteady);
}
END_TEST

START_TEST(what_comes_out_differently_is_mixed_and_ends_the_asking)
{
	patient_init_pool(&patient, "smtp", "smtp-healthy", "smtp-closed-on-hello");
	ck_assert_int_eq(trial_of(EXPERIMENT_NO_NAME)->state, TRIAL_MIXED);
	ck_assert_int_eq(trial_of(EXPERIMENT_NO_NAME)->failure.outcome, OUTCOME_CLOSED);
	ck_assert(patient.diagnosis.is_unsteady);
	ck_assert_uint_eq(patient.player.facts.connections, 3);
}
END_TEST

START_TEST(a_change_that_helps_only_once_has_not_helped)
{
	struct transcript *last;

	patient_init(&patient, "smtp", "smtp-tls13-dropped");
	ck_assert_int_eq(patient.diagnosis.smallest, EXPERIMENT_TLS12);
	/* The repetition is made one of another change. */
	last = patient.player.port.transcripts[QUESTION_EXPERIMENT];
	while (last->next->next != NULL)
		last = last->next;
	last->variant = EXPERIMENT_SMALL_HELLO;
	patient_judge(&patient);
	ck_assert_int_eq(trial_of(EXPERIMENT_SMALL_HELLO)->state, TRIAL_MIXED);
	ck_assert_int_eq(patient.diagnosis.smallest, EXPERIMENT_TLS12);
	ck_assert_str_eq(patient.answer.causes[0].cause->id, "backend-pool-inconsistent");
}
END_TEST

START_TEST(what_is_tried_once_is_no_more_than_likely)
{
	struct transcript *last;

	patient_init(&patient, "smtp", "smtp-tls13-dropped");
	last = patient.player.port.transcripts[QUESTION_EXPERIMENT];
	while (last->next->next->next != NULL)
		last = last->next;
	last->next = NULL; /* without the repetition, and what came of it */
	patient_judge(&patient);
	ck_assert_int_eq(
	    patient_opinion(&patient, "tls13-intolerance")->suspicion, SUSPICION_LIKELY);
}
END_TEST

/* Of a hello with padding the sizes are learnt. */
START_TEST(sizes_are_learnt_from_padded_hellos)
{
	patient_init(&patient, "smtp", "smtp-large-hello-dropped");
	ck_assert_uint_eq(patient.diagnosis.limit.answered, 517);
	ck_assert_uint_eq(patient.diagnosis.limit.dropped, 518);
	ck_assert_str_eq(patient.answer.sentence,
	    "the path works as we go it, but the server hangs up when the ClientHello is "
	    "larger than 517 bytes");
}
END_TEST

START_TEST(a_large_hello_that_fails_for_what_is_in_it_is_told_from_a_long_one)
{
	patient_init(&patient, "smtp", "smtp-post-quantum-dropped");
	ck_assert_uint_eq(patient.diagnosis.limit.dropped, 0);
	ck_assert_uint_gt(patient.diagnosis.limit.probes, 0);
	ck_assert(strstr(patient_opinion(&patient, "large-clienthello-intolerance")->evidence,
		      "it is what is in the large one") != NULL);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("trial");
	TCase *tcase = tcase_create("core");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_test(tcase, what_decides_is_tried_twice);
	tcase_add_test(tcase, what_comes_out_differently_is_mixed_and_ends_the_asking);
	tcase_add_test(tcase, a_change_that_helps_only_once_has_not_helped);
	tcase_add_test(tcase, what_is_tried_once_is_no_more_than_likely);
	tcase_add_test(tcase, sizes_are_learnt_from_padded_hellos);
	tcase_add_test(
	    tcase, a_large_hello_that_fails_for_what_is_in_it_is_told_from_a_long_one);
	suite_add_tcase(s, tcase);
	return s;
}
