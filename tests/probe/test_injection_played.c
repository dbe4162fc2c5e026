/* SPDX-License-Identifier: MIT */
/* Commands in clear inside TLS, and state that outlives STARTTLS: servers that do it, that do
 * not, and that do something else. */
#include "probe/question.h"

#include "support/player.h"
#include "support/suite.h"
#include "support/talk.h"

#include <stdio.h>
#include <string.h>

/* A healthy server of a protocol, in parts. */
struct service {
	const char *scheme;
	const char *plain; /* all but the answer to STARTTLS */
	const char *starttls;
	const char *secure_opening;
	const char *secure;
};

/* clang-format off */
static const struct service smtp = {
	.scheme = "smtp",
	.plain = "S: 220 mail ESMTP\n"
		 "C: EHLO *\nS: 250-mail\nS: 250 STARTTLS\n"
		 "C: MAIL*\nS: 250 ok\n"
		 "C: AUTH *\nS: 503 not here\n"
		 "C: QUIT\nS: 221 bye\nCLOSE\n",
	.starttls = "C: STARTTLS\nS: 220 go\n",
	.secure_opening = "",
	.secure = "C: EHLO *\nS: 250-mail\nS: 250 AUTH PLAIN\n"
		  "C: NOOP\nS: 250 ok\nC: MAIL*\nS: 250 ok\nC: RSET\nS: 250 ok\n"
		  "C: QUIT\nS: 221 bye\nCLOSE\n",
};
static const struct service lmtp = {
	.scheme = "lmtp",
	.plain = "S: 220 mail LMTP\n"
		 "C: LHLO *\nS: 250-mail\nS: 250 STARTTLS\n"
		 "C: MAIL*\nS: 250 ok\n"
		 "C: QUIT\nS: 221 bye\nCLOSE\n",
	.starttls = "C: STARTTLS\nS: 220 go\n",
	.secure_opening = "",
	.secure = "C: LHLO *\nS: 250-mail\nS: 250 8BITMIME\n"
		  "C: NOOP\nS: 250 ok\nC: MAIL*\nS: 250 ok\nC: RSET\nS: 250 ok\n"
		  "C: QUIT\nS: 221 bye\nCLOSE\n",
};
static const struct service imap = {
	.scheme = "imap",
	.plain = "S: * OK ready\n"
		 "C: p1 CAPABILITY\nS: * CAPABILITY IMAP4rev1 STARTTLS\nS: p1 OK done\n"
		 "C: p3 AUTH*\nS: p3 NO no\n"
		 "C: p9 LOGOUT\nS: * BYE bye\nS: p9 OK done\nCLOSE\n",
	.starttls = "C: p2 STARTTLS\nS: p2 OK begin\n",
	.secure_opening = "",
	.secure = "C: p2x NOOP\nS: p2x OK done\n"
		  "C: p3 CAPABILITY\nS: * CAPABILITY IMAP4rev1\nS: p3 OK done\n"
		  "C: p9 LOGOUT\nS: * BYE bye\nS: p9 OK done\nCLOSE\n",
};
static const struct service pop3 = {
	.scheme = "pop3",
	.plain = "S: +OK ready\n"
		 "C: CAPA\nS: +OK\nS: STLS\nS: .\n"
		 "C: AUTH *\nS: -ERR no\nC: USER *\nS: -ERR no\n"
		 "C: QUIT\nS: +OK bye\nCLOSE\n",
	.starttls = "C: STLS\nS: +OK begin\n",
	.secure_opening = "",
	.secure = "C: CAPA\nS: +OK\nS: USER\nS: .\n"
		  "C: QUIT\nS: +OK bye\nCLOSE\n",
};
static const struct service sieve = {
	.scheme = "sieve",
	.plain = "S: \"STARTTLS\"\nS: OK\n"
		 "C: AUTH*\nS: NO\n"
		 "C: LOGOUT\nS: OK\nCLOSE\n",
	.starttls = "C: STARTTLS\nS: OK\n",
	.secure_opening = "S: \"SASL\" \"PLAIN\"\nS: OK\n",
	.secure = "C: NOOP \"p2x\"\nS: OK (TAG \"p2x\") \"done\"\n"
		  "C: LOGOUT\nS: OK\nCLOSE\n",
};

