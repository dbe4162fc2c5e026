/* SPDX-License-Identifier: MIT */
#include "probe/survey.h"

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

/* "?" not known, "y" yes, "n" no, "l" likely no; from SSL 2.0 to TLS 1.3. */
static void
check_versions(const char *name, const struct survey *survey, const char *want)
{
	char text[TLS_VERSIONS + 1] = "";

	for (size_t i = 0; i < TLS_VERSIONS; i++) {
		const struct answer *answer = &survey->versions[i];
		bool is_likely = answer->certainty == CERTAINTY_LIKELY;

		text[i] = answer->value == ANSWER_YES  ? 'y'
		          : answer->value != ANSWER_NO ? '?'
		          : is_likely                  ? 'l'
		                                       : 'n';
	}
	ck_assert_msg(strcmp(text, want) == 0, "%s: %s", name, text);
}

struct key_case {
	const char *signature;
	const char *suite;
	enum key_type want;
};

static const struct key_case keys[] = {
	{ "RSA-PSS-RSAE-SHA256", "TLS_AES_256_GCM_SHA384", KEY_TYPE_RSA },
	{ "RSA-SHA1", "TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256", KEY_TYPE_RSA },
	{ "ECDSA-SECP256R1-SHA256", "TLS_AES_256_GCM_SHA384", KEY_TYPE_ECDSA },
	{ "EdDSA-Ed25519", "TLS_AES_256_GCM_SHA384", KEY_TYPE_OTHER },
	{ "", "TLS_RSA_WITH_AES_128_CBC_SHA", KEY_TYPE_RSA },
	{ "", "TLS_DH_anon_WITH_AES_128_CBC_SHA", KEY_TYPE_UNKNOWN },
};

START_TEST(the_key_shows_in_the_signature_or_the_suite)
{
	struct session *session;
	struct survey survey;

	interview_begin(&interview, &clerk_modern, DEPTH_STANDARD);
	session = &interview.port.transcripts[QUESTION_BASICS]->session;
	session->signature = keys[_i].signature;
	session->suite = keys[_i].suite;
	survey = interview_survey(&interview);
	ck_assert_msg(
	    survey.key_type == keys[_i].want, "%s %s", keys[_i].signature, keys[_i].suite);
	ck_assert_ptr_nonnull(survey.session);
}
END_TEST

START_TEST(a_session_proves_its_version_and_no_more)
{
	struct survey survey;

	interview_begin(&interview, &clerk_modern, DEPTH_STANDARD);
	survey = interview_survey(&interview);
	check_versions("basics", &survey, "?????y");
	ck_assert(survey.has_control);
	ck_assert_ptr_null(survey.why_no_tls);
	ck_assert(survey_has(&survey, TLS_VERSION_13));
	ck_assert(!survey_has(&survey, TLS_VERSION_12));
	ck_assert_int_eq(survey_best_old(&survey), TLS_VERSIONS);
}
END_TEST

START_TEST(without_a_hello_tls_was_not_reached)
{
	struct survey survey;

	interview_begin(&interview, &clerk_modern, DEPTH_STANDARD);
	interview.port.transcripts[QUESTION_BASICS] = NULL;
	interview_record(&interview, QUESTION_BASICS, 0, span_of(""), span_of(""))->is_over =
	    true;
	survey = interview_survey(&interview);
	ck_assert_str_eq(survey.why_no_tls, "TLS was not reached");
	ck_assert(!survey.has_control);
}
END_TEST

START_TEST(text_in_place_of_tls_is_not_tls)
{
	struct transcript *basics;
	struct survey survey;

	interview_begin(&interview, &clerk_modern, DEPTH_STANDARD);
	interview.port.transcripts[QUESTION_BASICS] = NULL;
	basics = interview_record(&interview, QUESTION_BASICS, 0, span_of(""), span_of(""));
	transcript_add(basics, EVENT_HELLO, 0, span_of(""));
	transcript_add(basics, EVENT_NOT_TLS, 0, span_of("220 x"));
	survey = interview_survey(&interview);
	ck_assert_str_eq(survey.why_no_tls, "TLS was not reached");
}
END_TEST

START_TEST(the_mode_with_a_session_is_the_one_to_ask_in)
{
	struct transcript *other;
	struct survey survey;

	interview_begin(
	    &interview, &(struct clerk){ .fails_everything = true }, DEPTH_STANDARD);
	other = interview_record(&interview, QUESTION_OTHER_MODE, 0, span_of(""), span_of(""));
	other->mode = MODE_STARTTLS;
	transcript_add(other, EVENT_HELLO, 0, span_of(""));
	survey = interview_survey(&interview);
	ck_assert_int_eq(survey.mode, MODE_IMPLICIT);
	ck_assert_ptr_null(survey.session);
	transcript_add(other, EVENT_SESSION, 0, span_of(""));
	other->session = (struct session){ .version = "TLS 1.2", .signature = "", .suite = "" };
	survey = interview_survey(&interview);
	ck_assert_int_eq(survey.mode, MODE_STARTTLS);
	ck_assert_ptr_eq(survey.session, &other->session);
}
END_TEST

struct version_case {
	const char *name;
	struct clerk clerk;
	const char *want; /* behind QUESTION_VERSIONS */
};

#define OLD                                                                                    \
	{                                                                                      \
		0x002f, 0x000a                                                                 \
	}

