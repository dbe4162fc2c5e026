/* SPDX-License-Identifier: MIT */
#include "rules/failures.h"

#include "base/text.h"
#include "rules/topics.h"
#include "support/judge.h"
#include "support/suite.h"

#include <string.h>

static void
alert(struct judge *judge)
{
	judge_fail(judge, STAGE_HANDSHAKE, OUTCOME_ALERT)->number = 40;
}

static void
certificate_required(struct judge *judge)
{
	judge_fail(judge, STAGE_AFTER_TLS, OUTCOME_CERTIFICATE_WANTED)->number = 116;
}

static void
certificate_wanted(struct judge *judge)
{
	judge_fail(judge, STAGE_HANDSHAKE, OUTCOME_CERTIFICATE_WANTED)->number = 40;
}

static void
asks_for_certificate(struct judge *judge)
{
	judge->ports[0].asked_for_certificate = true;
}

static void
refused_inside(struct judge *judge)
{
	judge_fail(judge, STAGE_AFTER_TLS, OUTCOME_REFUSED)->words =
	    span_of("550 5.1.1 not today, 15:04");
}

static void
closed_inside(struct judge *judge)
{
	judge_fail(judge, STAGE_AFTER_TLS, OUTCOME_CLOSED);
}

static void
reset_inside(struct judge *judge)
{
	judge_fail(judge, STAGE_AFTER_TLS, OUTCOME_RESET);
}

static void
silent_inside(struct judge *judge)
{
	judge_fail(judge, STAGE_AFTER_TLS, OUTCOME_SILENT)->number = 45000;
}

/* It gave no go-ahead. */
static void
no_starttls(struct judge *judge)
{
	judge_fail(judge, STAGE_STARTTLS, OUTCOME_NOT_OFFERED);
	judge->ports[0].go_ahead.len = 0;
	judge->ports[0].starttls_advertised.value = ANSWER_NO;
	judge->ports[0].starttls_works = (struct answer){ .value = ANSWER_NO };
}

static void
closed(struct judge *judge)
{
	judge_fail(judge, STAGE_CONNECT, OUTCOME_CONNECTION_REFUSED);
	judge->ports[0].state = PORT_CLOSED;
}

static void
filtered(struct judge *judge)
{
	judge_fail(judge, STAGE_CONNECT, OUTCOME_FILTERED);
	judge->ports[0].state = PORT_NO_ANSWER;
}

#define GOOD VERDICT_GOOD
#define BAD VERDICT_BAD
#define UNKNOWN VERDICT_UNKNOWN
#define NONE VERDICT_NOT_APPLICABLE

/* clang-format off */
static const struct rule_case cases[] = {
	{ "healthy", "tls-handshake-failed", NULL, NULL, GOOD, 0, NULL },
	{ "healthy, implicit", "tls-handshake-failed", "imaps", NULL, GOOD, 0, NULL },
	{ "alert", "tls-handshake-failed", "smtp", alert, BAD, SEVERITY_HIGH, "handshake_failure (40)" },
	{ "alert, access", "tls-handshake-failed", "imaps", alert, BAD, SEVERITY_HIGH, NULL },
	{ "broken off", "tls-handshake-failed", NULL, arrange_no_session, UNKNOWN, 0, "not reached" },
	{ "no answer", "tls-handshake-failed", NULL, arrange_no_answer, UNKNOWN, 0, "stopped" },
	{ "no STARTTLS", "tls-handshake-failed", NULL, no_starttls, NONE, 0, "does not work" },
	{ "closed", "tls-handshake-failed", NULL, closed, NONE, 0, "nothing listens" },
	{ "filtered", "tls-handshake-failed", NULL, filtered, UNKNOWN, 0, "filtered" },
	{ "it fails inside", "tls-handshake-failed", NULL, closed_inside, GOOD, 0, NULL },

	{ "healthy", "after-tls-refused", "imaps", NULL, GOOD, 0, NULL },
	{ "refused", "after-tls-refused", NULL, refused_inside, BAD, SEVERITY_HIGH, "the answer is 550" },
	{ "closed", "after-tls-refused", NULL, closed_inside, UNKNOWN, 0, NULL },
	{ "alert", "after-tls-refused", NULL, alert, UNKNOWN, 0, "not reached" },
	{ "healthy", "after-tls-closed", NULL, NULL, GOOD, 0, NULL },
	{ "closed", "after-tls-closed", "smtp", closed_inside, BAD, SEVERITY_HIGH, "the server closes, at stage after-tls" },
	{ "reset", "after-tls-closed", "pop3s", reset_inside, BAD, SEVERITY_HIGH, "is reset" },
	{ "alert", "after-tls-closed", NULL, alert, UNKNOWN, 0, "not reached" },
	{ "healthy", "after-tls-silent", NULL, NULL, GOOD, 0, NULL },
	{ "silent", "after-tls-silent", NULL, silent_inside, BAD, SEVERITY_HIGH, "waited 45.0 s" },
	{ "alert", "after-tls-silent", NULL, alert, UNKNOWN, 0, "not reached" },
	{ "no STARTTLS", "after-tls-silent", NULL, no_starttls, NONE, 0, NULL },

	{ "not asked for", "tls-client-cert", NULL, NULL, GOOD, 0, NULL },
	{ "asked for", "tls-client-cert", NULL, asks_for_certificate, BAD, SEVERITY_LOW, "asks" },
	{ "asked for, mx", "tls-client-cert", "smtp", asks_for_certificate, BAD, SEVERITY_INFO, NULL },
	{ "required", "tls-client-cert", "imaps", certificate_required, BAD, SEVERITY_HIGH, "certificate_required (116)" },
	{ "wanted, mx", "tls-client-cert", "smtp", certificate_wanted, BAD, SEVERITY_HIGH, "(40)" },
	{ "alert", "tls-client-cert", NULL, alert, UNKNOWN, 0, "not reached" },
};

