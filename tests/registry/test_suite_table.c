/* SPDX-License-Identifier: MIT */
/* What holds for every row of the table. */
#include "registry/number.h"
#include "registry/suite.h"
#include "support/suite.h"

#include <string.h>

START_TEST(suites_are_in_order_and_each_name_is_there_once)
{
	for (size_t i = 0; i < suites_count; i++) {
		ck_assert_msg(i == 0 || suites[i - 1].number < suites[i].number, "%s: number",
		    suites[i].name);
		for (size_t j = 0; j < i; j++)
			ck_assert_str_ne(suites[j].name, suites[i].name);
	}
	ck_assert_uint_gt(suites_count, 360);
}
END_TEST

START_TEST(no_column_is_out_of_range)
{
	for (size_t i = 0; i < suites_count; i++) {
		const struct suite *suite = &suites[i];
		ck_assert_msg(
		    suite->key_exchange < KEY_EXCHANGES, "%s: key exchange", suite->name);
		ck_assert_msg(suite->authentication < AUTHENTICATIONS, "%s: who", suite->name);
		ck_assert_msg(suite->cipher < CIPHERS, "%s: cipher", suite->name);
		ck_assert_msg(suite->mode < CIPHER_MODES, "%s: mode", suite->name);
		ck_assert_msg(suite->mac < MACS, "%s: MAC", suite->name);
		ck_assert_msg(suite->bits <= 256, "%s: bits", suite->name);
		ck_assert_msg(suite->from == VERSION_SSL3 || suite->from == VERSION_TLS10 ||
				  suite->from == VERSION_TLS12 || suite->from == VERSION_TLS13,
		    "%s: first version", suite->name);
	}
}
END_TEST

START_TEST(cipher_mode_and_mac_fit_each_other)
{
	for (size_t i = 0; i < suites_count; i++) {
		const struct suite *suite = &suites[i];
		bool is_null = suite->cipher == CIPHER_NULL;
		bool is_aead_mode =
		    suite->mode == CIPHER_MODE_GCM || suite->mode == CIPHER_MODE_CCM ||
		    suite->mode == CIPHER_MODE_CCM_8 || suite->mode == CIPHER_MODE_POLY1305;

		ck_assert_msg(is_null == (suite->bits == 0), "%s: bits of NULL", suite->name);
		ck_assert_msg((is_null || suite->cipher == CIPHER_RC4) ==
				  (suite->mode == CIPHER_MODE_NONE),
		    "%s: a mode for block ciphers", suite->name);
		ck_assert_msg(
		    !is_aead_mode || suite->mac == MAC_AEAD, "%s: MAC of AEAD", suite->name);
		ck_assert_msg(
		    suite->mac != MAC_AEAD || is_aead_mode || suite->mode == CIPHER_MODE_OTHER,
		    "%s: mode of AEAD", suite->name);
		ck_assert_msg(suite->mac != MAC_AEAD || suite->from >= VERSION_TLS12,
		    "%s: AEAD in TLS 1.2", suite->name);
		ck_assert_msg((suite->mac == MAC_NULL) == (suite->number == 0), "%s: no MAC",
		    suite->name);
	}
}
END_TEST

START_TEST(export_suites_are_weak_on_purpose)
{
	for (size_t i = 0; i < suites_count; i++) {
		const struct suite *suite = &suites[i];
		bool says_so = strstr(suite->name, "EXPORT") != NULL;

		ck_assert_msg(suite->is_export == says_so, "%s", suite->name);
		ck_assert_msg(!says_so || (suite->bits > 0 && suite->bits <= 56), "%s: bits",
		    suite->name);
		ck_assert_msg(suite->is_export || suite->bits == 0 || suite->bits >= 56,
		    "%s: bits", suite->name);
		ck_assert_msg(
		    !says_so || suite->from == VERSION_SSL3, "%s: version", suite->name);
	}
}
END_TEST

