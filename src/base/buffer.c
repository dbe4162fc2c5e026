/* SPDX-License-Identifier: MIT */
#include "base/buffer.h"

#include "base/alloc.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_CAP = 512 };

void
buffer_init(struct buffer *buffer, size_t max)
{
	*buffer = (struct buffer){ .max = max };
}

void
buffer_clear(struct buffer *buffer)
{
	free(buffer->data);
	*buffer = (struct buffer){ .max = buffer->max };
}

static void
make_room(struct buffer *buffer, size_t wanted)
{
	size_t cap = buffer->cap > 0 ? buffer->cap : FIRST_CAP;

	while (cap < wanted)
		cap *= 2;
	if (cap > buffer->cap)
		buffer->data = alloc_resize(buffer->data, cap, 1);
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
}

struct span
buffer_span(const struct buffer *buffer)
{
	return (struct span){ .data = buffer->data, .len = buffer->len };
}
