/* SPDX-License-Identifier: MIT */
#include "talk/errand.h"

#include "support/suite.h"
#include "support/talk.h"

#include <string.h>

enum { TURNS_MOST = 50 };

static struct arena arena;

static void
set_up(void)
{
	arena_init(&arena);
}

static void
tear_down(void)
{
	arena_clear(&arena);
}

/* What a healthy server answers at a step, inside TLS or not. */
struct answer_row {
	enum protocol protocol;
	enum step step;
	const char *words;
};

/* clang-format off */
static const struct answer_row answers[] = {
	{ PROTOCOL_SMTP, STEP_GREETING, "220 ready\r\n" },
	{ PROTOCOL_SMTP, STEP_CAPABILITY, "250-mail\r\n250 STARTTLS\r\n" },
	{ PROTOCOL_SMTP, STEP_CAPABILITY_AGAIN, "250-mail\r\n250 AUTH PLAIN\r\n" },
	{ PROTOCOL_SMTP, STEP_STARTTLS, "220 go\r\n" },
	{ PROTOCOL_SMTP, STEP_LOGIN, "503 not here\r\n" },
	{ PROTOCOL_SMTP, STEP_MAIL, "250 ok\r\n" },
	{ PROTOCOL_SMTP, STEP_MAIL_AGAIN, "250 ok\r\n" },
	{ PROTOCOL_SMTP, STEP_FORGET, "250 ok\r\n" },
	{ PROTOCOL_SMTP, STEP_SPOILT, "250 ok\r\n" },
	{ PROTOCOL_SMTP, STEP_QUIT, "221 bye\r\n" },
	{ PROTOCOL_SMTP, STEP_AUTH, "235 ok\r\n" },
	{ PROTOCOL_SMTP, STEP_SENDER, "250 ok\r\n" },
	{ PROTOCOL_SMTP, STEP_RECIPIENT, "250 ok\r\n" },
	{ PROTOCOL_SMTP, STEP_DATA, "354 go on\r\n" },
	{ PROTOCOL_SMTP, STEP_MESSAGE, "250 ok\r\n" },
	{ PROTOCOL_IMAP, STEP_GREETING, "* OK ready\r\n" },
	{ PROTOCOL_IMAP, STEP_CAPABILITY, "* CAPABILITY IMAP4rev1\r\np1 OK done\r\n" },
	{ PROTOCOL_IMAP, STEP_CAPABILITY_AGAIN, "* CAPABILITY IMAP4rev1\r\np3 OK done\r\n" },
	{ PROTOCOL_IMAP, STEP_STARTTLS, "p2 OK begin\r\n" },
	{ PROTOCOL_IMAP, STEP_LOGIN, "p3 NO [PRIVACYREQUIRED] no\r\n" },
	{ PROTOCOL_IMAP, STEP_SPOILT, "p4 OK done\r\n" },
	{ PROTOCOL_IMAP, STEP_QUIT, "* BYE bye\r\np9 OK done\r\n" },
	{ PROTOCOL_IMAP, STEP_AUTH, "p4 OK\r\n" },
	{ PROTOCOL_IMAP, STEP_COMMAND, "p5 OK\r\n" },
	{ PROTOCOL_POP3, STEP_GREETING, "+OK ready\r\n" },
	{ PROTOCOL_POP3, STEP_CAPABILITY, "+OK\r\nSTLS\r\n.\r\n" },
	{ PROTOCOL_POP3, STEP_CAPABILITY_AGAIN, "+OK\r\nUSER\r\n.\r\n" },
	{ PROTOCOL_POP3, STEP_STARTTLS, "+OK begin\r\n" },
	{ PROTOCOL_POP3, STEP_LOGIN, "-ERR [AUTH] no\r\n" },
	{ PROTOCOL_POP3, STEP_LOGIN_OTHER, "-ERR [AUTH] no\r\n" },
	{ PROTOCOL_POP3, STEP_SPOILT, "+OK\r\n" },
	{ PROTOCOL_POP3, STEP_QUIT, "+OK bye\r\n" },
	{ PROTOCOL_POP3, STEP_AUTH, "+OK\r\n" },
	{ PROTOCOL_POP3, STEP_COMMAND, "+OK\r\n" },
	{ PROTOCOL_SIEVE, STEP_GREETING, "\"STARTTLS\"\r\nOK\r\n" },
	{ PROTOCOL_SIEVE, STEP_CAPABILITY_AGAIN, "\"SASL\" \"PLAIN\"\r\nOK\r\n" },
	{ PROTOCOL_SIEVE, STEP_STARTTLS, "OK\r\n" },
	{ PROTOCOL_SIEVE, STEP_LOGIN, "NO\r\n" },
	{ PROTOCOL_SIEVE, STEP_SPOILT, "OK\r\n" },
	{ PROTOCOL_SIEVE, STEP_AUTH, "OK\r\n" },
	{ PROTOCOL_SIEVE, STEP_COMMAND, "OK\r\n" },
	{ PROTOCOL_SIEVE, STEP_QUIT, "OK\r\n" },
};
/* clang-format on */

