/* SPDX-License-Identifier: MIT */
/*
 * An earlier report to compare with: which findings are new, worse or different since then, and
 * which are gone. A finding is found again by host, port and id. Its address counts where the
 * report knew that address; where a host has moved to others, all of its old ones will do.
 */
#ifndef RULES_BASELINE_H
#define RULES_BASELINE_H

#include "rules/judge.h"

/* What was bad then. */
struct baseline_finding {
	const char *host;
	const char *address;
	uint16_t port;
	const char *service; /* name of a scheme */
	const char *id;      /* perhaps of a rule that this program does not have */
	enum severity severity;
	const char *evidence; /* "" for none */
	const char *title;
};

/* A port that was asked then, whatever was found there. */
struct baseline_port {
	const char *host;
	const char *address;
	uint16_t port;
};

struct baseline {
	const char *made_at; /* when that run began, as the report has it */
	const char *lack;    /* what was left out of it and why, as a sentence; NULL: nothing */
	size_t len;
	struct baseline_finding *findings;
	size_t ports_len;
	struct baseline_port *ports;
};

/* Sets `change` of each bad finding of the host's ports. */
void baseline_compare(const struct baseline *baseline, const struct host_record *host,
    struct judgement *judgements);

/* A finding of the baseline that is not bad now. */
struct gone {
	const char *host;
	const char *address;
	uint16_t port;
	const char *service;
	const char *id;
	enum severity severity; /* that it had */
	const char *title;
};

/* What became of the baseline's findings of one host that are not bad now. */
struct goings {
	size_t len;
	struct gone *gone; /* good now, or not applicable; in the order of the baseline */
	size_t not_known;  /* on ports that were asked, but nobody knows */
	size_t not_asked;  /* on ports and addresses that were not asked this time */
};

/* The list lives in the arena, its texts in the baseline. */
struct goings baseline_goings(const struct baseline *baseline, const struct host_record *host,
    const struct judgement *judgements, struct arena *arena);

#endif
