/* SPDX-License-Identifier: MIT */
#include "rules/topics.h"
#include "support/judge.h"
#include "support/player.h"
#include "support/suite.h"

#include <string.h>

enum { HOUR = 60 * 60, DAY = 24 * HOUR };

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
note(struct judge *judge, enum chain_problem problem, size_t where)
{
	judge->ports[0].chain.problems[problem] = true;
	judge->ports[0].chain.where[problem] = where;
}

static void
sends_none(struct judge *judge)
{
	judge->ports[0].chain = (struct chain){ .problems = { [CHAIN_EMPTY] = true } };
	judge->sessions[0].suite = "TLS_DH_ANON_AES_256_CBC_SHA256";
}

static void
make_unreadable(struct certificate *certificate)
{
	*certificate = (struct certificate){ .subject = "",
		.issuer = "",
		.common_name = "",
		.key_type = "",
		.signature = "",
		.sha256 = "ee",
		.spki_sha256 = "",
		.is_needed = true };
}

static void
sends_garbage(struct judge *judge)
{
	make_unreadable(leaf_of(judge));
	note(judge, CHAIN_UNREADABLE, 0);
	judge->ports[0].chain.has_name = false;
}

static void
sends_garbage_behind(struct judge *judge)
{
	make_unreadable(intermediate_of(judge));
	note(judge, CHAIN_UNREADABLE, 1);
}

static void
signs_wrongly(struct judge *judge)
{
	note(judge, CHAIN_BAD_SIGNATURE, 0);
	judge->sessions[0].trust = TRUST_NOT_ANCHORED;
}

/* A certificate of so many days, of which so many hours are left. */
static void
date(struct certificate *certificate, int64_t days, int64_t hours_left)
{
	certificate->not_after = PLAYER_NOW + hours_left * HOUR;
	certificate->not_before = certificate->not_after - days * DAY;
}

static void
expires(struct judge *judge)
{
	date(leaf_of(judge), 90, -1);
}

static void
intermediate_expires(struct judge *judge)
{
	date(intermediate_of(judge), 1800, -1);
}

static void
nobody_needs_what_expires(struct judge *judge)
{
	intermediate_expires(judge);
	intermediate_of(judge)->is_needed = false;
}

static void
begins_later(struct judge *judge)
{
	leaf_of(judge)->not_before = PLAYER_NOW + 301;
}

static void
begins_in_five_minutes(struct judge *judge)
{
	leaf_of(judge)->not_before = PLAYER_NOW + 300;
}

static void
has_29_of_90_days(struct judge *judge)
{
	date(leaf_of(judge), 90, 29 * 24);
}

static void
has_14_of_90_days(struct judge *judge)
{
	date(leaf_of(judge), 90, 14 * 24);
}

static void
has_71_of_90_times_24_hours(struct judge *judge)
{
	date(leaf_of(judge), 90, 71);
}

static void
has_6_of_30_days(struct judge *judge)
{
	date(leaf_of(judge), 30, 6 * 24);
}

static void
has_3_of_6_days(struct judge *judge)
{
	date(leaf_of(judge), 6, 3 * 24);
}

static void
has_40_hours_of_6_days(struct judge *judge)
{
	date(leaf_of(judge), 6, 40);
}

static void
has_20_hours_of_6_days(struct judge *judge)
{
	date(leaf_of(judge), 6, 20);
}

static void
has_1000_of_3650_days(struct judge *judge)
{
	date(leaf_of(judge), 3650, 1000 * 24);
}

static void
has_59_of_3650_days(struct judge *judge)
{
	date(leaf_of(judge), 3650, 59 * 24);
}

static void
has_29_of_3650_days(struct judge *judge)
{
	date(leaf_of(judge), 3650, 29 * 24);
}

static void
intermediate_has_6_days(struct judge *judge)
{
	date(intermediate_of(judge), 1800, 6 * 24);
	has_29_of_90_days(judge);
}

static void
intermediate_has_60_days(struct judge *judge)
{
	date(intermediate_of(judge), 1800, 60 * 24);
}

