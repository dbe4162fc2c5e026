/* SPDX-License-Identifier: MIT */
#include "rules/topics.h"
#include "support/judge.h"
#include "support/player.h"
#include "support/suite.h"

enum { DAY = 24 * 60 * 60 };

static struct certificate *
leaf_of(struct judge *judge)
{
	return &judge->certificates[0][0];
}

static struct certificate *
intermediate_of(struct judge *judge)
{
	return &judge->certificates[0][1];
}

static void
give_key(struct certificate *certificate, const char *key_type, unsigned bits)
{
	certificate->key_type = key_type;
	certificate->key_bits = bits;
}

static void
cannot_be_read(struct judge *judge)
{
	*leaf_of(judge) = (struct certificate){ .subject = "",
		.common_name = "",
		.key_type = "",
		.signature = "",
		.spki_sha256 = "",
		.is_needed = true };
}

/* Sizes of keys. */

static void
has_rsa_2048(struct judge *judge)
{
	give_key(leaf_of(judge), "RSA", 2048);
}

static void
has_rsa_2047(struct judge *judge)
{
	give_key(leaf_of(judge), "RSA", 2047);
}

static void
has_rsa_1023(struct judge *judge)
{
	give_key(leaf_of(judge), "RSA", 1023);
}

static void
has_rsa_pss_1024(struct judge *judge)
{
	give_key(leaf_of(judge), "RSA-PSS", 1024);
}

static void
has_p192(struct judge *judge)
{
	give_key(leaf_of(judge), "EC", 192);
}

static void
has_p224(struct judge *judge)
{
	give_key(leaf_of(judge), "EC", 224);
}

static void
has_dsa(struct judge *judge)
{
	give_key(leaf_of(judge), "DSA", 3072);
}

static void
has_ed25519(struct judge *judge)
{
	give_key(leaf_of(judge), "EdDSA (Ed25519)", 256);
}

static void
has_a_strange_key(struct judge *judge)
{
	give_key(leaf_of(judge), "unknown", 0);
}

static void
comes_from_a_small_one(struct judge *judge)
{
	give_key(intermediate_of(judge), "RSA", 1024);
}

static void
brings_a_small_one_along(struct judge *judge)
{
	comes_from_a_small_one(judge);
	intermediate_of(judge)->is_needed = false;
}

static void
has_the_worst_behind(struct judge *judge)
{
	has_rsa_2047(judge);
	give_key(intermediate_of(judge), "RSA", 512);
}

/* Demands of a policy. */

static struct axis_entry curves[] = {
	{ .number = 0x0017, .regard = REGARD_GOOD },
	{ .number = 0x0018, .regard = REGARD_GOOD },
	{ .number = 0x001d, .regard = REGARD_GOOD },
	{ .number = 0x0015, .regard = REGARD_PHASE_OUT },
};

static void
demand(struct judge *judge)
{
	judge->policy.limits[LIMIT_RSA_BITS] = 3072;
	judge->policy.certificate_curves = (struct axis){
		.others = REGARD_INSUFFICIENT, .len = COUNT_OF(curves), .entries = curves
	};
}

static void
is_asked_for_rsa_and_has_less(struct judge *judge)
{
	demand(judge);
	give_key(leaf_of(judge), "RSA", 3071);
}

static void
is_asked_for_rsa_and_has_it(struct judge *judge)
{
	demand(judge);
	give_key(leaf_of(judge), "RSA", 3072);
}

static void
is_asked_for_curves_and_has_p224(struct judge *judge)
{
	demand(judge);
	has_p224(judge);
}

static void
is_asked_for_curves_and_has_p521(struct judge *judge)
{
	demand(judge);
	give_key(leaf_of(judge), "EC", 521);
}

static void
is_asked_for_curves_and_has_ed25519(struct judge *judge)
{
	demand(judge);
	has_ed25519(judge);
}

static void
is_asked_for_curves_and_has_ed448(struct judge *judge)
{
	demand(judge);
	give_key(leaf_of(judge), "EdDSA (Ed448)", 456);
}

static void
is_asked_and_its_intermediate_has_less(struct judge *judge)
{
	demand(judge);
	give_key(intermediate_of(judge), "RSA", 2048);
}

