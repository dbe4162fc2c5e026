/* SPDX-License-Identifier: MIT */
/*
 * The questions as rows: at which depth a question is asked, what it costs, what has to be
 * known before, which connection comes next, and which facts come of it. Each topic has a file
 * of its own; nothing keeps state: the transcripts are the state.
 */
#ifndef PROBE_QUESTION_H
#define PROBE_QUESTION_H

#include "probe/plan.h"
#include "probe/survey.h"

/* The next connection, or none. Of the attempt, question and mode are set already; for
 * PLAN_NONE `attempt->why` is to be set. */
typedef enum plan next_attempt(const struct survey *survey, struct attempt *attempt);

/* Reads the facts out of what was recorded, however little that is. Texts live in the arena. */
typedef void read_facts(
    const struct survey *survey, struct arena *arena, struct negotiation *facts);

struct question_row {
	enum depth depth;
	bool is_intrusive;
	const char *cost;  /* in connections, in words */
	const char *needs; /* what must be known before; "" for nothing */
	next_attempt *next;
	read_facts *read; /* NULL: other folders read it */
};

/* By enum question. The first three are not asked by way of rows (NULL), and the last one is a
 * diagnosis's (see probe/diagnose.h). */
extern const struct question_row question_rows[QUESTION_COUNT];

next_attempt no_name_next, other_key_next, alpn_next, unknown_name_next;
read_facts no_name_read, other_key_read, alpn_read, unknown_name_read;

enum { RARE_SUITES_MAX = 300 };

/* The suites of a version that are not common, without those that need a shared key. */
size_t suites_rare(uint16_t version, uint16_t *numbers);

next_attempt classes_next, suites_next;
read_facts classes_read, suites_read;

next_attempt versions_next, ssl2_next, fallback_next;
read_facts versions_read, ssl2_read, fallback_read;

next_attempt post_quantum_next, groups_next, schemes_next;
read_facts post_quantum_read, groups_read, schemes_read;

next_attempt injection_next, injection_split_next, state_next;
read_facts injection_read, injection_split_read, state_read;

next_attempt resumption_next, renegotiation_next;
read_facts resumption_read, renegotiation_read;

next_attempt tolerance_next;
read_facts tolerance_read;

next_attempt heartbleed_next, ticketbleed_next, early_ccs_next, robot_next, poodle_tls_next;
read_facts heartbleed_read, ticketbleed_read, early_ccs_read, robot_read, poodle_tls_read;

next_attempt control_next;
read_facts control_read;

/* What the hellos of all questions showed by the way: extensions, keys, parameters. */
read_facts manners_read;

/* The raw hello that the connection for the login in clear ends with, to save a connection: the
 * same that QUESTION_NO_NAME would send. */
void no_name_compose(const struct survey *survey, struct attempt *attempt);

/* For the questions' own files. */

/* "There is nothing to ask": PLAN_NONE with the reason. */
enum plan question_none(struct attempt *attempt, const char *why);

/* For questions of one connection that is repeated once if it gets no answer: PLAN_ASK with the
 * variant set, PLAN_WAIT or PLAN_DONE. */
enum plan question_once(const struct survey *survey, uint32_t variant, struct attempt *attempt);

enum { KNOWN_SUITES_MAX = COMMON_SUITES_MAX + 16 };

/* The suites of a plain hello: what servers commonly have, and what this one is known to take.
 * At most KNOWN_SUITES_MAX. */
size_t question_suites(const struct survey *survey, uint16_t version, uint16_t *numbers);

/* Makes the attempt a raw one of this wish; where it names no suites, it gets those above. */
void question_hello(
    const struct survey *survey, const struct hello_wish *wish, struct attempt *attempt);

/* How far a question got by the fate of its only connection, as an answer without a value.
 */
struct answer question_open(
    const struct survey *survey, enum question question, enum fate fate);

/* Why a question has no connection: it belongs to a greater depth, or something stopped it. */
const char *question_why_not_asked(const struct survey *survey, enum question question);

/* Why the server cannot be asked with extensions; NULL if it can. */
const char *question_why_no_extensions(const struct survey *survey);

/* The transcript of a session that was established for the question and variant, or NULL. */
struct transcript *question_session(
    const struct survey *survey, enum question question, uint32_t variant);

/* The same as question_once for sessions: one more try if none came to stand, and no alert said
 * why. */
enum plan question_session_once(
    const struct survey *survey, uint32_t variant, struct attempt *attempt);

#endif
