/* SPDX-License-Identifier: MIT */
#include "registry/suite.h"
#include "support/suite.h"

#include <string.h>

/* Suites of all kinds, as their documents describe them. */
static const struct suite samples[] = {
	{ 0x0000, "TLS_NULL_WITH_NULL_NULL", KEY_EXCHANGE_NULL, AUTHENTICATION_NONE,
	    CIPHER_NULL, CIPHER_MODE_NONE, MAC_NULL, 0, false, false, 0x0300 },
	{ 0x0003, "TLS_RSA_EXPORT_WITH_RC4_40_MD5", KEY_EXCHANGE_RSA, AUTHENTICATION_RSA,
	    CIPHER_RC4, CIPHER_MODE_NONE, MAC_MD5, 40, true, false, 0x0300 },
	{ 0x000a, "TLS_RSA_WITH_3DES_EDE_CBC_SHA", KEY_EXCHANGE_RSA, AUTHENTICATION_RSA,
	    CIPHER_3DES, CIPHER_MODE_CBC, MAC_SHA1, 112, false, false, 0x0300 },
	{ 0x0014, "TLS_DHE_RSA_EXPORT_WITH_DES40_CBC_SHA", KEY_EXCHANGE_DHE, AUTHENTICATION_RSA,
	    CIPHER_DES, CIPHER_MODE_CBC, MAC_SHA1, 40, true, true, 0x0300 },
	{ 0x0018, "TLS_DH_anon_WITH_RC4_128_MD5", KEY_EXCHANGE_DH_ANON, AUTHENTICATION_NONE,
	    CIPHER_RC4, CIPHER_MODE_NONE, MAC_MD5, 128, false, true, 0x0300 },
	{ 0x001e, "TLS_KRB5_WITH_DES_CBC_SHA", KEY_EXCHANGE_KRB5, AUTHENTICATION_SHARED_KEY,
	    CIPHER_DES, CIPHER_MODE_CBC, MAC_SHA1, 56, false, false, 0x0300 },
	{ 0x002f, "TLS_RSA_WITH_AES_128_CBC_SHA", KEY_EXCHANGE_RSA, AUTHENTICATION_RSA,
	    CIPHER_AES, CIPHER_MODE_CBC, MAC_SHA1, 128, false, false, 0x0300 },
	{ 0x003b, "TLS_RSA_WITH_NULL_SHA256", KEY_EXCHANGE_RSA, AUTHENTICATION_RSA, CIPHER_NULL,
	    CIPHER_MODE_NONE, MAC_SHA256, 0, false, false, 0x0303 },
	{ 0x0062, "TLS_RSA_EXPORT1024_WITH_DES_CBC_SHA", KEY_EXCHANGE_RSA, AUTHENTICATION_RSA,
	    CIPHER_DES, CIPHER_MODE_CBC, MAC_SHA1, 56, true, false, 0x0300 },
	{ 0x0081, "TLS_GOSTR341001_WITH_28147_CNT_IMIT", KEY_EXCHANGE_GOST, AUTHENTICATION_GOST,
	    CIPHER_GOST, CIPHER_MODE_OTHER, MAC_OTHER, 256, false, false, 0x0301 },
	{ 0x0096, "TLS_RSA_WITH_SEED_CBC_SHA", KEY_EXCHANGE_RSA, AUTHENTICATION_RSA,
	    CIPHER_SEED, CIPHER_MODE_CBC, MAC_SHA1, 128, false, false, 0x0300 },
	{ 0x00a4, "TLS_DH_DSS_WITH_AES_128_GCM_SHA256", KEY_EXCHANGE_DH, AUTHENTICATION_DSS,
	    CIPHER_AES, CIPHER_MODE_GCM, MAC_AEAD, 128, false, false, 0x0303 },
	{ 0x00af, "TLS_PSK_WITH_AES_256_CBC_SHA384", KEY_EXCHANGE_PSK,
	    AUTHENTICATION_SHARED_KEY, CIPHER_AES, CIPHER_MODE_CBC, MAC_SHA384, 256, false,
	    false, 0x0301 },
	{ 0x00c6, "TLS_SM4_GCM_SM3", KEY_EXCHANGE_ANY, AUTHENTICATION_ANY, CIPHER_SM4,
	    CIPHER_MODE_GCM, MAC_AEAD, 128, false, true, 0x0304 },
	{ 0x1302, "TLS_AES_256_GCM_SHA384", KEY_EXCHANGE_ANY, AUTHENTICATION_ANY, CIPHER_AES,
	    CIPHER_MODE_GCM, MAC_AEAD, 256, false, true, 0x0304 },
	{ 0x1305, "TLS_AES_128_CCM_8_SHA256", KEY_EXCHANGE_ANY, AUTHENTICATION_ANY, CIPHER_AES,
	    CIPHER_MODE_CCM_8, MAC_AEAD, 128, false, true, 0x0304 },
	{ 0x1307, "TLS_AEGIS_128L_SHA256", KEY_EXCHANGE_ANY, AUTHENTICATION_ANY, CIPHER_AEGIS,
	    CIPHER_MODE_OTHER, MAC_AEAD, 128, false, true, 0x0304 },
	{ 0xc005, "TLS_ECDH_ECDSA_WITH_AES_256_CBC_SHA", KEY_EXCHANGE_ECDH,
	    AUTHENTICATION_ECDSA, CIPHER_AES, CIPHER_MODE_CBC, MAC_SHA1, 256, false, false,
	    0x0300 },
	{ 0xc014, "TLS_ECDHE_RSA_WITH_AES_256_CBC_SHA", KEY_EXCHANGE_ECDHE, AUTHENTICATION_RSA,
	    CIPHER_AES, CIPHER_MODE_CBC, MAC_SHA1, 256, false, true, 0x0300 },
	{ 0xc019, "TLS_ECDH_anon_WITH_AES_256_CBC_SHA", KEY_EXCHANGE_ECDH_ANON,
	    AUTHENTICATION_NONE, CIPHER_AES, CIPHER_MODE_CBC, MAC_SHA1, 256, false, true,
	    0x0300 },
	{ 0xc01e, "TLS_SRP_SHA_RSA_WITH_AES_128_CBC_SHA", KEY_EXCHANGE_SRP, AUTHENTICATION_RSA,
	    CIPHER_AES, CIPHER_MODE_CBC, MAC_SHA1, 128, false, true, 0x0300 },
	{ 0xc02c, "TLS_ECDHE_ECDSA_WITH_AES_256_GCM_SHA384", KEY_EXCHANGE_ECDHE,
	    AUTHENTICATION_ECDSA, CIPHER_AES, CIPHER_MODE_GCM, MAC_AEAD, 256, false, true,
	    0x0303 },
	{ 0xc045, "TLS_DHE_RSA_WITH_ARIA_256_CBC_SHA384", KEY_EXCHANGE_DHE, AUTHENTICATION_RSA,
	    CIPHER_ARIA, CIPHER_MODE_CBC, MAC_SHA384, 256, false, true, 0x0303 },
	{ 0xc09a, "TLS_ECDHE_PSK_WITH_CAMELLIA_128_CBC_SHA256", KEY_EXCHANGE_ECDHE_PSK,
	    AUTHENTICATION_SHARED_KEY, CIPHER_CAMELLIA, CIPHER_MODE_CBC, MAC_SHA256, 128, false,
	    true, 0x0301 },
	{ 0xc0ab, "TLS_PSK_DHE_WITH_AES_256_CCM_8", KEY_EXCHANGE_DHE_PSK,
	    AUTHENTICATION_SHARED_KEY, CIPHER_AES, CIPHER_MODE_CCM_8, MAC_AEAD, 256, false,
	    true, 0x0303 },
	{ 0xc0b2, "TLS_ECCPWD_WITH_AES_128_CCM_SHA256", KEY_EXCHANGE_OTHER,
	    AUTHENTICATION_SHARED_KEY, CIPHER_AES, CIPHER_MODE_CCM, MAC_AEAD, 128, false, true,
	    0x0303 },
	{ 0xc0b4, "TLS_SHA256_SHA256", KEY_EXCHANGE_ANY, AUTHENTICATION_ANY, CIPHER_NULL,
	    CIPHER_MODE_NONE, MAC_SHA256, 0, false, true, 0x0304 },
	{ 0xc102, "TLS_GOSTR341112_256_WITH_28147_CNT_IMIT", KEY_EXCHANGE_GOST,
	    AUTHENTICATION_GOST, CIPHER_GOST, CIPHER_MODE_OTHER, MAC_OTHER, 256, false, false,
	    0x0303 },
	{ 0xcc14, "TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256_OLD", KEY_EXCHANGE_ECDHE,
	    AUTHENTICATION_ECDSA, CIPHER_CHACHA20, CIPHER_MODE_POLY1305, MAC_AEAD, 256, false,
	    true, 0x0303 },
	{ 0xccae, "TLS_RSA_PSK_WITH_CHACHA20_POLY1305_SHA256", KEY_EXCHANGE_RSA_PSK,
	    AUTHENTICATION_RSA, CIPHER_CHACHA20, CIPHER_MODE_POLY1305, MAC_AEAD, 256, false,
	    false, 0x0303 },
	{ 0xfeff, "SSL_RSA_FIPS_WITH_3DES_EDE_CBC_SHA", KEY_EXCHANGE_RSA, AUTHENTICATION_RSA,
	    CIPHER_3DES, CIPHER_MODE_CBC, MAC_SHA1, 112, false, false, 0x0300 },
	{ 0xff85, "TLS_GOSTR341112_256_WITH_28147_CNT_IMIT_OLD", KEY_EXCHANGE_GOST,
	    AUTHENTICATION_GOST, CIPHER_GOST, CIPHER_MODE_OTHER, MAC_OTHER, 256, false, false,
	    0x0301 },
};

