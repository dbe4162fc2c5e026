/* SPDX-License-Identifier: MIT */
#include "support/mint.h"

#include <arpa/inet.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { YEAR = 365 * 24 * 60 * 60 };

static void
must(int result)
{
	if (result >= 0)
		return;
	fprintf(stderr, "mint: %s\n", gnutls_strerror(result));
	abort();
}

static gnutls_x509_privkey_t
key_new(const struct mint_wish *wish)
{
	gnutls_x509_privkey_t key;
	bool is_default = wish->algorithm == GNUTLS_PK_UNKNOWN;

	must(gnutls_x509_privkey_init(&key));
	must(gnutls_x509_privkey_generate(key, is_default ? GNUTLS_PK_EC : wish->algorithm,
	    is_default || (wish->algorithm == GNUTLS_PK_EC && wish->bits == 0)
		? GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1)
		: wish->bits,
	    0));
	return key;
}

static void
add_name(gnutls_x509_crt_t certificate, const char *name)
{
	const char *text = strchr(name, ':') + 1;
	uint8_t address[16];
	unsigned len = (unsigned)strlen(text);
	gnutls_x509_subject_alt_name_t type = name[0] == 'D'   ? GNUTLS_SAN_DNSNAME
	                                      : name[0] == 'I' ? GNUTLS_SAN_IPADDRESS
	                                      : name[0] == 'e' ? GNUTLS_SAN_RFC822NAME
	                                                       : GNUTLS_SAN_URI;

	if (type == GNUTLS_SAN_IPADDRESS) {
		bool is_v6 = strchr(text, ':') != NULL;

		if (inet_pton(is_v6 ? AF_INET6 : AF_INET, text, address) != 1)
			abort();
		text = (const char *)address;
		len = is_v6 ? 16 : 4;
	}
	must(gnutls_x509_crt_set_subject_alt_name(
	    certificate, type, text, len, GNUTLS_FSAN_APPEND));
}

static void
add_extensions(gnutls_x509_crt_t certificate, const struct mint_wish *wish)
{
	gnutls_datum_t url = { .data = (unsigned char *)(uintptr_t)wish->issuer_url };

	for (size_t i = 0; i < MINT_NAMES_MAX && wish->names[i] != NULL; i++)
		add_name(certificate, wish->names[i]);
	if (wish->raw_names.len > 0)
		must(gnutls_x509_crt_set_extension_by_oid(
		    certificate, "2.5.29.17", wish->raw_names.data, wish->raw_names.len, 0));
	if (wish->purpose != NULL)
		must(gnutls_x509_crt_set_key_purpose_oid(certificate, wish->purpose, 0));
	if (wish->issuer_url != NULL) {
		url.size = (unsigned)strlen(wish->issuer_url);
		must(gnutls_x509_crt_set_authority_info_access(
		    certificate, GNUTLS_IA_CAISSUERS_URI, &url));
	}
	if (!wish->is_authority)
		return;
	must(gnutls_x509_crt_set_basic_constraints(certificate, 1, -1));
	must(gnutls_x509_crt_set_key_usage(certificate, GNUTLS_KEY_KEY_CERT_SIGN));
}

static gnutls_digest_algorithm_t
digest_of(const struct mint_wish *wish, const struct minted *issuer)
{
	int algorithm = gnutls_x509_privkey_get_pk_algorithm(issuer->key);

	if (algorithm == GNUTLS_PK_EDDSA_ED25519)
		return GNUTLS_DIG_SHA512;
	if (algorithm == GNUTLS_PK_EDDSA_ED448)
		return GNUTLS_DIG_SHAKE_256;
	return wish->digest == GNUTLS_DIG_UNKNOWN ? GNUTLS_DIG_SHA256 : wish->digest;
}

struct minted
mint(struct arena *arena, const struct mint_wish *wish, const struct minted *issuer)
{
	static uint8_t serial = 1;
	struct minted minted = { .key = key_new(wish) };
	gnutls_x509_crt_t certificate;
	gnutls_datum_t der;

	must(gnutls_x509_crt_init(&certificate));
	minted.certificate = certificate;
	must(gnutls_x509_crt_set_version(certificate, 3));
	must(gnutls_x509_crt_set_serial(certificate, &serial, sizeof(serial)));
	serial++;
	must(gnutls_x509_crt_set_key(certificate, minted.key));
	if (wish->subject != NULL)
		must(gnutls_x509_crt_set_dn_by_oid(certificate, GNUTLS_OID_X520_COMMON_NAME, 0,
		    wish->subject, (unsigned)strlen(wish->subject)));
	must(gnutls_x509_crt_set_activation_time(
	    certificate, (time_t)(wish->from != 0 ? wish->from : MINT_NOW - YEAR)));
	must(gnutls_x509_crt_set_expiration_time(
	    certificate, (time_t)(wish->to != 0 ? wish->to : MINT_NOW + YEAR)));
	add_extensions(certificate, wish);
	if (issuer == NULL)
		issuer = &minted;
	must(gnutls_x509_crt_sign2(
	    certificate, issuer->certificate, issuer->key, digest_of(wish, issuer), 0));
	must(gnutls_x509_crt_export2(certificate, GNUTLS_X509_FMT_DER, &der));
	minted.der = arena_copy(arena, (struct span){ .data = der.data, .len = der.size });
	gnutls_free(der.data);
	return minted;
}

void
minted_clear(struct minted *minted)
{
	gnutls_x509_crt_deinit(minted->certificate);
	gnutls_x509_privkey_deinit(minted->key);
	*minted = (struct minted){ 0 };
}

struct span
mint_spoilt(struct arena *arena, struct span der)
{
	uint8_t *bytes = arena_alloc(arena, der.len);

	memcpy(bytes, der.data, der.len);
	bytes[der.len - 1] ^= 1;
	return (struct span){ .data = bytes, .len = der.len };
}
