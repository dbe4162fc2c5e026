/* SPDX-License-Identifier: MIT */
/*
 * What is known of one port in the middle of a scan: the ground on which the next question is
 * chosen and all answers stand.
 */
#ifndef PROBE_SURVEY_H
#define PROBE_SURVEY_H

#include "probe/attempt.h"
#include "probe/witness.h"

/* In variants of QUESTION_VERSIONS: with the suites that hardly any server has. */
enum { SURVEY_RARE_SUITES = 1 << 16 };

enum key_type {
	KEY_TYPE_UNKNOWN,
	KEY_TYPE_RSA,
	KEY_TYPE_ECDSA,
	KEY_TYPE_OTHER,
};

struct survey {
	const struct port_record *port;
	draw_bytes *draw;
	enum mode mode;                /* the one in which TLS is reached */
	const char *why_no_tls;        /* TLS is not reached in any; else NULL */
	const struct session *session; /* of the basics; NULL if there is none */
	enum key_type key_type;        /* of the session's certificate */
	bool has_control;              /* some hello or session of ours succeeded */
	struct answer versions[TLS_VERSIONS];
};

/* Reads all connections of the port. `draw` may be NULL where nothing is to be asked. */
void survey_read(const struct port_record *port, draw_bytes *draw, struct survey *survey);

/* True if the server is known to take the version. */
bool survey_has(const struct survey *survey, enum tls_version version);

/* True if it is known not to take the version; neither is true where that is not known. */
bool survey_lacks(const struct survey *survey, enum tls_version version);

/* True if it is known to take none of TLS 1.2 and older; *certainty is how sure that is. */
bool survey_lacks_old(const struct survey *survey, enum certainty *certainty);

/* The highest version of TLS 1.2 and older that it takes; TLS_VERSIONS if there is none (yet).
 */
enum tls_version survey_best_old(const struct survey *survey);

/* Calls the function for each raw connection of the port whose hello was accepted. */
typedef void witness_visitor(
    void *context, enum question question, const struct witness *witness);
void survey_each_accepted(const struct survey *survey, witness_visitor *visit, void *context);

/* The version of a number on the wire; TLS_VERSIONS if it is none. */
enum tls_version survey_version(uint16_t number);

#endif
