/* SPDX-License-Identifier: MIT */
#include "facts/host.h"
#include "support/names.h"
#include "support/suite.h"

#include <string.h>

static bool
is_word(const char *word)
{
	size_t len = strlen(word);

	return len > 0 && strspn(word, "abcdefghijklmnopqrstuvwxyz0123456789-") == len &&
	       word[0] != '-' && word[len - 1] != '-';
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
}
END_TEST

/* What nobody has asked must not read as an answer. */
START_TEST(facts_of_zero_claim_nothing)
{
	const struct port_facts facts = { 0 };

	ck_assert_int_eq(facts.starttls_works.value, ANSWER_UNKNOWN);
	ck_assert_int_eq(facts.login.verdict, LOGIN_NOT_KNOWN);
	ck_assert_int_eq(facts.login.accepts_plaintext.value, ANSWER_UNKNOWN);
	ck_assert_int_eq(facts.failures[0].outcome, OUTCOME_NONE);
	ck_assert_int_eq((int)TRUST_UNKNOWN, 0);
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
	tcase_add_test(tcase, facts_of_zero_claim_nothing);
	suite_add_tcase(s, tcase);
	return s;
}
