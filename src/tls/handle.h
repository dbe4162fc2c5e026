/* SPDX-License-Identifier: MIT */
/* For this folder only: what is needed to write records of a session by hand. */
#ifndef TLS_HANDLE_H
#define TLS_HANDLE_H

#include "tls/session.h"

#include <gnutls/gnutls.h>

enum { LAST_SENT_LEN = 16 }; /* a block of any cipher */

/* It stays the session's. */
gnutls_session_t tls_session_handle(struct tls_session *session);

/* The last LAST_SENT_LEN bytes that the library sent. */
const uint8_t *tls_session_last_sent(const struct tls_session *session);

/* The library cannot go on behind a record that it knows nothing of. */
void tls_session_end_writing(struct tls_session *session);

/* What tls_session_write_spoilt does, or, for comparison, the same with nothing spoilt. */
bool tls_session_write_record(
    struct tls_session *session, struct span bytes, bool is_spoilt) MUST_USE;

#endif
