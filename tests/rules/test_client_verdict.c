/* SPDX-License-Identifier: MIT */
/* Each check with what is good, what is bad, and what is not known. */
#include "rules/client_verdict.h"

#include "registry/number.h"
#include "support/suite.h"

#include <string.h>

static struct arena arena;

/* Everything that a verdict is made of; as it stands, the client works. */
static struct {
	struct port_record port;
	struct port_facts facts;
	struct transcript path;
	struct diagnosis diagnosis;
	struct client client;
	struct client_extension extensions[3];
	struct certificate certificates[2];
	struct client_trial trial;
} it;

static struct chain *
chain(void)
{
	return &it.trial.chains[0].chain;
}

static void
set_up(void)
{
	static const uint16_t suites[] = { 0x1301, 0xc02f, 0x0034 };
	static const uint16_t curves[] = { 0x001d, 0x0017 };
	static const uint16_t signatures[] = { 0x0804, 0x0403 };
	static const uint16_t versions[] = { VERSION_TLS13, VERSION_TLS12, VERSION_TLS11 };

	arena_init(&arena);
	memset(&it, 0, sizeof(it));
	it.port.endpoint.scheme = scheme_by_name(span_of("submission"));
	it.facts.record = &it.port;
	it.diagnosis = (struct diagnosis){ .facts = &it.facts,
		.path = &it.path,
		.is_hello_sent = true,
		.smallest = EXPERIMENTS };
	it.extensions[0] = (struct client_extension){ .type = 10, .numbers = { 2, curves } };
	it.extensions[1] =
	    (struct client_extension){ .type = 13, .numbers = { 2, signatures } };
	it.extensions[2] = (struct client_extension){ .type = 43, .numbers = { 3, versions } };
	it.client = (struct client){
		.name = "ours",
		.title = "Ours",
		.protocols = { [PROTOCOL_SMTP] = true },
		.hello = { .version = VERSION_TLS12,
		    .suites = { 3, suites },
		    .extensions = it.extensions,
		    .extensions_len = 3 },
		.checks = client_checks_cautious,
	};
	for (size_t i = 0; i < 2; i++)
		it.certificates[i] = (struct certificate){ .is_readable = true,
			.is_needed = true,
			.key_type = "RSA",
			.key_bits = 2048,
			.signature = "RSA-SHA256" };
	it.trial = (struct client_trial){
		.client = &it.client,
		.transcript = &it.path,
		.reception = CLIENT_ANSWERED,
		.version = VERSION_TLS12,
		.suite = 0xc02f,
		.group = 0x001d,
		.scheme = 0x0804,
		.has_secure_renegotiation = true,
		.chains_len = 1,
		.chains = { { .trust = TRUST_ANCHORED,
		    .chain = { .len = 2,
			.certificates = it.certificates,
			.has_name = true } } },
		.wants_certificate = { .value = ANSWER_NO },
		.is_inside_fine = true,
	};
}

static void
tear_down(void)
{
	arena_clear(&arena);
}

static struct client_verdict
judge(void)
{
	return client_judge(&it.diagnosis, &it.trial, &arena);
}

static void
check(const char *name, enum client_state state, enum client_reason reason, const char *words)
{
	struct client_verdict verdict = judge();

	ck_assert_msg(verdict.state == state && verdict.reason == reason, "%s: %s, %s: %s",
	    name, client_state_name(verdict.state), client_reason_name(verdict.reason),
	    verdict.words);
	if (words != NULL)
		ck_assert_str_eq(verdict.words, words);
}

static void
protocol(void)
{
	it.client.protocols[PROTOCOL_SMTP] = false;
}

static void
not_asked(void)
{
	it.trial.reception = CLIENT_NOT_ASKED;
	it.trial.why = "it was not asked";
}

static void
before_tls(void)
{
	not_asked();
	it.trial.transcript = NULL;
	it.diagnosis.is_hello_sent = false;
	it.diagnosis.has_failed = true;
	it.diagnosis.failure =
	    (struct failure){ .stage = STAGE_CONNECT, .outcome = OUTCOME_CONNECTION_REFUSED };
}

static void
throttled(void)
{
	before_tls();
	it.diagnosis.failure.outcome = OUTCOME_GOODBYE;
}

static void
filtered(void)
{
	before_tls();
	it.diagnosis.failure.outcome = OUTCOME_FILTERED;
}

