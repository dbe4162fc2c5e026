/* SPDX-License-Identifier: MIT */
/* Every way in which a connection can fail, and the rules about TLS that does. */
#include "rules/failures.h"

#include "base/text.h"
#include "registry/number.h"
#include "rules/topics.h"
#include "rules/untested.h"

#include <string.h>

enum {
	ALERT_CERTIFICATE_REQUIRED = 116, /* RFC 8446 section 6.2 */
	DETAIL_MOST = 200,
};

/* clang-format off */
const struct failure_row failure_rows[] = {
	/* No connection at all. */
	{ OUTCOME_CONNECTION_REFUSED, STAGE_CONNECT, ANY_MODE, "net-unreachable",
	    "refuses the connection",
	    "Nothing listens on this port, or only on another address; some firewalls refuse "
	    "like that, too." },
	{ OUTCOME_FILTERED, STAGE_CONNECT, ANY_MODE, "net-unreachable",
	    "does not answer to TCP",
	    "A firewall here, there or between drops the packets, or the host is down." },
	{ OUTCOME_UNREACHABLE, STAGE_CONNECT, ANY_MODE, "net-unreachable",
	    "cannot be reached from here",
	    "There is no route to this address: often IPv6 that one of the two ends only "
	    "believes to have." },

	/* Modes and protocols mixed up. */
	{ OUTCOME_WRONG_MODE, ANY_STAGE, MODE_STARTTLS, "port-protocol-mismatch",
	    "begins with TLS on a port that should begin in plaintext",
	    "Clients that follow the standard wait for a greeting that never comes. Use "
	    "implicit TLS (Postfix smtpd_tls_wrappermode, Dovecot ssl = yes in the listener, "
	    "Exim tls_on_connect_ports) only on 465, 993 and 995." },
	{ OUTCOME_WRONG_MODE, ANY_STAGE, MODE_IMPLICIT, "port-protocol-mismatch",
	    "speaks plaintext on a port where TLS should begin at once",
	    "Clients report 'wrong version number' here. The service on this port lacks implicit "
	    "TLS (Postfix smtpd_tls_wrappermode = yes, Dovecot ssl = yes in the listener, Exim "
	    "tls_on_connect_ports)." },
	{ OUTCOME_PLAINTEXT, ANY_STAGE, MODE_IMPLICIT, "port-protocol-mismatch",
	    "answers the TLS hello with plaintext",
	    "The service on this port lacks implicit TLS." },
	{ OUTCOME_PLAINTEXT, ANY_STAGE, MODE_STARTTLS, "starttls-handshake-failed",
	    "gives the go-ahead and then answers the TLS hello with plaintext",
	    "Clients report 'wrong version number'. Something between the client and the mail "
	    "server answers in its place, or the server could not start TLS and says so too "
	    "late: its log tells." },
	{ OUTCOME_TLS_EXPECTED, ANY_STAGE, ANY_MODE, "port-protocol-mismatch",
	    "sends TLS bytes where a plaintext greeting belongs",
	    "The service on this port seems to be set to implicit TLS." },
	{ OUTCOME_HTTP, ANY_STAGE, ANY_MODE, "port-protocol-mismatch",
	    "is a web server, not a mail server",
	    "A proxy or another service has this port, or the name leads to the wrong host." },
	{ OUTCOME_OTHER_PROTOCOL, ANY_STAGE, ANY_MODE, "port-protocol-mismatch",
	    "greets in another protocol than the one that belongs on this port",
	    "Two services have their ports mixed up, or the name leads to the wrong host." },

	/* The greeting and the list of capabilities. */
	{ OUTCOME_GOODBYE, ANY_STAGE, ANY_MODE, "probe-rate-limited",
	    "says goodbye instead of going on",
	    "That is how servers throttle clients, or say that they are overloaded or shutting "
	    "down. Nothing more was asked; try later, or from an address that is allowed to." },
	{ OUTCOME_PREAUTH, ANY_STAGE, ANY_MODE, "imap-preauth-cleartext",
	    "greets with PREAUTH: the session is logged in without TLS",
	    "STARTTLS is impossible in this state. Never configure pre-authentication on a port "
	    "that can be reached from a network." },
	{ OUTCOME_REFUSED, STAGE_GREETING, ANY_MODE, "greet-rejected",
	    "refuses at the greeting",
	    "The server's own words say why: often an address list, or a service that is not "
	    "fully up." },
	{ OUTCOME_SILENT, STAGE_GREETING, ANY_MODE, "greet-rejected",
	    "accepts the connection and then says nothing",
	    "Often a proxy that waits for a PROXY header or whose backend is gone, a firewall "
	    "that answers for a dead host, or a daemon that has run out of processes." },
	{ OUTCOME_REFUSED, STAGE_CAPABILITY, ANY_MODE, "greet-rejected",
	    "refuses to list its capabilities",
	    "Without EHLO there is no STARTTLS and no AUTH. Some servers refuse the name that a "
	    "client gives: try --ehlo-name with a name that resolves." },

	/* STARTTLS. */
	{ OUTCOME_NOT_OFFERED, ANY_STAGE, ANY_MODE, "starttls-not-offered",
	    "does not offer STARTTLS, and refuses it",
	    "Everything on this port travels in clear text. Postfix smtpd_tls_security_level = "
	    "may with smtpd_tls_chain_files, Dovecot ssl = required with certificate and key, "
	    "Exim tls_advertise_hosts = *." },
	{ OUTCOME_MASKED, ANY_STAGE, ANY_MODE, "starttls-masked",
	    "has its STARTTLS overwritten on the way, and refuses it",
	    "A firewall between here and the server rewrites the dialogue (Cisco 'inspect esmtp', "
	    "'fixup smtp' and the like). Switch that off." },
	{ OUTCOME_REFUSED, STAGE_STARTTLS, ANY_MODE, "starttls-refused",
	    "advertises STARTTLS and then refuses it",
	    "Usually its certificate or key cannot be read or do not belong together: its log "
	    "says which." },
	{ OUTCOME_MALFORMED, STAGE_STARTTLS, ANY_MODE, "starttls-bad-reply",
	    "answers STARTTLS with something that is no reply",
	    "No client can go on from here." },
	{ OUTCOME_CLOSED_BEFORE_HELLO, ANY_STAGE, ANY_MODE, "starttls-conn-closed",
	    "gives the go-ahead and closes before the TLS hello is sent",
	    "The server, or a proxy in front of it, dies while it sets up TLS: look for the key, "
	    "the certificate and the process in its log." },
	{ OUTCOME_RESET_BEFORE_HELLO, ANY_STAGE, ANY_MODE, "starttls-conn-closed",
	    "gives the go-ahead and resets the connection before the TLS hello is sent",
	    "The server, or a proxy or firewall in front of it, breaks off: look for the key, the "
	    "certificate and the process in its log." },
	{ OUTCOME_CLOSED, STAGE_STARTTLS, ANY_MODE, "starttls-conn-closed",
	    "closes when STARTTLS is asked for",
	    "A firewall that forbids TLS on this port does that, and so does a server whose TLS "
	    "is broken." },
	{ OUTCOME_RESET, STAGE_STARTTLS, ANY_MODE, "starttls-conn-closed",
	    "resets the connection when STARTTLS is asked for",
	    "A firewall that forbids TLS on this port does that." },

	/* The handshake. */
	{ OUTCOME_CLOSED, STAGE_HANDSHAKE, ANY_MODE, "tls-handshake-failed",
	    "closes when it gets the TLS hello",
	    "Without an alert the reason is in the server's log only: a key that cannot be used, "
	    "a name that it does not know, or a hello that something on the way does not like." },
	{ OUTCOME_RESET, STAGE_HANDSHAKE, ANY_MODE, "tls-handshake-failed",
	    "resets the connection when it gets the TLS hello",
	    "Servers rarely do that; firewalls and old Windows servers do." },
	{ OUTCOME_SILENT, STAGE_HANDSHAKE, ANY_MODE, "tls-handshake-failed",
	    "does not answer the TLS hello",
	    "The go-ahead came from something that does not do TLS itself, or the hello was lost "
	    "on the way to it." },
	{ OUTCOME_STALLED, STAGE_HANDSHAKE, ANY_MODE, "tls-handshake-failed",
	    "stops in the middle of the TLS handshake",
	    "Large packets that get lost (a path with a smaller MTU, ICMP filtered) look like "
	    "that, since the certificate is the largest of all." },
	{ OUTCOME_CERTIFICATE_WANTED, ANY_STAGE, ANY_MODE, "tls-client-cert",
	    "wants a certificate from the client and ends the connection without one",
	    "If that is not meant: Postfix smtpd_tls_req_ccert = no, Dovecot "
	    "auth_ssl_require_client_cert = no, Exim tls_verify_hosts empty." },
	{ OUTCOME_ALERT, ANY_STAGE, ANY_MODE, "tls-handshake-failed",
	    "ends TLS with an alert",
	    "protocol_version and handshake_failure mean that nothing of what was offered (TLS "
	    "1.0 to 1.3, with all common suites) suits it, or that it has no usable certificate; "
	    "internal_error is the server's own trouble." },
	{ OUTCOME_OUR_ALERT, ANY_STAGE, ANY_MODE, "tls-handshake-failed",
	    "sends TLS that the probe's library does not accept",
	    "An answer that breaks the standard, or a version or suite older than TLS 1.0 and "
	    "than anything that was offered." },
	{ OUTCOME_TLS_ERROR, ANY_STAGE, ANY_MODE, "tls-handshake-failed",
	    "sends TLS that the probe's library cannot follow",
	    "Clients will fail here in different ways." },

	/* Inside TLS. */
	{ OUTCOME_REFUSED, STAGE_AFTER_TLS, ANY_MODE, "after-tls-refused",
	    "does TLS and then refuses to go on",
	    "After STARTTLS the dialogue begins anew; a server that keeps its old state, or a "
	    "proxy whose backend knows nothing of TLS, answers like this." },
	{ OUTCOME_CLOSED, STAGE_AFTER_TLS, ANY_MODE, "after-tls-closed",
	    "does TLS and then closes",
	    "A proxy whose backend is gone, or a server that wants a client certificate, ends "
	    "like this." },
	{ OUTCOME_RESET, STAGE_AFTER_TLS, ANY_MODE, "after-tls-closed",
	    "does TLS and then resets the connection",
	    "A proxy whose backend is gone ends like this." },
	{ OUTCOME_SILENT, STAGE_AFTER_TLS, ANY_MODE, "after-tls-silent",
	    "does TLS and then says nothing more",
	    "A proxy that ends TLS in front of a backend that waits for something else looks like "
	    "this." },

	/* Anywhere else. */
	{ OUTCOME_REFUSED, ANY_STAGE, ANY_MODE, "greet-rejected",
	    "refuses to go on",
	    "The server's own words say why." },
	{ OUTCOME_CLOSED, ANY_STAGE, ANY_MODE, "greet-rejected",
	    "closes the connection",
	    "Often an address list, or a proxy whose backend is gone." },
	{ OUTCOME_RESET, ANY_STAGE, ANY_MODE, "greet-rejected",
	    "resets the connection",
	    "Often a firewall, or a daemon that dies." },
	{ OUTCOME_SILENT, ANY_STAGE, ANY_MODE, "greet-rejected",
	    "stops answering",
	    "A slow look-up behind the server (DNS, a database) or a filter that drops packets "
	    "looks like this; --timeout waits longer." },
	{ OUTCOME_STALLED, ANY_STAGE, ANY_MODE, "greet-rejected",
	    "stops in the middle of a reply",
	    "A slow look-up behind the server or a filter that drops packets looks like this; "
	    "--timeout waits longer." },
	{ OUTCOME_MALFORMED, ANY_STAGE, ANY_MODE, "greet-rejected",
	    "says something that is no reply of this protocol",
	    "Another service has this port, or something on the way changes the dialogue." },
	{ OUTCOME_TOO_MUCH, ANY_STAGE, ANY_MODE, "greet-rejected",
	    "sends more than any mail server has to say",
	    "The probe hung up. Another service has this port, or the server is hostile." },
	{ OUTCOME_TOO_SLOW, ANY_STAGE, ANY_MODE, "greet-rejected",
	    "answers so slowly that the probe gave up",
	    "Tarpits do that on purpose, overloaded servers without it; --timeout waits longer." },
};
/* clang-format on */
const size_t failure_rows_count = COUNT_OF(failure_rows);

