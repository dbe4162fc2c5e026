/* SPDX-License-Identifier: MIT */
#include "rules/problem.h"

const char *
severity_name(enum severity severity)
{
	static const char *const names[] = {
		[SEVERITY_INFO] = "info",
		[SEVERITY_LOW] = "low",
		[SEVERITY_MEDIUM] = "medium",
		[SEVERITY_HIGH] = "high",
		[SEVERITY_CRITICAL] = "critical",
	};
	_Static_assert(COUNT_OF(names) == SEVERITY_COUNT, "a name for each severity");

	return names[severity];
}

void
problems_add(struct problems *problems, const struct port_facts *facts, const struct rule *rule,
    const struct failure *failure, const char *evidence)
{
	if (problems->len == PROBLEMS_MAX)
		return;
	problems->list[problems->len++] = (struct problem){
		.rule = rule,
		.severity = rule->severity[facts->record->endpoint.scheme->role],
		.failure = failure,
		.evidence = evidence,
	};
}

/* Insertion sort: short lists, and equals keep their order. */
static void
sort(struct problems *problems)
{
	for (size_t i = 1; i < problems->len; i++) {
		struct problem problem = problems->list[i];
		size_t place = i;

		for (; place > 0 && problems->list[place - 1].severity < problem.severity;
		     place--)
			problems->list[place] = problems->list[place - 1];
		problems->list[place] = problem;
	}
}

void
problems_of_port(const struct port_facts *facts, struct arena *arena, struct problems *problems)
{
	problems->len = 0;
	rules_about_failures(facts, arena, problems);
	rules_about_starttls(facts, arena, problems);
	rules_about_certificates(facts, arena, problems);
	rules_about_logins(facts, arena, problems);
	sort(problems);
}

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
problems_untested(const struct port_facts *facts)
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
