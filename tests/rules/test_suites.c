/* SPDX-License-Identifier: MIT */
#include "registry/suite.h"
#include "rules/topics.h"
#include "support/judge.h"
#include "support/suite.h"

static const struct answer lost = { .why = "lost" };
static const struct answer no = { .value = ANSWER_NO };
static const struct answer not_there = { .value = ANSWER_NOT_APPLICABLE, .why = "not there" };

static struct negotiation *
facts_of(struct judge *judge)
{
	return &judge->ports[0].negotiation;
}

/* As a full scan finds it. */
static void
take(struct judge *judge, enum tls_version version, uint16_t number)
{
	struct negotiation *facts = facts_of(judge);
	struct ranking *ranking = &facts->suites[version];
	const struct suite *suite = suite_by_number(number);

	ck_assert_ptr_nonnull(suite);
	ranking->numbers[ranking->len++] = number;
	for (size_t i = 0; i < SUITE_CLASSES; i++)
		if (suite_is_of_class(suite, (enum suite_class)i)) {
			facts->classes[i] = (struct answer){ .value = ANSWER_YES };
			facts->class_examples[i] = number;
		}
}

static void
take_only(struct judge *judge, enum tls_version version, size_t len, const uint16_t *numbers)
{
	facts_of(judge)->suites[version].len = 0;
	for (size_t i = 0; i < len; i++)
		take(judge, version, numbers[i]);
}

/* The standard depth asks for classes only. */
static void
forget_suites(struct judge *judge)
{
	for (size_t i = TLS_VERSION_SSL3; i < TLS_VERSIONS; i++)
		facts_of(judge)->suites[i] = (struct ranking){
			.is_whole =
			    facts_of(judge)->versions[i].value == ANSWER_NO ? not_there : lost,
		};
}

static void
takes_class(struct judge *judge, enum suite_class suite_class, uint16_t example)
{
	forget_suites(judge);
	facts_of(judge)->classes[suite_class] = (struct answer){ .value = ANSWER_YES };
	facts_of(judge)->class_examples[suite_class] = example;
}

static void
nobody_knows(struct judge *judge)
{
	forget_suites(judge);
	for (size_t i = 0; i < SUITE_CLASSES; i++)
		facts_of(judge)->classes[i] = lost;
	for (size_t i = 0; i < TLS_VERSIONS; i++)
		facts_of(judge)->versions[i] = lost;
	judge->sessions[0].suite = "";
}

static void
likely_refuses_rc4(struct judge *judge)
{
	facts_of(judge)->classes[SUITE_CLASS_RC4].certainty = CERTAINTY_LIKELY;
}

static void
takes_null(struct judge *judge)
{
	take(judge, TLS_VERSION_12, 0x003b);
}

static void
takes_integrity_only(struct judge *judge)
{
	take(judge, TLS_VERSION_13, 0xc0b4);
}

static void
takes_anonymous(struct judge *judge)
{
	take(judge, TLS_VERSION_12, 0x00a7);
}

static void
takes_export(struct judge *judge)
{
	take(judge, TLS_VERSION_12, 0x0003);
}

static void
takes_des(struct judge *judge)
{
	takes_class(judge, SUITE_CLASS_DES, 0x0009);
}

static void
half_of_export_is_lost(struct judge *judge)
{
	facts_of(judge)->classes[SUITE_CLASS_DES] = lost;
}

static void
takes_rc4(struct judge *judge)
{
	take(judge, TLS_VERSION_12, 0x0005);
	take(judge, TLS_VERSION_12, 0xc011);
}

static void
takes_rc4_class(struct judge *judge)
{
	takes_class(judge, SUITE_CLASS_RC4, 0x0005);
}

static void
takes_3des(struct judge *judge)
{
	take(judge, TLS_VERSION_12, 0x000a);
}

static void
takes_seed(struct judge *judge)
{
	take(judge, TLS_VERSION_12, 0x0096);
}

static void
takes_md5_class(struct judge *judge)
{
	takes_class(judge, SUITE_CLASS_MD5, 0x0004);
}

static void
takes_draft_chacha(struct judge *judge)
{
	take(judge, TLS_VERSION_12, 0xcc13);
}

static void
takes_cbc(struct judge *judge)
{
	take(judge, TLS_VERSION_12, 0xc027);
}

static void
takes_cbc_without_etm(struct judge *judge)
{
	takes_cbc(judge);
	facts_of(judge)->behaviours[BEHAVIOUR_ENCRYPT_THEN_MAC] = no;
}

