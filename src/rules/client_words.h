/* SPDX-License-Identifier: MIT */
/* The numbers of a hello as the words of a client's profile, and back. */
#ifndef RULES_CLIENT_WORDS_H
#define RULES_CLIENT_WORDS_H

#include "base/alloc.h"
#include "facts/client.h"

enum client_word {
	CLIENT_WORD_SUITE,
	CLIENT_WORD_EXTENSION,
	CLIENT_WORD_GROUP,
	CLIENT_WORD_SCHEME,
	CLIENT_WORD_VERSION, /* "TLS 1.2" */
	CLIENT_WORDS,
};

/* The registry's name, "grease" for a value of RFC 8701, else "0x1234" in the arena. */
const char *client_word(enum client_word kind, uint16_t number, struct arena *arena);

/* The number of a word that is one of those; all values of RFC 8701 give CLIENT_GREASE. False,
 * and *number untouched, for any other. */
bool client_word_read(enum client_word kind, struct span word, uint16_t *number) MUST_USE;

/* "a suite's name": what was expected, for sentences. */
const char *client_word_about(enum client_word kind);

/* The lists in which an extension keeps its numbers; false if it has none. */
bool client_word_of_body(enum client_body body, enum client_word *kind) MUST_USE;

/* The next words of a value that belong on one line of a profile: no line may begin with a word
 * such as "#12", which would make it a comment. Empty if there are none. */
struct span client_piece(struct span *rest);

/* "smtp", "imap", "pop3", "sieve" and "lmtp". */
const char *client_protocol(enum protocol protocol);

#endif
