/* SPDX-License-Identifier: MIT */
#include "report/xml.h"

#include "base/text.h"

#include <string.h>

/* What stands for the bytes at the front, and how many they are; NULL: one byte, as it is. */
static const char *
reference(struct span text, size_t *len)
{
	/* clang-format off */
	static const struct { const char *bytes, *reference; } rows[] = {
		{ "&", "&amp;" },
		{ "<", "&lt;" },
		{ ">", "&gt;" },
		{ "\"", "&quot;" },
		{ "'", "&apos;" },
		{ "\xef\xbf\xbe", "\\xef\\xbf\\xbe" }, /* U+FFFE, U+FFFF: plain, not XML */
		{ "\xef\xbf\xbf", "\\xef\\xbf\\xbf" },
	};
	/* clang-format on */

	for (size_t i = 0; i < COUNT_OF(rows); i++) {
		*len = strlen(rows[i].bytes);
		if (text.len >= *len && memcmp(text.data, rows[i].bytes, *len) == 0)
			return rows[i].reference;
	}
	*len = 1;
	return NULL;
}

/* Appends a line that is plain; returns the new end. No byte takes more than six. */
static char *
append_plain(char *end, struct span line)
{
	while (line.len > 0) {
		size_t len;
		const char *instead = reference(line, &len);

		if (instead == NULL) {
			*end++ = (char)line.data[0];
		} else {
			strcpy(end, instead);
			end += strlen(instead);
		}
		line = span_skip(line, len);
	}
	return end;
}

static struct span
plain(struct arena *arena, struct span line)
{
	return text_is_plain(line) ? line : span_of(text_escape(arena, line, line.len));
}

static char *
escape(struct arena *arena, struct span text, const char *line_end)
{
	/* A byte takes four as \xNN, or six as a reference; a line end as many as that. */
	char *out = arena_alloc(arena, text.len * 6 + 1);
	char *end = out;

	while (text.len > 0) {
		const uint8_t *at = memchr(text.data, '\n', text.len);
		struct span line = text;

		line.len = at == NULL ? text.len : (size_t)(at - text.data);
		end = append_plain(end, plain(arena, line));
		text = span_skip(text, line.len);
		if (text.len == 0)
			break;
		strcpy(end, line_end);
		end += strlen(line_end);
		text = span_skip(text, 1);
	}
	*end = '\0';
	return out;
}

char *
xml_text(struct arena *arena, struct span text)
{
	return escape(arena, text, "\n");
}

char *
xml_value(struct arena *arena, struct span text)
{
	return escape(arena, text, "&#10;");
}

void
xml_attribute(FILE *out, struct arena *arena, const char *name, const char *value)
{
	if (value != NULL)
		fprintf(out, " %s=\"%s\"", name, xml_value(arena, span_of(value)));
}
