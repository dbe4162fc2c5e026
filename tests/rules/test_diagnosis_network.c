/* SPDX-License-Identifier: MIT */
/* What stands between the two ends: who signs there is read from the certificates. */
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

static enum suspicion
thought_of(const char *id)
{
	diagnosis_judge(&(struct case_file){ &patient.host, &patient.diagnosis,
			    &patient.diagnosis, &patient.player.arena },
	    &patient.answer);
	return patient_opinion(&patient, id)->suspicion;
}

START_TEST(an_issuer_that_is_a_known_product_is_named)
{
	static const struct {
		const char *issuer;
		enum suspicion firewall;
		enum suspicion client;
	} rows[] = {
		{ "CN=FG100ETK18000000,O=Fortinet,C=US", SUSPICION_CERTAIN, SUSPICION_UNSEEN },
		{ "CN=Zscaler Intermediate Root CA", SUSPICION_CERTAIN, SUSPICION_UNSEEN },
		{ "CN=Avast Web/Mail Shield Root,O=Avast Web/Mail Shield", SUSPICION_UNSEEN,
		    SUSPICION_CERTAIN },
		{ "CN=R11,O=Let's Encrypt,C=US", SUSPICION_UNSEEN, SUSPICION_UNSEEN },
	};

	patient_init(&patient, "submission", "smtp-cert-unknown-issuer");
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		patient.player.facts.chain.certificates[0].issuer = rows[i].issuer;
		ck_assert_msg(thought_of("tls-inspection-firewall") == rows[i].firewall, "%s",
		    rows[i].issuer);
		ck_assert_msg(thought_of("client-av-or-proxy-interception") == rows[i].client,
		    "%s", rows[i].issuer);
		if (rows[i].firewall == SUSPICION_CERTAIN)
			ck_assert_str_eq(
			    patient.answer.causes[0].cause->id, "tls-inspection-firewall");
		if (rows[i].client == SUSPICION_CERTAIN)
			ck_assert_str_eq(patient.answer.causes[0].cause->id,
			    "client-av-or-proxy-interception");
	}
	/* A gateway of the same makers with the certificate that it came with. */
	patient.player.facts.chain.certificates[0].issuer = rows[0].issuer;
	patient.player.facts.chain.problems[CHAIN_NAME_MISMATCH] = true;
	ck_assert_int_eq(thought_of("tls-inspection-firewall"), SUSPICION_POSSIBLE);
	patient.player.facts.chain.problems[CHAIN_NAME_MISMATCH] = false;
	/* Who trusts it does so on purpose, or has been made to. */
	patient.player.facts.chain.certificates[0].issuer = rows[0].issuer;
	patient.player.facts.chain.problems[CHAIN_UNKNOWN_ISSUER] = false;
	ck_assert_int_eq(thought_of("tls-inspection-firewall"), SUSPICION_LIKELY);
}
END_TEST

START_TEST(packets_are_suspected_only_where_small_ones_do_better)
{
	static const struct {
		const char *scene;
		enum suspicion suspicion;
	} rows[] = {
		{ "smtp-small-segments-only", SUSPICION_CERTAIN },
		{ "smtp-large-hello-lost", SUSPICION_LIKELY },
		{ "smtp-silent-on-hello", SUSPICION_RULED_OUT },
		{ "smtp-healthy", SUSPICION_RULED_OUT },
		{ "smtp-large-hello-dropped", SUSPICION_RULED_OUT },
		{ "smtp-greeting-421", SUSPICION_NOT_REACHED },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		patient_init(&patient, "smtp", rows[i].scene);
		ck_assert_msg(patient_opinion(&patient, "pmtu-black-hole")->suspicion ==
				  rows[i].suspicion,
		    "%s: %s", rows[i].scene, patient.answer.sentence);
		patient_clear(&patient);
	}
	patient_init(&patient, "smtp", "smtp-healthy");
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("diagnosis_network");
	TCase *tcase = tcase_create("core");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_test(tcase, an_issuer_that_is_a_known_product_is_named);
	tcase_add_test(tcase, packets_are_suspected_only_where_small_ones_do_better);
	suite_add_tcase(s, tcase);
	return s;
}
