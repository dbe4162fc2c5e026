/* SPDX-License-Identifier: MIT */
#include "report/replay.h"

#include "base/text.h"
#include "facts/client_trial.h"
#include "report/evidence.h"
#include "report/replay_fields.h"
#include "rules/client_file.h"
#include "rules/clients.h"

#include <stdlib.h>
#include <string.h>

struct replay {
	FILE *in;
	char *line;
	uint64_t number; /* of the line, from 1 */
	struct arena *arena;
	const char *problem;
	replay_listener *listener;
	void *context;
	struct run *run;
	struct host_record host;
	size_t clients_len; /* of the host that comes or has come, in its arena */
	struct client_choice *clients;
	bool has_host;
	uint64_t connections_left;
	bool is_begun;
	bool is_ended;
};

static const uint64_t most_time = UINT64_C(1) << 48; /* far beyond any life of this program */
static const uint64_t most_wall_ms = UINT64_C(1) << 47; /* years have four digits until 9999 */

static void
read_event(struct fields *fields, struct transcript *transcript)
{
	enum event_kind kind = EVENT_COUNT;
	enum step step = STEP_END;
	enum reply reply = REPLY_NONE;
	uint64_t at_us = fields_number(fields, "at_us", true, most_time);
	struct event *event;

	if (!event_kind_by_name(fields_text(fields, "event", NULL), &kind))
		fields_reject(fields, "event");
	if (!step_by_name(fields_text(fields, "step", NULL), &step))
		fields_reject(fields, "step");
	if (!reply_by_name(fields_text(fields, "reply", "none"), &reply))
		fields_reject(fields, "reply");
	if (fields->wrong != NULL)
		return;
	event = transcript_add(transcript, kind, at_us, fields_bytes(fields));
	event->step = step;
	event->reply = reply;
	event->is_secure = fields_bool(fields, "secure");
	event->number = (uint32_t)fields_number(fields, "number", false, UINT32_MAX);
}

/* Which certificates of the chain the trusted path needs; older evidence does not say. */
static void
read_path(struct fields *fields, struct session *session)
{
	json_t *path = fields_get(fields, "path", false);
	json_t *item;
	size_t i;

	if (path != NULL && !json_is_array(path))
		fields_reject(fields, "path");
	json_array_foreach(path, i, item)
	{
		json_int_t which = json_integer_value(item);

		if (!json_is_integer(item) || which < 0 ||
		    (uint64_t)which >= session->chain_len) {
			fields_reject(fields, "path");
			return;
		}
		session->is_used[which] = true;
	}
}

static void
read_chain(struct fields *fields, struct session *session)
{
	json_t *chain = fields_array(fields, "chain", CHAIN_MAX);
	json_t *staple = fields_get(fields, "staple", false);
	json_t *item;
	size_t i;

	json_array_foreach(chain, i, item)
	{
		session->chain[i] = fields_hex(fields, "chain", item);
		session->chain_len = i + 1;
	}
	read_path(fields, session);
	session->chain_sent = fields_number(fields, "chain_sent", true, UINT32_MAX);
	if (staple != NULL)
		session->staple = fields_hex(fields, "staple", staple);
	session->has_staple = staple != NULL;
	if (session->chain_sent < session->chain_len)
		fields_reject(fields, "chain_sent");
	if (!trust_by_name(fields_text(fields, "trust", NULL), &session->trust))
		fields_reject(fields, "trust");
	session->trust_source = fields_text(fields, "trust_source", NULL);
}

static void
read_session(struct fields *fields, struct session *session)
{
	*session = (struct session){
		.version = fields_text(fields, "version", NULL),
		.suite = fields_text(fields, "suite", NULL),
		.group = fields_text(fields, "group", NULL),
		.signature = fields_text(fields, "signature", NULL),
		.alpn = fields_text(fields, "alpn", NULL),
		.has_extended_master_secret = fields_bool(fields, "extended_master_secret"),
		.has_encrypt_then_mac = fields_bool(fields, "encrypt_then_mac"),
		.is_resumable = fields_bool(fields, "resumable"),
		.is_resumed = fields_bool(fields, "resumed"),
		.has_safe_renegotiation = fields_bool(fields, "safe_renegotiation"),
		.wants_client_certificate = fields_bool(fields, "client_certificate"),
		.tickets = (uint32_t)fields_number(fields, "tickets", true, UINT32_MAX),
		.handshake_us = fields_number(fields, "handshake_us", true, most_time),
		.bytes_in = fields_number(fields, "bytes_in", true, most_time),
		.bytes_out = fields_number(fields, "bytes_out", true, most_time),
		.trust_source = "",
	};
	read_chain(fields, session);
}