START_TEST(suites_are_as_their_documents_say)
{
	const struct suite *want = &samples[_i];
	const struct suite *suite = suite_by_number(want->number);

	ck_assert_msg(suite != NULL, "%s: not there", want->name);
	ck_assert_str_eq(suite->name, want->name);
	ck_assert_msg(suite->number == want->number, "%s: number", want->name);
	ck_assert_msg(
	    suite->key_exchange == want->key_exchange, "%s: key exchange", want->name);
	ck_assert_msg(
	    suite->authentication == want->authentication, "%s: authentication", want->name);
	ck_assert_msg(suite->cipher == want->cipher, "%s: cipher", want->name);
	ck_assert_msg(suite->mode == want->mode, "%s: mode", want->name);
	ck_assert_msg(suite->mac == want->mac, "%s: MAC", want->name);
	ck_assert_msg(suite->bits == want->bits, "%s: bits", want->name);
	ck_assert_msg(suite->is_export == want->is_export, "%s: export", want->name);
	ck_assert_msg(suite->is_forward_secret == want->is_forward_secret,
	    "%s: forward secrecy", want->name);
	ck_assert_msg(suite->from == want->from, "%s: first version", want->name);
	ck_assert_ptr_eq(suite_by_name(want->name), suite);
}
END_TEST

