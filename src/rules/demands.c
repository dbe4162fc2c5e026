/* SPDX-License-Identifier: MIT */
/* What the policy demands of versions, suites, groups, schemes and ports. */
#include "rules/policy.h"
#include "rules/taken.h"
#include "rules/topics.h"
#include "rules/untested.h"

#include "registry/number.h"
#include "registry/suite.h"

enum { TOLD_MAX = 6 }; /* names in evidence */

enum kind {
	KIND_VERSION,
	KIND_SUITE,
	KIND_GROUP,
	KIND_SCHEME,
	KINDS,
};

static const char *
scheme_name(uint16_t number)
{
	const struct scheme_number *scheme = signature_scheme_by_number(number);

	return scheme == NULL ? NULL : scheme->name;
}

static const char *
group_name(uint16_t number)
{
	const struct group *group = group_by_number(number);

	return group == NULL ? NULL : group->name;
}

static const char *
known_suite_name(uint16_t number)
{
	const struct suite *suite = suite_by_number(number);

	return suite == NULL ? NULL : suite->name;
}

static const struct {
	const char *silent; /* the policy has no opinion */
	const char *old_title;
	const char *(*name)(uint16_t number); /* NULL for what is unknown */
	void (*take)(const struct port_facts *port, struct taken *taken);
} kinds[] = {
	[KIND_VERSION] = { "the policy has no opinion on versions of TLS",
	    "speaks versions of TLS that the policy phases out", version_name, taken_versions },
	[KIND_SUITE] = { "the policy has no opinion on cipher suites",
	    "accepts cipher suites that the policy phases out", known_suite_name,
	    taken_suites },
	[KIND_GROUP] = { "the policy has no opinion on key exchange groups",
	    "accepts key exchange groups that the policy phases out", group_name,
	    taken_groups },
	[KIND_SCHEME] = { "the policy has no opinion on signature schemes",
	    "signs with schemes that the policy phases out", scheme_name, taken_schemes },
};
_Static_assert(COUNT_OF(kinds) == KINDS, "a row for each kind");

static const struct axis *
axis_of(const struct policy *policy, enum kind kind)
{
	switch (kind) {
	case KIND_VERSION:
		return &policy->versions;
	case KIND_SUITE:
		return &policy->suites;
	case KIND_GROUP:
		return &policy->groups;
	case KIND_SCHEME:
	case KINDS:
		break;
	}
	return &policy->schemes;
}

/* Names for evidence: so many and no more. */
struct list {
	struct arena *arena;
	size_t len;
	const char *text; /* "" without any */
};

static void
list_add(struct list *list, enum kind kind, uint16_t number)
{
	const char *name = kinds[kind].name(number);

	if (list->len++ >= TOLD_MAX)
		return;
	if (name == NULL)
		name = arena_printf(list->arena, "0x%04x", (unsigned)number);
	list->text =
	    arena_printf(list->arena, "%s%s%s", list->text, list->len == 1 ? "" : ", ", name);
}

static const char *
list_end(const struct list *list)
{
	return list->len <= TOLD_MAX ? list->text
	                             : arena_printf(list->arena, "%s and %zu more", list->text,
					   list->len - TOLD_MAX);
}

/* Does anything of TLS show on this port? */
static bool
shows_tls(const struct port_facts *port)
{
	return port->negotiation.is_known || port->has_session;
}

static struct ruling
without_tls(const struct port_facts *port)
{
	if (port->state == PORT_CLOSED)
		return ruling_not_applicable("nothing listens there");
	if (port->state == PORT_NO_ANSWER)
		return ruling_unknown(port_untested(port));
	if (port->starttls_works.value == ANSWER_NO)
		return ruling_not_applicable("the port has no TLS");
	return ruling_unknown("TLS was not reached");
}

