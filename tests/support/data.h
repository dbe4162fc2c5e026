/* SPDX-License-Identifier: MIT */
#ifndef SUPPORT_DATA_H
#define SUPPORT_DATA_H

#include "base/alloc.h"

/* A whole file below tests/, whatever bytes are in it; aborts if there is none. */
struct span read_test_bytes(struct arena *arena, const char *path);

#endif
