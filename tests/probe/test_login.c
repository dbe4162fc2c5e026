/* SPDX-License-Identifier: MIT */
#include "probe/capability.h"
#include "probe/login.h"
#include "probe/plan.h"
#include "support/recorded.h"
#include "support/suite.h"

#include <string.h>

struct login_case {
	const char *name;
	const char *scheme;
	const char *basics; /* what the server says on the first connection */
	const char *login;  /* and on the second; NULL: there is none */
	enum login_verdict want;
	const char *want_why;   /* NULL: none; else how it begins */
	const char *want_words; /* NULL: none */
};

#define SMTP_PLAIN "220 x\r\n250-x\r\n250-STARTTLS\r\n250 AUTH PLAIN LOGIN\r\n"
#define SMTP_SCRAM "220 x\r\n250-x\r\n250-STARTTLS\r\n250 AUTH SCRAM-SHA-256 CRAM-MD5\r\n"
#define SMTP_NONE "220 x\r\n250-x\r\n250 STARTTLS\r\n"
#define SMTP_HI "220 x\r\n250 x\r\n"
#define IMAP_PLAIN "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] x\r\n"
#define IMAP_OPEN "* OK [CAPABILITY IMAP4rev1 STARTTLS] x\r\n"
#define IMAP_SCRAM "* OK [CAPABILITY LOGINDISABLED AUTH=SCRAM-SHA-1] x\r\n"
#define IMAP_NONE "* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] x\r\n"
#define IMAP_BOTH "* OK [CAPABILITY IMAP4rev1 LOGINDISABLED AUTH=PLAIN] x\r\n"
#define POP3_USER "+OK x\r\n+OK\r\nUSER\r\nSTLS\r\n.\r\n"
#define POP3_SASL "+OK x\r\n+OK\r\nSASL PLAIN\r\nSTLS\r\n.\r\n"
#define POP3_APOP "+OK <1.2@x>\r\n+OK\r\nSTLS\r\n.\r\n"
#define POP3_NONE "+OK x\r\n+OK\r\nSTLS\r\n.\r\n"
#define SIEVE_PLAIN "\"SASL\" \"PLAIN\"\r\n\"STARTTLS\"\r\nOK\r\n"
#define SIEVE_SCRAM "\"SASL\" \"SCRAM-SHA-1\"\r\n\"STARTTLS\"\r\nOK\r\n"
#define SIEVE_NONE "\"SASL\" \"\"\r\n\"STARTTLS\"\r\nOK\r\n"
#define UNDECIDED "the answer decides nothing"

