/* SPDX-License-Identifier: MIT */
#include "report/replay.h"

#include "base/text.h"
#include "report/evidence.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* Fields of an object, with an error that sticks: after the first wrong field all are empty. */
struct fields {
	json_t *object;
	struct arena *arena;
	const char *wrong; /* the name of the first wrong field */
};

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
	bool has_host;
	uint64_t connections_left;
	bool is_begun;
	bool is_ended;
};

static json_t *
get(struct fields *fields, const char *key, bool is_wanted)
{
	json_t *value = fields->wrong != NULL ? NULL : json_object_get(fields->object, key);

	if (value == NULL && is_wanted && fields->wrong == NULL)
		fields->wrong = key;
	return value;
}

static void
reject(struct fields *fields, const char *key)
{
	if (fields->wrong == NULL)
		fields->wrong = key;
}

/* Plain text; `otherwise` if it is not there, an error if that is NULL. */
static const char *
get_text(struct fields *fields, const char *key, const char *otherwise)
{
	json_t *value = get(fields, key, otherwise == NULL);
	struct span text = span_of(json_string_value(value));

	if (value == NULL)
		return otherwise == NULL ? "" : otherwise;
	if (!json_is_string(value) || !text_is_plain(text)) {
		reject(fields, key);
		return "";
	}
	return arena_string(fields->arena, text);
}

static uint64_t
get_number(struct fields *fields, const char *key, bool is_wanted, uint64_t most)
{
	json_t *value = get(fields, key, is_wanted);

	if (value == NULL)
		return 0;
	if (!json_is_integer(value) || json_integer_value(value) < 0 ||
	    (uint64_t)json_integer_value(value) > most) {
		reject(fields, key);
		return 0;
	}
	return (uint64_t)json_integer_value(value);
}

static bool
get_bool(struct fields *fields, const char *key)
{
	json_t *value = get(fields, key, false);

	if (value != NULL && !json_is_boolean(value))
		reject(fields, key);
	return json_is_true(value);
}

static json_t *
get_array(struct fields *fields, const char *key, size_t most)
{
	json_t *value = get(fields, key, true);

	if (value == NULL)
		return NULL;
	if (!json_is_array(value) || json_array_size(value) > most) {
		reject(fields, key);
		return NULL;
	}
	return value;
}

static struct span
from_hex(struct fields *fields, const char *key, json_t *value)
{
	struct span bytes = { 0 };

	if (!json_is_string(value) ||
	    !text_from_hex(fields->arena, span_of(json_string_value(value)), &bytes))
		reject(fields, key);
	return bytes;
}

static struct span
get_bytes(struct fields *fields)
{
	json_t *text = get(fields, "text", false);
	json_t *hex = get(fields, "hex", false);

	if (hex != NULL)
		return from_hex(fields, "hex", hex);
	if (text != NULL && !json_is_string(text))
		reject(fields, "text");
	if (text == NULL || !json_is_string(text))
		return (struct span){ 0 };
	return (struct span){ .data = (const uint8_t *)json_string_value(text),
		.len = json_string_length(text) };
}

static const uint64_t most_time = UINT64_C(1) << 48; /* far beyond any life of this program */
static const uint64_t most_wall_ms = UINT64_C(1) << 47; /* years have four digits until 9999 */

static void
read_event(struct fields *fields, struct transcript *transcript)
{
	enum event_kind kind = EVENT_COUNT;
	enum step step = STEP_END;
	enum reply reply = REPLY_NONE;
	uint64_t at_us = get_number(fields, "at_us", true, most_time);
	struct event *event;

	if (!event_kind_by_name(get_text(fields, "event", NULL), &kind))
		reject(fields, "event");
	if (!step_by_name(get_text(fields, "step", NULL), &step))
		reject(fields, "step");
	if (!reply_by_name(get_text(fields, "reply", "none"), &reply))
		reject(fields, "reply");
	if (fields->wrong != NULL)
		return;
	event = transcript_add(transcript, kind, at_us, get_bytes(fields));
	event->step = step;
	event->reply = reply;
	event->is_secure = get_bool(fields, "secure");
	event->number = (uint32_t)get_number(fields, "number", false, UINT32_MAX);
}

