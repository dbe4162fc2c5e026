/* SPDX-License-Identifier: MIT */
#include "tls/session.h"

#include "base/text.h"
#include "tls/handle.h"
#include "tls/profile.h"
#include "tls/x509.h"

#include <errno.h>
#include <gnutls/gnutls.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* A handshake message may have 64 KiB (a long chain); a server that sends more before we can
 * read it is not one that we go on with. */
enum {
	IN_MAX = 256 * 1024,
	OUT_MAX = 128 * 1024,
	HANDSHAKE_MAX = 64 * 1024,
	ALPN_MOST = 64, /* of a protocol name that is shown */
};

enum {
	TICKETS_MAX = 8,
	TICKET_MAX = 16 * 1024,
};

/* Old servers come with small Diffie-Hellman primes; that is a finding, not a reason to stop.
 */
enum { DH_BITS_MIN = 512 };

struct kept_ticket {
	uint8_t *body;
	size_t len;
	bool came_unasked;
};

struct tls_session {
	gnutls_session_t session;
	gnutls_certificate_credentials_t credentials;
	struct buffer in;
	struct buffer out;
	uint64_t bytes_in;
	uint64_t bytes_out;
	uint64_t fruitful_in; /* bytes_in when something last came of them */
	int error;
	bool is_alert_ours;
	uint32_t alert;
	bool wants_certificate;
	bool has_written; /* application data */
	bool is_spent;    /* nothing can be written any more */
	uint8_t last_sent[LAST_SENT_LEN];
	enum tls_renegotiation renegotiation;
	bool wants_again; /* renegotiation was begun */
	uint32_t tickets; /* seen */
	size_t tickets_kept;
	struct kept_ticket kept[TICKETS_MAX];
};

static ssize_t
pull(gnutls_transport_ptr_t transport, void *bytes, size_t cap)
{
	struct tls_session *session = transport;
	size_t len = session->in.len < cap ? session->in.len : cap;

	if (len == 0) {
		gnutls_transport_set_errno(session->session, EAGAIN);
		return -1;
	}
	memcpy(bytes, session->in.data, len);
	buffer_consume(&session->in, len);
	session->bytes_in += len;
	return (ssize_t)len;
}

static void
note_sent(struct tls_session *session, const uint8_t *bytes, size_t len)
{
	size_t fresh = len < LAST_SENT_LEN ? len : LAST_SENT_LEN;

	memmove(session->last_sent, session->last_sent + fresh, LAST_SENT_LEN - fresh);
	memcpy(session->last_sent + LAST_SENT_LEN - fresh, bytes + len - fresh, fresh);
	session->bytes_out += len;
}

static ssize_t
push(gnutls_transport_ptr_t transport, const void *bytes, size_t len)
{
	struct tls_session *session = transport;

	if (!buffer_append(&session->out, (struct span){ .data = bytes, .len = len })) {
		gnutls_transport_set_errno(session->session, EIO);
		return -1;
	}
	note_sent(session, bytes, len);
	return (ssize_t)len;
}

/* There is always an answer at once: what has not come yet is not there. */
static int
pull_timeout(gnutls_transport_ptr_t transport, unsigned milliseconds)
{
	const struct tls_session *session = transport;

	(void)milliseconds;
	return session->in.len > 0 ? 1 : 0;
}

static void
keep_ticket(struct tls_session *session, const gnutls_datum_t *message)
{
	struct kept_ticket *ticket = &session->kept[session->tickets_kept];

	session->tickets++;
	if (session->tickets_kept == TICKETS_MAX || message->size == 0 ||
	    message->size > TICKET_MAX)
		return;
	ticket->body = alloc_zeroed(1, message->size);
	memcpy(ticket->body, message->data, message->size);
	ticket->len = message->size;
	ticket->came_unasked = !session->has_written;
	session->tickets_kept++;
}

/* Sees the server's messages before the library reads them. A ServerHello that allows
 * renegotiation is all that we want of it, so the library is stopped there. */
