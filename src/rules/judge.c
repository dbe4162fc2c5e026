/* SPDX-License-Identifier: MIT */
#include "rules/judge.h"

#include "rules/untested.h"

/* What is missing of a port for a need, as a ruling; VERDICT_GOOD if nothing is. */

static struct ruling
without_answer(const struct port_facts *port)
{
	if (port->state == PORT_CLOSED)
		return ruling_not_applicable("nothing listens there");
	return ruling_unknown(port_untested(port));
}

static struct ruling
without_tls(const struct port_facts *port)
{
	if (port->starttls_works.value == ANSWER_NO)
		return ruling_not_applicable("the port has no TLS");
	return ruling_unknown("TLS was not reached");
}

static struct ruling
lacks_certificate(const struct port_facts *port)
{
	if (!port->has_session)
		return without_tls(port);
	return port->chain.len > 0 ? ruling_good()
	                           : ruling_not_applicable("the server sent no certificate");
}

static struct ruling
lacks_negotiation(const struct port_facts *port)
{
	if (port->negotiation.is_known)
		return ruling_good();
	if (port->record->limits.depth == DEPTH_QUICK)
		return ruling_unknown("not asked at --depth quick");
	return without_tls(port);
}

static struct ruling
lacks_cleartext(const struct port_facts *port)
{
	if (port->mode == MODE_IMPLICIT)
		return ruling_not_applicable("TLS begins at once here");
	return port->before.len > 0 ? ruling_good()
	                            : ruling_unknown("the server listed no capabilities");
}

static struct ruling
lacks_inside(const struct port_facts *port)
{
	if (!port->has_session)
		return without_tls(port);
	return port->after.len > 0
	           ? ruling_good()
	           : ruling_unknown("the server listed no capabilities inside TLS");
}

static struct ruling
lacks_starttls(const struct port_facts *port)
{
	if (port->mode == MODE_IMPLICIT)
		return ruling_not_applicable("TLS begins at once here");
	return port->starttls_advertised.value == ANSWER_UNKNOWN && !port->has_session &&
	               port->go_ahead.len == 0
	           ? ruling_unknown("the dialogue did not get to STARTTLS")
	           : ruling_good();
}

static struct ruling
lacks(const struct port_facts *port, enum need need)
{
	if (port->state != PORT_OK && port->state != PORT_FAILED)
		return without_answer(port);
	switch (need) {
	case NEED_GREETING:
		return port->greeting.len > 0 ? ruling_good()
		                              : ruling_unknown("there was no greeting");
	case NEED_CAPABILITIES:
		return port->before.len > 0 || port->after.len > 0
		           ? ruling_good()
		           : ruling_unknown("the server listed no capabilities");
	case NEED_CLEARTEXT:
		return lacks_cleartext(port);
	case NEED_INSIDE:
		return lacks_inside(port);
	case NEED_STARTTLS:
		return lacks_starttls(port);
	case NEED_SESSION:
		return port->has_session ? ruling_good() : without_tls(port);
	case NEED_CERTIFICATE:
		return lacks_certificate(port);
	case NEED_NEGOTIATION:
		return lacks_negotiation(port);
	case NEED_NOTHING:
	case NEED_COUNT:
		break;
	}
	return ruling_good();
}

/* Can a bad ruling of any grade mean something for this role? */
static bool
concerns(const struct policy *policy, const struct rule *rule, enum role role)
{
	return policy_severity(policy, rule, GRADE_USUAL, role) != SEVERITY_OFF ||
	       policy_severity(policy, rule, GRADE_GRAVER, role) != SEVERITY_OFF ||
	       policy_severity(policy, rule, GRADE_MILDER, role) != SEVERITY_OFF;
}

static struct ruling
rule_on(const struct subject *subject, const struct rule *rule, enum role role)
{
	struct ruling missing;

	if (!concerns(subject->policy, rule, role))
		return ruling_not_applicable("not for a port of this role, or switched off");
	/* A rule that needs nothing looks at ports that did not answer as well. */
	if (rule->needs == NEED_NOTHING && subject->port->state != PORT_UNKNOWN)
		return rule->check(subject, rule);
	missing = lacks(subject->port, rule->needs);
	return missing.verdict == VERDICT_GOOD ? rule->check(subject, rule) : missing;
}

