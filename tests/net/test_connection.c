/* SPDX-License-Identifier: MIT */
#include "net/connection.h"

#include "support/player.h"
#include "support/suite.h"

#include <string.h>
#include <sys/socket.h>

START_TEST(addresses_go_to_numbers_and_back)
{
	static const char *const texts[] = { "127.0.0.2", "192.0.2.25", "::1", "2001:db8::25" };
	struct sockaddr_storage address = { 0 };
	struct arena arena;

	arena_init(&arena);
	ck_assert(connection_address(texts[_i], 25, &address));
	ck_assert_str_eq(connection_address_text(&address, &arena), texts[_i]);
	arena_clear(&arena);
}
END_TEST

START_TEST(what_is_no_address_is_refused)
{
	static const char *const texts[] = { "", "localhost", "1.2.3", "::g", "127.0.0.1:25" };
	struct sockaddr_storage address = { 0 };

	ck_assert_msg(!connection_address(texts[_i], 25, &address), "%s", texts[_i]);
}
END_TEST

struct watch {
	unsigned grown;
	unsigned gone;
};

static void
on_growth(void *owner, struct connection *connection, bool is_gone)
{
	struct watch *watch = owner;

	(void)connection;
	watch->grown += is_gone ? 0 : 1;
	watch->gone += is_gone ? 1 : 0;
}

/* Nothing listens on port 9 of this address; 192.0.2.1 is no address of this machine. */
START_TEST(a_connection_that_cannot_be_made_is_told_once)
{
	static const struct {
		const char *from;
		enum event_kind kind;
	} rows[] = { { "127.0.0.2", EVENT_REFUSED }, { "192.0.2.1", EVENT_LOCAL } };
	struct player player;
	struct watch watch = { 0 };
	struct transcript *transcript;
	struct attempt attempt;
	uv_loop_t loop;

	player_init(&player, "smtp");
	player.port.endpoint.address = "127.0.0.78";
	player.port.endpoint.port = 9;
	transcript = arena_alloc(&player.arena, sizeof(*transcript));
	transcript_init(transcript, &player.arena);
	attempt_init(&attempt);
	attempt_session(&attempt, &player.port.endpoint, MODE_STARTTLS, ERRAND_NONE);
	ck_assert_int_eq(uv_loop_init(&loop), 0);
	(void)connection_new(&loop, &player.settings, &player.port.endpoint, rows[_i].from,
	    &attempt, transcript, on_growth, &watch);
	attempt_clear(&attempt);
	ck_assert_uint_eq(watch.grown, 0);
	uv_run(&loop, UV_RUN_DEFAULT);
	ck_assert_int_eq(uv_loop_close(&loop), 0);
	ck_assert_uint_eq(watch.gone, 1);
	ck_assert(transcript->is_over);
	ck_assert_int_eq(transcript->last->kind, rows[_i].kind);
	player_clear(&player);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("connection");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(tcase, addresses_go_to_numbers_and_back, 0, 4);
	tcase_add_loop_test(tcase, what_is_no_address_is_refused, 0, 5);
	tcase_add_loop_test(tcase, a_connection_that_cannot_be_made_is_told_once, 0, 2);
	suite_add_tcase(s, tcase);
	return s;
}
