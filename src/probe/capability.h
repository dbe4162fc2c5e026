/* SPDX-License-Identifier: MIT */
/*
 * Capability lists of all protocols in one form: a list of items, each as the server wrote it
 * ("AUTH PLAIN LOGIN", "AUTH=PLAIN", "SASL PLAIN", "\"STARTTLS\"").
 */
#ifndef PROBE_CAPABILITY_H
#define PROBE_CAPABILITY_H

#include "facts/host.h"

/* What the server listed inside TLS, or outside of it. */
struct lines capability_read(
    const struct transcript *transcript, enum protocol protocol, bool is_secure);

/* Did a whole list come without TLS, so that what is not in it is not offered? A server that
 * only knows HELO offers nothing (RFC 5321 section 2.2.1). */
bool capability_is_known(const struct transcript *transcript, enum protocol protocol);

/* Is an item of this name in the list? */
bool capability_has(const struct lines *items, const char *name);

/* Does an item look like one that a firewall overwrote? Some write XXXXXXXA over STARTTLS,
 * letter for letter, so that the length of the packet stays. */
bool capability_is_masked(const struct lines *items);

/* The login mechanisms in the list, escaped and without repetition, in upper case as written:
 * SASL names, and for IMAP and POP3 "LOGIN" or "USER" for the protocol's own command. `banner`
 * is the greeting's line, where POP3 shows APOP. */
void capability_mechanisms(const struct lines *items, enum protocol protocol,
    struct span banner, struct arena *arena, struct login *login);

#endif
