/* SPDX-License-Identifier: MIT */
/* Whole interviews: what they find, what they cost, and when they stop. */
#include "probe/negotiation.h"

#include "probe/interview.h"
#include "probe/question.h"
#include "registry/number.h"
#include "registry/suite.h"
#include "support/suite.h"

#include <string.h>

static struct interview interview;

static void
tear_down(void)
{
	interview_end(&interview);
}

static void
hold(const struct clerk *clerk, enum depth depth)
{
	interview_begin(&interview, clerk, depth);
	interview_hold(&interview);
}

static const struct clerk rich = {
	.suites = {
		[TLS_VERSION_12] = { 0xc02c, 0xc030, 0xcca9, 0xcca8, 0xc02b, 0xc02f, 0x009f, 0xccaa,
		    0x009e },
		[TLS_VERSION_13] = { 0x1302, 0x1303, 0x1301 },
	},
	.groups = { 0x11ec, 0x001d, 0x0017, 0x001e, 0x0019, 0x0018, 0x0100, 0x0101, 0x0102,
	    0x0103 },
	.schemes = { 0x0403, 0x0503, 0x0603, 0x0804, 0x0805, 0x0806, 0x0401, 0x0501, 0x0601 },
	.rsa = "an RSA certificate",
	.ecdsa = "an ECDSA certificate",
	.extensions = { 0xff01, 23, 35 },
	.has_sentinel = true,
	.knows_fallback = true,
};

#define OLD                                                                                    \
	{                                                                                      \
		0xc014, 0xc013, 0x0039, 0x0033, 0x0035, 0x002f, 0x0016, 0x000a, 0x0005, 0x0004 \
	}

static const struct clerk lax = {
	.suites = {
		[TLS_VERSION_SSL3] = OLD,
		[TLS_VERSION_10] = OLD,
		[TLS_VERSION_11] = OLD,
		[TLS_VERSION_12] = { 0xc030, 0xc02f, 0xc028, 0xc027, 0xc014, 0xc013, 0x009f, 0x009e,
		    0x0039, 0x0033, 0x009d, 0x009c, 0x0035, 0x002f, 0x000a, 0x0005,
		    0x0004, 0x0003, 0x0001, 0x0018, 0x0041, 0x0084, 0x0096, 0x0014, 0x0034, 0x003b },
	},
	.ssl2_kinds = { 0x010080, 0x0700c0 },
	.groups = { 0x0017, 0x0018, 0x001d },
	.schemes = { 0x0401, 0x0501, 0x0201 },
	.rsa = "an RSA certificate",
	.export_prime_len = 64,
};

START_TEST(a_modern_server_costs_few_connections_at_standard_depth)
{
	struct negotiation *facts = &interview.facts;

	hold(&clerk_modern, DEPTH_STANDARD);
	ck_assert_msg(interview.raw <= 9, "%u hellos", interview.raw);
	ck_assert_uint_eq(interview.sessions, 1);
	ck_assert(facts->is_known);
	ck_assert_int_eq(facts->versions[TLS_VERSION_13].value, ANSWER_YES);
	ck_assert_int_eq(facts->versions[TLS_VERSION_12].value, ANSWER_YES);
	for (size_t i = TLS_VERSION_SSL2; i <= TLS_VERSION_11; i++)
		ck_assert_int_eq(facts->versions[i].value, ANSWER_NO);
	for (size_t i = 0; i < SUITE_CLASSES; i++)
		ck_assert_int_eq(
		    facts->classes[i].value, i == SUITE_CLASS_DHE ? ANSWER_YES : ANSWER_NO);
	ck_assert_int_eq(facts->post_quantum.value, ANSWER_NO);
	ck_assert_int_eq(facts->without_name.is_other.value, ANSWER_NO);
	ck_assert_int_eq(facts->other_key.is_other.value, ANSWER_NO);
	ck_assert_uint_eq(facts->dh.bits, 2048);
	check_answer("sentinel", facts->behaviours[BEHAVIOUR_DOWNGRADE_SENTINEL], ANSWER_YES,
	    CERTAINTY_CERTAIN);
}
END_TEST

