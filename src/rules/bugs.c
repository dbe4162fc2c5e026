/* SPDX-License-Identifier: MIT */
/*
 * Vulnerabilities that have names. Some are asked for by probes of their own; the others follow
 * from what other topics tell, and only add the name that people look for.
 */
#include "base/text.h"
#include "rules/certificate_parts.h"
#include "rules/negotiated.h"
#include "rules/topics.h"

/* Asked for. */

/* `about` is a behaviour. */
static struct ruling
check_probed(const struct subject *subject, const struct rule *rule)
{
	static const char *const evidence[BEHAVIOURS] = {
		[BEHAVIOUR_HEARTBLEED] = "a heartbeat request without its padding is answered",
		[BEHAVIOUR_EARLY_CCS] =
		    "what follows an early ChangeCipherSpec is taken for encrypted",
		[BEHAVIOUR_TICKETBLEED] =
		    "a session id of 31 bytes comes back with a byte of the server's memory",
		[BEHAVIOUR_ZERO_TICKET_KEY] = "a ticket's MAC is right with a key of zeros",
		[BEHAVIOUR_ROBOT] =
		    "the reaction to an RSA block depends on the form of its padding",
		[BEHAVIOUR_POODLE_TLS] = "a record with a wrong byte of padding is taken",
	};

	return ruling_of_answer(&subject->port->negotiation.behaviours[rule->about], ANSWER_YES,
	    evidence[rule->about]);
}

static const struct rule heartbleed = {
	.id = "vuln-heartbleed",
	.severity = SEVERITIES(CRITICAL, CRITICAL, CRITICAL, CRITICAL),
	.needs = NEED_NEGOTIATION,
	.about = BEHAVIOUR_HEARTBLEED,
	.title = "gives its memory away (Heartbleed)",
	.why = "Anybody can read pieces of the server's memory, private keys and passwords "
	       "among them, without leaving a trace.",
	.advice = "Update OpenSSL to 1.0.1g or later at once. Then make a new key and "
		  "certificate, revoke the old one, and have all passwords changed.",
	.reference = "CVE-2014-0160; RFC 6520, section 4",
	.check = check_probed,
};

static const struct rule early_ccs = {
	.id = "vuln-ccs",
	.severity = SEVERITIES(MEDIUM, HIGH, HIGH, HIGH),
	.needs = NEED_NEGOTIATION,
	.about = BEHAVIOUR_EARLY_CCS,
	.title = "takes a ChangeCipherSpec too early",
	.why = "An attacker in the middle can force keys that he knows upon the server and a "
	       "client with the same bug.",
	.advice = "Update OpenSSL to 0.9.8za, 1.0.0m, 1.0.1h or later.",
	.reference = "CVE-2014-0224; RFC 5246, section 7.1",
	.check = check_probed,
};

/* Does a port for logins show the same RSA key? */
static const struct port_facts *
find_login_with_key(const struct subject *subject)
{
	for (size_t i = 0; i < subject->ports_len; i++) {
		enum role role = subject->ports[i].record->endpoint.scheme->role;

		if (&subject->ports[i] != subject->port &&
		    (role == ROLE_SUBMISSION || role == ROLE_ACCESS) &&
		    ports_share_rsa_key(subject->port, &subject->ports[i]))
			return &subject->ports[i];
	}
	return NULL;
}

static struct ruling
check_robot(const struct subject *subject, const struct rule *rule)
{
	const struct port_facts *login = find_login_with_key(subject);
	struct ruling ruling = check_probed(subject, rule);

	if (ruling.verdict != VERDICT_BAD || login == NULL)
		return ruling;
	ruling.grade = GRADE_GRAVER;
	ruling.evidence = arena_printf(subject->arena, "%s; port %u has the same key",
	    ruling.evidence, (unsigned)login->record->endpoint.port);
	return ruling;
}

static const struct rule robot = {
	.id = "vuln-robot",
	.severity = SEVERITIES(MEDIUM, HIGH, CRITICAL, CRITICAL),
	.graver = SEVERITIES(HIGH, HIGH, CRITICAL, CRITICAL), /* the key of a login as well */
	.needs = NEED_NEGOTIATION,
	.about = BEHAVIOUR_ROBOT,
	.title = "betrays whether an RSA block is well padded (ROBOT)",
	.why = "With some thousands of tries an attacker decrypts a recorded session, or signs "
	       "with the server's key.",
	.advice = "Switch RSA key transport (kRSA) off on every service with this key, and "
		  "update the TLS library or the device in front of it.",
	.settings = &settings_suites,
	.settings_mx = &settings_suites_mx,
	.reference = "CVE-2017-13099; RFC 5246, section 7.4.7.1",
	.check = check_robot,
};

