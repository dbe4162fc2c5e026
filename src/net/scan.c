/* SPDX-License-Identifier: MIT */
#include "net/scan.h"

#include "net/clock.h"
#include "net/connection.h"
#include "probe/plan.h"

#include <errno.h>
#include <netdb.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

enum {
	ADDRESSES_MAX = 16,     /* of one name */
	HOSTS_MAX = 64,         /* under way at once */
	CONNECTIONS_MAX = 1000, /* open at once */
	DESCRIPTORS_SPARE = 48, /* for files, the loop and the resolver */
	PROGRESS_MS = 200,
};

/* One port while it is asked. */
struct port_run {
	struct host_run *host;
	bool is_done;
	uint64_t last_ns; /* when its last connection was begun; 0: none was */
	uv_timer_t *pace; /* until the next may be; NULL if nothing waits */
};

struct host_run {
	struct scan *scan;
	struct host_record record;
	const struct target *target;
	uv_getaddrinfo_t look_up;
	uint64_t began_ns;
	struct connection **connections; /* ports_len times QUESTION_COUNT; NULL: not running */
	struct port_run *runs;           /* by port */
	size_t open;                     /* connections */
	bool is_resolving;
	bool is_done;
};

struct scan {
	uv_loop_t *loop;
	const struct scan_settings *settings;
	const struct target_list *targets;
	struct host_run **hosts; /* by target; NULL before their turn and after their report */
	size_t begun;
	size_t reported;
	size_t running;
	size_t open;
	size_t open_max;
	uv_signal_t signals[2];
	uv_timer_t progress;
	bool is_stopped;
};

static void pump(struct scan *scan);

static void
free_host(struct host_run *host)
{
	arena_clear(&host->record.arena);
	free(host->connections);
	free(host->runs);
	free(host);
}

/* Hands over what is complete, as far as the order allows. */
static void
report(struct scan *scan)
{
	while (scan->reported < scan->begun && scan->hosts[scan->reported]->is_done) {
		struct host_run *host = scan->hosts[scan->reported];

		scan->settings->host_done(scan->settings->context, &host->record);
		scan->hosts[scan->reported++] = NULL;
		/* A look-up that cannot be stopped frees its host when it comes back. */
		if (!host->is_resolving)
			free_host(host);
	}
}

static void
finish_host(struct host_run *host)
{
	host->is_done = true;
	host->record.elapsed_us = (uv_hrtime() - host->began_ns) / 1000;
	host->record.is_complete = !host->scan->is_stopped;
	host->scan->running--;
	report(host->scan);
}

static struct connection **
slot_of(struct host_run *host, size_t port, enum question question)
{
	return &host->connections[port * QUESTION_COUNT + question];
}

static void on_growth(void *owner, struct connection *connection, bool is_gone);

static void
ask(struct host_run *host, size_t which, struct attempt *attempt)
{
	struct port_record *port = &host->record.ports[which];
	struct transcript *transcript = arena_alloc(&host->record.arena, sizeof(*transcript));
	enum question question = attempt->question;

	transcript_init(transcript, &host->record.arena);
	transcript->began_at_ms = clock_wall_ms();
	transcript->question = question;
	transcript->variant = attempt->variant;
	port_add(port, transcript);
	host->runs[which].last_ns = uv_hrtime();
	host->open++;
	host->scan->open++;
	*slot_of(host, which, question) = connection_new(host->scan->loop,
	    &host->scan->settings->conversation, &port->endpoint, host->scan->settings->bind,
	    attempt, transcript, on_growth, host);
}

static void
on_pace_closed(uv_handle_t *handle)
{
	free(handle);
}

static void
end_pace(struct port_run *run)
{
	if (run->pace == NULL)
		return;
	uv_close((uv_handle_t *)run->pace, on_pace_closed);
	run->pace = NULL;
}

static void
on_pace(uv_timer_t *timer)
{
	struct port_run *run = timer->data;
	struct scan *scan = run->host->scan;

	end_pace(run);
	pump(scan);
}

/* True if the port's next connection has to wait; then it is seen to that it comes. */
static bool
keeps_pace(struct port_run *run)
{
	struct scan *scan = run->host->scan;
	uint64_t pace_ns = (uint64_t)scan->settings->limits.pace_ms * 1000 * 1000;
	uint64_t now_ns = uv_hrtime();
	uint64_t due_ns = run->last_ns + pace_ns;

	if (run->pace != NULL)
		return true;
	if (run->last_ns == 0 || now_ns >= due_ns)
		return false;
	run->pace = alloc_zeroed(1, sizeof(*run->pace));
	uv_timer_init(scan->loop, run->pace);
	run->pace->data = run;
	uv_update_time(scan->loop);
	uv_timer_start(run->pace, on_pace, (due_ns - now_ns + 999999) / 1000000, 0);
	return true;
}

