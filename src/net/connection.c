/* SPDX-License-Identifier: MIT */
#include "net/connection.h"

#include "base/secret.h"

#include <errno.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

enum {
	READ_LEN = 64 * 1024,
	FLUSH_MS = 1000, /* how long the last bytes may take to leave */
	LOOK_MS = 1,     /* the least that lets the loop read before the timer comes again */
};

struct connection {
	uv_tcp_t tcp;
	uv_timer_t timer;
	uv_connect_t connect;
	struct conversation conversation;
	connection_listener *listener;
	void *owner;
	uint64_t began_ns;
	uint64_t looked_us; /* the deadline behind which the loop has read what there was */
	unsigned writing;   /* writes under way */
	unsigned open;      /* handles not closed yet */
	bool is_leaving;
};

struct write {
	uv_write_t request;
	struct connection *connection;
	size_t len;
	uint8_t bytes[];
};

static uint64_t
now_us(const struct connection *connection)
{
	return (uv_hrtime() - connection->began_ns) / 1000;
}

static void
on_close(uv_handle_t *handle)
{
	struct connection *connection = handle->data;

	if (--connection->open > 0)
		return;
	conversation_clear(&connection->conversation);
	connection->listener(connection->owner, connection, true);
	free(connection);
}

static void
leave(struct connection *connection)
{
	if (connection->is_leaving)
		return;
	connection->is_leaving = true;
	uv_close((uv_handle_t *)&connection->tcp, on_close);
	uv_close((uv_handle_t *)&connection->timer, on_close);
}

static void on_timer(uv_timer_t *timer);

static void
set_timer(struct connection *connection)
{
	uint64_t now = now_us(connection);
	uint64_t deadline = conversation_deadline(&connection->conversation);
	uint64_t wait_us = deadline > now ? deadline - now : 0;

	/* The loop's idea of now may be a little old; a timer counts from it. */
	uv_update_time(connection->tcp.loop);
	uv_timer_start(&connection->timer, on_timer, (wait_us + 999) / 1000, 0);
}

static void
on_write(uv_write_t *request, int status)
{
	struct write *write = (struct write *)request;
	struct connection *connection = write->connection;

	(void)status; /* what broke a write is told to the reader as well */
	/* A login without TLS may be in it. */
	secret_wipe(write->bytes, write->len);
	free(write);
	connection->writing--;
	if (connection->writing == 0 && conversation_is_over(&connection->conversation))
		leave(connection);
}

static void
flush(struct connection *connection)
{
	struct buffer *out = conversation_out(&connection->conversation);
	struct write *write;
	uv_buf_t buffer;

	if (out->len == 0)
		return;
	write = alloc_zeroed(1, sizeof(*write) + out->len);
	write->connection = connection;
	write->len = out->len;
	memcpy(write->bytes, out->data, out->len);
	buffer = uv_buf_init((char *)write->bytes, (unsigned)out->len);
	buffer_consume(out, SIZE_MAX);
	if (uv_write(&write->request, (uv_stream_t *)&connection->tcp, &buffer, 1, on_write) ==
	    0)
		connection->writing++;
	else
		free(write);
}

/* After anything has happened: send, set the clock, tell the owner, and leave when it is over.
 */
static void
go_on(struct connection *connection)
{
	if (connection->is_leaving)
		return;
	flush(connection);
	if (!conversation_is_over(&connection->conversation)) {
		set_timer(connection);
	} else {
		(void)uv_read_stop((uv_stream_t *)&connection->tcp);
		if (connection->writing == 0)
			leave(connection);
		else
			uv_timer_start(&connection->timer, on_timer, FLUSH_MS, 0);
	}
	connection->listener(connection->owner, connection, false);
}

static void
on_timer(uv_timer_t *timer)
{
	struct connection *connection = timer->data;
	uint64_t deadline_us = conversation_deadline(&connection->conversation);

	if (conversation_is_over(&connection->conversation)) {
		leave(connection);
		return;
	}
	/* On a machine that is busy, or was asleep, timers are late, and the loop runs them
	 * before it reads: what came in time must not be taken for silence. One look is enough:
	 * a server may send without end. */
	if (connection->looked_us != deadline_us) {
		connection->looked_us = deadline_us;
		uv_timer_start(timer, on_timer, LOOK_MS, 0);
		return;
	}
	conversation_tick(&connection->conversation, now_us(connection));
	go_on(connection);
}

