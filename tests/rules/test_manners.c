/* SPDX-License-Identifier: MIT */
#include "rules/topics.h"
#include "support/judge.h"
#include "support/player.h"
#include "support/suite.h"

static struct negotiation *
facts(struct judge *judge)
{
	return &judge->ports[0].negotiation;
}

static void
set(struct judge *judge, enum behaviour behaviour, enum answer_value value)
{
	facts(judge)->behaviours[behaviour] = (struct answer){ .value = value,
		.why = value == ANSWER_UNKNOWN          ? "lost"
		       : value == ANSWER_NOT_APPLICABLE ? "it is of TLS 1.2 and older"
		                                        : NULL };
}

static void
forgets_behaviours(struct judge *judge)
{
	for (size_t i = 0; i < BEHAVIOURS; i++)
		set(judge, (enum behaviour)i, ANSWER_UNKNOWN);
	facts(judge)->tickets_tls12 = facts(judge)->tickets_tls13 = (struct ticket_facts){ 0 };
}

static void
speaks(struct judge *judge, enum tls_version version, enum answer_value value)
{
	facts(judge)->versions[version].value = value;
}

/* As the probe tells a server with TLS 1.3 alone: nothing of it is of older versions. */
static void
speaks_tls13_only(struct judge *judge)
{
	static const enum behaviour old[] = { BEHAVIOUR_COMPRESSION,
		BEHAVIOUR_SAFE_RENEGOTIATION, BEHAVIOUR_EXTENDED_MASTER_SECRET,
		BEHAVIOUR_TRUNCATED_HMAC, BEHAVIOUR_HEARTBEAT, BEHAVIOUR_TICKETS_TLS12,
		BEHAVIOUR_RESUMPTION_TLS12, BEHAVIOUR_CLIENT_RENEGOTIATION,
		BEHAVIOUR_FALLBACK_SCSV };

	speaks(judge, TLS_VERSION_12, ANSWER_NO);
	for (size_t i = 0; i < COUNT_OF(old); i++)
		set(judge, old[i], ANSWER_NOT_APPLICABLE);
	set(judge, BEHAVIOUR_DOWNGRADE_SENTINEL, ANSWER_UNKNOWN);
	facts(judge)->tickets_tls12 = (struct ticket_facts){ 0 };
	/* What a session of TLS 1.3 has of it reads false. */
	judge->sessions[0].has_extended_master_secret = false;
	judge->sessions[0].has_safe_renegotiation = false;
}

static void
lacks_sentinel(struct judge *judge)
{
	set(judge, BEHAVIOUR_DOWNGRADE_SENTINEL, ANSWER_NO);
}

static void
ignores_fallback(struct judge *judge)
{
	set(judge, BEHAVIOUR_FALLBACK_SCSV, ANSWER_NO);
}

static void
ignores_fallback_to_tls11(struct judge *judge)
{
	ignores_fallback(judge);
	speaks(judge, TLS_VERSION_11, ANSWER_YES);
}

static void
was_not_asked_to_fall_back(struct judge *judge)
{
	set(judge, BEHAVIOUR_FALLBACK_SCSV, ANSWER_UNKNOWN);
}

static void
chooses_older(struct judge *judge)
{
	judge->sessions[0].version = "TLS 1.2";
}

static void
lacks_tls13(struct judge *judge)
{
	speaks(judge, TLS_VERSION_13, ANSWER_NO);
	set(judge, BEHAVIOUR_DOWNGRADE_SENTINEL, ANSWER_NOT_APPLICABLE);
	judge->sessions[0].version = "TLS 1.2";
}

static void
lacks_safe_renegotiation(struct judge *judge)
{
	set(judge, BEHAVIOUR_SAFE_RENEGOTIATION, ANSWER_NO);
	set(judge, BEHAVIOUR_CLIENT_RENEGOTIATION, ANSWER_UNKNOWN);
}

static void
lacks_all_renegotiation(struct judge *judge)
{
	set(judge, BEHAVIOUR_SAFE_RENEGOTIATION, ANSWER_NO);
}

static void
renegotiates(struct judge *judge)
{
	set(judge, BEHAVIOUR_CLIENT_RENEGOTIATION, ANSWER_YES);
}

static void
compresses(struct judge *judge)
{
	set(judge, BEHAVIOUR_COMPRESSION, ANSWER_YES);
}

static void
has_heartbeat(struct judge *judge)
{
	set(judge, BEHAVIOUR_HEARTBEAT, ANSWER_YES);
}

static void
lacks_ems(struct judge *judge)
{
	set(judge, BEHAVIOUR_EXTENDED_MASTER_SECRET, ANSWER_NO);
}

