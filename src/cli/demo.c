/* SPDX-License-Identifier: MIT */
/* Starts the demo host and scans it, both on one loop. */
#include "serve/demo.h"
#include "cli/verbs.h"
#include "net/clock.h"
#include "net/server.h"
#include "probe/diagnose.h"

#include <stdio.h>

enum { SERVERS_MAX = 16 };

struct demo {
	uv_loop_t loop;
	struct authority *authority;
	const struct demo_service *services;
	size_t services_count;
	struct server *servers[SERVERS_MAX];
};

/* Patience that fits a host on this machine. */
static const uint64_t idle_us = 2 * 1000 * 1000;

static const char *
start(struct demo *demo, const struct demo_service *service, struct server **server,
    struct arena *arena)
{
	const char *problem = "";
	const struct scene *scene = scene_read(span_of(service->scene), arena, &problem);

	if (scene == NULL)
		die("the scene of port %u: %s", service->port, problem);
	*server = server_new(
	    &demo->loop, DEMO_ADDRESS, service->port, scene, demo->authority, &problem);
	if (*server == NULL)
		return arena_printf(arena, "the demo host cannot listen on %s port %u: %s",
		    DEMO_ADDRESS, service->port, problem);
	server_unref(*server);
	return NULL;
}

static const char *
start_all(struct demo *demo, struct options *options)
{
	struct arena *arena = &options->arena;

	for (size_t i = 0; i < demo->services_count; i++) {
		const struct demo_service *service = &demo->services[i];
		const char *problem = start(demo, service, &demo->servers[i], arena);
		const char *target = arena_printf(
		    arena, "%s://%s:%u", service->scheme, DEMO_ADDRESS, service->port);

		if (problem == NULL)
			problem = target_add(&options->targets, span_of(target), NULL, 0);
		if (problem != NULL)
			return problem;
		if (!options->is_quiet)
			fprintf(stderr, "%-36s %s\n", target, service->about);
	}
	return NULL;
}

static void
stop_all(struct demo *demo)
{
	for (size_t i = 0; i < demo->services_count; i++)
		server_free(demo->servers[i]);
	uv_run(&demo->loop, UV_RUN_DEFAULT);
	if (uv_loop_close(&demo->loop) != 0)
		die("the demo host has not stopped");
	authority_free(demo->authority);
}

/* All services to be scanned, or the one to be diagnosed. */
static void
choose(struct demo *demo, struct options *options)
{
	demo->services = demo_services;
	demo->services_count = demo_services_count;
	if (options->words_len == 0)
		return;
	demo->services = &demo_starttls;
	demo->services_count = 1;
	options->limits = (struct limits){ .depth = DEPTH_STANDARD,
		.connections_max = DIAGNOSE_CONNECTIONS_MAX,
		.is_diagnosis = true };
}

/* What the user said of these would make the demo show something else. */
static void
settle(struct options *options)
{
	options->family = SCAN_IPV4;
	options->bind = DEMO_CLIENT;
	options->server_name = DEMO_NAME;
	options->patience = (struct patience){
		.connect_us = idle_us,
		.greeting_us = idle_us,
		.idle_us = idle_us,
		.total_us = 10 * idle_us,
	};
}

enum status
demo_verb(struct options *options)
{
	struct demo demo = { .authority = authority_new(DEMO_NAME, clock_wall_ms() / 1000) };
	enum status status;
	const char *problem;

	_Static_assert(SERVERS_MAX >= 7, "room for the demo's services");
	if (uv_loop_init(&demo.loop) != 0)
		die("cannot make an event loop");
	settle(options);
	choose(&demo, options);
	problem = start_all(&demo, options);
	if (problem == NULL)
		problem = scan_check_bind(DEMO_CLIENT);
	if (!options->is_quiet && problem == NULL)
		fputc('\n', stderr);
	status = problem != NULL ? usage_error(problem)
	                         : scan_targets(options, &demo.loop,
				       trust_store_new_text(authority_pem(demo.authority),
					   "the demo's authority"));
	stop_all(&demo);
	return status;
}
