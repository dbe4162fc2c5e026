/* SPDX-License-Identifier: MIT */
/*
 * How many raw hellos a core can make and how many answers it can read: a wish is made into a
 * hello, its bytes are written, and a flight of a server (ServerHello, certificates,
 * ServerKeyExchange, ServerHelloDone) is read from a file of bytes. It only prints.
 */
#include "hello/flight.h"
#include "probe/attempt.h"
#include "support/hex.h"

#include <stdio.h>
#include <time.h>

enum { ROUNDS = 50000 };

static void
draw(uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		bytes[i] = (uint8_t)i;
}

int
main(void)
{
	const struct hello_wish wish = {
		.version = 0x0303,
		.server_name = "mail.example.test",
		.offers_all = true,
	};
	struct arena kept = { 0 };
	struct span bytes = read_test_hello(&kept, "server-tls12-ecdhe");
	clock_t began = clock();
	double seconds;

	for (int i = 0; i < ROUNDS; i++) {
		struct attempt attempt;
		struct flight_reader reader;
		struct arena arena = { 0 };
		struct hello hello;

		attempt_init(&attempt);
		wish_make(&wish, draw, &hello);
		attempt_raw(&attempt, MODE_IMPLICIT, &hello);
		flight_init(&reader, false, &arena);
		if (flight_feed(&reader, bytes) != FLIGHT_DONE)
			return 1;
		flight_clear(&reader);
		attempt_clear(&attempt);
		arena_clear(&arena);
	}
	seconds = (double)(clock() - began) / CLOCKS_PER_SEC;
	printf(
	    "%d hellos written and flights of %zu bytes read in %.2f s of CPU: %.0f a second "
	    "and core.\n",
	    ROUNDS, bytes.len, seconds, ROUNDS / seconds);
	arena_clear(&kept);
	return 0;
}