static const char *
healthy_answer(enum protocol protocol, enum step step)
{
	/* RFC 2033: LMTP differs in the word of its hello. */
	if (protocol == PROTOCOL_LMTP)
		protocol = PROTOCOL_SMTP;
	for (size_t i = 0; i < COUNT_OF(answers); i++)
		if (answers[i].protocol == protocol && answers[i].step == step)
			return answers[i].words;
	ck_abort_msg("%s: nothing to say to %s", protocol_name(protocol), step_name(step));
}

/* What is sent at once, with a slash for each end of a line but the last; "!" if it goes into a
 * spoilt record. */
static const char *
segment(const char *sent, bool is_spoilt)
{
	char *text = arena_printf(&arena, "%s%s", is_spoilt ? "!" : "", sent);
	char *end = strstr(text, "\r\n");

	for (; end != NULL; end = strstr(end, "\r\n")) {
		if (end[2] == '\0') {
			*end = '\0';
			return text;
		}
		*end = '/';
		memmove(end + 1, end + 2, strlen(end + 2) + 1);
	}
	ck_abort_msg("\"%s\" has no end", sent);
}

static const char *
add(const char *all, const char *one)
{
	return *all == '\0' ? one : arena_printf(&arena, "%s, %s", all, one);
}

/* A composer of one recipient, who says which step it is. */
static enum step
say_step(void *context, enum step step, struct span challenge, uint64_t now_us,
    struct buffer *line, const char **shown)
{
	const struct talk *talk = context;
	bool is_imap = talk->dialogue.dialect == dialect_of(PROTOCOL_IMAP);

	(void)challenge;
	(void)now_us;
	if (step == STEP_RECIPIENT && transcript_reply(talk->dialogue.record, step) != NULL)
		return STEP_DATA;
	*shown = step == STEP_AUTH        ? (is_imap ? "p4 auth" : "auth")
	         : step == STEP_SENDER    ? "mail"
	         : step == STEP_RECIPIENT ? "rcpt"
	         : step == STEP_MESSAGE   ? "message"
	                                  : (is_imap ? "p5 command" : "command");
	ck_assert(buffer_append(line, span_of(*shown)));
	return step;
}

/* Everything that the client does and sends, segment by segment, against a healthy server. */
static const char *
acts(enum protocol protocol, const struct script *script)
{
	struct talk talk;
	const char *all = "";

	talk_init(&talk, dialect_of(protocol), script);
	talk.dialogue.compose = say_step;
	talk.dialogue.composer = &talk;
	for (unsigned turn = 0; talk.demand != DEMAND_END; turn++) {
		const struct step_row *row = dialogue_row(&talk.dialogue);
		const char *sent = talk_sent(&talk);

		ck_assert_uint_lt(turn, TURNS_MOST);
		if (*sent != '\0')
			all = add(all, segment(sent, row->is_spoilt));
		if (dialogue_add_afterthought(&talk.dialogue, 0))
			all = add(all, segment(talk_sent(&talk), false));
		if (talk.demand == DEMAND_INPUT) {
			talk_feed(&talk,
			    span_of(healthy_answer(protocol, talk.dialogue.reading.step)), 0,
			    false);
			continue;
		}
		all = add(all, talk.demand == DEMAND_TLS     ? "TLS"
			       : talk.demand == DEMAND_PAUSE ? "(pause)"
							     : "(again)");
		talk.demand = dialogue_resume(&talk.dialogue, 0);
	}
	ck_assert_str_eq(talk_sent(&talk), "");
	talk_clear(&talk);
	return all;
}

struct errand_case {
	enum protocol protocol;
	enum mode mode;
	enum errand errand;
	const char *want; /* NULL: there is no such errand */
};

#define EHLO "EHLO " TALK_NAME
#define LHLO "LHLO " TALK_NAME