static const struct failure_row *
row_for(const struct failure *failure, enum mode expected)
{
	for (size_t i = 0; i < failure_rows_count; i++) {
		const struct failure_row *row = &failure_rows[i];

		if (row->outcome == failure->outcome &&
		    (row->stage == ANY_STAGE || row->stage == (int)failure->stage) &&
		    (row->mode == ANY_MODE || row->mode == (int)expected))
			return row;
	}
	return NULL;
}

/* Once the other mode is proved, what the first connection met with is only a sign of it. */
static bool
is_explained(const struct port_facts *port, const struct failure *failure)
{
	return port->failures[0].outcome == OUTCOME_WRONG_MODE &&
	       failure != &port->failures[0] && failure->question == QUESTION_BASICS;
}

const struct failure *
failure_of_rule(const struct subject *subject, const struct rule *rule)
{
	const struct port_facts *port = subject->port;
	enum mode expected = port->record->endpoint.scheme->mode;

	for (size_t i = 0; i < port->failures_len; i++) {
		const struct failure_row *row = row_for(&port->failures[i], expected);

		if (row != NULL && strcmp(row->rule, rule->id) == 0 &&
		    !is_explained(port, &port->failures[i]))
			return &port->failures[i];
	}
	return NULL;
}

static const char *
alert_text(uint32_t number, struct arena *arena)
{
	const char *name = alert_name(number);

	return arena_printf(arena, "%s (%u)", name == NULL ? "unassigned" : name, number);
}

