/* SPDX-License-Identifier: MIT */
#include "probe/question.h"
#include "support/handmade.h"
#include "support/suite.h"

#include <string.h>

enum { LINES_MOST = 6 };

/* What a server says on the connection that injects, in its order. */
struct said {
	enum step step;
	enum reply reply;
	bool is_secure;
	const char *line;
};

static const struct injection_case {
	const char *name;
	const char *scheme;
	struct said said[LINES_MOST];
	const char *early; /* between go-ahead and hello */
	bool has_session;
	bool has_paused;
	enum answer_value want;
	enum answer_value want_piped;
	enum event_kind end;
} cases[] = {
	{ "silence, and one answer to each command", "smtp",
	    { { STEP_STARTTLS, REPLY_OK, false, "220 go" },
		{ STEP_CAPABILITY_AGAIN, REPLY_PART, true, "250-mail.example.test" },
		{ STEP_CAPABILITY_AGAIN, REPLY_OK, true, "250 SIZE" },
		{ STEP_QUIT, REPLY_OK, true, "221 bye" } },
	    NULL, true, true, ANSWER_NO, ANSWER_NO, EVENT_HUNG_UP },
	{ "an answer inside TLS, unasked", "smtp",
	    { { STEP_STARTTLS, REPLY_OK, false, "220 go" },
		{ STEP_PAUSE, REPLY_OK, true, "250 2.0.0 Ok" },
		{ STEP_CAPABILITY_AGAIN, REPLY_OK, true, "250 mail.example.test" } },
	    NULL, true, true, ANSWER_YES, ANSWER_NO, EVENT_HUNG_UP },
	{ "one answer too many, late", "smtp",
	    { { STEP_STARTTLS, REPLY_OK, false, "220 go" },
		{ STEP_CAPABILITY_AGAIN, REPLY_OK, true, "250 2.0.0 Ok" },
		{ STEP_QUIT, REPLY_PART, true, "250-mail.example.test" },
		{ STEP_QUIT, REPLY_OK, true, "250 SIZE" } },
	    NULL, true, true, ANSWER_YES, ANSWER_NO, EVENT_HUNG_UP },
	{ "the tag of the injected command", "imap",
	    { { STEP_STARTTLS, REPLY_OK, false, "p2 OK go" },
		{ STEP_CAPABILITY_AGAIN, REPLY_GARBLED, true, "p2x OK NOOP completed" } },
	    NULL, true, true, ANSWER_YES, ANSWER_NO, EVENT_HUNG_UP },
	{ "CAPA answered inside TLS", "pop3",
	    { { STEP_STARTTLS, REPLY_OK, false, "+OK go" },
		{ STEP_PAUSE, REPLY_OK, true, "+OK" },
		{ STEP_PAUSE, REPLY_GARBLED, true, "." } },
	    NULL, true, true, ANSWER_YES, ANSWER_NO, EVENT_HUNG_UP },
	{ "the tag of Sieve's NOOP", "sieve",
	    { { STEP_STARTTLS, REPLY_OK, false, "OK go" },
		{ STEP_CAPABILITY_AGAIN, REPLY_OK, true, "OK" },
		{ STEP_PAUSE, REPLY_OK, true, "OK (TAG \"p2x\") done" } },
	    NULL, true, true, ANSWER_YES, ANSWER_NO, EVENT_HUNG_UP },
	{ "answered before TLS, then dropped", "smtp",
	    { { STEP_STARTTLS, REPLY_OK, false, "220 go" },
		{ STEP_CAPABILITY_AGAIN, REPLY_OK, true, "250 x" },
		{ STEP_QUIT, REPLY_OK, true, "221 bye" } },
	    "250 2.0.0 Ok\r\n", true, true, ANSWER_NO, ANSWER_YES, EVENT_HUNG_UP },
	{ "taken for TLS, which an alert says", "imap",
	    { { STEP_STARTTLS, REPLY_OK, false, "p2 OK go" } }, "\x15\x03\x01", false, false,
	    ANSWER_NO, ANSWER_NO, EVENT_HUNG_UP },
	{ "taken for TLS: the handshake fails", "imap",
	    { { STEP_STARTTLS, REPLY_OK, false, "p2 OK go" } }, NULL, false, false, ANSWER_NO,
	    ANSWER_NO, EVENT_ALERT_IN },
	{ "taken for TLS: a hang-up", "imap",
	    { { STEP_STARTTLS, REPLY_OK, false, "p2 OK go" } }, NULL, false, false, ANSWER_NO,
	    ANSWER_NO, EVENT_EOF },
	{ "a handshake that we did not see to its end", "imap",
	    { { STEP_STARTTLS, REPLY_OK, false, "p2 OK go" } }, NULL, false, false,
	    ANSWER_UNKNOWN, ANSWER_NO, EVENT_TIMEOUT },
	{ "refused for now", "smtp", { { STEP_STARTTLS, REPLY_REFUSED, false, "454 later" } },
	    NULL, false, false, ANSWER_UNKNOWN, ANSWER_NO, EVENT_HUNG_UP },
	{ "refused", "smtp", { { STEP_STARTTLS, REPLY_REFUSED, false, "503 pipelining" } },
	    NULL, false, false, ANSWER_NO, ANSWER_NO, EVENT_HUNG_UP },
	{ "goodbye", "smtp", { { STEP_STARTTLS, REPLY_GOODBYE, false, "421 busy" } }, NULL,
	    false, false, ANSWER_UNKNOWN, ANSWER_UNKNOWN, EVENT_HUNG_UP },
	{ "broken off inside TLS", "smtp", { { STEP_STARTTLS, REPLY_OK, false, "220 go" } },
	    NULL, true, false, ANSWER_UNKNOWN, ANSWER_NO, EVENT_HUNG_UP },
};

