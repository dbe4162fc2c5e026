/* SPDX-License-Identifier: MIT */
/* Texts that clients print, and the causes that must be found in them. */
#ifndef SUPPORT_PRINTED_H
#define SUPPORT_PRINTED_H

#include "rules/errors.h"

enum { PRINTED_OTHERS = 8 };

struct printed {
	const char *client; /* who printed it, for messages */
	const char *text;
	const char *first;                  /* id of the cause that must come first */
	const char *others[PRINTED_OTHERS]; /* ids that must be among the candidates */
};

/* Fails the test if the causes found are not those of the row. */
void check_printed(const struct printed *printed);

/* Fails the test if a cause of the topic that clients print something for is in no row. */
void check_printed_topic(
    const struct cause *const *causes, const struct printed *printed, size_t len);

/* A text as the print describes it, with words for what varies; in the arena. */
const char *print_example(struct arena *arena, const struct print *print);

/* The place of this cause among the candidates, or their number. */
size_t candidate_place(const struct error_reading *reading, const char *id);

#endif
