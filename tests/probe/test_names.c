/* SPDX-License-Identifier: MIT */
/* What SNI, ALPN and the kind of key change. */
#include "probe/interview.h"
#include "probe/question.h"
#include "registry/number.h"
#include "support/suite.h"

#include <string.h>

static struct interview interview;

static void
tear_down(void)
{
	interview_end(&interview);
}

#define USUAL .groups = { 0x001d }, .schemes = { 0x0401, 0x0403 }
#define TLS12 .suites = { [TLS_VERSION_12] = { 0xc02f, 0xc02b } }, USUAL
#define TLS10 .suites = { [TLS_VERSION_10] = { 0xc013, 0xc009 } }, USUAL
#define TLS13 .suites = { [TLS_VERSION_13] = { 0x1301 } }, USUAL

#define NO_ALERT UINT32_MAX

struct name_case {
	const char *name;
	struct clerk clerk;
	enum answer_value want;
	enum certainty want_certainty;
	const char *want_why; /* NULL: anything */
	uint32_t want_alert;
	unsigned want_hellos;
	unsigned want_sessions; /* beside the basics */
};

/* clang-format off */
static const struct name_case names[] = {
	{ "the same certificate", { TLS12, .rsa = "rsa" }, ANSWER_NO, CERTAINTY_CERTAIN, NULL,
	  NO_ALERT, 1, 0 },
	{ "the same of two", { TLS12, .rsa = "rsa", .ecdsa = "ecdsa" }, ANSWER_NO,
	  CERTAINTY_CERTAIN, NULL, NO_ALERT, 1, 0 },
	{ "another certificate", { TLS12, .rsa = "rsa", .no_name_rsa = "other" }, ANSWER_YES,
	  CERTAINTY_CERTAIN, NULL, NO_ALERT, 1, 0 },
	{ "another in TLS 1.0", { TLS10, .rsa = "rsa", .no_name_rsa = "other" }, ANSWER_YES,
	  CERTAINTY_CERTAIN, NULL, NO_ALERT, 1, 0 },
	{ "ECDSA", { TLS12, .ecdsa = "ecdsa" }, ANSWER_NO, CERTAINTY_CERTAIN, NULL, NO_ALERT, 1,
	  0 },
	{ "a name is needed", { TLS12, .rsa = "rsa", .needs_name = true }, ANSWER_YES,
	  CERTAINTY_CERTAIN, "without SNI the server refuses", 112, 1, 0 },
	{ "the same in TLS 1.3 only", { TLS13, .rsa = "rsa" }, ANSWER_NO, CERTAINTY_CERTAIN, NULL,
	  NO_ALERT, 1, 1 },
	{ "another in TLS 1.3 only", { TLS13, .rsa = "rsa", .no_name_rsa = "other" }, ANSWER_YES,
	  CERTAINTY_CERTAIN, NULL, NO_ALERT, 1, 1 },
	{ "a name is needed in TLS 1.3 only", { TLS13, .rsa = "rsa", .needs_name = true },
	  ANSWER_YES, CERTAINTY_CERTAIN, "without SNI the server refuses", 40, 1, 1 },
	{ "no session to compare with",
	  { TLS12, .rsa = "rsa", .fails_sessions = true }, ANSWER_UNKNOWN, CERTAINTY_CERTAIN,
	  "the main session showed no certificate", NO_ALERT, 1, 0 },
	{ "all is refused", { .fails_everything = true, .rsa = "rsa" }, ANSWER_UNKNOWN,
	  CERTAINTY_CERTAIN, "the hello was refused for another reason", 40, 1, 0 },
	{ "closes without a name",
	  { TLS12, .rsa = "rsa", .intolerances = 1U << HELLO_KIND_NO_NAME,
	    .intolerance = { .manner = MANNER_CLOSE } }, ANSWER_YES, CERTAINTY_LIKELY, NULL,
	  NO_ALERT, 2, 0 },
	{ "closes on everything",
	  { .fails_everything = true, .rsa = "rsa", .refusal = { .manner = MANNER_CLOSE } },
	  ANSWER_UNKNOWN, CERTAINTY_CERTAIN, NULL, NO_ALERT, 2, 0 },
};
/* clang-format on */