/* clang-format off */
static const struct login_case logins[] = {
	{ "SMTP: taken", "smtp", SMTP_PLAIN, SMTP_HI "334 \r\n", LOGIN_ACCEPTED, NULL, "334 " },
	{ "SMTP: taken at once", "smtp", SMTP_PLAIN, SMTP_HI "235 ok\r\n", LOGIN_ACCEPTED, NULL,
	  "235 ok" },
	{ "SMTP: the other is taken", "smtp", SMTP_PLAIN, SMTP_HI "504 no\r\n334 x\r\n",
	  LOGIN_ACCEPTED, NULL, "334 x" },
	{ "SMTP: the other is taken behind 501", "smtp", SMTP_PLAIN,
	  SMTP_HI "501 where?\r\n334 x\r\n", LOGIN_ACCEPTED, NULL, "334 x" },
	{ "SMTP: hidden", "submission", SMTP_NONE, SMTP_HI "334 \r\n",
	  LOGIN_ACCEPTED_THOUGH_HIDDEN, NULL, "334 " },
	{ "SMTP: hidden behind challenges", "submission", SMTP_SCRAM, SMTP_HI "334 \r\n",
	  LOGIN_ACCEPTED_THOUGH_HIDDEN, NULL, "334 " },
	{ "SMTP: refused", "submission", SMTP_PLAIN, SMTP_HI "530 STARTTLS first\r\n",
	  LOGIN_REFUSED_THOUGH_ADVERTISED, NULL, "530 STARTTLS first" },
	{ "SMTP: both refused", "submission", SMTP_PLAIN, SMTP_HI "504 no\r\n504 no\r\n",
	  LOGIN_REFUSED_THOUGH_ADVERTISED, NULL, "504 no" },
	{ "SMTP: challenges", "submission", SMTP_SCRAM, SMTP_HI "504 no\r\n504 no\r\n",
	  LOGIN_CHALLENGE_ONLY, NULL, "504 no" },
	{ "SMTP: none", "submission", SMTP_NONE, SMTP_HI "503 what?\r\n", LOGIN_NONE, NULL,
	  "503 what?" },
	{ "SMTP: not now", "smtp", SMTP_PLAIN, SMTP_HI "454 4.7.0 later\r\n", LOGIN_NOT_KNOWN,
	  UNDECIDED, "454 4.7.0 later" },
	{ "SMTP: not now, nothing listed", "smtp", SMTP_NONE, SMTP_HI "454 4.7.0 later\r\n",
	  LOGIN_NOT_KNOWN, UNDECIDED, "454 4.7.0 later" },
	{ "SMTP: 501 twice", "smtp", SMTP_PLAIN, SMTP_HI "501 where?\r\n501 where?\r\n",
	  LOGIN_NOT_KNOWN, UNDECIDED, "501 where?" },
	{ "SMTP: 501, and the other unknown", "smtp", SMTP_PLAIN,
	  SMTP_HI "501 where?\r\n504 no\r\n", LOGIN_NOT_KNOWN, UNDECIDED, "504 no" },
	{ "SMTP: 501, and the other only with TLS", "smtp", SMTP_PLAIN,
	  SMTP_HI "501 where?\r\n538 encryption required\r\n", LOGIN_REFUSED_THOUGH_ADVERTISED,
	  NULL, "538 encryption required" },
	{ "SMTP: goodbye", "smtp", SMTP_PLAIN, SMTP_HI "421 enough\r\n", LOGIN_NOT_KNOWN,
	  "the server said goodbye when", "421 enough" },
	{ "SMTP: nonsense", "smtp", SMTP_PLAIN, SMTP_HI "HTTP/1.1\r\n", LOGIN_NOT_KNOWN,
	  "the answer makes no sense", "HTTP/1.1" },
	{ "SMTP: the second connection ends early", "smtp", SMTP_PLAIN, "421 enough\r\n",
	  LOGIN_NOT_KNOWN, "the second connection ended", NULL },
	{ "SMTP: EHLO refused the second time", "smtp", SMTP_PLAIN, "220 x\r\n502 no\r\n221 x\r\n",
	  LOGIN_NOT_KNOWN, "the second connection ended", NULL },
	{ "SMTP: not tried", "smtp", "220 x\r\n421 enough\r\n", NULL, LOGIN_NOT_KNOWN,
	  "the server said goodbye before", NULL },
	{ "SMTP: no greeting", "smtp", "554 no\r\n221 x\r\n", NULL, LOGIN_NOT_KNOWN,
	  "the server refused at the greeting", NULL },

	{ "IMAP: taken", "imap", IMAP_PLAIN, "* OK x\r\n+ \r\n", LOGIN_ACCEPTED, NULL, "+ " },
	{ "IMAP: taken, LOGIN open", "imap", IMAP_OPEN, "* OK x\r\n+ \r\n", LOGIN_ACCEPTED, NULL,
	  "+ " },
	{ "IMAP: hidden", "imap", IMAP_NONE, "* OK x\r\n+\r\n", LOGIN_ACCEPTED_THOUGH_HIDDEN, NULL,
	  "+" },
	{ "IMAP: refused", "imap", IMAP_BOTH, "* OK x\r\np3 NO [PRIVACYREQUIRED] TLS first\r\n",
	  LOGIN_REFUSED_THOUGH_ADVERTISED, NULL, "p3 NO [PRIVACYREQUIRED] TLS first" },
	{ "IMAP: refused, LOGIN open, for lack of TLS", "imap", IMAP_OPEN,
	  "* OK x\r\np3 NO Plaintext authentication disallowed\r\n",
	  LOGIN_REFUSED_THOUGH_ADVERTISED, NULL, "p3 NO Plaintext authentication disallowed" },
	{ "IMAP: refused, LOGIN open, for another reason", "imap", IMAP_OPEN,
	  "* OK x\r\np3 NO unsupported mechanism\r\n", LOGIN_NOT_KNOWN,
	  "AUTHENTICATE was refused, but LOGIN is not disabled", "p3 NO unsupported mechanism" },
	{ "IMAP: challenges", "imap", IMAP_SCRAM, "* OK x\r\np3 NO no\r\n", LOGIN_CHALLENGE_ONLY,
	  NULL, "p3 NO no" },
	{ "IMAP: none", "imap", IMAP_NONE, "* OK x\r\np3 BAD no\r\n", LOGIN_NONE, NULL,
	  "p3 BAD no" },
	{ "IMAP: goodbye", "imap", IMAP_NONE, "* OK x\r\n* BYE enough\r\n", LOGIN_NOT_KNOWN,
	  "the server said goodbye when", "* BYE enough" },
	{ "IMAP: logged in already", "imap", "* PREAUTH x\r\n* BYE\r\np9 OK\r\n", NULL,
	  LOGIN_NOT_KNOWN, "the session is logged in from the start", NULL },

	{ "POP3: taken", "pop3", POP3_SASL, "+OK x\r\n+ \r\n", LOGIN_ACCEPTED, NULL, "+ " },
	{ "POP3: USER is taken", "pop3", POP3_USER, "+OK x\r\n-ERR no\r\n+OK\r\n", LOGIN_ACCEPTED,
	  NULL, "+OK" },
	{ "POP3: hidden", "pop3", POP3_NONE, "+OK x\r\n-ERR no\r\n+OK\r\n",
	  LOGIN_ACCEPTED_THOUGH_HIDDEN, NULL, "+OK" },
	{ "POP3: refused", "pop3", POP3_USER, "+OK x\r\n-ERR no\r\n-ERR TLS first\r\n",
	  LOGIN_REFUSED_THOUGH_ADVERTISED, NULL, "-ERR TLS first" },
	{ "POP3: challenges", "pop3", POP3_APOP, "+OK x\r\n-ERR no\r\n-ERR no\r\n",
	  LOGIN_CHALLENGE_ONLY, NULL, "-ERR no" },
	{ "POP3: none", "pop3", POP3_NONE, "+OK x\r\n-ERR no\r\n-ERR no\r\n", LOGIN_NONE, NULL,
	  "-ERR no" },
	{ "POP3: nonsense", "pop3", POP3_NONE, "+OK x\r\n-ERR no\r\nwhat?\r\n", LOGIN_NOT_KNOWN,
	  "the answer makes no sense", "what?" },

	{ "ManageSieve: taken", "sieve", SIEVE_PLAIN, SIEVE_PLAIN "\"\"\r\n", LOGIN_ACCEPTED, NULL,
	  "\"\"" },
	{ "ManageSieve: hidden", "sieve", SIEVE_NONE, SIEVE_NONE "{0}\r\n\r\n",
	  LOGIN_ACCEPTED_THOUGH_HIDDEN, NULL, "{0}" },
	{ "ManageSieve: refused", "sieve", SIEVE_PLAIN, SIEVE_PLAIN "NO (ENCRYPT-NEEDED)\r\n",
	  LOGIN_REFUSED_THOUGH_ADVERTISED, NULL, "NO (ENCRYPT-NEEDED)" },
	{ "ManageSieve: challenges", "sieve", SIEVE_SCRAM, SIEVE_SCRAM "NO\r\n",
	  LOGIN_CHALLENGE_ONLY, NULL, "NO" },
	{ "ManageSieve: none", "sieve", SIEVE_NONE, SIEVE_NONE "NO\r\n", LOGIN_NONE, NULL, "NO" },
	{ "ManageSieve: goodbye", "sieve", SIEVE_NONE, SIEVE_NONE "BYE\r\n", LOGIN_NOT_KNOWN,
	  "the server said goodbye when", "BYE" },

	{ "LMTP has none", "lmtp", "220 x\r\n250 x\r\n", NULL, LOGIN_NOT_APPLICABLE,
	  "this protocol has no login", NULL },
	{ "inside TLS", "imaps", "* OK x\r\n", NULL, LOGIN_NOT_APPLICABLE,
	  "everything on this port is inside TLS", NULL },
};
/* clang-format on */

