/* SPDX-License-Identifier: MIT */
#include "support/mint.h"
#include "support/suite.h"
#include "tls/identity.h"
#include "tls/trust.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HOST "mail.example.test"

static struct arena arena;
static struct authority *authority;
static char folder[] = "/tmp/trust-XXXXXX";
static char path[64];

static void
set_up(void)
{
	arena_init(&arena);
	authority = authority_new(HOST, MINT_NOW);
	strcpy(folder, "/tmp/trust-XXXXXX");
	ck_assert_ptr_nonnull(mkdtemp(folder));
	snprintf(path, sizeof(path), "%s/roots.pem", folder);
}

static void
tear_down(void)
{
	unlink(path);
	rmdir(folder);
	authority_free(authority);
	arena_clear(&arena);
}

static void
write_file(struct span text, size_t times)
{
	FILE *file = fopen(path, "ab");

	ck_assert_ptr_nonnull(file);
	for (size_t i = 0; i < times; i++)
		ck_assert_uint_eq(fwrite(text.data, 1, text.len, file), text.len);
	ck_assert_int_eq(fclose(file), 0);
}

static struct trust_store *
store_of_file(const char **problem)
{
	*problem = "";
	return trust_store_new_file(path, &arena, problem);
}

static enum trust
judge(struct trust_store *store, enum identity_kind kind)
{
	struct span chain[3];
	size_t len = identity_chain(authority_identity(authority, kind), chain, 3);

	return trust_store_judge(store, chain, len);
}

static void
check_works(struct trust_store *store)
{
	ck_assert_ptr_nonnull(store);
	ck_assert_int_eq(judge(store, IDENTITY_GOOD), TRUST_ANCHORED);
	ck_assert_int_eq(judge(store, IDENTITY_UNKNOWN_ISSUER), TRUST_NOT_ANCHORED);
	ck_assert_int_eq(trust_store_judge(store, NULL, 0), TRUST_UNKNOWN);
}

START_TEST(a_file_of_certificates_is_a_store)
{
	const char *problem;
	struct trust_store *store;

	write_file(authority_pem(authority), 1);
	store = store_of_file(&problem);
	check_works(store);
	ck_assert_str_eq(trust_store_source(store), path);
	trust_store_free(store);
}
END_TEST

START_TEST(what_stands_around_certificates_is_no_matter)
{
	const char *problem;
	struct trust_store *store;
	struct authority *other = authority_new("other.example.test", MINT_NOW);

	write_file(span_of("# roots\r\n\r\nSubject: CN=root\n"), 1);
	write_file(authority_pem(other), 1);
	write_file(span_of("\n\nand another:\n"), 1);
	write_file(authority_pem(authority), 2);
	write_file(span_of("the end"), 1);
	store = store_of_file(&problem);
	check_works(store);
	trust_store_free(store);
	authority_free(other);
}
END_TEST

struct file_case {
	const char *name;
	const char *text;
	size_t times;
	const char *want;
};

#define NO_PEM "there is no PEM certificate in it"

/* clang-format off */
static const struct file_case files[] = {
	{ "empty", "", 1, NO_PEM },
	{ "text", "no certificate in here\n", 1, NO_PEM },
	{ "PEM without content", "-----BEGIN CERTIFICATE-----\n-----END CERTIFICATE-----\n", 1,
	  NO_PEM },
	{ "PEM of garbage",
	  "-----BEGIN CERTIFICATE-----\nZ2FyYmFnZQ==\n-----END CERTIFICATE-----\n", 1, NO_PEM },
	{ "PEM without an end", "-----BEGIN CERTIFICATE-----\nZ2FyYmFnZQ==\n", 1, NO_PEM },
	{ "PEM of something else",
	  "-----BEGIN PRIVATE KEY-----\nZ2FyYmFnZQ==\n-----END PRIVATE KEY-----\n", 1, NO_PEM },
	{ "bytes", "\x30\x82\x01\x01\xff\xfe", 100, NO_PEM },
	{ "a long line", "xxxxxxxxxxxxxxxx", 65536, NO_PEM },
};
/* clang-format on */