static void
not_greeted(void)
{
	before_tls();
	it.diagnosis.failure =
	    (struct failure){ .stage = STAGE_GREETING, .outcome = OUTCOME_REFUSED };
}

static void
refused(void)
{
	it.trial.reception = CLIENT_REFUSED;
	it.trial.alert = 40;
}

static void
broken_off(void)
{
	refused();
	it.trial.is_broken_off = true;
}

static void
dropped(void)
{
	it.trial.reception = CLIENT_DROPPED;
	it.trial.how = OUTCOME_RESET;
}

static void
garbled(void)
{
	it.trial.reception = CLIENT_GARBLED;
}

static void
version_low(void)
{
	it.trial.version = VERSION_TLS11;
}

static void
version_not_offered(void)
{
	it.trial.version = VERSION_TLS10;
}

static void
downgrade(void)
{
	it.trial.has_downgrade_sentinel = true;
}

static void
suite_not_offered(void)
{
	it.trial.suite = 0x0005;
}

static void
no_renegotiation(void)
{
	it.trial.has_secure_renegotiation = false;
}

static void
group_not_offered(void)
{
	it.trial.group = 0x0019;
}

static void
dh_small(void)
{
	it.trial.group = 0;
	it.trial.prime_bits = 1024;
}

static void
dh_large(void)
{
	dh_small();
	it.trial.prime_bits = 4096;
	it.client.checks.dh_bits_max = 2048;
}

static void
ec_small(void)
{
	it.client.checks.ec_bits_min = 300;
}

static void
signature_not_offered(void)
{
	it.trial.scheme = 0x0201;
}

static void
no_chain(void)
{
	it.trial.chains_len = 0;
}

static void
leaf_short(void)
{
	it.certificates[0].key_bits = 1024;
}

static void
issuer_short(void)
{
	it.certificates[1].key_bits = 1024;
}

static void
leaf_long(void)
{
	it.certificates[0].key_bits = 8192;
	it.client.checks.rsa_bits_max = 4096;
}

static void
leaf_ec_short(void)
{
	it.certificates[0].key_type = "EC";
	it.certificates[0].key_bits = 192;
}

static void
sha1(void)
{
	it.certificates[0].signature = "RSA-SHA1";
}

static void
untrusted(void)
{
	chain()->problems[CHAIN_UNKNOWN_ISSUER] = true;
	it.trial.chains[0].trust = TRUST_NOT_ANCHORED;
}

static void
self_signed(void)
{
	chain()->problems[CHAIN_SELF_SIGNED] = true;
	it.trial.chains[0].trust = TRUST_NOT_ANCHORED;
}

static void
trust_unknown(void)
{
	it.trial.chains[0].trust = TRUST_UNKNOWN;
}

static void
revoked(void)
{
	chain()->problems[CHAIN_REVOKED] = true;
}

static void
expired(void)
{
	chain()->problems[CHAIN_EXPIRED] = true;
}

static void
long_lived(void)
{
	it.certificates[0].not_after = (int64_t)3650 * 24 * 60 * 60;
	it.client.checks.days_max = 825;
}

static void
wrong_name(void)
{
	chain()->problems[CHAIN_NAME_MISMATCH] = true;
}

static void
cn_only(void)
{
	chain()->problems[CHAIN_NAME_ONLY_IN_CN] = true;
}

static void
no_name(void)
{
	chain()->has_name = false;
}

static void
certificate_wanted(void)
{
	it.trial.wants_certificate.value = ANSWER_YES;
}

static void
certificate_insisted(void)
{
	certificate_wanted();
	it.trial.insists.value = ANSWER_YES;
}

static void
certificate_insisted_and_sent(void)
{
	certificate_insisted();
	it.client.checks.sends_certificate = true;
}

static void
certificate_unknown(void)
{
	it.trial.wants_certificate.value = ANSWER_UNKNOWN;
}

static void
inside_unknown(void)
{
	it.trial.is_inside_fine = false;
}