static struct login
read_login(struct recorded *recorded)
{
	const struct transcript *clear = plan_cleartext(&recorded->port);
	struct lines before = { 0 };
	struct login login;

	if (clear != NULL)
		before =
		    capability_read(clear, recorded->port.endpoint.scheme->protocol, false);
	login_read(&recorded->port, &before, &recorded->talks[QUESTION_BASICS].arena, &login);
	return login;
}

static void
record_row(struct recorded *recorded, const struct login_case *row)
{
	recorded_init(recorded, row->scheme);
	recorded_hear(recorded, QUESTION_BASICS, row->basics);
	recorded->port.transcripts[QUESTION_BASICS]->is_over = true;
	if (row->login == NULL)
		return;
	recorded_hear(recorded, QUESTION_LOGIN, row->login);
	recorded->port.transcripts[QUESTION_LOGIN]->is_over = true;
}

START_TEST(a_login_is_judged_by_what_the_server_did)
{
	const struct login_case *row = &logins[_i];
	struct recorded recorded;
	struct login login;

	record_row(&recorded, row);
	login = read_login(&recorded);
	ck_assert_msg(login.verdict == row->want, "%s: %s (%s)", row->name,
	    login_verdict_name(login.verdict), login.why == NULL ? "" : login.why);
	ck_assert_msg((login.why == NULL) == (row->want_why == NULL), "%s: %s", row->name,
	    login.why == NULL ? "no reason" : login.why);
	ck_assert_msg(row->want_why == NULL ||
			  strncmp(login.why, row->want_why, strlen(row->want_why)) == 0,
	    "%s: %s", row->name, login.why);
	ck_assert_msg(
	    span_equal(login.words, span_of(row->want_words)), "%s: other words", row->name);
	recorded_clear(&recorded);
}
END_TEST

