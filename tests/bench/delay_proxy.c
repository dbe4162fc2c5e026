/* SPDX-License-Identifier: MIT */
/*
 * A longer path to a server on this machine: listens on FROM:PORT, forwards to TO:PORT, and
 * lets bytes, closes and resets travel for half a round trip in either direction. It counts
 * what passes, so that tools of any kind can be compared by what they put on the wire.
 *
 * The kernel accepts for us before the handshake could have crossed such a path. The time this
 * would have taken is made up for upstream: the server hears of a client 1.5 round trips after
 * the accept (SYN, SYN-ACK, ACK), and nothing that a client says reaches it before.
 *
 * Acknowledgements are the one thing that cannot be passed on. They matter to a server that
 * leaves Nagle's algorithm on, as Postfix does: it holds a small write back until the one
 * before is acknowledged. Here that happens one round trip later, as if no client ever delayed
 * an acknowledgement, so no tool pays for doing so. The kernel waits 40 ms at most, and
 * whatever the client sends meanwhile acknowledges too: a longer path would hold some answers
 * back longer.
 */

#include <err.h>
#include <errno.h>
#include <getopt.h>
#include <inttypes.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <unistd.h>

#include <uv.h>

#define NEVER UINT64_MAX
#define NS_PER_MS 1000000
#define NS_PER_S 1000000000
#define RTT_MS_MAX 60000
#define BACKLOG 512
#define BURST_BYTES 65536

/* Reading stops while this much is under way to the other side: 40 MB/s at 50 ms. */
#define UNDER_WAY_BYTES ((size_t)1024 * 1024)

enum freight { FREIGHT_BYTES, FREIGHT_END, FREIGHT_RESET };

/* Something under way to one end. */
struct parcel {
	struct parcel *next;
	uint64_t due_ns;
	enum freight freight;
	uv_write_t request;
	size_t len;
	char bytes[];
};

/* One of the two connections of a relay, and what is under way to it. */
struct end {
	uv_tcp_t tcp;
	uv_shutdown_t shutdown;
	struct relay *relay;
	struct parcel *first;
	struct parcel **last;
	size_t under_way;
	bool is_paused;   /* not read from, because too much is under way to the other end */
	bool has_ended;   /* its peer said that it will send no more */
	bool is_finished; /* its peer was told so */
	bool is_broken;   /* nothing can be sent to it or read from it any more */
};

struct relay {
	struct relay *next;
	struct relay **link;
	struct door *door;
	struct end client;
	struct end server;
	uv_connect_t connect;
	uint64_t opening_ns;
	uint64_t acking_ns; /* when what the server sent is to be acknowledged */
	bool is_opened;
	bool is_connected;
	bool is_closing;
	int open_handles;
};

struct counters {
	uint64_t connections;
	uint64_t bytes_up;
	uint64_t bytes_down;
};

/* One port. */
struct door {
	uv_tcp_t tcp;
	struct proxy *proxy;
	int port;
	struct sockaddr_storage to;
	struct counters counters;
};

struct proxy {
	uv_loop_t loop;
	uint64_t one_way_ns;
	struct door *doors;
	size_t door_count;
	struct relay *relays;
	uv_signal_t signals[3]; /* as many as signals_watch() has numbers */
	/* libuv's own timers count whole milliseconds, and round trips would add these up. */
	uv_poll_t alarm;
	int alarm_fd;
	uint64_t alarm_ns;
	char burst[BURST_BYTES];
};

struct arguments {
	const char *rtt;
	const char *from;
	const char *to;
};

static void
must(int status, const char *what)
{
	if (status < 0)
		errx(EXIT_FAILURE, "%s: %s", what, uv_strerror(status));
}

static void *
must_allocate(size_t count, size_t size)
{
	void *memory = calloc(count, size);

	if (memory == NULL)
		err(EXIT_FAILURE, "memory");
	return memory;
}

/* What is due next. */

static void
alarm_set(struct proxy *proxy, uint64_t due_ns)
{
	struct itimerspec when = { 0 };

	if (due_ns != NEVER) {
		when.it_value.tv_sec = (time_t)(due_ns / NS_PER_S);
		when.it_value.tv_nsec = (long)(due_ns % NS_PER_S);
	}
	if (timerfd_settime(proxy->alarm_fd, TFD_TIMER_ABSTIME, &when, NULL) != 0)
		err(EXIT_FAILURE, "timer");
	proxy->alarm_ns = due_ns;
}

