/* SPDX-License-Identifier: MIT */
/* May a password be trusted to this session? The strict question: elsewhere it is told what is
 * wrong, here whether anything is. */
#ifndef TLS_VERIFY_H
#define TLS_VERIFY_H

#include "base/alloc.h"
#include "tls/session.h"
#include "tls/trust.h"

/* NULL if the session's certificate is one for `name` (NULL: there is none to compare with) at
 * this time (seconds since 1970), with a strong way to a trusted one, and not revoked as far as
 * a staple tells. Else what is wrong with it, static or in the arena. */
const char *verify_problem(struct trust_store *trust, const struct session *session,
    const char *name, int64_t at, struct arena *arena) MUST_USE;

/* NULL if nobody reads what this established session encrypts. A probe also takes what old
 * servers have, down to a Diffie-Hellman prime of 512 bits, which somebody in between can make
 * both sides agree on and then break (CVE-2015-4000): then, or with RC4, it is told here,
 * static. */
const char *verify_encryption(struct tls_session *session) MUST_USE;

#endif
