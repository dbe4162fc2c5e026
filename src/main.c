/* SPDX-License-Identifier: MIT */
/* Arguments in, a verb, an exit status out. */
#include "cli/verbs.h"
#include "config.h"

#include <signal.h>
#include <stdio.h>

static enum status
run(struct options *options)
{
	switch (options->verb) {
	case VERB_SCAN:
		return scan_verb(options);
	case VERB_REPLAY:
		return replay_verb(options);
	case VERB_DEMO:
		return demo_verb(options);
	case VERB_HELP:
		fputs(options_help, stdout);
		return STATUS_OK;
	case VERB_VERSION:
		puts("mailsonde " VERSION);
		return STATUS_OK;
	}
	return STATUS_INTERNAL;
}

int
main(int argc, char **argv)
{
	struct options options;
	const char *problem;
	enum status status;

	/* A peer or a reader that goes away is told by the write that fails. */
	signal(SIGPIPE, SIG_IGN);
	problem = options_read(&options, argc, argv);
	status = problem != NULL ? usage_error(problem) : run(&options);
	options_clear(&options);
	return status;
}
