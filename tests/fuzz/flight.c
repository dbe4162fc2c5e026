/* SPDX-License-Identifier: MIT */
/*
 * Aims at flight_feed: the same bytes, whole and cut, must be the same flight, and so must be
 * what was kept of them; what is told of the flight keeps its promises. The first byte chooses
 * the cut, and whether SSL 2.0 is understood.
 */
#include "hello/flight.h"
#include "fuzz.h"
#include "support/flights.h"

static void
check_number(struct span number, bool is_wanted)
{
	MUST((number.len > 0) == is_wanted);
	MUST(!is_wanted || number.data[0] != 0);
	MUST(number.len <= FLIGHT_PRIME_BITS_MAX / 8);
}

static void
check(const struct flight *flight, size_t len)
{
	bool is_ssl2 = flight->end == FLIGHT_SSL2;

	MUST((flight->end == FLIGHT_GARBLED) == (flight->wrong != NULL));
	MUST(flight->end != FLIGHT_DONE || flight->has_hello);
	MUST((flight->end != FLIGHT_HELLO && flight->end != FLIGHT_RETRY) || flight->has_hello);
	MUST(flight->used <= len);
	MUST(flight->chain_len <= CHAIN_MAX && flight->chain_len <= flight->chain_sent);
	for (size_t i = 0; i < flight->chain_len; i++)
		MUST(flight->chain[i].len > 0);
	MUST(flight->kinds.len % 3 == 0 && (is_ssl2 || flight->kinds.len == 0));
	MUST(flight->warnings <= FLIGHT_WARNINGS_MAX);
	check_number(flight->prime, flight->server_key == SERVER_KEY_DH);
	check_number(flight->modulus, flight->server_key == SERVER_KEY_RSA);
	MUST(flight->server_key == SERVER_KEY_EC || flight->curve_type == 0);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct span input = { .data = data, .len = len };
	uint8_t choice = take_byte(&input);
	bool is_ssl2 = choice % 2 == 1;
	struct arena arena;
	struct flight whole;
	struct flight kept;
	struct flight_reader cut;

	arena_init(&arena);
	flight_read(input, is_ssl2, &arena, &whole);
	check(&whole, input.len);
	flight_feed_pieces(&cut, input, (size_t)choice / 2 + 1, is_ssl2, &arena);
	MUST(flight_difference(&whole, &cut.flight) == NULL);
	flight_read(buffer_span(&cut.bytes), is_ssl2, &arena, &kept);
	MUST(flight_difference(&whole, &kept) == NULL);
	flight_clear(&cut);
	arena_clear(&arena);
	return 0;
}
