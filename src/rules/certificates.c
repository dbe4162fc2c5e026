/* SPDX-License-Identifier: MIT */
/*
 * Certificates: are there any, until when, whose, and who vouches for them. Between relays
 * authentication is the exception (RFC 7435), where logins travel it is the point (RFC 8314),
 * and a domain that publishes DANE or MTA-STS asks for it: hence the severities. The time is
 * always that of the scan.
 */
#include "rules/certificate_parts.h"
#include "rules/policy.h"
#include "rules/topics.h"

#include <string.h>

enum {
	DAY = 24 * 60 * 60,

	/* Renewal by machine happens when a third of the lifetime is left; with less than a
	 * sixth it has failed. What lives for years is renewed by hand. */
	PARTS_LEFT = 3,
	PARTS_LEFT_LATE = 6,
	DAYS_LEFT_EARLY = 60,
	DAYS_LEFT_LATE_MOST = 30,
	DAYS_LEFT_LATE = 7,
	DAYS_LEFT_LAST = 3,

	SKEW_SECONDS = 5 * 60, /* how far clocks may be apart */
};

static const struct chain *
chain_of(const struct subject *subject)
{
	return &subject->port->chain;
}

/* By its place: what is wrong with it may be that nothing can be read. */
static struct ruling
bad_at(const struct subject *subject, enum chain_problem problem)
{
	const struct chain *chain = chain_of(subject);
	const struct certificate *certificate = &chain->certificates[chain->where[problem]];

	return ruling_bad(arena_printf(subject->arena, "certificate %zu of %zu%s%s",
	    chain->where[problem] + 1, chain->len, *certificate->subject == '\0' ? "" : ": ",
	    certificate->subject));
}

/* The certificates themselves. */

static struct ruling
check_missing(const struct subject *subject, const struct rule *rule)
{
	(void)rule;
	if (chain_of(subject)->len > 0)
		return ruling_good();
	return ruling_bad(
	    arena_printf(subject->arena, "%s, no certificate", subject->port->session->suite));
}

static const struct rule missing = {
	.id = "cert-missing",
	.severity = SEVERITIES(INFO, CRITICAL, CRITICAL, CRITICAL),
	.needs = NEED_SESSION,
	.title = "does TLS without any certificate",
	.why = "Anybody on the way can take the server's place, and nobody would notice.",
	.advice = "Forbid anonymous key exchange, and configure a key and a certificate.",
	.settings = &settings_chain,
	.reference = "RFC 9325, section 4.1; RFC 8314, section 4.4",
	.check = check_missing,
};

static struct ruling
check_unreadable(const struct subject *subject, const struct rule *rule)
{
	(void)rule;
	return chain_of(subject)->problems[CHAIN_UNREADABLE] ? bad_at(subject, CHAIN_UNREADABLE)
	                                                     : ruling_good();
}

static const struct rule unreadable = {
	.id = "cert-unreadable",
	.severity = SEVERITIES(MEDIUM, HIGH, HIGH, HIGH),
	.needs = NEED_CERTIFICATE,
	.title = "sends a certificate that cannot be read",
	.why = "Clients break off TLS, and senders may go on in clear text.",
	.advice = "Look at the file that is configured: it may be cut off, or hold something "
		  "other than X.509 certificates.",
	.settings = &settings_chain,
	.reference = "RFC 5280, section 4",
	.check = check_unreadable,
};

static struct ruling
check_bad_signature(const struct subject *subject, const struct rule *rule)
{
	const struct chain *chain = chain_of(subject);
	const struct certificate *certificate;

	(void)rule;
	if (!chain->problems[CHAIN_BAD_SIGNATURE])
		return certificate_lacks_needed(subject);
	certificate = &chain->certificates[chain->where[CHAIN_BAD_SIGNATURE]];
	return ruling_bad(arena_printf(subject->arena, "%s, issued by %s",
	    certificate_title(certificate, subject->arena), certificate->issuer));
}

