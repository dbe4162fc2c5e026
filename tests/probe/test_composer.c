/* SPDX-License-Identifier: MIT */
#include "probe/composer.h"

#include "base/base64.h"
#include "base/scrub.h"
#include "base/text.h"
#include "facts/use.h"
#include "support/desk.h"
#include "support/suite.h"

#include <stdlib.h>
#include <string.h>

static struct desk desk;

static void
tear_down(void)
{
	desk_clear(&desk);
}

static const struct event *
find(enum event_kind kind)
{
	return transcript_find(desk.transcript, kind);
}

static enum reply
reply_at(enum step step)
{
	const struct event *event = transcript_reply(desk.transcript, step);

	return event == NULL ? REPLY_NONE : event->reply;
}

static bool
is_logged_in(void)
{
	return reply_at(STEP_AUTH) == REPLY_OK || reply_at(STEP_AUTH_MORE) == REPLY_OK ||
	       reply_at(STEP_PASS) == REPLY_OK;
}

/* transcript_reply gives the first: of AUTH_MORE the last one decides. */
static bool
was_taken(void)
{
	for (const struct event *event = desk.transcript->first; event != NULL;
	     event = event->next)
		if (event->kind == EVENT_RECEIVED && event->reply == REPLY_OK &&
		    (event->step == STEP_AUTH || event->step == STEP_AUTH_MORE ||
			event->step == STEP_PASS))
			return true;
	return false;
}

static void
set_mechanism(const char *name)
{
	desk.mechanisms = name;
	if (strcmp(desk.scheme, "imaps") == 0)
		desk.mechanisms = arena_printf(&desk.arena, "AUTH=%s", name);
}

/* Nothing of the user or the secret is in what was recorded, in any form. */
static void
check_no_leak(const char *what)
{
	struct scrub scrub;
	struct buffer out;

	scrub_init(&scrub);
	buffer_init(&out, 1000000);
	scrub_add(&scrub, span_of(desk.user.name), "!");
	scrub_add(&scrub, span_of(desk.user.secret), "!");
	for (const struct event *event = desk.transcript->first; event != NULL;
	     event = event->next) {
		ck_assert_msg(!scrub_text(&scrub, event->bytes, &out), "%s: %.*s", what,
		    (int)event->bytes.len, (const char *)event->bytes.data);
		ck_assert_msg(!span_contains(event->bytes, "alice") &&
				  !span_contains(event->bytes, "Hunter2"),
		    "%s: %.*s", what, (int)event->bytes.len, (const char *)event->bytes.data);
	}
	scrub_clear(&scrub);
	buffer_clear(&out);
}

static const char *const schemes_tried[] = { "submissions", "imaps", "pop3s", "sieve" };
static const char *const mechanisms_tried[] = { "PLAIN", "LOGIN", "CRAM-MD5", "SCRAM-SHA-1",
	"SCRAM-SHA-256", "SCRAM-SHA-1-PLUS", "SCRAM-SHA-256-PLUS", "XOAUTH2", "OAUTHBEARER" };
enum { PAIRS = COUNT_OF(schemes_tried) * COUNT_OF(mechanisms_tried) };

/* ManageSieve has no port with TLS from the start, so that its logins go in clear here; then
 * there is nothing to bind to. False where that leaves nothing to try. */
static bool
prepare(int which)
{
	const char *scheme = schemes_tried[(size_t)which / COUNT_OF(mechanisms_tried)];
	const char *mechanism = mechanisms_tried[(size_t)which % COUNT_OF(mechanisms_tried)];

	desk_init(&desk, scheme);
	desk.is_clear = strcmp(scheme, "sieve") == 0;
	desk.user.may_be_in_clear = desk.is_clear;
	desk.user.is_token = strchr("XO", *mechanism) != NULL;
	desk.token = DOORMAN_PASSWORD;
	set_mechanism(mechanism);
	return !desk.is_clear || strstr(mechanism, "PLUS") == NULL;
}

START_TEST(each_mechanism_logs_in_by_each_protocol)
{
	if (!prepare(_i))
		return;
	desk_run(&desk);
	ck_assert_msg(was_taken(), "%s", desk_script(&desk));
	ck_assert_ptr_null(find(EVENT_WITHHELD));
	ck_assert_ptr_nonnull(find(EVENT_MECHANISM));
	ck_assert_int_eq(reply_at(STEP_QUIT), REPLY_OK);
	check_no_leak(desk_script(&desk));
}
END_TEST

