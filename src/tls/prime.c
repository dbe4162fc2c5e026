/* SPDX-License-Identifier: MIT */
#include "tls/prime.h"

#include "base/text.h"

#include <gmp.h>
#include <gnutls/crypto.h>
#include <string.h>

enum {
	TESTED_BITS_MAX = 4096,
	ROUNDS = 26, /* GMP: a Baillie-PSW test and, above 24, Miller-Rabin tests */
	SHA256_LEN = 32,
};

struct known_prime {
	const char *sha256; /* of the bytes, without leading zeros */
	const char *name;
	bool is_safe; /* so says its standard; of the others it is found out */
};

/* clang-format off */
static const struct known_prime known_primes[] = {
	{ "f26e2403f3f07946654404909f0ff81d9354de17250411b4c04b89af73178425",
	  "OpenSSL s_server 512", false },
	{ "3cdb020b9ef298b2f3f6cf5a872af527337bf7b9f654b2e70c49da16a4d24137",
	  "mod_ssl 2.0 512", false },
	{ "db01e702899166da28c9bc7896af62bcdf0c96d0fb341950ba80e68bd51a57ef",
	  "mod_ssl 2.2 512", false },
	{ "b52ba6a3026520a6c49d37e4587601801bee500123b3259b6bf03e7cecc3e63d",
	  "RFC 2409 group 1", true },
	{ "3f35a3f5f6c4376a744acad409bb22f8d897f949d2311d885adaa890981b67a0",
	  "RFC 2409 group 2", true },
	{ "44c55cfee5c075927cf682da5b681bdecbd5c3eb0784c14f5dce7610f0ef133d",
	  "RFC 5114 section 2.1", false },
	{ "20ce5e9531472e234e1ef76788a6f5f5da9d3ee746de9901fb962b6a1bf76f6f",
	  "Postfix built-in", false },
	{ "3b37d357836b4c0b81ae99d4bb204f5fb3b3cc53a79a4660db1499062a7c8d47",
	  "Postfix built-in", false },
	{ "d2ae65bfc24596c0333a3ad57a67565d1494da51059f327d8cd7d6c36ea53dc1",
	  "Postfix built-in", false },
	{ "ef627d8cc44144f36a075d8dd8511bbd278cb5cf438f1052bdbdabe715232c1e",
	  "Postfix built-in", false },
	{ "bfa876fe4671a9c696c8e256c13d7fadaa05c8991660e0924604ff7b239c6d1a",
	  "Cisco IronPort SMTPD", false },
	{ "486e235226a927b22b9389bf43377084cb9be4c303f08fd490613ab4d9dfbd31",
	  "HAProxy", false },
	{ "bf910d9df4e0b2e76cda7443f592aa118e33ba2c224ebc27fb8978d873c8c2e3",
	  "mod_ssl 2.2 1024", false },
	{ "8ae47dca3d24e9b64640062686da234dcabada26b0da6f090c5449c1338d9a11",
	  "nginx 1024", false },
	{ "66d0bf38b0bdfacf2fdae33f35102ab6079fd5ff0feff8e436a4063745c72739",
	  "OpenSSL 1024", false },
	{ "cc21a33dd1a3edf40bf636b5496e4aede198a437a8548e0cc1a621424e42419b",
	  "Java (Sun) 1024", false },
	{ "74a5cce5b6a93eb755e2f48250dc7cb3ea529484af916e1368034b6f70eb25fc",
	  "weakdh.org non-safe prime", false },
	{ "64fcc83ec403930bf18393dbc883ccaa1fbb08ac876f77f7aa99748ca945019b",
	  "RFC 3526 group 5", true },
	{ "d66436f79bbd6b2e38c0ffbd079be904d2641415e2e67140e09448be9a60890e",
	  "RFC 3526 group 14", true },
	{ "48cf8b092fbce4359d9871abf74f98e25b6163379eaa15cd9087e800c6d1c55c",
	  "RFC 3526 group 15", true },
	{ "4ee95187682bcb230ad26a95205f6920e84708f6251b3894329b09ec23919e33",
	  "RFC 3526 group 16", true },
	{ "d1bfe6d0925ce7e4da262b62861514a7755e35831e429f343e7b864848657efd",
	  "RFC 3526 group 17", true },
	{ "39ab4feab950a3128fb71accb9fc3965d857012e081998a85996e3ea8b3c3bcf",
	  "RFC 3526 group 18", true },
	{ "bfe545862ca102ad1eeddb5fbfa5bf855ac4995c56a8b408ce3fe099dce93a9d",
	  "RFC 5114 section 2.2", false },
	{ "0b7835722cb619827610c2549fdda5587421686c4409a13865e76225522ddcc9",
	  "RFC 5114 section 2.3", false },
	{ "358856fb52a59bf901826fedcadd2b2d3aa0a82a16338229a109ed20f855f948",
	  "Exim exim.dev.20160529.1", false },
	{ "b091c26ef6f88b88ed2c5f4da0cfe3291633f370a225d080f7bd5b8be83177eb",
	  "Exim exim.dev.20160529.2", false },
	{ "4597b6c988bdc12aad6aa71840f7206907346f1f5d95edb661e8282281f5577e",
	  "Exim exim.dev.20160529.3", false },
	{ "9cd3b7f336872f46c09428d1bbc19877a4d440512cda8d1c1cf0cd6e33698966",
	  "RFC 7919 ffdhe2048", true },
	{ "0eaf67db3a839156d5013494a5318a772b5697d270d721f37f092efc69ea5a17",
	  "RFC 7919 ffdhe3072", true },
	{ "4648414224ac881b3d0dc59b466f96d06a558278776807797ecf1f66ff397b3e",
	  "RFC 7919 ffdhe4096", true },
	{ "227ac9066b3ddd9e193670cda2388fa884f65ba0cf98b742d1fe77a6687c79c7",
	  "RFC 7919 ffdhe6144", true },
	{ "770b14efaf6f049929c523113b3fa99a8d11dab1b18af3609590122075d19833",
	  "RFC 7919 ffdhe8192", true },
};
/* clang-format on */