/* clang-format off */
static const struct version_case versions[] = {
	{ "an answer proves what it passed over",
	  { .suites = { [TLS_VERSION_10] = OLD }, .rsa = "rsa" }, "?nynnn" },
	{ "so does an older one",
	  { .suites = { [TLS_VERSION_SSL3] = OLD, [TLS_VERSION_12] = OLD }, .rsa = "rsa" },
	  "?ynnyn" },
	{ "protocol_version speaks of all that is below",
	  { .suites = { [TLS_VERSION_12] = OLD }, .rsa = "rsa" }, "?nnnyn" },
	{ "a close speaks of what is below with extensions",
	  { .suites = { [TLS_VERSION_12] = OLD }, .rsa = "rsa",
	    .version_refusal = { .manner = MANNER_CLOSE }, .refusal = { .manner = MANNER_CLOSE } }, "?lllyl" },
	{ "another alert speaks of the version",
	  { .suites = { [TLS_VERSION_12] = OLD }, .rsa = "rsa",
	    .version_refusal = { .alert = 47 } }, "?nnnyn" },
	{ "garbage speaks of nothing",
	  { .suites = { [TLS_VERSION_12] = OLD }, .rsa = "rsa",
	    .version_refusal = { .manner = MANNER_GARBAGE }, .refusal = { .manner = MANNER_GARBAGE } }, "????y?" },
	{ "without control nothing is known",
	  { .rsa = "rsa", .fails_everything = true }, "??????" },
	{ "protocol_version without control as well",
	  { .rsa = "rsa", .fails_everything = true, .refusal = { .alert = 70 } }, "??????" },
};
/* clang-format on */

START_TEST(versions_are_known_as_far_as_answers_reach)
{
	const struct version_case *row = &versions[_i];
	struct survey survey;

	interview_begin(&interview, &row->clerk, DEPTH_STANDARD);
	interview_ask(&interview, QUESTION_VERSIONS);
	survey = interview_survey(&interview);
	check_versions(row->name, &survey, row->want);
}
END_TEST

START_TEST(an_answer_in_tls_is_none_of_ssl2)
{
	const struct clerk clerk = { .suites = { [TLS_VERSION_10] = OLD },
		.rsa = "rsa",
		.ssl2 = SSL2_MANNER_TLS,
		.fails_sessions = true };
	const struct clerk ssl2 = { .ssl2_kinds = { 0x010080 }, .rsa = "rsa" };
	struct survey survey;

	interview_begin(&interview, &clerk, DEPTH_STANDARD);
	interview_ask(&interview, QUESTION_SSL2);
	survey = interview_survey(&interview);
	check_versions("TLS", &survey, "??y???");
	ck_assert_int_eq(survey_best_old(&survey), TLS_VERSION_10);
	interview_end(&interview);
	interview_begin(&interview, &ssl2, DEPTH_STANDARD);
	interview_ask(&interview, QUESTION_SSL2);
	survey = interview_survey(&interview);
	check_versions("SSL 2.0", &survey, "y?????");
	ck_assert(survey.has_control);
	ck_assert_int_eq(survey_best_old(&survey), TLS_VERSIONS);
}
END_TEST

static void
count(void *context, enum question question, const struct witness *witness)
{
	unsigned *seen = context;

	ck_assert_int_eq(witness->reception, RECEPTION_ACCEPTED);
	ck_assert_int_ne(question, QUESTION_BASICS);
	++*seen;
}

START_TEST(accepted_hellos_are_visited_once_each)
{
	struct survey survey;
	unsigned seen = 0;

	interview_begin(&interview, &clerk_modern, DEPTH_STANDARD);
	interview_ask(&interview, QUESTION_NO_NAME);  /* taken */
	interview_ask(&interview, QUESTION_VERSIONS); /* TLS 1.1 is refused */
	interview_ask(&interview, QUESTION_SSL2);     /* closed */
	survey = interview_survey(&interview);
	survey_each_accepted(&survey, count, &seen);
	ck_assert_uint_eq(seen, 1);
	ck_assert_uint_eq(interview.raw, 3);
}
END_TEST

START_TEST(a_number_is_a_version_or_none)
{
	ck_assert_int_eq(survey_version(VERSION_SSL3), TLS_VERSION_SSL3);
	ck_assert_int_eq(survey_version(VERSION_TLS13), TLS_VERSION_13);
	ck_assert_int_eq(survey_version(VERSION_SSL2), TLS_VERSION_SSL2);
	ck_assert_int_eq(survey_version(0x0305), TLS_VERSIONS);
	ck_assert_int_eq(survey_version(0), TLS_VERSIONS);
}
END_TEST

Suite *
suite(void)
{
	Suite *all = suite_create("probe/survey");
	TCase *tcase = tcase_create("survey");
	TCase *plain = tcase_create("plain");

	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_loop_test(
	    tcase, the_key_shows_in_the_signature_or_the_suite, 0, COUNT_OF(keys));
	tcase_add_test(tcase, a_session_proves_its_version_and_no_more);
	tcase_add_test(tcase, without_a_hello_tls_was_not_reached);
	tcase_add_test(tcase, text_in_place_of_tls_is_not_tls);
	tcase_add_test(tcase, the_mode_with_a_session_is_the_one_to_ask_in);
	tcase_add_loop_test(
	    tcase, versions_are_known_as_far_as_answers_reach, 0, COUNT_OF(versions));
	tcase_add_test(tcase, an_answer_in_tls_is_none_of_ssl2);
	tcase_add_test(tcase, accepted_hellos_are_visited_once_each);
	suite_add_tcase(all, tcase);
	tcase_add_test(plain, a_number_is_a_version_or_none);
	suite_add_tcase(all, plain);
	return all;
}
