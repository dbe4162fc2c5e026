/* SPDX-License-Identifier: MIT */
/*
 * A TLS client of ours and a server in memory, with the bytes between them whole or cut. The
 * server is one of ours, or, where that cannot do what is wanted, one of the library with any
 * priority string.
 */
#ifndef SUPPORT_PAIR_H
#define SUPPORT_PAIR_H

#include "tls/session.h"

#include <gnutls/gnutls.h>

enum { PAIR_NOW = 1795000000 };

#define PAIR_HOST "mail.example.test"

struct pair {
	struct authority *authority;
	struct trust_store *trust;
	struct tls_session *client;
	struct tls_session *server;    /* NULL: raw */
	gnutls_session_t raw;          /* NULL: server */
	struct buffer raw_in, raw_out; /* of the raw server */
	enum tls_state client_state;
	enum tls_state server_state;
	size_t piece_len;   /* bytes that travel at once; 0: all */
	uint64_t to_client; /* bytes that travelled */
	uint64_t to_server;
};

/* A client for PAIR_HOST; the server is to be set next. */
void pair_init(struct pair *pair);
void pair_clear(struct pair *pair);

/* A new connection of a client with this offer, with the server to be set next. */
void pair_offer(struct pair *pair, const struct tls_offer *offer);

void pair_serve(
    struct pair *pair, enum identity_kind kind, const char *version, bool wants_certificate);

/* A server with this priority string, which must be served by pair->raw's own settings. */
void pair_serve_raw(
    struct pair *pair, gnutls_certificate_credentials_t credentials, const char *priority);

/* Lets both shake hands until neither gets on. */
void pair_shake_hands(struct pair *pair);

/* Moves what either has to say; true if anything moved. */
bool pair_move(struct pair *pair);

/* What the client saw; texts live in the arena. */
struct session pair_describe(struct pair *pair, struct arena *arena);

#endif