static const char in_tls[] = "it was answered inside TLS";
static const char late[] = "there was one answer more than commands inside TLS";
static const char refused[] = "STARTTLS with more behind it is refused";
static const char taken_for_tls[] = "the handshake fails: the command is taken for TLS";
static const char hangs_up[] = "the server hangs up on STARTTLS with more behind it";
static const char goodbye[] = "the server said goodbye: it may throttle";
static const char broke[] = "the connection broke inside TLS";

static const struct injection_case {
	const char *name;
	const struct service *service;
	const char *plain;  /* before the healthy reactions */
	const char *tls;    /* words of TLS */
	const char *secure; /* before the healthy reactions */
	enum answer_value want;
	const char *why;
	enum answer_value want_piped;
} injections[] = {
	{ "SMTP, at once", &smtp, "", "keep", "", ANSWER_YES, in_tls, ANSWER_NO },
	{ "SMTP, refused at once", &smtp, "", "keep", "C: NOOP\nS: 503 EHLO first\n",
	  ANSWER_YES, in_tls, ANSWER_NO },
	{ "SMTP, late", &smtp, "", "keep",
	  "C: NOOP\nC: EHLO *\nS: 250 ok\nS: 250-mail\nS: 250 AUTH PLAIN\n",
	  ANSWER_YES, late, ANSWER_NO },
	{ "LMTP, at once", &lmtp, "", "keep", "", ANSWER_YES, in_tls, ANSWER_NO },
	{ "LMTP, late", &lmtp, "", "keep",
	  "C: NOOP\nC: LHLO *\nS: 250 ok\nS: 250-mail\nS: 250 8BITMIME\n",
	  ANSWER_YES, late, ANSWER_NO },
	{ "IMAP, at once", &imap, "", "keep", "", ANSWER_YES, in_tls, ANSWER_NO },
	{ "IMAP, refused at once", &imap, "", "keep", "C: p2x NOOP\nS: p2x BAD what\n",
	  ANSWER_YES, in_tls, ANSWER_NO },
	{ "IMAP, late", &imap, "", "keep",
	  "C: p2x NOOP\nC: p3 CAPABILITY\nS: p2x OK done\nS: p3 OK done\n",
	  ANSWER_YES, in_tls, ANSWER_NO },
	{ "POP3, at once", &pop3, "", "keep", "", ANSWER_YES, in_tls, ANSWER_NO },
	{ "POP3, refused at once", &pop3, "", "keep", "C: CAPA\nS: -ERR what\n",
	  ANSWER_YES, in_tls, ANSWER_NO },
	{ "Sieve, at once", &sieve, "", "keep", "", ANSWER_YES, in_tls, ANSWER_NO },
	{ "Sieve, late", &sieve, "", "keep",
	  "C: NOOP*\nC: LOGOUT\nS: OK (TAG \"p2x\") \"done\"\nS: OK\nCLOSE\n",
	  ANSWER_YES, in_tls, ANSWER_NO },

	{ "SMTP drops it", &smtp, "", "drop", "", ANSWER_NO, NULL, ANSWER_NO },
	{ "LMTP drops it", &lmtp, "", "drop", "", ANSWER_NO, NULL, ANSWER_NO },
	{ "IMAP drops it", &imap, "", "drop", "", ANSWER_NO, NULL, ANSWER_NO },
	{ "POP3 drops it", &pop3, "", "drop", "", ANSWER_NO, NULL, ANSWER_NO },
	{ "Sieve drops it", &sieve, "", "drop", "", ANSWER_NO, NULL, ANSWER_NO },
	{ "SMTP takes it for TLS", &smtp, "", "", "", ANSWER_NO, taken_for_tls, ANSWER_NO },
	{ "LMTP takes it for TLS", &lmtp, "", "", "", ANSWER_NO, taken_for_tls, ANSWER_NO },
	{ "IMAP takes it for TLS", &imap, "", "", "", ANSWER_NO, taken_for_tls, ANSWER_NO },
	{ "POP3 takes it for TLS", &pop3, "", "", "", ANSWER_NO, taken_for_tls, ANSWER_NO },
	{ "Sieve takes it for TLS", &sieve, "", "", "", ANSWER_NO, taken_for_tls, ANSWER_NO },
	{ "SMTP greets inside TLS", &smtp, "", "drop", "S: 220 mail ESMTP\n",
	  ANSWER_NO, NULL, ANSWER_NO },
	{ "IMAP speaks inside TLS", &imap, "", "drop", "S: * OK still here\n",
	  ANSWER_NO, NULL, ANSWER_NO },
	{ "POP3 greets inside TLS", &pop3, "", "drop", "S: +OK ready\n",
	  ANSWER_NO, NULL, ANSWER_NO },
	{ "SMTP refuses it with 503", &smtp, "C+ STARTTLS\nS: 503 no pipelining\n", "", "",
	  ANSWER_NO, refused, ANSWER_NO },
	{ "SMTP refuses it with 554", &smtp, "C+ STARTTLS\nS: 554 no pipelining\nCLOSE\n", "", "",
	  ANSWER_NO, refused, ANSWER_NO },
	{ "SMTP does not know the line", &smtp, "C+ STARTTLS\nS: 500-what\nS: 500 is that\n", "",
	  "", ANSWER_NO, refused, ANSWER_NO },
	{ "LMTP refuses it", &lmtp, "C+ STARTTLS\nS: 503 no pipelining\n", "", "",
	  ANSWER_NO, refused, ANSWER_NO },
	{ "IMAP refuses it", &imap, "C+ p2 STARTTLS\nS: p2 BAD no pipelining\n", "", "",
	  ANSWER_NO, refused, ANSWER_NO },
	{ "POP3 refuses it", &pop3, "C+ STLS\nS: -ERR no pipelining\n", "", "",
	  ANSWER_NO, refused, ANSWER_NO },
	{ "Sieve refuses it", &sieve, "C+ STARTTLS\nS: NO \"no pipelining\"\n", "", "",
	  ANSWER_NO, refused, ANSWER_NO },
	{ "SMTP closes", &smtp, "C+ STARTTLS\nCLOSE\n", "", "", ANSWER_NO, hangs_up, ANSWER_NO },
	{ "IMAP resets", &imap, "C+ p2 STARTTLS\nRESET\n", "", "", ANSWER_NO, hangs_up,
	  ANSWER_NO },
	{ "POP3 closes behind its reply", &pop3, "C+ STLS\nS: +OK begin\nCLOSE\n", "", "",
	  ANSWER_NO, taken_for_tls, ANSWER_NO },
	{ "SMTP answers before TLS", &smtp, "C+ STARTTLS\nS: 220 go\nS: 250 ok\nTLS good drop\n",
	  "", "", ANSWER_NO, NULL, ANSWER_YES },
	{ "IMAP answers before TLS", &imap,
	  "C+ p2 STARTTLS\nS: p2 OK begin\nS: p2x OK done\nTLS good drop\n", "", "",
	  ANSWER_NO, NULL, ANSWER_YES },
	{ "POP3 answers before TLS and within", &pop3,
	  "C+ STLS\nS: +OK begin\nS: +OK\nS: .\nTLS good keep\n", "", "",
	  ANSWER_YES, in_tls, ANSWER_YES },
	{ "SMTP says goodbye", &smtp, "C+ STARTTLS\nS: 421 slow down\nCLOSE\n", "", "",
	  ANSWER_UNKNOWN, goodbye, ANSWER_UNKNOWN },
	{ "IMAP says goodbye", &imap, "C+ p2 STARTTLS\nS: * BYE slow down\nCLOSE\n", "", "",
	  ANSWER_UNKNOWN, goodbye, ANSWER_UNKNOWN },
	{ "SMTP breaks inside TLS", &smtp, "", "drop", "WAIT 50\nCLOSE\n",
	  ANSWER_UNKNOWN, broke, ANSWER_NO },
};
/* clang-format on */