static void
record(struct handmade *handmade, const struct injection_case *row)
{
	struct transcript *transcript = handmade_add(handmade, QUESTION_INJECTION, 0);
	size_t i = 0;

	for (; i < LINES_MOST && row->said[i].line != NULL && !row->said[i].is_secure; i++)
		handmade_line(transcript, row->said[i].step, row->said[i].reply, false,
		    row->said[i].line);
	if (row->early != NULL)
		handmade_event(transcript, EVENT_EARLY, STEP_TLS, span_of(row->early));
	if (row->has_session)
		handmade_event(transcript, EVENT_SESSION, STEP_TLS, span_of(""));
	if (row->has_paused)
		handmade_event(transcript, EVENT_PAUSED, STEP_PAUSE, span_of(""));
	for (; i < LINES_MOST && row->said[i].line != NULL; i++)
		handmade_line(
		    transcript, row->said[i].step, row->said[i].reply, true, row->said[i].line);
	handmade_event(transcript, row->end, STEP_TLS, span_of(""));
}

START_TEST(an_injection_is_known_by_its_answer)
{
	const struct injection_case *row = &cases[_i];
	struct handmade handmade;

	handmade_init(&handmade, row->scheme, "TLS 1.2");
	record(&handmade, row);
	handmade_read(&handmade);
	ck_assert_msg(
	    handmade.facts.behaviours[BEHAVIOUR_INJECTION].value == row->want, "%s", row->name);
	ck_assert_msg(
	    handmade.facts.behaviours[BEHAVIOUR_PIPELINED_REPLY].value == row->want_piped,
	    "%s: piped", row->name);
	handmade_clear(&handmade);
}
END_TEST

START_TEST(where_all_is_inside_tls_there_is_nothing_to_inject)
{
	struct handmade handmade;

	handmade_init(&handmade, "imaps", "TLS 1.3");
	handmade_read(&handmade);
	ck_assert_int_eq(
	    handmade.facts.behaviours[BEHAVIOUR_INJECTION].value, ANSWER_NOT_APPLICABLE);
	ck_assert_int_eq(
	    handmade.facts.behaviours[BEHAVIOUR_STATE_KEPT].value, ANSWER_NOT_APPLICABLE);
	ck_assert_int_eq(handmade.facts.mail_before_tls.value, ANSWER_NOT_APPLICABLE);
	handmade_clear(&handmade);
}
END_TEST

static const struct {
	const char *mail;
	enum reply mail_reply;
	enum reply starttls;
	const char *again; /* NULL: the connection broke */
	enum reply again_reply;
	enum answer_value want;
	enum certainty certainty;
} states[] = {
	{ "250 ok", REPLY_OK, REPLY_OK, "250 ok", REPLY_OK, ANSWER_NO, CERTAINTY_CERTAIN },
	{ "250 ok", REPLY_OK, REPLY_OK, "503 EHLO first", REPLY_REFUSED, ANSWER_NO,
	    CERTAINTY_CERTAIN },
	{ "250 ok", REPLY_OK, REPLY_OK, "503 5.5.1 nested MAIL command", REPLY_REFUSED,
	    ANSWER_YES, CERTAINTY_LIKELY },
	{ "250 ok", REPLY_OK, REPLY_REFUSED, NULL, REPLY_NONE, ANSWER_NO, CERTAINTY_CERTAIN },
	{ "530 TLS first", REPLY_REFUSED, REPLY_OK, NULL, REPLY_NONE, ANSWER_UNKNOWN,
	    CERTAINTY_CERTAIN },
	{ "250 ok", REPLY_OK, REPLY_OK, NULL, REPLY_NONE, ANSWER_UNKNOWN, CERTAINTY_CERTAIN },
};

