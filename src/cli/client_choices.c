/* SPDX-License-Identifier: MIT */
#include "cli/client_choices.h"

#include "base/text.h"
#include "cli/whole_file.h"
#include "rules/client_file.h"
#include "rules/clients.h"

#include <string.h>

enum { NAME_MOST = 100, PATH_MOST = 1000 };

static const char *
read_file(const char *path, struct arena *arena, struct client *client)
{
	struct buffer bytes;
	const char *problem;

	buffer_init(&bytes, CLIENT_FILE_MAX + WHOLE_FILE_SPARE);
	problem = whole_file_read(path, CLIENT_FILE_MAX, &bytes);
	if (problem == NULL)
		problem = client_read(buffer_span(&bytes), arena, client);
	buffer_clear(&bytes);
	return problem == NULL ? NULL
	                       : arena_printf(arena, "--as %s: %s",
				     text_escape(arena, span_of(path), PATH_MOST), problem);
}

static bool
is_path(const char *word)
{
	size_t len = strlen(word);

	return strchr(word, '/') != NULL || (len > 4 && strcmp(word + len - 4, ".ini") == 0);
}

/* One that is chosen twice is asked once. */
static const char *
add(struct options *options, struct client_choice choice, const char *path)
{
	struct limits *limits = &options->limits;
	const char *name = choice.client->name;

	for (size_t i = 0; i < limits->clients_len; i++) {
		struct client_choice *other = &options->clients[i];

		if (client_number(other->client->name) != client_number(name))
			continue;
		other->is_named = other->is_named || choice.is_named;
		return other->is_built_in && choice.is_built_in
		           ? NULL
		           : arena_printf(&options->arena, "two clients are called %s", name);
	}
	if (limits->clients_len == CLIENTS_MAX)
		return arena_printf(&options->arena,
		    "these are too many clients; expected %d at most", CLIENTS_MAX);
	options->client_files[limits->clients_len] = path;
	options->clients[limits->clients_len++] = choice;
	limits->clients = options->clients;
	return NULL;
}

static const char *
add_built_in(struct options *options, struct span name, bool is_named)
{
	struct arena *arena = &options->arena;
	const struct client_text *text = client_by_name(name);

	if (text == NULL)
		return arena_printf(arena, "there is no client '%s'; there are: %s",
		    text_escape(arena, name, NAME_MOST), client_names(arena));
	return add(options,
	    (struct client_choice){
		.client = client_of(text, arena), .is_named = is_named, .is_built_in = true },
	    NULL);
}

const char *
client_choices_add_one(struct options *options, const char *word)
{
	struct client *client;
	const char *problem;

	if (!is_path(word))
		return add_built_in(options, span_of(word), true);
	client = arena_alloc(&options->arena, sizeof(*client));
	problem = read_file(word, &options->arena, client);
	return problem != NULL
	           ? problem
	           : add(options, (struct client_choice){ .client = client, .is_named = true },
			 word);
}

const char *
client_choices_add(struct options *options, const char *list)
{
	struct span rest = span_of(list);
	const char *problem = NULL;

	if (is_path(list))
		return "--clients wants names, or all; a profile in a file goes with --as";
	if (strcmp(list, "all") == 0) {
		for (size_t i = 0; i < client_texts_count && problem == NULL; i++)
			problem = add_built_in(options, span_of(client_texts[i].name), false);
		return problem;
	}
	do {
		struct span name = rest;

		name.len = 0;
		while (name.len < rest.len && rest.data[name.len] != ',')
			name.len++;
		problem = add_built_in(options, name, false);
		rest = span_skip(rest, name.len + 1);
	} while (rest.len > 0 && problem == NULL);
	return problem;
}