START_TEST(a_wrong_password_is_refused_and_not_tried_twice)
{
	if (!prepare(_i))
		return;
	desk.user.secret = "wrong wrong";
	desk.echoes = true;
	desk_run(&desk);
	ck_assert_msg(!was_taken(), "%s", desk_script(&desk));
	ck_assert_int_eq(reply_at(STEP_QUIT), REPLY_OK);
	check_no_leak(desk_script(&desk));
}
END_TEST

START_TEST(a_server_that_says_all_it_hears_leaves_no_trace_of_it)
{
	if (!prepare(_i))
		return;
	desk.echoes = true;
	desk.user.from = "alice@example.test";
	desk.user.to_len = 1;
	desk.user.to[0] = "bob@example.test";
	desk_run(&desk);
	ck_assert_msg(was_taken(), "%s", desk_script(&desk));
	ck_assert_ptr_nonnull(strstr(desk_script(&desk), "[secret]"));
	ck_assert_ptr_nonnull(strstr(desk_script(&desk), "[user]"));
	check_no_leak(desk_script(&desk));
}
END_TEST

START_TEST(with_tls_1_2_it_is_bound_to_the_older_binding)
{
	desk_init(&desk, "submissions");
	desk.version = "1.2";
	set_mechanism("SCRAM-SHA-256-PLUS");
	desk_run(&desk);
	ck_assert_str_eq(desk.transcript->session.version, "TLS 1.2");
	ck_assert_msg(was_taken(), "%s", desk_script(&desk));
}
END_TEST

START_TEST(the_best_of_what_is_offered_is_taken)
{
	desk_init(&desk, "submissions");
	set_mechanism("LOGIN PLAIN SCRAM-SHA-256 SCRAM-SHA-256-PLUS GSSAPI");
	desk_run(&desk);
	ck_assert(was_taken());
	ck_assert_ptr_nonnull(strstr(desk.heard, "AUTH SCRAM-SHA-256-PLUS "));
}
END_TEST

START_TEST(where_no_mechanism_fits_the_protocols_own_command_does)
{
	desk_init(&desk, _i == 0 ? "imaps" : "pop3s");
	set_mechanism("GSSAPI");
	desk.capability = _i == 0 ? "X" : "USER";
	desk.echoes = true;
	desk_run(&desk);
	ck_assert_msg(was_taken(), "%s", desk_script(&desk));
	ck_assert(
	    span_is(find(EVENT_MECHANISM)->bytes, _i == 0 ? "LOGIN command" : "USER command"));
	check_no_leak(desk_script(&desk));
}
END_TEST

/* All of it has to be escaped. */
START_TEST(the_longest_secret_goes_by_a_command)
{
	char secret[USER_SECRET_MAX + 1] = { 0 };
	char name[USER_NAME_MAX + 1] = { 0 };

	memset(secret, '"', sizeof(secret) - 1);
	memset(name, '\\', sizeof(name) - 1);
	desk_init(&desk, "imaps");
	set_mechanism("GSSAPI");
	desk.capability = "X";
	desk.user.name = name;
	desk.user.secret = secret;
	desk.opens_to_all = true;
	desk_run(&desk);
	ck_assert(was_taken());
	ck_assert_int_eq(reply_at(STEP_QUIT), REPLY_OK);
}
END_TEST

START_TEST(imap_may_take_the_first_response_at_once)
{
	desk_init(&desk, "imaps");
	set_mechanism("PLAIN");
	desk.capability = "SASL-IR";
	desk_run(&desk);
	ck_assert(was_taken());
	ck_assert_ptr_nonnull(strstr(desk.heard, "p4 AUTHENTICATE PLAIN A"));
	ck_assert_ptr_nonnull(strstr(desk_script(&desk), "p4 AUTHENTICATE PLAIN (not kept)"));
}
END_TEST

/* A user may be called like a word of the protocol's. */
START_TEST(a_name_that_is_a_word_of_the_protocol_disturbs_nothing)
{
	static const char *const names[] = { "p4", "p5", "p9", "OK", "+OK", "235", "250" };
	static const char *const whose[] = { "imaps", "pop3s", "submissions" };

	desk_init(&desk, whose[_i]);
	set_mechanism("PLAIN");
	desk.opens_to_all = true;
	for (size_t i = 0; i < COUNT_OF(names); i++) {
		desk.user.name = names[i];
		desk.user.secret = names[COUNT_OF(names) - 1 - i];
		desk_run(&desk);
		ck_assert_msg(was_taken(), "%s: %s", names[i], desk_script(&desk));
		ck_assert_int_eq(reply_at(STEP_QUIT), REPLY_OK);
	}
}
END_TEST