START_TEST(a_transaction_that_outlives_starttls_is_known_by_the_second_mail)
{
	struct handmade handmade;
	struct transcript *transcript;
	struct answer answer;

	handmade_init(&handmade, "submission", "TLS 1.2");
	transcript = handmade_add(&handmade, QUESTION_STATE, 0);
	handmade_line(transcript, STEP_MAIL, states[_i].mail_reply, false, states[_i].mail);
	handmade_line(transcript, STEP_STARTTLS, states[_i].starttls, false, "xyz");
	if (states[_i].again != NULL)
		handmade_line(transcript, STEP_MAIL_AGAIN, states[_i].again_reply, true,
		    states[_i].again);
	handmade_read(&handmade);
	answer = handmade.facts.behaviours[BEHAVIOUR_STATE_KEPT];
	ck_assert_int_eq(answer.value, states[_i].want);
	ck_assert_int_eq(answer.certainty, states[_i].certainty);
	ck_assert(answer.value != ANSWER_UNKNOWN || answer.why != NULL);
	handmade_clear(&handmade);
}
END_TEST

static const struct {
	const char *mail; /* the last line is the reply; NULL: none came */
	const char *first;
	enum reply reply;
	enum answer_value want;
} mails[] = {
	{ "250 2.1.0 Ok", NULL, REPLY_OK, ANSWER_YES },
	{ "530 5.7.0 Must issue a STARTTLS command first", NULL, REPLY_REFUSED, ANSWER_NO },
	{ "451 5.7.3 STARTTLS is required to send mail", NULL, REPLY_REFUSED, ANSWER_NO },
	{ "530 first", "530-TLS", REPLY_REFUSED, ANSWER_NO },
	{ "550 5.7.1 Encryption required", NULL, REPLY_REFUSED, ANSWER_NO },
	{ "530 5.7.0 Authentication required", NULL, REPLY_REFUSED, ANSWER_UNKNOWN },
	{ "550 host.hotls.example is blocked", NULL, REPLY_REFUSED, ANSWER_UNKNOWN },
	{ "451 4.3.0 later", NULL, REPLY_REFUSED, ANSWER_UNKNOWN },
	{ "421 4.7.0 STARTTLS later", NULL, REPLY_GOODBYE, ANSWER_UNKNOWN },
	{ "what?", NULL, REPLY_GARBLED, ANSWER_UNKNOWN },
	{ NULL, NULL, REPLY_NONE, ANSWER_UNKNOWN },
};

START_TEST(mail_before_tls_is_refused_only_by_a_demand_for_tls)
{
	struct handmade handmade;
	struct transcript *transcript;
	struct answer answer;

	handmade_init(&handmade, "smtp", "TLS 1.2");
	transcript = handmade_add(&handmade, QUESTION_STATE, 0);
	if (mails[_i].first != NULL)
		handmade_line(transcript, STEP_MAIL, REPLY_PART, false, mails[_i].first);
	if (mails[_i].mail != NULL)
		handmade_line(transcript, STEP_MAIL, mails[_i].reply, false, mails[_i].mail);
	handmade_read(&handmade);
	answer = handmade.facts.mail_before_tls;
	ck_assert_msg(answer.value == mails[_i].want, "%s: %s", mails[_i].mail,
	    answer_name(answer.value));
	ck_assert((answer.value == ANSWER_UNKNOWN) == (answer.why != NULL));
	handmade_clear(&handmade);
}
END_TEST

START_TEST(mail_that_was_not_asked_about_is_not_known)
{
	struct handmade handmade;

	handmade_init(&handmade, "smtp", "TLS 1.2");
	handmade_read(&handmade);
	ck_assert_int_eq(handmade.facts.mail_before_tls.value, ANSWER_UNKNOWN);
	ck_assert_str_eq(handmade.facts.mail_before_tls.why, "it was not asked");
	handmade_clear(&handmade);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("injection");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(tcase, an_injection_is_known_by_its_answer, 0, COUNT_OF(cases));
	tcase_add_test(tcase, where_all_is_inside_tls_there_is_nothing_to_inject);
	tcase_add_loop_test(tcase,
	    a_transaction_that_outlives_starttls_is_known_by_the_second_mail, 0,
	    COUNT_OF(states));
	tcase_add_loop_test(
	    tcase, mail_before_tls_is_refused_only_by_a_demand_for_tls, 0, COUNT_OF(mails));
	tcase_add_test(tcase, mail_that_was_not_asked_about_is_not_known);
	suite_add_tcase(s, tcase);
	return s;
}
