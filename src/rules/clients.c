/* SPDX-License-Identifier: MIT */
#include "rules/clients.h"

#include "rules/client_file.h"

const struct client_text *
client_by_name(struct span name)
{
	for (size_t i = 0; i < client_texts_count; i++)
		if (span_equal(name, span_of(client_texts[i].name)))
			return &client_texts[i];
	return NULL;
}

const struct client *
client_of(const struct client_text *text, struct arena *arena)
{
	struct client *client = arena_alloc(arena, sizeof(*client));
	const char *problem = client_read(span_of(text->text), arena, client);

	if (problem != NULL)
		die("the client %s: %s", text->name, problem);
	return client;
}

const char *
client_names(struct arena *arena)
{
	const char *names = "";

	for (size_t i = 0; i < client_texts_count; i++)
		names = arena_printf(
		    arena, "%s%s%s", names, i == 0 ? "" : ", ", client_texts[i].name);
	return names;
}
