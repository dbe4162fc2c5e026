/* SPDX-License-Identifier: MIT */
/* Certificates: how strong their keys and signatures are, what they are for, and whether they
 * have been revoked. Only those that lead to a trusted certificate are looked at. */
#include "rules/certificate_parts.h"
#include "rules/policy.h"
#include "rules/topics.h"

#include <string.h>

enum {
	/* RFC 9325 section 4.5; CA/Browser Forum Baseline Requirements section 6.1.5. */
	RSA_BITS_MIN = 2048,
	RSA_BITS_BROKEN = 1024, /* below this RSA has been factored */
	EC_BITS_MIN = 224,

	DAY = 24 * 60 * 60,
	DUAL_DAYS_APART = 30, /* in the ends of two certificates that are renewed together */
};

static bool
is_rsa(const struct certificate *certificate)
{
	return strncmp(certificate->key_type, "RSA", 3) == 0; /* and RSA-PSS */
}

static bool
is_of_type(const struct certificate *certificate, const char *key_type)
{
	return strcmp(certificate->key_type, key_type) == 0;
}

static bool
is_key_known(const struct certificate *certificate)
{
	return !is_of_type(certificate, "unknown") && certificate->key_bits > 0;
}

/* VERDICT_GOOD if all keys that matter are known. */
static struct ruling
lacks_keys(const struct subject *subject)
{
	const struct chain *chain = &subject->port->chain;

	for (size_t i = 0; i < chain->len; i++)
		if (certificate_is_looked_at(&chain->certificates[i]) &&
		    !is_key_known(&chain->certificates[i]))
			return ruling_unknown("a key is of a kind that is not known here");
	return certificate_lacks_needed(subject);
}

static struct ruling
bad_key(const struct subject *subject, const struct certificate *certificate, enum grade grade)
{
	struct ruling ruling = ruling_bad(arena_printf(subject->arena, "%s: %s with %u bits",
	    certificate_title(certificate, subject->arena), certificate->key_type,
	    certificate->key_bits));

	ruling.grade = grade;
	return ruling;
}

static bool
is_small(const struct certificate *certificate)
{
	if (!is_key_known(certificate))
		return false;
	if (is_rsa(certificate))
		return certificate->key_bits < RSA_BITS_MIN;
	/* No current client takes DSA, of whatever size. */
	return is_of_type(certificate, "DSA") ||
	       (is_of_type(certificate, "EC") && certificate->key_bits < EC_BITS_MIN);
}

static struct ruling
check_key_size(const struct subject *subject, const struct rule *rule)
{
	const struct chain *chain = &subject->port->chain;
	const struct certificate *small = NULL;

	(void)rule;
	for (size_t i = 0; i < chain->len; i++) {
		const struct certificate *certificate = &chain->certificates[i];

		if (!certificate_is_looked_at(certificate) || !is_small(certificate))
			continue;
		if (is_rsa(certificate) && certificate->key_bits < RSA_BITS_BROKEN)
			return bad_key(subject, certificate, GRADE_GRAVER);
		small = small == NULL ? certificate : small;
	}
	return small == NULL ? lacks_keys(subject) : bad_key(subject, small, GRADE_USUAL);
}

static const struct rule key_small = {
	.id = "cert-key-small",
	.severity = SEVERITIES(MEDIUM, HIGH, HIGH, HIGH),
	.graver = SEVERITIES(HIGH, CRITICAL, CRITICAL, CRITICAL),
	.needs = NEED_CERTIFICATE,
	.title = "has a certificate with a key that is too weak",
	.why = "Whoever works the key out can take the server's place, and can read sessions "
	       "without forward secrecy; current clients refuse such a key.",
	.advice =
	    "Make a new key: RSA with 2,048 bits or more, or EC on P-256. If the weak key "
	    "is an intermediate's, ask the authority for another chain.",
	.settings = &settings_chain,
	.reference = "RFC 9325, section 4.5; CA/Browser Forum Baseline Requirements, section "
		     "6.1.5",
	.check = check_key_size,
};

