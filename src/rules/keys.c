/* SPDX-License-Identifier: MIT */
/* How keys are agreed upon, and how the server signs its share. */
#include "registry/number.h"
#include "rules/negotiated.h"
#include "rules/policy.h"
#include "rules/topics.h"

/* Finite fields. */

enum {
	DH_BITS_MIN = 2048,      /* RFC 9325 section 4.5 */
	DH_BITS_HOPELESS = 1024, /* what is shorter needs no wealthy attacker */
};

static const char *
dh_told(const struct subject *subject)
{
	const struct dh_facts *dh = &subject->port->negotiation.dh;

	if (dh->name == NULL)
		return arena_printf(subject->arena, "the prime has %u bits", dh->bits);
	return arena_printf(subject->arena, "the prime has %u bits (%s)", dh->bits, dh->name);
}

/* Good without any Diffie-Hellman of this kind; it stands in the way while nothing is known.
 */
static bool
has_dh(const struct subject *subject, struct ruling *otherwise)
{
	struct answer used = dh_is_used(subject->port);

	if (used.value == ANSWER_YES)
		return true;
	*otherwise = ruling_of_answer(&used, ANSWER_YES, NULL);
	return false;
}

/* The prime is the shortest of all that were seen, of whatever suite. */
static bool
may_be_of_anonymous(const struct subject *subject)
{
	return subject->port->negotiation.classes[SUITE_CLASS_ANONYMOUS].value == ANSWER_YES &&
	       subject->port->negotiation.classes[SUITE_CLASS_EXPORT].value != ANSWER_YES;
}

static struct ruling
check_dh_bits(const struct subject *subject, const struct rule *rule)
{
	unsigned bits = subject->port->negotiation.dh.bits;
	unsigned wanted = subject->policy->limits[LIMIT_DH_BITS];
	struct ruling ruling;

	(void)rule;
	if (!has_dh(subject, &ruling))
		return ruling;
	if (bits >= DH_BITS_MIN && bits >= wanted)
		return ruling_good();
	ruling = ruling_bad(dh_told(subject));
	if (bits < DH_BITS_MIN && may_be_of_anonymous(subject)) {
		ruling.certainty = CERTAINTY_LIKELY;
		ruling.cause = "It may be the group of the anonymous suites (aNULL) alone: "
			       "OpenSSL takes 1,024 bits for them, whatever is configured.";
	}
	if (bits >= DH_BITS_MIN) {
		ruling.grade = GRADE_MILDER;
		ruling.evidence = arena_printf(
		    subject->arena, "%s, the policy demands %u", ruling.evidence, wanted);
	} else if (bits < DH_BITS_HOPELESS) {
		ruling.grade = GRADE_GRAVER;
	}
	return ruling;
}

static const struct rule dh_weak = {
	.id = "kex-dh-weak",
	.severity = SEVERITIES(LOW, MEDIUM, HIGH, HIGH),
	.graver = SEVERITIES(HIGH, CRITICAL, CRITICAL, CRITICAL), /* under 1,024 bits */
	.milder = SEVERITIES(OFF, MEDIUM, MEDIUM, MEDIUM),        /* only a policy wants more */
	.needs = NEED_NEGOTIATION,
	.title = "uses a small Diffie-Hellman group",
	.why = "Groups of 1,024 bits and less can be broken for all sessions at once (Logjam), "
	       "and clients refuse what is too small.",
	.advice = "Switch finite-field Diffie-Hellman off, or give it a group of RFC 7919 with "
		  "3,072 bits (ffdhe3072).",
	.settings = &settings_no_dhe,
	.settings_mx = &settings_suites_mx,
	.reference = "RFC 9325, section 4.5; RFC 7919; CVE-2015-4000",
	.check = check_dh_bits,
};

static struct ruling
check_dh_common(const struct subject *subject, const struct rule *rule)
{
	struct ruling ruling;

	(void)rule;
	if (!has_dh(subject, &ruling))
		return ruling;
	return dh_is_common(&subject->port->negotiation.dh) ? ruling_bad(dh_told(subject))
	                                                    : ruling_good();
}

static const struct rule dh_common = {
	.id = "kex-dh-common-prime",
	.severity = SEVERITIES(LOW, MEDIUM, HIGH, HIGH),
	.needs = NEED_NEGOTIATION,
	.part_of = "kex-dh-weak",
	.title = "shares a short Diffie-Hellman prime with many servers",
	.why = "One great computation over this prime breaks the sessions of every server that "
	       "has it, and some can afford that.",
	.advice = "Switch finite-field Diffie-Hellman off, or give it a group of RFC 7919 with "
		  "3,072 bits (ffdhe3072).",
	.settings = &settings_no_dhe,
	.settings_mx = &settings_suites_mx,
	.reference = "RFC 7919, section 1; CVE-2015-4000",
	.check = check_dh_common,
};