static const struct rule bad_signature = {
	.id = "cert-bad-signature",
	.severity = SEVERITIES(LOW, HIGH, HIGH, HIGH),
	.needs = NEED_CERTIFICATE,
	.title = "sends a certificate whose signature is not its issuer's",
	.why = "Clients cannot tell it from a forgery and refuse it.",
	.advice = "The file is damaged, or an old intermediate of the same name is sent. Put "
		  "the full chain that came with the certificate in its place.",
	.settings = &settings_chain,
	.reference = "RFC 5280, section 6.1.3",
	.check = check_bad_signature,
};

/* Dates. */

static struct ruling
check_expired(const struct subject *subject, const struct rule *rule)
{
	const struct chain *chain = chain_of(subject);
	int64_t at = certificate_seen_at(subject);

	(void)rule;
	for (size_t i = 0; i < chain->len; i++) {
		const struct certificate *certificate = &chain->certificates[i];

		if (certificate_is_looked_at(certificate) && at > certificate->not_after)
			return ruling_bad(arena_printf(subject->arena, "%s: expired %s",
			    certificate_title(certificate, subject->arena),
			    certificate_day(subject->arena, certificate->not_after)));
	}
	return certificate_lacks_needed(subject);
}

static const struct rule expired = {
	.id = "cert-expired",
	.severity = SEVERITIES(LOW, CRITICAL, CRITICAL, CRITICAL),
	.needs = NEED_CERTIFICATE,
	.title = "has a certificate that has expired",
	.why = "Clients refuse it, or teach their users to click warnings away; senders that "
	       "must verify it stop delivering.",
	.advice = "Renew it, and let the renewal reload the service (postfix reload, doveadm "
		  "reload, or a restart of Exim): often the new file is there and the old one "
		  "still in memory.",
	.reference = "RFC 5280, section 4.1.2.5; RFC 8461, section 4.2",
	.check = check_expired,
};

static struct ruling
check_not_yet_valid(const struct subject *subject, const struct rule *rule)
{
	const struct chain *chain = chain_of(subject);
	int64_t at = certificate_seen_at(subject);

	(void)rule;
	for (size_t i = 0; i < chain->len; i++) {
		const struct certificate *certificate = &chain->certificates[i];

		if (certificate_is_looked_at(certificate) &&
		    at + SKEW_SECONDS < certificate->not_before)
			return ruling_bad(arena_printf(subject->arena, "%s: valid from %s",
			    certificate_title(certificate, subject->arena),
			    certificate_day(subject->arena, certificate->not_before)));
	}
	return certificate_lacks_needed(subject);
}

static const struct rule not_yet_valid = {
	.id = "cert-not-yet-valid",
	.severity = SEVERITIES(LOW, HIGH, HIGH, HIGH),
	.needs = NEED_CERTIFICATE,
	.title = "has a certificate that is not valid yet",
	.why = "Clients refuse it until then.",
	.advice = "Compare the clocks of this machine and of the one that issued it; if both "
		  "are right, have it issued again.",
	.reference = "RFC 5280, section 4.1.2.5",
	.check = check_not_yet_valid,
};

static int64_t
least(int64_t a, int64_t b)
{
	return a < b ? a : b;
}

/* When so many seconds are left, it is late; with fewer yet it is time for the last try. */
struct terms {
	int64_t early;
	int64_t late;
	int64_t last;
};

/* Certificates of a week must not be called late all their life. */
static struct terms
terms_of(const struct certificate *certificate, bool is_leaf)
{
	int64_t life = certificate->not_after - certificate->not_before;
	int64_t late = life / PARTS_LEFT_LATE;
	struct terms terms = { .last = least(late, (int64_t)DAYS_LEFT_LAST * DAY) };

	if (late < (int64_t)DAYS_LEFT_LATE * DAY || !is_leaf)
		late = (int64_t)DAYS_LEFT_LATE * DAY;
	terms.early = is_leaf ? least(life / PARTS_LEFT, (int64_t)DAYS_LEFT_EARLY * DAY) : 0;
	terms.late = least(least(late, life / PARTS_LEFT), (int64_t)DAYS_LEFT_LATE_MOST * DAY);
	return terms;
}