static struct finding
find(const struct subject *subject, const struct rule *rule)
{
	const struct endpoint *endpoint = &subject->port->record->endpoint;
	enum role role = policy_role(subject->policy, endpoint);
	struct finding finding = {
		.rule = rule,
		.port = subject->port,
		.ruling = rule_on(subject, rule, role),
	};

	if (finding.ruling.verdict != VERDICT_BAD)
		return finding;
	finding.severity = policy_severity(subject->policy, rule, finding.ruling.grade, role);
	if (finding.severity == SEVERITY_OFF)
		finding.ruling = ruling_not_applicable("not for a port of this role");
	else
		finding.acceptance = policy_accepts(subject->policy, rule, endpoint->port);
	return finding;
}

/* Insertion sort: short lists, and equals keep their order. */
static void
sort(struct finding **bad, size_t len)
{
	for (size_t i = 1; i < len; i++) {
		struct finding *finding = bad[i];
		size_t place = i;

		for (; place > 0 && bad[place - 1]->severity < finding->severity; place--)
			bad[place] = bad[place - 1];
		bad[place] = finding;
	}
}

static const struct finding *
find_whole(const struct judgement *judgement, const struct rule *part)
{
	for (size_t i = 0; i < judgement->bad_len; i++)
		if (part->part_of != NULL &&
		    span_equal(span_of(judgement->bad[i]->rule->id), span_of(part->part_of)))
			return judgement->bad[i];
	return NULL;
}

static void
judge_port(const struct subject *subject, struct judgement *judgement)
{
	size_t count = rules_count();
	size_t place = 0;

	judgement->findings = arena_alloc(subject->arena, sizeof(struct finding) * count);
	judgement->bad = arena_alloc(subject->arena, sizeof(struct finding *) * count);
	judgement->bad_len = 0;
	for (size_t t = 0; t < topics_count; t++)
		for (size_t i = 0; topics[t].rules[i] != NULL; i++, place++) {
			struct finding *finding = &judgement->findings[place];

			*finding = find(subject, topics[t].rules[i]);
			if (finding->ruling.verdict == VERDICT_BAD)
				judgement->bad[judgement->bad_len++] = finding;
		}
	for (size_t i = 0; i < judgement->bad_len; i++)
		judgement->bad[i]->part_of = find_whole(judgement, judgement->bad[i]->rule);
	sort(judgement->bad, judgement->bad_len);
}

void
judge_host(const struct host_record *host, const struct port_facts *ports,
    const struct policy *policy, struct arena *arena, struct judgement *judgements)
{
	for (size_t i = 0; i < host->ports_len; i++) {
		const struct subject subject = {
			.port = &ports[i],
			.ports = ports,
			.ports_len = host->ports_len,
			.host = host,
			.policy = policy,
			.arena = arena,
		};

		judge_port(&subject, &judgements[i]);
	}
}

bool
finding_counts(const struct finding *finding)
{
	return finding->acceptance == NULL && finding->part_of == NULL;
}

const char *
finding_title(const struct finding *finding)
{
	return finding->ruling.title != NULL ? finding->ruling.title : finding->rule->title;
}

const struct settings *
finding_settings(const struct finding *finding)
{
	enum role role = finding->port->record->endpoint.scheme->role;

	return role == ROLE_MX && finding->rule->settings_mx != NULL
	           ? finding->rule->settings_mx
	           : finding->rule->settings;
}

const char *
change_name(enum change change)
{
	static const char *const names[] = {
		[CHANGE_NEW] = "new",
		[CHANGE_WORSE] = "worse",
		[CHANGE_DIFFERENT] = "different",
		[CHANGE_NONE] = "unchanged",
	};
	_Static_assert(COUNT_OF(names) == CHANGE_COUNT, "a name for each change");

	return names[change];
}