static int
see_message(gnutls_session_t gnutls, unsigned type, unsigned when, unsigned is_incoming,
    const gnutls_datum_t *message)
{
	struct tls_session *session = gnutls_session_get_ptr(gnutls);

	(void)when;
	if (is_incoming == 0)
		return 0;
	if (type == GNUTLS_HANDSHAKE_NEW_SESSION_TICKET)
		keep_ticket(session, message);
	if (type == GNUTLS_HANDSHAKE_CERTIFICATE_REQUEST)
		session->wants_certificate = true;
	if (type != GNUTLS_HANDSHAKE_SERVER_HELLO || !session->wants_again)
		return 0;
	session->renegotiation = TLS_RENEGOTIATION_ALLOWED;
	return GNUTLS_E_INTERRUPTED;
}

/* What both sides have in common. */
static struct tls_session *
session_new(unsigned side, const char *wanted)
{
	struct tls_session *session = alloc_zeroed(1, sizeof(*session));
	gnutls_session_t gnutls;

	buffer_init(&session->in, IN_MAX);
	buffer_init(&session->out, OUT_MAX);
	if (gnutls_init(&gnutls, side | GNUTLS_NONBLOCK | GNUTLS_NO_SIGNAL) != 0)
		die("out of memory");
	session->session = gnutls;
	if (gnutls_priority_set_direct(gnutls, wanted, NULL) != 0)
		die("this GnuTLS does not know the priority \"%s\"", wanted);
	gnutls_session_set_ptr(gnutls, session);
	gnutls_handshake_set_max_packet_length(gnutls, HANDSHAKE_MAX);
	gnutls_handshake_set_timeout(gnutls, GNUTLS_INDEFINITE_TIMEOUT);
	gnutls_transport_set_ptr(gnutls, session);
	gnutls_transport_set_pull_function(gnutls, pull);
	gnutls_transport_set_pull_timeout_function(gnutls, pull_timeout);
	gnutls_transport_set_push_function(gnutls, push);
	return session;
}

static void
set_alpn(gnutls_session_t gnutls, const char *alpn)
{
	gnutls_datum_t protocol = x509_datum(span_of(alpn));

	if (alpn != NULL && gnutls_alpn_set_protocols(gnutls, &protocol, 1, 0) != 0)
		die("this GnuTLS cannot offer the protocol \"%s\"", alpn);
}

struct tls_session *
tls_session_new(const struct tls_offer *offer)
{
	struct tls_session *session =
	    session_new(GNUTLS_CLIENT, profile_priority(offer->profile));
	gnutls_session_t gnutls = session->session;

	if (gnutls_certificate_allocate_credentials(&session->credentials) != 0)
		die("out of memory");
	gnutls_credentials_set(gnutls, GNUTLS_CRD_CERTIFICATE, session->credentials);
	gnutls_dh_set_prime_bits(gnutls, DH_BITS_MIN);
	gnutls_handshake_set_hook_function(
	    gnutls, GNUTLS_HANDSHAKE_ANY, GNUTLS_HOOK_PRE, see_message);
	if (offer->server_name != NULL &&
	    gnutls_server_name_set(
		gnutls, GNUTLS_NAME_DNS, offer->server_name, strlen(offer->server_name)) != 0)
		die("out of memory");
	set_alpn(gnutls, offer->alpn);
	/* What the library does not take (any more) is a new session all the same. */
	if (offer->resumption.len > 0)
		(void)gnutls_session_set_data(
		    gnutls, offer->resumption.data, offer->resumption.len);
	return session;
}

struct tls_session *
tls_session_new_server(
    const struct identity *identity, const char *version, bool wants_certificate)
{
	char wanted[160];
	struct tls_session *session;
	bool is_sha1_only = version != NULL && strcmp(version, "1.2-sha1") == 0;

	(void)snprintf(wanted, sizeof(wanted), "NORMAL:+VERS-TLS1.1:+VERS-TLS1.0%s%s%s%s",
	    version == NULL ? "" : ":-VERS-ALL:+VERS-TLS",
	    version == NULL ? ""
	    : is_sha1_only  ? "1.2"
			    : version,
	    is_sha1_only ? ":-SIGN-ALL" : "",
	    version == NULL ? "" : ":+SIGN-RSA-SHA1:+SIGN-ECDSA-SHA1");
	session = session_new(GNUTLS_SERVER, wanted);
	gnutls_credentials_set(
	    session->session, GNUTLS_CRD_CERTIFICATE, identity_credentials(identity));
	if (wants_certificate)
		gnutls_certificate_server_set_request(session->session, GNUTLS_CERT_REQUIRE);
	return session;
}

