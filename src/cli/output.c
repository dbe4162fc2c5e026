/* SPDX-License-Identifier: MIT */
#include "cli/output.h"

#include "base/text.h"
#include "probe/digest.h"
#include "report/evidence.h"
#include "report/json.h"
#include "report/text.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { PATH_MOST = 1000 }; /* of a file's name in a sentence about it */

/* Opens without a change to what is there: another file may yet fail. */
static const char *
open_file(FILE **file, const char *path, struct arena *arena)
{
	int fd;

	*file = NULL;
	if (path == NULL)
		return NULL;
	if (strcmp(path, "-") == 0) {
		*file = stdout;
		return NULL;
	}
	fd = open(path, O_WRONLY | O_CREAT | O_CLOEXEC, 0666);
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

const char *
output_open(struct output *output, const struct options *options, struct arena *arena)
{
	const char *problem;

	*output = (struct output){ .options = options };
	problem = open_file(&output->text, options->text_file, arena);
	if (problem == NULL)
		problem = open_file(&output->json, options->json_file, arena);
	if (problem == NULL)
		problem = open_file(&output->evidence, options->evidence_file, arena);
	if (problem != NULL)
		return problem;
	if (is_same(output->text, output->json) || is_same(output->text, output->evidence) ||
	    is_same(output->json, output->evidence))
		return "two reports cannot go to the same place";
	empty_file(output->text);
	empty_file(output->json);
	empty_file(output->evidence);
	return NULL;
}

void
output_begin(struct output *output, const struct run *run)
{
	if (output->json != NULL)
		json_begin(output->json);
	if (output->evidence != NULL)
		evidence_begin(output->evidence, run);
}

static enum status
worse(enum status a, enum status b)
{
	return a > b ? a : b;
}

static enum status
status_of(const struct result *result, const struct totals *totals)
{
	enum status status = STATUS_OK;

	if (totals->by_severity[SEVERITY_HIGH] + totals->by_severity[SEVERITY_CRITICAL] > 0)
		status = STATUS_PROBLEMS;
	if (totals->ports_answering == 0 || totals->ports_untested > 0 ||
	    result->host->resolve_words != NULL)
		status = STATUS_UNTESTED;
	return status;
}

static void
count(struct output *output, const struct result *result)
{
	struct totals totals = totals_of(result);

	output->status = worse(output->status, status_of(result, &totals));
	totals_add(&output->totals, &totals);
}

static void
wipe_progress(const struct output *output)
{
	if (output->is_terminal)
		fputs("\r\033[K", stderr);
}

/* Shown at once. Only now can be told why a write failed: what could not be written is gone. */
static void
write_text(struct output *output, const struct result *result)
{
	errno = 0;
	text_host(output->text, output->options->has_colour, result);
	if ((fflush(output->text) != 0 || ferror(output->text) != 0) && output->text_error == 0)
		output->text_error = errno;
}

void
output_host(struct output *output, struct host_record *host)
{
	struct result result = {
		.host = host,
		.facts = arena_alloc(&host->arena, sizeof(struct port_facts) * host->ports_len),
		.problems =
		    arena_alloc(&host->arena, sizeof(struct problems) * host->ports_len),
	};

	for (size_t i = 0; i < host->ports_len; i++) {
		digest_port(&host->ports[i], &host->arena, &result.facts[i]);
		problems_of_port(&result.facts[i], &host->arena, &result.problems[i]);
	}
	count(output, &result);
	wipe_progress(output);
	if (output->text != NULL)
		write_text(output, &result);
	if (output->json != NULL)
		json_host(output->json, !output->has_hosts, &result);
	if (output->evidence != NULL)
		evidence_host(output->evidence, host);
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
	output->status = worse(output->status, STATUS_INTERNAL);
	error = error == 0 ? errno : error;
	if (error != EPIPE)
		fprintf(stderr, "mailsonde: %s could not be written in full: %s\n",
		    strcmp(path, "-") == 0 ? "the report" : path,
		    error == 0 ? "an earlier write failed" : strerror(error));
}

enum status
output_end(struct output *output, const struct run *run)
{
	struct arena arena;

	arena_init(&arena);
	wipe_progress(output);
	if (output->text != NULL)
		text_run(output->text, run);
	if (output->json != NULL)
		json_end(output->json, run, &output->totals, &arena);
	if (output->evidence != NULL)
		evidence_end(output->evidence, run);
	arena_clear(&arena);
	if (!run->is_complete)
		output->status = worse(output->status, STATUS_INTERRUPTED);
	close_file(output, output->text, output->options->text_file, output->text_error);
	close_file(output, output->json, output->options->json_file, 0);
	close_file(output, output->evidence, output->options->evidence_file, 0);
	return output->status;
}
