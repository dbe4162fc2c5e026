/* SPDX-License-Identifier: MIT */
#include "rules/topics.h"
#include "support/judge.h"
#include "support/suite.h"

static const struct answer lost = { .why = "lost" };
static const struct answer no = { .value = ANSWER_NO };
static const struct answer yes = { .value = ANSWER_YES };

static struct negotiation *
facts_of(struct judge *judge)
{
	return &judge->ports[0].negotiation;
}

static void
has_dh(struct judge *judge, unsigned bits, const char *name)
{
	facts_of(judge)->classes[SUITE_CLASS_DHE] = yes;
	facts_of(judge)->class_examples[SUITE_CLASS_DHE] = 0x009e;
	facts_of(judge)->dh = (struct dh_facts){
		.bits = bits,
		.name = name,
		.is_tested = true,
		.is_prime = true,
		.is_safe_prime = true,
	};
}

static void
has_dh_2048(struct judge *judge)
{
	has_dh(judge, 2048, "RFC 7919 ffdhe2048");
}

static void
has_dh_1536(struct judge *judge)
{
	has_dh(judge, 1536, NULL);
}

static void
has_dh_1024(struct judge *judge)
{
	has_dh(judge, 1024, NULL);
}

static void
has_common_dh_1024(struct judge *judge)
{
	has_dh(judge, 1024, "RFC 2409 group 2");
}

static void
has_dh_512(struct judge *judge)
{
	has_dh(judge, 512, NULL);
}

static void
policy_wants_3072(struct judge *judge)
{
	has_dh_2048(judge);
	judge->policy.limits[LIMIT_DH_BITS] = 3072;
}

static void
dh_was_not_seen(struct judge *judge)
{
	facts_of(judge)->classes[SUITE_CLASS_DHE] = yes;
}

static void
dh_is_not_known(struct judge *judge)
{
	facts_of(judge)->classes[SUITE_CLASS_DHE] = lost;
}

static void
has_no_safe_prime(struct judge *judge)
{
	has_dh(judge, 2048, "RFC 5114 section 2.3");
	facts_of(judge)->dh.is_safe_prime = false;
}

static void
has_composite(struct judge *judge)
{
	has_no_safe_prime(judge);
	facts_of(judge)->dh.is_prime = false;
}

static void
has_untested_prime(struct judge *judge)
{
	has_dh(judge, 10000, NULL);
	facts_of(judge)->dh.is_tested = false;
}

static void
uses_ec_share_again(struct judge *judge)
{
	facts_of(judge)->behaviours[BEHAVIOUR_EC_SHARE_REUSE] = yes;
}

static void
uses_dh_share_again(struct judge *judge)
{
	has_dh_2048(judge);
	facts_of(judge)->behaviours[BEHAVIOUR_DH_SHARE_REUSE] = yes;
}

static void
no_ec_share_was_seen(struct judge *judge)
{
	facts_of(judge)->behaviours[BEHAVIOUR_EC_SHARE_REUSE] = lost;
}

/* Without suites that have one. */
static void
no_dh_share_was_seen(struct judge *judge)
{
	facts_of(judge)->behaviours[BEHAVIOUR_DH_SHARE_REUSE] = lost;
}

static void
too_few_dh_shares_were_seen(struct judge *judge)
{
	has_dh_2048(judge);
	no_dh_share_was_seen(judge);
}

static void
takes_curve(struct judge *judge, uint16_t number)
{
	struct ranking *ranking = &facts_of(judge)->groups_tls12;

	ranking->numbers[ranking->len++] = number;
}

static void
takes_secp192r1(struct judge *judge)
{
	takes_curve(judge, 0x0013);
}

static void
takes_binary_curve(struct judge *judge)
{
	takes_curve(judge, 0x000e);
}

static void
takes_secp256k1_as_far_as_known(struct judge *judge)
{
	takes_curve(judge, 0x0016);
	facts_of(judge)->groups_tls12.is_whole = lost;
}

static void
takes_secp224r1(struct judge *judge)
{
	takes_curve(judge, 0x0015);
}