static void
policy_wants_10_days_of_14(struct judge *judge)
{
	has_14_of_90_days(judge);
	judge->policy.limits[LIMIT_CERTIFICATE_DAYS_LEFT] = 10;
}

static void
policy_wants_80_days(struct judge *judge)
{
	judge->policy.limits[LIMIT_CERTIFICATE_DAYS_LEFT] = 80;
}

static void
is_public(struct judge *judge)
{
	judge->sessions[0].trust_source = "system";
}

/* From so many seconds since 1970, for so many days, to the second. */
static void
live(struct judge *judge, int64_t from, int64_t days, int64_t more)
{
	is_public(judge);
	leaf_of(judge)->not_before = from;
	leaf_of(judge)->not_after = from + days * DAY - 1 + more;
}

static void
lives_200_days_of_2026(struct judge *judge)
{
	live(judge, 1773532800, 200, 0);
}

static void
lives_a_second_more(struct judge *judge)
{
	live(judge, 1773532800, 200, 1);
}

static void
lives_398_days_of_before(struct judge *judge)
{
	live(judge, 1773532799, 398, 0);
}

static void
lives_101_days_of_2027(struct judge *judge)
{
	live(judge, 1805068800, 101, 0);
}

static void
lives_48_days_of_2029(struct judge *judge)
{
	live(judge, 1868227200, 48, 0);
}

static void
lives_826_days_of_2019(struct judge *judge)
{
	live(judge, 1560000000, 826, 0);
}

static void
lives_ten_years_in_private(struct judge *judge)
{
	has_1000_of_3650_days(judge);
}

static void
policy_allows_less_in_private(struct judge *judge)
{
	lives_ten_years_in_private(judge);
	judge->policy.limits[LIMIT_CERTIFICATE_LIFETIME_DAYS] = 366;
}

static void
policy_allows_90_days(struct judge *judge)
{
	is_public(judge);
	leaf_of(judge)->not_after = leaf_of(judge)->not_before + 91 * DAY;
	judge->policy.limits[LIMIT_CERTIFICATE_LIFETIME_DAYS] = 90;
}

static void
policy_allows_more_than_the_authorities(struct judge *judge)
{
	lives_a_second_more(judge);
	judge->policy.limits[LIMIT_CERTIFICATE_LIFETIME_DAYS] = 366;
}

static void
trusts_nobody(struct judge *judge)
{
	judge->sessions[0].trust = TRUST_UNKNOWN;
}

static void
signs_itself(struct judge *judge)
{
	struct certificate *leaf = leaf_of(judge);

	judge->sessions[0].trust = TRUST_NOT_ANCHORED;
	judge->ports[0].chain.len = 1;
	leaf->issuer = leaf->subject;
	leaf->is_self_issued = leaf->is_self_signed = true;
	note(judge, CHAIN_SELF_SIGNED, 0);
}

static void
is_a_strangers(struct judge *judge)
{
	judge->sessions[0].trust = TRUST_NOT_ANCHORED;
	note(judge, CHAIN_UNKNOWN_ISSUER, 1);
}

static void
is_a_strangers_with_root(struct judge *judge)
{
	is_a_strangers(judge);
	intermediate_of(judge)->is_self_issued = true;
}

static void
lacks_intermediate(struct judge *judge)
{
	judge->sessions[0].trust = TRUST_NOT_ANCHORED;
	judge->ports[0].chain.len = 1;
	note(judge, CHAIN_MISSING_INTERMEDIATE, 0);
}

static void
is_in_disorder(struct judge *judge)
{
	note(judge, CHAIN_WRONG_ORDER, 1);
}

static void
sends_thirty(struct judge *judge)
{
	judge->sessions[0].chain_sent = 30;
	note(judge, CHAIN_TOO_LONG, 1);
}

static void
is_for_another(struct judge *judge)
{
	leaf_of(judge)->names[0] = "DNS:www.example.test";
	note(judge, CHAIN_NAME_MISMATCH, 0);
}

