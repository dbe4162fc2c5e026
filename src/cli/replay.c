/* SPDX-License-Identifier: MIT */
#include "report/replay.h"
#include "base/text.h"
#include "cli/output.h"
#include "cli/verbs.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

enum { NAME_MOST = 1000 };

/* What the evidence is of: an audit, or a search for causes. */
static void
note_host(void *context, struct host_record *host)
{
	bool *is_diagnosis = context;

	/* A host without an address has no ports; older evidence says it of the ports alone. */
	*is_diagnosis = *is_diagnosis || host->is_diagnosis ||
	                (host->ports_len > 0 && host->ports[0].limits.is_diagnosis);
}

static void
on_host(void *context, struct host_record *host)
{
	struct output *output = context;

	if (output->is_diagnosis)
		output_diagnosis(output, host);
	else
		output_host(output, host);
}

/* The file's name as it may be said. */
static const char *
name_of(struct options *options)
{
	return strcmp(options->evidence_in, "-") == 0
	           ? "standard input"
	           : text_escape(&options->arena, span_of(options->evidence_in), NAME_MOST);
}

/* The whole file is checked before a line of a report is written. */
static const char *
check(FILE *in, struct run *run, bool *is_diagnosis, struct arena *arena)
{
	const char *problem = NULL;

	if (!replay_read(in, note_host, is_diagnosis, run, arena, &problem))
		return problem;
	return fseek(in, 0, SEEK_SET) == 0 ? NULL : strerror(errno);
}

/* A copy of what cannot be read twice. NULL and errno if it cannot be made. */
static FILE *
copy_stream(FILE *in)
{
	static const uint64_t most = UINT64_C(1) << 30; /* a stream may have no end */
	uint64_t copied = 0;
	char bytes[16 * 1024];
	FILE *copy = tmpfile();
	size_t len = sizeof(bytes);
	int error = 0;

	if (copy == NULL)
		return NULL;
	while (len > 0 && error == 0) {
		len = fread(bytes, 1, sizeof(bytes), in);
		if (ferror(in) != 0 || fwrite(bytes, 1, len, copy) != len)
			error = errno;
		copied += len;
		if (copied > most)
			error = EFBIG;
	}
	if (error == 0 && fseek(copy, 0, SEEK_SET) == 0)
		return copy;
	error = error == 0 ? errno : error;
	fclose(copy);
	errno = error;
	return NULL;
}

/* A file, or a copy of what standard input or another pipe holds, as in 'replay <(zcat FILE)'.
 * NULL and errno if it cannot be read. */
static FILE *
open_evidence(const char *path)
{
	FILE *in = strcmp(path, "-") == 0 ? stdin : fopen(path, "r");
	struct stat about;
	FILE *copy;

	if (in == NULL)
		return NULL;
	if (in != stdin && fstat(fileno(in), &about) == 0 && S_ISREG(about.st_mode))
		return in;
	copy = copy_stream(in);
	if (in != stdin)
		fclose(in);
	return copy;
}

static bool
has_audit_report(const struct options *options)
{
	return options->files[OUTPUT_JUNIT] != NULL || options->files[OUTPUT_SARIF] != NULL ||
	       options->files[OUTPUT_SUMMARY] != NULL;
}

static enum status
replay(struct options *options, FILE *in)
{
	struct run run;
	struct output output;
	const char *again;
	bool is_diagnosis = false;
	const char *problem = check(in, &run, &is_diagnosis, &options->arena);

	if (problem != NULL)
		return usage_error(
		    arena_printf(&options->arena, "%s: %s", name_of(options), problem));
	if (!is_diagnosis && options->error != NULL)
		return usage_error("this evidence is of an audit: --error belongs to a "
				   "diagnosis");
	if (is_diagnosis && has_audit_report(options))
		return usage_error("this evidence is of a diagnosis: it makes text and JSON");
	problem = diagnose_read_error(options);
	if (problem == NULL)
		problem = output_open(&output, options, &options->arena);
	if (problem != NULL)
		return usage_error(problem);
	output.is_diagnosis = is_diagnosis;
	output_begin(&output, &run);
	if (!replay_read(in, on_host, &output, &run, &options->arena, &again))
		die("%s has changed while it was read: %s", name_of(options), again);
	return output_end(&output, &run);
}

enum status
replay_verb(struct options *options)
{
	FILE *in = open_evidence(options->evidence_in);
	enum status status;

	if (in == NULL)
		return usage_error(arena_printf(&options->arena, "%s cannot be read: %s",
		    name_of(options), strerror(errno)));
	status = replay(options, in);
	fclose(in);
	return status;
}