/* What is not known of versions matters only if one of them would be wrong. */
static void
settle_versions(const struct port_facts *port, const struct axis *axis, struct taken *taken)
{
	if (!port->negotiation.is_known)
		return;
	taken->why_open = NULL;
	for (size_t i = 0; i < TLS_VERSIONS; i++) {
		const struct answer *answer = &port->negotiation.versions[i];
		uint16_t number = tls_version_number((enum tls_version)i);

		if (answer->value == ANSWER_UNKNOWN && !taken_has(taken, number) &&
		    axis_regard(axis, number) >= REGARD_PHASE_OUT)
			taken->why_open = answer->why == NULL ? "not asked" : answer->why;
	}
}

static const char *
words_of(struct arena *arena, const struct list *insufficient, const struct list *old)
{
	if (old->len == 0)
		return arena_printf(arena, "insufficient: %s", list_end(insufficient));
	if (insufficient->len == 0)
		return arena_printf(arena, "to be phased out: %s", list_end(old));
	return arena_printf(arena, "insufficient: %s; to be phased out: %s",
	    list_end(insufficient), list_end(old));
}

static struct ruling
check_taken(const struct subject *subject, const struct rule *rule)
{
	enum kind kind = (enum kind)rule->about;
	const struct axis *axis = axis_of(subject->policy, kind);
	struct list insufficient = { .arena = subject->arena, .text = "" };
	struct list old = insufficient;
	struct taken taken;
	struct ruling ruling;

	if (!axis_is_said(axis))
		return ruling_not_applicable(kinds[kind].silent);
	if (!shows_tls(subject->port))
		return without_tls(subject->port);
	kinds[kind].take(subject->port, &taken);
	if (kind == KIND_VERSION)
		settle_versions(subject->port, axis, &taken);
	for (size_t i = 0; i < taken.len; i++) {
		enum regard regard = axis_regard(axis, taken.numbers[i]);

		if (regard == REGARD_INSUFFICIENT)
			list_add(&insufficient, kind, taken.numbers[i]);
		else if (regard == REGARD_PHASE_OUT)
			list_add(&old, kind, taken.numbers[i]);
	}
	if (insufficient.len == 0 && old.len == 0) {
		if (taken.why_open != NULL)
			return ruling_unknown(taken.why_open);
		ruling = ruling_good();
		ruling.certainty = taken.certainty;
		return ruling;
	}
	ruling = ruling_bad(words_of(subject->arena, &insufficient, &old));
	if (insufficient.len == 0) {
		ruling.grade = GRADE_MILDER;
		ruling.title = kinds[kind].old_title;
	}
	return ruling;
}

static const struct rule policy_version = {
	.id = "policy-version",
	.severity = SEVERITIES(LOW, MEDIUM, MEDIUM, MEDIUM),
	.milder = SEVERITIES(INFO, LOW, LOW, LOW),
	.needs = NEED_NOTHING,
	.about = KIND_VERSION,
	.title = "speaks versions of TLS that the policy does not allow",
	.why = "A session that falls back to such a version is no better protected than the "
	       "version.",
	.advice = "Allow the versions that the policy calls good or sufficient; `mailsonde "
		  "policy NAME` shows one that mailsonde knows.",
	.settings = &settings_versions,
	.reference = "RFC 9325, section 3.1.1",
	.check = check_taken,
};

static const struct rule policy_suite = {
	.id = "policy-suite",
	.severity = SEVERITIES(LOW, MEDIUM, MEDIUM, MEDIUM),
	.milder = SEVERITIES(INFO, LOW, LOW, LOW),
	.needs = NEED_NOTHING,
	.about = KIND_SUITE,
	.title = "accepts cipher suites that the policy does not allow",
	.why = "A session that agrees on such a suite is no better protected than the suite, "
	       "whatever else the server can do.",
	.advice = "Allow the suites that the policy calls good or sufficient; `mailsonde "
		  "policy NAME` shows one that mailsonde knows.",
	.settings = &settings_suites,
	.settings_mx = &settings_suites_mx,
	.reference = "RFC 9325, sections 4.1 and 4.2",
	.check = check_taken,
};

