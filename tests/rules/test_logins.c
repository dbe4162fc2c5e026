/* SPDX-License-Identifier: MIT */
#include "rules/topics.h"
#include "support/judge.h"
#include "support/suite.h"

#include <stdarg.h>
#include <string.h>

static const struct answer yes = { .value = ANSWER_YES };
static const struct answer no = { .value = ANSWER_NO };
static const struct answer lost = { .why = "the answer decides nothing" };

static struct login *
login_of(struct judge *judge)
{
	return &judge->ports[0].login;
}

/* Names up to a NULL. */
static void
name(struct mechanisms *mechanisms, const char *first, ...)
{
	va_list names;

	va_start(names, first);
	mechanisms->len = 0;
	for (const char *next = first; next != NULL; next = va_arg(names, const char *))
		mechanisms->names[mechanisms->len++] = next;
	va_end(names);
}

static void
end(struct judge *judge, enum login_verdict verdict, struct answer accepts)
{
	struct login *login = login_of(judge);
	bool plaintext = false;

	for (size_t i = 0; i < login->mechanisms.len; i++)
		plaintext = plaintext || mechanism_is_plaintext(login->mechanisms.names[i]);
	login->verdict = verdict;
	login->advertises_plaintext = plaintext ? yes : no;
	login->accepts_plaintext = accepts;
	login->why = accepts.why;
	login->words = span_of(accepts.value == ANSWER_YES ? "334 VXNlcm5hbWU6" : "530 no");
}

static void
accepts(struct judge *judge)
{
	name(&login_of(judge)->mechanisms, "PLAIN", "LOGIN", NULL);
	end(judge, LOGIN_ACCEPTED, yes);
}

static void
hides(struct judge *judge)
{
	end(judge, LOGIN_ACCEPTED_THOUGH_HIDDEN, yes);
}

static void
refuses(struct judge *judge)
{
	name(&login_of(judge)->mechanisms, "CRAM-MD5", "xoauth2", NULL);
	end(judge, LOGIN_REFUSED_THOUGH_ADVERTISED, no);
	login_of(judge)->advertises_challenge = yes;
}

static void
advertises_and_the_rest_is_lost(struct judge *judge)
{
	name(&login_of(judge)->mechanisms, "PLAIN", NULL);
	end(judge, LOGIN_NOT_KNOWN, lost);
}

static void
challenges(struct judge *judge)
{
	name(&login_of(judge)->mechanisms, "SCRAM-SHA-256", "GSSAPI", NULL);
	end(judge, LOGIN_CHALLENGE_ONLY, no);
	login_of(judge)->advertises_challenge = yes;
}

static void
challenges_and_takes_more(struct judge *judge)
{
	challenges(judge);
	end(judge, LOGIN_ACCEPTED_THOUGH_HIDDEN, yes);
}

/* Everything is shown and taken, but only because we are its neighbour. */
static void
comes_from_itself(struct judge *judge)
{
	const struct answer own = { .why = "the connection came from the server's own "
					   "address" };

	name(&login_of(judge)->mechanisms, "PLAIN", "CRAM-MD5", "APOP", "USER command",
	    "LOGIN command", NULL);
	end(judge, LOGIN_NOT_KNOWN, own);
	login_of(judge)->advertises_challenge = yes;
	login_of(judge)->is_own_address = true;
}

static void
lists_nothing(struct judge *judge)
{
	struct login *login = login_of(judge);

	login->mechanisms = login->inside = (struct mechanisms){ 0 };
	login->verdict = LOGIN_NOT_KNOWN;
	login->why = "no login was tried";
	login->advertises_plaintext = login->advertises_challenge =
	    (struct answer){ .why = "there was no list of capabilities" };
	login->accepts_plaintext = (struct answer){ .why = login->why };
}

static void
is_silent(struct judge *judge)
{
	judge->ports[0].greeting.len = 0;
	judge->ports[0].before.len = 0;
	lists_nothing(judge);
}

static void
leaves_login_open(struct judge *judge)
{
	static const char *const items[] = { "IMAP4rev1", "STARTTLS" };

	judge->ports[0].before = judge_lines(judge, 2, items);
	name(&login_of(judge)->mechanisms, "LOGIN command", NULL);
	end(judge, LOGIN_ACCEPTED, yes);
}

