/* SPDX-License-Identifier: MIT */
/*
 * Aims at recorder_feed, whole and in pieces, and at what is made of a hello: the profile is
 * read again. The first byte chooses protocol, mode and pieces.
 */
#include "serve/recorder.h"
#include "base/text.h"
#include "fuzz.h"
#include "hello/hello.h"
#include "rules/client_file.h"
#include "serve/likeness.h"

#include <string.h>

enum { PIECES_MAX = 16 * 1024 };

struct outcome {
	struct arena *arena;
	unsigned calls;
	struct span hello;
	const char *why_not;
};

static void
done(void *context, struct span hello, const char *why_not)
{
	struct outcome *outcome = context;

	outcome->calls++;
	outcome->hello = arena_copy(outcome->arena, hello);
	outcome->why_not = why_not;
}

static void
play(uint8_t choice, struct span input, size_t piece, struct outcome *outcome)
{
	struct recording recording = {
		.protocol = (enum protocol)(choice % PROTOCOL_COUNT),
		.mode = (choice & 0x40) != 0 ? MODE_IMPLICIT : MODE_STARTTLS,
		.done = done,
		.context = outcome,
	};
	struct recorder recorder;

	recorder_init(&recorder, &recording);
	recorder_start(&recorder);
	while (input.len > 0)
		recorder_feed(&recorder, take_bytes(&input, piece));
	recorder_leave(&recorder, "it hung up");
	MUST(outcome->calls == 1);
	MUST((outcome->hello.len > 0) == (outcome->why_not == NULL));
	recorder_clear(&recorder);
}

static void
check_profile(struct span bytes, struct arena *arena)
{
	struct client client = { .name = "a",
		.title = "a",
		.date = "2026-11-25",
		.reference = "a",
		.protocols = { true },
		.checks = client_checks_cautious };
	struct hello_view view;
	struct client again;

	if (!hello_read(bytes, arena, &view) ||
	    likeness_take(&view, arena, &client.hello) != NULL)
		return;
	MUST(client_read(span_of(client_write(&client, NULL, arena)), arena, &again) == NULL);
	MUST(client_hello_equal(&client.hello, &again.hello));
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct span input = { data, len };
	struct arena arena;
	struct outcome whole = { .arena = &arena };
	struct outcome cut = { .arena = &arena };
	uint8_t choice = take_byte(&input);

	arena_init(&arena);
	play(choice, input, SIZE_MAX, &whole);
	play(choice, input, 1 + (choice & 7), &cut);
	/* What is more than it takes at once comes through in pieces. */
	MUST(input.len > PIECES_MAX || span_equal(whole.hello, cut.hello));
	check_profile(whole.hello, &arena);
	check_profile(input, &arena);
	arena_clear(&arena);
	return 0;
}