/* Which certificates of the chain the trusted path needs; older evidence does not say. */
static void
read_path(struct fields *fields, struct session *session)
{
	json_t *path = get(fields, "path", false);
	json_t *item;
	size_t i;

	if (path != NULL && !json_is_array(path))
		reject(fields, "path");
	json_array_foreach(path, i, item)
	{
		json_int_t which = json_integer_value(item);

		if (!json_is_integer(item) || which < 0 ||
		    (uint64_t)which >= session->chain_len) {
			reject(fields, "path");
			return;
		}
		session->is_used[which] = true;
	}
}

static void
read_chain(struct fields *fields, struct session *session)
{
	json_t *chain = get_array(fields, "chain", CHAIN_MAX);
	json_t *staple = get(fields, "staple", false);
	json_t *item;
	size_t i;

	json_array_foreach(chain, i, item)
	{
		session->chain[i] = from_hex(fields, "chain", item);
		session->chain_len = i + 1;
	}
	read_path(fields, session);
	session->chain_sent = get_number(fields, "chain_sent", true, UINT32_MAX);
	if (staple != NULL)
		session->staple = from_hex(fields, "staple", staple);
	session->has_staple = staple != NULL;
	if (session->chain_sent < session->chain_len)
		reject(fields, "chain_sent");
	if (!trust_by_name(get_text(fields, "trust", NULL), &session->trust))
		reject(fields, "trust");
	session->trust_source = get_text(fields, "trust_source", NULL);
}