static void
is_asked_and_its_root_has_less(struct judge *judge)
{
	is_asked_and_its_intermediate_has_less(judge);
	intermediate_of(judge)->is_self_signed = true;
}

static void
is_asked_and_has_a_strange_key(struct judge *judge)
{
	demand(judge);
	has_a_strange_key(judge);
}

static void
is_asked_and_has_far_too_small_a_key(struct judge *judge)
{
	demand(judge);
	has_rsa_1023(judge);
}

/* Signatures. */

static void
is_signed_with_sha1(struct judge *judge)
{
	leaf_of(judge)->signature = "RSA-SHA1";
}

static void
is_signed_with_md5(struct judge *judge)
{
	is_signed_with_sha1(judge);
	intermediate_of(judge)->signature = "RSA-MD5";
}

static void
is_signed_with_sha224(struct judge *judge)
{
	leaf_of(judge)->signature = "ECDSA-SHA224";
}

static void
signs_itself_with_sha1(struct judge *judge)
{
	is_signed_with_sha1(judge);
	leaf_of(judge)->is_self_signed = true;
}

static void
is_for_clients(struct judge *judge)
{
	judge->ports[0].chain.problems[CHAIN_WRONG_PURPOSE] = true;
}

/* Staples. */

static void
staple(struct judge *judge, enum staple_status status)
{
	judge->ports[0].chain.staple = (struct staple){ .status = status,
		.this_update = PLAYER_NOW - (int64_t)9 * DAY,
		.next_update = PLAYER_NOW - (int64_t)2 * DAY,
		.revoked_at = PLAYER_NOW - (int64_t)10 * DAY };
}

static void
staples_good(struct judge *judge)
{
	staple(judge, STAPLE_GOOD);
}

static void
staples_revoked(struct judge *judge)
{
	staple(judge, STAPLE_REVOKED);
}

static void
staples_old(struct judge *judge)
{
	staple(judge, STAPLE_OUT_OF_DATE);
}

static void
staples_old_without_an_end(struct judge *judge)
{
	staple(judge, STAPLE_OUT_OF_DATE);
	judge->ports[0].chain.staple.next_update = 0;
}

static void
staples_garbage(struct judge *judge)
{
	staple(judge, STAPLE_UNREADABLE);
}

static void
staples_anothers(struct judge *judge)
{
	staple(judge, STAPLE_OTHER_CERTIFICATE);
}

static void
staples_a_forgery(struct judge *judge)
{
	staple(judge, STAPLE_BAD_SIGNATURE);
}

static void
staples_what_is_not_known(struct judge *judge)
{
	staple(judge, STAPLE_STATUS_UNKNOWN);
}

static void
staples_without_its_issuer(struct judge *judge)
{
	staple(judge, STAPLE_UNCHECKED);
}

static void
must_staple(struct judge *judge)
{
	leaf_of(judge)->demands_staple = true;
}

static void
must_and_does_staple(struct judge *judge)
{
	must_staple(judge);
	staples_good(judge);
}

static void
must_staple_and_is_late(struct judge *judge)
{
	must_staple(judge);
	staples_old(judge);
}

static void
must_staple_without_its_issuer(struct judge *judge)
{
	must_staple(judge);
	staples_without_its_issuer(judge);
}

/* Two ports. */

static struct negotiation *
add_port(struct judge *judge)
{
	struct port_facts *port = judge_add(judge, "imaps");

	has_rsa_2048(judge);
	give_key(&judge->certificates[1][0], "RSA", 2048);
	return &port->negotiation;
}

static void
shares_well(struct judge *judge)
{
	(void)add_port(judge);
}

static void
shares_with_ssl2(struct judge *judge)
{
	add_port(judge)->versions[TLS_VERSION_SSL2].value = ANSWER_YES;
}

static void
shares_with_export(struct judge *judge)
{
	add_port(judge)->classes[SUITE_CLASS_EXPORT].value = ANSWER_YES;
}

static void
shares_with_an_oracle(struct judge *judge)
{
	add_port(judge)->behaviours[BEHAVIOUR_ROBOT].value = ANSWER_YES;
}

