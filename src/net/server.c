/* SPDX-License-Identifier: MIT */
#include "net/server.h"

#include "net/connection.h"
#include "serve/actor.h"
#include "serve/recorder.h"

#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>

enum {
	BACKLOG = 64,
	CLIENTS_MAX = 256, /* at once; more are closed at the door */
	READ_LEN = 64 * 1024,
};

struct client {
	struct client *next;
	struct server *server;
	uv_tcp_t tcp;
	uv_timer_t timer;
	struct actor actor;       /* of a server with a scene, else zeroed */
	struct recorder recorder; /* of one that records, else zeroed */
	uint64_t began_ns;
	unsigned open;
	bool is_writing;
	bool is_leaving;
};

struct server {
	uv_tcp_t tcp;
	const struct scene *scene;
	struct authority *authority;
	const struct recording *recording; /* NULL: it plays the scene */
	struct client *clients;
	unsigned clients_len;
	unsigned accepted;
	uint16_t port;
	bool is_closing;
	bool is_closed;
	bool is_unref;
};

struct client_write {
	uv_write_t request;
	struct client *client;
	uint8_t bytes[];
};

static void go_on(struct client *client);

static uint64_t
now_us(const struct client *client)
{
	return (uv_hrtime() - client->began_ns) / 1000;
}

/* What plays to the client: the scene's actor or the recorder. */

static void
play_feed(struct client *client, struct span bytes)
{
	if (client->server->recording != NULL)
		recorder_feed(&client->recorder, bytes);
	else
		actor_feed(&client->actor, bytes, now_us(client));
}

static void
play_start(struct client *client)
{
	const struct server *server = client->server;

	if (server->recording != NULL) {
		recorder_init(&client->recorder, server->recording);
		recorder_start(&client->recorder);
		return;
	}
	actor_init(&client->actor, server->scene, server->authority);
	actor_start(&client->actor, now_us(client));
}

static void
play_tick(struct client *client)
{
	if (client->server->recording == NULL)
		actor_tick(&client->actor, now_us(client));
	else if (now_us(client) >= recorder_deadline(&client->recorder))
		recorder_leave(&client->recorder, "it took too long");
}

static uint64_t
play_deadline(const struct client *client)
{
	return client->server->recording != NULL ? recorder_deadline(&client->recorder)
	                                         : actor_deadline(&client->actor);
}

static struct buffer *
play_out(struct client *client)
{
	return client->server->recording != NULL ? recorder_out(&client->recorder)
	                                         : actor_out(&client->actor);
}

static enum actor_end
play_end(const struct client *client)
{
	return client->server->recording != NULL ? recorder_end(&client->recorder)
	                                         : actor_end(&client->actor);
}

static void
play_gone(struct client *client)
{
	if (client->server->recording != NULL)
		recorder_leave(&client->recorder, "it hung up before its TLS hello");
}

static void
free_if_gone(struct server *server)
{
	if (server->is_closed && server->clients == NULL)
		free(server);
}

static void
on_client_close(uv_handle_t *handle)
{
	struct client *client = handle->data;
	struct server *server = client->server;
	struct client **place = &server->clients;

	if (--client->open > 0)
		return;
	while (*place != client)
		place = &(*place)->next;
	*place = client->next;
	server->clients_len--;
	actor_clear(&client->actor);
	recorder_clear(&client->recorder);
	free(client);
	free_if_gone(server);
}

static void
leave(struct client *client, bool with_reset)
{
	if (client->is_leaving)
		return;
	client->is_leaving = true;
	uv_close((uv_handle_t *)&client->timer, on_client_close);
	if (!with_reset || uv_tcp_close_reset(&client->tcp, on_client_close) != 0)
		uv_close((uv_handle_t *)&client->tcp, on_client_close);
}

static void
on_write(uv_write_t *request, int status)
{
	struct client_write *write = (struct client_write *)request;
	struct client *client = write->client;

	(void)status;
	free(write);
	client->is_writing = false;
	if (!client->is_leaving) {
		play_tick(client);
		go_on(client);
	}
}

static void
flush(struct client *client)
{
	struct buffer *out = play_out(client);
	struct client_write *write;
	uv_buf_t buffer;

	if (out->len == 0 || client->is_writing)
		return;
	write = alloc_zeroed(1, sizeof(*write) + out->len);
	write->client = client;
	memcpy(write->bytes, out->data, out->len);
	buffer = uv_buf_init((char *)write->bytes, (unsigned)out->len);
	buffer_consume(out, SIZE_MAX);
	client->is_writing = true;
	if (uv_write(&write->request, (uv_stream_t *)&client->tcp, &buffer, 1, on_write) != 0) {
		free(write);
		client->is_writing = false;
		leave(client, true);
	}
}

static void
on_timer(uv_timer_t *timer)
{
	struct client *client = timer->data;

	play_tick(client);
	go_on(client);
}

