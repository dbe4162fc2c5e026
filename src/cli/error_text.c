/* SPDX-License-Identifier: MIT */
#include "cli/error_text.h"

#include "base/buffer.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

/* As much as the reader of errors takes, and a byte more for it to refuse. */
static void
read_input(struct buffer *input)
{
	for (int c = getc(stdin); c != EOF; c = getc(stdin)) {
		const uint8_t byte = (uint8_t)c;

		if (!buffer_append(input, (struct span){ .data = &byte, .len = 1 }))
			break;
	}
}

static const char *
read_text(
    struct arena *arena, const char *name, struct span text, struct error_reading *reading)
{
	const char *problem = errors_reject(text);

	if (problem != NULL)
		return arena_printf(arena, "%s %s", name, problem);
	errors_read(text, arena, reading);
	return NULL;
}

const char *
error_text_read(struct options *options, struct error_reading *reading)
{
	struct buffer input;
	const char *problem;

	if (strcmp(options->error, "-") != 0)
		return read_text(
		    &options->arena, "the text of --error", span_of(options->error), reading);
	buffer_init(&input, ERROR_TEXT_MOST + 1);
	read_input(&input);
	problem = ferror(stdin) != 0 ? arena_printf(&options->arena,
					   "standard input cannot be read: %s", strerror(errno))
	                             : read_text(&options->arena, "the text on standard input",
					   buffer_span(&input), reading);
	buffer_clear(&input);
	return problem;
}
