/* SPDX-License-Identifier: MIT */
/* How the user wants a run to be judged: reads the policy and the baseline. */
#ifndef CLI_JUDGING_H
#define CLI_JUDGING_H

#include "cli/options.h"
#include "report/result.h"

/* NULL, or one sentence about what is wrong; what is read lives in the arena. */
const char *judging_read(
    const struct options *options, struct judging *judging, struct arena *arena) MUST_USE;

#endif
