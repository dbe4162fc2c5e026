/* SPDX-License-Identifier: MIT */
/* What is to be known of a Diffie-Hellman prime. */
#ifndef TLS_PRIME_H
#define TLS_PRIME_H

#include "base/alloc.h"
#include "facts/negotiation.h"

/* Looks at the number p, the most significant byte first, as a server sent it. Texts are static
 * or in the arena. Very large numbers are not tested for primality, which would take seconds,
 * unless they are known. */
void prime_judge(struct span p, struct arena *arena, struct dh_facts *facts);

#endif
