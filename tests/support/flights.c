/* SPDX-License-Identifier: MIT */
#include "support/flights.h"

#include <string.h>

static const char *const ends[] = {
	[FLIGHT_OPEN] = "open",
	[FLIGHT_DONE] = "done",
	[FLIGHT_HELLO] = "hello",
	[FLIGHT_RETRY] = "retry",
	[FLIGHT_SSL2] = "ssl2",
	[FLIGHT_ALERT] = "alert",
	[FLIGHT_GARBLED] = "garbled",
};

static const char *const keys[] = {
	[SERVER_KEY_NONE] = "",
	[SERVER_KEY_EC] = " ec",
	[SERVER_KEY_DH] = " dh",
	[SERVER_KEY_RSA] = " rsa",
	[SERVER_KEY_UNKNOWN] = " unknown",
};

static bool
are_equal(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

const char *
flight_difference(const struct flight *a, const struct flight *b)
{
	const struct {
		const char *name;
		bool is_same;
	} members[] = {
		{ "wrong", are_equal(a->wrong, b->wrong) },
		{ "random", memcmp(a->random, b->random, sizeof(a->random)) == 0 },
		{ "end", a->end == b->end },
		{ "is_resumed", a->is_resumed == b->is_resumed },
		{ "has_hello", a->has_hello == b->has_hello },
		{ "record_version", a->record_version == b->record_version },
		{ "legacy_version", a->legacy_version == b->legacy_version },
		{ "version", a->version == b->version },
		{ "suite", a->suite == b->suite },
		{ "compression", a->compression == b->compression },
		{ "group", a->group == b->group },
		{ "has_certificate", a->has_certificate == b->has_certificate },
		{ "chain_sent", a->chain_sent == b->chain_sent },
		{ "chain_len", a->chain_len == b->chain_len },
		{ "has_staple", a->has_staple == b->has_staple },
		{ "server_key", a->server_key == b->server_key },
		{ "curve_type", a->curve_type == b->curve_type },
		{ "scheme", a->scheme == b->scheme },
		{ "wants_certificate", a->wants_certificate == b->wants_certificate },
		{ "has_ticket", a->has_ticket == b->has_ticket },
		{ "warnings", a->warnings == b->warnings },
		{ "alert_level", a->alert_level == b->alert_level },
		{ "alert", a->alert == b->alert },
		{ "used", a->used == b->used },
		{ "session_id", span_equal(a->session_id, b->session_id) },
		{ "extensions", span_equal(a->extensions, b->extensions) },
		{ "share", span_equal(a->share, b->share) },
		{ "staple", span_equal(a->staple, b->staple) },
		{ "prime", span_equal(a->prime, b->prime) },
		{ "generator", span_equal(a->generator, b->generator) },
		{ "modulus", span_equal(a->modulus, b->modulus) },
		{ "kinds", span_equal(a->kinds, b->kinds) },
	};

	for (size_t i = 0; i < COUNT_OF(members); i++)
		if (!members[i].is_same)
			return members[i].name;
	for (size_t i = 0; i < a->chain_len; i++)
		if (!span_equal(a->chain[i], b->chain[i]))
			return "chain";
	return NULL;
}

static const char *
add_number(struct arena *arena, const char *text, const char *name, unsigned number)
{
	return number == 0 ? text : arena_printf(arena, "%s %s=%x", text, name, number);
}

static const char *
add_bytes(struct arena *arena, const char *text, const char *name, struct span bytes)
{
	if (bytes.len > 0)
		text = arena_printf(arena, "%s %s=", text, name);
	while (bytes.len > 0) {
		size_t run = 1;

		while (run < bytes.len && bytes.data[run] == bytes.data[0])
			run++;
		run = run < 4 ? 1 : run;
		text = arena_printf(arena, run > 1 ? "%s%02x*%zu%s" : "%s%02x", text,
		    bytes.data[0], run, run < bytes.len ? "," : "");
		bytes = span_skip(bytes, run);
	}
	return text;
}

static const char *
hello_text(struct arena *arena, const char *text, const struct flight *flight)
{
	text = add_number(arena, text, "record", flight->record_version);
	text = add_number(arena, text, "legacy", flight->legacy_version);
	text = add_number(arena, text, "version", flight->version);
	text = add_bytes(arena, text, "session", flight->session_id);
	text = add_number(arena, text, "suite", flight->suite);
	text = add_number(arena, text, "compression", flight->compression);
	return add_bytes(arena, text, "extensions", flight->extensions);
}

static const char *
certificate_text(struct arena *arena, const char *text, const struct flight *flight)
{
	if (flight->has_certificate)
		text = arena_printf(arena, "%s chain=%zu", text, flight->chain_sent);
	for (size_t i = 0; i < flight->chain_len; i++)
		text = add_bytes(arena, text, "der", flight->chain[i]);
	if (flight->has_staple)
		text = arena_printf(arena, "%s stapled", text);
	text = add_bytes(arena, text, "staple", flight->staple);
	return flight->wants_certificate ? arena_printf(arena, "%s wants", text) : text;
}

static const char *
key_text(struct arena *arena, const char *text, const struct flight *flight)
{
	text = arena_printf(arena, "%s%s", text, keys[flight->server_key]);
	text = add_number(arena, text, "curve-type", flight->curve_type);
	text = add_number(arena, text, "group", flight->group);
	text = add_bytes(arena, text, "share", flight->share);
	text = add_bytes(arena, text, "prime", flight->prime);
	text = add_bytes(arena, text, "generator", flight->generator);
	text = add_bytes(arena, text, "modulus", flight->modulus);
	return add_number(arena, text, "scheme", flight->scheme);
}

const char *
flight_text(struct arena *arena, const struct flight *flight)
{
	const char *text = ends[flight->end];

	if (flight->wrong != NULL)
		text = arena_printf(arena, "%s (%s)", text, flight->wrong);
	if (flight->is_resumed)
		text = arena_printf(arena, "%s resumed", text);
	text = hello_text(arena, text, flight);
	text = certificate_text(arena, text, flight);
	text = key_text(arena, text, flight);
	if (flight->has_ticket)
		text = arena_printf(arena, "%s ticket", text);
	text = add_number(arena, text, "warnings", flight->warnings);
	text = add_number(arena, text, "level", flight->alert_level);
	text = add_number(arena, text, "alert", flight->alert);
	text = add_bytes(arena, text, "kinds", flight->kinds);
	return arena_printf(arena, "%s used=%zu", text, flight->used);
}

void
flight_feed_pieces(struct flight_reader *reader, struct span bytes, size_t piece_len,
    bool is_ssl2, struct arena *arena)
{
	flight_init(reader, is_ssl2, arena);
	do {
		struct span piece = bytes;

		if (piece_len > 0 && piece_len < bytes.len)
			piece.len = piece_len;
		(void)flight_feed(reader, piece);
		bytes = span_skip(bytes, piece.len);
	} while (bytes.len > 0);
}
