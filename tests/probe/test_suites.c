/* SPDX-License-Identifier: MIT */
/* Suites by class, and every suite of every version. */
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

#define BOTH .groups = { 0x001d }, .schemes = { 0x0401, 0x0403 }, .rsa = "rsa", .ecdsa = "ecdsa"
#define TLS12(...) .suites = { [TLS_VERSION_12] = { __VA_ARGS__ } }, BOTH

#define CLASS(kind) (1U << SUITE_CLASS_##kind)

struct class_case {
	const char *name;
	struct clerk clerk;
	unsigned want;        /* classes that are taken: a bit for each */
	unsigned want_hellos; /* by class */
};

/* clang-format off */
static const struct class_case classes[] = {
	{ "no weak ones", { TLS12(0xc02f) }, 0, 1 },
	{ "NULL", { TLS12(0xc02f, 0x003b) }, CLASS(NULL) | CLASS(STATIC_RSA), 2 },
	{ "NULL with MD5", { TLS12(0xc02f, 0x0001) },
	  CLASS(NULL) | CLASS(STATIC_RSA) | CLASS(MD5), 2 },
	{ "ECDHE with NULL", { TLS12(0xc02f, 0xc010) }, CLASS(NULL), 2 },
	{ "anonymous DH", { TLS12(0xc02f, 0x0034) },
	  CLASS(ANONYMOUS) | CLASS(CBC) | CLASS(DHE), 2 },
	{ "anonymous ECDH", { TLS12(0xc02f, 0xc018) }, CLASS(ANONYMOUS) | CLASS(CBC), 2 },
	{ "anonymous DH with RC4", { TLS12(0xc02f, 0x0018) },
	  CLASS(ANONYMOUS) | CLASS(RC4) | CLASS(MD5) | CLASS(DHE), 2 },
	{ "export RSA", { TLS12(0xc02f, 0x0003) },
	  CLASS(EXPORT) | CLASS(RC4) | CLASS(MD5) | CLASS(STATIC_RSA), 2 },
	{ "export RC2", { TLS12(0xc02f, 0x0006) },
	  CLASS(EXPORT) | CLASS(DES) | CLASS(MD5) | CLASS(STATIC_RSA) | CLASS(CBC), 2 },
	{ "export DHE", { TLS12(0xc02f, 0x0014) },
	  CLASS(EXPORT) | CLASS(DES) | CLASS(CBC) | CLASS(DHE), 2 },
	{ "DES", { TLS12(0xc02f, 0x0009) }, CLASS(DES) | CLASS(CBC) | CLASS(STATIC_RSA), 2 },
	{ "ECDHE with RC4", { TLS12(0xc02f, 0xc011) }, CLASS(RC4), 2 },
	{ "ECDHE with 3DES", { TLS12(0xc02f, 0xc012) }, CLASS(3DES) | CLASS(CBC), 2 },
	{ "static RSA with GCM", { TLS12(0xc02f, 0x009c) }, CLASS(STATIC_RSA), 2 },
	{ "ECDHE with CBC", { TLS12(0xc02f, 0xc027) }, CLASS(CBC), 2 },
	{ "DHE with GCM", { TLS12(0xc02f, 0x009e) }, CLASS(DHE), 2 },
	{ "RC4 with MD5", { TLS12(0xc02f, 0x0004) },
	  CLASS(RC4) | CLASS(MD5) | CLASS(STATIC_RSA), 2 },
	{ "several, each found behind the others",
	  { TLS12(0xc02f, 0x009e, 0x009c, 0xc013, 0x000a, 0x0005, 0x0004) },
	  CLASS(DHE) | CLASS(STATIC_RSA) | CLASS(CBC) | CLASS(3DES) | CLASS(RC4) | CLASS(MD5), 7 },
	{ "TLS 1.0 only", { .suites = { [TLS_VERSION_10] = { 0x002f, 0x000a } }, BOTH },
	  CLASS(STATIC_RSA) | CLASS(CBC) | CLASS(3DES), 3 },
	{ "TLS 1.3 only", { .suites = { [TLS_VERSION_13] = { 0x1301 } }, BOTH }, 0, 1 },
};
/* clang-format on */

static bool
is_in(unsigned set, size_t i)
{
	return (set >> i & 1) != 0;
}

static void
check_classes(const char *name, const struct class_case *row)
{
	for (size_t i = 0; i < SUITE_CLASSES; i++) {
		struct answer answer = interview.facts.classes[i];
		enum answer_value want = is_in(row->want, i) ? ANSWER_YES : ANSWER_NO;

		ck_assert_msg(answer.value == want && answer.certainty == CERTAINTY_CERTAIN,
		    "%s: %s: %s %s", name, row->name, suite_class_name((enum suite_class)i),
		    answer_name(answer.value));
		ck_assert_msg((interview.facts.class_examples[i] != 0) == (want == ANSWER_YES),
		    "%s: %s", name, row->name);
	}
}