/* VERDICT_GOOD: there is time enough. */
static struct ruling
judge_time_left(const struct subject *subject, size_t which)
{
	const struct certificate *certificate = &chain_of(subject)->certificates[which];
	unsigned demanded = subject->policy->limits[LIMIT_CERTIFICATE_DAYS_LEFT];
	int64_t left = certificate->not_after - certificate_seen_at(subject);
	struct terms terms = terms_of(certificate, which == 0);
	struct ruling ruling = ruling_bad(arena_printf(subject->arena, "%s: valid until %s",
	    certificate_title(certificate, subject->arena),
	    certificate_day(subject->arena, certificate->not_after)));

	if (demanded > 0)
		return left < (int64_t)demanded * DAY ? ruling : ruling_good();
	if (left < terms.last)
		ruling.grade = GRADE_GRAVER;
	else if (left >= terms.early && left >= terms.late)
		return ruling_good();
	else if (left >= terms.late)
		ruling.grade = GRADE_MILDER;
	return ruling;
}

/* The one that is most urgent, which need not be the one that ends first. */
static struct ruling
check_expires_soon(const struct subject *subject, const struct rule *rule)
{
	static const int urgency[] = {
		[GRADE_MILDER] = 1,
		[GRADE_USUAL] = 2,
		[GRADE_GRAVER] = 3,
	};
	const struct chain *chain = chain_of(subject);
	struct ruling worst = certificate_lacks_needed(subject);

	(void)rule;
	for (size_t i = 0; i < chain->len; i++) {
		struct ruling ruling;

		if (!certificate_is_looked_at(&chain->certificates[i]))
			continue;
		if (certificate_seen_at(subject) > chain->certificates[i].not_after)
			return ruling_not_applicable("it has expired: see cert-expired");
		ruling = judge_time_left(subject, i);
		if (ruling.verdict == VERDICT_BAD &&
		    (worst.verdict != VERDICT_BAD ||
			urgency[ruling.grade] > urgency[worst.grade]))
			worst = ruling;
	}
	return worst;
}

static const struct rule expires_soon = {
	.id = "cert-expires-soon",
	.severity = SEVERITIES(INFO, MEDIUM, MEDIUM, MEDIUM),
	.graver = SEVERITIES(LOW, HIGH, HIGH, HIGH),
	.milder = SEVERITIES(INFO, INFO, INFO, INFO),
	.needs = NEED_CERTIFICATE,
	.title = "has a certificate that expires soon",
	.why = "Renewal by machine would have happened by now, so that it is probably broken "
	       "and clients will soon be locked out.",
	.advice = "Renew it. Look into the log of the ACME client, and whether the mail server "
		  "was reloaded after the last renewal.",
	.reference = "RFC 8314, section 4.4; CA/Browser Forum, ballot SC-081v3",
	.check = check_expires_soon,
};

struct lifetime {
	int64_t from; /* seconds since 1970, of notBefore */
	unsigned days_max;
};

/* CA/Browser Forum Baseline Requirements section 6.3.2, ballots SC-31 and SC-081v3. */
static const struct lifetime lifetimes[] = {
	{ 0, 825 }, { INT64_C(1598918400), 398 }, /* 2020-09-01 */
	{ INT64_C(1773532800), 200 },             /* 2026-03-15 */
	{ INT64_C(1805068800), 100 },             /* 2027-03-15 */
	{ INT64_C(1868227200), 47 },              /* 2029-03-15 */
};

static unsigned
days_of_public(const struct certificate *certificate)
{
	unsigned days = lifetimes[0].days_max;

	for (size_t i = 1; i < COUNT_OF(lifetimes); i++)
		if (certificate->not_before >= lifetimes[i].from)
			days = lifetimes[i].days_max;
	return days;
}