static bool
has_leaving(struct host_run *host, size_t which)
{
	const struct port_record *port = &host->record.ports[which];

	for (size_t i = 0; i < QUESTION_COUNT; i++) {
		const struct transcript *last = port->transcripts[i];

		while (last != NULL && last->next != NULL)
			last = last->next;
		if (*slot_of(host, which, (enum question)i) != NULL && last != NULL &&
		    last->is_over)
			return true;
	}
	return false;
}

/* Makes the connections that one port needs now. */
static void
pump_port(struct host_run *host, size_t which)
{
	const struct port_record *port = &host->record.ports[which];
	scan_planner *planner = host->scan->settings->plan;

	if (planner == NULL)
		planner = plan_next;
	for (size_t i = 0; i < QUESTION_COUNT; i++) {
		struct connection *connection = *slot_of(host, which, (enum question)i);

		if (connection != NULL && plan_is_moot(port, (enum question)i))
			connection_stop(connection, EVENT_HUNG_UP);
	}
	/* One whose conversation is over may still have its last bytes to send. */
	if (port->limits.depth != DEPTH_QUICK && has_leaving(host, which))
		return;
	while (host->scan->open < host->scan->open_max && !host->scan->is_stopped &&
	       !keeps_pace(&host->runs[which])) {
		struct attempt attempt;
		enum plan plan;

		attempt_init(&attempt);
		plan = planner(port, host->scan->settings->conversation.draw, &attempt);
		host->runs[which].is_done = plan == PLAN_DONE;
		if (plan == PLAN_ASK)
			ask(host, which, &attempt);
		attempt_clear(&attempt);
		if (plan != PLAN_ASK)
			return;
	}
}

static void
pump_host(struct host_run *host)
{
	bool is_done = true;

	if (host->is_done)
		return;
	for (size_t i = 0; i < host->record.ports_len; i++) {
		if (!host->runs[i].is_done)
			pump_port(host, i);
		is_done = is_done && (host->runs[i].is_done || host->scan->is_stopped);
	}
	if (is_done && host->open == 0)
		finish_host(host);
}

static size_t
port_of(struct host_run *host, const struct connection *connection, bool forget)
{
	size_t slots = host->record.ports_len * QUESTION_COUNT;

	for (size_t i = 0; i < slots; i++) {
		if (host->connections[i] != connection)
			continue;
		if (forget)
			host->connections[i] = NULL;
		return i / QUESTION_COUNT;
	}
	return 0;
}

static void
on_growth(void *owner, struct connection *connection, bool is_gone)
{
	struct host_run *host = owner;
	struct scan *scan = host->scan;
	size_t which = port_of(host, connection, is_gone);

	if (!is_gone) {
		pump_port(host, which);
		return;
	}
	host->open--;
	scan->open--;
	pump(scan);
}

static bool
is_known(const char *const *addresses, size_t len, const char *text)
{
	for (size_t i = 0; i < len; i++)
		if (strcmp(addresses[i], text) == 0)
			return true;
	return false;
}

static bool
fits_family(const struct scan_settings *settings, const char *address)
{
	bool is_ipv6 = strchr(address, ':') != NULL;

	if (settings->bind != NULL && is_ipv6 != (strchr(settings->bind, ':') != NULL))
		return false;
	return settings->family == SCAN_ANY_FAMILY ||
	       is_ipv6 == (settings->family == SCAN_IPV6);
}

static void
set_ports(struct host_run *host, const char *const *addresses, size_t len)
{
	const struct scan_settings *settings = host->scan->settings;
	const struct target *target = host->target;
	struct host_record *record = &host->record;
	const char *name = settings->server_name != NULL ? settings->server_name
	                   : target->is_address          ? NULL
	                                                 : target->host;
	struct port_record *port;

	record->ports_len = len * target->ports_len;
	record->ports = arena_alloc(&record->arena, sizeof(*record->ports) * record->ports_len);
	host->connections =
	    alloc_zeroed(record->ports_len * QUESTION_COUNT, sizeof(struct connection *));
	host->runs = alloc_zeroed(record->ports_len, sizeof(struct port_run));
	for (size_t i = 0; i < record->ports_len; i++)
		host->runs[i].host = host;
	port = record->ports;
	for (size_t a = 0; a < len; a++)
		for (size_t p = 0; p < target->ports_len; p++)
			*port++ = (struct port_record){
				.host = record,
				.limits = settings->limits,
				.endpoint = {
					.scheme = target->ports[p].scheme,
					.port = target->ports[p].port,
					.address = addresses[a],
					.server_name = name,
					.is_asked_for = target->ports[p].is_asked_for,
				},
			};
}

