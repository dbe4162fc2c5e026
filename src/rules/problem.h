/* SPDX-License-Identifier: MIT */
/*
 * What is wrong with a port, judged from its facts alone. A problem is known by its id, which
 * never changes; what is right depends on the port's role, so its severity is a row.
 */
#ifndef RULES_PROBLEM_H
#define RULES_PROBLEM_H

#include "facts/host.h"

enum severity {
	SEVERITY_INFO,
	SEVERITY_LOW,
	SEVERITY_MEDIUM,
	SEVERITY_HIGH,
	SEVERITY_CRITICAL,
	SEVERITY_COUNT,
};

enum { ROLE_COUNT = ROLE_ACCESS + 1, PROBLEMS_MAX = 48 };

struct rule {
	const char *id;
	enum severity severity[ROLE_COUNT]; /* mx, submission, access */
	const char *title;                  /* what is wrong, as a clause about the server */
	const char *advice;                 /* what it usually comes from, what to change */
	const char *reference;
};

struct problem {
	const struct rule *rule;
	enum severity severity;
	const struct failure *failure; /* in the port's facts, or NULL */
	const char *evidence;          /* one line, escaped; NULL if there is none */
};

struct problems {
	size_t len;
	struct problem list[PROBLEMS_MAX];
};

/* All problems of one port, the worst first, in the order of the rules where equally bad.
 * Evidence lives in the arena. */
void problems_of_port(
    const struct port_facts *facts, struct arena *arena, struct problems *problems);

/* Why nothing, or not everything, could be tested on this port; NULL if all was. */
const char *problems_untested(const struct port_facts *facts);

/* "high" ... */
const char *severity_name(enum severity severity);

/* For the rules' own files: appends a problem unless the list is full. */
void problems_add(struct problems *problems, const struct port_facts *facts,
    const struct rule *rule, const struct failure *failure, const char *evidence);

/* The topics; each appends what it finds. */
void rules_about_failures(
    const struct port_facts *facts, struct arena *arena, struct problems *problems);
void rules_about_starttls(
    const struct port_facts *facts, struct arena *arena, struct problems *problems);
void rules_about_certificates(
    const struct port_facts *facts, struct arena *arena, struct problems *problems);
void rules_about_logins(
    const struct port_facts *facts, struct arena *arena, struct problems *problems);

#endif
