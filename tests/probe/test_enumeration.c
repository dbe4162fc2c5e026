/* SPDX-License-Identifier: MIT */
/* Enumerations of ten candidates in sets of four and three, of servers of all kinds. */
#include "probe/enumeration.h"

#include "probe/interview.h"
#include "probe/question.h"
#include "registry/number.h"
#include "support/suite.h"

enum { BASE = 5 << 16, HELLOS_MAX = 40 };

/* Static RSA, so that nothing else matters: the sets are 1 to 4, 5 to 7, 8 to 10. */
static const uint16_t candidates[] = { 0x0001, 0x0002, 0x0004, 0x0005, 0x0007, 0x000a, 0x002f,
	0x0035, 0x003c, 0x003d };

static struct interview interview;

static void
tear_down(void)
{
	interview_end(&interview);
}

static bool
chosen(const struct flight *flight, uint16_t *number)
{
	*number = flight->suite;
	return flight->has_hello;
}

static void
compose(const struct survey *survey, const struct enumeration *enumeration,
    const uint16_t *numbers, size_t len, struct attempt *attempt)
{
	const struct hello_wish wish = {
		.version = enumeration->version, .suites = numbers, .suites_len = len
	};

	question_hello(survey, &wish, attempt);
}

/* As of an extension that the version does not have. */
static size_t
no_numbers(const struct witness *witness, uint16_t *numbers, size_t cap)
{
	(void)witness;
	(void)numbers;
	(void)cap;
	return 0;
}

static const struct enumeration ten = {
	.question = QUESTION_SUITES,
	.base = BASE,
	.version = VERSION_TLS12,
	.candidates = candidates,
	.len = COUNT_OF(candidates),
	.at_once = 4,
	.at_once_behind = 3,
	.has_order = true,
	.offered = witness_suites,
	.chosen = chosen,
	.compose = compose,
};

static enum plan
ask(const struct enumeration *enumeration)
{
	struct survey survey = interview_survey(&interview);
	struct attempt attempt;
	enum plan plan;

	attempt_init(&attempt);
	attempt.question = QUESTION_SUITES;
	plan = enumeration_next(&survey, enumeration, &attempt);
	if (plan == PLAN_ASK)
		interview_make(&interview, &attempt);
	attempt_clear(&attempt);
	return plan;
}

static void
enumerate(
    const struct clerk *clerk, const struct enumeration *enumeration, struct ranking *ranking)
{
	struct survey survey;

	interview_begin(&interview, clerk, DEPTH_FULL);
	while (ask(enumeration) == PLAN_ASK)
		ck_assert_uint_lt(interview.raw, HELLOS_MAX);
	ck_assert_int_eq(ask(enumeration), PLAN_DONE);
	survey = interview_survey(&interview);
	enumeration_rank(&survey, enumeration, ranking);
}

#define TAKES(...) .suites = { [TLS_VERSION_12] = { __VA_ARGS__ } }, .rsa = "rsa"

struct enumeration_case {
	const char *name;
	struct clerk clerk;
	enum answer_value want_whole;
	enum certainty want_certainty;
	enum preference want_preference;
	unsigned want_hellos;
	uint16_t want[12];
};

