/* SPDX-License-Identifier: MIT */
/* Which versions a server takes, in how many hellos; SSL 2.0; the fallback signal. */
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

#define OLD                                                                                    \
	{                                                                                      \
		0x002f, 0x000a                                                                 \
	}
#define NEW                                                                                    \
	{                                                                                      \
		0x1301                                                                         \
	}
#define ALL_OLD                                                                                \
	[TLS_VERSION_SSL3] = OLD, [TLS_VERSION_10] = OLD, [TLS_VERSION_11] = OLD,              \
	[TLS_VERSION_12] = OLD
#define SOME .groups = { 0x001d }, .rsa = "rsa"

struct version_case {
	const char *name;
	struct clerk clerk;
	const char *want; /* from SSL 3.0 to TLS 1.3: y yes, n no, l likely no, ? not known */
	unsigned want_hellos;
};

/* clang-format off */
static const struct version_case versions[] = {
	{ "everything", { .suites = { ALL_OLD, [TLS_VERSION_13] = NEW }, SOME }, "yyyyy", 4 },
	{ "TLS 1.3 only", { .suites = { [TLS_VERSION_13] = NEW }, SOME }, "nnnny", 1 },
	{ "TLS 1.2 and 1.3",
	  { .suites = { [TLS_VERSION_12] = OLD, [TLS_VERSION_13] = NEW }, SOME }, "nnnyy", 2 },
	{ "TLS 1.2 only", { .suites = { [TLS_VERSION_12] = OLD }, SOME }, "nnnyn", 2 },
	{ "TLS 1.0 only, and no TLS 1.3 hello is passed to it",
	  { .suites = { [TLS_VERSION_10] = OLD }, SOME }, "nynnn", 3 },
	{ "SSL 3.0 only: the library does not speak it",
	  { .suites = { [TLS_VERSION_SSL3] = OLD }, SOME }, "ynnnn", 2 },
	{ "a hole", { .suites = { [TLS_VERSION_10] = OLD, [TLS_VERSION_12] = OLD }, SOME },
	  "nynyn", 3 },
	{ "two holes",
	  { .suites = { [TLS_VERSION_SSL3] = OLD, [TLS_VERSION_11] = OLD, [TLS_VERSION_13] = NEW },
	    SOME }, "ynyny", 2 },
	{ "another alert may be about the suites: they are asked as well",
	  { .suites = { [TLS_VERSION_12] = OLD }, SOME, .version_refusal = { .alert = 40 } },
	  "nnnyn", 3 },
	{ "a version with rare suites only",
	  { .suites = { [TLS_VERSION_12] = { 0x0041 } }, SOME, .fails_sessions = true }, "nnnyn",
	  4 },
	{ "closes: repeated once",
	  { .suites = { [TLS_VERSION_12] = OLD }, SOME,
	    .version_refusal = { .manner = MANNER_CLOSE }, .refusal = { .manner = MANNER_CLOSE } }, "lllyl", 3 },
	{ "is silent: repeated once",
	  { .suites = { [TLS_VERSION_12] = OLD }, SOME,
	    .version_refusal = { .manner = MANNER_SILENCE }, .refusal = { .manner = MANNER_SILENCE } }, "lllyl", 3 },
	{ "answers garbage: not known, and repeated each time",
	  { .suites = { [TLS_VERSION_12] = OLD }, SOME,
	    .version_refusal = { .manner = MANNER_GARBAGE }, .refusal = { .manner = MANNER_GARBAGE } }, "???y?", 8 },
	{ "hears every hello only the second time",
	  { .suites = { ALL_OLD, [TLS_VERSION_13] = NEW }, SOME, .is_flaky = true }, "yyyyy", 8 },
	{ "no session, but hellos", { .suites = { ALL_OLD }, SOME, .fails_sessions = true },
	  "yyyyn", 5 },
	{ "refuses all", { .fails_everything = true, SOME }, "?????", 8 },
	{ "refuses all as of a wrong version",
	  { .fails_everything = true, .refusal = { .alert = 70 }, SOME }, "?????", 5 },
	{ "closes on all",
	  { .fails_everything = true, .refusal = { .manner = MANNER_CLOSE }, SOME }, "?????", 6 },
};
/* clang-format on */

