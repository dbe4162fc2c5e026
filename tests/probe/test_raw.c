/* SPDX-License-Identifier: MIT */
/* Raw connections, fed by hand: no server, no socket. */
#include "probe/conversation.h"
#include "support/hex.h"
#include "support/suite.h"

#include <string.h>

static struct arena arena;
static struct transcript transcript;
static struct conversation conversation;

static void
draw(uint8_t *bytes, size_t len)
{
	memset(bytes, 7, len);
}

static const struct conversation_settings settings = {
	.name = "probe.example.test",
	.draw = draw,
	.patience = { .connect_us = 1000000,
	    .greeting_us = 1000000,
	    .idle_us = 1000000,
	    .total_us = 60000000 },
};

static void
begin(raw_sequel *sequel)
{
	static const struct endpoint endpoint = {
		.port = 993, .address = "192.0.2.25", .server_name = "mail.example.test"
	};
	const struct hello_wish wish = { .version = 0x0303 };
	struct endpoint imaps = endpoint;
	struct attempt attempt;
	struct hello hello;

	arena_init(&arena);
	imaps.scheme = scheme_by_name(span_of("imaps"));
	transcript_init(&transcript, &arena);
	attempt_init(&attempt);
	attempt.question = QUESTION_SUITES;
	attempt.variant = 5;
	wish_make(&wish, draw, &hello);
	attempt_raw(&attempt, MODE_IMPLICIT, &hello);
	attempt.sequel = sequel;
	conversation_init(&conversation, &settings, &imaps, &attempt, &transcript);
	attempt_clear(&attempt);
	conversation_connected(&conversation, "192.0.2.1", "192.0.2.25", 1000);
}

static void
end(void)
{
	conversation_clear(&conversation);
	arena_clear(&arena);
}

static void
feed(struct span bytes, size_t piece_len)
{
	while (bytes.len > 0) {
		struct span piece = bytes;

		if (piece_len != 0 && piece.len > piece_len)
			piece.len = piece_len;
		conversation_feed(&conversation, piece, 2000);
		bytes = span_skip(bytes, piece.len);
	}
}

static const size_t pieces[] = { 0, 7, 1 };

START_TEST(a_flight_is_recorded_and_leave_is_taken)
{
	static const uint8_t leave[] = { 21, 3, 3, 0, 2, 1, 0 };
	const struct event *hello;
	const struct event *flight;
	struct span bytes;

	begin(NULL);
	hello = transcript_find(&transcript, EVENT_HELLO);
	ck_assert_ptr_nonnull(hello);
	ck_assert(span_equal(hello->bytes, buffer_span(conversation_out(&conversation))));
	buffer_consume(conversation_out(&conversation), SIZE_MAX);
	bytes = read_test_hello(&arena, "server-tls12-ecdhe");
	feed(bytes, pieces[_i]);
	ck_assert(conversation_is_over(&conversation));
	flight = transcript_find(&transcript, EVENT_FLIGHT);
	ck_assert_ptr_nonnull(flight);
	ck_assert(span_equal(flight->bytes, bytes));
	ck_assert_int_eq(transcript.last->kind, EVENT_HUNG_UP);
	ck_assert_uint_eq(transcript.variant, 5);
	ck_assert_uint_eq(conversation_out(&conversation)->len, sizeof(leave));
	ck_assert_mem_eq(conversation_out(&conversation)->data, leave, sizeof(leave));
	ck_assert_uint_eq(transcript.bytes_out, hello->bytes.len + sizeof(leave));
	end();
}
END_TEST

START_TEST(an_alert_is_an_answer_to_which_nothing_is_said)
{
	begin(NULL);
	buffer_consume(conversation_out(&conversation), SIZE_MAX);
	feed(read_test_hello(&arena, "alert-fatal"), pieces[_i]);
	ck_assert(conversation_is_over(&conversation));
	ck_assert_ptr_nonnull(transcript_find(&transcript, EVENT_FLIGHT));
	ck_assert_uint_eq(conversation_out(&conversation)->len, 0);
	end();
}
END_TEST

static const enum event_kind ends[] = { EVENT_EOF, EVENT_RESET, EVENT_INTERRUPTED };

START_TEST(what_came_before_an_end_is_kept)
{
	struct span bytes;

	begin(NULL);
	bytes = read_test_hello(&arena, "server-tls12-ecdhe");
	bytes.len = 30;
	feed(bytes, 0);
	conversation_end(&conversation, ends[_i], "", 3000);
	ck_assert_uint_eq(transcript_find(&transcript, EVENT_FLIGHT)->bytes.len, 30);
	ck_assert_int_eq(transcript.last->kind, ends[_i]);
	end();
}
END_TEST

