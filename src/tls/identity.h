/* SPDX-License-Identifier: MIT */
/*
 * Certificates of our own making, for servers of our own: a small authority that lives in
 * memory, and identities with one fault each.
 */
#ifndef TLS_IDENTITY_H
#define TLS_IDENTITY_H

#include "base/alloc.h"

enum identity_kind {
	IDENTITY_GOOD, /* with its intermediate */
	IDENTITY_EXPIRED,
	IDENTITY_NOT_YET_VALID,
	IDENTITY_WRONG_NAME,
	IDENTITY_CN_ONLY,
	IDENTITY_SELF_SIGNED,
	IDENTITY_UNKNOWN_ISSUER, /* of another authority */
	IDENTITY_NO_INTERMEDIATE,
	IDENTITY_WRONG_ORDER,
	IDENTITY_WEAK_KEY,
	IDENTITY_WEAK_SIGNATURE,
	IDENTITY_WRONG_PURPOSE,
	IDENTITY_KINDS,
};

struct authority;
struct identity;

/* An authority (root and intermediate) for servers of this name; `now` is in seconds since
 * 1970. */
struct authority *authority_new(const char *name, int64_t now);
void authority_free(struct authority *authority);

/* The root as PEM, a loan. */
struct span authority_pem(const struct authority *authority);

/* The identity of a kind, made when it is first asked for; it belongs to the authority. */
const struct identity *authority_identity(struct authority *authority, enum identity_kind kind);

/* False for a word that is no kind: "good", "wrong-name" ... */
bool identity_kind_by_name(struct span name, enum identity_kind *kind) MUST_USE;

/* The chain in DER, as it is sent; a loan. Returns how many of `most` were set. */
size_t identity_chain(const struct identity *identity, struct span *chain, size_t most);

#endif