static struct ruling
check_lifetime(const struct subject *subject, const struct rule *rule)
{
	const struct certificate *leaf = certificate_of_server(subject);
	const struct session *session = subject->port->session;
	unsigned demanded = subject->policy->limits[LIMIT_CERTIFICATE_LIFETIME_DAYS];
	bool is_public =
	    session->trust == TRUST_ANCHORED && strcmp(session->trust_source, "system") == 0;
	unsigned most = is_public ? days_of_public(leaf) : demanded;
	int64_t life = leaf->not_after - leaf->not_before + 1; /* both ends count */

	(void)rule;
	if (!leaf->is_readable)
		return certificate_lacks_leaf(subject);
	if (most == 0)
		return session->trust == TRUST_UNKNOWN
		           ? ruling_unknown("whether it comes from a public authority is not "
					    "known: there is no usable trust store")
		           : ruling_not_applicable("it does not come from a public authority");
	if (demanded > 0 && demanded < most)
		most = demanded;
	if (life <= (int64_t)most * DAY)
		return ruling_good();
	return ruling_bad(arena_printf(subject->arena, "%s: from %s to %s, more than %u days",
	    certificate_title(leaf, subject->arena),
	    certificate_day(subject->arena, leaf->not_before),
	    certificate_day(subject->arena, leaf->not_after), most));
}

static const struct rule lifetime = {
	.id = "cert-lifetime",
	.severity = SEVERITIES(INFO, LOW, LOW, LOW),
	.needs = NEED_CERTIFICATE,
	.title = "has a certificate that is valid for too long",
	.why = "Some clients refuse what lives longer than public authorities may grant, and "
	       "a stolen key is of use for as long.",
	.advice =
	    "Have it renewed by an ACME client, with a hook that reloads the mail server.",
	.reference = "CA/Browser Forum Baseline Requirements, section 6.3.2; CA/Browser Forum, "
		     "ballot SC-081v3",
	.check = check_lifetime,
};

/* Trust. */

static struct ruling
lacks_trust(const struct subject *subject)
{
	return subject->port->session->trust == TRUST_UNKNOWN
	           ? ruling_unknown("there is no usable trust store (see --ca-file)")
	           : certificate_lacks_leaf(subject);
}

static struct ruling
bad_issuer(const struct subject *subject, enum chain_problem problem)
{
	const struct chain *chain = chain_of(subject);
	const struct certificate *certificate = &chain->certificates[chain->where[problem]];

	return ruling_bad(arena_printf(subject->arena, "%s, issued by %s",
	    certificate_title(certificate, subject->arena), certificate->issuer));
}

static struct ruling
check_self_signed(const struct subject *subject, const struct rule *rule)
{
	struct ruling ruling = lacks_trust(subject);

	(void)rule;
	if (ruling.verdict != VERDICT_GOOD || !chain_of(subject)->problems[CHAIN_SELF_SIGNED])
		return ruling;
	return ruling_bad(certificate_title(certificate_of_server(subject), subject->arena));
}

static const struct rule self_signed = {
	.id = "cert-self-signed",
	.severity = SEVERITIES(INFO, HIGH, HIGH, HIGH),
	.needs = NEED_CERTIFICATE,
	.part_of = "cert-snakeoil",
	.title = "has a self-signed certificate",
	.why = "A client that logs in cannot tell it from that of somebody in the middle; "
	       "between relays it is common and does no harm.",
	.advice = "Get a certificate from a public authority by ACME. A port that only takes "
		  "mail from other servers may keep it, with DANE to vouch for it.",
	.settings = &settings_chain,
	.reference = "RFC 8314, sections 4.4 and 5.3; RFC 7435, section 1; RFC 7672, section "
		     "3.1.1",
	.check = check_self_signed,
};

static struct ruling
check_untrusted(const struct subject *subject, const struct rule *rule)
{
	const bool *problems = chain_of(subject)->problems;
	struct ruling ruling = lacks_trust(subject);

	(void)rule;
	if (ruling.verdict != VERDICT_GOOD || subject->port->session->trust == TRUST_ANCHORED)
		return ruling;
	if (problems[CHAIN_SELF_SIGNED])
		return ruling_not_applicable("it is self-signed: see cert-self-signed");
	if (problems[CHAIN_MISSING_INTERMEDIATE])
		return ruling_not_applicable(
		    "an intermediate is missing: see cert-chain-incomplete");
	if (problems[CHAIN_BAD_SIGNATURE])
		return ruling_not_applicable("a signature is wrong: see cert-bad-signature");
	return bad_issuer(subject, CHAIN_UNKNOWN_ISSUER);
}

