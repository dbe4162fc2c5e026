/* SPDX-License-Identifier: MIT */
/* What is read from the transcripts of a port beside failures, logins and capabilities, which
 * have their own tests. */
#include "probe/digest.h"

#include "support/player.h"
#include "support/suite.h"

static void
play(struct player *player, const char *scheme, const char *scene)
{
	player_init(player, scheme);
	player_play_file(player, scene);
}

START_TEST(a_port_that_was_never_asked_is_unknown_not_fine)
{
	struct player player;
	struct port_facts facts;

	player_init(&player, "imap");
	digest_port(&player.port, &player.arena, &facts);
	ck_assert_int_eq(facts.state, PORT_UNKNOWN);
	ck_assert_int_eq(facts.starttls_works.value, ANSWER_UNKNOWN);
	ck_assert_ptr_nonnull(facts.starttls_works.why);
	ck_assert_int_eq(facts.login.verdict, LOGIN_NOT_KNOWN);
	ck_assert_ptr_nonnull(facts.login.why);
	ck_assert(!facts.has_session);
	player_clear(&player);
}
END_TEST

START_TEST(starttls_advertised_and_working_are_two_answers)
{
	static const struct {
		const char *scene;
		enum answer_value advertised;
		enum answer_value works;
		bool is_masked;
	} rows[] = {
		{ "smtp-healthy", ANSWER_YES, ANSWER_YES, false },
		{ "smtp-starttls-hidden", ANSWER_NO, ANSWER_YES, false },
		{ "smtp-no-starttls", ANSWER_NO, ANSWER_NO, false },
		{ "smtp-starttls-454", ANSWER_YES, ANSWER_NO, false },
		{ "smtp-starttls-masked", ANSWER_NO, ANSWER_NO, true },
		{ "smtp-starttls-masked-works", ANSWER_NO, ANSWER_YES, true },
		{ "smtp-starttls-silent", ANSWER_YES, ANSWER_UNKNOWN, false },
		{ "smtp-greeting-421", ANSWER_UNKNOWN, ANSWER_UNKNOWN, false },
	};
	struct player player;

	play(&player, "smtp", rows[_i].scene);
	ck_assert_msg(player.facts.starttls_advertised.value == rows[_i].advertised, "%s",
	    rows[_i].scene);
	ck_assert_msg(
	    player.facts.starttls_works.value == rows[_i].works, "%s", rows[_i].scene);
	ck_assert_msg(
	    player.facts.is_starttls_masked == rows[_i].is_masked, "%s", rows[_i].scene);
	player_clear(&player);
}
END_TEST

START_TEST(an_implicit_port_has_no_starttls_to_speak_of)
{
	struct player player;

	play(&player, "submissions", "submissions-healthy");
	ck_assert_int_eq(player.facts.starttls_works.value, ANSWER_NOT_APPLICABLE);
	ck_assert_int_eq(player.facts.login.verdict, LOGIN_NOT_APPLICABLE);
	ck_assert_uint_eq(player.facts.silence_ms, 0);
	player_clear(&player);
}
END_TEST

START_TEST(both_lists_of_capabilities_are_kept_apart)
{
	struct player player;

	play(&player, "smtp", "smtp-healthy");
	ck_assert_uint_eq(player.facts.before.len, 2);
	ck_assert(span_is(player.facts.before.lines[1], "STARTTLS"));
	ck_assert_uint_eq(player.facts.after.len, 1);
	ck_assert(span_is(player.facts.after.lines[0], "AUTH PLAIN"));
	ck_assert_uint_eq(player.facts.login.mechanisms.len, 0);
	ck_assert_uint_eq(player.facts.login.inside.len, 1);
	ck_assert_str_eq(player.facts.login.inside.names[0], "PLAIN");
	ck_assert_uint_ge(player.facts.silence_ms, 60);
	ck_assert_uint_le(player.facts.silence_ms, 300);
	player_clear(&player);
}
END_TEST

START_TEST(a_session_brings_its_chain_and_no_problem_of_it)
{
	struct player player;

	play(&player, "imaps", "imaps-healthy");
	ck_assert(player.facts.has_session);
	ck_assert_str_eq(player.facts.session->version, "TLS 1.3");
	ck_assert_uint_eq(player.facts.chain.len, 2);
	for (size_t i = 0; i < CHAIN_PROBLEMS; i++)
		ck_assert_msg(!player.facts.chain.problems[i], "%s",
		    chain_problem_name((enum chain_problem)i));
	player_clear(&player);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("digest");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, a_port_that_was_never_asked_is_unknown_not_fine);
	tcase_add_loop_test(tcase, starttls_advertised_and_working_are_two_answers, 0, 8);
	tcase_add_test(tcase, an_implicit_port_has_no_starttls_to_speak_of);
	tcase_add_test(tcase, both_lists_of_capabilities_are_kept_apart);
	tcase_add_test(tcase, a_session_brings_its_chain_and_no_problem_of_it);
	suite_add_tcase(s, tcase);
	return s;
}
