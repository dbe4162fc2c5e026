/* SPDX-License-Identifier: MIT */
#include "tls/chain.h"

#include "tls/certificate.h"
#include "tls/staple.h"
#include "tls/x509.h"

#include <string.h>

static void
note(struct chain *chain, enum chain_problem problem, size_t where)
{
	if (chain->problems[problem])
		return;
	chain->problems[problem] = true;
	chain->where[problem] = where;
}

/* What nobody needs to get to a trusted certificate does no harm: an expired cross-signed root,
 * say. Where the way is not known, every certificate may be needed. */
static bool
is_needed(const struct session *session, size_t which)
{
	bool is_path_known = false;

	for (size_t i = 0; i < session->chain_len; i++)
		is_path_known = is_path_known || session->is_used[i];
	return session->trust != TRUST_ANCHORED || !is_path_known || session->is_used[which];
}

static void
check_dates(struct chain *chain, int64_t at)
{
	for (size_t i = 0; i < chain->len; i++) {
		if (!chain->certificates[i].is_readable || !chain->certificates[i].is_needed)
			continue;
		if (at > chain->certificates[i].not_after)
			note(chain, CHAIN_EXPIRED, i);
		if (at < chain->certificates[i].not_before)
			note(chain, CHAIN_NOT_YET_VALID, i);
	}
}

/* Did another key sign it than this one's? */
static bool
is_signed_otherwise(gnutls_x509_crt_t crt, gnutls_x509_crt_t issuer)
{
	const unsigned flags = GNUTLS_VERIFY_DISABLE_TIME_CHECKS | GNUTLS_VERIFY_ALLOW_BROKEN |
	                       GNUTLS_VERIFY_ALLOW_ANY_X509_V1_CA_CRT;
	unsigned status = 0;

	return gnutls_x509_crt_verify(crt, &issuer, 1, flags, &status) == 0 &&
	       (status & GNUTLS_CERT_SIGNATURE_FAILURE) != 0;
}

/* RFC 5246 section 7.4.2: each certificate "MUST directly certify the one preceding it".
 * TLS 1.3 servers "SHOULD" keep to that (RFC 8446 section 4.4.2), and old clients need it. */
static void
check_links(const struct session *session, struct chain *chain)
{
	for (size_t i = 0; i + 1 < chain->len; i++) {
		gnutls_x509_crt_t crt = x509_import(session->chain[i]);
		gnutls_x509_crt_t next = x509_import(session->chain[i + 1]);

		if (crt != NULL && next != NULL && gnutls_x509_crt_check_issuer(crt, next) == 0)
			note(chain, CHAIN_WRONG_ORDER, i + 1);
		/* With a way to a trusted certificate, all signatures that matter are right. */
		else if (crt != NULL && next != NULL && session->trust != TRUST_ANCHORED &&
			 is_signed_otherwise(crt, next))
			note(chain, CHAIN_BAD_SIGNATURE, i);
		x509_free(next);
		x509_free(crt);
	}
}

/* Does some certificate of the chain name this one's issuer as its subject? */
static bool
has_issuer(const struct chain *chain, size_t which)
{
	for (size_t i = 0; i < chain->len; i++)
		if (i != which && strcmp(chain->certificates[i].subject,
				      chain->certificates[which].issuer) == 0)
			return true;
	return false;
}

/* Why does the chain not lead to a trusted certificate? One that ends in a root of its own was
 * issued by somebody whom we do not know. One whose end says where its issuer can be fetched
 * lacks an intermediate: roots are not fetched. Of any other end only this is sure: its issuer
 * was not sent and is not known. */
static void
check_anchor(const struct session *session, struct chain *chain)
{
	size_t end = 0;

	/* A signature that is wrong says why; what the path would have led to nobody knows. */
	if (session->trust != TRUST_NOT_ANCHORED || chain->problems[CHAIN_BAD_SIGNATURE])
		return;
	if (chain->certificates[0].is_self_signed) {
		note(chain, CHAIN_SELF_SIGNED, 0);
		return;
	}
	while (end + 1 < chain->len && has_issuer(chain, end) &&
	       !chain->certificates[end].is_self_issued)
		end++;
	if (!chain->certificates[end].is_self_issued && chain->certificates[end].has_issuer_url)
		note(chain, CHAIN_MISSING_INTERMEDIATE, end);
	else
		note(chain, CHAIN_UNKNOWN_ISSUER, end);
}

static bool
has_dns_or_ip_name(const struct certificate *certificate)
{
	for (size_t i = 0; i < certificate->names_len; i++)
		if (strncmp(certificate->names[i], "DNS:", 4) == 0 ||
		    strncmp(certificate->names[i], "IP:", 3) == 0)
			return true;
	return false;
}

/* RFC 9525 section 6.3: only subject alternative names count. The library still takes a common
 * name where there are none, as old clients do. */
static void
check_name(gnutls_x509_crt_t leaf, const char *name, struct chain *chain)
{
	chain->has_name = name != NULL;
	if (name == NULL)
		return;
	if (gnutls_x509_crt_check_hostname(leaf, name) == 0)
		note(chain, CHAIN_NAME_MISMATCH, 0);
	else if (!has_dns_or_ip_name(&chain->certificates[0]))
		note(chain, CHAIN_NAME_ONLY_IN_CN, 0);
}

static void
check_leaf(struct span der, const char *name, struct chain *chain)
{
	gnutls_x509_crt_t leaf = x509_import(der);

	if (leaf == NULL)
		return;
	check_name(leaf, name, chain);
	if (gnutls_x509_crt_check_key_purpose(leaf, GNUTLS_KP_TLS_WWW_SERVER, 0) == 0)
		note(chain, CHAIN_WRONG_PURPOSE, 0);
	x509_free(leaf);
}

void
chain_read(const struct session *session, const char *name, int64_t at, struct arena *arena,
    struct chain *chain)
{
	*chain = (struct chain){ .len = session->chain_len };
	chain->certificates = arena_alloc(arena, sizeof(struct certificate) * (chain->len + 1));
	for (size_t i = 0; i < chain->len; i++) {
		certificate_read(session->chain[i], arena, &chain->certificates[i]);
		chain->certificates[i].is_needed = is_needed(session, i);
		if (!chain->certificates[i].is_readable)
			note(chain, CHAIN_UNREADABLE, i);
	}
	if (session->has_staple)
		chain->staple =
		    staple_read(session->staple, session->chain, session->chain_len, at);
	if (chain->len == 0) {
		note(chain, CHAIN_EMPTY, 0);
		return;
	}
	if (session->chain_sent > session->chain_len)
		note(chain, CHAIN_TOO_LONG, chain->len - 1);
	if (chain->staple.status == STAPLE_REVOKED)
		note(chain, CHAIN_REVOKED, 0);
	check_leaf(session->chain[0], name, chain);
	check_dates(chain, at);
	check_links(session, chain);
	check_anchor(session, chain);
}
