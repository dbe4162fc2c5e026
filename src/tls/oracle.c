/* SPDX-License-Identifier: MIT */
#include "tls/oracle.h"

#include "tls/x509.h"

#include <gmp.h>
#include <gnutls/crypto.h>

enum {
	MODULUS_BITS_MIN = 512,
	MODULUS_BITS_MAX = 16384,
	EXPONENT_BITS_MAX = 256, /* CA/Browser Forum Baseline Requirements section 6.1.6 */
	SECRET_LEN = 48,
};

static void
import(mpz_t number, const gnutls_datum_t *bytes)
{
	mpz_import(number, bytes->size, 1, 1, 1, 0, bytes->data);
}

/* False for keys of other kinds, and for sizes that would cost too much or make no sense. */
static bool
read_key(struct span der, mpz_t modulus, mpz_t exponent)
{
	gnutls_x509_crt_t crt = x509_import(der);
	gnutls_datum_t m;
	gnutls_datum_t e;
	bool is_rsa = crt != NULL &&
	              gnutls_x509_crt_get_pk_algorithm(crt, NULL) == GNUTLS_PK_RSA &&
	              gnutls_x509_crt_get_pk_rsa_raw(crt, &m, &e) == 0;

	x509_free(crt);
	if (!is_rsa)
		return false;
	import(modulus, &m);
	import(exponent, &e);
	gnutls_free(m.data);
	gnutls_free(e.data);
	return mpz_sizeinbase(modulus, 2) >= MODULUS_BITS_MIN &&
	       mpz_sizeinbase(modulus, 2) <= MODULUS_BITS_MAX && mpz_sgn(exponent) > 0 &&
	       mpz_sizeinbase(exponent, 2) <= EXPONENT_BITS_MAX;
}

/* Random bytes, none of them 00. */
static void
fill(uint8_t *block, size_t len)
{
	if (gnutls_rnd(GNUTLS_RND_NONCE, block, len) != 0)
		die("there are no random numbers");
	for (size_t i = 0; i < len; i++)
		if (block[i] == 0)
			block[i] = 1;
}

static void
make_block(uint8_t *block, size_t len, enum oracle_variant variant, uint16_t version)
{
	uint8_t *secret = block + len - SECRET_LEN;

	fill(block, len);
	block[0] = 0;
	block[1] = 2;
	if (variant == ORACLE_ZERO_MISPLACED)
		block[len - 2] = 0;
	if (variant == ORACLE_ZERO_MISPLACED || variant == ORACLE_NO_ZERO)
		return;
	secret[-1] = 0;
	secret[0] = (uint8_t)(version >> 8);
	secret[1] = (uint8_t)version;
	if (variant == ORACLE_WRONG_VERSION) {
		secret[0] = 2;
		secret[1] = 2;
	}
	if (variant == ORACLE_WRONG_START) {
		block[0] = 0x41;
		block[1] = 0x17;
	}
}

/* A block has to be smaller than the modulus, whose first byte may be small. */
static void
import_block(mpz_t number, uint8_t *block, size_t len, const mpz_t modulus)
{
	mpz_import(number, len, 1, 1, 1, 0, block);
	if (mpz_cmp(number, modulus) < 0)
		return;
	block[0] = 0;
	mpz_import(number, len, 1, 1, 1, 0, block);
}

static struct span
encrypt(mpz_t modulus, mpz_t exponent, enum oracle_variant variant, uint16_t version,
    struct arena *arena)
{
	size_t len = (mpz_sizeinbase(modulus, 2) + 7) / 8;
	uint8_t *block = arena_alloc(arena, len);
	uint8_t *bytes = arena_alloc(arena, len);
	mpz_t number;

	mpz_init(number);
	make_block(block, len, variant, version);
	import_block(number, block, len, modulus);
	mpz_powm(number, number, exponent, modulus);
	/* What is missing in front stays 00. */
	mpz_export(bytes + len - (mpz_sizeinbase(number, 2) + 7) / 8, NULL, 1, 1, 1, 0, number);
	mpz_clear(number);
	return (struct span){ .data = bytes, .len = len };
}

bool
oracle_block(struct span certificate, enum oracle_variant variant, uint16_t version,
    struct arena *arena, struct span *ciphertext)
{
	mpz_t modulus;
	mpz_t exponent;
	bool is_fit;

	mpz_inits(modulus, exponent, NULL);
	is_fit = read_key(certificate, modulus, exponent);
	if (is_fit)
		*ciphertext = encrypt(modulus, exponent, variant, version, arena);
	mpz_clears(modulus, exponent, NULL);
	return is_fit;
}