/* The curve of a key as a number of the registry of groups; 0 if it has none. The library reads
 * no other curves of these sizes, and Ed25519 and Ed448 are the curves of X25519 and X448 in
 * another form (RFC 7748 section 4). */
static uint16_t
curve_of(const struct certificate *certificate)
{
	static const struct {
		const char *key_type;
		unsigned bits;
		uint16_t group;
	} curves[] = {
		{ "EC", 192, 0x0013 },
		{ "EC", 224, 0x0015 },
		{ "EC", 256, 0x0017 },
		{ "EC", 384, 0x0018 },
		{ "EC", 521, 0x0019 },
		{ "EdDSA (Ed25519)", 256, 0x001d },
		{ "EdDSA (Ed448)", 456, 0x001e },
	};

	for (size_t i = 0; i < COUNT_OF(curves); i++)
		if (is_of_type(certificate, curves[i].key_type) &&
		    (certificate->key_bits == curves[i].bits || !is_of_type(certificate, "EC")))
			return curves[i].group;
	return 0;
}

static bool
demands_keys(const struct policy *policy)
{
	return policy->limits[LIMIT_RSA_BITS] > 0 || policy->certificate_curves.len > 0 ||
	       policy->certificate_curves.others != REGARD_UNSAID;
}

static enum regard
regard_of(const struct policy *policy, const struct certificate *certificate)
{
	uint16_t curve = curve_of(certificate);

	if (is_rsa(certificate))
		return certificate->key_bits < policy->limits[LIMIT_RSA_BITS] ? REGARD_PHASE_OUT
		                                                              : REGARD_GOOD;
	return curve == 0 ? REGARD_UNSAID : axis_regard(&policy->certificate_curves, curve);
}

static struct ruling
check_key_policy(const struct subject *subject, const struct rule *rule)
{
	const struct chain *chain = &subject->port->chain;
	const struct certificate *bad = NULL;

	(void)rule;
	if (!demands_keys(subject->policy))
		return ruling_not_applicable("the policy demands nothing of keys");
	for (size_t i = 0; i < chain->len; i++) {
		const struct certificate *certificate = &chain->certificates[i];
		enum regard regard;

		/* A root is chosen by whoever trusts it. */
		if (!certificate_is_looked_at(certificate) || !is_key_known(certificate) ||
		    (i > 0 && certificate->is_self_signed))
			continue;
		regard = regard_of(subject->policy, certificate);
		if (regard == REGARD_INSUFFICIENT)
			return bad_key(subject, certificate, GRADE_GRAVER);
		if (regard == REGARD_PHASE_OUT && bad == NULL)
			bad = certificate;
	}
	return bad == NULL ? lacks_keys(subject) : bad_key(subject, bad, GRADE_USUAL);
}

static const struct rule key_policy = {
	.id = "cert-key-policy",
	.severity = SEVERITIES(INFO, LOW, LOW, LOW),
	.graver = SEVERITIES(INFO, MEDIUM, MEDIUM, MEDIUM),
	.needs = NEED_CERTIFICATE,
	.part_of = "cert-key-small",
	.title = "has a certificate with a key that the policy does not want",
	.why = "The policy asks for keys that hold for longer.",
	.advice =
	    "Make a new key as the policy asks, usually EC on P-256 or P-384, or RSA with "
	    "3,072 bits; for an intermediate's key ask the authority for another chain.",
	.settings = &settings_chain,
	.reference = "RFC 9325, section 4.5",
	.check = check_key_policy,
};

/* How bad the hash of a signature is; 0: good enough. */
enum weakness {
	WEAKNESS_NONE,
	WEAKNESS_SHORT,
	WEAKNESS_FORGEABLE,
	WEAKNESS_FORGED,
};

static enum weakness
weakness_of(const char *signature)
{
	static const struct {
		const char *sign;
		enum weakness weakness;
	} hashes[] = {
		{ "MD2", WEAKNESS_FORGED },
		{ "MD5", WEAKNESS_FORGED },
		{ "SHA1", WEAKNESS_FORGEABLE },
		{ "RMD160", WEAKNESS_FORGEABLE },
		{ "SHA224", WEAKNESS_SHORT },
	};

	for (size_t i = 0; i < COUNT_OF(hashes); i++)
		if (strstr(signature, hashes[i].sign) != NULL)
			return hashes[i].weakness;
	return WEAKNESS_NONE;
}