static const struct {
	enum stage stage;
	enum outcome outcome;
	const char *scheme;
	const char *id;
	enum severity severity;
	const char *title; /* its beginning */
} failures[] = {
	/* Modes and protocols mixed up. */
	{ STAGE_GREETING, OUTCOME_WRONG_MODE, "smtp", "port-protocol-mismatch", SEVERITY_HIGH, "begins with TLS on a port" },
	{ STAGE_HANDSHAKE, OUTCOME_WRONG_MODE, "imaps", "port-protocol-mismatch", SEVERITY_HIGH, "speaks plaintext on a port" },
	{ STAGE_HANDSHAKE, OUTCOME_PLAINTEXT, "submissions", "port-protocol-mismatch", SEVERITY_HIGH, "answers the TLS hello with plaintext" },
	{ STAGE_HANDSHAKE, OUTCOME_PLAINTEXT, "submission", "starttls-handshake-failed", SEVERITY_HIGH, "gives the go-ahead and then answers" },
	{ STAGE_GREETING, OUTCOME_TLS_EXPECTED, "pop3", "port-protocol-mismatch", SEVERITY_HIGH, "sends TLS bytes" },
	{ STAGE_GREETING, OUTCOME_HTTP, "smtp", "port-protocol-mismatch", SEVERITY_HIGH, "is a web server" },
	{ STAGE_HANDSHAKE, OUTCOME_HTTP, "imaps", "port-protocol-mismatch", SEVERITY_HIGH, "is a web server" },
	{ STAGE_GREETING, OUTCOME_OTHER_PROTOCOL, "smtp", "port-protocol-mismatch", SEVERITY_HIGH, "greets in another protocol" },

	/* The greeting and the list. */
	{ STAGE_GREETING, OUTCOME_GOODBYE, "smtp", "probe-rate-limited", SEVERITY_INFO, "says goodbye" },
	{ STAGE_AFTER_TLS, OUTCOME_GOODBYE, "imaps", "probe-rate-limited", SEVERITY_INFO, "says goodbye" },
	{ STAGE_GREETING, OUTCOME_PREAUTH, "imap", "imap-preauth-cleartext", SEVERITY_CRITICAL, "greets with PREAUTH" },
	{ STAGE_GREETING, OUTCOME_REFUSED, "smtp", "greet-rejected", SEVERITY_MEDIUM, "refuses at the greeting" },
	{ STAGE_GREETING, OUTCOME_SILENT, "smtp", "greet-rejected", SEVERITY_MEDIUM, "accepts the connection and then says nothing" },
	{ STAGE_CAPABILITY, OUTCOME_REFUSED, "smtp", "greet-rejected", SEVERITY_MEDIUM, "refuses to list" },

	/* STARTTLS. */
	{ STAGE_STARTTLS, OUTCOME_NOT_OFFERED, "pop3", "starttls-not-offered", SEVERITY_HIGH, "does not offer STARTTLS" },
	{ STAGE_STARTTLS, OUTCOME_MASKED, "smtp", "starttls-masked", SEVERITY_HIGH, "has its STARTTLS overwritten" },
	{ STAGE_STARTTLS, OUTCOME_REFUSED, "imap", "starttls-refused", SEVERITY_HIGH, "advertises STARTTLS and then" },
	{ STAGE_STARTTLS, OUTCOME_MALFORMED, "smtp", "starttls-bad-reply", SEVERITY_HIGH, "answers STARTTLS with something" },
	{ STAGE_STARTTLS, OUTCOME_CLOSED_BEFORE_HELLO, "smtp", "starttls-conn-closed", SEVERITY_HIGH, "gives the go-ahead and closes" },
	{ STAGE_STARTTLS, OUTCOME_RESET_BEFORE_HELLO, "smtp", "starttls-conn-closed", SEVERITY_HIGH, "gives the go-ahead and resets" },
	{ STAGE_STARTTLS, OUTCOME_CLOSED, "smtp", "starttls-conn-closed", SEVERITY_HIGH, "closes when STARTTLS" },
	{ STAGE_STARTTLS, OUTCOME_RESET, "smtp", "starttls-conn-closed", SEVERITY_HIGH, "resets the connection when STARTTLS" },

	/* The handshake. */
	{ STAGE_HANDSHAKE, OUTCOME_CLOSED, "imaps", "tls-handshake-failed", SEVERITY_HIGH, "closes when it gets the TLS hello" },
	{ STAGE_HANDSHAKE, OUTCOME_RESET, "smtp", "tls-handshake-failed", SEVERITY_HIGH, "resets the connection when it gets" },
	{ STAGE_HANDSHAKE, OUTCOME_SILENT, "smtp", "tls-handshake-failed", SEVERITY_HIGH, "does not answer the TLS hello" },
	{ STAGE_HANDSHAKE, OUTCOME_STALLED, "smtp", "tls-handshake-failed", SEVERITY_HIGH, "stops in the middle of the TLS handshake" },
	{ STAGE_AFTER_TLS, OUTCOME_CERTIFICATE_WANTED, "imaps", "tls-client-cert", SEVERITY_HIGH, "wants a certificate from the client" },
	{ STAGE_HANDSHAKE, OUTCOME_ALERT, "smtp", "tls-handshake-failed", SEVERITY_HIGH, "ends TLS with an alert" },
	{ STAGE_HANDSHAKE, OUTCOME_OUR_ALERT, "smtp", "tls-handshake-failed", SEVERITY_HIGH, "sends TLS that the probe's library does not accept" },
	{ STAGE_HANDSHAKE, OUTCOME_TLS_ERROR, "smtp", "tls-handshake-failed", SEVERITY_HIGH, "sends TLS that the probe's library cannot follow" },

	/* Inside TLS. */
	{ STAGE_AFTER_TLS, OUTCOME_REFUSED, "smtp", "after-tls-refused", SEVERITY_HIGH, "does TLS and then refuses" },
	{ STAGE_AFTER_TLS, OUTCOME_CLOSED, "smtp", "after-tls-closed", SEVERITY_HIGH, "does TLS and then closes" },
	{ STAGE_AFTER_TLS, OUTCOME_RESET, "smtp", "after-tls-closed", SEVERITY_HIGH, "does TLS and then resets" },
	{ STAGE_AFTER_TLS, OUTCOME_SILENT, "smtp", "after-tls-silent", SEVERITY_HIGH, "does TLS and then says nothing" },

	/* Anywhere else. */
	{ STAGE_CAPABILITY, OUTCOME_CLOSED, "smtp", "greet-rejected", SEVERITY_MEDIUM, "closes the connection" },
	{ STAGE_GREETING, OUTCOME_RESET, "smtp", "greet-rejected", SEVERITY_MEDIUM, "resets the connection" },
	{ STAGE_CAPABILITY, OUTCOME_SILENT, "smtp", "greet-rejected", SEVERITY_MEDIUM, "stops answering" },
	{ STAGE_GREETING, OUTCOME_STALLED, "smtp", "greet-rejected", SEVERITY_MEDIUM, "stops in the middle of a reply" },
	{ STAGE_CAPABILITY, OUTCOME_MALFORMED, "smtp", "greet-rejected", SEVERITY_MEDIUM, "says something that is no reply" },
	{ STAGE_GREETING, OUTCOME_TOO_MUCH, "smtp", "greet-rejected", SEVERITY_MEDIUM, "sends more than any mail server" },
	{ STAGE_CAPABILITY, OUTCOME_TOO_SLOW, "smtp", "greet-rejected", SEVERITY_MEDIUM, "answers so slowly" },

	/* What is not the server's fault. */
	{ STAGE_CONNECT, OUTCOME_LOCAL, "smtp", NULL, SEVERITY_INFO, NULL },
	{ STAGE_GREETING, OUTCOME_INTERRUPTED, "smtp", NULL, SEVERITY_INFO, NULL },
	{ STAGE_CONNECT, OUTCOME_NONE, "smtp", NULL, SEVERITY_INFO, NULL },
};
/* clang-format on */

