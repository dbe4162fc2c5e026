/* SPDX-License-Identifier: MIT */
#include "base/reader.h"

#include <assert.h>

struct span
reader_take(struct reader *reader, size_t len)
{
	struct span taken = { .data = reader->left.data, .len = len };

	if (len > reader->left.len) {
		*reader = (struct reader){ .failed = true };
		return (struct span){ 0 };
	}
	reader->left = span_skip(reader->left, len);
	return taken;
}

uint32_t
reader_uint(struct reader *reader, size_t bytes)
{
	struct span taken = reader_take(reader, bytes);
	uint32_t number = 0;

	assert(bytes >= 1 && bytes <= sizeof(number));
	for (size_t i = 0; i < taken.len; i++)
		number = number << 8 | taken.data[i];
	return number;
}

struct span
reader_vector(struct reader *reader, size_t len_bytes)
{
	return reader_take(reader, reader_uint(reader, len_bytes));
}