static bool
mode_by_name(const char *name, enum mode *mode)
{
	*mode = strcmp(name, mode_name(MODE_IMPLICIT)) == 0 ? MODE_IMPLICIT : MODE_STARTTLS;
	return strcmp(name, mode_name(*mode)) == 0;
}

/* The port that a connection belongs to, or NULL. */
static struct port_record *
find_port(struct replay *replay, struct fields *fields)
{
	const char *address = fields_text(fields, "address", NULL);
	const char *service = fields_text(fields, "service", NULL);
	uint64_t number = fields_number(fields, "port", true, 65535);

	for (size_t i = 0; i < replay->host.ports_len; i++) {
		const struct endpoint *endpoint = &replay->host.ports[i].endpoint;

		if (endpoint->port == number && strcmp(endpoint->address, address) == 0 &&
		    strcmp(endpoint->scheme->name, service) == 0)
			return &replay->host.ports[i];
	}
	fields_reject(fields, "port");
	return NULL;
}

static void
read_events(struct fields *fields, struct transcript *transcript)
{
	json_t *events = fields_array(fields, "events", REPLAY_EVENTS_MAX);
	json_t *session = fields_get(fields, "session", false);
	json_t *item;
	size_t i;

	json_array_foreach(events, i, item)
	{
		struct fields event = { .object = item, .arena = fields->arena };

		read_event(&event, transcript);
		if (event.wrong != NULL)
			fields_reject(fields, event.wrong);
	}
	if (session != NULL) {
		struct fields inner = { .object = session, .arena = fields->arena };

		read_session(&inner, &transcript->session);
		if (inner.wrong != NULL)
			fields_reject(fields, inner.wrong);
	}
	if (session == NULL && (transcript_find(transcript, EVENT_SESSION) != NULL ||
				   transcript_find(transcript, EVENT_CHAIN) != NULL))
		fields_reject(fields, "session");
}

static void
read_connection(struct replay *replay, struct fields *fields)
{
	struct port_record *port = find_port(replay, fields);
	struct transcript *transcript =
	    arena_alloc(&replay->host.arena, sizeof(struct transcript));
	enum question question = QUESTION_BASICS;

	transcript_init(transcript, &replay->host.arena);
	if (!question_by_name(fields_text(fields, "question", NULL), &question))
		fields_reject(fields, "question");
	if (!mode_by_name(fields_text(fields, "mode", NULL), &transcript->mode))
		fields_reject(fields, "mode");
	transcript->question = question;
	transcript->variant = (uint32_t)fields_number(fields, "variant", false, UINT32_MAX);
	transcript->began_at_ms =
	    (int64_t)fields_number(fields, "began_at_ms", true, most_wall_ms);
	transcript->local = fields_text(fields, "local", NULL);
	transcript->peer = fields_text(fields, "peer", NULL);
	transcript->bytes_in = fields_number(fields, "bytes_in", true, most_time);
	transcript->bytes_out = fields_number(fields, "bytes_out", true, most_time);
	transcript->is_over = true;
	read_events(fields, transcript);
	if (transcript->first == NULL)
		fields_reject(fields, "events");
	if (fields->wrong != NULL)
		return;
	/* Every other question is asked because of what the basics have shown. */
	if (question != QUESTION_BASICS && port->transcripts[QUESTION_BASICS] == NULL)
		fields_reject(fields, "question");
	else if (port_count_all(port) >= REPLAY_CONNECTIONS_MAX)
		fields_reject(fields, "connections");
	else
		port_add(port, transcript);
}

/* Evidence of the first version has none: it was quick. */
static void
read_limits(struct fields *fields, struct limits *limits)
{
	struct fields inner = { .object = fields_get(fields, "limits", false),
		.arena = fields->arena };

	if (inner.object == NULL)
		return;
	if (!depth_by_name(fields_text(&inner, "depth", NULL), &limits->depth))
		fields_reject(&inner, "depth");
	limits->is_intrusive = fields_bool(&inner, "intrusive");
	limits->connections_max =
	    (unsigned)fields_number(&inner, "connections_max", true, UINT32_MAX);
	limits->pace_ms = (uint32_t)fields_number(&inner, "pace_ms", true, UINT32_MAX);
	limits->is_diagnosis = fields_bool(&inner, "diagnosis");
	limits->logs_in = fields_bool(&inner, "login");
	limits->may_log_in_in_clear = fields_bool(&inner, "login_in_clear");
	limits->mails = fields_bool(&inner, "mail");
	limits->sends = fields_bool(&inner, "send");
	if (inner.wrong != NULL)
		fields_reject(fields, inner.wrong);
}