static const struct {
	const char *name;
	void (*change)(void);
	enum client_state state;
	enum client_reason reason;
	const char *words; /* NULL: any */
} bad[] = {
	{ "protocol", protocol, CLIENT_NOT_APPLICABLE, CLIENT_REASON_PROTOCOL,
	    "it does not speak SMTP" },
	{ "not asked", not_asked, CLIENT_NOT_KNOWN, CLIENT_REASON_NOT_ASKED,
	    "it was not asked" },
	{ "before TLS", before_tls, CLIENT_FAILS, CLIENT_REASON_BEFORE_TLS, NULL },
	{ "throttled", throttled, CLIENT_NOT_KNOWN, CLIENT_REASON_NOT_ASKED,
	    "no connection from here came as far as TLS" },
	{ "filtered", filtered, CLIENT_NOT_KNOWN, CLIENT_REASON_NOT_ASKED,
	    "no connection from here came as far as TLS" },
	{ "not greeted", not_greeted, CLIENT_NOT_KNOWN, CLIENT_REASON_NOT_ASKED,
	    "no connection from here came as far as TLS" },
	{ "refused", refused, CLIENT_FAILS, CLIENT_REASON_HELLO_REFUSED,
	    "the server refuses its hello with alert 40 (handshake_failure)" },
	{ "broken off", broken_off, CLIENT_FAILS, CLIENT_REASON_HELLO_REFUSED,
	    "the server breaks its answer off with alert 40 (handshake_failure)" },
	{ "dropped", dropped, CLIENT_FAILS, CLIENT_REASON_HELLO_DROPPED,
	    "the server resets the connection on its hello" },
	{ "garbled", garbled, CLIENT_FAILS, CLIENT_REASON_HELLO_GARBLED, NULL },
	{ "version", version_low, CLIENT_FAILS, CLIENT_REASON_VERSION,
	    "the server chooses TLS 1.1, it wants TLS 1.2 or newer" },
	{ "version not offered", version_not_offered, CLIENT_FAILS, CLIENT_REASON_VERSION,
	    "the server chooses TLS 1.0, which it does not offer" },
	{ "downgrade", downgrade, CLIENT_FAILS, CLIENT_REASON_DOWNGRADE, NULL },
	{ "suite", suite_not_offered, CLIENT_FAILS, CLIENT_REASON_SUITE,
	    "the server chooses TLS_RSA_WITH_RC4_128_SHA, which it does not offer" },
	{ "renegotiation", no_renegotiation, CLIENT_FAILS, CLIENT_REASON_RENEGOTIATION, NULL },
	{ "group", group_not_offered, CLIENT_FAILS, CLIENT_REASON_GROUP,
	    "the server chooses the group secp521r1, which it does not offer" },
	{ "DH", dh_small, CLIENT_FAILS, CLIENT_REASON_DH_BITS,
	    "the server's Diffie-Hellman prime has 1024 bits, it wants 2048" },
	{ "large DH", dh_large, CLIENT_FAILS, CLIENT_REASON_DH_BITS,
	    "the server's Diffie-Hellman prime has 4096 bits, it takes 2048 at most" },
	{ "EC", ec_small, CLIENT_FAILS, CLIENT_REASON_EC_BITS,
	    "the server's curve x25519 has 255 bits, it wants 300" },
	{ "signature", signature_not_offered, CLIENT_FAILS, CLIENT_REASON_SIGNATURE,
	    "the server signs with rsa_pkcs1_sha1, which it does not offer" },
	{ "no chain", no_chain, CLIENT_NOT_KNOWN, CLIENT_REASON_CERTIFICATE_UNSEEN, NULL },
	{ "short key", leaf_short, CLIENT_FAILS, CLIENT_REASON_KEY_BITS,
	    "the certificate's key has 1024 bits, it wants 2048" },
	{ "short issuer", issuer_short, CLIENT_FAILS, CLIENT_REASON_KEY_BITS,
	    "the key of a certificate in the chain has 1024 bits, it wants 2048" },
	{ "long key", leaf_long, CLIENT_FAILS, CLIENT_REASON_KEY_BITS,
	    "the certificate's key has 8192 bits, it takes 4096 at most" },
	{ "short EC key", leaf_ec_short, CLIENT_FAILS, CLIENT_REASON_KEY_BITS,
	    "the certificate's key has 192 bits, it wants 224" },
	{ "SHA-1", sha1, CLIENT_FAILS, CLIENT_REASON_SHA1,
	    "the certificate is signed with RSA-SHA1, which it does not take" },
	{ "untrusted", untrusted, CLIENT_FAILS, CLIENT_REASON_CHAIN,
	    "the certificate's issuer is not trusted" },
	{ "self-signed", self_signed, CLIENT_FAILS, CLIENT_REASON_CHAIN,
	    "the certificate is self-signed" },
	{ "trust", trust_unknown, CLIENT_NOT_KNOWN, CLIENT_REASON_CHAIN, NULL },
	{ "revoked", revoked, CLIENT_NOT_KNOWN, CLIENT_REASON_CHAIN, NULL },
	{ "expired", expired, CLIENT_FAILS, CLIENT_REASON_TIME, "the certificate has expired" },
	{ "long-lived", long_lived, CLIENT_FAILS, CLIENT_REASON_TIME,
	    "the certificate is valid for 3650 days, it takes 825 at most" },
	{ "wrong name", wrong_name, CLIENT_FAILS, CLIENT_REASON_NAME,
	    "the certificate is for another name" },
	{ "CN only", cn_only, CLIENT_FAILS, CLIENT_REASON_NAME, NULL },
	{ "no name", no_name, CLIENT_NOT_KNOWN, CLIENT_REASON_NAME, NULL },
	{ "certificate wanted", certificate_wanted, CLIENT_NOT_KNOWN,
	    CLIENT_REASON_CLIENT_CERTIFICATE, NULL },
	{ "certificate insisted on", certificate_insisted, CLIENT_FAILS,
	    CLIENT_REASON_CLIENT_CERTIFICATE,
	    "the server insists on a certificate of its own" },
	{ "and sent", certificate_insisted_and_sent, CLIENT_NOT_KNOWN,
	    CLIENT_REASON_CLIENT_CERTIFICATE, NULL },
	{ "certificate unknown", certificate_unknown, CLIENT_NOT_KNOWN,
	    CLIENT_REASON_CLIENT_CERTIFICATE, NULL },
	{ "inside", inside_unknown, CLIENT_NOT_KNOWN, CLIENT_REASON_AFTER_TLS, NULL },
};

