/* SPDX-License-Identifier: MIT */
#include "report/summary.h"

#include "base/text.h"
#include "support/ci.h"
#include "support/report.h"
#include "support/samples.h"
#include "support/suite.h"

#include <string.h>

static const char *
summary_of(const struct sample *sample, struct host_record *host)
{
	struct result result;

	sample_make(sample, host);
	result = report_result(host);
	return ci_summary(&result, 1, &report_run);
}

/* One line each, so that all fit into one file. */
START_TEST(the_lines_are_as_they_were)
{
	struct arena arena;
	const char *lines = "";

	arena_init(&arena);
	for (size_t i = 0; i < samples_count; i++) {
		struct host_record host;

		lines = arena_printf(
		    &arena, "%s%s: %s", lines, samples[i].name, summary_of(&samples[i], &host));
		arena_clear(&host.arena);
	}
	golden_check("samples.summary", lines);
	arena_clear(&arena);
}
END_TEST

static void
check_line(const char *line)
{
	struct span words = span_of(line);

	ck_assert_uint_gt(words.len, 0);
	words.len--;
	ck_assert_int_eq(line[words.len], '\n');
	ck_assert_msg(text_is_plain(words), "'%s'", line);
	ck_assert_uint_le(words.len, SUMMARY_MOST);
	ck_assert_msg(span_starts(words, "FAIL ") || span_starts(words, "UNTESTED ") ||
			  span_starts(words, "OK "),
	    "'%s'", line);
}

START_TEST(each_host_has_one_plain_line_of_bounded_length)
{
	struct host_record host;

	check_line(summary_of(&samples[_i], &host));
	arena_clear(&host.arena);
}
END_TEST

static const struct {
	const char *what;
	const char *name;
} names[] = {
	{ "controls", "\x1b[2J\r\nOK mail.example.test\a" },
	{ "no end",
	    "x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x."
	    "x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x."
	    "x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x.x." },
	{ "no UTF-8", "\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe"
		      "\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe"
		      "\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe"
		      "\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe"
		      "\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff\xfe\xff" },
};

START_TEST(no_name_breaks_the_line)
{
	struct host_record host;
	struct result result;

	sample_make(sample_by_name("failing"), &host);
	host.name = names[_i].name;
	result = report_result(&host);
	check_line(ci_summary(&result, 1, &report_run));
	arena_clear(&host.arena);
}
END_TEST

static struct standings standings;

START_TEST(all_standings_are_counted)
{
	const char *line;

	standings_make(&standings);
	line = ci_summary(&standings.result, 1, &report_run);
	check_line(line);
	ck_assert_msg(
	    strncmp(line, "FAIL mail.example.test: 1 critical, 1 high, 1 medium", 52) == 0,
	    "'%s'", line);
	ck_assert_msg(
	    strstr(line, "; worst: 587 tls-sslv2; 1 of 1 port tested (full); 1 "
			 "accepted; 1 as in the baseline; 2 no longer there\n") != NULL,
	    "'%s'", line);
	standings_clear(&standings);
}
END_TEST

START_TEST(what_is_accepted_or_known_does_not_fail)
{
	standings_make(&standings);
	standings.judging.fail_on = SEVERITY_COUNT;
	ck_assert(span_starts(
	    span_of(ci_summary(&standings.result, 1, &report_run)), "OK mail.example.test: "));
	standings_clear(&standings);
}
END_TEST

START_TEST(the_worst_is_one_that_fails)
{
	struct finding *bad;

	standings_make(&standings);
	bad = standings.judge.judgements[0].bad[0];
	ck_assert_str_eq(bad->rule->id, "tls-sslv2");
	bad->change = CHANGE_NONE;
	standings.judge.judgements[0]
	    .findings[rule_place(rule_by_id(span_of("tls-10")))]
	    .change = CHANGE_NEW;
	ck_assert_ptr_nonnull(
	    strstr(ci_summary(&standings.result, 1, &report_run), "; worst: 587 tls-10;"));
	standings_clear(&standings);
}
END_TEST

START_TEST(only_a_run_that_was_stopped_is_spoken_of)
{
	struct host_record host;
	struct result result;
	struct run run = report_run;

	sample_make(sample_by_name("healthy"), &host);
	result = report_result(&host);
	run.is_complete = false;
	ck_assert_ptr_nonnull(strstr(ci_summary(&result, 1, &run),
	    "\nUNTESTED the run was stopped: hosts that are not listed were not asked\n"));
	ck_assert_ptr_null(strstr(ci_summary(&result, 1, &report_run), "the run"));
	arena_clear(&host.arena);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("summary");
	TCase *tcase = tcase_create("core");

	tcase_add_test(tcase, the_lines_are_as_they_were);
	tcase_add_loop_test(
	    tcase, each_host_has_one_plain_line_of_bounded_length, 0, (int)samples_count);
	tcase_add_loop_test(tcase, no_name_breaks_the_line, 0, COUNT_OF(names));
	tcase_add_test(tcase, all_standings_are_counted);
	tcase_add_test(tcase, what_is_accepted_or_known_does_not_fail);
	tcase_add_test(tcase, the_worst_is_one_that_fails);
	tcase_add_test(tcase, only_a_run_that_was_stopped_is_spoken_of);
	suite_add_tcase(s, tcase);
	return s;
}
