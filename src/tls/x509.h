/* SPDX-License-Identifier: MIT */
/* For this folder only: DER to the library's handle. */
#ifndef TLS_X509_H
#define TLS_X509_H

#include "base/span.h"

#include <gnutls/x509.h>

/* The bytes as the library takes them; it does not write to them. */
gnutls_datum_t x509_datum(struct span bytes);

/* A certificate to be freed with gnutls_x509_crt_deinit, or NULL if the bytes are none. */
gnutls_x509_crt_t x509_import(struct span der);

/* The same; does nothing for NULL. */
void x509_free(gnutls_x509_crt_t certificate);

#endif