static const char *
scene_of(struct player *player, const struct service *service, const char *plain,
    const char *tls, const char *secure)
{
	return arena_printf(&player->arena, "%s%s%sTLS good %s\nSECURE\n%s%s%s", service->plain,
	    plain, service->starttls, tls, service->secure_opening, secure, service->secure);
}

static bool
same(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static void
check(struct player *player, const char *name, enum behaviour behaviour, enum question question,
    enum answer_value want, const char *why)
{
	const struct answer *answer = &player->facts.negotiation.behaviours[behaviour];

	if (answer->value != want || !same(answer->why, why))
		fprintf(stderr, "%s", player_script(player, question));
	ck_assert_msg(answer->value == want, "%s: %s, cut to %zu: %s (%s)", name,
	    behaviour_name(behaviour), player->piece_len, answer_name(answer->value),
	    answer->why == NULL ? "" : answer->why);
	ck_assert_msg(same(answer->why, why), "%s: %s, cut to %zu: why \"%s\"", name,
	    behaviour_name(behaviour), player->piece_len,
	    answer->why == NULL ? "" : answer->why);
}

static void
check_injection(const struct injection_case *row, size_t piece_len)
{
	struct player player;

	player_init(&player, row->service->scheme);
	player.port.limits.depth = DEPTH_STANDARD;
	player.piece_len = piece_len;
	player_play(
	    &player, scene_of(&player, row->service, row->plain, row->tls, row->secure));
	check(&player, row->name, BEHAVIOUR_INJECTION, QUESTION_INJECTION, row->want, row->why);
	check(&player, row->name, BEHAVIOUR_PIPELINED_REPLY, QUESTION_INJECTION,
	    row->want_piped, row->want_piped == ANSWER_UNKNOWN ? row->why : NULL);
	player_clear(&player);
}

START_TEST(an_injection_is_judged_by_what_comes_of_it)
{
	check_injection(&injections[_i], 0);
}
END_TEST

START_TEST(the_cut_of_the_bytes_does_not_change_the_verdict)
{
	/* A server that looks for more behind the command finds it in a whole segment only. */
	if (strstr(injections[_i].plain, "C+") != NULL)
		return;
	check_injection(&injections[_i], 1);
	check_injection(&injections[_i], 7);
}
END_TEST

struct split_case {
	const char *name;
	const struct service *service;
	const char *plain;
	const char *tls;
	enum answer_value want;
	const char *why;
};

/* clang-format off */
static const struct split_case splits[] = {
	{ "SMTP looks at one segment", &smtp, "C+ STARTTLS\nS: 220 go\nTLS good drop\n", "keep",
	  ANSWER_YES, in_tls },
	{ "IMAP looks at one segment", &imap, "C+ p2 STARTTLS\nS: p2 BAD what\n", "keep",
	  ANSWER_YES, in_tls },
	{ "Sieve looks at one segment", &sieve, "C+ STARTTLS\nS: NO\n", "keep",
	  ANSWER_YES, in_tls },
	{ "SMTP drops both", &smtp, "", "drop", ANSWER_NO, NULL },
	{ "LMTP drops both", &lmtp, "", "drop", ANSWER_NO, NULL },
	{ "IMAP takes both for TLS", &imap, "", "", ANSWER_NO, taken_for_tls },
	{ "POP3 drops both", &pop3, "", "drop", ANSWER_NO, NULL },
	{ "POP3 keeps both", &pop3, "", "keep", ANSWER_UNKNOWN, "it was not asked" },
};
/* clang-format on */

START_TEST(an_injection_in_two_segments_is_judged_apart)
{
	const struct split_case *row = &splits[_i];
	struct player player;

	player_init(&player, row->service->scheme);
	player.port.limits.depth = DEPTH_FULL;
	player_play(&player, scene_of(&player, row->service, row->plain, row->tls, ""));
	check(&player, row->name, BEHAVIOUR_INJECTION_SPLIT, QUESTION_INJECTION_SPLIT,
	    row->want, row->why);
	/* Proof in one segment is enough. */
	ck_assert_msg(port_count(&player.port, QUESTION_INJECTION_SPLIT) ==
			  (row->want == ANSWER_UNKNOWN ? 0 : 1),
	    "%s", row->name);
	player_clear(&player);
}
END_TEST

static const char no_transaction[] = "there is no transaction before STARTTLS here";
static const char nested[] = "a second MAIL inside TLS is refused as nested";

static const struct state_case {
	const char *name;
	const struct service *service;
	const char *secure;
	enum answer_value want;
	const char *why;
} states[] = {
	{ "dropped", &smtp, "", ANSWER_NO, NULL },
	{ "dropped, LMTP", &lmtp, "", ANSWER_NO, NULL },
	{ "Postfix", &smtp, "C: MAIL*\nS: 503 5.5.1 Error: nested MAIL command\n", ANSWER_YES,
	    nested },
	{ "Sendmail", &smtp, "C: MAIL*\nS: 503 5.5.0 Sender already specified\n", ANSWER_YES,
	    nested },
	{ "Exim", &smtp, "C: MAIL*\nS: 503 sender already given\n", ANSWER_YES, nested },
	{ "LMTP", &lmtp, "C: MAIL*\nS: 503 5.5.1 Error: nested MAIL command\n", ANSWER_YES,
	    nested },
	{ "EHLO wanted", &smtp, "C: MAIL*\nS: 503 5.5.1 Error: send HELO/EHLO first\n",
	    ANSWER_NO, NULL },
	{ "a login wanted", &smtp, "C: MAIL*\nS: 530 5.7.0 the sender must log in\n", ANSWER_NO,
	    NULL },
	{ "closed", &smtp, "C: MAIL*\nCLOSE\n", ANSWER_UNKNOWN,
	    "the connection broke before it could be seen" },
	{ "IMAP", &imap, "", ANSWER_NOT_APPLICABLE, no_transaction },
};

START_TEST(state_that_outlives_starttls_is_told_by_the_words)
{
	const struct state_case *row = &states[_i];
	struct player player;

	player_init(&player, row->service->scheme);
	player.port.limits.depth = DEPTH_FULL;
	player_play(&player, scene_of(&player, row->service, "", "drop", row->secure));
	check(&player, row->name, BEHAVIOUR_STATE_KEPT, QUESTION_STATE, row->want, row->why);
	if (row->want == ANSWER_YES)
		ck_assert_int_eq(
		    player.facts.negotiation.behaviours[BEHAVIOUR_STATE_KEPT].certainty,
		    CERTAINTY_LIKELY);
	player_clear(&player);
}
END_TEST

/* What an actor cannot play: a server that knows of the transaction. */
static const struct talk_case {
	const char *name;
	const char *words;
	enum answer_value want;
	const char *why;
	enum answer_value want_mail;
} talks[] = {
	{ "MAIL is refused", "220 a\r\n250 b\r\n530 5.7.0 STARTTLS first\r\n221 bye\r\n",
	    ANSWER_UNKNOWN, "MAIL is not taken before STARTTLS", ANSWER_NO },
	{ "no answer to MAIL", "220 a\r\n250 b\r\n", ANSWER_UNKNOWN,
	    "MAIL is not taken before STARTTLS", ANSWER_UNKNOWN },
	{ "STARTTLS is refused", "220 a\r\n250 b\r\n250 c\r\n503 in mail\r\n221 bye\r\n",
	    ANSWER_NO, "STARTTLS is refused within a transaction", ANSWER_YES },
	{ "no answer to STARTTLS", "220 a\r\n250 b\r\n250 c\r\n", ANSWER_UNKNOWN,
	    "the connection broke before it could be seen", ANSWER_YES },
};

START_TEST(a_transaction_that_ends_before_tls_is_no_state_that_outlives_it)
{
	const struct talk_case *row = &talks[_i];
	struct negotiation facts = { 0 };
	struct port_record port = { .endpoint = { .scheme = scheme_by_name(span_of("smtp")) } };
	struct survey survey = { .port = &port, .mode = MODE_STARTTLS };
	const struct answer *answer = &facts.behaviours[BEHAVIOUR_STATE_KEPT];
	struct script script;
	struct talk talk;

	ck_assert(errand_script(PROTOCOL_SMTP, MODE_STARTTLS, ERRAND_STATE, &script));
	talk_init(&talk, dialect_of(PROTOCOL_SMTP), &script);
	talk_feed(&talk, span_of(row->words), 0, false);
	talk.transcript.is_over = true;
	port.transcripts[QUESTION_STATE] = &talk.transcript;
	state_read(&survey, &talk.arena, &facts);
	ck_assert_msg(answer->value == row->want && same(answer->why, row->why), "%s: %s (%s)",
	    row->name, answer_name(answer->value), answer->why);
	ck_assert_msg(facts.mail_before_tls.value == row->want_mail, "%s: MAIL", row->name);
	talk_clear(&talk);
}
END_TEST

static enum plan
plan_of(
    next_attempt *next, const struct port_record *port, struct survey *survey, const char **why)
{
	struct attempt attempt;
	enum plan plan;

	survey_read(port, NULL, survey);
	attempt_init(&attempt);
	attempt.question = QUESTION_INJECTION;
	plan = next(survey, &attempt);
	*why = attempt.why;
	attempt_clear(&attempt);
	return plan;
}

START_TEST(where_starttls_does_not_work_nothing_is_asked)
{
	static next_attempt *const nexts[] = { injection_next, injection_split_next,
		state_next };
	struct player player;
	struct survey survey;
	const char *why;

	for (size_t i = 0; i < COUNT_OF(nexts); i++) {
		player_init(&player, "submissions");
		player_play(&player, "TLS good\nSECURE\nS: 220 mail\nC: EHLO *\nS: 250 mail\n"
				     "C: QUIT\nS: 221 bye\nCLOSE\n");
		ck_assert_int_eq(plan_of(nexts[i], &player.port, &survey, &why), PLAN_NONE);
		ck_assert_str_eq(why, "everything on this port is inside TLS");
		player_clear(&player);
		player_init(&player, "smtp");
		player_play(&player, "S: 220 mail\nC: EHLO *\nS: 250 mail\nC: STARTTLS\n"
				     "S: 220 go\nHELLO\nRAW 15 03 03 00 02 02 28\nCLOSE\n");
		ck_assert_int_eq(plan_of(nexts[i], &player.port, &survey, &why), PLAN_NONE);
		ck_assert_str_eq(why, "plain STARTTLS does not work");
		player_clear(&player);
	}
}
END_TEST

START_TEST(inside_tls_from_the_start_there_is_no_injection)
{
	struct player player;

	player_init(&player, "submissions");
	player.port.limits.depth = DEPTH_STANDARD;
	player_play(&player, "TLS good\nSECURE\nS: 220 mail\nC: EHLO *\nS: 250 mail\n"
			     "C: QUIT\nS: 221 bye\nCLOSE\n");
	check(&player, "submissions", BEHAVIOUR_INJECTION, QUESTION_INJECTION,
	    ANSWER_NOT_APPLICABLE, "everything on this port is inside TLS");
	player_clear(&player);
}
END_TEST

START_TEST(a_server_that_does_not_answer_is_asked_once_more)
{
	struct player player;

	player_init(&player, "smtp");
	player.port.limits.depth = DEPTH_STANDARD;
	player_play(&player, scene_of(&player, &smtp, "C+ STARTTLS\nWAIT 60000\n", "", ""));
	ck_assert_uint_eq(port_count(&player.port, QUESTION_INJECTION), 2);
	check(&player, "silent", BEHAVIOUR_INJECTION, QUESTION_INJECTION, ANSWER_UNKNOWN,
	    "it was not asked");
	player_clear(&player);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("injection");
	TCase *tcase = tcase_create("core");

	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(
	    tcase, an_injection_is_judged_by_what_comes_of_it, 0, (int)COUNT_OF(injections));
	tcase_add_loop_test(tcase, the_cut_of_the_bytes_does_not_change_the_verdict, 0,
	    (int)COUNT_OF(injections));
	tcase_add_loop_test(
	    tcase, an_injection_in_two_segments_is_judged_apart, 0, (int)COUNT_OF(splits));
	tcase_add_loop_test(
	    tcase, state_that_outlives_starttls_is_told_by_the_words, 0, (int)COUNT_OF(states));
	tcase_add_loop_test(tcase,
	    a_transaction_that_ends_before_tls_is_no_state_that_outlives_it, 0,
	    (int)COUNT_OF(talks));
	tcase_add_test(tcase, where_starttls_does_not_work_nothing_is_asked);
	tcase_add_test(tcase, inside_tls_from_the_start_there_is_no_injection);
	tcase_add_test(tcase, a_server_that_does_not_answer_is_asked_once_more);
	suite_add_tcase(s, tcase);
	return s;
}
