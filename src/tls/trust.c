/* SPDX-License-Identifier: MIT */
#include "tls/trust.h"

#include "base/text.h"
#include "tls/x509.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
	FILE_MAX = 16 * 1024 * 1024,
	PATH_MOST = 1000, /* of the file's name that is told */
};

struct trust_store {
	gnutls_x509_trust_list_t list;
	const char *source;
	bool is_loaded;
	bool is_usable;
};

static struct trust_store *
store_new(const char *source)
{
	struct trust_store *store = alloc_zeroed(1, sizeof(*store));

	store->source = source;
	if (gnutls_x509_trust_list_init(&store->list, 0) != 0)
		die("out of memory");
	return store;
}

struct trust_store *
trust_store_new_system(void)
{
	return store_new("system");
}

struct trust_store *
trust_store_new_text(struct span pem, const char *source)
{
	struct trust_store *store = store_new(source);
	gnutls_datum_t datum = x509_datum(pem);
	int count = gnutls_x509_trust_list_add_trust_mem(
	    store->list, &datum, NULL, GNUTLS_X509_FMT_PEM, 0, 0);

	store->is_loaded = true;
	store->is_usable = count > 0;
	if (store->is_usable)
		return store;
	trust_store_free(store);
	return NULL;
}

/* The whole file, or data NULL and errno set. */
static struct span
read_file(const char *path, struct arena *arena)
{
	FILE *file = fopen(path, "rb");
	uint8_t *bytes;
	size_t len;

	if (file == NULL)
		return (struct span){ 0 };
	bytes = alloc_zeroed(1, FILE_MAX);
	errno = 0;
	len = fread(bytes, 1, FILE_MAX, file);
	if (ferror(file) == 0 && len == FILE_MAX && fgetc(file) != EOF)
		errno = EFBIG; /* with a part of it a chain would be judged wrongly */
	fclose(file);
	struct span copy = errno == 0
	                       ? arena_copy(arena, (struct span){ .data = bytes, .len = len })
	                       : (struct span){ 0 };
	free(bytes);
	return copy;
}

struct trust_store *
trust_store_new_file(const char *path, struct arena *arena, const char **problem)
{
	struct span pem = read_file(path, arena);
	struct trust_store *store;

	if (pem.data == NULL) {
		*problem = arena_string(arena, span_of(strerror(errno)));
		return NULL;
	}
	/* Reports and evidence name it: like all of their words it must be plain. */
	store = trust_store_new_text(pem, text_escape(arena, span_of(path), PATH_MOST));
	if (store == NULL)
		*problem = "there is no PEM certificate in it";
	return store;
}

void
trust_store_free(struct trust_store *store)
{
	if (store == NULL)
		return;
	gnutls_x509_trust_list_deinit(store->list, 1);
	free(store);
}

const char *
trust_store_source(const struct trust_store *store)
{
	return store->source;
}

static void
load(struct trust_store *store)
{
	if (store->is_loaded)
		return;
	store->is_loaded = true;
	store->is_usable = gnutls_x509_trust_list_add_system_trust(store->list, 0, 0) > 0;
}

/* Certificates that cannot be read are NULL. */
static size_t
import(const struct span *chain, size_t len, gnutls_x509_crt_t *certificates)
{
	size_t count = len < CHAIN_MAX ? len : CHAIN_MAX;

	for (size_t i = 0; i < count; i++)
		certificates[i] = x509_import(chain[i]);
	return count;
}

static void
free_all(gnutls_x509_crt_t *certificates, size_t count)
{
	for (size_t i = 0; i < count; i++)
		x509_free(certificates[i]);
}

/* Without a profile the library looks at no key's size; this one wants RSA keys of 1,024 bits.
 */
static const unsigned strict_flags = GNUTLS_VERIFY_DISABLE_TIME_CHECKS |
                                     GNUTLS_VERIFY_DISABLE_CRL_CHECKS |
                                     GNUTLS_PROFILE_TO_VFLAGS(GNUTLS_PROFILE_LOW);

/* What is merely weak is told apart elsewhere; here it must not break the path. So no profile
 * is named either: even the weakest one wants RSA keys of 768 bits. */
static const unsigned lenient_flags = GNUTLS_VERIFY_DISABLE_TIME_CHECKS |
                                      GNUTLS_VERIFY_DISABLE_CRL_CHECKS |
                                      GNUTLS_VERIFY_ALLOW_BROKEN;

