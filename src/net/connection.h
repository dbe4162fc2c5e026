/* SPDX-License-Identifier: MIT */
/*
 * One conversation on one socket: moves its bytes, keeps its deadlines, and tells its owner
 * when its transcript has grown and when it is over.
 */
#ifndef NET_CONNECTION_H
#define NET_CONNECTION_H

#include "probe/conversation.h"

#include <uv.h>

struct connection;

/* Called when the transcript has grown (is_gone false), and once as the last sign of a
 * connection, when nothing of it is in use any more (is_gone true; the connection is freed
 * behind the call). */
typedef void connection_listener(void *owner, struct connection *connection, bool is_gone);

/* Begins the connection of an attempt (whose bytes it takes over) to the endpoint, from the
 * local address `from` (NULL: any), and records it into `transcript`. Everything passed must
 * outlive the connection, but for the attempt itself. What goes wrong is in
 * the transcript; the listener is never called before this returns. */
struct connection *connection_new(uv_loop_t *loop, const struct conversation_settings *settings,
    const struct endpoint *endpoint, const char *from, struct attempt *attempt,
    struct transcript *transcript, connection_listener *listener, void *owner);

/* Ends it from our side with EVENT_INTERRUPTED or EVENT_HUNG_UP. */
void connection_stop(struct connection *connection, enum event_kind kind);

/* Microseconds since it was begun. */
uint64_t connection_age_us(const struct connection *connection);

/* The address as libuv wants it; false if the text is no address. Port 0 to bind to any. */
bool connection_address(
    const char *text, uint16_t port, struct sockaddr_storage *address) MUST_USE;

/* The numeric text of an address, in the arena; "" if it has none. */
const char *connection_address_text(
    const struct sockaddr_storage *address, struct arena *arena);

#endif
