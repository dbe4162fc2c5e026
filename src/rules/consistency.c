/* SPDX-License-Identifier: MIT */
/* What the ports and addresses of one host should have in common. */
#include "base/text.h"
#include "rules/comparison.h"
#include "rules/names.h"
#include "rules/topics.h"

#include <string.h>

enum { NAME_TOLD = 255 };

static const struct endpoint *
endpoint_of(const struct port_facts *port)
{
	return &port->record->endpoint;
}

static bool
is_at_same_address(const struct port_facts *a, const struct port_facts *b)
{
	return strcmp(endpoint_of(a)->address, endpoint_of(b)->address) == 0;
}

static bool
is_same_service(const struct port_facts *a, const struct port_facts *b)
{
	return endpoint_of(a)->port == endpoint_of(b)->port &&
	       endpoint_of(a)->scheme == endpoint_of(b)->scheme;
}

/* The same port at another address. */
static bool
is_counterpart(const struct port_facts *a, const struct port_facts *b)
{
	return is_same_service(a, b) && !is_at_same_address(a, b);
}

static bool
is_ipv6(const struct port_facts *port)
{
	return strchr(endpoint_of(port)->address, ':') != NULL;
}

static bool
answers(const struct port_facts *port)
{
	return port->state == PORT_OK || port->state == PORT_FAILED;
}

/* Does any port of this family say anything? If not, it may be this machine that has no way
 * there. */
static bool
reaches_family(const struct subject *subject, bool is_v6)
{
	for (size_t i = 0; i < subject->ports_len; i++)
		if (is_ipv6(&subject->ports[i]) == is_v6 &&
		    (answers(&subject->ports[i]) || subject->ports[i].state == PORT_CLOSED))
			return true;
	return false;
}

static bool
has_no_route(const struct port_facts *port)
{
	return port->state == PORT_NO_ANSWER && port->failures_len > 0 &&
	       port->failures[0].outcome == OUTCOME_UNREACHABLE;
}

/* Is it known whether the port answers? */
static bool
is_state_known(const struct subject *subject, const struct port_facts *port)
{
	return port->state != PORT_UNKNOWN &&
	       !(has_no_route(port) && !reaches_family(subject, is_ipv6(port)));
}

/* A port that is closed says so; one that keeps silent may be kept from us alone. */
static enum certainty
silence_certainty(const struct subject *subject, const struct port_facts *port)
{
	return port->state == PORT_CLOSED || reaches_family(subject, is_ipv6(port))
	           ? CERTAINTY_CERTAIN
	           : CERTAINTY_LIKELY;
}

/* Addresses. */

static bool
is_silent_ipv6(const struct port_facts *port, const struct port_facts *other)
{
	return is_ipv6(port) && !answers(port) && !is_ipv6(other) && answers(other);
}

static void
compare_answers(const struct subject *subject, struct comparison *comparison)
{
	bool is_here = answers(comparison->here);
	const struct port_facts *silent = is_here ? comparison->there : comparison->here;

	comparison_add(comparison,
	    arena_printf(subject->arena,
		is_here ? "%s does not answer on this port; here it does"
			: "%s answers on this port; here nothing does",
		comparison->name),
	    silence_certainty(subject, silent));
}

static struct ruling
compare_address(const struct subject *subject, const struct port_facts *other)
{
	const struct port_facts *port = subject->port;
	struct comparison comparison;
	struct ruling ruling;

	if (!is_state_known(subject, port) || !is_state_known(subject, other))
		return ruling_unknown("whether both addresses answer is not known");
	if (!answers(port) && !answers(other))
		return ruling_not_applicable("neither address answers on this port");
	if (is_silent_ipv6(port, other) || is_silent_ipv6(other, port))
		return ruling_not_applicable("the IPv6 address does not answer: see cons-ipv6");
	comparison_init(&comparison, subject->arena, endpoint_of(other)->address, other, port);
	if (answers(port) != answers(other)) {
		compare_answers(subject, &comparison);
		return comparison_ruling(&comparison);
	}
	comparison_starttls(&comparison);
	comparison_versions(&comparison);
	comparison_classes(&comparison);
	comparison_login(&comparison);
	comparison_certificate(&comparison);
	ruling = comparison_ruling(&comparison);
	/* Each back end may have a key of its own; what is wrong with one is told of it. */
	if (comparison.is_all_certificate)
		ruling.grade = GRADE_MILDER;
	return ruling;
}

/* The usual grade of bad, the milder one, not known, good, not applicable. */
static int
weight(const struct ruling *ruling)
{
	switch (ruling->verdict) {
	case VERDICT_BAD:
		return ruling->grade == GRADE_MILDER ? 3 : 4;
	case VERDICT_UNKNOWN:
		return 2;
	case VERDICT_GOOD:
		return 1;
	case VERDICT_NOT_APPLICABLE:
	case VERDICT_COUNT:
		break;
	}
	return 0;
}

