/* SPDX-License-Identifier: MIT */
/*
 * What the connections of an experiment prove: did the change help a path that fails, or break
 * one that works?
 */
#ifndef PROBE_TRIAL_H
#define PROBE_TRIAL_H

#include "facts/diagnosis.h"

/* Reads one connection of QUESTION_EXPERIMENT into its trial, beside what others of the same
 * experiment have shown. The diagnosis knows its path already. An experiment of no known number
 * is left alone. */
void trial_read(
    struct diagnosis *diagnosis, struct transcript *transcript, struct arena *arena);

/* The first failure of the port that is the path's own; NULL if there is none. */
const struct failure *trial_first_failure(const struct port_facts *facts);

/* Was EHLO refused, whatever came of HELO? */
bool trial_was_refused_ehlo(const struct transcript *transcript);

/* One connection by itself, as if it were all that is known of the port. */
void digest_alone(const struct port_record *port, const struct transcript *transcript,
    struct arena *arena, struct port_facts *facts);

#endif
