/* SPDX-License-Identifier: MIT */
#include "facts/transcript.h"
#include "support/suite.h"

#include <string.h>

static struct arena arena;
static struct transcript transcript;

static void
set_up(void)
{
	arena_init(&arena);
	transcript_init(&transcript, &arena);
}

static void
tear_down(void)
{
	arena_clear(&arena);
}

static void
receive(enum step step, enum reply reply, const char *line)
{
	struct event *event = transcript_add(&transcript, EVENT_RECEIVED, 0, span_of(line));

	event->step = step;
	event->reply = reply;
}

START_TEST(a_new_transcript_is_empty_and_safe_to_read)
{
	ck_assert_ptr_null(transcript.first);
	ck_assert_ptr_null(transcript.last);
	ck_assert_str_eq(transcript.local, "");
	ck_assert_str_eq(transcript.peer, "");
	ck_assert_str_eq(transcript.session.version, "");
	ck_assert_str_eq(transcript.session.suite, "");
	ck_assert_str_eq(transcript.session.group, "");
	ck_assert_str_eq(transcript.session.signature, "");
	ck_assert_str_eq(transcript.session.alpn, "");
	ck_assert_str_eq(transcript.session.trust_source, "");
	ck_assert_ptr_null(transcript_find(&transcript, EVENT_CONNECTED));
	ck_assert_ptr_null(transcript_reply(&transcript, STEP_GREETING));
	ck_assert(!transcript_is_clean(&transcript));
	ck_assert_uint_eq(transcript_elapsed_us(&transcript), 0);
}
END_TEST

START_TEST(events_keep_their_order_and_their_bytes)
{
	char line[] = "220 a\0b";
	struct span bytes = { .data = (const uint8_t *)line, .len = sizeof(line) - 1 };
	struct event *first = transcript_add(&transcript, EVENT_CONNECTED, 5, span_of(""));
	struct event *second = transcript_add(&transcript, EVENT_RECEIVED, 9, bytes);
	struct event *third = transcript_add(&transcript, EVENT_EOF, 9, (struct span){ 0 });

	memset(line, 'x', sizeof(line));
	ck_assert_ptr_eq(transcript.first, first);
	ck_assert_ptr_eq(first->next, second);
	ck_assert_ptr_eq(second->next, third);
	ck_assert_ptr_null(third->next);
	ck_assert_ptr_eq(transcript.last, third);
	ck_assert_uint_eq(second->bytes.len, 7);
	ck_assert_mem_eq(second->bytes.data, "220 a\0b", 7);
	ck_assert_uint_eq(third->bytes.len, 0);
	ck_assert_uint_eq(transcript_elapsed_us(&transcript), 9);
}
END_TEST

START_TEST(the_first_event_of_a_kind_is_found)
{
	struct event *first = transcript_add(&transcript, EVENT_SENT, 1, span_of("EHLO"));

	transcript_add(&transcript, EVENT_SENT, 2, span_of("QUIT"));
	ck_assert_ptr_eq(transcript_find(&transcript, EVENT_SENT), first);
	ck_assert_ptr_null(transcript_find(&transcript, EVENT_SESSION));
}
END_TEST

START_TEST(a_reply_is_the_last_line_of_the_first_that_is_whole)
{
	receive(STEP_GREETING, REPLY_PART, "220-one");
	receive(STEP_GREETING, REPLY_PART, "220-two");
	ck_assert_ptr_null(transcript_reply(&transcript, STEP_GREETING));
	receive(STEP_GREETING, REPLY_OK, "220 three");
	receive(STEP_GREETING, REPLY_OK, "220 another");
	ck_assert(span_equal(
	    transcript_reply(&transcript, STEP_GREETING)->bytes, span_of("220 three")));
}
END_TEST

START_TEST(only_received_lines_are_replies)
{
	struct event *event = transcript_add(&transcript, EVENT_SENT, 1, span_of("STARTTLS"));

	event->step = STEP_STARTTLS;
	event->reply = REPLY_OK;
	event = transcript_add(&transcript, EVENT_UNFINISHED, 2, span_of("220"));
	event->step = STEP_STARTTLS;
	event->reply = REPLY_OK;
	ck_assert_ptr_null(transcript_reply(&transcript, STEP_STARTTLS));
	receive(STEP_CAPABILITY, REPLY_OK, "250 ok");
	ck_assert_ptr_null(transcript_reply(&transcript, STEP_STARTTLS));
	receive(STEP_STARTTLS, REPLY_GARBLED, "what?");
	ck_assert_ptr_nonnull(transcript_reply(&transcript, STEP_STARTTLS));
}
END_TEST