static const struct rule ticketbleed = {
	.id = "vuln-ticketbleed",
	.severity = SEVERITIES(HIGH, HIGH, HIGH, HIGH),
	.needs = NEED_NEGOTIATION,
	.about = BEHAVIOUR_TICKETBLEED,
	.title = "gives bytes of its memory away when a session is resumed (Ticketbleed)",
	.why = "Anybody can collect the memory of the load balancer, 31 bytes at a time.",
	.advice = "Update the load balancer (F5, K05121675), or switch session tickets off "
		  "there.",
	.reference = "CVE-2016-9244",
	.check = check_probed,
};

static const struct rule zero_ticket_key = {
	.id = "vuln-gnutls-ticket",
	.severity = SEVERITIES(HIGH, HIGH, CRITICAL, CRITICAL),
	.needs = NEED_NEGOTIATION,
	.about = BEHAVIOUR_ZERO_TICKET_KEY,
	.title = "seals session tickets with a key of zeros",
	.why = "Anybody can open its tickets: sessions of TLS 1.2 that were recorded can be "
	       "decrypted, and in TLS 1.3 an attacker can pose as the server.",
	.advice = "Update GnuTLS to 3.6.14 or later and restart the server.",
	.reference = "CVE-2020-13777",
	.check = check_probed,
};

static const struct rule poodle_tls = {
	.id = "vuln-poodle-tls",
	.severity = SEVERITIES(MEDIUM, HIGH, HIGH, HIGH),
	.needs = NEED_NEGOTIATION,
	.about = BEHAVIOUR_POODLE_TLS,
	.title = "does not check the padding of CBC records (POODLE in TLS)",
	.why = "An attacker in the middle can guess what is encrypted byte by byte, as in SSL "
	       "3.0.",
	.advice = "Update the TLS library, or the firmware of the device that speaks TLS, and "
		  "allow AEAD suites only until then.",
	.settings = &settings_suites,
	.settings_mx = &settings_suites_mx,
	.reference = "CVE-2014-8730; RFC 5246, section 6.2.3.2",
	.check = check_probed,
};

/* Derived: from SSL 2.0. */

/* What SSL 2.0 on another port means for this one. */
static struct ruling
judge_other_ssl2(const struct subject *subject, const struct port_facts *other)
{
	enum answer_value speaks = other->negotiation.versions[TLS_VERSION_SSL2].value;
	unsigned number = other->record->endpoint.port;

	if (speaks == ANSWER_YES && ports_share_rsa_key(subject->port, other))
		return ruling_bad(arena_printf(
		    subject->arena, "port %u accepts SSL 2.0 with the same RSA key", number));
	/* SSL 2.0 goes with RSA keys only: a port that has shown another one has one more. */
	if (speaks == ANSWER_YES &&
	    (!ports_share_rsa_key(other, other) ||
		subject->port->negotiation.other_key.is_other.value != ANSWER_NO))
		return ruling_unknown(arena_printf(subject->arena,
		    "port %u accepts SSL 2.0, and it is not known whether with the same key",
		    number));
	if (speaks == ANSWER_UNKNOWN && ports_share_rsa_key(subject->port, other))
		return ruling_unknown(arena_printf(subject->arena,
		    "it is not known whether port %u, with the same key, accepts SSL 2.0",
		    number));
	return ruling_good();
}

static struct ruling
check_drown(const struct subject *subject, const struct rule *rule)
{
	const struct answer *own = &subject->port->negotiation.versions[TLS_VERSION_SSL2];
	struct ruling all = ruling_of_answer(own, ANSWER_YES, "SSL 2.0 is accepted here");

	(void)rule;
	for (size_t i = 0; i < subject->ports_len && all.verdict != VERDICT_BAD; i++) {
		struct ruling other;

		if (&subject->ports[i] == subject->port)
			continue;
		other = judge_other_ssl2(subject, &subject->ports[i]);
		if (other.verdict == VERDICT_BAD ||
		    (other.verdict == VERDICT_UNKNOWN && all.verdict != VERDICT_UNKNOWN))
			all = other;
	}
	return all;
}

