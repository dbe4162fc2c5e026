/* SPDX-License-Identifier: MIT */
/* Listens on a port and plays a scene to each client that comes, or records its hello. */
#ifndef NET_SERVER_H
#define NET_SERVER_H

#include "serve/recorder.h"
#include "serve/scene.h"

#include <uv.h>

struct server;

/* Listens on address and port (0: any free one). NULL if it cannot; *problem is then the
 * system's words. Scene and authority must outlive the server. */
struct server *server_new(uv_loop_t *loop, const char *address, uint16_t port,
    const struct scene *scene, struct authority *authority, const char **problem) MUST_USE;

/* The same, but that the recorder plays; the recording must outlive the server. */
struct server *server_new_recorder(uv_loop_t *loop, const char *address, uint16_t port,
    const struct recording *recording, const char **problem) MUST_USE;

uint16_t server_port(const struct server *server);

/* Connections accepted so far. */
unsigned server_connections(const struct server *server);

/* Closes the listener and all of its connections. The memory goes when the loop has run on. */
void server_free(struct server *server);

/* Its listener and connections do not keep the loop running. */
void server_unref(struct server *server);

#endif