START_TEST(weak_suites_are_found_by_class)
{
	const struct class_case *row = &classes[_i];

	interview_begin(&interview, &row->clerk, DEPTH_STANDARD);
	interview_ask(&interview, QUESTION_CLASSES);
	check_classes("standard", row);
	ck_assert_msg(
	    interview.raw == row->want_hellos, "%s: %u hellos", row->name, interview.raw);
}
END_TEST

START_TEST(at_full_depth_the_suites_tell_the_same_classes)
{
	const struct class_case *row = &classes[_i];

	interview_begin(&interview, &row->clerk, DEPTH_FULL);
	interview_ask(&interview, QUESTION_VERSIONS);
	interview_ask(&interview, QUESTION_SUITES);
	ck_assert_str_eq(interview_why_none(&interview, QUESTION_CLASSES),
	    "every suite is asked for by itself");
	interview_ask(&interview, QUESTION_CLASSES);
	check_classes("full", row);
}
END_TEST

START_TEST(the_first_hello_has_something_of_each_class_and_is_not_long)
{
	const struct clerk clerk = { TLS12(0x0041) };
	uint16_t numbers[HELLO_SUITES_MAX];
	unsigned seen[SUITE_CLASSES] = { 0 };
	size_t len;

	interview_begin(&interview, &clerk, DEPTH_STANDARD);
	interview_ask(&interview, QUESTION_CLASSES);
	len = witness_suites(witness_of(interview.port.transcripts[QUESTION_CLASSES]), numbers,
	    COUNT_OF(numbers));
	ck_assert_msg(len < 64, "%zu suites: some may be left out", len);
	for (size_t i = 0; i < len; i++) {
		const struct suite *suite = suite_by_number(numbers[i]);

		seen[SUITE_CLASS_NULL] += suite->cipher == CIPHER_NULL;
		seen[SUITE_CLASS_ANONYMOUS] += suite->authentication == AUTHENTICATION_NONE;
		seen[SUITE_CLASS_EXPORT] += suite->is_export;
		seen[SUITE_CLASS_DES] += suite->cipher == CIPHER_DES && !suite->is_export;
		seen[SUITE_CLASS_RC4] += suite->cipher == CIPHER_RC4;
		seen[SUITE_CLASS_3DES] += suite->cipher == CIPHER_3DES;
		seen[SUITE_CLASS_MD5] += suite->mac == MAC_MD5;
		seen[SUITE_CLASS_STATIC_DH] += suite->key_exchange == KEY_EXCHANGE_DH ||
		                               suite->key_exchange == KEY_EXCHANGE_ECDH;
		seen[SUITE_CLASS_STATIC_RSA] += suite->key_exchange == KEY_EXCHANGE_RSA;
		seen[SUITE_CLASS_CBC] += suite->mode == CIPHER_MODE_CBC;
		seen[SUITE_CLASS_DHE] += suite->key_exchange == KEY_EXCHANGE_DHE;
	}
	for (size_t i = 0; i < SUITE_CLASSES; i++)
		ck_assert_msg(seen[i] > 0, "%s", suite_class_name((enum suite_class)i));
}
END_TEST

struct refusal_case {
	const char *name;
	struct clerk clerk;
	enum answer_value want;
	enum certainty want_certainty;
	const char *want_why;
	unsigned want_hellos;
};

/* clang-format off */
static const struct refusal_case refusals[] = {
	{ "an alert", { TLS12(0xc02f) }, ANSWER_NO, CERTAINTY_CERTAIN, NULL, 1 },
	{ "a close", { TLS12(0xc02f), .refusal = { .manner = MANNER_CLOSE } }, ANSWER_NO,
	  CERTAINTY_LIKELY, NULL, 2 },
	{ "a reset", { TLS12(0xc02f), .refusal = { .manner = MANNER_RESET } }, ANSWER_NO,
	  CERTAINTY_LIKELY, NULL, 2 },
	{ "silence", { TLS12(0xc02f), .refusal = { .manner = MANNER_SILENCE } }, ANSWER_NO,
	  CERTAINTY_LIKELY, NULL, 2 },
	{ "garbage", { TLS12(0xc02f), .refusal = { .manner = MANNER_GARBAGE } }, ANSWER_UNKNOWN,
	  CERTAINTY_CERTAIN, "the server stopped answering", 2 },
	{ "a suite that was not offered", { TLS12(0xc02f), .foreign_suite = 0xc030 },
	  ANSWER_UNKNOWN, CERTAINTY_CERTAIN, "the server stopped answering", 1 },
	{ "no control", { .fails_everything = true, .rsa = "rsa" }, ANSWER_UNKNOWN,
	  CERTAINTY_CERTAIN, "no hello at all got through", 1 },
	{ "no control, closes",
	  { .fails_everything = true, .rsa = "rsa", .refusal = { .manner = MANNER_CLOSE } },
	  ANSWER_UNKNOWN, CERTAINTY_CERTAIN, "no hello at all got through", 2 },
	{ "lost connections", { TLS12(0xc02f), .connections_max = 1 }, ANSWER_UNKNOWN,
	  CERTAINTY_CERTAIN, "the server stopped answering", 0 },
};
/* clang-format on */

