/* SPDX-License-Identifier: MIT */
/* Which mail clients the user wants to know of. Each of the two returns NULL, or one sentence
 * about what is wrong, in the options' arena. */
#ifndef CLI_CLIENT_CHOICES_H
#define CLI_CLIENT_CHOICES_H

#include "cli/options.h"

/* --as: a built-in client by its name, or a profile in a file: what has a slash in it or ends
 * in ".ini". */
const char *client_choices_add_one(struct options *options, const char *word) MUST_USE;

/* --clients: "all", or built-in names with commas between. */
const char *client_choices_add(struct options *options, const char *list) MUST_USE;

#endif