static const struct known_prime *
find_known(const char *sha256)
{
	for (size_t i = 0; i < COUNT_OF(known_primes); i++)
		if (strcmp(known_primes[i].sha256, sha256) == 0)
			return &known_primes[i];
	return NULL;
}

static unsigned
count_bits(struct span p)
{
	unsigned bits = 0;

	if (p.len == 0)
		return 0;
	for (unsigned first = p.data[0]; first > 0; first >>= 1)
		bits++;
	return (unsigned)(p.len - 1) * 8 + bits;
}

static void
test(struct span p, struct dh_facts *facts)
{
	mpz_t number;

	mpz_init(number);
	mpz_import(number, p.len, 1, 1, 1, 0, p.data);
	facts->is_tested = true;
	facts->is_prime = mpz_probab_prime_p(number, ROUNDS) != 0;
	/* (p - 1) / 2 */
	mpz_tdiv_q_2exp(number, number, 1);
	facts->is_safe_prime = facts->is_prime && mpz_probab_prime_p(number, ROUNDS) != 0;
	mpz_clear(number);
}

void
prime_judge(struct span p, struct arena *arena, struct dh_facts *facts)
{
	const struct known_prime *known;
	uint8_t digest[SHA256_LEN];

	while (p.len > 0 && p.data[0] == 0)
		p = span_skip(p, 1);
	if (gnutls_hash_fast(GNUTLS_DIG_SHA256, p.data, p.len, digest) != 0)
		die("this GnuTLS has no SHA-256");
	*facts = (struct dh_facts){
		.bits = count_bits(p),
		.sha256 = text_hex(arena, (struct span){ digest, sizeof(digest) }),
	};
	known = find_known(facts->sha256);
	if (known != NULL)
		facts->name = known->name;
	if (known != NULL && known->is_safe) {
		facts->is_tested = true;
		facts->is_prime = true;
		facts->is_safe_prime = true;
	} else if (facts->bits <= TESTED_BITS_MAX)
		test(p, facts);
}
