/* SPDX-License-Identifier: MIT */
#include "rules/topics.h"
#include "support/judge.h"
#include "support/suite.h"

static void
close_port(struct judge *judge, size_t place)
{
	struct port_facts *port = &judge->ports[place];

	*port = (struct port_facts){
		.record = port->record,
		.state = PORT_CLOSED,
		.mode = port->mode,
		.session = port->session,
		.failures = { { .stage = STAGE_CONNECT,
		    .outcome = OUTCOME_CONNECTION_REFUSED } },
		.failures_len = 1,
	};
	judge->sessions[place] = (struct session){ 0 };
}

static void
silence_port(struct judge *judge, size_t place, enum outcome outcome)
{
	close_port(judge, place);
	judge->ports[place].state = PORT_NO_ANSWER;
	judge->ports[place].failures[0].outcome = outcome;
}

static void
closed(struct judge *judge)
{
	close_port(judge, 0);
}

static void
filtered(struct judge *judge)
{
	silence_port(judge, 0, OUTCOME_FILTERED);
}

static void
named(struct judge *judge)
{
	judge->records[0].endpoint.is_asked_for = true;
}

static void
named_and_closed(struct judge *judge)
{
	named(judge);
	closed(judge);
}

static void
named_and_filtered(struct judge *judge)
{
	named(judge);
	filtered(judge);
}

static void
named_and_unreachable(struct judge *judge)
{
	named(judge);
	silence_port(judge, 0, OUTCOME_UNREACHABLE);
}

/* Over IPv6, which this machine may not have ... */
static void
named_without_a_way(struct judge *judge)
{
	named_and_unreachable(judge);
	judge->records[0].endpoint.address = "2001:db8::25";
	judge_add(judge, "imaps");
}

/* ... or has, as another port shows. */
static void
named_with_a_way(struct judge *judge)
{
	named_without_a_way(judge);
	judge->records[1].endpoint.address = "2001:db8::25";
}

static void
named_and_not_tried(struct judge *judge)
{
	named(judge);
	arrange_no_answer(judge);
}

static void
failed(struct judge *judge)
{
	judge_fail(judge, STAGE_STARTTLS, OUTCOME_REFUSED);
}

static void
silent(struct judge *judge)
{
	judge_fail(judge, STAGE_GREETING, OUTCOME_SILENT);
	judge->ports[0].greeting.len = 0;
}

/* Twins. */

static void
has_twin(struct judge *judge)
{
	judge_add(judge, "imaps");
}

static void
twin_closed(struct judge *judge)
{
	judge_add(judge, "imaps");
	close_port(judge, 1);
}

static void
twin_filtered(struct judge *judge)
{
	judge_add(judge, "imaps");
	silence_port(judge, 1, OUTCOME_FILTERED);
}

static void
twin_fails(struct judge *judge)
{
	struct port_facts *twin = judge_add(judge, "imaps");

	twin->state = PORT_FAILED;
	twin->has_session = false;
}

static void
one_twin_of_two_closed(struct judge *judge)
{
	twin_closed(judge);
	judge_add(judge, "imaps");
	judge->records[2].endpoint.port = 10993;
}

static void
twin_elsewhere(struct judge *judge)
{
	twin_closed(judge);
	judge->records[1].endpoint.address = "192.0.2.26";
}

static void
other_service_closed(struct judge *judge)
{
	judge_add(judge, "pop3s");
	close_port(judge, 1);
}

static void
submissions_closed(struct judge *judge)
{
	judge_add(judge, "submissions");
	close_port(judge, 1);
}

static void
broken_and_twin_closed(struct judge *judge)
{
	twin_closed(judge);
	failed(judge);
}

/* Protocols. */

static void
other_mode(struct judge *judge)
{
	judge_fail(judge, STAGE_GREETING, OUTCOME_WRONG_MODE)->question = QUESTION_OTHER_MODE;
	judge->ports[0].mode = MODE_IMPLICIT;
}

static void
web(struct judge *judge)
{
	judge_fail(judge, STAGE_GREETING, OUTCOME_HTTP);
}

/* LMTP. */

