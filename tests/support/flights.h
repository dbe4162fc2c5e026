/* SPDX-License-Identifier: MIT */
/* Flights to compare and to print, for tests and fuzz targets. */
#ifndef SUPPORT_FLIGHTS_H
#define SUPPORT_FLIGHTS_H

#include "base/alloc.h"
#include "hello/flight.h"

/* The name of a member in which the flights differ; NULL if they are the same. */
const char *flight_difference(const struct flight *a, const struct flight *b);

/* All that is in the flight but the random, as words: numbers in hexadecimal without what is
 * zero, bytes with "5a*16" for many of the same. */
const char *flight_text(struct arena *arena, const struct flight *flight);

/* Feeds the bytes, `piece_len` at a time (0: all at once), to a new reader, which the caller
 * clears. */
void flight_feed_pieces(struct flight_reader *reader, struct span bytes, size_t piece_len,
    bool is_ssl2, struct arena *arena);

#endif