START_TEST(only_our_own_close_is_a_clean_end)
{
	transcript_add(&transcript, (enum event_kind)_i, 1, span_of(""));
	ck_assert_msg(transcript_is_clean(&transcript) == (_i == EVENT_HUNG_UP), "%s",
	    event_kind_name((enum event_kind)_i));
	transcript_add(&transcript, EVENT_EOF, 2, span_of(""));
	ck_assert(!transcript_is_clean(&transcript));
}
END_TEST

START_TEST(words_of_evidence_are_read_back)
{
	for (unsigned i = 0; i < QUESTION_COUNT; i++) {
		enum question question = QUESTION_COUNT;

		ck_assert(question_by_name(question_name((enum question)i), &question));
		ck_assert_uint_eq(question, i);
	}
	for (unsigned i = 0; i < STEP_COUNT; i++) {
		enum step step = STEP_COUNT;

		ck_assert(step_by_name(step_name((enum step)i), &step));
		ck_assert_uint_eq(step, i);
	}
	for (unsigned i = 0; i < REPLY_COUNT; i++) {
		enum reply reply = REPLY_COUNT;

		ck_assert(reply_by_name(reply_name((enum reply)i), &reply));
		ck_assert_uint_eq(reply, i);
	}
	for (unsigned i = 0; i < EVENT_COUNT; i++) {
		enum event_kind kind = EVENT_COUNT;

		ck_assert(event_kind_by_name(event_kind_name((enum event_kind)i), &kind));
		ck_assert_uint_eq(kind, i);
	}
}
END_TEST

START_TEST(every_question_has_a_title_of_its_own)
{
	for (unsigned i = 0; i < QUESTION_COUNT; i++) {
		const char *title = question_title((enum question)i);

		ck_assert_ptr_nonnull(title);
		ck_assert_uint_le(strlen(title), 48);
		for (unsigned j = 0; j < i; j++)
			ck_assert_str_ne(title, question_title((enum question)j));
	}
}
END_TEST

START_TEST(other_words_are_none_and_touch_nothing)
{
	static const char *const words[] = { "", " ", "STARTTLS", "greetin", "greetings",
		"connected ", "42" };
	enum question question = QUESTION_LOGIN;
	enum step step = STEP_QUIT;
	enum reply reply = REPLY_OK;
	enum event_kind kind = EVENT_EOF;

	for (size_t i = 0; i < COUNT_OF(words); i++) {
		ck_assert_msg(!question_by_name(words[i], &question), "'%s'", words[i]);
		ck_assert_msg(!step_by_name(words[i], &step), "'%s'", words[i]);
		ck_assert_msg(!reply_by_name(words[i], &reply), "'%s'", words[i]);
		ck_assert_msg(!event_kind_by_name(words[i], &kind), "'%s'", words[i]);
	}
	ck_assert_int_eq(question, QUESTION_LOGIN);
	ck_assert_int_eq(step, STEP_QUIT);
	ck_assert_int_eq(reply, REPLY_OK);
	ck_assert_int_eq(kind, EVENT_EOF);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("transcript");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, a_new_transcript_is_empty_and_safe_to_read);
	tcase_add_test(tcase, events_keep_their_order_and_their_bytes);
	tcase_add_test(tcase, the_first_event_of_a_kind_is_found);
	tcase_add_test(tcase, a_reply_is_the_last_line_of_the_first_that_is_whole);
	tcase_add_test(tcase, only_received_lines_are_replies);
	tcase_add_loop_test(tcase, only_our_own_close_is_a_clean_end, 0, EVENT_COUNT);
	tcase_add_test(tcase, words_of_evidence_are_read_back);
	tcase_add_test(tcase, every_question_has_a_title_of_its_own);
	tcase_add_test(tcase, other_words_are_none_and_touch_nothing);
	suite_add_tcase(s, tcase);
	return s;
}
