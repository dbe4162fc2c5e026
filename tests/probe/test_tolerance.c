/* SPDX-License-Identifier: MIT */
/* Odd hellos: together where they are taken, one by one where they are not. */
#include "probe/interview.h"
#include "probe/question.h"
#include "registry/number.h"
#include "support/suite.h"

#include <string.h>

enum { TOGETHER = 100 };

static struct interview interview;

static void
tear_down(void)
{
	interview_end(&interview);
}

#define USUAL .groups = { 0x001d }, .schemes = { 0x0401 }, .rsa = "rsa"
#define TLS12 .suites = { [TLS_VERSION_12] = { 0xc02f } }, USUAL
#define TLS13 .suites = { [TLS_VERSION_13] = { 0x1301 } }, USUAL
#define BOTH .suites = { [TLS_VERSION_12] = { 0xc02f }, [TLS_VERSION_13] = { 0x1301 } }, USUAL

static void
ask(const struct clerk *clerk)
{
	interview_begin(&interview, clerk, DEPTH_FULL);
	interview_ask(&interview, QUESTION_VERSIONS);
	interview.raw = 0;
	interview_ask(&interview, QUESTION_TOLERANCE);
}

static bool
is_first_set(enum hello_kind kind)
{
	return kind != HELLO_KIND_LEGACY_VERSION_TLS13 && kind != HELLO_KIND_LENGTH_300 &&
	       kind != HELLO_KIND_NO_NAME;
}

START_TEST(a_tolerant_server_is_asked_twice)
{
	const struct clerk clerks[] = { { TLS12 }, { BOTH }, { TLS13 } };

	ask(&clerks[_i]);
	for (size_t i = 0; i < HELLO_KINDS; i++) {
		bool is_out = _i == 2 && i == HELLO_KIND_LEGACY_VERSION_TLS13;

		check_answer(hello_kind_name((enum hello_kind)i), interview.facts.tolerates[i],
		    is_out ? ANSWER_NOT_APPLICABLE : ANSWER_YES, CERTAINTY_CERTAIN);
	}
	ck_assert_uint_eq(interview.raw, 2);
}
END_TEST

/* The clerk finds the oddities in the bytes: those that were meant are really there. */
START_TEST(each_intolerance_is_found_alone)
{
	enum hello_kind kind = (enum hello_kind)_i;
	struct clerk clerk = { TLS12, .intolerances = 1U << kind };
	const char *name = hello_kind_name(kind);

	ask(&clerk);
	for (size_t i = 0; i < HELLO_KINDS; i++) {
		/* A large share needs TLS 1.3. */
		bool is_hidden = kind == HELLO_KIND_TLS13_OFFER && i == HELLO_KIND_LARGE_SHARE;

		check_answer(name, interview.facts.tolerates[i],
		    is_hidden   ? ANSWER_UNKNOWN
		    : i == kind ? ANSWER_NO
				: ANSWER_YES,
		    CERTAINTY_CERTAIN);
	}
	/* One set alone is taken apart. */
	ck_assert_msg(interview.raw == (is_first_set(kind) ? 2 + 10 : 2 + 3), "%s: %u", name,
	    interview.raw);
}
END_TEST

START_TEST(an_intolerance_without_an_alert_is_likely)
{
	struct clerk clerk = { TLS12, .intolerances = 1U << HELLO_KIND_SPLIT,
		.intolerance = { .manner = MANNER_CLOSE } };

	ask(&clerk);
	check_answer(
	    "split", interview.facts.tolerates[HELLO_KIND_SPLIT], ANSWER_NO, CERTAINTY_LIKELY);
	check_answer("large", interview.facts.tolerates[HELLO_KIND_LARGE], ANSWER_YES,
	    CERTAINTY_CERTAIN);
	/* The first drop is repeated, that of the piece alone is not. */
	ck_assert_uint_eq(interview.raw, 2 + 10 + 2);
}
END_TEST

START_TEST(garbage_says_nothing_of_tolerance)
{
	struct clerk clerk = { TLS12, .intolerances = 1U << HELLO_KIND_GREASE,
		.intolerance = { .manner = MANNER_GARBAGE } };

	ask(&clerk);
	check_answer("GREASE", interview.facts.tolerates[HELLO_KIND_GREASE], ANSWER_UNKNOWN,
	    CERTAINTY_CERTAIN);
	check_answer("large", interview.facts.tolerates[HELLO_KIND_LARGE], ANSWER_YES,
	    CERTAINTY_CERTAIN);
}
END_TEST

