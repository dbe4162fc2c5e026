/* SPDX-License-Identifier: MIT */
#include "support/data.h"
#include "support/suite.h"
#include "tls/x509.h"

static struct arena arena;

static void
set_up(void)
{
	arena_init(&arena);
}

static void
tear_down(void)
{
	arena_clear(&arena);
}

START_TEST(a_datum_is_the_same_bytes)
{
	struct span bytes = span_of("bytes");
	gnutls_datum_t datum = x509_datum(bytes);

	ck_assert_ptr_eq(datum.data, bytes.data);
	ck_assert_uint_eq(datum.size, bytes.len);
	ck_assert_uint_eq(x509_datum((struct span){ 0 }).size, 0);
}
END_TEST

START_TEST(a_certificate_is_imported)
{
	gnutls_x509_crt_t crt = x509_import(read_test_bytes(&arena, "data/staples/leaf.der"));

	ck_assert_ptr_nonnull(crt);
	ck_assert_int_eq(gnutls_x509_crt_get_version(crt), 3);
	x509_free(crt);
}
END_TEST

START_TEST(what_is_none_is_not_imported)
{
	struct span der = read_test_bytes(&arena, "data/staples/leaf.der");

	ck_assert_ptr_null(x509_import((struct span){ 0 }));
	ck_assert_ptr_null(x509_import(span_of("garbage")));
	ck_assert_ptr_null(x509_import((struct span){ der.data, der.len - 1 }));
	ck_assert_ptr_null(x509_import(span_skip(der, 1)));
	x509_free(NULL);
}
END_TEST

START_TEST(an_identity_has_its_credentials)
{
	struct authority *authority = authority_new("mail.example.test", 1795000000);

	ck_assert_ptr_nonnull(
	    identity_credentials(authority_identity(authority, IDENTITY_GOOD)));
	authority_free(authority);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("x509");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, a_datum_is_the_same_bytes);
	tcase_add_test(tcase, a_certificate_is_imported);
	tcase_add_test(tcase, what_is_none_is_not_imported);
	tcase_add_test(tcase, an_identity_has_its_credentials);
	suite_add_tcase(s, tcase);
	return s;
}
