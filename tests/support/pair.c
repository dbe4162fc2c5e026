/* SPDX-License-Identifier: MIT */
#include "support/pair.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { BUFFER_MAX = 1024 * 1024 };

void
pair_init(struct pair *pair)
{
	*pair = (struct pair){ .authority = authority_new(PAIR_HOST, PAIR_NOW) };
	pair->trust = trust_store_new_text(authority_pem(pair->authority), "test");
	pair->client = tls_session_new(&(struct tls_offer){ .server_name = PAIR_HOST });
	buffer_init(&pair->raw_in, BUFFER_MAX);
	buffer_init(&pair->raw_out, BUFFER_MAX);
}

static void
hang_up(struct pair *pair)
{
	tls_session_free(pair->client);
	tls_session_free(pair->server);
	if (pair->raw != NULL)
		gnutls_deinit(pair->raw);
	buffer_clear(&pair->raw_in);
	buffer_clear(&pair->raw_out);
}

void
pair_offer(struct pair *pair, const struct tls_offer *offer)
{
	hang_up(pair);
	*pair = (struct pair){
		.authority = pair->authority,
		.trust = pair->trust,
		.client = tls_session_new(offer),
		.piece_len = pair->piece_len,
	};
	buffer_init(&pair->raw_in, BUFFER_MAX);
	buffer_init(&pair->raw_out, BUFFER_MAX);
}

void
pair_clear(struct pair *pair)
{
	hang_up(pair);
	trust_store_free(pair->trust);
	authority_free(pair->authority);
}

void
pair_serve(
    struct pair *pair, enum identity_kind kind, const char *version, bool wants_certificate)
{
	pair->server = tls_session_new_server(
	    authority_identity(pair->authority, kind), version, wants_certificate);
}

static ssize_t
pull(gnutls_transport_ptr_t transport, void *bytes, size_t cap)
{
	struct pair *pair = transport;
	size_t len = pair->raw_in.len < cap ? pair->raw_in.len : cap;

	if (len == 0) {
		gnutls_transport_set_errno(pair->raw, EAGAIN);
		return -1;
	}
	memcpy(bytes, pair->raw_in.data, len);
	buffer_consume(&pair->raw_in, len);
	return (ssize_t)len;
}

static ssize_t
push(gnutls_transport_ptr_t transport, const void *bytes, size_t len)
{
	struct pair *pair = transport;

	if (!buffer_append(&pair->raw_out, (struct span){ .data = bytes, .len = len }))
		abort();
	return (ssize_t)len;
}

static int
pull_timeout(gnutls_transport_ptr_t transport, unsigned milliseconds)
{
	(void)milliseconds;
	return ((struct pair *)transport)->raw_in.len > 0 ? 1 : 0;
}

void
pair_serve_raw(
    struct pair *pair, gnutls_certificate_credentials_t credentials, const char *priority)
{
	if (gnutls_init(&pair->raw, GNUTLS_SERVER | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL) != 0 ||
	    gnutls_priority_set_direct(pair->raw, priority, NULL) != 0 ||
	    gnutls_credentials_set(pair->raw, GNUTLS_CRD_CERTIFICATE, credentials) != 0)
		abort();
	gnutls_handshake_set_timeout(pair->raw, GNUTLS_INDEFINITE_TIMEOUT);
	gnutls_transport_set_ptr(pair->raw, pair);
	gnutls_transport_set_pull_function(pair->raw, pull);
	gnutls_transport_set_pull_timeout_function(pair->raw, pull_timeout);
	gnutls_transport_set_push_function(pair->raw, push);
}

static void
consume(struct buffer *from, size_t len, uint64_t *counter)
{
	*counter += len;
	buffer_consume(from, len);
}

static struct span
piece(const struct pair *pair, const struct buffer *buffer)
{
	struct span bytes = buffer_span(buffer);

	if (pair->piece_len > 0 && bytes.len > pair->piece_len)
		bytes.len = pair->piece_len;
	return bytes;
}

bool
pair_move(struct pair *pair)
{
	struct buffer *from_client = tls_session_out(pair->client);
	struct buffer *from_server =
	    pair->raw != NULL ? &pair->raw_out : tls_session_out(pair->server);
	struct span there = piece(pair, from_client);
	struct span back = piece(pair, from_server);
	bool fits = pair->raw != NULL ? buffer_append(&pair->raw_in, there)
	                              : tls_session_feed(pair->server, there);

	if (!fits || !tls_session_feed(pair->client, back))
		abort();
	consume(from_client, there.len, &pair->to_server);
	consume(from_server, back.len, &pair->to_client);
	return there.len > 0 || back.len > 0;
}

static enum tls_state
serve(struct pair *pair)
{
	int error;

	if (pair->raw == NULL)
		return tls_session_handshake(pair->server);
	do
		error = gnutls_handshake(pair->raw);
	while (error < 0 && gnutls_error_is_fatal(error) == 0 && pair->raw_in.len > 0);
	if (error == GNUTLS_E_SUCCESS)
		return TLS_ESTABLISHED;
	if (gnutls_error_is_fatal(error) == 0)
		return TLS_WAITS;
	gnutls_alert_send_appropriate(pair->raw, error);
	return TLS_FAILED;
}

void
pair_shake_hands(struct pair *pair)
{
	pair->client_state = TLS_WAITS;
	pair->server_state = TLS_WAITS;
	do {
		if (pair->client_state == TLS_WAITS)
			pair->client_state = tls_session_handshake(pair->client);
		if (pair->server_state == TLS_WAITS)
			pair->server_state = serve(pair);
	} while (pair_move(pair));
}

struct session
pair_describe(struct pair *pair, struct arena *arena)
{
	struct session session;

	tls_session_describe(pair->client, pair->trust, arena, &session);
	return session;
}
