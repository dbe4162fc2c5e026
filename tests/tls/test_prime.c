/* SPDX-License-Identifier: MIT */
#include "support/suite.h"
#include "tls/prime.h"

#include <gnutls/gnutls.h>
#include <stdlib.h>
#include <string.h>

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

struct known_case {
	const gnutls_datum_t *prime;
	unsigned bits;
	const char *name;
	const char *sha256;
};

static const struct known_case known[] = {
	{ &gnutls_ffdhe_2048_group_prime, 2048, "RFC 7919 ffdhe2048",
	    "9cd3b7f336872f46c09428d1bbc19877a4d440512cda8d1c1cf0cd6e33698966" },
	{ &gnutls_ffdhe_3072_group_prime, 3072, "RFC 7919 ffdhe3072",
	    "0eaf67db3a839156d5013494a5318a772b5697d270d721f37f092efc69ea5a17" },
	{ &gnutls_ffdhe_4096_group_prime, 4096, "RFC 7919 ffdhe4096",
	    "4648414224ac881b3d0dc59b466f96d06a558278776807797ecf1f66ff397b3e" },
	{ &gnutls_ffdhe_6144_group_prime, 6144, "RFC 7919 ffdhe6144",
	    "227ac9066b3ddd9e193670cda2388fa884f65ba0cf98b742d1fe77a6687c79c7" },
	{ &gnutls_ffdhe_8192_group_prime, 8192, "RFC 7919 ffdhe8192",
	    "770b14efaf6f049929c523113b3fa99a8d11dab1b18af3609590122075d19833" },
};

/* With zeros in front it is the same number. */
START_TEST(a_prime_of_a_standard_is_known)
{
	const struct known_case *row = &known[_i / 2];
	uint8_t bytes[8192 / 8 + 2] = { 0 };
	size_t zeros = _i % 2 == 0 ? 0 : 2;
	struct dh_facts facts;

	memcpy(bytes + zeros, row->prime->data, row->prime->size);
	prime_judge((struct span){ bytes, zeros + row->prime->size }, &arena, &facts);
	ck_assert_uint_eq(facts.bits, row->bits);
	ck_assert_ptr_nonnull(facts.name);
	ck_assert_str_eq(facts.name, row->name);
	ck_assert_str_eq(facts.sha256, row->sha256);
	ck_assert(facts.is_tested && facts.is_prime && facts.is_safe_prime);
}
END_TEST

struct number_case {
	const char *name;
	const char *hex;
	unsigned bits;
	bool is_prime;
	bool is_safe;
};

/* clang-format off */
static const struct number_case numbers[] = {
	{ "nothing", "", 0, false, false },
	{ "0", "00", 0, false, false },
	{ "1", "01", 1, false, false },
	{ "2", "02", 2, true, false },
	{ "5", "05", 3, true, true },
	{ "7", "07", 3, true, true },
	{ "9", "09", 4, false, false },
	{ "13", "0d", 4, true, false },
	{ "23", "0017", 5, true, true },
	{ "561, a Carmichael number", "0231", 10, false, false },
	{ "2^127 - 1: (p-1)/2 is divisible by 3", "7fffffffffffffffffffffffffffffff", 127, true,
	  false },
	{ "2^128 + 1", "0100000000000000000000000000000001", 129, false, false },
	/* 3825123056546413051, a strong pseudoprime to the bases 2 to 23. */
	{ "Jaeschke's number", "35158eb4f0fce03b", 62, false, false },
	/* Its order has a small subgroup of 160 bits. */
	{ "RFC 5114 section 2.1",
	  "B10B8F96A080E01DDE92DE5EAE5D54EC52C99FBCFB06A3C69A6A9DCA52D23B616073E28675A23D189838EF1E2EE652C0"
	  "13ECB4AEA906112324975C3CD49B83BFACCBDD7D90C4BD7098488E9C219A73724EFFD6FAE5644738FAA31A4FF55BCCC0"
	  "A151AF5F0DC8B4BD45BF37DF365C1A65E68CFDA76D4DA708DF1FB2BC2E4A4371", 1024, true, false },
	/* Of RFC 2409 group 1. */
	{ "RFC 2409 group 1",
	  "FFFFFFFFFFFFFFFFC90FDAA22168C234C4C6628B80DC1CD129024E088A67CC74020BBEA63B139B22514A08798E3404DD"
	  "EF9519B3CD3A431B302B0A6DF25F14374FE1356D6D51C245E485B576625E7EC6F44C42E9A63A3620FFFFFFFFFFFFFFFF",
	  768, true, true },
};
/* clang-format on */

static struct span
unhex(const char *hex)
{
	size_t len = strlen(hex) / 2;
	uint8_t *bytes = arena_alloc(&arena, len + 1);

	for (size_t i = 0; i < len; i++) {
		char digits[3] = { hex[2 * i], hex[2 * i + 1], 0 };

		bytes[i] = (uint8_t)strtoul(digits, NULL, 16);
	}
	return (struct span){ .data = bytes, .len = len };
}

START_TEST(a_number_is_tested)
{
	const struct number_case *row = &numbers[_i];
	struct dh_facts facts;

	prime_judge(unhex(row->hex), &arena, &facts);
	ck_assert_msg(facts.bits == row->bits, "%s: %u bits", row->name, facts.bits);
	ck_assert_msg(facts.is_tested, "%s", row->name);
	ck_assert_msg(facts.is_prime == row->is_prime, "%s", row->name);
	ck_assert_msg(facts.is_safe_prime == row->is_safe, "%s", row->name);
	ck_assert_uint_eq(strlen(facts.sha256), 64);
	if (strncmp(row->name, "RFC", 3) == 0)
		ck_assert_str_eq(facts.name, row->name);
	else
		ck_assert_ptr_null(facts.name);
}
END_TEST

/* One bit of a good prime turned. */
START_TEST(a_composite_number_is_none)
{
	uint8_t bytes[2048 / 8];
	struct dh_facts facts;

	memcpy(bytes, gnutls_ffdhe_2048_group_prime.data, sizeof(bytes));
	bytes[100] ^= 0x10;
	prime_judge((struct span){ bytes, sizeof(bytes) }, &arena, &facts);
	ck_assert_uint_eq(facts.bits, 2048);
	ck_assert_ptr_null(facts.name);
	ck_assert(facts.is_tested && !facts.is_prime && !facts.is_safe_prime);
}
END_TEST

struct size_case {
	size_t len;
	bool is_tested;
};

static const struct size_case sizes[] = {
	{ 4096 / 8, true },
	{ 4096 / 8 + 1, false },
	{ 16384 / 8, false },
	{ 65535, false },
};

START_TEST(a_very_large_number_is_not_tested)
{
	uint8_t *bytes = arena_alloc(&arena, sizes[_i].len);
	struct dh_facts facts;

	memset(bytes, 0xff, sizes[_i].len);
	prime_judge((struct span){ bytes, sizes[_i].len }, &arena, &facts);
	ck_assert_uint_eq(facts.bits, sizes[_i].len * 8);
	ck_assert(facts.is_tested == sizes[_i].is_tested);
	ck_assert(!facts.is_prime && !facts.is_safe_prime);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("prime");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, a_prime_of_a_standard_is_known, 0, (int)COUNT_OF(known) * 2);
	tcase_add_loop_test(tcase, a_number_is_tested, 0, (int)COUNT_OF(numbers));
	tcase_add_test(tcase, a_composite_number_is_none);
	tcase_add_loop_test(tcase, a_very_large_number_is_not_tested, 0, (int)COUNT_OF(sizes));
	suite_add_tcase(s, tcase);
	return s;
}
