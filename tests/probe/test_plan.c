/* SPDX-License-Identifier: MIT */
#include "probe/plan.h"
#include "support/recorded.h"
#include "support/suite.h"

#include <stdio.h>
#include <string.h>

/* How a recorded connection stands. */
enum state {
	RUNS,
	OVER,   /* the dialogue or the server has ended it */
	SILENT, /* timed out where it stands */
	LATE,   /* runs, but the greeting is late */
};

struct plan_case {
	const char *name;
	const char *scheme;
	const char *basics; /* NULL: not begun */
	enum state state;
	const char *not_tls;  /* what came in place of TLS; NULL: nothing */
	const char *other;    /* in the other mode; NULL: not begun. "": not a word yet */
	bool has_login;       /* the connection for it was begun */
	const char *want;     /* "done", "wait", or a question and a mode */
	const char *want_why; /* why no login; NULL: it was tried or may be */
};

#define EHLO "220 x\r\n250-x\r\n250 STARTTLS\r\n"
#define ASKED "login-in-clear starttls"
#define BEGUN "other-mode implicit"

/* clang-format off */
static const struct plan_case plans[] = {
	{ "nothing yet", "smtp", NULL, RUNS, NULL, NULL, false, "basics starttls",
	  "the port could not be asked" },
	{ "nothing yet, implicit", "imaps", NULL, RUNS, NULL, NULL, false, "basics implicit",
	  "everything on this port is inside TLS" },
	{ "begun", "smtp", "", RUNS, NULL, NULL, false, "wait", NULL },
	{ "greeting there", "smtp", "220 x\r\n", RUNS, NULL, NULL, false, "wait", NULL },
	{ "STARTTLS sent: that is enough for a second connection", "smtp", EHLO, RUNS, NULL, NULL,
	  false, ASKED, NULL },
	{ "the same in IMAP", "imap", "* OK x\r\np1 OK\r\n", RUNS, NULL, NULL, false, ASKED, NULL },
	{ "the same in POP3", "pop3", "+OK x\r\n-ERR\r\n", RUNS, NULL, NULL, false, ASKED, NULL },
	{ "the same in ManageSieve", "sieve", "OK\r\n", RUNS, NULL, NULL, false, ASKED, NULL },
	{ "login begun", "smtp", EHLO, RUNS, NULL, NULL, true, "wait", NULL },
	{ "all is over", "smtp", EHLO "220 go\r\n250 x\r\n221 x\r\n", OVER, NULL, NULL, true,
	  "done", NULL },
	{ "STARTTLS refused: a login is tried all the same", "smtp", EHLO "454 no\r\n221 x\r\n",
	  OVER, NULL, NULL, false, ASKED, NULL },
	{ "LMTP has no login", "lmtp", EHLO, OVER, NULL, NULL, false, "done",
	  "this protocol has no login of persons" },

	{ "421 for a greeting", "smtp", "421 busy\r\n", OVER, NULL, NULL, false, "done",
	  "the server said goodbye before: it was not asked again" },
	{ "421 to EHLO", "smtp", "220 x\r\n421 busy\r\n", OVER, NULL, NULL, false, "done",
	  "the server said goodbye before: it was not asked again" },
	{ "421 to STARTTLS", "smtp", EHLO "421 busy\r\n", OVER, NULL, NULL, false, "done",
	  "the server said goodbye before: it was not asked again" },
	{ "BYE", "imap", "* BYE busy\r\n", OVER, NULL, NULL, false, "done",
	  "the server said goodbye before: it was not asked again" },
	{ "BYE later", "imap", "* OK x\r\np1 OK\r\n* BYE\r\n", OVER, NULL, NULL, false, "done",
	  "the server said goodbye before: it was not asked again" },
	{ "BYE of ManageSieve", "sieve", "BYE\r\n", OVER, NULL, NULL, false, "done",
	  "the server said goodbye before: it was not asked again" },
	{ "PREAUTH", "imap", "* PREAUTH x\r\n* BYE\r\np9 OK\r\n", OVER, NULL, NULL, false, "done",
	  "the session is logged in from the start (PREAUTH)" },
	{ "refused at the greeting", "smtp", "554 no\r\n221 x\r\n", OVER, NULL, NULL, false, "done",
	  "the server refused at the greeting" },
	{ "another protocol", "smtp", "+OK x\r\n", OVER, NULL, NULL, false, "done",
	  "the server refused at the greeting" },
	{ "closed without a greeting", "smtp", "", OVER, NULL, NULL, false, "done",
	  "there was no greeting" },
	{ "closed behind EHLO", "smtp", "220 x\r\n", OVER, NULL, NULL, false, "done",
	  "the dialogue ended too early" },
	{ "EHLO and HELO refused", "smtp", "220 x\r\n502\r\n502\r\n221\r\n", OVER, NULL, NULL, false,
	  "done", "the dialogue ended too early" },

	{ "late: perhaps TLS is awaited", "smtp", "", LATE, NULL, NULL, false, BEGUN, NULL },
	{ "silent to the end", "smtp", "", SILENT, NULL, NULL, false, BEGUN,
	  "there was no greeting" },
	{ "silent in the middle of a line", "smtp", "220", SILENT, NULL, NULL, false, "done",
	  "there was no greeting" },
	{ "silent behind the greeting", "smtp", "220 x\r\n", SILENT, NULL, NULL, false, "done",
	  "the dialogue ended too early" },
	{ "an alert for a greeting", "smtp", "\x15\x03\x01\r\n", OVER, NULL, NULL, false, BEGUN,
	  "the server refused at the greeting" },
	{ "the beginning of one", "smtp", "\x15\x03", OVER, NULL, NULL, false, BEGUN,
	  "there was no greeting" },
	{ "late, other mode begun", "smtp", "", LATE, NULL, "", false, "wait", NULL },
	{ "silent, other mode begun", "smtp", "", SILENT, NULL, "", false, "done",
	  "there was no greeting" },

	{ "a greeting in place of TLS", "submissions", "", OVER, "220 x\r\n", NULL, false,
	  "other-mode starttls", "everything on this port is inside TLS" },
	{ "the same in IMAP", "imaps", "", OVER, "* OK x\r\n", NULL, false,
	  "other-mode starttls", "everything on this port is inside TLS" },
	{ "the same in POP3", "pop3s", "", OVER, "+OK x\r\n", NULL, false, "other-mode starttls",
	  "everything on this port is inside TLS" },
	{ "a web server in place of TLS", "submissions", "", OVER, "HTTP/1.1 400\r\n", NULL, false,
	  "done", "everything on this port is inside TLS" },
	{ "another greeting in place of TLS", "imaps", "", OVER, "220 x\r\n", NULL, false, "done",
	  "everything on this port is inside TLS" },
	{ "a refusal in place of TLS", "submissions", "", OVER, "554 no\r\n", NULL, false, "done",
	  "everything on this port is inside TLS" },
	{ "implicit TLS and silence", "imaps", "", SILENT, NULL, NULL, false, "done",
	  "everything on this port is inside TLS" },
	{ "implicit TLS as it should be", "imaps", "* OK x\r\np1 OK\r\n* BYE\r\np9 OK\r\n", OVER,
	  NULL, NULL, false, "done", "everything on this port is inside TLS" },
	{ "the other mode is cleartext: a login is tried there", "submissions", "", OVER,
	  "220 x\r\n", EHLO, false, ASKED, NULL },
	{ "the other mode says goodbye", "submissions", "", OVER, "220 x\r\n", "421 busy\r\n",
	  false, "done", "the server said goodbye before: it was not asked again" },
};
/* clang-format on */