START_TEST(one_thing_that_is_wrong_decides)
{
	bad[_i].change();
	check(bad[_i].name, bad[_i].state, bad[_i].reason, bad[_i].words);
}
END_TEST

/* Clients that do not look are not hurt by what they would see. */
static void
looks_at_nothing(void)
{
	it.client.checks = (struct client_checks){ .version_min = VERSION_TLS10,
		.accepts_sha1_signature = true };
}

static void
sha1_of_a_root(void)
{
	it.certificates[1].signature = "RSA-SHA1";
	it.certificates[1].is_self_issued = true;
}

static void
unneeded_short(void)
{
	issuer_short();
	it.certificates[1].is_needed = false;
}

static void
cn_only_taken(void)
{
	cn_only();
	it.client.checks.accepts_common_name = true;
}

static void
self_signed_taken(void)
{
	self_signed();
	it.client.checks.accepts_self_signed = true;
}

static void
long_lived_and_taken(void)
{
	long_lived();
	it.certificates[0].not_after = (int64_t)825 * 24 * 60 * 60;
}

static void
certificate_not_insisted_on(void)
{
	certificate_wanted();
	it.trial.insists.value = ANSWER_NO;
}

static void
downgrade_of_an_old_client(void)
{
	static const uint16_t versions[] = { VERSION_TLS12 };

	downgrade();
	it.extensions[2].numbers = (struct client_numbers){ 1, versions };
}

static void
without_versions(void)
{
	it.client.hello.extensions_len = 2;
}

#define BLIND(what)                                                                            \
	static void blind_##what(void)                                                         \
	{                                                                                      \
		what();                                                                        \
		looks_at_nothing();                                                            \
	}
BLIND(leaf_short)
BLIND(sha1)
BLIND(untrusted)
BLIND(expired)
BLIND(wrong_name)
BLIND(no_chain)
BLIND(no_renegotiation)
BLIND(version_low)
#undef BLIND

static void
nothing_changed(void)
{
}

static const struct {
	const char *name;
	void (*change)(void);
} good[] = {
	{ "nothing", nothing_changed },
	{ "a short key unseen", blind_leaf_short },
	{ "SHA-1 unseen", blind_sha1 },
	{ "an issuer unseen", blind_untrusted },
	{ "a date unseen", blind_expired },
	{ "a name unseen", blind_wrong_name },
	{ "no chain, nobody looks", blind_no_chain },
	{ "no RFC 5746, nobody asks", blind_no_renegotiation },
	{ "an old version taken", blind_version_low },
	{ "a root with SHA-1", sha1_of_a_root },
	{ "a short key that is not needed", unneeded_short },
	{ "a name in CN taken", cn_only_taken },
	{ "self-signed taken", self_signed_taken },
	{ "825 days", long_lived_and_taken },
	{ "asked for a certificate, done without", certificate_not_insisted_on },
	{ "a sentinel for who has no TLS 1.3", downgrade_of_an_old_client },
	{ "versions by the hello's own", without_versions },
};

