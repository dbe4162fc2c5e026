/* SPDX-License-Identifier: MIT */
/* Runs a function in a process of its own and keeps what it said and how it ended. */
#ifndef SUPPORT_CAPTURE_H
#define SUPPORT_CAPTURE_H

#include "base/alloc.h"

struct captured {
	int status;      /* as for exit(); 1000 and the signal if one ended it */
	const char *out; /* standard output, in the arena */
	const char *err; /* standard error */
};

/* Calls the function with the context; what it returns is how its process ends. Its standard
 * input is `input`. */
struct captured capture(
    struct arena *arena, int (*function)(void *context), void *context, const char *input);

/* True if the text is exactly one line that is not empty. */
bool is_one_line(const char *text);

#endif
