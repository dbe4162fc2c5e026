/* SPDX-License-Identifier: MIT */
/* ManageSieve (RFC 5804). */
#ifndef TALK_SIEVE_H
#define TALK_SIEVE_H

#include "talk/dialogue.h"

extern const struct dialect sieve_dialect;

#endif
