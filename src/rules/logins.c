/* SPDX-License-Identifier: MIT */
/* Logins that can travel in clear text. */
#include "base/text.h"
#include "rules/problem.h"

enum { EVIDENCE_MOST = 300 };

#define CONFIGURE                                                                              \
	"Postfix smtpd_tls_auth_only = yes, Dovecot disable_plaintext_auth = yes with ssl = "  \
	"required, Exim auth_advertise_hosts and server_advertise_condition with "             \
	"$tls_in_cipher."

static const struct rule accepted = {
	.id = "auth-plaintext-accepted",
	.severity = { SEVERITY_CRITICAL, SEVERITY_CRITICAL, SEVERITY_CRITICAL },
	.title = "lets a login begin without TLS: passwords travel in clear text",
	.advice = CONFIGURE,
	.reference = "RFC 8314, section 4.1; RFC 4954, section 4",
};

static const struct rule hidden = {
	.id = "auth-plaintext-hidden",
	.severity = { SEVERITY_HIGH, SEVERITY_CRITICAL, SEVERITY_CRITICAL },
	.title = "lets a login begin without TLS although its list does not say so",
	.advice = CONFIGURE,
	.reference = "RFC 8314, section 4.1",
};

static const struct rule advertised = {
	.id = "auth-plaintext-advertised",
	.severity = { SEVERITY_MEDIUM, SEVERITY_HIGH, SEVERITY_HIGH },
	.title = "advertises plaintext logins before TLS, and refuses them",
	.advice =
	    "Some clients send the password along with the command and do not wait for the "
	    "refusal. " CONFIGURE,
	.reference = "RFC 4954, section 4; RFC 9051, section 6.2.3",
};

static const struct rule challenge = {
	.id = "auth-challenge-before-tls",
	.severity = { SEVERITY_LOW, SEVERITY_MEDIUM, SEVERITY_MEDIUM },
	.title = "offers challenge-response logins before TLS",
	.advice =
	    "The password itself is not sent, but the exchange can be attacked offline or be "
	    "taken over. " CONFIGURE,
	.reference = "RFC 8314, section 4.1",
};

static const char *
mechanisms(const struct login *login, struct arena *arena)
{
	const char *names = login->mechanisms_len > 0 ? login->mechanisms[0] : "nothing";

	for (size_t i = 1; i < login->mechanisms_len; i++)
		names = arena_printf(arena, "%s, %s", names, login->mechanisms[i]);
	return names;
}

void
rules_about_logins(
    const struct port_facts *facts, struct arena *arena, struct problems *problems)
{
	static const struct rule *const rules[LOGIN_VERDICTS] = {
		[LOGIN_CHALLENGE_ONLY] = &challenge,
		[LOGIN_REFUSED_THOUGH_ADVERTISED] = &advertised,
		[LOGIN_ACCEPTED_THOUGH_HIDDEN] = &hidden,
		[LOGIN_ACCEPTED] = &accepted,
	};
	const struct login *login = &facts->login;

	if (rules[login->verdict] == NULL)
		return;
	problems_add(problems, facts, rules[login->verdict], NULL,
	    arena_printf(arena, "advertised: %s; answer when tried: '%s'",
		mechanisms(login, arena), text_escape(arena, login->words, EVIDENCE_MOST)));
}
