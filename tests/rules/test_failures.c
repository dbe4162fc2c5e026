/* SPDX-License-Identifier: MIT */
#include "support/judge.h"
#include "support/suite.h"

#include <string.h>

/* clang-format off */
static const struct {
	enum stage stage;
	enum outcome outcome;
	const char *scheme;
	const char *id; /* NULL: no problem */
	enum severity severity;
	const char *title; /* its beginning */
} rows[] = {
	/* Modes and protocols mixed up. */
	{ STAGE_GREETING, OUTCOME_WRONG_MODE, "smtp", "port-protocol-mismatch", SEVERITY_HIGH,
	    "begins with TLS on a port" },
	{ STAGE_HANDSHAKE, OUTCOME_WRONG_MODE, "imaps", "port-protocol-mismatch", SEVERITY_HIGH,
	    "speaks plaintext on a port" },
	{ STAGE_HANDSHAKE, OUTCOME_PLAINTEXT, "submissions", "port-protocol-mismatch", SEVERITY_HIGH,
	    "answers the TLS hello with plaintext" },
	{ STAGE_HANDSHAKE, OUTCOME_PLAINTEXT, "submission", "starttls-handshake-failed",
	    SEVERITY_HIGH, "gives the go-ahead and then answers" },
	{ STAGE_GREETING, OUTCOME_TLS_EXPECTED, "pop3", "port-protocol-mismatch", SEVERITY_HIGH,
	    "sends TLS bytes" },
	{ STAGE_GREETING, OUTCOME_HTTP, "smtp", "port-protocol-mismatch", SEVERITY_HIGH,
	    "is a web server" },
	{ STAGE_HANDSHAKE, OUTCOME_HTTP, "imaps", "port-protocol-mismatch", SEVERITY_HIGH,
	    "is a web server" },
	{ STAGE_GREETING, OUTCOME_OTHER_PROTOCOL, "smtp", "port-protocol-mismatch", SEVERITY_HIGH,
	    "greets in another protocol" },

	/* The greeting and the list. */
	{ STAGE_GREETING, OUTCOME_GOODBYE, "smtp", "probe-rate-limited", SEVERITY_INFO,
	    "says goodbye" },
	{ STAGE_AFTER_TLS, OUTCOME_GOODBYE, "imaps", "probe-rate-limited", SEVERITY_INFO,
	    "says goodbye" },
	{ STAGE_GREETING, OUTCOME_PREAUTH, "imap", "imap-preauth-cleartext", SEVERITY_CRITICAL,
	    "greets with PREAUTH" },
	{ STAGE_GREETING, OUTCOME_REFUSED, "smtp", "greet-rejected", SEVERITY_MEDIUM,
	    "refuses at the greeting" },
	{ STAGE_GREETING, OUTCOME_SILENT, "smtp", "greet-rejected", SEVERITY_MEDIUM,
	    "accepts the connection and then says nothing" },
	{ STAGE_CAPABILITY, OUTCOME_REFUSED, "smtp", "greet-rejected", SEVERITY_MEDIUM,
	    "refuses to list" },

	/* STARTTLS. */
	{ STAGE_STARTTLS, OUTCOME_NOT_OFFERED, "pop3", "starttls-not-offered", SEVERITY_HIGH,
	    "does not offer STARTTLS" },
	{ STAGE_STARTTLS, OUTCOME_MASKED, "smtp", "starttls-masked", SEVERITY_HIGH,
	    "has its STARTTLS overwritten" },
	{ STAGE_STARTTLS, OUTCOME_REFUSED, "imap", "starttls-refused", SEVERITY_HIGH,
	    "advertises STARTTLS and then" },
	{ STAGE_STARTTLS, OUTCOME_MALFORMED, "smtp", "starttls-bad-reply", SEVERITY_HIGH,
	    "answers STARTTLS with something" },
	{ STAGE_STARTTLS, OUTCOME_CLOSED_BEFORE_HELLO, "smtp", "starttls-conn-closed", SEVERITY_HIGH,
	    "gives the go-ahead and closes" },
	{ STAGE_STARTTLS, OUTCOME_RESET_BEFORE_HELLO, "smtp", "starttls-conn-closed", SEVERITY_HIGH,
	    "gives the go-ahead and resets" },
	{ STAGE_STARTTLS, OUTCOME_CLOSED, "smtp", "starttls-conn-closed", SEVERITY_HIGH,
	    "closes when STARTTLS" },
	{ STAGE_STARTTLS, OUTCOME_RESET, "smtp", "starttls-conn-closed", SEVERITY_HIGH,
	    "resets the connection when STARTTLS" },

	/* The handshake. */
	{ STAGE_HANDSHAKE, OUTCOME_CLOSED, "imaps", "tls-handshake-failed", SEVERITY_HIGH,
	    "closes when it gets the TLS hello" },
	{ STAGE_HANDSHAKE, OUTCOME_RESET, "smtp", "tls-handshake-failed", SEVERITY_HIGH,
	    "resets the connection when it gets" },
	{ STAGE_HANDSHAKE, OUTCOME_SILENT, "smtp", "tls-handshake-failed", SEVERITY_HIGH,
	    "does not answer the TLS hello" },
	{ STAGE_HANDSHAKE, OUTCOME_STALLED, "smtp", "tls-handshake-failed", SEVERITY_HIGH,
	    "stops in the middle of the TLS handshake" },
	{ STAGE_AFTER_TLS, OUTCOME_CERTIFICATE_WANTED, "imaps", "tls-client-cert", SEVERITY_MEDIUM,
	    "wants a certificate from the client" },
	{ STAGE_HANDSHAKE, OUTCOME_ALERT, "smtp", "tls-handshake-failed", SEVERITY_HIGH,
	    "ends TLS with an alert" },
	{ STAGE_HANDSHAKE, OUTCOME_OUR_ALERT, "smtp", "tls-handshake-failed", SEVERITY_HIGH,
	    "sends TLS that the probe's library does not accept" },
	{ STAGE_HANDSHAKE, OUTCOME_TLS_ERROR, "smtp", "tls-handshake-failed", SEVERITY_HIGH,
	    "sends TLS that the probe's library cannot follow" },

	/* Inside TLS. */
	{ STAGE_AFTER_TLS, OUTCOME_REFUSED, "smtp", "after-tls-refused", SEVERITY_HIGH,
	    "does TLS and then refuses" },
	{ STAGE_AFTER_TLS, OUTCOME_CLOSED, "smtp", "after-tls-closed", SEVERITY_HIGH,
	    "does TLS and then closes" },
	{ STAGE_AFTER_TLS, OUTCOME_RESET, "smtp", "after-tls-closed", SEVERITY_HIGH,
	    "does TLS and then resets" },
	{ STAGE_AFTER_TLS, OUTCOME_SILENT, "smtp", "after-tls-silent", SEVERITY_HIGH,
	    "does TLS and then says nothing" },

	/* Anywhere else. */
	{ STAGE_CAPABILITY, OUTCOME_CLOSED, "smtp", "greet-rejected", SEVERITY_MEDIUM,
	    "closes the connection" },
	{ STAGE_GREETING, OUTCOME_RESET, "smtp", "greet-rejected", SEVERITY_MEDIUM,
	    "resets the connection" },
	{ STAGE_CAPABILITY, OUTCOME_SILENT, "smtp", "greet-rejected", SEVERITY_MEDIUM,
	    "stops answering" },
	{ STAGE_GREETING, OUTCOME_STALLED, "smtp", "greet-rejected", SEVERITY_MEDIUM,
	    "stops in the middle of a reply" },
	{ STAGE_CAPABILITY, OUTCOME_MALFORMED, "smtp", "greet-rejected", SEVERITY_MEDIUM,
	    "says something that is no reply" },
	{ STAGE_GREETING, OUTCOME_TOO_MUCH, "smtp", "greet-rejected", SEVERITY_MEDIUM,
	    "sends more than any mail server" },
	{ STAGE_CAPABILITY, OUTCOME_TOO_SLOW, "smtp", "greet-rejected", SEVERITY_MEDIUM,
	    "answers so slowly" },

	/* What is not the server's fault. */
	{ STAGE_CONNECT, OUTCOME_LOCAL, "smtp", NULL, SEVERITY_INFO, NULL },
	{ STAGE_GREETING, OUTCOME_INTERRUPTED, "smtp", NULL, SEVERITY_INFO, NULL },
	{ STAGE_CONNECT, OUTCOME_NONE, "smtp", NULL, SEVERITY_INFO, NULL },
};
/* clang-format on */