static void
at(struct judge *judge, const char *address)
{
	judge->records[0].endpoint.address = address;
}

static void
greets(struct judge *judge, const char *line)
{
	judge->ports[0].greeting = judge_lines(judge, 1, &line);
}

static void
public_address(struct judge *judge)
{
	at(judge, "198.51.100.7");
}

static void
public_and_silent(struct judge *judge)
{
	public_address(judge);
	judge_fail(judge, STAGE_CAPABILITY, OUTCOME_SILENT);
}

static void
greets_as_lmtp(struct judge *judge)
{
	greets(judge, "220 mail.example.test LMTP Cyrus ready");
}

static void
is_named_lmtp(struct judge *judge)
{
	greets(judge, "220 lmtp ESMTP");
}

static void
wants_lhlo(struct judge *judge)
{
	judge_fail(judge, STAGE_CAPABILITY, OUTCOME_REFUSED)->words =
	    span_of("500 5.5.1 Unknown command, try LHLO");
}

/* Throttles. */

static void
goodbye(struct judge *judge)
{
	judge_fail(judge, STAGE_GREETING, OUTCOME_GOODBYE)->words = span_of("421 too many");
}

static void
locked_out(struct judge *judge)
{
	struct failure *failure = judge_fail(judge, STAGE_CONNECT, OUTCOME_CONNECTION_REFUSED);

	failure->question = QUESTION_LOGIN;
	judge->ports[0].state = PORT_OK;
}

static void
left_open(struct judge *judge, const char *why)
{
	struct negotiation *negotiation = &judge->ports[0].negotiation;

	negotiation->asked[0] = (struct asked){ .why_not = "not at this depth" };
	negotiation->asked[1] =
	    (struct asked){ .is_applicable = true, .is_left_open = true, .why_not = why };
	negotiation->asked_len = 2;
}

static void
throttled(struct judge *judge)
{
	left_open(judge, "the server stopped taking connections: it may throttle");
}

static void
bound(struct judge *judge)
{
	left_open(judge, "the bound on connections was reached");
}

static void
tarpit(struct judge *judge)
{
	judge->ports[0].greeting_us = 30 * 1000 * 1000 + 1;
}

static void
slow(struct judge *judge)
{
	judge->ports[0].greeting_us = 30 * 1000 * 1000;
}

#define GOOD VERDICT_GOOD
#define BAD VERDICT_BAD
#define UNKNOWN VERDICT_UNKNOWN
#define NONE VERDICT_NOT_APPLICABLE

