/* SPDX-License-Identifier: MIT */
#include "rules/untested.h"

/* Why a deeper question was left open that should have been asked; NULL if none was. */
static const char *
why_left_open(const struct negotiation *negotiation)
{
	for (size_t i = 0; i < negotiation->asked_len; i++)
		if (negotiation->asked[i].is_left_open)
			return negotiation->asked[i].why_not;
	return NULL;
}

/* What is missing although the dialogue went to its end. */
static const char *
why_not_whole(const struct port_facts *facts)
{
	if (facts->login.verdict == LOGIN_NOT_KNOWN)
		return facts->login.why;
	if (facts->chain.len > 0 && facts->session->trust == TRUST_UNKNOWN)
		return "trust in the certificate: there is no usable trust store (see "
		       "--ca-file)";
	if (facts->chain.len > 0 && !facts->chain.has_name)
		return "the certificate's name: there is none to compare with (see "
		       "--server-name)";
	return why_left_open(&facts->negotiation);
}

/* Why there is no more to tell than what the first failure tells. */
static const char *
why_failed(const struct port_facts *facts)
{
	const struct failure *failure = &facts->failures[0];

	if (facts->failures_len == 0)
		return NULL;
	if (failure->outcome == OUTCOME_WRONG_MODE)
		return why_not_whole(facts);
	if (failure->outcome == OUTCOME_GOODBYE)
		return "the server said goodbye: it may throttle";
	if (facts->has_session)
		return "TLS stands, but what follows failed";
	return "TLS was not reached";
}

const char *
port_untested(const struct port_facts *facts)
{
	switch (facts->state) {
	case PORT_OK:
		return why_not_whole(facts);
	case PORT_FAILED:
		return why_failed(facts);
	case PORT_CLOSED:
		return "nothing listens there (connection refused)";
	case PORT_NO_ANSWER:
		return facts->failures[0].outcome == OUTCOME_FILTERED
		           ? "no answer to TCP: filtered, or the host is down"
		           : "the address cannot be reached from here";
	case PORT_UNKNOWN:
		return facts->failures_len > 0 && facts->failures[0].outcome == OUTCOME_LOCAL
		           ? "this machine could not try"
		           : "stopped by the user";
	case PORT_STATES:
		break;
	}
	return NULL;
}

static bool
is_ipv6(const struct port_facts *facts)
{
	return span_contains(span_of(facts->record->endpoint.address), ":");
}

bool
port_lacks_way(const struct port_facts *facts, const struct port_facts *ports, size_t ports_len)
{
	if (facts->state != PORT_NO_ANSWER || !is_ipv6(facts) || facts->failures_len == 0 ||
	    facts->failures[0].outcome != OUTCOME_UNREACHABLE)
		return false;
	for (size_t i = 0; i < ports_len; i++)
		if (is_ipv6(&ports[i]) && ports[i].state != PORT_NO_ANSWER &&
		    ports[i].state != PORT_UNKNOWN)
			return false;
	return true;
}

/* Failures that say nothing about the TLS and logins that were asked about: the dialogue did
 * not get that far, and it is no clear fault of the service either. */
static bool
says_nothing(const struct failure *failure)
{
	bool is_before_tls =
	    failure->stage == STAGE_GREETING || failure->stage == STAGE_CAPABILITY;

	switch (failure->outcome) {
	case OUTCOME_GOODBYE:
	case OUTCOME_TOO_MUCH:
	case OUTCOME_TOO_SLOW:
		return true;
	case OUTCOME_REFUSED:
	case OUTCOME_SILENT:
	case OUTCOME_STALLED:
	case OUTCOME_CLOSED:
	case OUTCOME_RESET:
	case OUTCOME_MALFORMED:
		return is_before_tls;
	default:
		return false;
	}
}

/* A server that takes no more connections keeps its worst to itself. What the user's own bound
 * on connections leaves open is as the user wants it. */
static bool
is_throttled(const struct negotiation *negotiation)
{
	for (size_t i = 0; i < negotiation->asked_len; i++)
		if (negotiation->asked[i].is_left_open &&
		    negotiation->asked[i].why_not != NULL &&
		    span_contains(span_of(negotiation->asked[i].why_not), "throttle"))
			return true;
	return false;
}

bool
port_is_untested(const struct port_facts *facts)
{
	bool lacks_trust = facts->has_session && facts->chain.len > 0 &&
	                   facts->session->trust == TRUST_UNKNOWN;

	switch (facts->state) {
	case PORT_OK:
		return facts->login.verdict == LOGIN_NOT_KNOWN || lacks_trust ||
		       is_throttled(&facts->negotiation);
	case PORT_FAILED:
		return says_nothing(&facts->failures[0]);
	case PORT_CLOSED:
	case PORT_NO_ANSWER:
		return facts->record->endpoint.is_asked_for;
	case PORT_UNKNOWN:
	case PORT_STATES:
		break;
	}
	return true;
}