static void
shares_with_the_unknown(struct judge *judge)
{
	add_port(judge)->behaviours[BEHAVIOUR_ROBOT] = (struct answer){ .why = "not asked" };
}

static void
shares_nothing_with_export(struct judge *judge)
{
	shares_with_export(judge);
	judge->certificates[1][0].spki_sha256 = "other";
}

static void
is_near_an_oracle_with_an_ec_key(struct judge *judge)
{
	shares_with_an_oracle(judge);
	give_key(&judge->certificates[1][0], "EC", 256);
	judge->certificates[1][0].spki_sha256 = "other";
}

static void
is_near_an_oracle_without_a_certificate(struct judge *judge)
{
	shares_with_an_oracle(judge);
	judge->ports[1].chain = (struct chain){ 0 };
}

static void
takes_export_itself(struct judge *judge)
{
	has_rsa_2048(judge);
	judge->ports[0].negotiation.classes[SUITE_CLASS_EXPORT].value = ANSWER_YES;
}

static void
shares_an_ec_key_with_export(struct judge *judge)
{
	shares_with_export(judge);
	give_key(leaf_of(judge), "EC", 256);
}

/* Two certificates. */

static struct certificate second;

static void
has_a_second(struct judge *judge)
{
	second = *leaf_of(judge);
	give_key(&second, "RSA", 2048);
	judge->ports[0].negotiation.other_key = (struct other_certificate){
		.is_other = { .value = ANSWER_YES }, .certificate = &second, .alert = UINT32_MAX
	};
}

static void
has_a_second_for_another_name(struct judge *judge)
{
	has_a_second(judge);
	second.names[0] = "DNS:www.example.test";
}

static void
has_a_second_for_fewer_names(struct judge *judge)
{
	has_a_second(judge);
	leaf_of(judge)->names[leaf_of(judge)->names_len++] = "DNS:imap.example.test";
}

static void
has_a_second_by_its_cn(struct judge *judge)
{
	leaf_of(judge)->names_len = 0;
	has_a_second(judge);
	second.common_name = "www.example.test";
}

static void
has_a_second_that_expired(struct judge *judge)
{
	has_a_second(judge);
	second.not_after = PLAYER_NOW - 1;
}

static void
has_a_second_of_another_year(struct judge *judge)
{
	has_a_second(judge);
	second.not_after += (int64_t)31 * DAY;
}

static void
has_a_second_of_the_same_month(struct judge *judge)
{
	has_a_second(judge);
	second.not_after -= (int64_t)30 * DAY;
}

static void
has_a_second_of_garbage(struct judge *judge)
{
	has_a_second(judge);
	judge->ports[0].negotiation.other_key.certificate = NULL;
}

static void
was_not_asked_for_a_second(struct judge *judge)
{
	judge->ports[0].negotiation.other_key.is_other = (struct answer){ .why = "lost" };
}

static void
showed_none(struct judge *judge)
{
	judge->ports[0].chain = (struct chain){ 0 };
}

#define SMALL "cert-key-small"
#define POLICY "cert-key-policy"
#define WEAK "cert-sig-weak"
#define USAGE "cert-usage"
#define REVOKED "cert-revoked"
#define MUST "cert-must-staple"
#define STAPLE "cert-ocsp-bad-staple"
#define SHARED "cert-key-shared"
#define DUAL "cert-dual"

