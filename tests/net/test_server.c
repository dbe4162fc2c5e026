/* SPDX-License-Identifier: MIT */
/* How a server plays its scene is shown in test_scan.c; here is how it begins and ends. */
#include "net/server.h"

#include "support/player.h"
#include "support/suite.h"

START_TEST(a_taken_port_is_told_in_words)
{
	struct arena arena;
	struct authority *authority = authority_new(PLAYER_HOST, PLAYER_NOW);
	const char *problem = "";
	const struct scene *scene;
	struct server *first;
	uv_loop_t loop;

	arena_init(&arena);
	scene = scene_read(span_of("S: 220 hello\n"), &arena, &problem);
	ck_assert_int_eq(uv_loop_init(&loop), 0);
	first = server_new(&loop, "127.0.0.1", 0, scene, authority, &problem);
	ck_assert_ptr_nonnull(first);
	ck_assert_uint_ne(server_port(first), 0);
	ck_assert_ptr_null(
	    server_new(&loop, "127.0.0.1", server_port(first), scene, authority, &problem));
	ck_assert_str_ne(problem, "");
	ck_assert_uint_eq(server_connections(first), 0);
	server_free(first);
	server_free(NULL);
	uv_run(&loop, UV_RUN_DEFAULT);
	ck_assert_int_eq(uv_loop_close(&loop), 0);
	authority_free(authority);
	arena_clear(&arena);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("server");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, a_taken_port_is_told_in_words);
	suite_add_tcase(s, tcase);
	return s;
}