/* Ephemeral, with or without authentication. */
static bool
is_ephemeral(const struct suite *suite)
{
	static const bool ephemeral[KEY_EXCHANGES] = {
		[KEY_EXCHANGE_ANY] = true,
		[KEY_EXCHANGE_DHE] = true,
		[KEY_EXCHANGE_ECDHE] = true,
		[KEY_EXCHANGE_DH_ANON] = true,
		[KEY_EXCHANGE_ECDH_ANON] = true,
		[KEY_EXCHANGE_DHE_PSK] = true,
		[KEY_EXCHANGE_ECDHE_PSK] = true,
		[KEY_EXCHANGE_SRP] = true,
	};

	if (suite->key_exchange == KEY_EXCHANGE_OTHER)
		return strstr(suite->name, "ECCPWD") != NULL;
	return ephemeral[suite->key_exchange];
}

START_TEST(forward_secret_are_the_ephemeral_ones)
{
	for (size_t i = 0; i < suites_count; i++) {
		const struct suite *suite = &suites[i];
		ck_assert_msg(
		    suite->is_forward_secret == is_ephemeral(suite), "%s", suite->name);
	}
}
END_TEST

START_TEST(nobody_is_authenticated_by_anonymous_suites_only)
{
	for (size_t i = 0; i < suites_count; i++) {
		const struct suite *suite = &suites[i];
		bool is_anonymous = suite->key_exchange == KEY_EXCHANGE_NULL ||
		                    suite->key_exchange == KEY_EXCHANGE_DH_ANON ||
		                    suite->key_exchange == KEY_EXCHANGE_ECDH_ANON;
		bool is_tls13 = suite->key_exchange == KEY_EXCHANGE_ANY;

		ck_assert_msg(is_anonymous == (suite->authentication == AUTHENTICATION_NONE),
		    "%s", suite->name);
		ck_assert_msg(is_tls13 == (suite->authentication == AUTHENTICATION_ANY), "%s",
		    suite->name);
		ck_assert_msg(is_tls13 == (suite->from == VERSION_TLS13), "%s", suite->name);
		ck_assert_msg((suite->key_exchange == KEY_EXCHANGE_GOST) ==
				  (suite->authentication == AUTHENTICATION_GOST),
		    "%s", suite->name);
	}
}
END_TEST

/* IANA gives these numbers to nobody: 0x0047 to 0x005f, 0x006e to 0x007f and GREASE; and two
 * signal. */
START_TEST(no_suite_has_a_number_that_is_none)
{
	for (size_t i = 0; i < suites_count; i++) {
		const struct suite *suite = &suites[i];
		uint16_t number = suite->number;

		ck_assert(number < 0x0047 || number > 0x005f);
		ck_assert(number < 0x006e || number > 0x007f);
		ck_assert(!is_grease(number));
		ck_assert(number != 0x00ff && number != 0x5600);
	}
}
END_TEST

START_TEST(cipher_kinds_of_ssl2_are_in_order)
{
	for (size_t i = 0; i < ssl2_kinds_count; i++) {
		const struct ssl2_kind *kind = &ssl2_kinds[i];

		ck_assert(i == 0 || ssl2_kinds[i - 1].number < kind->number);
		ck_assert_uint_le(kind->number, 0xffffff);
		ck_assert_msg(strncmp(kind->name, "SSL_CK_", 7) == 0, "%s", kind->name);
		ck_assert_msg(kind->bits <= 128, "%s", kind->name);
		ck_assert_msg(strstr(kind->name, "EXPORT40") == NULL || kind->bits == 40, "%s",
		    kind->name);
		ck_assert_msg((strstr(kind->name, "NULL") != NULL) == (kind->bits == 0), "%s",
		    kind->name);
	}
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("suite_table");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, suites_are_in_order_and_each_name_is_there_once);
	tcase_add_test(tcase, no_column_is_out_of_range);
	tcase_add_test(tcase, cipher_mode_and_mac_fit_each_other);
	tcase_add_test(tcase, export_suites_are_weak_on_purpose);
	tcase_add_test(tcase, forward_secret_are_the_ephemeral_ones);
	tcase_add_test(tcase, nobody_is_authenticated_by_anonymous_suites_only);
	tcase_add_test(tcase, no_suite_has_a_number_that_is_none);
	tcase_add_test(tcase, cipher_kinds_of_ssl2_are_in_order);
	suite_add_tcase(s, tcase);
	return s;
}
