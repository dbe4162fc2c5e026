/* SPDX-License-Identifier: MIT */
/* The record of a port made event by event, and the facts that it proves. */
#ifndef SUPPORT_HANDMADE_H
#define SUPPORT_HANDMADE_H

#include "facts/host.h"

struct handmade {
	struct arena arena;
	struct port_record port;
	struct negotiation facts; /* after handmade_read */
};

/* A port of this service at full depth, whose basics came to a session of this version
 * ("TLS 1.2") with an RSA key. */
void handmade_init(struct handmade *handmade, const char *scheme, const char *version);
void handmade_clear(struct handmade *handmade);

/* A connection that is over, with no event but that it stood. */
struct transcript *handmade_add(
    struct handmade *handmade, enum question question, uint32_t variant);

/* Appends an event at a step. */
struct event *handmade_event(
    struct transcript *transcript, enum event_kind kind, enum step step, struct span bytes);

/* Appends a line of the server's, in clear or inside TLS. */
void handmade_line(struct transcript *transcript, enum step step, enum reply reply,
    bool is_secure, const char *line);

/* A raw connection with a hello of TLS 1.2 and a flight of tests/data/hellos. */
struct transcript *handmade_raw(
    struct handmade *handmade, enum question question, uint32_t variant, const char *flight);

void handmade_read(struct handmade *handmade);

#endif