/* Leaves out those that cannot be read. Without the first a chain proves nothing. */
static enum trust
judge(struct trust_store *store, const gnutls_x509_crt_t *certificates, size_t count,
    unsigned flags)
{
	gnutls_x509_crt_t readable[CHAIN_MAX];
	unsigned readable_count = 0;
	unsigned status = 0;

	load(store);
	if (count == 0 || certificates[0] == NULL || !store->is_usable)
		return TRUST_UNKNOWN;
	for (size_t i = 0; i < count; i++)
		if (certificates[i] != NULL)
			readable[readable_count++] = certificates[i];
	if (gnutls_x509_trust_list_verify_crt2(
		store->list, readable, readable_count, NULL, 0, flags, &status, NULL) != 0)
		return TRUST_UNKNOWN;
	return status == 0 ? TRUST_ANCHORED : TRUST_NOT_ANCHORED;
}

static enum trust
judge_chain(struct trust_store *store, const struct span *chain, size_t len, unsigned flags)
{
	gnutls_x509_crt_t certificates[CHAIN_MAX] = { NULL };
	size_t count = import(chain, len, certificates);
	enum trust trust = judge(store, certificates, count, flags);

	free_all(certificates, count);
	return trust;
}

enum trust
trust_store_judge(struct trust_store *store, const struct span *chain, size_t len)
{
	return judge_chain(store, chain, len, lenient_flags);
}

bool
trust_store_is_strong(struct trust_store *store, const struct span *chain, size_t len)
{
	return judge_chain(store, chain, len, strict_flags) == TRUST_ANCHORED;
}

/* A search for the way to a trusted certificate. */
struct search {
	struct trust_store *store;
	gnutls_x509_crt_t certificates[CHAIN_MAX];
	size_t count;
	bool is_seen[CHAIN_MAX];
	bool *is_used;
};

static bool
has_issued(gnutls_x509_crt_t issuer, gnutls_x509_crt_t certificate)
{
	const unsigned flags = GNUTLS_VERIFY_DISABLE_TIME_CHECKS | GNUTLS_VERIFY_ALLOW_BROKEN |
	                       GNUTLS_VERIFY_ALLOW_ANY_X509_V1_CA_CRT;
	unsigned status = 0;

	return gnutls_x509_crt_check_issuer(certificate, issuer) != 0 &&
	       gnutls_x509_crt_verify(certificate, &issuer, 1, flags, &status) == 0 &&
	       status == 0;
}

/* The place of the issuer that lasts longest among those not yet seen, or count. */
static size_t
find_issuer(const struct search *search, gnutls_x509_crt_t certificate)
{
	time_t latest = 0;
	size_t found = search->count;

	for (size_t i = 0; i < search->count; i++) {
		gnutls_x509_crt_t issuer = search->certificates[i];

		if (issuer == NULL || search->is_seen[i] || !has_issued(issuer, certificate))
			continue;
		if (found == search->count ||
		    gnutls_x509_crt_get_expiration_time(issuer) > latest) {
			latest = gnutls_x509_crt_get_expiration_time(issuer);
			found = i;
		}
	}
	return found;
}

/* The trusted certificate itself may have been sent along. */
static void
use_anchor(struct search *search, gnutls_x509_crt_t last)
{
	gnutls_x509_crt_t anchor;

	if (gnutls_x509_trust_list_get_issuer(search->store->list, last, &anchor, 0) != 0)
		return;
	for (size_t i = 0; i < search->count; i++)
		if (search->certificates[i] != NULL &&
		    gnutls_x509_crt_equals(search->certificates[i], anchor) != 0)
			search->is_used[i] = true;
}

/* Does a way lead on from this one? Each certificate is tried only once: whence one comes to it
 * makes no difference to where it leads. */
static bool
leads_on(struct search *search, size_t from)
{
	gnutls_x509_crt_t certificate = search->certificates[from];
	size_t next;
	bool leads = judge(search->store, &certificate, 1, lenient_flags) == TRUST_ANCHORED;

	search->is_seen[from] = true;
	if (leads)
		use_anchor(search, certificate);
	for (next = find_issuer(search, certificate); !leads && next < search->count;
	     next = find_issuer(search, certificate))
		leads = leads_on(search, next);
	search->is_used[from] = search->is_used[from] || leads;
	return leads;
}

void
trust_store_path(struct trust_store *store, const struct span *chain, size_t len, bool *is_used)
{
	struct search search = { .store = store, .is_used = is_used };

	memset(is_used, 0, sizeof(*is_used) * CHAIN_MAX);
	search.count = import(chain, len, search.certificates);
	if (search.count > 0 && search.certificates[0] != NULL)
		(void)leads_on(&search, 0);
	free_all(search.certificates, search.count);
}
