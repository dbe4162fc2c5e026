/* SPDX-License-Identifier: MIT */
/*
 * What a connection is made for, beyond the whole dialogue: each errand changes a few rows of a
 * protocol's step tables.
 */
#ifndef TALK_ERRAND_H
#define TALK_ERRAND_H

#include "talk/dialogue.h"

enum errand {
	ERRAND_NONE,        /* the whole dialogue */
	ERRAND_LOGIN,       /* a login is begun without TLS */
	ERRAND_HELLO,       /* as short as may be to TLS; nothing behind it */
	ERRAND_LOGIN_HELLO, /* a login is begun, then TLS */
	/* A harmless command in one segment with STARTTLS, or in the segment behind; then
	 * silence inside TLS, then a command of which the number of replies is known. */
	ERRAND_INJECTION,
	ERRAND_INJECTION_SPLIT,
	ERRAND_STATE, /* a mail transaction is begun before STARTTLS and again inside TLS */
	ERRAND_RENEGOTIATION, /* a second handshake behind the capabilities */
	ERRAND_SPOILT_RECORD, /* a command with wrong padding behind the capabilities */
	ERRAND_HELO,          /* the whole dialogue, but HELO is said from the start */
	ERRAND_PATIENCE,      /* the whole dialogue, with a pause behind the greeting */
	ERRAND_USE,           /* and a login behind it, and what that is for: see talk/use.h */
	ERRAND_USE_CLEAR,     /* the same without TLS */
	ERRANDS,
};

/* Writes the step table. False, and nothing written, for an errand that the protocol or mode
 * does not have. */
bool errand_script(
    enum protocol protocol, enum mode mode, enum errand errand, struct script *script) MUST_USE;

/* The tag of the command that the injection adds, as it would come back ("p2x"); NULL where the
 * protocol's replies carry none. */
const char *errand_injected_tag(enum protocol protocol);

#endif