START_TEST(what_is_good_or_not_looked_at_works)
{
	good[_i].change();
	check(good[_i].name, CLIENT_WORKS, CLIENT_REASON_NONE, NULL);
	ck_assert_str_eq(judge().words, judge().negotiated);
}
END_TEST

START_TEST(what_is_sure_goes_before_what_is_not_known)
{
	trust_unknown();
	expired();
	check("trust and date", CLIENT_FAILS, CLIENT_REASON_TIME, NULL);
	no_chain();
	certificate_insisted();
	check("chain and certificate", CLIENT_FAILS, CLIENT_REASON_CLIENT_CERTIFICATE, NULL);
}
END_TEST

START_TEST(of_two_certificates_both_count)
{
	static struct certificate other = { .is_readable = true,
		.is_needed = true,
		.key_type = "EC",
		.key_bits = 256,
		.signature = "ECDSA-SHA256" };

	it.trial.chains_len = 2;
	it.trial.chains[1] = (struct client_chain){ .trust = TRUST_ANCHORED,
		.chain = { .len = 1, .certificates = &other, .has_name = true } };
	check("both good", CLIENT_WORKS, CLIENT_REASON_NONE, NULL);
	leaf_short();
	check("one bad", CLIENT_NOT_KNOWN, CLIENT_REASON_CERTIFICATE_UNSEEN, NULL);
	other.key_bits = 192;
	check("both bad", CLIENT_FAILS, CLIENT_REASON_KEY_BITS, NULL);
	other.key_bits = 256;
	it.trial.chains[1].trust = TRUST_UNKNOWN;
	check("one bad, one unknown", CLIENT_NOT_KNOWN, CLIENT_REASON_CHAIN, NULL);
}
END_TEST

START_TEST(some_go_on_without_tls)
{
	it.client.fallback = CLIENT_FALLBACK_CLEAR;
	expired();
	check("certificate", CLIENT_GOES_CLEAR, CLIENT_REASON_TIME, NULL);
	it.facts.mode = MODE_IMPLICIT;
	check("nothing is in clear there", CLIENT_FAILS, CLIENT_REASON_TIME, NULL);
	it.facts.mode = MODE_STARTTLS;
	before_tls();
	check("no connection", CLIENT_FAILS, CLIENT_REASON_BEFORE_TLS, NULL);
	it.diagnosis.failure.stage = STAGE_STARTTLS;
	it.diagnosis.failure.outcome = OUTCOME_NOT_OFFERED;
	check("no STARTTLS", CLIENT_GOES_CLEAR, CLIENT_REASON_BEFORE_TLS, NULL);
}
END_TEST

START_TEST(what_is_negotiated_is_said)
{
	ck_assert_str_eq(
	    judge().negotiated, "TLS 1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, x25519");
	dh_small();
	it.trial.prime_bits = 3072;
	ck_assert_str_eq(judge().negotiated,
	    "TLS 1.2, TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, DH of 3072 bits");
	refused();
	ck_assert_ptr_null(judge().negotiated);
}
END_TEST

/* An anonymous suite has no certificate to look at. */
START_TEST(anonymous_suites_have_no_certificate)
{
	it.trial.suite = 0x0034;
	no_chain();
	check("anonymous", CLIENT_WORKS, CLIENT_REASON_NONE, NULL);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("client_verdict");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, one_thing_that_is_wrong_decides, 0, (int)COUNT_OF(bad));
	tcase_add_loop_test(tcase, what_is_good_or_not_looked_at_works, 0, (int)COUNT_OF(good));
	tcase_add_test(tcase, what_is_sure_goes_before_what_is_not_known);
	tcase_add_test(tcase, of_two_certificates_both_count);
	tcase_add_test(tcase, some_go_on_without_tls);
	tcase_add_test(tcase, what_is_negotiated_is_said);
	tcase_add_test(tcase, anonymous_suites_have_no_certificate);
	suite_add_tcase(s, tcase);
	return s;
}
