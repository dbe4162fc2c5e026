/* SPDX-License-Identifier: MIT */
/* Aims at staple_read, with the certificates that the staples of the tests speak of. */
#include "tls/staple.h"
#include "fuzz.h"
#include "support/data.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static struct arena arena;
	static struct span chain[2];
	struct staple staple;

	if (chain[0].data == NULL) {
		chain[0] = read_test_bytes(&arena, "data/staples/leaf.der");
		chain[1] = read_test_bytes(&arena, "data/staples/issuer.der");
	}
	for (size_t certificates = 0; certificates <= 2; certificates++) {
		staple =
		    staple_read((struct span){ data, len }, chain, certificates, 1795000000);
		MUST(staple.status != STAPLE_NONE && staple.status < STAPLE_COUNT);
		MUST(staple.status != STAPLE_GOOD || certificates == 2);
	}
	return 0;
}
