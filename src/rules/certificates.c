/* SPDX-License-Identifier: MIT */
/* What can be wrong with a chain of certificates. Between relays authentication is the
 * exception (RFC 7435), where logins travel it is the point (RFC 8314): hence the severities.
 */
#include "base/text.h"
#include "rules/problem.h"

#include <stdio.h>
#include <time.h>

#define SEVERITIES(mx, submission, access)                                                     \
	{                                                                                      \
		SEVERITY_##mx, SEVERITY_##submission, SEVERITY_##access                        \
	}

/* clang-format off */
static const struct rule rules[CHAIN_PROBLEMS] = {
	[CHAIN_EMPTY] = {
		.id = "cert-missing",
		.severity = SEVERITIES(INFO, CRITICAL, CRITICAL),
		.title = "does TLS without any certificate",
		.advice = "Anonymous key exchange lets anybody in the middle take the server's place.",
		.reference = "RFC 9325, section 4.1" },
	[CHAIN_UNREADABLE] = {
		.id = "cert-unreadable",
		.severity = SEVERITIES(MEDIUM, HIGH, HIGH),
		.title = "sends a certificate that cannot be read",
		.advice = "Look at the file that is configured: it may be cut off, or not X.509.",
		.reference = "RFC 5280, section 4" },
	[CHAIN_TOO_LONG] = {
		.id = "cert-chain-order",
		.severity = SEVERITIES(INFO, LOW, LOW),
		.title = "sends more certificates than anybody looks at",
		.advice = "Send the server's certificate and its intermediates, nothing else.",
		.reference = "RFC 8446, section 4.4.2" },
	[CHAIN_EXPIRED] = {
		.id = "cert-expired",
		.severity = SEVERITIES(LOW, CRITICAL, CRITICAL),
		.title = "has a certificate that has expired",
		.advice = "Renew it, and let the renewal reload the service: often the new file is "
		    "there and the old one still in memory.",
		.reference = "RFC 5280, section 4.1.2.5" },
	[CHAIN_NOT_YET_VALID] = {
		.id = "cert-not-yet-valid",
		.severity = SEVERITIES(LOW, HIGH, HIGH),
		.title = "has a certificate that is not valid yet",
		.advice = "Compare the clocks of this machine and of the one that issued it.",
		.reference = "RFC 5280, section 4.1.2.5" },
	[CHAIN_NAME_MISMATCH] = {
		.id = "cert-name-mismatch",
		.severity = SEVERITIES(INFO, CRITICAL, CRITICAL),
		.title = "has a certificate for another name",
		.advice = "Get a certificate with the name that users put into their clients, or check "
		    "which certificate the service picks for that name (SNI).",
		.reference = "RFC 9525, section 6; RFC 7817, section 3" },
	[CHAIN_NAME_ONLY_IN_CN] = {
		.id = "cert-cn-only",
		.severity = SEVERITIES(INFO, HIGH, HIGH),
		.title = "has its name only in the subject's common name",
		.advice = "Clients of today look at subject alternative names only.",
		.reference = "RFC 9525, section 6.3" },
	[CHAIN_SELF_SIGNED] = {
		.id = "cert-self-signed",
		.severity = SEVERITIES(INFO, HIGH, HIGH),
		.title = "has a self-signed certificate",
		.advice = "Between relays that is common; a client that logs in must not accept it.",
		.reference = "RFC 8314, section 5.1" },
	[CHAIN_UNKNOWN_ISSUER] = {
		.id = "cert-untrusted",
		.severity = SEVERITIES(INFO, HIGH, HIGH),
		.title = "has a certificate whose issuer is not trusted here",
		.advice = "A private authority, or an intermediate that is not sent. If the authority is "
		    "yours, name it with --ca-file.",
		.reference = "RFC 5280, section 6.1" },
	[CHAIN_MISSING_INTERMEDIATE] = {
		.id = "cert-chain-incomplete",
		.severity = SEVERITIES(INFO, HIGH, HIGH),
		.title = "does not send the intermediate certificate",
		.advice = "Configure the full chain: Postfix smtpd_tls_chain_files and Dovecot ssl_cert "
		    "and Exim tls_certificate with fullchain.pem, not cert.pem.",
		.reference = "RFC 8446, section 4.4.2" },
	[CHAIN_WRONG_ORDER] = {
		.id = "cert-chain-order",
		.severity = SEVERITIES(INFO, LOW, LOW),
		.title = "sends its certificates in the wrong order, or one that does not belong",
		.advice = "Each certificate must be issued by the one behind it.",
		.reference = "RFC 5246, section 7.4.2; RFC 8446, section 4.4.2" },
	[CHAIN_BAD_SIGNATURE] = {
		.id = "cert-bad-signature",
		.severity = SEVERITIES(MEDIUM, HIGH, HIGH),
		.title = "sends a certificate whose signature is not its issuer's",
		.advice = "The file is damaged, or an old intermediate of the same name is sent.",
		.reference = "RFC 5280, section 6.1.3" },
	[CHAIN_WEAK_KEY] = {
		.id = "cert-key-small",
		.severity = SEVERITIES(MEDIUM, HIGH, HIGH),
		.title = "has a certificate with a key that is too small",
		.advice = "Use RSA with 2,048 bits or more, or an EC key.",
		.reference = "RFC 9325, section 4.5" },
	[CHAIN_WEAK_SIGNATURE] = {
		.id = "cert-sig-weak",
		.severity = SEVERITIES(INFO, HIGH, HIGH),
		.title = "has a certificate that is signed with a broken hash",
		.advice = "SHA-1 and MD5 signatures can be forged and are refused by clients.",
		.reference = "RFC 9155, section 1; RFC 9325, section 4.5" },
	[CHAIN_WRONG_PURPOSE] = {
		.id = "cert-usage",
		.severity = SEVERITIES(INFO, HIGH, HIGH),
		.title = "has a certificate that is not meant for a server",
		.advice = "Its extended key usage lacks serverAuth.",
		.reference = "RFC 5280, section 4.2.1.12" },
	[CHAIN_REVOKED] = {
		.id = "cert-revoked",
		.severity = SEVERITIES(LOW, CRITICAL, CRITICAL),
		.title = "has a certificate that its issuer has revoked",
		.advice = "The stapled OCSP response says so. Get a new certificate with a new key.",
		.reference = "RFC 6960, section 2.2" },
};
/* clang-format on */

