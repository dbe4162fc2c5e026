/* SPDX-License-Identifier: MIT */
/*
 * Blocks of RSA encryption of our own making, right and wrong, to see whether a server tells
 * them apart: then it is an oracle for whoever wants to decrypt (Bleichenbacher's attack,
 * ROBOT). Only random numbers are in them, so that nothing is to be learned from the answers
 * but that.
 */
#ifndef TLS_ORACLE_H
#define TLS_ORACLE_H

#include "base/alloc.h"

/* RFC 8017 section 7.2.1: a right block is 00 02, random bytes but 00, 00, and the secret,
 * which begins with the version (RFC 5246 section 7.4.7.1). */
enum oracle_variant {
	ORACLE_RIGHT,
	ORACLE_WRONG_START,
	ORACLE_ZERO_MISPLACED, /* the second 00 comes so late that the secret has one byte */
	ORACLE_NO_ZERO,        /* but the first */
	ORACLE_WRONG_VERSION,
	ORACLE_VARIANTS,
};

/* Encrypts a new block with the key of a certificate (DER), as ClientKeyExchange has it behind
 * its length. `version` is that of the ClientHello, 0x0303. False, and *ciphertext untouched,
 * if the key is not an RSA key that can encrypt, of 512 to 16,384 bits. */
bool oracle_block(struct span certificate, enum oracle_variant variant, uint16_t version,
    struct arena *arena, struct span *ciphertext) MUST_USE;

#endif
