/* SPDX-License-Identifier: MIT */
/* For this folder only: what a client offers, as the library wants to be told. */
#ifndef TLS_PROFILE_H
#define TLS_PROFILE_H

#include "tls/session.h"

/* A priority string of GnuTLS. */
const char *profile_priority(enum tls_profile profile);

#endif
