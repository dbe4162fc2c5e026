/* SPDX-License-Identifier: MIT */
/* Whole scans at full depth, in memory, against a server of the library's. */
#include "support/player.h"
#include "support/suite.h"

#define INSIDE                                                                                 \
	"S: * OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] ready\n"                                    \
	"C: p4 NOOP\nS: p4 OK\nC: p3 CAPABILITY\nS: * CAPABILITY IMAP4rev1\nS: p3 OK\n"        \
	"C: p9 LOGOUT\nS: * BYE bye\nS: p9 OK done\nCLOSE\n"

static struct player player;

static void
play(const char *tls, enum depth depth, size_t piece_len)
{
	player_init(&player, "imaps");
	player.port.limits = (struct limits){ .depth = depth, .is_intrusive = true };
	player.piece_len = piece_len;
	player_play(&player, arena_printf(&player.arena, "TLS %s\nSECURE\n" INSIDE, tls));
}

static enum answer_value
behaviour(enum behaviour which)
{
	return player.facts.negotiation.behaviours[which].value;
}

START_TEST(a_full_scan_asks_everything_of_a_healthy_server)
{
	play("good", DEPTH_FULL, (size_t)_i * 7);
	ck_assert_int_eq(player.facts.state, PORT_OK);
	ck_assert(player.facts.negotiation.is_known);
	ck_assert_int_eq(player.facts.negotiation.versions[TLS_VERSION_13].value, ANSWER_YES);
	ck_assert_int_eq(player.facts.negotiation.versions[TLS_VERSION_SSL3].value, ANSWER_NO);
	ck_assert_int_eq(behaviour(BEHAVIOUR_POODLE_TLS), ANSWER_NO);
	ck_assert_int_eq(behaviour(BEHAVIOUR_HEARTBLEED), ANSWER_NO);
	ck_assert_int_eq(behaviour(BEHAVIOUR_EARLY_CCS), ANSWER_NO);
	for (size_t i = 0; i < player.facts.negotiation.asked_len; i++)
		ck_assert_msg(!player.facts.negotiation.asked[i].is_left_open, "%s",
		    question_name((enum question)player.facts.negotiation.asked[i].question));
	player_clear(&player);
}
END_TEST

/* The library's server says nothing to a second hello but a warning. */
START_TEST(a_second_handshake_is_asked_for_inside_tls)
{
	const struct transcript *transcript;

	play("good 1.2", DEPTH_FULL, 0);
	transcript = player.port.transcripts[QUESTION_RENEGOTIATION];
	ck_assert_ptr_nonnull(transcript);
	ck_assert_ptr_nonnull(transcript_find(transcript, EVENT_SESSION));
	ck_assert_int_ne(behaviour(BEHAVIOUR_CLIENT_RENEGOTIATION), ANSWER_YES);
	player_clear(&player);
}
END_TEST

START_TEST(a_standard_scan_stays_within_ten_connections)
{
	play("good", DEPTH_STANDARD, 0);
	ck_assert_uint_le(port_count_all(&player.port), 10);
	ck_assert_int_eq(player.facts.negotiation.without_name.is_other.value, ANSWER_NO);
	player_clear(&player);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("secure");
	TCase *tcase = tcase_create("core");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, a_full_scan_asks_everything_of_a_healthy_server, 0, 2);
	tcase_add_test(tcase, a_second_handshake_is_asked_for_inside_tls);
	tcase_add_test(tcase, a_standard_scan_stays_within_ten_connections);
	suite_add_tcase(s, tcase);
	return s;
}
