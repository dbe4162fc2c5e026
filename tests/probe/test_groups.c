/* SPDX-License-Identifier: MIT */
/* Groups, those against quantum computers among them, and signature schemes. */
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

#define TLS13(...)                                                                             \
	.suites = { [TLS_VERSION_13] = { 0x1301 } }, .groups = { __VA_ARGS__ }, .rsa = "rsa"
#define TLS12(...)                                                                             \
	.suites = { [TLS_VERSION_12] = { 0xc02f } }, .groups = { __VA_ARGS__ },                \
	.schemes = { 0x0401 }, .rsa = "rsa"

struct post_quantum_case {
	const char *name;
	struct clerk clerk;
	enum answer_value want;
	enum certainty want_certainty;
	enum answer_value want_preferred;
	uint16_t want_group;
	unsigned want_hellos; /* at standard depth */
	/* At full depth, where it differs. */
	enum answer_value want_preferred_full;
};

/* clang-format off */
static const struct post_quantum_case post_quantums[] = {
	{ "preferred", { TLS13(0x11ec, 0x001d) }, ANSWER_YES, CERTAINTY_CERTAIN, ANSWER_YES,
	  0x11ec, 2, ANSWER_YES },
	{ "taken, but not preferred", { TLS13(0x001d, 0x11ec) }, ANSWER_YES, CERTAINTY_CERTAIN,
	  ANSWER_NO, 0x11ec, 2, ANSWER_NO },
	{ "nothing else is taken", { TLS13(0x0202, 0x11ed) }, ANSWER_YES, CERTAINTY_CERTAIN,
	  ANSWER_YES, 0x0202, 2, ANSWER_YES },
	{ "only one group is taken", { TLS13(0x11ec) }, ANSWER_YES, CERTAINTY_CERTAIN,
	  ANSWER_YES, 0x11ec, 2, ANSWER_YES },
	{ "an older draft", { TLS13(0x6399, 0x001d) }, ANSWER_YES, CERTAINTY_CERTAIN, ANSWER_YES,
	  0x6399, 2, ANSWER_YES },
	{ "the client decides", { TLS13(0x001d, 0x11ec), .is_client_order = true }, ANSWER_YES,
	  CERTAINTY_CERTAIN, ANSWER_YES, 0x11ec, 2, ANSWER_UNKNOWN },
	{ "none", { TLS13(0x001d, 0x0017) }, ANSWER_NO, CERTAINTY_CERTAIN,
	  ANSWER_NOT_APPLICABLE, 0, 1, ANSWER_NOT_APPLICABLE },
	{ "none, and closes", { TLS13(0x001d), .refusal = { .manner = MANNER_CLOSE } }, ANSWER_NO,
	  CERTAINTY_LIKELY, ANSWER_NOT_APPLICABLE, 0, 2, ANSWER_NOT_APPLICABLE },
	{ "garbage", { TLS13(0x001d), .refusal = { .manner = MANNER_GARBAGE } }, ANSWER_UNKNOWN,
	  CERTAINTY_CERTAIN, ANSWER_UNKNOWN, 0, 2, ANSWER_UNKNOWN },
	{ "a group that was not offered", { TLS13(0x001d), .foreign_group = 0x0017 },
	  ANSWER_UNKNOWN, CERTAINTY_CERTAIN, ANSWER_NO, 0, 2, ANSWER_UNKNOWN },
};
/* clang-format on */

START_TEST(groups_against_quantum_computers_take_two_hellos)
{
	const struct post_quantum_case *row = &post_quantums[_i];
	struct negotiation *facts = &interview.facts;

	interview_begin(&interview, &row->clerk, DEPTH_STANDARD);
	interview_ask(&interview, QUESTION_POST_QUANTUM);
	check_answer(row->name, facts->post_quantum, row->want, row->want_certainty);
	check_answer(
	    row->name, facts->post_quantum_preferred, row->want_preferred, CERTAINTY_CERTAIN);
	ck_assert_msg(facts->post_quantum_group == row->want_group, "%s: %04x", row->name,
	    facts->post_quantum_group);
	ck_assert_msg(
	    interview.raw == row->want_hellos, "%s: %u hellos", row->name, interview.raw);
}
END_TEST

