/* SPDX-License-Identifier: MIT */
/*
 * For tests of dialogues: one dialogue with its record, fed with text, and the record as text
 * to compare and to print.
 */
#ifndef SUPPORT_TALK_H
#define SUPPORT_TALK_H

#include "talk/dialogue.h"

#define TALK_NAME "probe.test"

struct talk {
	struct arena arena;
	struct transcript transcript;
	struct dialogue dialogue;
	enum demand demand;
};

/* Begins a dialogue at time 0. */
void talk_init(struct talk *talk, const struct dialect *dialect, const struct script *script);
void talk_clear(struct talk *talk);

/* Feeds the bytes, `piece_len` at a time (0: all at once). Each TLS step is passed as soon as
 * it is reached if `passes_tls`. */
void talk_feed(struct talk *talk, struct span bytes, size_t piece_len, bool passes_tls);

/* Takes what the dialogue wants to send, as a C string in the arena. */
const char *talk_sent(struct talk *talk);

/* A transcript as text without times, one event a line. */
const char *record_text(struct arena *arena, const struct transcript *transcript);

/* One line for a line reader, and what it means. */
struct line_case {
	const char *name;
	enum step step;
	const char *command;  /* that was sent at this step; NULL: none */
	const char *previous; /* line of the same reply; NULL: this is the first */
	const char *line;
	size_t len; /* of the line; 0: up to its NUL */
	enum reply want;
};

/* Fails the test if the line means anything else to the dialect. */
void check_line(const struct dialect *dialect, const struct line_case *row);

/* Fails the test unless these are all the ways through a script, one a line in any order: what
 * the engine does (... where it only listens, TLS for the TLS step), each behind the sign of
 * the reply that leads to it: + positive, - negative, ~ either, > more is wanted, ? not in this
 * form, c with capabilities, p logged in already. Any other reply ends a dialogue, and says
 * nothing. */
void check_script(const struct script *script, const char *legal);

#endif
