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

/* Certificates that cannot be read are left out; without the first a chain proves nothing. */
static unsigned
import(const struct span *chain, size_t len, gnutls_x509_crt_t *certificates)
{
	unsigned count = 0;

	for (size_t i = 0; i < len && (i == 0 || count > 0); i++) {
		certificates[count] = x509_import(chain[i]);
		count += certificates[count] != NULL ? 1 : 0;
	}
	return count;
}

enum trust
trust_store_judge(struct trust_store *store, const struct span *chain, size_t len)
{
	/* What is merely weak is told apart elsewhere; here it must not break the path. So no
	 * profile is named either: even the weakest one wants RSA keys of 768 bits. */
	const unsigned flags = GNUTLS_VERIFY_DISABLE_TIME_CHECKS |
	                       GNUTLS_VERIFY_DISABLE_CRL_CHECKS | GNUTLS_VERIFY_ALLOW_BROKEN;
	gnutls_x509_crt_t certificates[CHAIN_MAX];
	enum trust trust = TRUST_UNKNOWN;
	unsigned status = 0;
	unsigned count = import(chain, len < CHAIN_MAX ? len : CHAIN_MAX, certificates);

	load(store);
	if (count > 0 && store->is_usable &&
	    gnutls_x509_trust_list_verify_crt2(
		store->list, certificates, count, NULL, 0, flags, &status, NULL) == 0)
		trust = status == 0 ? TRUST_ANCHORED : TRUST_NOT_ANCHORED;
	for (unsigned i = 0; i < count; i++)
		x509_free(certificates[i]);
	return trust;
}
