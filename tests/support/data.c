/* SPDX-License-Identifier: MIT */
#include "support/data.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* With a NUL behind it, for files that are text. */
const char *
test_path(struct arena *arena, const char *path)
{
	return arena_printf(arena, "%s/%s", TESTS_DIR, path);
}

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

static int
compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static bool
ends_in(const char *name, const char *ending)
{
	return strlen(name) > strlen(ending) &&
	       strcmp(name + strlen(name) - strlen(ending), ending) == 0;
}

size_t
list_test_files(
    struct arena *arena, const char *folder, const char *ending, const char ***names)
{
	enum { MOST = 500 };
	const char *whole = arena_printf(arena, "%s/%s", TESTS_DIR, folder);
	DIR *files = opendir(whole);
	size_t len = 0;

	if (files == NULL) {
		fprintf(stderr, "%s cannot be read\n", whole);
		abort();
	}
	*names = arena_alloc(arena, sizeof(const char *) * MOST);
	for (struct dirent *entry = readdir(files); entry != NULL && len < MOST;
	     entry = readdir(files))
		if (ends_in(entry->d_name, ending))
			(*names)[len++] =
			    arena_string(arena, (struct span){ (const uint8_t *)entry->d_name,
						    strlen(entry->d_name) - strlen(ending) });
	closedir(files);
	qsort(*names, len, sizeof(const char *), compare_names);
	return len;
}