START_TEST(at_full_depth_all_groups_show_them)
{
	const struct post_quantum_case *row = &post_quantums[_i];
	struct negotiation *facts = &interview.facts;

	interview_begin(&interview, &row->clerk, DEPTH_FULL);
	ck_assert_str_eq(
	    interview_why_none(&interview, QUESTION_POST_QUANTUM), "the groups show it");
	interview_ask(&interview, QUESTION_GROUPS);
	interview_ask(&interview, QUESTION_POST_QUANTUM);
	ck_assert_uint_eq(port_count(&interview.port, QUESTION_POST_QUANTUM), 0);
	/* The foreign group is one of the candidates here. */
	if (row->clerk.foreign_group != 0)
		return;
	check_answer(row->name, facts->post_quantum, row->want, row->want_certainty);
	check_answer(row->name, facts->post_quantum_preferred, row->want_preferred_full,
	    facts->post_quantum_preferred.certainty);
	ck_assert_msg(facts->post_quantum_group == row->want_group, "%s: %04x", row->name,
	    facts->post_quantum_group);
}
END_TEST

START_TEST(without_tls13_there_is_nothing_against_quantum_computers)
{
	const struct clerk clerk = { TLS12(0x001d) };
	const struct clerk nothing = { .fails_everything = true, .rsa = "rsa" };

	interview_begin(&interview, &clerk, DEPTH_STANDARD);
	interview_ask(&interview, QUESTION_VERSIONS);
	ck_assert_str_eq(interview_why_none(&interview, QUESTION_POST_QUANTUM),
	    "the server does not have TLS 1.3");
	interview_ask(&interview, QUESTION_POST_QUANTUM);
	check_answer("no TLS 1.3", interview.facts.post_quantum, ANSWER_NO, CERTAINTY_CERTAIN);
	check_answer("no TLS 1.3", interview.facts.post_quantum_preferred,
	    ANSWER_NOT_APPLICABLE, CERTAINTY_CERTAIN);
	interview_end(&interview);
	interview_begin(&interview, &nothing, DEPTH_STANDARD);
	interview_ask(&interview, QUESTION_POST_QUANTUM);
	check_answer(
	    "no control", interview.facts.post_quantum, ANSWER_UNKNOWN, CERTAINTY_CERTAIN);
}
END_TEST

START_TEST(a_wide_hello_finds_tls13_by_the_way)
{
	const struct clerk clerk = { .suites = { [TLS_VERSION_13] = { 0x1301 } },
		.groups = { 0x11ec, 0x001d },
		.rsa = "rsa",
		.fails_sessions = true };
	struct survey survey;

	interview_begin(&interview, &clerk, DEPTH_STANDARD);
	interview_ask(&interview, QUESTION_POST_QUANTUM);
	survey = interview_survey(&interview);
	ck_assert(survey_has(&survey, TLS_VERSION_13));
	check_answer("by the way", interview.facts.post_quantum_preferred, ANSWER_YES,
	    CERTAINTY_CERTAIN);
	ck_assert_uint_eq(interview.raw, 2);
}
END_TEST

struct groups_case {
	const char *name;
	struct clerk clerk;
	bool is_tls13;
	enum answer_value want_whole;
	enum certainty want_certainty;
	enum preference want;
	unsigned want_hellos;
	uint16_t want_groups[8];
};

