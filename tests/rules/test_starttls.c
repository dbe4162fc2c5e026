/* SPDX-License-Identifier: MIT */
#include "rules/topics.h"
#include "support/judge.h"
#include "support/suite.h"

static const struct answer yes = { .value = ANSWER_YES };
static const struct answer no = { .value = ANSWER_NO };

static void
list(struct judge *judge, const char *item)
{
	judge->ports[0].before = judge_lines(judge, 1, &item);
}

/* The dialogue broke off before STARTTLS. */
static void
broken_off(struct judge *judge)
{
	struct port_facts *port = &judge->ports[0];

	judge_fail(judge, STAGE_CAPABILITY, OUTCOME_SILENT);
	port->before.len = 0;
	port->go_ahead.len = 0;
	port->starttls_advertised = (struct answer){ .why = "there was no list" };
}

static void
closed(struct judge *judge)
{
	judge_fail(judge, STAGE_CONNECT, OUTCOME_CONNECTION_REFUSED);
	judge->ports[0].state = PORT_CLOSED;
}

static struct failure *
deny(struct judge *judge, enum outcome outcome)
{
	struct failure *failure = judge_fail(judge, STAGE_STARTTLS, outcome);

	judge->ports[0].go_ahead.len = 0;
	judge->ports[0].starttls_works = no;
	return failure;
}

static void
not_offered(struct judge *judge)
{
	deny(judge, OUTCOME_NOT_OFFERED)->words = span_of("502 5.5.1 what");
	judge->ports[0].starttls_advertised = no;
	list(judge, "PIPELINING");
}

static void
not_offered_but_login(struct judge *judge)
{
	not_offered(judge);
	judge->ports[0].login.accepts_plaintext = yes;
}

/* As a report would have it without the failure. */
static void
neither_listed_nor_working(struct judge *judge)
{
	not_offered(judge);
	judge->ports[0].failures_len = 0;
}

static void
masked(struct judge *judge)
{
	deny(judge, OUTCOME_MASKED);
	judge->ports[0].starttls_advertised = no;
	judge->ports[0].is_starttls_masked = true;
	list(judge, "XXXXXXXA");
}

static void
masked_but_works(struct judge *judge)
{
	judge->ports[0].starttls_advertised = no;
	judge->ports[0].is_starttls_masked = true;
	list(judge, "XXXX");
}

static void
stars(struct judge *judge)
{
	static const char *const line = "220 *********************";

	not_offered(judge);
	judge->ports[0].greeting = judge_lines(judge, 1, &line);
}

static void
hidden(struct judge *judge)
{
	judge->ports[0].starttls_advertised = no;
}

static void
no_capa(struct judge *judge)
{
	judge->ports[0].starttls_advertised = (struct answer){ .why = "there was no list" };
	judge->ports[0].before.len = 0;
}

static void
refused(struct judge *judge)
{
	deny(judge, OUTCOME_REFUSED)->words = span_of("454 4.7.0 TLS not available, id 77");
}

static void
closes(struct judge *judge)
{
	deny(judge, OUTCOME_CLOSED);
	judge->ports[0].starttls_works = (struct answer){ .why = "no answer" };
}

static void
resets_before_hello(struct judge *judge)
{
	judge_fail(judge, STAGE_STARTTLS, OUTCOME_RESET_BEFORE_HELLO);
}

static void
plaintext(struct judge *judge)
{
	judge_fail(judge, STAGE_HANDSHAKE, OUTCOME_PLAINTEXT);
}

static void
alert(struct judge *judge)
{
	judge_fail(judge, STAGE_HANDSHAKE, OUTCOME_ALERT)->number = 40;
}

static void
go_ahead(struct judge *judge, const char *line)
{
	judge->ports[0].go_ahead = judge_lines(judge, 1, &line);
}

static void
other_code(struct judge *judge)
{
	go_ahead(judge, "250 Ready");
}

static void
hostile_code(struct judge *judge)
{
	go_ahead(judge, "\x1b[2J");
}

