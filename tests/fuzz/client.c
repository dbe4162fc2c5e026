/* SPDX-License-Identifier: MIT */
/* Aims at client_read; what was read is written, read again, and said as a hello. */
#include "probe/client.h"
#include "base/text.h"
#include "fuzz.h"
#include "rules/client_file.h"
#include "serve/likeness.h"

#include <string.h>

static void
draw(uint8_t *bytes, size_t len)
{
	memset(bytes, 0x5a, len);
}

static void
check_hello(const struct client *client, struct arena *arena)
{
	struct hello hello;
	struct buffer bytes;
	struct hello_view view;

	client_hello_make(&client->hello, "mail.example.test", draw, &hello);
	buffer_init(&bytes, 2 * HELLO_MAX);
	hello_write(&hello, &bytes);
	MUST(hello_read(buffer_span(&bytes), arena, &view));
	MUST(view.suites.len == 2 * client->hello.suites.len);
	buffer_clear(&bytes);
	hello_clear(&hello);
}

static void
check(const struct client *client, struct arena *arena)
{
	const char *text = client_write(client, "a remark", arena);
	struct client again;

	MUST(client_is_name(span_of(client->name)));
	MUST(text_is_plain(span_of(client->title)));
	MUST(text_is_plain(span_of(client->reference)));
	MUST(client_read(span_of(text), arena, &again) == NULL);
	MUST(client_hello_equal(&client->hello, &again.hello));
	check_hello(client, arena);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct client client;
	struct client untouched;
	struct arena arena;
	const char *problem;

	memset(&client, 0, sizeof(client));
	memset(&untouched, 0, sizeof(untouched));
	arena_init(&arena);
	problem = client_read((struct span){ data, len }, &arena, &client);
	if (problem == NULL) {
		check(&client, &arena);
	} else {
		MUST(text_is_plain(span_of(problem)));
		MUST(memcmp(&client, &untouched, sizeof(client)) == 0);
	}
	arena_clear(&arena);
	return 0;
}