static void
leaves_login_open_and_refuses(struct judge *judge)
{
	leaves_login_open(judge);
	end(judge, LOGIN_REFUSED_THOUGH_ADVERTISED, no);
}

static void
leaves_login_open_and_the_rest_is_lost(struct judge *judge)
{
	leaves_login_open(judge);
	end(judge, LOGIN_NOT_KNOWN, lost);
}

static void
lists_user(struct judge *judge)
{
	name(&login_of(judge)->mechanisms, "USER command", NULL);
	end(judge, LOGIN_REFUSED_THOUGH_ADVERTISED, no);
}

static void
takes_user_without_a_list(struct judge *judge)
{
	lists_nothing(judge);
	end(judge, LOGIN_ACCEPTED, yes);
	login_of(judge)->words = span_of("+OK send PASS");
}

static void
takes_plain_without_a_list(struct judge *judge)
{
	takes_user_without_a_list(judge);
	login_of(judge)->words = span_of("+ ");
}

static void
greets_with_a_stamp(struct judge *judge)
{
	struct login *login = login_of(judge);

	if (judge->ports[0].mode == MODE_IMPLICIT)
		name(&login->inside, "PLAIN", "APOP", NULL);
	else
		name(&login->mechanisms, "APOP", NULL);
	login->advertises_challenge = yes;
}

static void
has_no_login_inside(struct judge *judge)
{
	login_of(judge)->inside.len = 0;
	judge->ports[0].after.len = 1;
}

static void
breaks_off_its_list(struct judge *judge)
{
	login_of(judge)->inside = (struct mechanisms){ 0 };
}

static void
offers_inside(struct judge *judge)
{
	name(&login_of(judge)->inside, "PLAIN", NULL);
}

static void
knows_no_tls(struct judge *judge)
{
	arrange_no_session(judge);
	judge->ports[0].starttls_works = no;
}

static void
offers_old_ones(struct judge *judge)
{
	name(&login_of(judge)->mechanisms, "ntlm", "DIGEST-MD5", NULL);
	name(&login_of(judge)->inside, "PLAIN", "LOGIN", "ANONYMOUS", "CRAM-MD5", "NTLM", NULL);
}

static void
lists_in_the_old_form(struct judge *judge)
{
	static const char *const items[] = { "AUTH PLAIN", "AUTH=PLAIN" };

	judge->ports[0].after = judge_lines(judge, 2, items);
}

static void
offers_many(struct judge *judge)
{
	struct mechanisms *inside = &login_of(judge)->inside;

	inside->len = 0;
	while (inside->len < 20)
		inside->names[inside->len++] = "X-SAME";
}

static void
offers_scram(struct judge *judge)
{
	name(&login_of(judge)->inside, "PLAIN", "SCRAM-SHA-1", "scram-sha-256", NULL);
}

static void
offers_scram_plus(struct judge *judge)
{
	name(&login_of(judge)->inside, "SCRAM-SHA-256", "SCRAM-SHA-256-PLUS", NULL);
}

static void
binds_without_the_secret(struct judge *judge)
{
	offers_scram_plus(judge);
	judge->sessions[0].version = "TLS 1.2";
	judge->sessions[0].has_extended_master_secret = false;
}

static void
binds_in_tls12(struct judge *judge)
{
	offers_scram_plus(judge);
	judge->sessions[0].version = "TLS 1.2";
}

static void
binds_in_tls13(struct judge *judge)
{
	offers_scram_plus(judge);
	judge->sessions[0].has_extended_master_secret = false;
}

#define ACCEPTED "auth-plaintext-accepted"
#define HIDDEN "auth-plaintext-hidden"
#define ADVERTISED "auth-plaintext-advertised"
#define CHALLENGE "auth-challenge-before-tls"
#define DISABLED "imap-logindisabled-missing"
#define USER "pop3-user-cleartext"
#define APOP "pop3-apop"
#define NONE "auth-none-after-tls"
#define ON_MX "auth-on-mx"
#define ANONYMOUS "auth-mech-anonymous"
#define MD5 "auth-mech-md5"
#define NTLM "auth-mech-ntlm"
#define LEGACY "auth-mech-legacy"
#define SCRAM "auth-scram-plus-missing"
#define BINDING "auth-cb-unsafe"