/* A server takes itself for secure, so whatever it did says nothing about others. */
START_TEST(a_login_from_the_own_address_is_never_judged)
{
	const struct login_case *row = &logins[_i];
	struct recorded recorded;
	struct login login;

	record_row(&recorded, row);
	recorded.port.transcripts[QUESTION_BASICS]->local = "192.0.2.25";
	login = read_login(&recorded);
	if (row->want == LOGIN_NOT_APPLICABLE) {
		ck_assert_int_eq(login.verdict, LOGIN_NOT_APPLICABLE);
	} else {
		ck_assert_msg(login.verdict == LOGIN_NOT_KNOWN, "%s", row->name);
		ck_assert_int_eq(login.accepts_plaintext.value, ANSWER_UNKNOWN);
		ck_assert_ptr_nonnull(strstr(login.why, "own address"));
		ck_assert(login.is_own_address);
	}
	recorded_clear(&recorded);
}
END_TEST

START_TEST(what_is_advertised_is_kept_apart_from_what_is_done)
{
	struct recorded recorded;
	struct login login;

	record_row(&recorded, &logins[0]);
	login = read_login(&recorded);
	ck_assert_int_eq(login.advertises_plaintext.value, ANSWER_YES);
	ck_assert_int_eq(login.advertises_challenge.value, ANSWER_NO);
	ck_assert_int_eq(login.accepts_plaintext.value, ANSWER_YES);
	ck_assert(login.mechanisms.is_known && !login.is_own_address);
	ck_assert_uint_eq(login.mechanisms.len, 2);
	ck_assert_str_eq(login.mechanisms.names[0], "PLAIN");
	recorded_clear(&recorded);
}
END_TEST

