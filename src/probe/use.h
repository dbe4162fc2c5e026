/* SPDX-License-Identifier: MIT */
/*
 * The user's login and mail as a question of a diagnosis: asked once where the path works, at
 * the first of a host's addresses where it does.
 */
#ifndef PROBE_USE_H
#define PROBE_USE_H

#include "facts/diagnosis.h"
#include "probe/plan.h"

/* PLAN_ASK with the attempt filled in, PLAN_WAIT while an address before this one may yet turn
 * out to work, or PLAN_DONE if there is nothing (more) to try here. */
enum plan use_next(const struct diagnosis *diagnosis, struct attempt *attempt) MUST_USE;

/* Fills in diagnosis->use, when everything else of it is known. */
void use_read(struct diagnosis *diagnosis, struct arena *arena);

#endif
