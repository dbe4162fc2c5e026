/* SPDX-License-Identifier: MIT */
#include "tls/identity.h"

#include "tls/x509.h"

#include <gnutls/abstract.h>
#include <stdlib.h>
#include <string.h>

enum {
	DAY = 24 * 60 * 60,
	CHAIN_LEN = 2,
	CHAIN_LEN_MAX = 3,
};

static const char issuer_url[] = "http://ca.invalid/intermediate.der";

struct identity {
	gnutls_certificate_credentials_t credentials;
	gnutls_datum_t chain[CHAIN_LEN_MAX];
	size_t chain_len;
};

struct signer {
	gnutls_x509_privkey_t key;
	gnutls_x509_crt_t certificate;
};

struct authority {
	const char *name;
	int64_t now;
	struct signer root;
	struct signer intermediate;
	struct signer stranger; /* an authority that nobody knows */
	gnutls_datum_t pem;
	gnutls_datum_t ticket_key; /* made when it is first asked for */
	unsigned serial;
	struct identity *identities[IDENTITY_KINDS];
};

/* What makes one kind of identity differ from a good one. */
struct fault {
	const char *name;
	bool is_self_signed;
	bool is_from_stranger;
	bool has_other_name;
	bool has_no_alternative_name;
	bool is_for_clients;
	bool has_small_key;
	bool has_sha1;
	bool lacks_intermediate;
	bool has_root_between; /* the first one's issuer comes last */
	int from_days;
	int to_days;
};

/* clang-format off */
static const struct fault faults[] = {
	[IDENTITY_GOOD] = { .name = "good", .from_days = -1, .to_days = 90 },
	[IDENTITY_EXPIRED] = { .name = "expired", .from_days = -400, .to_days = -35 },
	[IDENTITY_NOT_YET_VALID] = { .name = "not-yet-valid", .from_days = 30, .to_days = 120 },
	[IDENTITY_WRONG_NAME] = { .name = "wrong-name", .has_other_name = true, .from_days = -1,
	    .to_days = 90 },
	[IDENTITY_CN_ONLY] = { .name = "cn-only", .has_no_alternative_name = true, .from_days = -1,
	    .to_days = 90 },
	[IDENTITY_SELF_SIGNED] = { .name = "self-signed", .is_self_signed = true, .from_days = -1,
	    .to_days = 90 },
	[IDENTITY_UNKNOWN_ISSUER] = { .name = "unknown-issuer", .is_from_stranger = true,
	    .lacks_intermediate = true, .from_days = -1, .to_days = 90 },
	[IDENTITY_NO_INTERMEDIATE] = { .name = "no-intermediate", .lacks_intermediate = true,
	    .from_days = -1, .to_days = 90 },
	[IDENTITY_WRONG_ORDER] = { .name = "wrong-order", .has_root_between = true,
	    .from_days = -1, .to_days = 90 },
	[IDENTITY_WEAK_KEY] = { .name = "weak-key", .has_small_key = true, .from_days = -1,
	    .to_days = 90 },
	[IDENTITY_WEAK_SIGNATURE] = { .name = "weak-signature", .has_sha1 = true, .from_days = -1,
	    .to_days = 90 },
	[IDENTITY_WRONG_PURPOSE] = { .name = "wrong-purpose", .is_for_clients = true,
	    .from_days = -1, .to_days = 90 },
};
/* clang-format on */
_Static_assert(COUNT_OF(faults) == IDENTITY_KINDS, "a fault for each kind");

static void
must(int result)
{
	if (result < 0)
		die("cannot make a certificate: %s", gnutls_strerror(result));
}

static gnutls_x509_privkey_t
key_new(bool is_small)
{
	gnutls_x509_privkey_t key;

	must(gnutls_x509_privkey_init(&key));
	must(is_small ? gnutls_x509_privkey_generate(key, GNUTLS_PK_RSA, 1024, 0)
		      : gnutls_x509_privkey_generate(key, GNUTLS_PK_EC,
			    GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), 0));
	return key;
}

