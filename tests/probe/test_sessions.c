/* SPDX-License-Identifier: MIT */
#include "probe/question.h"
#include "support/handmade.h"
#include "support/hex.h"
#include "support/suite.h"

#include <string.h>

enum { RESUMES = 1 << 16 };

static struct handmade handmade;

static void
tear_down(void)
{
	handmade_clear(&handmade);
}

static struct transcript *
session(uint32_t variant, const char *version)
{
	struct transcript *transcript = handmade_add(&handmade, QUESTION_RESUMPTION, variant);

	handmade_event(transcript, EVENT_SESSION, STEP_TLS, span_of(""));
	transcript->session.version = version;
	return transcript;
}

static void
ticket(struct transcript *transcript, const char *hex, uint32_t is_unasked)
{
	handmade_event(transcript, EVENT_TICKET, STEP_TLS, bytes_of_hex(&handmade.arena, hex))
	    ->number = is_unasked;
	transcript->session.tickets++;
}

static enum plan
next(next_attempt *next_of, enum question question, struct attempt *attempt)
{
	struct survey survey;

	survey_read(&handmade.port, NULL, &survey);
	attempt_init(attempt);
	attempt->question = question;
	return next_of(&survey, attempt);
}

START_TEST(a_session_is_made_and_then_resumed)
{
	struct attempt attempt;
	struct transcript *first;

	handmade_init(&handmade, "imaps", "TLS 1.2");
	ck_assert_int_eq(next(resumption_next, QUESTION_RESUMPTION, &attempt), PLAN_ASK);
	ck_assert_int_eq(attempt.offer.profile, TLS_PROFILE_TLS12);
	ck_assert(attempt.keeps_tickets);
	ck_assert_uint_eq(attempt.offer.resumption.len, 0);
	first = session(attempt.variant, "TLS 1.2");
	ck_assert_int_eq(next(resumption_next, QUESTION_RESUMPTION, &attempt), PLAN_DONE);
	first->resumption = span_of("secret");
	first->session.is_resumable = true;
	ck_assert_int_eq(next(resumption_next, QUESTION_RESUMPTION, &attempt), PLAN_ASK);
	ck_assert_uint_eq(attempt.variant, first->variant | RESUMES);
	ck_assert(span_is(attempt.offer.resumption, "secret"));
	session(attempt.variant, "TLS 1.2");
	ck_assert_int_eq(next(resumption_next, QUESTION_RESUMPTION, &attempt), PLAN_DONE);
}
END_TEST

static const struct {
	const char *name;
	bool has_ticket;
	bool has_second;
	bool is_resumed;
	enum answer_value want;
} resumptions[] = {
	{ "resumed", true, true, true, ANSWER_YES },
	{ "a new session", true, true, false, ANSWER_NO },
	{ "nothing to resume with", false, false, false, ANSWER_NO },
	{ "not asked to the end", true, false, false, ANSWER_UNKNOWN },
};

START_TEST(resumption_is_what_the_second_session_shows)
{
	struct transcript *transcript;

	handmade_init(&handmade, "imaps", "TLS 1.2");
	transcript = session(0x0303, "TLS 1.2");
	if (resumptions[_i].has_ticket)
		ticket(transcript, "00 00 1c 20 00 04 61 62 63 64", 1);
	transcript->session.is_resumable = resumptions[_i].has_ticket;
	if (resumptions[_i].has_second)
		session(0x0303 | RESUMES, "TLS 1.2")->session.is_resumed =
		    resumptions[_i].is_resumed;
	handmade_read(&handmade);
	ck_assert_msg(
	    handmade.facts.behaviours[BEHAVIOUR_RESUMPTION_TLS12].value == resumptions[_i].want,
	    "%s", resumptions[_i].name);
	/* That there is TLS 1.3 was not asked. */
	ck_assert_int_eq(
	    handmade.facts.behaviours[BEHAVIOUR_RESUMPTION_TLS13].value, ANSWER_UNKNOWN);
	ck_assert_uint_eq(
	    handmade.facts.tickets_tls12.lifetime_s, resumptions[_i].has_ticket ? 7200 : 0);
}
END_TEST

/* Lifetime, age_add, a nonce, the ticket, and early_data for 16,384 bytes. */
#define TICKET_EARLY "00 00 0e 10 00 00 00 01 01 00 00 02 61 62 00 08 00 2a 00 04 00 00 40 00"
#define TICKET_PLAIN "00 00 0e 10 00 00 00 01 01 00 00 02 61 62 00 00"