/* clang-format off */
static const struct errand_case errands[] = {
	{ PROTOCOL_SMTP, MODE_STARTTLS, ERRAND_NONE,
	  EHLO ", STARTTLS, TLS, " EHLO ", QUIT" },
	{ PROTOCOL_SMTP, MODE_STARTTLS, ERRAND_LOGIN, EHLO ", AUTH PLAIN, QUIT" },
	{ PROTOCOL_SMTP, MODE_STARTTLS, ERRAND_HELLO, EHLO ", STARTTLS, TLS" },
	{ PROTOCOL_SMTP, MODE_STARTTLS, ERRAND_LOGIN_HELLO,
	  EHLO ", AUTH PLAIN, STARTTLS, TLS" },
	{ PROTOCOL_SMTP, MODE_STARTTLS, ERRAND_INJECTION,
	  EHLO ", STARTTLS/NOOP, TLS, (pause), " EHLO ", QUIT" },
	{ PROTOCOL_SMTP, MODE_STARTTLS, ERRAND_INJECTION_SPLIT,
	  EHLO ", STARTTLS, NOOP, TLS, (pause), " EHLO ", QUIT" },
	{ PROTOCOL_SMTP, MODE_STARTTLS, ERRAND_STATE,
	  EHLO ", MAIL FROM:<>, STARTTLS, TLS, MAIL FROM:<>, RSET, QUIT" },
	{ PROTOCOL_SMTP, MODE_STARTTLS, ERRAND_RENEGOTIATION,
	  EHLO ", STARTTLS, TLS, " EHLO ", (again), QUIT" },
	{ PROTOCOL_SMTP, MODE_STARTTLS, ERRAND_SPOILT_RECORD,
	  EHLO ", STARTTLS, TLS, " EHLO ", !NOOP" },
	{ PROTOCOL_SMTP, MODE_STARTTLS, ERRAND_HELO, "HELO " TALK_NAME ", STARTTLS, TLS, " EHLO ", QUIT" },
	{ PROTOCOL_SMTP, MODE_STARTTLS, ERRAND_PATIENCE, "(pause), " EHLO ", STARTTLS, TLS, " EHLO ", QUIT" },
	{ PROTOCOL_SMTP, MODE_STARTTLS, ERRAND_USE,
	  EHLO ", STARTTLS, TLS, " EHLO ", auth, mail, rcpt, DATA, message, QUIT" },
	{ PROTOCOL_SMTP, MODE_STARTTLS, ERRAND_USE_CLEAR,
	  EHLO ", auth, mail, rcpt, DATA, message, QUIT" },
	{ PROTOCOL_SMTP, MODE_IMPLICIT, ERRAND_NONE, "TLS, " EHLO ", QUIT" },
	{ PROTOCOL_SMTP, MODE_IMPLICIT, ERRAND_LOGIN, NULL },
	{ PROTOCOL_SMTP, MODE_IMPLICIT, ERRAND_HELLO, "TLS" },
	{ PROTOCOL_SMTP, MODE_IMPLICIT, ERRAND_LOGIN_HELLO, NULL },
	{ PROTOCOL_SMTP, MODE_IMPLICIT, ERRAND_INJECTION, NULL },
	{ PROTOCOL_SMTP, MODE_IMPLICIT, ERRAND_INJECTION_SPLIT, NULL },
	{ PROTOCOL_SMTP, MODE_IMPLICIT, ERRAND_STATE, NULL },
	{ PROTOCOL_SMTP, MODE_IMPLICIT, ERRAND_RENEGOTIATION,
	  "TLS, " EHLO ", (again), QUIT" },
	{ PROTOCOL_SMTP, MODE_IMPLICIT, ERRAND_SPOILT_RECORD, "TLS, " EHLO ", !NOOP" },
	{ PROTOCOL_SMTP, MODE_IMPLICIT, ERRAND_HELO, "TLS, HELO " TALK_NAME ", QUIT" },
	{ PROTOCOL_SMTP, MODE_IMPLICIT, ERRAND_PATIENCE, "TLS, (pause), " EHLO ", QUIT" },
	{ PROTOCOL_SMTP, MODE_IMPLICIT, ERRAND_USE,
	  "TLS, " EHLO ", auth, mail, rcpt, DATA, message, QUIT" },
	{ PROTOCOL_SMTP, MODE_IMPLICIT, ERRAND_USE_CLEAR,
	  NULL },

	{ PROTOCOL_LMTP, MODE_STARTTLS, ERRAND_NONE,
	  LHLO ", STARTTLS, TLS, " LHLO ", QUIT" },
	{ PROTOCOL_LMTP, MODE_STARTTLS, ERRAND_LOGIN, NULL },
	{ PROTOCOL_LMTP, MODE_STARTTLS, ERRAND_HELLO, LHLO ", STARTTLS, TLS" },
	{ PROTOCOL_LMTP, MODE_STARTTLS, ERRAND_LOGIN_HELLO, NULL },
	{ PROTOCOL_LMTP, MODE_STARTTLS, ERRAND_INJECTION,
	  LHLO ", STARTTLS/NOOP, TLS, (pause), " LHLO ", QUIT" },
	{ PROTOCOL_LMTP, MODE_STARTTLS, ERRAND_INJECTION_SPLIT,
	  LHLO ", STARTTLS, NOOP, TLS, (pause), " LHLO ", QUIT" },
	{ PROTOCOL_LMTP, MODE_STARTTLS, ERRAND_STATE,
	  LHLO ", MAIL FROM:<>, STARTTLS, TLS, MAIL FROM:<>, RSET, QUIT" },
	{ PROTOCOL_LMTP, MODE_STARTTLS, ERRAND_RENEGOTIATION,
	  LHLO ", STARTTLS, TLS, " LHLO ", (again), QUIT" },
	{ PROTOCOL_LMTP, MODE_STARTTLS, ERRAND_SPOILT_RECORD,
	  LHLO ", STARTTLS, TLS, " LHLO ", !NOOP" },
	{ PROTOCOL_LMTP, MODE_STARTTLS, ERRAND_HELO, NULL },
	{ PROTOCOL_LMTP, MODE_STARTTLS, ERRAND_PATIENCE, NULL },
	{ PROTOCOL_LMTP, MODE_STARTTLS, ERRAND_USE,
	  NULL },
	{ PROTOCOL_LMTP, MODE_STARTTLS, ERRAND_USE_CLEAR,
	  NULL },
	{ PROTOCOL_LMTP, MODE_IMPLICIT, ERRAND_NONE, "TLS, " LHLO ", QUIT" },
	{ PROTOCOL_LMTP, MODE_IMPLICIT, ERRAND_LOGIN, NULL },
	{ PROTOCOL_LMTP, MODE_IMPLICIT, ERRAND_HELLO, "TLS" },
	{ PROTOCOL_LMTP, MODE_IMPLICIT, ERRAND_LOGIN_HELLO, NULL },
	{ PROTOCOL_LMTP, MODE_IMPLICIT, ERRAND_INJECTION, NULL },
	{ PROTOCOL_LMTP, MODE_IMPLICIT, ERRAND_INJECTION_SPLIT, NULL },
	{ PROTOCOL_LMTP, MODE_IMPLICIT, ERRAND_STATE, NULL },
	{ PROTOCOL_LMTP, MODE_IMPLICIT, ERRAND_RENEGOTIATION,
	  "TLS, " LHLO ", (again), QUIT" },
	{ PROTOCOL_LMTP, MODE_IMPLICIT, ERRAND_SPOILT_RECORD, "TLS, " LHLO ", !NOOP" },
	{ PROTOCOL_LMTP, MODE_IMPLICIT, ERRAND_HELO, NULL },
	{ PROTOCOL_LMTP, MODE_IMPLICIT, ERRAND_PATIENCE, NULL },
	{ PROTOCOL_LMTP, MODE_IMPLICIT, ERRAND_USE,
	  NULL },
	{ PROTOCOL_LMTP, MODE_IMPLICIT, ERRAND_USE_CLEAR,
	  NULL },

	{ PROTOCOL_IMAP, MODE_STARTTLS, ERRAND_NONE,
	  "p1 CAPABILITY, p2 STARTTLS, TLS, p3 CAPABILITY, p9 LOGOUT" },
	{ PROTOCOL_IMAP, MODE_STARTTLS, ERRAND_LOGIN, "p3 AUTHENTICATE PLAIN, p9 LOGOUT" },
	{ PROTOCOL_IMAP, MODE_STARTTLS, ERRAND_HELLO, "p2 STARTTLS, TLS" },
	{ PROTOCOL_IMAP, MODE_STARTTLS, ERRAND_LOGIN_HELLO,
	  "p3 AUTHENTICATE PLAIN, p2 STARTTLS, TLS" },
	{ PROTOCOL_IMAP, MODE_STARTTLS, ERRAND_INJECTION,
	  "p1 CAPABILITY, p2 STARTTLS/p2x NOOP, TLS, (pause), p3 CAPABILITY, p9 LOGOUT" },
	{ PROTOCOL_IMAP, MODE_STARTTLS, ERRAND_INJECTION_SPLIT,
	  "p1 CAPABILITY, p2 STARTTLS, p2x NOOP, TLS, (pause), p3 CAPABILITY, p9 LOGOUT" },
	{ PROTOCOL_IMAP, MODE_STARTTLS, ERRAND_STATE, NULL },
	{ PROTOCOL_IMAP, MODE_STARTTLS, ERRAND_RENEGOTIATION,
	  "p1 CAPABILITY, p2 STARTTLS, TLS, p3 CAPABILITY, (again), p9 LOGOUT" },
	{ PROTOCOL_IMAP, MODE_STARTTLS, ERRAND_SPOILT_RECORD,
	  "p1 CAPABILITY, p2 STARTTLS, TLS, p3 CAPABILITY, !p4 NOOP" },
	{ PROTOCOL_IMAP, MODE_STARTTLS, ERRAND_HELO, NULL },
	{ PROTOCOL_IMAP, MODE_STARTTLS, ERRAND_PATIENCE, NULL },
	{ PROTOCOL_IMAP, MODE_STARTTLS, ERRAND_USE,
	  "p1 CAPABILITY, p2 STARTTLS, TLS, p3 CAPABILITY, p4 auth, p5 command, p9 LOGOUT" },
	{ PROTOCOL_IMAP, MODE_STARTTLS, ERRAND_USE_CLEAR,
	  "p1 CAPABILITY, p4 auth, p5 command, p9 LOGOUT" },
	{ PROTOCOL_IMAP, MODE_IMPLICIT, ERRAND_NONE, "TLS, p1 CAPABILITY, p9 LOGOUT" },
	{ PROTOCOL_IMAP, MODE_IMPLICIT, ERRAND_LOGIN, NULL },
	{ PROTOCOL_IMAP, MODE_IMPLICIT, ERRAND_HELLO, "TLS" },
	{ PROTOCOL_IMAP, MODE_IMPLICIT, ERRAND_LOGIN_HELLO, NULL },
	{ PROTOCOL_IMAP, MODE_IMPLICIT, ERRAND_INJECTION, NULL },
	{ PROTOCOL_IMAP, MODE_IMPLICIT, ERRAND_INJECTION_SPLIT, NULL },
	{ PROTOCOL_IMAP, MODE_IMPLICIT, ERRAND_STATE, NULL },
	{ PROTOCOL_IMAP, MODE_IMPLICIT, ERRAND_RENEGOTIATION,
	  "TLS, p1 CAPABILITY, (again), p9 LOGOUT" },
	{ PROTOCOL_IMAP, MODE_IMPLICIT, ERRAND_SPOILT_RECORD, "TLS, p1 CAPABILITY, !p4 NOOP" },
	{ PROTOCOL_IMAP, MODE_IMPLICIT, ERRAND_HELO, NULL },
	{ PROTOCOL_IMAP, MODE_IMPLICIT, ERRAND_PATIENCE, NULL },
	{ PROTOCOL_IMAP, MODE_IMPLICIT, ERRAND_USE,
	  "TLS, p1 CAPABILITY, p4 auth, p5 command, p9 LOGOUT" },
	{ PROTOCOL_IMAP, MODE_IMPLICIT, ERRAND_USE_CLEAR,
	  NULL },

	{ PROTOCOL_POP3, MODE_STARTTLS, ERRAND_NONE, "CAPA, STLS, TLS, CAPA, QUIT" },
	{ PROTOCOL_POP3, MODE_STARTTLS, ERRAND_LOGIN,
	  "AUTH PLAIN, USER nobody@probe.invalid, QUIT" },
	{ PROTOCOL_POP3, MODE_STARTTLS, ERRAND_HELLO, "STLS, TLS" },
	{ PROTOCOL_POP3, MODE_STARTTLS, ERRAND_LOGIN_HELLO,
	  "AUTH PLAIN, USER nobody@probe.invalid, STLS, TLS" },
	{ PROTOCOL_POP3, MODE_STARTTLS, ERRAND_INJECTION,
	  "CAPA, STLS/CAPA, TLS, (pause), CAPA, QUIT" },
	{ PROTOCOL_POP3, MODE_STARTTLS, ERRAND_INJECTION_SPLIT,
	  "CAPA, STLS, CAPA, TLS, (pause), CAPA, QUIT" },
	{ PROTOCOL_POP3, MODE_STARTTLS, ERRAND_STATE, NULL },
	{ PROTOCOL_POP3, MODE_STARTTLS, ERRAND_RENEGOTIATION,
	  "CAPA, STLS, TLS, CAPA, (again), QUIT" },
	{ PROTOCOL_POP3, MODE_STARTTLS, ERRAND_SPOILT_RECORD,
	  "CAPA, STLS, TLS, CAPA, !CAPA" },
	{ PROTOCOL_POP3, MODE_STARTTLS, ERRAND_HELO, NULL },
	{ PROTOCOL_POP3, MODE_STARTTLS, ERRAND_PATIENCE, NULL },
	{ PROTOCOL_POP3, MODE_STARTTLS, ERRAND_USE,
	  "CAPA, STLS, TLS, CAPA, auth, command, QUIT" },
	{ PROTOCOL_POP3, MODE_STARTTLS, ERRAND_USE_CLEAR,
	  "CAPA, auth, command, QUIT" },
	{ PROTOCOL_POP3, MODE_IMPLICIT, ERRAND_NONE, "TLS, CAPA, QUIT" },
	{ PROTOCOL_POP3, MODE_IMPLICIT, ERRAND_LOGIN, NULL },
	{ PROTOCOL_POP3, MODE_IMPLICIT, ERRAND_HELLO, "TLS" },
	{ PROTOCOL_POP3, MODE_IMPLICIT, ERRAND_LOGIN_HELLO, NULL },
	{ PROTOCOL_POP3, MODE_IMPLICIT, ERRAND_INJECTION, NULL },
	{ PROTOCOL_POP3, MODE_IMPLICIT, ERRAND_INJECTION_SPLIT, NULL },
	{ PROTOCOL_POP3, MODE_IMPLICIT, ERRAND_STATE, NULL },
	{ PROTOCOL_POP3, MODE_IMPLICIT, ERRAND_RENEGOTIATION, "TLS, CAPA, (again), QUIT" },
	{ PROTOCOL_POP3, MODE_IMPLICIT, ERRAND_SPOILT_RECORD, "TLS, CAPA, !CAPA" },
	{ PROTOCOL_POP3, MODE_IMPLICIT, ERRAND_HELO, NULL },
	{ PROTOCOL_POP3, MODE_IMPLICIT, ERRAND_PATIENCE, NULL },
	{ PROTOCOL_POP3, MODE_IMPLICIT, ERRAND_USE,
	  "TLS, CAPA, auth, command, QUIT" },
	{ PROTOCOL_POP3, MODE_IMPLICIT, ERRAND_USE_CLEAR,
	  NULL },

	{ PROTOCOL_SIEVE, MODE_STARTTLS, ERRAND_NONE, "STARTTLS, TLS, LOGOUT" },
	{ PROTOCOL_SIEVE, MODE_STARTTLS, ERRAND_LOGIN, "AUTHENTICATE \"PLAIN\", LOGOUT" },
	{ PROTOCOL_SIEVE, MODE_STARTTLS, ERRAND_HELLO, "STARTTLS, TLS" },
	{ PROTOCOL_SIEVE, MODE_STARTTLS, ERRAND_LOGIN_HELLO,
	  "AUTHENTICATE \"PLAIN\", STARTTLS, TLS" },
	{ PROTOCOL_SIEVE, MODE_STARTTLS, ERRAND_INJECTION,
	  "STARTTLS/NOOP \"p2x\", TLS, (pause), LOGOUT" },
	{ PROTOCOL_SIEVE, MODE_STARTTLS, ERRAND_INJECTION_SPLIT,
	  "STARTTLS, NOOP \"p2x\", TLS, (pause), LOGOUT" },
	{ PROTOCOL_SIEVE, MODE_STARTTLS, ERRAND_STATE, NULL },
	{ PROTOCOL_SIEVE, MODE_STARTTLS, ERRAND_RENEGOTIATION,
	  "STARTTLS, TLS, (again), LOGOUT" },
	{ PROTOCOL_SIEVE, MODE_STARTTLS, ERRAND_SPOILT_RECORD, "STARTTLS, TLS, !NOOP" },
	{ PROTOCOL_SIEVE, MODE_STARTTLS, ERRAND_HELO, NULL },
	{ PROTOCOL_SIEVE, MODE_STARTTLS, ERRAND_PATIENCE, NULL },
	{ PROTOCOL_SIEVE, MODE_STARTTLS, ERRAND_USE,
	  "STARTTLS, TLS, auth, command, LOGOUT" },
	{ PROTOCOL_SIEVE, MODE_STARTTLS, ERRAND_USE_CLEAR,
	  "auth, command, LOGOUT" },
	{ PROTOCOL_SIEVE, MODE_IMPLICIT, ERRAND_NONE, "TLS, LOGOUT" },
	{ PROTOCOL_SIEVE, MODE_IMPLICIT, ERRAND_LOGIN, NULL },
	{ PROTOCOL_SIEVE, MODE_IMPLICIT, ERRAND_HELLO, "TLS" },
	{ PROTOCOL_SIEVE, MODE_IMPLICIT, ERRAND_LOGIN_HELLO, NULL },
	{ PROTOCOL_SIEVE, MODE_IMPLICIT, ERRAND_INJECTION, NULL },
	{ PROTOCOL_SIEVE, MODE_IMPLICIT, ERRAND_INJECTION_SPLIT, NULL },
	{ PROTOCOL_SIEVE, MODE_IMPLICIT, ERRAND_STATE, NULL },
	{ PROTOCOL_SIEVE, MODE_IMPLICIT, ERRAND_RENEGOTIATION, "TLS, (again), LOGOUT" },
	{ PROTOCOL_SIEVE, MODE_IMPLICIT, ERRAND_SPOILT_RECORD, "TLS, !NOOP" },
	{ PROTOCOL_SIEVE, MODE_IMPLICIT, ERRAND_HELO, NULL },
	{ PROTOCOL_SIEVE, MODE_IMPLICIT, ERRAND_PATIENCE, NULL },
	{ PROTOCOL_SIEVE, MODE_IMPLICIT, ERRAND_USE,
	  "TLS, auth, command, LOGOUT" },
	{ PROTOCOL_SIEVE, MODE_IMPLICIT, ERRAND_USE_CLEAR,
	  NULL },
};
/* clang-format on */
_Static_assert(
    COUNT_OF(errands) == PROTOCOL_COUNT * 2 * ERRANDS, "a row for each protocol and mode");

