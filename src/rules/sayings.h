/* SPDX-License-Identifier: MIT */
/*
 * What clients print where any of several causes may be behind it, and what the files of causes
 * write their lists with.
 */
#ifndef RULES_SAYINGS_H
#define RULES_SAYINGS_H

#include "rules/causes.h"

struct saying {
	bool is_vague; /* words around an error that say nothing of it: they count only where
	                  nothing else is known */
	const struct print *prints;
};

/* Lists with their ends. */
#define FINDINGS(...) ((const char *const[]){ __VA_ARGS__, NULL })
#define SAYINGS(...) ((const struct saying *const[]){ __VA_ARGS__, NULL })
#define PRINTS(...) ((const struct print[]){ __VA_ARGS__, { PRINTER_ANY, NULL } })

extern const struct saying saying_not_tls;      /* text came where TLS was awaited */
extern const struct saying saying_closed;       /* hung up in the handshake */
extern const struct saying saying_silent;       /* no byte in the handshake */
extern const struct saying saying_no_greeting;  /* no byte at all */
extern const struct saying saying_no_starttls;  /* the server does not list STARTTLS */
extern const struct saying saying_alert_40;     /* handshake_failure */
extern const struct saying saying_alert_70;     /* protocol_version */
extern const struct saying saying_alert_80;     /* internal_error */
extern const struct saying saying_closed_after; /* hung up behind the handshake */
extern const struct saying saying_distrust;     /* no path to a root; see saying_rejected */
extern const struct saying saying_rejected;     /* some fault of the certificate */
extern const struct saying saying_validity;     /* its dates */
extern const struct saying saying_unreachable;  /* no connection */
extern const struct saying saying_opaque;       /* TLS did not begin, nobody says why */

#endif
