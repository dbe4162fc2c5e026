/* SPDX-License-Identifier: MIT */
/*
 * Puts every rule to every port of a host. Each rule says something about each port: good, bad,
 * not applicable, or not known and why; so that a report can tell what it did not see from what
 * is fine.
 */
#ifndef RULES_JUDGE_H
#define RULES_JUDGE_H

#include "rules/policy.h"

/* How a finding stands to an earlier report. */
enum change {
	CHANGE_NOT_COMPARED,
	CHANGE_NEW,       /* it was not there */
	CHANGE_WORSE,     /* it was less severe */
	CHANGE_DIFFERENT, /* it was there with other evidence */
	CHANGE_NONE,
	CHANGE_COUNT,
};

/* One rule's ruling on one port. */
struct finding {
	const struct rule *rule;
	const struct port_facts *port;
	struct ruling ruling;
	enum severity severity;        /* of a bad one; never SEVERITY_OFF then */
	const struct finding *part_of; /* the bad finding that this one only adds a name to */
	const struct acceptance *acceptance; /* NULL: it is not accepted */
	enum change change;
};

/* All findings of one port. */
struct judgement {
	struct finding *findings; /* rules_count() of them, in the order of the rules */
	size_t bad_len;
	struct finding *
	    *bad; /* the bad ones, the worst first, else in the order of the rules */
};

/* Judges all ports of a host; `judgements` has room for as many as the host has ports. Evidence
 * lives in the arena. */
void judge_host(const struct host_record *host, const struct port_facts *ports,
    const struct policy *policy, struct arena *arena, struct judgement *judgements);

/* Does this bad finding count for itself: neither accepted nor a part of another? */
bool finding_counts(const struct finding *finding);

/* What a finding says is wrong: the ruling's words if it has some, else the rule's. */
const char *finding_title(const struct finding *finding);

/* Lines to paste for this port, or NULL: as its role and the server want them. */
const struct settings *finding_settings(const struct finding *finding);

/* "new", "worse", "different", "unchanged"; NULL if there is nothing to compare with. */
const char *change_name(enum change change);

#endif