START_TEST(tickets_of_tls_1_3_are_counted_and_read)
{
	struct transcript *transcript;

	handmade_init(&handmade, "imaps", "TLS 1.3");
	transcript = session(0x0304, "TLS 1.3");
	ticket(transcript, TICKET_PLAIN, 1);
	ticket(transcript, TICKET_EARLY, 0);
	handmade_read(&handmade);
	ck_assert_uint_eq(handmade.facts.tickets_tls13.count, 2);
	ck_assert_uint_eq(handmade.facts.tickets_tls13.lifetime_s, 3600);
	ck_assert_uint_eq(handmade.facts.tickets_tls13.max_early_data, 16384);
	ck_assert(handmade.facts.tickets_tls13.is_before_finished);
	ck_assert_int_eq(handmade.facts.behaviours[BEHAVIOUR_TICKETS_TLS13].value, ANSWER_YES);
	ck_assert_int_eq(handmade.facts.behaviours[BEHAVIOUR_EARLY_DATA].value, ANSWER_YES);
	ck_assert_int_eq(handmade.facts.behaviours[BEHAVIOUR_ZERO_TICKET_KEY].value, ANSWER_NO);
}
END_TEST

START_TEST(no_ticket_is_no_early_data)
{
	handmade_init(&handmade, "imaps", "TLS 1.3");
	session(0x0304, "TLS 1.3");
	handmade_read(&handmade);
	ck_assert_int_eq(handmade.facts.behaviours[BEHAVIOUR_TICKETS_TLS13].value, ANSWER_NO);
	ck_assert_int_eq(handmade.facts.behaviours[BEHAVIOUR_EARLY_DATA].value, ANSWER_NO);
	ck_assert_int_eq(
	    handmade.facts.behaviours[BEHAVIOUR_ZERO_TICKET_KEY].value, ANSWER_NOT_APPLICABLE);
}
END_TEST

/* RFC 8446 section 4.4.2.4: only behind the handshake is a certificate missed. */
START_TEST(a_session_that_is_thrown_out_says_nothing)
{
	struct transcript *transcript;

	handmade_init(&handmade, "imaps", "TLS 1.3");
	transcript = session(0x0304, "TLS 1.3");
	handmade_event(transcript, EVENT_ALERT_IN, STEP_GREETING, span_of(""))->number = 116;
	handmade_read(&handmade);
	ck_assert_int_eq(
	    handmade.facts.behaviours[BEHAVIOUR_TICKETS_TLS13].value, ANSWER_UNKNOWN);
	ck_assert_int_eq(
	    handmade.facts.behaviours[BEHAVIOUR_RESUMPTION_TLS13].value, ANSWER_UNKNOWN);
}
END_TEST

static const struct {
	bool has_event;
	uint32_t number;
	enum answer_value want;
} renegotiations[] = {
	{ true, 1, ANSWER_YES },
	{ true, 0, ANSWER_NO },
	{ false, 0, ANSWER_UNKNOWN },
};

START_TEST(renegotiation_is_what_the_server_does)
{
	struct transcript *transcript;
	struct attempt attempt;

	handmade_init(&handmade, "imaps", "TLS 1.2");
	ck_assert_int_eq(next(renegotiation_next, QUESTION_RENEGOTIATION, &attempt), PLAN_ASK);
	ck_assert_int_eq(attempt.errand, ERRAND_RENEGOTIATION);
	transcript = handmade_add(&handmade, QUESTION_RENEGOTIATION, 0);
	handmade_event(transcript, EVENT_SESSION, STEP_TLS, span_of(""));
	if (renegotiations[_i].has_event)
		handmade_event(transcript, EVENT_RENEGOTIATED, STEP_RENEGOTIATE, span_of(""))
		    ->number = renegotiations[_i].number;
	handmade_read(&handmade);
	ck_assert_int_eq(handmade.facts.behaviours[BEHAVIOUR_CLIENT_RENEGOTIATION].value,
	    renegotiations[_i].want);
}
END_TEST

START_TEST(tls_1_3_has_no_renegotiation)
{
	struct attempt attempt;

	handmade_init(&handmade, "imaps", "TLS 1.3");
	ck_assert_int_eq(next(renegotiation_next, QUESTION_RENEGOTIATION, &attempt), PLAN_NONE);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("sessions");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_test(tcase, a_session_is_made_and_then_resumed);
	tcase_add_loop_test(
	    tcase, resumption_is_what_the_second_session_shows, 0, COUNT_OF(resumptions));
	tcase_add_test(tcase, tickets_of_tls_1_3_are_counted_and_read);
	tcase_add_test(tcase, no_ticket_is_no_early_data);
	tcase_add_test(tcase, a_session_that_is_thrown_out_says_nothing);
	tcase_add_loop_test(
	    tcase, renegotiation_is_what_the_server_does, 0, COUNT_OF(renegotiations));
	tcase_add_test(tcase, tls_1_3_has_no_renegotiation);
	suite_add_tcase(s, tcase);
	return s;
}