static const struct rule drown = {
	.id = "vuln-drown",
	.severity = SEVERITIES(HIGH, CRITICAL, CRITICAL, CRITICAL),
	.needs = NEED_NEGOTIATION,
	.part_of = "tls-sslv2",
	.title = "has an RSA key that SSL 2.0 gives away (DROWN)",
	.why = "With the help of the service that speaks SSL 2.0 an attacker decrypts sessions "
	       "of all services with the key.",
	.advice = "Switch SSL 2.0 off on every service that uses this key, then make a new key "
		  "and certificate.",
	.settings = &settings_versions,
	.reference = "CVE-2016-0800; CVE-2015-3197; RFC 6176, section 3",
	.check = check_drown,
};

/* From CBC in old versions. */

static bool
is_cbc(const struct suite *suite, int about)
{
	(void)about;
	return suite->mode == CIPHER_MODE_CBC;
}

/* Does the server take CBC in this version, SSL 3.0 to TLS 1.1? Where it takes neither RC4 nor
 * NULL nothing but CBC is left there. */
static struct answer
takes_cbc_in(const struct port_facts *port, enum tls_version version)
{
	const struct negotiation *negotiation = &port->negotiation;
	struct suites_taken taken;

	suites_taken(port, version, version, is_cbc, 0, &taken);
	if (taken.len > 0)
		return (struct answer){ .value = ANSWER_YES };
	if (negotiation->versions[version].value != ANSWER_YES)
		return negotiation->versions[version];
	if (negotiation->classes[SUITE_CLASS_CBC].value == ANSWER_NO)
		return negotiation->classes[SUITE_CLASS_CBC];
	if (negotiation->suites[version].is_whole.value == ANSWER_YES)
		return (struct answer){ ANSWER_NO,
			negotiation->suites[version].is_whole.certainty, NULL };
	if (negotiation->classes[SUITE_CLASS_RC4].value == ANSWER_NO &&
	    negotiation->classes[SUITE_CLASS_NULL].value == ANSWER_NO &&
	    negotiation->classes[SUITE_CLASS_CBC].value == ANSWER_YES)
		return (struct answer){ .value = ANSWER_YES };
	return (struct answer){ .why = "not all suites of that version are known" };
}

static struct ruling
check_poodle(const struct subject *subject, const struct rule *rule)
{
	const struct answer *fallback =
	    &subject->port->negotiation.behaviours[BEHAVIOUR_FALLBACK_SCSV];
	struct answer answer = takes_cbc_in(subject->port, TLS_VERSION_SSL3);
	struct ruling ruling =
	    ruling_of_answer(&answer, ANSWER_YES, "CBC suites are accepted in SSL 3.0");

	(void)rule;
	if (ruling.verdict == VERDICT_BAD && fallback->value == ANSWER_NO) {
		ruling.grade = GRADE_GRAVER;
		ruling.evidence = "CBC suites are accepted in SSL 3.0, and nothing keeps a "
				  "client from falling back to it (no TLS_FALLBACK_SCSV)";
	}
	return ruling;
}

static const struct rule poodle = {
	.id = "vuln-poodle",
	.severity = SEVERITIES(LOW, MEDIUM, MEDIUM, MEDIUM),
	.graver = SEVERITIES(MEDIUM, HIGH, HIGH, HIGH), /* no TLS_FALLBACK_SCSV */
	.needs = NEED_NEGOTIATION,
	.part_of = "tls-sslv3",
	.title = "can be attacked through the padding of SSL 3.0 (POODLE)",
	.why = "An attacker in the middle makes the client fall back to SSL 3.0 and guesses "
	       "what is encrypted byte by byte, which takes patience in mail.",
	.advice = "Allow TLS 1.2 and 1.3 only.",
	.settings = &settings_versions,
	.reference = "CVE-2014-3566; RFC 7568; RFC 7507",
	.check = check_poodle,
};

