/* SPDX-License-Identifier: MIT */
#include "tls/staple.h"

#include "base/alloc.h"
#include "tls/x509.h"

#include <gnutls/ocsp.h>

/* How far a responder's clock may be ahead of ours. */
enum { SKEW_SECONDS = 300 };

enum { SINGLES_MAX = 100 }; /* looked at in one response */

static bool
has_single(gnutls_ocsp_resp_t response, unsigned place)
{
	unsigned status;

	return gnutls_ocsp_resp_get_single(response, place, NULL, NULL, NULL, NULL, &status,
		   NULL, NULL, NULL, NULL) == 0;
}

/* A response may speak of more than one certificate (RFC 6960 section 4.2.1): the place where
 * it speaks of this one, or 0. */
static unsigned
place_of(gnutls_ocsp_resp_t response, struct span der)
{
	gnutls_x509_crt_t leaf = x509_import(der);
	unsigned place = 0;

	while (leaf != NULL && place < SINGLES_MAX && has_single(response, place) &&
	       gnutls_ocsp_resp_check_crt(response, place, leaf) != 0)
		place++;
	if (!has_single(response, place))
		place = 0;
	x509_free(leaf);
	return place;
}

/* The certificate in the chain that issued the first one, to be freed, or NULL. */
static gnutls_x509_crt_t
issuer_of(gnutls_x509_crt_t leaf, const struct span *chain, size_t len)
{
	for (size_t i = 1; leaf != NULL && i < len; i++) {
		gnutls_x509_crt_t issuer = x509_import(chain[i]);

		if (issuer != NULL && gnutls_x509_crt_check_issuer(leaf, issuer) != 0)
			return issuer;
		x509_free(issuer);
	}
	return NULL;
}

/* RFC 6960 section 3.2: the response is about this certificate, signed by its issuer or by whom
 * the issuer named. The library would look at that one's dates by its own clock. */
static enum staple_status
check_source(gnutls_ocsp_resp_t response, unsigned place, const struct span *chain, size_t len)
{
	enum staple_status status = STAPLE_UNCHECKED;
	gnutls_x509_crt_t leaf = len > 0 ? x509_import(chain[0]) : NULL;
	gnutls_x509_crt_t issuer = issuer_of(leaf, chain, len);
	unsigned verify = 0;

	if (leaf != NULL && gnutls_ocsp_resp_check_crt(response, place, leaf) != 0)
		status = STAPLE_OTHER_CERTIFICATE;
	else if (leaf != NULL && issuer != NULL &&
		 gnutls_ocsp_resp_verify_direct(
		     response, issuer, &verify, GNUTLS_VERIFY_DISABLE_TIME_CHECKS) == 0)
		status = verify == 0 ? STAPLE_GOOD : STAPLE_BAD_SIGNATURE;
	x509_free(issuer);
	x509_free(leaf);
	return status;
}

static enum staple_status
read_single(gnutls_ocsp_resp_t response, unsigned place, struct staple *staple)
{
	time_t this_update = 0;
	time_t next_update = 0;
	time_t revoked_at = 0;
	unsigned status = GNUTLS_OCSP_CERT_UNKNOWN;

	if (gnutls_ocsp_resp_get_single(response, place, NULL, NULL, NULL, NULL, &status,
		&this_update, &next_update, &revoked_at, NULL) != 0)
		return STAPLE_UNREADABLE;
	staple->this_update = this_update == (time_t)-1 ? 0 : this_update;
	staple->next_update = next_update == (time_t)-1 ? 0 : next_update;
	staple->revoked_at = revoked_at == (time_t)-1 ? 0 : revoked_at;
	if (status == GNUTLS_OCSP_CERT_REVOKED)
		return STAPLE_REVOKED;
	return status == GNUTLS_OCSP_CERT_GOOD ? STAPLE_GOOD : STAPLE_STATUS_UNKNOWN;
}

static bool
is_current(const struct staple *staple, int64_t at)
{
	return staple->this_update <= at + SKEW_SECONDS &&
	       (staple->next_update == 0 || staple->next_update >= at);
}

static enum staple_status
judge(gnutls_ocsp_resp_t response, const struct span *chain, size_t len, int64_t at,
    struct staple *staple)
{
	enum staple_status said;
	enum staple_status source;
	unsigned place = len > 0 ? place_of(response, chain[0]) : 0;

	if (gnutls_ocsp_resp_get_status(response) != GNUTLS_OCSP_RESP_SUCCESSFUL)
		return STAPLE_UNREADABLE;
	said = read_single(response, place, staple);
	source = check_source(response, place, chain, len);
	if (said == STAPLE_UNREADABLE || source == STAPLE_OTHER_CERTIFICATE ||
	    source == STAPLE_BAD_SIGNATURE)
		return said == STAPLE_UNREADABLE ? said : source;
	/* Anybody can say that a certificate is revoked, or not known. */
	if (said != STAPLE_GOOD)
		return source == STAPLE_GOOD ? said : source;
	return is_current(staple, at) ? source : STAPLE_OUT_OF_DATE;
}

struct staple
staple_read(struct span der, const struct span *chain, size_t len, int64_t at)
{
	gnutls_datum_t datum = x509_datum(der);
	struct staple staple = { .status = STAPLE_UNREADABLE };
	gnutls_ocsp_resp_t response;

	if (gnutls_ocsp_resp_init(&response) != 0)
		die("out of memory");
	if (gnutls_ocsp_resp_import2(response, &datum, GNUTLS_X509_FMT_DER) == 0)
		staple.status = judge(response, chain, len, at, &staple);
	gnutls_ocsp_resp_deinit(response);
	return staple;
}
