/* SPDX-License-Identifier: MIT */
/*
 * Whom we trust: the system's certificates or a file of them. Reading the system's takes some
 * 16 ms, so it is done once, and not before a certificate is at hand.
 */
#ifndef TLS_TRUST_H
#define TLS_TRUST_H

#include "base/alloc.h"
#include "facts/tls.h"

struct trust_store;

/* The system's store, read when it is first needed. */
struct trust_store *trust_store_new_system(void);

/* A store of the PEM certificates in a file. NULL if the file cannot be read or holds none;
 * *problem is then a sentence's end ("No such file or directory") in the arena. */
struct trust_store *trust_store_new_file(
    const char *path, struct arena *arena, const char **problem) MUST_USE;

/* A store of the PEM certificates in the text, called `source` in reports. NULL if there is
 * none in it. `source` must outlive the store. */
struct trust_store *trust_store_new_text(struct span pem, const char *source) MUST_USE;

void trust_store_free(struct trust_store *store);

/* "system" or the name of the file. */
const char *trust_store_source(const struct trust_store *store);

/* Does the chain (DER, as sent, in any order) lead from its first certificate to one of the
 * store's? Dates, names and purposes are left out of it: `tls/chain.h` looks at those. */
enum trust trust_store_judge(struct trust_store *store, const struct span *chain, size_t len);

/* The same, and no signature on the way is one that the library takes for broken, nor a key too
 * weak for it. */
bool trust_store_is_strong(struct trust_store *store, const struct span *chain, size_t len);

/* Says which certificates of the chain, the first CHAIN_MAX, the way from its first one to one
 * of the store's needs: servers also send what nobody needs. Of several ways it is the one
 * whose certificates last longer. None are used if there is no way. */
void trust_store_path(
    struct trust_store *store, const struct span *chain, size_t len, bool *is_used);

#endif
