/* SPDX-License-Identifier: MIT */
/* Files that the user names, whole in memory. */
#ifndef CLI_WHOLE_FILE_H
#define CLI_WHOLE_FILE_H

#include "base/buffer.h"

enum { WHOLE_FILE_SPARE = 4096 }; /* bytes that the buffer needs beyond `most` */

/* Appends the file, or as much of it as shows that it has more than `most` bytes. NULL, or the
 * system's words for why it cannot be read. */
const char *whole_file_read(const char *path, size_t most, struct buffer *bytes) MUST_USE;

#endif
