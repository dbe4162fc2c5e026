/* SPDX-License-Identifier: MIT */
#include "rules/topics.h"
#include "support/judge.h"
#include "support/suite.h"

static void
set(struct judge *judge, enum tls_version version, enum answer_value value)
{
	judge->ports[0].negotiation.versions[version] =
	    (struct answer){ .value = value, .why = value == ANSWER_UNKNOWN ? "lost" : NULL };
}

static void
takes_ssl2(struct judge *judge)
{
	set(judge, TLS_VERSION_SSL2, ANSWER_YES);
}

static void
takes_ssl3(struct judge *judge)
{
	set(judge, TLS_VERSION_SSL3, ANSWER_YES);
}

static void
takes_tls10(struct judge *judge)
{
	set(judge, TLS_VERSION_10, ANSWER_YES);
}

static void
takes_tls11(struct judge *judge)
{
	set(judge, TLS_VERSION_11, ANSWER_YES);
}

static void
refuses_tls13(struct judge *judge)
{
	set(judge, TLS_VERSION_13, ANSWER_NO);
}

static void
refuses_tls12(struct judge *judge)
{
	set(judge, TLS_VERSION_12, ANSWER_NO);
}

static void
refuses_both(struct judge *judge)
{
	refuses_tls12(judge);
	refuses_tls13(judge);
}

static void
nobody_knows(struct judge *judge)
{
	for (size_t i = 0; i < TLS_VERSIONS; i++)
		set(judge, (enum tls_version)i, ANSWER_UNKNOWN);
}

static void
refuses_tls12_and_the_rest_is_lost(struct judge *judge)
{
	nobody_knows(judge);
	refuses_tls12(judge);
}

/* clang-format off */
static const struct rule_case cases[] = {
	{ "refused", "tls-sslv2", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "taken", "tls-sslv2", NULL, takes_ssl2, VERDICT_BAD, SEVERITY_CRITICAL, "SSL 2.0" },
	{ "taken, mx", "tls-sslv2", "smtp", takes_ssl2, VERDICT_BAD, SEVERITY_HIGH, NULL },
	{ "lost", "tls-sslv2", NULL, nobody_knows, VERDICT_UNKNOWN, 0, "lost" },
	{ "refused", "tls-sslv3", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "taken", "tls-sslv3", NULL, takes_ssl3, VERDICT_BAD, SEVERITY_HIGH, "SSL 3.0" },
	{ "quick", "tls-sslv3", NULL, arrange_quick, VERDICT_UNKNOWN, 0, "quick" },
	{ "refused", "tls-10", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "taken", "tls-10", NULL, takes_tls10, VERDICT_BAD, SEVERITY_MEDIUM, "TLS 1.0" },
	{ "taken, mx", "tls-10", "smtp", takes_tls10, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "no answer", "tls-10", NULL, arrange_no_answer, VERDICT_UNKNOWN, 0, NULL },
	{ "refused", "tls-11", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "taken", "tls-11", "imaps", takes_tls11, VERDICT_BAD, SEVERITY_MEDIUM, "TLS 1.1" },
	{ "no TLS", "tls-11", NULL, arrange_no_session, VERDICT_UNKNOWN, 0, NULL },
	{ "both", "tls-12-missing", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "1.2 only", "tls-12-missing", NULL, refuses_tls13, VERDICT_GOOD, 0, NULL },
	{ "1.3 only", "tls-12-missing", NULL, refuses_tls12, VERDICT_GOOD, 0, NULL },
	{ "neither", "tls-12-missing", NULL, refuses_both, VERDICT_BAD, SEVERITY_HIGH, "refused" },
	{ "lost", "tls-12-missing", NULL, nobody_knows, VERDICT_UNKNOWN, 0, "lost" },
	{ "half lost", "tls-12-missing", NULL, refuses_tls12_and_the_rest_is_lost, VERDICT_UNKNOWN, 0, "lost" },
	{ "both", "tls-13-missing", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "1.2 only", "tls-13-missing", NULL, refuses_tls13, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "lost", "tls-13-missing", NULL, nobody_knows, VERDICT_UNKNOWN, 0, "lost" },
	{ "both", "tls-13-only", "smtp", NULL, VERDICT_GOOD, 0, NULL },
	{ "1.2 only", "tls-13-only", "smtp", refuses_tls13, VERDICT_GOOD, 0, NULL },
	{ "1.3 only", "tls-13-only", "smtp", refuses_tls12, VERDICT_BAD, SEVERITY_MEDIUM, NULL },
	{ "1.3 only, access", "tls-13-only", "imaps", refuses_tls12, VERDICT_BAD, SEVERITY_INFO, NULL },
	{ "lost", "tls-13-only", NULL, nobody_knows, VERDICT_UNKNOWN, 0, "lost" },
};
/* clang-format on */

Suite *
suite(void)
{
	return cases_suite("versions", rules_about_versions, cases, COUNT_OF(cases));
}
