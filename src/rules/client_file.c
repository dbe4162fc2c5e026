/* SPDX-License-Identifier: MIT */
#include "rules/client_file.h"

#include "base/text.h"
#include "rules/client_bodies.h"
#include "rules/client_keys.h"
#include "rules/client_words.h"

#include <ini.h>
#include <stdlib.h>
#include <string.h>

enum {
	LINE_LEN_MAX = 197, /* libinih's own bound of 200 counts CR, LF and NUL */
	SAID_MAX = 200,     /* keys of one file */
	SHOWN_LEN = 60,     /* of what is wrong */
	WIDTH = 78,         /* of a line that is written */
	INDENT = 4,         /* of one that continues a value */
};

/* A key and its value, of all its lines. */
struct said {
	unsigned line;
	enum client_section section;
	struct span key;
	struct span value;
};

struct file {
	struct arena *arena; /* of what the client keeps, and of the problem */
	struct arena scratch;
	struct span left;
	unsigned line;      /* of what was read last */
	bool is_continuing; /* that one continues the one before */
	bool is_in_section;
	bool has_value; /* in this section, for a line to continue */
	enum client_section section;
	size_t said_len;
	struct said said[SAID_MAX];
	const char *problem; /* the first; nothing is read behind it */
	unsigned problem_line;
	struct client client;
};

static void
fail(struct file *file, unsigned line, const char *problem)
{
	if (file->problem != NULL)
		return;
	file->problem_line = line;
	file->problem = arena_printf(file->arena, "line %u %s", line, problem);
}

static void
fail_key(struct file *file, const struct said *said, const char *problem)
{
	if (file->problem != NULL)
		return;
	file->problem_line = said->line;
	file->problem = arena_printf(file->arena, "line %u: [%s] %s %s", said->line,
	    client_section_name(said->section), text_escape(file->arena, said->key, SHOWN_LEN),
	    problem);
}

/* Lines, before libinih sees them */

static const char *
take_heading(struct file *file, struct span line)
{
	struct span name = span_skip(line, 1);

	if (name.len == 0 || name.data[name.len - 1] != ']')
		return "has no ] at its end";
	name.len--;
	if (file->is_in_section &&
	    span_equal(name, span_of(client_section_name(CLIENT_SECTION_CLIENT))))
		return "begins [client] once more; expected one profile in a file";
	for (size_t i = 0; i < CLIENT_SECTION_COUNT; i++)
		if (span_equal(name, span_of(client_section_name((enum client_section)i)))) {
			file->section = (enum client_section)i;
			file->is_in_section = true;
			file->has_value = false;
			return NULL;
		}
	return arena_printf(file->arena,
	    "begins [%s], which is no section; expected [client], [hello] or [checks]",
	    text_escape(file->arena, name, SHOWN_LEN));
}

static const char *
check_line(struct file *file, struct span text)
{
	struct span content = span_trim(text);

	if (!text_is_utf8(text))
		return "is not text in UTF-8";
	if (!text_is_plain(text))
		return "has characters that cannot be shown";
	if (content.len == 0)
		return NULL;
	file->is_continuing = content.data != text.data;
	if (file->is_continuing)
		return file->has_value
		           ? NULL
		           : "begins with a blank, and there is nothing that it continues";
	if (text.data[0] == '[')
		return take_heading(file, content);
	return file->is_in_section ? NULL
	                           : "is not the beginning of a profile; expected [client]";
}

/* Without the comment at its end: libinih takes some of them for a part of the value. */
static struct span
without_comment(struct span line)
{
	for (size_t i = 0; i < line.len; i++)
		if ((line.data[i] == ';' || (line.data[i] == '#' && i == 0)) &&
		    (i == 0 || line.data[i - 1] == ' '))
			line.len = i;
	return line;
}

/* What libinih reads by, instead of fgets(). */
static char *
read_line(char *room, int size, void *stream)
{
	struct file *file = stream;
	struct span line;
	const char *problem;

	if (file->left.len == 0 || file->problem != NULL)
		return NULL;
	line = span_line(&file->left);
	file->line++;
	if (line.len > LINE_LEN_MAX || line.len + sizeof("\n") > (size_t)size) {
		fail(file, file->line,
		    arena_printf(
			file->arena, "is too long; expected %d bytes at most", LINE_LEN_MAX));
		return NULL;
	}
	for (size_t i = 0; i < line.len; i++)
		room[i] = line.data[i] == '\t' ? ' ' : (char)line.data[i];
	problem =
	    check_line(file, without_comment((struct span){ (const uint8_t *)room, line.len }));
	line.len = without_comment((struct span){ (const uint8_t *)room, line.len }).len;
	memcpy(room + line.len, "\n", sizeof("\n"));
	if (problem == NULL)
		return room;
	fail(file, file->line, problem);
	return NULL;
}