static void
truncates_hmac(struct judge *judge)
{
	set(judge, BEHAVIOUR_TRUNCATED_HMAC, ANSWER_YES);
}

static void
gives_tickets_for_a_week(struct judge *judge)
{
	facts(judge)->tickets_tls13.lifetime_s = 7 * 24 * 60 * 60;
	facts(judge)->tickets_tls12.lifetime_s = 7 * 24 * 60 * 60;
}

static void
gives_tickets_for_longer(struct judge *judge)
{
	facts(judge)->tickets_tls13.lifetime_s = 7 * 24 * 60 * 60 + 1;
}

static void
gives_old_tickets_for_longer(struct judge *judge)
{
	facts(judge)->tickets_tls12.lifetime_s = 100 * 24 * 60 * 60;
}

static void
gives_tickets_for_longer_than_a_day(struct judge *judge)
{
	gives_tickets_for_a_week(judge);
	judge->policy.limits[LIMIT_TICKET_LIFETIME_HOURS] = 24;
}

static void
gives_tickets_for_less_than_a_fortnight(struct judge *judge)
{
	gives_tickets_for_longer(judge);
	judge->policy.limits[LIMIT_TICKET_LIFETIME_HOURS] = 14 * 24;
}

static void
says_no_lifetime(struct judge *judge)
{
	facts(judge)->tickets_tls12.lifetime_s = 0;
}

static void
says_to_drop_tickets(struct judge *judge)
{
	facts(judge)->tickets_tls13.lifetime_s = 0;
}

static void
gives_no_tickets(struct judge *judge)
{
	forgets_behaviours(judge);
	set(judge, BEHAVIOUR_TICKETS_TLS12, ANSWER_NO);
	set(judge, BEHAVIOUR_TICKETS_TLS13, ANSWER_NO);
}

static void
resumes_by_id(struct judge *judge)
{
	gives_no_tickets(judge);
	set(judge, BEHAVIOUR_TICKETS_TLS12, ANSWER_UNKNOWN);
	set(judge, BEHAVIOUR_RESUMPTION_TLS12, ANSWER_YES);
}

static void
knows_only_of_tls13_tickets(struct judge *judge)
{
	facts(judge)->tickets_tls12 = (struct ticket_facts){ 0 };
	set(judge, BEHAVIOUR_RESUMPTION_TLS12, ANSWER_UNKNOWN);
}

static void
takes_early_data(struct judge *judge)
{
	set(judge, BEHAVIOUR_EARLY_DATA, ANSWER_YES);
	facts(judge)->tickets_tls13.max_early_data = 16384;
}

static void
refuses_without_name(struct judge *judge)
{
	facts(judge)->without_name = (struct other_certificate){
		.is_other = { .value = ANSWER_YES, .why = "without SNI the server refuses" },
		.alert = 112,
	};
}

static void
hangs_up_without_name(struct judge *judge)
{
	facts(judge)->without_name = (struct other_certificate){
		.is_other = { .value = ANSWER_YES, .certainty = CERTAINTY_LIKELY },
		.alert = UINT32_MAX,
	};
}

static void
shows_without_name(struct judge *judge, const char *name)
{
	judge->certificates[1][0] = judge->certificates[0][0];
	judge->certificates[1][0].names[0] = name;
	facts(judge)->without_name = (struct other_certificate){
		.is_other = { .value = ANSWER_YES },
		.sha256 = "ee",
		.certificate = &judge->certificates[1][0],
		.alert = UINT32_MAX,
	};
}

static void
shows_another_name(struct judge *judge)
{
	shows_without_name(judge, "DNS:www.example.net");
}

static void
shows_another_key(struct judge *judge)
{
	shows_without_name(judge, "DNS:*.example.test");
}

static void
shows_what_cannot_be_read(struct judge *judge)
{
	shows_another_name(judge);
	judge->certificates[1][0].is_readable = false;
}

static void
never_shows_the_name(struct judge *judge)
{
	shows_another_name(judge);
	judge->ports[0].chain.problems[CHAIN_NAME_MISMATCH] = true;
}

static void
has_no_name(struct judge *judge)
{
	facts(judge)->without_name.is_other =
	    (struct answer){ .value = ANSWER_NOT_APPLICABLE, .why = "there is no name" };
}

static void
was_not_asked_without_name(struct judge *judge)
{
	facts(judge)->without_name.is_other = (struct answer){ .why = "throttled" };
}

static void
ignores_protocol(struct judge *judge)
{
	facts(judge)->alpn_unknown.heed = HEED_IGNORED;
}

static void
takes_everything(struct judge *judge)
{
	facts(judge)->alpn_unknown.heed = HEED_ACCEPTED;
	facts(judge)->unknown_name.heed = HEED_IGNORED;
}

