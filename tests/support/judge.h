/* SPDX-License-Identifier: MIT */
/* Facts made by hand, and what the rules say of them. */
#ifndef SUPPORT_JUDGE_H
#define SUPPORT_JUDGE_H

#include "rules/problem.h"

enum { TITLES_MAX = 64 };

struct judge {
	struct arena arena;
	struct port_record record;
	struct port_facts facts;
	struct session session;
	struct problems problems; /* after judge_now */
};

/* A port of this service about which nothing is wrong. */
void judge_init(struct judge *judge, const char *scheme);
void judge_clear(struct judge *judge);

/* Adds a failure, and takes the port for failed. */
struct failure *judge_fail(struct judge *judge, enum stage stage, enum outcome outcome);

/* Judges all facts. Fails the test for a problem that is not well told: see below. */
void judge_now(struct judge *judge);

/* The problem with this id, or NULL. */
const struct problem *judge_find(const struct judge *judge, const char *id);

/* Rules are known apart by their titles. Those of a file, e.g. "logins", from its source. */
struct titles {
	size_t len;
	const char *list[TITLES_MAX];
	bool seen[TITLES_MAX];
};
void titles_read(struct titles *titles, struct arena *arena, const char *topic);

/* Marks what was raised; fails the test for one that is not in the file. */
void titles_see(struct titles *titles, const struct problems *problems);

/* Fails the test, by name, if a rule of the file was never raised. */
void titles_check(const struct titles *titles);

#endif