/* In an order of its own, IPv4 first: that of DNS changes from one scan to the next. */
static bool
is_address_before(const struct port_facts *a, const struct port_facts *b)
{
	if (is_ipv6(a) != is_ipv6(b))
		return is_ipv6(b);
	return strcmp(endpoint_of(a)->address, endpoint_of(b)->address) < 0;
}

/* With all addresses before this one, so that each difference is told once; of what weighs the
 * same, the first. */
static struct ruling
check_addresses(const struct subject *subject, const struct rule *rule)
{
	struct ruling worst = ruling_not_applicable("the host has no other address");
	const struct port_facts *told = NULL;

	(void)rule;
	for (size_t i = 0; i < subject->ports_len; i++) {
		const struct port_facts *other = &subject->ports[i];
		struct ruling ruling;

		if (!is_counterpart(other, subject->port))
			continue;
		if (is_address_before(subject->port, other)) {
			if (told == NULL)
				worst = ruling_not_applicable("told at the later addresses");
			continue;
		}
		ruling = compare_address(subject, other);
		if (told == NULL || weight(&ruling) > weight(&worst) ||
		    (weight(&ruling) == weight(&worst) && is_address_before(other, told))) {
			worst = ruling;
			told = other;
		}
	}
	return worst;
}

static const struct rule addresses_differ = {
	.id = "cons-addr",
	.severity = SEVERITIES(MEDIUM, HIGH, MEDIUM, MEDIUM),
	.milder = SEVERITIES(INFO, INFO, INFO, INFO),
	.needs = NEED_NOTHING,
	.part_of = "net-unreachable",
	.title = "differs from the same port at another address of the host",
	.why = "Chance decides which address a client takes, and with it whether it gets the "
	       "weaker one, or none.",
	.advice =
	    "Give the service the same configuration at all addresses. Look at listeners "
	    "of their own for single addresses, at load balancers, and at hosts that were "
	    "forgotten in the DNS.",
	.reference = "RFC 9325, section 3.9; RFC 7672, section 2.2",
	.check = check_addresses,
};

static struct ruling
judge_ipv6(const struct subject *subject, const struct port_facts *ipv4)
{
	const struct port_facts *port = subject->port;
	struct ruling ruling;

	if (ipv4 == NULL)
		return ruling_not_applicable("the host has no IPv4 address to compare with");
	if (answers(port))
		return ruling_good();
	if (!answers(ipv4))
		return is_state_known(subject, ipv4)
		           ? ruling_not_applicable("the port does not answer over IPv4 either")
		           : ruling_unknown("whether it answers over IPv4 is not known");
	if (!is_state_known(subject, port))
		return ruling_unknown("there is no way to the address: IPv6 may not work from "
				      "where this runs");
	ruling = ruling_bad(arena_printf(subject->arena, "%s answers on this port; %s does not",
	    endpoint_of(ipv4)->address, endpoint_of(port)->address));
	ruling.certainty = silence_certainty(subject, port);
	return ruling;
}

static struct ruling
check_ipv6(const struct subject *subject, const struct rule *rule)
{
	const struct port_facts *ipv4 = NULL;

	(void)rule;
	if (!is_ipv6(subject->port))
		return ruling_not_applicable("this is an IPv4 address");
	for (size_t i = 0; i < subject->ports_len; i++) {
		const struct port_facts *other = &subject->ports[i];

		if (is_counterpart(other, subject->port) && !is_ipv6(other) &&
		    (ipv4 == NULL || (answers(other) && !answers(ipv4)) ||
			(answers(other) == answers(ipv4) && is_address_before(other, ipv4))))
			ipv4 = other;
	}
	return judge_ipv6(subject, ipv4);
}

static const struct rule ipv6_is_silent = {
	.id = "cons-ipv6",
	.severity = SEVERITIES(MEDIUM, MEDIUM, MEDIUM, MEDIUM),
	.needs = NEED_NOTHING,
	.part_of = "net-unreachable",
	.title = "has an IPv6 address that does not answer on this port",
	.why = "Clients and senders that try IPv6 first wait until they give it up, and those "
	       "with IPv6 alone never get through.",
	.advice = "Let the service listen on the IPv6 address too, open the port in its "
		  "firewall, or take the AAAA record out.",
	.reference = "RFC 5321, sections 5.1 and 5.2; RFC 8305, section 5",
	.check = check_ipv6,
};

/* Ports. */