static void
short_code(struct judge *judge)
{
	go_ahead(judge, "2");
}

static void
several_lines(struct judge *judge)
{
	static const char *const lines[] = { "220-Ready", "220 Go" };

	judge->ports[0].go_ahead = judge_lines(judge, COUNT_OF(lines), lines);
}

static void
malformed(struct judge *judge)
{
	deny(judge, OUTCOME_MALFORMED);
	judge->ports[0].starttls_works = (struct answer){ .why = "no answer" };
}

static void
behave(struct judge *judge, enum behaviour behaviour, struct answer answer)
{
	judge->ports[0].negotiation.behaviours[behaviour] = answer;
}

static void
injection(struct judge *judge)
{
	behave(judge, BEHAVIOUR_INJECTION, yes);
	behave(judge, BEHAVIOUR_INJECTION_SPLIT, (struct answer){ 0 });
}

static void
injection_split(struct judge *judge)
{
	behave(judge, BEHAVIOUR_INJECTION_SPLIT, yes);
}

static void
injection_half_asked(struct judge *judge)
{
	behave(judge, BEHAVIOUR_INJECTION_SPLIT, (struct answer){ .why = "it was not asked" });
}

static void
injection_lost(struct judge *judge)
{
	behave(judge, BEHAVIOUR_INJECTION, (struct answer){ .why = "lost" });
}

static void
nothing_to_inject(struct judge *judge)
{
	behave(judge, BEHAVIOUR_INJECTION,
	    (struct answer){ .value = ANSWER_NOT_APPLICABLE, .why = "all inside TLS" });
	behave(judge, BEHAVIOUR_INJECTION_SPLIT,
	    (struct answer){ .value = ANSWER_NOT_APPLICABLE, .why = "all inside TLS" });
}

static void
pipelined(struct judge *judge)
{
	behave(judge, BEHAVIOUR_PIPELINED_REPLY, yes);
}

static void
keeps_state(struct judge *judge)
{
	behave(judge, BEHAVIOUR_STATE_KEPT, yes);
}

static void
state_lost(struct judge *judge)
{
	behave(judge, BEHAVIOUR_STATE_KEPT, (struct answer){ .why = "lost" });
	behave(judge, BEHAVIOUR_PIPELINED_REPLY, (struct answer){ .why = "lost" });
}

static void
early(struct judge *judge)
{
	judge->ports[0].early = span_of("* OK injected\r\n\x1b[2J");
}

static void
early_line(struct judge *judge)
{
	judge->ports[0].early = span_of("\x1b[2J\r\n220 ready");
}

static void
early_alert(struct judge *judge)
{
	judge->ports[0].early = span_of("\x15\x03\x03");
}

static void
still_listed(struct judge *judge, const char *item)
{
	judge->ports[0].after = judge_lines(judge, 1, &item);
}

static void
smtp_still_listed(struct judge *judge)
{
	still_listed(judge, "starttls");
}

static void
pop3_still_listed(struct judge *judge)
{
	still_listed(judge, "STLS");
}

static void
sieve_still_listed(struct judge *judge)
{
	still_listed(judge, "\"STARTTLS\"");
}

static void
other_listed(struct judge *judge)
{
	still_listed(judge, "XSTARTTLS STARTTLS");
}

static void
nothing_inside(struct judge *judge)
{
	judge->ports[0].after.len = 0;
}

static void
mail_taken(struct judge *judge)
{
	judge->ports[0].negotiation.mail_before_tls = yes;
}

static void
mail_refused(struct judge *judge)
{
	judge->ports[0].negotiation.mail_before_tls = no;
}

static void
mail_unknown(struct judge *judge)
{
	judge->ports[0].negotiation.mail_before_tls = (struct answer){ .why = "lost" };
}

#define GOOD VERDICT_GOOD
#define BAD VERDICT_BAD
#define UNKNOWN VERDICT_UNKNOWN
#define NONE VERDICT_NOT_APPLICABLE