START_TEST(a_file_without_certificates_is_no_store)
{
	const struct file_case *row = &files[_i];
	const char *problem;

	write_file(span_of(row->text), row->times);
	ck_assert_msg(store_of_file(&problem) == NULL, "%s", row->name);
	ck_assert_msg(strcmp(problem, row->want) == 0, "%s: %s", row->name, problem);
}
END_TEST

START_TEST(a_huge_file_is_not_cut_off_in_silence)
{
	enum { MOST = 16 * 1024 * 1024 };
	const char *problem;
	struct trust_store *store;

	write_file(authority_pem(authority), 1);
	ck_assert_int_eq(truncate(path, MOST), 0);
	store = store_of_file(&problem);
	ck_assert_ptr_nonnull(store);
	trust_store_free(store);
	ck_assert_int_eq(truncate(path, MOST + 1), 0);
	ck_assert_ptr_null(store_of_file(&problem));
	ck_assert_str_eq(problem, "File too large");
}
END_TEST

START_TEST(what_cannot_be_read_is_no_store)
{
	const char *problem;

	ck_assert_ptr_null(store_of_file(&problem));
	ck_assert_str_eq(problem, "No such file or directory");
	ck_assert_int_eq(mkdir(path, 0700), 0);
	ck_assert_ptr_null(store_of_file(&problem));
	ck_assert_str_eq(problem, "Is a directory");
	ck_assert_int_eq(rmdir(path), 0);
	ck_assert_int_eq(symlink(path, path), 0);
	ck_assert_ptr_null(store_of_file(&problem));
	ck_assert_str_eq(problem, "Too many levels of symbolic links");
}
END_TEST

START_TEST(a_file_that_others_may_read_but_we_may_not_is_no_store)
{
	const char *problem;

	write_file(authority_pem(authority), 1);
	ck_assert_int_eq(chmod(path, 0), 0);
	if (access(path, R_OK) == 0)
		return; /* root reads everything */
	ck_assert_ptr_null(store_of_file(&problem));
	ck_assert_str_eq(problem, "Permission denied");
}
END_TEST

START_TEST(text_is_a_store_as_well)
{
	struct trust_store *store = trust_store_new_text(authority_pem(authority), "memory");

	check_works(store);
	ck_assert_str_eq(trust_store_source(store), "memory");
	trust_store_free(store);
	ck_assert_ptr_null(trust_store_new_text(span_of(""), "memory"));
	ck_assert_ptr_null(trust_store_new_text((struct span){ 0 }, "memory"));
	ck_assert_ptr_null(trust_store_new_text(span_of("text"), "memory"));
	trust_store_free(NULL);
}
END_TEST

START_TEST(the_system_does_not_know_us)
{
	struct trust_store *store = trust_store_new_system();
	enum trust trust = judge(store, IDENTITY_GOOD);

	ck_assert_str_eq(trust_store_source(store), "system");
	/* Where the system has no store, nothing can be said. */
	ck_assert(trust == TRUST_NOT_ANCHORED || trust == TRUST_UNKNOWN);
	trust_store_free(store);
}
END_TEST

struct judge_case {
	const char *name;
	size_t len;
	const char *order; /* l leaf, i intermediate, r root, g garbage, s spoilt leaf */
	enum trust want;
};

/* clang-format off */
static const struct judge_case judgements[] = {
	{ "leaf and intermediate", 2, "li", TRUST_ANCHORED },
	{ "with the root", 3, "lir", TRUST_ANCHORED },
	{ "in the wrong order", 3, "lri", TRUST_ANCHORED },
	{ "leaf alone", 1, "l", TRUST_NOT_ANCHORED },
	{ "leaf and root", 2, "lr", TRUST_NOT_ANCHORED },
	{ "the root itself", 1, "r", TRUST_ANCHORED },
	{ "garbage between", 3, "lgi", TRUST_ANCHORED },
	{ "garbage first", 3, "gli", TRUST_UNKNOWN },
	{ "garbage only", 1, "g", TRUST_UNKNOWN },
	{ "nothing", 0, "", TRUST_UNKNOWN },
	{ "a wrong signature", 2, "si", TRUST_NOT_ANCHORED },
	{ "more than are looked at", 14, "liiiiiiiiiiiii", TRUST_ANCHORED },
};
/* clang-format on */

