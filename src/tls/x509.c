/* SPDX-License-Identifier: MIT */
#include "tls/x509.h"

#include "base/alloc.h"

gnutls_datum_t
x509_datum(struct span bytes)
{
	return (gnutls_datum_t){ .data = (unsigned char *)(uintptr_t)bytes.data,
		.size = (unsigned)bytes.len };
}

gnutls_x509_crt_t
x509_import(struct span der)
{
	gnutls_datum_t datum = x509_datum(der);
	gnutls_x509_crt_t certificate;

	if (gnutls_x509_crt_init(&certificate) != 0)
		die("out of memory");
	if (gnutls_x509_crt_import(certificate, &datum, GNUTLS_X509_FMT_DER) == 0)
		return certificate;
	gnutls_x509_crt_deinit(certificate);
	return NULL;
}

void
x509_free(gnutls_x509_crt_t certificate)
{
	if (certificate != NULL)
		gnutls_x509_crt_deinit(certificate);
}