START_TEST(each_suite_is_found_and_nothing_else)
{
	size_t found = 0;

	for (uint32_t number = 0; number <= UINT16_MAX; number++) {
		const struct suite *suite = suite_by_number((uint16_t)number);

		ck_assert(suite == NULL || suite->number == number);
		found += suite != NULL ? 1 : 0;
	}
	ck_assert_uint_eq(found, suites_count);
	for (size_t i = 0; i < suites_count; i++)
		ck_assert_ptr_eq(suite_by_name(suites[i].name), &suites[i]);
}
END_TEST

START_TEST(signals_and_grease_are_no_suites)
{
	static const uint16_t numbers[] = { 0x00ff, 0x5600, 0x0a0a, 0xfafa, 0x0047, 0x1300,
		0xc000, 0xffff };

	for (size_t i = 0; i < COUNT_OF(numbers); i++)
		ck_assert_msg(suite_by_number(numbers[i]) == NULL, "0x%04x", numbers[i]);
}
END_TEST

START_TEST(names_are_found_only_whole_and_as_they_are_written)
{
	ck_assert_ptr_nonnull(suite_by_name("TLS_DH_anon_WITH_AES_128_CBC_SHA"));
	ck_assert_ptr_null(suite_by_name("TLS_DH_ANON_WITH_AES_128_CBC_SHA"));
	ck_assert_ptr_null(suite_by_name("TLS_RSA_WITH_AES_128_CBC_"));
	ck_assert_ptr_null(suite_by_name("AES128-SHA"));
	ck_assert_ptr_null(suite_by_name(""));
}
END_TEST