static const struct rule policy_group = {
	.id = "policy-group",
	.severity = SEVERITIES(LOW, MEDIUM, MEDIUM, MEDIUM),
	.milder = SEVERITIES(INFO, LOW, LOW, LOW),
	.needs = NEED_NOTHING,
	.about = KIND_GROUP,
	.title = "accepts key exchange groups that the policy does not allow",
	.why = "Whoever can break the group can read every session that was agreed on with it, "
	       "recorded ones as well.",
	.advice = "Set the groups (\"curves\") that the policy calls good or sufficient; "
		  "`mailsonde policy NAME` shows one that mailsonde knows.",
	.settings = &settings_groups,
	.reference = "RFC 9325, sections 4.2.1 and 4.5",
	.check = check_taken,
};

static const struct rule policy_signature = {
	.id = "policy-signature",
	.severity = SEVERITIES(LOW, MEDIUM, MEDIUM, MEDIUM),
	.milder = SEVERITIES(INFO, LOW, LOW, LOW),
	.needs = NEED_NOTHING,
	.about = KIND_SCHEME,
	.title = "signs with schemes that the policy does not allow",
	.why = "Whoever can forge such a signature can pose as the server.",
	.advice = "Update the TLS library, and forbid the scheme there: OpenSSL has "
		  "SignatureAlgorithms in openssl.cnf, GnuTLS a priority string. What PKCS #1 "
		  "v1.5 signs in TLS 1.2 goes with TLS 1.2, or with a certificate for an ECDSA "
		  "key.",
	.reference = "RFC 9155, sections 4 and 5",
	.check = check_taken,
};

/* What is required */

static struct answer
takes_version(const struct port_facts *port, const struct taken *taken, uint16_t number)
{
	if (taken_has(taken, number))
		return (struct answer){ .value = ANSWER_YES };
	for (size_t i = 0; i < TLS_VERSIONS && port->negotiation.is_known; i++)
		if (tls_version_number((enum tls_version)i) == number)
			return port->negotiation.versions[i];
	return (struct answer){ .why = taken->why_open };
}

/* What was not seen to be taken is refused if the list is whole. */
static struct answer
takes_unlisted(const struct taken *taken, const struct ranking *ranking)
{
	if (ranking->is_whole.value == ANSWER_YES)
		return (struct answer){ .value = ANSWER_NO,
			.certainty = ranking->is_whole.certainty };
	if (ranking->is_whole.value == ANSWER_NOT_APPLICABLE)
		return ranking->is_whole;
	return (struct answer){ .why = taken->why_open };
}

/* The same but for the key that they need? */
static bool
is_alike(const struct suite *a, const struct suite *b)
{
	return a->key_exchange == b->key_exchange && a->cipher == b->cipher &&
	       a->mode == b->mode && a->mac == b->mac && a->bits == b->bits &&
	       a->is_export == b->is_export;
}

static struct answer
takes_suite(const struct subject *subject, const struct taken *taken, uint16_t number)
{
	const struct axis *axis = &subject->policy->suites;
	const struct suite *suite = suite_by_number(number);

	for (size_t i = 0; i < axis->len; i++)
		if (axis->entries[i].is_required && taken_has(taken, axis->entries[i].number) &&
		    is_alike(suite, suite_by_number(axis->entries[i].number)))
			return (struct answer){ .value = ANSWER_YES };
	return takes_unlisted(taken,
	    &subject->port->negotiation
		 .suites[suite->from == VERSION_TLS13 ? TLS_VERSION_13 : TLS_VERSION_12]);
}

static struct answer
takes_group(const struct port_facts *port, const struct taken *taken, uint16_t number)
{
	const struct negotiation *negotiation = &port->negotiation;
	const struct group *group = group_by_number(number);
	bool is_tls13 = group->is_for_tls13 &&
	                negotiation->groups_tls13.is_whole.value != ANSWER_NOT_APPLICABLE;

	if (taken_has(taken, number))
		return (struct answer){ .value = ANSWER_YES };
	if ((group->kind == GROUP_KIND_HYBRID || group->kind == GROUP_KIND_POST_QUANTUM) &&
	    negotiation->post_quantum.value == ANSWER_NO)
		return negotiation->post_quantum;
	return takes_unlisted(
	    taken, is_tls13 ? &negotiation->groups_tls13 : &negotiation->groups_tls12);
}

