/* SPDX-License-Identifier: MIT */
/*
 * Which suites are taken. Of weak ones the standard depth knows the classes, each with one
 * suite that stands for it; everything else takes a full scan.
 */
#include "rules/negotiated.h"
#include "rules/policy.h"
#include "rules/topics.h"

#define CLASS(name) (1 << SUITE_CLASS_##name)

static bool
is_of_classes(const struct suite *suite, int classes)
{
	for (size_t i = 0; i < SUITE_CLASSES; i++)
		if ((classes >> i & 1) != 0 && suite_is_of_class(suite, (enum suite_class)i))
			return true;
	return false;
}

/* What the classes say without a look at single suites: yes if one of them is taken, no if none
 * is. */
static struct answer
any_class(const struct negotiation *negotiation, int classes)
{
	struct answer answer = { .value = ANSWER_NO };

	for (size_t i = 0; i < SUITE_CLASSES; i++) {
		const struct answer *class = &negotiation->classes[i];

		if ((classes >> i & 1) == 0)
			continue;
		if (class->value == ANSWER_YES)
			return *class;
		if (class->value != ANSWER_NO)
			answer = *class;
		else if (answer.value == ANSWER_NO && class->certainty > answer.certainty)
			answer.certainty = class->certainty;
	}
	return answer;
}

/* `about` is a set of classes. They are of TLS 1.2 and older, but the few suites of TLS 1.3
 * without encryption (RFC 9150) count where a full scan has met with one. */
static struct ruling
check_classes(const struct subject *subject, const struct rule *rule)
{
	struct answer answer = any_class(&subject->port->negotiation, rule->about);
	struct suites_taken taken;

	suites_taken(subject->port, TLS_VERSION_SSL3, TLS_VERSION_13, is_of_classes,
	    rule->about, &taken);
	if (taken.len > 0)
		return ruling_bad(suites_told(subject->arena, &taken));
	return ruling_of_answer(&answer, ANSWER_YES, "a suite of this kind is accepted");
}

static const struct rule null_encryption = {
	.id = "cipher-null",
	.severity = SEVERITIES(HIGH, CRITICAL, CRITICAL, CRITICAL),
	.needs = NEED_NEGOTIATION,
	.about = CLASS(NULL),
	.title = "accepts suites without encryption",
	.why = "It looks like TLS, yet mail and passwords travel in clear text.",
	.advice = "Take the NULL suites (eNULL) out of the list of suites.",
	.settings = &settings_suites,
	.settings_mx = &settings_suites_mx,
	.reference = "RFC 9325, section 4.1",
	.check = check_classes,
};

static const struct rule anonymous = {
	.id = "cipher-anon",
	/* Who checks certificates never offers such a suite, whatever the server takes. */
	.severity = SEVERITIES(INFO, LOW, MEDIUM, MEDIUM),
	.needs = NEED_NEGOTIATION,
	.about = CLASS(ANONYMOUS),
	.part_of = "cert-missing",
	.title = "accepts anonymous key exchange",
	.why = "A client that lets itself into one of these suites sees no certificate, and "
	       "cannot tell the server from anybody on the way.",
	.advice = "Take the anonymous suites (aNULL) out of the list of suites. On port 25 "
		  "they do no harm as long as the domain publishes neither DANE nor MTA-STS: "
		  "senders do not check the certificate there.",
	.settings = &settings_suites,
	.settings_mx = &settings_suites_mx,
	.reference = "RFC 5246, appendix A.5; RFC 7672, section 8.2; RFC 10015",
	.check = check_classes,
};

static const struct rule export_grade = {
	.id = "cipher-export",
	.severity = SEVERITIES(HIGH, CRITICAL, CRITICAL, CRITICAL),
	.needs = NEED_NEGOTIATION,
	.about = CLASS(EXPORT) | CLASS(DES),
	.title = "accepts export suites or single DES",
	.why = "Keys of 56 bits and less are found in hours, and with export suites an "
	       "attacker can talk better sessions down to them.",
	.advice = "Take the export and DES suites out of the list of suites, and update a TLS "
		  "library that still knows them.",
	.settings = &settings_suites,
	.settings_mx = &settings_suites_mx,
	.reference = "RFC 9325, section 4.1; CVE-2015-0204; CVE-2015-4000",
	.check = check_classes,
};

