/* SPDX-License-Identifier: MIT */
/*
 * The engine, with step tables of its own, and what must hold for the step tables of all
 * protocols. What one line means is tested beside each protocol.
 */
#include "support/suite.h"
#include "support/talk.h"

#include <stdlib.h>
#include <string.h>

/* A protocol of one word a line. */
static enum reply
read_word(const struct reading *reading, struct span line)
{
	(void)reading;
	if (span_is(line, "part"))
		return REPLY_PART;
	if (span_is(line, "ok"))
		return REPLY_OK;
	return span_is(line, "no") ? REPLY_REFUSED : REPLY_GARBLED;
}

static const struct script plain_script = {
	.first = STEP_GREETING,
	.rows = {
		[STEP_GREETING] = { .next = { [REPLY_OK] = STEP_CAPABILITY } },
		[STEP_CAPABILITY] = {
			.send = "HI",
			.takes_name = true,
			.next = { [REPLY_OK] = STEP_STARTTLS, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_STARTTLS] = {
			.send = "TLS",
			.next = { [REPLY_OK] = STEP_TLS, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_TLS] = {
			.begins_tls = true,
			.next = { [REPLY_OK] = STEP_CAPABILITY_AGAIN },
		},
		[STEP_CAPABILITY_AGAIN] = { .send = "HI", .next = { [REPLY_OK] = STEP_QUIT } },
		[STEP_QUIT] = { .send = "BYE" },
	},
};

static const struct dialect plain_dialect = {
	.starttls = &plain_script,
	.read_line = read_word,
};

static void
begin(struct talk *talk)
{
	talk_init(talk, &plain_dialect, &plain_script);
}

static void
feed(struct talk *talk, const char *text)
{
	talk_feed(talk, span_of(text), 0, false);
}

static void
feed_many(struct talk *talk, uint8_t byte, size_t count)
{
	uint8_t *bytes = arena_alloc(&talk->arena, count);

	memset(bytes, byte, count);
	talk_feed(talk, (struct span){ bytes, count }, 0, false);
}

static const struct event *
last(const struct talk *talk)
{
	return talk->transcript.last;
}

static void
check_last(const struct talk *talk, enum event_kind kind, const char *bytes)
{
	ck_assert_str_eq(event_kind_name(last(talk)->kind), event_kind_name(kind));
	ck_assert_str_eq((const char *)last(talk)->bytes.data, bytes);
}

START_TEST(commands_are_sent_one_by_one)
{
	struct talk talk;

	begin(&talk);
	ck_assert_int_eq(talk.demand, DEMAND_INPUT);
	ck_assert_str_eq(talk_sent(&talk), "");
	feed(&talk, "ok\r\n");
	ck_assert_str_eq(talk_sent(&talk), "HI " TALK_NAME "\r\n");
	check_last(&talk, EVENT_SENT, "HI " TALK_NAME);
	feed(&talk, "part\r\npart\r\n");
	ck_assert_str_eq(talk_sent(&talk), "");
	feed(&talk, "ok\r\n");
	ck_assert_str_eq(talk_sent(&talk), "TLS\r\n");
	feed(&talk, "ok\r\n");
	ck_assert_int_eq(talk.demand, DEMAND_TLS);
	ck_assert_str_eq(talk_sent(&talk), "");
	talk.demand = dialogue_resume(&talk.dialogue, 0);
	ck_assert_str_eq(talk_sent(&talk), "HI\r\n");
	ck_assert(last(&talk)->is_secure);
	feed(&talk, "ok\r\n");
	ck_assert_str_eq(talk_sent(&talk), "BYE\r\n");
	feed(&talk, "ok\r\n");
	ck_assert_int_eq(talk.demand, DEMAND_END);
	talk_clear(&talk);
}
END_TEST

START_TEST(a_server_that_answers_ahead_is_recorded_line_by_line)
{
	struct talk talk;

	begin(&talk);
	feed(&talk, "ok\r\nok\r\nno\r\n");
	check_last(&talk, EVENT_SENT, "BYE");
	ck_assert_str_eq((const char *)talk.dialogue.reading.command.data, "BYE");
	ck_assert_str_eq(talk_sent(&talk), "HI " TALK_NAME "\r\nTLS\r\nBYE\r\n");
	talk_clear(&talk);
}
END_TEST

START_TEST(an_unknown_reply_ends_the_dialogue)
{
	struct talk talk;

	begin(&talk);
	feed(&talk, "hello\r\nok\r\n");
	ck_assert_int_eq(talk.demand, DEMAND_END);
	check_last(&talk, EVENT_RECEIVED, "hello");
	ck_assert_int_eq(last(&talk)->reply, REPLY_GARBLED);
	ck_assert_int_eq(last(&talk)->step, STEP_GREETING);
	ck_assert_str_eq(talk_sent(&talk), "");
	talk_clear(&talk);
}
END_TEST

struct line_end {
	const char *name;
	const char *bytes;
	size_t len;
	const char *want;
	size_t want_len;
};

static const struct line_end line_ends[] = {
	{ "CRLF", "part\r\n", 6, "part", 4 },
	{ "a bare LF", "part\n", 5, "part", 4 },
	{ "an empty line", "\r\n", 2, "", 0 },
	{ "an empty line with a bare LF", "\n", 1, "", 0 },
	{ "only the last CR belongs to the end", "part\r\r\n", 7, "part\r", 5 },
	{ "a bare CR ends nothing", "pa\rrt\r\n", 7, "pa\rrt", 5 },
	{ "LF CR is no end", "part\n\r", 6, "part", 4 },
	{ "NUL is a byte like any other", "a\0b\r\n", 5, "a\0b", 3 },
	{ "spaces stay", " part \r\n", 8, " part ", 6 },
};

START_TEST(a_line_is_kept_without_its_end)
{
	const struct line_end *row = &line_ends[_i];
	struct talk talk;

	begin(&talk);
	talk_feed(&talk, (struct span){ (const uint8_t *)row->bytes, row->len }, 0, false);
	ck_assert_msg(last(&talk)->kind == EVENT_RECEIVED, "%s", row->name);
	ck_assert_msg(last(&talk)->bytes.len == row->want_len &&
			  memcmp(last(&talk)->bytes.data, row->want, row->want_len) == 0,
	    "%s", row->name);
	talk_clear(&talk);
}
END_TEST

START_TEST(an_unfinished_line_is_flushed)
{
	struct talk talk;

	begin(&talk);
	feed(&talk, "ok\r\npar");
	check_last(&talk, EVENT_SENT, "HI " TALK_NAME);
	dialogue_flush(&talk.dialogue, 0);
	check_last(&talk, EVENT_UNFINISHED, "par");
	ck_assert_int_eq(last(&talk)->step, STEP_CAPABILITY);
	dialogue_flush(&talk.dialogue, 0);
	ck_assert_ptr_null(last(&talk)->next);
	ck_assert_uint_eq(talk.dialogue.line.len, 0);
	talk_clear(&talk);
}
END_TEST

START_TEST(half_a_line_may_be_half_a_secret)
{
	struct talk talk;
	struct scrub scrub;

	scrub_init(&scrub);
	scrub_add(&scrub, span_of("hunter2"), "[secret]");
	begin(&talk);
	talk.dialogue.scrub = &scrub;
	feed(&talk, "ok\r\nwrong: hunt");
	dialogue_flush(&talk.dialogue, 0);
	check_last(&talk, EVENT_UNFINISHED, "(11 bytes, not kept)");
	talk_clear(&talk);
	scrub_clear(&scrub);
}
END_TEST

START_TEST(early_bytes_are_kept_apart)
{
	struct talk talk;

	begin(&talk);
	feed(&talk, "ok\r\nok\r\nok\r\nok\r\n\x16\x03");
	ck_assert_int_eq(talk.demand, DEMAND_TLS);
	feed(&talk, "more");
	ck_assert_int_eq(talk.demand, DEMAND_TLS);
	dialogue_flush(&talk.dialogue, 0);
	check_last(&talk, EVENT_EARLY, "ok\r\n\x16\x03more");
	ck_assert_int_eq(last(&talk)->step, STEP_TLS);
	ck_assert(!last(&talk)->is_secure);
	talk.demand = dialogue_resume(&talk.dialogue, 0);
	feed(&talk, "ok\r\n");
	check_last(&talk, EVENT_SENT, "BYE");
	talk_clear(&talk);
}
END_TEST

START_TEST(early_bytes_are_bounded)
{
	struct talk talk;

	begin(&talk);
	feed(&talk, "ok\r\nok\r\nok\r\n");
	feed_many(&talk, 'x', DIALOGUE_EARLY_MAX - 1);
	feed_many(&talk, 'y', 10);
	feed_many(&talk, 'z', 1000000);
	ck_assert_int_eq(talk.demand, DEMAND_TLS);
	dialogue_flush(&talk.dialogue, 0);
	ck_assert_uint_eq(last(&talk)->bytes.len, DIALOGUE_EARLY_MAX);
	ck_assert_int_eq(last(&talk)->bytes.data[DIALOGUE_EARLY_MAX - 1], 'y');
	talk_clear(&talk);
}
END_TEST

/* `count` times the byte, then an LF, as long as the dialogue goes on. */
static void
feed_lines(struct talk *talk, size_t lines, size_t len)
{
	char *line = arena_alloc(&talk->arena, len + 2);

	memset(line, 'x', len);
	line[len] = '\n';
	for (size_t i = 0; i < lines; i++)
		feed(talk, line);
}

static enum reply
read_part(const struct reading *reading, struct span line)
{
	(void)reading;
	(void)line;
	return REPLY_PART;
}

static const struct dialect endless_dialect = { .read_line = read_part };

static void
begin_endless(struct talk *talk)
{
	talk_init(talk, &endless_dialect, &plain_script);
}

START_TEST(a_line_of_the_greatest_length_is_taken)
{
	struct talk talk;

	begin_endless(&talk);
	feed_lines(&talk, 1, DIALOGUE_LINE_MAX);
	ck_assert_int_eq(talk.demand, DEMAND_INPUT);
	ck_assert_int_eq(last(&talk)->kind, EVENT_RECEIVED);
	ck_assert_uint_eq(last(&talk)->bytes.len, DIALOGUE_LINE_MAX);
	feed_lines(&talk, 1, DIALOGUE_LINE_MAX + 1);
	ck_assert_int_eq(talk.demand, DEMAND_END);
	check_last(&talk, EVENT_OVERFLOW, "line too long");
	talk_clear(&talk);
}
END_TEST

START_TEST(lines_are_counted)
{
	struct talk talk;

	begin_endless(&talk);
	feed_lines(&talk, DIALOGUE_LINES_MAX - 1, 1);
	ck_assert_int_eq(talk.demand, DEMAND_INPUT);
	feed_lines(&talk, 1, 1);
	ck_assert_int_eq(talk.demand, DEMAND_END);
	check_last(&talk, EVENT_OVERFLOW, "too many lines");
	feed_lines(&talk, 10, 1);
	check_last(&talk, EVENT_OVERFLOW, "too many lines");
	talk_clear(&talk);
}
END_TEST

START_TEST(bytes_are_counted)
{
	struct talk talk;

	begin_endless(&talk);
	feed_lines(&talk, DIALOGUE_BYTES_MAX / 1024, 1024);
	ck_assert_int_eq(talk.demand, DEMAND_INPUT);
	feed(&talk, "x");
	ck_assert_int_eq(talk.demand, DEMAND_END);
	check_last(&talk, EVENT_OVERFLOW, "too many bytes");
	ck_assert_uint_eq(talk.dialogue.line.len, 0);
	talk_clear(&talk);
}
END_TEST

START_TEST(nothing_is_kept_behind_an_overflow)
{
	struct talk talk;

	begin_endless(&talk);
	feed_many(&talk, 'x', 1000000);
	ck_assert_int_eq(talk.demand, DEMAND_END);
	check_last(&talk, EVENT_OVERFLOW, "line too long");
	ck_assert_int_eq(talk.transcript.first->kind, EVENT_UNFINISHED);
	ck_assert_uint_eq(talk.transcript.first->bytes.len, DIALOGUE_EARLY_MAX);
	feed(&talk, "part\r\n");
	dialogue_flush(&talk.dialogue, 0);
	check_last(&talk, EVENT_OVERFLOW, "line too long");
	ck_assert_uint_eq(talk.dialogue.line.cap, 0);
	talk_clear(&talk);
}
END_TEST

/* --- steps of errands -----------------------------------------------------------------------
 */

static const struct script odd_script = {
	.first = STEP_GREETING,
	.rows = {
		[STEP_GREETING] = { .next = { [REPLY_OK] = STEP_STARTTLS } },
		[STEP_STARTTLS] = {
			.send = "TLS",
			.afterthought = "MORE",
			.next = { [REPLY_OK] = STEP_TLS },
		},
		[STEP_TLS] = { .begins_tls = true, .next = { [REPLY_OK] = STEP_PAUSE } },
		[STEP_PAUSE] = { .pauses = true, .next = { [REPLY_OK] = STEP_CAPABILITY } },
		[STEP_CAPABILITY] = { .send = "HI", .next = { [REPLY_OK] = STEP_RENEGOTIATE } },
		[STEP_RENEGOTIATE] = {
			.renegotiates = true,
			.next = { [REPLY_OK] = STEP_QUIT },
		},
		[STEP_QUIT] = { .send = "BYE" },
	},
};

static void
resume(struct talk *talk)
{
	talk->demand = dialogue_resume(&talk->dialogue, 0);
}

static void
begin_odd(struct talk *talk)
{
	talk_init(talk, &plain_dialect, &odd_script);
	feed(talk, "ok\r\n");
}

static void
begin_pause(struct talk *talk)
{
	begin_odd(talk);
	feed(talk, "ok\r\n");
	(void)talk_sent(talk);
	resume(talk);
	ck_assert_int_eq(talk->demand, DEMAND_PAUSE);
}

START_TEST(a_pause_records_lines_and_stays)
{
	static const char *const lines[] = { "ok", "no", "nonsense", "part", "" };
	struct talk talk;

	begin_pause(&talk);
	for (size_t i = 0; i < COUNT_OF(lines); i++) {
		feed(&talk, lines[i]);
		ck_assert_int_eq(talk.demand, DEMAND_PAUSE);
		feed(&talk, "\r\n");
		ck_assert_int_eq(talk.demand, DEMAND_PAUSE);
		check_last(&talk, EVENT_RECEIVED, lines[i]);
		ck_assert_int_eq(last(&talk)->step, STEP_PAUSE);
		ck_assert(last(&talk)->is_secure);
	}
	ck_assert_str_eq(talk_sent(&talk), "");
	resume(&talk);
	ck_assert_int_eq(talk.demand, DEMAND_INPUT);
	ck_assert_str_eq(talk_sent(&talk), "HI\r\n");
	/* The next reply begins anew. */
	ck_assert_ptr_null(talk.dialogue.reading.previous.data);
	talk_clear(&talk);
}
END_TEST

START_TEST(half_a_line_at_the_end_of_a_pause_is_recorded_as_that)
{
	struct talk talk;

	begin_pause(&talk);
	feed(&talk, "ok\r\nhal");
	resume(&talk);
	check_last(&talk, EVENT_SENT, "HI");
	ck_assert_str_eq(record_text(&talk.arena, &talk.transcript),
	    "received greeting ok 0 ok\n"
	    "sent starttls none 0 TLS\n"
	    "received starttls ok 0 ok\n"
	    "received pause ok secure 0 ok\n"
	    "unfinished pause none secure 0 hal\n"
	    "sent capability none secure 0 HI\n");
	ck_assert_uint_eq(talk.dialogue.line.len, 0);
	talk_clear(&talk);
}
END_TEST

START_TEST(a_pause_is_bounded_like_any_other_step)
{
	struct talk talk;

	begin_pause(&talk);
	for (size_t i = 0; i < DIALOGUE_LINES_MAX && talk.demand == DEMAND_PAUSE; i++)
		feed(&talk, "x\n");
	ck_assert_int_eq(talk.demand, DEMAND_END);
	check_last(&talk, EVENT_OVERFLOW, "too many lines");
	talk_clear(&talk);
	begin_pause(&talk);
	feed_many(&talk, 'x', DIALOGUE_LINE_MAX + 1);
	ck_assert_int_eq(talk.demand, DEMAND_END);
	check_last(&talk, EVENT_OVERFLOW, "line too long");
	talk_clear(&talk);
}
END_TEST

START_TEST(lines_in_a_second_handshake_are_recorded_and_change_nothing)
{
	struct talk talk;

	begin_pause(&talk);
	resume(&talk);
	feed(&talk, "ok\r\n");
	ck_assert_int_eq(talk.demand, DEMAND_RENEGOTIATE);
	(void)talk_sent(&talk);
	feed(&talk, "no\r\n");
	ck_assert_int_eq(talk.demand, DEMAND_RENEGOTIATE);
	check_last(&talk, EVENT_RECEIVED, "no");
	ck_assert_int_eq(last(&talk)->step, STEP_RENEGOTIATE);
	ck_assert_str_eq(talk_sent(&talk), "");
	resume(&talk);
	ck_assert_str_eq(talk_sent(&talk), "BYE\r\n");
	talk_clear(&talk);
}
END_TEST

START_TEST(an_afterthought_is_sent_once_and_apart)
{
	struct talk talk;

	begin_odd(&talk);
	ck_assert_str_eq(talk_sent(&talk), "TLS\r\n");
	ck_assert(dialogue_add_afterthought(&talk.dialogue, 0));
	ck_assert_str_eq(talk_sent(&talk), "MORE\r\n");
	check_last(&talk, EVENT_SENT, "MORE");
	ck_assert_int_eq(last(&talk)->step, STEP_STARTTLS);
	/* The reply is still to the command. */
	ck_assert_str_eq((const char *)talk.dialogue.reading.command.data, "TLS");
	ck_assert(!dialogue_add_afterthought(&talk.dialogue, 0));
	ck_assert_str_eq(talk_sent(&talk), "");
	feed(&talk, "ok\r\n");
	ck_assert_int_eq(talk.demand, DEMAND_TLS);
	talk_clear(&talk);
}
END_TEST

START_TEST(where_there_is_no_afterthought_none_is_sent)
{
	struct talk talk;

	begin_pause(&talk);
	ck_assert(!dialogue_add_afterthought(&talk.dialogue, 0));
	resume(&talk);
	ck_assert(!dialogue_add_afterthought(&talk.dialogue, 0));
	feed(&talk, "nonsense\r\n");
	ck_assert_int_eq(talk.demand, DEMAND_END);
	ck_assert(!dialogue_add_afterthought(&talk.dialogue, 0));
	ck_assert_ptr_null(dialogue_row(&talk.dialogue)->send);
	talk_clear(&talk);
}
END_TEST

START_TEST(the_cut_of_the_bytes_does_not_matter_in_a_pause)
{
	static const size_t pieces[] = { 0, 1, 2, 3, 7 };
	char *whole = NULL;

	for (size_t i = 0; i < COUNT_OF(pieces); i++) {
		struct talk talk;
		const char *text;

		begin_pause(&talk);
		talk_feed(&talk, span_of("ok\r\npart\r\n\r\nno\nend"), pieces[i], false);
		ck_assert_int_eq(talk.demand, DEMAND_PAUSE);
		resume(&talk);
		text = record_text(&talk.arena, &talk.transcript);
		if (whole == NULL)
			whole = strdup(text);
		ck_assert_str_eq(text, whole);
		talk_clear(&talk);
	}
	free(whole);
}
END_TEST

/* What the server says; '@' stands for a thousand letters. */
static const char *const streams[] = {
	"ok\r\nok\r\nok\r\nok\r\nok\r\n",
	"part\npart\r\nok\r\n\r\nno\r\nok\r\n",
	"ok\r\nok\r\nok\r\nhidden\r\nlines",
	"ok\r\npart\r\nunfinished\r",
	"ok\r\nno\r\nno\r\nno\r\n",
	"ok\r\n@@@@@@@@@@\r\n",
	"ok\r\n@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@",
	"@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@"
	"\n@\n"
	"@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@\n@@"
	"@@\n"
	"@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@@",
};

static struct span
expand(struct arena *arena, const char *stream)
{
	size_t len = strlen(stream) * 1000;
	uint8_t *bytes = arena_alloc(arena, len);

	len = 0;
	for (; *stream != '\0'; stream++) {
		size_t count = *stream == '@' ? 1000 : 1;

		memset(bytes + len, *stream == '@' ? 'x' : *stream, count);
		len += count;
	}
	return (struct span){ bytes, len };
}

static const char *
play(struct arena *arena, const struct dialect *dialect, struct span bytes, size_t piece_len)
{
	struct talk talk;
	const char *text;

	talk_init(&talk, dialect, &plain_script);
	talk_feed(&talk, bytes, piece_len, false);
	dialogue_flush(&talk.dialogue, 0);
	text = record_text(arena, &talk.transcript);
	talk_clear(&talk);
	return text;
}

START_TEST(the_cut_of_the_bytes_does_not_matter)
{
	static const size_t pieces[] = { 1, 2, 3, 7, 100, 4096, 8192, 8193, 10000 };
	const struct dialect *dialects[] = { &plain_dialect, &endless_dialect };
	struct arena arena;

	arena_init(&arena);
	for (size_t d = 0; d < COUNT_OF(dialects); d++) {
		struct span bytes = expand(&arena, streams[_i]);
		const char *whole = play(&arena, dialects[d], bytes, 0);

		for (size_t i = 0; i < COUNT_OF(pieces); i++)
			ck_assert_str_eq(play(&arena, dialects[d], bytes, pieces[i]), whole);
	}
	arena_clear(&arena);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("dialogue");
	TCase *tcase = tcase_create("engine");

	tcase_add_test(tcase, commands_are_sent_one_by_one);
	tcase_add_test(tcase, a_server_that_answers_ahead_is_recorded_line_by_line);
	tcase_add_test(tcase, an_unknown_reply_ends_the_dialogue);
	tcase_add_loop_test(tcase, a_line_is_kept_without_its_end, 0, (int)COUNT_OF(line_ends));
	tcase_add_test(tcase, an_unfinished_line_is_flushed);
	tcase_add_test(tcase, half_a_line_may_be_half_a_secret);
	tcase_add_test(tcase, early_bytes_are_kept_apart);
	tcase_add_test(tcase, early_bytes_are_bounded);
	tcase_add_test(tcase, a_line_of_the_greatest_length_is_taken);
	tcase_add_test(tcase, lines_are_counted);
	tcase_add_test(tcase, bytes_are_counted);
	tcase_add_test(tcase, nothing_is_kept_behind_an_overflow);
	tcase_add_test(tcase, a_pause_records_lines_and_stays);
	tcase_add_test(tcase, half_a_line_at_the_end_of_a_pause_is_recorded_as_that);
	tcase_add_test(tcase, a_pause_is_bounded_like_any_other_step);
	tcase_add_test(tcase, lines_in_a_second_handshake_are_recorded_and_change_nothing);
	tcase_add_test(tcase, an_afterthought_is_sent_once_and_apart);
	tcase_add_test(tcase, where_there_is_no_afterthought_none_is_sent);
	tcase_add_test(tcase, the_cut_of_the_bytes_does_not_matter_in_a_pause);
	tcase_add_loop_test(
	    tcase, the_cut_of_the_bytes_does_not_matter, 0, (int)COUNT_OF(streams));
	suite_add_tcase(s, tcase);
	return s;
}