static struct judge judge;

/* The bad findings that this failure of the first port shows; the last of them. */
static size_t
count_told(const struct failure *failure, const struct finding **told)
{
	size_t count = 0;

	for (size_t i = 0; i < judge.judgements[0].bad_len; i++)
		if (judge.judgements[0].bad[i]->ruling.failure == failure) {
			*told = judge.judgements[0].bad[i];
			count++;
		}
	return count;
}

START_TEST(each_failure_is_told_by_the_one_rule_that_is_about_it)
{
	const char *outcome = outcome_name(failures[_i].outcome);
	const struct finding *told = NULL;
	size_t count;

	judge_init(&judge, failures[_i].scheme);
	judge_fail(&judge, failures[_i].stage, failures[_i].outcome);
	judge_now(&judge);
	count = count_told(&judge.ports[0].failures[0], &told);
	ck_assert_msg(
	    count == (failures[_i].id == NULL ? 0 : 1), "%s: told %zu times", outcome, count);
	if (failures[_i].id != NULL) {
		ck_assert_str_eq(told->rule->id, failures[_i].id);
		ck_assert_msg(told->severity == failures[_i].severity, "%s: severity", outcome);
		ck_assert_msg(strncmp(finding_title(told), failures[_i].title,
				  strlen(failures[_i].title)) == 0,
		    "%s at %s: '%s'", outcome, stage_name(failures[_i].stage),
		    finding_title(told));
		ck_assert_ptr_nonnull(told->ruling.cause);
	}
	judge_clear(&judge);
}
END_TEST

