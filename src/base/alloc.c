/* SPDX-License-Identifier: MIT */
#include "base/alloc.h"

#include "base/status.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct arena_block {
	struct arena_block *next;
	max_align_t memory[];
};

void
die(const char *format, ...)
{
	va_list arguments;

	fputs("mailsonde: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	exit(STATUS_INTERNAL);
}

void *
alloc_zeroed(size_t count, size_t size)
{
	void *memory = calloc(count > 0 ? count : 1, size > 0 ? size : 1);

	if (memory == NULL)
		die("out of memory");
	return memory;
}

void *
alloc_resize(void *memory, size_t count, size_t size)
{
	void *resized =
	    size > 0 && count > SIZE_MAX / size ? NULL : realloc(memory, count * size);

	if (resized == NULL)
		die("out of memory");
	return resized;
}

void
arena_init(struct arena *arena)
{
	arena->blocks = NULL;
}

void
arena_clear(struct arena *arena)
{
	struct arena_block *block = arena->blocks;

	while (block != NULL) {
		struct arena_block *next = block->next;

		free(block);
		block = next;
	}
	arena->blocks = NULL;
}

void *
arena_alloc(struct arena *arena, size_t size)
{
	struct arena_block *block = alloc_zeroed(1, sizeof(struct arena_block) + size);

	block->next = arena->blocks;
	arena->blocks = block;
	return block->memory;
}

struct span
arena_copy(struct arena *arena, struct span bytes)
{
	return (struct span){ .data = (const uint8_t *)arena_string(arena, bytes),
		.len = bytes.len };
}

char *
arena_string(struct arena *arena, struct span text)
{
	char *copy = arena_alloc(arena, text.len + 1);

	if (text.len > 0)
		memcpy(copy, text.data, text.len);
	return copy;
}

char *
arena_printf(struct arena *arena, const char *format, ...)
{
	va_list arguments;
	char *text;
	int len;

	va_start(arguments, format);
	len = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (len < 0)
		die("cannot format text");
	text = arena_alloc(arena, (size_t)len + 1);
	va_start(arguments, format);
	vsnprintf(text, (size_t)len + 1, format, arguments);
	va_end(arguments);
	return text;
}