static const struct rule rc4 = {
	.id = "cipher-rc4",
	.severity = SEVERITIES(LOW, MEDIUM, HIGH, HIGH),
	.needs = NEED_NEGOTIATION,
	.about = CLASS(RC4),
	.title = "accepts RC4",
	.why = "Its key stream is so uneven that passwords can be read out of many sessions "
	       "that send them.",
	.advice = "Take the RC4 suites out of the list of suites.",
	.settings = &settings_suites,
	.settings_mx = &settings_suites_mx,
	.reference = "RFC 7465, section 2; RFC 9325, section 4.1; CVE-2013-2566; CVE-2015-2808",
	.check = check_classes,
};

static const struct rule triple_des = {
	.id = "cipher-3des",
	.severity = SEVERITIES(LOW, LOW, MEDIUM, MEDIUM),
	.needs = NEED_NEGOTIATION,
	.about = CLASS(3DES),
	.title = "accepts 3DES or IDEA",
	.why = "With blocks of 64 bits, parts of what a long connection carries can be read "
	       "after about 32 GB.",
	.advice = "Take 3DES and IDEA out of the list of suites.",
	.settings = &settings_suites,
	.settings_mx = &settings_suites_mx,
	.reference = "RFC 9325, section 4.1; CVE-2016-2183",
	.check = check_classes,
};

static const struct rule static_rsa = {
	.id = "cipher-static-rsa",
	.severity = SEVERITIES(LOW, LOW, MEDIUM, MEDIUM),
	.needs = NEED_NEGOTIATION,
	.about = CLASS(STATIC_RSA),
	.title = "accepts RSA key transport",
	.why = "Whoever gets the server's key can decrypt everything recorded before, and all "
	       "attacks of Bleichenbacher's kind begin here.",
	.advice = "Take the suites with static RSA (kRSA) out of the list: those with ECDHE do "
		  "the same with forward secrecy.",
	.settings = &settings_suites,
	.settings_mx = &settings_suites_mx,
	.reference = "RFC 10015, section 4; RFC 9325, section 4.1",
	.check = check_classes,
};

static const struct rule dhe = {
	.id = "cipher-dhe",
	.severity = SEVERITIES(INFO, INFO, LOW, LOW),
	.needs = NEED_NEGOTIATION,
	.about = CLASS(DHE),
	.title = "accepts finite-field Diffie-Hellman in TLS 1.2 or older",
	.why = "The client cannot choose the group there, and a weak group or a key used twice "
	       "gives the session away.",
	.advice = "Take the DHE suites (kDHE) out of the list: ECDHE is faster and safer. The "
		  "ffdhe groups of TLS 1.3 may stay.",
	.settings = &settings_no_dhe,
	.settings_mx = &settings_suites_mx,
	.reference = "RFC 10015, section 3; RFC 9325, section 4.1",
	.check = check_classes,
};

static const struct rule static_dh = {
	.id = "cipher-static-dh",
	.severity = SEVERITIES(LOW, MEDIUM, MEDIUM, MEDIUM),
	.needs = NEED_NEGOTIATION,
	.about = CLASS(STATIC_DH),
	.title = "accepts static Diffie-Hellman",
	.why = "The same key serves all sessions: there is no forward secrecy, and a client "
	       "that sends odd values may learn it.",
	.advice = "Take the suites named DH_RSA, DH_DSS, ECDH_RSA and ECDH_ECDSA out of the "
		  "list of suites.",
	.settings = &settings_suites,
	.settings_mx = &settings_suites_mx,
	.reference = "RFC 10015, section 2; RFC 9325, section 4.1",
	.check = check_classes,
};

static struct ruling
check_cbc(const struct subject *subject, const struct rule *rule)
{
	const struct answer *etm =
	    &subject->port->negotiation.behaviours[BEHAVIOUR_ENCRYPT_THEN_MAC];
	struct ruling ruling = check_classes(subject, rule);

	if (ruling.verdict != VERDICT_BAD || etm->value != ANSWER_NO)
		return ruling;
	ruling.grade = GRADE_GRAVER;
	ruling.evidence =
	    arena_printf(subject->arena, "%s; encrypt-then-MAC is not spoken", ruling.evidence);
	return ruling;
}