START_TEST(without_a_name_the_certificate_is_compared)
{
	const struct name_case *row = &names[_i];
	struct other_certificate *other = &interview.facts.without_name;

	interview_begin(&interview, &row->clerk, DEPTH_STANDARD);
	interview_ask(&interview, QUESTION_NO_NAME);
	interview.sessions--;
	/* That there is TLS 1.3 only shows later. */
	if (row->want_sessions > 0) {
		unsigned raw = interview.raw;

		interview_ask(&interview, QUESTION_VERSIONS);
		interview.raw = raw;
		interview_ask(&interview, QUESTION_NO_NAME);
	}
	/* That the same is taken with a name shows later as well. */
	if (row->clerk.intolerances != 0) {
		interview_ask(&interview, QUESTION_UNKNOWN_NAME);
		interview.raw--;
		interview_ask(&interview, QUESTION_NO_NAME);
	}
	check_answer(row->name, other->is_other, row->want, row->want_certainty);
	ck_assert_msg(row->want_why == NULL || strcmp(other->is_other.why, row->want_why) == 0,
	    "%s: %s", row->name, other->is_other.why);
	ck_assert_msg(other->alert == row->want_alert, "%s: alert %u", row->name, other->alert);
	ck_assert_msg(interview.raw == row->want_hellos, "%s: %u", row->name, interview.raw);
	ck_assert_msg(
	    interview.sessions == row->want_sessions, "%s: %u", row->name, interview.sessions);
}
END_TEST

START_TEST(where_there_is_no_name_none_is_left_out)
{
	const struct clerk clerk = { TLS12, .rsa = "rsa" };

	interview_begin(&interview, &clerk, DEPTH_STANDARD);
	interview.port.endpoint.server_name = NULL;
	ck_assert_ptr_nonnull(interview_why_none(&interview, QUESTION_NO_NAME));
	interview_ask(&interview, QUESTION_NO_NAME);
	check_answer("no name", interview.facts.without_name.is_other, ANSWER_NOT_APPLICABLE,
	    CERTAINTY_CERTAIN);
	ck_assert_uint_eq(interview.raw, 0);
}
END_TEST

START_TEST(the_hello_of_the_login_serves_as_well)
{
	const struct clerk clerk = { TLS12, .rsa = "rsa", .no_name_rsa = "other" };
	struct survey survey;
	struct attempt attempt;

	interview_begin(&interview, &clerk, DEPTH_STANDARD);
	survey = interview_survey(&interview);
	attempt_init(&attempt);
	attempt.question = QUESTION_LOGIN;
	no_name_compose(&survey, &attempt);
	interview_make(&interview, &attempt);
	attempt_clear(&attempt);
	interview_ask(&interview, QUESTION_NO_NAME);
	ck_assert_uint_eq(port_count(&interview.port, QUESTION_NO_NAME), 0);
	check_answer(
	    "login", interview.facts.without_name.is_other, ANSWER_YES, CERTAINTY_CERTAIN);
	ck_assert_ptr_nonnull(interview.facts.without_name.sha256);
}
END_TEST

struct key_case {
	const char *name;
	struct clerk clerk;
	enum depth depth;
	enum answer_value want;
	enum certainty want_certainty;
	unsigned want_sessions; /* beside the basics */
};

/* clang-format off */
static const struct key_case keys[] = {
	{ "RSA, and ECDSA", { TLS12, .rsa = "rsa", .ecdsa = "ecdsa" }, DEPTH_STANDARD, ANSWER_YES,
	  CERTAINTY_CERTAIN, 0 },
	{ "RSA only", { TLS12, .rsa = "rsa" }, DEPTH_STANDARD, ANSWER_NO, CERTAINTY_CERTAIN, 0 },
	{ "ECDSA only", { TLS12, .ecdsa = "ecdsa" }, DEPTH_STANDARD, ANSWER_NO,
	  CERTAINTY_CERTAIN, 0 },
	{ "ECDSA, and RSA",
	  { .suites = { [TLS_VERSION_12] = { 0xc02b, 0xc02f } }, USUAL, .rsa = "rsa",
	    .ecdsa = "ecdsa" }, DEPTH_STANDARD, ANSWER_YES, CERTAINTY_CERTAIN, 0 },
	{ "RSA only, and closes",
	  { TLS12, .rsa = "rsa", .refusal = { .manner = MANNER_CLOSE } }, DEPTH_STANDARD,
	  ANSWER_NO, CERTAINTY_LIKELY, 0 },
	{ "RSA only, and garbage",
	  { TLS12, .rsa = "rsa", .refusal = { .manner = MANNER_GARBAGE } }, DEPTH_STANDARD,
	  ANSWER_UNKNOWN, CERTAINTY_CERTAIN, 0 },
	{ "RSA, and ECDSA, at full depth", { TLS12, .rsa = "rsa", .ecdsa = "ecdsa" }, DEPTH_FULL,
	  ANSWER_YES, CERTAINTY_CERTAIN, 0 },
	{ "RSA only, at full depth", { TLS12, .rsa = "rsa" }, DEPTH_FULL, ANSWER_NO,
	  CERTAINTY_CERTAIN, 0 },
	{ "RSA only, and closes, at full depth",
	  { TLS12, .rsa = "rsa", .refusal = { .manner = MANNER_CLOSE } }, DEPTH_FULL, ANSWER_NO,
	  CERTAINTY_LIKELY, 0 },
	{ "both in TLS 1.3 only", { TLS13, .rsa = "rsa", .ecdsa = "ecdsa" }, DEPTH_STANDARD,
	  ANSWER_YES, CERTAINTY_CERTAIN, 1 },
	{ "RSA in TLS 1.3 only", { TLS13, .rsa = "rsa" }, DEPTH_STANDARD, ANSWER_NO,
	  CERTAINTY_CERTAIN, 1 },
	{ "ECDSA in TLS 1.3 only", { TLS13, .ecdsa = "ecdsa" }, DEPTH_STANDARD, ANSWER_NO,
	  CERTAINTY_CERTAIN, 1 },
	{ "no session", { TLS12, .rsa = "rsa", .fails_sessions = true }, DEPTH_STANDARD,
	  ANSWER_NOT_APPLICABLE, CERTAINTY_CERTAIN, 0 },
};
/* clang-format on */

