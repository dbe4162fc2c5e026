/* SPDX-License-Identifier: MIT */
#include "report/junit.h"

#include "support/ci.h"
#include "support/report.h"
#include "support/samples.h"
#include "support/suite.h"

#include <string.h>

/* Short, or worth it: every rule that applies has a line for each port. */
static const char *const golden[] = { "lax", "hostile", "unknown-name", "interrupted" };

START_TEST(the_report_is_as_it_was)
{
	struct host_record host;
	struct result result;
	struct run run = report_run;

	sample_make(sample_by_name(golden[_i]), &host);
	run.is_complete = host.is_complete;
	result = report_result(&host);
	golden_check(
	    arena_printf(&host.arena, "%s.junit.xml", golden[_i]), ci_junit(&result, 1, &run));
	arena_clear(&host.arena);
}
END_TEST

START_TEST(a_report_written_twice_is_the_same)
{
	struct host_record host;
	struct result result;

	sample_make(&samples[_i], &host);
	result = report_result(&host);
	ck_assert_str_eq(ci_junit(&result, 1, &report_run), ci_junit(&result, 1, &report_run));
	arena_clear(&host.arena);
}
END_TEST

static struct standings standings;

/* The case of a rule, from its name to its end. */
static const char *
case_of(const char *report, const char *id)
{
	struct arena *arena = &standings.judge.host.arena;
	const char *begin = strstr(report, arena_printf(arena, "name=\"%s: ", id));
	const char *end;

	ck_assert_msg(begin != NULL, "%s is not listed", id);
	end = strstr(begin, "\n  <testcase");
	if (end == NULL)
		end = strstr(begin, "\n </testsuite>");
	return arena_string(
	    arena, (struct span){ (const uint8_t *)begin, (size_t)(end - begin) });
}

static const struct {
	const char *id;
	const char *has; /* a part of its case */
} cases[] = {
	{ "tls-sslv2", "<failure type=\"critical\" message=\"" },
	{ "tls-sslv2", "\nwhy: " },
	{ "tls-sslv2", "\nfix: " },
	{ "tls-sslv2", "\nPostfix:\npostconf " },
	{ "tls-sslv2", "\nreference: " },
	{ "tls-sslv2", "also: " },
	{ "tls-sslv2", " (tls-13-missing)\n" },
	{ "tls-sslv3",
	    "<skipped message=\"accepted: old\\x1b[31m printers ]]&gt;\\n\\xff\\xef\\xbf\\xbf "
	    "&amp; &lt;&quot;them&quot;&gt;\">" },
	{ "tls-10", "<skipped message=\"as in the baseline\">high: " },
	{ "tls-10", " [unchanged]\n" },
	{ "tls-11", "<system-out>medium: " },
	{ "tls-11", " [worse]\n" },
	{ "tls-11", "seen: it said [this](that) and {0}\n" },
	{ "tls-12-missing", "><skipped message=\"not known: a test says so\"/></testcase>" },
	{ "tls-13-missing", " (a part of tls-sslv2)\n" },
};

START_TEST(a_case_ends_as_its_finding_stands)
{
	const char *report;

	standings_make(&standings);
	report = ci_junit(&standings.result, 1, &report_run);
	ck_assert_msg(strstr(case_of(report, cases[_i].id), cases[_i].has) != NULL,
	    "'%s' is not in '%s'", cases[_i].has, case_of(report, cases[_i].id));
	standings_clear(&standings);
}
END_TEST

START_TEST(a_suite_says_where_and_counts)
{
	const char *report;

	standings_make(&standings);
	report = ci_junit(&standings.result, 1, &report_run);
	ck_assert_ptr_nonnull(strstr(report,
	    " <testsuite name=\"mail.example.test:587 submission\" "
	    "hostname=\"mail.example.test\" timestamp=\"2026-11-18T11:06:40\" time=\"0.000\" "
	    "tests=\""));
	ck_assert_ptr_nonnull(strstr(report, " failures=\"1\" errors=\"0\" skipped=\""));
	ck_assert_ptr_nonnull(strstr(report,
	    "<testcase classname=\"mailsonde.mail_example_test.587\" name=\"tested\"/>"));
	standings_clear(&standings);
}
END_TEST

START_TEST(a_rule_that_does_not_apply_is_not_listed)
{
	struct finding *finding;

	standings_make(&standings);
	finding = &standings.judge.judgements[0]
	               .findings[rule_place(rule_by_id(span_of("tls-13-only")))];
	finding->ruling = ruling_not_applicable("a test says so");
	ck_assert_ptr_null(
	    strstr(ci_junit(&standings.result, 1, &report_run), "\"tls-13-only: "));
	standings_clear(&standings);
}
END_TEST

/* Parts of the reports of samples. */
static const struct {
	const char *sample;
	const char *has;
} parts[] = {
	{ "unknown-name",
	    "<testcase classname=\"mailsonde.mial_example_test\" name=\"tested\"><error "
	    "type=\"untested\" message=\"there is no such host: unknown node or service\"/>" },
	{ "two-addresses", "name=\"mail.example.test:25 smtp (2001:db8::25)\"" },
	{ "two-addresses", "classname=\"mailsonde.mail_example_test.2001_db8__25.25\"" },
	{ "two-addresses", "name=\"tested\"><skipped message=\"nothing listens there\"/>" },
	{ "an-address", "name=\"192.0.2.25:993 imaps\"" },
	{ "hostile", "name=\"tested\"><error type=\"untested\" message=\"" },
	{ "interrupted", "<testcase classname=\"mailsonde\" name=\"complete\"><error " },
	{ "interrupted", "message=\"stopped by the user\"/>" },
};

START_TEST(what_could_not_be_tested_is_told)
{
	const struct sample *sample = sample_by_name(parts[_i].sample);
	struct host_record host;
	struct result result;
	struct run run = report_run;
	const char *report;

	sample_make(sample, &host);
	run.is_complete = host.is_complete;
	result = report_result(&host);
	report = ci_junit(&result, 1, &run);
	ck_assert_msg(strstr(report, parts[_i].has) != NULL, "'%s' is not in '%s'",
	    parts[_i].has, report);
	arena_clear(&host.arena);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("junit");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(tcase, the_report_is_as_it_was, 0, COUNT_OF(golden));
	tcase_add_loop_test(tcase, a_report_written_twice_is_the_same, 0, (int)samples_count);
	tcase_add_loop_test(tcase, a_case_ends_as_its_finding_stands, 0, COUNT_OF(cases));
	tcase_add_test(tcase, a_suite_says_where_and_counts);
	tcase_add_test(tcase, a_rule_that_does_not_apply_is_not_listed);
	tcase_add_loop_test(tcase, what_could_not_be_tested_is_told, 0, COUNT_OF(parts));
	suite_add_tcase(s, tcase);
	return s;
}