static const struct rule cbc = {
	.id = "cipher-cbc",
	.severity = SEVERITIES(INFO, INFO, LOW, LOW),
	.graver = SEVERITIES(LOW, LOW, MEDIUM, MEDIUM), /* without encrypt-then-MAC */
	.needs = NEED_NEGOTIATION,
	.about = CLASS(CBC),
	.title = "accepts CBC suites",
	.why = "Where the MAC is inside the encryption, the time that an error takes can tell "
	       "an attacker what is in a record.",
	.advice = "Allow AEAD suites only (GCM, ChaCha20-Poly1305). On port 25 CBC suites with "
		  "ECDHE may stay for old senders.",
	.settings = &settings_suites,
	.settings_mx = &settings_suites_mx,
	.reference = "RFC 9325, section 4.2; RFC 7366, section 3",
	.check = check_cbc,
};

/* What hardly any other class names, and nobody needs. */

/* ChaCha20 as it was before RFC 7905. */
enum { DRAFT_CHACHA20_FIRST = 0xcc13, DRAFT_CHACHA20_LAST = 0xcc15 };

/* Of GOST's suites, those of RFC 9189 (for TLS 1.2) and RFC 9367 (for TLS 1.3) are current. */
static bool
is_old_gost(const struct suite *suite)
{
	return suite->key_exchange == KEY_EXCHANGE_GOST && suite->from < 0x0303;
}

static bool
is_obsolete(const struct suite *suite, int about)
{
	(void)about;
	return suite->mac == MAC_MD5 || suite->cipher == CIPHER_RC2 ||
	       suite->cipher == CIPHER_SEED || suite->cipher == CIPHER_FORTEZZA ||
	       suite->key_exchange == KEY_EXCHANGE_KRB5 || is_old_gost(suite) ||
	       (suite->number >= DRAFT_CHACHA20_FIRST && suite->number <= DRAFT_CHACHA20_LAST);
}

static struct ruling
check_obsolete(const struct subject *subject, const struct rule *rule)
{
	(void)rule;
	return ruling_of_suites(subject, TLS_VERSION_12, is_obsolete, 0);
}

static const struct rule obsolete = {
	.id = "cipher-obsolete",
	.severity = SEVERITIES(LOW, MEDIUM, MEDIUM, MEDIUM),
	.needs = NEED_NEGOTIATION,
	.title = "accepts obsolete algorithms",
	.why = "MD5, RC2, SEED and their like are broken or no longer looked after, and no "
	       "mail client in use depends on them.",
	.advice = "Name the suites that are wanted instead of those that are not.",
	.settings = &settings_suites,
	.settings_mx = &settings_suites_mx,
	.reference = "RFC 9325, section 4.1",
	.check = check_obsolete,
};

static bool
has_short_tag(const struct suite *suite, int about)
{
	(void)about;
	return suite->mode == CIPHER_MODE_CCM_8;
}

static struct ruling
check_short_tags(const struct subject *subject, const struct rule *rule)
{
	(void)rule;
	return ruling_of_suites(subject, TLS_VERSION_13, has_short_tag, 0);
}

static const struct rule short_tags = {
	.id = "cipher-ccm8",
	.severity = SEVERITIES(INFO, LOW, LOW, LOW),
	.needs = NEED_NEGOTIATION,
	.title = "accepts suites with short authentication tags (CCM_8)",
	.why = "A tag of 64 bits makes a forged record likelier to pass; these suites are "
	       "meant for very small devices.",
	.advice = "Take the CCM_8 suites out of the lists for TLS 1.2 and for TLS 1.3.",
	.settings = &settings_suites,
	.settings_mx = &settings_suites_mx,
	.reference = "RFC 6655, section 3; IANA, TLS Cipher Suites",
	.check = check_short_tags,
};

static bool
is_rare(const struct suite *suite, int about)
{
	static const enum cipher rare[] = { CIPHER_CAMELLIA, CIPHER_ARIA, CIPHER_SM4,
		CIPHER_AEGIS };

	(void)about;
	for (size_t i = 0; i < COUNT_OF(rare); i++)
		if (suite->cipher == rare[i])
			return true;
	if (suite->key_exchange == KEY_EXCHANGE_KRB5 || suite->cipher == CIPHER_NULL)
		return false; /* told as obsolete, or as no encryption */
	return suite->authentication == AUTHENTICATION_SHARED_KEY ||
	       suite->key_exchange == KEY_EXCHANGE_RSA_PSK ||
	       suite->key_exchange == KEY_EXCHANGE_SRP ||
	       (suite->cipher == CIPHER_GOST && !is_old_gost(suite));
}