static struct ruling
check_dh_safe(const struct subject *subject, const struct rule *rule)
{
	const struct dh_facts *dh = &subject->port->negotiation.dh;
	struct ruling ruling;

	(void)rule;
	if (!has_dh(subject, &ruling))
		return ruling;
	if (!dh->is_tested)
		return ruling_unknown("the prime is too long to be tested");
	if (dh->is_safe_prime)
		return ruling_good();
	return ruling_bad(arena_printf(subject->arena,
	    dh->is_prime ? "%s and is no safe prime" : "%s, and is none: it has factors",
	    dh_told(subject)));
}

static const struct rule dh_unsafe = {
	.id = "kex-dh-unsafe-group",
	.severity = SEVERITIES(LOW, MEDIUM, MEDIUM, MEDIUM),
	.needs = NEED_NEGOTIATION,
	.title = "uses a Diffie-Hellman group without a safe prime",
	.why = "In small subgroups an attacker can find out parts of a key, and nobody can "
	       "check where such parameters come from.",
	.advice = "Switch finite-field Diffie-Hellman off, or give it a group of RFC 7919 with "
		  "3,072 bits (ffdhe3072).",
	.settings = &settings_no_dhe,
	.settings_mx = &settings_suites_mx,
	.reference = "RFC 7919, sections 3 and 5.1; RFC 10015, section 1; CVE-2016-0701",
	.check = check_dh_safe,
};

/* Shares. */

static struct ruling
check_share_reuse(const struct subject *subject, const struct rule *rule)
{
	const struct negotiation *negotiation = &subject->port->negotiation;
	const struct answer *ec = &negotiation->behaviours[BEHAVIOUR_EC_SHARE_REUSE];
	const struct answer *dh = &negotiation->behaviours[BEHAVIOUR_DH_SHARE_REUSE];
	const struct answer *dhe = &negotiation->classes[SUITE_CLASS_DHE];

	(void)rule;
	if (ec->value == ANSWER_YES)
		return ruling_bad(dh->value == ANSWER_YES
				      ? "two connections got the same key of ECDHE, and of DHE"
				      : "two connections got the same key of ECDHE");
	if (dh->value == ANSWER_YES)
		return ruling_bad("two connections got the same key of DHE");
	if (ec->value != ANSWER_NO)
		return ruling_of_answer(ec, ANSWER_YES, NULL);
	/* Without suites that need one there is no key to use twice. */
	return ruling_of_answer(
	    dh->value != ANSWER_NO && dhe->value == ANSWER_NO ? ec : dh, ANSWER_YES, NULL);
}

static const struct rule share_reuse = {
	.id = "kex-keyshare-reuse",
	.severity = SEVERITIES(LOW, MEDIUM, MEDIUM, MEDIUM),
	.needs = NEED_NEGOTIATION,
	.title = "uses a key that should be fresh more than once",
	.why = "As long as the key lives, it decrypts the recorded sessions as well, and an "
	       "attacker can try values against it.",
	.advice = "Update the TLS library: current ones make a new key for each connection. In "
		  "Exim with an old OpenSSL, set openssl_options = +single_dh_use "
		  "+single_ecdh_use.",
	.reference = "RFC 9325, section 7.4; RFC 7919, section 5.1; CVE-2020-1968",
	.check = check_share_reuse,
};

/* Groups. */

enum {
	CURVE_BITS_MIN = 224,    /* RFC 9325 section 4.5 */
	CURVE_BITS_STRONG = 250, /* x25519 has 255; less is told, though mildly */
	SECP256K1 = 0x0016,
};

/* Binary curves, and those that nobody implements with care (RFC 8422 section 5.1.1 took them
 * out). */
static bool
is_weak_curve(const struct group *group)
{
	return group->bits < CURVE_BITS_MIN || span_starts(span_of(group->name), "sect") ||
	       group->number == SECP256K1;
}

enum { NAMES_TOLD_MAX = 64 };

static bool
is_in(const struct ranking *ranking, uint16_t number)
{
	for (size_t i = 0; i < ranking->len; i++)
		if (ranking->numbers[i] == number)
			return true;
	return false;
}

/* The names of all curves that are accepted and not strong; none of them may be weak. */
static size_t
find_lesser_curves(
    const struct negotiation *negotiation, const char *names[NAMES_TOLD_MAX], bool *has_weak)
{
	size_t len = 0;

	for (size_t i = 0; i < groups_count && len < NAMES_TOLD_MAX; i++) {
		const struct group *group = &groups[i];
		bool is_weak = is_weak_curve(group);

		if (group->kind != GROUP_KIND_CURVE ||
		    (!is_weak && group->bits >= CURVE_BITS_STRONG) ||
		    !is_in(&negotiation->groups_tls12, group->number))
			continue;
		names[len++] = group->name;
		*has_weak = *has_weak || is_weak;
	}
	return len;
}

