/* SPDX-License-Identifier: MIT */
#include "registry/suite.h"
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

/* Probed. */

static void
has_all_bugs(struct judge *judge)
{
	for (size_t i = BEHAVIOUR_HEARTBLEED; i <= BEHAVIOUR_POODLE_TLS; i++)
		facts_of(judge)->behaviours[i] = yes;
}

static void
bugs_are_lost(struct judge *judge)
{
	for (size_t i = BEHAVIOUR_HEARTBLEED; i <= BEHAVIOUR_POODLE_TLS; i++)
		facts_of(judge)->behaviours[i] = lost;
}

static void
give_rsa_keys(struct judge *judge)
{
	for (size_t i = 0; i < judge->len; i++)
		judge->certificates[i][0].key_type = "RSA";
}

static void
shares_a_key_with_an_oracle(struct judge *judge)
{
	has_all_bugs(judge);
	(void)judge_add(judge, "imaps");
	give_rsa_keys(judge);
}

/* SSL 2.0. */

static void
takes_ssl2(struct judge *judge)
{
	facts_of(judge)->versions[TLS_VERSION_SSL2] = yes;
}

static void
ssl2_is_lost(struct judge *judge)
{
	facts_of(judge)->versions[TLS_VERSION_SSL2] = lost;
}

static struct negotiation *
add_neighbour(struct judge *judge)
{
	struct port_facts *other = judge_add(judge, "pop3");

	give_rsa_keys(judge);
	return &other->negotiation;
}

static void
neighbour_takes_ssl2(struct judge *judge)
{
	add_neighbour(judge)->versions[TLS_VERSION_SSL2] = yes;
}

static void
neighbour_takes_ssl2_with_another_key(struct judge *judge)
{
	neighbour_takes_ssl2(judge);
	judge->certificates[1][0].spki_sha256 = "ee";
}

static void
neighbour_takes_ssl2_with_an_unseen_key(struct judge *judge)
{
	neighbour_takes_ssl2(judge);
	judge->ports[1].chain = (struct chain){ 0 };
}

static void
neighbour_is_lost(struct judge *judge)
{
	add_neighbour(judge)->versions[TLS_VERSION_SSL2] = lost;
}

/* CBC in old versions. */

static void
speaks(struct judge *judge, enum tls_version version)
{
	facts_of(judge)->versions[version] = yes;
}

static void
takes(struct judge *judge, enum tls_version version, uint16_t number)
{
	struct ranking *ranking = &facts_of(judge)->suites[version];
	const struct suite *suite = suite_by_number(number);

	ck_assert_ptr_nonnull(suite);
	ranking->numbers[ranking->len++] = number;
	for (size_t i = 0; i < SUITE_CLASSES; i++)
		if (suite_is_of_class(suite, (enum suite_class)i)) {
			facts_of(judge)->classes[i] = yes;
			facts_of(judge)->class_examples[i] = number;
		}
}

static void
takes_cbc_in_ssl3(struct judge *judge)
{
	speaks(judge, TLS_VERSION_SSL3);
	takes(judge, TLS_VERSION_SSL3, 0x002f);
}

static void
takes_cbc_in_ssl3_without_scsv(struct judge *judge)
{
	takes_cbc_in_ssl3(judge);
	facts_of(judge)->behaviours[BEHAVIOUR_FALLBACK_SCSV] = no;
}

static void
takes_only_rc4_in_ssl3(struct judge *judge)
{
	speaks(judge, TLS_VERSION_SSL3);
	takes(judge, TLS_VERSION_SSL3, 0x0005);
	takes(judge, TLS_VERSION_12, 0xc027);
}

/* The standard depth knows classes, and one suite of each. */
static void
at_standard_depth(struct judge *judge)
{
	for (size_t i = TLS_VERSION_SSL3; i < TLS_VERSIONS; i++)
		facts_of(judge)->suites[i] = (struct ranking){ .is_whole = lost };
}

