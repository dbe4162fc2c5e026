/* SPDX-License-Identifier: MIT */
/* The options as rows: name, who can use it, and what it does. */
#ifndef CLI_OPTION_ROWS_H
#define CLI_OPTION_ROWS_H

#include "cli/options.h"

/* What is known before the targets are read. */
struct parsing {
	struct options *options;
	struct arena *arena;
	struct target_port ports[TARGET_PORTS_MAX];
	size_t ports_len;
	const char *color;
	const struct option_row *misplaced; /* the first that the verb cannot use */
	bool has_ipv4;
	bool has_ipv6;
};

struct option_row {
	const char *name; /* NULL: there is only a letter */
	char letter;      /* or 0 */
	int argument;     /* as in getopt_long(3) */
	unsigned verbs;   /* 1 << VERB_... of those that can use it */
	/* NULL, or one sentence about what is wrong with the value. */
	const char *(*read)(
	    struct parsing *parsing, const struct option_row *row, const char *value);
	size_t place; /* in struct options, for what is only kept */
	int about;
};

extern const struct option_row option_rows[];
extern const size_t option_rows_count;

/* Settles what depends on several options, when all are read. */
const char *options_settle(struct parsing *parsing) MUST_USE;

/* The same name, or one file under two names; "-" is standard output. */
bool options_same_file(const char *a, const char *b);

/* A word of the user's, to be said again. */
const char *options_quote(struct parsing *parsing, const char *text);

#endif
