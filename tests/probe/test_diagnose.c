/* SPDX-License-Identifier: MIT */
/* Which connections a diagnosis makes, and what it makes of them. */
#include "probe/diagnose.h"

#include "support/patient.h"
#include "support/suite.h"

#include <string.h>

static struct patient patient;

static void
tear_down(void)
{
	patient_clear(&patient);
}

/* The experiments in the order they were made. */
static const char *
asked(void)
{
	const char *names = "";

	for (const struct transcript *t = patient.player.port.transcripts[QUESTION_EXPERIMENT];
	     t != NULL; t = t->next) {
		names = arena_printf(&patient.player.arena, "%s%s%s", names,
		    *names == '\0' ? "" : " ", experiment_name(experiment_of(t->variant)));
		if (experiment_size(t->variant) != 0)
			names = arena_printf(
			    &patient.player.arena, "%s-%u", names, experiment_size(t->variant));
	}
	return names;
}

static const struct {
	const char *scheme;
	const char *scene;
	const char *asked;
	enum experiment smallest;
} rows[] = {
	{ "smtp", "smtp-tls13-dropped",
	    "again small-hello no-sni tls-1.2-only tls-1.2-only sized-hello-255",
	    EXPERIMENT_TLS12 },
	{ "smtp", "smtp-sni-dropped",
	    "again small-hello no-sni no-sni sni-other sized-hello-255", EXPERIMENT_NO_NAME },
	{ "smtp", "smtp-sni-alert", "again no-sni no-sni sni-other", EXPERIMENT_NO_NAME },
	{ "smtp", "smtp-hello-over-330-dropped",
	    "again small-hello small-hello sized-hello-260 sized-hello-437 sized-hello-261 "
	    "sized-hello-349 sized-hello-305 sized-hello-327 sized-hello-338 sized-hello-332",
	    EXPERIMENT_SMALL_HELLO },
	/* TLS 1.1 has the shortest hello; what follows shows that it is no matter of versions.
	 */
	{ "smtp", "smtp-hello-over-255-dropped",
	    "again small-hello no-sni tls-1.2-only rsa-only tls-1.0-1.1-only tls-1.0-1.1-only "
	    "sized-hello-255 sized-hello-260 sized-hello-256",
	    EXPERIMENT_SIZED_HELLO },
	{ "smtp", "smtp-closed-on-hello",
	    "again small-hello no-sni tls-1.2-only rsa-only tls-1.0-1.1-only tls-1.3-only "
	    "no-ticket split-hello two-segments",
	    EXPERIMENTS },
	/* A hello that is answered as the first was does not help: none goes further. */
	{ "smtp", "smtp-silent-behind-server-hello",
	    "again small-hello small-segments no-sni tls-1.2-only tls-1.0-1.1-only "
	    "two-segments",
	    EXPERIMENTS },
	{ "smtp", "smtp-closed-behind-server-flight",
	    "again small-hello no-sni tls-1.2-only rsa-only tls-1.0-1.1-only tls-1.3-only "
	    "no-ticket split-hello two-segments",
	    EXPERIMENTS },
	{ "smtp", "smtp-alert-behind-server-hello",
	    "again small-hello no-sni tls-1.2-only rsa-only ecdsa-only dhe-only "
	    "tls-1.0-1.1-only tls-1.3-only",
	    EXPERIMENTS },
	{ "smtp", "smtp-closed-after-220", "again", EXPERIMENTS },
	{ "smtp", "smtp-starttls-454", "again ehlo-address helo", EXPERIMENTS },
	{ "smtp", "smtp-ehlo-wants-address", "again ehlo-address ehlo-address",
	    EXPERIMENT_LITERAL_NAME },
	{ "smtp", "smtp-greeting-421", "", EXPERIMENTS },
	{ "smtp", "smtp-starttls-421", "", EXPERIMENTS },
	{ "smtp", "smtp-is-http", "", EXPERIMENTS },
	{ "smtp", "smtp-is-implicit", "", EXPERIMENTS },
	{ "smtp", "smtp-client-certificate-1.3", "", EXPERIMENTS },
	{ "smtp", "smtp-cert-expired", "no-sni", EXPERIMENTS },
	{ "smtp", "smtp-healthy",
	    "no-sni tls-1.2-only large-hello two-segments alpn rsa-only ehlo-localhost "
	    "sni-other "
	    "helo sni-dotted",
	    EXPERIMENTS },
	{ "imaps", "imaps-healthy",
	    "no-sni tls-1.2-only large-hello two-segments alpn rsa-only sni-other sni-dotted",
	    EXPERIMENTS },
};

START_TEST(one_change_at_a_time_until_one_helps)
{
	patient_init(&patient, rows[_i].scheme, rows[_i].scene);
	ck_assert_msg(strcmp(asked(), rows[_i].asked) == 0, "%s: %s", rows[_i].scene, asked());
	ck_assert_msg(patient.diagnosis.smallest == rows[_i].smallest, "%s", rows[_i].scene);
	for (int i = 0; i < EXPERIMENTS; i++)
		if (patient.diagnosis.trials[i].state == TRIAL_NOT_ASKED)
			ck_assert_msg(patient.diagnosis.trials[i].why != NULL, "%s: %s",
			    rows[_i].scene, experiment_name((enum experiment)i));
}
END_TEST

START_TEST(the_bound_on_connections_is_kept)
{
	struct attempt attempt;

	patient_init(&patient, "smtp", "smtp-closed-on-hello");
	attempt_init(&attempt);
	patient.player.port.limits.connections_max = 10;
	ck_assert_int_eq(diagnose_next(&patient.player.port, NULL, &attempt), PLAN_DONE);
	attempt_clear(&attempt);
}
END_TEST