static gnutls_x509_crt_t
certificate_new(struct authority *authority, gnutls_x509_privkey_t key, const char *name,
    int from_days, int to_days)
{
	unsigned char serial[] = { 1, 0, 0, (unsigned char)++authority->serial };
	gnutls_x509_crt_t certificate;
	unsigned char id[20];
	size_t id_len = sizeof(id);

	must(gnutls_x509_crt_init(&certificate));
	must(gnutls_x509_crt_set_version(certificate, 3));
	must(gnutls_x509_crt_set_serial(certificate, serial, sizeof(serial)));
	must(gnutls_x509_crt_set_key(certificate, key));
	must(gnutls_x509_crt_set_dn_by_oid(
	    certificate, GNUTLS_OID_X520_COMMON_NAME, 0, name, (unsigned)strlen(name)));
	must(gnutls_x509_crt_set_activation_time(
	    certificate, (time_t)(authority->now + (int64_t)from_days * DAY)));
	must(gnutls_x509_crt_set_expiration_time(
	    certificate, (time_t)(authority->now + (int64_t)to_days * DAY)));
	must(gnutls_x509_crt_get_key_id(certificate, 0, id, &id_len));
	must(gnutls_x509_crt_set_subject_key_id(certificate, id, id_len));
	return certificate;
}

/* A certificate authority; its own issuer if `issuer` is NULL. */
static struct signer
signer_new(struct authority *authority, const char *name, const struct signer *issuer)
{
	struct signer signer = { .key = key_new(false) };

	signer.certificate = certificate_new(authority, signer.key, name, -800, 3650);
	must(gnutls_x509_crt_set_basic_constraints(signer.certificate, 1, -1));
	must(gnutls_x509_crt_set_key_usage(
	    signer.certificate, GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN));
	if (issuer == NULL)
		issuer = &signer;
	must(gnutls_x509_crt_sign2(
	    signer.certificate, issuer->certificate, issuer->key, GNUTLS_DIG_SHA256, 0));
	return signer;
}

static void
signer_free(struct signer *signer)
{
	gnutls_x509_crt_deinit(signer->certificate);
	gnutls_x509_privkey_deinit(signer->key);
}

struct authority *
authority_new(const char *name, int64_t now)
{
	struct authority *authority = alloc_zeroed(1, sizeof(*authority));

	authority->name = name;
	authority->now = now;
	authority->root = signer_new(authority, "mailsonde test root", NULL);
	authority->intermediate =
	    signer_new(authority, "mailsonde test intermediate", &authority->root);
	authority->stranger = signer_new(authority, "an authority of its own", NULL);
	must(gnutls_x509_crt_export2(
	    authority->root.certificate, GNUTLS_X509_FMT_PEM, &authority->pem));
	return authority;
}

static void
identity_free(struct identity *identity)
{
	if (identity == NULL)
		return;
	gnutls_certificate_free_credentials(identity->credentials);
	for (size_t i = 0; i < identity->chain_len; i++)
		gnutls_free(identity->chain[i].data);
	free(identity);
}

void
authority_free(struct authority *authority)
{
	if (authority == NULL)
		return;
	for (size_t i = 0; i < IDENTITY_KINDS; i++)
		identity_free(authority->identities[i]);
	signer_free(&authority->root);
	signer_free(&authority->intermediate);
	signer_free(&authority->stranger);
	gnutls_free(authority->pem.data);
	gnutls_free(authority->ticket_key.data);
	free(authority);
}

struct span
authority_pem(const struct authority *authority)
{
	return (struct span){ .data = authority->pem.data, .len = authority->pem.size };
}

const gnutls_datum_t *
authority_ticket_key(struct authority *authority)
{
	if (authority->ticket_key.data == NULL)
		must(gnutls_session_ticket_key_generate(&authority->ticket_key));
	return &authority->ticket_key;
}

