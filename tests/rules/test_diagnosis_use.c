/* SPDX-License-Identifier: MIT */
#include "rules/diagnosis_parts.h"

#include "support/patient.h"
#include "support/suite.h"

#include <string.h>

static struct patient patient;

static void
set_up(void)
{
	patient_init(&patient, "submission", "smtp-healthy");
}

static void
tear_down(void)
{
	patient_clear(&patient);
}

static const struct use_case {
	struct use use;
	const char *words; /* of the refusal */
	const char *want;  /* in the sentence */
	const char *hint;  /* in the hint; NULL: there is none */
	bool fails;
} cases[] = {
	{ { .state = USE_NOT_REACHED, .why = "the way to it fails" }, "",
	    "login and mail were not tried: the way to it fails", NULL, true },
	{ { .state = USE_ELSEWHERE, .elsewhere = "192.0.2.9" }, "",
	    "login and mail are tried at 192.0.2.9 only", NULL, false },
	{ { .state = USE_RUNNING }, "", "not tried to the end", NULL, true },
	{ { .state = USE_WORKED, .is_logged_in = true, .mechanism = "PLAIN" }, "",
	    "the login by PLAIN works", NULL, false },
	{ { .state = USE_WORKED, .is_logged_in = true, .mechanism = "LOGIN command" }, "",
	    "the login by the LOGIN command works", NULL, false },
	{ { .state = USE_WORKED,
	      .is_logged_in = true,
	      .mechanism = "PLAIN",
	      .recipients = 1,
	      .accepted = 1 },
	    "", "the login by PLAIN works, and sender and recipient are taken", NULL, false },
	{ { .state = USE_WORKED, .recipients = 2, .accepted = 2 }, "",
	    "sender and recipients are taken", NULL, false },
	{ { .state = USE_WORKED, .recipients = 1, .accepted = 1, .is_sent = true }, "",
	    "the server has taken the test message", NULL, false },
	{ { .state = USE_REFUSED, .mechanism = "PLAIN", .failure = { .stage = STAGE_LOGIN } },
	    "535 5.7.8 no",
	    "the server refuses the login by PLAIN: \"535 5.7.8 no\" (user name or password",
	    "--mechanism", true },
	{ { .state = USE_REFUSED, .mechanism = "PLAIN", .failure = { .stage = STAGE_LOGIN } },
	    "535 no", "(user name or password is wrong, or this", "--mechanism", true },
	{ { .state = USE_REFUSED, .mechanism = "PLAIN", .failure = { .stage = STAGE_LOGIN } },
	    "454 4.7.0 later", "(it cannot check logins at the moment)", "--mechanism", true },
	{ { .state = USE_REFUSED, .mechanism = "PLAIN", .failure = { .stage = STAGE_LOGIN } },
	    "p4 NO [AUTHENTICATIONFAILED] no", "(user name or password is wrong)",
	    "--mechanism", true },
	{ { .state = USE_REFUSED, .mechanism = "PLAIN", .failure = { .stage = STAGE_LOGIN } },
	    "-ERR [SYS/TEMP] no", "(it cannot check logins", "--mechanism", true },
	{ { .state = USE_REFUSED, .mechanism = "PLAIN", .failure = { .stage = STAGE_LOGIN } },
	    "NO (TRANSITION-NEEDED) \"no\"", "(it wants one login by PLAIN first)",
	    "--mechanism", true },
	{ { .state = USE_REFUSED, .mechanism = "PLAIN", .failure = { .stage = STAGE_LOGIN } },
	    "599 strange", "\"599 strange\"", "--mechanism", true },
	{ { .state = USE_REFUSED, .failure = { .stage = STAGE_ENVELOPE } },
	    "553 5.1.8 no such domain", "refuses the sender: ", NULL, true },
	{ { .state = USE_REFUSED, .recipients = 1, .failure = { .stage = STAGE_ENVELOPE } },
	    "554 5.7.1 Relay access denied", "(it does not relay for us", NULL, true },
	{ { .state = USE_REFUSED,
	      .recipients = 1,
	      .is_logged_in = true,
	      .failure = { .stage = STAGE_ENVELOPE } },
	    "554 5.7.1 no", "(it does not allow this recipient to us)", NULL, true },
	{ { .state = USE_REFUSED,
	      .is_logged_in = true,
	      .failure = { .stage = STAGE_ENVELOPE } },
	    "553 5.7.1 not owned by user",
	    "the login works, but the server refuses the sender: \"553 5.7.1 "
	    "not owned by "
	    "user\" "
	    "(it does not allow this sender to us)",
	    NULL, true },
	{ { .state = USE_REFUSED, .recipients = 1, .failure = { .stage = STAGE_ENVELOPE } },
	    "550 5.1.1 unknown", "(it knows no such mailbox)", NULL, true },
	{ { .state = USE_REFUSED, .recipients = 1, .failure = { .stage = STAGE_ENVELOPE } },
	    "550 5.1.10 null MX", "(the domain takes no mail)", NULL, true },
	{ { .state = USE_REFUSED, .recipients = 1, .failure = { .stage = STAGE_ENVELOPE } },
	    "450 4.7.1 greylisted", "(it puts us off", NULL, true },
	{ { .state = USE_REFUSED, .failure = { .stage = STAGE_ENVELOPE } },
	    "530 5.7.0 Authentication required", "(it wants a login first)", NULL, true },
	{ { .state = USE_REFUSED, .failure = { .stage = STAGE_MESSAGE } }, "554 5.7.1 spam",
	    "refuses the message: \"554 5.7.1 spam\" (its policy", NULL, true },
	{ { .state = USE_WITHHELD,
	      .withheld = WITHHELD_UNVERIFIED,
	      .failure = { .detail = "the certificate is self-signed" } },
	    "", "the login was not sent: the certificate is self-signed", "--login-unverified",
	    true },
	{ { .state = USE_WITHHELD,
	      .withheld = WITHHELD_IN_CLEAR,
	      .failure = { .detail = "there is no TLS" } },
	    "", "the login was not sent: there is no TLS", "--login-in-clear", true },
	{ { .state = USE_WITHHELD,
	      .withheld = WITHHELD_NO_WAY,
	      .failure = { .detail = "the server offers GSSAPI" } },
	    "", "not sent: the server offers GSSAPI", NULL, true },
	{ { .state = USE_WITHHELD,
	      .withheld = WITHHELD_CHALLENGE,
	      .failure = { .detail = "it is not base 64" } },
	    "", "broken off, for the server's challenge: it is not base 64", NULL, true },
	{ { .state = USE_WITHHELD,
	      .withheld = WITHHELD_UNPROVED,
	      .failure = { .detail = "it did not" } },
	    "", "took the login, but nothing was done with it: it did not", NULL, true },
	{ { .state = USE_BROKEN,
	      .failure = { .stage = STAGE_LOGIN, .outcome = OUTCOME_CLOSED } },
	    "", "the server hangs up at the login", NULL, true },
};