static void
end_with(struct recorded *recorded, const struct plan_case *row)
{
	struct talk *talk = &recorded->talks[QUESTION_BASICS];

	if (row->not_tls != NULL) {
		struct event *event =
		    transcript_add(&talk->transcript, EVENT_NOT_TLS, 0, span_of(row->not_tls));

		event->step = STEP_TLS;
	}
	switch (row->state) {
	case RUNS:
		return;
	case OVER:
		if (!talk->transcript.is_over)
			recorded_end(recorded, QUESTION_BASICS, EVENT_EOF);
		return;
	case SILENT:
		recorded_end(recorded, QUESTION_BASICS, EVENT_TIMEOUT);
		return;
	case LATE:
		recorded_end(recorded, QUESTION_BASICS, EVENT_LATE);
		talk->transcript.is_over = false;
		return;
	}
}

static void
record_row(struct recorded *recorded, const struct plan_case *row)
{
	enum mode other;

	recorded_init(recorded, row->scheme);
	other = recorded->port.endpoint.scheme->mode == MODE_IMPLICIT ? MODE_STARTTLS
	                                                              : MODE_IMPLICIT;
	if (row->basics != NULL) {
		recorded_hear(recorded, QUESTION_BASICS, row->basics);
		end_with(recorded, row);
	}
	if (row->other != NULL)
		recorded_hear_in(recorded, QUESTION_OTHER_MODE, other, row->other);
	if (row->has_login)
		recorded_hear(recorded, QUESTION_LOGIN, "");
}

/* The next connection at quick depth, which has no raw hellos to clear. */
static enum plan
next(const struct port_record *port, struct attempt *attempt)
{
	attempt_init(attempt);
	return plan_next(port, NULL, attempt);
}

static const char *
plan_text(const struct port_record *port, char *text, size_t cap)
{
	struct attempt attempt;
	enum plan plan;

	plan = next(port, &attempt);
	snprintf(text, cap, "%s %s", question_name(attempt.question), mode_name(attempt.mode));
	attempt_clear(&attempt);
	if (plan == PLAN_ASK)
		return text;
	return plan == PLAN_DONE ? "done" : "wait";
}

