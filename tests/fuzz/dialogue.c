/* SPDX-License-Identifier: MIT */
/*
 * Aims at dialogue_feed and the line reader of FUZZ_PROTOCOL: the same bytes, whole and cut,
 * must leave the same record, and what is kept is bounded. The first byte chooses script and
 * cut; a NUL stands where TLS is passed, if the dialogue has come to it.
 */
#include "talk/dialogue.h"
#include "fuzz.h"

#include <string.h>

enum { EVENTS_MOST = DIALOGUE_LINES_MAX + 2 * STEP_COUNT };

struct played {
	struct arena arena;
	struct transcript transcript;
	struct dialogue dialogue;
	enum demand demand;
};

static void
feed(struct played *played, struct span bytes, size_t piece_len)
{
	while (bytes.len > 0) {
		struct span piece = take_bytes(&bytes, piece_len);

		buffer_consume(&played->dialogue.out, SIZE_MAX);
		played->demand = dialogue_feed(&played->dialogue, piece, 0);
	}
}

static void
play(struct played *played, const struct dialect *dialect, const struct script *script,
    struct span input, size_t piece_len)
{
	const uint8_t *nul = input.len == 0 ? NULL : memchr(input.data, '\0', input.len);
	size_t plain_len = nul == NULL ? input.len : (size_t)(nul - input.data);

	arena_init(&played->arena);
	transcript_init(&played->transcript, &played->arena);
	dialogue_init(&played->dialogue, dialect, script, "probe.test", &played->transcript);
	played->demand = dialogue_start(&played->dialogue, 0);
	feed(played, take_bytes(&input, plain_len), piece_len);
	(void)take_byte(&input);
	if (played->demand == DEMAND_TLS) {
		dialogue_flush(&played->dialogue, 0);
		played->demand = dialogue_resume(&played->dialogue, 0);
	}
	feed(played, input, piece_len);
	dialogue_flush(&played->dialogue, 0);
}

static void
compare(const struct played *whole, const struct played *cut)
{
	const struct event *a = whole->transcript.first;
	const struct event *b = cut->transcript.first;
	size_t count = 0;

	for (; a != NULL && b != NULL; a = a->next, b = b->next, count++) {
		MUST(a->kind == b->kind && a->step == b->step && a->reply == b->reply);
		MUST(a->is_secure == b->is_secure && a->number == b->number);
		MUST(span_equal(a->bytes, b->bytes));
		MUST(a->bytes.len <= DIALOGUE_LINE_MAX);
		MUST(a->kind != EVENT_SENT || !span_contains(a->bytes, "\n"));
	}
	MUST(a == NULL && b == NULL && count <= EVENTS_MOST);
	MUST(whole->dialogue.reading.step == cut->dialogue.reading.step);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct span input = { .data = data, .len = len };
	const struct dialect *dialect = dialect_of(FUZZ_PROTOCOL);
	uint8_t choice = take_byte(&input);
	const struct script *script = choice % 3 == 2 && dialect->login != NULL ? dialect->login
	                              : choice % 3 == 1 ? dialect->implicit
	                                                : dialect->starttls;
	struct played whole;
	struct played cut;

	play(&whole, dialect, script, input, SIZE_MAX);
	play(&cut, dialect, script, input, (size_t)choice / 3 + 1);
	compare(&whole, &cut);
	dialogue_clear(&whole.dialogue);
	dialogue_clear(&cut.dialogue);
	arena_clear(&whole.arena);
	arena_clear(&cut.arena);
	return 0;
}