/* The server's words may differ from one connection to the next (dates, numbers of sessions):
 * they belong to the failure. What stays is the code of SMTP's replies (RFC 5321 section 4.2,
 * RFC 3463), and the first word of others. */
static const char *
reply_text(const struct failure *failure, enum protocol protocol, struct arena *arena)
{
	enum { WORD_MOST = 12 };
	struct span rest = failure->words;
	struct span word = span_word(&rest);

	/* IMAP's tag, or its "*", comes first. */
	if (protocol == PROTOCOL_IMAP)
		word = span_word(&rest);
	for (size_t i = 0; i < word.len; i++)
		if (word.data[i] == '\n')
			word.len = i;
	if ((protocol == PROTOCOL_SMTP || protocol == PROTOCOL_LMTP) && word.len > 3)
		word.len = 3;
	return word.len == 0 ? "a refusal"
	                     : arena_printf(arena, "the answer is %s",
				   text_escape(arena, word, WORD_MOST));
}

static const char *
seen_at(enum outcome outcome)
{
	switch (outcome) {
	case OUTCOME_CLOSED:
	case OUTCOME_CLOSED_BEFORE_HELLO:
		return "the server closes";
	case OUTCOME_RESET:
	case OUTCOME_RESET_BEFORE_HELLO:
		return "the connection is reset";
	case OUTCOME_WRONG_MODE:
		return "a connection in the other mode succeeds";
	case OUTCOME_HTTP:
		return "the answer is HTTP";
	case OUTCOME_PLAINTEXT:
		return "the answer is plaintext";
	case OUTCOME_TLS_EXPECTED:
		return "the answer is TLS";
	case OUTCOME_OTHER_PROTOCOL:
		return "the answer is of another protocol";
	case OUTCOME_MALFORMED:
		return "the answer is no reply";
	default:
		return outcome_name(outcome);
	}
}