START_TEST(a_certificate_of_the_other_key_is_found)
{
	const struct key_case *row = &keys[_i];

	interview_begin(&interview, &row->clerk, row->depth);
	interview_ask(&interview, QUESTION_VERSIONS);
	interview_ask(
	    &interview, row->depth == DEPTH_FULL ? QUESTION_SUITES : QUESTION_CLASSES);
	interview_ask(&interview, QUESTION_OTHER_KEY);
	check_answer(
	    row->name, interview.facts.other_key.is_other, row->want, row->want_certainty);
	ck_assert_msg((interview.facts.other_key.sha256 != NULL) == (row->want == ANSWER_YES),
	    "%s", row->name);
	ck_assert_ptr_eq(interview.facts.other_key.certificate == NULL
			     ? NULL
			     : interview.facts.other_key.certificate->sha256,
	    interview.facts.other_key.certificate == NULL ? NULL
							  : interview.facts.other_key.sha256);
	ck_assert_msg(interview.sessions == 1 + row->want_sessions, "%s: %u sessions",
	    row->name, interview.sessions);
}
END_TEST

struct alpn_case {
	const char *name;
	const char *scheme;
	struct clerk clerk;
	enum heed want;
	enum heed want_unknown;
	uint32_t want_unknown_alert;
	unsigned want_connections;
};

/* clang-format off */
static const struct alpn_case alpns[] = {
	{ "ignored", "submissions", { TLS12, .rsa = "rsa" }, HEED_IGNORED, HEED_IGNORED, NO_ALERT,
	  2 },
	{ "known", "imaps", { TLS12, .rsa = "rsa", .alpn = "imap" }, HEED_ACCEPTED, HEED_IGNORED,
	  NO_ALERT, 2 },
	{ "another is refused", "imaps",
	  { TLS12, .rsa = "rsa", .alpn = "imap", .refuses_unknown_alpn = true }, HEED_ACCEPTED,
	  HEED_REFUSED, 120, 2 },
	{ "only another is known", "pop3s",
	  { TLS12, .rsa = "rsa", .alpn = "h2", .refuses_unknown_alpn = true }, HEED_REFUSED,
	  HEED_REFUSED, 120, 2 },
	{ "in TLS 1.0", "submissions", { TLS10, .rsa = "rsa", .alpn = "smtp" }, HEED_ACCEPTED,
	  HEED_IGNORED, NO_ALERT, 2 },
	{ "in TLS 1.3 only", "imaps", { TLS13, .rsa = "rsa", .alpn = "imap" }, HEED_ACCEPTED,
	  HEED_IGNORED, NO_ALERT, 2 },
	{ "refused in TLS 1.3 only", "imaps",
	  { TLS13, .rsa = "rsa", .alpn = "imap", .refuses_unknown_alpn = true }, HEED_ACCEPTED,
	  HEED_REFUSED, 40, 2 },
	{ "a protocol without a name", "lmtp", { TLS12, .rsa = "rsa" }, HEED_NOT_APPLICABLE,
	  HEED_IGNORED, NO_ALERT, 1 },
	{ "nothing gets through", "imaps", { .fails_everything = true, .rsa = "rsa" },
	  HEED_UNKNOWN, HEED_UNKNOWN, NO_ALERT, 0 },
	{ "SSL 3.0", "imaps", { .suites = { [TLS_VERSION_SSL3] = { 0x000a } }, .rsa = "rsa" },
	  HEED_UNKNOWN, HEED_UNKNOWN, NO_ALERT, 0 },
};
/* clang-format on */

