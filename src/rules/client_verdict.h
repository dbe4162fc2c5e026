/* SPDX-License-Identifier: MIT */
/*
 * Would this mail client come to its TLS session? Facts in, one verdict out: what fails it
 * first, in the client's terms. That it works is only said where nothing is missing.
 */
#ifndef RULES_CLIENT_VERDICT_H
#define RULES_CLIENT_VERDICT_H

#include "base/alloc.h"
#include "facts/diagnosis.h"
#include "rules/client_reasons.h"

struct client_verdict {
	const struct client_trial *trial;
	enum client_state state;
	enum client_reason reason;
	const char *words;      /* escaped text; of CLIENT_WORKS what is negotiated */
	const char *negotiated; /* "TLS 1.3, TLS_..., x25519"; NULL where nothing was */
};

struct client_verdict client_judge(
    const struct diagnosis *diagnosis, const struct client_trial *trial, struct arena *arena);

#endif
