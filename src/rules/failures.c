/* SPDX-License-Identifier: MIT */
/* A rule for each way in which a connection can fail: by outcome, and where it matters by stage
 * and mode. */
#include "base/text.h"
#include "registry/number.h"
#include "rules/problem.h"

enum { ANY_STAGE = STAGE_COUNT, ANY_MODE = 2 };

struct failure_rule {
	enum outcome outcome;
	int stage;
	int mode;
	struct rule rule;
};

#define SEVERITIES(mx, submission, access)                                                     \
	{                                                                                      \
		SEVERITY_##mx, SEVERITY_##submission, SEVERITY_##access                        \
	}

/* The first row that fits counts. */
/* clang-format off */
static const struct failure_rule rows[] = {
	{ OUTCOME_WRONG_MODE, ANY_STAGE, MODE_STARTTLS, {
		.id = "port-protocol-mismatch",
		.severity = SEVERITIES(HIGH, HIGH, HIGH),
		.title = "begins with TLS on a port that should begin in plaintext",
		.advice = "Clients that follow the standard wait for a greeting that never comes. "
		    "Use implicit TLS (Postfix smtpd_tls_wrappermode, Dovecot ssl = yes in the "
		    "listener, Exim tls_on_connect_ports) only on 465, 993 and 995.",
		.reference = "RFC 8314, section 3.3" } },
	{ OUTCOME_WRONG_MODE, ANY_STAGE, MODE_IMPLICIT, {
		.id = "port-protocol-mismatch",
		.severity = SEVERITIES(HIGH, HIGH, HIGH),
		.title = "speaks plaintext on a port where TLS should begin at once",
		.advice = "Clients report 'wrong version number' here. The service on this port lacks "
		    "implicit TLS (Postfix smtpd_tls_wrappermode = yes, Dovecot ssl = yes in the "
		    "listener, Exim tls_on_connect_ports).",
		.reference = "RFC 8314, section 3.3" } },
	{ OUTCOME_PLAINTEXT, ANY_STAGE, MODE_IMPLICIT, {
		.id = "port-protocol-mismatch",
		.severity = SEVERITIES(HIGH, HIGH, HIGH),
		.title = "answers the TLS hello with plaintext",
		.advice = "The service on this port lacks implicit TLS.",
		.reference = "RFC 8314, section 3.3" } },
	{ OUTCOME_PLAINTEXT, ANY_STAGE, MODE_STARTTLS, {
		.id = "starttls-handshake-failed",
		.severity = SEVERITIES(HIGH, HIGH, HIGH),
		.title = "gives the go-ahead and then answers the TLS hello with plaintext",
		.advice = "Clients report 'wrong version number'. Something between the client and "
		    "the mail server answers in its place, or the server could not start TLS and "
		    "says so too late: its log tells.",
		.reference = "RFC 3207, section 4" } },
	{ OUTCOME_TLS_EXPECTED, ANY_STAGE, ANY_MODE, {
		.id = "port-protocol-mismatch",
		.severity = SEVERITIES(HIGH, HIGH, HIGH),
		.title = "sends TLS bytes where a plaintext greeting belongs",
		.advice = "The service on this port seems to be set to implicit TLS.",
		.reference = "RFC 8314, section 3.3" } },
	{ OUTCOME_HTTP, ANY_STAGE, ANY_MODE, {
		.id = "port-protocol-mismatch",
		.severity = SEVERITIES(HIGH, HIGH, HIGH),
		.title = "is a web server, not a mail server",
		.advice = "A proxy or another service has this port, or the name leads to the wrong "
		    "host.",
		.reference = "RFC 6335" } },
	{ OUTCOME_OTHER_PROTOCOL, ANY_STAGE, ANY_MODE, {
		.id = "port-protocol-mismatch",
		.severity = SEVERITIES(HIGH, HIGH, HIGH),
		.title = "greets in another protocol than the one that belongs on this port",
		.advice = "Two services have their ports mixed up, or the name leads to the wrong "
		    "host.",
		.reference = "RFC 6335" } },
	{ OUTCOME_GOODBYE, ANY_STAGE, ANY_MODE, {
		.id = "probe-rate-limited",
		.severity = SEVERITIES(INFO, INFO, INFO),
		.title = "says goodbye instead of going on",
		.advice = "That is how servers throttle clients, or say that they are overloaded or "
		    "shutting down. Nothing more was asked; try later, or from an address that is "
		    "allowed to.",
		.reference = "RFC 5321, section 3.8" } },
	{ OUTCOME_PREAUTH, ANY_STAGE, ANY_MODE, {
		.id = "imap-preauth-cleartext",
		.severity = SEVERITIES(CRITICAL, CRITICAL, CRITICAL),
		.title = "greets with PREAUTH: the session is logged in without TLS",
		.advice = "STARTTLS is impossible in this state. Never configure pre-authentication "
		    "on a port that can be reached from a network.",
		.reference = "RFC 9051, section 11.3" } },
	{ OUTCOME_REFUSED, STAGE_GREETING, ANY_MODE, {
		.id = "greet-rejected",
		.severity = SEVERITIES(MEDIUM, MEDIUM, MEDIUM),
		.title = "refuses at the greeting",
		.advice = "The server's own words say why: often an address list, or a service that "
		    "is not fully up.",
		.reference = "RFC 5321, section 3.1" } },
	{ OUTCOME_SILENT, STAGE_GREETING, ANY_MODE, {
		.id = "greet-rejected",
		.severity = SEVERITIES(MEDIUM, MEDIUM, MEDIUM),
		.title = "accepts the connection and then says nothing",
		.advice = "Often a proxy that waits for a PROXY header or whose backend is gone, a "
		    "firewall that answers for a dead host, or a daemon that has run out of "
		    "processes.",
		.reference = "RFC 5321, section 4.5.3.2.1" } },
	{ OUTCOME_REFUSED, STAGE_CAPABILITY, ANY_MODE, {
		.id = "greet-rejected",
		.severity = SEVERITIES(MEDIUM, MEDIUM, MEDIUM),
		.title = "refuses to list its capabilities",
		.advice = "Without EHLO there is no STARTTLS and no AUTH. Some servers refuse the "
		    "name that a client gives: try --ehlo-name with a name that resolves.",
		.reference = "RFC 5321, section 4.1.4" } },
	{ OUTCOME_NOT_OFFERED, ANY_STAGE, ANY_MODE, {
		.id = "starttls-not-offered",
		.severity = SEVERITIES(HIGH, HIGH, HIGH),
		.title = "does not offer STARTTLS, and refuses it",
		.advice = "Everything on this port travels in clear text. Postfix "
		    "smtpd_tls_security_level = may with smtpd_tls_chain_files, Dovecot ssl = "
		    "required with certificate and key, Exim tls_advertise_hosts = *.",
		.reference = "RFC 3207, section 4; RFC 8314, section 4.1" } },
	{ OUTCOME_MASKED, ANY_STAGE, ANY_MODE, {
		.id = "starttls-masked",
		.severity = SEVERITIES(HIGH, HIGH, HIGH),
		.title = "has its STARTTLS overwritten on the way, and refuses it",
		.advice = "A firewall between here and the server rewrites the dialogue (Cisco "
		    "'inspect esmtp', 'fixup smtp' and the like). Switch that off.",
		.reference = "RFC 7435, section 1; RFC 3207, section 6" } },
	{ OUTCOME_REFUSED, STAGE_STARTTLS, ANY_MODE, {
		.id = "starttls-refused",
		.severity = SEVERITIES(HIGH, HIGH, HIGH),
		.title = "advertises STARTTLS and then refuses it",
		.advice = "Usually its certificate or key cannot be read or do not belong together: "
		    "its log says which.",
		.reference = "RFC 3207, section 4" } },
	{ OUTCOME_MALFORMED, STAGE_STARTTLS, ANY_MODE, {
		.id = "starttls-bad-reply",
		.severity = SEVERITIES(HIGH, HIGH, HIGH),
		.title = "answers STARTTLS with something that is no reply",
		.advice = "No client can go on from here.",
		.reference = "RFC 3207, section 4" } },
	{ OUTCOME_CLOSED_BEFORE_HELLO, ANY_STAGE, ANY_MODE, {
		.id = "starttls-conn-closed",
		.severity = SEVERITIES(HIGH, HIGH, HIGH),
		.title = "gives the go-ahead and closes before the TLS hello is sent",
		.advice = "The server, or a proxy in front of it, dies while it sets up TLS: look for "
		    "the key, the certificate and the process in its log.",
		.reference = "RFC 3207, section 4" } },
	{ OUTCOME_RESET_BEFORE_HELLO, ANY_STAGE, ANY_MODE, {
		.id = "starttls-conn-closed",
		.severity = SEVERITIES(HIGH, HIGH, HIGH),
		.title = "gives the go-ahead and resets the connection before the TLS hello is sent",
		.advice = "The server, or a proxy or firewall in front of it, breaks off: look for "
		    "the key, the certificate and the process in its log.",
		.reference = "RFC 3207, section 4" } },
	{ OUTCOME_CLOSED, STAGE_STARTTLS, ANY_MODE, {
		.id = "starttls-conn-closed",
		.severity = SEVERITIES(HIGH, HIGH, HIGH),
		.title = "closes when STARTTLS is asked for",
		.advice = "A firewall that forbids TLS on this port does that, and so does a server "
		    "whose TLS is broken.",
		.reference = "RFC 3207, section 4" } },
	{ OUTCOME_RESET, STAGE_STARTTLS, ANY_MODE, {
		.id = "starttls-conn-closed",
		.severity = SEVERITIES(HIGH, HIGH, HIGH),
		.title = "resets the connection when STARTTLS is asked for",
		.advice = "A firewall that forbids TLS on this port does that.",
		.reference = "RFC 3207, section 4" } },
	{ OUTCOME_CLOSED, STAGE_HANDSHAKE, ANY_MODE, {
		.id = "tls-handshake-failed",
		.severity = SEVERITIES(HIGH, HIGH, HIGH),
		.title = "closes when it gets the TLS hello",
		.advice = "Without an alert the reason is in the server's log only: a key that cannot "
		    "be used, a name that it does not know, or a hello that something on the way "
		    "does not like.",
		.reference = "RFC 8446, section 6" } },
	{ OUTCOME_RESET, STAGE_HANDSHAKE, ANY_MODE, {
		.id = "tls-handshake-failed",
		.severity = SEVERITIES(HIGH, HIGH, HIGH),
		.title = "resets the connection when it gets the TLS hello",
		.advice = "Servers rarely do that; firewalls and old Windows servers do.",
		.reference = "RFC 8446, section 6" } },
	{ OUTCOME_SILENT, STAGE_HANDSHAKE, ANY_MODE, {
		.id = "tls-handshake-failed",
		.severity = SEVERITIES(HIGH, HIGH, HIGH),
		.title = "does not answer the TLS hello",
		.advice = "The go-ahead came from something that does not do TLS itself, or the hello "
		    "was lost on the way to it.",
		.reference = "RFC 8446, section 4.1.1" } },
	{ OUTCOME_STALLED, STAGE_HANDSHAKE, ANY_MODE, {
		.id = "tls-handshake-failed",
		.severity = SEVERITIES(HIGH, HIGH, HIGH),
		.title = "stops in the middle of the TLS handshake",
		.advice = "Large packets that get lost (a path with a smaller MTU, ICMP filtered) look "
		    "like that, since the certificate is the largest of all.",
		.reference = "RFC 8446, section 4.1.1; RFC 2923, section 2.1" } },
	{ OUTCOME_CERTIFICATE_WANTED, ANY_STAGE, ANY_MODE, {
		.id = "tls-client-cert",
		.severity = SEVERITIES(MEDIUM, MEDIUM, MEDIUM),
		.title = "wants a certificate from the client and ends the connection without one",
		.advice = "If that is not meant: Postfix smtpd_tls_req_ccert = no, Dovecot "
		    "auth_ssl_require_client_cert = no, Exim tls_verify_hosts empty.",
		.reference = "RFC 8446, section 4.3.2" } },
	{ OUTCOME_ALERT, ANY_STAGE, ANY_MODE, {
		.id = "tls-handshake-failed",
		.severity = SEVERITIES(HIGH, HIGH, HIGH),
		.title = "ends TLS with an alert",
		.advice = "protocol_version and handshake_failure mean that nothing of what was "
		    "offered (TLS 1.0 to 1.3, with all common suites) suits it, or that it has no "
		    "usable certificate; internal_error is the server's own trouble.",
		.reference = "RFC 8446, section 6.2" } },
	{ OUTCOME_OUR_ALERT, ANY_STAGE, ANY_MODE, {
		.id = "tls-handshake-failed",
		.severity = SEVERITIES(HIGH, HIGH, HIGH),
		.title = "sends TLS that the probe's library does not accept",
		.advice = "An answer that breaks the standard, or a version or suite older than TLS "
		    "1.0 and than anything that was offered.",
		.reference = "RFC 8446, section 6.2" } },
	{ OUTCOME_TLS_ERROR, ANY_STAGE, ANY_MODE, {
		.id = "tls-handshake-failed",
		.severity = SEVERITIES(HIGH, HIGH, HIGH),
		.title = "sends TLS that the probe's library cannot follow",
		.advice = "Clients will fail here in different ways.",
		.reference = "RFC 8446, section 6" } },
	{ OUTCOME_REFUSED, STAGE_AFTER_TLS, ANY_MODE, {
		.id = "after-tls-refused",
		.severity = SEVERITIES(HIGH, HIGH, HIGH),
		.title = "does TLS and then refuses to go on",
		.advice = "After STARTTLS the dialogue begins anew; a server that keeps its old state, "
		    "or a proxy whose backend knows nothing of TLS, answers like this.",
		.reference = "RFC 3207, section 4.2" } },
	{ OUTCOME_CLOSED, STAGE_AFTER_TLS, ANY_MODE, {
		.id = "after-tls-closed",
		.severity = SEVERITIES(HIGH, HIGH, HIGH),
		.title = "does TLS and then closes",
		.advice = "A proxy whose backend is gone, or a server that wants a client "
		    "certificate, ends like this.",
		.reference = "RFC 3207, section 4.2" } },
	{ OUTCOME_RESET, STAGE_AFTER_TLS, ANY_MODE, {
		.id = "after-tls-closed",
		.severity = SEVERITIES(HIGH, HIGH, HIGH),
		.title = "does TLS and then resets the connection",
		.advice = "A proxy whose backend is gone ends like this.",
		.reference = "RFC 3207, section 4.2" } },
	{ OUTCOME_SILENT, STAGE_AFTER_TLS, ANY_MODE, {
		.id = "after-tls-silent",
		.severity = SEVERITIES(HIGH, HIGH, HIGH),
		.title = "does TLS and then says nothing more",
		.advice = "A proxy that ends TLS in front of a backend that waits for something else "
		    "looks like this.",
		.reference = "RFC 3207, section 4.2" } },
	{ OUTCOME_CLOSED, ANY_STAGE, ANY_MODE, {
		.id = "greet-rejected",
		.severity = SEVERITIES(MEDIUM, MEDIUM, MEDIUM),
		.title = "closes the connection",
		.advice = "Often an address list, or a proxy whose backend is gone.",
		.reference = "RFC 5321, section 3.8" } },
	{ OUTCOME_RESET, ANY_STAGE, ANY_MODE, {
		.id = "greet-rejected",
		.severity = SEVERITIES(MEDIUM, MEDIUM, MEDIUM),
		.title = "resets the connection",
		.advice = "Often a firewall, or a daemon that dies.",
		.reference = "RFC 5321, section 3.8" } },
	{ OUTCOME_SILENT, ANY_STAGE, ANY_MODE, {
		.id = "greet-rejected",
		.severity = SEVERITIES(MEDIUM, MEDIUM, MEDIUM),
		.title = "stops answering",
		.advice = "A slow look-up behind the server (DNS, a database) or a filter that drops "
		    "packets looks like this; --timeout waits longer.",
		.reference = "RFC 5321, section 4.5.3.2" } },
	{ OUTCOME_STALLED, ANY_STAGE, ANY_MODE, {
		.id = "greet-rejected",
		.severity = SEVERITIES(MEDIUM, MEDIUM, MEDIUM),
		.title = "stops in the middle of a reply",
		.advice = "A slow look-up behind the server or a filter that drops packets looks like "
		    "this; --timeout waits longer.",
		.reference = "RFC 5321, section 4.5.3.2" } },
	{ OUTCOME_MALFORMED, ANY_STAGE, ANY_MODE, {
		.id = "greet-rejected",
		.severity = SEVERITIES(MEDIUM, MEDIUM, MEDIUM),
		.title = "says something that is no reply of this protocol",
		.advice = "Another service has this port, or something on the way changes the "
		    "dialogue.",
		.reference = "RFC 5321, section 4.2" } },
	{ OUTCOME_TOO_MUCH, ANY_STAGE, ANY_MODE, {
		.id = "greet-rejected",
		.severity = SEVERITIES(MEDIUM, MEDIUM, MEDIUM),
		.title = "sends more than any mail server has to say",
		.advice = "The probe hung up. Another service has this port, or the server is hostile.",
		.reference = "RFC 5321, section 4.5.3.1" } },
	{ OUTCOME_TOO_SLOW, ANY_STAGE, ANY_MODE, {
		.id = "greet-rejected",
		.severity = SEVERITIES(MEDIUM, MEDIUM, MEDIUM),
		.title = "answers so slowly that the probe gave up",
		.advice = "Tarpits do that on purpose, overloaded servers without it; --timeout "
		    "waits longer.",
		.reference = "RFC 5321, section 4.5.3.2" } },
};

