/* SPDX-License-Identifier: MIT */
#include "report/evidence.h"

#include "base/text.h"
#include "facts/client_trial.h"
#include "report/json_parts.h"
#include "rules/client_file.h"

/* Records of TLS, which are never words, even where they could be read as such. */
static bool
is_binary(enum event_kind kind)
{
	switch (kind) {
	case EVENT_HELLO:
	case EVENT_FLIGHT:
	case EVENT_PROBE:
	case EVENT_REACTION:
	case EVENT_TICKET:
		return true;
	default:
		return false;
	}
}

/* Bytes as "text" where they are words (UTF-8 without NUL), else as "hex": either is read back
 * to the same bytes. */
static void
set_bytes(json_t *object, struct arena *arena, const struct event *event)
{
	struct span bytes = event->bytes;
	bool has_nul = false;

	for (size_t i = 0; i < bytes.len; i++)
		has_nul = has_nul || bytes.data[i] == '\0';
	if (bytes.len == 0)
		return;
	if (!is_binary(event->kind) && !has_nul && text_is_utf8(bytes))
		json_put(object, "text", json_stringn((const char *)bytes.data, bytes.len));
	else
		json_put(object, "hex", json_string(text_hex(arena, bytes)));
}

static json_t *
event_json(struct arena *arena, const struct event *event)
{
	json_t *object = json_must(json_object());

	json_put(object, "at_us", json_integer((json_int_t)event->at_us));
	json_put(object, "event", json_string(event_kind_name(event->kind)));
	json_put(object, "step", json_string(step_name(event->step)));
	if (event->reply != REPLY_NONE)
		json_put(object, "reply", json_string(reply_name(event->reply)));
	if (event->is_secure)
		json_put(object, "secure", json_true());
	if (event->number != 0)
		json_put(object, "number", json_integer(event->number));
	set_bytes(object, arena, event);
	return object;
}

static json_t *
session_json(struct arena *arena, const struct session *session)
{
	json_t *object = json_must(json_object());
	json_t *path = json_must(json_array());
	json_t *chain = json_must(json_array());

	for (size_t i = 0; i < session->chain_len; i++) {
		json_append(chain, json_string(text_hex(arena, session->chain[i])));
		if (session->is_used[i])
			json_append(path, json_integer((json_int_t)i));
	}
	json_put(object, "version", json_string(session->version));
	json_put(object, "suite", json_string(session->suite));
	json_put(object, "group", json_string(session->group));
	json_put(object, "signature", json_string(session->signature));
	json_put(object, "alpn", json_string(session->alpn));
	json_put(object, "extended_master_secret",
	    json_boolean(session->has_extended_master_secret));
	json_put(object, "encrypt_then_mac", json_boolean(session->has_encrypt_then_mac));
	json_put(object, "resumable", json_boolean(session->is_resumable));
	json_put(object, "resumed", json_boolean(session->is_resumed));
	json_put(object, "safe_renegotiation", json_boolean(session->has_safe_renegotiation));
	json_put(object, "client_certificate", json_boolean(session->wants_client_certificate));
	json_put(object, "tickets", json_integer(session->tickets));
	json_put(object, "handshake_us", json_integer((json_int_t)session->handshake_us));
	json_put(object, "bytes_in", json_integer((json_int_t)session->bytes_in));
	json_put(object, "bytes_out", json_integer((json_int_t)session->bytes_out));
	json_put(object, "chain_sent", json_integer((json_int_t)session->chain_sent));
	json_put(object, "chain", chain);
	json_put(object, "path", path);
	if (session->has_staple)
		json_put(object, "staple", json_string(text_hex(arena, session->staple)));
	json_put(object, "trust", json_string(trust_name(session->trust)));
	json_put(object, "trust_source", json_string(session->trust_source));
	return object;
}

/* Of a login they would say how long the secret is. */
static json_int_t
bytes_out_of(const struct transcript *transcript)
{
	return transcript->question == QUESTION_USE ? 0 : (json_int_t)transcript->bytes_out;
}

static json_t *
connection_json(
    struct arena *arena, const struct port_record *port, const struct transcript *transcript)
{
	json_t *object = json_must(json_object());
	json_t *events = json_must(json_array());

	for (const struct event *event = transcript->first; event != NULL; event = event->next)
		json_append(events, event_json(arena, event));
	json_put(object, "type", json_string("connection"));
	json_put(object, "address", json_string(port->endpoint.address));
	json_put(object, "port", json_integer(port->endpoint.port));
	json_put(object, "service", json_string(port->endpoint.scheme->name));
	json_put(object, "question", json_string(question_name(transcript->question)));
	if (transcript->variant != 0)
		json_put(object, "variant", json_integer(transcript->variant));
	json_put(object, "mode", json_string(mode_name(transcript->mode)));
	json_put(object, "began_at_ms", json_integer(transcript->began_at_ms));
	json_put(object, "local", json_string(transcript->local));
	json_put(object, "peer", json_string(transcript->peer));
	json_put(object, "bytes_in", json_integer((json_int_t)transcript->bytes_in));
	json_put(object, "bytes_out", json_integer(bytes_out_of(transcript)));
	json_put(object, "events", events);
	if (transcript_find(transcript, EVENT_SESSION) != NULL ||
	    transcript_find(transcript, EVENT_CHAIN) != NULL)
		json_put(object, "session", session_json(arena, &transcript->session));
	return object;
}