static void
has_nothing_but_cbc_in_ssl3(struct judge *judge)
{
	takes_cbc_in_ssl3(judge);
	at_standard_depth(judge);
}

static void
may_have_only_rc4_in_ssl3(struct judge *judge)
{
	takes_only_rc4_in_ssl3(judge);
	at_standard_depth(judge);
}

static void
versions_are_lost(struct judge *judge)
{
	for (size_t i = 0; i < TLS_VERSIONS; i++)
		facts_of(judge)->versions[i] = lost;
}

static void
takes_cbc_in_tls10(struct judge *judge)
{
	speaks(judge, TLS_VERSION_10);
	takes(judge, TLS_VERSION_10, 0xc013);
}

static void
has_nothing_but_cbc_in_tls10(struct judge *judge)
{
	takes_cbc_in_tls10(judge);
	at_standard_depth(judge);
}

static void
takes_cbc_in_tls12(struct judge *judge)
{
	takes(judge, TLS_VERSION_12, 0xc013);
}

static void
takes_cbc_without_etm(struct judge *judge)
{
	takes_cbc_in_tls12(judge);
	facts_of(judge)->behaviours[BEHAVIOUR_ENCRYPT_THEN_MAC] = no;
}

static void
takes_cbc_and_etm_is_lost(struct judge *judge)
{
	takes_cbc_in_tls12(judge);
	facts_of(judge)->behaviours[BEHAVIOUR_ENCRYPT_THEN_MAC] = lost;
}

/* Classes. */

static void
classes_are_lost(struct judge *judge)
{
	at_standard_depth(judge);
	for (size_t i = 0; i < SUITE_CLASSES; i++)
		facts_of(judge)->classes[i] = lost;
}

static void
takes_rsa_export(struct judge *judge)
{
	takes(judge, TLS_VERSION_12, 0x0008);
}

static void
takes_dh_export(struct judge *judge)
{
	takes(judge, TLS_VERSION_12, 0x0014);
	facts_of(judge)->dh.bits = 512;
}

static void
takes_dh_export_at_standard_depth(struct judge *judge)
{
	takes_dh_export(judge);
	at_standard_depth(judge);
}

static void
takes_rsa_export_and_dhe_at_standard_depth(struct judge *judge)
{
	takes(judge, TLS_VERSION_12, 0x009e);
	facts_of(judge)->dh.bits = 2048;
	takes_rsa_export(judge);
	at_standard_depth(judge);
}

static void
has_common_prime(struct judge *judge)
{
	takes(judge, TLS_VERSION_12, 0x009e);
	facts_of(judge)->dh = (struct dh_facts){ .bits = 1024, .name = "RFC 2409 group 2" };
}

static void
has_long_prime(struct judge *judge)
{
	takes(judge, TLS_VERSION_12, 0x009e);
	facts_of(judge)->dh = (struct dh_facts){ .bits = 2048, .name = "RFC 7919 ffdhe2048" };
}

static void
takes_3des(struct judge *judge)
{
	takes(judge, TLS_VERSION_12, 0x000a);
}

static void
takes_static_dh(struct judge *judge)
{
	takes(judge, TLS_VERSION_12, 0x0031);
}

static void
takes_static_ecdh(struct judge *judge)
{
	takes(judge, TLS_VERSION_12, 0xc00e);
}

static void
takes_static_ecdh_at_standard_depth(struct judge *judge)
{
	takes_static_ecdh(judge);
	at_standard_depth(judge);
}

static void
uses_dh_share_again(struct judge *judge)
{
	has_long_prime(judge);
	facts_of(judge)->behaviours[BEHAVIOUR_DH_SHARE_REUSE] = yes;
}

static void
too_few_dh_shares_were_seen(struct judge *judge)
{
	has_long_prime(judge);
	facts_of(judge)->behaviours[BEHAVIOUR_DH_SHARE_REUSE] = lost;
}

/* Manners. */

static void
compresses(struct judge *judge)
{
	facts_of(judge)->behaviours[BEHAVIOUR_COMPRESSION] = yes;
}