/* clang-format off */
static const struct enumeration_case cases[] = {
	{ "none", { TAKES(0x0041) }, ANSWER_YES, CERTAINTY_CERTAIN, PREFERENCE_UNKNOWN, 3, { 0 } },
	{ "one", { TAKES(0x0005) }, ANSWER_YES, CERTAINTY_CERTAIN, PREFERENCE_UNKNOWN, 4,
	  { 0x0005 } },
	{ "in the server's order", { TAKES(0x0005, 0x0001, 0x0004) }, ANSWER_YES,
	  CERTAINTY_CERTAIN, PREFERENCE_SERVER, 6, { 0x0005, 0x0001, 0x0004 } },
	{ "in the client's order", { TAKES(0x0005, 0x0001, 0x0004), .is_client_order = true },
	  ANSWER_YES, CERTAINTY_CERTAIN, PREFERENCE_CLIENT, 7, { 0x0001, 0x0004, 0x0005 } },
	{ "in the server's order, which is that of the hello", { TAKES(0x0001, 0x0004, 0x0005) },
	  ANSWER_YES, CERTAINTY_CERTAIN, PREFERENCE_SERVER, 7, { 0x0001, 0x0004, 0x0005 } },
	{ "a whole set: it needs no refusal", { TAKES(0x0005, 0x0004, 0x0002, 0x0001) },
	  ANSWER_YES, CERTAINTY_CERTAIN, PREFERENCE_SERVER, 6,
	  { 0x0005, 0x0004, 0x0002, 0x0001 } },
	{ "all", { TAKES(0x003d, 0x003c, 0x0035, 0x002f, 0x000a, 0x0007, 0x0005, 0x0004, 0x0002,
		  0x0001) }, ANSWER_YES, CERTAINTY_CERTAIN, PREFERENCE_SERVER, 10,
	  { 0x0005, 0x0004, 0x0002, 0x0001, 0x002f, 0x000a, 0x0007, 0x003d, 0x003c, 0x0035 } },
	{ "all in the client's order",
	  { TAKES(0x003d, 0x003c, 0x0035, 0x002f, 0x000a, 0x0007, 0x0005, 0x0004, 0x0002, 0x0001),
	    .is_client_order = true }, ANSWER_YES, CERTAINTY_CERTAIN, PREFERENCE_CLIENT, 11,
	  { 0x0001, 0x0002, 0x0004, 0x0005, 0x0007, 0x000a, 0x002f, 0x0035, 0x003c, 0x003d } },
	{ "one of each set says nothing of an order", { TAKES(0x0035, 0x0007, 0x0001) },
	  ANSWER_YES, CERTAINTY_CERTAIN, PREFERENCE_UNKNOWN, 6, { 0x0001, 0x0007, 0x0035 } },
	{ "the order shows in the largest set", { TAKES(0x003d, 0x002f, 0x0007, 0x0001) },
	  ANSWER_YES, CERTAINTY_CERTAIN, PREFERENCE_SERVER, 7,
	  { 0x0001, 0x002f, 0x0007, 0x003d } },
	{ "what was taken of another set does not make an order", { TAKES(0x003d, 0x0001, 0x0002) },
	  ANSWER_YES, CERTAINTY_CERTAIN, PREFERENCE_SERVER, 7, { 0x0001, 0x0002, 0x003d } },
	{ "a close is repeated once, and told likely",
	  { TAKES(0x0005, 0x0001), .refusal = { .manner = MANNER_CLOSE } }, ANSWER_YES,
	  CERTAINTY_LIKELY, PREFERENCE_SERVER, 6, { 0x0005, 0x0001 } },
	{ "so is a reset", { TAKES(0x0005, 0x0001), .refusal = { .manner = MANNER_RESET } },
	  ANSWER_YES, CERTAINTY_LIKELY, PREFERENCE_SERVER, 6, { 0x0005, 0x0001 } },
	{ "so is silence", { TAKES(0x0005, 0x0001), .refusal = { .manner = MANNER_SILENCE } },
	  ANSWER_YES, CERTAINTY_LIKELY, PREFERENCE_SERVER, 6, { 0x0005, 0x0001 } },
	{ "garbage ends it: the rest is not known",
	  { TAKES(0x0005, 0x0001), .refusal = { .manner = MANNER_GARBAGE } }, ANSWER_UNKNOWN,
	  CERTAINTY_CERTAIN, PREFERENCE_SERVER, 4, { 0x0005, 0x0001 } },
	{ "every hello is heard the second time only",
	  { TAKES(0x0005, 0x0001), .is_flaky = true }, ANSWER_YES, CERTAINTY_CERTAIN,
	  PREFERENCE_SERVER, 10, { 0x0005, 0x0001 } },
	{ "always the same that was not offered", { TAKES(0x0041), .foreign_suite = 0x0033 },
	  ANSWER_UNKNOWN, CERTAINTY_CERTAIN, PREFERENCE_UNKNOWN, 3, { 0 } },
	{ "always the same, which was offered first", { TAKES(0x0041), .foreign_suite = 0x0002 },
	  ANSWER_UNKNOWN, CERTAINTY_CERTAIN, PREFERENCE_UNKNOWN, 4, { 0x0002 } },
};
/* clang-format on */

