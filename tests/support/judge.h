/* SPDX-License-Identifier: MIT */
/*
 * Facts made by hand, and what the rules say of them. Cases are rows: one port about which
 * everything is known and fine, something arranged to be otherwise, and the verdict that one
 * rule must give.
 */
#ifndef SUPPORT_JUDGE_H
#define SUPPORT_JUDGE_H

#include "rules/judge.h"

#include <check.h>

enum { JUDGE_PORTS_MAX = 8 };

struct judge {
	struct host_record host; /* its arena owns what is arranged */
	size_t len;              /* ports */
	size_t about;            /* the place of the one that cases are about */
	struct port_record records[JUDGE_PORTS_MAX];
	struct port_facts ports[JUDGE_PORTS_MAX];
	struct session sessions[JUDGE_PORTS_MAX];
	struct certificate certificates[JUDGE_PORTS_MAX][2]; /* the server's, an intermediate */
	struct policy policy;                                /* says nothing */
	struct judgement judgements[JUDGE_PORTS_MAX];        /* after judge_now */
};

/* A host with one port of this service, asked everything, about which nothing is wrong. */
void judge_init(struct judge *judge, const char *scheme);
void judge_clear(struct judge *judge);

/* One more such port, at the same address. */
struct port_facts *judge_add(struct judge *judge, const char *scheme);

/* Adds a failure to the first port, takes it for failed, and its TLS for not reached if the
 * stage is before that. */
struct failure *judge_fail(struct judge *judge, enum stage stage, enum outcome outcome);

/* One line for a list of the facts: greeting, before, after, go_ahead ... */
struct lines judge_lines(struct judge *judge, size_t len, const char *const *texts);

/* Judges all ports. Fails the test for a finding that is not well told. */
void judge_now(struct judge *judge);

/* What a rule says of the port that the case is about, after judge_now. Fails the test if there
 * is no such rule.
 */
const struct finding *judge_finding(const struct judge *judge, const char *id);

struct rule_case {
	const char *name;
	const char *rule;
	const char *scheme;                   /* NULL: "submission" */
	void (*arrange)(struct judge *judge); /* NULL: nothing is wrong */
	enum verdict want;
	enum severity want_severity; /* of VERDICT_BAD */
	const char *want_words;      /* in the evidence of VERDICT_BAD, in the reason of
	                                the others; NULL: any */
};

/* Arrangements that many rules need. */
void arrange_no_answer(struct judge *judge);  /* the port could not be reached for a while: not
                                                 known */
void arrange_no_session(struct judge *judge); /* the dialogue broke off before TLS */
void arrange_quick(struct judge *judge);      /* only the basics were asked */

/* The suite of a topic's file: each case, and that each rule of the topic has a case for good,
 * for bad and for not known. */
Suite *cases_suite(const char *topic, const struct rule *const *rules,
    const struct rule_case *cases, size_t len);

#endif
