/* SPDX-License-Identifier: MIT */
#include "tls/certificate.h"

#include "base/text.h"
#include "tls/x509.h"

#include <gnutls/crypto.h>
#include <stdio.h>
#include <string.h>

enum {
	SHA256_LEN = 32,
	NAME_MAX_LEN = 1024,
	TEXT_MOST = 512,    /* of a name from a certificate that is shown */
	STATUS_REQUEST = 5, /* RFC 6066 section 8 */
};

static const char *
sha256(struct arena *arena, struct span bytes)
{
	uint8_t digest[SHA256_LEN];

	if (gnutls_hash_fast(GNUTLS_DIG_SHA256, bytes.data, bytes.len, digest) != 0)
		die("this GnuTLS has no SHA-256");
	return text_hex(arena, (struct span){ .data = digest, .len = sizeof(digest) });
}

static const char *
spki_sha256(gnutls_x509_crt_t certificate, struct arena *arena)
{
	uint8_t digest[SHA256_LEN];
	size_t len = sizeof(digest);

	if (gnutls_x509_crt_get_key_id(certificate, GNUTLS_KEYID_USE_SHA256, digest, &len) != 0)
		return "";
	return text_hex(arena, (struct span){ .data = digest, .len = len });
}

/* Escaped already here: a name may hold anything, and nobody compares these texts. */
static const char *
distinguished_name(struct arena *arena,
    int (*get)(gnutls_x509_crt_t, gnutls_datum_t *, unsigned), gnutls_x509_crt_t certificate)
{
	gnutls_datum_t text;
	const char *copy;

	if (get(certificate, &text, 0) != 0)
		return "";
	copy =
	    text_escape(arena, (struct span){ .data = text.data, .len = text.size }, TEXT_MOST);
	gnutls_free(text.data);
	return copy;
}

static const char *
common_name(gnutls_x509_crt_t certificate, struct arena *arena)
{
	char name[NAME_MAX_LEN];
	size_t len = sizeof(name);

	if (gnutls_x509_crt_get_dn_by_oid(
		certificate, GNUTLS_OID_X520_COMMON_NAME, 0, 0, name, &len) != 0)
		return "";
	return text_escape(
	    arena, (struct span){ .data = (const uint8_t *)name, .len = len }, TEXT_MOST);
}

static const char *
ip_text(struct arena *arena, const uint8_t *bytes, size_t len)
{
	if (len == 4)
		return arena_printf(
		    arena, "IP:%u.%u.%u.%u", bytes[0], bytes[1], bytes[2], bytes[3]);
	return arena_printf(
	    arena, "IP:%s", text_hex(arena, (struct span){ .data = bytes, .len = len }));
}

static const char *
alternative_name(struct arena *arena, int type, const uint8_t *bytes, size_t len)
{
	const char *kind = type == GNUTLS_SAN_DNSNAME      ? "DNS"
	                   : type == GNUTLS_SAN_RFC822NAME ? "email"
	                   : type == GNUTLS_SAN_URI        ? "URI"
	                                                   : "other";

	if (type == GNUTLS_SAN_IPADDRESS)
		return ip_text(arena, bytes, len);
	if (strcmp(kind, "other") == 0)
		return "other";
	return arena_printf(arena, "%s:%s", kind,
	    text_escape(arena, (struct span){ .data = bytes, .len = len }, TEXT_MOST));
}