START_TEST(everything_is_found_in_its_order)
{
	const struct enumeration_case *row = &cases[_i];
	struct ranking ranking;

	enumerate(&row->clerk, &ten, &ranking);
	check_answer(row->name, ranking.is_whole, row->want_whole, row->want_certainty);
	check_ranking(
	    row->name, &ranking, row->want, COUNT_OF(row->want), row->want_preference);
	ck_assert_msg(
	    interview.raw == row->want_hellos, "%s: %u hellos", row->name, interview.raw);
}
END_TEST

/* With one candidate in every hello, at its end. */
static void
compose_always(const struct survey *survey, const struct enumeration *enumeration,
    const uint16_t *numbers, size_t len, struct attempt *attempt)
{
	uint16_t with[COUNT_OF(candidates) + 1];

	for (size_t i = 0; i < len; i++)
		with[i] = numbers[i];
	if (with[len - 1] != enumeration->always)
		with[len++] = enumeration->always;
	compose(survey, enumeration, with, len, attempt);
}

struct always_case {
	const char *name;
	struct clerk clerk;
	enum standing standing_behind;
	enum answer_value want;
	unsigned want_hellos;
	uint16_t want_taken[4];
};

/* clang-format off */
static const struct always_case always_cases[] = {
	{ "preferred to the others", { TAKES(0x003d, 0x0001) }, STANDING_HIDDEN, ANSWER_UNKNOWN, 1,
	  { 0x003d } },
	{ "taken behind all others", { TAKES(0x0005, 0x0001, 0x003d) }, STANDING_REFUSED,
	  ANSWER_YES, 3, { 0x0005, 0x0001, 0x003d } },
	{ "not taken at all", { TAKES(0x0005) }, STANDING_HIDDEN, ANSWER_YES, 2, { 0x0005 } },
};
/* clang-format on */

START_TEST(what_is_always_offered_may_hide_others)
{
	const struct always_case *row = &always_cases[_i];
	struct enumeration enumeration = ten;
	struct ranking ranking;

	enumeration.at_once = COUNT_OF(candidates);
	enumeration.always = 0x003d;
	enumeration.standing_behind = row->standing_behind;
	enumeration.compose = compose_always;
	enumeration.has_order = false;
	enumerate(&row->clerk, &enumeration, &ranking);
	check_answer(row->name, ranking.is_whole, row->want, CERTAINTY_CERTAIN);
	check_ranking(row->name, &ranking, row->want_taken, COUNT_OF(row->want_taken),
	    ranking.preference);
	ck_assert_msg(
	    interview.raw == row->want_hellos, "%s: %u hellos", row->name, interview.raw);
}
END_TEST

START_TEST(a_hello_that_offers_nothing_is_not_sent_for_ever)
{
	const struct clerk clerk = { .suites = { [TLS_VERSION_SSL3] = { 0x0041 } },
		.rsa = "rsa" };
	struct enumeration enumeration = ten;
	struct ranking ranking;

	enumeration.offered = no_numbers;
	enumerate(&clerk, &enumeration, &ranking);
	ck_assert_uint_eq(interview.raw, 1);
	check_answer("nothing", ranking.is_whole, ANSWER_UNKNOWN, CERTAINTY_CERTAIN);
}
END_TEST

START_TEST(without_a_wish_for_it_the_order_costs_nothing)
{
	const struct clerk clerk = { TAKES(0x0001, 0x0004) };
	struct enumeration enumeration = ten;
	struct ranking ranking;

	enumeration.has_order = false;
	enumerate(&clerk, &enumeration, &ranking);
	ck_assert_int_eq(ranking.preference, PREFERENCE_UNKNOWN);
	ck_assert_uint_eq(interview.raw, 5);
	interview_end(&interview);
	enumerate(&(const struct clerk){ TAKES(0x0004, 0x0001) }, &enumeration, &ranking);
	ck_assert_int_eq(ranking.preference, PREFERENCE_SERVER);
}
END_TEST

