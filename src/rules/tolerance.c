/* SPDX-License-Identifier: MIT */
/* Hellos that a server must answer as it answers a plain one. */
#include "rules/topics.h"

#define BIT(kind) (1 << HELLO_KIND_##kind)

static bool
concerns(const struct rule *rule, size_t kind)
{
	return (rule->about >> kind & 1) != 0;
}

/* One kind that is not answered is proof; that all are is none while one is not known. */
static struct ruling
check_kinds(const struct subject *subject, const struct rule *rule)
{
	const struct answer *tolerates = subject->port->negotiation.tolerates;
	struct ruling ruling = { .verdict = VERDICT_COUNT };
	const char *refused = NULL;
	enum certainty certainty = CERTAINTY_POSSIBLE;

	for (size_t i = 0; i < HELLO_KINDS; i++) {
		const char *title = hello_kind_title((enum hello_kind)i);
		struct ruling one = ruling_of_answer(&tolerates[i], ANSWER_NO, NULL);

		if (!concerns(rule, i))
			continue;
		if (one.verdict == VERDICT_BAD) {
			refused = refused == NULL
			              ? title
			              : arena_printf(subject->arena, "%s; %s", refused, title);
			if (one.certainty < certainty)
				certainty = one.certainty;
		} else if (ruling.verdict == VERDICT_COUNT ||
			   ruling.verdict == VERDICT_NOT_APPLICABLE ||
			   one.verdict == VERDICT_UNKNOWN) {
			ruling = one;
		}
	}
	if (refused == NULL)
		return ruling;
	ruling = ruling_bad(arena_printf(subject->arena, "not answered: %s", refused));
	ruling.certainty = certainty;
	return ruling;
}

static const struct rule fails_on_large_hello = {
	.id = "intol-large-hello",
	.severity = SEVERITIES(MEDIUM, HIGH, MEDIUM, MEDIUM),
	.needs = NEED_NEGOTIATION,
	.about = BIT(LARGE) | BIT(LARGE_SHARE) | BIT(SPLIT),
	.title = "does not answer large hellos",
	.why = "Clients with post-quantum key exchange send hellos that are larger than one "
	       "packet: they cannot connect, and senders go on in clear text.",
	.advice = "Update the TLS library, or the firmware of the load balancer or firewall in "
		  "front: what reads a hello must go on reading until it is whole.",
	.reference = "RFC 8446, section 5.1; RFC 5246, section 6.2.1",
	.check = check_kinds,
};

static const struct rule fails_on_version = {
	.id = "intol-version",
	.severity = SEVERITIES(MEDIUM, HIGH, MEDIUM, MEDIUM),
	.needs = NEED_NEGOTIATION,
	.about = BIT(TLS13_OFFER) | BIT(LEGACY_VERSION_TLS13) | BIT(RECORD_VERSION_TLS12),
	.title = "does not answer hellos with newer versions",
	.why = "Current clients must try again with something older, which an attacker can "
	       "bring about as well, or they give up.",
	.advice =
	    "Update the TLS library, and look for a firewall or proxy that reads along: a "
	    "server has to choose the newest version that it knows, not to refuse newer "
	    "ones.",
	.reference = "RFC 8446, sections 4.1.2, 5.1 and D.2; RFC 5246, section E.1",
	.check = check_kinds,
};

static const struct rule fails_on_extension = {
	.id = "intol-extension",
	.severity = SEVERITIES(LOW, MEDIUM, LOW, LOW),
	.needs = NEED_NEGOTIATION,
	.about = BIT(GREASE) | BIT(MANY_SUITES) | BIT(LENGTH_300) | BIT(UNKNOWN_EXTENSION) |
	         BIT(SESSION_ID) | BIT(STATUS_REQUEST),
	.title = "does not answer hellos with things that it does not know",
	.why =
	    "Whatever is new in TLS breaks it, and some clients put unknown things into each "
	    "hello to find such servers.",
	.advice = "Update the TLS library, or the firmware of the load balancer in front: what "
		  "is not known in a hello must be passed over.",
	.reference =
	    "RFC 8446, sections 4.1.2 and 9.3; RFC 8701, section 3; RFC 7685, section 4",
	.check = check_kinds,
};

const struct rule *const rules_about_tolerance[] = {
	&fails_on_large_hello,
	&fails_on_version,
	&fails_on_extension,
	NULL,
};
