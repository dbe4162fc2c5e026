/* SPDX-License-Identifier: MIT */
/* What hellos show by the way. */
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

static void
ask(const struct clerk *clerk, enum question question)
{
	struct survey survey;

	interview_begin(&interview, clerk, DEPTH_STANDARD);
	interview_ask(&interview, question);
	survey = interview_survey(&interview);
	manners_read(&survey, &interview.arena, &interview.facts);
}

#define USUAL .groups = { 0x001d }, .schemes = { 0x0401 }, .rsa = "rsa"
#define BOTH .suites = { [TLS_VERSION_12] = { 0xc02f }, [TLS_VERSION_13] = { 0x1301 } }, USUAL
#define CBC .suites = { [TLS_VERSION_12] = { 0xc013 } }, USUAL
#define TLS12 .suites = { [TLS_VERSION_12] = { 0xc02f } }, USUAL
#define TLS13 .suites = { [TLS_VERSION_13] = { 0x1301 } }, USUAL
#define SSL3 .suites = { [TLS_VERSION_SSL3] = { 0x002f } }, USUAL

struct manner_case {
	const char *name;
	struct clerk clerk;
	enum behaviour behaviour;
	enum answer_value want;
};

/* clang-format off */
static const struct manner_case manners[] = {
	{ "no safe renegotiation", { TLS12 }, BEHAVIOUR_SAFE_RENEGOTIATION, ANSWER_NO },
	{ "safe renegotiation", { TLS12, .extensions = { 0xff01 } }, BEHAVIOUR_SAFE_RENEGOTIATION,
	  ANSWER_YES },
	{ "no extended master secret", { TLS12 }, BEHAVIOUR_EXTENDED_MASTER_SECRET, ANSWER_NO },
	{ "extended master secret", { TLS12, .extensions = { 23 } },
	  BEHAVIOUR_EXTENDED_MASTER_SECRET, ANSWER_YES },
	{ "no truncated HMAC", { TLS12 }, BEHAVIOUR_TRUNCATED_HMAC, ANSWER_NO },
	{ "truncated HMAC", { TLS12, .extensions = { 4 } }, BEHAVIOUR_TRUNCATED_HMAC, ANSWER_YES },
	{ "no heartbeat", { TLS12 }, BEHAVIOUR_HEARTBEAT, ANSWER_NO },
	{ "heartbeat", { TLS12, .extensions = { 15 } }, BEHAVIOUR_HEARTBEAT, ANSWER_YES },
	{ "no tickets", { TLS12 }, BEHAVIOUR_TICKETS_TLS12, ANSWER_NO },
	{ "tickets", { TLS12, .extensions = { 35 } }, BEHAVIOUR_TICKETS_TLS12, ANSWER_YES },
	{ "no stapling", { TLS12 }, BEHAVIOUR_STAPLING, ANSWER_NO },
	{ "stapling", { TLS12, .extensions = { 5 } }, BEHAVIOUR_STAPLING, ANSWER_YES },
	{ "no stapling in TLS 1.3 only", { TLS13 }, BEHAVIOUR_STAPLING, ANSWER_NO },
	{ "encrypt-then-MAC with CBC", { CBC, .extensions = { 22 } }, BEHAVIOUR_ENCRYPT_THEN_MAC,
	  ANSWER_YES },
	{ "CBC without encrypt-then-MAC", { CBC }, BEHAVIOUR_ENCRYPT_THEN_MAC, ANSWER_NO },
	{ "an AEAD says nothing of encrypt-then-MAC", { TLS12 }, BEHAVIOUR_ENCRYPT_THEN_MAC,
	  ANSWER_UNKNOWN },
	{ "no compression", { TLS12 }, BEHAVIOUR_COMPRESSION, ANSWER_NO },
	{ "compression", { TLS12, .compresses = true }, BEHAVIOUR_COMPRESSION, ANSWER_YES },
	{ "the sentinel", { BOTH, .has_sentinel = true }, BEHAVIOUR_DOWNGRADE_SENTINEL,
	  ANSWER_YES },
	{ "no sentinel", { BOTH }, BEHAVIOUR_DOWNGRADE_SENTINEL, ANSWER_NO },
	{ "TLS 1.3 was not asked", { TLS12 }, BEHAVIOUR_DOWNGRADE_SENTINEL,
	  ANSWER_UNKNOWN },
	{ "nothing older, no sentinel", { TLS13 }, BEHAVIOUR_DOWNGRADE_SENTINEL,
	  ANSWER_UNKNOWN },
	{ "SSL 3.0 answers a hello of TLS 1.2", { SSL3 }, BEHAVIOUR_SAFE_RENEGOTIATION,
	  ANSWER_NO },
	{ "too few keys", { TLS12 }, BEHAVIOUR_EC_SHARE_REUSE, ANSWER_UNKNOWN },
	{ "no keys of finite fields", { TLS12 }, BEHAVIOUR_DH_SHARE_REUSE, ANSWER_UNKNOWN },
};
/* clang-format on */

START_TEST(a_hello_shows_manners)
{
	const struct manner_case *row = &manners[_i];

	ask(&row->clerk, QUESTION_NO_NAME);
	check_answer(row->name, interview.facts.behaviours[row->behaviour], row->want,
	    CERTAINTY_CERTAIN);
}
END_TEST

