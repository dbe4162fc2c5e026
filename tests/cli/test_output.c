/* SPDX-License-Identifier: MIT */
#include "cli/output.h"
#include "cli/verbs.h"
#include "support/capture.h"
#include "support/player.h"
#include "support/report.h"
#include "support/samples.h"
#include "support/suite.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { HOSTS_MAX = 4 };

/* A run over samples. */
struct job {
	struct options options;
	const char *samples[HOSTS_MAX];
	bool is_stopped;
	const char *stdout_path; /* NULL: where it is */
	bool has_no_reader;
};

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

/* Standard output becomes a pipe that nobody reads. */
static void
lose_reader(void)
{
	int ends[2];

	if (pipe(ends) != 0 || dup2(ends[1], STDOUT_FILENO) < 0)
		abort();
	close(ends[0]);
	close(ends[1]);
	signal(SIGPIPE, SIG_IGN);
}

static int
run(void *context)
{
	const struct job *job = context;
	struct output output;
	struct run told = report_run;
	const char *problem = output_open(&output, &job->options, &arena);

	if (problem != NULL)
		return usage_error(problem);
	if (job->stdout_path != NULL && freopen(job->stdout_path, "w", stdout) == NULL)
		abort();
	if (job->has_no_reader)
		lose_reader();
	told.is_complete = !job->is_stopped;
	output_begin(&output, &told);
	for (size_t i = 0; i < HOSTS_MAX && job->samples[i] != NULL; i++) {
		struct host_record host;

		sample_make(sample_by_name(job->samples[i]), &host);
		output_host(&output, &host);
		arena_clear(&host.arena);
	}
	return output_end(&output, &told);
}

static struct captured
run_job(struct job job)
{
	return capture(&arena, run, &job, "");
}

static const struct {
	const char *samples[HOSTS_MAX];
	bool is_stopped;
	enum status status;
	enum severity fail_on; /* SEVERITY_OFF: the default */
} statuses[] = {
	{ { NULL }, false, STATUS_OK, SEVERITY_OFF },
	{ { "healthy" }, false, STATUS_OK, SEVERITY_OFF },
	{ { "two-addresses" }, false, STATUS_OK, SEVERITY_OFF },
	{ { "logins" }, false, STATUS_UNTESTED, SEVERITY_OFF },
	{ { "healthy" }, false, STATUS_FINDINGS, SEVERITY_INFO },
	{ { "healthy", "two-addresses" }, false, STATUS_FINDINGS, SEVERITY_INFO },
	{ { "healthy", "logins" }, false, STATUS_UNTESTED, SEVERITY_INFO },
	{ { "healthy" }, true, STATUS_INTERRUPTED, SEVERITY_INFO },
	{ { "healthy" }, false, STATUS_OK, SEVERITY_COUNT },
	{ { "certificates" }, false, STATUS_UNTESTED, SEVERITY_OFF },
	{ { "failing" }, false, STATUS_UNTESTED, SEVERITY_OFF },
	{ { "unknown-name" }, false, STATUS_UNTESTED, SEVERITY_OFF },
	{ { "failed-look-up" }, false, STATUS_UNTESTED, SEVERITY_OFF },
	{ { "healthy", "logins" }, false, STATUS_UNTESTED, SEVERITY_OFF },
	{ { "logins", "healthy" }, false, STATUS_UNTESTED, SEVERITY_OFF },
	{ { "logins", "unknown-name", "healthy" }, false, STATUS_UNTESTED, SEVERITY_OFF },
	{ { "unknown-name", "logins" }, false, STATUS_UNTESTED, SEVERITY_OFF },
	{ { "interrupted" }, true, STATUS_INTERRUPTED, SEVERITY_OFF },
	{ { "failing", "interrupted" }, true, STATUS_INTERRUPTED, SEVERITY_OFF },
	{ { NULL }, true, STATUS_INTERRUPTED, SEVERITY_OFF },
};

START_TEST(the_highest_number_wins)
{
	struct job job = {
		.options = { .is_quiet = true, .fail_on = statuses[_i].fail_on },
		.is_stopped = statuses[_i].is_stopped,
	};
	struct captured captured;

	memcpy(job.samples, statuses[_i].samples, sizeof(job.samples));
	captured = run_job(job);
	ck_assert_msg(captured.status == (int)statuses[_i].status, "row %d (%s): status %d", _i,
	    job.samples[0] == NULL ? "nothing" : job.samples[0], captured.status);
	ck_assert_str_eq(captured.out, "");
	ck_assert_str_eq(captured.err, "");
}
END_TEST

/* A name for a file that is not there yet; the folder is of the test's own process. */
static const char *
file_in(const char *folder, const char *name)
{
	return arena_printf(&arena, "%s/%s", folder, name);
}

