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

/* Did a whole list come without TLS, or inside it, so that what is not in it is not offered? A
 * server that only knows HELO offers nothing (RFC 5321 section 2.2.1). */
bool capability_is_known(
    const struct transcript *transcript, enum protocol protocol, bool is_secure);

/* The name that an SMTP server gives in the first line of its reply to EHLO (RFC 5321 section
 * 4.1.1.1), raw; empty if there was none, and for other protocols. */
struct span capability_own_name(const struct transcript *transcript, enum protocol protocol);

/* Is an item of this name in the list? */
bool capability_has(const struct lines *items, const char *name);

/* Does an item look like one that a firewall overwrote? Some write XXXXXXXA over STARTTLS,
 * letter for letter, so that the length of the packet stays. */
bool capability_is_masked(const struct lines *items);

/* Adds the login mechanisms in the list, without repetition. `banner` is the greeting's line,
 * where POP3 shows APOP. */
void capability_mechanisms(const struct lines *items, enum protocol protocol,
    struct span banner, struct arena *arena, struct mechanisms *mechanisms);

#endif
