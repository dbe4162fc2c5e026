/* SPDX-License-Identifier: MIT */
/*
 * A TLS session over memory buffers. The client's work is to find out: it offers much, verifies
 * nothing while it shakes hands, and afterwards tells what it saw. Bytes come in by
 * tls_session_feed and go out through tls_session_out; there is no socket and no clock.
 */
#ifndef TLS_SESSION_H
#define TLS_SESSION_H

#include "base/buffer.h"
#include "facts/tls.h"
#include "tls/identity.h"
#include "tls/trust.h"

struct tls_session;

enum tls_state {
	TLS_WAITS,       /* for more bytes from the server */
	TLS_ESTABLISHED, /* the handshake is done */
	TLS_FAILED,      /* see tls_session_failure */
	TLS_CLOSED,      /* the server sent close_notify */
};

/* Why a session failed. */
struct tls_failure {
	bool is_alert;
	bool is_ours;      /* we sent the alert; else the server did */
	uint32_t alert;    /* if is_alert */
	const char *words; /* the library's; static */
};

/* The other side, for servers of our own: shows an identity's certificate. `version` ("1.2")
 * leaves only that version; NULL leaves all. With `wants_certificate` a client without one is
 * refused. The identity must outlive the session. */
struct tls_session *tls_session_new_server(
    const struct identity *identity, const char *version, bool wants_certificate);

/* `server_name` goes into SNI (RFC 6066 section 3) unless it is NULL. */
struct tls_session *tls_session_new(const char *server_name);
void tls_session_free(struct tls_session *session);

/* Takes bytes from the wire. False if the server sent more than is kept at once, which ends the
 * session. */
bool tls_session_feed(struct tls_session *session, struct span bytes) MUST_USE;

/* What is to be sent; the caller consumes it. */
struct buffer *tls_session_out(struct tls_session *session);

/* Goes on with the handshake as far as the bytes reach. */
enum tls_state tls_session_handshake(struct tls_session *session) MUST_USE;

/* Takes decrypted bytes, at most `cap`, *len of them (0 unless TLS_ESTABLISHED comes back,
 * which says that there may be more). */
enum tls_state tls_session_read(
    struct tls_session *session, uint8_t *bytes, size_t cap, size_t *len) MUST_USE;

/* Encrypts the bytes into the out buffer; false if the session is no longer fit for it (see
 * tls_session_failure). */
bool tls_session_write(struct tls_session *session, struct span bytes) MUST_USE;

/* Puts close_notify into the out buffer. */
void tls_session_close(struct tls_session *session);

/* Valid after TLS_FAILED or a failed write. */
struct tls_failure tls_session_failure(const struct tls_session *session);

/* Did the server ask for a certificate of ours? */
bool tls_session_wants_certificate(const struct tls_session *session);

/* NewSessionTicket messages seen so far; with TLS 1.3 they come after the handshake. */
uint32_t tls_session_tickets(const struct tls_session *session);

/* Fills in what the established session shows, with copies in the arena, but for the time that
 * the handshake took. `trust` may be NULL: then nothing is said about it. */
void tls_session_describe(struct tls_session *session, struct trust_store *trust,
    struct arena *arena, struct session *facts);

#endif
