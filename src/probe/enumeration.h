/* SPDX-License-Identifier: MIT */
/*
 * Finding out everything of one kind that a server takes: offer all candidates, strike out the
 * one that it chose, and go on until it refuses. What is struck out in which order is the
 * server's order, unless it follows the client's, which one more hello with the order turned
 * round shows.
 */
#ifndef PROBE_ENUMERATION_H
#define PROBE_ENUMERATION_H

#include "probe/plan.h"
#include "probe/survey.h"

enum { CANDIDATES_MAX = 400 };

enum standing {
	STANDING_OPEN,
	STANDING_TAKEN,
	STANDING_REFUSED,
	STANDING_DROPPED, /* twice without an alert */
	STANDING_FOREIGN, /* what was not offered was chosen instead */
	STANDING_HIDDEN,  /* another one, which has to be offered, is preferred */
	STANDING_LOST,    /* there was no answer that means anything */
};

struct enumeration {
	enum question question;
	uint32_t base;    /* its connections have the variants from here, 65,536 of them */
	uint16_t version; /* as the maker of hellos wants it */
	const uint16_t *candidates;
	size_t len;
	/* The first so many are offered together, and those behind them, in sets of so many:
	 * an order shows only among what stood in the same hello. */
	size_t at_once;
	size_t at_once_behind;
	bool has_order; /* the order is asked for */
	/* A candidate that stands in every hello, at its end, because nothing is taken without
	 * it; 0: none. What stands before it when it is taken gets this standing. */
	uint16_t always;
	enum standing standing_behind;
	size_t (*offered)(const struct witness *witness, uint16_t *numbers, size_t cap);
	/* False if the flight does not say. */
	bool (*chosen)(const struct flight *flight, uint16_t *number);
	void (*compose)(const struct survey *survey, const struct enumeration *enumeration,
	    const uint16_t *numbers, size_t len, struct attempt *attempt);
};

struct enumerated {
	bool is_running;
	bool is_over;     /* every candidate has its standing */
	uint32_t variant; /* of the connection to make next */
	enum preference preference;
	bool is_in_our_order; /* so far; nothing says that it is the server's own */
	enum standing standings[CANDIDATES_MAX];
	size_t taken_len;
	uint16_t taken[CANDIDATES_MAX]; /* in the order in which they were taken */
	size_t run_at; /* of `taken`: the first of the set that was offered last */
	size_t order_at;
	size_t order_len; /* the longest such run */
};

/* What the connections made so far say. */
void enumeration_read(const struct survey *survey, const struct enumeration *enumeration,
    struct enumerated *enumerated);

/* The next connection. */
enum plan enumeration_next(const struct survey *survey, const struct enumeration *enumeration,
    struct attempt *attempt) MUST_USE;

/* The result as facts. */
void enumeration_rank(const struct survey *survey, const struct enumeration *enumeration,
    struct ranking *ranking);

#endif