static uint64_t
earlier(uint64_t a, uint64_t b)
{
	return a < b ? a : b;
}

static uint64_t
parcel_due(const struct end *to)
{
	return to->first != NULL ? to->first->due_ns : NEVER;
}

static uint64_t
relay_due(const struct relay *relay)
{
	uint64_t due_ns = earlier(parcel_due(&relay->client), relay->acking_ns);

	if (relay->is_closing)
		return NEVER;
	if (!relay->is_opened)
		return earlier(due_ns, relay->opening_ns);
	if (!relay->is_connected)
		return due_ns;
	return earlier(due_ns, parcel_due(&relay->server));
}

/* The end of a relay. */

static void
parcels_drop(struct end *to)
{
	while (to->first != NULL) {
		struct parcel *parcel = to->first;

		to->first = parcel->next;
		free(parcel);
	}
	to->last = &to->first;
}

static void
on_closed(uv_handle_t *handle)
{
	struct end *end = handle->data;
	struct relay *relay = end->relay;

	relay->open_handles--;
	if (relay->open_handles > 0)
		return;
	parcels_drop(&relay->client);
	parcels_drop(&relay->server);
	free(relay);
}

static void
relay_close(struct relay *relay)
{
	if (relay->is_closing)
		return;
	relay->is_closing = true;
	*relay->link = relay->next;
	if (relay->next != NULL)
		relay->next->link = relay->link;
	uv_close((uv_handle_t *)&relay->client.tcp, on_closed);
	uv_close((uv_handle_t *)&relay->server.tcp, on_closed);
}

/* uv_tcp_close_reset() refuses while a shutdown is pending, which is no reason not to reset. */
static void
end_reset(struct end *end)
{
	struct linger discard = { .l_onoff = 1, .l_linger = 0 };
	uv_os_fd_t fd;

	if (uv_fileno((uv_handle_t *)&end->tcp, &fd) == 0)
		(void)setsockopt(fd, SOL_SOCKET, SO_LINGER, &discard, sizeof discard);
	relay_close(end->relay);
}

/* Sending things on their way. */

static struct end *
other_end(struct end *end)
{
	struct relay *relay = end->relay;

	return end == &relay->client ? &relay->server : &relay->client;
}

static uint64_t
arrival(const struct end *to)
{
	const struct relay *relay = to->relay;
	uint64_t due_ns = uv_hrtime() + relay->door->proxy->one_way_ns;

	if (to == &relay->server && due_ns < relay->opening_ns)
		return relay->opening_ns;
	return due_ns;
}

static void
post(struct end *to, enum freight freight, const char *bytes, size_t len)
{
	struct parcel *parcel;

	if (to->is_broken)
		return;
	parcel = must_allocate(1, sizeof *parcel + len);
	parcel->due_ns = arrival(to);
	parcel->freight = freight;
	parcel->len = len;
	if (len > 0)
		memcpy(parcel->bytes, bytes, len);
	to->under_way += sizeof *parcel + len;
	*to->last = parcel;
	to->last = &parcel->next;
}

/* The other side hears of it later; until then what it sends goes nowhere. */
static void
end_break(struct end *end)
{
	struct end *other = other_end(end);

	if (end->is_broken || end->relay->is_closing)
		return;
	end->is_broken = true;
	end->is_paused = false;
	(void)uv_read_stop((uv_stream_t *)&end->tcp);
	parcels_drop(end);
	if (other->is_broken)
		relay_close(end->relay);
	else
		post(other, FREIGHT_RESET, NULL, 0);
}

/*
 * Tells of a reset where libuv does not: it takes bytes and a reset that arrive together for
 * bytes and an end, and after an end it looks no more.
 */
static bool
was_reset(struct end *end)
{
	uv_os_fd_t fd;
	int error = 0;
	socklen_t len = sizeof error;

	if (uv_fileno((uv_handle_t *)&end->tcp, &fd) != 0)
		return true;
	return getsockopt(fd, SOL_SOCKET, SO_ERROR, &error, &len) != 0 || error != 0;
}

static void relay_update(struct relay *relay);
static void read_on(struct end *end);

static void
on_written(uv_write_t *request, int status)
{
	struct parcel *parcel = request->data;
	struct end *to = request->handle->data;
	struct end *from = other_end(to);

	to->under_way -= sizeof *parcel + parcel->len;
	free(parcel);
	if (to->relay->is_closing)
		return;
	if (status < 0 || (to->has_ended && was_reset(to)))
		end_break(to);
	else if (from->is_paused && to->under_way < UNDER_WAY_BYTES)
		read_on(from);
	relay_update(to->relay);
}

