/* SPDX-License-Identifier: MIT */
/*
 * What is known to go wrong with mail servers and is no rule yet, because no question asks for
 * the facts. Ids of rules are given out once and for all; these are taken already.
 */
#ifndef RULES_UNASKED_H
#define RULES_UNASKED_H

#include "base/span.h"

struct unasked {
	const char *id;
	const char *reason; /* a clause, without a full stop */
};

/* In the order of the ids. */
extern const struct unasked unasked[];
extern const size_t unasked_count;

/* NULL if there is no such id, or it is a rule's. */
const struct unasked *unasked_by_id(struct span id);

#endif
