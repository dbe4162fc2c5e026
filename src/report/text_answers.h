/* SPDX-License-Identifier: MIT */
/* Answers in words for the text report, with their certainty and their reasons. */
#ifndef REPORT_TEXT_ANSWERS_H
#define REPORT_TEXT_ANSWERS_H

#include "report/text_parts.h"

/* One of several answers that are told together. */
struct item {
	const char *title;
	const struct answer *answer;
};

/* "likely ", "possibly ", or "" for what is certain. */
const char *certainty_words(enum certainty certainty);

/* The only answer behind a label: "likely none", "not known: the server stopped answering". A
 * remark stands in brackets. */
const char *answer_words(
    struct arena *arena, const struct answer *answer, const char *yes, const char *no);

/* All answers behind one label: what has the same answer, with the same certainty and the same
 * reason, stands in one line. What does not apply is left out. The colour is that of a yes.
 * Without a label (NULL) the lines stand where labels begin, and always name their items. */
void tell_answers(struct block *block, enum colour yes, const char *label,
    const struct item *items, size_t len);

/* "one, two": appends an item to a list. */
const char *list_add(struct arena *arena, const char *list, const char *item);

#endif