/* What is known beside the server's words. */
static const char *
evidence_of(const struct failure *failure, enum protocol protocol, struct arena *arena)
{
	const char *detail = failure->detail == NULL
	                         ? NULL
	                         : text_escape(arena, span_of(failure->detail), DETAIL_MOST);

	switch (failure->outcome) {
	case OUTCOME_ALERT:
	case OUTCOME_CERTIFICATE_WANTED:
		return arena_printf(
		    arena, "alert received: %s", alert_text(failure->number, arena));
	case OUTCOME_OUR_ALERT:
		return arena_printf(arena, "%s; alert sent: %s",
		    detail == NULL ? "no reason given" : detail,
		    alert_text(failure->number, arena));
	case OUTCOME_SILENT:
	case OUTCOME_STALLED:
	case OUTCOME_TOO_SLOW: /* as long as we wait, not as long as it took */
		return arena_printf(arena, "waited %u.%u s", failure->number / 1000,
		    failure->number / 100 % 10);
	case OUTCOME_REFUSED:
	case OUTCOME_GOODBYE:
	case OUTCOME_NOT_OFFERED:
	case OUTCOME_MASKED:
		return reply_text(failure, protocol, arena);
	default:
		return detail != NULL
		           ? detail
		           : arena_printf(arena, "%s, at stage %s", seen_at(failure->outcome),
				 stage_name(failure->stage));
	}
}