static void
compression_is_lost(struct judge *judge)
{
	facts_of(judge)->behaviours[BEHAVIOUR_COMPRESSION] = lost;
}

static void
ignores_alpn(struct judge *judge)
{
	facts_of(judge)->alpn_unknown = (struct heeding){ .heed = HEED_IGNORED };
}

static void
add_name(struct judge *judge, const char *name)
{
	struct certificate *leaf = &judge->certificates[0][0];

	leaf->names[leaf->names_len++] = name;
}

static void
has_www_and_ignores_alpn(struct judge *judge)
{
	ignores_alpn(judge);
	add_name(judge, "DNS:www.example.org");
}

static void
cannot_be_read_and_ignores_alpn(struct judge *judge)
{
	ignores_alpn(judge);
	judge->certificates[0][0] =
	    (struct certificate){ .subject = "", .key_type = "unknown" };
}

static void
has_wildcard_and_ignores_alpn(struct judge *judge)
{
	ignores_alpn(judge);
	add_name(judge, "DNS:*.example.org");
}

static void
has_domain_and_ignores_alpn(struct judge *judge)
{
	ignores_alpn(judge);
	judge->records[0].endpoint.server_name = "mail.example.org";
	add_name(judge, "DNS:example.org");
}

static void
has_www_and_refuses_alpn(struct judge *judge)
{
	add_name(judge, "DNS:www.example.org");
}

static void
has_www_and_alpn_is_lost(struct judge *judge)
{
	add_name(judge, "DNS:www.example.org");
	facts_of(judge)->alpn_unknown = (struct heeding){ .why = "lost" };
}

static void
has_both_modes(struct judge *judge)
{
	(void)judge_add(judge, "submissions");
}

static void
has_both_modes_of_pop3(struct judge *judge)
{
	(void)judge_add(judge, "pop3s");
}

static void
other_mode_has_another_certificate(struct judge *judge)
{
	has_both_modes(judge);
	judge->certificates[1][0].sha256 = "ff";
}

static void
other_mode_is_closed(struct judge *judge)
{
	has_both_modes(judge);
	judge->ports[1].state = PORT_CLOSED;
	judge->ports[1].chain = (struct chain){ 0 };
}

static void
other_mode_is_lost(struct judge *judge)
{
	other_mode_is_closed(judge);
	judge->ports[1].state = PORT_FAILED;
}