static bool
is_no_fault(enum outcome outcome)
{
	return outcome == OUTCOME_NONE || outcome == OUTCOME_NAME_UNKNOWN ||
	       outcome == OUTCOME_NAME_FAILED || outcome == OUTCOME_CONNECTION_REFUSED ||
	       outcome == OUTCOME_UNREACHABLE || outcome == OUTCOME_FILTERED ||
	       outcome == OUTCOME_LOCAL || outcome == OUTCOME_INTERRUPTED ||
	       outcome == OUTCOME_WITHHELD;
}

/* Whatever a server does, at whatever stage: there is something to say about it. */
START_TEST(no_failure_of_a_server_goes_without_a_rule)
{
	enum outcome outcome = (enum outcome)_i;
	const struct finding *told = NULL;

	if (is_no_fault(outcome))
		return;
	for (size_t s = 0; s < schemes_count; s++) {
		/* Only IMAP has it. */
		if (outcome == OUTCOME_PREAUTH && schemes[s].protocol != PROTOCOL_IMAP)
			continue;
		for (unsigned stage = STAGE_GREETING; stage < STAGE_COUNT; stage++) {
			judge_init(&judge, schemes[s].name);
			judge_fail(&judge, (enum stage)stage, outcome);
			judge_now(&judge);
			ck_assert_msg(count_told(&judge.ports[0].failures[0], &told) == 1,
			    "%s at %s of %s", outcome_name(outcome),
			    stage_name((enum stage)stage), schemes[s].name);
			judge_clear(&judge);
		}
	}
}
END_TEST