static const struct rule untrusted = {
	.id = "cert-untrusted",
	.severity = SEVERITIES(INFO, HIGH, HIGH, HIGH),
	.needs = NEED_CERTIFICATE,
	.title = "has a certificate whose issuer is not trusted here",
	.why = "Clients that trust the usual authorities refuse it, and senders that must "
	       "verify it stop delivering.",
	.advice = "Get a certificate from a public authority. If the authority is your own and "
		  "all clients know it, name it with --ca-file.",
	.settings = &settings_chain,
	.reference = "RFC 5280, section 6.1; RFC 7817, section 3; RFC 8461, section 4.2",
	.check = check_untrusted,
};

static bool
ends_in_root(const struct chain *chain)
{
	for (size_t i = 1; i < chain->len; i++)
		if (chain->certificates[i].is_readable && chain->certificates[i].is_self_issued)
			return true;
	return false;
}

static struct ruling
check_incomplete(const struct subject *subject, const struct rule *rule)
{
	const struct chain *chain = chain_of(subject);
	struct ruling ruling = lacks_trust(subject);

	(void)rule;
	if (ruling.verdict != VERDICT_GOOD || subject->port->session->trust == TRUST_ANCHORED)
		return ruling;
	if (chain->problems[CHAIN_MISSING_INTERMEDIATE]) {
		ruling = bad_issuer(subject, CHAIN_MISSING_INTERMEDIATE);
		/* Some private authorities have such an address for their root as well. */
		ruling.certainty = CERTAINTY_LIKELY;
		return ruling;
	}
	if (chain->problems[CHAIN_SELF_SIGNED])
		return ruling_not_applicable("it is self-signed: nothing belongs behind it");
	return ends_in_root(chain) ? ruling_good()
	                           : ruling_unknown("it leads to nobody who is known here, so "
						    "that what is missing is not known");
}

static const struct rule incomplete = {
	.id = "cert-chain-incomplete",
	.severity = SEVERITIES(INFO, HIGH, HIGH, HIGH),
	.needs = NEED_CERTIFICATE,
	.title = "does not send the intermediate certificate",
	.why = "Mail clients and servers do not fetch it, so that they cannot verify the "
	       "certificate; browsers do, which hides the fault.",
	.advice =
	    "Configure the full chain: fullchain.pem, not cert.pem. If the issuer is a root of "
	    "your own that all clients know, name it with --ca-file.",
	.settings = &settings_chain,
	.reference = "RFC 8446, section 4.4.2; RFC 5246, section 7.4.2; RFC 7671, section 5.2",
	.check = check_incomplete,
};

static struct ruling
check_order(const struct subject *subject, const struct rule *rule)
{
	const struct chain *chain = chain_of(subject);
	struct ruling ruling;

	(void)rule;
	if (chain->problems[CHAIN_WRONG_ORDER])
		return bad_at(subject, CHAIN_WRONG_ORDER);
	if (!chain->problems[CHAIN_TOO_LONG])
		return certificate_lacks_needed(subject);
	ruling = ruling_bad(arena_printf(
	    subject->arena, "%zu certificates", subject->port->session->chain_sent));
	ruling.title = "sends more certificates than anybody looks at";
	return ruling;
}

static const struct rule wrong_order = {
	.id = "cert-chain-order",
	.severity = SEVERITIES(INFO, INFO, LOW, LOW),
	.needs = NEED_CERTIFICATE,
	.title = "sends its certificates in the wrong order, or one that does not belong",
	.why = "Older and stricter clients take each certificate for the issuer of the one "
	       "before, and break off.",
	.advice = "Put the server's certificate first, then its issuer, then the issuer's, and "
		  "nothing twice; the root may be left out.",
	.settings = &settings_chain,
	.reference = "RFC 5246, section 7.4.2; RFC 8446, section 4.4.2",
	.check = check_order,
};