static const char *
name_of(const struct errand_case *row)
{
	return arena_printf(&arena, "%s %s, errand %d", protocol_name(row->protocol),
	    mode_name(row->mode), row->errand);
}

START_TEST(an_errand_says_its_lines_in_order)
{
	const struct errand_case *row = &errands[_i];
	struct script script;
	const char *got;

	if (row->want == NULL)
		return;
	ck_assert_msg(
	    errand_script(row->protocol, row->mode, row->errand, &script), "%s", name_of(row));
	got = acts(row->protocol, &script);
	ck_assert_msg(strcmp(got, row->want) == 0, "%s: %s", name_of(row), got);
}
END_TEST

START_TEST(an_errand_that_is_not_there_writes_nothing)
{
	const struct errand_case *row = &errands[_i];
	struct script script = { .first = STEP_FORGET };

	if (row->want != NULL)
		return;
	ck_assert_msg(
	    !errand_script(row->protocol, row->mode, row->errand, &script), "%s", name_of(row));
	ck_assert_int_eq(script.first, STEP_FORGET);
}
END_TEST

START_TEST(each_protocol_mode_and_errand_has_a_row)
{
	bool has[PROTOCOL_COUNT][2][ERRANDS] = { 0 };

	for (size_t i = 0; i < COUNT_OF(errands); i++) {
		const struct errand_case *row = &errands[i];

		ck_assert_msg(
		    !has[row->protocol][row->mode][row->errand], "%s: twice", name_of(row));
		has[row->protocol][row->mode][row->errand] = true;
	}
}
END_TEST

