/* SPDX-License-Identifier: MIT */
/* What of causes in the handshake no scene can show: facts are changed by hand. */
#include "rules/diagnosis_parts.h"

#include "support/patient.h"
#include "support/suite.h"

#include <string.h>

static struct patient patient;
static struct session session;

static void
set_up(void)
{
	patient_init(&patient, "smtp", "smtp-healthy");
	session = *patient.player.facts.session;
	patient.player.facts.session = &session;
}

static void
tear_down(void)
{
	patient_clear(&patient);
}

static enum suspicion
thought_of(const char *id)
{
	diagnosis_judge(&(struct case_file){ &patient.host, &patient.diagnosis,
			    &patient.diagnosis, &patient.player.arena },
	    &patient.answer);
	return patient_opinion(&patient, id)->suspicion;
}

START_TEST(a_small_prime_is_a_cause_and_a_large_one_none)
{
	struct trial *trial = &patient.diagnosis.trials[EXPERIMENT_DHE];

	/* A server that prefers another may have one all the same. */
	ck_assert_int_eq(thought_of("dh-params-too-small"), SUSPICION_NOT_REACHED);
	trial->state = TRIAL_SUCCEEDED;
	trial->prime_bits = 1024;
	ck_assert_int_eq(thought_of("dh-params-too-small"), SUSPICION_LIKELY);
	ck_assert(!patient.answer.works);
	ck_assert_str_eq(patient.answer.causes[0].cause->id, "dh-params-too-small");
	trial->prime_bits = 2048;
	ck_assert_int_eq(thought_of("dh-params-too-small"), SUSPICION_RULED_OUT);
}
END_TEST

START_TEST(a_server_that_signs_with_sha1_only_is_named)
{
	ck_assert_int_eq(thought_of("legacy-sigalg"), SUSPICION_RULED_OUT);
	session.version = "TLS 1.2";
	session.signature = "RSA-SHA1";
	patient.diagnosis.trials[EXPERIMENT_NO_SHA1].state = TRIAL_SUCCEEDED;
	ck_assert_int_eq(thought_of("legacy-sigalg"), SUSPICION_RULED_OUT);
	patient.diagnosis.trials[EXPERIMENT_NO_SHA1].state = TRIAL_FAILED;
	ck_assert_int_eq(thought_of("legacy-sigalg"), SUSPICION_POSSIBLE);
	patient.diagnosis.trials[EXPERIMENT_NO_SHA1].alike = 2;
	ck_assert_int_eq(thought_of("legacy-sigalg"), SUSPICION_LIKELY);
	session.version = "TLS 1.0";
	ck_assert_int_eq(thought_of("legacy-sigalg"), SUSPICION_LIKELY);
	ck_assert_str_eq(patient.answer.causes[0].cause->id, "tls-version-server-too-old");
	session.suite = "TLS_RSA_WITH_AES_128_CBC_SHA"; /* where nothing is signed */
	session.signature = "";
	ck_assert_int_eq(thought_of("legacy-sigalg"), SUSPICION_RULED_OUT);
}
END_TEST

START_TEST(a_server_that_chooses_rsa_key_exchange_may_meet_clients_without_it)
{
	ck_assert_int_eq(thought_of("no-shared-cipher"), SUSPICION_RULED_OUT);
	session.suite = "TLS_RSA_WITH_AES_128_GCM_SHA256";
	ck_assert_int_eq(thought_of("no-shared-cipher"), SUSPICION_POSSIBLE);
	ck_assert(patient.answer.works);
}
END_TEST

START_TEST(what_was_not_asked_is_not_ruled_out)
{
	struct trial *trial = &patient.diagnosis.trials[EXPERIMENT_RSA];

	ck_assert_int_eq(thought_of("ec-only-cert"), SUSPICION_POSSIBLE);
	trial->state = TRIAL_NOT_ASKED;
	ck_assert_int_eq(thought_of("ec-only-cert"), SUSPICION_NOT_REACHED);
	patient.player.facts.chain.certificates[0].key_type = "RSA";
	ck_assert_int_eq(thought_of("ec-only-cert"), SUSPICION_RULED_OUT);
}
END_TEST

/* Sendmail asks everybody, and few servers mean it. */
START_TEST(a_wish_for_a_certificate_is_weighed_by_how_it_ends)
{
	patient.player.facts.asked_for_certificate = true;
	ck_assert_int_eq(thought_of("client-cert-required"), SUSPICION_RULED_OUT);
	patient.diagnosis.has_failed = true;
	patient.diagnosis.failure = (struct failure){ .stage = STAGE_AFTER_TLS,
		.outcome = OUTCOME_REFUSED,
		.is_secure = true,
		.words = span_of("550 5.7.1 TLS policy: not from here") };
	ck_assert_int_eq(thought_of("client-cert-required"), SUSPICION_POSSIBLE);
	ck_assert_int_eq(thought_of("session-state-not-reset"), SUSPICION_LIKELY);
	patient.diagnosis.failure.outcome = OUTCOME_CLOSED;
	ck_assert_int_eq(thought_of("client-cert-required"), SUSPICION_LIKELY);
	ck_assert_int_eq(thought_of("close-after-handshake"), SUSPICION_LIKELY);
}
END_TEST