/* Names. */

static struct ruling
lacks_name(const struct subject *subject)
{
	struct ruling ruling = certificate_lacks_leaf(subject);

	if (ruling.verdict == VERDICT_GOOD && !chain_of(subject)->has_name)
		return ruling_unknown("there is no name to compare with (see --server-name)");
	return ruling;
}

static struct ruling
bad_name(const struct subject *subject)
{
	return ruling_bad(arena_printf(subject->arena, "asked for %s, got %s",
	    subject->port->record->endpoint.server_name,
	    certificate_names(certificate_of_server(subject), subject->arena)));
}

static struct ruling
check_name(const struct subject *subject, const struct rule *rule)
{
	struct ruling ruling = lacks_name(subject);

	(void)rule;
	return ruling.verdict == VERDICT_GOOD &&
	               chain_of(subject)->problems[CHAIN_NAME_MISMATCH]
	           ? bad_name(subject)
	           : ruling;
}

static const struct rule name_mismatch = {
	.id = "cert-name-mismatch",
	.severity = SEVERITIES(INFO, HIGH, CRITICAL, CRITICAL),
	.needs = NEED_CERTIFICATE,
	.title = "has a certificate for another name",
	.why = "Clients must refuse it or ask their users, who learn to accept anybody's; "
	       "senders that must verify it stop delivering.",
	.advice = "Get a certificate with every name that users put into their clients and MX "
		  "records point to, or look which one the service picks for that name (SNI).",
	.reference = "RFC 9525, section 6; RFC 7817, section 3; RFC 8461, section 4.2",
	.check = check_name,
};

static struct ruling
check_common_name(const struct subject *subject, const struct rule *rule)
{
	struct ruling ruling = lacks_name(subject);

	(void)rule;
	if (ruling.verdict != VERDICT_GOOD)
		return ruling;
	if (chain_of(subject)->problems[CHAIN_NAME_MISMATCH])
		return ruling_not_applicable("it is for another name: see cert-name-mismatch");
	return chain_of(subject)->problems[CHAIN_NAME_ONLY_IN_CN] ? bad_name(subject)
	                                                          : ruling_good();
}

static const struct rule common_name_only = {
	.id = "cert-cn-only",
	.severity = SEVERITIES(INFO, HIGH, HIGH, HIGH),
	.needs = NEED_CERTIFICATE,
	.title = "has its name only in the subject's common name",
	.why = "Clients of today look at subject alternative names only and refuse it.",
	.advice = "Get a certificate that has the name as a subject alternative name (DNS).",
	.reference = "RFC 9525, sections 2 and 6.3; RFC 8461, section 4.2; RFC 7817, section 3",
	.check = check_common_name,
};

/* RFC 9525 section 6.3: "the complete left-most label". Which domains are public suffixes is
 * not known here; those of one label are. */
static bool
is_valid_wildcard(const char *name)
{
	if (strncmp(name, "*.", 2) != 0 || strchr(name + 1, '*') != NULL)
		return false;
	return strchr(name + 2, '.') != NULL;
}

static struct ruling
check_wildcard(const struct subject *subject, const struct rule *rule)
{
	const struct certificate *leaf = certificate_of_server(subject);
	struct ruling ruling = certificate_lacks_leaf(subject);

	(void)rule;
	for (size_t i = 0; i < leaf->names_len; i++) {
		const char *name = leaf->names[i];

		if (strncmp(name, "DNS:", 4) != 0 || strchr(name, '*') == NULL)
			continue;
		if (!is_valid_wildcard(name + 4))
			return ruling_bad(name);
		if (ruling.verdict != VERDICT_GOOD)
			continue;
		ruling = ruling_bad(name);
		ruling.grade = GRADE_MILDER;
		ruling.title = "has a certificate for every host of a domain";
	}
	return ruling;
}