/* Fails the test where a way that begins at the step goes round in circles, or comes to a step
 * at which nothing is to be done. */
static void
walk(const struct script *script, enum step step, unsigned depth, const char *name)
{
	static const struct step_row nothing;
	const struct step_row *row = &script->rows[step];

	if (step == STEP_END)
		return;
	ck_assert_msg(depth < STEP_COUNT, "%s: a circle through %s", name, step_name(step));
	ck_assert_msg(memcmp(row, &nothing, sizeof(nothing)) != 0, "%s: nothing at %s", name,
	    step_name(step));
	ck_assert_msg(row->begins_tls + row->pauses + row->renegotiates + (row->send != NULL) +
			      row->is_composed <
			  2,
	    "%s: two things at %s", name, step_name(step));
	/* What is composed may take several turns: it is the composer's to end them. */
	for (size_t reply = 0; reply < REPLY_COUNT; reply++)
		if (!row->is_composed || row->next[reply] != step)
			walk(script, row->next[reply], depth + 1, name);
}

START_TEST(every_way_comes_to_the_end)
{
	const struct errand_case *row = &errands[_i];
	struct script script;

	if (!errand_script(row->protocol, row->mode, row->errand, &script))
		return;
	ck_assert_int_ne(script.first, STEP_END);
	walk(&script, script.first, 0, name_of(row));
	for (size_t step = 0; step < STEP_COUNT; step++)
		ck_assert_msg(script.rows[step].next[REPLY_GARBLED] == STEP_END &&
				  script.rows[step].next[REPLY_GOODBYE] == STEP_END &&
				  script.rows[step].next[REPLY_PART] == STEP_END,
		    "%s: %s goes on", name_of(row), step_name((enum step)step));
}
END_TEST