void
tls_session_give_tickets(struct tls_session *session, struct authority *authority)
{
	if (gnutls_session_ticket_enable_server(
		session->session, authority_ticket_key(authority)) != 0)
		die("out of memory");
}

void
tls_session_free(struct tls_session *session)
{
	if (session == NULL)
		return;
	gnutls_deinit(session->session);
	if (session->credentials != NULL)
		gnutls_certificate_free_credentials(session->credentials);
	for (size_t i = 0; i < session->tickets_kept; i++)
		free(session->kept[i].body);
	buffer_clear(&session->in);
	buffer_clear(&session->out);
	free(session);
}

bool
tls_session_feed(struct tls_session *session, struct span bytes)
{
	return buffer_append(&session->in, bytes);
}

struct buffer *
tls_session_out(struct tls_session *session)
{
	return &session->out;
}

gnutls_session_t
tls_session_handle(struct tls_session *session)
{
	return session->session;
}

const uint8_t *
tls_session_last_sent(const struct tls_session *session)
{
	return session->last_sent;
}

void
tls_session_end_writing(struct tls_session *session)
{
	session->is_spent = true;
}

/* The library's word for "not yet", or for something that happened by the way. */
static bool
is_temporary(int error)
{
	return error == GNUTLS_E_AGAIN || error == GNUTLS_E_INTERRUPTED;
}

/* The library looks at the size of a message when all of it is there, so that a server could
 * make it keep 16 MiB. */
static bool
is_too_large(const struct tls_session *session)
{
	return session->bytes_in - session->fruitful_in > IN_MAX;
}

static enum tls_state
fail(struct tls_session *session, int error)
{
	int level = 0;

	session->error = error;
	/* close_notify in the middle of a handshake is an alert like any other. */
	if (error == GNUTLS_E_SESSION_EOF)
		return TLS_FAILED;
	if (error == GNUTLS_E_FATAL_ALERT_RECEIVED ||
	    error == GNUTLS_E_WARNING_ALERT_RECEIVED) {
		session->alert = (uint32_t)gnutls_alert_get(session->session);
		return TLS_FAILED;
	}
	/* When it is the server's bytes that the library will not have, it tells the server so.
	 */
	session->alert = (uint32_t)gnutls_error_to_alert(error, &level);
	session->is_alert_ours =
	    !session->is_spent &&
	    gnutls_alert_send_appropriate(session->session, error) == GNUTLS_E_SUCCESS;
	return TLS_FAILED;
}

enum tls_state
tls_session_handshake(struct tls_session *session)
{
	for (;;) {
		int error = gnutls_handshake(session->session);

		if (error == GNUTLS_E_SUCCESS) {
			session->fruitful_in = session->bytes_in;
			return TLS_ESTABLISHED;
		}
		/* A warning does not end a handshake: servers that do not know the name of SNI
		 * send one and go on (RFC 6066 section 3). */
		if (!is_temporary(error) && error != GNUTLS_E_WARNING_ALERT_RECEIVED)
			return fail(session, error);
		if (is_too_large(session))
			return fail(session, GNUTLS_E_HANDSHAKE_TOO_LARGE);
		if (is_temporary(error) && session->in.len == 0)
			return TLS_WAITS;
	}
}

enum tls_state
tls_session_read(struct tls_session *session, uint8_t *bytes, size_t cap, size_t *len)
{
	*len = 0;
	for (;;) {
		ssize_t result = gnutls_record_recv(session->session, bytes, cap);

		if (result > 0) {
			session->fruitful_in = session->bytes_in;
			*len = (size_t)result;
			return TLS_ESTABLISHED;
		}
		if (result == 0)
			return TLS_CLOSED;
		/* TLS 1.2 renegotiation is declined by going on without it. */
		if (!is_temporary((int)result) && result != GNUTLS_E_WARNING_ALERT_RECEIVED &&
		    result != GNUTLS_E_REHANDSHAKE)
			return fail(session, (int)result);
		if (is_too_large(session))
			return fail(session, GNUTLS_E_HANDSHAKE_TOO_LARGE);
		if (is_temporary((int)result) && session->in.len == 0)
			return TLS_WAITS;
	}
}