/* The signature of a self-signed certificate is never checked by anybody, so it cannot be weak.
 */
static struct ruling
check_signature(const struct subject *subject, const struct rule *rule)
{
	static const enum grade grades[] = {
		[WEAKNESS_SHORT] = GRADE_MILDER,
		[WEAKNESS_FORGEABLE] = GRADE_USUAL,
		[WEAKNESS_FORGED] = GRADE_GRAVER,
	};
	const struct chain *chain = &subject->port->chain;
	const struct certificate *weak = NULL;
	enum weakness worst = WEAKNESS_NONE;
	struct ruling ruling;

	(void)rule;
	for (size_t i = 0; i < chain->len; i++) {
		const struct certificate *certificate = &chain->certificates[i];

		if (!certificate_is_looked_at(certificate) || certificate->is_self_signed ||
		    weakness_of(certificate->signature) <= worst)
			continue;
		worst = weakness_of(certificate->signature);
		weak = certificate;
	}
	if (weak == NULL)
		return certificate_lacks_needed(subject);
	ruling = ruling_bad(arena_printf(subject->arena, "%s: %s",
	    certificate_title(weak, subject->arena), weak->signature));
	ruling.grade = grades[worst];
	return ruling;
}

static const struct rule signature_weak = {
	.id = "cert-sig-weak",
	.severity = SEVERITIES(INFO, HIGH, HIGH, HIGH),
	.graver = SEVERITIES(INFO, HIGH, CRITICAL, CRITICAL),
	.milder = SEVERITIES(INFO, LOW, LOW, LOW),
	.needs = NEED_CERTIFICATE,
	.title = "has a certificate that is signed with a weak hash",
	.why = "Signatures over MD5 and SHA-1 can be forged, and clients refuse them.",
	.advice = "Have the certificate issued again with SHA-256 or better; if it is an "
		  "intermediate's, ask the authority for another chain.",
	.settings = &settings_chain,
	.reference = "RFC 9325, section 4.5; RFC 9155, section 1; CA/Browser Forum Baseline "
		     "Requirements, section 7.1.3",
	.check = check_signature,
};

static struct ruling
check_usage(const struct subject *subject, const struct rule *rule)
{
	struct ruling ruling = certificate_lacks_leaf(subject);

	(void)rule;
	if (ruling.verdict != VERDICT_GOOD ||
	    !subject->port->chain.problems[CHAIN_WRONG_PURPOSE])
		return ruling;
	return ruling_bad(
	    arena_printf(subject->arena, "%s: its extended key usage lacks serverAuth",
		certificate_title(certificate_of_server(subject), subject->arena)));
}

static const struct rule usage = {
	.id = "cert-usage",
	.severity = SEVERITIES(INFO, MEDIUM, HIGH, HIGH),
	.needs = NEED_CERTIFICATE,
	.title = "has a certificate that is not meant for a server",
	.why = "Clients that verify certificates refuse it.",
	.advice = "Have it issued again as a TLS server certificate, with serverAuth in its "
		  "extended key usage.",
	.settings = &settings_chain,
	.reference = "RFC 5280, section 4.2.1.12",
	.check = check_usage,
};

/* Revocation. */

static struct ruling
check_revoked(const struct subject *subject, const struct rule *rule)
{
	const struct staple *staple = &subject->port->chain.staple;

	(void)rule;
	if (staple->status == STAPLE_REVOKED)
		return ruling_bad(arena_printf(subject->arena, "%s: revoked %s",
		    certificate_title(certificate_of_server(subject), subject->arena),
		    certificate_day(subject->arena, staple->revoked_at)));
	if (staple->status == STAPLE_GOOD)
		return ruling_good();
	return ruling_unknown(staple->status == STAPLE_NONE
				  ? "the server staples no OCSP response, and nobody else is "
				    "asked"
				  : "the stapled OCSP response proves nothing");
}

