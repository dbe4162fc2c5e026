/* SPDX-License-Identifier: MIT */
/*
 * A queue of bytes whose size a peer may drive, so its maximum is part of its making.
 */
#ifndef BASE_BUFFER_H
#define BASE_BUFFER_H

#include "base/span.h"

struct buffer {
	uint8_t *data;
	size_t len;
	size_t cap;
	size_t max;
	bool is_secret; /* no copy of what it held is left behind in memory */
};

/* An empty buffer that never holds more than `max` bytes; allocates nothing yet. */
void buffer_init(struct buffer *buffer, size_t max);
void buffer_clear(struct buffer *buffer);

/* The same for what nobody may find in memory afterwards: whatever leaves it is overwritten. */
void buffer_init_secret(struct buffer *buffer, size_t max);

/* Appends all of the bytes, or, if they would pass the maximum, none and returns false. */
bool buffer_append(struct buffer *buffer, struct span bytes) MUST_USE;

/* Drops the first `count` bytes (all, if there are fewer). */
void buffer_consume(struct buffer *buffer, size_t count);

/* What the buffer holds: a loan until the next call with this buffer. */
struct span buffer_span(const struct buffer *buffer);

#endif