static const char *
read_and_remove(const char *path)
{
	char *text = arena_alloc(&arena, 1 << 20);
	FILE *file = fopen(path, "r");

	ck_assert_msg(file != NULL, "%s is not there", path);
	ck_assert_uint_lt(fread(text, 1, (1 << 20) - 1, file), (1 << 20) - 1);
	fclose(file);
	ck_assert_int_eq(unlink(path), 0);
	return text;
}

START_TEST(all_reports_are_written_where_they_shall_be)
{
	char folder[] = "/tmp/mailsonde-output-XXXXXX";
	const char *path;
	struct job job = { .samples = { "two-addresses" } };
	struct captured captured;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	job.options.files[OUTPUT_TEXT] = file_in(folder, "text");
	job.options.files[OUTPUT_JSON] = file_in(folder, "json");
	job.options.files[OUTPUT_EVIDENCE] = file_in(folder, "evidence");
	captured = run_job(job);
	ck_assert_int_eq(captured.status, STATUS_OK);
	ck_assert_str_eq(captured.out, "");
	ck_assert_str_eq(captured.err, "");
	path = job.options.files[OUTPUT_TEXT];
	ck_assert_str_eq(
	    read_and_remove(path), read_test_file(&arena, "data/golden/two-addresses.txt"));
	path = job.options.files[OUTPUT_JSON];
	ck_assert_str_eq(
	    read_and_remove(path), read_test_file(&arena, "data/golden/two-addresses.json"));
	path = job.options.files[OUTPUT_EVIDENCE];
	ck_assert_str_eq(
	    read_and_remove(path), read_test_file(&arena, "data/golden/two-addresses.jsonl"));
	ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

/* Of each kind, without a threshold: what is found makes no run fail then. */
START_TEST(each_report_is_written_although_nothing_can_fail)
{
	struct job job = {
		.options = { .is_quiet = true, .fail_on = SEVERITY_COUNT },
		.samples = { "healthy" },
	};
	struct captured captured;

	job.options.files[_i] = "-";
	captured = run_job(job);
	ck_assert_int_eq(captured.status, STATUS_OK);
	ck_assert_str_ne(captured.out, "");
	ck_assert_str_eq(captured.err, "");
}
END_TEST

START_TEST(a_hyphen_is_standard_output)
{
	struct job job = { .options = { .files[OUTPUT_TEXT] = "-" }, .samples = { "healthy" } };
	struct captured captured = run_job(job);

	ck_assert_str_eq(captured.out, read_test_file(&arena, "data/golden/healthy.txt"));
	job.options = (struct options){ .files[OUTPUT_JSON] = "-" };
	captured = run_job(job);
	ck_assert_str_eq(captured.out, read_test_file(&arena, "data/golden/healthy.json"));
	ck_assert_str_eq(captured.err, "");
}
END_TEST

START_TEST(reports_of_several_hosts_stand_one_behind_the_other)
{
	const struct job job = { .options = { .files[OUTPUT_TEXT] = "-" },
		.samples = { "unknown-name", "an-address", "failed-look-up" } };
	struct captured captured = run_job(job);

	ck_assert_str_eq(
	    captured.out, arena_printf(&arena, "%s%s%s",
			      read_test_file(&arena, "data/golden/unknown-name.txt"),
			      read_test_file(&arena, "data/golden/an-address.txt"),
			      read_test_file(&arena, "data/golden/failed-look-up.txt")));
}
END_TEST

START_TEST(a_run_that_was_stopped_says_so_at_its_end)
{
	const struct job job = { .options = { .files[OUTPUT_TEXT] = "-" },
		.samples = { "interrupted" },
		.is_stopped = true };
	struct captured captured = run_job(job);

	ck_assert_str_eq(captured.out,
	    arena_printf(&arena,
		"%sThe run was stopped: hosts that are not shown were not asked.\n",
		read_test_file(&arena, "data/golden/interrupted.txt")));
}
END_TEST

static const struct {
	const char *path;
	const char *words;
} unwritable[] = {
	{ "/nonexistent/file",
	    "mailsonde: /nonexistent/file cannot be written: No such file or directory\n" },
	{ "/", "mailsonde: / cannot be written: Is a directory\n" },
	{ "", "mailsonde:  cannot be written: No such file or directory\n" },
	{ "/nonexistent/a\nb\x1b",
	    "mailsonde: /nonexistent/a\\nb\\x1b cannot be written: No such file or "
	    "directory\n" },
};

START_TEST(a_file_that_cannot_be_written_is_told_before_anything_is_done)
{
	struct job job = { .options = { .files[OUTPUT_TEXT] = "-",
			       .files[OUTPUT_JSON] = unwritable[_i].path },
		.samples = { "healthy" } };
	struct captured captured = run_job(job);

	ck_assert_int_eq(captured.status, STATUS_USAGE);
	ck_assert_str_eq(captured.out, "");
	ck_assert_str_eq(captured.err, unwritable[_i].words);
	job.options = (struct options){ .files[OUTPUT_EVIDENCE] = unwritable[_i].path };
	ck_assert_int_eq(run_job(job).status, STATUS_USAGE);
	job.options = (struct options){ .files[OUTPUT_TEXT] = unwritable[_i].path };
	ck_assert_int_eq(run_job(job).status, STATUS_USAGE);
}
END_TEST

START_TEST(an_attempt_that_fails_leaves_all_files_as_they_were)
{
	char folder[] = "/tmp/mailsonde-output-XXXXXX";
	struct job job = { .samples = { "healthy" } };
	FILE *file;

	ck_assert_ptr_nonnull(mkdtemp(folder));
	job.options.files[OUTPUT_TEXT] = file_in(folder, "new");
	job.options.files[OUTPUT_JSON] = file_in(folder, "old");
	job.options.files[OUTPUT_EVIDENCE] = "/nonexistent/file";
	file = fopen(job.options.files[OUTPUT_JSON], "w");
	ck_assert_ptr_nonnull(file);
	ck_assert_int_ge(fputs("kept", file), 0);
	ck_assert_int_eq(fclose(file), 0);
	ck_assert_int_eq(run_job(job).status, STATUS_USAGE);
	ck_assert_int_ne(access(job.options.files[OUTPUT_TEXT], F_OK), 0);
	ck_assert_str_eq(read_and_remove(job.options.files[OUTPUT_JSON]), "kept");
	ck_assert_int_eq(rmdir(folder), 0);
}
END_TEST

START_TEST(a_full_disk_is_told_and_outweighs_what_was_found)
{
	struct job job = { .options = { .files[OUTPUT_JSON] = "/dev/full" },
		.samples = { "healthy", "failing" } };
	struct captured captured = run_job(job);

	ck_assert_int_eq(captured.status, STATUS_INTERNAL);
	ck_assert_msg(is_one_line(captured.err), "'%s'", captured.err);
	ck_assert_ptr_nonnull(strstr(captured.err, "/dev/full could not be written in full: "));
	job.options = (struct options){ .files[OUTPUT_TEXT] = "/dev/full" };
	captured = run_job(job);
	ck_assert_int_eq(captured.status, STATUS_INTERNAL);
	ck_assert_msg(is_one_line(captured.err), "'%s'", captured.err);
	job.options = (struct options){ .files[OUTPUT_EVIDENCE] = "/dev/full" };
	job.samples[1] = NULL;
	ck_assert_int_eq(run_job(job).status, STATUS_INTERNAL);
	job.is_stopped = true;
	ck_assert_int_eq(run_job(job).status, STATUS_INTERRUPTED);
}
END_TEST

START_TEST(a_full_standard_output_is_told)
{
	const struct job job = { .options = { .files[OUTPUT_TEXT] = "-" },
		.samples = { "healthy" },
		.stdout_path = "/dev/full" };
	struct captured captured = run_job(job);

	ck_assert_int_eq(captured.status, STATUS_INTERNAL);
	ck_assert_str_eq(captured.err,
	    "mailsonde: the report could not be written in full: No space left on device\n");
}
END_TEST

START_TEST(a_reader_that_has_gone_is_no_matter_for_words)
{
	const struct job job = { .options = { .files[OUTPUT_TEXT] = "-" },
		.samples = { "healthy", "failing" },
		.has_no_reader = true };
	struct captured captured = run_job(job);

	ck_assert_int_eq(captured.status, STATUS_INTERNAL);
	ck_assert_str_eq(captured.err, "");
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("output");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(tcase, the_highest_number_wins, 0, COUNT_OF(statuses));
	tcase_add_test(tcase, all_reports_are_written_where_they_shall_be);
	tcase_add_loop_test(
	    tcase, each_report_is_written_although_nothing_can_fail, 0, OUTPUT_KINDS);
	tcase_add_test(tcase, a_hyphen_is_standard_output);
	tcase_add_test(tcase, reports_of_several_hosts_stand_one_behind_the_other);
	tcase_add_test(tcase, a_run_that_was_stopped_says_so_at_its_end);
	tcase_add_loop_test(tcase,
	    a_file_that_cannot_be_written_is_told_before_anything_is_done, 0,
	    COUNT_OF(unwritable));
	tcase_add_test(tcase, an_attempt_that_fails_leaves_all_files_as_they_were);
	tcase_add_test(tcase, a_full_disk_is_told_and_outweighs_what_was_found);
	tcase_add_test(tcase, a_full_standard_output_is_told);
	tcase_add_test(tcase, a_reader_that_has_gone_is_no_matter_for_words);
	suite_add_tcase(s, tcase);
	return s;
}
