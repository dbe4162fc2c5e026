/* SPDX-License-Identifier: MIT */
/* The sections of policy files: what each key means. Of lines and files rules/policy_file.h
 * knows. */
#ifndef RULES_POLICY_SECTIONS_H
#define RULES_POLICY_SECTIONS_H

#include "rules/policy.h"

enum { POLICY_VERSION = 1 };

/* What [policy] says; NULL for what it does not say. */
struct policy_head {
	bool has_version;
	const char *name;
	const char *title;
	const char *source;
	const char *base; /* the text of one that the program knows */
	bool has_role;
	bool is_mx_authenticated;
};

/* A policy that is being read. */
struct policy_draft {
	struct arena *arena;
	bool is_ours; /* the program brings it along: it has no base */
	struct policy_head head;
	struct policy policy; /* all but the head */
};

struct policy_section {
	const char *name;

	/* Takes one key with its value, which has no blanks at its ends. Returns NULL, or what
	 * is wrong and what is expected, as plain text. */
	const char *(*read)(struct policy_draft *draft, const struct policy_section *section,
	    struct span key, struct span value);

	/* Of those that fill an axis: */
	size_t axis; /* where in the policy it is */
	bool (*number)(struct span name, uint16_t *number);
	const char *kind; /* "cipher suite" */
	const char *example;
};

/* [policy] is the first. */
extern const struct policy_section policy_sections[];
extern const size_t policy_sections_count;

/* NULL if there is none of this name. */
const struct policy_section *policy_section_by_name(struct span name);

#endif
