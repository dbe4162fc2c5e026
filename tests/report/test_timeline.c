/* SPDX-License-Identifier: MIT */
#include "report/timeline.h"

#include "support/suite.h"

#include <stdlib.h>
#include <string.h>

static struct arena arena;
static struct transcript transcript;

static void
set_up(void)
{
	arena_init(&arena);
	transcript_init(&transcript, &arena);
	transcript.local = "192.0.2.1";
}

static void
tear_down(void)
{
	arena_clear(&arena);
}

static const char *
told(void)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	const char *copy;

	timeline_text(
	    &(struct text){ .out = out, .arena = &arena }, &transcript, transcript.first);
	fclose(out);
	copy = arena_string(&arena, span_of(text));
	free(text);
	return copy;
}

START_TEST(each_event_is_somebody_s_doing)
{
	for (int i = 0; i < EVENT_COUNT; i++)
		ck_assert_ptr_nonnull(
		    timeline_actor(&(struct event){ .kind = (enum event_kind)i }));
}
END_TEST

START_TEST(each_event_has_its_time_and_actor)
{
	transcript_add(&transcript, EVENT_CONNECTED, 1000, span_of(""));
	transcript_add(&transcript, EVENT_RECEIVED, 12000, span_of("220 \033[2J"));
	transcript_add(&transcript, EVENT_SENT, 12000, span_of("QUIT"));
	transcript_add(&transcript, EVENT_EOF, 1234000, span_of(""));
	ck_assert_str_eq(told(), "      1 ms  network   connected, from 192.0.2.1\n"
				 "     12 ms  server    220 \\x1b[2J\n"
				 "     12 ms  we        QUIT\n"
				 "   1234 ms  server    hung up\n");
}
END_TEST

START_TEST(a_long_reply_is_cut)
{
	const char *end;

	for (int i = 0; i < 40; i++)
		transcript_add(&transcript, EVENT_RECEIVED, 0, span_of("250-X"));
	end = strstr(told(), "...");
	ck_assert_ptr_nonnull(end);
	ck_assert_str_eq(end, "...\n");
}
END_TEST

Suite *
suite(void)
{
	Suite *suite = suite_create("timeline");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, each_event_is_somebody_s_doing);
	tcase_add_test(tcase, each_event_has_its_time_and_actor);
	tcase_add_test(tcase, a_long_reply_is_cut);
	suite_add_tcase(suite, tcase);
	return suite;
}
