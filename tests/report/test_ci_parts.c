/* SPDX-License-Identifier: MIT */
#include "report/ci_parts.h"

#include "base/text.h"
#include "support/ci.h"
#include "support/report.h"
#include "support/samples.h"
#include "support/suite.h"

#include <string.h>

static struct standings standings;
static struct arena *arena;

static void
begin(void)
{
	standings_make(&standings);
	arena = &standings.judge.host.arena;
}

static void
end(void)
{
	standings_clear(&standings);
}

START_TEST(text_is_escaped_only_if_it_must_be)
{
	ck_assert_str_eq(ci_plain(arena, "a\\x1b b"), "a\\x1b b");
	ck_assert_str_eq(ci_plain(arena, "a\\\x1b"), "a\\\\\\x1b");
	ck_assert_str_eq(ci_plain(arena, "a\nb"), "a\\nb");
	ck_assert_uint_le(strlen(ci_plain(arena, sample_by_name("hostile")->host)), 303);
}
END_TEST

START_TEST(a_place_is_a_name_and_a_port)
{
	ck_assert_str_eq(ci_place(arena, "mail.example.test", 587), "mail.example.test:587");
	ck_assert_str_eq(ci_place(arena, "2001:db8::25", 25), "[2001:db8::25]:25");
	ck_assert_str_eq(ci_place(arena, "\x1b", 1), "\\x1b:1");
}
END_TEST

START_TEST(a_story_is_told_line_by_line)
{
	const struct judgement *judgement = &standings.judge.judgements[0];

	for (size_t i = 0; i < judgement->bad_len; i++) {
		struct span story = span_of(ci_story(&standings.result, judgement->bad[i]));

		ck_assert(span_contains(story, "why: "));
		ck_assert(span_contains(story, "\nfix: "));
		ck_assert(span_contains(story, "\nreference: "));
		ck_assert_int_eq(story.data[story.len - 1], '\n');
		while (story.len > 0) {
			const uint8_t *stop = memchr(story.data, '\n', story.len);
			struct span line = { story.data, (size_t)(stop - story.data) };

			ck_assert(text_is_plain(line));
			story = span_skip(story, line.len + 1);
		}
	}
}
END_TEST

START_TEST(what_the_server_said_is_quoted_in_one_line)
{
	struct finding *finding = standings.judge.judgements[0].bad[0];
	struct failure failure = { .stage = STAGE_STARTTLS,
		.words = span_of("454-<no>\n454 \x1b[1m") };
	const char *story;

	ck_assert_ptr_null(ci_quote(arena, finding));
	finding->ruling.failure = &failure;
	ck_assert_str_eq(ci_quote(arena, finding), "454-<no>\\n454 \\x1b[1m");
	story = ci_story(&standings.result, finding);
	ck_assert_ptr_nonnull(strstr(story, "at: starttls\nserver: 454-<no>\\n454 "));
	failure.words.len = 0;
	ck_assert_ptr_null(ci_quote(arena, finding));
}
END_TEST

START_TEST(only_a_certainty_that_is_none_is_told)
{
	struct finding *finding = standings.judge.judgements[0].bad[0];

	finding->ruling.certainty = CERTAINTY_CERTAIN;
	ck_assert_ptr_null(strstr(ci_story(&standings.result, finding), "certainty: "));
	finding->ruling.certainty = CERTAINTY_LIKELY;
	ck_assert_ptr_nonnull(
	    strstr(ci_story(&standings.result, finding), "certainty: likely"));
}
END_TEST

START_TEST(an_acceptance_has_a_reason)
{
	struct acceptance acceptance = { .reason = "until\tspring" };

	ck_assert_str_eq(ci_accepted(arena, &acceptance), "accepted: until\\tspring");
	acceptance.reason = NULL;
	ck_assert_str_eq(ci_accepted(arena, &acceptance), "accepted: by --ignore");
}
END_TEST

static const struct {
	const char *sample;
	const char *why; /* NULL: something was tested */
	bool has_addresses;
} hosts[] = {
	{ "healthy", NULL, false },
	{ "two-addresses", NULL, true },
	{ "unknown-name", "there is no such host: unknown node or service", false },
	{ "failed-look-up", "the name cannot be looked up: temporary failure", false },
};

START_TEST(a_host_is_tested_or_there_is_a_reason)
{
	struct host_record host;
	struct result result;
	const char *why;

	sample_make(sample_by_name(hosts[_i].sample), &host);
	result = report_result(&host);
	why = ci_host_untested(&result);
	if (hosts[_i].why == NULL)
		ck_assert_ptr_null(why);
	else
		ck_assert_str_eq(why, hosts[_i].why);
	ck_assert_int_eq(ci_has_addresses(&host), hosts[_i].has_addresses);
	arena_clear(&host.arena);
}
END_TEST

START_TEST(a_host_without_an_answer_is_not_tested)
{
	standings.judge.ports[0].state = PORT_CLOSED;
	ck_assert_str_eq(ci_host_untested(&standings.result), "none of its ports answers");
	standings.judge.host.is_complete = false;
	ck_assert_str_eq(ci_host_untested(&standings.result), "stopped by the user");
}
END_TEST

START_TEST(only_a_port_that_should_have_been_tested_lacks_a_test)
{
	struct port_facts *facts = &standings.judge.ports[0];

	ck_assert_ptr_null(ci_port_untested(facts));
	facts->state = PORT_CLOSED;
	ck_assert_ptr_null(ci_port_untested(facts));
	standings.judge.records[0].endpoint.is_asked_for = true;
	ck_assert_str_eq(ci_port_untested(facts), "nothing listens there (connection refused)");
}
END_TEST

START_TEST(the_time_of_a_port_is_that_of_its_connections)
{
	struct host_record host;
	uint64_t sum = 0;

	sample_make(sample_by_name("healthy"), &host);
	for (size_t i = 0; i < QUESTION_COUNT; i++)
		if (host.ports[0].transcripts[i] != NULL)
			sum += transcript_elapsed_us(host.ports[0].transcripts[i]);
	ck_assert_uint_gt(sum, 0);
	ck_assert_uint_eq(ci_elapsed_us(&host.ports[0]), sum);
	arena_clear(&host.arena);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("ci_parts");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, begin, end);
	tcase_add_test(tcase, text_is_escaped_only_if_it_must_be);
	tcase_add_test(tcase, a_place_is_a_name_and_a_port);
	tcase_add_test(tcase, a_story_is_told_line_by_line);
	tcase_add_test(tcase, what_the_server_said_is_quoted_in_one_line);
	tcase_add_test(tcase, only_a_certainty_that_is_none_is_told);
	tcase_add_test(tcase, an_acceptance_has_a_reason);
	tcase_add_loop_test(tcase, a_host_is_tested_or_there_is_a_reason, 0, COUNT_OF(hosts));
	tcase_add_test(tcase, a_host_without_an_answer_is_not_tested);
	tcase_add_test(tcase, only_a_port_that_should_have_been_tested_lacks_a_test);
	tcase_add_test(tcase, the_time_of_a_port_is_that_of_its_connections);
	suite_add_tcase(s, tcase);
	return s;
}
