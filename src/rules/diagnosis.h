/* SPDX-License-Identifier: MIT */
/*
 * Which causes explain what the path to a port showed. Each cause of the catalogue is a row: a
 * function from facts to how sure it is, with the evidence. The first of the list is the
 * answer.
 */
#ifndef RULES_DIAGNOSIS_H
#define RULES_DIAGNOSIS_H

#include "facts/diagnosis.h"
#include "rules/causes.h"
#include "rules/client_verdict.h"

/* From nothing to everything: a greater one is told first. */
enum suspicion {
	SUSPICION_UNSEEN,      /* cannot be seen from here */
	SUSPICION_NOT_REACHED, /* it lies behind the failure, or was not asked about */
	SUSPICION_RULED_OUT,   /* what was seen speaks against it */
	SUSPICION_POSSIBLE,    /* it would trouble some clients, or may lie behind it */
	SUSPICION_LIKELY,
	SUSPICION_CERTAIN,
	SUSPICIONS,
};

/* Everything that a cause is decided by. */
struct case_file {
	const struct host_record *host;
	const struct diagnosis *diagnosis; /* of this port */
	const struct diagnosis *all;       /* of all of the host's, in their order */
	struct arena *arena;               /* for evidence */
};

struct opinion {
	enum suspicion suspicion;
	const char *evidence; /* escaped text; NULL: none is to be given */
};

typedef struct opinion decide_cause(const struct case_file *file);

struct cause_row {
	const char *id; /* of a cause of rules/causes.h */
	decide_cause *decide;
};

/* In the order in which equally sure ones are told: what explains more is first. */
extern const struct cause_row cause_rows[];
extern const size_t cause_rows_count;

struct named_cause {
	const struct cause *cause;
	struct opinion opinion;
	const char *command; /* the cause's, with this host in it; or NULL */
};

enum { NAMED_CAUSES_MAX = 64 };

/* The judgement of one port. */
struct answer_to_why {
	const struct diagnosis *diagnosis;
	bool is_tried; /* a connection was made and not broken off by us */
	bool works; /* it is tried, no cause is certain or likely, and what the user wanted to
	               do there works */
	const char *sentence;
	const char *hint; /* what the user can do about it, or NULL */
	size_t len;
	struct named_cause causes[NAMED_CAUSES_MAX]; /* the most certain first */
	size_t clients_len;
	const struct client_verdict *clients; /* in the order in which they were asked for */
};

/* Decides all causes for one port of the host. */
void diagnosis_judge(const struct case_file *file, struct answer_to_why *answer);

/* Those of the list, from the first, that are at least possible. */
size_t diagnosis_named(const struct answer_to_why *answer);

const char *suspicion_name(enum suspicion suspicion); /* "ruled-out" */

#endif
