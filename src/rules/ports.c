/* SPDX-License-Identifier: MIT */
/* Which ports answer, and whether they speak what belongs there. */
#include "rules/failures.h"
#include "rules/topics.h"
#include "rules/untested.h"

#include <string.h>

static struct ruling
check_reachable(const struct subject *subject, const struct rule *rule)
{
	const struct port_facts *port = subject->port;
	struct ruling ruling;

	(void)rule;
	if (port->state == PORT_OK || port->state == PORT_FAILED)
		return ruling_good();
	if (!port->record->endpoint.is_asked_for)
		return ruling_not_applicable("only a port that was named has to answer");
	if (port_lacks_way(port, subject->ports, subject->ports_len))
		return ruling_unknown(port_untested(port));
	ruling = port->failures_len > 0 ? ruling_of_failure(subject, &port->failures[0])
	                                : ruling_bad(NULL);
	ruling.evidence = port_untested(port);
	/* That nothing came back is no proof: a filter may be on our side. */
	ruling.certainty = port->state == PORT_CLOSED ? CERTAINTY_CERTAIN : CERTAINTY_LIKELY;
	return ruling;
}

static const struct rule unreachable = {
	.id = "net-unreachable",
	.severity = SEVERITIES(HIGH, HIGH, MEDIUM, MEDIUM),
	.title = "cannot be reached",
	.why = "Clients that are sent to this port get nowhere, and senders queue their mail "
	       "or try another host.",
	.advice = "Open the listener or the firewall, or do not name this port: in DNS, in "
		  "instructions to users, and here.",
	.reference = "RFC 5321, section 5.1; RFC 6186, section 3",
	.check = check_reachable,
};

/* The port of the same service at the same address where TLS begins at once. Every such scheme
 * is named as its twin with an "s" (RFC 8314 section 7). */
static bool
is_twin(const struct endpoint *one, const struct endpoint *other)
{
	size_t len = strlen(one->scheme->name);

	return strncmp(other->scheme->name, one->scheme->name, len) == 0 &&
	       strcmp(other->scheme->name + len, "s") == 0 &&
	       strcmp(one->address, other->address) == 0;
}

static bool
has_twin_scheme(const struct scheme *scheme)
{
	size_t len = strlen(scheme->name);

	for (size_t i = 0; i < schemes_count; i++)
		if (strncmp(schemes[i].name, scheme->name, len) == 0 &&
		    strcmp(schemes[i].name + len, "s") == 0)
			return true;
	return false;
}

/* What one twin says; several may have been asked, on ports of the user's choice. */
static struct ruling
ruling_of_twin(const struct subject *subject, const struct port_facts *twin)
{
	struct ruling ruling;
	unsigned number = twin->record->endpoint.port;

	if (twin->has_session && twin->mode == MODE_IMPLICIT)
		return ruling_good();
	if (twin->state != PORT_CLOSED && twin->state != PORT_NO_ANSWER)
		return ruling_unknown(arena_printf(subject->arena,
		    "whether TLS begins at once on port %u was not seen", number));
	ruling = ruling_bad(arena_printf(subject->arena,
	    twin->state == PORT_CLOSED ? "port %u is closed" : "port %u does not answer",
	    number));
	ruling.certainty = twin->state == PORT_CLOSED ? CERTAINTY_CERTAIN : CERTAINTY_LIKELY;
	return ruling;
}

static struct ruling
check_twin(const struct subject *subject, const struct rule *rule)
{
	const struct port_facts *port = subject->port;
	struct ruling best = ruling_unknown("the port where TLS begins at once was not asked");

	(void)rule;
	if (port->mode == MODE_IMPLICIT)
		return ruling_not_applicable("TLS begins at once here");
	if (!has_twin_scheme(port->record->endpoint.scheme))
		return ruling_not_applicable(
		    "this service has no port where TLS begins at once");
	if (port->state != PORT_OK)
		return ruling_unknown("the service itself does not work here");
	for (size_t i = 0; i < subject->ports_len; i++) {
		const struct port_facts *twin = &subject->ports[i];
		struct ruling ruling;

		if (!is_twin(&port->record->endpoint, &twin->record->endpoint))
			continue;
		ruling = ruling_of_twin(subject, twin);
		if (ruling.verdict == VERDICT_GOOD)
			return ruling;
		if (best.verdict == VERDICT_UNKNOWN)
			best = ruling;
	}
	return best;
}

static const struct rule no_twin = {
	.id = "implicit-tls-missing",
	.severity = SEVERITIES(OFF, OFF, LOW, MEDIUM),
	.needs = NEED_GREETING,
	.title = "offers the service with STARTTLS only",
	.why =
	    "Whoever sits on the way can strip or abuse the plaintext before STARTTLS; where "
	    "TLS begins at once there is none.",
	.advice =
	    "Open the port where TLS begins at once as well (465, 993, 995), tell clients "
	    "and SRV records of it first, and keep this one only for old clients.",
	.settings = &settings_implicit,
	.reference =
	    "RFC 8314, sections 3 and 4; RFC 9325, section 3.2; RFC 9051, section 11.2",
	.check = check_twin,
};

