/* SPDX-License-Identifier: MIT */
/* Reports that were good once and reports that never were: tests/data/baselines holds each, and
 * beside it what is read from it, or why it is not. */
#include "report/baseline_file.h"
#include "support/data.h"
#include "support/player.h"
#include "support/report.h"
#include "support/samples.h"
#include "support/suite.h"

#include <string.h>

static struct arena arena;

static void
set_up(void)
{
	arena_init(&arena);
}

static void
tear_down(void)
{
	arena_clear(&arena);
}

static bool
read_span(struct span bytes, struct baseline *baseline, const char **problem)
{
	/* fmemopen takes no empty text. */
	FILE *in = bytes.len == 0 ? fopen("/dev/null", "rb")
	                          : fmemopen((void *)(uintptr_t)bytes.data, bytes.len, "rb");
	bool is_good;

	ck_assert_ptr_nonnull(in);
	is_good = baseline_file_read(in, &arena, baseline, problem);
	fclose(in);
	return is_good;
}

/* A baseline as lines. */
static const char *
listing(const struct baseline *baseline)
{
	const char *text = arena_printf(&arena, "made at %s\n", baseline->made_at);

	if (baseline->lack != NULL)
		text = arena_printf(&arena, "%slacks: %s\n", text, baseline->lack);
	for (size_t i = 0; i < baseline->ports_len; i++) {
		const struct baseline_port *port = &baseline->ports[i];

		text = arena_printf(
		    &arena, "%sport %s %s %u\n", text, port->host, port->address, port->port);
	}
	for (size_t i = 0; i < baseline->len; i++) {
		const struct baseline_finding *finding = &baseline->findings[i];

		text = arena_printf(&arena, "%s%s %s on %s %s %u %s: %s (%s)\n", text,
		    severity_name(finding->severity), finding->id, finding->host,
		    finding->address, finding->port, finding->service, finding->title,
		    finding->evidence);
	}
	return text;
}

/* What is read from a file, or why nothing is. */
static const char *
reading(struct span bytes)
{
	struct baseline baseline = { .made_at = "untouched" };
	const char *problem = NULL;

	if (read_span(bytes, &baseline, &problem))
		return listing(&baseline);
	ck_assert_str_eq(baseline.made_at, "untouched");
	ck_assert_ptr_nonnull(problem);
	return arena_printf(&arena, "%s\n", problem);
}

static const char *const files[] = {
	"a-list",
	"a-text-report",
	"blank",
	"cut-off",
	"cut-off-in-a-text",
	"empty",
	"evidence",
	"finding-evidence",
	"finding-no-id",
	"finding-severity",
	"finding-severity-off",
	"finding-text",
	"finding-title",
	"format-number",
	"good",
	"host-complete-text",
	"host-no-name",
	"host-no-ports",
	"host-number",
	"hosts-object",
	"interrupted",
	"interrupted-at-once",
	"interrupted-between",
	"more-behind",
	"no-addresses",
	"no-format",
	"no-hosts",
	"no-run",
	"not-json",
	"not-utf8",
	"other-format",
	"port-0",
	"port-large",
	"port-no-address",
	"port-no-findings",
	"port-no-service",
	"run-began",
	"twice",
	"version-0",
	"version-1",
	"version-3",
	"version-text",
};

START_TEST(each_file_is_read_or_rejected_with_its_own_words)
{
	const char *want = read_test_file(
	    &arena, arena_printf(&arena, "data/baselines/%s.expected", files[_i]));
	const char *got = reading(
	    read_test_bytes(&arena, arena_printf(&arena, "data/baselines/%s.json", files[_i])));

	ck_assert_msg(strcmp(got, want) == 0, "%s\nwant: %s\n got: %s", files[_i], want, got);
}
END_TEST

/* Cut anywhere, it is never taken, and the reason is never the wrong one. */
START_TEST(a_file_that_is_cut_off_anywhere_is_told_so)
{
	struct span whole = span_of(read_test_file(&arena, "data/baselines/good.json"));
	struct baseline baseline;
	const char *problem;

	for (size_t len = 1; len < whole.len - 1; len++) {
		ck_assert(!read_span((struct span){ whole.data, len }, &baseline, &problem));
		ck_assert_msg(strcmp(problem, "it is cut off: its end is missing") == 0,
		    "%zu bytes: %s", len, problem);
	}
	ck_assert(read_span(whole, &baseline, &problem));
}
END_TEST

START_TEST(a_file_that_is_too_large_is_not_read_to_its_end)
{
	FILE *in = fopen("/dev/zero", "rb");
	struct baseline baseline;
	const char *problem = NULL;

	ck_assert_ptr_nonnull(in);
	ck_assert(!baseline_file_read(in, &arena, &baseline, &problem));
	ck_assert_str_eq(problem, "it is larger than 64 MiB");
	fclose(in);
}
END_TEST

START_TEST(a_folder_cannot_be_read)
{
	FILE *in = fopen("/", "rb");
	struct baseline baseline;
	const char *problem = NULL;

	ck_assert_ptr_nonnull(in);
	ck_assert(!baseline_file_read(in, &arena, &baseline, &problem));
	ck_assert_str_eq(problem, "it cannot be read: Is a directory");
	fclose(in);
}
END_TEST

/* What we write today we can compare with tomorrow. */
START_TEST(each_report_of_ours_can_be_a_baseline)
{
	for (size_t i = 0; i < samples_count; i++) {
		struct host_record host;
		struct host_record *list = &host;
		struct baseline baseline;
		const char *problem = NULL;

		sample_make(&samples[i], &host);
		host.is_complete = true;
		ck_assert_msg(
		    read_span(span_of(report_json(&list, 1, &report_run)), &baseline, &problem),
		    "%s: %s", samples[i].name, problem);
		ck_assert_uint_eq(baseline.ports_len, host.ports_len);
		ck_assert_ptr_null(baseline.lack);
		arena_clear(&host.arena);
	}
}
END_TEST

Suite *
suite(void)
{
	Suite *suite = suite_create("baseline_file");
	TCase *tcase = tcase_create("baseline_file");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_set_timeout(tcase, 30);
	tcase_add_loop_test(
	    tcase, each_file_is_read_or_rejected_with_its_own_words, 0, COUNT_OF(files));
	tcase_add_test(tcase, a_file_that_is_cut_off_anywhere_is_told_so);
	tcase_add_test(tcase, a_file_that_is_too_large_is_not_read_to_its_end);
	tcase_add_test(tcase, a_folder_cannot_be_read);
	tcase_add_test(tcase, each_report_of_ours_can_be_a_baseline);
	suite_add_tcase(suite, tcase);
	return suite;
}