static void
set_resolve_problem(struct host_run *host, int error)
{
	host->record.is_unknown_name = error == UV_EAI_NONAME || error == UV_EAI_NODATA;
	host->record.resolve_words =
	    arena_string(&host->record.arena, span_of(uv_strerror(error)));
}

static void
take_addresses(struct host_run *host, const struct addrinfo *first)
{
	const char *addresses[ADDRESSES_MAX];
	size_t len = 0;
	bool has_any = false;

	for (const struct addrinfo *info = first; info != NULL; info = info->ai_next) {
		struct sockaddr_storage address = { 0 };
		const char *text;

		memcpy(&address, info->ai_addr, info->ai_addrlen);
		text = connection_address_text(&address, &host->record.arena);
		has_any = true;
		if (!fits_family(host->scan->settings, text) || is_known(addresses, len, text))
			continue;
		if (len < ADDRESSES_MAX)
			addresses[len++] = text;
		else
			host->record.addresses_left_out++;
	}
	if (len == 0) {
		host->record.is_unknown_name = true;
		host->record.resolve_words =
		    has_any ? "it has no address of the wanted family" : "it has no address";
	}
	set_ports(host, addresses, len);
}

static void
on_look_up(uv_getaddrinfo_t *look_up, int error, struct addrinfo *first)
{
	struct host_run *host = look_up->data;
	struct scan *scan = host->scan;

	host->is_resolving = false;
	if (host->is_done) {
		uv_freeaddrinfo(first);
		free_host(host);
		return;
	}
	host->record.resolve_us = (uv_hrtime() - host->began_ns) / 1000;
	if (error != 0)
		set_resolve_problem(host, error);
	else
		take_addresses(host, first);
	uv_freeaddrinfo(first);
	pump(scan);
}

static void
begin_host(struct scan *scan)
{
	const struct addrinfo hints = { .ai_family = AF_UNSPEC, .ai_socktype = SOCK_STREAM };
	struct host_run *host = alloc_zeroed(1, sizeof(*host));
	int error;

	host->scan = scan;
	host->target = &scan->targets->targets[scan->begun];
	host->began_ns = uv_hrtime();
	host->record.name = arena_string(&host->record.arena, span_of(host->target->host));
	host->record.is_address = host->target->is_address;
	host->record.is_diagnosis = scan->settings->limits.is_diagnosis;
	host->record.began_at_ms = clock_wall_ms();
	scan->hosts[scan->begun++] = host;
	scan->running++;
	if (host->target->is_address) {
		const char *address = host->record.name;
		bool fits = fits_family(scan->settings, address);

		if (!fits)
			host->record.resolve_words = "it is not of the wanted family";
		set_ports(host, &address, fits ? 1 : 0);
		pump_host(host);
		return;
	}
	host->look_up.data = host;
	host->is_resolving = true;
	error = uv_getaddrinfo(
	    scan->loop, &host->look_up, on_look_up, host->target->host, NULL, &hints);
	if (error == 0)
		return;
	host->is_resolving = false;
	set_resolve_problem(host, error);
	pump_host(host);
}

static void
end_loop(struct scan *scan)
{
	for (size_t i = 0; i < COUNT_OF(scan->signals); i++)
		if (!uv_is_closing((uv_handle_t *)&scan->signals[i]))
			uv_close((uv_handle_t *)&scan->signals[i], NULL);
	if (!uv_is_closing((uv_handle_t *)&scan->progress))
		uv_close((uv_handle_t *)&scan->progress, NULL);
}

/* Goes on wherever there is room: with new hosts, and with ports that had to wait. */
static void
pump(struct scan *scan)
{
	for (size_t i = scan->reported; i < scan->begun; i++)
		if (scan->hosts[i] != NULL && !scan->hosts[i]->is_resolving)
			pump_host(scan->hosts[i]);
	while (!scan->is_stopped && scan->begun < scan->targets->len &&
	       scan->running < HOSTS_MAX && scan->open < scan->open_max)
		begin_host(scan);
	if (scan->running == 0 && (scan->is_stopped || scan->begun == scan->targets->len))
		end_loop(scan);
	/* A look-up that is still running must not keep a stopped program. */
	if (scan->running == 0 && scan->is_stopped)
		uv_stop(scan->loop);
}

static void
stop_host(struct host_run *host)
{
	for (size_t i = 0; i < host->record.ports_len; i++)
		end_pace(&host->runs[i]);
	for (size_t i = 0; i < host->record.ports_len * QUESTION_COUNT; i++)
		if (host->connections[i] != NULL)
			connection_stop(host->connections[i], EVENT_INTERRUPTED);
	if (host->is_resolving) {
		(void)uv_cancel((uv_req_t *)&host->look_up);
		host->record.resolve_words = "the look-up was interrupted";
		finish_host(host);
	}
}

