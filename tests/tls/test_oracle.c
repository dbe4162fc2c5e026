/* SPDX-License-Identifier: MIT */
/* The blocks are decrypted here with the private key, and looked at. */
#include "support/mint.h"
#include "support/suite.h"
#include "tls/oracle.h"

#include <gmp.h>
#include <gnutls/abstract.h>
#include <string.h>

enum { SECRET_LEN = 48 };

static struct arena arena;
static struct minted minted;

static void
set_up(void)
{
	arena_init(&arena);
}

static void
tear_down(void)
{
	minted_clear(&minted);
	arena_clear(&arena);
}

static void
mint_key(gnutls_pk_algorithm_t algorithm, unsigned bits)
{
	minted = mint(&arena,
	    &(struct mint_wish){ .subject = "x", .algorithm = algorithm, .bits = bits }, NULL);
}

/* The block behind the ciphertext, with its leading zeros. */
static const uint8_t *
decrypt(struct span ciphertext)
{
	uint8_t *block = arena_alloc(&arena, ciphertext.len);
	gnutls_datum_t m, e, d, p, q, u;
	mpz_t number, modulus, exponent;

	ck_assert_int_eq(
	    gnutls_x509_privkey_export_rsa_raw(minted.key, &m, &e, &d, &p, &q, &u), 0);
	mpz_inits(number, modulus, exponent, NULL);
	mpz_import(number, ciphertext.len, 1, 1, 1, 0, ciphertext.data);
	mpz_import(modulus, m.size, 1, 1, 1, 0, m.data);
	mpz_import(exponent, d.size, 1, 1, 1, 0, d.data);
	ck_assert_int_lt(mpz_cmp(number, modulus), 0);
	ck_assert_uint_eq(ciphertext.len, (mpz_sizeinbase(modulus, 2) + 7) / 8);
	mpz_powm(number, number, exponent, modulus);
	mpz_export(block + ciphertext.len - (mpz_sizeinbase(number, 2) + 7) / 8, NULL, 1, 1, 1,
	    0, number);
	mpz_clears(number, modulus, exponent, NULL);
	gnutls_free(m.data);
	gnutls_free(e.data);
	gnutls_free(d.data);
	gnutls_free(p.data);
	gnutls_free(q.data);
	gnutls_free(u.data);
	return block;
}

struct variant_case {
	const char *name;
	enum oracle_variant variant;
	uint16_t version;
	uint8_t want_start[2];
	size_t want_zero; /* the first 00 behind the start, from the end; 0: none */
	uint8_t want_version[2];
};

/* clang-format off */
static const struct variant_case variants[] = {
	{ "right", ORACLE_RIGHT, 0x0303, { 0, 2 }, SECRET_LEN + 1, { 3, 3 } },
	{ "right, TLS 1.0", ORACLE_RIGHT, 0x0301, { 0, 2 }, SECRET_LEN + 1, { 3, 1 } },
	{ "wrong start", ORACLE_WRONG_START, 0x0303, { 0x41, 0x17 }, SECRET_LEN + 1, { 3, 3 } },
	{ "zero misplaced", ORACLE_ZERO_MISPLACED, 0x0303, { 0, 2 }, 2, { 0, 0 } },
	{ "no zero", ORACLE_NO_ZERO, 0x0303, { 0, 2 }, 0, { 0, 0 } },
	{ "wrong version", ORACLE_WRONG_VERSION, 0x0303, { 0, 2 }, SECRET_LEN + 1, { 2, 2 } },
};
/* clang-format on */

static void
check_block(const struct variant_case *row)
{
	struct span ciphertext;
	const uint8_t *block;
	const uint8_t *zero;

	ck_assert(oracle_block(minted.der, row->variant, row->version, &arena, &ciphertext));
	block = decrypt(ciphertext);
	ck_assert_msg(memcmp(block, row->want_start, 2) == 0, "%s: %02x %02x", row->name,
	    block[0], block[1]);
	zero = memchr(block + 2, 0, ciphertext.len - 2);
	if (row->want_zero == 0) {
		ck_assert_msg(zero == NULL, "%s", row->name);
		return;
	}
	ck_assert_msg(
	    zero == block + ciphertext.len - row->want_zero, "%s: a zero elsewhere", row->name);
	if (row->want_zero == SECRET_LEN + 1)
		ck_assert_msg(memcmp(zero + 1, row->want_version, 2) == 0, "%s", row->name);
	else
		ck_assert_uint_ne(zero[1], 0);
}

