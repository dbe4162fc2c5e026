/* SPDX-License-Identifier: MIT */
#include "rules/topics.h"
#include "support/judge.h"
#include "support/suite.h"

/* What is demanded: as in policy files. */

static void
say(struct judge *judge, struct axis *axis, uint16_t number, enum regard regard)
{
	axis_say(axis, (struct axis_entry){ number, regard, false }, &judge->host.arena);
}

static void
require(struct judge *judge, struct axis *axis, uint16_t number)
{
	axis_say(axis, (struct axis_entry){ number, REGARD_GOOD, true }, &judge->host.arena);
}

/* TLS 1.3 and 1.2, the suites, groups and schemes of the healthy port, and nothing else. */
static void
demand(struct judge *judge)
{
	static const uint16_t suites[] = { 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02c, 0xcca9 };
	static const uint16_t groups[] = { 0x11ec, 0x001d, 0x0017 };
	struct policy *policy = &judge->policy;

	say(judge, &policy->versions, 0x0304, REGARD_GOOD);
	say(judge, &policy->versions, 0x0303, REGARD_SUFFICIENT);
	for (size_t i = 0; i < COUNT_OF(suites); i++)
		say(judge, &policy->suites, suites[i], REGARD_GOOD);
	for (size_t i = 0; i < COUNT_OF(groups); i++)
		say(judge, &policy->groups, groups[i], REGARD_GOOD);
	say(judge, &policy->schemes, 0x0403, REGARD_GOOD);
	policy->versions.others = REGARD_INSUFFICIENT;
	policy->suites.others = REGARD_INSUFFICIENT;
	policy->groups.others = REGARD_INSUFFICIENT;
	policy->schemes.others = REGARD_INSUFFICIENT;
}

static struct negotiation *
negotiation_of(struct judge *judge)
{
	return &judge->ports[0].negotiation;
}

static void
set_version(struct judge *judge, enum tls_version version, enum answer_value value)
{
	negotiation_of(judge)->versions[version] =
	    (struct answer){ .value = value, .why = value == ANSWER_UNKNOWN ? "lost" : NULL };
}

/* At standard depth no list is known. */
static void
at_standard_depth(struct judge *judge)
{
	struct negotiation *negotiation = negotiation_of(judge);

	demand(judge);
	judge->records[0].limits.depth = DEPTH_STANDARD;
	for (size_t i = 0; i < TLS_VERSIONS; i++)
		negotiation->suites[i] = (struct ranking){ 0 };
	negotiation->groups_tls13 = (struct ranking){ 0 };
	negotiation->groups_tls12 = (struct ranking){ 0 };
	negotiation->schemes = (struct ranking){ 0 };
}

static void
at_quick_depth(struct judge *judge)
{
	demand(judge);
	arrange_quick(judge);
}

static void
without_session(struct judge *judge)
{
	demand(judge);
	arrange_no_session(judge);
}

static void
without_starttls(struct judge *judge)
{
	without_session(judge);
	judge->ports[0].starttls_works.value = ANSWER_NO;
	judge->ports[0].starttls_advertised.value = ANSWER_NO;
}

static void
on_a_closed_port(struct judge *judge)
{
	without_session(judge);
	judge->ports[0].state = PORT_CLOSED;
}

static void
without_answer(struct judge *judge)
{
	without_session(judge);
	judge->ports[0].state = PORT_NO_ANSWER;
	judge->ports[0].failures_len = 1;
	judge->ports[0].failures[0].outcome = OUTCOME_FILTERED;
}

/* Versions */

static void
old_version(struct judge *judge)
{
	demand(judge);
	set_version(judge, TLS_VERSION_11, ANSWER_YES);
	set_version(judge, TLS_VERSION_10, ANSWER_YES);
}

static void
old_version_phased_out(struct judge *judge)
{
	old_version(judge);
	say(judge, &judge->policy.versions, 0x0301, REGARD_PHASE_OUT);
	say(judge, &judge->policy.versions, 0x0302, REGARD_PHASE_OUT);
}

static void
old_version_lost(struct judge *judge)
{
	demand(judge);
	set_version(judge, TLS_VERSION_10, ANSWER_UNKNOWN);
}

static void
good_version_lost(struct judge *judge)
{
	demand(judge);
	set_version(judge, TLS_VERSION_12, ANSWER_UNKNOWN);
}

