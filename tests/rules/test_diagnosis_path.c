/* SPDX-License-Identifier: MIT */
/* What of causes up to our hello the table of tests/rules/test_diagnosis.c does not hold. */
#include "rules/diagnosis_parts.h"

#include "base/text.h"
#include "support/patient.h"
#include "support/suite.h"

#include <string.h>

static struct patient patient;

static void
tear_down(void)
{
	patient_clear(&patient);
}

static void
fail_with(enum event_kind kind, const char *words)
{
	struct transcript *basics;

	patient_init(&patient, "submission", "smtp-healthy");
	basics = patient.player.port.transcripts[QUESTION_BASICS];
	basics->first = NULL;
	basics->last = NULL;
	transcript_add(basics, kind, 1000, span_of(words))->step = STEP_CONNECT;
	patient.player.port.transcripts[QUESTION_EXPERIMENT] = NULL;
	patient_judge(&patient);
}

START_TEST(no_tcp_is_a_blocked_port)
{
	static const enum event_kind kinds[] = { EVENT_REFUSED, EVENT_TIMEOUT,
		EVENT_UNREACHABLE };

	for (size_t i = 0; i < COUNT_OF(kinds); i++) {
		fail_with(kinds[i], "");
		ck_assert_str_eq(patient.answer.causes[0].cause->id, "port-blocked");
		ck_assert_int_eq(patient.answer.causes[0].opinion.suspicion, SUSPICION_LIKELY);
		if (i + 1 < COUNT_OF(kinds))
			patient_clear(&patient);
	}
}
END_TEST

START_TEST(what_we_could_not_try_has_no_cause)
{
	fail_with(EVENT_LOCAL, "too many open files");
	ck_assert(!patient.answer.is_tried);
	ck_assert(!patient.answer.works);
	ck_assert_uint_eq(patient.answer.len, 0);
}
END_TEST

START_TEST(an_address_that_works_beside_one_that_does_not_tells)
{
	struct diagnosis both[2];
	struct port_record ports[2];
	struct host_record host = { .name = PLAYER_HOST, .ports = ports, .ports_len = 2 };
	struct answer_to_why answer;
	struct patient healthy;

	patient_init(&patient, "smtp", "smtp-closed-after-220");
	patient_init(&healthy, "smtp", "smtp-healthy");
	both[0] = patient.diagnosis;
	both[1] = healthy.diagnosis;
	ports[0] = patient.player.port;
	ports[1] = healthy.player.port;
	diagnosis_judge(
	    &(struct case_file){ &host, &both[0], both, &patient.player.arena }, &answer);
	ck_assert_str_eq(answer.causes[0].cause->id, "close-after-220");
	ck_assert_str_eq(answer.causes[1].cause->id, "backend-pool-inconsistent");
	ck_assert_int_eq(answer.causes[1].opinion.suspicion, SUSPICION_CERTAIN);
	ck_assert_int_lt(answer.causes[2].opinion.suspicion, SUSPICION_LIKELY);
	ports[1].endpoint.address = "2001:db8::25";
	diagnosis_judge(
	    &(struct case_file){ &host, &both[0], both, &patient.player.arena }, &answer);
	ck_assert_str_eq(answer.causes[0].cause->id, "ipv6-ipv4-divergence");
	diagnosis_judge(
	    &(struct case_file){ &host, &both[1], both, &patient.player.arena }, &answer);
	ck_assert(answer.works);
	patient_clear(&healthy);
}
END_TEST

START_TEST(a_healthy_path_rules_out_what_lies_on_it)
{
	static const char *const ids[] = { "port-blocked", "rate-limit-or-ban",
		"dns-wrong-host", "ehlo-name-rejected", "starttls-stripped-by-firewall",
		"close-after-220", "plaintext-after-220", "pipelined-bytes-after-220",
		"server-key-unusable-454", "proxy-protocol-mismatch" };

	patient_init(&patient, "smtp", "smtp-healthy");
	for (size_t i = 0; i < COUNT_OF(ids); i++)
		ck_assert_msg(
		    patient_opinion(&patient, ids[i])->suspicion == SUSPICION_RULED_OUT, "%s",
		    ids[i]);
}
END_TEST

START_TEST(words_of_a_server_are_quoted_without_its_tricks)
{
	patient_init(&patient, "smtp", "smtp-starttls-454");
	ck_assert_ptr_nonnull(
	    strstr(patient.answer.causes[0].opinion.evidence, "the server said \"454"));
	for (size_t i = 0; i < patient.answer.len; i++)
		if (patient.answer.causes[i].opinion.evidence != NULL)
			ck_assert(
			    text_is_plain(span_of(patient.answer.causes[i].opinion.evidence)));
}
END_TEST

START_TEST(an_alert_behind_the_go_ahead_is_no_clear_text)
{
	patient_init(&patient, "smtp", "smtp-early-bytes");
	ck_assert_str_eq(patient.answer.causes[0].cause->id, "pipelined-bytes-after-220");
	patient_clear(&patient);
	patient_init(&patient, "smtp", "smtp-closed-after-220");
	patient.player.facts.early = (struct span){ (const uint8_t *)"\x15\x03\x03\0\2\2(", 7 };
	diagnosis_judge(&(struct case_file){ &patient.host, &patient.diagnosis,
			    &patient.diagnosis, &patient.player.arena },
	    &patient.answer);
	ck_assert_str_eq(patient.answer.causes[0].cause->id, "close-after-220");
	ck_assert_int_eq(patient_opinion(&patient, "pipelined-bytes-after-220")->suspicion,
	    SUSPICION_RULED_OUT);
}
END_TEST

START_TEST(what_is_no_command_there_is_not_said_to_be_taken)
{
	patient_init(&patient, "smtp", "smtp-ehlo-refuses-all");
	patient.diagnosis.is_ehlo_unknown = true;
	diagnosis_judge(&(struct case_file){ &patient.host, &patient.diagnosis,
			    &patient.diagnosis, &patient.player.arena },
	    &patient.answer);
	ck_assert_ptr_null(
	    strstr(patient_opinion(&patient, "ehlo-name-rejected")->evidence, "is taken"));
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("diagnosis_path");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_test(tcase, no_tcp_is_a_blocked_port);
	tcase_add_test(tcase, what_we_could_not_try_has_no_cause);
	tcase_add_test(tcase, an_address_that_works_beside_one_that_does_not_tells);
	tcase_add_test(tcase, a_healthy_path_rules_out_what_lies_on_it);
	tcase_add_test(tcase, words_of_a_server_are_quoted_without_its_tricks);
	tcase_add_test(tcase, an_alert_behind_the_go_ahead_is_no_clear_text);
	tcase_add_test(tcase, what_is_no_command_there_is_not_said_to_be_taken);
	suite_add_tcase(s, tcase);
	return s;
}
