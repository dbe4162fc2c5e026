/* SPDX-License-Identifier: MIT */
/*
 * Memory. What is learned about one host lives in that host's arena and is freed with it in one
 * call. An arena is a chain of single allocations, so that valgrind and AddressSanitizer still
 * see the bounds of each. When memory runs out the program ends with a clear line: no caller
 * checks.
 */
#ifndef BASE_ALLOC_H
#define BASE_ALLOC_H

#include "base/span.h"

struct arena {
	struct arena_block *blocks;
};

/* Prints "mailsonde: ..." on standard error and ends the program with STATUS_INTERNAL. */
void die(const char *format, ...) __attribute__((format(printf, 1, 2), noreturn));

/* Zeroed memory for `count` items of `size` bytes, to be freed with free(). */
void *alloc_zeroed(size_t count, size_t size);

/* Like realloc(), for `count` items of `size` bytes. */
void *alloc_resize(void *memory, size_t count, size_t size);

void arena_init(struct arena *arena);
void arena_clear(struct arena *arena);

/* Zeroed memory that lives as long as the arena. */
void *arena_alloc(struct arena *arena, size_t size);

/* A copy of the bytes that lives as long as the arena. */
struct span arena_copy(struct arena *arena, struct span bytes);

/* A copy as a C string. Bytes after a NUL are cut off: only for text known to have none. */
char *arena_string(struct arena *arena, struct span text);

char *arena_printf(struct arena *arena, const char *format, ...)
    __attribute__((format(printf, 2, 3)));

#endif