static void
one_version_old_and_one_lost(struct judge *judge)
{
	old_version(judge);
	set_version(judge, TLS_VERSION_SSL3, ANSWER_UNKNOWN);
}

static void
old_version_at_quick_depth(struct judge *judge)
{
	at_quick_depth(judge);
	judge->sessions[0].version = "TLS 1.1";
}

/* Suites */

static void
take_suite(struct judge *judge, uint16_t number)
{
	struct ranking *ranking = &negotiation_of(judge)->suites[TLS_VERSION_12];

	ranking->numbers[ranking->len++] = number;
}

static void
weak_suites(struct judge *judge)
{
	demand(judge);
	take_suite(judge, 0x009c);
	take_suite(judge, 0x002f);
}

static void
weak_suites_phased_out(struct judge *judge)
{
	weak_suites(judge);
	judge->policy.suites.others = REGARD_PHASE_OUT;
}

static void
suites_of_both_classes(struct judge *judge)
{
	weak_suites(judge);
	say(judge, &judge->policy.suites, 0x009c, REGARD_PHASE_OUT);
}

static void
many_weak_suites(struct judge *judge)
{
	demand(judge);
	for (uint16_t number = 0x002f; number <= 0x003a; number++)
		take_suite(judge, number);
}

static void
suites_lost(struct judge *judge)
{
	demand(judge);
	negotiation_of(judge)->suites[TLS_VERSION_12].is_whole =
	    (struct answer){ .why = "the server stopped answering" };
}

static void
weak_suites_and_more_lost(struct judge *judge)
{
	weak_suites(judge);
	negotiation_of(judge)->suites[TLS_VERSION_12].is_whole = (struct answer){ .why = "x" };
}

static void
weak_class_at_standard_depth(struct judge *judge)
{
	at_standard_depth(judge);
	negotiation_of(judge)->classes[SUITE_CLASS_RC4].value = ANSWER_YES;
	negotiation_of(judge)->class_examples[SUITE_CLASS_RC4] = 0x0005;
}

static void
weak_session_at_standard_depth(struct judge *judge)
{
	at_standard_depth(judge);
	judge->sessions[0].suite = "TLS_RSA_WITH_AES_256_CBC_SHA";
	judge->sessions[0].group = "X448";
	judge->sessions[0].signature = "RSA-SHA1";
}

static void
unknown_suite(struct judge *judge)
{
	demand(judge);
	take_suite(judge, 0xfffd);
}

static void
no_opinion_on_others(struct judge *judge)
{
	weak_suites(judge);
	judge->policy.suites.others = REGARD_UNSAID;
}

/* Groups and schemes */

static void
weak_group(struct judge *judge)
{
	struct ranking *ranking = &negotiation_of(judge)->groups_tls12;

	demand(judge);
	ranking->numbers[ranking->len++] = 0x0015;
}

static void
weak_group_phased_out(struct judge *judge)
{
	weak_group(judge);
	say(judge, &judge->policy.groups, 0x0015, REGARD_PHASE_OUT);
}

static void
groups_lost(struct judge *judge)
{
	demand(judge);
	negotiation_of(judge)->groups_tls13.is_whole = (struct answer){ .why = "lost" };
}

static void
weak_scheme(struct judge *judge)
{
	struct ranking *ranking = &negotiation_of(judge)->schemes;

	demand(judge);
	ranking->numbers[ranking->len++] = 0x0201;
}

static void
weak_scheme_phased_out(struct judge *judge)
{
	weak_scheme(judge);
	say(judge, &judge->policy.schemes, 0x0201, REGARD_PHASE_OUT);
}

static void
schemes_lost(struct judge *judge)
{
	demand(judge);
	negotiation_of(judge)->schemes.is_whole = (struct answer){ .why = "lost" };
}

/* What is required */

static void
require_all(struct judge *judge)
{
	struct policy *policy = &judge->policy;

	require(judge, &policy->versions, 0x0303);
	require(judge, &policy->suites, 0xc02b);
	require(judge, &policy->groups, 0x0017);
	require(judge, &policy->schemes, 0x0403);
}

static void
require_what_is_refused(struct judge *judge)
{
	struct policy *policy = &judge->policy;

	require(judge, &policy->versions, 0x0302);
	require(judge, &policy->suites, 0xc023);
	require(judge, &policy->groups, 0x0018);
	require(judge, &policy->schemes, 0x0804);
}