static const char *
some_scheme(int mode, enum outcome outcome)
{
	if (outcome == OUTCOME_PREAUTH)
		return "imap";
	return mode == MODE_IMPLICIT ? "submissions" : "smtp";
}

/* No row hides behind an earlier one, and each leads to a rule. */
START_TEST(each_row_leads_to_a_rule_that_tells_it)
{
	const struct failure_row *row = &failure_rows[_i];
	const struct rule *rule = rule_by_id(span_of(row->rule));
	const char *scheme = some_scheme(row->mode, row->outcome);
	const struct finding *told = NULL;
	size_t title_len = strlen(row->title);

	ck_assert_msg(rule != NULL, "%s: no such rule", row->rule);
	ck_assert_msg(row->title[0] >= 'a' && row->title[0] <= 'z' &&
			  strchr(".:!", row->title[title_len - 1]) == NULL,
	    "title '%s'", row->title);
	ck_assert_msg(
	    row->cause[strlen(row->cause) - 1] == '.' && strstr(row->cause, "  ") == NULL,
	    "cause '%s'", row->cause);
	judge_init(&judge, scheme);
	judge_fail(&judge, row->stage == ANY_STAGE ? STAGE_STARTTLS : (enum stage)row->stage,
	    row->outcome);
	/* At STARTTLS these mean something else. */
	if (row->stage == ANY_STAGE && strcmp(row->rule, "greet-rejected") == 0)
		judge.ports[0].failures[0].stage = STAGE_LOGIN;
	if (row->stage == STAGE_CONNECT) {
		judge.ports[0].state = PORT_CLOSED;
		judge.records[0].endpoint.is_asked_for = true;
	}
	judge_now(&judge);
	ck_assert_uint_eq(count_told(&judge.ports[0].failures[0], &told), 1);
	ck_assert_ptr_eq(told->rule, rule);
	ck_assert_str_eq(finding_title(told), row->title);
	ck_assert_str_eq(told->ruling.cause, row->cause);
	judge_clear(&judge);
}
END_TEST

static const struct {
	enum outcome outcome;
	uint32_t number;
	const char *detail;
	const char *words;
	const char *scheme;
	const char *evidence;
} details[] = {
	{ OUTCOME_ALERT, 40, NULL, "", "smtp", "alert received: handshake_failure (40)" },
	{ OUTCOME_ALERT, 200, NULL, "", "smtp", "alert received: unassigned (200)" },
	{ OUTCOME_CERTIFICATE_WANTED, 116, NULL, "", "smtp",
	    "alert received: certificate_required (116)" },
	{ OUTCOME_OUR_ALERT, 70, "A packet with illegal version", "", "smtp",
	    "A packet with illegal version; alert sent: protocol_version (70)" },
	{ OUTCOME_OUR_ALERT, 70, NULL, "", "smtp",
	    "no reason given; alert sent: protocol_version (70)" },
	{ OUTCOME_SILENT, 45000, NULL, "", "smtp", "waited 45.0 s" },
	{ OUTCOME_SILENT, 100, NULL, "", "smtp", "waited 0.1 s" },
	{ OUTCOME_STALLED, 10999, NULL, "", "smtp", "waited 10.9 s" },
	{ OUTCOME_TOO_SLOW, UINT32_MAX, NULL, "", "smtp", "waited 4294967.2 s" },
	{ OUTCOME_TLS_ERROR, 0, "Error in the \x1b[31mpull function\n", "", "smtp",
	    "Error in the \\x1b[31mpull function\\n" },
	{ OUTCOME_TOO_MUCH, 0, "too many lines", "", "smtp", "too many lines" },
	{ OUTCOME_CLOSED, 0, NULL, "250 ok", "smtp", "the server closes, at stage handshake" },
	{ OUTCOME_GOODBYE, 0, NULL, "421 4.7.0 try later, id 1747", "smtp",
	    "the answer is 421" },
	{ OUTCOME_GOODBYE, 0, NULL, "421-4.7.0 a\n421 b", "submission", "the answer is 421" },
	{ OUTCOME_GOODBYE, 0, NULL, "* BYE at 12:01", "imap", "the answer is BYE" },
	{ OUTCOME_REFUSED, 0, NULL, "-ERR\nat 12:01", "pop3", "the answer is -ERR" },
	{ OUTCOME_REFUSED, 0, NULL, "\x1b]0;x\a\xff\xff", "smtp", "the answer is \\x1b]0" },
	{ OUTCOME_REFUSED, 0, NULL, "", "smtp", "a refusal" },
};

