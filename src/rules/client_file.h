/* SPDX-License-Identifier: MIT */
/*
 * Reads and writes the profiles of mail clients, files of INI form. A line that begins with
 * blanks continues the value above it; ; begins a comment.
 *
 *   [client]
 *   name = java-17              [a-z0-9.-]+
 *   title = Java 17 (JSSE) with Jakarta Mail 2.0
 *   source = recorded           or documented
 *   date = 2026-11-25           when it was recorded, or the document read
 *   reference = ...             versions of what was recorded, or the documents
 *   protocols = smtp imap pop3  and lmtp, sieve
 *   fallback = none             or clear: goes on without TLS where that fails
 *
 *   [hello]                     names of IANA's lists, 0xNNNN or grease (RFC 8701)
 *   record-version = TLS 1.0    of the records
 *   version = TLS 1.2           legacy_version
 *   session-id = 32             bytes
 *   compressions = 0
 *   suites = TLS_AES_256_GCM_SHA384 0xc02b ...
 *   extensions = server_name supported_groups grease:00 padding ...
 *                               in order; grease:HEX is one with a body
 *   supported_groups, signature_algorithms, signature_algorithms_cert, key_share = ...
 *   supported_versions = TLS 1.3, TLS 1.2
 *   ec_point_formats, psk_key_exchange_modes = 0 1
 *   application_layer_protocol_negotiation = smtp
 *   NAME or 0xNNNN = HEX        the body of any other extension that is not empty
 *
 *   [checks]                    see man/mailsonde.1
 */
#ifndef RULES_CLIENT_FILE_H
#define RULES_CLIENT_FILE_H

#include "base/alloc.h"
#include "facts/client.h"

enum { CLIENT_FILE_MAX = 64 * 1024 };

/* Reads the text of a profile, whatever is in it. Returns NULL, or what is wrong with it as one
 * line of plain text, and *client is not touched. What the client points to lives in the arena.
 */
const char *client_read(struct span text, struct arena *arena, struct client *client) MUST_USE;

/* The client as a text that client_read reads. `remark`, if not NULL, is a comment above
 * [checks]. */
const char *client_write(const struct client *client, const char *remark, struct arena *arena);

#endif
