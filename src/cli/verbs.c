/* SPDX-License-Identifier: MIT */
#include "cli/verbs.h"

#include <stdio.h>

enum status
usage_error(const char *problem)
{
	fprintf(stderr, "mailsonde: %s\n", problem);
	return STATUS_USAGE;
}