struct mechanism_case {
	const char *mechanism;
	bool is_plaintext;
	bool is_challenge;
};

static const struct mechanism_case mechanisms[] = {
	{ "PLAIN", true, false },
	{ "plain", true, false },
	{ "LOGIN", true, false },
	{ "XOAUTH2", true, false },
	{ "OAUTHBEARER", true, false },
	{ "CRAM-MD5", false, true },
	{ "SCRAM-SHA-256-PLUS", false, true },
	{ "GSSAPI", false, true },
	{ "X-PLAIN", false, true },
	{ "EXTERNAL", false, false },
	{ "ANONYMOUS", false, false },
};

START_TEST(a_mechanism_is_of_one_kind_or_of_none)
{
	const struct mechanism_case *row = &mechanisms[_i];
	struct recorded recorded;
	struct arena arena;
	struct login login;

	arena_init(&arena);
	recorded_init(&recorded, "smtp");
	recorded_hear(&recorded, QUESTION_BASICS,
	    arena_printf(&arena, "220 x\r\n250-x\r\n250 AUTH %s\r\n", row->mechanism));
	login = read_login(&recorded);
	ck_assert_msg((login.advertises_plaintext.value == ANSWER_YES) == row->is_plaintext,
	    "%s", row->mechanism);
	ck_assert_msg((login.advertises_challenge.value == ANSWER_YES) == row->is_challenge,
	    "%s", row->mechanism);
	recorded_clear(&recorded);
	arena_clear(&arena);
}
END_TEST

START_TEST(without_a_list_nothing_is_known_of_it)
{
	struct recorded recorded;
	struct login login;

	recorded_init(&recorded, "smtp");
	recorded_hear(&recorded, QUESTION_BASICS, "220 x\r\n");
	recorded_end(&recorded, QUESTION_BASICS, EVENT_EOF);
	login = read_login(&recorded);
	ck_assert_int_eq(login.verdict, LOGIN_NOT_KNOWN);
	ck_assert_int_eq(login.advertises_plaintext.value, ANSWER_UNKNOWN);
	ck_assert_str_eq(login.advertises_plaintext.why, "there was no list of capabilities");
	ck_assert(!login.mechanisms.is_known);
	ck_assert_str_eq(login.why, "the dialogue ended too early");
	recorded_clear(&recorded);
}
END_TEST

START_TEST(a_port_that_was_never_asked_is_not_known)
{
	struct recorded recorded;
	struct arena arena;
	struct lines none = { 0 };
	struct login login;

	arena_init(&arena);
	recorded_init(&recorded, "imap");
	login_read(&recorded.port, &none, &arena, &login);
	ck_assert_int_eq(login.verdict, LOGIN_NOT_KNOWN);
	ck_assert_str_eq(login.why, "the port could not be asked");
	recorded_clear(&recorded);
	arena_clear(&arena);
}
END_TEST

struct inside_case {
	const char *name;
	const char *scheme;
	const char *words; /* of the server, TLS in their middle or before them */
	bool want_known;
	const char *want; /* each behind a "|" */
};

