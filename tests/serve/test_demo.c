/* SPDX-License-Identifier: MIT */
/* Each service of the demo host shows what it says it shows. */
#include "serve/demo.h"

#include "support/player.h"
#include "support/suite.h"

#include <string.h>

struct row {
	const char *scheme;
	enum outcome outcome;
	enum login_verdict login;
};

START_TEST(each_service_is_as_described)
{
	static const struct row rows[] = {
		{ "smtp", OUTCOME_NONE, LOGIN_NONE },
		{ "submissions", OUTCOME_NONE, LOGIN_NOT_APPLICABLE },
		{ "submission", OUTCOME_NONE, LOGIN_ACCEPTED },
		{ "pop3", OUTCOME_REFUSED, LOGIN_REFUSED_THOUGH_ADVERTISED },
		{ "pop3s", OUTCOME_NONE, LOGIN_NOT_APPLICABLE },
		{ "imap", OUTCOME_CLOSED_BEFORE_HELLO, LOGIN_NONE },
		{ "imaps", OUTCOME_WRONG_MODE, LOGIN_NONE },
	};
	const struct demo_service *service = &demo_services[_i];
	struct player player;
	const struct port_facts *facts = &player.facts;

	ck_assert_uint_eq(demo_services_count, COUNT_OF(rows));
	ck_assert_str_eq(service->scheme, rows[_i].scheme);
	player_init(&player, service->scheme);
	player_play(&player, service->scene);
	ck_assert_int_eq(facts->failures_len > 0 ? facts->failures[0].outcome : OUTCOME_NONE,
	    rows[_i].outcome);
	ck_assert_int_eq(facts->login.verdict, rows[_i].login);
	ck_assert_int_eq(
	    facts->chain.problems[CHAIN_EXPIRED], strstr(service->about, "expired") != NULL);
	player_clear(&player);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("demo");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(tcase, each_service_is_as_described, 0, 7);
	suite_add_tcase(s, tcase);
	return s;
}