/* clang-format off */
static const struct rule_case cases[] = {
	{ "listed, and works", "starttls-not-offered", NULL, NULL, GOOD, 0, NULL },
	{ "not listed, but works", "starttls-not-offered", NULL, hidden, GOOD, 0, NULL },
	{ "listed, and refused", "starttls-not-offered", NULL, refused, GOOD, 0, NULL },
	{ "neither", "starttls-not-offered", "smtp", not_offered, BAD, SEVERITY_HIGH, "502" },
	{ "neither, in sum", "starttls-not-offered", "pop3", neither_listed_nor_working, BAD, SEVERITY_HIGH, "STLS is not listed" },
	{ "a login in clear", "starttls-not-offered", "imap", not_offered_but_login, BAD, SEVERITY_CRITICAL, NULL },
	{ "a login in clear, mx", "starttls-not-offered", "smtp", not_offered_but_login, BAD, SEVERITY_HIGH, NULL },
	{ "masked", "starttls-not-offered", "smtp", masked, NONE, 0, "overwritten" },
	{ "broken off", "starttls-not-offered", NULL, broken_off, UNKNOWN, 0, NULL },
	{ "implicit", "starttls-not-offered", "imaps", NULL, NONE, 0, NULL },
	{ "closed", "starttls-not-offered", NULL, closed, NONE, 0, "nothing listens" },

	{ "listed", "starttls-masked", "smtp", NULL, GOOD, 0, NULL },
	{ "just not offered", "starttls-masked", "smtp", not_offered, GOOD, 0, NULL },
	{ "masked, and refused", "starttls-masked", "smtp", masked, BAD, SEVERITY_HIGH, "XXXXXXXA" },
	{ "masked, but goes ahead", "starttls-masked", "pop3", masked_but_works, BAD, SEVERITY_HIGH, "XXXX" },
	{ "stars", "starttls-masked", "smtp", stars, BAD, SEVERITY_HIGH, "greeting" },
	{ "broken off", "starttls-masked", NULL, broken_off, UNKNOWN, 0, NULL },
	{ "implicit", "starttls-masked", "submissions", NULL, NONE, 0, NULL },

	{ "listed", "starttls-hidden", NULL, NULL, GOOD, 0, NULL },
	{ "not listed", "starttls-hidden", "pop3", hidden, BAD, SEVERITY_MEDIUM, "STLS is not listed, and works" },
	{ "masked", "starttls-hidden", NULL, masked_but_works, NONE, 0, NULL },
	{ "not offered", "starttls-hidden", NULL, not_offered, NONE, 0, NULL },
	{ "no list", "starttls-hidden", "pop3", no_capa, UNKNOWN, 0, "no list" },
	{ "broken off", "starttls-hidden", NULL, broken_off, UNKNOWN, 0, NULL },
	{ "implicit", "starttls-hidden", "imaps", NULL, NONE, 0, NULL },

	{ "gone through with", "starttls-refused", NULL, NULL, GOOD, 0, NULL },
	{ "the handshake fails", "starttls-refused", NULL, alert, GOOD, 0, NULL },
	{ "refused", "starttls-refused", "smtp", refused, BAD, SEVERITY_HIGH, "454" },
	{ "not offered", "starttls-refused", NULL, not_offered, NONE, 0, NULL },
	{ "broken off", "starttls-refused", NULL, broken_off, UNKNOWN, 0, "that far" },
	{ "implicit", "starttls-refused", "imaps", NULL, NONE, 0, NULL },

	{ "gone through with", "starttls-conn-closed", NULL, NULL, GOOD, 0, NULL },
	{ "closes", "starttls-conn-closed", NULL, closes, BAD, SEVERITY_HIGH, "closes" },
	{ "resets", "starttls-conn-closed", "smtp", resets_before_hello, BAD, SEVERITY_HIGH, "reset" },
	{ "refused", "starttls-conn-closed", NULL, refused, NONE, 0, NULL },
	{ "broken off", "starttls-conn-closed", NULL, broken_off, UNKNOWN, 0, NULL },

	{ "gone through with", "starttls-handshake-failed", NULL, NULL, GOOD, 0, NULL },
	{ "plaintext", "starttls-handshake-failed", "imap", plaintext, BAD, SEVERITY_HIGH, "plaintext" },
	{ "an alert", "starttls-handshake-failed", NULL, alert, NONE, 0, "another way" },
	{ "refused", "starttls-handshake-failed", NULL, refused, NONE, 0, NULL },
	{ "closes", "starttls-handshake-failed", NULL, closes, UNKNOWN, 0, NULL },
	{ "implicit", "starttls-handshake-failed", "imaps", NULL, NONE, 0, NULL },

	{ "220", "starttls-bad-reply", "smtp", NULL, GOOD, 0, NULL },
	{ "several lines are allowed", "starttls-bad-reply", "smtp", several_lines, GOOD, 0, NULL },
	{ "250", "starttls-bad-reply", "smtp", other_code, BAD, SEVERITY_LOW, "the go-ahead is 250" },
	{ "250, LMTP", "starttls-bad-reply", "lmtp", other_code, BAD, SEVERITY_LOW, NULL },
	{ "hostile", "starttls-bad-reply", NULL, hostile_code, BAD, SEVERITY_LOW, "\\x1b[2" },
	{ "too short", "starttls-bad-reply", NULL, short_code, BAD, SEVERITY_LOW, NULL },
	{ "other protocols have no codes", "starttls-bad-reply", "pop3", other_code, GOOD, 0, NULL },
	{ "no reply", "starttls-bad-reply", "smtp", malformed, BAD, SEVERITY_HIGH, "no reply" },
	{ "refused", "starttls-bad-reply", NULL, refused, NONE, 0, NULL },
	{ "broken off", "starttls-bad-reply", NULL, broken_off, UNKNOWN, 0, NULL },

	{ "dropped", "starttls-injection", NULL, NULL, GOOD, 0, NULL },
	{ "one segment", "starttls-injection", "imap", injection, BAD, SEVERITY_CRITICAL, "in one segment" },
	{ "one segment, mx", "starttls-injection", "smtp", injection, BAD, SEVERITY_HIGH, NULL },
	{ "two segments", "starttls-injection", NULL, injection_split, BAD, SEVERITY_CRITICAL, "right behind" },
	{ "in one segment only", "starttls-injection", NULL, injection_half_asked, GOOD, 0, NULL },
	{ "lost", "starttls-injection", NULL, injection_lost, UNKNOWN, 0, "lost" },
	{ "quick", "starttls-injection", NULL, arrange_quick, UNKNOWN, 0, "quick" },
	{ "implicit", "starttls-injection", "imaps", nothing_to_inject, NONE, 0, "inside TLS" },

	{ "nothing in clear", "starttls-pipeline-reply", NULL, NULL, GOOD, 0, NULL },
	{ "answered in clear", "starttls-pipeline-reply", "imap", pipelined, BAD, SEVERITY_LOW, "before TLS" },
	{ "lost", "starttls-pipeline-reply", NULL, state_lost, UNKNOWN, 0, "lost" },

	{ "forgotten", "starttls-state-not-reset", NULL, NULL, GOOD, 0, NULL },
	{ "kept", "starttls-state-not-reset", NULL, keeps_state, BAD, SEVERITY_HIGH, "nested" },
	{ "kept, mx", "starttls-state-not-reset", "smtp", keeps_state, BAD, SEVERITY_MEDIUM, NULL },
	{ "lost", "starttls-state-not-reset", NULL, state_lost, UNKNOWN, 0, "lost" },
	{ "IMAP", "starttls-state-not-reset", "imap", NULL, NONE, 0, NULL },

	{ "silence", "starttls-extra-plaintext", NULL, NULL, GOOD, 0, NULL },
	{ "early bytes", "starttls-extra-plaintext", "imap", early, BAD, SEVERITY_MEDIUM, "begins with \"*\"" },
	{ "early line", "starttls-extra-plaintext", "smtp", early_line, BAD, SEVERITY_MEDIUM, "\"\\x1b[2J\"" },
	{ "TLS", "starttls-extra-plaintext", NULL, early_alert, GOOD, 0, NULL },
	{ "refused", "starttls-extra-plaintext", NULL, refused, NONE, 0, NULL },
	{ "broken off", "starttls-extra-plaintext", NULL, broken_off, UNKNOWN, 0, NULL },

	{ "gone", "starttls-still-offered", NULL, NULL, GOOD, 0, NULL },
	{ "gone, implicit", "starttls-still-offered", "imaps", NULL, GOOD, 0, NULL },
	{ "there", "starttls-still-offered", "submissions", smtp_still_listed, BAD, SEVERITY_LOW, "STARTTLS is listed" },
	{ "there, POP3", "starttls-still-offered", "pop3", pop3_still_listed, BAD, SEVERITY_LOW, "STLS is listed" },
	{ "there, Sieve", "starttls-still-offered", "sieve", sieve_still_listed, BAD, SEVERITY_LOW, NULL },
	{ "another word", "starttls-still-offered", "smtp", other_listed, GOOD, 0, NULL },
	{ "no list", "starttls-still-offered", NULL, nothing_inside, UNKNOWN, 0, NULL },

	{ "refused", "submission-tls-not-enforced", NULL, NULL, GOOD, 0, NULL },
	{ "taken", "submission-tls-not-enforced", NULL, mail_taken, BAD, SEVERITY_MEDIUM, "MAIL is accepted" },
	{ "lost", "submission-tls-not-enforced", NULL, mail_unknown, UNKNOWN, 0, "lost" },
	{ "quick", "submission-tls-not-enforced", NULL, arrange_quick, UNKNOWN, 0, "quick" },
	{ "implicit", "submission-tls-not-enforced", "submissions", NULL, NONE, 0, NULL },
	{ "mx", "submission-tls-not-enforced", "smtp", NULL, NONE, 0, NULL },

	{ "taken", "mx-requires-tls", "smtp", NULL, GOOD, 0, NULL },
	{ "refused", "mx-requires-tls", "smtp", mail_refused, BAD, SEVERITY_LOW, "for want of TLS" },
	{ "lost", "mx-requires-tls", "smtp", mail_unknown, UNKNOWN, 0, "lost" },
	{ "LMTP", "mx-requires-tls", "lmtp", mail_refused, NONE, 0, NULL },
	{ "submission", "mx-requires-tls", NULL, mail_refused, NONE, 0, NULL },
};
/* clang-format on */

static struct judge judge;

START_TEST(senders_that_insist_lose_mail)
{
	judge_init(&judge, "smtp");
	judge.policy.is_mx_authenticated = true;
	not_offered(&judge);
	mail_refused(&judge);
	judge_now(&judge);
	ck_assert_int_eq(
	    judge_finding(&judge, "starttls-not-offered")->severity, SEVERITY_CRITICAL);
	judge_clear(&judge);
}
END_TEST

START_TEST(a_transaction_before_tls_is_but_a_sign)
{
	judge_init(&judge, "submission");
	mail_taken(&judge);
	judge_now(&judge);
	ck_assert_int_eq(judge_finding(&judge, "submission-tls-not-enforced")->ruling.certainty,
	    CERTAINTY_POSSIBLE);
	judge_clear(&judge);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = cases_suite("starttls", rules_about_starttls, cases, COUNT_OF(cases));
	TCase *tcase = tcase_create("details of STARTTLS");

	tcase_add_test(tcase, senders_that_insist_lose_mail);
	tcase_add_test(tcase, a_transaction_before_tls_is_but_a_sign);
	suite_add_tcase(s, tcase);
	return s;
}