/* Are all groups known that could be weak? Those of TLS 1.3 are of no use for that where older
 * versions are spoken: they may have others. */
static struct answer
groups_are_whole(const struct negotiation *negotiation)
{
	enum certainty certainty = negotiation->groups_tls13.is_whole.certainty;

	for (size_t i = TLS_VERSION_10; i <= TLS_VERSION_12; i++) {
		if (negotiation->versions[i].value != ANSWER_NO)
			return negotiation->groups_tls12.is_whole;
		if (negotiation->versions[i].certainty > certainty)
			certainty = negotiation->versions[i].certainty;
	}
	if (negotiation->groups_tls13.is_whole.value != ANSWER_YES)
		return negotiation->groups_tls13.is_whole;
	return (struct answer){ .value = ANSWER_YES, .certainty = certainty };
}

static struct ruling
check_curves(const struct subject *subject, const struct rule *rule)
{
	const struct negotiation *negotiation = &subject->port->negotiation;
	struct answer whole = groups_are_whole(negotiation);
	const char *names[NAMES_TOLD_MAX];
	bool has_weak = false;
	size_t len = find_lesser_curves(negotiation, names, &has_weak);
	struct ruling ruling;

	(void)rule;
	if (len == 0)
		return whole.value == ANSWER_NO ? ruling_unknown("not all groups are known")
		                                : ruling_of_answer(&whole, ANSWER_NO, NULL);
	ruling = ruling_bad(arena_printf(subject->arena, "%s %s accepted",
	    names_told(subject->arena, names, len), len == 1 ? "is" : "are"));
	ruling.grade = has_weak ? GRADE_USUAL : GRADE_MILDER;
	return ruling;
}

static const struct rule weak_curve = {
	.id = "kex-curve-weak",
	.severity = SEVERITIES(LOW, MEDIUM, MEDIUM, MEDIUM),
	.milder = SEVERITIES(LOW, LOW, LOW, LOW), /* 224 bits */
	.needs = NEED_NEGOTIATION,
	.title = "accepts weak elliptic curves",
	.why = "Curves that are too short, or hardly ever implemented with care, are what an "
	       "attacker breaks first.",
	.advice = "Allow X25519, P-256 and P-384, with X25519MLKEM768 in front where the TLS "
		  "library has it.",
	.settings = &settings_groups,
	.reference = "RFC 9325, section 4.5; RFC 8422, section 5.1.1",
	.check = check_curves,
};

/* Drafts of ML-KEM that clients have given up. */
static bool
is_draft_kem(uint16_t group)
{
	return group == 0x6399 || group == 0x639a;
}

/* Is there one besides the drafts, as far as all groups were asked for? */
static struct answer
has_final_kem(const struct ranking *ranking)
{
	for (size_t i = 0; i < ranking->len; i++) {
		const struct group *group = group_by_number(ranking->numbers[i]);

		if (group != NULL && !is_draft_kem(group->number) &&
		    (group->kind == GROUP_KIND_HYBRID ||
			group->kind == GROUP_KIND_POST_QUANTUM))
			return (struct answer){ .value = ANSWER_YES };
	}
	if (ranking->is_whole.value == ANSWER_YES)
		return (struct answer){ ANSWER_NO, ranking->is_whole.certainty, NULL };
	return (struct answer){ .why = "only a draft of it was seen, and not all groups are "
				       "known" };
}

static struct ruling
check_post_quantum(const struct subject *subject, const struct rule *rule)
{
	const struct negotiation *negotiation = &subject->port->negotiation;
	const struct answer *tls13 = &negotiation->versions[TLS_VERSION_13];
	struct answer answer = negotiation->post_quantum;

	(void)rule;
	/* What is wrong there is told by tls-13-missing. */
	if (tls13->value == ANSWER_NO)
		return ruling_not_applicable("the server does not have TLS 1.3");
	if (answer.value != ANSWER_YES || !is_draft_kem(negotiation->post_quantum_group))
		return ruling_of_answer(
		    &answer, ANSWER_NO, "no group with ML-KEM is accepted in TLS 1.3");
	answer = has_final_kem(&negotiation->groups_tls13);
	return ruling_of_answer(&answer, ANSWER_NO,
	    "only groups of the Kyber draft are accepted, which clients no longer offer");
}

static const struct rule post_quantum_missing = {
	.id = "kex-pq-missing",
	.severity = SEVERITIES(INFO, INFO, INFO, INFO),
	.needs = NEED_NEGOTIATION,
	.title = "has no post-quantum key exchange",
	.why = "What is recorded today can be decrypted once there are quantum computers that "
	       "are large enough.",
	.advice = "Update the TLS library (OpenSSL 3.5 or later, or GnuTLS built with ML-KEM) "
		  "and put X25519MLKEM768 in front of the groups.",
	.settings = &settings_groups,
	.reference = "RFC 10024",
	.check = check_post_quantum,
};