static void
names_itself_in_cn(struct judge *judge)
{
	leaf_of(judge)->names_len = 0;
	note(judge, CHAIN_NAME_ONLY_IN_CN, 0);
}

static void
has_no_name_to_compare(struct judge *judge)
{
	judge->ports[0].chain.has_name = false;
	judge->records[0].endpoint.server_name = NULL;
}

static void
has_a_wildcard(struct judge *judge)
{
	leaf_of(judge)->names[0] = "DNS:*.example.test";
}

static void
has_a_partial_wildcard(struct judge *judge)
{
	has_a_wildcard(judge);
	leaf_of(judge)->names[leaf_of(judge)->names_len++] = "DNS:mail*.example.test";
}

static void
has_two_wildcards(struct judge *judge)
{
	leaf_of(judge)->names[0] = "DNS:*.*.test";
}

static void
has_an_inner_wildcard(struct judge *judge)
{
	leaf_of(judge)->names[0] = "DNS:mail.*.test";
}

static void
has_a_wildcard_for_all(struct judge *judge)
{
	leaf_of(judge)->names[0] = "DNS:*.test";
}

static void
has_a_star_in_a_mail_address(struct judge *judge)
{
	leaf_of(judge)->names[0] = "email:*@example.test";
}

static void
is_for_localhost(struct judge *judge)
{
	signs_itself(judge);
	leaf_of(judge)->names[0] = "DNS:localhost.LocalDomain";
}

static void
is_for_a_short_name(struct judge *judge)
{
	signs_itself(judge);
	leaf_of(judge)->names_len = 0;
	leaf_of(judge)->common_name = "debian";
}

static void
is_for_the_short_name_asked_for(struct judge *judge)
{
	is_for_a_short_name(judge);
	judge->records[0].endpoint.server_name = "debian";
}

static void
is_for_an_example(struct judge *judge)
{
	signs_itself(judge);
	leaf_of(judge)->names[0] = "DNS:imap.example.com";
}

static void
is_an_example_itself(struct judge *judge)
{
	is_for_an_example(judge);
	judge->records[0].endpoint.server_name = "mail.example.com";
}

static void
is_for_localhost_too(struct judge *judge)
{
	is_for_localhost(judge);
	leaf_of(judge)->names[leaf_of(judge)->names_len++] = "DNS:" PLAYER_HOST;
}

static void
comes_with_the_installation(struct judge *judge)
{
	signs_itself(judge);
	leaf_of(judge)->subject = "CN=" PLAYER_HOST ",O=Default Company Ltd";
}

static void
is_trusted_all_the_same(struct judge *judge)
{
	leaf_of(judge)->names[0] = "DNS:www.example.com";
	leaf_of(judge)->subject = "CN=Plesk";
}

#define MISSING "cert-missing"
#define UNREADABLE "cert-unreadable"
#define SIGNATURE "cert-bad-signature"
#define EXPIRED "cert-expired"
#define EARLY "cert-not-yet-valid"
#define SOON "cert-expires-soon"
#define LIFETIME "cert-lifetime"
#define SELF_SIGNED "cert-self-signed"
#define UNTRUSTED "cert-untrusted"
#define INCOMPLETE "cert-chain-incomplete"
#define ORDER "cert-chain-order"
#define MISMATCH "cert-name-mismatch"
#define CN_ONLY "cert-cn-only"
#define WILDCARD "cert-wildcard-invalid"
#define SNAKEOIL "cert-snakeoil"