static void
read_names(gnutls_x509_crt_t crt, struct arena *arena, struct certificate *certificate)
{
	for (unsigned i = 0; i < NAMES_MAX; i++) {
		uint8_t name[NAME_MAX_LEN];
		size_t len = sizeof(name);
		int type = gnutls_x509_crt_get_subject_alt_name(crt, i, name, &len, NULL);

		if (type == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
			return;
		/* One that cannot be read, or is far too long, must not hide the others. */
		if (type < 0)
			continue;
		certificate->names[certificate->names_len++] =
		    alternative_name(arena, type, name, len);
	}
}

static void
read_key(gnutls_x509_crt_t crt, struct certificate *certificate)
{
	unsigned bits = 0;
	int algorithm = gnutls_x509_crt_get_pk_algorithm(crt, &bits);
	const char *name =
	    algorithm < 0 ? NULL : gnutls_pk_get_name((gnutls_pk_algorithm_t)algorithm);

	certificate->key_type = algorithm == GNUTLS_PK_EC ? "EC"
	                        : name == NULL            ? "unknown"
	                                                  : name;
	/* The library counts whole bytes: P-521 has no other size (SEC 2 section 2.6). */
	certificate->key_bits = algorithm == GNUTLS_PK_EC && bits == 528 ? 521 : bits;
}

static const char *
signature_name(gnutls_x509_crt_t crt)
{
	int algorithm = gnutls_x509_crt_get_signature_algorithm(crt);
	const char *name =
	    algorithm < 0 ? NULL : gnutls_sign_get_name((gnutls_sign_algorithm_t)algorithm);

	return name == NULL ? "unknown" : name;
}

static bool
has_issuer_url(gnutls_x509_crt_t crt)
{
	bool found = false;

	for (unsigned i = 0; !found; i++) {
		gnutls_datum_t url = { 0 };
		int result = gnutls_x509_crt_get_authority_info_access(
		    crt, i, GNUTLS_IA_CAISSUERS_URI, &url, NULL);

		if (result == GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE ||
		    (result < 0 && result != GNUTLS_E_UNKNOWN_ALGORITHM))
			return false;
		found = result == 0;
		gnutls_free(url.data);
	}
	return found;
}

/* RFC 7633 section 4.2.3.1: the server must do what the TLS extension of that number asks for.
 */
static bool
demands_staple(gnutls_x509_crt_t crt)
{
	gnutls_x509_tlsfeatures_t features;
	bool found = false;

	if (gnutls_x509_tlsfeatures_init(&features) != 0)
		die("out of memory");
	if (gnutls_x509_crt_get_tlsfeatures(crt, features, 0, NULL) == 0) {
		unsigned feature = 0;

		for (unsigned i = 0;
		     !found && gnutls_x509_tlsfeatures_get(features, i, &feature) == 0; i++)
			found = feature == STATUS_REQUEST;
	}
	gnutls_x509_tlsfeatures_deinit(features);
	return found;
}

static bool
is_signed_by_itself(gnutls_x509_crt_t crt)
{
	/* Without the first flag a certificate that is in the list of authorities is taken for
	 * good, whatever its signature. */
	const unsigned flags = GNUTLS_VERIFY_DO_NOT_ALLOW_SAME | GNUTLS_VERIFY_DISABLE_CA_SIGN |
	                       GNUTLS_VERIFY_DISABLE_TIME_CHECKS | GNUTLS_VERIFY_ALLOW_BROKEN |
	                       GNUTLS_VERIFY_ALLOW_ANY_X509_V1_CA_CRT;
	unsigned status = 0;

	return gnutls_x509_crt_verify(crt, &crt, 1, flags, &status) == 0 &&
	       (status & GNUTLS_CERT_SIGNATURE_FAILURE) == 0;
}

static void
read_all(gnutls_x509_crt_t crt, struct arena *arena, struct certificate *certificate)
{
	certificate->is_readable = true;
	certificate->subject = distinguished_name(arena, gnutls_x509_crt_get_dn3, crt);
	certificate->issuer = distinguished_name(arena, gnutls_x509_crt_get_issuer_dn3, crt);
	certificate->common_name = common_name(crt, arena);
	certificate->not_before = gnutls_x509_crt_get_activation_time(crt);
	certificate->not_after = gnutls_x509_crt_get_expiration_time(crt);
	certificate->signature = signature_name(crt);
	certificate->spki_sha256 = spki_sha256(crt, arena);
	certificate->is_self_issued = gnutls_x509_crt_check_issuer(crt, crt) != 0;
	certificate->has_issuer_url = has_issuer_url(crt);
	certificate->demands_staple = demands_staple(crt);
	read_names(crt, arena, certificate);
	read_key(crt, certificate);
	certificate->is_self_signed = certificate->is_self_issued && is_signed_by_itself(crt);
}

void
certificate_read(struct span der, struct arena *arena, struct certificate *certificate)
{
	gnutls_x509_crt_t crt = x509_import(der);

	*certificate = (struct certificate){
		.subject = "",
		.issuer = "",
		.common_name = "",
		.key_type = "",
		.signature = "",
		.spki_sha256 = "",
		.sha256 = sha256(arena, der),
	};
	if (crt != NULL)
		read_all(crt, arena, certificate);
	x509_free(crt);
}