static void
go_on(struct client *client)
{
	uint64_t now = now_us(client);
	uint64_t deadline;

	flush(client);
	if (client->is_leaving)
		return;
	if (play_end(client) == ACTOR_RESETS)
		leave(client, true);
	else if (play_end(client) == ACTOR_CLOSES && !client->is_writing)
		leave(client, false);
	if (client->is_leaving)
		return;
	deadline = play_deadline(client);
	if (deadline == UINT64_MAX) {
		uv_timer_stop(&client->timer);
		return;
	}
	uv_update_time(client->tcp.loop);
	uv_timer_start(
	    &client->timer, on_timer, deadline > now ? (deadline - now + 999) / 1000 : 0, 0);
}

static void
on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
	(void)handle;
	(void)suggested;
	*buffer = uv_buf_init(alloc_zeroed(1, READ_LEN), READ_LEN);
}

static void
on_read(uv_stream_t *stream, ssize_t len, const uv_buf_t *buffer)
{
	struct client *client = stream->data;

	if (len > 0)
		play_feed(client,
		    (struct span){ .data = (const uint8_t *)buffer->base, .len = (size_t)len });
	free(buffer->base);
	if (len < 0)
		play_gone(client);
	if (len < 0)
		leave(client, false);
	else if (len > 0)
		go_on(client);
}

static void
set_up_client(struct client *client)
{
	uv_loop_t *loop = client->server->tcp.loop;

	if (uv_tcp_init(loop, &client->tcp) != 0 || uv_timer_init(loop, &client->timer) != 0)
		die("cannot make a socket");
	client->open = 2;
	client->tcp.data = client;
	client->timer.data = client;
	client->began_ns = uv_hrtime();
	if (client->server->is_unref) {
		uv_unref((uv_handle_t *)&client->tcp);
		uv_unref((uv_handle_t *)&client->timer);
	}
}

static void
on_connection(uv_stream_t *stream, int status)
{
	struct server *server = stream->data;
	struct client *client;

	if (status != 0)
		return;
	client = alloc_zeroed(1, sizeof(*client));
	client->server = server;
	client->next = server->clients;
	server->clients = client;
	server->clients_len++;
	server->accepted++;
	set_up_client(client);
	if (uv_accept(stream, (uv_stream_t *)&client->tcp) != 0 ||
	    server->clients_len > CLIENTS_MAX ||
	    uv_read_start((uv_stream_t *)&client->tcp, on_alloc, on_read) != 0) {
		leave(client, true);
		return;
	}
	(void)uv_tcp_nodelay(&client->tcp, 1);
	play_start(client);
	go_on(client);
}

static int
listen_on(struct server *server, const char *address, uint16_t port)
{
	struct sockaddr_storage local = { 0 };
	int len = sizeof(local);
	int error;

	if (!connection_address(address, port, &local))
		return UV_EINVAL;
	error = uv_tcp_bind(&server->tcp, (struct sockaddr *)&local, 0);
	if (error == 0)
		error = uv_listen((uv_stream_t *)&server->tcp, BACKLOG, on_connection);
	if (error == 0)
		error = uv_tcp_getsockname(&server->tcp, (struct sockaddr *)&local, &len);
	if (error != 0)
		return error;
	server->port =
	    ntohs(local.ss_family == AF_INET ? ((struct sockaddr_in *)&local)->sin_port
					     : ((struct sockaddr_in6 *)&local)->sin6_port);
	return 0;
}

static void
on_server_close(uv_handle_t *handle)
{
	struct server *server = handle->data;

	server->is_closed = true;
	free_if_gone(server);
}

/* NULL if it cannot listen. */
static struct server *
listening(struct server *server, uv_loop_t *loop, const char *address, uint16_t port,
    const char **problem)
{
	int error;

	if (uv_tcp_init(loop, &server->tcp) != 0)
		die("cannot make a socket");
	server->tcp.data = server;
	error = listen_on(server, address, port);
	if (error == 0)
		return server;
	*problem = uv_strerror(error);
	server_free(server);
	return NULL;
}

struct server *
server_new(uv_loop_t *loop, const char *address, uint16_t port, const struct scene *scene,
    struct authority *authority, const char **problem)
{
	struct server *server = alloc_zeroed(1, sizeof(*server));

	server->scene = scene;
	server->authority = authority;
	return listening(server, loop, address, port, problem);
}

struct server *
server_new_recorder(uv_loop_t *loop, const char *address, uint16_t port,
    const struct recording *recording, const char **problem)
{
	struct server *server = alloc_zeroed(1, sizeof(*server));

	server->recording = recording;
	return listening(server, loop, address, port, problem);
}

uint16_t
server_port(const struct server *server)
{
	return server->port;
}

unsigned
server_connections(const struct server *server)
{
	return server->accepted;
}

void
server_free(struct server *server)
{
	if (server == NULL || server->is_closing)
		return;
	server->is_closing = true;
	for (struct client *client = server->clients; client != NULL; client = client->next)
		leave(client, false);
	uv_close((uv_handle_t *)&server->tcp, on_server_close);
}

void
server_unref(struct server *server)
{
	server->is_unref = true;
	uv_unref((uv_handle_t *)&server->tcp);
}
