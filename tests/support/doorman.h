/* SPDX-License-Identifier: MIT */
/* The server's side of a login, by GNU SASL: it knows one user and one password. */
#ifndef SUPPORT_DOORMAN_H
#define SUPPORT_DOORMAN_H

#include "base/buffer.h"

#define DOORMAN_USER "alice@example.test"
#define DOORMAN_PASSWORD "Hunter2 is=my,Passwort"

struct doorman;

/* `mechanism` is one of the library; NULL if it does not know it. Bindings may be empty. */
struct doorman *doorman_new(const char *mechanism, struct span exporter, struct span unique)
    __attribute__((malloc));
void doorman_free(struct doorman *doorman);

enum doorman_state {
	DOORMAN_ASKS,  /* for the answer to this challenge */
	DOORMAN_OPENS, /* after what is in the challenge, if anything */
	DOORMAN_REFUSES,
};

/* One turn; the challenge is appended. */
enum doorman_state doorman_step(
    struct doorman *doorman, struct span response, struct buffer *challenge);

#endif