/* Signatures. */

enum { HASH_MD5, HASH_SHA1, HASH_SHA224 };

static const struct hash {
	const char *name;   /* as in the registry */
	const char *ending; /* of the scheme of a session */
} hashes[] = {
	[HASH_MD5] = { "MD5", "-MD5" },
	[HASH_SHA1] = { "SHA-1", "-SHA1" },
	[HASH_SHA224] = { "SHA-224", "-SHA224" },
};

/* Did the server sign with it in the main session, which offers better ones as well? Older
 * versions than TLS 1.2 leave no choice. */
static bool
signs_session_with(const struct port_facts *port, const struct hash *hash)
{
	struct span signature = span_of(port->session->signature);
	struct span ending = span_of(hash->ending);

	return port->has_session &&
	       span_is(span_of(port->session->version), tls_version_title(TLS_VERSION_12)) &&
	       signature.len > ending.len &&
	       span_equal(span_skip(signature, signature.len - ending.len), ending);
}

/* `about` is a hash. */
static struct ruling
check_signature_hash(const struct subject *subject, const struct rule *rule)
{
	const struct ranking *ranking = &subject->port->negotiation.schemes;
	const struct hash *hash = &hashes[rule->about];
	const char *names[NAMES_TOLD_MAX];
	size_t len = 0;

	for (size_t i = 0; i < signature_schemes_count && len < NAMES_TOLD_MAX; i++)
		if (span_is(span_of(signature_schemes[i].hash), hash->name) &&
		    is_in(ranking, signature_schemes[i].number))
			names[len++] = signature_schemes[i].name;
	if (len > 0)
		return ruling_bad(arena_printf(subject->arena, "%s %s accepted in TLS 1.2",
		    names_told(subject->arena, names, len), len == 1 ? "is" : "are"));
	if (signs_session_with(subject->port, hash))
		return ruling_bad(
		    arena_printf(subject->arena, "a handshake of TLS 1.2 is signed with %s",
			subject->port->session->signature));
	return ranking->is_whole.value == ANSWER_NO
	           ? ruling_unknown("not all signature schemes are known")
	           : ruling_of_answer(&ranking->is_whole, ANSWER_NO, NULL);
}

static const struct rule signs_sha1 = {
	.id = "sigalg-sha1",
	.severity = SEVERITIES(INFO, LOW, MEDIUM, MEDIUM),
	.needs = NEED_NEGOTIATION,
	.about = HASH_SHA1,
	.title = "signs handshakes with SHA-1 if asked to",
	.why = "Collisions of SHA-1 can be bought, and with one a signature can be carried "
	       "over to another handshake.",
	.advice =
	    "OpenSSL 3.0 refuses SHA-1 from its security level 1 on, but Postfix sets level "
	    "0: name a higher one at the end of the list of suites (@SECLEVEL=2). On port 25 "
	    "it may stay for old senders.",
	.settings = &settings_suites,
	.settings_mx = &settings_nothing,
	.reference = "RFC 9155, section 4; RFC 9325, section 4.5",
	.check = check_signature_hash,
};

static const struct rule signs_md5 = {
	.id = "sigalg-md5",
	.severity = SEVERITIES(MEDIUM, HIGH, HIGH, HIGH),
	.needs = NEED_NEGOTIATION,
	.about = HASH_MD5,
	.title = "signs handshakes with MD5 if asked to",
	.why = "Collisions of MD5 take hours or less, and with one an attacker in the middle "
	       "can pose as the server (SLOTH).",
	.advice = "Update the TLS library: none that is still looked after does this.",
	.settings = &settings_suites,
	.settings_mx = &settings_nothing,
	.reference = "RFC 9155, section 4; CVE-2015-7575",
	.check = check_signature_hash,
};

static const struct rule signs_sha224 = {
	.id = "sigalg-sha224",
	.severity = SEVERITIES(INFO, INFO, INFO, INFO),
	.needs = NEED_NEGOTIATION,
	.about = HASH_SHA224,
	.title = "signs handshakes with SHA-224 if asked to",
	.why = "SHA-224 falls short of the 128 bits of security that everything else has.",
	.advice = "Leave SHA-224 out of the signature algorithms; no client depends on it.",
	.reference = "NCSC-NL TLS guidelines 2025, section 3.3.5",
	.check = check_signature_hash,
};

const struct rule *const rules_about_keys[] = {
	&dh_weak,
	&dh_common,
	&dh_unsafe,
	&share_reuse,
	&weak_curve,
	&post_quantum_missing,
	&signs_sha1,
	&signs_md5,
	&signs_sha224,
	NULL,
};