START_TEST(a_chain_is_judged)
{
	const struct judge_case *row = &judgements[_i];
	struct span known[3];
	struct span chain[14];
	struct trust_store *store = trust_store_new_text(authority_pem(authority), "memory");
	enum trust trust;

	identity_chain(authority_identity(authority, IDENTITY_WRONG_ORDER), known, 3);
	for (size_t i = 0; i < row->len; i++)
		chain[i] = row->order[i] == 'l'   ? known[0]
		           : row->order[i] == 'r' ? known[1]
		           : row->order[i] == 'i' ? known[2]
		           : row->order[i] == 's' ? mint_spoilt(&arena, known[0])
		                                  : span_of("garbage");
	trust = trust_store_judge(store, chain, row->len);
	ck_assert_msg(trust == row->want, "%s: %s", row->name, trust_name(trust));
	trust_store_free(store);
}
END_TEST

/* Dates, names and purposes are not a matter of trust, nor is strength. */
START_TEST(other_faults_do_not_touch_trust)
{
	static const enum identity_kind kinds[] = { IDENTITY_EXPIRED, IDENTITY_NOT_YET_VALID,
		IDENTITY_WRONG_NAME, IDENTITY_CN_ONLY, IDENTITY_WEAK_KEY,
		IDENTITY_WEAK_SIGNATURE, IDENTITY_WRONG_PURPOSE };
	struct trust_store *store = trust_store_new_text(authority_pem(authority), "memory");

	for (size_t i = 0; i < COUNT_OF(kinds); i++)
		ck_assert_msg(judge(store, kinds[i]) == TRUST_ANCHORED, "kind %d", kinds[i]);
	trust_store_free(store);
}
END_TEST

struct path_case {
	enum identity_kind kind;
	const char *want; /* a digit for each certificate that is needed */
};

static const struct path_case paths[] = {
	{ IDENTITY_GOOD, "01" },
	{ IDENTITY_EXPIRED, "01" },
	{ IDENTITY_WRONG_ORDER, "012" }, /* the root is sent in between */
	{ IDENTITY_SELF_SIGNED, "" },
	{ IDENTITY_UNKNOWN_ISSUER, "" },
	{ IDENTITY_NO_INTERMEDIATE, "" },
};

START_TEST(the_path_is_told)
{
	struct trust_store *store = trust_store_new_text(authority_pem(authority), "memory");
	struct span chain[CHAIN_MAX];
	size_t len =
	    identity_chain(authority_identity(authority, paths[_i].kind), chain, CHAIN_MAX);
	bool is_used[CHAIN_MAX] = { [CHAIN_MAX - 1] = true };

	trust_store_path(store, chain, len, is_used);
	for (size_t i = 0; i < CHAIN_MAX; i++)
		ck_assert_msg(is_used[i] == (strchr(paths[_i].want, '0' + (int)i) != NULL),
		    "kind %d, certificate %zu", paths[_i].kind, i);
	trust_store_free(store);
}
END_TEST

