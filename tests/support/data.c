/* SPDX-License-Identifier: MIT */
#include "support/data.h"

#include <stdio.h>
#include <stdlib.h>

/* With a NUL behind it, for files that are text. */
struct span
read_test_bytes(struct arena *arena, const char *path)
{
	char *whole = arena_printf(arena, "%s/%s", TESTS_DIR, path);
	FILE *file = fopen(whole, "rb");
	long len = file == NULL || fseek(file, 0, SEEK_END) != 0 ? -1 : ftell(file);
	uint8_t *bytes = arena_alloc(arena, len < 0 ? 1 : (size_t)len + 1);

	if (len < 0 || fseek(file, 0, SEEK_SET) != 0 ||
	    fread(bytes, 1, (size_t)len, file) != (size_t)len) {
		fprintf(stderr, "%s cannot be read\n", whole);
		abort();
	}
	fclose(file);
	return (struct span){ .data = bytes, .len = (size_t)len };
}
