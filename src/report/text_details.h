/* SPDX-License-Identifier: MIT */
/*
 * The long part of the text report about what a server would negotiate: lists in their order,
 * its manners, and what was asked for all that. See report/text_negotiation.h for the short
 * one.
 */
#ifndef REPORT_TEXT_DETAILS_H
#define REPORT_TEXT_DETAILS_H

#include "report/text_parts.h"

/* Suites, groups, signature schemes and manners; only at full depth. */
void text_details(const struct text *text, size_t from, size_t to);

/* How much was asked, and what was left out for which reason. */
void text_effort(const struct text *text, size_t from, size_t to);

/* "static RSA": in what a suite is weak, as it stands in lists. */
const char *class_words(enum suite_class suite_class);

/* Behaviours that are as they should be are counted, the others told. With `all` it is also
 * told what is not known, else that is passed over. */
void tell_behaviours(struct block *block, const struct negotiation *negotiation, bool all);

#endif