START_TEST(what_is_not_whole_has_its_reason)
{
	const struct clerk foreign = { TAKES(0x0041), .foreign_suite = 0x0033 };
	const struct clerk lost = { TAKES(0x0005, 0x0001), .connections_max = 2 };
	struct ranking ranking;

	enumerate(&foreign, &ten, &ranking);
	ck_assert_str_eq(ranking.is_whole.why, "the server chose what it was not offered");
	interview_end(&interview);
	enumerate(&lost, &ten, &ranking);
	ck_assert_str_eq(ranking.is_whole.why, "the server stopped answering");
	ck_assert_uint_eq(ranking.len, 1);
	ck_assert_uint_eq(interview.raw, 1);
	ck_assert_uint_eq(port_count(&interview.port, QUESTION_SUITES), 3);
}
END_TEST

START_TEST(what_was_begun_is_told_as_far_as_it_got)
{
	const struct clerk clerk = { TAKES(0x0005, 0x0001) };
	struct ranking ranking;
	struct survey survey;

	interview_begin(&interview, &clerk, DEPTH_FULL);
	ck_assert_int_eq(ask(&ten), PLAN_ASK);
	survey = interview_survey(&interview);
	enumeration_rank(&survey, &ten, &ranking);
	ck_assert_uint_eq(ranking.len, 1);
	check_answer("begun", ranking.is_whole, ANSWER_UNKNOWN, CERTAINTY_CERTAIN);
	ck_assert_str_eq(ranking.is_whole.why, "it was not asked to the end");
}
END_TEST

START_TEST(it_waits_for_what_is_running)
{
	const struct clerk clerk = { TAKES(0x0005, 0x0001) };

	interview_begin(&interview, &clerk, DEPTH_FULL);
	ck_assert_int_eq(ask(&ten), PLAN_ASK);
	interview.port.transcripts[QUESTION_SUITES]->is_over = false;
	interview.port.transcripts[QUESTION_SUITES]->witness = NULL;
	/* The flight is whole, so that it is known though not over. */
	ck_assert_int_eq(ask(&ten), PLAN_ASK);
	ck_assert_uint_eq(interview.raw, 2);
	interview_record(
	    &interview, QUESTION_SUITES, BASE + 2, span_of("\x16\x03\x01"), span_of(""));
	ck_assert_int_eq(ask(&ten), PLAN_WAIT);
}
END_TEST

START_TEST(each_hello_offers_what_is_open_of_one_set)
{
	static const size_t want[] = { 4, 3, 2, 3, 3, 2 };
	const struct clerk clerk = { TAKES(0x0005, 0x0001) };
	struct ranking ranking;
	size_t i = 0;

	enumerate(&clerk, &ten, &ranking);
	for (struct transcript *t = interview.port.transcripts[QUESTION_SUITES]; t != NULL;
	     t = t->next, i++) {
		uint16_t numbers[16];

		ck_assert_uint_lt(i, COUNT_OF(want));
		ck_assert_uint_eq(t->variant, BASE + i);
		ck_assert_uint_eq(
		    witness_suites(witness_of(t), numbers, COUNT_OF(numbers)), want[i]);
	}
}
END_TEST

Suite *
suite(void)
{
	Suite *all = suite_create("probe/enumeration");
	TCase *tcase = tcase_create("enumeration");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_loop_test(tcase, everything_is_found_in_its_order, 0, COUNT_OF(cases));
	tcase_add_loop_test(
	    tcase, what_is_always_offered_may_hide_others, 0, COUNT_OF(always_cases));
	tcase_add_test(tcase, a_hello_that_offers_nothing_is_not_sent_for_ever);
	tcase_add_test(tcase, without_a_wish_for_it_the_order_costs_nothing);
	tcase_add_test(tcase, what_is_not_whole_has_its_reason);
	tcase_add_test(tcase, what_was_begun_is_told_as_far_as_it_got);
	tcase_add_test(tcase, it_waits_for_what_is_running);
	tcase_add_test(tcase, each_hello_offers_what_is_open_of_one_set);
	suite_add_tcase(all, tcase);
	return all;
}