/* What can be guessed by is no less than what can be read. */
START_TEST(no_response_is_recorded_when_the_server_says_it_again)
{
	static const char *const proofs[] = { "CRAM-MD5", "SCRAM-SHA-1", "SCRAM-SHA-256" };
	const char *line;
	size_t len;

	desk_init(&desk, schemes_tried[(size_t)_i / COUNT_OF(proofs)]);
	set_mechanism(proofs[(size_t)_i % COUNT_OF(proofs)]);
	desk.user.secret = "wrong wrong";
	desk.echoes = true;
	desk_run(&desk);
	ck_assert_ptr_nonnull(
	    strstr(desk_script(&desk), _i % COUNT_OF(proofs) == 0 ? "[user]" : "[response]"));
	/* Every line of the client's behind the command is a response, or cancels. */
	for (line = strchr(strstr(desk.heard, "AUTH"), '\n') + 1; *line != '\0';
	     line += len + 1) {
		len = strcspn(line, "\n");
		if (len > 16)
			ck_assert_ptr_null(strstr(desk_script(&desk),
			    arena_string(&desk.arena,
				(struct span){
				    .data = (const uint8_t *)line + len / 2, .len = 8 })));
	}
}
END_TEST

START_TEST(a_short_secret_is_not_found_in_the_response_either)
{
	desk_init(&desk, "submissions");
	set_mechanism("LOGIN");
	desk.user.secret = "abc";
	desk.echoes = true;
	desk_run(&desk);
	ck_assert(!was_taken());
	ck_assert_ptr_nonnull(strstr(desk_script(&desk), "535 5.7.8 no [response] [user]"));
}
END_TEST

START_TEST(nothing_says_how_long_a_secret_is)
{
	const char *scripts[2];

	for (size_t i = 0; i < 2; i++) {
		desk_init(&desk, _i == 0 ? "submissions" : _i == 1 ? "imaps" : "pop3s");
		set_mechanism(_i == 0 ? "LOGIN" : "GSSAPI");
		desk.capability = _i == 1 ? "X" : "USER";
		desk.user.secret = i == 0 ? "short" : "a much longer one";
		desk_run(&desk);
		ck_assert(!was_taken());
		scripts[i] = strdup(desk_script(&desk));
		desk_clear(&desk);
	}
	ck_assert_str_eq(scripts[0], scripts[1]);
	free((char *)(uintptr_t)scripts[0]);
	free((char *)(uintptr_t)scripts[1]);
	desk_init(&desk, "submissions");
}
END_TEST

/* Whatever the server hears before it has shown who it is: nothing of the login. */
static void
check_withheld(enum withheld reason)
{
	ck_assert_ptr_nonnull(find(EVENT_WITHHELD));
	ck_assert_uint_eq(find(EVENT_WITHHELD)->number, reason);
	ck_assert(!is_logged_in());
	ck_assert_ptr_null(strstr(desk.heard, "AUTH"));
	ck_assert_ptr_null(strstr(desk.heard, "LOGIN"));
	ck_assert_ptr_null(strstr(desk.heard, "USER"));
	ck_assert_ptr_null(strstr(desk.heard, "MAIL"));
	ck_assert_int_eq(reply_at(STEP_QUIT), REPLY_OK);
}

static const enum identity_kind bad[] = { IDENTITY_EXPIRED, IDENTITY_NOT_YET_VALID,
	IDENTITY_WRONG_NAME, IDENTITY_CN_ONLY, IDENTITY_SELF_SIGNED, IDENTITY_UNKNOWN_ISSUER,
	IDENTITY_NO_INTERMEDIATE, IDENTITY_WEAK_SIGNATURE, IDENTITY_WRONG_PURPOSE };

START_TEST(nothing_is_sent_to_a_server_that_is_not_verified)
{
	desk_init(&desk, schemes_tried[(size_t)_i % 3]);
	set_mechanism("SCRAM-SHA-256");
	desk.identity = bad[(size_t)_i / 3];
	desk.user.from = "a@example.test";
	desk.user.to_len = 1;
	desk.user.to[0] = "b@example.test";
	desk_run(&desk);
	check_withheld(WITHHELD_UNVERIFIED);
}
END_TEST