/* The key decides which of two suites a server can have. */
static void
require_one_of_two(struct judge *judge)
{
	require(judge, &judge->policy.suites, 0xc02f);
	require(judge, &judge->policy.suites, 0xc02b);
}

static void
require_suite_for_another_key(struct judge *judge)
{
	require(judge, &judge->policy.suites, 0xc02f);
}

static void
require_suite_of_a_version_that_is_not_there(struct judge *judge)
{
	require(judge, &judge->policy.suites, 0xc02f);
	set_version(judge, TLS_VERSION_12, ANSWER_NO);
	negotiation_of(judge)->suites[TLS_VERSION_12] = (struct ranking){
		.is_whole = { .value = ANSWER_NOT_APPLICABLE, .why = "not there" }
	};
}

static void
require_a_hybrid(struct judge *judge)
{
	at_standard_depth(judge);
	require(judge, &judge->policy.groups, 0x11eb);
}

static void
require_a_hybrid_of_which_there_is_none(struct judge *judge)
{
	require_a_hybrid(judge);
	negotiation_of(judge)->post_quantum.value = ANSWER_NO;
	negotiation_of(judge)->post_quantum_group = 0;
}

static void
require_more_at_standard_depth(struct judge *judge)
{
	at_standard_depth(judge);
	require(judge, &judge->policy.suites, 0xc02f);
}

static void
require_session_at_standard_depth(struct judge *judge)
{
	at_standard_depth(judge);
	require(judge, &judge->policy.suites, 0x1302);
	require(judge, &judge->policy.groups, 0x001d);
}

static void
require_lost_version(struct judge *judge)
{
	require(judge, &judge->policy.versions, 0x0303);
	set_version(judge, TLS_VERSION_12, ANSWER_UNKNOWN);
}

static void
require_version_at_quick_depth(struct judge *judge)
{
	require(judge, &judge->policy.versions, 0x0303);
	arrange_quick(judge);
}

static void
require_without_session(struct judge *judge)
{
	require_all(judge);
	arrange_no_session(judge);
}

/* Ports */

static void
demand_port(struct judge *judge, enum port_demand port_demand)
{
	policy_demand_port(&judge->policy,
	    (struct demanded_port){ judge->records[0].endpoint.port, port_demand },
	    &judge->host.arena);
}

static void
want_open(struct judge *judge)
{
	demand_port(judge, PORT_DEMAND_OPEN);
}

static void
want_closed(struct judge *judge)
{
	demand_port(judge, PORT_DEMAND_CLOSED);
}

static void
want_starttls(struct judge *judge)
{
	demand_port(judge, PORT_DEMAND_STARTTLS);
}

static void
want_implicit(struct judge *judge)
{
	demand_port(judge, PORT_DEMAND_IMPLICIT);
}

static void
want_closed_and_it_is(struct judge *judge)
{
	on_a_closed_port(judge);
	want_closed(judge);
}

static void
want_open_and_it_is_closed(struct judge *judge)
{
	on_a_closed_port(judge);
	want_open(judge);
}

static void
want_implicit_and_it_is_closed(struct judge *judge)
{
	on_a_closed_port(judge);
	want_implicit(judge);
}

static void
want_open_and_nothing_answers(struct judge *judge)
{
	without_answer(judge);
	want_open(judge);
}

static void
want_open_and_others_answer(struct judge *judge)
{
	want_open_and_nothing_answers(judge);
	(void)judge_add(judge, "imaps");
}

static void
want_closed_and_others_answer(struct judge *judge)
{
	without_answer(judge);
	want_closed(judge);
	(void)judge_add(judge, "imaps");
}

static void
want_open_and_it_is_unreachable(struct judge *judge)
{
	want_open_and_others_answer(judge);
	judge->ports[0].failures[0].outcome = OUTCOME_UNREACHABLE;
}

static void
want_starttls_and_there_is_none(struct judge *judge)
{
	without_starttls(judge);
	want_starttls(judge);
}

static void
want_starttls_and_it_fails(struct judge *judge)
{
	want_starttls_and_there_is_none(judge);
	judge->ports[0].starttls_advertised.value = ANSWER_YES;
}

static void
want_starttls_and_it_is_not_known(struct judge *judge)
{
	without_session(judge);
	want_starttls(judge);
}