/* clang-format off */
static const struct rule_case cases[] = {
	{ "none", "vuln-heartbleed", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "bug", "vuln-heartbleed", "smtp", has_all_bugs, VERDICT_BAD, SEVERITY_CRITICAL, "heartbeat" },
	{ "lost", "vuln-heartbleed", NULL, bugs_are_lost, VERDICT_UNKNOWN, 0, "lost" },
	{ "quick", "vuln-heartbleed", NULL, arrange_quick, VERDICT_UNKNOWN, 0, "quick" },
	{ "none", "vuln-ccs", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "bug", "vuln-ccs", NULL, has_all_bugs, VERDICT_BAD, SEVERITY_HIGH, "ChangeCipherSpec" },
	{ "lost", "vuln-ccs", NULL, bugs_are_lost, VERDICT_UNKNOWN, 0, "lost" },
	{ "none", "vuln-robot", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "bug", "vuln-robot", NULL, has_all_bugs, VERDICT_BAD, SEVERITY_CRITICAL, "padding" },
	{ "bug, mx", "vuln-robot", "smtp", has_all_bugs, VERDICT_BAD, SEVERITY_MEDIUM, NULL },
	{ "bug, mx with the key of a login", "vuln-robot", "smtp", shares_a_key_with_an_oracle, VERDICT_BAD, SEVERITY_HIGH, "port 993 has the same key" },
	{ "lost", "vuln-robot", NULL, bugs_are_lost, VERDICT_UNKNOWN, 0, "lost" },
	{ "none", "vuln-ticketbleed", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "bug", "vuln-ticketbleed", NULL, has_all_bugs, VERDICT_BAD, SEVERITY_HIGH, "31 bytes" },
	{ "lost", "vuln-ticketbleed", NULL, bugs_are_lost, VERDICT_UNKNOWN, 0, "lost" },
	{ "none", "vuln-gnutls-ticket", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "bug", "vuln-gnutls-ticket", NULL, has_all_bugs, VERDICT_BAD, SEVERITY_CRITICAL, "zeros" },
	{ "lost", "vuln-gnutls-ticket", NULL, bugs_are_lost, VERDICT_UNKNOWN, 0, "lost" },
	{ "none", "vuln-poodle-tls", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "bug", "vuln-poodle-tls", NULL, has_all_bugs, VERDICT_BAD, SEVERITY_HIGH, "padding" },
	{ "lost", "vuln-poodle-tls", NULL, bugs_are_lost, VERDICT_UNKNOWN, 0, "lost" },
	{ "none", "vuln-drown", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "here", "vuln-drown", NULL, takes_ssl2, VERDICT_BAD, SEVERITY_CRITICAL, "here" },
	{ "here, mx", "vuln-drown", "smtp", takes_ssl2, VERDICT_BAD, SEVERITY_HIGH, NULL },
	{ "next door", "vuln-drown", NULL, neighbour_takes_ssl2, VERDICT_BAD, SEVERITY_CRITICAL, "port 110" },
	{ "another key", "vuln-drown", NULL, neighbour_takes_ssl2_with_another_key, VERDICT_GOOD, 0, NULL },
	{ "unseen key", "vuln-drown", NULL, neighbour_takes_ssl2_with_an_unseen_key, VERDICT_UNKNOWN, 0, "port 110" },
	{ "next door lost", "vuln-drown", NULL, neighbour_is_lost, VERDICT_UNKNOWN, 0, "port 110" },
	{ "lost", "vuln-drown", NULL, ssl2_is_lost, VERDICT_UNKNOWN, 0, "lost" },
	{ "none", "vuln-poodle", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "only RC4", "vuln-poodle", NULL, takes_only_rc4_in_ssl3, VERDICT_GOOD, 0, NULL },
	{ "CBC", "vuln-poodle", NULL, takes_cbc_in_ssl3, VERDICT_BAD, SEVERITY_MEDIUM, "SSL 3.0" },
	{ "CBC, mx", "vuln-poodle", "smtp", takes_cbc_in_ssl3, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "no SCSV", "vuln-poodle", NULL, takes_cbc_in_ssl3_without_scsv, VERDICT_BAD, SEVERITY_HIGH, "SCSV" },
	{ "nothing else, standard", "vuln-poodle", NULL, has_nothing_but_cbc_in_ssl3, VERDICT_BAD, SEVERITY_MEDIUM, NULL },
	{ "only RC4, standard", "vuln-poodle", NULL, may_have_only_rc4_in_ssl3, VERDICT_UNKNOWN, 0, "not all suites" },
	{ "lost", "vuln-poodle", NULL, versions_are_lost, VERDICT_UNKNOWN, 0, "lost" },
	{ "none", "vuln-freak", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "with DH", "vuln-freak", NULL, takes_dh_export, VERDICT_GOOD, 0, NULL },
	{ "with RSA", "vuln-freak", NULL, takes_rsa_export, VERDICT_BAD, SEVERITY_CRITICAL, "TLS_RSA_EXPORT" },
	{ "with DH, standard", "vuln-freak", NULL, takes_dh_export_at_standard_depth, VERDICT_UNKNOWN, 0, "only one" },
	{ "lost", "vuln-freak", NULL, classes_are_lost, VERDICT_UNKNOWN, 0, "lost" },
	{ "none", "vuln-logjam", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "long", "vuln-logjam", NULL, has_long_prime, VERDICT_GOOD, 0, NULL },
	{ "common", "vuln-logjam", NULL, has_common_prime, VERDICT_BAD, SEVERITY_HIGH, "RFC 2409" },
	{ "export", "vuln-logjam", NULL, takes_dh_export_at_standard_depth, VERDICT_BAD, SEVERITY_CRITICAL, "TLS_DHE_RSA_EXPORT" },
	{ "export, mx", "vuln-logjam", "smtp", takes_dh_export, VERDICT_BAD, SEVERITY_MEDIUM, NULL },
	{ "other export", "vuln-logjam", NULL, takes_rsa_export_and_dhe_at_standard_depth, VERDICT_UNKNOWN, 0, "only one" },
	{ "lost", "vuln-logjam", NULL, classes_are_lost, VERDICT_UNKNOWN, 0, "lost" },
	{ "none", "vuln-sweet32", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "3DES", "vuln-sweet32", NULL, takes_3des, VERDICT_BAD, SEVERITY_MEDIUM, "3DES" },
	{ "lost", "vuln-sweet32", NULL, classes_are_lost, VERDICT_UNKNOWN, 0, "lost" },
	{ "none", "vuln-beast", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "TLS 1.2", "vuln-beast", NULL, takes_cbc_in_tls12, VERDICT_GOOD, 0, NULL },
	{ "TLS 1.0", "vuln-beast", NULL, takes_cbc_in_tls10, VERDICT_BAD, SEVERITY_LOW, "TLS 1.0" },
	{ "TLS 1.0, mx", "vuln-beast", "smtp", takes_cbc_in_tls10, VERDICT_BAD, SEVERITY_INFO, NULL },
	{ "TLS 1.0, standard", "vuln-beast", NULL, has_nothing_but_cbc_in_tls10, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "SSL 3.0", "vuln-beast", NULL, takes_cbc_in_ssl3, VERDICT_BAD, SEVERITY_LOW, "SSL 3.0" },
	{ "lost", "vuln-beast", NULL, versions_are_lost, VERDICT_UNKNOWN, 0, "lost" },
	{ "none", "vuln-crime", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "compressed", "vuln-crime", NULL, compresses, VERDICT_BAD, SEVERITY_MEDIUM, "compression" },
	{ "compressed, mx", "vuln-crime", "smtp", compresses, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "lost", "vuln-crime", NULL, compression_is_lost, VERDICT_UNKNOWN, 0, "lost" },
	{ "none", "vuln-lucky13", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "with EtM", "vuln-lucky13", NULL, takes_cbc_in_tls12, VERDICT_GOOD, 0, NULL },
	{ "without", "vuln-lucky13", NULL, takes_cbc_without_etm, VERDICT_BAD, SEVERITY_LOW, "encrypt-then-MAC" },
	{ "lost", "vuln-lucky13", NULL, takes_cbc_and_etm_is_lost, VERDICT_UNKNOWN, 0, "lost" },
	{ "none", "vuln-raccoon", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "fresh keys", "vuln-raccoon", NULL, has_long_prime, VERDICT_GOOD, 0, NULL },
	{ "static ECDH", "vuln-raccoon", NULL, takes_static_ecdh, VERDICT_GOOD, 0, NULL },
	{ "static DH", "vuln-raccoon", NULL, takes_static_dh, VERDICT_BAD, SEVERITY_LOW, "TLS_DH_RSA" },
	{ "reused", "vuln-raccoon", NULL, uses_dh_share_again, VERDICT_BAD, SEVERITY_MEDIUM, "DHE" },
	{ "reused, mx", "vuln-raccoon", "smtp", uses_dh_share_again, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "static ECDH, standard", "vuln-raccoon", NULL, takes_static_ecdh_at_standard_depth, VERDICT_UNKNOWN, 0, "only one" },
	{ "too few keys", "vuln-raccoon", NULL, too_few_dh_shares_were_seen, VERDICT_UNKNOWN, 0, "lost" },
	{ "mail name only", "vuln-alpaca", NULL, ignores_alpn, VERDICT_GOOD, 0, NULL },
	{ "strict", "vuln-alpaca", NULL, has_www_and_refuses_alpn, VERDICT_GOOD, 0, NULL },
	{ "www", "vuln-alpaca", NULL, has_www_and_ignores_alpn, VERDICT_BAD, SEVERITY_LOW, "www.example.org" },
	{ "wildcard, mx", "vuln-alpaca", "smtp", has_wildcard_and_ignores_alpn, VERDICT_BAD, SEVERITY_INFO, "*.example.org" },
	{ "domain", "vuln-alpaca", NULL, has_domain_and_ignores_alpn, VERDICT_BAD, SEVERITY_LOW, "good for example.org" },
	{ "unreadable", "vuln-alpaca", NULL, cannot_be_read_and_ignores_alpn, VERDICT_UNKNOWN, 0, "cannot be read" },
	{ "lost", "vuln-alpaca", NULL, has_www_and_alpn_is_lost, VERDICT_UNKNOWN, 0, "lost" },
	{ "another certificate", "vuln-opossum", NULL, other_mode_has_another_certificate, VERDICT_GOOD, 0, NULL },
	{ "closed", "vuln-opossum", NULL, other_mode_is_closed, VERDICT_GOOD, 0, NULL },
	{ "both", "vuln-opossum", NULL, has_both_modes, VERDICT_BAD, SEVERITY_INFO, "port 465" },
	{ "both of POP3", "vuln-opossum", "pop3", has_both_modes_of_pop3, VERDICT_BAD, SEVERITY_INFO, "port 995" },
	{ "mx", "vuln-opossum", "smtp", NULL, VERDICT_NOT_APPLICABLE, 0, "role" },
	{ "IMAP", "vuln-opossum", "imap", NULL, VERDICT_NOT_APPLICABLE, 0, "POP3" },
	{ "not asked", "vuln-opossum", NULL, NULL, VERDICT_UNKNOWN, 0, "not asked" },
	{ "failed", "vuln-opossum", NULL, other_mode_is_lost, VERDICT_UNKNOWN, 0, "not tested" },
};
/* clang-format on */

