/* SPDX-License-Identifier: MIT */
#include "cli/output.h"

#include "base/text.h"
#include "cli/judging.h"
#include "probe/digest.h"
#include "report/evidence.h"
#include "report/json.h"
#include "report/junit.h"
#include "report/summary.h"
#include "report/text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_MOST = 1000 }; /* of a file's name in a sentence about it */

/* Opens without a change to what is there: another file may yet fail. */
static int
open_unchanged(const char *path, bool *is_made)
{
	enum { FLAGS = O_WRONLY | O_CREAT | O_CLOEXEC };
	int fd = open(path, FLAGS | O_EXCL, 0666);

	*is_made = fd >= 0;
	return fd < 0 && errno == EEXIST ? open(path, FLAGS, 0666) : fd;
}

static const char *
open_file(FILE **file, const char *path, bool *is_made, struct arena *arena)
{
	int fd;

	*file = NULL;
	if (path == NULL)
		return NULL;
	if (strcmp(path, "-") == 0) {
		*file = stdout;
		return NULL;
	}
	fd = open_unchanged(path, is_made);
	if (fd >= 0)
		*file = fdopen(fd, "w");
	return *file != NULL
	           ? NULL
	           : arena_printf(arena, "%s cannot be written: %s",
			 text_escape(arena, span_of(path), PATH_MOST), strerror(errno));
}

static bool
is_regular(FILE *file, struct stat *about)
{
	return file != NULL && fstat(fileno(file), about) == 0 && S_ISREG(about->st_mode);
}

