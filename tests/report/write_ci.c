/* SPDX-License-Identifier: MIT */
/* Writes the reports for CI of all samples into the folder REPORTS of the environment, for
 * validate_ci.py. */
#include "support/ci.h"
#include "support/report.h"
#include "support/samples.h"
#include "support/suite.h"

#include <stdio.h>
#include <stdlib.h>

static void
write_file(const char *name, const char *text, struct arena *arena)
{
	const char *folder = getenv("REPORTS");
	FILE *file;

	ck_assert_msg(folder != NULL, "REPORTS is not set");
	file = fopen(arena_printf(arena, "%s/%s", folder, name), "w");
	ck_assert_msg(file != NULL, "%s cannot be written", name);
	ck_assert(fputs(text, file) >= 0);
	ck_assert_int_eq(fclose(file), 0);
}

static void
write_all(const char *name, const struct result *result)
{
	struct arena *arena = &result->host->arena;
	struct run run = report_run;

	run.is_complete = result->host->is_complete;
	write_file(arena_printf(arena, "%s.junit.xml", name), ci_junit(result, 1, &run), arena);
	write_file(arena_printf(arena, "%s.sarif", name), ci_sarif(result, 1, &run), arena);
}

START_TEST(all_samples_are_written)
{
	struct host_record host;
	struct result result;

	sample_make(&samples[_i], &host);
	result = report_result(&host);
	write_all(samples[_i].name, &result);
	arena_clear(&host.arena);
}
END_TEST

START_TEST(findings_of_every_standing_are_written)
{
	struct standings standings;

	standings_make(&standings);
	write_all("standings", &standings.result);
	standings.judge.host.name = "\x1b[2J<name>\xff \"&'\xef\xbf\xbf";
	write_all("named-badly", &standings.result);
	standings_clear(&standings);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("write_ci");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(tcase, all_samples_are_written, 0, (int)samples_count);
	tcase_add_test(tcase, findings_of_every_standing_are_written);
	suite_add_tcase(s, tcase);
	return s;
}