static struct ruling
check_rare(const struct subject *subject, const struct rule *rule)
{
	(void)rule;
	return ruling_of_suites(subject, TLS_VERSION_13, is_rare, 0);
}

static const struct rule rare_suites = {
	.id = "cipher-rare",
	.severity = SEVERITIES(INFO, INFO, INFO, INFO),
	.needs = NEED_NEGOTIATION,
	.title = "accepts suites that hardly anybody uses",
	.why = "Code that no mail client needs can still have bugs that an attacker uses.",
	.advice = "Leave them out: AES-GCM and ChaCha20-Poly1305 serve all clients.",
	.settings = &settings_suites,
	.settings_mx = &settings_suites_mx,
	.reference = "RFC 9325, section 4.2",
	.check = check_rare,
};

/* Something good that is missing: one suite proves that it is there. */

/* Anonymous and export suites have fresh keys as well, but who would want them? */
static bool
keeps_past_secret(const struct suite *suite, int about)
{
	(void)about;
	return suite->is_forward_secret && suite->authentication != AUTHENTICATION_NONE &&
	       !suite->is_export && suite->cipher != CIPHER_NULL;
}

static bool
is_aead(const struct suite *suite, int about)
{
	(void)about;
	return suite->mac == MAC_AEAD && suite->authentication != AUTHENTICATION_NONE;
}

/* Good if a suite passes the test or TLS 1.3 is spoken, which has no others; bad only if it is
 * known of all suites, from this version on, that none does. */
static struct ruling
check_lack(const struct subject *subject, enum tls_version first, suite_test *test,
    const char *evidence)
{
	const struct answer *tls13 = &subject->port->negotiation.versions[TLS_VERSION_13];
	struct suites_taken taken;
	struct answer whole;

	suites_taken(subject->port, TLS_VERSION_SSL3, TLS_VERSION_13, test, 0, &taken);
	if (tls13->value == ANSWER_YES || taken.len > 0)
		return ruling_good();
	if (tls13->value != ANSWER_NO)
		return ruling_of_answer(tls13, ANSWER_NO, evidence);
	whole = suites_are_whole(subject->port, first, TLS_VERSION_12);
	if (tls13->certainty > whole.certainty)
		whole.certainty = tls13->certainty;
	return ruling_of_answer(&whole, ANSWER_YES, evidence);
}

static struct ruling
check_forward_secrecy(const struct subject *subject, const struct rule *rule)
{
	(void)rule;
	return check_lack(subject, TLS_VERSION_SSL3, keeps_past_secret,
	    "TLS 1.3 is refused, and so are all suites with ECDHE and DHE");
}

static const struct rule no_forward_secrecy = {
	.id = "cipher-no-fs",
	.severity = SEVERITIES(LOW, MEDIUM, HIGH, HIGH),
	.needs = NEED_NEGOTIATION,
	.title = "has no suite with forward secrecy",
	.why = "Whoever gets the server's key some day can decrypt all mail and passwords that "
	       "were recorded before.",
	.advice = "Allow TLS 1.3 and the ECDHE suites of TLS 1.2.",
	.settings = &settings_suites,
	.settings_mx = &settings_suites_mx,
	.reference = "RFC 9325, sections 4.1 and 7.3",
	.check = check_forward_secrecy,
};

/* There are none before TLS 1.2 (RFC 5246 section 6.2.3.3). */
static struct ruling
check_aead(const struct subject *subject, const struct rule *rule)
{
	(void)rule;
	return check_lack(subject, TLS_VERSION_12, is_aead,
	    "TLS 1.3 is refused, and so are all AEAD suites of TLS 1.2");
}

