/* SPDX-License-Identifier: MIT */
/*
 * Mail clients as questions: their hellos, made anew from profiles, which is asked next, and
 * what the answers show. The transcripts are the state.
 */
#ifndef PROBE_CLIENT_H
#define PROBE_CLIENT_H

#include "facts/client_trial.h"
#include "facts/diagnosis.h"
#include "probe/plan.h"

/* Connections beside one for each client: for hellos that get no answer. */
enum { CLIENT_REPETITIONS_MAX = 4 };

/* Makes the client's hello for this name (NULL: there is none, and no SNI), to be written or
 * given to attempt_raw: random bytes, keys and GREASE are drawn, padding is of RFC 7685. */
void client_hello_make(const struct client_hello *profile, const char *server_name,
    draw_bytes *draw, struct hello *hello);

/* The next connection for the clients of the port's limits: PLAN_ASK, PLAN_WAIT or PLAN_DONE.
 */
enum plan client_next(
    const struct diagnosis *diagnosis, draw_bytes *draw, struct attempt *attempt) MUST_USE;

/* Fills in what was found out for each; texts and chains live in the arena. */
void client_read_trials(struct diagnosis *diagnosis, struct arena *arena);

#endif