static struct ruling
check_beast(const struct subject *subject, const struct rule *rule)
{
	struct answer tls10 = takes_cbc_in(subject->port, TLS_VERSION_10);
	struct answer ssl3 = takes_cbc_in(subject->port, TLS_VERSION_SSL3);

	(void)rule;
	if (tls10.value == ANSWER_YES)
		return ruling_bad("CBC suites are accepted in TLS 1.0");
	if (ssl3.value == ANSWER_YES)
		return ruling_bad("CBC suites are accepted in SSL 3.0");
	if (tls10.value == ANSWER_NO &&
	    (ssl3.value != ANSWER_NO || ssl3.certainty > tls10.certainty))
		return ruling_of_answer(&ssl3, ANSWER_YES, NULL);
	return ruling_of_answer(&tls10, ANSWER_YES, NULL);
}

static const struct rule beast = {
	.id = "vuln-beast",
	.severity = SEVERITIES(INFO, INFO, LOW, LOW),
	.needs = NEED_NEGOTIATION,
	.part_of = "tls-10",
	.title = "has CBC that can be predicted (BEAST)",
	.why = "Who can choose what a client sends can guess the rest of it, unless the client "
	       "splits its records, as current ones do.",
	.advice = "Allow TLS 1.2 and 1.3 only.",
	.settings = &settings_versions,
	.reference = "CVE-2011-3389; RFC 8996",
	.check = check_beast,
};

static struct ruling
check_lucky13(const struct subject *subject, const struct rule *rule)
{
	const struct negotiation *negotiation = &subject->port->negotiation;
	const struct answer *etm = &negotiation->behaviours[BEHAVIOUR_ENCRYPT_THEN_MAC];
	const struct answer *cbc = &negotiation->classes[SUITE_CLASS_CBC];
	struct ruling ruling;

	(void)rule;
	if (cbc->value != ANSWER_YES)
		return ruling_of_answer(cbc, ANSWER_YES, NULL);
	ruling = ruling_of_answer(
	    etm, ANSWER_NO, "CBC suites are accepted, and encrypt-then-MAC is not spoken");
	/* The library may take the same time whatever the padding is. */
	if (ruling.verdict == VERDICT_BAD)
		ruling.certainty = CERTAINTY_POSSIBLE;
	return ruling;
}

static const struct rule lucky13 = {
	.id = "vuln-lucky13",
	.severity = SEVERITIES(INFO, INFO, LOW, LOW),
	.needs = NEED_NEGOTIATION,
	.part_of = "cipher-cbc",
	.title = "may betray the padding of CBC by the time that it takes (Lucky Thirteen)",
	.why = "Who can measure very exactly, near the server, can guess what is encrypted if "
	       "the TLS library is not careful about time.",
	.advice = "Allow AEAD suites only, or keep the TLS library up to date.",
	.settings = &settings_suites,
	.settings_mx = &settings_suites_mx,
	.reference = "CVE-2013-0169; RFC 7366",
	.check = check_lucky13,
};

/* From classes of suites, and kinds within them. */

/* Is a suite of this kind taken? All of the kind are of the class. */
static struct answer
takes_kind(const struct subject *subject, enum suite_class suite_class, suite_test *test,
    struct suites_taken *taken)
{
	const struct answer *class = &subject->port->negotiation.classes[suite_class];
	struct answer whole;

	suites_taken(subject->port, TLS_VERSION_SSL3, TLS_VERSION_12, test, 0, taken);
	if (taken->len > 0)
		return (struct answer){ .value = ANSWER_YES };
	if (class->value != ANSWER_YES)
		return *class;
	whole = suites_are_whole(subject->port, TLS_VERSION_SSL3, TLS_VERSION_12);
	if (whole.value == ANSWER_YES)
		return (struct answer){ ANSWER_NO, whole.certainty, NULL };
	return (struct answer){ .why = "only one suite of its kind was looked for" };
}

static bool
is_rsa_export(const struct suite *suite, int about)
{
	(void)about;
	return suite->is_export && suite->key_exchange == KEY_EXCHANGE_RSA;
}

static struct ruling
check_freak(const struct subject *subject, const struct rule *rule)
{
	struct suites_taken taken;
	struct answer answer = takes_kind(subject, SUITE_CLASS_EXPORT, is_rsa_export, &taken);

	(void)rule;
	return ruling_of_answer(
	    &answer, ANSWER_YES, taken.len > 0 ? suites_told(subject->arena, &taken) : NULL);
}