static const struct rule no_aead = {
	.id = "cipher-no-aead",
	.severity = SEVERITIES(LOW, LOW, MEDIUM, MEDIUM),
	.needs = NEED_NEGOTIATION,
	.title = "has no AEAD suite",
	.why = "All that is left are stream ciphers that are broken, and CBC, whose padding "
	       "has been attacked again and again.",
	.advice = "Update the TLS library, and allow TLS 1.3 and the GCM and "
		  "ChaCha20-Poly1305 suites of TLS 1.2.",
	.settings = &settings_suites,
	.settings_mx = &settings_suites_mx,
	.reference = "RFC 9325, section 4.2",
	.check = check_aead,
};

/* How strong a suite is, roughly: what is of the same strength may stand in any order. A
 * policy's own opinion comes first. */

enum { BROKEN, OUTDATED, ACCEPTABLE, STRONG };

static int
own_strength(const struct suite *suite)
{
	if (is_of_classes(suite, CLASS(NULL) | CLASS(ANONYMOUS) | CLASS(EXPORT) | CLASS(DES) |
				     CLASS(RC4) | CLASS(3DES) | CLASS(MD5)))
		return BROKEN;
	if (!suite->is_forward_secret || suite->key_exchange == KEY_EXCHANGE_DHE ||
	    has_short_tag(suite, 0))
		return OUTDATED;
	return suite->mac == MAC_AEAD ? STRONG : ACCEPTABLE;
}

static int
strength(const struct policy *policy, uint16_t number)
{
	const struct suite *suite = suite_by_number(number);

	switch (axis_regard(&policy->suites, number)) {
	case REGARD_GOOD:
		return STRONG;
	case REGARD_SUFFICIENT:
		return ACCEPTABLE;
	case REGARD_PHASE_OUT:
		return OUTDATED;
	case REGARD_INSUFFICIENT:
		return BROKEN;
	case REGARD_UNSAID:
	case REGARD_COUNT:
		break;
	}
	return suite == NULL ? BROKEN : own_strength(suite);
}

/* The strongest and the weakest suite of a list that is not empty. */
static void
find_ends(const struct policy *policy, const struct ranking *ranking, uint16_t *strongest,
    uint16_t *weakest)
{
	*strongest = *weakest = ranking->numbers[0];
	for (size_t i = 1; i < ranking->len; i++) {
		uint16_t number = ranking->numbers[i];

		if (strength(policy, number) > strength(policy, *strongest))
			*strongest = number;
		if (strength(policy, number) < strength(policy, *weakest))
			*weakest = number;
	}
}

static struct ruling
check_order_of(const struct subject *subject, enum tls_version version)
{
	const struct ranking *ranking = &subject->port->negotiation.suites[version];
	struct answer whole = suites_are_whole(subject->port, version, version);
	struct ruling fine = ruling_of_answer(&whole, ANSWER_NO, NULL);
	uint16_t strongest;
	uint16_t weakest;
	char rooms[2][8];

	if (ranking->len == 0)
		return fine;
	find_ends(subject->policy, ranking, &strongest, &weakest);
	if (strength(subject->policy, strongest) == strength(subject->policy, weakest))
		return fine;
	if (ranking->preference == PREFERENCE_CLIENT)
		return ruling_bad(arena_printf(subject->arena,
		    "in %s a client that puts %s before %s gets it", tls_version_title(version),
		    suite_name(weakest, rooms[0]), suite_name(strongest, rooms[1])));
	if (ranking->preference == PREFERENCE_UNKNOWN)
		return fine.verdict == VERDICT_UNKNOWN
		           ? fine
		           : ruling_unknown("it is not known who decides the order of suites");
	if (strength(subject->policy, ranking->numbers[0]) ==
	    strength(subject->policy, strongest))
		return fine;
	/* What did not stand in one hello cannot be compared. */
	if (ranking->is_order_partial)
		return ruling_unknown("the server's order is known in parts only");
	return ruling_bad(arena_printf(subject->arena, "in %s the server prefers %s to %s",
	    tls_version_title(version), suite_name(ranking->numbers[0], rooms[0]),
	    suite_name(strongest, rooms[1])));
}

/* Each version by itself: between versions it is not the order of suites that decides. */
static struct ruling
check_order(const struct subject *subject, const struct rule *rule)
{
	struct ruling all = ruling_good();

	(void)rule;
	for (int i = TLS_VERSION_13; i >= TLS_VERSION_SSL3; i--) {
		struct ruling own = check_order_of(subject, (enum tls_version)i);

		if (own.verdict == VERDICT_BAD)
			return own;
		if (all.verdict == VERDICT_GOOD &&
		    (own.verdict == VERDICT_UNKNOWN || own.certainty > all.certainty))
			all = own;
	}
	return all;
}

