/* SPDX-License-Identifier: MIT */
/* What is odd about a STARTTLS that was gone through with. */
#include "base/text.h"
#include "rules/problem.h"

enum { EVIDENCE_MOST = 300 };

static const struct rule hidden = {
	.id = "starttls-hidden",
	.severity = { SEVERITY_MEDIUM, SEVERITY_MEDIUM, SEVERITY_MEDIUM },
	.title = "does STARTTLS but does not say so in its capabilities",
	.advice = "Clients look into the list and go on in clear text, or give up.",
	.reference = "RFC 3207, section 4",
};

static const struct rule masked = {
	.id = "starttls-masked",
	.severity = { SEVERITY_HIGH, SEVERITY_HIGH, SEVERITY_HIGH },
	.title = "has STARTTLS overwritten in its list of capabilities",
	.advice =
	    "A firewall on the way rewrites the dialogue (Cisco 'inspect esmtp' and the like). "
	    "Switch that off: clients go on in clear text.",
	.reference = "RFC 3207, section 6",
};

static const struct rule extra_plaintext = {
	.id = "starttls-extra-plaintext",
	.severity = { SEVERITY_MEDIUM, SEVERITY_MEDIUM, SEVERITY_MEDIUM },
	.title = "sends plaintext after its go-ahead to STARTTLS",
	.advice =
	    "Strict clients take it for TLS and fail with 'wrong version number'; careless "
	    "ones keep it as an answer inside TLS, which is a way for an attacker in.",
	.reference = "RFC 3207, section 4.2; RFC 9051, section 6.2.1",
};

static const struct rule bad_reply = {
	.id = "starttls-bad-reply",
	.severity = { SEVERITY_LOW, SEVERITY_LOW, SEVERITY_LOW },
	.title = "gives its go-ahead with another code than 220",
	.advice = "Some clients wait for exactly 220.",
	.reference = "RFC 3207, section 4",
};

static bool
has_other_code(const struct port_facts *facts)
{
	enum protocol protocol = facts->record->endpoint.scheme->protocol;

	return (protocol == PROTOCOL_SMTP || protocol == PROTOCOL_LMTP) &&
	       facts->go_ahead.len > 0 && !span_starts(facts->go_ahead.lines[0], "220");
}

void
rules_about_starttls(
    const struct port_facts *facts, struct arena *arena, struct problems *problems)
{
	bool works = facts->starttls_works.value == ANSWER_YES;

	if (facts->is_starttls_masked && facts->go_ahead.len > 0)
		problems_add(problems, facts, &masked, NULL, NULL);
	else if (works && facts->starttls_advertised.value == ANSWER_NO)
		problems_add(problems, facts, &hidden, NULL, NULL);
	if (facts->early.len > 0)
		problems_add(problems, facts, &extra_plaintext, NULL,
		    text_escape(arena, facts->early, EVIDENCE_MOST));
	if (has_other_code(facts))
		problems_add(problems, facts, &bad_reply, NULL,
		    text_escape(arena, facts->go_ahead.lines[0], EVIDENCE_MOST));
}