static json_t *
limits_json(const struct limits *limits)
{
	json_t *object = json_must(json_object());

	json_put(object, "depth", json_string(depth_name(limits->depth)));
	json_put(object, "intrusive", json_boolean(limits->is_intrusive));
	json_put(object, "connections_max", json_integer(limits->connections_max));
	json_put(object, "pace_ms", json_integer(limits->pace_ms));
	if (limits->is_diagnosis)
		json_put(object, "diagnosis", json_true());
	if (limits->logs_in)
		json_put(object, "login", json_true());
	if (limits->may_log_in_in_clear)
		json_put(object, "login_in_clear", json_true());
	if (limits->mails)
		json_put(object, "mail", json_true());
	if (limits->sends)
		json_put(object, "send", json_true());
	return object;
}

static json_t *
port_json(const struct port_record *port)
{
	const struct endpoint *endpoint = &port->endpoint;
	json_t *object = json_must(json_object());

	json_put(object, "address", json_string(endpoint->address));
	json_put(object, "port", json_integer(endpoint->port));
	json_put(object, "service", json_string(endpoint->scheme->name));
	json_put(object, "asked_for", json_boolean(endpoint->is_asked_for));
	if (endpoint->server_name != NULL)
		json_put(object, "server_name", json_string(endpoint->server_name));
	json_put(object, "limits", limits_json(&port->limits));
	return object;
}

static json_t *
host_json(const struct host_record *host)
{
	json_t *object = json_must(json_object());
	json_t *ports = json_must(json_array());
	size_t connections = 0;

	for (size_t i = 0; i < host->ports_len; i++) {
		json_append(ports, port_json(&host->ports[i]));
		connections += port_count_all(&host->ports[i]);
	}
	json_put(object, "type", json_string("host"));
	json_put(object, "name", json_string(host->name));
	json_put(object, "is_address", json_boolean(host->is_address));
	json_put(object, "unknown_name", json_boolean(host->is_unknown_name));
	if (host->resolve_words != NULL)
		json_put(object, "resolve_words", json_string(host->resolve_words));
	json_put(object, "resolve_us", json_integer((json_int_t)host->resolve_us));
	if (host->addresses_left_out > 0)
		json_put(object, "addresses_left_out", json_integer(host->addresses_left_out));
	json_put(object, "began_at_ms", json_integer(host->began_at_ms));
	json_put(object, "elapsed_us", json_integer((json_int_t)host->elapsed_us));
	json_put(object, "complete", json_boolean(host->is_complete));
	if (host->is_diagnosis)
		json_put(object, "diagnosis", json_true());
	json_put(object, "connections", json_integer((json_int_t)connections));
	json_put(object, "ports", ports);
	return object;
}

static void
dump(FILE *out, json_t *value)
{
	/* A failed write is seen by ferror when the file is done. */
	(void)json_dumpf(value, out, JSON_COMPACT);
	(void)fputc('\n', out);
	json_decref(value);
}

void
evidence_begin(FILE *out, const struct run *run)
{
	json_t *object = json_must(json_object());

	json_put(object, "type", json_string("begin"));
	json_put(object, "format", json_string(EVIDENCE_FORMAT));
	json_put(object, "version", json_integer(EVIDENCE_VERSION));
	json_put(object, "program", json_string(run->version));
	json_put(object, "began_at_ms", json_integer(run->began_at_ms));
	dump(out, object);
}

/* With its profile, so that it is read again where nobody knows it by name. */
static json_t *
client_json(struct arena *arena, const struct client_choice *choice)
{
	json_t *object = json_must(json_object());

	json_put(object, "type", json_string("client"));
	json_put(object, "name", json_string(choice->client->name));
	json_put(object, "named", json_boolean(choice->is_named));
	json_put(object, "built_in", json_boolean(choice->is_built_in));
	json_put(object, "profile", json_string(client_write(choice->client, NULL, arena)));
	return object;
}

/* All ports of a host are asked for the same. */
static void
dump_clients(FILE *out, const struct limits *limits)
{
	struct arena arena;

	for (size_t i = 0; i < limits->clients_len; i++) {
		arena_init(&arena);
		dump(out, client_json(&arena, &limits->clients[i]));
		arena_clear(&arena);
	}
}

static void
dump_connections(FILE *out, const struct port_record *port)
{
	struct arena arena;

	for (size_t q = 0; q < QUESTION_COUNT; q++)
		for (const struct transcript *transcript = port->transcripts[q];
		     transcript != NULL; transcript = transcript->next) {
			arena_init(&arena);
			dump(out, connection_json(&arena, port, transcript));
			arena_clear(&arena);
		}
}

void
evidence_host(FILE *out, const struct host_record *host)
{
	if (host->ports_len > 0)
		dump_clients(out, &host->ports[0].limits);
	dump(out, host_json(host));
	for (size_t i = 0; i < host->ports_len; i++)
		dump_connections(out, &host->ports[i]);
}

void
evidence_end(FILE *out, const struct run *run)
{
	json_t *object = json_must(json_object());

	json_put(object, "type", json_string("end"));
	json_put(object, "elapsed_us", json_integer((json_int_t)run->elapsed_us));
	json_put(object, "complete", json_boolean(run->is_complete));
	dump(out, object);
}
