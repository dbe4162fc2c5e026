/* SPDX-License-Identifier: MIT */
/*
 * A cursor over bytes whose lengths a peer may have made up. After the first read that asks for
 * more than there is, all reads give zero or nothing and nothing is left, so that a caller
 * reads all fields in their order, checks once, and loops end by themselves.
 */
#ifndef BASE_READER_H
#define BASE_READER_H

#include "base/span.h"

struct reader {
	struct span left; /* not yet read; empty once it failed */
	bool failed;
};

/* The next one to four bytes as a number, the most significant first. */
uint32_t reader_uint(struct reader *reader, size_t bytes);

/* The next `len` bytes: a loan of what the reader reads. */
struct span reader_take(struct reader *reader, size_t len);

/* The bytes that stand behind their own length, which takes `len_bytes` bytes (one to four). */
struct span reader_vector(struct reader *reader, size_t len_bytes);

#endif