static void
read_session(struct fields *fields, struct session *session)
{
	*session = (struct session){
		.version = get_text(fields, "version", NULL),
		.suite = get_text(fields, "suite", NULL),
		.group = get_text(fields, "group", NULL),
		.signature = get_text(fields, "signature", NULL),
		.alpn = get_text(fields, "alpn", NULL),
		.has_extended_master_secret = get_bool(fields, "extended_master_secret"),
		.has_encrypt_then_mac = get_bool(fields, "encrypt_then_mac"),
		.is_resumable = get_bool(fields, "resumable"),
		.is_resumed = get_bool(fields, "resumed"),
		.has_safe_renegotiation = get_bool(fields, "safe_renegotiation"),
		.wants_client_certificate = get_bool(fields, "client_certificate"),
		.tickets = (uint32_t)get_number(fields, "tickets", true, UINT32_MAX),
		.handshake_us = get_number(fields, "handshake_us", true, most_time),
		.bytes_in = get_number(fields, "bytes_in", true, most_time),
		.bytes_out = get_number(fields, "bytes_out", true, most_time),
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
	const char *address = get_text(fields, "address", NULL);
	const char *service = get_text(fields, "service", NULL);
	uint64_t number = get_number(fields, "port", true, 65535);

	for (size_t i = 0; i < replay->host.ports_len; i++) {
		const struct endpoint *endpoint = &replay->host.ports[i].endpoint;

		if (endpoint->port == number && strcmp(endpoint->address, address) == 0 &&
		    strcmp(endpoint->scheme->name, service) == 0)
			return &replay->host.ports[i];
	}
	reject(fields, "port");
	return NULL;
}

static void
read_events(struct fields *fields, struct transcript *transcript)
{
	json_t *events = get_array(fields, "events", REPLAY_EVENTS_MAX);
	json_t *session = get(fields, "session", false);
	json_t *item;
	size_t i;

	json_array_foreach(events, i, item)
	{
		struct fields event = { .object = item, .arena = fields->arena };

		read_event(&event, transcript);
		if (event.wrong != NULL)
			reject(fields, event.wrong);
	}
	if (session != NULL) {
		struct fields inner = { .object = session, .arena = fields->arena };

		read_session(&inner, &transcript->session);
		if (inner.wrong != NULL)
			reject(fields, inner.wrong);
	}
	if (transcript_find(transcript, EVENT_SESSION) != NULL && session == NULL)
		reject(fields, "session");
}

static void
read_connection(struct replay *replay, struct fields *fields)
{
	struct port_record *port = find_port(replay, fields);
	struct transcript *transcript =
	    arena_alloc(&replay->host.arena, sizeof(struct transcript));
	enum question question = QUESTION_BASICS;

	transcript_init(transcript, &replay->host.arena);
	if (!question_by_name(get_text(fields, "question", NULL), &question))
		reject(fields, "question");
	if (!mode_by_name(get_text(fields, "mode", NULL), &transcript->mode))
		reject(fields, "mode");
	transcript->question = question;
	transcript->variant = (uint32_t)get_number(fields, "variant", false, UINT32_MAX);
	transcript->began_at_ms =
	    (int64_t)get_number(fields, "began_at_ms", true, most_wall_ms);
	transcript->local = get_text(fields, "local", NULL);
	transcript->peer = get_text(fields, "peer", NULL);
	transcript->bytes_in = get_number(fields, "bytes_in", true, most_time);
	transcript->bytes_out = get_number(fields, "bytes_out", true, most_time);
	transcript->is_over = true;
	read_events(fields, transcript);
	if (transcript->first == NULL)
		reject(fields, "events");
	if (fields->wrong != NULL)
		return;
	/* Every other question is asked because of what the basics have shown. */
	if (question != QUESTION_BASICS && port->transcripts[QUESTION_BASICS] == NULL)
		reject(fields, "question");
	else if (port_count_all(port) >= REPLAY_CONNECTIONS_MAX)
		reject(fields, "connections");
	else
		port_add(port, transcript);
}

/* Evidence of the first version has none: it was quick. */
static void
read_limits(struct fields *fields, struct limits *limits)
{
	struct fields inner = { .object = get(fields, "limits", false),
		.arena = fields->arena };

	if (inner.object == NULL)
		return;
	if (!depth_by_name(get_text(&inner, "depth", NULL), &limits->depth))
		reject(&inner, "depth");
	limits->is_intrusive = get_bool(&inner, "intrusive");
	limits->connections_max =
	    (unsigned)get_number(&inner, "connections_max", true, UINT32_MAX);
	limits->pace_ms = (uint32_t)get_number(&inner, "pace_ms", true, UINT32_MAX);
	limits->is_diagnosis = get_bool(&inner, "diagnosis");
	if (inner.wrong != NULL)
		reject(fields, inner.wrong);
}

static void
read_port(struct fields *fields, struct port_record *port)
{
	const char *name = get_text(fields, "server_name", "");

	port->endpoint = (struct endpoint){
		.scheme = scheme_by_name(span_of(get_text(fields, "service", NULL))),
		.port = (uint16_t)get_number(fields, "port", true, 65535),
		.address = get_text(fields, "address", NULL),
		.server_name = *name == '\0' ? NULL : name,
		.is_asked_for = get_bool(fields, "asked_for"),
	};
	if (port->endpoint.scheme == NULL)
		reject(fields, "service");
	read_limits(fields, &port->limits);
}

static void
read_ports(struct replay *replay, struct fields *fields)
{
	json_t *ports = get_array(fields, "ports", REPLAY_PORTS_MAX);
	struct host_record *host = &replay->host;
	json_t *item;
	size_t i;

	host->ports = arena_alloc(
	    &host->arena, sizeof(struct port_record) * (json_array_size(ports) + 1));
	json_array_foreach(ports, i, item)
	{
		struct fields port = { .object = item, .arena = &host->arena };

		read_port(&port, &host->ports[i]);
		if (port.wrong != NULL) {
			reject(fields, port.wrong);
			return;
		}
		host->ports_len = i + 1;
	}
}

static void
read_host(struct replay *replay, struct fields *fields)
{
	struct host_record *host = &replay->host;
	const char *words = get_text(fields, "resolve_words", "");

	host->name = get_text(fields, "name", NULL);
	host->is_address = get_bool(fields, "is_address");
	host->is_unknown_name = get_bool(fields, "unknown_name");
	host->resolve_words = *words == '\0' ? NULL : words;
	host->resolve_us = get_number(fields, "resolve_us", true, most_time);
	host->began_at_ms = (int64_t)get_number(fields, "began_at_ms", true, most_wall_ms);
	host->elapsed_us = get_number(fields, "elapsed_us", true, most_time);
	host->is_complete = get_bool(fields, "complete");
	replay->connections_left = get_number(fields, "connections", true, UINT32_MAX);
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
	if (strcmp(get_text(fields, "format", ""), EVIDENCE_FORMAT) != 0) {
		fail(replay, "this is no evidence file of mailsonde");
		return;
	}
	if (get_number(fields, "version", true, UINT32_MAX) > EVIDENCE_VERSION) {
		fail(replay, "it was written by a later version of mailsonde");
		return;
	}
	fields->arena = replay->arena;
	replay->is_begun = true;
	replay->run->version = get_text(fields, "program", NULL);
	replay->run->began_at_ms =
	    (int64_t)get_number(fields, "began_at_ms", true, most_wall_ms);
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
	replay->run->elapsed_us = get_number(fields, "elapsed_us", true, most_time);
	replay->run->is_complete = get_bool(fields, "complete");
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