static void
on_shutdown(uv_shutdown_t *request, int status)
{
	struct end *to = request->handle->data;

	if (to->relay->is_closing)
		return;
	if (status < 0)
		end_break(to);
	to->is_finished = status == 0;
	if (to->is_finished && other_end(to)->is_finished)
		relay_close(to->relay);
	relay_update(to->relay);
}

/* Arrivals. */

static void
hand_over(struct end *to, struct parcel *parcel)
{
	uv_stream_t *stream = (uv_stream_t *)&to->tcp;
	uv_buf_t buffer = uv_buf_init(parcel->bytes, (unsigned)parcel->len);
	int status = 0;

	switch (parcel->freight) {
	case FREIGHT_BYTES:
		parcel->request.data = parcel;
		status = uv_write(&parcel->request, stream, &buffer, 1, on_written);
		if (status == 0)
			return;
		break;
	case FREIGHT_END:
		status = uv_shutdown(&to->shutdown, stream, on_shutdown);
		break;
	case FREIGHT_RESET:
		end_reset(to);
		break;
	}
	free(parcel);
	if (status != 0)
		end_break(to);
}

static void
deliver(struct end *to, uint64_t now_ns)
{
	while (parcel_due(to) <= now_ns && !to->relay->is_closing) {
		struct parcel *parcel = to->first;

		to->first = parcel->next;
		if (to->first == NULL)
			to->last = &to->first;
		hand_over(to, parcel);
	}
}

static void
set_quickack(struct relay *relay, int is_quick)
{
	uv_os_fd_t fd;

	if (uv_fileno((uv_handle_t *)&relay->server.tcp, &fd) == 0)
		(void)setsockopt(fd, IPPROTO_TCP, TCP_QUICKACK, &is_quick, sizeof is_quick);
}

/* Switching to quick acknowledgements sends the one that is pending. */
static void
acknowledge(struct relay *relay)
{
	relay->acking_ns = NEVER;
	set_quickack(relay, 1);
	set_quickack(relay, 0);
}

static void
on_connected(uv_connect_t *request, int status)
{
	struct relay *relay = request->data;

	if (relay->is_closing)
		return;
	relay->is_connected = status == 0;
	if (relay->is_connected) {
		(void)uv_tcp_nodelay(&relay->server.tcp, 1);
		set_quickack(relay, 0);
		read_on(&relay->server);
	} else {
		end_break(&relay->server);
	}
	relay_update(relay);
}

static void
server_open(struct relay *relay)
{
	const struct sockaddr *to = (const struct sockaddr *)&relay->door->to;

	relay->is_opened = true;
	relay->connect.data = relay;
	if (uv_tcp_connect(&relay->connect, &relay->server.tcp, to, on_connected) != 0)
		end_break(&relay->server);
}

static void
relay_advance(struct relay *relay, uint64_t now_ns)
{
	if (!relay->is_opened && relay->opening_ns <= now_ns)
		server_open(relay);
	if (relay->acking_ns <= now_ns)
		acknowledge(relay);
	if (relay->is_connected)
		deliver(&relay->server, now_ns);
	deliver(&relay->client, now_ns);
}

/* To be called after every event of a relay. */
static void
relay_update(struct relay *relay)
{
	struct proxy *proxy = relay->door->proxy;
	uint64_t due_ns;

	if (relay->is_closing)
		return;
	relay_advance(relay, uv_hrtime());
	due_ns = relay_due(relay);
	if (due_ns < proxy->alarm_ns)
		alarm_set(proxy, due_ns);
}

static void
on_alarm(uv_poll_t *alarm, int status, int events)
{
	struct proxy *proxy = alarm->data;
	uint64_t now_ns = uv_hrtime();
	uint64_t due_ns = NEVER;
	uint64_t expirations;
	struct relay *relay;
	struct relay *next;

	(void)events;
	must(status, "timer");
	if (read(proxy->alarm_fd, &expirations, sizeof expirations) < 0 && errno != EAGAIN)
		err(EXIT_FAILURE, "timer");
	for (relay = proxy->relays; relay != NULL; relay = next) {
		next = relay->next;
		relay_advance(relay, now_ns);
		due_ns = earlier(due_ns, relay_due(relay));
	}
	alarm_set(proxy, due_ns);
}

/* Departures. */