/* Keys, as libinih finds them */

static void
continue_value(struct file *file, struct span more)
{
	struct said *said = &file->said[file->said_len - 1];
	size_t len = said->value.len + 1 + more.len;
	uint8_t *joined = arena_alloc(&file->scratch, len);

	if (said->value.len > 0)
		memcpy(joined, said->value.data, said->value.len);
	joined[said->value.len] = ' ';
	if (more.len > 0)
		memcpy(joined + said->value.len + 1, more.data, more.len);
	said->value = span_trim((struct span){ joined, len });
}

static int
take_key(void *user, const char *section, const char *name, const char *value)
{
	struct file *file = user;
	struct said said = {
		.line = file->line,
		.section = file->section,
		.key = arena_copy(&file->scratch, span_of(name)),
		.value = span_trim(arena_copy(&file->scratch, span_of(value))),
	};

	(void)section;
	if (file->problem != NULL)
		return 0;
	if (file->is_continuing) {
		continue_value(file, said.value);
		return 1;
	}
	for (size_t i = 0; i < file->said_len; i++)
		if (file->said[i].section == said.section &&
		    span_equal(file->said[i].key, said.key)) {
			fail_key(file, &said, "was said before; expected it once");
			return 0;
		}
	if (said.key.len == 0 || file->said_len == SAID_MAX) {
		fail(file, file->line,
		    said.key.len == 0 ? "has nothing before =; expected a key"
				      : "is too much: there are too many keys");
		return 0;
	}
	file->said[file->said_len++] = said;
	file->has_value = true;
	return 1;
}

/* What was said, when all is there */

static const struct said *
find_said(const struct file *file, enum client_section section, struct span key)
{
	for (size_t i = 0; i < file->said_len; i++)
		if (file->said[i].section == section && span_equal(file->said[i].key, key))
			return &file->said[i];
	return NULL;
}

static void
read_keys(struct file *file)
{
	for (size_t i = 0; i < client_keys_count && file->problem == NULL; i++) {
		const struct client_key *key = &client_keys[i];
		const struct said *said = find_said(file, key->section, span_of(key->name));
		const char *problem;

		if (said == NULL && key->is_needed)
			file->problem = arena_printf(file->arena, "[%s] has no %s",
			    client_section_name(key->section), key->name);
		if (said == NULL)
			continue;
		problem = key->read(key, said->value, file->arena, &file->client);
		if (problem != NULL)
			fail_key(file, said, problem);
	}
}

/* The extension that a key of [hello] is the body of. */
static struct client_extension *
extension_of(struct file *file, struct client_extension *extensions, struct span key)
{
	uint16_t type;

	if (!client_word_read(CLIENT_WORD_EXTENSION, key, &type) || type == CLIENT_GREASE)
		return NULL;
	for (size_t i = 0; i < file->client.hello.extensions_len; i++)
		if (extensions[i].type == type)
			return &extensions[i];
	return NULL;
}

static void
read_body(struct file *file, struct client_extension *extensions, const struct said *said)
{
	struct client_extension *extension = NULL;
	uint16_t type;
	const char *problem;

	if (client_key_by_name(said->section, said->key) != NULL)
		return;
	if (said->section == CLIENT_SECTION_HELLO)
		extension = extension_of(file, extensions, said->key);
	if (extension == NULL) {
		bool is_extension = said->section == CLIENT_SECTION_HELLO &&
		                    client_word_read(CLIENT_WORD_EXTENSION, said->key, &type);

		fail_key(file, said,
		    is_extension ? "is not one of its extensions"
				 : "is no key of this section");
		return;
	}
	problem = client_body_read(extension, said->value, file->arena);
	if (problem != NULL)
		fail_key(file, said, problem);
}

static bool
has_body_line(const struct file *file, uint16_t type)
{
	for (size_t i = 0; i < file->said_len; i++) {
		uint16_t said;

		if (file->said[i].section == CLIENT_SECTION_HELLO &&
		    client_word_read(CLIENT_WORD_EXTENSION, file->said[i].key, &said) &&
		    said == type)
			return true;
	}
	return false;
}

