/* SPDX-License-Identifier: MIT */
/* Aims at scene_read, and plays what can be read to a client of few words. */
#include "fuzz.h"
#include "serve/actor.h"

enum { NOW = 1795000000, KEPT_MOST = 8 * 1024 * 1024, TURNS = 50, LONG_US = 1000000000 };

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	static const char *const words[] = { "EHLO probe.test\r\n", "*", "\r\nSTARTTLS\r\n",
		"p1 CAPABILITY\r\n", "\x16\x03\x01", "QUIT\n", "" };
	static struct authority *authority;
	struct arena arena;
	const char *problem = NULL;
	const struct scene *scene;
	struct actor actor;
	uint64_t now = 0;

	if (authority == NULL)
		authority = authority_new("mail.example.test", NOW);
	arena_init(&arena);
	scene = scene_read((struct span){ data, len }, &arena, &problem);
	MUST((scene == NULL) == (problem != NULL));
	if (scene != NULL) {
		actor_init(&actor, scene, authority);
		actor_start(&actor, now);
		for (size_t i = 0; i < TURNS; i++, now += LONG_US) {
			buffer_consume(actor_out(&actor), i % 2 == 0 ? SIZE_MAX : 0);
			actor_feed(&actor, span_of(words[i % COUNT_OF(words)]), now);
			actor_tick(&actor, now);
			MUST(actor.line.cap + actor.ready.cap + actor.out.cap <= KEPT_MOST);
		}
		actor_clear(&actor);
	}
	arena_clear(&arena);
	return 0;
}