START_TEST(a_class_is_missing_as_surely_as_it_is_refused)
{
	const struct refusal_case *row = &refusals[_i];

	interview_begin(&interview, &row->clerk, DEPTH_STANDARD);
	interview_ask(&interview, QUESTION_CLASSES);
	for (size_t i = 0; i < SUITE_CLASSES; i++) {
		struct answer answer = interview.facts.classes[i];

		check_answer(row->name, answer, row->want, row->want_certainty);
		ck_assert_msg(
		    (answer.why == NULL) == (row->want_why == NULL) &&
			(answer.why == NULL || strcmp(answer.why, row->want_why) == 0),
		    "%s: %s", row->name, answer.why == NULL ? "no reason" : answer.why);
	}
	ck_assert_msg(
	    interview.raw == row->want_hellos, "%s: %u hellos", row->name, interview.raw);
}
END_TEST

struct suites_case {
	const char *name;
	struct clerk clerk;
	enum preference want; /* of TLS 1.2 */
	unsigned want_hellos; /* for all suites */
	uint16_t want_tls12[CLERK_SUITES_MAX];
	uint16_t want_tls10[CLERK_SUITES_MAX];
	uint16_t want_tls13[CLERK_SUITES_MAX];
};

/* clang-format off */
static const struct suites_case rankings[] = {
	{ "the server's order, each version its own",
	  { .suites = {
		[TLS_VERSION_10] = { 0x0035, 0x002f, 0x000a },
		[TLS_VERSION_12] = { 0xc02f, 0xc030, 0x009c },
		[TLS_VERSION_13] = { 0x1302, 0x1301 } }, BOTH },
	  PREFERENCE_SERVER, 3 + 2 + 3 + 3 + 2 + 1,
	  { 0xc02f, 0xc030, 0x009c }, { 0x0035, 0x002f, 0x000a }, { 0x1302, 0x1301 } },
	{ "the client's order, which is the one of the numbers",
	  { .suites = { [TLS_VERSION_12] = { 0xc02f, 0x009c, 0xc030 } }, BOTH,
	    .is_client_order = true },
	  PREFERENCE_CLIENT, 3 + 3 + 1, { 0x009c, 0xc02f, 0xc030 }, { 0 }, { 0 } },
	{ "the server's order is that of the numbers",
	  { .suites = { [TLS_VERSION_12] = { 0x009c, 0xc02f, 0xc030 } }, BOTH },
	  PREFERENCE_SERVER, 3 + 3 + 1, { 0x009c, 0xc02f, 0xc030 }, { 0 }, { 0 } },
	{ "rare suites are found as well",
	  { .suites = { [TLS_VERSION_12] = { 0xc02f, 0x0041, 0xc07c } }, BOTH },
	  PREFERENCE_SERVER, 3 + 3 + 1, { 0xc02f, 0x0041, 0xc07c }, { 0 }, { 0 } },
};
/* clang-format on */

START_TEST(every_suite_is_found_in_its_order)
{
	const struct suites_case *row = &rankings[_i];
	struct negotiation *facts = &interview.facts;

	interview_begin(&interview, &row->clerk, DEPTH_FULL);
	interview_ask(&interview, QUESTION_VERSIONS);
	interview.raw = 0;
	interview_ask(&interview, QUESTION_SUITES);
	check_answer(
	    row->name, facts->suites[TLS_VERSION_12].is_whole, ANSWER_YES, CERTAINTY_CERTAIN);
	check_ranking(row->name, &facts->suites[TLS_VERSION_12], row->want_tls12,
	    CLERK_SUITES_MAX, row->want);
	if (row->want_tls10[0] != 0)
		check_ranking(row->name, &facts->suites[TLS_VERSION_10], row->want_tls10,
		    CLERK_SUITES_MAX, PREFERENCE_SERVER);
	if (row->want_tls13[0] != 0)
		check_ranking(row->name, &facts->suites[TLS_VERSION_13], row->want_tls13,
		    CLERK_SUITES_MAX, PREFERENCE_SERVER);
	check_answer(row->name, facts->suites[TLS_VERSION_11].is_whole, ANSWER_NOT_APPLICABLE,
	    CERTAINTY_CERTAIN);
	ck_assert_msg(
	    interview.raw == row->want_hellos, "%s: %u hellos", row->name, interview.raw);
}
END_TEST