/* The port where TLS begins at once, of the same service at the same address. */
static const struct port_facts *
find_twin(const struct subject *subject)
{
	const struct scheme *scheme = endpoint_of(subject->port)->scheme;

	for (size_t i = 0; i < subject->ports_len; i++) {
		const struct port_facts *other = &subject->ports[i];

		if (endpoint_of(other)->scheme->protocol == scheme->protocol &&
		    endpoint_of(other)->scheme->role == scheme->role &&
		    endpoint_of(other)->scheme->mode == MODE_IMPLICIT &&
		    is_at_same_address(other, subject->port))
			return other;
	}
	return NULL;
}

static struct ruling
check_twin(const struct subject *subject, const struct rule *rule)
{
	const struct port_facts *twin;
	struct comparison comparison;

	(void)rule;
	if (endpoint_of(subject->port)->scheme->mode == MODE_IMPLICIT)
		return ruling_not_applicable("told on the port with STARTTLS");
	twin = find_twin(subject);
	if (twin == NULL)
		return ruling_not_applicable("no port with TLS from the beginning was asked");
	if (twin->state == PORT_CLOSED || twin->state == PORT_NO_ANSWER)
		return ruling_not_applicable("the port with TLS from the beginning does not "
					     "answer");
	comparison_init(&comparison, subject->arena,
	    arena_printf(subject->arena, "port %u", endpoint_of(twin)->port), twin,
	    subject->port);
	comparison_versions(&comparison);
	comparison_classes(&comparison);
	comparison_certificate(&comparison);
	return comparison_ruling(&comparison);
}

static const struct rule twins_differ = {
	.id = "cons-port",
	.severity = SEVERITIES(OFF, OFF, LOW, LOW),
	.needs = NEED_SESSION,
	.title = "differs from the port of the same service where TLS begins at once",
	.why =
	    "What was hardened at one door is open at the other, and clients that look alike "
	    "meet with different faults.",
	.advice =
	    "Keep the settings of TLS in one place for all ports of a service, and restart "
	    "all of its processes when they or the certificate change.",
	.reference = "RFC 9325, section 3.9; RFC 8314, section 4",
	.check = check_twin,
};

static bool
is_comparable(const struct port_facts *a, const struct port_facts *b)
{
	const char *one = endpoint_of(a)->server_name;
	const char *other = endpoint_of(b)->server_name;

	return is_at_same_address(a, b) && span_equal(span_of(one), span_of(other));
}

static bool
has_same_certificate(const struct port_facts *a, const struct port_facts *b)
{
	return port_certificate(a) != NULL && port_certificate(b) != NULL &&
	       is_comparable(a, b) && port_shares_certificate(a, b);
}

static size_t
count_same(const struct subject *subject, const struct port_facts *port)
{
	size_t count = 0;

	for (size_t i = 0; i < subject->ports_len; i++)
		count += has_same_certificate(&subject->ports[i], port);
	return count;
}

/* The port whose certificate most ports of the address have. */
static const struct port_facts *
find_usual(const struct subject *subject)
{
	const struct port_facts *usual = subject->port;
	size_t most = 0;

	for (size_t i = 0; i < subject->ports_len; i++) {
		const struct port_facts *port = &subject->ports[i];

		if (is_comparable(port, subject->port) && count_same(subject, port) > most) {
			most = count_same(subject, port);
			usual = port;
		}
	}
	return usual;
}

/* "port 25", "ports 465, 587": those with this port's certificate. */
static const char *
list_same(const struct subject *subject, const struct port_facts *port)
{
	const char *text = NULL;

	for (size_t i = 0; i < subject->ports_len; i++) {
		unsigned number = endpoint_of(&subject->ports[i])->port;

		if (has_same_certificate(&subject->ports[i], port))
			text = text == NULL
			           ? arena_printf(subject->arena, "%u", number)
			           : arena_printf(subject->arena, "%s, %u", text, number);
	}
	return arena_printf(
	    subject->arena, count_same(subject, port) == 1 ? "port %s" : "ports %s", text);
}

/* The first port of the address that shows another certificate than most. */
static const struct port_facts *
find_unusual(const struct subject *subject, const struct port_facts *usual)
{
	for (size_t i = 0; i < subject->ports_len; i++)
		if (is_comparable(&subject->ports[i], usual) &&
		    port_certificate(&subject->ports[i]) != NULL &&
		    !has_same_certificate(&subject->ports[i], usual))
			return &subject->ports[i];
	return NULL;
}

/* A port that has a certificate which was not seen, so that it may be another one. */
static const struct port_facts *
find_unseen(const struct subject *subject)
{
	for (size_t i = 0; i < subject->ports_len; i++) {
		const struct port_facts *port = &subject->ports[i];

		if (is_comparable(port, subject->port) && port_certificate(port) == NULL &&
		    (answers(port) || port->state == PORT_UNKNOWN) && !port_lacks_tls(port))
			return port;
	}
	return NULL;
}