/* clang-format off */
static const struct rule_case cases[] = {
	{ "refused", ACCEPTED, NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "advertised and refused", ACCEPTED, NULL, refuses, VERDICT_GOOD, 0, NULL },
	{ "taken", ACCEPTED, NULL, accepts, VERDICT_BAD, SEVERITY_CRITICAL, "PLAIN, LOGIN; a login that was begun there was answered with 334" },
	{ "taken, mx", ACCEPTED, "smtp", accepts, VERDICT_BAD, SEVERITY_CRITICAL, NULL },
	{ "taken without a list", ACCEPTED, "pop3", takes_user_without_a_list, VERDICT_BAD, SEVERITY_CRITICAL, "TLS: nothing;" },
	{ "hidden", ACCEPTED, NULL, hides, VERDICT_NOT_APPLICABLE, 0, "auth-plaintext-hidden" },
	{ "lost", ACCEPTED, NULL, advertises_and_the_rest_is_lost, VERDICT_UNKNOWN, 0, "decides nothing" },
	{ "from itself", ACCEPTED, NULL, comes_from_itself, VERDICT_UNKNOWN, 0, "own address" },
	{ "silent", ACCEPTED, NULL, is_silent, VERDICT_UNKNOWN, 0, "no greeting" },
	{ "implicit", ACCEPTED, "imaps", NULL, VERDICT_NOT_APPLICABLE, 0, "inside TLS" },
	{ "LMTP", ACCEPTED, "lmtp", NULL, VERDICT_NOT_APPLICABLE, 0, "no login" },
	{ "no answer", ACCEPTED, NULL, arrange_no_answer, VERDICT_UNKNOWN, 0, NULL },
	{ "broken off", ACCEPTED, NULL, arrange_no_session, VERDICT_GOOD, 0, NULL },

	{ "refused", HIDDEN, NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "hidden", HIDDEN, NULL, hides, VERDICT_BAD, SEVERITY_CRITICAL, "TLS: nothing; a login that was begun there was answered with 334" },
	{ "hidden, mx", HIDDEN, "smtp", hides, VERDICT_BAD, SEVERITY_HIGH, NULL },
	{ "hidden behind challenges", HIDDEN, NULL, challenges_and_takes_more, VERDICT_BAD, SEVERITY_CRITICAL, "TLS: SCRAM-SHA-256, GSSAPI;" },
	{ "advertised", HIDDEN, NULL, accepts, VERDICT_NOT_APPLICABLE, 0, "auth-plaintext-accepted" },
	{ "lost", HIDDEN, NULL, lists_nothing, VERDICT_UNKNOWN, 0, "no login was tried" },
	{ "from itself", HIDDEN, NULL, comes_from_itself, VERDICT_UNKNOWN, 0, "own address" },

	{ "nothing listed", ADVERTISED, NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "challenges", ADVERTISED, NULL, challenges, VERDICT_GOOD, 0, NULL },
	{ "refused", ADVERTISED, NULL, refuses, VERDICT_BAD, SEVERITY_HIGH, "TLS: xoauth2" },
	{ "refused, mx", ADVERTISED, "smtp", refuses, VERDICT_BAD, SEVERITY_MEDIUM, NULL },
	{ "taken", ADVERTISED, "sieve", accepts, VERDICT_BAD, SEVERITY_HIGH, "PLAIN, LOGIN" },
	{ "the rest lost", ADVERTISED, NULL, advertises_and_the_rest_is_lost, VERDICT_BAD, SEVERITY_HIGH, "PLAIN" },
	{ "LOGIN has its own rule", ADVERTISED, "imap", leaves_login_open, VERDICT_GOOD, 0, NULL },
	{ "USER has its own rule", ADVERTISED, "pop3", lists_user, VERDICT_GOOD, 0, NULL },
	{ "no list", ADVERTISED, NULL, lists_nothing, VERDICT_UNKNOWN, 0, "no whole list" },
	{ "from itself", ADVERTISED, NULL, comes_from_itself, VERDICT_UNKNOWN, 0, "own address" },
	{ "implicit", ADVERTISED, "pop3s", NULL, VERDICT_NOT_APPLICABLE, 0, NULL },

	{ "nothing listed", CHALLENGE, NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "listed", CHALLENGE, NULL, challenges, VERDICT_BAD, SEVERITY_MEDIUM, "TLS: SCRAM-SHA-256, GSSAPI" },
	{ "listed, mx", CHALLENGE, "smtp", challenges, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "worse is listed", CHALLENGE, NULL, refuses, VERDICT_NOT_APPLICABLE, 0, "told instead" },
	{ "worse is taken", CHALLENGE, NULL, challenges_and_takes_more, VERDICT_NOT_APPLICABLE, 0, "told instead" },
	{ "no list", CHALLENGE, NULL, lists_nothing, VERDICT_UNKNOWN, 0, "no list" },
	{ "from itself", CHALLENGE, NULL, comes_from_itself, VERDICT_UNKNOWN, 0, "own address" },
	{ "implicit", CHALLENGE, "imaps", NULL, VERDICT_NOT_APPLICABLE, 0, NULL },

	{ "disabled", DISABLED, "imap", NULL, VERDICT_GOOD, 0, NULL },
	{ "open", DISABLED, "imap", leaves_login_open, VERDICT_BAD, SEVERITY_HIGH, "TLS: IMAP4rev1, STARTTLS" },
	{ "refused", DISABLED, "imap", leaves_login_open_and_refuses, VERDICT_BAD, SEVERITY_MEDIUM, NULL },
	{ "open, the rest lost", DISABLED, "imap", leaves_login_open_and_the_rest_is_lost, VERDICT_BAD, SEVERITY_HIGH, NULL },
	{ "no list", DISABLED, "imap", is_silent, VERDICT_UNKNOWN, 0, "no capabilities" },
	{ "no whole list", DISABLED, "imap", lists_nothing, VERDICT_UNKNOWN, 0, "no whole list" },
	{ "from itself", DISABLED, "imap", comes_from_itself, VERDICT_UNKNOWN, 0, "own address" },
	{ "implicit", DISABLED, "imaps", NULL, VERDICT_NOT_APPLICABLE, 0, "at once" },
	{ "POP3", DISABLED, "pop3", NULL, VERDICT_NOT_APPLICABLE, 0, "only IMAP" },
	{ "submission", DISABLED, NULL, NULL, VERDICT_NOT_APPLICABLE, 0, "role" },

	{ "not listed", USER, "pop3", NULL, VERDICT_GOOD, 0, NULL },
	{ "listed", USER, "pop3", lists_user, VERDICT_BAD, SEVERITY_HIGH, "listed" },
	{ "taken without a list", USER, "pop3", takes_user_without_a_list, VERDICT_BAD, SEVERITY_HIGH, "answered with +OK" },
	{ "another taken without a list", USER, "pop3", takes_plain_without_a_list, VERDICT_UNKNOWN, 0, "no whole list" },
	{ "hidden", USER, "pop3", hides, VERDICT_NOT_APPLICABLE, 0, "auth-plaintext-hidden" },
	{ "no list", USER, "pop3", lists_nothing, VERDICT_UNKNOWN, 0, "no whole list" },
	{ "from itself", USER, "pop3", comes_from_itself, VERDICT_UNKNOWN, 0, "own address" },
	{ "implicit", USER, "pop3s", NULL, VERDICT_NOT_APPLICABLE, 0, NULL },
	{ "IMAP", USER, "imap", NULL, VERDICT_NOT_APPLICABLE, 0, "only POP3" },

	{ "no stamp", APOP, "pop3", NULL, VERDICT_GOOD, 0, NULL },
	{ "a stamp", APOP, "pop3", greets_with_a_stamp, VERDICT_BAD, SEVERITY_LOW, "timestamp" },
	{ "a stamp inside TLS", APOP, "pop3s", greets_with_a_stamp, VERDICT_BAD, SEVERITY_LOW, NULL },
	{ "no stamp inside TLS", APOP, "pop3s", NULL, VERDICT_GOOD, 0, NULL },
	{ "silent", APOP, "pop3", is_silent, VERDICT_UNKNOWN, 0, "no greeting" },
	{ "from itself", APOP, "pop3", comes_from_itself, VERDICT_UNKNOWN, 0, "own address" },
	{ "IMAP", APOP, "imap", NULL, VERDICT_NOT_APPLICABLE, 0, "only POP3" },

	{ "some", NONE, NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "none", NONE, NULL, has_no_login_inside, VERDICT_BAD, SEVERITY_MEDIUM, "inside TLS: mail.example.test" },
	{ "none, access", NONE, "imaps", has_no_login_inside, VERDICT_BAD, SEVERITY_HIGH, "IMAP4rev1" },
	{ "no whole list", NONE, NULL, breaks_off_its_list, VERDICT_UNKNOWN, 0, "no whole list" },
	{ "broken off", NONE, NULL, arrange_no_session, VERDICT_UNKNOWN, 0, "TLS was not reached" },
	{ "no TLS", NONE, NULL, knows_no_tls, VERDICT_NOT_APPLICABLE, 0, "no TLS" },
	{ "mx", NONE, "smtp", NULL, VERDICT_NOT_APPLICABLE, 0, "role" },

	{ "none", ON_MX, "smtp", NULL, VERDICT_GOOD, 0, NULL },
	{ "inside", ON_MX, "smtp", offers_inside, VERDICT_BAD, SEVERITY_LOW, "inside TLS: PLAIN" },
	{ "many", ON_MX, "smtp", offers_many, VERDICT_BAD, SEVERITY_LOW, "X-SAME, X-SAME and more" },
	{ "before", ON_MX, "smtp", accepts, VERDICT_BAD, SEVERITY_LOW, "before TLS: PLAIN, LOGIN" },
	{ "no TLS", ON_MX, "smtp", knows_no_tls, VERDICT_GOOD, 0, NULL },
	{ "broken off", ON_MX, "smtp", arrange_no_session, VERDICT_UNKNOWN, 0, "inside TLS" },
	{ "no list", ON_MX, "smtp", lists_nothing, VERDICT_UNKNOWN, 0, "before TLS" },
	{ "LMTP", ON_MX, "lmtp", NULL, VERDICT_NOT_APPLICABLE, 0, "no login" },
	{ "submission", ON_MX, NULL, NULL, VERDICT_NOT_APPLICABLE, 0, "role" },

	{ "none", ANONYMOUS, NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "offered", ANONYMOUS, NULL, offers_old_ones, VERDICT_BAD, SEVERITY_HIGH, "inside TLS: ANONYMOUS" },
	{ "offered, mx", ANONYMOUS, "smtp", offers_old_ones, VERDICT_BAD, SEVERITY_HIGH, NULL },
	{ "broken off", ANONYMOUS, NULL, arrange_no_session, VERDICT_UNKNOWN, 0, NULL },
	{ "none", MD5, "imaps", NULL, VERDICT_GOOD, 0, NULL },
	{ "offered", MD5, NULL, offers_old_ones, VERDICT_BAD, SEVERITY_LOW, "before TLS: DIGEST-MD5; inside TLS: CRAM-MD5" },
	{ "before TLS", MD5, NULL, refuses, VERDICT_BAD, SEVERITY_LOW, "before TLS: CRAM-MD5" },
	{ "broken off", MD5, NULL, arrange_no_session, VERDICT_UNKNOWN, 0, NULL },
	{ "none", NTLM, "pop3", NULL, VERDICT_GOOD, 0, NULL },
	{ "offered", NTLM, NULL, offers_old_ones, VERDICT_BAD, SEVERITY_MEDIUM, "before TLS: ntlm; inside TLS: NTLM" },
	{ "broken off", NTLM, NULL, arrange_no_session, VERDICT_UNKNOWN, 0, NULL },
	{ "none", LEGACY, NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "LOGIN", LEGACY, NULL, offers_old_ones, VERDICT_BAD, SEVERITY_INFO, "inside TLS: LOGIN" },
	{ "the LOGIN command is none", LEGACY, "imap", leaves_login_open, VERDICT_GOOD, 0, NULL },
	{ "old form", LEGACY, NULL, lists_in_the_old_form, VERDICT_BAD, SEVERITY_INFO, "AUTH=" },
	{ "the form of IMAP", LEGACY, "imaps", lists_in_the_old_form, VERDICT_GOOD, 0, NULL },
	{ "broken off", LEGACY, NULL, arrange_no_session, VERDICT_UNKNOWN, 0, NULL },

	{ "none", SCRAM, NULL, NULL, VERDICT_NOT_APPLICABLE, 0, "not offered" },
	{ "bound", SCRAM, NULL, offers_scram_plus, VERDICT_GOOD, 0, NULL },
	{ "unbound", SCRAM, "imaps", offers_scram, VERDICT_BAD, SEVERITY_INFO, "TLS: SCRAM-SHA-1, scram-sha-256" },
	{ "broken off", SCRAM, NULL, arrange_no_session, VERDICT_UNKNOWN, 0, NULL },
	{ "no whole list", SCRAM, NULL, breaks_off_its_list, VERDICT_UNKNOWN, 0, NULL },
	{ "none", BINDING, NULL, offers_scram, VERDICT_NOT_APPLICABLE, 0, "no mechanism" },
	{ "in TLS 1.3", BINDING, NULL, binds_in_tls13, VERDICT_GOOD, 0, NULL },
	{ "with the secret", BINDING, NULL, binds_in_tls12, VERDICT_GOOD, 0, NULL },
	{ "without", BINDING, "imaps", binds_without_the_secret, VERDICT_BAD, SEVERITY_LOW, "SCRAM-SHA-256-PLUS on TLS 1.2" },
	{ "broken off", BINDING, NULL, arrange_no_session, VERDICT_UNKNOWN, 0, NULL },
};
/* clang-format on */

