/* SPDX-License-Identifier: MIT */
#include "base/text.h"
#include "cli/output.h"
#include "cli/verbs.h"
#include "config.h"
#include "net/chance.h"
#include "net/clock.h"
#include "probe/diagnose.h"

#include <inttypes.h>
#include <stdio.h>

enum { PATH_MOST = 1000 }; /* of a file's name in a sentence about it */

static const uint64_t worth_telling_us = 2 * 1000 * 1000;

static void
on_host(void *context, struct host_record *host)
{
	struct output *output = context;

	if (output->is_diagnosis)
		output_diagnosis(output, host);
	else
		output_host(output, host);
}

/* One line that is written over and over; only on a terminal. */
static void
on_progress(void *context, const struct scan_progress *progress)
{
	(void)context;
	fprintf(stderr, "\r\033[K");
	if (progress->hosts > 1)
		fprintf(stderr, "%zu of %zu hosts, ", progress->hosts_done, progress->hosts);
	fprintf(stderr, "%zu of %zu ports", progress->ports_done, progress->ports);
	if (progress->host != NULL && progress->age_us > worth_telling_us)
		fprintf(stderr, "; waiting for %s port %u (%s, %" PRIu64 " s)", progress->host,
		    progress->port, step_name(progress->step), progress->age_us / 1000000);
}

enum status
scan_targets(struct options *options, uv_loop_t *loop, struct trust_store *trust)
{
	bool is_diagnosis = options->limits.is_diagnosis;
	struct run run = { .began_at_ms = clock_wall_ms(), .version = "mailsonde " VERSION };
	uint64_t began_us = clock_us();
	struct output output;
	const char *problem = output_open(&output, options, &options->arena);
	const struct scan_settings settings = {
		.conversation = {
			.name = options->name,
			.draw = chance_draw,
			.trust = trust,
			.user = is_diagnosis ? &options->user : NULL,
			.patience = options->patience,
		},
		.limits = options->limits,
		.plan = is_diagnosis ? diagnose_next : plan_next,
		.family = options->family,
		.bind = options->bind,
		.server_name = options->server_name,
		.host_done = on_host,
		.progress = options->has_progress ? on_progress : NULL,
		.context = &output,
	};

	if (problem != NULL) {
		trust_store_free(trust);
		return usage_error(problem);
	}
	output.is_terminal = options->has_progress;
	output.is_diagnosis = is_diagnosis;
	output_begin(&output, &run);
	run.is_complete = scan_run(loop, &settings, &options->targets);
	run.elapsed_us = clock_us() - began_us;
	trust_store_free(trust);
	return output_end(&output, &run);
}

enum status
scan_verb(struct options *options)
{
	const char *problem = NULL;
	struct trust_store *trust;
	uv_loop_t loop;
	enum status status;

	if (options->bind != NULL)
		problem = scan_check_bind(options->bind);
	if (problem != NULL)
		return usage_error(
		    arena_printf(&options->arena, "--bind %s: %s", options->bind, problem));
	trust = options->ca_file == NULL
	            ? trust_store_new_system()
	            : trust_store_new_file(options->ca_file, &options->arena, &problem);
	if (trust == NULL)
		return usage_error(arena_printf(&options->arena, "--ca-file %s: %s",
		    text_escape(&options->arena, span_of(options->ca_file), PATH_MOST),
		    problem));
	if (uv_loop_init(&loop) != 0)
		die("cannot make an event loop");
	status = scan_targets(options, &loop, trust);
	(void)uv_loop_close(&loop); /* busy only if a look-up had to be left behind */
	return status;
}