START_TEST(evidence_is_what_two_scans_would_both_see)
{
	const struct finding *told = NULL;
	struct failure *failure;

	judge_init(&judge, details[_i].scheme);
	failure = judge_fail(&judge, STAGE_HANDSHAKE, details[_i].outcome);
	failure->number = details[_i].number;
	failure->detail = details[_i].detail;
	failure->words = span_of(details[_i].words);
	judge_now(&judge);
	ck_assert_uint_eq(count_told(failure, &told), 1);
	ck_assert_str_eq(told->ruling.evidence, details[_i].evidence);
	judge_clear(&judge);
}
END_TEST

START_TEST(all_failures_of_a_port_are_told)
{
	const struct finding *told = NULL;

	judge_init(&judge, "smtp");
	judge_fail(&judge, STAGE_CAPABILITY, OUTCOME_REFUSED);
	judge_fail(&judge, STAGE_STARTTLS, OUTCOME_REFUSED);
	judge_fail(&judge, STAGE_GREETING, OUTCOME_GOODBYE)->question = QUESTION_LOGIN;
	judge_now(&judge);
	for (size_t i = 0; i < 3; i++)
		ck_assert_uint_eq(count_told(&judge.ports[0].failures[i], &told), 1);
	judge_clear(&judge);
}
END_TEST

/* What the first connection met with is then no more than a sign of the wrong mode. */
START_TEST(a_proved_wrong_mode_explains_the_first_connection)
{
	const struct finding *told = NULL;

	judge_init(&judge, "smtp");
	judge_fail(&judge, STAGE_GREETING, OUTCOME_WRONG_MODE)->question = QUESTION_OTHER_MODE;
	judge_fail(&judge, STAGE_GREETING, OUTCOME_SILENT)->question = QUESTION_BASICS;
	judge_fail(&judge, STAGE_AFTER_TLS, OUTCOME_REFUSED)->question = QUESTION_OTHER_MODE;
	judge_now(&judge);
	ck_assert_uint_eq(count_told(&judge.ports[0].failures[0], &told), 1);
	ck_assert_uint_eq(count_told(&judge.ports[0].failures[1], &told), 0);
	ck_assert_uint_eq(count_told(&judge.ports[0].failures[2], &told), 1);
	judge_clear(&judge);
}
END_TEST

START_TEST(only_certificate_required_is_certain)
{
	judge_init(&judge, "imaps");
	certificate_required(&judge);
	judge_now(&judge);
	ck_assert_int_eq(
	    judge_finding(&judge, "tls-client-cert")->ruling.certainty, CERTAINTY_CERTAIN);
	judge_clear(&judge);
	judge_init(&judge, "imaps");
	certificate_wanted(&judge);
	judge_now(&judge);
	ck_assert_int_eq(
	    judge_finding(&judge, "tls-client-cert")->ruling.certainty, CERTAINTY_LIKELY);
	judge_clear(&judge);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = cases_suite("failures", rules_about_failures, cases, COUNT_OF(cases));
	TCase *tcase = tcase_create("failures of connections");

	tcase_add_loop_test(tcase, each_failure_is_told_by_the_one_rule_that_is_about_it, 0,
	    (int)COUNT_OF(failures));
	tcase_add_loop_test(
	    tcase, no_failure_of_a_server_goes_without_a_rule, 0, OUTCOME_COUNT);
	tcase_add_loop_test(
	    tcase, each_row_leads_to_a_rule_that_tells_it, 0, (int)failure_rows_count);
	tcase_add_loop_test(
	    tcase, evidence_is_what_two_scans_would_both_see, 0, (int)COUNT_OF(details));
	tcase_add_test(tcase, all_failures_of_a_port_are_told);
	tcase_add_test(tcase, a_proved_wrong_mode_explains_the_first_connection);
	tcase_add_test(tcase, only_certificate_required_is_certain);
	suite_add_tcase(s, tcase);
	return s;
}