static const struct rule revoked = {
	.id = "cert-revoked",
	.severity = SEVERITIES(LOW, HIGH, CRITICAL, CRITICAL),
	.needs = NEED_CERTIFICATE,
	.title = "has a certificate that its issuer has revoked",
	.why = "Its key may be in the hands of others, and clients that look refuse it.",
	.advice = "Make a new key, and get a certificate for it.",
	.settings = &settings_chain,
	.reference = "RFC 6960, section 2.2; RFC 9325, section 7.5; RFC 5280, section 6.3",
	.check = check_revoked,
};

static bool
is_staple_bad(enum staple_status status)
{
	return status == STAPLE_UNREADABLE || status == STAPLE_OTHER_CERTIFICATE ||
	       status == STAPLE_BAD_SIGNATURE || status == STAPLE_OUT_OF_DATE ||
	       status == STAPLE_STATUS_UNKNOWN;
}

/* An OCSP response whose issuer was not sent proves nothing. */
static struct ruling
lacks_issuer(const struct subject *subject)
{
	return subject->port->chain.staple.status == STAPLE_UNCHECKED
	           ? ruling_unknown("the issuer was not sent, so that the stapled OCSP "
				    "response could not be checked")
	           : ruling_good();
}

static const char *
staple_words(const struct staple *staple, struct arena *arena)
{
	if (staple->status == STAPLE_OUT_OF_DATE && staple->next_update != 0)
		return arena_printf(arena,
		    "the stapled OCSP response should have been renewed by %s",
		    certificate_day(arena, staple->next_update));
	return staple->status == STAPLE_NONE
	           ? "no OCSP response is stapled"
	           : arena_printf(arena, "the stapled OCSP response is: %s",
			 staple_status_name(staple->status));
}

static struct ruling
check_must_staple(const struct subject *subject, const struct rule *rule)
{
	const struct staple *staple = &subject->port->chain.staple;
	struct ruling ruling = certificate_lacks_leaf(subject);

	(void)rule;
	if (ruling.verdict != VERDICT_GOOD)
		return ruling;
	if (!certificate_of_server(subject)->demands_staple)
		return ruling_not_applicable("the certificate does not demand a staple");
	return staple->status == STAPLE_NONE || is_staple_bad(staple->status)
	           ? ruling_bad(staple_words(staple, subject->arena))
	           : lacks_issuer(subject);
}

static const struct rule must_staple = {
	.id = "cert-must-staple",
	.severity = SEVERITIES(INFO, MEDIUM, MEDIUM, MEDIUM),
	.needs = NEED_CERTIFICATE,
	.title = "has a certificate that demands an OCSP staple, and sends no good one",
	.why = "Clients that keep to the certificate's demand break off TLS.",
	.advice = "Have the certificate issued again without the demand (must-staple): Postfix "
		  "and Dovecot cannot staple, and Exim only what a file gives it "
		  "(tls_ocsp_file).",
	.reference = "RFC 7633, section 4; RFC 6066, section 8",
	.check = check_must_staple,
};

static struct ruling
check_staple(const struct subject *subject, const struct rule *rule)
{
	const struct staple *staple = &subject->port->chain.staple;

	(void)rule;
	if (staple->status == STAPLE_NONE)
		return ruling_not_applicable("no OCSP response is stapled");
	return is_staple_bad(staple->status) ? ruling_bad(staple_words(staple, subject->arena))
	                                     : lacks_issuer(subject);
}

static const struct rule bad_staple = {
	.id = "cert-ocsp-bad-staple",
	.severity = SEVERITIES(INFO, LOW, LOW, LOW),
	.needs = NEED_CERTIFICATE,
	.part_of = "cert-must-staple",
	.title = "staples an OCSP response that is not valid",
	.why = "Some clients break off TLS over it, and none learns anything from it.",
	.advice = "Let a timer fetch a new response well before the old one ends (Exim: the "
		  "file of tls_ocsp_file), or stop stapling.",
	.reference = "RFC 6066, section 8; RFC 6960, sections 3.2 and 4.2.2",
	.check = check_staple,
};