START_TEST(common_suites_stand_alone_in_the_first_hello)
{
	const struct clerk clerk = { TLS12(0xc02f) };
	uint16_t numbers[HELLO_SUITES_MAX];
	const struct transcript *t;

	interview_begin(&interview, &clerk, DEPTH_FULL);
	interview_ask(&interview, QUESTION_SUITES);
	t = interview.port.transcripts[QUESTION_SUITES];
	ck_assert_uint_eq(witness_suites(t->witness, numbers, COUNT_OF(numbers)), 64);
	ck_assert_uint_eq(t->variant, (uint32_t)VERSION_TLS12 << 16);
	t = t->next->next;
	ck_assert_uint_eq(witness_suites(t->witness, numbers, COUNT_OF(numbers)), 160);
}
END_TEST

START_TEST(no_class_is_missing_where_suites_are_not_known)
{
	const struct clerk garbled = { TLS12(0xc02f), .refusal = { .manner = MANNER_GARBAGE } };
	const struct clerk nothing = { .fails_everything = true, .rsa = "rsa" };
	const struct clerk closes = { TLS12(0xc02f), .refusal = { .manner = MANNER_CLOSE } };

	interview_begin(&interview, &garbled, DEPTH_FULL);
	interview_ask(&interview, QUESTION_SUITES);
	interview_ask(&interview, QUESTION_CLASSES);
	check_answer("garbled", interview.facts.classes[SUITE_CLASS_RC4], ANSWER_UNKNOWN,
	    CERTAINTY_CERTAIN);
	interview_end(&interview);
	interview_begin(&interview, &nothing, DEPTH_FULL);
	interview_ask(&interview, QUESTION_VERSIONS);
	interview_ask(&interview, QUESTION_SUITES);
	interview_ask(&interview, QUESTION_CLASSES);
	check_answer("no control", interview.facts.classes[SUITE_CLASS_RC4], ANSWER_UNKNOWN,
	    CERTAINTY_CERTAIN);
	interview_end(&interview);
	interview_begin(&interview, &closes, DEPTH_FULL);
	interview_ask(&interview, QUESTION_VERSIONS);
	interview_ask(&interview, QUESTION_SUITES);
	interview_ask(&interview, QUESTION_CLASSES);
	check_answer(
	    "closes", interview.facts.classes[SUITE_CLASS_RC4], ANSWER_NO, CERTAINTY_LIKELY);
}
END_TEST

START_TEST(a_suite_of_an_unknown_number_ends_the_classes)
{
	const struct clerk clerk = { TLS12(0xc02f), .foreign_suite = 0xdada };

	interview_begin(&interview, &clerk, DEPTH_STANDARD);
	interview.port.transcripts[QUESTION_BASICS]->session.suite = "";
	interview_ask(&interview, QUESTION_CLASSES);
	check_answer("unknown", interview.facts.classes[SUITE_CLASS_RC4], ANSWER_UNKNOWN,
	    CERTAINTY_CERTAIN);
	ck_assert_uint_eq(interview.raw, 1);
}
END_TEST

Suite *
suite(void)
{
	Suite *all = suite_create("probe/suites");
	TCase *tcase = tcase_create("suites");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_loop_test(tcase, weak_suites_are_found_by_class, 0, COUNT_OF(classes));
	tcase_add_loop_test(
	    tcase, at_full_depth_the_suites_tell_the_same_classes, 0, COUNT_OF(classes));
	tcase_add_test(tcase, the_first_hello_has_something_of_each_class_and_is_not_long);
	tcase_add_loop_test(
	    tcase, a_class_is_missing_as_surely_as_it_is_refused, 0, COUNT_OF(refusals));
	tcase_add_loop_test(tcase, every_suite_is_found_in_its_order, 0, COUNT_OF(rankings));
	tcase_add_test(tcase, common_suites_stand_alone_in_the_first_hello);
	tcase_add_test(tcase, no_class_is_missing_where_suites_are_not_known);
	tcase_add_test(tcase, a_suite_of_an_unknown_number_ends_the_classes);
	suite_add_tcase(all, tcase);
	return all;
}