START_TEST(what_came_of_it_is_told_in_the_servers_words)
{
	const struct use_case *row = &cases[_i];

	patient.diagnosis.use = row->use;
	patient.diagnosis.use.failure.words = span_of(row->words);
	diagnosis_judge(&(struct case_file){ .host = &patient.host,
			    .diagnosis = &patient.diagnosis,
			    .all = &patient.diagnosis,
			    .arena = &patient.player.arena },
	    &patient.answer);
	ck_assert_msg(
	    strstr(patient.answer.sentence, row->want) != NULL, "%s", patient.answer.sentence);
	ck_assert(strncmp(patient.answer.sentence, "the path works", 14) == 0);
	ck_assert_msg(row->hint == NULL ? patient.answer.hint == NULL
					: patient.answer.hint != NULL &&
					      strstr(patient.answer.hint, row->hint) != NULL,
	    "%s", patient.answer.hint);
	ck_assert(use_fails(&patient.diagnosis.use) == row->fails);
	ck_assert(patient.answer.works == !row->fails);
}
END_TEST

START_TEST(a_login_that_works_speaks_against_a_lack_of_logins)
{
	patient.diagnosis.use =
	    (struct use){ .state = USE_WORKED, .is_logged_in = true, .mechanism = "PLAIN" };
	ck_assert_int_eq(no_login_decide(&(struct case_file){ .host = &patient.host,
					     .diagnosis = &patient.diagnosis,
					     .all = &patient.diagnosis,
					     .arena = &patient.player.arena })
			     .suspicion,
	    SUSPICION_RULED_OUT);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("diagnosis of use");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(
	    tcase, what_came_of_it_is_told_in_the_servers_words, 0, (int)COUNT_OF(cases));
	tcase_add_test(tcase, a_login_that_works_speaks_against_a_lack_of_logins);
	suite_add_tcase(s, tcase);
	return s;
}