/* What is told once must not count twice. */

struct once_case {
	const char *name;
	const char *scheme;
	void (*arrange)(struct judge *judge);
	const char *want; /* ids of what counts, the worst first, each with a blank behind it */
};

static const struct once_case once[] = {
	{ "taken", "submission", accepts, "auth-plaintext-accepted " },
	{ "LOGIN taken", "imap", leaves_login_open, "auth-plaintext-accepted " },
	{ "LOGIN refused", "imap", leaves_login_open_and_refuses,
	    "imap-logindisabled-missing " },
	{ "USER taken", "pop3", takes_user_without_a_list, "auth-plaintext-accepted " },
	{ "USER refused", "pop3", lists_user, "pop3-user-cleartext " },
	{ "hidden", "pop3", hides, "auth-plaintext-hidden " },
	{ "APOP", "pop3", greets_with_a_stamp, "auth-challenge-before-tls " },
	{ "APOP inside TLS", "pop3s", greets_with_a_stamp, "pop3-apop " },
};

START_TEST(nothing_counts_twice)
{
	const struct once_case *row = &once[_i];
	struct judge judge;
	char ids[512] = "";

	judge_init(&judge, row->scheme);
	row->arrange(&judge);
	judge_now(&judge);
	for (size_t i = 0; i < judge.judgements[0].bad_len; i++) {
		if (!finding_counts(judge.judgements[0].bad[i]) ||
		    judge.judgements[0].bad[i]->severity == SEVERITY_INFO)
			continue;
		strcat(ids, judge.judgements[0].bad[i]->rule->id);
		strcat(ids, " ");
	}
	ck_assert_msg(strcmp(ids, row->want) == 0, "%s: %s", row->name, ids);
	judge_clear(&judge);
}
END_TEST

START_TEST(a_refusal_is_told_in_the_title)
{
	struct judge judge;

	judge_init(&judge, "submission");
	refuses(&judge);
	judge_now(&judge);
	ck_assert_ptr_nonnull(
	    strstr(finding_title(judge_finding(&judge, ADVERTISED)), "refuses them"));
	judge_clear(&judge);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = cases_suite("logins", rules_about_logins, cases, COUNT_OF(cases));
	TCase *tcase = tcase_create("once");

	tcase_add_loop_test(tcase, nothing_counts_twice, 0, (int)COUNT_OF(once));
	tcase_add_test(tcase, a_refusal_is_told_in_the_title);
	suite_add_tcase(s, tcase);
	return s;
}