static void
takes_many_cbc(struct judge *judge)
{
	static const uint16_t numbers[] = { 0xc009, 0xc00a, 0xc013, 0xc014, 0xc023, 0xc024,
		0x002f };

	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		take(judge, TLS_VERSION_12, numbers[i]);
}

static void
takes_static_rsa(struct judge *judge)
{
	take(judge, TLS_VERSION_12, 0x009c);
}

static void
session_has_static_rsa(struct judge *judge)
{
	nobody_knows(judge);
	judge->sessions[0].version = "TLS 1.2";
	judge->sessions[0].suite = "TLS_RSA_WITH_AES_128_GCM_SHA256";
}

static void
takes_dhe(struct judge *judge)
{
	take(judge, TLS_VERSION_12, 0x009e);
}

static void
takes_static_dh(struct judge *judge)
{
	take(judge, TLS_VERSION_12, 0xc00e);
}

static void
takes_ccm8(struct judge *judge)
{
	take(judge, TLS_VERSION_13, 0x1305);
}

static void
takes_camellia(struct judge *judge)
{
	take(judge, TLS_VERSION_12, 0xc086);
}

static void
refuses_tls13(struct judge *judge)
{
	facts_of(judge)->versions[TLS_VERSION_13] = no;
	facts_of(judge)->suites[TLS_VERSION_13] = (struct ranking){ .is_whole = not_there };
	judge->sessions[0].version = "TLS 1.2";
	judge->sessions[0].suite = "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384";
}

static void
has_only_static_rsa(struct judge *judge)
{
	static const uint16_t numbers[] = { 0x002f, 0x0035 };

	refuses_tls13(judge);
	take_only(judge, TLS_VERSION_12, COUNT_OF(numbers), numbers);
	judge->sessions[0].suite = "TLS_RSA_WITH_AES_256_CBC_SHA";
}

static void
has_only_static_rsa_as_far_as_known(struct judge *judge)
{
	has_only_static_rsa(judge);
	facts_of(judge)->suites[TLS_VERSION_12].is_whole = lost;
}

static void
has_only_cbc(struct judge *judge)
{
	static const uint16_t numbers[] = { 0xc027 };

	refuses_tls13(judge);
	take_only(judge, TLS_VERSION_12, COUNT_OF(numbers), numbers);
	judge->sessions[0].suite = "TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256";
}

static void
tls12_at_standard_depth(struct judge *judge)
{
	refuses_tls13(judge);
	forget_suites(judge);
}

static void
tls12_with_static_rsa_at_standard_depth(struct judge *judge)
{
	tls12_at_standard_depth(judge);
	judge->sessions[0].suite = "TLS_RSA_WITH_AES_256_CBC_SHA";
}

static void
an_example_is_forward_secret(struct judge *judge)
{
	tls12_with_static_rsa_at_standard_depth(judge);
	facts_of(judge)->classes[SUITE_CLASS_CBC].value = ANSWER_YES;
	facts_of(judge)->class_examples[SUITE_CLASS_CBC] = 0xc027;
}

static void
nothing_newer_than_tls11(struct judge *judge)
{
	tls12_with_static_rsa_at_standard_depth(judge);
	facts_of(judge)->versions[TLS_VERSION_12] = no;
	facts_of(judge)->versions[TLS_VERSION_11].value = ANSWER_YES;
	judge->sessions[0].version = "TLS 1.1";
	forget_suites(judge);
}

static void
follows_client(struct judge *judge)
{
	takes_cbc(judge);
	facts_of(judge)->suites[TLS_VERSION_12].preference = PREFERENCE_CLIENT;
}

static void
follows_client_among_equals(struct judge *judge)
{
	for (size_t i = 0; i < TLS_VERSIONS; i++)
		facts_of(judge)->suites[i].preference = PREFERENCE_CLIENT;
}

static void
prefers_weak(struct judge *judge)
{
	static const uint16_t numbers[] = { 0x0005, 0xc02f };

	take_only(judge, TLS_VERSION_12, COUNT_OF(numbers), numbers);
}

static void
prefers_strong(struct judge *judge)
{
	static const uint16_t numbers[] = { 0xc02f, 0x0005 };

	take_only(judge, TLS_VERSION_12, COUNT_OF(numbers), numbers);
}

static void
prefers_weak_in_parts(struct judge *judge)
{
	prefers_weak(judge);
	facts_of(judge)->suites[TLS_VERSION_12].is_order_partial = true;
}

