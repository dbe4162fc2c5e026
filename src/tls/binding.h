/* SPDX-License-Identifier: MIT */
/* What a login inside TLS can be bound to, so that nobody in between can hand it on. */
#ifndef TLS_BINDING_H
#define TLS_BINDING_H

#include "tls/session.h"

enum tls_binding {
	TLS_BINDING_EXPORTER, /* RFC 9266: the one of TLS 1.3 */
	TLS_BINDING_UNIQUE,   /* RFC 5929 section 3: the one of TLS 1.2 and older */
	TLS_BINDINGS,
};

/* The bytes of an established session's own binding, a copy in the arena, and which one it is.
 * False, and nothing touched, if there is none: of TLS 1.2 without the extended master secret
 * somebody in between can have the same on both sides (RFC 7627 section 1). */
bool tls_session_binding(struct tls_session *session, struct arena *arena,
    enum tls_binding *kind, struct span *bytes) MUST_USE;

#endif