/* clang-format off */
static const struct inside_case insides[] = {
	{ "SMTP", "submission",
	  SMTP_NONE "220 go\r\n250-x\r\n250 AUTH PLAIN LOGIN\r\n", true, "|PLAIN|LOGIN" },
	{ "SMTP, none", "submission", SMTP_PLAIN "220 go\r\n250 x\r\n", true, "" },
	{ "SMTP, refused", "submission", SMTP_PLAIN "220 go\r\n502 what?\r\n", false, "" },
	{ "SMTP, broken off", "submission",
	  SMTP_NONE "220 go\r\n250-x\r\n250-AUTH PLAIN\r\n", false, "|PLAIN" },
	{ "SMTP, before STARTTLS", "submission", SMTP_PLAIN, false, "" },
	{ "SMTP, at once", "submissions", "220 x\r\n250-x\r\n250 AUTH PLAIN\r\n", true,
	  "|PLAIN" },
	{ "IMAP", "imap",
	  IMAP_NONE "p2 OK\r\n* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\np3 OK\r\n", true,
	  "|PLAIN|LOGIN command" },
	{ "IMAP, none", "imap",
	  IMAP_PLAIN "p2 OK\r\n* CAPABILITY IMAP4rev1 LOGINDISABLED\r\np3 OK\r\n", true, "" },
	{ "IMAP, at once", "imaps", IMAP_OPEN, true, "|LOGIN command" },
	{ "POP3", "pop3", POP3_APOP "+OK go\r\n+OK\r\nUSER\r\n.\r\n", true, "|USER command" },
	{ "POP3, broken off", "pop3", POP3_NONE "+OK go\r\n+OK\r\nSASL PLAIN\r\n", false,
	  "|PLAIN" },
	{ "POP3, at once", "pop3s", POP3_APOP, true, "|APOP" },
	{ "POP3, at once, no list", "pop3s", "+OK <1.2@x>\r\n-ERR what?\r\n", false, "|APOP" },
	{ "ManageSieve", "sieve", SIEVE_NONE "OK\r\n\"SASL\" \"PLAIN\"\r\nOK\r\n", true,
	  "|PLAIN" },
};
/* clang-format on */

START_TEST(the_mechanisms_inside_tls_are_those_of_the_list_there)
{
	const struct inside_case *row = &insides[_i];
	struct recorded recorded;
	struct transcript *transcript;
	struct login login = { 0 };
	struct lines after;
	const char *text = "";
	enum protocol protocol;

	recorded_init(&recorded, row->scheme);
	recorded_hear(&recorded, QUESTION_BASICS, row->words);
	protocol = recorded.port.endpoint.scheme->protocol;
	transcript = recorded.port.transcripts[QUESTION_BASICS];
	after = capability_read(transcript, protocol, true);
	login_read_inside(transcript, protocol, &after, transcript->arena, &login);
	for (size_t i = 0; i < login.inside.len; i++)
		text = arena_printf(transcript->arena, "%s|%s", text, login.inside.names[i]);
	ck_assert_msg(strcmp(text, row->want) == 0, "%s: %s", row->name, text);
	ck_assert_msg(login.inside.is_known == row->want_known, "%s: known?", row->name);
	ck_assert_uint_eq(login.mechanisms.len, 0);
	recorded_clear(&recorded);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("login");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(
	    tcase, a_login_is_judged_by_what_the_server_did, 0, (int)COUNT_OF(logins));
	tcase_add_loop_test(
	    tcase, a_login_from_the_own_address_is_never_judged, 0, (int)COUNT_OF(logins));
	tcase_add_test(tcase, what_is_advertised_is_kept_apart_from_what_is_done);
	tcase_add_loop_test(
	    tcase, a_mechanism_is_of_one_kind_or_of_none, 0, (int)COUNT_OF(mechanisms));
	tcase_add_test(tcase, without_a_list_nothing_is_known_of_it);
	tcase_add_test(tcase, a_port_that_was_never_asked_is_not_known);
	tcase_add_loop_test(tcase, the_mechanisms_inside_tls_are_those_of_the_list_there, 0,
	    (int)COUNT_OF(insides));
	suite_add_tcase(s, tcase);
	return s;
}