START_TEST(full_depth_finds_all_of_a_modern_server)
{
	struct negotiation *facts = &interview.facts;

	hold(&rich, DEPTH_FULL);
	ck_assert_msg(interview.raw + interview.sessions <= 60, "%u hellos, %u sessions",
	    interview.raw, interview.sessions);
	check_ranking("TLS 1.2", &facts->suites[TLS_VERSION_12], rich.suites[TLS_VERSION_12],
	    CLERK_SUITES_MAX, PREFERENCE_SERVER);
	check_ranking("TLS 1.3", &facts->suites[TLS_VERSION_13], rich.suites[TLS_VERSION_13],
	    CLERK_SUITES_MAX, PREFERENCE_SERVER);
	check_ranking(
	    "groups", &facts->groups_tls13, rich.groups, CLERK_NUMBERS_MAX, PREFERENCE_SERVER);
	ck_assert_uint_eq(facts->schemes.len, 9);
	ck_assert_int_eq(facts->post_quantum.value, ANSWER_YES);
	ck_assert_int_eq(facts->post_quantum_preferred.value, ANSWER_YES);
	ck_assert_int_eq(facts->other_key.is_other.value, ANSWER_YES);
	check_answer("fallback", facts->behaviours[BEHAVIOUR_FALLBACK_SCSV], ANSWER_YES,
	    CERTAINTY_CERTAIN);
	for (size_t i = 0; i < HELLO_KINDS; i++)
		ck_assert_int_eq(facts->tolerates[i].value, ANSWER_YES);
}
END_TEST

START_TEST(full_depth_of_a_lax_server_is_bounded)
{
	struct negotiation *facts = &interview.facts;
	unsigned bound = 40;

	hold(&lax, DEPTH_FULL);
	for (size_t i = TLS_VERSION_SSL3; i <= TLS_VERSION_12; i++) {
		check_ranking(tls_version_title((enum tls_version)i), &facts->suites[i],
		    lax.suites[i], CLERK_SUITES_MAX, PREFERENCE_SERVER);
		check_answer(tls_version_title((enum tls_version)i), facts->suites[i].is_whole,
		    ANSWER_YES, CERTAINTY_CERTAIN);
		bound += (unsigned)facts->suites[i].len + 12;
	}
	ck_assert_msg(interview.raw + interview.sessions <= bound, "%u, not %u",
	    interview.raw + interview.sessions, bound);
	ck_assert_uint_eq(facts->ssl2_kinds_len, 2);
	ck_assert_uint_eq(facts->dh.bits, 512);
	for (size_t i = 0; i < SUITE_CLASSES; i++)
		ck_assert_msg(facts->classes[i].value ==
				  (i == SUITE_CLASS_STATIC_DH ? ANSWER_NO : ANSWER_YES),
		    "%s", suite_class_name((enum suite_class)i));
}
END_TEST

START_TEST(quick_depth_asks_nothing_more)
{
	hold(&clerk_modern, DEPTH_QUICK);
	ck_assert(!interview.facts.is_known);
	ck_assert_uint_eq(interview.raw, 0);
	ck_assert_uint_eq(interview.facts.asked_len, 0);
}
END_TEST

START_TEST(where_tls_is_not_reached_nothing_is_known)
{
	interview_begin(&interview, &clerk_modern, DEPTH_FULL);
	interview.port.transcripts[QUESTION_BASICS] = NULL;
	interview_record(&interview, QUESTION_BASICS, 0, span_of(""), span_of(""))->is_over =
	    true;
	interview_hold(&interview);
	ck_assert(!interview.facts.is_known);
	ck_assert_uint_eq(interview.raw, 0);
}
END_TEST

/* All kinds of refusals and faults: the interview itself checks that no hello is repeated
 * without need and that it has an end. */
struct fault_case {
	const char *name;
	struct clerk clerk;
	unsigned most; /* connections at full depth */
};

#define SERVER                                                                                 \
	.suites = { [TLS_VERSION_12] = { 0xc02f, 0xc030 }, [TLS_VERSION_13] = { 0x1301 } },    \
	.groups = { 0x001d, 0x0017 }, .schemes = { 0x0401, 0x0501 }, .rsa = "rsa"
#define ALL(how)                                                                               \
	.refusal = { .manner = (how) }, .version_refusal = { .manner = (how) },                \
	.intolerance = { .manner = (how) }