START_TEST(every_version_is_found_in_few_hellos)
{
	const struct version_case *row = &versions[_i];
	char text[TLS_VERSIONS] = "";

	interview_begin(&interview, &row->clerk, DEPTH_STANDARD);
	interview_ask(&interview, QUESTION_VERSIONS);
	for (size_t i = TLS_VERSION_SSL3; i < TLS_VERSIONS; i++) {
		struct answer answer = interview.facts.versions[i];
		bool is_likely = answer.certainty == CERTAINTY_LIKELY;

		text[i - 1] = answer.value == ANSWER_YES  ? 'y'
		              : answer.value != ANSWER_NO ? '?'
		              : is_likely                 ? 'l'
		                                          : 'n';
		ck_assert_msg(text[i - 1] != '?' || answer.why != NULL, "%s", row->name);
	}
	ck_assert_msg(strcmp(text, row->want) == 0, "%s: %s", row->name, text);
	ck_assert_msg(
	    interview.raw == row->want_hellos, "%s: %u hellos", row->name, interview.raw);
}
END_TEST

START_TEST(a_version_that_is_not_known_has_its_reason)
{
	const struct clerk garbled = { .suites = { [TLS_VERSION_12] = OLD },
		SOME,
		.version_refusal = { .manner = MANNER_GARBAGE },
		.refusal = { .manner = MANNER_GARBAGE } };
	const struct clerk deaf = { .fails_everything = true, SOME };

	interview_begin(&interview, &garbled, DEPTH_STANDARD);
	interview_ask(&interview, QUESTION_VERSIONS);
	ck_assert_str_eq(
	    interview.facts.versions[TLS_VERSION_11].why, "the server stopped answering");
	interview_end(&interview);
	interview_begin(&interview, &deaf, DEPTH_STANDARD);
	interview_ask(&interview, QUESTION_VERSIONS);
	ck_assert_str_eq(
	    interview.facts.versions[TLS_VERSION_11].why, "no hello at all got through");
}
END_TEST

struct ssl2_case {
	const char *name;
	struct clerk clerk;
	enum answer_value want;
	enum certainty want_certainty;
	unsigned want_hellos;
	size_t want_kinds;
};

#define TLS12 .suites = { [TLS_VERSION_12] = OLD }, SOME

/* clang-format off */
static const struct ssl2_case ssl2[] = {
	{ "spoken, with two kinds", { TLS12, .ssl2_kinds = { 0x010080, 0x0700c0 } },
	  ANSWER_YES, CERTAINTY_CERTAIN, 1, 2 },
	{ "spoken, and nothing else", { .rsa = "rsa", .ssl2_kinds = { 0x010080 } },
	  ANSWER_YES, CERTAINTY_CERTAIN, 1, 1 },
	{ "a close is the answer", { TLS12 }, ANSWER_NO, CERTAINTY_LIKELY, 1, 0 },
	{ "an alert", { TLS12, .ssl2 = SSL2_MANNER_ALERT }, ANSWER_NO, CERTAINTY_CERTAIN, 1, 0 },
	{ "silence is none", { TLS12, .ssl2 = SSL2_MANNER_SILENCE }, ANSWER_NO, CERTAINTY_LIKELY,
	  2, 0 },
	{ "answered in TLS", { TLS12, .ssl2 = SSL2_MANNER_TLS }, ANSWER_NO, CERTAINTY_CERTAIN, 1,
	  0 },
	{ "no control", { .fails_everything = true, .rsa = "rsa" }, ANSWER_UNKNOWN,
	  CERTAINTY_CERTAIN, 1, 0 },
	{ "garbage",
	  { .fails_everything = true, .refusal = { .manner = MANNER_GARBAGE }, .rsa = "rsa" },
	  ANSWER_UNKNOWN, CERTAINTY_CERTAIN, 2, 0 },
	{ "answered the second time",
	  { TLS12, .ssl2_kinds = { 0x010080 }, .is_flaky = true }, ANSWER_YES, CERTAINTY_CERTAIN,
	  2, 1 },
};
/* clang-format on */