static struct ruling
tell_certificates(const struct subject *subject, const struct port_facts *usual)
{
	const struct certificate *here = port_certificate(subject->port);
	const struct certificate *there = port_certificate(usual);

	return ruling_bad(arena_printf(subject->arena, "%s: a certificate %s; %s: one %s",
	    list_same(subject, usual), certificate_difference(there, here, subject->arena),
	    list_same(subject, subject->port),
	    certificate_difference(here, there, subject->arena)));
}

static struct ruling
check_certificates(const struct subject *subject, const struct rule *rule)
{
	const struct port_facts *usual = find_usual(subject);
	const struct port_facts *unusual = find_unusual(subject, usual);
	const struct port_facts *unseen = find_unseen(subject);

	(void)rule;
	if (port_certificate(subject->port) == NULL)
		return ruling_unknown("the certificate cannot be read");
	if (unusual == subject->port)
		return tell_certificates(subject, usual);
	if (unusual != NULL)
		return ruling_not_applicable(arena_printf(
		    subject->arena, "told on port %u", endpoint_of(unusual)->port));
	if (unseen != NULL)
		return ruling_unknown(arena_printf(subject->arena,
		    "the certificate of port %u is not known", endpoint_of(unseen)->port));
	return count_same(subject, subject->port) > 1
	           ? ruling_good()
	           : ruling_not_applicable("no other port shows a certificate");
}

static const struct rule certificates_differ = {
	.id = "cons-certificate",
	.severity = SEVERITIES(INFO, INFO, LOW, LOW),
	.needs = NEED_CERTIFICATE,
	.part_of = "cons-port",
	.title = "shows another certificate than other ports of the address",
	.why =
	    "A certificate that is renewed at one port and not at another expires unnoticed, "
	    "and users who accept one by hand are asked again.",
	.advice =
	    "Let all services of a host read the same certificate files, and reload all of "
	    "them after each renewal.",
	.settings = &settings_chain,
	.reference = "RFC 9325, section 3.9; RFC 7817, section 3",
	.check = check_certificates,
};

/* Names. */

/* The first word behind "220 " or "220-" (RFC 5321 section 4.2). */
static struct span
greeting_name(const struct port_facts *port)
{
	struct span words = span_skip(port->greeting.lines[0], strlen("220 "));

	return span_word(&words);
}

static struct ruling
judge_names(const struct subject *subject, const char *greets, struct span greeting)
{
	const struct certificate *certificate = port_certificate(subject->port);
	struct span ehlo = subject->port->ehlo_name;

	if (ehlo.len > 0 && !name_covers(ehlo, greeting))
		return ruling_bad(
		    arena_printf(subject->arena, "greets as %s and answers EHLO as %s", greets,
			text_escape(subject->arena, ehlo, NAME_TOLD)));
	if (certificate != NULL && !certificate_is_for(certificate, greeting))
		return ruling_bad(
		    arena_printf(subject->arena, "greets as %s with a certificate for %s",
			greets, certificate_names(certificate, subject->arena)));
	if (ehlo.len == 0)
		return ruling_unknown("the server gave no name in answer to EHLO");
	return certificate != NULL || port_lacks_tls(subject->port)
	           ? ruling_good()
	           : ruling_unknown("the certificate is not known");
}

static struct ruling
check_names(const struct subject *subject, const struct rule *rule)
{
	struct span greeting;

	(void)rule;
	if (endpoint_of(subject->port)->scheme->protocol != PROTOCOL_SMTP)
		return ruling_not_applicable("only SMTP servers say their name");
	greeting = greeting_name(subject->port);
	if (!name_is_host(greeting))
		return ruling_not_applicable("the greeting names no host");
	return judge_names(subject, text_escape(subject->arena, greeting, NAME_TOLD), greeting);
}

static const struct rule names_differ = {
	.id = "cons-name",
	.severity = SEVERITIES(INFO, LOW, INFO, OFF),
	.needs = NEED_GREETING,
	.title = "calls itself by names that do not agree",
	.why = "Logs and bounces name a host that is not the one which the certificate proves, "
	       "so that faults are looked for in the wrong place.",
	.advice = "Set the name of the mail server (myhostname in Postfix, primary_hostname in "
		  "Exim) to the one in the DNS and in the certificate.",
	.reference = "RFC 5321, sections 4.1.1.1 and 4.3.1; RFC 9525, section 6.3",
	.check = check_names,
};

const struct rule *const rules_about_consistency[] = {
	&addresses_differ,
	&twins_differ,
	&certificates_differ,
	&names_differ,
	&ipv6_is_silent,
	NULL,
};