/* Ports that do not answer are wrong only where the user says that they should. */
static const struct rule unreachable = {
	.id = "net-unreachable",
	.severity = SEVERITIES(MEDIUM, MEDIUM, MEDIUM),
	.title = "cannot be reached",
	.advice = "Open the listener or the firewall, or do not name this port.",
	.reference = "RFC 5321, section 5.1",
};
/* clang-format on */

static const struct rule *
rule_for(const struct failure *failure, enum mode expected)
{
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (rows[i].outcome == failure->outcome &&
		    (rows[i].stage == ANY_STAGE || rows[i].stage == (int)failure->stage) &&
		    (rows[i].mode == ANY_MODE || rows[i].mode == (int)expected))
			return &rows[i].rule;
	return NULL;
}

static const char *
alert_text(uint32_t number, struct arena *arena)
{
	const char *name = alert_name(number);

	return arena_printf(arena, "%s (%u)", name == NULL ? "unassigned" : name, number);
}

/* What is known beside the server's words. */
static const char *
evidence_of(const struct failure *failure, struct arena *arena)
{
	const char *detail =
	    failure->detail == NULL ? "" : text_escape(arena, span_of(failure->detail), 200);

	switch (failure->outcome) {
	case OUTCOME_ALERT:
	case OUTCOME_CERTIFICATE_WANTED:
		return arena_printf(
		    arena, "alert received: %s", alert_text(failure->number, arena));
	case OUTCOME_OUR_ALERT:
		return arena_printf(
		    arena, "%s; alert sent: %s", detail, alert_text(failure->number, arena));
	case OUTCOME_SILENT:
	case OUTCOME_STALLED:
	case OUTCOME_TOO_SLOW:
		return arena_printf(arena, "waited %u.%u s", failure->number / 1000,
		    failure->number / 100 % 10);
	default:
		return failure->detail == NULL ? NULL : detail;
	}
}

/* Once the other mode is proved, what the first connection met with is only a sign of it. */
static bool
is_explained(const struct port_facts *facts, const struct failure *failure)
{
	return facts->failures[0].outcome == OUTCOME_WRONG_MODE &&
	       failure != &facts->failures[0] && failure->question == QUESTION_BASICS;
}

void
rules_about_failures(
    const struct port_facts *facts, struct arena *arena, struct problems *problems)
{
	const struct endpoint *endpoint = &facts->record->endpoint;

	for (size_t i = 0; i < facts->failures_len; i++) {
		const struct failure *failure = &facts->failures[i];
		const struct rule *rule = rule_for(failure, endpoint->scheme->mode);

		if (rule != NULL && !is_explained(facts, failure))
			problems_add(
			    problems, facts, rule, failure, evidence_of(failure, arena));
	}
	if ((facts->state == PORT_CLOSED || facts->state == PORT_NO_ANSWER) &&
	    endpoint->is_asked_for)
		problems_add(problems, facts, &unreachable, &facts->failures[0],
		    problems_untested(facts));
}