/* clang-format off */
static const struct fault_case faults[] = {
	{ "alerts", { SERVER }, 40 },
	{ "closes", { SERVER, ALL(MANNER_CLOSE) }, 44 },
	{ "resets", { SERVER, ALL(MANNER_RESET) }, 44 },
	{ "keeps silent", { SERVER, ALL(MANNER_SILENCE), .ssl2 = SSL2_MANNER_SILENCE }, 45 },
	{ "answers garbage", { SERVER, ALL(MANNER_GARBAGE) }, 60 },
	{ "answers the second time", { SERVER, .is_flaky = true }, 75 },
	{ "closes on long hellos", { SERVER, ALL(MANNER_CLOSE), .hello_max = 512 }, 65 },
	{ "closes on very short bounds", { SERVER, ALL(MANNER_CLOSE), .hello_max = 200 }, 65 },
	{ "does not tolerate anything", { SERVER, .intolerances = (1U << HELLO_KINDS) - 1 }, 40 },
	{ "always the same suite", { SERVER, .foreign_suite = 0x0035 }, 40 },
	{ "always an unknown suite", { SERVER, .foreign_suite = 0xdada }, 40 },
	{ "always the same group", { SERVER, .foreign_group = 0x0018 }, 40 },
	{ "always the same scheme", { SERVER, .foreign_scheme = 0x0201 }, 40 },
	{ "no session", { SERVER, .fails_sessions = true }, 40 },
	{ "refuses all", { .fails_everything = true, .rsa = "rsa" }, 12 },
	{ "closes on all", { .fails_everything = true, .rsa = "rsa", ALL(MANNER_CLOSE) }, 14 },
	{ "silent on all",
	  { .fails_everything = true, .rsa = "rsa", ALL(MANNER_SILENCE) }, 14 },
	{ "garbage to all",
	  { .fails_everything = true, .rsa = "rsa", ALL(MANNER_GARBAGE) }, 24 },
	{ "needs a name", { SERVER, .needs_name = true }, 40 },
	{ "TLS 1.3 only",
	  { .suites = { [TLS_VERSION_13] = { 0x1301 } }, .groups = { 0x001d }, .rsa = "rsa" },
	  35 },
	{ "SSL 3.0 only", { .suites = { [TLS_VERSION_SSL3] = { 0x000a } }, .rsa = "rsa" }, 20 },
	{ "SSL 2.0 only", { .ssl2_kinds = { 0x010080 }, .rsa = "rsa" }, 20 },
	{ "TLS in answer to SSL 2.0",
	  { .suites = { [TLS_VERSION_10] = { 0x000a } }, .rsa = "rsa",
	    .ssl2 = SSL2_MANNER_TLS }, 30 },
};
/* clang-format on */

START_TEST(every_interview_has_an_end)
{
	const struct fault_case *row = &faults[_i];
	unsigned made;

	hold(&row->clerk, DEPTH_STANDARD);
	made = port_count_all(&interview.port);
	ck_assert_msg(made <= 20, "%s: %u at standard depth", row->name, made);
	interview_end(&interview);
	hold(&row->clerk, DEPTH_FULL);
	made = port_count_all(&interview.port);
	ck_assert_msg(made <= row->most, "%s: %u", row->name, made);
}
END_TEST

static void
deny(const char *name, const char *what, struct answer answer)
{
	ck_assert_msg(answer.value != ANSWER_NO, "%s: no %s", name, what);
	ck_assert_msg(
	    answer.value != ANSWER_UNKNOWN || answer.why != NULL, "%s: %s", name, what);
}

/* No is said only where something else was taken. */
START_TEST(without_control_no_is_never_said)
{
	static const struct clerk clerks[] = {
		{ .fails_everything = true, .rsa = "rsa" },
		{ .fails_everything = true, .rsa = "rsa", .refusal = { .alert = 70 } },
		{ .fails_everything = true, .rsa = "rsa", ALL(MANNER_CLOSE) },
		{ .fails_everything = true, .rsa = "rsa", ALL(MANNER_SILENCE) },
		{ .fails_everything = true, .rsa = "rsa", ALL(MANNER_GARBAGE) },
		{ .connections_max = 1, .rsa = "rsa", .fails_sessions = true },
	};
	const struct negotiation *facts = &interview.facts;

	for (size_t i = 0; i < 2 * COUNT_OF(clerks); i++) {
		enum depth depth = i % 2 == 0 ? DEPTH_STANDARD : DEPTH_FULL;
		const char *name = depth_name(depth);

		hold(&clerks[i / 2], depth);
		for (size_t k = 0; k < TLS_VERSIONS; k++) {
			deny(name, tls_version_id((enum tls_version)k), facts->versions[k]);
			if (k > TLS_VERSION_SSL2)
				deny(name, "suites", facts->suites[k].is_whole);
		}
		for (size_t k = 0; k < SUITE_CLASSES; k++)
			deny(name, suite_class_name((enum suite_class)k), facts->classes[k]);
		for (size_t k = 0; k < HELLO_KINDS && depth == DEPTH_FULL; k++)
			deny(name, hello_kind_name((enum hello_kind)k), facts->tolerates[k]);
		for (size_t k = 0; k < BEHAVIOURS; k++)
			if (facts->behaviours[k].why != NULL ||
			    facts->behaviours[k].value != ANSWER_UNKNOWN)
				deny(name, behaviour_name((enum behaviour)k),
				    facts->behaviours[k]);
		deny(name, "post-quantum", facts->post_quantum);
		deny(name, "post-quantum preferred", facts->post_quantum_preferred);
		deny(name, "without name", facts->without_name.is_other);
		deny(name, "other key", facts->other_key.is_other);
		ck_assert(facts->alpn.heed != HEED_IGNORED);
		ck_assert(facts->unknown_name.heed != HEED_IGNORED);
		interview_end(&interview);
	}
	interview_begin(&interview, &clerk_modern, DEPTH_STANDARD);
}
END_TEST