static struct judge judge;

static void
judge_row(int row)
{
	judge_init(&judge, rows[row].scheme);
	judge_fail(&judge, rows[row].stage, rows[row].outcome);
	judge_now(&judge);
}

START_TEST(each_failure_raises_the_one_rule_that_is_about_it)
{
	const char *outcome = outcome_name(rows[_i].outcome);
	const struct problem *problem;

	judge_row(_i);
	if (rows[_i].id == NULL) {
		ck_assert_msg(judge.problems.len == 0, "%s", outcome);
		judge_clear(&judge);
		return;
	}
	ck_assert_msg(judge.problems.len == 1, "%s: %zu problems", outcome, judge.problems.len);
	problem = &judge.problems.list[0];
	ck_assert_str_eq(problem->rule->id, rows[_i].id);
	ck_assert_msg(problem->severity == rows[_i].severity, "%s: severity", outcome);
	ck_assert_msg(
	    strncmp(problem->rule->title, rows[_i].title, strlen(rows[_i].title)) == 0,
	    "%s at %s: '%s'", outcome, stage_name(rows[_i].stage), problem->rule->title);
	ck_assert_ptr_eq(problem->failure, &judge.facts.failures[0]);
	judge_clear(&judge);
}
END_TEST

/* Whatever a server does, at whatever stage: there is something to say about it. */
START_TEST(no_failure_of_a_server_goes_without_a_rule)
{
	static const enum outcome silent[] = { OUTCOME_NONE, OUTCOME_NAME_UNKNOWN,
		OUTCOME_NAME_FAILED, OUTCOME_CONNECTION_REFUSED, OUTCOME_UNREACHABLE,
		OUTCOME_FILTERED, OUTCOME_LOCAL, OUTCOME_INTERRUPTED };

	for (size_t i = 0; i < COUNT_OF(silent); i++)
		if ((int)silent[i] == _i)
			return;
	for (unsigned scheme = 0; scheme < schemes_count; scheme++)
		for (unsigned stage = STAGE_GREETING; stage <= STAGE_AFTER_TLS; stage++) {
			/* The standing refusals: these need a stage to mean something. */
			if (_i == OUTCOME_REFUSED && stage == STAGE_HANDSHAKE)
				continue;
			judge_init(&judge, schemes[scheme].name);
			judge_fail(&judge, (enum stage)stage, (enum outcome)_i);
			judge_now(&judge);
			ck_assert_msg(judge.problems.len == 1, "%s at %s of %s: %zu problems",
			    outcome_name((enum outcome)_i), stage_name((enum stage)stage),
			    schemes[scheme].name, judge.problems.len);
			judge_clear(&judge);
		}
}
END_TEST

