/* SPDX-License-Identifier: MIT */
#include "cli/whole_file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

const char *
whole_file_read(const char *path, size_t most, struct buffer *bytes)
{
	FILE *file = fopen(path, "r");
	uint8_t piece[WHOLE_FILE_SPARE];
	size_t len = sizeof(piece);
	int error = 0;

	if (file == NULL)
		return strerror(errno);
	while (len > 0 && buffer_span(bytes).len <= most) {
		len = fread(piece, 1, sizeof(piece), file);
		if (ferror(file) != 0)
			error = errno;
		if (!buffer_append(bytes, (struct span){ .data = piece, .len = len }))
			break;
	}
	fclose(file);
	return error == 0 ? NULL : strerror(error);
}