/* Sent again and again, a certificate is needed once, and the search has an end. */
START_TEST(a_chain_of_copies_has_a_short_path)
{
	struct trust_store *store = trust_store_new_text(authority_pem(authority), "memory");
	struct authority *stranger = authority_new("other.example.test", 1795000000);
	struct trust_store *other = trust_store_new_text(authority_pem(stranger), "other");
	struct span chain[CHAIN_MAX + 1];
	bool is_used[CHAIN_MAX];
	size_t used = 0;

	identity_chain(authority_identity(authority, IDENTITY_GOOD), chain, 2);
	for (size_t i = 2; i <= CHAIN_MAX; i++)
		chain[i] = chain[1];
	trust_store_path(store, chain, CHAIN_MAX + 1, is_used);
	for (size_t i = 0; i < CHAIN_MAX; i++)
		used += is_used[i] ? 1 : 0;
	ck_assert_uint_eq(used, 2);
	trust_store_path(other, chain, CHAIN_MAX + 1, is_used);
	for (size_t i = 0; i < CHAIN_MAX; i++)
		ck_assert(!is_used[i]);
	trust_store_path(store, chain, 0, is_used);
	ck_assert(!is_used[0]);
	chain[0] = span_of("garbage");
	trust_store_path(store, chain, 2, is_used);
	ck_assert(!is_used[0] && !is_used[1]);
	trust_store_free(other);
	authority_free(stranger);
	trust_store_free(store);
}
END_TEST

static const struct {
	struct mint_wish root;
	struct mint_wish leaf;
	bool want;
} strengths[] = {
	{ { 0 }, { 0 }, true }, { { 0 }, { .algorithm = GNUTLS_PK_RSA, .bits = 1024 }, true },
	{ { 0 }, { .algorithm = GNUTLS_PK_RSA, .bits = 512 }, false },
	{ { 0 }, { .algorithm = GNUTLS_PK_RSA, .bits = 768 }, false },
	{ { 0 }, { .digest = GNUTLS_DIG_SHA1 }, false },
	{ { .algorithm = GNUTLS_PK_RSA, .bits = 768 }, { 0 }, false },
	{ { .digest = GNUTLS_DIG_SHA1 }, { 0 }, true }, /* nobody looks at its own signature */
};

START_TEST(a_way_that_can_be_forged_is_not_strong)
{
	struct mint_wish root_wish = strengths[_i].root;
	struct mint_wish leaf_wish = strengths[_i].leaf;
	struct minted root;
	struct minted leaf;
	struct trust_store *store;
	gnutls_datum_t pem;

	root_wish.subject = "root";
	root_wish.is_authority = true;
	leaf_wish.subject = HOST;
	root = mint(&arena, &root_wish, NULL);
	leaf = mint(&arena, &leaf_wish, &root);
	gnutls_x509_crt_export2(root.certificate, GNUTLS_X509_FMT_PEM, &pem);
	store = trust_store_new_text((struct span){ pem.data, pem.size }, "test");
	gnutls_free(pem.data);
	ck_assert_int_eq(trust_store_judge(store, &leaf.der, 1), TRUST_ANCHORED);
	ck_assert_msg(
	    trust_store_is_strong(store, &leaf.der, 1) == strengths[_i].want, "%d", _i);
	trust_store_free(store);
	minted_clear(&leaf);
	minted_clear(&root);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("trust");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_test(tcase, a_file_of_certificates_is_a_store);
	tcase_add_test(tcase, what_stands_around_certificates_is_no_matter);
	tcase_add_loop_test(
	    tcase, a_file_without_certificates_is_no_store, 0, (int)COUNT_OF(files));
	tcase_add_test(tcase, a_huge_file_is_not_cut_off_in_silence);
	tcase_add_test(tcase, what_cannot_be_read_is_no_store);
	tcase_add_test(tcase, a_file_that_others_may_read_but_we_may_not_is_no_store);
	tcase_add_test(tcase, text_is_a_store_as_well);
	tcase_add_test(tcase, the_system_does_not_know_us);
	tcase_add_loop_test(tcase, a_chain_is_judged, 0, (int)COUNT_OF(judgements));
	tcase_add_test(tcase, other_faults_do_not_touch_trust);
	tcase_add_loop_test(
	    tcase, a_way_that_can_be_forged_is_not_strong, 0, (int)COUNT_OF(strengths));
	tcase_add_loop_test(tcase, the_path_is_told, 0, (int)COUNT_OF(paths));
	tcase_add_test(tcase, a_chain_of_copies_has_a_short_path);
	suite_add_tcase(s, tcase);
	return s;
}
