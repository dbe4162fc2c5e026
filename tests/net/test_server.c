/* SPDX-License-Identifier: MIT */
/* How a server plays its scene is shown in test_scan.c; here is how it begins and ends. */
#include "net/server.h"

#include "support/player.h"
#include "support/suite.h"

#include <string.h>

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

/* A client in the smallest form: it asks for TLS, says its hello and reads to the end. */
struct visitor {
	uv_tcp_t tcp;
	uv_connect_t connect;
	uv_write_t write;
	uv_buf_t words;
	char heard[1024];
	size_t heard_len;
};

static unsigned recorded;
static const char *why_not_recorded;
static struct server *recording_server;

static void
on_recorded(void *context, struct span hello, const char *why_not)
{
	(void)context;
	recorded += hello.len > 0;
	why_not_recorded = why_not;
}

static void
on_room(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
	struct visitor *visitor = handle->data;

	(void)suggested;
	*buffer = uv_buf_init(visitor->heard + visitor->heard_len,
	    (unsigned)(sizeof(visitor->heard) - visitor->heard_len));
}

static void
on_heard(uv_stream_t *stream, ssize_t len, const uv_buf_t *buffer)
{
	struct visitor *visitor = stream->data;

	(void)buffer;
	if (len > 0) {
		visitor->heard_len += (size_t)len;
		return;
	}
	uv_close((uv_handle_t *)stream, NULL);
	server_free(recording_server);
}

static void
on_standing(uv_connect_t *connect, int status)
{
	struct visitor *visitor = connect->data;

	ck_assert_int_eq(status, 0);
	ck_assert_int_eq(
	    uv_write(&visitor->write, (uv_stream_t *)&visitor->tcp, &visitor->words, 1, NULL),
	    0);
	ck_assert_int_eq(uv_read_start((uv_stream_t *)&visitor->tcp, on_room, on_heard), 0);
}

/* What the visitor heard when it was told good-bye. */
static void
visit(struct visitor *visitor, char *words, size_t len)
{
	const struct recording recording = {
		.protocol = PROTOCOL_SMTP,
		.mode = MODE_STARTTLS,
		.done = on_recorded,
	};
	const char *problem = "";
	struct sockaddr_in address;
	uv_loop_t loop;

	*visitor = (struct visitor){ .words = uv_buf_init(words, (unsigned)len) };
	recorded = 0;
	why_not_recorded = NULL;
	ck_assert_int_eq(uv_loop_init(&loop), 0);
	recording_server = server_new_recorder(&loop, "127.0.0.1", 0, &recording, &problem);
	ck_assert_msg(recording_server != NULL, "%s", problem);
	ck_assert_int_eq(uv_ip4_addr("127.0.0.1", server_port(recording_server), &address), 0);
	ck_assert_int_eq(uv_tcp_init(&loop, &visitor->tcp), 0);
	visitor->tcp.data = visitor;
	visitor->connect.data = visitor;
	ck_assert_int_eq(uv_tcp_connect(&visitor->connect, &visitor->tcp,
			     (const struct sockaddr *)&address, on_standing),
	    0);
	uv_run(&loop, UV_RUN_DEFAULT);
	ck_assert_int_eq(uv_loop_close(&loop), 0);
}

START_TEST(a_hello_is_recorded_and_answered_with_an_alert)
{
	static char words[] = "EHLO a\r\nSTARTTLS\r\n\x16\3\1\0\5\1\0\0\1x";
	struct visitor visitor;

	visit(&visitor, words, sizeof(words) - 1);
	ck_assert_uint_eq(recorded, 1);
	ck_assert_ptr_null(why_not_recorded);
	ck_assert_uint_gt(visitor.heard_len, 7);
	ck_assert_int_eq(
	    memcmp(visitor.heard + visitor.heard_len - 7, "\x15\3\1\0\2\2\50", 7), 0);
}
END_TEST

START_TEST(a_client_that_leaves_is_told_of)
{
	static char words[] = "EHLO a\r\nQUIT\r\n";
	struct visitor visitor;

	visit(&visitor, words, sizeof(words) - 1);
	ck_assert_uint_eq(recorded, 0);
	ck_assert_str_eq(why_not_recorded, "it left without beginning TLS");
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("server");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, a_taken_port_is_told_in_words);
	tcase_add_test(tcase, a_hello_is_recorded_and_answered_with_an_alert);
	tcase_add_test(tcase, a_client_that_leaves_is_told_of);
	suite_add_tcase(s, tcase);
	return s;
}
