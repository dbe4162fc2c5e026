/* SPDX-License-Identifier: MIT */
/* Lists and prints the profiles of mail clients, and records new ones. */
#include "rules/clients.h"
#include "base/text.h"
#include "cli/verbs.h"
#include "config.h"
#include "hello/hello.h"
#include "net/clock.h"
#include "net/server.h"
#include "rules/client_file.h"
#include "serve/likeness.h"

#include <stdio.h>
#include <time.h>

enum { NAME_MOST = 100 };

static const uint64_t last_words_ms = 200; /* for the alert to reach the client */

static const char checks_remark[] =
    "Not recorded: what it demands of the answer. These are cautious guesses.";

struct recording_run {
	struct options *options;
	uv_loop_t loop;
	uv_timer_t timer;
	struct recording recordings[TARGET_PORTS_MAX];
	struct server *servers[TARGET_PORTS_MAX];
	size_t servers_len;
	unsigned taken;
};

/* One of the ports that are listened at, as its recorder's context. */
struct listener {
	struct recording_run *run;
	const struct scheme *scheme;
};

static void
list(struct arena *arena)
{
	for (size_t i = 0; i < client_texts_count; i++) {
		const struct client *client = client_of(&client_texts[i], arena);

		printf("%-24s %-10s %s  %s\n", client->name, client_source_name(client->source),
		    client->date, client->title);
	}
}

static const char *
today(struct arena *arena)
{
	time_t now = (time_t)(clock_wall_ms() / 1000);
	char date[] = "2026-11-25";
	struct tm parts;

	if (gmtime_r(&now, &parts) == NULL ||
	    strftime(date, sizeof(date), "%Y-%m-%d", &parts) == 0)
		return "1970-01-01";
	return arena_printf(arena, "%s", date);
}

static void
print_profile(
    const struct listener *listener, const struct client_hello *hello, struct arena *arena)
{
	struct recording_run *run = listener->run;
	const char *name =
	    run->options->client_name == NULL ? "recorded" : run->options->client_name;
	struct client client = {
		.name =
		    run->taken == 0 ? name : arena_printf(arena, "%s-%u", name, run->taken + 1),
		.title = name,
		.source = CLIENT_RECORDED,
		.date = today(arena),
		.reference = "recorded by mailsonde " VERSION,
		.hello = *hello,
		.checks = client_checks_cautious,
	};

	client.protocols[listener->scheme->protocol] = true;
	printf(
	    "%s%s", run->taken == 0 ? "" : "\n", client_write(&client, checks_remark, arena));
	fflush(stdout);
	run->taken++;
}

static void
on_timer(uv_timer_t *timer)
{
	struct recording_run *run = timer->data;

	for (size_t i = 0; i < run->servers_len; i++)
		server_free(run->servers[i]);
	uv_close((uv_handle_t *)timer, NULL);
}

static void
on_done(void *context, struct span bytes, const char *why_not)
{
	const struct listener *listener = context;
	struct recording_run *run = listener->run;
	struct hello_view view;
	struct client_hello hello;
	struct arena arena; /* of this client: any number may come */

	if (run->taken == run->options->count)
		return;
	arena_init(&arena);
	if (why_not == NULL)
		why_not = hello_read(bytes, &arena, &view)
		              ? likeness_take(&view, &arena, &hello)
		              : "its hello cannot be read";
	if (why_not != NULL)
		fprintf(stderr, "mailsonde: a client came to the port for %s, but %s\n",
		    listener->scheme->name, why_not);
	else
		print_profile(listener, &hello, &arena);
	arena_clear(&arena);
	if (run->taken == run->options->count)
		uv_timer_start(&run->timer, on_timer, last_words_ms, 0);
}

static const char *
listen_at(struct recording_run *run, const struct target *target, size_t i)
{
	struct arena *arena = &run->options->arena;
	struct recording *recording = &run->recordings[run->servers_len];
	struct listener *listener = arena_alloc(arena, sizeof(*listener));
	const struct target_port *port = &target->ports[i];
	const char *problem = "";
	struct server *server;

	*listener = (struct listener){ .run = run, .scheme = port->scheme };
	*recording = (struct recording){
		.protocol = port->scheme->protocol,
		.mode = port->scheme->mode,
		.done = on_done,
		.context = listener,
	};
	server = server_new_recorder(&run->loop, target->host, port->port, recording, &problem);
	if (server == NULL)
		return arena_printf(arena, "cannot listen on %s port %u: %s", target->host,
		    port->port, problem);
	run->servers[run->servers_len++] = server;
	if (!run->options->is_quiet)
		fprintf(stderr, "listening for a client of %s on %s port %u\n",
		    port->scheme->name, target->host, port->port);
	return NULL;
}

static const char *
listen_everywhere(struct recording_run *run)
{
	const struct target_list *targets = &run->options->targets;
	const char *problem = NULL;

	for (size_t i = 0; i < targets->len; i++)
		for (size_t k = 0; k < targets->targets[i].ports_len && problem == NULL; k++)
			problem = run->servers_len == TARGET_PORTS_MAX
			              ? "these are too many ports"
			              : listen_at(run, &targets->targets[i], k);
	return problem;
}

static enum status
record(struct options *options)
{
	struct recording_run *run = arena_alloc(&options->arena, sizeof(*run));
	const char *problem;

	run->options = options;
	if (uv_loop_init(&run->loop) != 0 || uv_timer_init(&run->loop, &run->timer) != 0)
		die("cannot make an event loop");
	run->timer.data = run;
	problem = listen_everywhere(run);
	if (problem != NULL)
		uv_timer_start(&run->timer, on_timer, 0, 0);
	uv_run(&run->loop, UV_RUN_DEFAULT);
	if (uv_loop_close(&run->loop) != 0)
		die("the recorder has not stopped");
	return problem != NULL ? usage_error(problem) : printed_status();
}

enum status
clients_verb(struct options *options)
{
	const struct client_text *text;

	if (options->is_recording)
		return record(options);
	if (options->words_len == 0) {
		list(&options->arena);
		return printed_status();
	}
	text = client_by_name(span_of(options->words[0]));
	if (text == NULL)
		return usage_error(
		    arena_printf(&options->arena, "there is no client '%s'; there are: %s",
			text_escape(&options->arena, span_of(options->words[0]), NAME_MOST),
			client_names(&options->arena)));
	fputs(text->text, stdout);
	return printed_status();
}
