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
 * leaves only that version, "1.2-sha1" also signs with nothing else; NULL leaves all. With
 * `wants_certificate` a client without one is refused. The identity must outlive the session.
 */
struct tls_session *tls_session_new_server(
    const struct identity *identity, const char *version, bool wants_certificate);

/* Lets clients of such a server resume their sessions on another that the same authority has an
 * identity for. To be called before the handshake. */
void tls_session_give_tickets(struct tls_session *session, struct authority *authority);

/* What a client is ready to speak. */
enum tls_profile {
	TLS_PROFILE_ALL,     /* everything that the library speaks */
	TLS_PROFILE_TLS12,   /* TLS 1.2 and older */
	TLS_PROFILE_TLS13,   /* TLS 1.3 only */
	TLS_PROFILE_RSA,     /* only certificates with RSA keys */
	TLS_PROFILE_ECDSA,   /* only certificates with EC keys */
	TLS_PROFILE_CBC,     /* TLS 1.2 and older, CBC suites only, without encrypt-then-MAC */
	TLS_PROFILE_OLD,     /* TLS 1.1 and 1.0 only */
	TLS_PROFILE_SMALL,   /* TLS 1.3 and 1.2 in a hello that is as short as may be */
	TLS_PROFILE_NO_SHA1, /* TLS 1.3 and 1.2, no signatures with SHA-1 */
	TLS_PROFILE_NO_TICKET, /* everything, but session tickets */
	TLS_PROFILES,
};

struct tls_offer {
	enum tls_profile profile;
	const char *server_name; /* goes into SNI (RFC 6066 section 3); NULL: no SNI */
	const char *alpn;        /* one protocol (RFC 7301); NULL: no ALPN */
	struct span resumption;  /* of tls_session_save; empty: a new session */
};

/* The client's side. Nothing of the offer needs to outlive the call. */
struct tls_session *tls_session_new(const struct tls_offer *offer);
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

/* What became of our wish to shake hands again. */
enum tls_renegotiation {
	TLS_RENEGOTIATION_WAITS,    /* for more bytes from the server */
	TLS_RENEGOTIATION_ALLOWED,  /* the server answered with a ServerHello */
	TLS_RENEGOTIATION_DECLINED, /* ... with the warning no_renegotiation */
	TLS_RENEGOTIATION_REFUSED,  /* ... with a fatal alert or close_notify: the session is
	                               over, see tls_session_failure */
	TLS_RENEGOTIATION_FAILED,   /* what came makes no sense, see tls_session_failure */
	TLS_RENEGOTIATION_ABSENT,   /* TLS 1.3 has none */
};

/* Asks an established session for another handshake (RFC 5246 section 7.4.1.2): the first call
 * puts our ClientHello into the out buffer, and each one tells what the bytes fed since say. An
 * answer is final. A handshake that is allowed goes no further, so that such a session is good
 * for tls_session_close only. Application data that come meanwhile are dropped. */
enum tls_renegotiation tls_session_renegotiate(struct tls_session *session) MUST_USE;

/* Puts close_notify into the out buffer. */
void tls_session_close(struct tls_session *session);

/* Valid after TLS_FAILED or a failed write. */
struct tls_failure tls_session_failure(const struct tls_session *session);

/* Did the server ask for a certificate of ours? */
bool tls_session_wants_certificate(const struct tls_session *session);

/* NewSessionTicket messages seen so far; with TLS 1.3 they come after the handshake. */
uint32_t tls_session_tickets(const struct tls_session *session);

/* The body of one of them, a loan from the session (`tls/ticket.h` reads it), and whether it
 * came before we wrote any application data. False if there are no more: of a server that sends
 * very many or very long ones not all are kept. */
bool tls_session_ticket(const struct tls_session *session, size_t which, struct span *body,
    bool *came_unasked) MUST_USE;

/* What tls_session_new needs to resume this established session, a copy in the arena. With
 * TLS 1.3 the ticket comes behind the handshake, so it must have been read first. False if the
 * server gave nothing to resume with. */
bool tls_session_save(
    struct tls_session *session, struct arena *arena, struct span *resumption) MUST_USE;

/* Fills in what the established session shows, with copies in the arena, but for the time that
 * the handshake took. `trust` may be NULL: then nothing is said about it. A resumed session has
 * no certificates: none were sent. */
void tls_session_describe(struct tls_session *session, struct trust_store *trust,
    struct arena *arena, struct session *facts);

#endif