START_TEST(alpn_is_asked_with_two_protocols)
{
	const struct alpn_case *row = &alpns[_i];
	struct negotiation *facts = &interview.facts;
	unsigned before;

	interview_begin(&interview, &row->clerk, DEPTH_FULL);
	interview.port.endpoint.scheme = scheme_by_name(span_of(row->scheme));
	interview_ask(&interview, QUESTION_VERSIONS);
	before = port_count_all(&interview.port);
	interview_ask(&interview, QUESTION_ALPN);
	ck_assert_msg(
	    facts->alpn.heed == row->want, "%s: %s", row->name, heed_name(facts->alpn.heed));
	ck_assert_msg(facts->alpn_unknown.heed == row->want_unknown, "%s: %s", row->name,
	    heed_name(facts->alpn_unknown.heed));
	ck_assert_msg(facts->alpn_unknown.alert == row->want_unknown_alert, "%s: %u", row->name,
	    facts->alpn_unknown.alert);
	ck_assert_msg(port_count_all(&interview.port) - before == row->want_connections,
	    "%s: %u", row->name, port_count_all(&interview.port) - before);
	ck_assert_msg(
	    (facts->alpn.heed != HEED_UNKNOWN && facts->alpn.heed != HEED_NOT_APPLICABLE) ||
		facts->alpn.why != NULL,
	    "%s", row->name);
}
END_TEST

struct unknown_case {
	const char *name;
	struct clerk clerk;
	enum heed want;
	uint32_t want_alert;
	unsigned want_hellos;
};

/* clang-format off */
static const struct unknown_case unknowns[] = {
	{ "ignored", { TLS12, .rsa = "rsa" }, HEED_IGNORED, NO_ALERT, 1 },
	{ "accepted", { TLS12, .rsa = "rsa", .acks_name = true }, HEED_ACCEPTED, NO_ALERT, 1 },
	{ "a warning", { TLS12, .rsa = "rsa", .warns_unknown_name = true }, HEED_IGNORED, NO_ALERT,
	  1 },
	{ "refused", { TLS12, .rsa = "rsa", .refuses_unknown_name = true }, HEED_REFUSED, 112, 1 },
	{ "hidden in TLS 1.3", { TLS13, .rsa = "rsa" }, HEED_UNKNOWN, NO_ALERT, 1 },
	{ "refused in TLS 1.3", { TLS13, .rsa = "rsa", .refuses_unknown_name = true },
	  HEED_REFUSED, 112, 1 },
	{ "nothing gets through", { .fails_everything = true, .rsa = "rsa" }, HEED_UNKNOWN,
	  NO_ALERT, 0 },
	{ "SSL 3.0", { .suites = { [TLS_VERSION_SSL3] = { 0x000a } }, .rsa = "rsa" },
	  HEED_UNKNOWN, NO_ALERT, 0 },
};
/* clang-format on */

START_TEST(the_name_of_another_host_is_heeded_or_not)
{
	const struct unknown_case *row = &unknowns[_i];
	struct heeding *heeding = &interview.facts.unknown_name;

	interview_begin(&interview, &row->clerk, DEPTH_FULL);
	interview_ask(&interview, QUESTION_VERSIONS);
	interview.raw = 0;
	interview_ask(&interview, QUESTION_UNKNOWN_NAME);
	ck_assert_msg(
	    heeding->heed == row->want, "%s: %s", row->name, heed_name(heeding->heed));
	ck_assert_msg(heeding->alert == row->want_alert, "%s: %u", row->name, heeding->alert);
	ck_assert_msg(heeding->heed != HEED_UNKNOWN || heeding->why != NULL, "%s", row->name);
	ck_assert_msg(interview.raw == row->want_hellos, "%s: %u", row->name, interview.raw);
}
END_TEST

Suite *
suite(void)
{
	Suite *all = suite_create("probe/names");
	TCase *tcase = tcase_create("names");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_loop_test(
	    tcase, without_a_name_the_certificate_is_compared, 0, COUNT_OF(names));
	tcase_add_test(tcase, where_there_is_no_name_none_is_left_out);
	tcase_add_test(tcase, the_hello_of_the_login_serves_as_well);
	tcase_add_loop_test(tcase, a_certificate_of_the_other_key_is_found, 0, COUNT_OF(keys));
	tcase_add_loop_test(tcase, alpn_is_asked_with_two_protocols, 0, COUNT_OF(alpns));
	tcase_add_loop_test(
	    tcase, the_name_of_another_host_is_heeded_or_not, 0, COUNT_OF(unknowns));
	suite_add_tcase(all, tcase);
	return all;
}
