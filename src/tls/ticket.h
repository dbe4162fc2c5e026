/* SPDX-License-Identifier: MIT */
/* NewSessionTicket messages (RFC 5077 section 3.3, RFC 8446 section 4.6.1) and what they give
 * away of the server that made them. */
#ifndef TLS_TICKET_H
#define TLS_TICKET_H

#include "base/span.h"

struct ticket {
	uint32_t lifetime_s; /* TLS 1.2: a hint, 0 says nothing */
	struct span ticket;  /* a loan of the message */
	uint32_t max_early_data;
};

/* Reads the body of a message. False if it is not well-formed. */
bool ticket_read(struct span body, bool is_tls13, struct ticket *ticket) MUST_USE;

/* True for tickets that anybody could have made and can read: GnuTLS 3.6.4 to 3.6.13 encrypted
 * them with a key of zeros until the first rotation (CVE-2020-13777). It is certain: the
 * ticket's own MAC is right with that key. */
bool ticket_has_zero_key(struct span ticket);

#endif