static void
on_signal(uv_signal_t *signal, int number)
{
	struct scan *scan = signal->data;

	(void)number;
	scan->is_stopped = true;
	/* A second signal ends the program as if there were no handler. */
	for (size_t i = 0; i < COUNT_OF(scan->signals); i++)
		uv_signal_stop(&scan->signals[i]);
	for (size_t i = scan->reported; i < scan->begun; i++)
		if (scan->hosts[i] != NULL && !scan->hosts[i]->is_done)
			stop_host(scan->hosts[i]);
	pump(scan);
}

/* Where the last connection of a question stands. */
static enum step
step_of(const struct transcript *transcript)
{
	while (transcript->next != NULL)
		transcript = transcript->next;
	return transcript->last == NULL ? STEP_CONNECT : transcript->last->step;
}

static void
find_oldest(const struct host_run *host, struct scan_progress *progress)
{
	for (size_t i = 0; i < host->record.ports_len * QUESTION_COUNT; i++) {
		const struct connection *connection = host->connections[i];
		const struct port_record *port = &host->record.ports[i / QUESTION_COUNT];
		uint64_t age_us;

		if (connection == NULL)
			continue;
		age_us = connection_age_us(connection);
		if (progress->host != NULL && age_us <= progress->age_us)
			continue;
		progress->host = host->record.name;
		progress->port = port->endpoint.port;
		progress->age_us = age_us;
		progress->step = step_of(port->transcripts[i % QUESTION_COUNT]);
	}
}

static void
on_progress(uv_timer_t *timer)
{
	const struct scan *scan = timer->data;
	struct scan_progress progress = { .hosts = scan->targets->len };

	for (size_t i = 0; i < scan->begun; i++) {
		const struct host_run *host = scan->hosts[i];

		progress.hosts_done += host == NULL || host->is_done ? 1 : 0;
		if (host == NULL || host->is_done)
			continue;
		progress.ports += host->record.ports_len;
		for (size_t p = 0; p < host->record.ports_len; p++)
			progress.ports_done += host->runs[p].is_done ? 1 : 0;
		find_oldest(host, &progress);
	}
	scan->settings->progress(scan->settings->context, &progress);
}

static size_t
descriptors(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0 || limit.rlim_cur <= DESCRIPTORS_SPARE + 8)
		return 8;
	return limit.rlim_cur - DESCRIPTORS_SPARE < CONNECTIONS_MAX
	           ? limit.rlim_cur - DESCRIPTORS_SPARE
	           : CONNECTIONS_MAX;
}

static void
set_up(struct scan *scan)
{
	static const int numbers[] = { SIGINT, SIGTERM };

	for (size_t i = 0; i < COUNT_OF(numbers); i++) {
		uv_signal_init(scan->loop, &scan->signals[i]);
		scan->signals[i].data = scan;
		uv_signal_start(&scan->signals[i], on_signal, numbers[i]);
	}
	uv_timer_init(scan->loop, &scan->progress);
	scan->progress.data = scan;
	if (scan->settings->progress != NULL)
		uv_timer_start(&scan->progress, on_progress, PROGRESS_MS, PROGRESS_MS);
}

bool
scan_run(
    uv_loop_t *loop, const struct scan_settings *settings, const struct target_list *targets)
{
	struct scan scan = {
		.loop = loop,
		.settings = settings,
		.targets = targets,
		.open_max = descriptors(),
	};

	scan.hosts = alloc_zeroed(targets->len, sizeof(struct host_run *));
	set_up(&scan);
	pump(&scan);
	uv_run(loop, UV_RUN_DEFAULT);
	if (scan.is_stopped) /* lets go of what was closed last */
		uv_run(loop, UV_RUN_NOWAIT);
	free(scan.hosts);
	return !scan.is_stopped;
}

const char *
scan_check_bind(const char *address)
{
	struct sockaddr_storage local = { 0 };
	const char *problem = NULL;
	socklen_t len;
	int fd;

	if (!connection_address(address, 0, &local))
		return "it is no address";
	fd = socket(local.ss_family, SOCK_STREAM, 0);
	if (fd < 0)
		return strerror(errno);
	len = local.ss_family == AF_INET ? sizeof(struct sockaddr_in)
	                                 : sizeof(struct sockaddr_in6);
	if (bind(fd, (const struct sockaddr *)&local, len) != 0)
		problem = strerror(errno);
	close(fd);
	return problem;
}