/* clang-format off */
static const struct rule_case cases[] = {
	{ "answers", "net-unreachable", NULL, named, GOOD, 0, NULL },
	{ "answers, and fails", "net-unreachable", NULL, failed, GOOD, 0, NULL },
	{ "closed, but one of the seven", "net-unreachable", NULL, closed, NONE, 0, NULL },
	{ "filtered, but one of the seven", "net-unreachable", NULL, filtered, NONE, 0, NULL },
	{ "closed, and named", "net-unreachable", "imap", named_and_closed, BAD, SEVERITY_MEDIUM, "nothing listens there (connection refused)" },
	{ "closed, mx", "net-unreachable", "smtp", named_and_closed, BAD, SEVERITY_HIGH, NULL },
	{ "filtered, and named", "net-unreachable", NULL, named_and_filtered, BAD, SEVERITY_MEDIUM, "no answer to TCP: filtered, or the host is down" },
	{ "no IPv6", "net-unreachable", NULL, named_without_a_way, UNKNOWN, 0, "from here" },
	{ "IPv6", "net-unreachable", NULL, named_with_a_way, BAD, SEVERITY_MEDIUM, "from here" },
	{ "no route", "net-unreachable", NULL, named_and_unreachable, BAD, SEVERITY_MEDIUM, "the address cannot be reached from here" },
	{ "not tried", "net-unreachable", NULL, named_and_not_tried, UNKNOWN, 0, "stopped" },

	{ "both", "implicit-tls-missing", "imap", has_twin, GOOD, 0, NULL },
	{ "closed", "implicit-tls-missing", "imap", twin_closed, BAD, SEVERITY_MEDIUM, "port 993 is closed" },
	{ "filtered", "implicit-tls-missing", "imap", twin_filtered, BAD, SEVERITY_MEDIUM, "port 993 does not answer" },
	{ "submission", "implicit-tls-missing", "submission", submissions_closed, BAD, SEVERITY_LOW, "port 465" },
	{ "it fails", "implicit-tls-missing", "imap", twin_fails, UNKNOWN, 0, "port 993" },
	{ "one of two", "implicit-tls-missing", "imap", one_twin_of_two_closed, GOOD, 0, NULL },
	{ "at another address", "implicit-tls-missing", "imap", twin_elsewhere, UNKNOWN, 0, "not asked" },
	{ "of another service", "implicit-tls-missing", "imap", other_service_closed, UNKNOWN, 0, "not asked" },
	{ "alone", "implicit-tls-missing", "pop3", NULL, UNKNOWN, 0, "not asked" },
	{ "fails itself", "implicit-tls-missing", "imap", broken_and_twin_closed, UNKNOWN, 0, "does not work" },
	{ "implicit itself", "implicit-tls-missing", "imaps", NULL, NONE, 0, NULL },
	{ "no such port", "implicit-tls-missing", "sieve", NULL, NONE, 0, NULL },
	{ "mx", "implicit-tls-missing", "smtp", NULL, NONE, 0, NULL },
	{ "closed itself", "implicit-tls-missing", "imap", closed, NONE, 0, NULL },

	{ "healthy", "port-protocol-mismatch", "imaps", NULL, GOOD, 0, NULL },
	{ "fails later", "port-protocol-mismatch", NULL, failed, GOOD, 0, NULL },
	{ "TLS at once", "port-protocol-mismatch", "smtp", other_mode, BAD, SEVERITY_HIGH, "other mode" },
	{ "web", "port-protocol-mismatch", "imaps", web, BAD, SEVERITY_HIGH, "HTTP" },
	{ "silent", "port-protocol-mismatch", NULL, silent, UNKNOWN, 0, NULL },
	{ "closed", "port-protocol-mismatch", NULL, closed, NONE, 0, "nothing listens" },
	{ "filtered", "port-protocol-mismatch", NULL, filtered, UNKNOWN, 0, "filtered" },

	{ "closed", "port-cleartext-access", "imap", closed, GOOD, 0, NULL },
	{ "open", "port-cleartext-access", "pop3", NULL, BAD, SEVERITY_INFO, "without TLS" },
	{ "open, and fails", "port-cleartext-access", "imap", failed, BAD, SEVERITY_INFO, NULL },
	{ "filtered", "port-cleartext-access", "imap", filtered, UNKNOWN, 0, NULL },
	{ "silent", "port-cleartext-access", "imap", silent, UNKNOWN, 0, "no greeting" },
	{ "TLS at once", "port-cleartext-access", "imap", other_mode, NONE, 0, NULL },
	{ "implicit", "port-cleartext-access", "imaps", NULL, NONE, 0, NULL },
	{ "sieve has no other", "port-cleartext-access", "sieve", NULL, NONE, 0, NULL },
	{ "submission", "port-cleartext-access", NULL, NULL, NONE, 0, NULL },

	{ "internal", "port-lmtp-exposed", "lmtp", NULL, GOOD, 0, NULL },
	{ "public", "port-lmtp-exposed", "lmtp", public_address, BAD, SEVERITY_HIGH, "public address" },
	{ "public, and silent", "port-lmtp-exposed", "lmtp", public_and_silent, UNKNOWN, 0, NULL },
	{ "no answer", "port-lmtp-exposed", "lmtp", arrange_no_answer, UNKNOWN, 0, NULL },
	{ "ESMTP", "port-lmtp-exposed", "smtp", NULL, GOOD, 0, NULL },
	{ "only its name", "port-lmtp-exposed", "smtp", is_named_lmtp, GOOD, 0, NULL },
	{ "greets as LMTP", "port-lmtp-exposed", "smtp", greets_as_lmtp, BAD, SEVERITY_HIGH, "the greeting says LMTP" },
	{ "greets as LMTP, 587", "port-lmtp-exposed", NULL, greets_as_lmtp, BAD, SEVERITY_MEDIUM, NULL },
	{ "LHLO", "port-lmtp-exposed", "smtp", wants_lhlo, BAD, SEVERITY_HIGH, "LHLO" },
	{ "IMAP", "port-lmtp-exposed", "imap", NULL, NONE, 0, NULL },

	{ "healthy", "probe-rate-limited", NULL, NULL, GOOD, 0, NULL },
	{ "bound by us", "probe-rate-limited", NULL, bound, GOOD, 0, NULL },
	{ "half a minute", "probe-rate-limited", NULL, slow, GOOD, 0, NULL },
	{ "goodbye", "probe-rate-limited", NULL, goodbye, BAD, SEVERITY_INFO, "421" },
	{ "locked out", "probe-rate-limited", NULL, locked_out, BAD, SEVERITY_INFO, "further connection" },
	{ "throttled", "probe-rate-limited", "imaps", throttled, BAD, SEVERITY_INFO, "stopped taking connections" },
	{ "tarpit", "probe-rate-limited", "smtp", tarpit, BAD, SEVERITY_INFO, "30 s" },
	{ "silent", "probe-rate-limited", NULL, silent, UNKNOWN, 0, NULL },
	{ "closed", "probe-rate-limited", NULL, closed, NONE, 0, NULL },
};