/* A delayed acknowledgement costs a server that leaves Nagle's algorithm on some 40 ms a reply.
 * Linux forgets the wish, so that it is repeated after each read. */
static void
acknowledge_quickly(struct connection *connection)
{
#ifdef TCP_QUICKACK
	uv_os_fd_t fd;
	int on = 1;

	if (uv_fileno((uv_handle_t *)&connection->tcp, &fd) == 0)
		(void)setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &on, sizeof(on));
#else
	(void)connection;
#endif
}

static void
on_alloc(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
	(void)handle;
	(void)suggested;
	*buffer = uv_buf_init(alloc_zeroed(1, READ_LEN), READ_LEN);
}

/* libuv takes a hang-up behind the last bytes for an end in good order, and does not read the
 * reset that the socket still holds. */
static bool
is_reset_pending(const struct connection *connection)
{
	uv_os_fd_t fd;
	int error = 0;
	socklen_t len = sizeof(error);

	return uv_fileno((const uv_handle_t *)&connection->tcp, &fd) == 0 &&
	       getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) == 0 && error == ECONNRESET;
}

static void
end(struct connection *connection, int error)
{
	bool is_eof = error == UV_EOF && !is_reset_pending(connection);
	enum event_kind kind = is_eof ? EVENT_EOF
	                       : error == UV_EOF || error == UV_ECONNRESET || error == UV_EPIPE
	                           ? EVENT_RESET
	                           : EVENT_UNREACHABLE;

	conversation_end(&connection->conversation, kind,
	    kind == EVENT_UNREACHABLE ? uv_strerror(error) : "", now_us(connection));
}

static void
on_read(uv_stream_t *stream, ssize_t len, const uv_buf_t *buffer)
{
	struct connection *connection = stream->data;
	struct span bytes = { .data = (const uint8_t *)buffer->base };

	if (len > 0) {
		bytes.len = (size_t)len;
		acknowledge_quickly(connection);
		conversation_feed(&connection->conversation, bytes, now_us(connection));
	} else if (len < 0) {
		end(connection, (int)len);
	}
	free(buffer->base);
	if (len != 0)
		go_on(connection);
}

const char *
connection_address_text(const struct sockaddr_storage *address, struct arena *arena)
{
	char text[INET6_ADDRSTRLEN] = "";

	if (address->ss_family != AF_INET && address->ss_family != AF_INET6)
		return "";
	if (uv_ip_name((const struct sockaddr *)address, text, sizeof(text)) != 0)
		return "";
	return arena_string(arena, span_of(text));
}

static const char *
own_address(
    struct connection *connection, int (*get)(const uv_tcp_t *, struct sockaddr *, int *))
{
	struct sockaddr_storage address = { 0 };
	int len = sizeof(address);

	(void)get(&connection->tcp, (struct sockaddr *)&address, &len);
	return connection_address_text(&address, connection->conversation.record->arena);
}

static enum event_kind
kind_of_connect_error(int error)
{
	switch (error) {
	case UV_ECONNREFUSED:
		return EVENT_REFUSED;
	case UV_ECONNRESET:
		return EVENT_RESET;
	case UV_EMFILE:
	case UV_ENFILE:
	case UV_ENOBUFS:
	case UV_ENOMEM:
	case UV_EADDRNOTAVAIL:
	case UV_EADDRINUSE:
	case UV_EINVAL:
		return EVENT_LOCAL;
	default:
		return EVENT_UNREACHABLE;
	}
}

static void
fail_connect(struct connection *connection, int error)
{
	enum event_kind kind = kind_of_connect_error(error);
	bool has_words = kind == EVENT_UNREACHABLE || kind == EVENT_LOCAL;

	conversation_end(&connection->conversation, kind, has_words ? uv_strerror(error) : "",
	    now_us(connection));
}

