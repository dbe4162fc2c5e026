/* SPDX-License-Identifier: MIT */
#include "facts/host.h"
#include "support/names.h"
#include "support/suite.h"

#include <string.h>

static bool
is_word(const char *word)
{
	size_t len = strlen(word);

	return len > 0 && strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-.") == len &&
	       strchr("-.", word[0]) == NULL && strchr("-.", word[len - 1]) == NULL;
}

START_TEST(words_for_reports_are_small_letters_and_unique)
{
	const struct naming *naming = &namings[_i];

	for (unsigned i = 0; i < naming->count; i++) {
		const char *word = naming->word(i);

		ck_assert_msg(word != NULL && is_word(word), "%s %u: '%s'", naming->name, i,
		    word == NULL ? "(null)" : word);
		for (unsigned j = 0; j < i; j++)
			ck_assert_msg(strcmp(word, naming->word(j)) != 0, "%s: '%s' twice",
			    naming->name, word);
	}
}
END_TEST

START_TEST(words_that_scripts_rely_on_do_not_change)
{
	ck_assert_str_eq(port_state_name(PORT_OK), "ok");
	ck_assert_str_eq(port_state_name(PORT_FAILED), "failed");
	ck_assert_str_eq(port_state_name(PORT_CLOSED), "closed");
	ck_assert_str_eq(port_state_name(PORT_NO_ANSWER), "no-answer");
	ck_assert_str_eq(port_state_name(PORT_UNKNOWN), "unknown");
	ck_assert_str_eq(answer_name(ANSWER_UNKNOWN), "unknown");
	ck_assert_str_eq(answer_name(ANSWER_YES), "yes");
	ck_assert_str_eq(answer_name(ANSWER_NO), "no");
	ck_assert_str_eq(answer_name(ANSWER_NOT_APPLICABLE), "not-applicable");
	ck_assert_str_eq(login_verdict_name(LOGIN_NONE), "none");
	ck_assert_str_eq(login_verdict_name(LOGIN_ACCEPTED), "accepted");
	ck_assert_str_eq(
	    login_verdict_name(LOGIN_ACCEPTED_THOUGH_HIDDEN), "accepted-though-hidden");
	ck_assert_str_eq(stage_name(STAGE_STARTTLS), "starttls");
	ck_assert_str_eq(stage_name(STAGE_AFTER_TLS), "after-tls");
	ck_assert_str_eq(outcome_name(OUTCOME_CONNECTION_REFUSED), "connection-refused");
	ck_assert_str_eq(outcome_name(OUTCOME_CLOSED_BEFORE_HELLO), "closed-before-hello");
	ck_assert_str_eq(depth_name(DEPTH_QUICK), "quick");
	ck_assert_str_eq(depth_name(DEPTH_STANDARD), "standard");
	ck_assert_str_eq(depth_name(DEPTH_FULL), "full");
}
END_TEST

START_TEST(depths_are_found_by_their_words)
{
	for (unsigned i = 0; i < DEPTH_COUNT; i++) {
		enum depth depth = DEPTH_COUNT;

		ck_assert(depth_by_name(depth_name((enum depth)i), &depth));
		ck_assert_uint_eq(depth, i);
	}
}
END_TEST

START_TEST(other_words_are_no_depth)
{
	static const char *const words[] = { "", "Quick", "quick ", "deep", "0" };
	enum depth depth = DEPTH_FULL;

	for (size_t i = 0; i < COUNT_OF(words); i++)
		ck_assert_msg(!depth_by_name(words[i], &depth), "'%s'", words[i]);
	ck_assert_int_eq(depth, DEPTH_FULL);
}
END_TEST

START_TEST(connections_stand_behind_those_of_their_question)
{
	struct transcript basics = { .question = QUESTION_BASICS };
	struct transcript suites[3] = { { .question = QUESTION_SUITES },
		{ .question = QUESTION_SUITES }, { .question = QUESTION_SUITES } };
	struct port_record port = { 0 };

	ck_assert_uint_eq(port_count_all(&port), 0);
	port_add(&port, &suites[0]);
	port_add(&port, &basics);
	port_add(&port, &suites[1]);
	port_add(&port, &suites[2]);
	ck_assert_ptr_eq(port.transcripts[QUESTION_BASICS], &basics);
	ck_assert_ptr_null(basics.next);
	ck_assert_ptr_eq(port.transcripts[QUESTION_SUITES], &suites[0]);
	ck_assert_ptr_eq(suites[0].next, &suites[1]);
	ck_assert_ptr_eq(suites[1].next, &suites[2]);
	ck_assert_ptr_null(suites[2].next);
	ck_assert_uint_eq(port_count(&port, QUESTION_SUITES), 3);
	ck_assert_uint_eq(port_count(&port, QUESTION_BASICS), 1);
	ck_assert_uint_eq(port_count(&port, QUESTION_ROBOT), 0);
	ck_assert_uint_eq(port_count_all(&port), 4);
}
END_TEST

/* What nobody has asked must not read as an answer. */
START_TEST(mechanisms_that_send_the_password_are_known)
{
	static const char *const plaintext[] = { "PLAIN", "login", "XOAUTH2", "OAUTHBEARER",
		"PLAIN-CLIENTTOKEN", "LOGIN command", "USER command" };
	static const char *const others[] = { "CRAM-MD5", "SCRAM-SHA-256", "APOP", "EXTERNAL",
		"ANONYMOUS", "X-PLAIN", "PLAIN ", "" };

	for (size_t i = 0; i < COUNT_OF(plaintext); i++)
		ck_assert_msg(mechanism_is_plaintext(plaintext[i]), "%s", plaintext[i]);
	for (size_t i = 0; i < COUNT_OF(others); i++)
		ck_assert_msg(!mechanism_is_plaintext(others[i]), "%s", others[i]);
}
END_TEST

START_TEST(facts_of_zero_claim_nothing)
{
	const struct port_facts facts = { 0 };

	ck_assert_int_eq(facts.starttls_works.value, ANSWER_UNKNOWN);
	ck_assert_int_eq(facts.login.verdict, LOGIN_NOT_KNOWN);
	ck_assert_int_eq(facts.login.accepts_plaintext.value, ANSWER_UNKNOWN);
	ck_assert_int_eq(facts.failures[0].outcome, OUTCOME_NONE);
	ck_assert_int_eq((int)TRUST_UNKNOWN, 0);
	ck_assert(!facts.negotiation.is_known);
	ck_assert_int_eq(facts.negotiation.versions[TLS_VERSION_SSL2].value, ANSWER_UNKNOWN);
	ck_assert_int_eq(facts.negotiation.behaviours[BEHAVIOUR_ROBOT].value, ANSWER_UNKNOWN);
	ck_assert_int_eq(
	    facts.negotiation.suites[TLS_VERSION_12].is_whole.value, ANSWER_UNKNOWN);
	ck_assert_int_eq(facts.negotiation.alpn.heed, HEED_UNKNOWN);
	ck_assert_int_eq((int)DEPTH_QUICK, 0);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("host");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(
	    tcase, words_for_reports_are_small_letters_and_unique, 0, (int)namings_count);
	tcase_add_test(tcase, words_that_scripts_rely_on_do_not_change);
	tcase_add_test(tcase, depths_are_found_by_their_words);
	tcase_add_test(tcase, other_words_are_no_depth);
	tcase_add_test(tcase, connections_stand_behind_those_of_their_question);
	tcase_add_test(tcase, mechanisms_that_send_the_password_are_known);
	tcase_add_test(tcase, facts_of_zero_claim_nothing);
	suite_add_tcase(s, tcase);
	return s;
}
