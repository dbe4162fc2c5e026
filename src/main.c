/* SPDX-License-Identifier: MIT */
/* Arguments in, a verb, an exit status out. */
#include "cli/verbs.h"
#include "config.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <unistd.h>

static enum status
print(const char *words)
{
	(void)fputs(words, stdout);
	return printed_status();
}

static enum status
print_help(void)
{
	for (size_t i = 0; i < options_help_count && ferror(stdout) == 0; i++)
		(void)fputs(options_help[i], stdout);
	return printed_status();
}

static enum status
run(struct options *options)
{
	switch (options->verb) {
	case VERB_SCAN:
		return scan_verb(options);
	case VERB_DIAGNOSE:
		return diagnose_verb(options);
	case VERB_REPLAY:
		return replay_verb(options);
	case VERB_DEMO:
		return demo_verb(options);
	case VERB_EXPLAIN:
		return explain_verb(options);
	case VERB_POLICY:
		return policy_verb(options);
	case VERB_CLIENTS:
		return clients_verb(options);
	case VERB_LIST_QUESTIONS:
		return list_questions_verb();
	case VERB_HELP:
		return print_help();
	case VERB_VERSION:
		return print("mailsonde " VERSION "\n");
	}
	return STATUS_INTERNAL;
}

/* A closed standard stream would be the next socket's number. What takes its place can neither
 * be read from standard input nor written to the others, so that the lack is told as such. */
static void
fill_standard_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
		if (fcntl(fd, F_GETFD) == -1)
			(void)open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY);
}

int
main(int argc, char **argv)
{
	struct options options;
	const char *problem;
	enum status status;

	/* A peer or a reader that goes away is told by the write that fails. */
	signal(SIGPIPE, SIG_IGN);
	fill_standard_streams();
	problem = options_read(&options, argc, argv);
	status = problem != NULL ? usage_error(problem) : run(&options);
	options_clear(&options);
	/* A look-up that hangs in another thread would hold up an orderly exit. */
	if (status == STATUS_INTERRUPTED) {
		(void)fflush(NULL);
		_exit(status);
	}
	return status;
}
