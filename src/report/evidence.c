/* SPDX-License-Identifier: MIT */
#include "report/evidence.h"

#include "base/text.h"

#include <jansson.h>

static json_t *
must(json_t *value)
{
	if (value == NULL)
		die("out of memory");
	return value;
}

static void
set(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, must(value)) != 0)
		die("out of memory");
}

/* Bytes as "text" where they are printable UTF-8 without NUL, else as "hex": either is read
 * back to the same bytes. */
static void
set_bytes(json_t *object, struct arena *arena, struct span bytes)
{
	bool has_nul = false;

	for (size_t i = 0; i < bytes.len; i++)
		has_nul = has_nul || bytes.data[i] == '\0';
	if (bytes.len == 0)
		return;
	if (!has_nul && text_is_utf8(bytes))
		set(object, "text", json_stringn((const char *)bytes.data, bytes.len));
	else
		set(object, "hex", json_string(text_hex(arena, bytes)));
}

static json_t *
event_json(struct arena *arena, const struct event *event)
{
	json_t *object = must(json_object());

	set(object, "at_us", json_integer((json_int_t)event->at_us));
	set(object, "event", json_string(event_kind_name(event->kind)));
	set(object, "step", json_string(step_name(event->step)));
	if (event->reply != REPLY_NONE)
		set(object, "reply", json_string(reply_name(event->reply)));
	if (event->is_secure)
		set(object, "secure", json_true());
	if (event->number != 0)
		set(object, "number", json_integer(event->number));
	set_bytes(object, arena, event->bytes);
	return object;
}

static json_t *
session_json(struct arena *arena, const struct session *session)
{
	json_t *object = must(json_object());
	json_t *chain = must(json_array());

	for (size_t i = 0; i < session->chain_len; i++)
		if (json_array_append_new(
			chain, must(json_string(text_hex(arena, session->chain[i])))) != 0)
			die("out of memory");
	set(object, "version", json_string(session->version));
	set(object, "suite", json_string(session->suite));
	set(object, "group", json_string(session->group));
	set(object, "signature", json_string(session->signature));
	set(object, "alpn", json_string(session->alpn));
	set(object, "extended_master_secret",
	    json_boolean(session->has_extended_master_secret));
	set(object, "safe_renegotiation", json_boolean(session->has_safe_renegotiation));
	set(object, "client_certificate", json_boolean(session->wants_client_certificate));
	set(object, "tickets", json_integer(session->tickets));
	set(object, "handshake_us", json_integer((json_int_t)session->handshake_us));
	set(object, "bytes_in", json_integer((json_int_t)session->bytes_in));
	set(object, "bytes_out", json_integer((json_int_t)session->bytes_out));
	set(object, "chain_sent", json_integer((json_int_t)session->chain_sent));
	set(object, "chain", chain);
	if (session->has_staple)
		set(object, "staple", json_string(text_hex(arena, session->staple)));
	set(object, "trust", json_string(trust_name(session->trust)));
	set(object, "trust_source", json_string(session->trust_source));
	return object;
}

static json_t *
connection_json(
    struct arena *arena, const struct port_record *port, const struct transcript *transcript)
{
	json_t *object = must(json_object());
	json_t *events = must(json_array());

	for (const struct event *event = transcript->first; event != NULL; event = event->next)
		if (json_array_append_new(events, must(event_json(arena, event))) != 0)
			die("out of memory");
	set(object, "type", json_string("connection"));
	set(object, "address", json_string(port->endpoint.address));
	set(object, "port", json_integer(port->endpoint.port));
	set(object, "service", json_string(port->endpoint.scheme->name));
	set(object, "question", json_string(question_name(transcript->question)));
	set(object, "mode", json_string(mode_name(transcript->mode)));
	set(object, "began_at_ms", json_integer(transcript->began_at_ms));
	set(object, "local", json_string(transcript->local));
	set(object, "peer", json_string(transcript->peer));
	set(object, "bytes_in", json_integer((json_int_t)transcript->bytes_in));
	set(object, "bytes_out", json_integer((json_int_t)transcript->bytes_out));
	set(object, "events", events);
	if (transcript_find(transcript, EVENT_SESSION) != NULL)
		set(object, "session", session_json(arena, &transcript->session));
	return object;
}

static json_t *
port_json(const struct port_record *port)
{
	const struct endpoint *endpoint = &port->endpoint;
	json_t *object = must(json_object());

	set(object, "address", json_string(endpoint->address));
	set(object, "port", json_integer(endpoint->port));
	set(object, "service", json_string(endpoint->scheme->name));
	set(object, "asked_for", json_boolean(endpoint->is_asked_for));
	if (endpoint->server_name != NULL)
		set(object, "server_name", json_string(endpoint->server_name));
	return object;
}

static json_t *
host_json(const struct host_record *host)
{
	json_t *object = must(json_object());
	json_t *ports = must(json_array());
	size_t connections = 0;

	for (size_t i = 0; i < host->ports_len; i++) {
		if (json_array_append_new(ports, must(port_json(&host->ports[i]))) != 0)
			die("out of memory");
		for (size_t q = 0; q < QUESTION_COUNT; q++)
			connections += host->ports[i].transcripts[q] != NULL ? 1 : 0;
	}
	set(object, "type", json_string("host"));
	set(object, "name", json_string(host->name));
	set(object, "is_address", json_boolean(host->is_address));
	set(object, "unknown_name", json_boolean(host->is_unknown_name));
	if (host->resolve_words != NULL)
		set(object, "resolve_words", json_string(host->resolve_words));
	set(object, "resolve_us", json_integer((json_int_t)host->resolve_us));
	set(object, "began_at_ms", json_integer(host->began_at_ms));
	set(object, "elapsed_us", json_integer((json_int_t)host->elapsed_us));
	set(object, "complete", json_boolean(host->is_complete));
	set(object, "connections", json_integer((json_int_t)connections));
	set(object, "ports", ports);
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
	json_t *object = must(json_object());

	set(object, "type", json_string("begin"));
	set(object, "format", json_string(EVIDENCE_FORMAT));
	set(object, "version", json_integer(EVIDENCE_VERSION));
	set(object, "program", json_string(run->version));
	set(object, "began_at_ms", json_integer(run->began_at_ms));
	dump(out, object);
}

void
evidence_host(FILE *out, const struct host_record *host)
{
	struct arena arena;

	arena_init(&arena);
	dump(out, host_json(host));
	for (size_t i = 0; i < host->ports_len; i++)
		for (size_t q = 0; q < QUESTION_COUNT; q++)
			if (host->ports[i].transcripts[q] != NULL)
				dump(out, connection_json(&arena, &host->ports[i],
					      host->ports[i].transcripts[q]));
	arena_clear(&arena);
}

void
evidence_end(FILE *out, const struct run *run)
{
	json_t *object = must(json_object());

	set(object, "type", json_string("end"));
	set(object, "elapsed_us", json_integer((json_int_t)run->elapsed_us));
	set(object, "complete", json_boolean(run->is_complete));
	dump(out, object);
}
