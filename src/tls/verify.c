/* SPDX-License-Identifier: MIT */
#include "tls/verify.h"

#include "tls/chain.h"
#include "tls/handle.h"

#include <gnutls/gnutls.h>

/* What browsers and mail clients took as the least when primes were found to be broken. */
enum { DH_BITS_MIN = 1024 };

/* Any of them is enough; the first is the one to tell. What only makes clients stumble (order,
 * length) is not among them, and what the way to a trusted certificate does not need neither.
 * RFC 9525 section 6.3: a common name is no name. */
static const struct {
	enum chain_problem problem;
	const char *words;
} grave[] = {
	{ CHAIN_EMPTY, "no certificate came" },
	{ CHAIN_SELF_SIGNED, "the certificate is self-signed" },
	{ CHAIN_MISSING_INTERMEDIATE, "an intermediate certificate is missing" },
	{ CHAIN_UNKNOWN_ISSUER, "the certificate's issuer is not trusted here" },
	{ CHAIN_BAD_SIGNATURE, "a signature in the chain is wrong" },
	{ CHAIN_EXPIRED, "a certificate has expired" },
	{ CHAIN_NOT_YET_VALID, "a certificate is not valid yet" },
	{ CHAIN_NAME_MISMATCH, "the certificate is for another name" },
	{ CHAIN_NAME_ONLY_IN_CN, "the certificate has the name only as its common name" },
	{ CHAIN_WRONG_PURPOSE, "the certificate is not for servers" },
	{ CHAIN_REVOKED, "the certificate is revoked" },
};

const char *
verify_problem(struct trust_store *trust, const struct session *session, const char *name,
    int64_t at, struct arena *arena)
{
	struct chain chain;

	if (name == NULL)
		return "there is no name to compare its certificate with";
	chain_read(session, name, at, arena, &chain);
	for (size_t i = 0; i < COUNT_OF(grave); i++)
		if (chain.problems[grave[i].problem])
			return grave[i].words;
	if (session->is_resumed || trust == NULL || session->trust != TRUST_ANCHORED)
		return "the certificate could not be verified";
	if (!trust_store_is_strong(trust, session->chain, session->chain_len))
		return "the certificate, or one that vouches for it, is too weak";
	return NULL;
}

const char *
verify_encryption(struct tls_session *session)
{
	gnutls_session_t gnutls = tls_session_handle(session);
	int bits = gnutls_dh_get_prime_bits(gnutls); /* 0: another key exchange */

	if (bits < 0 || (bits > 0 && bits < DH_BITS_MIN))
		return "the Diffie-Hellman prime of this connection is so small that it can be "
		       "broken";
	/* RFC 7465 */
	if (gnutls_cipher_get(gnutls) == GNUTLS_CIPHER_ARCFOUR_128)
		return "this connection is encrypted by RC4, which is broken";
	return NULL;
}
