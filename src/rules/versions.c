/* SPDX-License-Identifier: MIT */
/* Which versions of TLS are spoken. */
#include "rules/topics.h"

static bool
speaks(const struct subject *subject, enum tls_version version)
{
	return subject->port->negotiation.versions[version].value == ANSWER_YES;
}

static struct ruling
check_old_version(const struct subject *subject, const struct rule *rule)
{
	enum tls_version version = (enum tls_version)rule->about;

	return ruling_of_answer(&subject->port->negotiation.versions[version], ANSWER_YES,
	    arena_printf(subject->arena, "%s is accepted", tls_version_title(version)));
}

static const struct rule accepts_ssl2 = {
	.id = "tls-sslv2",
	.severity = SEVERITIES(HIGH, CRITICAL, CRITICAL, CRITICAL),
	.needs = NEED_NEGOTIATION,
	.about = TLS_VERSION_SSL2,
	.title = "accepts SSL 2.0",
	.why = "One service that speaks SSL 2.0 lets an attacker decrypt the TLS sessions of "
	       "every "
	       "service with the same RSA key (DROWN).",
	.advice =
	    "Allow TLS 1.2 and 1.3 only, on every service that uses this key, and replace "
	    "the key.",
	.settings = &settings_versions,
	.reference = "RFC 6176, section 3; RFC 9325, section 3.1.1; CVE-2016-0800",
	.check = check_old_version,
};

static const struct rule accepts_ssl3 = {
	.id = "tls-sslv3",
	.severity = SEVERITIES(MEDIUM, HIGH, HIGH, HIGH),
	.needs = NEED_NEGOTIATION,
	.about = TLS_VERSION_SSL3,
	.title = "accepts SSL 3.0",
	.why = "Its CBC padding can be attacked byte by byte (POODLE), and nothing better than "
	       "CBC and RC4 exists in it.",
	.advice = "Allow TLS 1.2 and 1.3 only.",
	.settings = &settings_versions,
	.reference = "RFC 7568, section 3; RFC 9325, section 3.1.1",
	.check = check_old_version,
};

static const struct rule accepts_tls10 = {
	.id = "tls-10",
	.severity = SEVERITIES(LOW, MEDIUM, MEDIUM, MEDIUM),
	.needs = NEED_NEGOTIATION,
	.about = TLS_VERSION_10,
	.title = "accepts TLS 1.0",
	.why =
	    "TLS 1.0 rests on MD5 and SHA-1, has no AEAD suites, and its CBC can be predicted.",
	.advice =
	    "Allow TLS 1.2 and 1.3 only. On port 25 look into the log first for senders that "
	    "know nothing better: they would go on in clear text.",
	.settings = &settings_versions,
	.reference = "RFC 8996, section 4; RFC 8997, section 3",
	.check = check_old_version,
};

static const struct rule accepts_tls11 = {
	.id = "tls-11",
	.severity = SEVERITIES(LOW, MEDIUM, MEDIUM, MEDIUM),
	.needs = NEED_NEGOTIATION,
	.about = TLS_VERSION_11,
	.title = "accepts TLS 1.1",
	.why = "TLS 1.1 rests on MD5 and SHA-1 and has no AEAD suites.",
	.advice =
	    "Allow TLS 1.2 and 1.3 only. On port 25 look into the log first for senders that "
	    "know nothing better: they would go on in clear text.",
	.settings = &settings_versions,
	.reference = "RFC 8996, section 5; RFC 8997, section 3",
	.check = check_old_version,
};

static struct ruling
check_modern_version(const struct subject *subject, const struct rule *rule)
{
	const struct answer *versions = subject->port->negotiation.versions;

	(void)rule;
	if (speaks(subject, TLS_VERSION_12) || speaks(subject, TLS_VERSION_13))
		return ruling_good();
	return ruling_of_answer(versions[TLS_VERSION_12].value == ANSWER_NO
				    ? &versions[TLS_VERSION_13]
				    : &versions[TLS_VERSION_12],
	    ANSWER_NO, "TLS 1.2 and TLS 1.3 are refused");
}

static const struct rule no_modern_version = {
	.id = "tls-12-missing",
	.severity = SEVERITIES(MEDIUM, HIGH, HIGH, HIGH),
	.needs = NEED_NEGOTIATION,
	.title = "speaks neither TLS 1.2 nor TLS 1.3",
	.why = "Current clients refuse it, and many senders go on in clear text.",
	.advice = "Update the TLS library, then allow TLS 1.2 and 1.3 only.",
	.settings = &settings_versions,
	.reference = "RFC 8314, section 4; RFC 8997, section 3; RFC 9325, section 3.1.1",
	.check = check_modern_version,
};

static struct ruling
check_tls13(const struct subject *subject, const struct rule *rule)
{
	(void)rule;
	return ruling_of_answer(&subject->port->negotiation.versions[TLS_VERSION_13], ANSWER_NO,
	    "TLS 1.3 is refused");
}

static const struct rule no_tls13 = {
	.id = "tls-13-missing",
	.severity = SEVERITIES(INFO, LOW, LOW, LOW),
	.needs = NEED_NEGOTIATION,
	.part_of = "tls-12-missing",
	.title = "does not speak TLS 1.3",
	.why = "TLS 1.3 rules out whole classes of attacks, and post-quantum key exchange "
	       "needs it.",
	.advice =
	    "Update the TLS library (OpenSSL 1.1.1, GnuTLS 3.6.5 or later), and take out any "
	    "setting that forbids TLS 1.3.",
	.settings = &settings_versions,
	.reference = "RFC 9325, section 3.1.1; RFC 9051, section 11.1",
	.check = check_tls13,
};

static struct ruling
check_tls12(const struct subject *subject, const struct rule *rule)
{
	const struct answer *versions = subject->port->negotiation.versions;

	(void)rule;
	if (!speaks(subject, TLS_VERSION_13))
		return versions[TLS_VERSION_13].value == ANSWER_NO
		           ? ruling_good()
		           : ruling_of_answer(&versions[TLS_VERSION_13], ANSWER_YES, NULL);
	return ruling_of_answer(
	    &versions[TLS_VERSION_12], ANSWER_NO, "TLS 1.3 is accepted and TLS 1.2 refused");
}

static const struct rule only_tls13 = {
	.id = "tls-13-only",
	.severity = SEVERITIES(MEDIUM, MEDIUM, INFO, INFO),
	.needs = NEED_NEGOTIATION,
	.title = "speaks nothing older than TLS 1.3",
	.why =
	    "Senders that know TLS 1.2 at most deliver in clear text; elsewhere older clients "
	    "are locked out.",
	.advice = "Allow TLS 1.2 as well.",
	.settings = &settings_versions,
	.reference = "RFC 9325, sections 3.1.1 and 5.2",
	.check = check_tls12,
};

const struct rule *const rules_about_versions[] = {
	&accepts_ssl2,
	&accepts_ssl3,
	&accepts_tls10,
	&accepts_tls11,
	&no_modern_version,
	&no_tls13,
	&only_tls13,
	NULL,
};