static const struct {
	enum outcome outcome;
	uint32_t number;
	const char *detail;
	const char *evidence;
} details[] = {
	{ OUTCOME_ALERT, 40, NULL, "alert received: handshake_failure (40)" },
	{ OUTCOME_ALERT, 200, NULL, "alert received: unassigned (200)" },
	{ OUTCOME_CERTIFICATE_WANTED, 116, NULL, "alert received: certificate_required (116)" },
	{ OUTCOME_OUR_ALERT, 70, "A packet with illegal version",
	    "A packet with illegal version; alert sent: protocol_version (70)" },
	{ OUTCOME_SILENT, 45000, NULL, "waited 45.0 s" },
	{ OUTCOME_SILENT, 100, NULL, "waited 0.1 s" },
	{ OUTCOME_STALLED, 10999, NULL, "waited 10.9 s" },
	{ OUTCOME_TOO_SLOW, UINT32_MAX, NULL, "waited 4294967.2 s" },
	{ OUTCOME_TLS_ERROR, 0, "Error in the \x1b[31mpull function\n",
	    "Error in the \\x1b[31mpull function\\n" },
	{ OUTCOME_TOO_MUCH, 0, "too many lines", "too many lines" },
	{ OUTCOME_CLOSED, 0, NULL, NULL },
};

START_TEST(evidence_is_what_is_known_beside_the_words)
{
	struct failure *failure;
	const char *evidence;

	judge_init(&judge, "smtp");
	failure = judge_fail(&judge, STAGE_HANDSHAKE, details[_i].outcome);
	failure->number = details[_i].number;
	failure->detail = details[_i].detail;
	judge_now(&judge);
	ck_assert_uint_eq(judge.problems.len, 1);
	evidence = judge.problems.list[0].evidence;
	if (details[_i].evidence == NULL)
		ck_assert_ptr_null(evidence);
	else
		ck_assert_str_eq(evidence, details[_i].evidence);
	judge_clear(&judge);
}
END_TEST

static const struct {
	const char *name;
	enum port_state state;
	enum outcome outcome;
	bool is_asked_for;
	const char *evidence; /* NULL: no problem */
} silences[] = {
	{ "closed, but one of the seven", PORT_CLOSED, OUTCOME_CONNECTION_REFUSED, false,
	    NULL },
	{ "closed, and named", PORT_CLOSED, OUTCOME_CONNECTION_REFUSED, true,
	    "nothing listens there (connection refused)" },
	{ "filtered, but one of the seven", PORT_NO_ANSWER, OUTCOME_FILTERED, false, NULL },
	{ "filtered, and named", PORT_NO_ANSWER, OUTCOME_FILTERED, true,
	    "no answer to TCP: filtered, or the host is down" },
	{ "unreachable, and named", PORT_NO_ANSWER, OUTCOME_UNREACHABLE, true,
	    "the address cannot be reached from here" },
	{ "not tried, and named", PORT_UNKNOWN, OUTCOME_LOCAL, true, NULL },
};