START_TEST(but_if_the_user_says_so)
{
	desk_init(&desk, "submissions");
	set_mechanism("PLAIN CRAM-MD5");
	desk.identity = IDENTITY_SELF_SIGNED;
	desk.user.may_be_unverified = true;
	desk_run(&desk);
	ck_assert(was_taken());
	ck_assert(span_is(find(EVENT_MECHANISM)->bytes, "CRAM-MD5"));
}
END_TEST

START_TEST(nothing_is_sent_in_clear)
{
	desk_init(&desk, "submission");
	desk.is_clear = true;
	desk.user.may_be_unverified = true;
	desk_run(&desk);
	check_withheld(WITHHELD_IN_CLEAR);
}
END_TEST

static const struct {
	const char *offered;
	struct user user;
} no_ways[] = {
	{ "GSSAPI", { 0 } },
	{ "XOAUTH2", { 0 } },
	{ "PLAIN", { .is_token = true } },
	{ "PLAIN", { .way = USER_WAY_MECHANISM, .mechanism = MECHANISM_SCRAM_SHA_1 } },
	{ "PLAIN", { .way = USER_WAY_COMMAND } },
};

START_TEST(without_a_way_nothing_is_sent)
{
	desk_init(&desk, "submissions");
	desk.user = no_ways[_i].user;
	desk.user.name = DOORMAN_USER;
	desk.user.secret = DOORMAN_PASSWORD;
	set_mechanism(no_ways[_i].offered);
	desk_run(&desk);
	check_withheld(WITHHELD_NO_WAY);
	ck_assert(span_contains(find(EVENT_WITHHELD)->bytes, no_ways[_i].offered));
}
END_TEST

static const char *const nonsense[] = { "!!!", "Zg", "c2VydmVyIHNheXM=", "" };

START_TEST(a_challenge_of_nonsense_breaks_the_login_off)
{
	desk_init(&desk, "submissions");
	set_mechanism("SCRAM-SHA-256");
	desk.challenge = nonsense[_i];
	desk_run(&desk);
	ck_assert_ptr_nonnull(find(EVENT_WITHHELD));
	ck_assert_uint_eq(find(EVENT_WITHHELD)->number, WITHHELD_CHALLENGE);
	ck_assert_ptr_nonnull(strstr(desk.heard, "\n*\n"));
	ck_assert_int_eq(reply_at(STEP_AUTH_CANCEL), REPLY_REFUSED);
	ck_assert_int_eq(reply_at(STEP_QUIT), REPLY_OK);
	check_no_leak(desk_script(&desk));
}
END_TEST

/* One that lets everybody in does not know the password. */
START_TEST(a_server_that_proves_nothing_gets_no_mail)
{
	desk_init(&desk, "submissions");
	set_mechanism("SCRAM-SHA-256");
	desk.user.secret = "another";
	desk.opens_to_all = true;
	desk.user.from = "a@example.test";
	desk.user.to_len = 1;
	desk.user.to[0] = "b@example.test";
	desk_run(&desk);
	ck_assert(was_taken());
	ck_assert_uint_eq(find(EVENT_WITHHELD)->number, WITHHELD_UNPROVED);
	ck_assert_ptr_null(strstr(desk.heard, "MAIL"));
}
END_TEST

static void
address(bool sends)
{
	desk_init(&desk, "submissions");
	desk.user.from = "sender@example.test";
	desk.user.to_len = 2;
	desk.user.to[0] = "one@example.test";
	desk.user.to[1] = "two@example.test";
	desk.user.sends = sends;
}

START_TEST(sender_and_recipients_are_named_and_forgotten)
{
	address(false);
	desk_run(&desk);
	ck_assert_ptr_nonnull(
	    strstr(desk.heard, "MAIL FROM:<sender@example.test>\nRCPT TO:<one@example.test>\n"
			       "RCPT TO:<two@example.test>\nRSET\nQUIT\n"));
}
END_TEST

START_TEST(a_message_is_sent_if_all_are_taken)
{
	address(true);
	desk_run(&desk);
	ck_assert_ptr_nonnull(strstr(desk.heard, "RCPT TO:<two@example.test>\nDATA\nFrom: "));
	ck_assert_ptr_nonnull(strstr(desk.heard, "\n.\nQUIT\n"));
	ck_assert_int_eq(reply_at(STEP_MESSAGE), REPLY_OK);
	ck_assert_ptr_null(strstr(desk_script(&desk), "Subject"));
}
END_TEST