static void
want_implicit_and_it_is_plain(struct judge *judge)
{
	want_implicit(judge);
	judge_fail(judge, STAGE_HANDSHAKE, OUTCOME_PLAINTEXT);
}

static void
want_implicit_and_it_is_the_other(struct judge *judge)
{
	want_implicit(judge);
	judge_fail(judge, STAGE_HANDSHAKE, OUTCOME_WRONG_MODE);
	judge->ports[0].mode = MODE_STARTTLS;
}

static void
want_implicit_and_it_is_not_known(struct judge *judge)
{
	want_implicit(judge);
	judge_fail(judge, STAGE_HANDSHAKE, OUTCOME_ALERT);
}

/* clang-format off */
static const struct rule_case cases[] = {
	{ "no opinion", "policy-version", NULL, NULL, VERDICT_NOT_APPLICABLE, 0, "no opinion on versions" },
	{ "no opinion, quick", "policy-version", NULL, arrange_quick, VERDICT_NOT_APPLICABLE, 0, "no opinion" },
	{ "as demanded", "policy-version", NULL, demand, VERDICT_GOOD, 0, NULL },
	{ "old", "policy-version", NULL, old_version, VERDICT_BAD, SEVERITY_MEDIUM, "insufficient: TLS 1.1, TLS 1.0" },
	{ "old, mx", "policy-version", "smtp", old_version, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "phased out", "policy-version", NULL, old_version_phased_out, VERDICT_BAD, SEVERITY_LOW, "to be phased out: TLS 1.1, TLS 1.0" },
	{ "phased out, mx", "policy-version", "smtp", old_version_phased_out, VERDICT_BAD, SEVERITY_INFO, NULL },
	{ "lost", "policy-version", NULL, old_version_lost, VERDICT_UNKNOWN, 0, "lost" },
	{ "a good one lost", "policy-version", NULL, good_version_lost, VERDICT_GOOD, 0, NULL },
	{ "old, and one lost", "policy-version", NULL, one_version_old_and_one_lost, VERDICT_BAD, SEVERITY_MEDIUM, NULL },
	{ "quick", "policy-version", NULL, at_quick_depth, VERDICT_UNKNOWN, 0, "quick" },
	{ "old, quick", "policy-version", NULL, old_version_at_quick_depth, VERDICT_BAD, SEVERITY_MEDIUM, "TLS 1.1" },
	{ "standard", "policy-version", NULL, at_standard_depth, VERDICT_GOOD, 0, NULL },
	{ "no TLS", "policy-version", NULL, without_session, VERDICT_UNKNOWN, 0, "TLS was not reached" },
	{ "no STARTTLS", "policy-version", NULL, without_starttls, VERDICT_NOT_APPLICABLE, 0, "no TLS" },
	{ "closed", "policy-version", NULL, on_a_closed_port, VERDICT_NOT_APPLICABLE, 0, "nothing listens" },
	{ "filtered", "policy-version", NULL, without_answer, VERDICT_UNKNOWN, 0, "no answer to TCP" },
	{ "not tried", "policy-version", NULL, arrange_no_answer, VERDICT_UNKNOWN, 0, NULL },

	{ "no opinion", "policy-suite", NULL, NULL, VERDICT_NOT_APPLICABLE, 0, "no opinion on cipher suites" },
	{ "as demanded", "policy-suite", NULL, demand, VERDICT_GOOD, 0, NULL },
	{ "weak", "policy-suite", NULL, weak_suites, VERDICT_BAD, SEVERITY_MEDIUM,
	    "insufficient: TLS_RSA_WITH_AES_128_GCM_SHA256, TLS_RSA_WITH_AES_128_CBC_SHA" },
	{ "weak, mx", "policy-suite", "smtp", weak_suites, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "phased out", "policy-suite", "imaps", weak_suites_phased_out, VERDICT_BAD, SEVERITY_LOW, "to be phased out: TLS_RSA" },
	{ "both", "policy-suite", NULL, suites_of_both_classes, VERDICT_BAD, SEVERITY_MEDIUM,
	    "insufficient: TLS_RSA_WITH_AES_128_CBC_SHA; to be phased out: TLS_RSA_WITH_AES_128_GCM_SHA256" },
	{ "many", "policy-suite", NULL, many_weak_suites, VERDICT_BAD, SEVERITY_MEDIUM, "TLS_DH_anon_WITH_AES_128_CBC_SHA and 6 more" },
	{ "lost", "policy-suite", NULL, suites_lost, VERDICT_UNKNOWN, 0, "the server stopped answering" },
	{ "weak, and more lost", "policy-suite", NULL, weak_suites_and_more_lost, VERDICT_BAD, SEVERITY_MEDIUM, NULL },
	{ "standard", "policy-suite", NULL, at_standard_depth, VERDICT_UNKNOWN, 0, "--depth standard" },
	{ "weak class, standard", "policy-suite", NULL, weak_class_at_standard_depth, VERDICT_BAD, SEVERITY_MEDIUM, "TLS_RSA_WITH_RC4_128_SHA" },
	{ "weak session, standard", "policy-suite", NULL, weak_session_at_standard_depth, VERDICT_BAD, SEVERITY_MEDIUM, "TLS_RSA_WITH_AES_256_CBC_SHA" },
	{ "unknown number", "policy-suite", NULL, unknown_suite, VERDICT_BAD, SEVERITY_MEDIUM, "0xfffd" },
	{ "others unsaid", "policy-suite", NULL, no_opinion_on_others, VERDICT_GOOD, 0, NULL },
	{ "no TLS", "policy-suite", NULL, without_session, VERDICT_UNKNOWN, 0, NULL },

	{ "no opinion", "policy-group", NULL, NULL, VERDICT_NOT_APPLICABLE, 0, "no opinion on key exchange groups" },
	{ "as demanded", "policy-group", NULL, demand, VERDICT_GOOD, 0, NULL },
	{ "weak", "policy-group", NULL, weak_group, VERDICT_BAD, SEVERITY_MEDIUM, "insufficient: secp224r1" },
	{ "phased out", "policy-group", NULL, weak_group_phased_out, VERDICT_BAD, SEVERITY_LOW, "to be phased out: secp224r1" },
	{ "lost", "policy-group", NULL, groups_lost, VERDICT_UNKNOWN, 0, "lost" },
	{ "standard", "policy-group", NULL, at_standard_depth, VERDICT_UNKNOWN, 0, "--depth standard" },
	{ "weak session, standard", "policy-group", NULL, weak_session_at_standard_depth, VERDICT_BAD, SEVERITY_MEDIUM, "x448" },

	{ "no opinion", "policy-signature", NULL, NULL, VERDICT_NOT_APPLICABLE, 0, "no opinion on signature schemes" },
	{ "as demanded", "policy-signature", NULL, demand, VERDICT_GOOD, 0, NULL },
	{ "weak", "policy-signature", NULL, weak_scheme, VERDICT_BAD, SEVERITY_MEDIUM, "insufficient: rsa_pkcs1_sha1" },
	{ "phased out", "policy-signature", NULL, weak_scheme_phased_out, VERDICT_BAD, SEVERITY_LOW, "rsa_pkcs1_sha1" },
	{ "lost", "policy-signature", NULL, schemes_lost, VERDICT_UNKNOWN, 0, "lost" },
	{ "standard", "policy-signature", NULL, at_standard_depth, VERDICT_UNKNOWN, 0, NULL },
	{ "weak session, standard", "policy-signature", NULL, weak_session_at_standard_depth, VERDICT_BAD, SEVERITY_MEDIUM, "rsa_pkcs1_sha1" },

	{ "nothing required", "policy-required", NULL, NULL, VERDICT_NOT_APPLICABLE, 0, "requires nothing" },
	{ "only opinions", "policy-required", NULL, demand, VERDICT_NOT_APPLICABLE, 0, "requires nothing" },
	{ "all there", "policy-required", NULL, require_all, VERDICT_GOOD, 0, NULL },
	{ "all refused", "policy-required", NULL, require_what_is_refused, VERDICT_BAD, SEVERITY_MEDIUM,
	    "refused: TLS 1.1, TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256, secp384r1, rsa_pss_rsae_sha256" },
	{ "all refused, mx", "policy-required", "smtp", require_what_is_refused, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "one of two", "policy-required", NULL, require_one_of_two, VERDICT_GOOD, 0, NULL },
	{ "for another key", "policy-required", NULL, require_suite_for_another_key, VERDICT_BAD, SEVERITY_MEDIUM, "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256" },
	{ "of no version", "policy-required", NULL, require_suite_of_a_version_that_is_not_there, VERDICT_GOOD, 0, NULL },
	{ "hybrid, standard", "policy-required", NULL, require_a_hybrid, VERDICT_UNKNOWN, 0, NULL },
	{ "no hybrid, standard", "policy-required", NULL, require_a_hybrid_of_which_there_is_none, VERDICT_BAD, SEVERITY_MEDIUM, "SecP256r1MLKEM768" },
	{ "more, standard", "policy-required", NULL, require_more_at_standard_depth, VERDICT_UNKNOWN, 0, "--depth standard" },
	{ "session, standard", "policy-required", NULL, require_session_at_standard_depth, VERDICT_GOOD, 0, NULL },
	{ "lost", "policy-required", NULL, require_lost_version, VERDICT_UNKNOWN, 0, "lost" },
	{ "quick", "policy-required", NULL, require_version_at_quick_depth, VERDICT_UNKNOWN, 0, "--depth quick" },
	{ "no TLS", "policy-required", NULL, require_without_session, VERDICT_UNKNOWN, 0, NULL },

	{ "no opinion", "policy-port", NULL, NULL, VERDICT_NOT_APPLICABLE, 0, "no opinion on this port" },
	{ "open", "policy-port", NULL, want_open, VERDICT_GOOD, 0, NULL },
	{ "not closed", "policy-port", "pop3", want_closed, VERDICT_BAD, SEVERITY_MEDIUM, "accepted, the policy says closed" },
	{ "not closed, mx", "policy-port", "smtp", want_closed, VERDICT_BAD, SEVERITY_MEDIUM, NULL },
	{ "closed", "policy-port", NULL, want_closed_and_it_is, VERDICT_GOOD, 0, NULL },
	{ "not open", "policy-port", NULL, want_open_and_it_is_closed, VERDICT_BAD, SEVERITY_MEDIUM, "refused, the policy says open" },
	{ "not implicit", "policy-port", "imaps", want_implicit_and_it_is_closed, VERDICT_BAD, SEVERITY_MEDIUM, "refused, the policy says implicit" },
	{ "host down", "policy-port", NULL, want_open_and_nothing_answers, VERDICT_UNKNOWN, 0, "no answer to TCP" },
	{ "filtered", "policy-port", NULL, want_open_and_others_answer, VERDICT_BAD, SEVERITY_MEDIUM, "not answered, the policy says open" },
	{ "filtered and right", "policy-port", NULL, want_closed_and_others_answer, VERDICT_GOOD, 0, NULL },
	{ "unreachable", "policy-port", NULL, want_open_and_it_is_unreachable, VERDICT_UNKNOWN, 0, "cannot be reached" },
	{ "starttls", "policy-port", NULL, want_starttls, VERDICT_GOOD, 0, NULL },
	{ "starttls wanted, implicit", "policy-port", "imaps", want_starttls, VERDICT_BAD, SEVERITY_MEDIUM, "at once" },
	{ "no starttls", "policy-port", NULL, want_starttls_and_there_is_none, VERDICT_BAD, SEVERITY_MEDIUM, "not offered" },
	{ "starttls fails", "policy-port", NULL, want_starttls_and_it_fails, VERDICT_BAD, SEVERITY_MEDIUM, "does not work" },
	{ "starttls not known", "policy-port", NULL, want_starttls_and_it_is_not_known, VERDICT_UNKNOWN, 0, NULL },
	{ "implicit", "policy-port", "imaps", want_implicit, VERDICT_GOOD, 0, NULL },
	{ "implicit wanted, starttls", "policy-port", "imap", want_implicit, VERDICT_BAD, SEVERITY_MEDIUM, "begins in clear text" },
	{ "implicit wanted, plain", "policy-port", "imaps", want_implicit_and_it_is_plain, VERDICT_BAD, SEVERITY_MEDIUM, "plaintext" },
	{ "implicit wanted, the other", "policy-port", "imaps", want_implicit_and_it_is_the_other, VERDICT_BAD, SEVERITY_MEDIUM, "begins in clear text" },
	{ "implicit not known", "policy-port", "imaps", want_implicit_and_it_is_not_known, VERDICT_UNKNOWN, 0, NULL },
};
/* clang-format on */

Suite *
suite(void)
{
	return cases_suite("demands", rules_about_demands, cases, COUNT_OF(cases));
}