START_TEST(only_a_port_that_was_named_must_answer)
{
	const struct problem *problem;

	judge_init(&judge, "imap");
	judge.facts.has_session = false;
	judge_fail(&judge, STAGE_CONNECT, silences[_i].outcome);
	judge.facts.state = silences[_i].state;
	judge.record.endpoint.is_asked_for = silences[_i].is_asked_for;
	judge_now(&judge);
	problem = judge_find(&judge, "net-unreachable");
	ck_assert_msg(judge.problems.len == (silences[_i].evidence == NULL ? 0 : 1), "%s",
	    silences[_i].name);
	if (silences[_i].evidence != NULL) {
		ck_assert_msg(problem != NULL, "%s", silences[_i].name);
		ck_assert_int_eq(problem->severity, SEVERITY_MEDIUM);
		ck_assert_str_eq(problem->evidence, silences[_i].evidence);
	}
	judge_clear(&judge);
}
END_TEST

START_TEST(all_failures_of_a_port_are_told)
{
	judge_init(&judge, "smtp");
	judge_fail(&judge, STAGE_CAPABILITY, OUTCOME_REFUSED);
	judge_fail(&judge, STAGE_STARTTLS, OUTCOME_REFUSED);
	judge_fail(&judge, STAGE_GREETING, OUTCOME_GOODBYE)->question = QUESTION_LOGIN;
	judge_now(&judge);
	ck_assert_uint_eq(judge.problems.len, 3);
	ck_assert_str_eq(judge.problems.list[0].rule->id, "starttls-refused");
	ck_assert_str_eq(judge.problems.list[1].rule->id, "greet-rejected");
	ck_assert_str_eq(judge.problems.list[2].rule->id, "probe-rate-limited");
	judge_clear(&judge);
}
END_TEST

/* What the first connection met with is then no more than a sign of the wrong mode. */
START_TEST(a_proved_wrong_mode_explains_the_first_connection)
{
	judge_init(&judge, "smtp");
	judge_fail(&judge, STAGE_GREETING, OUTCOME_WRONG_MODE)->question = QUESTION_OTHER_MODE;
	judge_fail(&judge, STAGE_GREETING, OUTCOME_SILENT)->question = QUESTION_BASICS;
	judge_fail(&judge, STAGE_AFTER_TLS, OUTCOME_REFUSED)->question = QUESTION_OTHER_MODE;
	judge_now(&judge);
	ck_assert_uint_eq(judge.problems.len, 2);
	ck_assert_str_eq(judge.problems.list[0].rule->id, "port-protocol-mismatch");
	ck_assert_str_eq(judge.problems.list[1].rule->id, "after-tls-refused");
	judge_clear(&judge);
}
END_TEST

START_TEST(every_rule_has_a_case_that_raises_it)
{
	struct arena arena;
	struct titles titles;

	arena_init(&arena);
	titles_read(&titles, &arena, "failures");
	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		judge_row((int)i);
		titles_see(&titles, &judge.problems);
		judge_clear(&judge);
	}
	judge_init(&judge, "smtp");
	judge_fail(&judge, STAGE_CONNECT, OUTCOME_CONNECTION_REFUSED);
	judge.facts.state = PORT_CLOSED;
	judge.record.endpoint.is_asked_for = true;
	judge_now(&judge);
	titles_see(&titles, &judge.problems);
	judge_clear(&judge);
	titles_check(&titles);
	arena_clear(&arena);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("failures");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(
	    tcase, each_failure_raises_the_one_rule_that_is_about_it, 0, COUNT_OF(rows));
	tcase_add_loop_test(
	    tcase, no_failure_of_a_server_goes_without_a_rule, 0, OUTCOME_COUNT);
	tcase_add_loop_test(
	    tcase, evidence_is_what_is_known_beside_the_words, 0, COUNT_OF(details));
	tcase_add_loop_test(
	    tcase, only_a_port_that_was_named_must_answer, 0, COUNT_OF(silences));
	tcase_add_test(tcase, all_failures_of_a_port_are_told);
	tcase_add_test(tcase, a_proved_wrong_mode_explains_the_first_connection);
	tcase_add_test(tcase, every_rule_has_a_case_that_raises_it);
	suite_add_tcase(s, tcase);
	return s;
}
