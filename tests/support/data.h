/* SPDX-License-Identifier: MIT */
#ifndef SUPPORT_DATA_H
#define SUPPORT_DATA_H

#include "base/alloc.h"

/* A whole file below tests/, whatever bytes are in it; aborts if there is none. */
struct span read_test_bytes(struct arena *arena, const char *path);

/* The path of a file below tests/, in the arena. */
const char *test_path(struct arena *arena, const char *path);

/* The names of the files of a folder below tests/ that end in this, without it, sorted; aborts
 * if there is no such folder. Returns how many. */
size_t list_test_files(
    struct arena *arena, const char *folder, const char *ending, const char ***names);

#endif