/* clang-format off */
static const struct groups_case groups_cases[] = {
	{ "TLS 1.3 in the server's order", { TLS13(0x001d, 0x0017, 0x0100) }, true, ANSWER_YES,
	  CERTAINTY_CERTAIN, PREFERENCE_SERVER, 4, { 0x001d, 0x0017, 0x0100 } },
	{ "TLS 1.3 in the client's order",
	  { TLS13(0x11ec, 0x001d, 0x0017), .is_client_order = true }, true, ANSWER_YES,
	  CERTAINTY_CERTAIN, PREFERENCE_CLIENT, 5, { 0x0017, 0x001d, 0x11ec } },
	{ "TLS 1.3 in an order that is that of the hello", { TLS13(0x0017, 0x001d) }, true,
	  ANSWER_YES, CERTAINTY_CERTAIN, PREFERENCE_SERVER, 4, { 0x0017, 0x001d } },
	{ "TLS 1.2 shows curves only", { TLS12(0x001d, 0x001a, 0x0017, 0x0100) }, false,
	  ANSWER_YES, CERTAINTY_CERTAIN, PREFERENCE_SERVER, 4, { 0x001d, 0x001a, 0x0017 } },
	{ "TLS 1.0",
	  { .suites = { [TLS_VERSION_10] = { 0xc013 } }, .groups = { 0x0017 }, .rsa = "rsa" },
	  false, ANSWER_YES, CERTAINTY_CERTAIN, PREFERENCE_UNKNOWN, 2, { 0x0017 } },
	{ "none is needed",
	  { .suites = { [TLS_VERSION_12] = { 0x009c } }, .rsa = "rsa" }, false, ANSWER_YES,
	  CERTAINTY_CERTAIN, PREFERENCE_UNKNOWN, 1, { 0 } },
	{ "closes", { TLS13(0x001d), .refusal = { .manner = MANNER_CLOSE } }, true, ANSWER_YES,
	  CERTAINTY_LIKELY, PREFERENCE_UNKNOWN, 3, { 0x001d } },
	{ "garbage", { TLS13(0x001d), .refusal = { .manner = MANNER_GARBAGE } }, true,
	  ANSWER_UNKNOWN, CERTAINTY_CERTAIN, PREFERENCE_UNKNOWN, 3, { 0x001d } },
	{ "always the same group", { TLS13(0x001d), .foreign_group = 0x0018 }, true,
	  ANSWER_UNKNOWN, CERTAINTY_CERTAIN, PREFERENCE_UNKNOWN, 2, { 0x0018 } },
};
/* clang-format on */

START_TEST(every_group_is_found_in_its_order)
{
	const struct groups_case *row = &groups_cases[_i];
	struct ranking *ranking =
	    row->is_tls13 ? &interview.facts.groups_tls13 : &interview.facts.groups_tls12;
	struct ranking *other =
	    row->is_tls13 ? &interview.facts.groups_tls12 : &interview.facts.groups_tls13;

	interview_begin(&interview, &row->clerk, DEPTH_FULL);
	interview_ask(&interview, QUESTION_VERSIONS);
	interview.raw = 0;
	interview_ask(&interview, QUESTION_GROUPS);
	check_answer(row->name, ranking->is_whole, row->want_whole, row->want_certainty);
	check_ranking(
	    row->name, ranking, row->want_groups, COUNT_OF(row->want_groups), row->want);
	ck_assert_msg(
	    interview.raw == row->want_hellos, "%s: %u hellos", row->name, interview.raw);
	ck_assert_uint_eq(other->len, 0);
	ck_assert_msg(other->is_whole.why != NULL, "%s", row->name);
}
END_TEST

START_TEST(without_a_version_there_are_no_groups_to_ask_for)
{
	const struct clerk nothing = { .fails_everything = true, .rsa = "rsa" };
	const struct clerk old = { .suites = { [TLS_VERSION_SSL3] = { 0x000a } },
		.rsa = "rsa" };

	interview_begin(&interview, &nothing, DEPTH_FULL);
	ck_assert_str_eq(
	    interview_why_none(&interview, QUESTION_GROUPS), "no hello at all got through");
	interview_end(&interview);
	interview_begin(&interview, &old, DEPTH_FULL);
	interview_ask(&interview, QUESTION_VERSIONS);
	ck_assert_str_eq(
	    interview_why_none(&interview, QUESTION_GROUPS), "SSL 3.0 has no extensions");
	interview_ask(&interview, QUESTION_GROUPS);
	check_answer("SSL 3.0", interview.facts.groups_tls12.is_whole, ANSWER_NOT_APPLICABLE,
	    CERTAINTY_CERTAIN);
}
END_TEST

struct schemes_case {
	const char *name;
	struct clerk clerk;
	enum answer_value want_whole;
	enum preference want;
	unsigned want_hellos;
	uint16_t want_schemes[8];
};

