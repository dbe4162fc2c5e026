/* SPDX-License-Identifier: MIT */
#include "probe/raw.h"

#include "tls/trust.h"

#include <assert.h>

enum {
	FLIGHT_KEPT_MAX = 4096,   /* of an answer that is garbled */
	REACTION_MAX = 16 * 1024, /* kept of what came behind a raw hello's answer */
};

/* How long a server has to react to raw records, and to say more once it has begun. */
static const uint64_t reaction_us = 1500 * 1000;
static const uint64_t reaction_rest_us = 150 * 1000;

/* Between the two halves of a hello: longer than a server that reads once can miss. */
static const uint64_t halves_us = 200 * 1000;

/* All that we ever send is far below the bound. */
static void
send_hello(struct conversation *conversation, size_t len)
{
	struct buffer *hello = &conversation->attempt.hello;

	if (!buffer_append(
		&conversation->out, (struct span){ .data = hello->data, .len = len }))
		assert(false);
	conversation->record->bytes_out += len;
	buffer_consume(hello, len);
}

void
raw_begin(struct conversation *conversation, uint64_t now_us)
{
	conversation_record(
	    conversation, EVENT_HELLO, buffer_span(&conversation->attempt.hello), now_us);
	flight_init(
	    &conversation->flight, conversation->attempt.is_ssl2, &conversation->flight_arena);
	conversation->phase = PHASE_FLIGHT;
	if (conversation->attempt.first_len == 0 ||
	    conversation->attempt.first_len >= conversation->attempt.hello.len) {
		raw_send_rest(conversation);
		return;
	}
	send_hello(conversation, conversation->attempt.first_len);
	conversation_wait(conversation, halves_us, now_us);
}

bool
raw_has_rest(const struct conversation *conversation)
{
	return conversation->phase == PHASE_FLIGHT && conversation->attempt.hello.len > 0;
}

void
raw_send_rest(struct conversation *conversation)
{
	send_hello(conversation, conversation->attempt.hello.len);
}

/* Keeps the answer to a raw hello as far as it tells something. */
static void
record_flight(struct conversation *conversation, uint64_t now_us)
{
	struct flight_reader *reader = &conversation->flight;
	struct span bytes = buffer_span(&reader->bytes);

	if (reader->flight.end != FLIGHT_OPEN && reader->flight.end != FLIGHT_GARBLED)
		bytes.len = reader->flight.used;
	else if (bytes.len > FLIGHT_KEPT_MAX && reader->flight.end == FLIGHT_GARBLED)
		bytes.len = FLIGHT_KEPT_MAX;
	if (bytes.len > 0)
		conversation_record(conversation, EVENT_FLIGHT, bytes, now_us)->number =
		    reader->flight.end == FLIGHT_GARBLED ? 1 : 0;
}

/* Judges the certificates while the store of those that we trust is at hand. */
static void
record_chain(struct conversation *conversation, uint64_t now_us)
{
	const struct flight *flight = &conversation->flight.flight;
	struct transcript *record = conversation->record;
	struct trust_store *trust = conversation->settings->trust;
	struct session *session = &record->session;

	if (!conversation->attempt.keeps_chain || !flight->has_certificate ||
	    flight->chain_len == 0)
		return;
	*session = (struct session){
		.version = "",
		.suite = "",
		.group = "",
		.signature = "",
		.alpn = "",
		.trust_source = "",
		.chain_sent = flight->chain_sent,
		.chain_len = flight->chain_len,
	};
	for (size_t i = 0; i < flight->chain_len; i++)
		session->chain[i] = arena_copy(record->arena, flight->chain[i]);
	if (trust != NULL) {
		session->trust = trust_store_judge(trust, session->chain, session->chain_len);
		trust_store_path(trust, session->chain, session->chain_len, session->is_used);
		session->trust_source =
		    arena_string(record->arena, span_of(trust_store_source(trust)));
	}
	conversation_record(conversation, EVENT_CHAIN, span_of(""), now_us);
}

static void
record_reaction(struct conversation *conversation, uint64_t now_us)
{
	struct span bytes = buffer_span(&conversation->reaction);

	conversation_record(conversation, EVENT_REACTION, bytes, now_us)->number =
	    (uint32_t)((now_us - conversation->probe_us) / 1000);
	buffer_consume(&conversation->reaction, SIZE_MAX);
}

/* Sends what belongs behind the answer, or takes leave with close_notify (RFC 8446
 * section 6.1).
 */
static void
follow_up(struct conversation *conversation, uint64_t now_us)
{
	raw_sequel *sequel = conversation->attempt.sequel;
	uint16_t version = conversation->flight.flight.legacy_version;
	const uint8_t leave[] = { 21, 3, (uint8_t)version, 0, 2, 1, 0 };
	struct buffer probe;

	buffer_init(&probe, HELLO_MAX);
	if (sequel != NULL &&
	    sequel(conversation->record, conversation->settings->draw, &probe)) {
		conversation_record(conversation, EVENT_PROBE, buffer_span(&probe), now_us);
		conversation_move(&probe, &conversation->out, conversation->record);
		conversation->phase = PHASE_REACTION;
		conversation->probe_us = now_us;
		conversation_wait(conversation, reaction_us, now_us);
		buffer_clear(&probe);
		return;
	}
	buffer_clear(&probe);
	if (sequel == NULL && conversation->flight.flight.has_hello &&
	    conversation->flight.flight.end != FLIGHT_ALERT) {
		if (!buffer_append(&conversation->out, (struct span){ leave, sizeof(leave) }))
			assert(false);
		conversation->record->bytes_out += sizeof(leave);
	}
	conversation_finish(conversation, EVENT_HUNG_UP, span_of(""), now_us);
}

void
raw_take_flight(struct conversation *conversation, struct span bytes, uint64_t now_us)
{
	if (flight_feed(&conversation->flight, bytes) == FLIGHT_OPEN)
		return;
	record_flight(conversation, now_us);
	record_chain(conversation, now_us);
	follow_up(conversation, now_us);
}

void
raw_take_reaction(struct conversation *conversation, struct span bytes, uint64_t now_us)
{
	size_t room = REACTION_MAX - conversation->reaction.len;

	bytes.len = bytes.len < room ? bytes.len : room;
	if (!buffer_append(&conversation->reaction, bytes))
		assert(false);
	/* It may have more to say, but only up to a bound. */
	if (now_us + reaction_rest_us < conversation->probe_us + 2 * reaction_us)
		conversation_wait(conversation, reaction_rest_us, now_us);
}

void
raw_react(struct conversation *conversation, uint64_t now_us)
{
	record_reaction(conversation, now_us);
	follow_up(conversation, now_us);
}

void
raw_break_off(struct conversation *conversation, uint64_t now_us)
{
	if (conversation->phase == PHASE_FLIGHT)
		record_flight(conversation, now_us);
	if (conversation->phase == PHASE_REACTION)
		record_reaction(conversation, now_us);
}

void
raw_init(struct conversation *conversation)
{
	buffer_init(&conversation->reaction, REACTION_MAX);
}

void
raw_clear(struct conversation *conversation)
{
	buffer_clear(&conversation->reaction);
	flight_clear(&conversation->flight);
	arena_clear(&conversation->flight_arena);
}
