/* SPDX-License-Identifier: MIT */
/* The clients that the program knows, as texts: the files of src/rules/clients/, word by word.
 */
#ifndef RULES_CLIENTS_H
#define RULES_CLIENTS_H

#include "base/alloc.h"
#include "facts/client.h"

struct client_text {
	const char *name;
	const char *text; /* a client's profile, see rules/client_file.h */
};

/* By name. */
extern const struct client_text client_texts[];
extern const size_t client_texts_count;

/* NULL if there is none of this name. */
const struct client_text *client_by_name(struct span name);

/* One of the program's own, read: it cannot be wrong. What it points to lives in the arena. */
const struct client *client_of(const struct client_text *text, struct arena *arena);

/* "curl-gnutls, java-17, ..." */
const char *client_names(struct arena *arena);

#endif