/* One key in several places, several keys in one. */

/* Ways to read with one service's help what was encrypted for another with the same RSA key;
 * but for SSL 2.0, which vuln-drown tells. */
static const char *
danger_of(const struct negotiation *negotiation)
{
	if (negotiation->classes[SUITE_CLASS_EXPORT].value == ANSWER_YES)
		return "export suites";
	if (negotiation->behaviours[BEHAVIOUR_ROBOT].value == ANSWER_YES)
		return "a Bleichenbacher oracle (ROBOT)";
	return NULL;
}

static bool
is_danger_known(const struct negotiation *negotiation)
{
	return negotiation->classes[SUITE_CLASS_EXPORT].value != ANSWER_UNKNOWN &&
	       negotiation->behaviours[BEHAVIOUR_ROBOT].value != ANSWER_UNKNOWN;
}

static bool
shares_key(const struct port_facts *port, const struct certificate *leaf)
{
	return port->chain.len > 0 && *leaf->spki_sha256 != '\0' &&
	       port->chain.certificates[0].is_readable &&
	       strcmp(port->chain.certificates[0].spki_sha256, leaf->spki_sha256) == 0;
}

/* Has the port an RSA key that was not seen? Then it showed no certificate, or one for another
 * key. */
static bool
hides_rsa_key(const struct port_facts *port)
{
	return port->chain.len == 0 || !port->chain.certificates[0].is_readable ||
	       !is_of_type(&port->chain.certificates[0], "RSA");
}

/* That the ports of one mail host share a key is as it should be; what counts is that one of
 * the others gives it away. What this port does itself has rules of its own. */
static struct ruling
check_key_shared(const struct subject *subject, const struct rule *rule)
{
	const struct certificate *leaf = certificate_of_server(subject);
	struct ruling ruling = certificate_lacks_leaf(subject);

	(void)rule;
	if (ruling.verdict != VERDICT_GOOD)
		return ruling;
	if (!is_of_type(leaf, "RSA"))
		return ruling_not_applicable("only RSA keys are in danger elsewhere");
	for (size_t i = 0; i < subject->ports_len; i++) {
		const struct port_facts *port = &subject->ports[i];
		const struct endpoint *endpoint = &port->record->endpoint;
		const char *danger = danger_of(&port->negotiation);

		if (port == subject->port)
			continue;
		/* What is dangerous there is so with an RSA key. */
		if (danger != NULL && hides_rsa_key(port))
			ruling = ruling_unknown(arena_printf(subject->arena,
			    "port %u has %s, and it is not known whether with the same key",
			    endpoint->port, danger));
		if (!shares_key(port, leaf))
			continue;
		if (danger != NULL)
			return ruling_bad(arena_printf(subject->arena,
			    "port %u at %s has the same key and %s", endpoint->port,
			    endpoint->address, danger));
		if (!is_danger_known(&port->negotiation))
			ruling = ruling_unknown(arena_printf(subject->arena,
			    "port %u has the same key, and was not asked for all that would "
			    "endanger it",
			    endpoint->port));
	}
	return ruling;
}

static const struct rule key_shared = {
	.id = "cert-key-shared",
	.severity = SEVERITIES(MEDIUM, MEDIUM, MEDIUM, MEDIUM),
	.needs = NEED_CERTIFICATE,
	.title = "shares its key with a service that gives it away",
	.why = "What was encrypted for this service can be read, or its signature be had, with "
	       "the help of the other one (FREAK, ROBOT).",
	.advice = "Repair the other service first, then give each service a key of its own.",
	.reference =
	    "RFC 9325, section 3.9; RFC 7672, section 2.2.3; CVE-2015-0204; CVE-2017-13099",
	.check = check_key_shared,
};

/* Is each DNS name or address of one certificate in the other? */
static bool
covers(const struct certificate *certificate, const struct certificate *other)
{
	for (size_t i = 0; i < other->names_len; i++) {
		bool found = false;

		for (size_t k = 0; !found && k < certificate->names_len; k++)
			found = span_is(span_of(other->names[i]), certificate->names[k]);
		if (!found)
			return false;
	}
	return true;
}

