/* SPDX-License-Identifier: MIT */
#include "support/talk.h"

#include "base/text.h"

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SHOWN_MOST = 300, PATH_MOST = 16 };

void
talk_init(struct talk *talk, const struct dialect *dialect, const struct script *script)
{
	arena_init(&talk->arena);
	transcript_init(&talk->transcript, &talk->arena);
	dialogue_init(&talk->dialogue, dialect, script, TALK_NAME, &talk->transcript);
	talk->demand = dialogue_start(&talk->dialogue, 0);
}

void
talk_clear(struct talk *talk)
{
	dialogue_clear(&talk->dialogue);
	arena_clear(&talk->arena);
}

static void
pass_tls(struct talk *talk)
{
	dialogue_flush(&talk->dialogue, 0);
	talk->demand = dialogue_resume(&talk->dialogue, 0);
}

void
talk_feed(struct talk *talk, struct span bytes, size_t piece_len, bool passes_tls)
{
	if (passes_tls && talk->demand == DEMAND_TLS)
		pass_tls(talk);
	while (bytes.len > 0) {
		struct span piece = bytes;

		if (piece_len > 0 && piece.len > piece_len)
			piece.len = piece_len;
		buffer_consume(&talk->dialogue.out, SIZE_MAX);
		talk->demand = dialogue_feed(&talk->dialogue, piece, 0);
		if (passes_tls && talk->demand == DEMAND_TLS)
			pass_tls(talk);
		bytes = span_skip(bytes, piece.len);
	}
}

const char *
talk_sent(struct talk *talk)
{
	const char *text = arena_string(&talk->arena, buffer_span(&talk->dialogue.out));

	buffer_consume(&talk->dialogue.out, SIZE_MAX);
	return text;
}

const char *
record_text(struct arena *arena, const struct transcript *transcript)
{
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	const char *copy;

	ck_assert_ptr_nonnull(out);
	for (const struct event *event = transcript->first; event != NULL; event = event->next)
		fprintf(out, "%s %s %s%s %u %s\n", event_kind_name(event->kind),
		    step_name(event->step), reply_name(event->reply),
		    event->is_secure ? " secure" : "", event->number,
		    text_escape(arena, event->bytes, SHOWN_MOST));
	fclose(out);
	copy = arena_string(arena, span_of(text));
	free(text);
	return copy;
}

void
check_line(const struct dialect *dialect, const struct line_case *row)
{
	const struct reading reading = {
		.step = row->step,
		.command = span_of(row->command),
		.previous = span_of(row->previous),
	};
	struct span line = span_of(row->line);
	enum reply reply;

	if (row->len > 0)
		line.len = row->len;
	reply = dialect->read_line(&reading, line);
	ck_assert_msg(reply == row->want, "%s: \"%s\" is read as %s, not as %s", row->name,
	    row->line, reply_name(reply), reply_name(row->want));
}

/* The signs of replies, so that a line of one letter can stand for each. */
static const char signs[] = {
	[REPLY_NONE] = ' ',
	[REPLY_PART] = '=',
	[REPLY_OK] = '+',
	[REPLY_CAPABLE] = 'c',
	[REPLY_PREAUTH] = 'p',
	[REPLY_CONTINUE] = '>',
	[REPLY_UNSUPPORTED] = '?',
	[REPLY_REFUSED] = '-',
	[REPLY_GOODBYE] = '!',
	[REPLY_GARBLED] = '#',
};
_Static_assert(COUNT_OF(signs) == REPLY_COUNT, "a sign for each reply");

static enum reply
read_sign(const struct reading *reading, struct span line)
{
	const char *sign = memchr(signs, line.data[0], sizeof(signs));

	(void)reading;
	ck_assert_ptr_nonnull(sign);
	return (enum reply)(sign - signs);
}

/* What the engine does after these replies: its command, "TLS", "..." if it only listens, or
 * NULL at the end. */