START_TEST(silence_ends_with_patience)
{
	begin(NULL);
	conversation_tick(&conversation, conversation_deadline(&conversation));
	ck_assert(conversation_is_over(&conversation));
	ck_assert_ptr_null(transcript_find(&transcript, EVENT_FLIGHT));
	ck_assert_int_eq(transcript.last->kind, EVENT_TIMEOUT);
	end();
}
END_TEST

START_TEST(words_in_place_of_tls_are_kept_as_words)
{
	begin(NULL);
	feed(span_of("* OK ready\r\n"), pieces[_i]);
	ck_assert(conversation_is_over(&conversation));
	ck_assert(
	    span_starts(transcript_find(&transcript, EVENT_NOT_TLS)->bytes, "* OK ready"));
	ck_assert_ptr_null(transcript_find(&transcript, EVENT_FLIGHT));
	end();
}
END_TEST

/* 16 MiB of one message, and 10,000 warnings: both end early, and little is kept. */
static const char *const floods[] = { "16 03 03 40 00 0b ff ff ff 41*16380",
	"15 03 03 00 02 01 70" };

START_TEST(a_flood_is_bounded)
{
	struct span record;

	begin(NULL);
	record = bytes_of_hex(&arena, floods[_i]);
	for (unsigned i = 0; i < 10000 && !conversation_is_over(&conversation); i++)
		feed(record, 0);
	ck_assert(conversation_is_over(&conversation));
	ck_assert_uint_le(transcript_find(&transcript, EVENT_FLIGHT)->bytes.len, 4096);
	ck_assert_uint_le(transcript.bytes_in, 512 * 1024);
	end();
}
END_TEST

/* Two probes, then no more. */
static bool
probe_twice(const struct transcript *recorded, draw_bytes *draw_more, struct buffer *out)
{
	unsigned probes = 0;

	(void)draw_more;
	for (const struct event *event = recorded->first; event != NULL; event = event->next)
		probes += event->kind == EVENT_PROBE;
	return probes < 2 && buffer_append(out, span_of("probe"));
}

START_TEST(a_sequel_sends_and_hears_in_turn)
{
	const struct event *reaction;

	begin(probe_twice);
	buffer_consume(conversation_out(&conversation), SIZE_MAX);
	feed(read_test_hello(&arena, "server-tls12-ecdhe"), 0);
	ck_assert(!conversation_is_over(&conversation));
	ck_assert(span_is(buffer_span(conversation_out(&conversation)), "probe"));
	feed(span_of("answer"), pieces[_i]);
	conversation_tick(&conversation, conversation_deadline(&conversation));
	reaction = transcript_find(&transcript, EVENT_REACTION);
	ck_assert(span_is(reaction->bytes, "answer"));
	ck_assert(!conversation_is_over(&conversation));
	conversation_end(&conversation, EVENT_EOF, "", conversation_deadline(&conversation));
	ck_assert_int_eq(transcript.last->kind, EVENT_EOF);
	ck_assert(conversation_is_over(&conversation));
	end();
}
END_TEST

START_TEST(a_reaction_that_never_ends_is_cut_off)
{
	static uint8_t junk[4096];
	unsigned turns = 0;

	begin(probe_twice);
	feed(read_test_hello(&arena, "server-tls12-ecdhe"), 0);
	for (uint64_t now = 3000; !conversation_is_over(&conversation); turns++) {
		ck_assert_uint_lt(turns, 100000);
		conversation_feed(&conversation, (struct span){ junk, sizeof(junk) }, now);
		now += 1000;
		if (now >= conversation_deadline(&conversation))
			conversation_tick(&conversation, now);
	}
	ck_assert_uint_le(transcript_find(&transcript, EVENT_REACTION)->bytes.len, 16 * 1024);
	end();
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("raw");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(tcase, a_flight_is_recorded_and_leave_is_taken, 0, 3);
	tcase_add_loop_test(tcase, an_alert_is_an_answer_to_which_nothing_is_said, 0, 3);
	tcase_add_loop_test(tcase, what_came_before_an_end_is_kept, 0, COUNT_OF(ends));
	tcase_add_test(tcase, silence_ends_with_patience);
	tcase_add_loop_test(tcase, words_in_place_of_tls_are_kept_as_words, 0, 3);
	tcase_add_loop_test(tcase, a_flood_is_bounded, 0, COUNT_OF(floods));
	tcase_add_loop_test(tcase, a_sequel_sends_and_hears_in_turn, 0, 3);
	tcase_add_test(tcase, a_reaction_that_never_ends_is_cut_off);
	suite_add_tcase(s, tcase);
	return s;
}