bool
tls_session_write(struct tls_session *session, struct span bytes)
{
	while (bytes.len > 0) {
		ssize_t sent = session->is_spent ? GNUTLS_E_INVALID_SESSION
		                                 : gnutls_record_send(
						       session->session, bytes.data, bytes.len);

		if (sent <= 0) {
			(void)fail(session, (int)sent);
			return false;
		}
		session->has_written = true;
		bytes = span_skip(bytes, (size_t)sent);
	}
	return true;
}

/* Words that crossed our ClientHello: the library wants them taken before it goes on. */
static void
drop_words(struct tls_session *session)
{
	uint8_t bytes[1024];

	while (gnutls_record_check_pending(session->session) > 0 &&
	       gnutls_record_recv(session->session, bytes, sizeof(bytes)) > 0)
		session->fruitful_in = session->bytes_in;
}

static enum tls_renegotiation
answer_to(struct tls_session *session, int error)
{
	bool is_warning = error == GNUTLS_E_WARNING_ALERT_RECEIVED;

	if (session->renegotiation != TLS_RENEGOTIATION_WAITS)
		return session->renegotiation;
	if (is_warning && gnutls_alert_get(session->session) == GNUTLS_A_NO_RENEGOTIATION)
		return TLS_RENEGOTIATION_DECLINED;
	if (is_too_large(session))
		error = GNUTLS_E_HANDSHAKE_TOO_LARGE;
	if (error == GNUTLS_E_GOT_APPLICATION_DATA)
		drop_words(session);
	else if (!is_warning && !is_temporary(error) && error != GNUTLS_E_REHANDSHAKE) {
		(void)fail(session, error);
		return error == GNUTLS_E_FATAL_ALERT_RECEIVED || error == GNUTLS_E_SESSION_EOF
		           ? TLS_RENEGOTIATION_REFUSED
		           : TLS_RENEGOTIATION_FAILED;
	}
	return TLS_RENEGOTIATION_WAITS;
}

enum tls_renegotiation
tls_session_renegotiate(struct tls_session *session)
{
	if (gnutls_protocol_get_version(session->session) == GNUTLS_TLS1_3)
		return TLS_RENEGOTIATION_ABSENT;
	session->wants_again = true;
	while (session->renegotiation == TLS_RENEGOTIATION_WAITS) {
		int error = gnutls_handshake(session->session);

		session->renegotiation = answer_to(session, error);
		if (is_temporary(error) && session->in.len == 0)
			break;
	}
	return session->renegotiation;
}

void
tls_session_close(struct tls_session *session)
{
	/* If it does not fit into the buffer any more, the connection is closed without it. */
	if (!session->is_spent)
		(void)gnutls_bye(session->session, GNUTLS_SHUT_WR);
}

struct tls_failure
tls_session_failure(const struct tls_session *session)
{
	bool came = session->error == GNUTLS_E_FATAL_ALERT_RECEIVED ||
	            session->error == GNUTLS_E_SESSION_EOF;

	return (struct tls_failure){
		.is_alert = came || session->is_alert_ours,
		.is_ours = !came,
		.alert = session->alert,
		.words = gnutls_strerror(session->error),
	};
}

bool
tls_session_wants_certificate(const struct tls_session *session)
{
	return session->wants_certificate;
}

uint32_t
tls_session_tickets(const struct tls_session *session)
{
	return session->tickets;
}

bool
tls_session_ticket(
    const struct tls_session *session, size_t which, struct span *body, bool *came_unasked)
{
	const struct kept_ticket *ticket = &session->kept[which];

	if (which >= session->tickets_kept)
		return false;
	*body = (struct span){ .data = ticket->body, .len = ticket->len };
	*came_unasked = ticket->came_unasked;
	return true;
}

