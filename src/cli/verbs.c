/* SPDX-License-Identifier: MIT */
#include "cli/verbs.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum status
usage_error(const char *problem)
{
	fprintf(stderr, "mailsonde: %s\n", problem);
	return STATUS_USAGE;
}

enum status
printed_status(void)
{
	bool failed = ferror(stdout) != 0;
	int earlier = failed ? errno : 0; /* nothing has gone wrong since */

	errno = 0;
	if (fflush(stdout) == 0 && !failed)
		return STATUS_OK;
	if (errno == 0)
		errno = earlier;
	/* A reader that has gone away (head, less) wants no more. */
	if (errno != EPIPE)
		fprintf(stderr, "mailsonde: standard output could not be written in full: %s\n",
		    errno == 0 ? "an earlier write failed" : strerror(errno));
	return STATUS_INTERNAL;
}