static const struct rule freak = {
	.id = "vuln-freak",
	.severity = SEVERITIES(HIGH, CRITICAL, CRITICAL, CRITICAL),
	.needs = NEED_NEGOTIATION,
	.part_of = "cipher-export",
	.title = "agrees to an RSA key of 512 bits (FREAK)",
	.why = "An attacker in the middle talks a client down to that key, which is factored "
	       "in hours, and reads and changes everything.",
	.advice = "Take the export suites out of the list of suites.",
	.settings = &settings_suites,
	.settings_mx = &settings_suites_mx,
	.reference = "CVE-2015-0204",
	.check = check_freak,
};

static bool
is_dh_export(const struct suite *suite, int about)
{
	(void)about;
	return suite->is_export && (suite->key_exchange == KEY_EXCHANGE_DHE ||
				       suite->key_exchange == KEY_EXCHANGE_DH_ANON);
}

static struct ruling
check_logjam(const struct subject *subject, const struct rule *rule)
{
	const struct dh_facts *dh = &subject->port->negotiation.dh;
	struct answer used = dh_is_used(subject->port);
	struct suites_taken taken;
	struct answer export = takes_kind(subject, SUITE_CLASS_EXPORT, is_dh_export, &taken);
	struct ruling ruling;

	(void)rule;
	if (taken.len > 0) {
		ruling = ruling_bad(suites_told(subject->arena, &taken));
		ruling.grade = GRADE_GRAVER;
		return ruling;
	}
	if (dh_is_common(dh))
		return ruling_bad(arena_printf(
		    subject->arena, "the prime has %u bits (%s)", dh->bits, dh->name));
	if (used.value != ANSWER_YES)
		return ruling_of_answer(&used, ANSWER_YES, NULL);
	return ruling_of_answer(&export, ANSWER_YES, NULL);
}

static const struct rule logjam = {
	.id = "vuln-logjam",
	.severity = SEVERITIES(MEDIUM, HIGH, HIGH, HIGH),
	.graver = SEVERITIES(MEDIUM, HIGH, CRITICAL, CRITICAL), /* export suites */
	.needs = NEED_NEGOTIATION,
	.part_of = "kex-dh-weak",
	.title = "has Diffie-Hellman that can be computed in advance (Logjam)",
	.why = "What is computed once for a short prime breaks each session in minutes, and "
	       "export suites let an attacker talk clients down to one.",
	.advice = "Switch finite-field Diffie-Hellman off, export suites in any case.",
	.settings = &settings_no_dhe,
	.settings_mx = &settings_suites_mx,
	.reference = "CVE-2015-4000; RFC 7919",
	.check = check_logjam,
};

static bool
is_of_class(const struct suite *suite, int about)
{
	return suite_is_of_class(suite, (enum suite_class)about);
}

static struct ruling
check_sweet32(const struct subject *subject, const struct rule *rule)
{
	struct suites_taken taken;

	(void)rule;
	suites_taken(subject->port, TLS_VERSION_SSL3, TLS_VERSION_12, is_of_class,
	    SUITE_CLASS_3DES, &taken);
	return ruling_of_answer(&subject->port->negotiation.classes[SUITE_CLASS_3DES],
	    ANSWER_YES,
	    taken.len > 0 ? suites_told(subject->arena, &taken) : "3DES is accepted");
}

static const struct rule sweet32 = {
	.id = "vuln-sweet32",
	.severity = SEVERITIES(LOW, LOW, MEDIUM, MEDIUM),
	.needs = NEED_NEGOTIATION,
	.part_of = "cipher-3des",
	.title = "has a cipher with blocks of 64 bits (Sweet32)",
	.why = "In connections that carry many gigabytes, equal blocks give away what was "
	       "encrypted.",
	.advice = "Take 3DES and IDEA out of the list of suites.",
	.settings = &settings_suites,
	.settings_mx = &settings_suites_mx,
	.reference = "CVE-2016-2183",
	.check = check_sweet32,
};

static bool
is_finite_static_dh(const struct suite *suite, int about)
{
	(void)about;
	return suite->key_exchange == KEY_EXCHANGE_DH;
}