START_TEST(no_message_is_sent_if_one_is_refused)
{
	address(true);
	desk.refused = "one@";
	desk_run(&desk);
	ck_assert_ptr_nonnull(strstr(desk.heard, "RCPT TO:<two@example.test>\nRSET\nQUIT\n"));
	ck_assert_ptr_null(strstr(desk.heard, "DATA"));
}
END_TEST

START_TEST(without_a_login_no_certificate_is_needed)
{
	address(false);
	desk.identity = IDENTITY_SELF_SIGNED;
	desk.user.name = NULL;
	desk.user.secret = NULL;
	desk_run(&desk);
	ck_assert_ptr_null(strstr(desk.heard, "AUTH"));
	ck_assert_int_eq(reply_at(STEP_SENDER), REPLY_OK);
	ck_assert_int_eq(reply_at(STEP_RECIPIENT), REPLY_OK);
}
END_TEST

/* RFC 5321 section 4.5.3.1.4: a line of more than 512 bytes is no command. */
START_TEST(a_long_token_waits_until_it_is_asked_for)
{
	char token[1501] = { 0 };

	memset(token, 'x', sizeof(token) - 1);
	desk_init(&desk, schemes_tried[_i]);
	set_mechanism("XOAUTH2");
	desk.is_clear = strcmp(desk.scheme, "sieve") == 0;
	desk.user.may_be_in_clear = desk.is_clear;
	desk.user.is_token = true;
	desk.user.secret = token;
	desk.token = token;
	if (desk.is_clear)
		return; /* goes as a literal, which the desk does not read */
	desk_run(&desk);
	ck_assert_msg(was_taken(), "%s", desk_script(&desk));
	ck_assert_ptr_nonnull(strstr(desk.heard, "XOAUTH2\n"));
	check_no_leak(desk_script(&desk));
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("composer");
	TCase *tcase = tcase_create("core");

	tcase_set_timeout(tcase, 60);
	tcase_add_checked_fixture(tcase, NULL, tear_down);
	tcase_add_loop_test(tcase, each_mechanism_logs_in_by_each_protocol, 0, PAIRS);
	tcase_add_loop_test(tcase, a_wrong_password_is_refused_and_not_tried_twice, 0, PAIRS);
	tcase_add_loop_test(tcase, a_server_that_says_all_it_hears_leaves_no_trace_of_it, 0, 9);
	tcase_add_test(tcase, with_tls_1_2_it_is_bound_to_the_older_binding);
	tcase_add_test(tcase, the_best_of_what_is_offered_is_taken);
	tcase_add_loop_test(
	    tcase, where_no_mechanism_fits_the_protocols_own_command_does, 0, 2);
	tcase_add_test(tcase, the_longest_secret_goes_by_a_command);
	tcase_add_test(tcase, imap_may_take_the_first_response_at_once);
	tcase_add_loop_test(
	    tcase, a_name_that_is_a_word_of_the_protocol_disturbs_nothing, 0, 3);
	tcase_add_loop_test(
	    tcase, no_response_is_recorded_when_the_server_says_it_again, 0, 12);
	tcase_add_test(tcase, a_short_secret_is_not_found_in_the_response_either);
	tcase_add_loop_test(tcase, nothing_says_how_long_a_secret_is, 0, 3);
	tcase_add_loop_test(
	    tcase, nothing_is_sent_to_a_server_that_is_not_verified, 0, (int)COUNT_OF(bad) * 3);
	tcase_add_test(tcase, but_if_the_user_says_so);
	tcase_add_test(tcase, nothing_is_sent_in_clear);
	tcase_add_loop_test(tcase, without_a_way_nothing_is_sent, 0, (int)COUNT_OF(no_ways));
	tcase_add_loop_test(
	    tcase, a_challenge_of_nonsense_breaks_the_login_off, 0, (int)COUNT_OF(nonsense));
	tcase_add_test(tcase, a_server_that_proves_nothing_gets_no_mail);
	tcase_add_test(tcase, sender_and_recipients_are_named_and_forgotten);
	tcase_add_test(tcase, a_message_is_sent_if_all_are_taken);
	tcase_add_test(tcase, no_message_is_sent_if_one_is_refused);
	tcase_add_test(tcase, without_a_login_no_certificate_is_needed);
	tcase_add_loop_test(
	    tcase, a_long_token_waits_until_it_is_asked_for, 0, (int)COUNT_OF(schemes_tried));
	suite_add_tcase(s, tcase);
	return s;
}
