/* SPDX-License-Identifier: MIT */
/* Targets as they stand on the command line, in files (@FILE) and on standard input (-). */
#ifndef CLI_TARGET_LISTS_H
#define CLI_TARGET_LISTS_H

#include "probe/target.h"

/* Adds all targets of the words. Those that name no port get `ports`. Returns NULL, or one
 * sentence about what is wrong, in the list's arena. */
const char *target_lists_read(struct target_list *list, const struct target_port *ports,
    size_t ports_len, size_t words_len, char *const *words) MUST_USE;

#endif