static void
read_port(struct fields *fields, struct port_record *port)
{
	const char *name = fields_text(fields, "server_name", "");

	port->endpoint = (struct endpoint){
		.scheme = scheme_by_name(span_of(fields_text(fields, "service", NULL))),
		.port = (uint16_t)fields_number(fields, "port", true, 65535),
		.address = fields_text(fields, "address", NULL),
		.server_name = *name == '\0' ? NULL : name,
		.is_asked_for = fields_bool(fields, "asked_for"),
	};
	if (port->endpoint.scheme == NULL)
		fields_reject(fields, "service");
	read_limits(fields, &port->limits);
}

static void
read_ports(struct replay *replay, struct fields *fields)
{
	json_t *ports = fields_array(fields, "ports", REPLAY_PORTS_MAX);
	struct host_record *host = &replay->host;
	json_t *item;
	size_t i;

	host->ports = arena_alloc(
	    &host->arena, sizeof(struct port_record) * (json_array_size(ports) + 1));
	json_array_foreach(ports, i, item)
	{
		struct fields port = { .object = item, .arena = &host->arena };

		read_port(&port, &host->ports[i]);
		host->ports[i].host = host;
		if (port.wrong != NULL) {
			fields_reject(fields, port.wrong);
			return;
		}
		host->ports_len = i + 1;
		if (host->ports[i].limits.is_diagnosis) {
			host->ports[i].limits.clients = replay->clients;
			host->ports[i].limits.clients_len = replay->clients_len;
		}
	}
}

static void
read_host(struct replay *replay, struct fields *fields)
{
	struct host_record *host = &replay->host;
	const char *words = fields_text(fields, "resolve_words", "");

	host->name = fields_text(fields, "name", NULL);
	host->is_address = fields_bool(fields, "is_address");
	host->is_unknown_name = fields_bool(fields, "unknown_name");
	host->resolve_words = *words == '\0' ? NULL : words;
	host->resolve_us = fields_number(fields, "resolve_us", true, most_time);
	host->addresses_left_out =
	    (unsigned)fields_number(fields, "addresses_left_out", false, UINT16_MAX);
	host->began_at_ms = (int64_t)fields_number(fields, "began_at_ms", true, most_wall_ms);
	host->elapsed_us = fields_number(fields, "elapsed_us", true, most_time);
	host->is_complete = fields_bool(fields, "complete");
	host->is_diagnosis = fields_bool(fields, "diagnosis");
	replay->connections_left = fields_number(fields, "connections", true, UINT32_MAX);
	read_ports(replay, fields);
}

static void
hand_over(struct replay *replay)
{
	if (!replay->has_host || replay->connections_left > 0 || replay->problem != NULL)
		return;
	replay->listener(replay->context, &replay->host);
	arena_clear(&replay->host.arena);
	replay->host = (struct host_record){ 0 };
	replay->clients = NULL;
	replay->clients_len = 0;
	replay->has_host = false;
}

static void
fail(struct replay *replay, const char *words)
{
	if (replay->problem == NULL)
		replay->problem = arena_printf(
		    replay->arena, "line %llu: %s", (unsigned long long)replay->number, words);
}

static void
take_begin(struct replay *replay, struct fields *fields)
{
	if (strcmp(fields_text(fields, "format", ""), EVIDENCE_FORMAT) != 0) {
		fail(replay, "this is no evidence file of mailsonde");
		return;
	}
	if (fields_number(fields, "version", true, UINT32_MAX) > EVIDENCE_VERSION) {
		fail(replay, "it was written by a later version of mailsonde");
		return;
	}
	fields->arena = replay->arena;
	replay->is_begun = true;
	replay->run->version = fields_text(fields, "program", NULL);
	replay->run->began_at_ms =
	    (int64_t)fields_number(fields, "began_at_ms", true, most_wall_ms);
}

static void
take_host(struct replay *replay, struct fields *fields)
{
	if (replay->has_host) {
		fail(replay, "connections of the host before are missing");
		return;
	}
	replay->has_host = true;
	read_host(replay, fields);
}

static bool
is_known_client(const struct replay *replay, const char *name)
{
	for (size_t i = 0; i < replay->clients_len; i++)
		if (client_number(replay->clients[i].client->name) == client_number(name))
			return true;
	return false;
}

/* A client of the program's own is held against what is known of it today, unless another hello
 * was said for it then: the answers are to that one. Any other client is what it was. */