/* clang-format off */
static const struct schemes_case schemes_cases[] = {
	{ "the server's order, without one more hello",
	  { .suites = { [TLS_VERSION_12] = { 0xc02f } }, .groups = { 0x001d }, .rsa = "rsa",
	    .schemes = { 0x0804, 0x0401, 0x0201 } }, ANSWER_YES, PREFERENCE_SERVER, 4,
	  { 0x0804, 0x0401, 0x0201 } },
	{ "an order that may be anybody's",
	  { .suites = { [TLS_VERSION_12] = { 0xc02f } }, .groups = { 0x001d }, .rsa = "rsa",
	    .schemes = { 0x0201, 0x0401 } }, ANSWER_YES, PREFERENCE_UNKNOWN, 3,
	  { 0x0201, 0x0401 } },
	{ "both keys, asked one after the other",
	  { .suites = { [TLS_VERSION_12] = { 0xc02b, 0xc02f } }, .groups = { 0x001d },
	    .rsa = "rsa", .ecdsa = "ecdsa", .schemes = { 0x0403, 0x0401 } }, ANSWER_YES,
	  PREFERENCE_UNKNOWN, 4, { 0x0401, 0x0403 } },
	{ "nothing is signed", { .suites = { [TLS_VERSION_12] = { 0x009c } }, .rsa = "rsa" },
	  ANSWER_NOT_APPLICABLE, PREFERENCE_UNKNOWN, 0, { 0 } },
	{ "always the same scheme",
	  { .suites = { [TLS_VERSION_12] = { 0xc02f } }, .groups = { 0x001d }, .rsa = "rsa",
	    .schemes = { 0x0401, 0x0501 }, .foreign_scheme = 0x0201 }, ANSWER_UNKNOWN,
	  PREFERENCE_UNKNOWN, 2, { 0x0201 } },
	{ "no TLS 1.2", { .suites = { [TLS_VERSION_11] = { 0x002f } }, .rsa = "rsa" },
	  ANSWER_UNKNOWN, PREFERENCE_UNKNOWN, 0, { 0 } }, /* its versions were not asked */
};
/* clang-format on */

START_TEST(one_key_that_is_not_known_leaves_the_whole_open)
{
	const struct clerk clerk = { .suites = { [TLS_VERSION_12] = { 0xc02b, 0xc02f } },
		.groups = { 0x001d },
		.rsa = "rsa",
		.ecdsa = "ecdsa",
		.schemes = { 0x0403, 0x0401 } };
	const struct clerk garbled = {
		.fails_everything = true, .rsa = "rsa", .refusal = { .manner = MANNER_GARBAGE }
	};

	interview_begin(&interview, &clerk, DEPTH_FULL);
	interview_ask(&interview, QUESTION_SUITES);
	interview.clerk = &garbled;
	interview_ask(&interview, QUESTION_SCHEMES);
	check_answer(
	    "garbled", interview.facts.schemes.is_whole, ANSWER_UNKNOWN, CERTAINTY_CERTAIN);
}
END_TEST

START_TEST(every_signature_scheme_is_found)
{
	const struct schemes_case *row = &schemes_cases[_i];
	struct ranking *ranking = &interview.facts.schemes;

	interview_begin(&interview, &row->clerk, DEPTH_FULL);
	/* The suites tell which keys sign. */
	interview_ask(&interview, QUESTION_SUITES);
	interview.raw = 0;
	interview_ask(&interview, QUESTION_SCHEMES);
	check_answer(row->name, ranking->is_whole, row->want_whole, CERTAINTY_CERTAIN);
	check_ranking(
	    row->name, ranking, row->want_schemes, COUNT_OF(row->want_schemes), row->want);
	ck_assert_msg(
	    interview.raw == row->want_hellos, "%s: %u hellos", row->name, interview.raw);
}
END_TEST

Suite *
suite(void)
{
	Suite *all = suite_create("probe/groups");
	TCase *tcase = tcase_create("groups");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_loop_test(tcase, groups_against_quantum_computers_take_two_hellos, 0,
	    COUNT_OF(post_quantums));
	tcase_add_loop_test(
	    tcase, at_full_depth_all_groups_show_them, 0, COUNT_OF(post_quantums));
	tcase_add_test(tcase, without_tls13_there_is_nothing_against_quantum_computers);
	tcase_add_test(tcase, a_wide_hello_finds_tls13_by_the_way);
	tcase_add_loop_test(
	    tcase, every_group_is_found_in_its_order, 0, COUNT_OF(groups_cases));
	tcase_add_test(tcase, without_a_version_there_are_no_groups_to_ask_for);
	tcase_add_loop_test(tcase, every_signature_scheme_is_found, 0, COUNT_OF(schemes_cases));
	tcase_add_test(tcase, one_key_that_is_not_known_leaves_the_whole_open);
	suite_add_tcase(all, tcase);
	return all;
}
