/* SPDX-License-Identifier: MIT */
#include "rules/topics.h"
#include "support/judge.h"
#include "support/suite.h"

static void
set(struct judge *judge, enum hello_kind kind, struct answer answer)
{
	judge->ports[0].negotiation.tolerates[kind] = answer;
}

static void
refuses(struct judge *judge, enum hello_kind kind)
{
	set(judge, kind, (struct answer){ .value = ANSWER_NO });
}

static void
loses(struct judge *judge, enum hello_kind kind)
{
	set(judge, kind, (struct answer){ .why = "lost" });
}

static void
fails_on_large(struct judge *judge)
{
	refuses(judge, HELLO_KIND_LARGE);
	refuses(judge, HELLO_KIND_LARGE_SHARE);
}

static void
fails_on_split_and_the_rest_is_lost(struct judge *judge)
{
	loses(judge, HELLO_KIND_LARGE);
	refuses(judge, HELLO_KIND_SPLIT);
}

static void
loses_share(struct judge *judge)
{
	loses(judge, HELLO_KIND_LARGE_SHARE);
}

static void
fails_on_tls13(struct judge *judge)
{
	refuses(judge, HELLO_KIND_TLS13_OFFER);
}

static void
fails_on_record_version(struct judge *judge)
{
	refuses(judge, HELLO_KIND_RECORD_VERSION_TLS12);
}

static void
loses_record_version(struct judge *judge)
{
	loses(judge, HELLO_KIND_RECORD_VERSION_TLS12);
}

static void
cannot_be_asked_legacy_version(struct judge *judge)
{
	set(judge, HELLO_KIND_LEGACY_VERSION_TLS13,
	    (struct answer){ .value = ANSWER_NOT_APPLICABLE, .why = "without TLS 1.2" });
}

static void
cannot_be_asked_versions(struct judge *judge)
{
	const struct answer answer = { .value = ANSWER_NOT_APPLICABLE, .why = "no TLS 1.2" };

	set(judge, HELLO_KIND_LEGACY_VERSION_TLS13, answer);
	set(judge, HELLO_KIND_TLS13_OFFER, answer);
	set(judge, HELLO_KIND_RECORD_VERSION_TLS12, answer);
}

static void
fails_on_grease(struct judge *judge)
{
	refuses(judge, HELLO_KIND_GREASE);
}

static void
fails_on_status_request(struct judge *judge)
{
	refuses(judge, HELLO_KIND_STATUS_REQUEST);
}

static void
loses_session_id(struct judge *judge)
{
	loses(judge, HELLO_KIND_SESSION_ID);
}

static void
fails_without_a_name(struct judge *judge)
{
	refuses(judge, HELLO_KIND_NO_NAME);
}

static void
was_not_asked(struct judge *judge)
{
	for (size_t i = 0; i < HELLO_KINDS; i++)
		set(judge, (enum hello_kind)i,
		    (struct answer){ .why = "not asked at --depth standard" });
}

/* clang-format off */
static const struct rule_case cases[] = {
	{ "answered", "intol-large-hello", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "large", "intol-large-hello", "smtp", fails_on_large, VERDICT_BAD, SEVERITY_MEDIUM, "not answered: 1,800 bytes; key share of 1,216 bytes" },
	{ "one of several", "intol-large-hello", NULL, fails_on_split_and_the_rest_is_lost, VERDICT_BAD, SEVERITY_MEDIUM, "several records" },
	{ "one is lost", "intol-large-hello", NULL, loses_share, VERDICT_UNKNOWN, 0, "lost" },
	{ "standard", "intol-large-hello", NULL, was_not_asked, VERDICT_UNKNOWN, 0, "standard" },
	{ "other kinds", "intol-large-hello", NULL, fails_on_grease, VERDICT_GOOD, 0, NULL },
	{ "answered", "intol-version", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "TLS 1.3", "intol-version", NULL, fails_on_tls13, VERDICT_BAD, SEVERITY_MEDIUM, "offer of TLS 1.3" },
	{ "the record's", "intol-version", "imaps", fails_on_record_version, VERDICT_BAD, SEVERITY_MEDIUM, "record" },
	{ "one is lost", "intol-version", NULL, loses_record_version, VERDICT_UNKNOWN, 0, "lost" },
	{ "one is no question", "intol-version", NULL, cannot_be_asked_legacy_version, VERDICT_GOOD, 0, NULL },
	{ "none is a question", "intol-version", NULL, cannot_be_asked_versions, VERDICT_NOT_APPLICABLE, 0, "no TLS 1.2" },
	{ "quick", "intol-version", NULL, arrange_quick, VERDICT_UNKNOWN, 0, "quick" },
	{ "answered", "intol-extension", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "GREASE", "intol-extension", NULL, fails_on_grease, VERDICT_BAD, SEVERITY_LOW, "GREASE" },
	{ "status request", "intol-extension", "smtp", fails_on_status_request, VERDICT_BAD, SEVERITY_LOW, "status request" },
	{ "one is lost", "intol-extension", NULL, loses_session_id, VERDICT_UNKNOWN, 0, "lost" },
	{ "no SNI is another matter", "intol-extension", NULL, fails_without_a_name, VERDICT_GOOD, 0, NULL },
	{ "no TLS", "intol-extension", NULL, arrange_no_session, VERDICT_UNKNOWN, 0, NULL },
};
/* clang-format on */

Suite *
suite(void)
{
	return cases_suite("tolerance", rules_about_tolerance, cases, COUNT_OF(cases));
}
