/* SPDX-License-Identifier: MIT */
#include "report/replay.h"
#include "cli/output.h"
#include "cli/verbs.h"

#include <errno.h>
#include <string.h>

static void
ignore_host(void *context, struct host_record *host)
{
	(void)context;
	(void)host;
}

static void
on_host(void *context, struct host_record *host)
{
	output_host(context, host);
}

/* The whole file is checked before a line of a report is written. */
static const char *
check(FILE *in, struct run *run, struct arena *arena)
{
	const char *problem = NULL;

	if (!replay_read(in, ignore_host, NULL, run, arena, &problem))
		return problem;
	return fseek(in, 0, SEEK_SET) == 0 ? NULL : strerror(errno);
}

/* A copy of a stream that cannot be read twice. NULL and errno if there is no room for it. */
static FILE *
copy_stream(FILE *in)
{
	char bytes[16 * 1024];
	FILE *copy = tmpfile();
	size_t len;

	if (copy == NULL)
		return NULL;
	while ((len = fread(bytes, 1, sizeof(bytes), in)) > 0)
		if (fwrite(bytes, 1, len, copy) != len) {
			fclose(copy);
			return NULL;
		}
	rewind(copy);
	return copy;
}

static enum status
replay(struct options *options, FILE *in)
{
	struct run run;
	struct output output;
	const char *again;
	const char *problem = check(in, &run, &options->arena);

	if (problem != NULL)
		return usage_error(
		    arena_printf(&options->arena, "%s: %s", options->evidence_in, problem));
	problem = output_open(&output, options, &options->arena);
	if (problem != NULL)
		return usage_error(problem);
	output_begin(&output, &run);
	if (!replay_read(in, on_host, &output, &run, &options->arena, &again))
		die("%s has changed while it was read: %s", options->evidence_in, again);
	return output_end(&output, &run);
}

enum status
replay_verb(struct options *options)
{
	bool is_stdin = strcmp(options->evidence_in, "-") == 0;
	FILE *in = is_stdin ? copy_stream(stdin) : fopen(options->evidence_in, "r");
	enum status status;

	if (in == NULL)
		return usage_error(arena_printf(&options->arena, "%s cannot be read: %s",
		    options->evidence_in, strerror(errno)));
	status = replay(options, in);
	fclose(in);
	return status;
}
