/* SPDX-License-Identifier: MIT */
/* What must hold for every step table of every protocol, whatever its standard says. */
#include "support/suite.h"
#include "support/talk.h"

#include <stdio.h>
#include <string.h>

enum { SCRIPTS_OF_ONE = 3 };

/* The scripts of all protocols, numbered for loop tests. */
static const struct script *
script_of(int number)
{
	const struct dialect *dialect = dialect_of((enum protocol)(number / SCRIPTS_OF_ONE));
	const struct script *const scripts[SCRIPTS_OF_ONE] = { dialect->starttls,
		dialect->implicit, dialect->login };

	return scripts[number % SCRIPTS_OF_ONE];
}

static const char *
name_of(int number)
{
	static const char *const names[SCRIPTS_OF_ONE] = { "starttls", "implicit", "login" };
	static char name[64];

	snprintf(name, sizeof(name), "%s %s",
	    protocol_name((enum protocol)(number / SCRIPTS_OF_ONE)),
	    names[number % SCRIPTS_OF_ONE]);
	return name;
}

static bool
is_login(int number)
{
	return number % SCRIPTS_OF_ONE == 2;
}

static bool
is_used(const struct script *script, size_t step)
{
	const struct step_row *row = &script->rows[step];

	if (row->send != NULL || row->begins_tls || script->first == (enum step)step)
		return true;
	for (size_t reply = 0; reply < REPLY_COUNT; reply++)
		if (row->next[reply] != STEP_END)
			return true;
	return false;
}

/* The longest way from a step to the end; fails the test where it goes round in circles. */
static size_t
longest_way(const struct script *script, enum step step, size_t depth)
{
	size_t longest = 0;

	ck_assert_msg(depth <= STEP_COUNT, "a circle through %s", step_name(step));
	if (step == STEP_END)
		return 0;
	ck_assert_msg(is_used(script, step), "%s leads nowhere", step_name(step));
	for (size_t reply = 0; reply < REPLY_COUNT; reply++) {
		size_t len = longest_way(script, script->rows[step].next[reply], depth + 1);

		longest = len > longest ? len : longest;
	}
	return longest + 1;
}

START_TEST(every_step_leads_to_the_end)
{
	const struct script *script = script_of(_i);

	if (script == NULL)
		return;
	ck_assert_int_ne(script->first, STEP_END);
	ck_assert_msg(
	    !is_used(script, STEP_END), "%s: there is something behind the end", name_of(_i));
	for (size_t step = 1; step < STEP_COUNT; step++)
		if (is_used(script, step))
			ck_assert_msg(longest_way(script, (enum step)step, 0) < STEP_COUNT,
			    "%s: no end behind %s", name_of(_i), step_name((enum step)step));
}
END_TEST

START_TEST(nonsense_and_goodbye_end_a_dialogue_at_once)
{
	const struct script *script = script_of(_i);

	if (script == NULL)
		return;
	for (size_t step = 0; step < STEP_COUNT; step++) {
		ck_assert_msg(script->rows[step].next[REPLY_GARBLED] == STEP_END &&
				  script->rows[step].next[REPLY_GOODBYE] == STEP_END,
		    "%s: %s goes on", name_of(_i), step_name((enum step)step));
		ck_assert_msg(script->rows[step].next[REPLY_NONE] == STEP_END &&
				  script->rows[step].next[REPLY_PART] == STEP_END,
		    "%s: %s goes on without a reply", name_of(_i), step_name((enum step)step));
	}
}
END_TEST

/* All that a probe may say, with the tag of IMAP cut off. None holds anything of an identity:
 * AUTH and AUTHENTICATE come with a mechanism and no initial response, USER with a name that
 * cannot be anybody's (RFC 2606 section 2), and LOGIN, PASS and APOP are not among them. */
static const char *const sayings[] = { "EHLO", "HELO", "LHLO", "CAPA", "CAPABILITY", "STARTTLS",
	"STLS", "AUTH PLAIN", "AUTH LOGIN", "AUTHENTICATE PLAIN", "AUTHENTICATE \"PLAIN\"",
	"USER nobody@probe.invalid", "*", "\"*\"", "QUIT", "LOGOUT" };

static const char *
without_tag(const char *send)
{
	bool has_tag = send[0] == 'p' && send[1] >= '0' && send[1] <= '9' && send[2] == ' ';

	return has_tag ? send + 3 : send;
}

static bool
is_hello(const char *send)
{
	return strcmp(send, "EHLO") == 0 || strcmp(send, "HELO") == 0 ||
	       strcmp(send, "LHLO") == 0;
}