struct ruling
ruling_of_failure(const struct subject *subject, const struct failure *failure)
{
	const struct scheme *scheme = subject->port->record->endpoint.scheme;
	const struct failure_row *row = row_for(failure, scheme->mode);
	struct ruling ruling =
	    ruling_bad(evidence_of(failure, scheme->protocol, subject->arena));

	ruling.failure = failure;
	if (row != NULL) {
		ruling.title = row->title;
		ruling.cause = row->cause;
	}
	return ruling;
}

static bool
has_failed_at(const struct port_facts *port, enum stage stage)
{
	for (size_t i = 0; i < port->failures_len; i++)
		if (port->failures[i].stage == stage && !is_explained(port, &port->failures[i]))
			return true;
	return false;
}

/* Did the dialogue go on behind this stage? In the order of STARTTLS: where TLS begins at once,
 * the handshake comes first. */
static bool
has_passed(const struct port_facts *port, enum stage stage)
{
	if (port->state == PORT_OK)
		return true;
	if (has_failed_at(port, stage))
		return false;
	switch (stage) {
	case STAGE_GREETING:
		return port->greeting.len > 0;
	case STAGE_CAPABILITY:
		return port->greeting.len > 0 && !has_failed_at(port, STAGE_GREETING) &&
		       (port->before.len > 0 || port->after.len > 0 || port->go_ahead.len > 0 ||
			   answer_is_decided(&port->starttls_advertised));
	case STAGE_STARTTLS:
		return port->go_ahead.len > 0;
	case STAGE_HANDSHAKE:
		return port->has_session;
	case STAGE_AFTER_TLS:
		return port->has_session && port->after.len > 0;
	case STAGE_RESOLVE:
	case STAGE_CONNECT:
	case STAGE_LOGIN:
	case STAGE_COMMAND:
	case STAGE_ENVELOPE:
	case STAGE_MESSAGE:
	case STAGE_QUIT:
	case STAGE_COUNT:
		break;
	}
	return true;
}

struct ruling
ruling_past_stage(const struct port_facts *port, enum stage stage)
{
	bool needs_tls = stage == STAGE_HANDSHAKE || stage == STAGE_AFTER_TLS;

	if (port->state == PORT_CLOSED)
		return ruling_not_applicable("nothing listens there");
	if (port->state != PORT_OK && port->state != PORT_FAILED)
		return ruling_unknown(port_untested(port));
	if (stage == STAGE_STARTTLS && port->mode == MODE_IMPLICIT)
		return ruling_not_applicable("TLS begins at once here");
	if (has_passed(port, stage))
		return ruling_good();
	if ((stage == STAGE_STARTTLS || needs_tls) && port->go_ahead.len == 0 &&
	    port->starttls_works.value == ANSWER_NO)
		return ruling_not_applicable("STARTTLS does not work here");
	return ruling_unknown(
	    needs_tls ? "TLS was not reached" : "the dialogue did not get that far");
}

struct ruling
check_failure(const struct subject *subject, const struct rule *rule)
{
	const struct failure *failure = failure_of_rule(subject, rule);

	return failure != NULL ? ruling_of_failure(subject, failure)
	                       : ruling_past_stage(subject->port, (enum stage)rule->about);
}