static void
take_client(struct replay *replay, struct fields *fields)
{
	struct arena *arena = &replay->host.arena;
	struct client *client = arena_alloc(arena, sizeof(*client));
	const char *name = fields_text(fields, "name", NULL);
	const struct client_text *known = client_by_name(span_of(name));
	json_t *profile = fields_get(fields, "profile", true);
	struct client_choice choice = {
		.client = client,
		.is_named = fields_bool(fields, "named"),
		.is_built_in = fields_bool(fields, "built_in"),
	};

	if (replay->has_host || replay->clients_len == CLIENTS_MAX ||
	    is_known_client(replay, name)) {
		fail(replay, "a client at the wrong place");
		return;
	}
	if (!json_is_string(profile) ||
	    client_read(span_of(json_string_value(profile)), arena, client) != NULL ||
	    strcmp(client->name, name) != 0) {
		fields_reject(fields, "profile");
		return;
	}
	if (choice.is_built_in && known != NULL &&
	    client_hello_equal(&client_of(known, arena)->hello, &client->hello))
		choice.client = client_of(known, arena);
	if (replay->clients == NULL)
		replay->clients = arena_alloc(arena, sizeof(choice) * CLIENTS_MAX);
	replay->clients[replay->clients_len++] = choice;
}

static void
take_connection(struct replay *replay, struct fields *fields)
{
	if (!replay->has_host || replay->connections_left == 0) {
		fail(replay, "a connection without its host");
		return;
	}
	replay->connections_left--;
	read_connection(replay, fields);
}

static void
take_end(struct replay *replay, struct fields *fields)
{
	if (replay->has_host)
		fail(replay, "connections of the last host are missing");
	replay->is_ended = true;
	replay->run->elapsed_us = fields_number(fields, "elapsed_us", true, most_time);
	replay->run->is_complete = fields_bool(fields, "complete");
}

static void
take_line(struct replay *replay, json_t *object)
{
	struct fields fields = { .object = object, .arena = &replay->host.arena };
	const char *type = json_string_value(json_object_get(object, "type"));

	if (type == NULL)
		type = "";
	if (!replay->is_begun && strcmp(type, "begin") != 0)
		fail(replay, "this is no evidence file of mailsonde");
	else if (replay->is_ended)
		fail(replay, "there is more behind the end");
	else if (replay->is_begun && strcmp(type, "begin") == 0)
		fail(replay, "it begins a second time");
	else if (strcmp(type, "begin") == 0)
		take_begin(replay, &fields);
	else if (strcmp(type, "client") == 0)
		take_client(replay, &fields);
	else if (strcmp(type, "host") == 0)
		take_host(replay, &fields);
	else if (strcmp(type, "connection") == 0)
		take_connection(replay, &fields);
	else if (strcmp(type, "end") == 0)
		take_end(replay, &fields);
	else
		fail(replay, "a line of an unknown type");
	if (fields.wrong != NULL)
		fail(replay, arena_printf(replay->arena, "the field '%s' is missing or wrong",
				 fields.wrong));
	hand_over(replay);
}

static void
read_lines(struct replay *replay)
{
	while (replay->problem == NULL &&
	       fgets(replay->line, REPLAY_LINE_MAX, replay->in) != NULL) {
		size_t len = strlen(replay->line);
		json_error_t error;
		json_t *object;

		replay->number++;
		if (len == 0 || replay->line[len - 1] != '\n') {
			fail(replay, "it is cut off, or too long");
			return;
		}
		object = json_loads(replay->line, JSON_REJECT_DUPLICATES, &error);
		if (json_is_object(object))
			take_line(replay, object);
		else
			fail(replay, "this is no JSON object");
		json_decref(object);
	}
}

bool
replay_read(FILE *in, replay_listener *listener, void *context, struct run *run,
    struct arena *arena, const char **problem)
{
	struct replay replay = {
		.in = in,
		.line = alloc_zeroed(1, REPLAY_LINE_MAX),
		.arena = arena,
		.listener = listener,
		.context = context,
		.run = run,
	};

	*run = (struct run){ .version = "" };
	read_lines(&replay);
	if (ferror(in) != 0)
		fail(&replay, "it cannot be read");
	replay.number++;
	if (!replay.is_begun)
		fail(&replay, "this is no evidence file of mailsonde");
	if (!replay.is_ended)
		fail(&replay, "the end is missing: the file was cut off");
	arena_clear(&replay.host.arena);
	free(replay.line);
	*problem = replay.problem;
	return replay.problem == NULL;
}