START_TEST(the_next_connection_hangs_on_what_was_seen)
{
	const struct plan_case *row = &plans[_i];
	struct recorded recorded;
	char text[64];
	const char *plan;
	const char *why;

	record_row(&recorded, row);
	plan = plan_text(&recorded.port, text, sizeof(text));
	why = plan_why_no_login(&recorded.port);
	ck_assert_msg(strcmp(plan, row->want) == 0, "%s: %s", row->name, plan);
	ck_assert_msg((why == NULL) == (row->want_why == NULL) &&
			  (why == NULL || strcmp(why, row->want_why) == 0),
	    "%s: %s", row->name, why == NULL ? "no reason" : why);
	recorded_clear(&recorded);
}
END_TEST

/* Follows the plan from any row on, with connections that stay silent. */
START_TEST(no_question_is_asked_twice)
{
	struct recorded recorded;
	struct attempt attempt;

	record_row(&recorded, &plans[_i]);
	for (size_t asked = 0; next(&recorded.port, &attempt) == PLAN_ASK; asked++) {
		ck_assert_msg(asked < QUESTION_COUNT, "%s", plans[_i].name);
		ck_assert_msg(recorded.port.transcripts[attempt.question] == NULL,
		    "%s: %s again", plans[_i].name, question_name(attempt.question));
		recorded_hear_in(&recorded, attempt.question, attempt.mode, "");
	}
	recorded_clear(&recorded);
}
END_TEST

/* When all connections are over there is nothing left to wait for. */
START_TEST(the_plan_comes_to_its_end)
{
	struct recorded recorded;
	struct attempt attempt;
	enum plan plan;

	record_row(&recorded, &plans[_i]);
	for (size_t i = 0; i < QUESTION_COUNT; i++)
		if (recorded.port.transcripts[i] != NULL)
			recorded.port.transcripts[i]->is_over = true;
	for (plan = next(&recorded.port, &attempt); plan == PLAN_ASK;
	     plan = next(&recorded.port, &attempt)) {
		recorded_hear_in(&recorded, attempt.question, attempt.mode, "");
		recorded.port.transcripts[attempt.question]->is_over = true;
	}
	ck_assert_msg(plan == PLAN_DONE, "%s", plans[_i].name);
	recorded_clear(&recorded);
}
END_TEST

START_TEST(the_cleartext_connection_is_the_one_in_starttls_mode)
{
	struct recorded recorded;

	recorded_init(&recorded, "submissions");
	ck_assert_ptr_null(plan_cleartext(&recorded.port));
	recorded_hear(&recorded, QUESTION_BASICS, "");
	ck_assert_ptr_null(plan_cleartext(&recorded.port));
	recorded_hear_in(&recorded, QUESTION_OTHER_MODE, MODE_STARTTLS, "");
	ck_assert_ptr_eq(
	    plan_cleartext(&recorded.port), recorded.port.transcripts[QUESTION_OTHER_MODE]);
	recorded_clear(&recorded);
}
END_TEST

START_TEST(waiting_is_moot_when_the_other_mode_has_worked)
{
	struct recorded recorded;
	struct transcript *other;

	recorded_init(&recorded, "smtp");
	recorded_hear(&recorded, QUESTION_BASICS, "");
	ck_assert(!plan_is_moot(&recorded.port, QUESTION_BASICS));
	recorded_hear_in(&recorded, QUESTION_OTHER_MODE, MODE_IMPLICIT, "");
	ck_assert(!plan_is_moot(&recorded.port, QUESTION_BASICS));
	other = recorded.port.transcripts[QUESTION_OTHER_MODE];
	transcript_add(other, EVENT_SESSION, 0, span_of(""));
	ck_assert(plan_is_moot(&recorded.port, QUESTION_BASICS));
	ck_assert(!plan_is_moot(&recorded.port, QUESTION_OTHER_MODE));
	recorded.port.transcripts[QUESTION_BASICS]->is_over = true;
	ck_assert(!plan_is_moot(&recorded.port, QUESTION_BASICS));
	recorded_clear(&recorded);
}
END_TEST

START_TEST(a_greeting_that_came_after_all_is_not_moot)
{
	struct recorded recorded;

	recorded_init(&recorded, "smtp");
	recorded_hear(&recorded, QUESTION_BASICS, "220 x\r\n");
	recorded_hear_in(&recorded, QUESTION_OTHER_MODE, MODE_IMPLICIT, "");
	transcript_add(
	    recorded.port.transcripts[QUESTION_OTHER_MODE], EVENT_SESSION, 0, span_of(""));
	ck_assert(!plan_is_moot(&recorded.port, QUESTION_BASICS));
	recorded_clear(&recorded);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("plan");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(
	    tcase, the_next_connection_hangs_on_what_was_seen, 0, (int)COUNT_OF(plans));
	tcase_add_loop_test(tcase, no_question_is_asked_twice, 0, (int)COUNT_OF(plans));
	tcase_add_loop_test(tcase, the_plan_comes_to_its_end, 0, (int)COUNT_OF(plans));
	tcase_add_test(tcase, the_cleartext_connection_is_the_one_in_starttls_mode);
	tcase_add_test(tcase, waiting_is_moot_when_the_other_mode_has_worked);
	tcase_add_test(tcase, a_greeting_that_came_after_all_is_not_moot);
	suite_add_tcase(s, tcase);
	return s;
}