static struct answer
takes(const struct subject *subject, enum kind kind, const struct taken *taken, uint16_t number)
{
	switch (kind) {
	case KIND_VERSION:
		return takes_version(subject->port, taken, number);
	case KIND_SUITE:
		return takes_suite(subject, taken, number);
	case KIND_GROUP:
		return takes_group(subject->port, taken, number);
	case KIND_SCHEME:
	case KINDS:
		break;
	}
	return taken_has(taken, number)
	           ? (struct answer){ .value = ANSWER_YES }
	           : takes_unlisted(taken, &subject->port->negotiation.schemes);
}

struct refused {
	struct list list;
	const char *why_open;
	enum certainty certainty;
	bool is_any_required;
};

static void
look_for_refused(const struct subject *subject, enum kind kind, struct refused *refused)
{
	const struct axis *axis = axis_of(subject->policy, kind);
	struct taken taken;

	kinds[kind].take(subject->port, &taken);
	for (size_t i = 0; i < axis->len; i++) {
		struct answer answer;

		if (!axis->entries[i].is_required)
			continue;
		refused->is_any_required = true;
		answer = takes(subject, kind, &taken, axis->entries[i].number);
		if (answer.value == ANSWER_NO)
			list_add(&refused->list, kind, axis->entries[i].number);
		if (answer.value == ANSWER_UNKNOWN)
			refused->why_open = answer.why == NULL ? "not asked" : answer.why;
		if (answer.value == ANSWER_NO && answer.certainty > refused->certainty)
			refused->certainty = answer.certainty;
	}
}

static struct ruling
check_required(const struct subject *subject, const struct rule *rule)
{
	struct refused refused = { .list = { .arena = subject->arena, .text = "" } };
	struct ruling ruling;

	(void)rule;
	for (size_t kind = 0; kind < KINDS; kind++)
		look_for_refused(subject, (enum kind)kind, &refused);
	if (!refused.is_any_required)
		return ruling_not_applicable("the policy requires nothing of the kind");
	if (!shows_tls(subject->port))
		return without_tls(subject->port);
	if (refused.list.len == 0)
		return refused.why_open == NULL ? ruling_good()
		                                : ruling_unknown(refused.why_open);
	ruling =
	    ruling_bad(arena_printf(subject->arena, "refused: %s", list_end(&refused.list)));
	ruling.certainty = refused.certainty;
	return ruling;
}

static const struct rule policy_required = {
	.id = "policy-required",
	.severity = SEVERITIES(LOW, MEDIUM, MEDIUM, MEDIUM),
	.needs = NEED_NOTHING,
	.title = "refuses what the policy requires",
	.why =
	    "Clients that know only what the policy requires of everybody cannot connect, or "
	    "go on without TLS.",
	.advice = "Allow what is required; where the TLS library does not know it, update the "
		  "library.",
	.settings = &settings_versions,
	.reference = "RFC 9325, sections 3.1.1 and 4.2",
	.check = check_required,
};

/* Ports */

/* Does any port at the same address show that the host is up? */
static bool
is_up(const struct subject *subject)
{
	struct span address = span_of(subject->port->record->endpoint.address);

	for (size_t i = 0; i < subject->ports_len; i++) {
		const struct port_facts *port = &subject->ports[i];

		if (port->state != PORT_NO_ANSWER && port->state != PORT_UNKNOWN &&
		    span_equal(span_of(port->record->endpoint.address), address))
			return true;
	}
	return false;
}

