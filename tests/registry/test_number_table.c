/* SPDX-License-Identifier: MIT */
/* What holds for every row of the tables. */
#include "registry/number.h"
#include "support/suite.h"

#include <string.h>

START_TEST(groups_are_in_order_and_each_name_is_there_once)
{
	for (size_t i = 0; i < groups_count; i++) {
		ck_assert(i == 0 || groups[i - 1].number < groups[i].number);
		for (size_t j = 0; j < i; j++)
			ck_assert_str_ne(groups[j].name, groups[i].name);
	}
	ck_assert_uint_gt(groups_count, 50);
}
END_TEST

START_TEST(kinds_and_bits_of_groups_fit_their_names)
{
	for (size_t i = 0; i < groups_count; i++) {
		const struct group *group = &groups[i];
		bool has_kem = strstr(group->name, "MLKEM") != NULL ||
		               strstr(group->name, "Kyber") != NULL;
		bool is_kem = strncmp(group->name, "MLKEM", 5) == 0;
		bool is_field = strncmp(group->name, "ffdhe", 5) == 0;
		bool is_free = strncmp(group->name, "arbitrary", 9) == 0;

		ck_assert_msg(group->kind < GROUP_KINDS, "%s", group->name);
		ck_assert_msg(
		    (group->kind == GROUP_KIND_FINITE_FIELD) == is_field, "%s", group->name);
		ck_assert_msg(
		    (group->kind == GROUP_KIND_POST_QUANTUM) == is_kem, "%s", group->name);
		ck_assert_msg((group->kind == GROUP_KIND_HYBRID) == (has_kem && !is_kem), "%s",
		    group->name);
		ck_assert_msg((group->bits == 0) == is_free, "%s", group->name);
		ck_assert_msg(!has_kem || group->is_for_tls13, "%s", group->name);
		ck_assert_msg(
		    group->kind != GROUP_KIND_CURVE || group->bits <= 571, "%s", group->name);
	}
}
END_TEST

START_TEST(signature_schemes_are_in_order_and_each_name_is_there_once)
{
	for (size_t i = 0; i < signature_schemes_count; i++) {
		ck_assert(
		    i == 0 || signature_schemes[i - 1].number < signature_schemes[i].number);
		for (size_t j = 0; j < i; j++)
			ck_assert_str_ne(signature_schemes[j].name, signature_schemes[i].name);
	}
	ck_assert_uint_gt(signature_schemes_count, 50);
}
END_TEST

/* RFC 5246 section 7.4.1.4.1: the first byte is the hash, the second the algorithm. */
START_TEST(pairs_of_tls12_are_complete_and_say_what_they_are)
{
	static const char *const hashes[] = { "MD5", "SHA-1", "SHA-224", "SHA-256", "SHA-384",
		"SHA-512" };
	static const char *const algorithms[] = { "RSA", "DSA", "ECDSA" };

	for (unsigned hash = 0; hash < COUNT_OF(hashes); hash++)
		for (unsigned algorithm = 0; algorithm < COUNT_OF(algorithms); algorithm++) {
			uint16_t number = (uint16_t)((hash + 1) << 8 | (algorithm + 1));
			const struct scheme_number *scheme = signature_scheme_by_number(number);

			ck_assert_msg(scheme != NULL, "0x%04x", number);
			ck_assert_str_eq(scheme->hash, hashes[hash]);
			ck_assert_str_eq(scheme->algorithm, algorithms[algorithm]);
		}
}
END_TEST

/* RFC 8446 section 4.2.3. */
START_TEST(no_server_signs_tls13_with_pkcs1_or_sha1_or_dsa)
{
	for (size_t i = 0; i < signature_schemes_count; i++) {
		const struct scheme_number *scheme = &signature_schemes[i];
		bool is_old =
		    strcmp(scheme->algorithm, "RSA") == 0 ||
		    strcmp(scheme->algorithm, "DSA") == 0 || strcmp(scheme->hash, "MD5") == 0 ||
		    strcmp(scheme->hash, "SHA-1") == 0 || strcmp(scheme->hash, "SHA-224") == 0;

		ck_assert_msg(!is_old || !scheme->is_for_tls13, "%s", scheme->name);
	}
}
END_TEST

START_TEST(extensions_are_in_order_and_each_name_is_there_once)
{
	for (size_t i = 0; i < extension_numbers_count; i++) {
		ck_assert(
		    i == 0 || extension_numbers[i - 1].number < extension_numbers[i].number);
		for (size_t j = 0; j < i; j++)
			ck_assert_str_ne(extension_numbers[j].name, extension_numbers[i].name);
	}
	ck_assert_uint_gt(extension_numbers_count, 60);
}
END_TEST

START_TEST(alerts_are_in_order_and_each_name_is_there_once)
{
	for (size_t i = 0; i < alert_numbers_count; i++) {
		ck_assert(i == 0 || alert_numbers[i - 1].number < alert_numbers[i].number);
		for (size_t j = 0; j < i; j++)
			ck_assert_str_ne(alert_numbers[j].name, alert_numbers[i].name);
	}
	ck_assert_uint_gt(alert_numbers_count, 30);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("number_table");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, groups_are_in_order_and_each_name_is_there_once);
	tcase_add_test(tcase, kinds_and_bits_of_groups_fit_their_names);
	tcase_add_test(tcase, signature_schemes_are_in_order_and_each_name_is_there_once);
	tcase_add_test(tcase, pairs_of_tls12_are_complete_and_say_what_they_are);
	tcase_add_test(tcase, no_server_signs_tls13_with_pkcs1_or_sha1_or_dsa);
	tcase_add_test(tcase, extensions_are_in_order_and_each_name_is_there_once);
	tcase_add_test(tcase, alerts_are_in_order_and_each_name_is_there_once);
	suite_add_tcase(s, tcase);
	return s;
}