START_TEST(each_variant_is_wrong_in_one_way)
{
	static const unsigned sizes[] = { 1024, 2048, 3072 };

	mint_key(GNUTLS_PK_RSA, sizes[_i]);
	for (size_t i = 0; i < COUNT_OF(variants); i++)
		check_block(&variants[i]);
}
END_TEST

/* Where the first byte of the modulus is small, 41 17 would be too large a number. */
START_TEST(a_block_is_smaller_than_an_odd_modulus)
{
	static const unsigned sizes[] = { 1023, 1025, 1031 };
	struct span ciphertext;
	const uint8_t *block;

	mint_key(GNUTLS_PK_RSA, sizes[_i]);
	for (int i = 0; i < 20; i++) {
		ck_assert(
		    oracle_block(minted.der, ORACLE_WRONG_START, 0x0303, &arena, &ciphertext));
		block = decrypt(ciphertext);
		ck_assert(block[0] == 0 || block[0] == 0x41);
		ck_assert_uint_eq(block[1], 0x17);
	}
}
END_TEST

START_TEST(blocks_are_new_each_time)
{
	struct span one;
	struct span other;

	mint_key(GNUTLS_PK_RSA, 1024);
	for (int i = 0; i < ORACLE_VARIANTS; i++) {
		ck_assert(
		    oracle_block(minted.der, (enum oracle_variant)i, 0x0303, &arena, &one));
		ck_assert(
		    oracle_block(minted.der, (enum oracle_variant)i, 0x0303, &arena, &other));
		ck_assert(!span_equal(one, other));
	}
}
END_TEST

/* The library itself finds the secret in a right block, and in no other. */
START_TEST(the_library_tells_right_from_wrong)
{
	struct span ciphertext;
	gnutls_privkey_t key;
	gnutls_datum_t secret;
	gnutls_datum_t datum;

	mint_key(GNUTLS_PK_RSA, 2048);
	gnutls_privkey_init(&key);
	gnutls_privkey_import_x509(key, minted.key, GNUTLS_PRIVKEY_IMPORT_COPY);
	ck_assert(
	    oracle_block(minted.der, (enum oracle_variant)_i, 0x0303, &arena, &ciphertext));
	datum = (gnutls_datum_t){ (unsigned char *)(uintptr_t)ciphertext.data,
		(unsigned)ciphertext.len };
	if (gnutls_privkey_decrypt_data(key, 0, &datum, &secret) == 0) {
		ck_assert(_i != ORACLE_WRONG_START && _i != ORACLE_NO_ZERO);
		ck_assert_uint_eq(secret.size, _i == ORACLE_ZERO_MISPLACED ? 1 : SECRET_LEN);
		gnutls_free(secret.data);
	} else {
		ck_assert(_i == ORACLE_WRONG_START || _i == ORACLE_NO_ZERO);
	}
	gnutls_privkey_deinit(key);
}
END_TEST

struct unfit_case {
	gnutls_pk_algorithm_t algorithm;
	unsigned bits;
};

static const struct unfit_case unfit[] = {
	{ GNUTLS_PK_EC, 0 },
	{ GNUTLS_PK_EDDSA_ED25519, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_ED25519) },
	{ GNUTLS_PK_RSA_PSS, 2048 }, /* signs only */
};

START_TEST(another_key_is_not_used)
{
	struct span ciphertext = { .len = 7 };

	mint_key(unfit[_i].algorithm, unfit[_i].bits);
	ck_assert(!oracle_block(minted.der, ORACLE_RIGHT, 0x0303, &arena, &ciphertext));
	ck_assert_uint_eq(ciphertext.len, 7);
}
END_TEST

