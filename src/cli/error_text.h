/* SPDX-License-Identifier: MIT */
/* The text of --error: from the command line or standard input, read and compared. */
#ifndef CLI_ERROR_TEXT_H
#define CLI_ERROR_TEXT_H

#include "cli/options.h"
#include "rules/errors.h"

/* Fills in what the text of options->error says, in the options' arena. NULL, or one sentence
 * about what is wrong with it. */
const char *error_text_read(struct options *options, struct error_reading *reading) MUST_USE;

#endif