static void
on_room_wanted(uv_handle_t *handle, size_t suggested, uv_buf_t *buffer)
{
	struct end *end = handle->data;
	struct proxy *proxy = end->relay->door->proxy;

	(void)suggested;
	*buffer = uv_buf_init(proxy->burst, sizeof proxy->burst);
}

static void
take_bytes(struct end *from, const char *bytes, size_t len)
{
	struct relay *relay = from->relay;
	struct door *door = relay->door;
	struct end *to = other_end(from);

	post(to, FREIGHT_BYTES, bytes, len);
	if (to->under_way >= UNDER_WAY_BYTES) {
		(void)uv_read_stop((uv_stream_t *)&from->tcp);
		from->is_paused = true;
	}
	if (from == &relay->client) {
		door->counters.bytes_up += len;
		return;
	}
	door->counters.bytes_down += len;
	if (relay->acking_ns == NEVER)
		relay->acking_ns = uv_hrtime() + 2 * door->proxy->one_way_ns;
}

static void
on_read(uv_stream_t *stream, ssize_t len, const uv_buf_t *buffer)
{
	struct end *from = stream->data;

	if (len > 0) {
		take_bytes(from, buffer->base, (size_t)len);
	} else if (len == UV_EOF && !was_reset(from)) {
		from->has_ended = true;
		post(other_end(from), FREIGHT_END, NULL, 0);
	} else if (len < 0) {
		end_break(from);
	}
	relay_update(from->relay);
}

static void
read_on(struct end *end)
{
	end->is_paused = false;
	if (uv_read_start((uv_stream_t *)&end->tcp, on_room_wanted, on_read) != 0)
		end_break(end);
}

static void
end_init(struct end *end, struct relay *relay)
{
	end->relay = relay;
	end->last = &end->first;
	must(uv_tcp_init(&relay->door->proxy->loop, &end->tcp), "socket");
	end->tcp.data = end;
	relay->open_handles++;
}

static struct relay *
relay_new(struct door *door)
{
	struct relay *relay = must_allocate(1, sizeof *relay);
	struct proxy *proxy = door->proxy;

	relay->door = door;
	relay->opening_ns = uv_hrtime() + 3 * proxy->one_way_ns;
	relay->acking_ns = NEVER;
	relay->next = proxy->relays;
	relay->link = &proxy->relays;
	if (relay->next != NULL)
		relay->next->link = &relay->next;
	proxy->relays = relay;
	end_init(&relay->client, relay);
	end_init(&relay->server, relay);
	return relay;
}

static void
on_connection(uv_stream_t *listener, int status)
{
	struct door *door = listener->data;
	struct relay *relay;

	if (status < 0) {
		fprintf(stderr, "delay_proxy: accept: %s\n", uv_strerror(status));
		return;
	}
	relay = relay_new(door);
	if (uv_accept(listener, (uv_stream_t *)&relay->client.tcp) != 0) {
		relay_close(relay);
		return;
	}
	door->counters.connections++;
	(void)uv_tcp_nodelay(&relay->client.tcp, 1);
	read_on(&relay->client);
	relay_update(relay);
}

/* Signals. */

static void
counters_flush(struct proxy *proxy)
{
	size_t i;

	for (i = 0; i < proxy->door_count; i++) {
		struct door *door = &proxy->doors[i];

		printf("%s\"%d\": {\"connections\": %" PRIu64 ", \"bytes_up\": %" PRIu64
		       ", \"bytes_down\": %" PRIu64 "}",
		    i == 0 ? "{" : ", ", door->port, door->counters.connections,
		    door->counters.bytes_up, door->counters.bytes_down);
		door->counters = (struct counters){ 0 };
	}
	printf("}\n");
	(void)fflush(stdout);
}

static void
on_signal(uv_signal_t *handle, int number)
{
	struct proxy *proxy = handle->data;

	counters_flush(proxy);
	if (number != SIGUSR1)
		exit(EXIT_SUCCESS);
}

/* The start. */

static double
number_parse(const char *text, double min, double max)
{
	char *end;
	double number = strtod(text, &end);

	if (end == text || *end != '\0' || !(number >= min && number <= max))
		errx(EXIT_FAILURE, "%s: not a number from %g to %g", text, min, max);
	return number;
}

static int
address_parse(struct sockaddr_storage *address, const char *text, int port)
{
	if (strchr(text, ':') != NULL)
		return uv_ip6_addr(text, port, (struct sockaddr_in6 *)address);
	return uv_ip4_addr(text, port, (struct sockaddr_in *)address);
}