static const char *
command_after(struct arena *arena, const struct script *script, const char *path)
{
	const struct dialect dialect = { .read_line = read_sign };
	struct talk talk;
	const char *command = NULL;

	talk_init(&talk, &dialect, script);
	for (const char *sign = path; *sign != '\0'; sign++) {
		const uint8_t line[] = { (uint8_t)*sign, '\n' };

		/* TLS does not answer: it stands or the connection is over. */
		if (talk.demand == DEMAND_TLS)
			talk.demand =
			    *sign == '+' ? dialogue_resume(&talk.dialogue, 0) : DEMAND_END;
		else if (talk.demand == DEMAND_INPUT)
			talk_feed(&talk, (struct span){ line, sizeof(line) }, 0, false);
	}
	if (talk.demand == DEMAND_TLS)
		command = "TLS";
	else if (talk.demand == DEMAND_INPUT)
		command = talk.dialogue.reading.command.len == 0
		              ? "..."
		              : arena_string(arena, talk.dialogue.reading.command);
	talk_clear(&talk);
	return command;
}

static bool
same(const char *a, const char *b)
{
	return (a == NULL || b == NULL) ? a == b : strcmp(a, b) == 0;
}

/* Does the reply of this sign have a line of its own in the list of ways? */
static bool
is_told_apart(struct arena *arena, const struct script *script, char *path, size_t len)
{
	char sign = path[len];
	char common = sign == 'c' ? '+' : sign == '?' ? '-' : sign == '-' ? '+' : sign;
	const char *command = command_after(arena, script, path);
	bool is_same;

	path[len] = common;
	is_same = same(command, command_after(arena, script, path));
	path[len] = sign;
	return command != NULL && (sign == common || !is_same);
}

static char
sign_to_show(struct arena *arena, const struct script *script, char *path, size_t len)
{
	char sign = path[len];
	bool is_either;

	if (sign != '+')
		return sign;
	path[len] = '-';
	is_either = !is_told_apart(arena, script, path, len) &&
	            command_after(arena, script, path) != NULL;
	path[len] = sign;
	return is_either ? '~' : sign;
}

static void
walk(
    FILE *out, struct arena *arena, const struct script *script, char *path, const char *before)
{
	static const char order[] = "+-cp>?!#";
	size_t len = strlen(path);
	bool is_end = true;

	ck_assert_msg(len < PATH_MOST, "no end after %s", before);
	for (const char *sign = order; *sign != '\0'; sign++) {
		path[len] = *sign;
		path[len + 1] = '\0';
		if (is_told_apart(arena, script, path, len)) {
			is_end = false;
			walk(out, arena, script, path,
			    arena_printf(arena, "%s, %c%s", before,
				sign_to_show(arena, script, path, len),
				command_after(arena, script, path)));
		}
		path[len] = '\0';
	}
	if (is_end)
		fprintf(out, "%s\n", before);
}

static const char *
script_paths(struct arena *arena, const struct script *script)
{
	char path[PATH_MOST + 2] = "";
	char *text = NULL;
	size_t len = 0;
	FILE *out = open_memstream(&text, &len);
	const char *copy;

	ck_assert_ptr_nonnull(out);
	walk(out, arena, script, path, command_after(arena, script, path));
	fclose(out);
	copy = arena_string(arena, span_of(text));
	free(text);
	return copy;
}

/* The next line of the text, without its end; NULL behind the last. */
static const char *
next_line(struct arena *arena, const char **text)
{
	const char *end = strchr(*text, '\n');
	struct span line = span_of(*text);

	if (end == NULL)
		return NULL;
	line.len = (size_t)(end - *text);
	*text = end + 1;
	return arena_string(arena, line);
}

static void
check_all_in(struct arena *arena, const char *lines, const char *others, const char *words)
{
	const char *line = next_line(arena, &lines);

	for (; line != NULL; line = next_line(arena, &lines)) {
		const char *rest = others;
		const char *other = next_line(arena, &rest);

		while (other != NULL && strcmp(other, line) != 0)
			other = next_line(arena, &rest);
		ck_assert_msg(other != NULL, "%s: %s", words, line);
	}
}

void
check_script(const struct script *script, const char *legal)
{
	struct arena arena;
	const char *paths;

	arena_init(&arena);
	paths = script_paths(&arena, script);
	check_all_in(&arena, paths, legal, "the script does what is not described");
	check_all_in(&arena, legal, paths, "the script never does");
	arena_clear(&arena);
}