START_TEST(what_is_no_certificate_is_not_used)
{
	struct span ciphertext = { .len = 7 };

	mint_key(GNUTLS_PK_RSA, 1024);
	ck_assert(!oracle_block(span_of("garbage"), ORACLE_RIGHT, 0x0303, &arena, &ciphertext));
	ck_assert(!oracle_block((struct span){ 0 }, ORACLE_RIGHT, 0x0303, &arena, &ciphertext));
	minted.der.len--;
	ck_assert(!oracle_block(minted.der, ORACLE_RIGHT, 0x0303, &arena, &ciphertext));
	ck_assert_uint_eq(ciphertext.len, 7);
}
END_TEST

/* A certificate with any modulus and exponent, whoever could have a key for it. */
static struct span
certificate_with(size_t modulus_len, size_t exponent_len)
{
	uint8_t *modulus = arena_alloc(&arena, modulus_len);
	uint8_t *exponent = arena_alloc(&arena, exponent_len);
	gnutls_datum_t m = { modulus, (unsigned)modulus_len };
	gnutls_datum_t e = { exponent, (unsigned)exponent_len };
	struct minted issuer;
	gnutls_pubkey_t key;
	gnutls_datum_t der;
	struct span copy;

	memset(modulus, 0x55, modulus_len);
	modulus[0] = 0xff;
	memset(exponent, 0x55, exponent_len);
	mint_key(GNUTLS_PK_EC, 0);
	gnutls_pubkey_init(&key);
	ck_assert_int_eq(gnutls_pubkey_import_rsa_raw(key, &m, &e), 0);
	ck_assert_int_eq(gnutls_x509_crt_set_pubkey(minted.certificate, key), 0);
	gnutls_pubkey_deinit(key);
	issuer = mint(&arena, &(struct mint_wish){ .subject = "y" }, NULL);
	ck_assert_int_eq(gnutls_x509_crt_sign2(minted.certificate, issuer.certificate,
			     issuer.key, GNUTLS_DIG_SHA256, 0),
	    0);
	minted_clear(&issuer);
	ck_assert_int_eq(
	    gnutls_x509_crt_export2(minted.certificate, GNUTLS_X509_FMT_DER, &der), 0);
	copy = arena_copy(&arena, (struct span){ der.data, der.size });
	gnutls_free(der.data);
	return copy;
}

struct size_case {
	size_t modulus_len;
	size_t exponent_len;
	bool works;
};

static const struct size_case sizes[] = {
	{ 63, 1, false },
	{ 64, 1, true },
	{ 64, 3, true },
	{ 256, 32, true },
	{ 256, 33, false },
	{ 2048, 3, true },
	{ 2049, 3, false },
	{ 8000, 3, false },
};

START_TEST(a_key_of_an_odd_size_is_not_used)
{
	const struct size_case *row = &sizes[_i];
	struct span der = certificate_with(row->modulus_len, row->exponent_len);
	struct span ciphertext = { .len = 7 };

	ck_assert_msg(
	    oracle_block(der, ORACLE_RIGHT, 0x0303, &arena, &ciphertext) == row->works,
	    "%zu, %zu", row->modulus_len, row->exponent_len);
	ck_assert_uint_eq(ciphertext.len, row->works ? row->modulus_len : 7);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("oracle");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 60);
	tcase_add_loop_test(tcase, each_variant_is_wrong_in_one_way, 0, 3);
	tcase_add_loop_test(tcase, a_block_is_smaller_than_an_odd_modulus, 0, 3);
	tcase_add_test(tcase, blocks_are_new_each_time);
	tcase_add_loop_test(tcase, the_library_tells_right_from_wrong, 0, ORACLE_VARIANTS);
	tcase_add_loop_test(tcase, another_key_is_not_used, 0, (int)COUNT_OF(unfit));
	tcase_add_test(tcase, what_is_no_certificate_is_not_used);
	tcase_add_loop_test(tcase, a_key_of_an_odd_size_is_not_used, 0, (int)COUNT_OF(sizes));
	suite_add_tcase(s, tcase);
	return s;
}
