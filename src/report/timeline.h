/* SPDX-License-Identifier: MIT */
/* What happened on one connection of a diagnosis, event by event. */
#ifndef REPORT_TIMELINE_H
#define REPORT_TIMELINE_H

#include "facts/transcript.h"
#include "report/text_parts.h"

enum { TIMELINE_COLUMN = 22 }; /* "   1234 ms  server    " */

/* What happened, of an event that belongs on a timeline; NULL for others. Escaped text. */
const char *timeline_words(
    struct arena *arena, const struct transcript *transcript, const struct event *event);

/* Whose doing it was: "server", "client" or "network". */
const char *timeline_actor(const struct event *event);

/* The connection for people, from one of its events on. */
void timeline_text(
    const struct text *text, const struct transcript *transcript, const struct event *from);

#endif