static const struct rule mismatch = {
	.id = "port-protocol-mismatch",
	.severity = SEVERITIES(HIGH, CRITICAL, HIGH, HIGH),
	.about = STAGE_GREETING,
	.title = "does not speak what belongs on this port",
	.why = "Clients that know what the port's number means fail, or take a plaintext port "
	       "for an encrypted one.",
	.advice =
	    "Let TLS begin at once on 465, 993 and 995 only, use STARTTLS on 25, 587, 110 and "
	    "143, and check which process has this port.",
	.settings = &settings_implicit,
	.reference = "RFC 8314, sections 3.3 and 7; RFC 6335, section 8",
	.check = check_failure,
};

static struct ruling
check_cleartext_access(const struct subject *subject, const struct rule *rule)
{
	const struct port_facts *port = subject->port;
	const struct scheme *scheme = port->record->endpoint.scheme;

	(void)rule;
	if (scheme->mode == MODE_IMPLICIT)
		return ruling_not_applicable("TLS begins at once on this port");
	if (!has_twin_scheme(scheme))
		return ruling_not_applicable(
		    "this service has no port where TLS begins at once");
	if (port->state == PORT_CLOSED)
		return ruling_good();
	if (port->state == PORT_NO_ANSWER)
		return ruling_unknown(port_untested(port));
	if (port->mode == MODE_IMPLICIT)
		return ruling_not_applicable("TLS begins at once here");
	if (port->greeting.len == 0)
		return ruling_unknown("there was no greeting");
	return ruling_bad("the server greets without TLS");
}

static const struct rule cleartext_access = {
	.id = "port-cleartext-access",
	.severity = SEVERITIES(OFF, OFF, OFF, INFO),
	.title = "still has a port for access to mail that begins in clear text",
	.why =
	    "A client that is misconfigured, or misled by an attacker, may send its password "
	    "there before it asks for STARTTLS.",
	.advice =
	    "Once all clients use 993 or 995, close this port, or restrict it to the networks "
	    "of those that cannot.",
	.reference = "RFC 8314, section 4.1; RFC 9325, section 3.2",
	.check = check_cleartext_access,
};

/* Does it begin with a number from 64 to 127? */
static bool
is_in_shared_space(struct span rest)
{
	unsigned number = 0;

	while (rest.len > 0 && rest.data[0] >= '0' && rest.data[0] <= '9' && number < 256) {
		number = number * 10 + (unsigned)(rest.data[0] - '0');
		rest = span_skip(rest, 1);
	}
	return number >= 64 && number <= 127 && span_starts(rest, ".");
}

static bool
is_shared_v4(const char *address)
{
	/* RFC 1122 section 3.2.1.3, RFC 1918 section 3, RFC 3927. */
	static const char *const beginnings[] = { "127.", "10.", "192.168.", "169.254." };
	struct span span = span_of(address);

	for (size_t i = 0; i < COUNT_OF(beginnings); i++)
		if (span_starts(span, beginnings[i]))
			return true;
	/* 100.64.0.0/10 (RFC 6598 section 7): 64 to 127 */
	if (span_starts(span, "100.") && is_in_shared_space(span_skip(span, strlen("100."))))
		return true;
	/* 172.16.0.0/12 */
	return span_starts(span, "172.") && span.len > 6 && span.data[6] == '.' &&
	       ((span.data[4] == '1' && span.data[5] >= '6') || span.data[4] == '2' ||
		   (span.data[4] == '3' && span.data[5] <= '1'));
}

/* Can the address be reached from its own host or network only? */
static bool
is_internal(const char *address)
{
	static const char mapped[] = "::ffff:"; /* RFC 4291 section 2.5.5.2 */
	struct span span = span_of(address);
	bool has_whole_group = span.len > 4 && span.data[4] == ':';

	if (span_starts(span, mapped))
		return is_shared_v4(address + strlen(mapped));
	/* fc00::/7 (RFC 4193 section 3.1), fe80::/10 (RFC 4291 section 2.5.6) */
	if (has_whole_group && (span_starts(span, "fc") || span_starts(span, "fd") ||
				   span_starts(span, "fe8") || span_starts(span, "fe9") ||
				   span_starts(span, "fea") || span_starts(span, "feb")))
		return true;
	return span_is(span, "::1") || is_shared_v4(address);
}

static bool
has_word(struct span text, const char *wanted)
{
	struct span word = span_word(&text);

	for (; word.len > 0; word = span_word(&text))
		if (span_is(word, wanted))
			return true;
	return false;
}

/* Does the greeting call itself LMTP? Its host's name does not count. */
static bool
greets_as_lmtp(const struct port_facts *port)
{
	for (size_t i = 0; i < port->greeting.len; i++) {
		struct span rest = span_skip(port->greeting.lines[i], strlen("220 "));

		if (i == 0)
			(void)span_word(&rest);
		if (has_word(rest, "LMTP"))
			return true;
	}
	return false;
}