static const struct rule handshake_failed = {
	.id = "tls-handshake-failed",
	.severity = SEVERITIES(HIGH, CRITICAL, HIGH, HIGH),
	.about = STAGE_HANDSHAKE,
	.title = "does not finish the TLS handshake",
	.why = "No client gets TLS here: those that insist on it fail, the others go on in "
	       "clear text.",
	.advice =
	    "Look into the server's log at the time of the probe. Check that certificate and "
	    "key can be read and belong together, and that versions and suites are not set so "
	    "narrowly that nothing is left.",
	.settings = &settings_chain,
	.reference = "RFC 8446, section 6; RFC 3207, section 4.1; RFC 2923, section 2.1",
	.check = check_failure,
};

static const struct rule refuses_inside = {
	.id = "after-tls-refused",
	.severity = SEVERITIES(HIGH, CRITICAL, HIGH, HIGH),
	.about = STAGE_AFTER_TLS,
	.title = "does TLS and then refuses to go on",
	.why = "The session is safe and good for nothing: no mail and no login gets through.",
	.advice = "Look for the reason in the server's own words and its log. Where a proxy "
		  "ends TLS, let it speak to a backend that takes the dialogue from there.",
	.reference = "RFC 3207, section 4.2; RFC 9051, section 6.2.1",
	.check = check_failure,
};

static const struct rule closes_inside = {
	.id = "after-tls-closed",
	.severity = SEVERITIES(HIGH, CRITICAL, HIGH, HIGH),
	.about = STAGE_AFTER_TLS,
	.title = "does TLS and then breaks the connection",
	.why = "The session is safe and good for nothing: no mail and no login gets through.",
	.advice =
	    "Look into the log of the server and of any proxy in front of it: one of them "
	    "hangs up as soon as TLS stands.",
	.reference = "RFC 3207, section 4.2; RFC 9051, section 6.2.1",
	.check = check_failure,
};

static const struct rule silent_inside = {
	.id = "after-tls-silent",
	.severity = SEVERITIES(HIGH, CRITICAL, HIGH, HIGH),
	.about = STAGE_AFTER_TLS,
	.title = "does TLS and then says nothing more",
	.why = "Clients wait until they give up, and many try again all the time.",
	.advice = "Where a proxy ends TLS, check what its backend waits for: TLS of its own, a "
		  "PROXY header, or the dialogue from its beginning.",
	.reference = "RFC 3207, section 4.2; RFC 5321, section 4.5.3.2",
	.check = check_failure,
};

static struct ruling
check_client_certificate(const struct subject *subject, const struct rule *rule)
{
	const struct port_facts *port = subject->port;
	const struct failure *failure = failure_of_rule(subject, rule);
	struct ruling ruling;

	if (failure != NULL) {
		ruling = ruling_of_failure(subject, failure);
		ruling.grade = GRADE_GRAVER;
		/* Other alerts may have another reason. */
		ruling.certainty = failure->number == ALERT_CERTIFICATE_REQUIRED
		                       ? CERTAINTY_CERTAIN
		                       : CERTAINTY_LIKELY;
		return ruling;
	}
	if (port->asked_for_certificate || port->session->wants_client_certificate)
		return ruling_bad("the server asks for a client certificate, and does without");
	return ruling_past_stage(port, STAGE_HANDSHAKE);
}

static const struct rule wants_certificate = {
	.id = "tls-client-cert",
	.severity = SEVERITIES(INFO, LOW, LOW, LOW),
	.graver = SEVERITIES(HIGH, HIGH, HIGH, HIGH),
	.title = "asks clients for a certificate",
	.why = "Mail programs ask their users for a certificate that they do not have, and a "
	       "server that insists locks out all the others.",
	.advice =
	    "Do not ask for client certificates unless users or relays log in with them; where "
	    "they do, give them a port of their own.",
	.settings = &settings_no_client_certificate,
	.reference = "RFC 8314, section 4.2; RFC 8446, section 4.3.2",
	.check = check_client_certificate,
};

const struct rule *const rules_about_failures[] = {
	&handshake_failed,
	&refuses_inside,
	&closes_inside,
	&silent_inside,
	&wants_certificate,
	NULL,
};