/* Many suites make the hello long enough for that. */
START_TEST(a_bound_on_the_length_is_found)
{
	struct clerk clerk = { TLS12, .hello_max = 512 };

	ask(&clerk);
	for (size_t i = 0; i < HELLO_KINDS; i++) {
		bool is_long = i == HELLO_KIND_LARGE || i == HELLO_KIND_LARGE_SHARE ||
		               i == HELLO_KIND_MANY_SUITES;

		if (i != HELLO_KIND_MANY_SUITES)
			check_answer(hello_kind_name((enum hello_kind)i),
			    interview.facts.tolerates[i], is_long ? ANSWER_NO : ANSWER_YES,
			    is_long ? CERTAINTY_LIKELY : CERTAINTY_CERTAIN);
	}
}
END_TEST

START_TEST(where_there_is_no_name_none_is_left_out)
{
	const struct clerk clerk = { TLS12 };

	interview_begin(&interview, &clerk, DEPTH_FULL);
	interview.port.endpoint.server_name = NULL;
	interview_ask(&interview, QUESTION_TOLERANCE);
	check_answer("no name", interview.facts.tolerates[HELLO_KIND_NO_NAME],
	    ANSWER_NOT_APPLICABLE, CERTAINTY_CERTAIN);
	ck_assert_uint_eq(interview.raw, 2);
}
END_TEST

START_TEST(without_control_nothing_is_asked)
{
	const struct clerk nothing = { .fails_everything = true, .rsa = "rsa" };
	const struct clerk old = { .suites = { [TLS_VERSION_SSL3] = { 0x000a } },
		.rsa = "rsa" };

	ask(&nothing);
	ck_assert_uint_eq(interview.raw, 0);
	ck_assert_str_eq(
	    interview_why_none(&interview, QUESTION_TOLERANCE), "no hello at all got through");
	for (size_t i = 0; i < HELLO_KINDS; i++)
		check_answer("no control", interview.facts.tolerates[i], ANSWER_UNKNOWN,
		    CERTAINTY_CERTAIN);
	interview_end(&interview);
	ask(&old);
	ck_assert_uint_eq(interview.raw, 0);
	ck_assert_str_eq(
	    interview_why_none(&interview, QUESTION_TOLERANCE), "SSL 3.0 has no extensions");
}
END_TEST

START_TEST(the_hellos_are_as_odd_as_they_are_said_to_be)
{
	const struct clerk clerk = { TLS12, .intolerances = (1U << HELLO_KINDS) - 1 };
	static const size_t want[] = {
		[HELLO_KIND_LARGE] = 1800,
		[HELLO_KIND_LENGTH_300] = 300,
	};

	ask(&clerk);
	ck_assert_uint_eq(interview.raw, 2 + HELLO_KINDS);
	for (const struct transcript *t = interview.port.transcripts[QUESTION_TOLERANCE];
	     t != NULL; t = t->next) {
		struct span hello = transcript_find(t, EVENT_HELLO)->bytes;
		size_t len = (size_t)(hello.data[6] << 16 | hello.data[7] << 8 | hello.data[8]);

		if (t->variant < COUNT_OF(want) && want[t->variant] > 0)
			ck_assert_uint_eq(len + 4, want[t->variant]);
		if (t->variant == HELLO_KIND_MANY_SUITES || t->variant == TOGETHER)
			ck_assert_uint_eq(t->witness->hello.suites.len, (size_t)2 * 128);
	}
}
END_TEST

Suite *
suite(void)
{
	Suite *all = suite_create("probe/tolerance");
	TCase *tcase = tcase_create("tolerance");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_loop_test(tcase, a_tolerant_server_is_asked_twice, 0, 3);
	tcase_add_loop_test(tcase, each_intolerance_is_found_alone, 0, HELLO_KINDS);
	tcase_add_test(tcase, an_intolerance_without_an_alert_is_likely);
	tcase_add_test(tcase, garbage_says_nothing_of_tolerance);
	tcase_add_test(tcase, a_bound_on_the_length_is_found);
	tcase_add_test(tcase, where_there_is_no_name_none_is_left_out);
	tcase_add_test(tcase, without_control_nothing_is_asked);
	tcase_add_test(tcase, the_hellos_are_as_odd_as_they_are_said_to_be);
	suite_add_tcase(all, tcase);
	return all;
}
