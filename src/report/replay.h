/* SPDX-License-Identifier: MIT */
/* Reads evidence files back. The file may come from anybody: everything in it is checked. */
#ifndef REPORT_REPLAY_H
#define REPORT_REPLAY_H

#include "report/result.h"

#include <stdio.h>

enum {
	REPLAY_LINE_MAX = 4 * 1024 * 1024, /* bytes of one line */
	REPLAY_PORTS_MAX = 1024,           /* of one host */
	REPLAY_CONNECTIONS_MAX = 4096,     /* of one port */
	REPLAY_EVENTS_MAX = 2000,          /* of one connection */
};

/* Called for each host, in order, when all of its connections are read. The record is the
 * reader's and gone after the call. */
typedef void replay_listener(void *context, struct host_record *host);

/* Reads a whole file into calls of the listener, and fills *run. False if it is not ours, from
 * a later version, cut off or damaged: *problem is then a sentence in the arena that names the
 * line; whole hosts before it were handed over. */
bool replay_read(FILE *in, replay_listener *listener, void *context, struct run *run,
    struct arena *arena, const char **problem) MUST_USE;

#endif
