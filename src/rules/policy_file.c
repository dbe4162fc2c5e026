/* SPDX-License-Identifier: MIT */
#include "rules/policy_file.h"

#include "base/text.h"
#include "rules/policy_sections.h"

#include <ini.h>
#include <string.h>

enum {
	LINE_LEN_MAX = 197, /* libinih's own bound of 200 counts CR, LF and NUL */
	KEYS_MAX = 2000,    /* of one file: more than there are suites, groups and rules */
	SHOWN_LEN = 60,     /* of what is wrong */
};

/* How far reading got. */
enum part {
	PART_NOTHING,
	PART_HEAD, /* [policy] */
	PART_BODY,
};

/* A key that was there, to notice it when it comes again. */
struct key {
	const struct policy_section *section;
	struct span text;
};

struct file {
	struct policy_draft draft;
	struct span left;
	unsigned line; /* of what was read last */
	enum part part;
	size_t keys_len;
	struct key *keys;
	struct arena scratch; /* what is not needed when all is read */
	const char *problem;
	unsigned problem_line;
};

static const char *read_whole(
    struct span text, bool is_ours, struct arena *arena, struct policy *policy);

static const char *
what_head_lacks(const struct policy_head *head, struct arena *arena)
{
	if (!head->has_version)
		return arena_printf(
		    arena, "it has no version; expected version = %d", POLICY_VERSION);
	return head->name == NULL ? "it has no name; expected name = and a word" : NULL;
}

/* The head is whole: what is said further on is said of the base. */
static const char *
begin_body(struct file *file)
{
	struct policy_draft *draft = &file->draft;
	const struct policy_head *head = &draft->head;
	const char *problem = what_head_lacks(head, draft->arena);

	draft->policy = policy_plain;
	if (problem == NULL && head->base != NULL)
		problem = read_whole(span_of(head->base), true, draft->arena, &draft->policy);
	if (problem != NULL)
		return problem;
	draft->policy.name = head->name;
	draft->policy.title = head->title == NULL ? "" : head->title;
	draft->policy.source = head->source == NULL ? "" : head->source;
	if (head->has_role)
		draft->policy.is_mx_authenticated = head->is_mx_authenticated;
	file->part = PART_BODY;
	return NULL;
}

/* Lines, before libinih sees them */

/* The first problem is told, and nothing is read behind it. */
static void
fail(struct file *file, const struct policy_section *section, const char *problem)
{
	file->problem_line = file->line;
	file->problem = section == NULL
	                    ? arena_printf(file->draft.arena, "line %u %s", file->line, problem)
	                    : arena_printf(file->draft.arena, "line %u: [%s] %s", file->line,
				  section->name, problem);
}

static const char *
unknown_section(const struct file *file, struct span name)
{
	const char *names = "";

	for (size_t i = 0; i < policy_sections_count; i++)
		names = arena_printf(file->draft.arena, "%s%s[%s]", names,
		    i == 0                          ? ""
		    : i + 1 < policy_sections_count ? ", "
						    : " or ",
		    policy_sections[i].name);
	return arena_printf(file->draft.arena, "begins [%s], which is no section; expected %s",
	    text_escape(file->draft.arena, name, SHOWN_LEN), names);
}

static const char *
take_heading(struct file *file, struct span line)
{
	struct span name = span_skip(line, 1);
	struct span rest;
	const struct policy_section *section;
	const char *problem;
	size_t len = 0;

	while (len < name.len && name.data[len] != ']')
		len++;
	if (len == name.len)
		return "has no ] behind the name of a section";
	rest = span_trim(span_skip(name, len + 1));
	name.len = len;
	if (rest.len > 0 && rest.data[0] != ';' && rest.data[0] != '#')
		return "goes on behind ]; expected a new line";
	section = policy_section_by_name(name);
	if (file->part == PART_NOTHING) {
		if (section != &policy_sections[0])
			return arena_printf(file->draft.arena,
			    "is not the beginning of a policy; expected [policy] and version "
			    "= %d",
			    POLICY_VERSION);
		file->part = PART_HEAD;
		return NULL;
	}
	if (section == NULL)
		return unknown_section(file, name);
	if (section == &policy_sections[0])
		return "begins [policy] again; it stands once, before all other sections";
	problem = file->part == PART_HEAD ? begin_body(file) : NULL;
	return problem == NULL ? NULL
	                       : arena_printf(file->draft.arena,
				     "comes before [policy] is whole: %s", problem);
}

