/* SPDX-License-Identifier: MIT */
/* An answer to a question about a server: never just yes or no. */
#ifndef FACTS_ANSWER_H
#define FACTS_ANSWER_H

#include "base/span.h"

/* Every answer has four values. */
enum answer_value {
	ANSWER_UNKNOWN,
	ANSWER_YES,
	ANSWER_NO,
	ANSWER_NOT_APPLICABLE,
	ANSWER_VALUES,
};

/* How sure a yes or no is. A server that refuses with an alert is certain; one that closes,
 * resets or keeps silent, twice, is only likely to refuse. */
enum certainty {
	CERTAINTY_CERTAIN,
	CERTAINTY_LIKELY,
	CERTAINTY_POSSIBLE,
	CERTAINTIES,
};

struct answer {
	enum answer_value value;
	enum certainty certainty;
	const char *why; /* when unknown or not applicable: the reason; else NULL or a remark */
};

/* Is it a yes or a no, however sure? */
bool answer_is_decided(const struct answer *answer);

const char *answer_name(enum answer_value value);
const char *certainty_name(enum certainty certainty);

#endif