/* Whatever becomes of the login, TLS is asked for behind it, unless the server will have none
 * of us. */
static const char *const logins[PROTOCOL_COUNT] = {
	[PROTOCOL_SMTP] =
	    "..., -QUIT\n"
	    "..., +EHLO " TALK_NAME ", -QUIT\n"
	    "..., +EHLO " TALK_NAME ", +AUTH PLAIN, ~STARTTLS, -QUIT\n"
	    "..., +EHLO " TALK_NAME ", +AUTH PLAIN, ~STARTTLS, +TLS\n"
	    "..., +EHLO " TALK_NAME ", +AUTH PLAIN, >*, ~STARTTLS, -QUIT\n"
	    "..., +EHLO " TALK_NAME ", +AUTH PLAIN, >*, ~STARTTLS, +TLS\n"
	    "..., +EHLO " TALK_NAME ", +AUTH PLAIN, ?AUTH LOGIN, ~STARTTLS, -QUIT\n"
	    "..., +EHLO " TALK_NAME ", +AUTH PLAIN, ?AUTH LOGIN, ~STARTTLS, +TLS\n"
	    "..., +EHLO " TALK_NAME ", +AUTH PLAIN, ?AUTH LOGIN, >*, ~STARTTLS, -QUIT\n"
	    "..., +EHLO " TALK_NAME ", +AUTH PLAIN, ?AUTH LOGIN, >*, ~STARTTLS, +TLS\n",
	[PROTOCOL_IMAP] = "..., pp9 LOGOUT\n"
			  "..., +p3 AUTHENTICATE PLAIN, ~p2 STARTTLS, -p9 LOGOUT\n"
			  "..., +p3 AUTHENTICATE PLAIN, ~p2 STARTTLS, +TLS\n"
			  "..., +p3 AUTHENTICATE PLAIN, >*, ~p2 STARTTLS, -p9 LOGOUT\n"
			  "..., +p3 AUTHENTICATE PLAIN, >*, ~p2 STARTTLS, +TLS\n",
	[PROTOCOL_POP3] = "..., -QUIT\n"
			  "..., +AUTH PLAIN, +STLS, -QUIT\n"
			  "..., +AUTH PLAIN, +STLS, +TLS\n"
			  "..., +AUTH PLAIN, >*, ~STLS, -QUIT\n"
			  "..., +AUTH PLAIN, >*, ~STLS, +TLS\n"
			  "..., +AUTH PLAIN, -USER nobody@probe.invalid, ~STLS, -QUIT\n"
			  "..., +AUTH PLAIN, -USER nobody@probe.invalid, ~STLS, +TLS\n",
	[PROTOCOL_SIEVE] = "..., -LOGOUT\n"
			   "..., +AUTHENTICATE \"PLAIN\", ~STARTTLS, -LOGOUT\n"
			   "..., +AUTHENTICATE \"PLAIN\", ~STARTTLS, +TLS\n"
			   "..., +AUTHENTICATE \"PLAIN\", >\"*\", ~STARTTLS, -LOGOUT\n"
			   "..., +AUTHENTICATE \"PLAIN\", >\"*\", ~STARTTLS, +TLS\n",
};

