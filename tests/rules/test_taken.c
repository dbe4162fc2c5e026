/* SPDX-License-Identifier: MIT */
#include "rules/taken.h"
#include "support/judge.h"
#include "support/suite.h"

static struct judge judge;
static struct taken taken;

static void
set_up(void)
{
	judge_init(&judge, "submission");
}

static void
tear_down(void)
{
	judge_clear(&judge);
}

/* As after --depth standard: no list, and what other questions show. */
static void
forget_lists(void)
{
	struct negotiation *negotiation = &judge.ports[0].negotiation;

	judge.records[0].limits.depth = DEPTH_STANDARD;
	for (size_t i = 0; i < TLS_VERSIONS; i++)
		negotiation->suites[i] = (struct ranking){ 0 };
	negotiation->groups_tls13 = (struct ranking){ 0 };
	negotiation->groups_tls12 = (struct ranking){ 0 };
	negotiation->schemes = (struct ranking){ 0 };
}

START_TEST(all_is_known_of_whole_lists)
{
	taken_versions(&judge.ports[0], &taken);
	ck_assert_ptr_null(taken.why_open);
	ck_assert_uint_eq(taken.len, 2);
	ck_assert(taken_has(&taken, 0x0304) && taken_has(&taken, 0x0303));
	taken_suites(&judge.ports[0], &taken);
	ck_assert_ptr_null(taken.why_open);
	ck_assert_uint_eq(taken.len, 6);
	ck_assert_uint_eq(taken.numbers[0], 0x1302);
	ck_assert(!taken_has(&taken, 0xc02f));
	taken_groups(&judge.ports[0], &taken);
	ck_assert_ptr_null(taken.why_open);
	ck_assert_uint_eq(taken.len, 3);
	ck_assert_int_eq(taken.certainty, CERTAINTY_CERTAIN);
	taken_schemes(&judge.ports[0], &taken);
	ck_assert_ptr_null(taken.why_open);
	ck_assert_uint_eq(taken.len, 1);
}
END_TEST

START_TEST(less_is_known_at_standard_depth)
{
	struct negotiation *negotiation = &judge.ports[0].negotiation;

	forget_lists();
	negotiation->classes[SUITE_CLASS_RC4].value = ANSWER_YES;
	negotiation->class_examples[SUITE_CLASS_RC4] = 0x0005;
	taken_suites(&judge.ports[0], &taken);
	ck_assert_str_eq(taken.why_open, "not all are asked for at --depth standard");
	ck_assert_uint_eq(taken.len, 2);
	ck_assert(taken_has(&taken, 0x1302) && taken_has(&taken, 0x0005));
	taken_groups(&judge.ports[0], &taken);
	ck_assert_ptr_nonnull(taken.why_open);
	ck_assert(taken_has(&taken, 0x001d) && taken_has(&taken, 0x11ec));
	taken_schemes(&judge.ports[0], &taken);
	ck_assert_ptr_nonnull(taken.why_open);
	ck_assert(taken_has(&taken, 0x0403));
}
END_TEST

START_TEST(a_session_is_all_that_is_known_at_quick_depth)
{
	arrange_quick(&judge);
	taken_versions(&judge.ports[0], &taken);
	ck_assert_str_eq(taken.why_open, "not asked at --depth quick");
	ck_assert_uint_eq(taken.len, 1);
	ck_assert(taken_has(&taken, 0x0304));
	taken_suites(&judge.ports[0], &taken);
	ck_assert_str_eq(taken.why_open, "not asked at --depth quick");
	ck_assert_uint_eq(taken.len, 1);
}
END_TEST

START_TEST(a_reason_is_passed_on)
{
	judge.ports[0].negotiation.suites[TLS_VERSION_12].is_whole =
	    (struct answer){ .why = "the server stopped answering" };
	taken_suites(&judge.ports[0], &taken);
	ck_assert_str_eq(taken.why_open, "the server stopped answering");
	ck_assert_uint_eq(taken.len, 6);
}
END_TEST

