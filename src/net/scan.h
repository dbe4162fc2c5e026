/* SPDX-License-Identifier: MIT */
/*
 * Runs the questions of all ports of all hosts, side by side, and hands over each host's record
 * when it is complete, in the order of the list.
 */
#ifndef NET_SCAN_H
#define NET_SCAN_H

#include "facts/host.h"
#include "probe/conversation.h"
#include "probe/plan.h"
#include "probe/target.h"

#include <uv.h>

enum scan_family {
	SCAN_ANY_FAMILY,
	SCAN_IPV4,
	SCAN_IPV6,
};

/* What a terminal may show while it goes on. */
struct scan_progress {
	size_t hosts;
	size_t hosts_done;
	size_t ports; /* of the hosts under way */
	size_t ports_done;
	const char
	    *host; /* of the connection that is open the longest; NULL if there is none */
	uint16_t port;
	enum step step;
	uint64_t age_us;
};

/* Which connection of a port is the next: plan_next, or another that works the same way. */
typedef enum plan scan_planner(
    const struct port_record *port, draw_bytes *draw, struct attempt *attempt);

struct scan_settings {
	struct conversation_settings conversation;
	struct limits limits;
	scan_planner *plan; /* NULL: plan_next */
	enum scan_family family;
	const char *bind;        /* source address, or NULL */
	const char *server_name; /* instead of the host's own; or NULL */
	/* Called in the order of the targets; the record is freed behind the call. */
	void (*host_done)(void *context, struct host_record *host);
	/* Called some times a second; may be NULL. */
	void (*progress)(void *context, const struct scan_progress *progress);
	void *context;
};

/* Scans all targets on the loop, which must have no other work that never ends. SIGINT and
 * SIGTERM stop it: what is known is handed over, marked incomplete, and false is returned. */
bool scan_run(uv_loop_t *loop, const struct scan_settings *settings,
    const struct target_list *targets) MUST_USE;

/* Can a socket be bound to this address? NULL, or why not. */
const char *scan_check_bind(const char *address) MUST_USE;

#endif
