/* SPDX-License-Identifier: MIT */
#include "base/buffer.h"

#include "base/alloc.h"
#include "base/secret.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_CAP = 512 };

void
buffer_init(struct buffer *buffer, size_t max)
{
	*buffer = (struct buffer){ .max = max };
}

void
buffer_init_secret(struct buffer *buffer, size_t max)
{
	*buffer = (struct buffer){ .max = max, .is_secret = true };
}

void
buffer_clear(struct buffer *buffer)
{
	if (buffer->is_secret)
		secret_wipe(buffer->data, buffer->cap);
	free(buffer->data);
	*buffer = (struct buffer){ .max = buffer->max, .is_secret = buffer->is_secret };
}

/* What realloc() leaves behind nobody overwrites. */
static uint8_t *
move_secret(const struct buffer *buffer, size_t cap)
{
	uint8_t *moved = alloc_zeroed(cap, 1);

	if (buffer->len > 0)
		memcpy(moved, buffer->data, buffer->len);
	secret_wipe(buffer->data, buffer->cap);
	free(buffer->data);
	return moved;
}

static void
make_room(struct buffer *buffer, size_t wanted)
{
	size_t cap = buffer->cap > 0 ? buffer->cap : FIRST_CAP;

	while (cap < wanted)
		cap *= 2;
	if (cap > buffer->cap)
		buffer->data = buffer->is_secret ? move_secret(buffer, cap)
		                                 : alloc_resize(buffer->data, cap, 1);
	buffer->cap = cap;
}

bool
buffer_append(struct buffer *buffer, struct span bytes)
{
	if (bytes.len > buffer->max - buffer->len)
		return false;
	if (bytes.len == 0)
		return true;
	make_room(buffer, buffer->len + bytes.len);
	memcpy(buffer->data + buffer->len, bytes.data, bytes.len);
	buffer->len += bytes.len;
	return true;
}

void
buffer_consume(struct buffer *buffer, size_t count)
{
	if (count > buffer->len)
		count = buffer->len;
	buffer->len -= count;
	if (buffer->len > 0)
		memmove(buffer->data, buffer->data + count, buffer->len);
	if (buffer->is_secret && count > 0)
		secret_wipe(buffer->data + buffer->len, count);
}

struct span
buffer_span(const struct buffer *buffer)
{
	return (struct span){ .data = buffer->data, .len = buffer->len };
}