/* What cannot be empty is to be said. */
static void
check_bodies(struct file *file)
{
	const struct client_hello *hello = &file->client.hello;

	for (size_t i = 0; i < hello->extensions_len && file->problem == NULL; i++) {
		enum client_body body = client_body_of(hello->extensions[i].type);

		if (body != CLIENT_BODY_BYTES && body != CLIENT_BODY_DRAWN &&
		    !has_body_line(file, hello->extensions[i].type))
			file->problem = arena_printf(file->arena,
			    "[hello] has no %s, which extensions names",
			    client_word(
				CLIENT_WORD_EXTENSION, hello->extensions[i].type, file->arena));
	}
}

static void
read_said(struct file *file)
{
	struct client_extension *extensions;

	file->client = (struct client){ .checks = client_checks_cautious };
	read_keys(file);
	if (file->problem != NULL)
		return;
	extensions = arena_alloc(
	    file->arena, sizeof(*extensions) * (file->client.hello.extensions_len + 1));
	if (file->client.hello.extensions_len > 0)
		memcpy(extensions, file->client.hello.extensions,
		    sizeof(*extensions) * file->client.hello.extensions_len);
	for (size_t i = 0; i < file->said_len && file->problem == NULL; i++)
		read_body(file, extensions, &file->said[i]);
	file->client.hello.extensions = extensions;
	check_bodies(file);
	if (file->problem == NULL && !client_hello_fits(&file->client.hello))
		file->problem = "[hello] is too long; expected what fits into one record of "
				"TLS, 16 KiB";
}

static void
parse(struct file *file)
{
	int line = ini_parse_stream(read_line, file, take_key, file);

	if (line < 0)
		die("out of memory");
	/* libinih tells the line that it does not understand, and goes on. */
	if (line > 0 && (file->problem == NULL || (unsigned)line < file->problem_line))
		file->problem = arena_printf(file->arena,
		    "line %d is neither [SECTION] nor KEY = VALUE nor a comment", line);
	if (file->problem == NULL && file->said_len == 0)
		file->problem = "there is nothing in it; expected [client]";
	if (file->problem == NULL)
		read_said(file);
}

const char *
client_read(struct span text, struct arena *arena, struct client *client)
{
	struct file *file;
	const char *problem;

	if (text.len > CLIENT_FILE_MAX)
		return arena_printf(arena, "the file is too large; expected %d KiB at most",
		    CLIENT_FILE_MAX / 1024);
	file = alloc_zeroed(1, sizeof(*file));
	file->arena = arena;
	file->left = text;
	arena_init(&file->scratch);
	parse(file);
	problem = file->problem;
	if (problem == NULL)
		*client = file->client;
	arena_clear(&file->scratch);
	free(file);
	return problem;
}

/* Writing */

/* "key = value", broken between pieces where it is longer than a line. */
static const char *
line_of(const char *text, const char *key, const char *value, struct arena *arena)
{
	struct span rest = span_of(value);
	size_t column = strlen(key) + 2;

	text = arena_printf(arena, "%s%s =", text, key);
	for (struct span piece = client_piece(&rest); piece.len > 0;
	     piece = client_piece(&rest)) {
		bool fits = column + 1 + piece.len <= WIDTH || piece.data[0] == '#';

		column = fits ? column + 1 + piece.len : INDENT + piece.len;
		text = arena_printf(
		    arena, "%s%s%s", text, fits ? " " : "\n    ", arena_string(arena, piece));
	}
	return arena_printf(arena, "%s\n", text);
}

static const char *
bodies_text(const char *text, const struct client_hello *hello, struct arena *arena)
{
	for (size_t i = 0; i < hello->extensions_len; i++) {
		const struct client_extension *extension = &hello->extensions[i];
		enum client_body body = client_body_of(extension->type);

		if (extension->type == CLIENT_GREASE || body == CLIENT_BODY_DRAWN ||
		    (body == CLIENT_BODY_BYTES && extension->body.len == 0))
			continue;
		text = line_of(text, client_word(CLIENT_WORD_EXTENSION, extension->type, arena),
		    client_body_text(extension, arena), arena);
	}
	return text;
}

const char *
client_write(const struct client *client, const char *remark, struct arena *arena)
{
	const char *text = "";
	size_t key = 0;

	for (size_t i = 0; i < CLIENT_SECTION_COUNT; i++) {
		enum client_section section = (enum client_section)i;

		if (section == CLIENT_SECTION_CHECKS && remark != NULL)
			text = arena_printf(arena, "%s; %s\n", text, remark);
		text = arena_printf(arena, "%s[%s]\n", text, client_section_name(section));
		for (; key < client_keys_count && client_keys[key].section == section; key++)
			text = line_of(text, client_keys[key].name,
			    client_keys[key].write(&client_keys[key], client, arena), arena);
		if (section == CLIENT_SECTION_HELLO)
			text = bodies_text(text, &client->hello, arena);
	}
	return text;
}