static void
on_connect(uv_connect_t *request, int status)
{
	struct connection *connection = request->handle->data;

	if (connection->is_leaving || conversation_is_over(&connection->conversation))
		return;
	if (status == 0) {
		acknowledge_quickly(connection);
		status = uv_read_start((uv_stream_t *)&connection->tcp, on_alloc, on_read);
	}
	if (status == 0)
		conversation_connected(&connection->conversation,
		    own_address(connection, uv_tcp_getsockname),
		    own_address(connection, uv_tcp_getpeername), now_us(connection));
	else
		fail_connect(connection, status);
	go_on(connection);
}

bool
connection_address(const char *text, uint16_t port, struct sockaddr_storage *address)
{
	return uv_ip4_addr(text, port, (struct sockaddr_in *)address) == 0 ||
	       uv_ip6_addr(text, port, (struct sockaddr_in6 *)address) == 0;
}

static int
bind_and_connect(
    struct connection *connection, const struct endpoint *endpoint, const char *from)
{
	struct sockaddr_storage address = { 0 };
	int error = 0;

	if (from != NULL) {
		if (!connection_address(from, 0, &address))
			return UV_EINVAL;
		error = uv_tcp_bind(&connection->tcp, (struct sockaddr *)&address, 0);
	}
	if (error != 0)
		return error;
	if (!connection_address(endpoint->address, endpoint->port, &address))
		return UV_EINVAL;
	error = uv_tcp_connect(
	    &connection->connect, &connection->tcp, (struct sockaddr *)&address, on_connect);
	if (error == 0)
		(void)uv_tcp_nodelay(&connection->tcp, 1);
	return error;
}

/* Before the handshake of TCP: then it binds what the server sends as well. */
static int
make_segments_small(struct connection *connection, uint16_t segment_max)
{
	int most = segment_max;
	uv_os_fd_t fd;
	int error = uv_fileno((uv_handle_t *)&connection->tcp, &fd);

	if (error != 0)
		return error;
	return setsockopt(fd, IPPROTO_TCP, TCP_MAXSEG, &most, sizeof(most)) == 0 ? 0
	                                                                         : UV_EINVAL;
}

/* A handle with its socket, which is otherwise made when it is first used. */
static bool
init_tcp(uv_loop_t *loop, uv_tcp_t *tcp, const struct endpoint *endpoint, bool needs_socket)
{
	unsigned family = strchr(endpoint->address, ':') != NULL ? AF_INET6 : AF_INET;

	return uv_tcp_init_ex(loop, tcp, needs_socket ? family : AF_UNSPEC) == 0;
}

struct connection *
connection_new(uv_loop_t *loop, const struct conversation_settings *settings,
    const struct endpoint *endpoint, const char *from, struct attempt *attempt,
    struct transcript *transcript, connection_listener *listener, void *owner)
{
	struct connection *connection = alloc_zeroed(1, sizeof(*connection));
	uint16_t segment_max = attempt->segment_max;
	int error = 0;

	connection->listener = listener;
	connection->owner = owner;
	connection->began_ns = uv_hrtime();
	connection->open = 2;
	conversation_init(&connection->conversation, settings, endpoint, attempt, transcript);
	if (!init_tcp(loop, &connection->tcp, endpoint, segment_max > 0) ||
	    uv_timer_init(loop, &connection->timer) != 0)
		die("cannot make a socket");
	connection->tcp.data = connection;
	connection->timer.data = connection;
	if (segment_max > 0)
		error = make_segments_small(connection, segment_max);
	if (error == 0)
		error = bind_and_connect(connection, endpoint, from);
	if (error == 0) {
		set_timer(connection);
		return connection;
	}
	/* The listener is told from the loop, as for any other end. */
	fail_connect(connection, error);
	uv_timer_start(&connection->timer, on_timer, 0, 0);
	return connection;
}

void
connection_stop(struct connection *connection, enum event_kind kind)
{
	conversation_end(&connection->conversation, kind, "", now_us(connection));
	go_on(connection);
}

uint64_t
connection_age_us(const struct connection *connection)
{
	return now_us(connection);
}
