/* SPDX-License-Identifier: MIT */
/* What of a client's ClientHello is the client's own, and not of the moment. */
#ifndef SERVE_LIKENESS_H
#define SERVE_LIKENESS_H

#include "facts/client.h"
#include "hello/hello.h"

struct arena;

/* Takes it from a hello that was read. Left out is what belongs to an earlier session or to an
 * answer: pre_shared_key, early_data and cookie. Returns NULL, or why the hello cannot be kept,
 * and then *hello is not touched. What it points to lives in the arena. */
const char *likeness_take(
    const struct hello_view *view, struct arena *arena, struct client_hello *hello) MUST_USE;

#endif
