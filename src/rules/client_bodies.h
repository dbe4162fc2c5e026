/* SPDX-License-Identifier: MIT */
/*
 * The lists of a client's hello and the bodies of its extensions, as the values of a profile.
 * Each reader returns NULL, or what is wrong with the value as the end of a sentence.
 */
#ifndef RULES_CLIENT_BODIES_H
#define RULES_CLIENT_BODIES_H

#include "base/alloc.h"
#include "facts/client.h"
#include "rules/client_words.h"

const char *client_numbers_read(enum client_word kind, struct span value, struct arena *arena,
    struct client_numbers *numbers) MUST_USE;
const char *client_numbers_text(
    enum client_word kind, const struct client_numbers *numbers, struct arena *arena);

/* "0 1 2", at most so many. */
const char *client_octets_read(
    struct span value, size_t most, struct arena *arena, struct span *octets) MUST_USE;
const char *client_octets_text(struct span octets, struct arena *arena);

/* "server_name", "0x1234", "grease", "grease:00" */
const char *client_extension_read(
    struct span word, struct arena *arena, struct client_extension *extension) MUST_USE;

/* The body of an extension, said in a line of its own. */
const char *client_body_read(
    struct client_extension *extension, struct span value, struct arena *arena) MUST_USE;
const char *client_body_text(const struct client_extension *extension, struct arena *arena);

#endif
