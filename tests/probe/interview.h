/* SPDX-License-Identifier: MIT */
/*
 * A clerk is asked as the plan wants, or one question alone; the connections are recorded as
 * if they had been made, and the facts are read from them.
 */
#ifndef PROBE_INTERVIEW_H
#define PROBE_INTERVIEW_H

#include "facts/host.h"
#include "hello/hello.h"
#include "probe/attempt.h"
#include "probe/survey.h"
#include "support/clerk.h"

struct interview {
	struct arena arena;
	const struct clerk *clerk;
	struct port_record port;
	struct negotiation facts;
	unsigned raw;      /* connections made for one hello */
	unsigned sessions; /* and for sessions, basics included */
};

/* A port with implicit TLS ("submissions"), of which the basics are recorded. */
void interview_begin(struct interview *interview, const struct clerk *clerk, enum depth depth);
void interview_end(struct interview *interview);

/* Asks what the plan wants to be asked, or one question as if it were the only one, and reads
 * the facts. Both fail the test if that has no end, or if a hello is sent again for no reason.
 */
void interview_hold(struct interview *interview);
void interview_ask(struct interview *interview, enum question question);

/* Makes one connection, or is refused it. */
void interview_make(struct interview *interview, const struct attempt *attempt);

/* What one question answers to its being asked: PLAN_NONE's reason, or NULL. */
const char *interview_why_none(struct interview *interview, enum question question);

struct survey interview_survey(const struct interview *interview);

/* The account of a question after interview_hold. */
const struct asked *interview_account(
    const struct interview *interview, enum question question);

/* Records a connection for the hello by hand: the answer may be empty. */
struct transcript *interview_record(struct interview *interview, enum question question,
    uint32_t variant, struct span hello, struct span flight);

/* Bytes that are the same every time, so that what is asked twice is the same. */
draw_bytes draw_fixed;

/* Fails the test unless the answer is this. */
void check_answer(
    const char *name, struct answer answer, enum answer_value value, enum certainty certainty);

/* Fails the test unless the ranking is these numbers, of which the first `cap` at most count
 * and which end in a zero, whole with this certainty, and decided by this side. */
void check_ranking(const char *name, const struct ranking *ranking, const uint16_t *numbers,
    size_t cap, enum preference preference);

#endif