static gnutls_x509_crt_t
leaf_new(struct authority *authority, const struct fault *fault, gnutls_x509_privkey_t key)
{
	const char *name = fault->has_other_name ? "other.example.invalid" : authority->name;
	gnutls_digest_algorithm_t digest =
	    fault->has_sha1 ? GNUTLS_DIG_SHA1 : GNUTLS_DIG_SHA256;
	gnutls_x509_crt_t leaf =
	    certificate_new(authority, key, name, fault->from_days, fault->to_days);
	gnutls_datum_t url = { .data = (unsigned char *)(uintptr_t)issuer_url,
		.size = sizeof(issuer_url) - 1 };
	const struct signer *issuer =
	    fault->is_from_stranger ? &authority->stranger : &authority->intermediate;

	if (!fault->has_no_alternative_name)
		must(gnutls_x509_crt_set_subject_alt_name(
		    leaf, GNUTLS_SAN_DNSNAME, name, (unsigned)strlen(name), 0));
	must(gnutls_x509_crt_set_key_purpose_oid(leaf,
	    fault->is_for_clients ? GNUTLS_KP_TLS_WWW_CLIENT : GNUTLS_KP_TLS_WWW_SERVER, 0));
	must(gnutls_x509_crt_set_key_usage(
	    leaf, GNUTLS_KEY_DIGITAL_SIGNATURE | GNUTLS_KEY_KEY_ENCIPHERMENT));
	if (!fault->is_from_stranger && !fault->is_self_signed)
		must(gnutls_x509_crt_set_authority_info_access(
		    leaf, GNUTLS_IA_CAISSUERS_URI, &url));
	if (fault->is_self_signed)
		must(gnutls_x509_crt_sign2(leaf, leaf, key, digest, 0));
	else
		must(gnutls_x509_crt_sign2(leaf, issuer->certificate, issuer->key, digest, 0));
	return leaf;
}

static struct identity *
identity_new(struct authority *authority, const struct fault *fault)
{
	struct identity *identity = alloc_zeroed(1, sizeof(*identity));
	gnutls_x509_privkey_t key = key_new(fault->has_small_key);
	gnutls_x509_crt_t chain[CHAIN_LEN_MAX] = { leaf_new(authority, fault, key),
		authority->intermediate.certificate };
	gnutls_pcert_st certificates[CHAIN_LEN_MAX];
	gnutls_privkey_t signing;

	identity->chain_len =
	    fault->is_self_signed || fault->lacks_intermediate ? 1 : CHAIN_LEN;
	if (fault->has_root_between) {
		chain[identity->chain_len++] = chain[1];
		chain[1] = authority->root.certificate;
	}
	for (size_t i = 0; i < identity->chain_len; i++) {
		must(gnutls_x509_crt_export2(
		    chain[i], GNUTLS_X509_FMT_DER, &identity->chain[i]));
		must(gnutls_pcert_import_x509(&certificates[i], chain[i], 0));
	}
	must(gnutls_privkey_init(&signing));
	must(gnutls_privkey_import_x509(signing, key, GNUTLS_PRIVKEY_IMPORT_COPY));
	must(gnutls_certificate_allocate_credentials(&identity->credentials));
	/* Unlike its X.509 sisters this call does not want the chain in order. It takes the
	 * certificates and the key over. */
	must(gnutls_certificate_set_key(
	    identity->credentials, NULL, 0, certificates, (int)identity->chain_len, signing));
	gnutls_x509_crt_deinit(chain[0]);
	gnutls_x509_privkey_deinit(key);
	return identity;
}

const struct identity *
authority_identity(struct authority *authority, enum identity_kind kind)
{
	if (authority->identities[kind] == NULL)
		authority->identities[kind] = identity_new(authority, &faults[kind]);
	return authority->identities[kind];
}

bool
identity_kind_by_name(struct span name, enum identity_kind *kind)
{
	for (size_t i = 0; i < IDENTITY_KINDS; i++)
		if (span_is(name, faults[i].name)) {
			*kind = (enum identity_kind)i;
			return true;
		}
	return false;
}

size_t
identity_chain(const struct identity *identity, struct span *chain, size_t most)
{
	size_t len = identity->chain_len < most ? identity->chain_len : most;

	for (size_t i = 0; i < len; i++)
		chain[i] = (struct span){ .data = identity->chain[i].data,
			.len = identity->chain[i].size };
	return len;
}

gnutls_certificate_credentials_t
identity_credentials(const struct identity *identity)
{
	return identity->credentials;
}