START_TEST(behind_a_login_in_clear_tls_is_asked_for)
{
	struct script script;

	if (logins[_i] == NULL)
		return;
	ck_assert(errand_script((enum protocol)_i, MODE_STARTTLS, ERRAND_LOGIN_HELLO, &script));
	check_script(&script, logins[_i]);
}
END_TEST

/* The way to TLS is not lost where a server lacks what is asked before. */
static const char *const hellos[PROTOCOL_COUNT] = {
	[PROTOCOL_SMTP] = "..., -QUIT\n"
			  "..., +EHLO " TALK_NAME ", +STARTTLS, -QUIT\n"
			  "..., +EHLO " TALK_NAME ", +STARTTLS, +TLS\n"
			  "..., +EHLO " TALK_NAME ", -HELO " TALK_NAME ", -QUIT\n"
			  "..., +EHLO " TALK_NAME ", -HELO " TALK_NAME ", +STARTTLS, -QUIT\n"
			  "..., +EHLO " TALK_NAME ", -HELO " TALK_NAME ", +STARTTLS, +TLS\n",
	[PROTOCOL_LMTP] = "..., -QUIT\n"
			  "..., +LHLO " TALK_NAME ", -QUIT\n"
			  "..., +LHLO " TALK_NAME ", +STARTTLS, -QUIT\n"
			  "..., +LHLO " TALK_NAME ", +STARTTLS, +TLS\n",
	[PROTOCOL_IMAP] = "..., pp9 LOGOUT\n"
			  "..., +p2 STARTTLS, -p9 LOGOUT\n"
			  "..., +p2 STARTTLS, +TLS\n",
	[PROTOCOL_POP3] = "..., -QUIT\n"
			  "..., +STLS, -QUIT\n"
			  "..., +STLS, +TLS\n",
	[PROTOCOL_SIEVE] = "..., -LOGOUT\n"
			   "..., +STARTTLS, -LOGOUT\n"
			   "..., +STARTTLS, +TLS\n",
};