/* The library also saves sessions that nobody could resume. */
static bool
is_resumable(gnutls_session_t gnutls)
{
	gnutls_datum_t id = { 0 };

	if ((gnutls_session_get_flags(gnutls) & GNUTLS_SFLAGS_SESSION_TICKET) != 0)
		return true;
	return gnutls_protocol_get_version(gnutls) != GNUTLS_TLS1_3 &&
	       gnutls_session_get_id2(gnutls, &id) == 0 && id.size > 0;
}

bool
tls_session_save(struct tls_session *session, struct arena *arena, struct span *resumption)
{
	gnutls_datum_t data;

	if (!is_resumable(session->session) ||
	    gnutls_session_get_data2(session->session, &data) != 0)
		return false;
	*resumption = arena_copy(arena, (struct span){ .data = data.data, .len = data.size });
	gnutls_free(data.data);
	return true;
}

/* "TLS1.3" is the library's way, "TLS 1.3" the standard's. */
static const char *
version_name(gnutls_protocol_t version)
{
	switch ((int)version) {
	case GNUTLS_SSL3:
		return "SSL 3.0";
	case GNUTLS_TLS1_0:
		return "TLS 1.0";
	case GNUTLS_TLS1_1:
		return "TLS 1.1";
	case GNUTLS_TLS1_2:
		return "TLS 1.2";
	case GNUTLS_TLS1_3:
		return "TLS 1.3";
	default:
		return "";
	}
}

static const char *
text_or_none(const char *text)
{
	return text == NULL ? "" : text;
}

static void
describe_chain(struct tls_session *session, struct trust_store *trust, struct arena *arena,
    struct session *facts)
{
	unsigned count = 0;
	const gnutls_datum_t *sent = gnutls_certificate_get_peers(session->session, &count);
	gnutls_datum_t staple;

	facts->chain_sent = count;
	facts->chain_len = count < CHAIN_MAX ? count : CHAIN_MAX;
	for (size_t i = 0; i < facts->chain_len; i++)
		facts->chain[i] = arena_copy(
		    arena, (struct span){ .data = sent[i].data, .len = sent[i].size });
	if (gnutls_ocsp_status_request_get(session->session, &staple) == 0) {
		facts->has_staple = true;
		facts->staple =
		    arena_copy(arena, (struct span){ .data = staple.data, .len = staple.size });
	}
	if (trust == NULL)
		return;
	facts->trust = trust_store_judge(trust, facts->chain, facts->chain_len);
	trust_store_path(trust, facts->chain, facts->chain_len, facts->is_used);
	facts->trust_source = arena_string(arena, span_of(trust_store_source(trust)));
}

void
tls_session_describe(struct tls_session *session, struct trust_store *trust,
    struct arena *arena, struct session *facts)
{
	gnutls_session_t gnutls = session->session;
	gnutls_datum_t alpn;
	int signature = gnutls_sign_algorithm_get(gnutls);

	*facts = (struct session){
		.version = version_name(gnutls_protocol_get_version(gnutls)),
		.suite = text_or_none(gnutls_ciphersuite_get(gnutls)),
		.group = text_or_none(gnutls_group_get_name(gnutls_group_get(gnutls))),
		.signature = signature > 0 ? text_or_none(gnutls_sign_get_name(
						 (gnutls_sign_algorithm_t)signature))
		                           : "",
		.alpn = "",
		.trust_source = "",
		.is_resumed = gnutls_session_is_resumed(gnutls) != 0,
		.has_encrypt_then_mac = gnutls_session_etm_status(gnutls) != 0,
		.has_extended_master_secret =
		    gnutls_session_ext_master_secret_status(gnutls) != 0,
		.has_safe_renegotiation = gnutls_safe_renegotiation_status(gnutls) != 0,
		.wants_client_certificate = session->wants_certificate,
		.tickets = session->tickets,
		.bytes_in = session->bytes_in,
		.bytes_out = session->bytes_out,
	};
	if (gnutls_alpn_get_selected_protocol(gnutls, &alpn) == 0)
		facts->alpn = text_escape(
		    arena, (struct span){ .data = alpn.data, .len = alpn.size }, ALPN_MOST);
	/* The library still has the certificates of the session that is resumed. */
	if (!facts->is_resumed)
		describe_chain(session, trust, arena, facts);
}
