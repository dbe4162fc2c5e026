/* SPDX-License-Identifier: MIT */
/* The mail of a composer: pure text. */
#ifndef PROBE_COMPOSITION_H
#define PROBE_COMPOSITION_H

#include "base/buffer.h"
#include "probe/user.h"

/* What the message is made of, beside the user's addresses. */
struct composition {
	const struct user *user;
	const char *name;  /* of this machine, as EHLO has it */
	uint8_t random[8]; /* for the Message-ID */
	int64_t at;        /* seconds since 1970 */
};

/* A small marked message (RFC 5322) as DATA wants it (RFC 5321 section 4.5.2), up to and with
 * the dot at its end but without the end of that line. */
bool composition_message(const struct composition *composition, struct buffer *out) MUST_USE;

#endif