static void
takes_brainpool(struct judge *judge)
{
	takes_curve(judge, 0x001a);
}

static void
groups_are_lost(struct judge *judge)
{
	facts_of(judge)->groups_tls12.is_whole = lost;
}

/* The groups of TLS 1.3 are all that there are. */
static void
has_only_tls13(struct judge *judge)
{
	groups_are_lost(judge);
	facts_of(judge)->versions[TLS_VERSION_12] = no;
}

static void
has_only_tls13_and_it_is_lost(struct judge *judge)
{
	has_only_tls13(judge);
	facts_of(judge)->groups_tls13.is_whole = lost;
}

static void
has_no_kem(struct judge *judge)
{
	facts_of(judge)->post_quantum = no;
	facts_of(judge)->post_quantum_group = 0;
}

static void
has_no_tls13(struct judge *judge)
{
	has_no_kem(judge);
	facts_of(judge)->versions[TLS_VERSION_13] = no;
}

static void
kem_is_lost(struct judge *judge)
{
	facts_of(judge)->post_quantum = lost;
}

static void
has_draft_and_kem(struct judge *judge)
{
	facts_of(judge)->post_quantum_group = 0x6399;
}

static void
has_draft_only(struct judge *judge)
{
	has_draft_and_kem(judge);
	facts_of(judge)->groups_tls13.numbers[0] = 0x6399;
}

static void
has_draft_as_far_as_known(struct judge *judge)
{
	has_draft_only(judge);
	facts_of(judge)->groups_tls13.is_whole = lost;
}

static void
takes_scheme(struct judge *judge, uint16_t number)
{
	struct ranking *ranking = &facts_of(judge)->schemes;

	ranking->numbers[ranking->len++] = number;
}

static void
signs_sha1(struct judge *judge)
{
	takes_scheme(judge, 0x0203);
	takes_scheme(judge, 0x0201);
}

static void
signs_md5(struct judge *judge)
{
	takes_scheme(judge, 0x0101);
}

static void
signs_sha224(struct judge *judge)
{
	takes_scheme(judge, 0x0303);
}

static void
schemes_are_lost(struct judge *judge)
{
	facts_of(judge)->schemes = (struct ranking){ .is_whole = lost };
}

static void
schemes_are_lost_behind_sha1(struct judge *judge)
{
	schemes_are_lost(judge);
	signs_sha1(judge);
}

static void
nothing_is_signed(struct judge *judge)
{
	facts_of(judge)->schemes = (struct ranking){
		.is_whole = { .value = ANSWER_NOT_APPLICABLE, .why = "nothing is signed" },
	};
}

static void
session_is_signed_with_sha1(struct judge *judge)
{
	schemes_are_lost(judge);
	judge->sessions[0].version = "TLS 1.2";
	judge->sessions[0].signature = "RSA-SHA1";
}

static void
old_session_is_signed_with_sha1(struct judge *judge)
{
	session_is_signed_with_sha1(judge);
	judge->sessions[0].version = "TLS 1.1";
}