/* `text` is the line with spaces for tabs. */
static const char *
check_line(struct file *file, struct span text)
{
	struct span content = span_trim(text);

	if (!text_is_utf8(text))
		return "is not text in UTF-8";
	if (!text_is_plain(text))
		return "has characters that cannot be shown";
	if (content.len == 0 || content.data[0] == '#' || content.data[0] == ';')
		return NULL;
	if (content.data != text.data)
		return "begins with a blank; expected what it says at its very beginning";
	if (text.data[0] == '[')
		return take_heading(file, text);
	return file->part != PART_NOTHING
	           ? NULL
	           : arena_printf(file->draft.arena,
			 "is not the beginning of a policy; expected [policy] and version = %d",
			 POLICY_VERSION);
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
		fail(file, NULL,
		    arena_printf(file->draft.arena, "is too long; expected %d bytes at most",
			LINE_LEN_MAX));
		return NULL;
	}
	for (size_t i = 0; i < line.len; i++)
		room[i] = line.data[i] == '\t' ? ' ' : (char)line.data[i];
	memcpy(room + line.len, "\n", sizeof("\n"));
	problem = check_line(file, (struct span){ (const uint8_t *)room, line.len });
	if (problem == NULL)
		return room;
	fail(file, NULL, problem);
	return NULL;
}

/* Keys, as libinih finds them */

static const char *
note_key(struct file *file, const struct policy_section *section, struct span text)
{
	if (text.len == 0)
		return "has nothing before =; expected a key";
	for (size_t i = 0; i < file->keys_len; i++)
		if (file->keys[i].section == section && span_equal(file->keys[i].text, text))
			return arena_printf(file->draft.arena,
			    "%s was said before; expected it once",
			    text_escape(file->draft.arena, text, SHOWN_LEN));
	if (file->keys_len == KEYS_MAX)
		return arena_printf(file->draft.arena,
		    "the file says too much; expected %d keys at most", KEYS_MAX);
	file->keys[file->keys_len++] =
	    (struct key){ section, arena_copy(&file->scratch, text) };
	return NULL;
}

static int
take_key(void *user, const char *section_name, const char *name, const char *value)
{
	struct file *file = user;
	const struct policy_section *section = policy_section_by_name(span_of(section_name));
	struct span key = span_of(name);
	const char *problem;

	if (file->problem != NULL || section == NULL)
		return 0;
	problem = note_key(file, section, key);
	if (problem == NULL)
		problem = section->read(&file->draft, section, key, span_trim(span_of(value)));
	if (problem == NULL)
		return 1;
	fail(file, section, problem);
	return 0;
}

/* libinih tells the line that it does not understand, and goes on. */
static const char *
problem_of(struct file *file, int ini_line)
{
	const char *problem;

	if (ini_line < 0)
		die("out of memory");
	if (ini_line > 0 && (file->problem == NULL || (unsigned)ini_line < file->problem_line))
		return arena_printf(file->draft.arena,
		    "line %d is neither [SECTION] nor KEY = VALUE nor a comment", ini_line);
	if (file->problem != NULL)
		return file->problem;
	if (file->part == PART_NOTHING)
		return arena_printf(file->draft.arena,
		    "there is nothing in it; expected [policy] and version = %d",
		    POLICY_VERSION);
	problem = file->part == PART_HEAD ? begin_body(file) : NULL;
	return problem == NULL
	           ? NULL
	           : arena_printf(file->draft.arena, "[policy] is not whole: %s", problem);
}

static const char *
read_whole(struct span text, bool is_ours, struct arena *arena, struct policy *policy)
{
	static const struct span mark = { (const uint8_t *)"\xef\xbb\xbf", 3 };
	struct file file = {
		.draft = { .arena = arena, .is_ours = is_ours },
		.left = text,
	};
	const char *problem;

	if (text.len > POLICY_FILE_MAX)
		return arena_printf(arena, "the file is too large; expected %d KiB at most",
		    POLICY_FILE_MAX / 1024);
	if (text.len >= mark.len && memcmp(text.data, mark.data, mark.len) == 0)
		file.left = span_skip(text, mark.len);
	arena_init(&file.scratch);
	file.keys = arena_alloc(&file.scratch, sizeof(struct key) * KEYS_MAX);
	problem = problem_of(&file, ini_parse_stream(read_line, &file, take_key, &file));
	arena_clear(&file.scratch);
	if (problem == NULL)
		*policy = file.draft.policy;
	return problem;
}

const char *
policy_read(struct span text, struct arena *arena, struct policy *policy)
{
	return read_whole(text, false, arena, policy);
}
