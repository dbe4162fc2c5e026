/* SPDX-License-Identifier: MIT */
#include "probe/use.h"

#include "probe/diagnose.h"
#include "probe/digest.h"
#include "probe/interview.h"
#include "support/patient.h"
#include "support/suite.h"

#include <string.h>

static struct patient patient;
static struct host_record host;
static struct port_record ports[3];

static const struct user user = { .name = "alice", .secret = "hunter2" };

static void
tear_down(void)
{
	patient_clear(&patient);
}

/* The scene with a login wanted, as far as the plan goes. */
static void
play(const char *scheme, const char *scene, struct limits limits)
{
	patient_init_with(&patient, scheme, scene, &user, limits);
}

START_TEST(nothing_is_tried_that_is_not_wanted)
{
	play("submission", "smtp-healthy", (struct limits){ 0 });
	ck_assert_int_eq(patient.diagnosis.use.state, USE_NOT_WANTED);
	ck_assert_ptr_null(patient.player.port.transcripts[QUESTION_USE]);
}
END_TEST

/* The scene has an answer to EHLO inside TLS, and none to AUTH with a response. */
START_TEST(it_is_tried_once_and_before_all_experiments)
{
	const struct port_record *port = &patient.player.port;

	play("submission", "smtp-login-refused", (struct limits){ .logs_in = true });
	ck_assert_ptr_nonnull(port->transcripts[QUESTION_USE]);
	ck_assert_ptr_null(port->transcripts[QUESTION_USE]->next);
	ck_assert_int_eq(patient.diagnosis.use.state, USE_REFUSED);
	ck_assert_int_eq(patient.diagnosis.use.failure.stage, STAGE_LOGIN);
	ck_assert(span_starts(patient.diagnosis.use.failure.words, "535 5.7.8"));
	ck_assert_str_eq(patient.diagnosis.use.mechanism, "PLAIN");
	ck_assert(!patient.diagnosis.use.is_logged_in);
	ck_assert(!patient.diagnosis.has_failed);
	ck_assert(!patient.answer.works);
}
END_TEST

START_TEST(a_login_that_works_is_told_so)
{
	play("submission", "smtp-login-taken", (struct limits){ .logs_in = true });
	ck_assert_int_eq(patient.diagnosis.use.state, USE_WORKED);
	ck_assert(patient.diagnosis.use.is_logged_in);
	ck_assert(patient.answer.works);
}
END_TEST

START_TEST(a_hang_up_at_the_login_is_no_refusal)
{
	play("submission", "smtp-login-closed", (struct limits){ .logs_in = true });
	ck_assert_int_eq(patient.diagnosis.use.state, USE_BROKEN);
	ck_assert_int_eq(patient.diagnosis.use.failure.outcome, OUTCOME_CLOSED);
	ck_assert_int_eq(patient.diagnosis.use.failure.stage, STAGE_LOGIN);
}
END_TEST

START_TEST(a_way_that_fails_is_not_gone_further)
{
	play("submission", "smtp-tls13-dropped", (struct limits){ .logs_in = true });
	ck_assert_int_eq(patient.diagnosis.use.state, USE_NOT_REACHED);
	ck_assert_ptr_null(patient.player.port.transcripts[QUESTION_USE]);
	ck_assert_str_eq(patient.diagnosis.use.why, "the way to it fails");
}
END_TEST

START_TEST(without_tls_it_takes_the_users_word)
{
	struct limits limits = { .logs_in = true };

	play("submission", "smtp-no-starttls", limits);
	ck_assert_int_eq(patient.diagnosis.use.state, USE_NOT_REACHED);
	patient_clear(&patient);
	limits.may_log_in_in_clear = true;
	play("submission", "smtp-no-starttls", limits);
	ck_assert_ptr_nonnull(patient.player.port.transcripts[QUESTION_USE]);
	ck_assert_uint_eq(
	    patient.player.port.transcripts[QUESTION_USE]->variant, USE_WAY_CLEAR);
}
END_TEST

/* --- several addresses ---------------------------------------------------------------- */

/* Three addresses, like the patient's but for their first connections. */
static void
three_addresses(void)
{
	play("submission", "smtp-healthy", (struct limits){ 0 });
	host = (struct host_record){ .ports = ports, .ports_len = 3 };
	for (size_t i = 0; i < 3; i++) {
		ports[i] = patient.player.port;
		ports[i].host = &host;
		ports[i].limits.logs_in = true;
		ports[i].limits.connections_max = 12;
		ports[i].endpoint.address = i == 0   ? "192.0.2.1"
		                            : i == 1 ? "192.0.2.2"
		                                     : "192.0.2.3";
	}
}

static enum plan
next_of(size_t which, enum question *question)
{
	struct attempt attempt;
	enum plan plan;

	attempt_init(&attempt);
	ports[which].transcripts[QUESTION_EXPERIMENT] = NULL;
	plan = diagnose_next(&ports[which], draw_fixed, &attempt);
	*question = attempt.question;
	attempt_clear(&attempt);
	return plan;
}

START_TEST(only_the_first_address_that_works_has_the_login)
{
	enum question question;

	three_addresses();
	ck_assert_int_eq(next_of(0, &question), PLAN_ASK);
	ck_assert_int_eq(question, QUESTION_USE);
	ck_assert_int_eq(next_of(1, &question), PLAN_ASK);
	ck_assert_int_eq(question, QUESTION_EXPERIMENT);
}
END_TEST

START_TEST(a_later_one_waits_for_the_earlier_ones)
{
	enum question question;

	three_addresses();
	ports[0].transcripts[QUESTION_BASICS] = NULL;
	ck_assert_int_eq(next_of(2, &question), PLAN_ASK);
	ck_assert_int_eq(question, QUESTION_EXPERIMENT); /* the second works, or will tell */
	ck_assert_int_eq(next_of(1, &question), PLAN_WAIT);
}
END_TEST

START_TEST(where_it_was_it_is_not_tried_again)
{
	enum question question;
	struct port_facts facts;
	struct diagnosis diagnosis;
	struct arena arena;

	three_addresses();
	ports[1].transcripts[QUESTION_USE] = ports[1].transcripts[QUESTION_BASICS];
	ck_assert_int_eq(next_of(0, &question), PLAN_ASK);
	ck_assert_int_eq(question, QUESTION_EXPERIMENT);
	arena_init(&arena);
	digest_port(&ports[0], &arena, &facts);
	diagnose_read(&facts, &arena, &diagnosis);
	ck_assert_int_eq(diagnosis.use.state, USE_ELSEWHERE);
	ck_assert_str_eq(diagnosis.use.elsewhere, "192.0.2.2");
	arena_clear(&arena);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("use");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_test(tcase, nothing_is_tried_that_is_not_wanted);
	tcase_add_test(tcase, it_is_tried_once_and_before_all_experiments);
	tcase_add_test(tcase, a_login_that_works_is_told_so);
	tcase_add_test(tcase, a_hang_up_at_the_login_is_no_refusal);
	tcase_add_test(tcase, a_way_that_fails_is_not_gone_further);
	tcase_add_test(tcase, without_tls_it_takes_the_users_word);
	tcase_add_test(tcase, only_the_first_address_that_works_has_the_login);
	tcase_add_test(tcase, a_later_one_waits_for_the_earlier_ones);
	tcase_add_test(tcase, where_it_was_it_is_not_tried_again);
	suite_add_tcase(s, tcase);
	return s;
}