START_TEST(a_second_connection_that_works_tells_a_fluke)
{
	struct port_record *port;

	/* The first connection fails; what was its repetition did not. */
	patient_init(&patient, "smtp", "smtp-closed-on-hello");
	port = &patient.player.port;
	{
		struct patient healthy;
		struct transcript *good;

		patient_init(&healthy, "smtp", "smtp-healthy");
		good = healthy.player.port.transcripts[QUESTION_BASICS];
		good->question = QUESTION_EXPERIMENT;
		good->variant = EXPERIMENT_AGAIN;
		good->next = NULL;
		port->transcripts[QUESTION_EXPERIMENT] = good;
		patient_judge(&patient);
		ck_assert_int_eq(patient.diagnosis.smallest, EXPERIMENT_AGAIN);
		ck_assert_str_eq(
		    patient.answer.causes[0].cause->id, "backend-pool-inconsistent");
		port->transcripts[QUESTION_EXPERIMENT] = NULL;
		patient_clear(&healthy);
	}
}
END_TEST

/* Puts the first connection to another scene in the place of an experiment, and judges. */
static void
exchange(enum experiment experiment, const char *scheme, const char *scene)
{
	struct transcript **experiments = &patient.player.port.transcripts[QUESTION_EXPERIMENT];
	struct transcript *whole = *experiments;
	struct patient other;
	struct transcript *path;

	patient_init(&other, scheme, scene);
	path = other.player.port.transcripts[QUESTION_BASICS];
	path->question = QUESTION_EXPERIMENT;
	path->variant = experiment;
	path->next = NULL;
	*experiments = path;
	patient_judge(&patient);
	*experiments = whole;
	patient_clear(&other);
}

START_TEST(a_server_that_turns_us_away_does_not_stumble_over_a_change)
{
	static const char *const scenes[] = { "smtp-greeting-closed", "smtp-greeting-reset",
		"smtp-greeting-554", "smtp-greeting-silent" };

	patient_init(&patient, "smtp", "smtp-healthy");
	for (size_t i = 0; i < COUNT_OF(scenes); i++) {
		exchange(EXPERIMENT_NO_NAME, "smtp", scenes[i]);
		ck_assert_int_eq(
		    patient.diagnosis.trials[EXPERIMENT_NO_NAME].state, TRIAL_UNDECIDED);
		ck_assert_str_eq(patient.answer.causes[0].cause->id, "rate-limit-or-ban");
		exchange(EXPERIMENT_LOCALHOST, "smtp", scenes[i]);
		ck_assert_int_eq(
		    patient.diagnosis.trials[EXPERIMENT_LOCALHOST].state, TRIAL_UNDECIDED);
	}
	exchange(EXPERIMENT_NO_NAME, "smtp", "smtp-closed-on-hello");
	ck_assert_int_eq(patient.diagnosis.trials[EXPERIMENT_NO_NAME].state, TRIAL_FAILED);
	exchange(EXPERIMENT_LOCALHOST, "smtp", "smtp-closed-on-hello");
	ck_assert_int_eq(patient.diagnosis.trials[EXPERIMENT_LOCALHOST].state, TRIAL_UNDECIDED);
	exchange(EXPERIMENT_LOCALHOST, "smtp", "smtp-ehlo-421");
	ck_assert_int_eq(patient.diagnosis.trials[EXPERIMENT_LOCALHOST].state, TRIAL_UNDECIDED);
	exchange(EXPERIMENT_LOCALHOST, "smtp", "smtp-ehlo-refuses-all");
	ck_assert_int_eq(patient.diagnosis.trials[EXPERIMENT_LOCALHOST].state, TRIAL_FAILED);
}
END_TEST

START_TEST(a_change_that_leads_to_another_failure_does_not_make_it_work)
{
	patient_init(&patient, "smtp", "smtp-closed-on-hello");
	exchange(EXPERIMENT_AGAIN, "smtp", "smtp-closed-inside-tls");
	ck_assert_int_eq(patient.diagnosis.smallest, EXPERIMENT_AGAIN);
	ck_assert_str_eq(patient.answer.sentence,
	    "the server hangs up on our TLS hello once, and gets further the next time: it is "
	    "not the same every time");
	exchange(EXPERIMENT_TLS12, "smtp", "smtp-closed-inside-tls");
	ck_assert_str_eq(patient.answer.sentence,
	    "the server hangs up when it is offered TLS 1.3; with TLS 1.2 and older only it "
	    "gets further");
}
END_TEST

START_TEST(an_experiment_of_no_known_number_is_left_alone)
{
	patient_init(&patient, "smtp", "smtp-sni-alert");
	patient.player.port.transcripts[QUESTION_EXPERIMENT]->variant = 4000000000;
	patient_judge(&patient);
	ck_assert_uint_eq(patient.diagnosis.trials_len, 3);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("diagnose");
	TCase *tcase = tcase_create("core");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_loop_test(tcase, one_change_at_a_time_until_one_helps, 0, COUNT_OF(rows));
	tcase_add_test(tcase, the_bound_on_connections_is_kept);
	tcase_add_test(tcase, a_second_connection_that_works_tells_a_fluke);
	tcase_add_test(tcase, a_server_that_turns_us_away_does_not_stumble_over_a_change);
	tcase_add_test(tcase, a_change_that_leads_to_another_failure_does_not_make_it_work);
	tcase_add_test(tcase, an_experiment_of_no_known_number_is_left_alone);
	suite_add_tcase(s, tcase);
	return s;
}