/* clang-format off */
static const struct rule_case cases[] = {
	{ "sent", MISSING, NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "none", MISSING, NULL, sends_none, VERDICT_BAD, SEVERITY_CRITICAL, "DH_ANON" },
	{ "none, mx", MISSING, "smtp", sends_none, VERDICT_BAD, SEVERITY_INFO, NULL },
	{ "broken off", MISSING, NULL, arrange_no_session, VERDICT_UNKNOWN, 0, "TLS was not reached" },
	{ "read", UNREADABLE, NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "garbage", UNREADABLE, NULL, sends_garbage, VERDICT_BAD, SEVERITY_HIGH, "certificate 1 of 2" },
	{ "garbage, mx", UNREADABLE, "smtp", sends_garbage, VERDICT_BAD, SEVERITY_MEDIUM, NULL },
	{ "none", UNREADABLE, NULL, sends_none, VERDICT_NOT_APPLICABLE, 0, "no certificate" },
	{ "broken off", UNREADABLE, NULL, arrange_no_session, VERDICT_UNKNOWN, 0, NULL },
	{ "right", SIGNATURE, NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "wrong", SIGNATURE, NULL, signs_wrongly, VERDICT_BAD, SEVERITY_HIGH, "issued by CN=Intermediate" },
	{ "wrong, mx", SIGNATURE, "smtp", signs_wrongly, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "garbage", SIGNATURE, NULL, sends_garbage_behind, VERDICT_UNKNOWN, 0, "cannot be read" },

	{ "now", EXPIRED, NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "expired", EXPIRED, NULL, expires, VERDICT_BAD, SEVERITY_CRITICAL, "CN=mail.example.test: expired 2026-11-18 10:06 UTC" },
	{ "expired, mx", EXPIRED, "smtp", expires, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "an intermediate", EXPIRED, NULL, intermediate_expires, VERDICT_BAD, SEVERITY_CRITICAL, "CN=Intermediate" },
	{ "nobody needs it", EXPIRED, NULL, nobody_needs_what_expires, VERDICT_GOOD, 0, NULL },
	{ "garbage", EXPIRED, NULL, sends_garbage, VERDICT_UNKNOWN, 0, "cannot be read" },
	{ "now", EARLY, NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "clocks differ", EARLY, NULL, begins_in_five_minutes, VERDICT_GOOD, 0, NULL },
	{ "later", EARLY, NULL, begins_later, VERDICT_BAD, SEVERITY_HIGH, "valid from 2026-11-18 11:11 UTC" },
	{ "later, mx", EARLY, "smtp", begins_later, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "garbage", EARLY, NULL, sends_garbage_behind, VERDICT_UNKNOWN, 0, "cannot be read" },

	{ "70 of 90 days", SOON, NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "29 of 90 days", SOON, NULL, has_29_of_90_days, VERDICT_BAD, SEVERITY_INFO, "valid until 2026-12-17 11:06 UTC" },
	{ "14 of 90 days", SOON, NULL, has_14_of_90_days, VERDICT_BAD, SEVERITY_MEDIUM, NULL },
	{ "14 of 90 days, mx", SOON, "smtp", has_14_of_90_days, VERDICT_BAD, SEVERITY_INFO, NULL },
	{ "3 of 90 days", SOON, NULL, has_71_of_90_times_24_hours, VERDICT_BAD, SEVERITY_HIGH, NULL },
	{ "3 of 90 days, mx", SOON, "smtp", has_71_of_90_times_24_hours, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "6 of 30 days", SOON, NULL, has_6_of_30_days, VERDICT_BAD, SEVERITY_MEDIUM, NULL },
	{ "3 of 6 days", SOON, NULL, has_3_of_6_days, VERDICT_GOOD, 0, NULL },
	{ "40 hours of 6 days", SOON, NULL, has_40_hours_of_6_days, VERDICT_BAD, SEVERITY_MEDIUM, NULL },
	{ "20 hours of 6 days", SOON, NULL, has_20_hours_of_6_days, VERDICT_BAD, SEVERITY_HIGH, NULL },
	{ "1000 of 3650 days", SOON, NULL, has_1000_of_3650_days, VERDICT_GOOD, 0, NULL },
	{ "59 of 3650 days", SOON, NULL, has_59_of_3650_days, VERDICT_BAD, SEVERITY_INFO, NULL },
	{ "29 of 3650 days", SOON, NULL, has_29_of_3650_days, VERDICT_BAD, SEVERITY_MEDIUM, NULL },
	{ "an intermediate", SOON, NULL, intermediate_has_6_days, VERDICT_BAD, SEVERITY_MEDIUM, "CN=Intermediate" },
	{ "an intermediate of years", SOON, NULL, intermediate_has_60_days, VERDICT_GOOD, 0, NULL },
	{ "the policy wants less", SOON, NULL, policy_wants_10_days_of_14, VERDICT_GOOD, 0, NULL },
	{ "the policy wants more", SOON, NULL, policy_wants_80_days, VERDICT_BAD, SEVERITY_MEDIUM, NULL },
	{ "expired", SOON, NULL, expires, VERDICT_NOT_APPLICABLE, 0, "cert-expired" },
	{ "garbage", SOON, NULL, sends_garbage_behind, VERDICT_UNKNOWN, 0, "cannot be read" },

	{ "200 days", LIFETIME, NULL, lives_200_days_of_2026, VERDICT_GOOD, 0, NULL },
	{ "a second more", LIFETIME, NULL, lives_a_second_more, VERDICT_BAD, SEVERITY_LOW, "from 2026-03-15 00:00 UTC to 2026-10-01 00:00 UTC, more than 200 days" },
	{ "a second more, mx", LIFETIME, "smtp", lives_a_second_more, VERDICT_BAD, SEVERITY_INFO, NULL },
	{ "398 days", LIFETIME, NULL, lives_398_days_of_before, VERDICT_GOOD, 0, NULL },
	{ "101 days", LIFETIME, NULL, lives_101_days_of_2027, VERDICT_BAD, SEVERITY_LOW, "100 days" },
	{ "48 days", LIFETIME, NULL, lives_48_days_of_2029, VERDICT_BAD, SEVERITY_LOW, "47 days" },
	{ "826 days", LIFETIME, NULL, lives_826_days_of_2019, VERDICT_BAD, SEVERITY_LOW, "825 days" },
	{ "private", LIFETIME, NULL, lives_ten_years_in_private, VERDICT_NOT_APPLICABLE, 0, "public" },
	{ "private, the policy allows less", LIFETIME, NULL, policy_allows_less_in_private, VERDICT_BAD, SEVERITY_LOW, "366 days" },
	{ "the policy allows less", LIFETIME, NULL, policy_allows_90_days, VERDICT_BAD, SEVERITY_LOW, "90 days" },
	{ "the policy allows more", LIFETIME, NULL, policy_allows_more_than_the_authorities, VERDICT_BAD, SEVERITY_LOW, "200 days" },
	{ "no store", LIFETIME, NULL, trusts_nobody, VERDICT_UNKNOWN, 0, "no usable trust store" },
	{ "garbage", LIFETIME, NULL, sends_garbage, VERDICT_UNKNOWN, 0, "cannot be read" },

	{ "trusted", SELF_SIGNED, NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "self-signed", SELF_SIGNED, NULL, signs_itself, VERDICT_BAD, SEVERITY_HIGH, "CN=mail.example.test" },
	{ "self-signed, mx", SELF_SIGNED, "smtp", signs_itself, VERDICT_BAD, SEVERITY_INFO, NULL },
	{ "a stranger's", SELF_SIGNED, NULL, is_a_strangers, VERDICT_GOOD, 0, NULL },
	{ "no store", SELF_SIGNED, NULL, trusts_nobody, VERDICT_UNKNOWN, 0, "--ca-file" },
	{ "trusted", UNTRUSTED, NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "a stranger's", UNTRUSTED, NULL, is_a_strangers, VERDICT_BAD, SEVERITY_HIGH, "CN=Intermediate,O=Test, issued by CN=Root" },
	{ "a stranger's, mx", UNTRUSTED, "smtp", is_a_strangers, VERDICT_BAD, SEVERITY_INFO, NULL },
	{ "self-signed", UNTRUSTED, NULL, signs_itself, VERDICT_NOT_APPLICABLE, 0, "cert-self-signed" },
	{ "incomplete", UNTRUSTED, NULL, lacks_intermediate, VERDICT_NOT_APPLICABLE, 0, "cert-chain-incomplete" },
	{ "wrongly signed", UNTRUSTED, NULL, signs_wrongly, VERDICT_NOT_APPLICABLE, 0, "cert-bad-signature" },
	{ "no store", UNTRUSTED, NULL, trusts_nobody, VERDICT_UNKNOWN, 0, "--ca-file" },
	{ "trusted", INCOMPLETE, NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "incomplete", INCOMPLETE, NULL, lacks_intermediate, VERDICT_BAD, SEVERITY_HIGH, "issued by CN=Intermediate" },
	{ "incomplete, mx", INCOMPLETE, "smtp", lacks_intermediate, VERDICT_BAD, SEVERITY_INFO, NULL },
	{ "self-signed", INCOMPLETE, NULL, signs_itself, VERDICT_NOT_APPLICABLE, 0, "self-signed" },
	{ "a stranger's", INCOMPLETE, NULL, is_a_strangers, VERDICT_UNKNOWN, 0, "nobody who is known" },
	{ "a stranger's, with root", INCOMPLETE, NULL, is_a_strangers_with_root, VERDICT_GOOD, 0, NULL },
	{ "no store", INCOMPLETE, NULL, trusts_nobody, VERDICT_UNKNOWN, 0, "--ca-file" },
	{ "in order", ORDER, NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "in disorder", ORDER, NULL, is_in_disorder, VERDICT_BAD, SEVERITY_LOW, "certificate 2 of 2: CN=Intermediate" },
	{ "in disorder, mx", ORDER, "smtp", is_in_disorder, VERDICT_BAD, SEVERITY_INFO, NULL },
	{ "thirty", ORDER, NULL, sends_thirty, VERDICT_BAD, SEVERITY_LOW, "30 certificates" },
	{ "garbage", ORDER, NULL, sends_garbage_behind, VERDICT_UNKNOWN, 0, "cannot be read" },

	{ "right", MISMATCH, NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "another", MISMATCH, NULL, is_for_another, VERDICT_BAD, SEVERITY_CRITICAL, "asked for mail.example.test, got www.example.test" },
	{ "another, mx", MISMATCH, "smtp", is_for_another, VERDICT_BAD, SEVERITY_INFO, NULL },
	{ "no name", MISMATCH, NULL, has_no_name_to_compare, VERDICT_UNKNOWN, 0, "--server-name" },
	{ "garbage", MISMATCH, NULL, sends_garbage, VERDICT_UNKNOWN, 0, "cannot be read" },
	{ "right", CN_ONLY, NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "in CN", CN_ONLY, NULL, names_itself_in_cn, VERDICT_BAD, SEVERITY_HIGH, "got CN=mail.example.test" },
	{ "in CN, mx", CN_ONLY, "smtp", names_itself_in_cn, VERDICT_BAD, SEVERITY_INFO, NULL },
	{ "another", CN_ONLY, NULL, is_for_another, VERDICT_NOT_APPLICABLE, 0, "cert-name-mismatch" },
	{ "no name", CN_ONLY, NULL, has_no_name_to_compare, VERDICT_UNKNOWN, 0, "--server-name" },
	{ "none", WILDCARD, NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "one", WILDCARD, NULL, has_a_wildcard, VERDICT_BAD, SEVERITY_INFO, "DNS:*.example.test" },
	{ "a part", WILDCARD, NULL, has_a_partial_wildcard, VERDICT_BAD, SEVERITY_MEDIUM, "DNS:mail*.example.test" },
	{ "a part, mx", WILDCARD, "smtp", has_a_partial_wildcard, VERDICT_BAD, SEVERITY_INFO, NULL },
	{ "two", WILDCARD, NULL, has_two_wildcards, VERDICT_BAD, SEVERITY_MEDIUM, NULL },
	{ "inside", WILDCARD, NULL, has_an_inner_wildcard, VERDICT_BAD, SEVERITY_MEDIUM, NULL },
	{ "for all", WILDCARD, NULL, has_a_wildcard_for_all, VERDICT_BAD, SEVERITY_MEDIUM, NULL },
	{ "a mail address", WILDCARD, NULL, has_a_star_in_a_mail_address, VERDICT_GOOD, 0, NULL },
	{ "garbage", WILDCARD, NULL, sends_garbage, VERDICT_UNKNOWN, 0, "cannot be read" },
	{ "its own", SNAKEOIL, NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "self-signed", SNAKEOIL, NULL, signs_itself, VERDICT_GOOD, 0, NULL },
	{ "localhost", SNAKEOIL, NULL, is_for_localhost, VERDICT_BAD, SEVERITY_HIGH, "localhost.LocalDomain" },
	{ "localhost, mx", SNAKEOIL, "smtp", is_for_localhost, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "localhost too", SNAKEOIL, NULL, is_for_localhost_too, VERDICT_GOOD, 0, NULL },
	{ "short", SNAKEOIL, NULL, is_for_a_short_name, VERDICT_BAD, SEVERITY_HIGH, "CN=debian" },
	{ "short, as asked for", SNAKEOIL, NULL, is_for_the_short_name_asked_for, VERDICT_GOOD, 0, NULL },
	{ "an example", SNAKEOIL, NULL, is_for_an_example, VERDICT_BAD, SEVERITY_HIGH, "imap.example.com" },
	{ "an example itself", SNAKEOIL, NULL, is_an_example_itself, VERDICT_GOOD, 0, NULL },
	{ "an installation's", SNAKEOIL, NULL, comes_with_the_installation, VERDICT_BAD, SEVERITY_HIGH, "Default Company" },
	{ "trusted", SNAKEOIL, NULL, is_trusted_all_the_same, VERDICT_GOOD, 0, NULL },
	{ "garbage", SNAKEOIL, NULL, sends_garbage, VERDICT_UNKNOWN, 0, "cannot be read" },
};
/* clang-format on */

