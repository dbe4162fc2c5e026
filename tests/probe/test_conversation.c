/* SPDX-License-Identifier: MIT */
#include "support/player.h"
#include "support/suite.h"

#include <stdio.h>

START_TEST(healthy_smtp_ends_in_good_order)
{
	struct player player;

	player_init(&player, "smtp");
	player.piece_len = (size_t)_i;
	player_play(&player, "S: 220 mail.example.test ESMTP\n"
			     "C: EHLO *\n"
			     "S: 250-mail.example.test\nS: 250-SIZE 1000\nS: 250 STARTTLS\n"
			     "C: STARTTLS\nS: 220 Ready\nTLS good\n"
			     "C: AUTH *\nS: 503 not here\n"
			     "C: QUIT\nS: 221 Bye\nCLOSE\n"
			     "SECURE\n"
			     "C: EHLO *\nS: 250-mail.example.test\nS: 250 AUTH PLAIN\n"
			     "C: QUIT\nS: 221 Bye\nCLOSE\n");
	if (player.facts.state != PORT_OK || player.facts.login.verdict != LOGIN_NONE)
		fprintf(stderr, "%s---\n%s", player_script(&player, QUESTION_BASICS),
		    player_script(&player, QUESTION_LOGIN));
	ck_assert_int_eq(player.facts.state, PORT_OK);
	ck_assert_int_eq(player.facts.login.verdict, LOGIN_NONE);
	ck_assert(transcript_is_clean(player.port.transcripts[QUESTION_BASICS]));
	player_clear(&player);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("conversation");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(tcase, healthy_smtp_ends_in_good_order, 0, 2);
	suite_add_tcase(s, tcase);
	return s;
}