START_TEST(a_bound_on_connections_stops_it)
{
	static const unsigned bounds[] = { 1, 2, 5, 12, 30 };

	for (size_t i = 0; i < COUNT_OF(bounds); i++) {
		const struct asked *last;

		interview_begin(&interview, &rich, DEPTH_FULL);
		interview.port.limits.connections_max = bounds[i];
		interview_hold(&interview);
		ck_assert_uint_eq(port_count_all(&interview.port), bounds[i]);
		last = interview_account(&interview, QUESTION_TOLERANCE);
		ck_assert_str_eq(last->why_not, "the bound on connections was reached");
		ck_assert(last->is_applicable);
		ck_assert_uint_eq(last->connections, 0);
		check_answer("bound", interview.facts.tolerates[HELLO_KIND_GREASE],
		    ANSWER_UNKNOWN, CERTAINTY_CERTAIN);
		check_answer("bound", interview.facts.schemes.is_whole,
		    bounds[i] < 5 ? interview.facts.schemes.is_whole.value : ANSWER_UNKNOWN,
		    CERTAINTY_CERTAIN);
		interview_end(&interview);
	}
	interview_begin(&interview, &clerk_modern, DEPTH_STANDARD);
}
END_TEST

START_TEST(two_lost_connections_stop_it)
{
	static const unsigned bounds[] = { 1, 3, 10 };

	for (size_t i = 0; i < COUNT_OF(bounds); i++) {
		struct clerk clerk = rich;
		const struct asked *last;

		clerk.connections_max = bounds[i];
		hold(&clerk, DEPTH_FULL);
		ck_assert_uint_eq(port_count_all(&interview.port), bounds[i] + 2);
		last = interview_account(&interview, QUESTION_TOLERANCE);
		ck_assert_str_eq(
		    last->why_not, "the server stopped taking connections: it may throttle");
		interview_end(&interview);
	}
	interview_begin(&interview, &clerk_modern, DEPTH_STANDARD);
}
END_TEST

START_TEST(the_account_tells_what_was_asked)
{
	hold(&clerk_modern, DEPTH_STANDARD);
	for (size_t i = 0; i < QUESTION_COUNT; i++)
		if (question_rows[i].depth > DEPTH_STANDARD)
			for (size_t k = 0; k < interview.facts.asked_len; k++)
				ck_assert_uint_ne(interview.facts.asked[k].question, i);
	ck_assert_uint_eq(interview_account(&interview, QUESTION_VERSIONS)->connections, 1);
	ck_assert_ptr_null(interview_account(&interview, QUESTION_VERSIONS)->why_not);
	ck_assert(!interview_account(&interview, QUESTION_INJECTION)->is_applicable);
}
END_TEST

Suite *
suite(void)
{
	Suite *all = suite_create("probe/negotiation");
	TCase *tcase = tcase_create("interviews");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_test(tcase, a_modern_server_costs_few_connections_at_standard_depth);
	tcase_add_test(tcase, full_depth_finds_all_of_a_modern_server);
	tcase_add_test(tcase, full_depth_of_a_lax_server_is_bounded);
	tcase_add_test(tcase, quick_depth_asks_nothing_more);
	tcase_add_test(tcase, where_tls_is_not_reached_nothing_is_known);
	tcase_add_loop_test(tcase, every_interview_has_an_end, 0, COUNT_OF(faults));
	tcase_add_test(tcase, without_control_no_is_never_said);
	tcase_add_test(tcase, a_bound_on_connections_stops_it);
	tcase_add_test(tcase, two_lost_connections_stop_it);
	tcase_add_test(tcase, the_account_tells_what_was_asked);
	suite_add_tcase(all, tcase);
	return all;
}