static const struct {
	const char *address;
	bool is_public;
} addresses[] = {
	{ "127.0.0.1", false }, { "127.255.0.9", false }, { "10.1.2.3", false },
	{ "192.168.0.1", false }, { "169.254.7.7", false }, { "172.16.0.1", false },
	{ "172.20.0.1", false }, { "172.31.255.1", false }, { "::1", false },
	{ "fe80::1", false }, { "febf::1", false }, { "FD00::1", false }, { "fc12:3::4", false },
	{ "::ffff:10.0.0.1", false }, { "::ffff:172.16.0.1", false },
	{ "100.64.0.1", false }, { "100.127.255.1", false },
	{ "1.2.3.4", true }, { "128.0.0.1", true }, { "100.10.0.1", true },
	{ "100.63.0.1", true }, { "100.128.0.1", true },
	{ "172.15.0.1", true }, { "172.32.0.1", true }, { "172.1.0.1", true },
	{ "172.160.0.1", true }, { "192.169.0.1", true }, { "::ffff:8.8.8.8", true },
	{ "2001:db8::1", true }, { "::2", true }, { "fec0::1", true }, { "fd::1", true },
};
/* clang-format on */

static struct judge judge;

START_TEST(an_address_is_public_unless_it_is_known_not_to_be)
{
	judge_init(&judge, "lmtp");
	at(&judge, addresses[_i].address);
	judge_now(&judge);
	ck_assert_msg(judge_finding(&judge, "port-lmtp-exposed")->ruling.verdict ==
			  (addresses[_i].is_public ? VERDICT_BAD : VERDICT_GOOD),
	    "%s", addresses[_i].address);
	judge_clear(&judge);
}
END_TEST

/* A filter may be on our side. */
START_TEST(only_a_refusal_is_certain)
{
	static void (*const arrangements[])(
	    struct judge *) = { named_and_closed, named_and_filtered };

	for (size_t i = 0; i < COUNT_OF(arrangements); i++) {
		judge_init(&judge, "imap");
		arrangements[i](&judge);
		judge_now(&judge);
		ck_assert_int_eq(judge_finding(&judge, "net-unreachable")->ruling.certainty,
		    i == 0 ? CERTAINTY_CERTAIN : CERTAINTY_LIKELY);
		judge_clear(&judge);
	}
}
END_TEST

Suite *
suite(void)
{
	Suite *s = cases_suite("ports", rules_about_ports, cases, COUNT_OF(cases));
	TCase *tcase = tcase_create("details of ports");

	tcase_add_loop_test(tcase, an_address_is_public_unless_it_is_known_not_to_be, 0,
	    (int)COUNT_OF(addresses));
	tcase_add_test(tcase, only_a_refusal_is_certain);
	suite_add_tcase(s, tcase);
	return s;
}
