/* SPDX-License-Identifier: MIT */
/* For this folder only: what stands between our own types and the library's handles. */
#ifndef TLS_X509_H
#define TLS_X509_H

#include "tls/identity.h"

#include <gnutls/x509.h>

/* The bytes as the library takes them; it does not write to them. */
gnutls_datum_t x509_datum(struct span bytes);

/* A certificate to be freed with gnutls_x509_crt_deinit, or NULL if the bytes are none. */
gnutls_x509_crt_t x509_import(struct span der);

/* The same; does nothing for NULL. */
void x509_free(gnutls_x509_crt_t certificate);

/* What all servers of the authority encrypt their tickets with. */
const gnutls_datum_t *authority_ticket_key(struct authority *authority);

/* What an identity shows; it stays the identity's. */
gnutls_certificate_credentials_t identity_credentials(const struct identity *identity);

#endif