START_TEST(the_way_to_a_hello_is_short)
{
	struct script script;

	ck_assert(errand_script((enum protocol)_i, MODE_STARTTLS, ERRAND_HELLO, &script));
	check_script(&script, hellos[_i]);
}
END_TEST

START_TEST(a_transaction_is_begun_before_tls_only_if_the_server_takes_it)
{
	struct script script;

	ck_assert(errand_script(PROTOCOL_SMTP, MODE_STARTTLS, ERRAND_STATE, &script));
	ck_assert_int_eq(script.rows[STEP_MAIL].next[REPLY_OK], STEP_STARTTLS);
	ck_assert_int_eq(script.rows[STEP_MAIL].next[REPLY_REFUSED], STEP_QUIT);
	/* Behind HELO as well. */
	ck_assert_int_eq(script.rows[STEP_HELO].next[REPLY_OK], STEP_MAIL);
	/* What was begun is dropped, whatever became of the second. */
	ck_assert_int_eq(script.rows[STEP_MAIL_AGAIN].next[REPLY_OK], STEP_FORGET);
	ck_assert_int_eq(script.rows[STEP_MAIL_AGAIN].next[REPLY_REFUSED], STEP_FORGET);
}
END_TEST

/* RFC 9051 section 7.1: then there is no CAPABILITY to come behind. */
START_TEST(capabilities_in_the_greeting_do_not_stop_an_errand_inside_tls)
{
	struct script script;

	ck_assert(errand_script(PROTOCOL_IMAP, MODE_IMPLICIT, ERRAND_RENEGOTIATION, &script));
	ck_assert_int_eq(script.rows[STEP_GREETING].next[REPLY_CAPABLE], STEP_RENEGOTIATE);
	ck_assert_int_eq(script.rows[STEP_GREETING].next[REPLY_PREAUTH], STEP_QUIT);
	ck_assert(errand_script(PROTOCOL_SIEVE, MODE_IMPLICIT, ERRAND_SPOILT_RECORD, &script));
	ck_assert_int_eq(script.rows[STEP_GREETING].next[REPLY_OK], STEP_SPOILT);
	ck_assert_int_eq(script.rows[STEP_GREETING].next[REPLY_REFUSED], STEP_QUIT);
}
END_TEST

START_TEST(the_tag_of_the_injected_command_is_in_it)
{
	const char *tag = errand_injected_tag((enum protocol)_i);
	bool has_tags = _i == PROTOCOL_IMAP || _i == PROTOCOL_SIEVE;
	struct script script;

	ck_assert_int_eq(tag != NULL, has_tags);
	if (tag == NULL)
		return;
	ck_assert(errand_script((enum protocol)_i, MODE_STARTTLS, ERRAND_INJECTION, &script));
	ck_assert_ptr_nonnull(strstr(script.rows[STEP_STARTTLS].send, tag));
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("errand");
	TCase *tcase = tcase_create("core");
	const int rows = (int)COUNT_OF(errands);

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, an_errand_says_its_lines_in_order, 0, rows);
	tcase_add_loop_test(tcase, an_errand_that_is_not_there_writes_nothing, 0, rows);
	tcase_add_test(tcase, each_protocol_mode_and_errand_has_a_row);
	tcase_add_loop_test(tcase, every_way_comes_to_the_end, 0, rows);
	tcase_add_loop_test(tcase, behind_a_login_in_clear_tls_is_asked_for, 0, PROTOCOL_COUNT);
	tcase_add_loop_test(tcase, the_way_to_a_hello_is_short, 0, PROTOCOL_COUNT);
	tcase_add_test(tcase, a_transaction_is_begun_before_tls_only_if_the_server_takes_it);
	tcase_add_test(tcase, capabilities_in_the_greeting_do_not_stop_an_errand_inside_tls);
	tcase_add_loop_test(tcase, the_tag_of_the_injected_command_is_in_it, 0, PROTOCOL_COUNT);
	suite_add_tcase(s, tcase);
	return s;
}