static const struct rule wildcard_invalid = {
	.id = "cert-wildcard-invalid",
	.severity = SEVERITIES(INFO, MEDIUM, MEDIUM, MEDIUM),
	.milder = SEVERITIES(INFO, INFO, INFO, INFO),
	.needs = NEED_CERTIFICATE,
	.title = "has a certificate with a wildcard that matches nothing, or far too much",
	.why = "Clients ignore a wildcard that is not the whole first label, and with one for "
	       "a whole domain any of its hosts can pass for the mail server.",
	.advice = "Get a certificate that lists the names of the mail server.",
	.reference = "RFC 9525, sections 6.3 and 7.1; RFC 7817, section 3",
	.check = check_wildcard,
};

static bool
ends_in(const char *name, const char *domain)
{
	size_t len = strlen(name);
	size_t domain_len = strlen(domain);

	return len >= domain_len && span_is(span_of(name + len - domain_len), domain) &&
	       (len == domain_len || name[len - domain_len - 1] == '.');
}

/* A name that is nobody's: RFC 6761 and RFC 2606 keep them for this machine and for examples.
 * Whoever asks for such a name has it. */
static bool
is_nobodys(const char *name, const char *asked)
{
	static const char *const domains[] = { "localhost", "localdomain", "example.com",
		"example.net", "example.org" };

	if (*name == '\0' || (asked != NULL && span_is(span_of(name), asked)))
		return false;
	for (size_t i = 0; i < COUNT_OF(domains); i++)
		if (ends_in(name, domains[i]) && (asked == NULL || !ends_in(asked, domains[i])))
			return true;
	return strchr(name, '.') == NULL && strchr(name, ' ') == NULL;
}

/* What installers write into the certificates that they make. */
static bool
is_of_installer(const char *subject)
{
	static const char *const signs[] = { "snakeoil", "Automatically-generated",
		"Courier Mail Server", "Default Company", "Internet Widgits",
		"SomeOrganization", "CN=Plesk", "CN=Parallels Panel", "CN=Imap mail server",
		"Dovecot mail server" };

	for (size_t i = 0; i < COUNT_OF(signs); i++)
		if (span_contains(span_of(subject), signs[i]))
			return true;
	return false;
}

static bool
is_default(const struct certificate *leaf, const char *asked)
{
	bool has_dns = false;
	bool all_nobodys = true;

	if (is_of_installer(leaf->subject))
		return true;
	for (size_t i = 0; i < leaf->names_len; i++) {
		if (strncmp(leaf->names[i], "DNS:", 4) != 0)
			continue;
		has_dns = true;
		all_nobodys = all_nobodys && is_nobodys(leaf->names[i] + 4, asked);
	}
	return has_dns ? all_nobodys : is_nobodys(leaf->common_name, asked);
}

static struct ruling
check_snakeoil(const struct subject *subject, const struct rule *rule)
{
	const struct certificate *leaf = certificate_of_server(subject);
	struct ruling ruling = certificate_lacks_leaf(subject);

	(void)rule;
	if (ruling.verdict != VERDICT_GOOD || subject->port->session->trust == TRUST_ANCHORED)
		return ruling;
	return is_default(leaf, subject->port->record->endpoint.server_name)
	           ? ruling_bad(arena_printf(subject->arena, "%s; %s", leaf->subject,
			 certificate_names(leaf, subject->arena)))
	           : ruling_good();
}

static const struct rule snakeoil = {
	.id = "cert-snakeoil",
	.severity = SEVERITIES(LOW, HIGH, HIGH, HIGH),
	.needs = NEED_CERTIFICATE,
	.title = "has the certificate that its installation came with",
	.why = "Nobody has set TLS up here, and the key may be the same on every installation, "
	       "known to all.",
	.advice = "Make a new key, and get a certificate with the server's real name.",
	.settings = &settings_chain,
	.reference = "RFC 8314, section 4.4",
	.check = check_snakeoil,
};

const struct rule *const rules_about_certificates[] = {
	&missing,
	&unreadable,
	&bad_signature,
	&expired,
	&not_yet_valid,
	&expires_soon,
	&lifetime,
	&self_signed,
	&untrusted,
	&incomplete,
	&wrong_order,
	&name_mismatch,
	&common_name_only,
	&wildcard_invalid,
	&snakeoil,
	NULL,
};