static void
door_open(struct door *door, const char *from, const char *to)
{
	struct sockaddr_storage address;
	char what[32];

	(void)snprintf(what, sizeof what, "port %d", door->port);
	must(address_parse(&address, from, door->port), from);
	must(address_parse(&door->to, to, door->port), to);
	must(uv_tcp_init(&door->proxy->loop, &door->tcp), what);
	door->tcp.data = door;
	must(uv_tcp_bind(&door->tcp, (const struct sockaddr *)&address, 0), what);
	must(uv_listen((uv_stream_t *)&door->tcp, BACKLOG, on_connection), what);
}

static void
doors_open(struct proxy *proxy, const char *from, const char *to, char **ports)
{
	size_t i;

	proxy->doors = must_allocate(proxy->door_count, sizeof *proxy->doors);
	for (i = 0; i < proxy->door_count; i++) {
		struct door *door = &proxy->doors[i];

		door->proxy = proxy;
		door->port = (int)number_parse(ports[i], 1, UINT16_MAX);
		door_open(door, from, to);
	}
}

static void
signals_watch(struct proxy *proxy)
{
	static const int numbers[] = { SIGTERM, SIGINT, SIGUSR1 };
	size_t i;

	for (i = 0; i < sizeof numbers / sizeof numbers[0]; i++) {
		must(uv_signal_init(&proxy->loop, &proxy->signals[i]), "signal");
		proxy->signals[i].data = proxy;
		must(uv_signal_start(&proxy->signals[i], on_signal, numbers[i]), "signal");
	}
	signal(SIGPIPE, SIG_IGN);
}

static void
alarm_open(struct proxy *proxy)
{
	proxy->alarm_ns = NEVER;
	proxy->alarm_fd = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC);
	if (proxy->alarm_fd < 0)
		err(EXIT_FAILURE, "timer");
	must(uv_poll_init(&proxy->loop, &proxy->alarm, proxy->alarm_fd), "timer");
	proxy->alarm.data = proxy;
	must(uv_poll_start(&proxy->alarm, UV_READABLE, on_alarm), "timer");
}

static void
usage(FILE *out, int status)
{
	fputs(
	    "usage: delay_proxy --rtt MS --from ADDRESS --to ADDRESS PORT...\n"
	    "\n"
	    "Forwards each PORT of one address to the same port of another, as if the server\n"
	    "were MS milliseconds away, there and back. Says on standard error when it is\n"
	    "ready. SIGUSR1: print what was counted as one line of JSON, and count from zero\n"
	    "again. SIGTERM, SIGINT: print it and end.\n",
	    out);
	exit(status);
}

static struct arguments
arguments_read(int argc, char **argv)
{
	static const struct option known[] = {
		{ "rtt", required_argument, NULL, 'r' },
		{ "from", required_argument, NULL, 'f' },
		{ "to", required_argument, NULL, 't' },
		{ "help", no_argument, NULL, 'h' },
		{ 0 },
	};
	struct arguments arguments = { 0 };
	int letter = getopt_long(argc, argv, "", known, NULL);

	for (; letter != -1; letter = getopt_long(argc, argv, "", known, NULL)) {
		if (letter == 'r')
			arguments.rtt = optarg;
		else if (letter == 'f')
			arguments.from = optarg;
		else if (letter == 't')
			arguments.to = optarg;
		else if (letter == 'h')
			usage(stdout, EXIT_SUCCESS);
		else
			usage(stderr, 2);
	}
	if (!arguments.rtt || !arguments.from || !arguments.to || optind == argc)
		usage(stderr, 2);
	return arguments;
}

static void
proxy_open(struct proxy *proxy, int argc, char **argv)
{
	struct arguments arguments = arguments_read(argc, argv);
	double rtt_ms = number_parse(arguments.rtt, 0, RTT_MS_MAX);

	proxy->one_way_ns = (uint64_t)(rtt_ms * NS_PER_MS / 2);
	proxy->door_count = (size_t)(argc - optind);
	must(uv_loop_init(&proxy->loop), "loop");
	alarm_open(proxy);
	signals_watch(proxy);
	doors_open(proxy, arguments.from, arguments.to, argv + optind);
}

int
main(int argc, char **argv)
{
	struct proxy *proxy = must_allocate(1, sizeof *proxy);

	proxy_open(proxy, argc, argv);
	fputs("delay_proxy: ready\n", stderr);
	return uv_run(&proxy->loop, UV_RUN_DEFAULT);
}