/* clang-format off */
static const struct rule_case cases[] = {
	{ "none", "kex-dh-weak", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "2048", "kex-dh-weak", NULL, has_dh_2048, VERDICT_GOOD, 0, NULL },
	{ "1536", "kex-dh-weak", NULL, has_dh_1536, VERDICT_BAD, SEVERITY_HIGH, "1536 bits" },
	{ "1024", "kex-dh-weak", NULL, has_dh_1024, VERDICT_BAD, SEVERITY_HIGH, "1024 bits" },
	{ "1024, mx", "kex-dh-weak", "smtp", has_dh_1024, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "512", "kex-dh-weak", NULL, has_dh_512, VERDICT_BAD, SEVERITY_CRITICAL, "512 bits" },
	{ "512, mx", "kex-dh-weak", "smtp", has_dh_512, VERDICT_BAD, SEVERITY_HIGH, NULL },
	{ "policy", "kex-dh-weak", NULL, policy_wants_3072, VERDICT_BAD, SEVERITY_MEDIUM, "demands 3072" },
	{ "policy, mx", "kex-dh-weak", "smtp", policy_wants_3072, VERDICT_NOT_APPLICABLE, 0, "role" },
	{ "not seen", "kex-dh-weak", NULL, dh_was_not_seen, VERDICT_UNKNOWN, 0, "not seen" },
	{ "lost", "kex-dh-weak", NULL, dh_is_not_known, VERDICT_UNKNOWN, 0, "lost" },
	{ "none", "kex-dh-common-prime", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "long", "kex-dh-common-prime", NULL, has_dh_2048, VERDICT_GOOD, 0, NULL },
	{ "its own", "kex-dh-common-prime", NULL, has_dh_1024, VERDICT_GOOD, 0, NULL },
	{ "common", "kex-dh-common-prime", NULL, has_common_dh_1024, VERDICT_BAD, SEVERITY_HIGH, "RFC 2409 group 2" },
	{ "lost", "kex-dh-common-prime", NULL, dh_is_not_known, VERDICT_UNKNOWN, 0, "lost" },
	{ "safe", "kex-dh-unsafe-group", NULL, has_dh_2048, VERDICT_GOOD, 0, NULL },
	{ "not safe", "kex-dh-unsafe-group", NULL, has_no_safe_prime, VERDICT_BAD, SEVERITY_MEDIUM, "(RFC 5114 section 2.3) and is no safe prime" },
	{ "not safe, mx", "kex-dh-unsafe-group", "smtp", has_no_safe_prime, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "composite", "kex-dh-unsafe-group", NULL, has_composite, VERDICT_BAD, SEVERITY_MEDIUM, "and is none: it has factors" },
	{ "not tested", "kex-dh-unsafe-group", NULL, has_untested_prime, VERDICT_UNKNOWN, 0, "too long" },
	{ "fresh", "kex-keyshare-reuse", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "no DHE", "kex-keyshare-reuse", NULL, no_dh_share_was_seen, VERDICT_GOOD, 0, NULL },
	{ "ECDHE", "kex-keyshare-reuse", NULL, uses_ec_share_again, VERDICT_BAD, SEVERITY_MEDIUM, "ECDHE" },
	{ "DHE", "kex-keyshare-reuse", "smtp", uses_dh_share_again, VERDICT_BAD, SEVERITY_LOW, "of DHE" },
	{ "no ECDHE seen", "kex-keyshare-reuse", NULL, no_ec_share_was_seen, VERDICT_UNKNOWN, 0, "lost" },
	{ "too few", "kex-keyshare-reuse", NULL, too_few_dh_shares_were_seen, VERDICT_UNKNOWN, 0, "lost" },
	{ "strong", "kex-curve-weak", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "brainpool", "kex-curve-weak", NULL, takes_brainpool, VERDICT_GOOD, 0, NULL },
	{ "TLS 1.3 only", "kex-curve-weak", NULL, has_only_tls13, VERDICT_GOOD, 0, NULL },
	{ "short", "kex-curve-weak", NULL, takes_secp192r1, VERDICT_BAD, SEVERITY_MEDIUM, "secp192r1 is accepted" },
	{ "short, mx", "kex-curve-weak", "smtp", takes_secp192r1, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "binary", "kex-curve-weak", NULL, takes_binary_curve, VERDICT_BAD, SEVERITY_MEDIUM, "sect571r1" },
	{ "not whole", "kex-curve-weak", NULL, takes_secp256k1_as_far_as_known, VERDICT_BAD, SEVERITY_MEDIUM, "secp256k1" },
	{ "224 bits", "kex-curve-weak", NULL, takes_secp224r1, VERDICT_BAD, SEVERITY_LOW, "secp224r1" },
	{ "lost", "kex-curve-weak", NULL, groups_are_lost, VERDICT_UNKNOWN, 0, "lost" },
	{ "TLS 1.3 only, lost", "kex-curve-weak", NULL, has_only_tls13_and_it_is_lost, VERDICT_UNKNOWN, 0, "lost" },
	{ "hybrid", "kex-pq-missing", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "draft as well", "kex-pq-missing", NULL, has_draft_and_kem, VERDICT_GOOD, 0, NULL },
	{ "none", "kex-pq-missing", NULL, has_no_kem, VERDICT_BAD, SEVERITY_INFO, "ML-KEM" },
	{ "draft", "kex-pq-missing", NULL, has_draft_only, VERDICT_BAD, SEVERITY_INFO, "Kyber" },
	{ "draft, not whole", "kex-pq-missing", NULL, has_draft_as_far_as_known, VERDICT_UNKNOWN, 0, "draft" },
	{ "no TLS 1.3", "kex-pq-missing", NULL, has_no_tls13, VERDICT_NOT_APPLICABLE, 0, "TLS 1.3" },
	{ "lost", "kex-pq-missing", NULL, kem_is_lost, VERDICT_UNKNOWN, 0, "lost" },
	{ "refused", "sigalg-sha1", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "taken", "sigalg-sha1", NULL, signs_sha1, VERDICT_BAD, SEVERITY_MEDIUM, "rsa_pkcs1_sha1 and ecdsa_sha1 are accepted" },
	{ "taken, mx", "sigalg-sha1", "smtp", signs_sha1, VERDICT_BAD, SEVERITY_INFO, NULL },
	{ "not whole", "sigalg-sha1", NULL, schemes_are_lost_behind_sha1, VERDICT_BAD, SEVERITY_MEDIUM, NULL },
	{ "session", "sigalg-sha1", NULL, session_is_signed_with_sha1, VERDICT_BAD, SEVERITY_MEDIUM, "RSA-SHA1" },
	{ "old session", "sigalg-sha1", NULL, old_session_is_signed_with_sha1, VERDICT_UNKNOWN, 0, "lost" },
	{ "nothing signed", "sigalg-sha1", NULL, nothing_is_signed, VERDICT_NOT_APPLICABLE, 0, "signed" },
	{ "lost", "sigalg-sha1", NULL, schemes_are_lost, VERDICT_UNKNOWN, 0, "lost" },
	{ "refused", "sigalg-md5", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "taken", "sigalg-md5", NULL, signs_md5, VERDICT_BAD, SEVERITY_HIGH, "rsa_md5 is accepted" },
	{ "taken, mx", "sigalg-md5", "smtp", signs_md5, VERDICT_BAD, SEVERITY_MEDIUM, NULL },
	{ "lost", "sigalg-md5", NULL, schemes_are_lost, VERDICT_UNKNOWN, 0, "lost" },
	{ "refused", "sigalg-sha224", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "taken", "sigalg-sha224", NULL, signs_sha224, VERDICT_BAD, SEVERITY_INFO, "ecdsa_sha224" },
	{ "lost", "sigalg-sha224", NULL, schemes_are_lost, VERDICT_UNKNOWN, 0, "lost" },
};
/* clang-format on */

static struct judge judge;

/* OpenSSL takes a shorter one for them than for all others. */
START_TEST(a_short_prime_may_be_of_anonymous_suites)
{
	const struct ruling *ruling;

	judge_init(&judge, "submission");
	has_dh_1024(&judge);
	facts_of(&judge)->classes[SUITE_CLASS_ANONYMOUS] = _i == 0 ? no : yes;
	judge_now(&judge);
	ruling = &judge_finding(&judge, "kex-dh-weak")->ruling;
	ck_assert_int_eq(ruling->verdict, VERDICT_BAD);
	ck_assert_int_eq(ruling->certainty, _i == 0 ? CERTAINTY_CERTAIN : CERTAINTY_LIKELY);
	ck_assert_int_eq(ruling->cause != NULL, _i != 0);
	judge_clear(&judge);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = cases_suite("keys", rules_about_keys, cases, COUNT_OF(cases));
	TCase *tcase = tcase_create("certainty");

	tcase_add_loop_test(tcase, a_short_prime_may_be_of_anonymous_suites, 0, 2);
	suite_add_tcase(s, tcase);
	return s;
}
