/* SPDX-License-Identifier: MIT */
/* The keys of a client's profile as rows: how each is read and written. */
#ifndef RULES_CLIENT_KEYS_H
#define RULES_CLIENT_KEYS_H

#include "base/alloc.h"
#include "facts/client.h"

enum client_section {
	CLIENT_SECTION_CLIENT,
	CLIENT_SECTION_HELLO,
	CLIENT_SECTION_CHECKS,
	CLIENT_SECTION_COUNT,
};

struct client_key {
	enum client_section section;
	const char *name;
	bool is_needed;
	/* NULL, or what is wrong with the value. */
	const char *(*read)(const struct client_key *key, struct span value,
	    struct arena *arena, struct client *client);
	const char *(*write)(
	    const struct client_key *key, const struct client *client, struct arena *arena);
	size_t place; /* in struct client */
};

extern const struct client_key client_keys[];
extern const size_t client_keys_count;

const char *client_section_name(enum client_section section);

/* NULL if the section has no such key. */
const struct client_key *client_key_by_name(enum client_section section, struct span name);

#endif