/* What sets two certificates of one server apart, as evidence; NULL if nothing does. */
static const char *
difference(const struct subject *subject, const struct certificate *other)
{
	const struct certificate *leaf = certificate_of_server(subject);
	int64_t apart = leaf->not_after - other->not_after;
	struct arena *arena = subject->arena;

	if (certificate_seen_at(subject) > other->not_after)
		return arena_printf(arena, "the one with %s expired %s", other->key_type,
		    certificate_day(arena, other->not_after));
	if (!covers(leaf, other) || !covers(other, leaf) ||
	    (leaf->names_len == 0 && strcmp(leaf->common_name, other->common_name) != 0))
		return arena_printf(arena, "%s: %s; %s: %s", leaf->key_type,
		    certificate_names(leaf, arena), other->key_type,
		    certificate_names(other, arena));
	if (apart > (int64_t)DUAL_DAYS_APART * DAY || -apart > (int64_t)DUAL_DAYS_APART * DAY)
		return arena_printf(arena, "%s: until %s; %s: until %s", leaf->key_type,
		    certificate_day(arena, leaf->not_after), other->key_type,
		    certificate_day(arena, other->not_after));
	return NULL;
}

static struct ruling
judge_only_key(const struct certificate *leaf, const struct answer *is_other)
{
	struct ruling ruling =
	    ruling_bad("there is an ECDSA certificate, and none with an RSA key");

	if (!is_of_type(leaf, "EC"))
		return ruling_good();
	ruling.grade = GRADE_MILDER;
	ruling.certainty = is_other->certainty;
	ruling.title = "has no certificate with an RSA key";
	return ruling;
}

static struct ruling
check_dual(const struct subject *subject, const struct rule *rule)
{
	const struct other_certificate *other = &subject->port->negotiation.other_key;
	enum role role = policy_role(subject->policy, &subject->port->record->endpoint);
	struct ruling ruling;
	const char *evidence;

	(void)rule;
	if (subject->port->chain.len == 0)
		return ruling_unknown("no certificate was seen to compare with");
	ruling = certificate_lacks_leaf(subject);
	if (ruling.verdict != VERDICT_GOOD)
		return ruling;
	/* Where logins travel, all clients of today know ECDSA. */
	if (other->is_other.value == ANSWER_NO && (role == ROLE_MX || role == ROLE_MX_POLICY))
		return judge_only_key(certificate_of_server(subject), &other->is_other);
	if (other->is_other.value != ANSWER_YES)
		return ruling_of_answer(&other->is_other, ANSWER_YES, NULL);
	if (other->certificate == NULL)
		return ruling_unknown("the second certificate cannot be read");
	evidence = difference(subject, other->certificate);
	return evidence == NULL ? ruling_good() : ruling_bad(evidence);
}

static const struct rule dual = {
	.id = "cert-dual",
	.severity = SEVERITIES(INFO, LOW, LOW, LOW),
	.milder = SEVERITIES(INFO, INFO, OFF, OFF),
	.needs = NEED_NEGOTIATION,
	.title = "has two certificates, for RSA and ECDSA, that do not agree",
	.why = "Some clients see a server whose certificate is right, others one that is not, "
	       "and the fault shows to few.",
	.advice = "Have both certificates issued for the same names, renewed and loaded "
		  "together, and both configured: Postfix takes two pairs in "
		  "smtpd_tls_chain_files, Dovecot ssl_alt_cert (2.4: "
		  "ssl_server_alt_cert_file), Exim two names in tls_certificate. On port 25 "
		  "some old senders know RSA only.",
	.reference = "RFC 8446, section 4.4.2.2; RFC 7672, section 8.1",
	.check = check_dual,
};

const struct rule *const rules_about_certificate_keys[] = {
	&key_small,
	&key_policy,
	&signature_weak,
	&usage,
	&revoked,
	&must_staple,
	&bad_staple,
	&key_shared,
	&dual,
	NULL,
};
