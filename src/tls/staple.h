/* SPDX-License-Identifier: MIT */
/* A stapled OCSP response (RFC 6960, RFC 6066 section 8) from its DER to plain facts. */
#ifndef TLS_STAPLE_H
#define TLS_STAPLE_H

#include "facts/tls.h"

/* What the response says of the first certificate of the chain, at a time in seconds since
 * 1970. Its signature is checked with the issuer's certificate, if that is in the chain. */
struct staple staple_read(struct span der, const struct span *chain, size_t len, int64_t at);

#endif