START_TEST(nothing_is_said_that_is_not_known_to_be_harmless)
{
	const struct script *script = script_of(_i);

	for (size_t step = 0; script != NULL && step < STEP_COUNT; step++) {
		const struct step_row *row = &script->rows[step];
		size_t i = 0;

		if (row->send == NULL)
			continue;
		while (i < COUNT_OF(sayings) && strcmp(without_tag(row->send), sayings[i]) != 0)
			i++;
		ck_assert_msg(i < COUNT_OF(sayings), "%s says \"%s\"", name_of(_i), row->send);
		ck_assert_msg(strpbrk(row->send, "\r\n") == NULL, "%s", name_of(_i));
		ck_assert_msg(row->takes_name == is_hello(row->send),
		    "%s: our name belongs behind a hello, and only there", name_of(_i));
		ck_assert_msg(!row->begins_tls, "%s: TLS is not a command", name_of(_i));
	}
}
END_TEST

static bool
is_cancel(const struct script *script, enum step step)
{
	const char *send = script->rows[step].send;

	return send != NULL && (strcmp(send, "*") == 0 || strcmp(send, "\"*\"") == 0);
}

START_TEST(a_login_is_cancelled_where_the_server_asks_and_only_there)
{
	const struct script *script = script_of(_i);

	for (size_t step = 0; script != NULL && step < STEP_COUNT; step++)
		for (size_t reply = 0; reply < REPLY_COUNT; reply++) {
			enum step next = script->rows[step].next[reply];

			ck_assert_msg((reply == REPLY_CONTINUE && next != STEP_END) ==
					  is_cancel(script, next),
			    "%s: %s", name_of(_i), step_name((enum step)step));
		}
}
END_TEST

START_TEST(only_the_login_script_begins_a_login_and_it_does_so_without_tls)
{
	const struct script *script = script_of(_i);

	for (size_t step = 0; script != NULL && step < STEP_COUNT; step++) {
		const struct step_row *row = &script->rows[step];
		bool asks = row->send != NULL && (strstr(row->send, "AUTH") != NULL ||
						     strstr(row->send, "USER") != NULL);

		ck_assert_msg(is_login(_i) || !asks, "%s begins a login", name_of(_i));
		ck_assert_msg(!is_login(_i) || !row->begins_tls, "%s begins TLS", name_of(_i));
		ck_assert_msg(!asks || step == STEP_LOGIN || step == STEP_LOGIN_OTHER,
		    "%s: a login at %s", name_of(_i), step_name((enum step)step));
	}
}
END_TEST

/* RFC 3207 section 4.2, RFC 9051 section 6.2.1, RFC 2595 section 4, RFC 5804 section 2.2: what
 * was learned before TLS is void inside it. */
START_TEST(capabilities_are_looked_at_again_inside_tls)
{
	const struct script *script = dialect_of((enum protocol)_i)->starttls;

	ck_assert(script->rows[STEP_TLS].begins_tls);
	ck_assert_int_eq(script->rows[STEP_TLS].next[REPLY_OK], STEP_CAPABILITY_AGAIN);
	script = dialect_of((enum protocol)_i)->implicit;
	ck_assert_int_eq(script->first, STEP_TLS);
	ck_assert(script->rows[STEP_TLS].begins_tls);
	ck_assert_int_eq(script->rows[STEP_TLS].next[REPLY_OK], STEP_GREETING);
}
END_TEST

START_TEST(every_protocol_but_lmtp_has_a_login)
{
	const struct dialect *dialect = dialect_of((enum protocol)_i);

	ck_assert_ptr_nonnull(dialect->starttls);
	ck_assert_ptr_nonnull(dialect->implicit);
	ck_assert_int_eq(dialect->login == NULL, _i == PROTOCOL_LMTP);
}
END_TEST

Suite *
suite(void)
{
	const int scripts = PROTOCOL_COUNT * SCRIPTS_OF_ONE;
	Suite *s = suite_create("scripts");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(tcase, every_step_leads_to_the_end, 0, scripts);
	tcase_add_loop_test(tcase, nonsense_and_goodbye_end_a_dialogue_at_once, 0, scripts);
	tcase_add_loop_test(
	    tcase, nothing_is_said_that_is_not_known_to_be_harmless, 0, scripts);
	tcase_add_loop_test(
	    tcase, a_login_is_cancelled_where_the_server_asks_and_only_there, 0, scripts);
	tcase_add_loop_test(
	    tcase, only_the_login_script_begins_a_login_and_it_does_so_without_tls, 0, scripts);
	tcase_add_loop_test(
	    tcase, capabilities_are_looked_at_again_inside_tls, 0, PROTOCOL_COUNT);
	tcase_add_loop_test(tcase, every_protocol_but_lmtp_has_a_login, 0, PROTOCOL_COUNT);
	suite_add_tcase(s, tcase);
	return s;
}
