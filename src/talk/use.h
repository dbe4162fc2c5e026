/* SPDX-License-Identifier: MIT */
/*
 * The words of a login and of what it is for, in all protocols. The steps behind the
 * capabilities are added to a script here; what is said at them the caller composes with the
 * writers.
 */
#ifndef TALK_USE_H
#define TALK_USE_H

#include "talk/dialogue.h"

/* Limits on what one line may carry, with CRLF. */
enum {
	USE_SMTP_COMMAND_MAX = 512,  /* RFC 5321 section 4.5.3.1.4 */
	USE_POP3_COMMAND_MAX = 255,  /* RFC 2449 section 4 */
	USE_SIEVE_STRING_MAX = 1024, /* in quotes, RFC 5804 section 4 */
};

/* Is this a step at which a server asks for parts of a login? */
bool use_is_asked(enum step step);

/* Lets the script go on with STEP_AUTH, or without TLS in the place of STARTTLS, and adds what
 * follows. False, and nothing changed, for a protocol that has none of it (LMTP). */
bool use_script(
    enum protocol protocol, enum mode mode, bool is_clear, struct script *script) MUST_USE;

/* The command that begins a login by a mechanism. `response` is the first response in base 64
 * ("=" stands for an empty one); data NULL: there is none, or it is to wait until it is asked
 * for. Writers return false if there is no room. */
bool use_write_auth(enum protocol protocol, const char *mechanism, struct span response,
    struct buffer *line) MUST_USE;

/* May the first response go with the command, if the server allows it at all? */
bool use_fits_command(enum protocol protocol, const char *mechanism, size_t len);

/* A later response, in base 64. */
bool use_write_response(
    enum protocol protocol, struct span response, struct buffer *line) MUST_USE;

/* IMAP's LOGIN (RFC 9051 section 6.2.3), whose strings are quoted. */
bool use_write_login(const char *user, const char *secret, struct buffer *line) MUST_USE;

/* What shows that the login is good and changes nothing; NULL: the protocol has none. */
const char *use_command(enum protocol protocol);

#endif