START_TEST(an_unknown_number_is_its_own_name)
{
	char room[8];

	ck_assert_str_eq(suite_name(0x1301, room), "TLS_AES_128_GCM_SHA256");
	ck_assert_str_eq(suite_name(0xffff, room), "0xffff");
	ck_assert_str_eq(suite_name(0x00ff, room), "0x00ff");
	ck_assert_ptr_eq(suite_name(0x0a0a, room), room);
}
END_TEST

/* The seven of SSL 2.0 (section C.4), and one that OpenSSL added. */
static const struct ssl2_kind kinds[] = {
	{ 0x010080, "SSL_CK_RC4_128_WITH_MD5", 128 },
	{ 0x020080, "SSL_CK_RC4_128_EXPORT40_WITH_MD5", 40 },
	{ 0x030080, "SSL_CK_RC2_128_CBC_WITH_MD5", 128 },
	{ 0x040080, "SSL_CK_RC2_128_CBC_EXPORT40_WITH_MD5", 40 },
	{ 0x050080, "SSL_CK_IDEA_128_CBC_WITH_MD5", 128 },
	{ 0x060040, "SSL_CK_DES_64_CBC_WITH_MD5", 56 },
	{ 0x0700c0, "SSL_CK_DES_192_EDE3_CBC_WITH_MD5", 112 },
	{ 0x080080, "SSL_CK_RC4_64_WITH_MD5", 64 },
};

START_TEST(cipher_kinds_of_ssl2_are_known)
{
	const struct ssl2_kind *kind = ssl2_kind_by_number(kinds[_i].number);

	ck_assert_msg(kind != NULL, "%s: not there", kinds[_i].name);
	ck_assert_uint_eq(kind->number, kinds[_i].number);
	ck_assert_str_eq(kind->name, kinds[_i].name);
	ck_assert_uint_eq(kind->bits, kinds[_i].bits);
}
END_TEST

START_TEST(each_cipher_kind_of_ssl2_is_found_and_nothing_else)
{
	static const uint32_t others[] = { 0x000080, 0x010081, 0x090080, 0x01010080,
		UINT32_MAX };

	for (size_t i = 0; i < ssl2_kinds_count; i++)
		ck_assert_ptr_eq(ssl2_kind_by_number(ssl2_kinds[i].number), &ssl2_kinds[i]);
	for (size_t i = 0; i < COUNT_OF(others); i++)
		ck_assert_msg(ssl2_kind_by_number(others[i]) == NULL, "0x%06x", others[i]);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("suite");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(tcase, suites_are_as_their_documents_say, 0, COUNT_OF(samples));
	tcase_add_test(tcase, each_suite_is_found_and_nothing_else);
	tcase_add_test(tcase, signals_and_grease_are_no_suites);
	tcase_add_test(tcase, names_are_found_only_whole_and_as_they_are_written);
	tcase_add_test(tcase, an_unknown_number_is_its_own_name);
	tcase_add_loop_test(tcase, cipher_kinds_of_ssl2_are_known, 0, COUNT_OF(kinds));
	tcase_add_test(tcase, each_cipher_kind_of_ssl2_is_found_and_nothing_else);
	suite_add_tcase(s, tcase);
	return s;
}