static void
has_unknown_preference(struct judge *judge)
{
	prefers_weak(judge);
	facts_of(judge)->suites[TLS_VERSION_12].preference = PREFERENCE_UNKNOWN;
}

static void
follows_client_as_far_as_known(struct judge *judge)
{
	follows_client(judge);
	facts_of(judge)->suites[TLS_VERSION_12].is_whole = lost;
}

/* Which thinks better of one of two that are equally good otherwise. */
static void
a_policy_has_an_order(struct judge *judge)
{
	static struct axis_entry entries[] = {
		{ 0x1302, REGARD_GOOD, false },
		{ 0x1303, REGARD_GOOD, false },
		{ 0x1301, REGARD_SUFFICIENT, false },
	};

	facts_of(judge)->suites[TLS_VERSION_13].preference = PREFERENCE_CLIENT;
	judge->policy.suites = (struct axis){ .len = COUNT_OF(entries), .entries = entries };
}

static void
lacks_mandatory_tls12(struct judge *judge)
{
	static const uint16_t numbers[] = { 0xc02c };

	take_only(judge, TLS_VERSION_12, COUNT_OF(numbers), numbers);
}

static void
lacks_mandatory_tls13(struct judge *judge)
{
	static const uint16_t numbers[] = { 0x1302 };

	take_only(judge, TLS_VERSION_13, COUNT_OF(numbers), numbers);
}

static void
has_rsa_key(struct judge *judge)
{
	judge->certificates[0][0].key_type = "RSA";
}

static void
has_rsa_key_and_suite(struct judge *judge)
{
	has_rsa_key(judge);
	take(judge, TLS_VERSION_12, 0xc02f);
}

static void
has_other_key(struct judge *judge)
{
	judge->certificates[0][0].key_type = "Ed25519";
}

