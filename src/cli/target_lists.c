/* SPDX-License-Identifier: MIT */
#include "cli/target_lists.h"

#include "base/buffer.h"
#include "base/text.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

enum { LINE_MAX_LEN = 4096 };

struct reading {
	struct target_list *list;
	const struct target_port *ports; /* of targets that name none */
	size_t ports_len;
};

static const char *
quote(const struct reading *reading, const char *text)
{
	return text_escape(reading->list->arena, span_of(text), 80);
}

static const char *
add_target(struct reading *reading, struct span text)
{
	return target_add(reading->list, text, reading->ports, reading->ports_len);
}

/* Reads one line, without its end; false if there is none. A line that is too long is left
 * where it is one byte longer than the most. */
static bool
read_line(FILE *file, struct buffer *line)
{
	int c = getc(file);

	buffer_consume(line, SIZE_MAX);
	if (c == EOF)
		return false;
	for (; c != EOF && c != '\n'; c = getc(file)) {
		const uint8_t byte = (uint8_t)c;

		if (!buffer_append(line, (struct span){ .data = &byte, .len = 1 }))
			break;
	}
	return true;
}

static const char *
read_lines(struct reading *reading, FILE *file, const char *name, struct buffer *line)
{
	unsigned number = 0;

	while (read_line(file, line)) {
		struct span text = buffer_span(line);
		const char *problem = text.len > LINE_MAX_LEN ? "the line is too long" : NULL;

		number++;
		if (text.len > 0 && text.data[text.len - 1] == '\r')
			text.len--;
		text = span_trim(text);
		if (problem == NULL && text.len > 0 && text.data[0] != '#')
			problem = add_target(reading, text);
		if (problem != NULL)
			return arena_printf(
			    reading->list->arena, "%s, line %u: %s", name, number, problem);
	}
	return ferror(file) != 0 ? arena_printf(reading->list->arena, "%s cannot be read: %s",
				       name, strerror(errno))
	                         : NULL;
}

static const char *
read_list(struct reading *reading, FILE *file, const char *name)
{
	struct buffer line;
	const char *problem;

	buffer_init(&line, LINE_MAX_LEN + 1);
	problem = read_lines(reading, file, name, &line);
	buffer_clear(&line);
	return problem;
}

static const char *
read_target(struct reading *reading, const char *text)
{
	const char *login_end = strrchr(text, '@');
	const char *problem;
	FILE *file;

	if (strcmp(text, "-") == 0)
		return read_list(reading, stdin, "standard input");
	if (text[0] != '@') {
		problem = add_target(reading, span_of(text));
		return problem == NULL
		           ? NULL
		           : arena_printf(reading->list->arena, "target '%s': %s",
				 quote(reading, login_end == NULL ? text : login_end + 1),
				 problem);
	}
	file = fopen(text + 1, "r");
	if (file == NULL)
		return arena_printf(reading->list->arena, "%s cannot be read: %s",
		    quote(reading, text + 1), strerror(errno));
	problem = read_list(reading, file, quote(reading, text + 1));
	fclose(file);
	return problem;
}

const char *
target_lists_read(struct target_list *list, const struct target_port *ports, size_t ports_len,
    size_t words_len, char *const *words)
{
	struct reading reading = { list, ports, ports_len };
	const char *problem = NULL;

	for (size_t i = 0; i < words_len && problem == NULL; i++)
		problem = read_target(&reading, words[i]);
	if (problem == NULL && list->len == 0)
		return words_len == 0 ? "there is no target; see --help"
		                      : "the list of targets is empty";
	return problem;
}