static const char *
day(struct arena *arena, int64_t seconds)
{
	time_t when = (time_t)seconds;
	struct tm parts;
	char text[32] = "?";

	if (gmtime_r(&when, &parts) != NULL)
		(void)strftime(text, sizeof(text), "%Y-%m-%d %H:%M UTC", &parts);
	return arena_string(arena, span_of(text));
}

static const char *
name_list(const struct certificate *certificate, struct arena *arena)
{
	enum { SHOWN = 4 };
	const char *names = certificate->names_len > 0 ? certificate->names[0]
	                    : *certificate->common_name != '\0'
	                        ? arena_printf(arena, "CN=%s", certificate->common_name)
	                        : "no name at all";

	for (size_t i = 1; i < certificate->names_len && i < SHOWN; i++)
		names = arena_printf(arena, "%s, %s", names, certificate->names[i]);
	if (certificate->names_len > SHOWN)
		names = arena_printf(
		    arena, "%s and %zu more", names, certificate->names_len - SHOWN);
	return names;
}

/* The one line that shows the problem. */
static const char *
evidence_of(const struct port_facts *facts, enum chain_problem problem, struct arena *arena)
{
	const struct chain *chain = &facts->chain;
	const struct certificate *certificate;

	if (chain->len == 0)
		return NULL;
	certificate = &chain->certificates[chain->where[problem]];
	switch (problem) {
	case CHAIN_EXPIRED:
		return arena_printf(arena, "%s: expired %s", certificate->subject,
		    day(arena, certificate->not_after));
	case CHAIN_NOT_YET_VALID:
		return arena_printf(arena, "%s: valid from %s", certificate->subject,
		    day(arena, certificate->not_before));
	case CHAIN_NAME_MISMATCH:
	case CHAIN_NAME_ONLY_IN_CN:
		return arena_printf(arena, "asked for %s, got %s",
		    facts->record->endpoint.server_name, name_list(certificate, arena));
	case CHAIN_UNKNOWN_ISSUER:
	case CHAIN_MISSING_INTERMEDIATE:
	case CHAIN_BAD_SIGNATURE:
		return arena_printf(
		    arena, "%s, issued by %s", certificate->subject, certificate->issuer);
	case CHAIN_WEAK_KEY:
		return arena_printf(arena, "%s: %s with %u bits", certificate->subject,
		    certificate->key_type, certificate->key_bits);
	case CHAIN_WEAK_SIGNATURE:
		return arena_printf(
		    arena, "%s: %s", certificate->subject, certificate->signature);
	case CHAIN_REVOKED:
		return arena_printf(arena, "%s: revoked %s", certificate->subject,
		    day(arena, chain->staple.revoked_at));
	case CHAIN_TOO_LONG:
		return arena_printf(arena, "%zu certificates", facts->session->chain_sent);
	default:
		return arena_printf(arena, "certificate %zu of %zu%s%s",
		    chain->where[problem] + 1, chain->len,
		    *certificate->subject == '\0' ? "" : ": ", certificate->subject);
	}
}

void
rules_about_certificates(
    const struct port_facts *facts, struct arena *arena, struct problems *problems)
{
	if (!facts->has_session)
		return;
	for (size_t i = 0; i < CHAIN_PROBLEMS; i++)
		if (facts->chain.problems[i])
			problems_add(problems, facts, &rules[i], NULL,
			    evidence_of(facts, (enum chain_problem)i, arena));
}