/* RFC 2033 section 4.1: LHLO takes the place of EHLO, which is refused. */
static bool
wants_lhlo(const struct port_facts *port)
{
	for (size_t i = 0; i < port->failures_len; i++)
		if (port->failures[i].stage == STAGE_CAPABILITY &&
		    port->failures[i].outcome == OUTCOME_REFUSED &&
		    (span_contains(port->failures[i].words, "LHLO") ||
			span_contains(port->failures[i].words, "LMTP")))
			return true;
	return false;
}

static struct ruling
check_lmtp(const struct subject *subject, const struct rule *rule)
{
	const struct port_facts *port = subject->port;
	const struct endpoint *endpoint = &port->record->endpoint;
	struct ruling ruling;

	(void)rule;
	if (endpoint->scheme->protocol == PROTOCOL_SMTP) {
		if (wants_lhlo(port))
			return ruling_bad("EHLO is refused, and LHLO wanted in its place");
		if (greets_as_lmtp(port))
			return ruling_bad("the greeting says LMTP");
		return ruling_past_stage(port, STAGE_CAPABILITY);
	}
	if (endpoint->scheme->protocol != PROTOCOL_LMTP)
		return ruling_not_applicable("this is no port of SMTP or LMTP");
	if (is_internal(endpoint->address))
		return ruling_good();
	ruling = ruling_past_stage(port, STAGE_CAPABILITY);
	return ruling.verdict == VERDICT_GOOD
	           ? ruling_bad("LHLO is answered at a public address")
	           : ruling;
}

static const struct rule lmtp_exposed = {
	.id = "port-lmtp-exposed",
	.severity = SEVERITIES(HIGH, HIGH, MEDIUM, OFF),
	.needs = NEED_GREETING,
	.title = "offers LMTP where others than its own mail server reach it",
	.why = "LMTP delivers straight into mailboxes, past the filters and limits of the mail "
	       "server in front, and mostly without a login.",
	.advice = "Let LMTP listen on a UNIX socket, or on a loopback or internal address, and "
		  "never on port 25.",
	.reference = "RFC 2033, section 5",
	.check = check_lmtp,
};

enum { TARPIT_US = 30 * 1000 * 1000 }; /* a greeting that takes longer is held back */

/* A further connection that was not let in although the first one was. */
static const struct failure *
lock_out(const struct port_facts *port)
{
	for (size_t i = 0; i < port->failures_len; i++) {
		enum outcome outcome = port->failures[i].outcome;

		if (port->failures[i].question == QUESTION_LOGIN &&
		    (outcome == OUTCOME_CONNECTION_REFUSED || outcome == OUTCOME_FILTERED ||
			outcome == OUTCOME_UNREACHABLE))
			return &port->failures[i];
	}
	return NULL;
}

/* Why a deeper question was left open, if the words say that the server may throttle. */
static const char *
throttle(const struct negotiation *negotiation)
{
	for (size_t i = 0; i < negotiation->asked_len; i++) {
		const struct asked *asked = &negotiation->asked[i];

		if (asked->is_left_open && asked->why_not != NULL &&
		    span_contains(span_of(asked->why_not), "throttle"))
			return asked->why_not;
	}
	return NULL;
}

static struct ruling
check_throttle(const struct subject *subject, const struct rule *rule)
{
	const struct port_facts *port = subject->port;
	const struct failure *failure = failure_of_rule(subject, rule);
	const char *why = throttle(&port->negotiation);
	struct ruling ruling;

	if (failure != NULL)
		return ruling_of_failure(subject, failure);
	if (lock_out(port) != NULL) {
		ruling = ruling_bad("a further connection was not accepted");
		ruling.title = "accepts no further connection";
		ruling.failure = lock_out(port);
		return ruling;
	}
	if (why != NULL)
		return ruling_bad(why);
	if (port->greeting_us > TARPIT_US) {
		ruling = ruling_bad("the greeting took more than 30 s");
		ruling.title = "holds back its greeting";
		return ruling;
	}
	return ruling_past_stage(port, STAGE_GREETING);
}

static const struct rule throttles = {
	.id = "probe-rate-limited",
	.severity = SEVERITIES(INFO, INFO, INFO, INFO),
	.title = "seems to throttle the probe",
	.why = "What was asked later may be left open: that nothing was found there does not "
	       "mean that nothing is wrong.",
	.advice =
	    "Scan again later, with --pace or a smaller --depth, or from an address that the "
	    "server does not limit (Postfix smtpd_client_event_limit_exceptions, Exim "
	    "smtp_accept_max_per_host).",
	.reference = "RFC 5321, sections 3.8 and 4.2.2; RFC 9051, section 7.1.5",
	.check = check_throttle,
};

const struct rule *const rules_about_ports[] = {
	&unreachable,
	&no_twin,
	&mismatch,
	&cleartext_access,
	&lmtp_exposed,
	&throttles,
	NULL,
};
