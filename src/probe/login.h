/* SPDX-License-Identifier: MIT */
/*
 * Can a login travel in clear text? Read from the transcripts of a port: what the server lists
 * before TLS, and how it answered when a plaintext login was begun there.
 */
#ifndef PROBE_LOGIN_H
#define PROBE_LOGIN_H

#include "facts/host.h"

/* `before` is the capability list without TLS. Fills all of *login. */
void login_read(const struct port_record *port, const struct lines *before, struct arena *arena,
    struct login *login);

/* The same port's capability list inside TLS, from this connection: fills login->inside. */
void login_read_inside(const struct transcript *transcript, enum protocol protocol,
    const struct lines *after, struct arena *arena, struct login *login);

#endif
