/* SPDX-License-Identifier: MIT */
/* Certificates of any make, for tests. What goes wrong in here aborts. */
#ifndef SUPPORT_MINT_H
#define SUPPORT_MINT_H

#include "base/alloc.h"

#include <gnutls/x509.h>

enum {
	MINT_NOW =
	    1795000000, /* seconds since 1970: what is minted is valid a year around it */
	MINT_NAMES_MAX = 6,
};

struct mint_wish {
	const char *subject;              /* common name; NULL: none */
	gnutls_pk_algorithm_t algorithm;  /* 0: EC */
	unsigned bits;                    /* 0: of P-256 */
	gnutls_digest_algorithm_t digest; /* 0: SHA-256 */
	bool is_authority;
	const char *names[MINT_NAMES_MAX]; /* "DNS:...", "IP:...", "email:...", "URI:..." */
	struct span raw_names;             /* in their place: the extension's value in DER */
	const char *purpose;               /* an OID; NULL: none */
	const char *issuer_url;
	int64_t from; /* 0: a year before MINT_NOW */
	int64_t to;   /* 0: a year behind it */
};

struct minted {
	gnutls_x509_crt_t certificate;
	gnutls_x509_privkey_t key;
	struct span der; /* lives in the arena */
};

/* A certificate signed by the issuer, or by itself if that is NULL. */
struct minted mint(
    struct arena *arena, const struct mint_wish *wish, const struct minted *issuer);
void minted_clear(struct minted *minted);

/* A copy of the DER with the last bit of its signature turned. */
struct span mint_spoilt(struct arena *arena, struct span der);

#endif
