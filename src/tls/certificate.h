/* SPDX-License-Identifier: MIT */
/* One X.509 certificate (RFC 5280) from its DER to plain facts. */
#ifndef TLS_CERTIFICATE_H
#define TLS_CERTIFICATE_H

#include "base/alloc.h"
#include "facts/tls.h"

/* Reads a certificate. Bytes that are none give facts with is_readable false and a fingerprint.
 */
void certificate_read(struct span der, struct arena *arena, struct certificate *certificate);

#endif