/* The same file under two names, which may have come to be only now. */
static bool
is_same(FILE *a, FILE *b)
{
	struct stat first;
	struct stat second;

	return is_regular(a, &first) && is_regular(b, &second) &&
	       first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

static void
empty_file(FILE *file)
{
	struct stat about;

	/* Standard output may be a file as well: what stands in it is not ours to drop. A file
	 * that cannot be emptied will fail to be written, too. */
	if (file != stdout && is_regular(file, &about) && ftruncate(fileno(file), 0) != 0)
		return;
}

/* Nothing is left of an attempt that failed. */
static void
undo_open(struct output *output, const struct options *options)
{
	for (size_t i = 0; i < OUTPUT_KINDS; i++) {
		if (output->files[i] != NULL && output->files[i] != stdout)
			fclose(output->files[i]);
		if (output->is_made[i])
			(void)unlink(options->files[i]);
		output->files[i] = NULL;
	}
}

const char *
output_open(struct output *output, const struct options *options, struct arena *arena)
{
	const char *problem;

	*output = (struct output){ .options = options };
	problem = judging_read(options, &output->judging, arena);
	for (size_t i = 0; i < OUTPUT_KINDS && problem == NULL; i++)
		problem =
		    open_file(&output->files[i], options->files[i], &output->is_made[i], arena);
	for (size_t i = 0; i < OUTPUT_KINDS && problem == NULL; i++)
		for (size_t k = 0; k < i && problem == NULL; k++)
			if (is_same(output->files[i], output->files[k]))
				problem = "two reports cannot go to the same place";
	if (problem != NULL) {
		undo_open(output, options);
		return problem;
	}
	for (size_t i = 0; i < OUTPUT_KINDS; i++)
		empty_file(output->files[i]);
	if (output->judging.baseline != NULL && output->judging.baseline->lack != NULL)
		fprintf(stderr, "mailsonde: --baseline %s: %s\n",
		    text_escape(arena, span_of(options->baseline), PATH_MOST),
		    output->judging.baseline->lack);
	return NULL;
}

/* The writers. */

static void
begin_json(struct output *output, FILE *out, const struct run *run)
{
	(void)run;
	json_begin(out, &output->judging);
}

static void
begin_junit(struct output *output, FILE *out, const struct run *run)
{
	(void)output;
	(void)run;
	junit_begin(out);
}

static void
begin_sarif(struct output *output, FILE *out, const struct run *run)
{
	(void)run;
	sarif_begin(&output->sarif, out);
}

static void
begin_evidence(struct output *output, FILE *out, const struct run *run)
{
	(void)output;
	evidence_begin(out, run);
}

/* Shows a host at once. Only now can be told why a write failed: what could not be written is
 * gone. */
static void
show(struct output *output, enum output_kind kind, FILE *out)
{
	if ((fflush(out) != 0 || ferror(out) != 0) && output->errors[kind] == 0)
		output->errors[kind] = errno;
}

static void
write_text(struct output *output, FILE *out, const struct result *result)
{
	errno = 0;
	text_host(out, output->options->has_colour, result);
	show(output, OUTPUT_TEXT, out);
}

static void
write_json(struct output *output, FILE *out, const struct result *result)
{
	json_host(out, !output->has_hosts, result);
}

static void
write_junit(struct output *output, FILE *out, const struct result *result)
{
	(void)output;
	junit_host(out, result);
}

static void
write_sarif(struct output *output, FILE *out, const struct result *result)
{
	(void)out;
	sarif_host(&output->sarif, result);
}

static void
write_summary(struct output *output, FILE *out, const struct result *result)
{
	errno = 0;
	summary_host(out, result);
	show(output, OUTPUT_SUMMARY, out);
}

static void
write_evidence(struct output *output, FILE *out, const struct result *result)
{
	(void)output;
	evidence_host(out, result->host);
}

static void
end_text(struct output *output, FILE *out, const struct run *run)
{
	(void)output;
	text_run(out, run);
}

static void
end_json(struct output *output, FILE *out, const struct run *run)
{
	struct arena arena;

	arena_init(&arena);
	json_end(out, run, &output->totals, &arena);
	arena_clear(&arena);
}

static void
end_junit(struct output *output, FILE *out, const struct run *run)
{
	(void)output;
	junit_end(out, run);
}

static void
end_sarif(struct output *output, FILE *out, const struct run *run)
{
	(void)out;
	sarif_end(&output->sarif, run);
}

static void
end_summary(struct output *output, FILE *out, const struct run *run)
{
	(void)output;
	summary_end(out, run);
}

static void
end_evidence(struct output *output, FILE *out, const struct run *run)
{
	(void)output;
	evidence_end(out, run);
}

/* `begin` and `end` may be NULL. */
static const struct writer {
	void (*begin)(struct output *output, FILE *out, const struct run *run);
	void (*host)(struct output *output, FILE *out, const struct result *result);
	void (*end)(struct output *output, FILE *out, const struct run *run);
} writers[] = {
	[OUTPUT_TEXT] = { NULL, write_text, end_text },
	[OUTPUT_JSON] = { begin_json, write_json, end_json },
	[OUTPUT_JUNIT] = { begin_junit, write_junit, end_junit },
	[OUTPUT_SARIF] = { begin_sarif, write_sarif, end_sarif },
	[OUTPUT_SUMMARY] = { NULL, write_summary, end_summary },
	[OUTPUT_EVIDENCE] = { begin_evidence, write_evidence, end_evidence },
};
_Static_assert(COUNT_OF(writers) == OUTPUT_KINDS, "a writer for each kind");

static bool
has_writer(const struct output *output, size_t kind)
{
	return output->files[kind] != NULL &&
	       (!output->is_diagnosis || kind == OUTPUT_EVIDENCE);
}

void
output_begin(struct output *output, const struct run *run)
{
	output->run = run;
	for (size_t i = 0; i < OUTPUT_KINDS; i++)
		if (has_writer(output, i) && writers[i].begin != NULL)
			writers[i].begin(output, output->files[i], run);
}

enum status
output_worse(enum status a, enum status b)
{
	return a > b ? a : b;
}

static enum status
status_of(const struct result *result, const struct totals *totals)
{
	enum status status = STATUS_OK;

	if (totals->failing > 0)
		status = STATUS_FINDINGS;
	if (totals->ports_answering == 0 || totals->ports_untested > 0 ||
	    result->host->resolve_words != NULL)
		status = STATUS_UNTESTED;
	return status;
}

static void
count(struct output *output, const struct result *result)
{
	struct totals totals = totals_of(result);

	output->status = output_worse(output->status, status_of(result, &totals));
	totals_add(&output->totals, &totals);
}

void
output_wipe_progress(const struct output *output)
{
	if (output->is_terminal)
		fputs("\r\033[K", stderr);
}

static void
compare(struct result *result)
{
	const struct baseline *baseline = result->judging->baseline;
	struct goings goings;

	if (baseline == NULL)
		return;
	baseline_compare(baseline, result->host, result->judgements);
	goings =
	    baseline_goings(baseline, result->host, result->judgements, &result->host->arena);
	result->gone = goings.gone;
	result->gone_len = goings.len;
	result->gone_unknown = goings.not_known + goings.not_asked;
}

void
output_host(struct output *output, struct host_record *host)
{
	struct result result = {
		.host = host,
		.facts = arena_alloc(&host->arena, sizeof(struct port_facts) * host->ports_len),
		.judgements =
		    arena_alloc(&host->arena, sizeof(struct judgement) * host->ports_len),
		.judging = &output->judging,
	};

	for (size_t i = 0; i < host->ports_len; i++)
		digest_port(&host->ports[i], &host->arena, &result.facts[i]);
	judge_host(host, result.facts, output->judging.policy, &host->arena, result.judgements);
	compare(&result);
	count(output, &result);
	output_wipe_progress(output);
	for (size_t i = 0; i < OUTPUT_KINDS; i++)
		if (output->files[i] != NULL)
			writers[i].host(output, output->files[i], &result);
	output->has_hosts = true;
}

/* A reader that has gone away (head, less) wants no more: that is no error to speak of. */
static void
close_file(struct output *output, FILE *file, const char *path, int error)
{
	bool failed;

	if (file == NULL)
		return;
	errno = 0;
	failed = ferror(file) != 0;
	failed = (file == stdout ? fflush(file) : fclose(file)) != 0 || failed;
	if (!failed)
		return;
	output->status = output_worse(output->status, STATUS_INTERNAL);
	error = error == 0 ? errno : error;
	if (error != EPIPE)
		fprintf(stderr, "mailsonde: %s could not be written in full: %s\n",
		    strcmp(path, "-") == 0 ? "the report" : path,
		    error == 0 ? "an earlier write failed" : strerror(error));
}

enum status
output_end(struct output *output, const struct run *run)
{
	output_wipe_progress(output);
	for (size_t i = 0; i < OUTPUT_KINDS; i++)
		if (has_writer(output, i) && writers[i].end != NULL)
			writers[i].end(output, output->files[i], run);
	if (!run->is_complete)
		output->status = output_worse(output->status, STATUS_INTERRUPTED);
	for (size_t i = 0; i < OUTPUT_KINDS; i++)
		close_file(
		    output, output->files[i], output->options->files[i], output->errors[i]);
	return output->status;
}
