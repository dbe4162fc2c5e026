/* SPDX-License-Identifier: MIT */
/*
 * The part of the text report that tells in short what a server would negotiate, where more was
 * asked than one session shows (struct negotiation). Nothing is printed of ports where that is
 * not so. What is good is counted or named in passing, what is weak is spelled out, and what is
 * not known says why.
 */
#ifndef REPORT_TEXT_NEGOTIATION_H
#define REPORT_TEXT_NEGOTIATION_H

#include "report/text_parts.h"

/* Versions, weak suites, keys, STARTTLS and known bugs. */
void text_negotiation(const struct text *text, size_t from, size_t to);

#endif