/* The change that helps is the cause, whatever others say. */
START_TEST(each_change_that_helps_names_its_cause)
{
	static const struct {
		enum experiment experiment;
		const char *id;
	} rows[] = {
		{ EXPERIMENT_SMALL_HELLO, "large-clienthello-intolerance" },
		{ EXPERIMENT_NO_NAME, "sni-rejected" },
		{ EXPERIMENT_TLS12, "tls13-intolerance" },
		{ EXPERIMENT_OLD_TLS, "tls-version-server-too-old" },
		{ EXPERIMENT_SMALL_SEGMENTS, "pmtu-black-hole" },
		{ EXPERIMENT_GREETED_NAME, "sni-rejected" },
		{ EXPERIMENT_NO_TICKET, "session-resumption-broken" },
		{ EXPERIMENT_TWO_SEGMENTS, "tls-inspection-firewall" },
		{ EXPERIMENT_AGAIN, "backend-pool-inconsistent" },
	};

	patient.player.facts.has_session = false;
	patient.diagnosis.has_failed = true;
	patient.diagnosis.failure =
	    (struct failure){ .stage = STAGE_HANDSHAKE, .outcome = OUTCOME_RESET };
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		memset(patient.diagnosis.trials, 0, sizeof(patient.diagnosis.trials));
		patient.diagnosis.smallest = rows[i].experiment;
		patient.diagnosis.trials[rows[i].experiment].state = TRIAL_SUCCEEDED;
		patient.diagnosis.trials[rows[i].experiment].alike = 2;
		ck_assert_int_ge(thought_of(rows[i].id), SUSPICION_LIKELY);
		ck_assert_str_eq(patient.answer.causes[0].cause->id, rows[i].id);
	}
}
END_TEST

START_TEST(changes_that_do_not_help_rule_out)
{
	patient.player.facts.has_session = false;
	patient.diagnosis.has_failed = true;
	patient.diagnosis.failure =
	    (struct failure){ .stage = STAGE_HANDSHAKE, .outcome = OUTCOME_RESET };
	memset(patient.diagnosis.trials, 0, sizeof(patient.diagnosis.trials));
	ck_assert_int_eq(thought_of("tls13-intolerance"), SUSPICION_NOT_REACHED);
	patient.diagnosis.trials[EXPERIMENT_TLS12].state = TRIAL_FAILED;
	patient.diagnosis.trials[EXPERIMENT_NO_NAME].state = TRIAL_FAILED;
	patient.diagnosis.trials[EXPERIMENT_SMALL_HELLO].state = TRIAL_FAILED;
	ck_assert_int_eq(thought_of("tls13-intolerance"), SUSPICION_RULED_OUT);
	ck_assert_int_eq(thought_of("sni-rejected"), SUSPICION_RULED_OUT);
	ck_assert_int_eq(thought_of("large-clienthello-intolerance"), SUSPICION_RULED_OUT);
}
END_TEST

START_TEST(a_goodbye_for_want_of_a_certificate_is_no_limit)
{
	patient_clear(&patient);
	patient_init(&patient, "submissions", "submissions-421-inside-tls");
	ck_assert_str_eq(patient.answer.causes[0].cause->id, "rate-limit-or-ban");
	patient.player.facts.asked_for_certificate = true;
	patient.diagnosis.failure.words =
	    span_of("421 4.7.1 mail.example.test Error: No client certificate presented");
	diagnosis_judge(&(struct case_file){ .host = &patient.host,
			    .diagnosis = &patient.diagnosis,
			    .all = &patient.diagnosis,
			    .arena = &patient.player.arena },
	    &patient.answer);
	ck_assert_str_eq(patient.answer.causes[0].cause->id, "client-cert-required");
	ck_assert_int_eq(patient.answer.causes[0].opinion.suspicion, SUSPICION_CERTAIN);
	ck_assert_int_eq(
	    patient_opinion(&patient, "rate-limit-or-ban")->suspicion, SUSPICION_RULED_OUT);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("diagnosis_tls");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, a_small_prime_is_a_cause_and_a_large_one_none);
	tcase_add_test(tcase, a_server_that_signs_with_sha1_only_is_named);
	tcase_add_test(
	    tcase, a_server_that_chooses_rsa_key_exchange_may_meet_clients_without_it);
	tcase_add_test(tcase, what_was_not_asked_is_not_ruled_out);
	tcase_add_test(tcase, a_wish_for_a_certificate_is_weighed_by_how_it_ends);
	tcase_add_test(tcase, each_change_that_helps_names_its_cause);
	tcase_add_test(tcase, changes_that_do_not_help_rule_out);
	tcase_add_test(tcase, a_goodbye_for_want_of_a_certificate_is_no_limit);
	suite_add_tcase(s, tcase);
	return s;
}