static void
takes_any_name(struct judge *judge)
{
	facts(judge)->unknown_name.heed = HEED_IGNORED;
}

static void
was_not_asked_for_protocols(struct judge *judge)
{
	facts(judge)->alpn_unknown = (struct heeding){ .why = "not asked at --depth standard" };
}

/* clang-format off */
static const struct rule_case cases[] = {
	{ "protected", "tls-downgrade", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "no mark", "tls-downgrade", NULL, lacks_sentinel, VERDICT_BAD, SEVERITY_MEDIUM, "mark" },
	{ "no mark, mx", "tls-downgrade", "smtp", lacks_sentinel, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "fallback to TLS 1.1", "tls-downgrade", NULL, ignores_fallback_to_tls11, VERDICT_BAD, SEVERITY_MEDIUM, "TLS_FALLBACK_SCSV" },
	{ "fallback to TLS 1.2", "tls-downgrade", NULL, ignores_fallback, VERDICT_BAD, SEVERITY_INFO, "TLS_FALLBACK_SCSV" },
	{ "an older one is taken", "tls-downgrade", "imaps", chooses_older, VERDICT_BAD, SEVERITY_MEDIUM, "TLS 1.2 was taken from a hello that offers TLS 1.3" },
	{ "TLS 1.2 only", "tls-downgrade", NULL, lacks_tls13, VERDICT_GOOD, 0, NULL },
	{ "TLS 1.3 only", "tls-downgrade", NULL, speaks_tls13_only, VERDICT_NOT_APPLICABLE, 0, NULL },
	{ "half asked", "tls-downgrade", NULL, was_not_asked_to_fall_back, VERDICT_UNKNOWN, 0, "lost" },
	{ "lost", "tls-downgrade", NULL, forgets_behaviours, VERDICT_UNKNOWN, 0, "lost" },
	{ "known", "tls-reneg-insecure", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "not known", "tls-reneg-insecure", NULL, lacks_safe_renegotiation, VERDICT_BAD, SEVERITY_HIGH, NULL },
	{ "not known, mx", "tls-reneg-insecure", "smtp", lacks_safe_renegotiation, VERDICT_BAD, SEVERITY_MEDIUM, NULL },
	{ "and none at all", "tls-reneg-insecure", NULL, lacks_all_renegotiation, VERDICT_BAD, SEVERITY_MEDIUM, NULL },
	{ "TLS 1.3 only", "tls-reneg-insecure", NULL, speaks_tls13_only, VERDICT_NOT_APPLICABLE, 0, "TLS 1.2" },
	{ "lost", "tls-reneg-insecure", NULL, forgets_behaviours, VERDICT_UNKNOWN, 0, "lost" },
	{ "refused", "tls-reneg-client", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "allowed", "tls-reneg-client", NULL, renegotiates, VERDICT_BAD, SEVERITY_LOW, "renegotiation" },
	{ "allowed, mx", "tls-reneg-client", "smtp", renegotiates, VERDICT_BAD, SEVERITY_INFO, NULL },
	{ "TLS 1.3 only", "tls-reneg-client", NULL, speaks_tls13_only, VERDICT_NOT_APPLICABLE, 0, NULL },
	{ "lost", "tls-reneg-client", NULL, forgets_behaviours, VERDICT_UNKNOWN, 0, "lost" },
	{ "none", "tls-compression", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "some", "tls-compression", NULL, compresses, VERDICT_BAD, SEVERITY_MEDIUM, "compression" },
	{ "some, mx", "tls-compression", "smtp", compresses, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "lost", "tls-compression", NULL, forgets_behaviours, VERDICT_UNKNOWN, 0, "lost" },
	{ "none", "tls-heartbeat", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "some", "tls-heartbeat", NULL, has_heartbeat, VERDICT_BAD, SEVERITY_INFO, "heartbeat" },
	{ "quick", "tls-heartbeat", NULL, arrange_quick, VERDICT_UNKNOWN, 0, "quick" },
	{ "known", "tls-ems-missing", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "not known", "tls-ems-missing", NULL, lacks_ems, VERDICT_BAD, SEVERITY_MEDIUM, "master secret" },
	{ "not known, mx", "tls-ems-missing", "smtp", lacks_ems, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "TLS 1.3 only", "tls-ems-missing", NULL, speaks_tls13_only, VERDICT_NOT_APPLICABLE, 0, "TLS 1.2" },
	{ "lost", "tls-ems-missing", NULL, forgets_behaviours, VERDICT_UNKNOWN, 0, "lost" },
	{ "whole", "tls-truncated-hmac", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "shortened", "tls-truncated-hmac", NULL, truncates_hmac, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "no answer", "tls-truncated-hmac", NULL, arrange_no_answer, VERDICT_UNKNOWN, 0, NULL },
	{ "hours", "tls-ticket-policy", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "a week", "tls-ticket-policy", NULL, gives_tickets_for_a_week, VERDICT_GOOD, 0, NULL },
	{ "more than a week", "tls-ticket-policy", NULL, gives_tickets_for_longer, VERDICT_BAD, SEVERITY_LOW, "TLS 1.3 live 169 hours, more than 168" },
	{ "more than a week, mx", "tls-ticket-policy", "smtp", gives_tickets_for_longer, VERDICT_BAD, SEVERITY_INFO, NULL },
	{ "TLS 1.2", "tls-ticket-policy", NULL, gives_old_tickets_for_longer, VERDICT_BAD, SEVERITY_LOW, "TLS 1.2 live 2400 hours" },
	{ "a strict policy", "tls-ticket-policy", NULL, gives_tickets_for_longer_than_a_day, VERDICT_BAD, SEVERITY_LOW, "more than 24" },
	{ "a lax policy", "tls-ticket-policy", NULL, gives_tickets_for_less_than_a_fortnight, VERDICT_GOOD, 0, NULL },
	{ "no lifetime", "tls-ticket-policy", NULL, says_no_lifetime, VERDICT_UNKNOWN, 0, "how long" },
	{ "none at all in TLS 1.3", "tls-ticket-policy", NULL, says_to_drop_tickets, VERDICT_GOOD, 0, NULL },
	{ "no tickets", "tls-ticket-policy", NULL, gives_no_tickets, VERDICT_NOT_APPLICABLE, 0, "no tickets" },
	{ "sessions by id", "tls-ticket-policy", NULL, resumes_by_id, VERDICT_NOT_APPLICABLE, 0, "no tickets" },
	{ "half lost", "tls-ticket-policy", NULL, knows_only_of_tls13_tickets, VERDICT_UNKNOWN, 0, "lost" },
	{ "TLS 1.3 only", "tls-ticket-policy", NULL, speaks_tls13_only, VERDICT_GOOD, 0, NULL },
	{ "lost", "tls-ticket-policy", NULL, forgets_behaviours, VERDICT_UNKNOWN, 0, "lost" },
	{ "none", "tls-early-data", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "some", "tls-early-data", NULL, takes_early_data, VERDICT_BAD, SEVERITY_MEDIUM, "16384 bytes" },
	{ "some, mx", "tls-early-data", "smtp", takes_early_data, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "lost", "tls-early-data", NULL, forgets_behaviours, VERDICT_UNKNOWN, 0, "lost" },
	{ "the same", "tls-sni-required", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "refused", "tls-sni-required", "smtp", refuses_without_name, VERDICT_BAD, SEVERITY_MEDIUM, "unrecognized_name" },
	{ "hung up", "tls-sni-required", NULL, hangs_up_without_name, VERDICT_BAD, SEVERITY_LOW, "hangs up" },
	{ "another name", "tls-sni-required", NULL, shows_another_name, VERDICT_BAD, SEVERITY_LOW, "is for www.example.net, not for " PLAYER_HOST },
	{ "another key", "tls-sni-required", NULL, shows_another_key, VERDICT_GOOD, 0, NULL },
	{ "unreadable", "tls-sni-required", NULL, shows_what_cannot_be_read, VERDICT_UNKNOWN, 0, "read" },
	{ "never the name", "tls-sni-required", NULL, never_shows_the_name, VERDICT_NOT_APPLICABLE, 0, "match" },
	{ "no name", "tls-sni-required", NULL, has_no_name, VERDICT_NOT_APPLICABLE, 0, "no name" },
	{ "throttled", "tls-sni-required", NULL, was_not_asked_without_name, VERDICT_UNKNOWN, 0, "throttled" },
	{ "refused", "tls-alpn-sni-lax", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "ignored", "tls-alpn-sni-lax", NULL, ignores_protocol, VERDICT_BAD, SEVERITY_INFO, "ignored in ALPN" },
	{ "both", "tls-alpn-sni-lax", NULL, takes_everything, VERDICT_BAD, SEVERITY_INFO, "another host's name" },
	{ "both, mx", "tls-alpn-sni-lax", "smtp", takes_everything, VERDICT_BAD, SEVERITY_INFO, "accepted in ALPN" },
	{ "SNI alone", "tls-alpn-sni-lax", NULL, takes_any_name, VERDICT_GOOD, 0, NULL },
	{ "standard", "tls-alpn-sni-lax", NULL, was_not_asked_for_protocols, VERDICT_UNKNOWN, 0, "standard" },
};
/* clang-format on */

Suite *
suite(void)
{
	return cases_suite("manners", rules_about_manners, cases, COUNT_OF(cases));
}
