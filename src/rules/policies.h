/* SPDX-License-Identifier: MIT */
/* The policies that the program knows, as texts: the files of src/rules/policies/, word by
 * word. */
#ifndef RULES_POLICIES_H
#define RULES_POLICIES_H

#include "base/alloc.h"

struct policy_text {
	const char *name;
	const char *text; /* a policy file, see rules/policy_file.h */
};

/* By name. */
extern const struct policy_text policy_texts[];
extern const size_t policy_texts_count;

/* NULL if there is none of this name. */
const struct policy_text *policy_by_name(struct span name);

/* "bcp195, bsi-tr-03108, ..." */
const char *policy_names(struct arena *arena);

#endif