/* clang-format off */
static const struct rule_case cases[] = {
	{ "P-256", SMALL, NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "P-224", SMALL, NULL, has_p224, VERDICT_GOOD, 0, NULL },
	{ "RSA 2048", SMALL, NULL, has_rsa_2048, VERDICT_GOOD, 0, NULL },
	{ "Ed25519", SMALL, NULL, has_ed25519, VERDICT_GOOD, 0, NULL },
	{ "RSA 2047", SMALL, NULL, has_rsa_2047, VERDICT_BAD, SEVERITY_HIGH, "CN=mail.example.test: RSA with 2047 bits" },
	{ "RSA 2047, mx", SMALL, "smtp", has_rsa_2047, VERDICT_BAD, SEVERITY_MEDIUM, NULL },
	{ "RSA 1023", SMALL, NULL, has_rsa_1023, VERDICT_BAD, SEVERITY_CRITICAL, NULL },
	{ "RSA 1023, mx", SMALL, "smtp", has_rsa_1023, VERDICT_BAD, SEVERITY_HIGH, NULL },
	{ "RSA-PSS", SMALL, NULL, has_rsa_pss_1024, VERDICT_BAD, SEVERITY_HIGH, "RSA-PSS" },
	{ "P-192", SMALL, NULL, has_p192, VERDICT_BAD, SEVERITY_HIGH, "EC with 192 bits" },
	{ "DSA", SMALL, NULL, has_dsa, VERDICT_BAD, SEVERITY_HIGH, "DSA" },
	{ "an intermediate", SMALL, NULL, comes_from_a_small_one, VERDICT_BAD, SEVERITY_HIGH, "CN=Intermediate" },
	{ "the worst behind", SMALL, NULL, has_the_worst_behind, VERDICT_BAD, SEVERITY_CRITICAL, "512" },
	{ "nobody needs it", SMALL, NULL, brings_a_small_one_along, VERDICT_GOOD, 0, NULL },
	{ "a strange one", SMALL, NULL, has_a_strange_key, VERDICT_UNKNOWN, 0, "not known here" },
	{ "unreadable", SMALL, NULL, cannot_be_read, VERDICT_UNKNOWN, 0, "cannot be read" },

	{ "no demand", POLICY, NULL, NULL, VERDICT_NOT_APPLICABLE, 0, "demands nothing" },
	{ "P-256", POLICY, NULL, demand, VERDICT_GOOD, 0, NULL },
	{ "RSA 3072", POLICY, NULL, is_asked_for_rsa_and_has_it, VERDICT_GOOD, 0, NULL },
	{ "Ed25519", POLICY, NULL, is_asked_for_curves_and_has_ed25519, VERDICT_GOOD, 0, NULL },
	{ "RSA 3071", POLICY, NULL, is_asked_for_rsa_and_has_less, VERDICT_BAD, SEVERITY_LOW, "3071" },
	{ "RSA 3071, mx", POLICY, "smtp", is_asked_for_rsa_and_has_less, VERDICT_BAD, SEVERITY_INFO, NULL },
	{ "P-224", POLICY, NULL, is_asked_for_curves_and_has_p224, VERDICT_BAD, SEVERITY_LOW, "224" },
	{ "P-521", POLICY, NULL, is_asked_for_curves_and_has_p521, VERDICT_BAD, SEVERITY_MEDIUM, "521" },
	{ "Ed448", POLICY, NULL, is_asked_for_curves_and_has_ed448, VERDICT_BAD, SEVERITY_MEDIUM, "Ed448" },
	{ "an intermediate", POLICY, NULL, is_asked_and_its_intermediate_has_less, VERDICT_BAD, SEVERITY_LOW, "CN=Intermediate" },
	{ "a root", POLICY, NULL, is_asked_and_its_root_has_less, VERDICT_GOOD, 0, NULL },
	{ "a strange one", POLICY, NULL, is_asked_and_has_a_strange_key, VERDICT_UNKNOWN, 0, "not known here" },

	{ "SHA-256", WEAK, NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "SHA-1", WEAK, NULL, is_signed_with_sha1, VERDICT_BAD, SEVERITY_HIGH, "RSA-SHA1" },
	{ "SHA-1, mx", WEAK, "smtp", is_signed_with_sha1, VERDICT_BAD, SEVERITY_INFO, NULL },
	{ "MD5", WEAK, NULL, is_signed_with_md5, VERDICT_BAD, SEVERITY_CRITICAL, "CN=Intermediate,O=Test: RSA-MD5" },
	{ "SHA-224", WEAK, NULL, is_signed_with_sha224, VERDICT_BAD, SEVERITY_LOW, "SHA224" },
	{ "self-signed", WEAK, NULL, signs_itself_with_sha1, VERDICT_GOOD, 0, NULL },
	{ "unreadable", WEAK, NULL, cannot_be_read, VERDICT_UNKNOWN, 0, "cannot be read" },

	{ "for servers", USAGE, NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "for clients", USAGE, NULL, is_for_clients, VERDICT_BAD, SEVERITY_HIGH, "lacks serverAuth" },
	{ "for clients, mx", USAGE, "smtp", is_for_clients, VERDICT_BAD, SEVERITY_INFO, NULL },
	{ "unreadable", USAGE, NULL, cannot_be_read, VERDICT_UNKNOWN, 0, "cannot be read" },

	{ "good", REVOKED, NULL, staples_good, VERDICT_GOOD, 0, NULL },
	{ "revoked", REVOKED, NULL, staples_revoked, VERDICT_BAD, SEVERITY_CRITICAL, "revoked 2026-11-08 11:06 UTC" },
	{ "revoked, mx", REVOKED, "smtp", staples_revoked, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "no staple", REVOKED, NULL, NULL, VERDICT_UNKNOWN, 0, "staples no OCSP response" },
	{ "an old staple", REVOKED, NULL, staples_old, VERDICT_UNKNOWN, 0, "proves nothing" },
	{ "need not", MUST, NULL, NULL, VERDICT_NOT_APPLICABLE, 0, "does not demand" },
	{ "does", MUST, NULL, must_and_does_staple, VERDICT_GOOD, 0, NULL },
	{ "does not", MUST, NULL, must_staple, VERDICT_BAD, SEVERITY_MEDIUM, "no OCSP response" },
	{ "does not, mx", MUST, "smtp", must_staple, VERDICT_BAD, SEVERITY_INFO, NULL },
	{ "too late", MUST, NULL, must_staple_and_is_late, VERDICT_BAD, SEVERITY_MEDIUM, "renewed by 2026-11-16" },
	{ "without its issuer", MUST, NULL, must_staple_without_its_issuer, VERDICT_UNKNOWN, 0, "issuer was not sent" },
	{ "none", STAPLE, NULL, NULL, VERDICT_NOT_APPLICABLE, 0, "no OCSP response" },
	{ "good", STAPLE, NULL, staples_good, VERDICT_GOOD, 0, NULL },
	{ "revoked", STAPLE, NULL, staples_revoked, VERDICT_GOOD, 0, NULL },
	{ "old", STAPLE, NULL, staples_old, VERDICT_BAD, SEVERITY_LOW, "renewed by 2026-11-16" },
	{ "old, mx", STAPLE, "smtp", staples_old, VERDICT_BAD, SEVERITY_INFO, NULL },
	{ "old without an end", STAPLE, NULL, staples_old_without_an_end, VERDICT_BAD, SEVERITY_LOW, "is: out-of-date" },
	{ "garbage", STAPLE, NULL, staples_garbage, VERDICT_BAD, SEVERITY_LOW, "is: unreadable" },
	{ "another's", STAPLE, NULL, staples_anothers, VERDICT_BAD, SEVERITY_LOW, "is: other-certificate" },
	{ "forged", STAPLE, NULL, staples_a_forgery, VERDICT_BAD, SEVERITY_LOW, "is: bad-signature" },
	{ "not known there", STAPLE, NULL, staples_what_is_not_known, VERDICT_BAD, SEVERITY_LOW, "is: unknown" },
	{ "without its issuer", STAPLE, NULL, staples_without_its_issuer, VERDICT_UNKNOWN, 0, "issuer was not sent" },

	{ "alone", SHARED, NULL, has_rsa_2048, VERDICT_GOOD, 0, NULL },
	{ "EC", SHARED, NULL, NULL, VERDICT_NOT_APPLICABLE, 0, "only RSA" },
	{ "shared well", SHARED, NULL, shares_well, VERDICT_GOOD, 0, NULL },
	{ "SSL 2.0: see vuln-drown", SHARED, NULL, shares_with_ssl2, VERDICT_GOOD, 0, NULL },
	{ "export", SHARED, NULL, shares_with_export, VERDICT_BAD, SEVERITY_MEDIUM, "port 993 at 192.0.2.25 has the same key and export suites" },
	{ "export, mx", SHARED, "smtp", shares_with_export, VERDICT_BAD, SEVERITY_MEDIUM, NULL },
	{ "ROBOT", SHARED, NULL, shares_with_an_oracle, VERDICT_BAD, SEVERITY_MEDIUM, "ROBOT" },
	{ "another key", SHARED, NULL, shares_nothing_with_export, VERDICT_GOOD, 0, NULL },
	{ "an EC key", SHARED, NULL, shares_an_ec_key_with_export, VERDICT_NOT_APPLICABLE, 0, NULL },
	{ "its own fault", SHARED, NULL, takes_export_itself, VERDICT_GOOD, 0, NULL },
	{ "one key of two is not known", SHARED, NULL, is_near_an_oracle_with_an_ec_key, VERDICT_UNKNOWN, 0, "port 993" },
	{ "the other key is not known", SHARED, NULL, is_near_an_oracle_without_a_certificate, VERDICT_UNKNOWN, 0, "port 993" },
	{ "not asked", SHARED, NULL, shares_with_the_unknown, VERDICT_UNKNOWN, 0, "port 993" },
	{ "unreadable", SHARED, NULL, cannot_be_read, VERDICT_UNKNOWN, 0, "cannot be read" },

	{ "one", DUAL, NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "ECDSA alone, mx", DUAL, "smtp", NULL, VERDICT_BAD, SEVERITY_INFO, "none with an RSA key" },
	{ "RSA alone, mx", DUAL, "smtp", has_rsa_2048, VERDICT_GOOD, 0, NULL },
	{ "two", DUAL, NULL, has_a_second, VERDICT_GOOD, 0, NULL },
	{ "another name", DUAL, NULL, has_a_second_for_another_name, VERDICT_BAD, SEVERITY_LOW, "EC: mail.example.test; RSA: www.example.test" },
	{ "another name, mx", DUAL, "smtp", has_a_second_for_another_name, VERDICT_BAD, SEVERITY_INFO, NULL },
	{ "fewer names", DUAL, NULL, has_a_second_for_fewer_names, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "another CN", DUAL, NULL, has_a_second_by_its_cn, VERDICT_BAD, SEVERITY_LOW, "RSA: CN=www.example.test" },
	{ "expired", DUAL, NULL, has_a_second_that_expired, VERDICT_BAD, SEVERITY_LOW, "the one with RSA expired 2026-11-18" },
	{ "another year", DUAL, NULL, has_a_second_of_another_year, VERDICT_BAD, SEVERITY_LOW, "until" },
	{ "the same month", DUAL, NULL, has_a_second_of_the_same_month, VERDICT_GOOD, 0, NULL },
	{ "garbage", DUAL, NULL, has_a_second_of_garbage, VERDICT_UNKNOWN, 0, "cannot be read" },
	{ "lost", DUAL, NULL, was_not_asked_for_a_second, VERDICT_UNKNOWN, 0, "lost" },
	{ "nothing seen", DUAL, NULL, showed_none, VERDICT_UNKNOWN, 0, "no certificate was seen" },
	{ "quick", DUAL, NULL, arrange_quick, VERDICT_UNKNOWN, 0, "quick" },
};
/* clang-format on */

START_TEST(what_only_adds_a_name_is_a_part)
{
	static const struct {
		const char *part;
		const char *whole;
		void (*arrange)(struct judge *judge);
	} rows[] = {
		{ POLICY, SMALL, is_asked_and_has_far_too_small_a_key },
		{ STAPLE, MUST, must_staple_and_is_late },
	};
	struct judge judge;

	judge_init(&judge, "imaps");
	rows[_i].arrange(&judge);
	judge_now(&judge);
	ck_assert_ptr_eq(judge_finding(&judge, rows[_i].part)->part_of,
	    judge_finding(&judge, rows[_i].whole));
	judge_clear(&judge);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = cases_suite(
	    "certificate keys", rules_about_certificate_keys, cases, COUNT_OF(cases));
	TCase *tcase = tcase_create("parts");

	tcase_add_loop_test(tcase, what_only_adds_a_name_is_a_part, 0, 2);
	suite_add_tcase(s, tcase);
	return s;
}