static const struct rule weak_preference = {
	.id = "cipher-preference",
	.severity = SEVERITIES(INFO, INFO, LOW, LOW),
	.needs = NEED_NEGOTIATION,
	.title = "takes a weaker suite where both sides know a stronger one",
	.why = "A client with an old or odd list gets less protection than it could have.",
	.advice = "Let the server's order decide, with ECDHE and AEAD in front; or leave the "
		  "weaker suites out, and the order no longer matters.",
	.settings = &settings_order,
	.reference = "RFC 9325, section 4.2.1",
	.check = check_order,
};

/* The suites that conforming clients may rely on. */
enum {
	ECDHE_ECDSA_AES_128_GCM = 0xc02b,
	ECDHE_RSA_AES_128_GCM = 0xc02f,
	TLS13_AES_128_GCM = 0x1301,
};

static bool
has_number(const struct suite *suite, int number)
{
	return suite->number == number;
}

/* Good if the server does not have the version, or takes the suite. */
static struct ruling
check_expected(const struct subject *subject, enum tls_version version, uint16_t number)
{
	const struct answer *spoken = &subject->port->negotiation.versions[version];
	struct suites_taken taken;
	struct answer whole;
	char room[8];

	suites_taken(subject->port, version, version, has_number, number, &taken);
	if (taken.len > 0 || spoken->value == ANSWER_NO)
		return ruling_good();
	if (spoken->value != ANSWER_YES)
		return ruling_of_answer(spoken, ANSWER_YES, NULL);
	whole = suites_are_whole(subject->port, version, version);
	return ruling_of_answer(&whole, ANSWER_YES,
	    arena_printf(subject->arena, "%s is spoken, and %s refused",
		tls_version_title(version), suite_name(number, room)));
}

/* For keys that are neither RSA nor of elliptic curves no suite of TLS 1.2 is named. */
static struct ruling
check_mandatory(const struct subject *subject, const struct rule *rule)
{
	const struct chain *chain = &subject->port->chain;
	const char *key = chain->len > 0 ? chain->certificates[0].key_type : NULL;
	struct ruling tls13 = check_expected(subject, TLS_VERSION_13, TLS13_AES_128_GCM);
	struct ruling tls12 = ruling_good();

	(void)rule;
	if (key == NULL &&
	    subject->port->negotiation.versions[TLS_VERSION_12].value != ANSWER_NO)
		tls12 = ruling_unknown("the key of the certificate is not known");
	else if (span_is(span_of(key), "RSA"))
		tls12 = check_expected(subject, TLS_VERSION_12, ECDHE_RSA_AES_128_GCM);
	else if (span_is(span_of(key), "EC"))
		tls12 = check_expected(subject, TLS_VERSION_12, ECDHE_ECDSA_AES_128_GCM);
	return tls13.verdict == VERDICT_BAD || tls12.verdict == VERDICT_GOOD ? tls13 : tls12;
}

static const struct rule mandatory_missing = {
	.id = "cipher-mti-missing",
	.severity = SEVERITIES(LOW, LOW, LOW, LOW),
	.needs = NEED_NEGOTIATION,
	.title = "refuses a suite that all must have",
	.why = "A client that knows just the mandatory suites finds none in common, and a "
	       "sender then goes on in clear text.",
	.advice = "Allow AES-128-GCM, with ECDHE in TLS 1.2, beside whatever else is wanted.",
	.settings = &settings_suites,
	.settings_mx = &settings_suites_mx,
	.reference = "RFC 9051, section 11.1; RFC 9325, section 4.2; RFC 8446, section 9.1",
	.check = check_mandatory,
};

const struct rule *const rules_about_suites[] = {
	&null_encryption,
	&anonymous,
	&export_grade,
	&rc4,
	&triple_des,
	&obsolete,
	&cbc,
	&static_rsa,
	&dhe,
	&static_dh,
	&short_tags,
	&rare_suites,
	&no_forward_secrecy,
	&no_aead,
	&weak_preference,
	&mandatory_missing,
	NULL,
};