/* On the port that speaks SSL 2.0 the name adds nothing; next door it is all there is to tell.
 */
START_TEST(drown_counts_only_where_ssl2_does_not)
{
	static struct judge judge;

	judge_init(&judge, "submission");
	neighbour_takes_ssl2(&judge);
	judge_now(&judge);
	ck_assert(finding_counts(judge_finding(&judge, "vuln-drown")));
	takes_ssl2(&judge);
	judge_now(&judge);
	ck_assert(!finding_counts(judge_finding(&judge, "vuln-drown")));
	judge_clear(&judge);
}
END_TEST

/* What follows from another finding is a part of it, so that nothing counts twice. */
START_TEST(derived_names_are_parts)
{
	static const struct {
		const char *id;
		void (*arrange)(struct judge *judge);
	} rows[] = {
		{ "vuln-poodle", takes_cbc_in_ssl3 },
		{ "vuln-freak", takes_rsa_export },
		{ "vuln-logjam", takes_dh_export },
		{ "vuln-logjam", has_common_prime },
		{ "vuln-sweet32", takes_3des },
		{ "vuln-beast", takes_cbc_in_tls10 },
		{ "vuln-lucky13", takes_cbc_without_etm },
		{ "vuln-raccoon", uses_dh_share_again },
	};
	static struct judge judge;

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		judge_init(&judge, "submission");
		rows[i].arrange(&judge);
		judge_now(&judge);
		ck_assert_msg(!finding_counts(judge_finding(&judge, rows[i].id)), "%s counts",
		    rows[i].id);
		judge_clear(&judge);
	}
}
END_TEST

Suite *
suite(void)
{
	Suite *suite = cases_suite("bugs", rules_about_bugs, cases, COUNT_OF(cases));
	TCase *tcase = tcase_create("parts");

	tcase_add_test(tcase, drown_counts_only_where_ssl2_does_not);
	tcase_add_test(tcase, derived_names_are_parts);
	suite_add_tcase(suite, tcase);
	return suite;
}