static struct ruling
check_unanswered(const struct subject *subject, enum port_demand demand)
{
	struct ruling ruling;

	if (subject->port->state == PORT_CLOSED)
		return demand == PORT_DEMAND_CLOSED
		           ? ruling_good()
		           : ruling_bad(arena_printf(subject->arena,
				 "connections are refused, the policy says %s",
				 port_demand_name(demand)));
	if (!is_up(subject) || subject->port->failures_len == 0 ||
	    subject->port->failures[0].outcome != OUTCOME_FILTERED)
		return ruling_unknown(port_untested(subject->port));
	if (demand == PORT_DEMAND_CLOSED) {
		ruling = ruling_good();
	} else {
		ruling = ruling_bad(arena_printf(subject->arena,
		    "connections are not answered, the policy says %s",
		    port_demand_name(demand)));
		ruling.cause = "A firewall before the server or on the way drops them; many "
			       "networks let nothing out to port 25.";
	}
	ruling.certainty = CERTAINTY_LIKELY;
	return ruling;
}

static bool
failed_with(const struct port_facts *port, enum outcome outcome)
{
	for (size_t i = 0; i < port->failures_len; i++)
		if (port->failures[i].outcome == outcome)
			return true;
	return false;
}

/* TLS from the first byte is demanded. */
static struct ruling
check_implicit(const struct port_facts *port)
{
	if (port->mode == MODE_STARTTLS &&
	    (port->has_session || failed_with(port, OUTCOME_WRONG_MODE)))
		return ruling_bad("the dialogue begins in clear text, the policy says "
				  "implicit");
	if (port->mode == MODE_IMPLICIT && !port->has_session &&
	    failed_with(port, OUTCOME_PLAINTEXT))
		return ruling_bad("plaintext comes in answer to the TLS hello, the policy says "
				  "implicit");
	return port->has_session ? ruling_good() : ruling_unknown("TLS was not reached");
}

static struct ruling
check_starttls(const struct port_facts *port)
{
	if (port->has_session && port->mode == MODE_IMPLICIT)
		return ruling_bad("TLS begins at once, the policy says starttls");
	if (port->mode == MODE_STARTTLS && port->starttls_works.value == ANSWER_NO)
		return ruling_bad(port->starttls_advertised.value == ANSWER_NO
				      ? "STARTTLS is not offered"
				      : "STARTTLS is offered and does not work");
	return port->has_session ? ruling_good() : ruling_unknown("TLS was not reached");
}

static struct ruling
check_port(const struct subject *subject, const struct rule *rule)
{
	const struct port_facts *port = subject->port;
	const struct demanded_port *demanded =
	    policy_port(subject->policy, port->record->endpoint.port);

	(void)rule;
	if (demanded == NULL)
		return ruling_not_applicable("the policy has no opinion on this port");
	if (port->state != PORT_OK && port->state != PORT_FAILED)
		return check_unanswered(subject, demanded->demand);
	switch (demanded->demand) {
	case PORT_DEMAND_CLOSED:
		return ruling_bad("connections are accepted, the policy says closed");
	case PORT_DEMAND_STARTTLS:
		return check_starttls(port);
	case PORT_DEMAND_IMPLICIT:
		return check_implicit(port);
	case PORT_DEMAND_OPEN:
	case PORT_DEMAND_COUNT:
		break;
	}
	return ruling_good();
}

static const struct rule policy_port_rule = {
	.id = "policy-port",
	.severity = SEVERITIES(MEDIUM, MEDIUM, MEDIUM, MEDIUM),
	.needs = NEED_NOTHING,
	.title = "is not open, closed or used as the policy demands",
	.why = "A service that is missing locks clients out, and one that was meant to be gone "
	       "goes on taking passwords and mail where nobody looks.",
	.advice = "Open, close or change the port as the policy says, in the mail server or in "
		  "the firewall before it; if the policy is out of date, change its [ports].",
	.reference = "RFC 8314, section 3",
	.check = check_port,
};

const struct rule *const rules_about_demands[] = {
	&policy_version,
	&policy_suite,
	&policy_group,
	&policy_signature,
	&policy_required,
	&policy_port_rule,
	NULL,
};