/* clang-format off */
static const struct rule_case cases[] = {
	{ "refused", "cipher-null", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "taken", "cipher-null", NULL, takes_null, VERDICT_BAD, SEVERITY_CRITICAL, "TLS_RSA_WITH_NULL_SHA256 is accepted" },
	{ "taken, mx", "cipher-null", "smtp", takes_null, VERDICT_BAD, SEVERITY_HIGH, NULL },
	{ "in TLS 1.3", "cipher-null", NULL, takes_integrity_only, VERDICT_BAD, SEVERITY_CRITICAL, "TLS_SHA256_SHA256" },
	{ "standard", "cipher-null", NULL, forget_suites, VERDICT_GOOD, 0, NULL },
	{ "lost", "cipher-null", NULL, nobody_knows, VERDICT_UNKNOWN, 0, "lost" },
	{ "quick", "cipher-null", NULL, arrange_quick, VERDICT_UNKNOWN, 0, "quick" },
	{ "refused", "cipher-anon", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "taken", "cipher-anon", "imap", takes_anonymous, VERDICT_BAD, SEVERITY_MEDIUM, "DH_anon" },
	{ "taken, mx", "cipher-anon", "smtp", takes_anonymous, VERDICT_BAD, SEVERITY_INFO, NULL },
	{ "lost", "cipher-anon", NULL, nobody_knows, VERDICT_UNKNOWN, 0, "lost" },
	{ "refused", "cipher-export", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "taken", "cipher-export", NULL, takes_export, VERDICT_BAD, SEVERITY_CRITICAL, "EXPORT" },
	{ "DES", "cipher-export", NULL, takes_des, VERDICT_BAD, SEVERITY_CRITICAL, "TLS_RSA_WITH_DES_CBC_SHA" },
	{ "half lost", "cipher-export", NULL, half_of_export_is_lost, VERDICT_UNKNOWN, 0, "lost" },
	{ "lost", "cipher-export", NULL, nobody_knows, VERDICT_UNKNOWN, 0, "lost" },
	{ "refused", "cipher-rc4", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "likely refused", "cipher-rc4", NULL, likely_refuses_rc4, VERDICT_GOOD, 0, NULL },
	{ "taken", "cipher-rc4", NULL, takes_rc4, VERDICT_BAD, SEVERITY_HIGH, "TLS_RSA_WITH_RC4_128_SHA and TLS_ECDHE_RSA_WITH_RC4_128_SHA are accepted" },
	{ "taken, standard", "cipher-rc4", NULL, takes_rc4_class, VERDICT_BAD, SEVERITY_HIGH, "TLS_RSA_WITH_RC4_128_SHA is accepted" },
	{ "taken, mx", "cipher-rc4", "smtp", takes_rc4, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "lost", "cipher-rc4", NULL, nobody_knows, VERDICT_UNKNOWN, 0, "lost" },
	{ "refused", "cipher-3des", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "taken", "cipher-3des", NULL, takes_3des, VERDICT_BAD, SEVERITY_MEDIUM, "3DES" },
	{ "lost", "cipher-3des", NULL, nobody_knows, VERDICT_UNKNOWN, 0, "lost" },
	{ "refused", "cipher-obsolete", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "SEED", "cipher-obsolete", NULL, takes_seed, VERDICT_BAD, SEVERITY_MEDIUM, "SEED" },
	{ "SEED, mx", "cipher-obsolete", "smtp", takes_seed, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "MD5, standard", "cipher-obsolete", NULL, takes_md5_class, VERDICT_BAD, SEVERITY_MEDIUM, "MD5" },
	{ "draft", "cipher-obsolete", NULL, takes_draft_chacha, VERDICT_BAD, SEVERITY_MEDIUM, "_OLD" },
	{ "standard", "cipher-obsolete", NULL, forget_suites, VERDICT_UNKNOWN, 0, "lost" },
	{ "refused", "cipher-cbc", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "taken", "cipher-cbc", NULL, takes_cbc, VERDICT_BAD, SEVERITY_LOW, "is accepted" },
	{ "taken, mx", "cipher-cbc", "smtp", takes_cbc, VERDICT_BAD, SEVERITY_INFO, NULL },
	{ "without EtM", "cipher-cbc", NULL, takes_cbc_without_etm, VERDICT_BAD, SEVERITY_MEDIUM, "encrypt-then-MAC" },
	{ "without EtM, mx", "cipher-cbc", "smtp", takes_cbc_without_etm, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "many", "cipher-cbc", NULL, takes_many_cbc, VERDICT_BAD, SEVERITY_LOW, "and 3 more are accepted" },
	{ "lost", "cipher-cbc", NULL, nobody_knows, VERDICT_UNKNOWN, 0, "lost" },
	{ "refused", "cipher-static-rsa", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "taken", "cipher-static-rsa", NULL, takes_static_rsa, VERDICT_BAD, SEVERITY_MEDIUM, NULL },
	{ "taken, mx", "cipher-static-rsa", "smtp", takes_static_rsa, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "session", "cipher-static-rsa", NULL, session_has_static_rsa, VERDICT_BAD, SEVERITY_MEDIUM, "TLS_RSA_" },
	{ "lost", "cipher-static-rsa", NULL, nobody_knows, VERDICT_UNKNOWN, 0, "lost" },
	{ "refused", "cipher-dhe", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "taken", "cipher-dhe", NULL, takes_dhe, VERDICT_BAD, SEVERITY_LOW, "DHE_RSA" },
	{ "taken, mx", "cipher-dhe", "smtp", takes_dhe, VERDICT_BAD, SEVERITY_INFO, NULL },
	{ "lost", "cipher-dhe", NULL, nobody_knows, VERDICT_UNKNOWN, 0, "lost" },
	{ "refused", "cipher-static-dh", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "taken", "cipher-static-dh", NULL, takes_static_dh, VERDICT_BAD, SEVERITY_MEDIUM, "ECDH_RSA" },
	{ "lost", "cipher-static-dh", NULL, nobody_knows, VERDICT_UNKNOWN, 0, "lost" },
	{ "refused", "cipher-ccm8", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "taken", "cipher-ccm8", NULL, takes_ccm8, VERDICT_BAD, SEVERITY_LOW, "CCM_8" },
	{ "taken, mx", "cipher-ccm8", "smtp", takes_ccm8, VERDICT_BAD, SEVERITY_INFO, NULL },
	{ "standard", "cipher-ccm8", NULL, forget_suites, VERDICT_UNKNOWN, 0, "lost" },
	{ "refused", "cipher-rare", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "taken", "cipher-rare", NULL, takes_camellia, VERDICT_BAD, SEVERITY_INFO, "CAMELLIA" },
	{ "standard", "cipher-rare", NULL, forget_suites, VERDICT_UNKNOWN, 0, "lost" },
	{ "TLS 1.3", "cipher-no-fs", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "TLS 1.3, standard", "cipher-no-fs", NULL, forget_suites, VERDICT_GOOD, 0, NULL },
	{ "TLS 1.2", "cipher-no-fs", NULL, refuses_tls13, VERDICT_GOOD, 0, NULL },
	{ "session", "cipher-no-fs", NULL, tls12_at_standard_depth, VERDICT_GOOD, 0, NULL },
	{ "example", "cipher-no-fs", NULL, an_example_is_forward_secret, VERDICT_GOOD, 0, NULL },
	{ "none", "cipher-no-fs", NULL, has_only_static_rsa, VERDICT_BAD, SEVERITY_HIGH, "ECDHE" },
	{ "none, mx", "cipher-no-fs", "smtp", has_only_static_rsa, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "none as far as known", "cipher-no-fs", NULL, has_only_static_rsa_as_far_as_known, VERDICT_UNKNOWN, 0, "lost" },
	{ "standard", "cipher-no-fs", NULL, tls12_with_static_rsa_at_standard_depth, VERDICT_UNKNOWN, 0, "lost" },
	{ "lost", "cipher-no-fs", NULL, nobody_knows, VERDICT_UNKNOWN, 0, "lost" },
	{ "TLS 1.3", "cipher-no-aead", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "TLS 1.2", "cipher-no-aead", NULL, refuses_tls13, VERDICT_GOOD, 0, NULL },
	{ "session", "cipher-no-aead", NULL, tls12_at_standard_depth, VERDICT_GOOD, 0, NULL },
	{ "none", "cipher-no-aead", NULL, has_only_cbc, VERDICT_BAD, SEVERITY_MEDIUM, "AEAD" },
	{ "none, mx", "cipher-no-aead", "smtp", has_only_cbc, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "TLS 1.1", "cipher-no-aead", NULL, nothing_newer_than_tls11, VERDICT_BAD, SEVERITY_MEDIUM, NULL },
	{ "example is none", "cipher-no-aead", NULL, an_example_is_forward_secret, VERDICT_UNKNOWN, 0, "lost" },
	{ "equals", "cipher-preference", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "client among equals", "cipher-preference", NULL, follows_client_among_equals, VERDICT_GOOD, 0, NULL },
	{ "client", "cipher-preference", NULL, follows_client, VERDICT_BAD, SEVERITY_LOW, "in TLS 1.2 a client that puts TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA256" },
	{ "client, mx", "cipher-preference", "smtp", follows_client, VERDICT_BAD, SEVERITY_INFO, NULL },
	{ "client, not whole", "cipher-preference", NULL, follows_client_as_far_as_known, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "weak first", "cipher-preference", NULL, prefers_weak, VERDICT_BAD, SEVERITY_LOW, "prefers TLS_RSA_WITH_RC4_128_SHA to" },
	{ "strong first", "cipher-preference", NULL, prefers_strong, VERDICT_GOOD, 0, NULL },
	{ "policy", "cipher-preference", NULL, a_policy_has_an_order, VERDICT_BAD, SEVERITY_LOW, "TLS_AES_128_GCM_SHA256" },
	{ "in parts", "cipher-preference", NULL, prefers_weak_in_parts, VERDICT_UNKNOWN, 0, "in parts" },
	{ "not known", "cipher-preference", NULL, has_unknown_preference, VERDICT_UNKNOWN, 0, "who decides" },
	{ "standard", "cipher-preference", NULL, forget_suites, VERDICT_UNKNOWN, 0, "lost" },
	{ "both", "cipher-mti-missing", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "both, RSA", "cipher-mti-missing", NULL, has_rsa_key_and_suite, VERDICT_GOOD, 0, NULL },
	{ "other key", "cipher-mti-missing", NULL, has_other_key, VERDICT_GOOD, 0, NULL },
	{ "TLS 1.2 without", "cipher-mti-missing", NULL, lacks_mandatory_tls12, VERDICT_BAD, SEVERITY_LOW, "TLS_ECDHE_ECDSA_WITH_AES_128_GCM_SHA256 refused" },
	{ "TLS 1.3 without", "cipher-mti-missing", NULL, lacks_mandatory_tls13, VERDICT_BAD, SEVERITY_LOW, "TLS_AES_128_GCM_SHA256" },
	{ "RSA without", "cipher-mti-missing", NULL, has_rsa_key, VERDICT_BAD, SEVERITY_LOW, "ECDHE_RSA" },
	{ "standard", "cipher-mti-missing", NULL, forget_suites, VERDICT_UNKNOWN, 0, "lost" },
	{ "lost", "cipher-mti-missing", NULL, nobody_knows, VERDICT_UNKNOWN, 0, "lost" },
};
/* clang-format on */

Suite *
suite(void)
{
	return cases_suite("suites", rules_about_suites, cases, COUNT_OF(cases));
}