static struct ruling
check_raccoon(const struct subject *subject, const struct rule *rule)
{
	const struct negotiation *negotiation = &subject->port->negotiation;
	const struct answer *reuse = &negotiation->behaviours[BEHAVIOUR_DH_SHARE_REUSE];
	const struct answer *dhe = &negotiation->classes[SUITE_CLASS_DHE];
	struct suites_taken taken;
	struct answer fixed =
	    takes_kind(subject, SUITE_CLASS_STATIC_DH, is_finite_static_dh, &taken);
	struct ruling ruling;

	(void)rule;
	if (reuse->value == ANSWER_YES) {
		ruling = ruling_bad("two connections got the same key of DHE");
		ruling.grade = GRADE_GRAVER;
		return ruling;
	}
	if (taken.len > 0)
		return ruling_bad(suites_told(subject->arena, &taken));
	if (fixed.value != ANSWER_NO)
		return ruling_of_answer(&fixed, ANSWER_YES, NULL);
	return ruling_of_answer(dhe->value == ANSWER_NO ? dhe : reuse, ANSWER_YES, NULL);
}

static const struct rule raccoon = {
	.id = "vuln-raccoon",
	.severity = SEVERITIES(INFO, LOW, LOW, LOW),
	.graver = SEVERITIES(LOW, MEDIUM, MEDIUM, MEDIUM), /* seen to use a key again */
	.needs = NEED_NEGOTIATION,
	.part_of = "kex-keyshare-reuse",
	.title = "has Diffie-Hellman keys that outlive a session (Raccoon)",
	.why = "Who can measure very exactly learns how a shared secret begins and, as long as "
	       "the server keeps its key, can work out the rest.",
	.advice = "Switch finite-field Diffie-Hellman off.",
	.settings = &settings_no_dhe,
	.settings_mx = &settings_suites_mx,
	.reference = "CVE-2020-1968; RFC 10015, section 1; RFC 9325, section 4.1",
	.check = check_raccoon,
};

/* From manners. */

static struct ruling
check_crime(const struct subject *subject, const struct rule *rule)
{
	(void)rule;
	return ruling_of_answer(&subject->port->negotiation.behaviours[BEHAVIOUR_COMPRESSION],
	    ANSWER_YES, "TLS compression is accepted");
}

static const struct rule crime = {
	.id = "vuln-crime",
	.severity = SEVERITIES(LOW, LOW, MEDIUM, MEDIUM),
	.needs = NEED_NEGOTIATION,
	.part_of = "tls-compression",
	.title = "compresses before it encrypts (CRIME)",
	.why = "Who can slip text into a session, as every sender of mail can, guesses secrets "
	       "by the length of what goes by.",
	.advice = "Switch TLS compression off.",
	.settings = &settings_options,
	.reference = "CVE-2012-4929; RFC 9325, section 3.3",
	.check = check_crime,
};

/* A name of the certificate under which a web server may be as well: www, everything, or the
 * domain above the server's own name; NULL if there is none. */
static const char *
find_web_name(const struct certificate *leaf, const char *server_name)
{
	static const char kind[] = "DNS:";
	struct span own = span_of(server_name);

	for (size_t i = 0; i < leaf->names_len; i++) {
		struct span name = span_of(leaf->names[i]);

		if (!span_starts(name, kind))
			continue;
		name = span_skip(name, sizeof(kind) - 1);
		if (span_starts(name, "www.") || span_starts(name, "*."))
			return leaf->names[i] + sizeof(kind) - 1;
		if (span_contains(name, ".") && own.len > name.len + 1 &&
		    own.data[own.len - name.len - 1] == '.' &&
		    span_is(
			span_skip(own, own.len - name.len), leaf->names[i] + sizeof(kind) - 1))
			return leaf->names[i] + sizeof(kind) - 1;
	}
	return NULL;
}

static struct ruling
check_alpaca(const struct subject *subject, const struct rule *rule)
{
	enum { SHOWN_MAX = 100 };
	const struct heeding *alpn = &subject->port->negotiation.alpn_unknown;
	const char *name = find_web_name(
	    &subject->port->chain.certificates[0], subject->port->record->endpoint.server_name);

	(void)rule;
	if (alpn->heed == HEED_REFUSED)
		return ruling_good();
	if (name == NULL)
		return certificate_lacks_leaf(subject);
	switch (alpn->heed) {
	case HEED_ACCEPTED:
	case HEED_IGNORED:
		return ruling_bad(arena_printf(subject->arena,
		    "the certificate is good for %s as well, and a client that asks for "
		    "another "
		    "protocol (ALPN) is served",
		    text_escape(subject->arena, span_of(name), SHOWN_MAX)));
	case HEED_NOT_APPLICABLE:
		return ruling_not_applicable(alpn->why);
	case HEED_UNKNOWN:
	case HEED_REFUSED:
	case HEEDS:
		break;
	}
	return ruling_unknown(alpn->why != NULL ? alpn->why : "it was not asked");
}