START_TEST(ssl2_is_told_from_a_close)
{
	const struct ssl2_case *row = &ssl2[_i];

	interview_begin(&interview, &row->clerk, DEPTH_STANDARD);
	interview_ask(&interview, QUESTION_SSL2);
	check_answer(row->name, interview.facts.versions[TLS_VERSION_SSL2], row->want,
	    row->want_certainty);
	ck_assert_msg(
	    interview.raw == row->want_hellos, "%s: %u hellos", row->name, interview.raw);
	ck_assert_msg(interview.facts.ssl2_kinds_len == row->want_kinds, "%s: %zu kinds",
	    row->name, interview.facts.ssl2_kinds_len);
	for (size_t i = 0; i < row->want_kinds; i++)
		ck_assert_uint_eq(interview.facts.ssl2_kinds[i], row->clerk.ssl2_kinds[i]);
}
END_TEST

struct fallback_case {
	const char *name;
	struct clerk clerk;
	enum answer_value want;
	enum certainty want_certainty;
	unsigned want_hellos;
};

#define TWO .suites = { [TLS_VERSION_12] = OLD, [TLS_VERSION_13] = NEW }, SOME

/* clang-format off */
static const struct fallback_case fallbacks[] = {
	{ "known", { TWO, .knows_fallback = true }, ANSWER_YES, CERTAINTY_CERTAIN, 1 },
	{ "not known", { TWO }, ANSWER_NO, CERTAINTY_CERTAIN, 1 },
	{ "one version", { .suites = { [TLS_VERSION_12] = OLD }, SOME }, ANSWER_NOT_APPLICABLE,
	  CERTAINTY_CERTAIN, 0 },
	{ "SSL 3.0 below a hole",
	  { .suites = { [TLS_VERSION_SSL3] = OLD, [TLS_VERSION_12] = OLD }, SOME,
	    .knows_fallback = true }, ANSWER_YES, CERTAINTY_CERTAIN, 1 },
};
/* clang-format on */

START_TEST(the_fallback_signal_is_sent_with_the_lower_version)
{
	const struct fallback_case *row = &fallbacks[_i];
	const char *why;

	interview_begin(&interview, &row->clerk, DEPTH_FULL);
	interview_ask(&interview, QUESTION_VERSIONS);
	interview.raw = 0;
	why = interview_why_none(&interview, QUESTION_FALLBACK);
	ck_assert_msg((why != NULL) == (row->want == ANSWER_NOT_APPLICABLE), "%s", row->name);
	interview_ask(&interview, QUESTION_FALLBACK);
	check_answer(row->name, interview.facts.behaviours[BEHAVIOUR_FALLBACK_SCSV], row->want,
	    row->want_certainty);
	ck_assert_msg(
	    interview.raw == row->want_hellos, "%s: %u hellos", row->name, interview.raw);
}
END_TEST

START_TEST(another_refusal_of_the_fallback_is_likely_one)
{
	const struct clerk clerk = { TWO };
	const struct clerk strict = { .fails_everything = true, .rsa = "rsa" };

	interview_begin(&interview, &clerk, DEPTH_FULL);
	interview_ask(&interview, QUESTION_VERSIONS);
	interview.clerk = &strict;
	interview_ask(&interview, QUESTION_FALLBACK);
	check_answer("refused", interview.facts.behaviours[BEHAVIOUR_FALLBACK_SCSV], ANSWER_YES,
	    CERTAINTY_LIKELY);
}
END_TEST

Suite *
suite(void)
{
	Suite *all = suite_create("probe/versions");
	TCase *tcase = tcase_create("versions");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_loop_test(tcase, every_version_is_found_in_few_hellos, 0, COUNT_OF(versions));
	tcase_add_test(tcase, a_version_that_is_not_known_has_its_reason);
	tcase_add_loop_test(tcase, ssl2_is_told_from_a_close, 0, COUNT_OF(ssl2));
	tcase_add_loop_test(
	    tcase, the_fallback_signal_is_sent_with_the_lower_version, 0, COUNT_OF(fallbacks));
	tcase_add_test(tcase, another_refusal_of_the_fallback_is_likely_one);
	suite_add_tcase(all, tcase);
	return all;
}
