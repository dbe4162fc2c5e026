/* SPDX-License-Identifier: MIT */
/*
 * A chain of certificates as a server sent it, looked at from every side at once: a chain may
 * be expired and badly named and out of order, and an administrator wants to hear of all three.
 */
#ifndef TLS_CHAIN_H
#define TLS_CHAIN_H

#include "base/alloc.h"
#include "facts/tls.h"

/* Reads the chain of a session. `name` is what the first certificate must be for, or NULL if
 * there is none to compare with; `at` is the time of the connection in seconds since 1970. */
void chain_read(const struct session *session, const char *name, int64_t at,
    struct arena *arena, struct chain *chain);

#endif