static const struct rule alpaca = {
	.id = "vuln-alpaca",
	.severity = SEVERITIES(INFO, INFO, LOW, LOW),
	.needs = NEED_CERTIFICATE,
	.title = "has a certificate that browsers take for a web server's (ALPACA)",
	.why = "An attacker in the middle can send a browser's request here and use what the "
	       "mail server answers against the web site.",
	.advice = "Use a certificate for the mail names only. Servers that can should refuse "
		  "unknown ALPN names (Dovecot 2.4 and Exim do), and hang up after a few "
		  "wrong commands.",
	.reference = "RFC 9325, sections 3.8 and 3.9",
	.check = check_alpaca,
};

/* Opossum. */

static bool
is_same_service(const struct port_facts *a, const struct port_facts *b)
{
	const struct endpoint *one = &a->record->endpoint;
	const struct endpoint *two = &b->record->endpoint;

	return one->scheme->protocol == two->scheme->protocol &&
	       one->scheme->role == two->scheme->role && a->mode != b->mode &&
	       span_equal(span_of(one->address), span_of(two->address));
}

static bool
has_same_certificate(const struct port_facts *a, const struct port_facts *b)
{
	return a->chain.len > 0 && b->chain.len > 0 &&
	       span_equal(span_of(a->chain.certificates[0].sha256),
		   span_of(b->chain.certificates[0].sha256));
}

/* The attack is described for protocols whose server may answer out of turn; servers of IMAP
 * say which command they answer. */
static struct ruling
check_opossum(const struct subject *subject, const struct rule *rule)
{
	struct ruling ruling = ruling_good();
	bool has_other = false;

	(void)rule;
	if (subject->port->record->endpoint.scheme->protocol != PROTOCOL_POP3 &&
	    subject->port->record->endpoint.scheme->protocol != PROTOCOL_SMTP)
		return ruling_not_applicable("it concerns SMTP and POP3 only");
	if (subject->port->mode == MODE_IMPLICIT)
		return ruling_not_applicable("it is told of the port with STARTTLS");
	for (size_t i = 0; i < subject->ports_len; i++) {
		const struct port_facts *other = &subject->ports[i];

		if (!is_same_service(subject->port, other))
			continue;
		if (has_same_certificate(subject->port, other))
			return ruling_bad(arena_printf(subject->arena,
			    "port %u offers the same service in the other mode, with the same "
			    "certificate",
			    (unsigned)other->record->endpoint.port));
		has_other = true;
		if (other->chain.len == 0 && other->state != PORT_CLOSED)
			ruling =
			    ruling_unknown("the other port of this service was not tested");
	}
	return has_other ? ruling
	                 : ruling_unknown("the other port of this service was not asked");
}

static const struct rule opossum = {
	.id = "vuln-opossum",
	.severity = SEVERITIES(OFF, OFF, INFO, INFO),
	.needs = NEED_CERTIFICATE,
	.title = "offers implicit TLS and STARTTLS side by side (Opossum)",
	.why = "An attacker in the middle can join a client of one port to the other and set "
	       "their answers off by one; no use of that against mail is known.",
	.advice = "Nothing has to be done now: clients need both ports while they move to "
		  "implicit TLS. In the long run close the port with STARTTLS.",
	.reference = "CVE-2025-49812; RFC 8314, section 3.3",
	.check = check_opossum,
};

const struct rule *const rules_about_bugs[] = {
	&heartbleed,
	&early_ccs,
	&robot,
	&ticketbleed,
	&zero_ticket_key,
	&drown,
	&poodle,
	&poodle_tls,
	&freak,
	&logjam,
	&sweet32,
	&beast,
	&crime,
	&lucky13,
	&raccoon,
	&alpaca,
	&opossum,
	NULL,
};
