/* SPDX-License-Identifier: MIT */
/*
 * What a user names to be probed: HOST, HOST:PORT, [V6]:PORT, or a URL whose scheme says
 * service and mode (smtp://HOST, imaps://HOST:10993). Targets on the same host are put
 * together.
 */
#ifndef PROBE_TARGET_H
#define PROBE_TARGET_H

#include "base/alloc.h"
#include "facts/endpoint.h"

enum { TARGET_PORTS_MAX = 64 };

struct target_port {
	const struct scheme *scheme;
	uint16_t port;
	bool is_asked_for; /* by number or scheme, not one of the default seven */
};

struct target {
	const char
	    *host; /* lower case; as ASCII if it was an international name; no brackets */
	bool is_address;
	size_t ports_len;
	struct target_port ports[TARGET_PORTS_MAX];
};

struct target_list {
	struct arena *arena;
	size_t len;
	struct target *targets;
};

/* An empty list whose texts live in the arena; target_list_clear frees the rest. */
void target_list_init(struct target_list *list, struct arena *arena);
void target_list_clear(struct target_list *list);

/* Reads a list like "25,imaps,submission:2587" into ports. Returns NULL, or a sentence about
 * what is wrong; *len is then untouched. `ports` has room for TARGET_PORTS_MAX. */
const char *target_read_ports(
    struct span text, struct arena *arena, struct target_port *ports, size_t *len) MUST_USE;

/* Adds one target, as typed. Where it names no port, it gets `defaults`. Returns NULL, or a
 * sentence about what is wrong, and then the list is as it was. */
const char *target_add(struct target_list *list, struct span text,
    const struct target_port *defaults, size_t defaults_len) MUST_USE;

/* The seven ports of a mail host; `ports` has room for TARGET_PORTS_MAX. */
void target_default_ports(struct target_port *ports, size_t *len);

/* True for the text of an IPv4 or IPv6 address without brackets. */
bool target_is_address(const char *text);

/* A name as it goes into SNI and EHLO: checked, lower case, ASCII, without a dot at its end.
 * NULL if it is no host name. */
const char *target_host_name(struct span text, struct arena *arena);

#endif