START_TEST(in_tls13_only_there_are_no_old_manners)
{
	static const enum behaviour old_only[] = { BEHAVIOUR_COMPRESSION,
		BEHAVIOUR_SAFE_RENEGOTIATION, BEHAVIOUR_EXTENDED_MASTER_SECRET,
		BEHAVIOUR_ENCRYPT_THEN_MAC, BEHAVIOUR_TRUNCATED_HMAC, BEHAVIOUR_HEARTBEAT,
		BEHAVIOUR_TICKETS_TLS12 };
	const struct clerk clerk = { TLS13 };

	ask(&clerk, QUESTION_VERSIONS);
	for (size_t i = 0; i < COUNT_OF(old_only); i++)
		check_answer(behaviour_name(old_only[i]),
		    interview.facts.behaviours[old_only[i]], ANSWER_NOT_APPLICABLE,
		    CERTAINTY_CERTAIN);
}
END_TEST

START_TEST(without_an_answer_no_manner_is_known)
{
	const struct clerk nothing = { .fails_everything = true, .rsa = "rsa" };

	ask(&nothing, QUESTION_VERSIONS);
	for (size_t i = 0; i < COUNT_OF(manners); i++) {
		struct answer answer = interview.facts.behaviours[manners[i].behaviour];

		ck_assert_msg(
		    answer.value == ANSWER_UNKNOWN || answer.value == ANSWER_NOT_APPLICABLE,
		    "%s", behaviour_name(manners[i].behaviour));
		ck_assert_ptr_nonnull(answer.why);
	}
}
END_TEST

START_TEST(a_staple_in_the_session_counts)
{
	const struct clerk clerk = { TLS12 };
	struct survey survey;

	interview_begin(&interview, &clerk, DEPTH_STANDARD);
	interview_ask(&interview, QUESTION_NO_NAME);
	interview.port.transcripts[QUESTION_BASICS]->session.has_staple = true;
	survey = interview_survey(&interview);
	manners_read(&survey, &interview.arena, &interview.facts);
	check_answer("session", interview.facts.behaviours[BEHAVIOUR_STAPLING], ANSWER_YES,
	    CERTAINTY_CERTAIN);
}
END_TEST

struct reuse_case {
	const char *name;
	struct clerk clerk;
	enum answer_value want_ec;
	enum answer_value want_dh;
};

#define SUITES(...) .suites = { [TLS_VERSION_12] = { __VA_ARGS__ } }, USUAL

/* clang-format off */
static const struct reuse_case reuses[] = {
	{ "new curve keys", { SUITES(0xc02f, 0xc030, 0xc013, 0xc014) }, ANSWER_NO,
	  ANSWER_UNKNOWN },
	{ "one curve key", { SUITES(0xc02f, 0xc030, 0xc013, 0xc014), .reuses_shares = true },
	  ANSWER_YES, ANSWER_UNKNOWN },
	{ "new keys of finite fields", { SUITES(0x009e, 0x009f, 0x0033, 0x0039) },
	  ANSWER_UNKNOWN, ANSWER_NO },
	{ "one key of finite fields",
	  { SUITES(0x009e, 0x009f, 0x0033, 0x0039), .reuses_shares = true }, ANSWER_UNKNOWN,
	  ANSWER_YES },
	{ "no keys", { SUITES(0x009c, 0x002f), .reuses_shares = true }, ANSWER_UNKNOWN,
	  ANSWER_UNKNOWN },
};
/* clang-format on */

START_TEST(keys_that_come_again_are_noticed)
{
	const struct reuse_case *row = &reuses[_i];

	ask(&row->clerk, QUESTION_SUITES);
	check_answer(row->name, interview.facts.behaviours[BEHAVIOUR_EC_SHARE_REUSE],
	    row->want_ec, row->want_ec == ANSWER_NO ? CERTAINTY_LIKELY : CERTAINTY_CERTAIN);
	check_answer(row->name, interview.facts.behaviours[BEHAVIOUR_DH_SHARE_REUSE],
	    row->want_dh, row->want_dh == ANSWER_NO ? CERTAINTY_LIKELY : CERTAINTY_CERTAIN);
}
END_TEST

START_TEST(the_shortest_prime_counts)
{
	const struct clerk clerk = { SUITES(0x009e, 0x0014, 0x0033), .export_prime_len = 64 };
	const struct clerk usual = { SUITES(0x009e, 0x0033), .prime_len = 128 };
	const struct clerk none = { TLS12 };

	ask(&clerk, QUESTION_SUITES);
	ck_assert_uint_eq(interview.facts.dh.bits, 512);
	ck_assert_ptr_nonnull(interview.facts.dh.sha256);
	interview_end(&interview);
	ask(&usual, QUESTION_SUITES);
	ck_assert_uint_eq(interview.facts.dh.bits, 1024);
	interview_end(&interview);
	ask(&none, QUESTION_SUITES);
	ck_assert_uint_eq(interview.facts.dh.bits, 0);
}
END_TEST

START_TEST(an_answer_of_ssl2_shows_no_manners)
{
	const struct clerk clerk = { .ssl2_kinds = { 0x010080 }, .rsa = "rsa" };

	ask(&clerk, QUESTION_SSL2);
	check_answer("SSL 2.0", interview.facts.behaviours[BEHAVIOUR_SAFE_RENEGOTIATION],
	    ANSWER_UNKNOWN, CERTAINTY_CERTAIN);
}
END_TEST

Suite *
suite(void)
{
	Suite *all = suite_create("probe/manners");
	TCase *tcase = tcase_create("manners");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_loop_test(tcase, a_hello_shows_manners, 0, COUNT_OF(manners));
	tcase_add_test(tcase, in_tls13_only_there_are_no_old_manners);
	tcase_add_test(tcase, without_an_answer_no_manner_is_known);
	tcase_add_test(tcase, a_staple_in_the_session_counts);
	tcase_add_loop_test(tcase, keys_that_come_again_are_noticed, 0, COUNT_OF(reuses));
	tcase_add_test(tcase, the_shortest_prime_counts);
	tcase_add_test(tcase, an_answer_of_ssl2_shows_no_manners);
	suite_add_tcase(all, tcase);
	return all;
}