/* RFC 7435: opportunistic TLS does not look at certificates. */
START_TEST(a_self_signed_certificate_is_no_fault_between_relays)
{
	struct judge judge;

	judge_init(&judge, "smtp");
	signs_itself(&judge);
	is_for_another(&judge);
	judge_now(&judge);
	for (size_t i = 0; rules_about_certificates[i] != NULL; i++) {
		const struct finding *finding =
		    judge_finding(&judge, rules_about_certificates[i]->id);

		ck_assert_msg(finding->ruling.verdict != VERDICT_BAD ||
				  finding->severity == SEVERITY_INFO,
		    "%s", finding->rule->id);
	}
	judge_clear(&judge);
}
END_TEST

/* A root of one's own may have an address to fetch it from as well. */
START_TEST(a_missing_intermediate_is_only_likely)
{
	struct judge judge;

	judge_init(&judge, "imaps");
	lacks_intermediate(&judge);
	judge_now(&judge);
	ck_assert_int_eq(judge_finding(&judge, INCOMPLETE)->ruling.certainty, CERTAINTY_LIKELY);
	judge_clear(&judge);
}
END_TEST

START_TEST(with_a_published_policy_it_is)
{
	struct judge judge;

	judge_init(&judge, "smtp");
	judge.policy.is_mx_authenticated = true;
	signs_itself(&judge);
	judge_now(&judge);
	ck_assert_int_eq(judge_finding(&judge, SELF_SIGNED)->severity, SEVERITY_HIGH);
	judge_clear(&judge);
}
END_TEST

Suite *
suite(void)
{
	Suite *s =
	    cases_suite("certificates", rules_about_certificates, cases, COUNT_OF(cases));
	TCase *tcase = tcase_create("mx");

	tcase_add_test(tcase, a_self_signed_certificate_is_no_fault_between_relays);
	tcase_add_test(tcase, with_a_published_policy_it_is);
	tcase_add_test(tcase, a_missing_intermediate_is_only_likely);
	suite_add_tcase(s, tcase);
	return s;
}