/* With TLS 1.3 its groups are asked for, and stand for those of TLS 1.2. */
START_TEST(groups_of_tls13_stand_for_all)
{
	struct negotiation *negotiation = &judge.ports[0].negotiation;

	negotiation->groups_tls12 =
	    (struct ranking){ .is_whole = { .why = "asked with TLS 1.3 only" } };
	taken_groups(&judge.ports[0], &taken);
	ck_assert_ptr_null(taken.why_open);
	ck_assert_int_eq(taken.certainty, CERTAINTY_LIKELY);
	negotiation->groups_tls13.is_whole = (struct answer){ .why = "lost" };
	taken_groups(&judge.ports[0], &taken);
	ck_assert_str_eq(taken.why_open, "lost");
}
END_TEST

START_TEST(schemes_of_tls13_are_what_a_session_shows)
{
	judge.ports[0].negotiation.schemes = (struct ranking){
		.is_whole = { .value = ANSWER_NOT_APPLICABLE, .why = "no TLS 1.2" }
	};
	taken_schemes(&judge.ports[0], &taken);
	ck_assert_ptr_null(taken.why_open);
	ck_assert_int_eq(taken.certainty, CERTAINTY_LIKELY);
	ck_assert(taken_has(&taken, 0x0403));
}
END_TEST

START_TEST(a_full_list_is_bounded)
{
	struct negotiation *negotiation = &judge.ports[0].negotiation;

	for (size_t v = 0; v < TLS_VERSIONS; v++) {
		struct ranking *ranking = &negotiation->suites[v];

		ranking->len = RANKING_MAX;
		for (size_t i = 0; i < RANKING_MAX; i++)
			ranking->numbers[i] = (uint16_t)(v * RANKING_MAX + i + 1);
	}
	taken_suites(&judge.ports[0], &taken);
	ck_assert_uint_eq(taken.len, TAKEN_MAX);
}
END_TEST

static const struct {
	const char *name;
	uint16_t number;
} groups_of_sessions[] = {
	{ "X25519", 0x001d },
	{ "SECP256R1", 0x0017 },
	{ "FFDHE2048", 0x0100 },
	{ "X25519-MLKEM768", 0x11ec },
	{ "SECP384R1-MLKEM1024", 0x11ed },
	{ "GC256A", 0x0022 },
	{ "", 0 },
	{ "-", 0 },
	{ "SECP256", 0 },
	{ "SECP256R11", 0 },
};

START_TEST(groups_of_sessions_have_numbers)
{
	const struct session session = { .group = groups_of_sessions[_i].name };

	ck_assert_msg(session_group_number(&session) == groups_of_sessions[_i].number, "%s",
	    groups_of_sessions[_i].name);
}
END_TEST

static const struct {
	const char *name;
	uint16_t number;
} schemes_of_sessions[] = {
	{ "RSA-SHA1", 0x0201 },
	{ "RSA-SHA256", 0x0401 },
	{ "RSA-PSS-SHA512", 0x080b },
	{ "RSA-PSS-RSAE-SHA256", 0x0804 },
	{ "ECDSA-SHA256", 0x0403 },
	{ "ECDSA-SECP521R1-SHA512", 0x0603 },
	{ "EdDSA-Ed25519", 0x0807 },
	{ "", 0 },
	{ "RSA", 0 },
};

START_TEST(schemes_of_sessions_have_numbers)
{
	const struct session session = { .signature = schemes_of_sessions[_i].name };

	ck_assert_msg(session_scheme_number(&session) == schemes_of_sessions[_i].number, "%s",
	    schemes_of_sessions[_i].name);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("taken");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, all_is_known_of_whole_lists);
	tcase_add_test(tcase, less_is_known_at_standard_depth);
	tcase_add_test(tcase, a_session_is_all_that_is_known_at_quick_depth);
	tcase_add_test(tcase, a_reason_is_passed_on);
	tcase_add_test(tcase, groups_of_tls13_stand_for_all);
	tcase_add_test(tcase, schemes_of_tls13_are_what_a_session_shows);
	tcase_add_test(tcase, a_full_list_is_bounded);
	tcase_add_loop_test(
	    tcase, groups_of_sessions_have_numbers, 0, COUNT_OF(groups_of_sessions));
	tcase_add_loop_test(
	    tcase, schemes_of_sessions_have_numbers, 0, COUNT_OF(schemes_of_sessions));
	suite_add_tcase(s, tcase);
	return s;
}
