/* SPDX-License-Identifier: MIT */
#include "report/text_parts.h"

#include <inttypes.h>
#include <string.h>

enum {
	ITEM_INDENT = 8,
	ITEM_WIDTH = 47, /* the longest name of a suite has 45 */
};

struct told {
	struct told *next;
	enum colour colour; /* of the words */
	int indent;
	int width;         /* of the label's column */
	const char *label; /* "" for none */
	const char *words;
};

void
text_print(const struct text *text, enum colour colour, const char *words)
{
	static const char *const codes[] = {
		[COLOUR_NONE] = "",
		[COLOUR_GOOD] = "\033[32m",
		[COLOUR_WARN] = "\033[33m",
		[COLOUR_BAD] = "\033[1;31m",
		[COLOUR_BOLD] = "\033[1m",
	};
	bool coloured = text->has_colour && colour != COLOUR_NONE && *words != '\0';

	fprintf(text->out, "%s%s%s", coloured ? codes[colour] : "", words,
	    coloured ? "\033[0m" : "");
}

/* So much of the words goes into a line: up to a space, or a whole word that is too long. */
static size_t
line_len(const char *words, int indent)
{
	size_t room = (size_t)(TEXT_WIDTH - 1 - indent);
	size_t len = strlen(words);

	if (len <= room)
		return len;
	len = room;
	while (len > 0 && words[len] != ' ')
		len--;
	return len > 0 ? len : strcspn(words, " ");
}

/* Takes a line's words off the front. */
static const char *
take_line(const struct text *text, int indent, const char **words)
{
	struct span line = span_of(*words);

	line.len = line_len(*words, indent);
	*words += line.len;
	*words += strspn(*words, " ");
	return arena_string(text->arena, line);
}

void
text_wrap(const struct text *text, int indent, const char *words)
{
	while (*words != '\0')
		fprintf(text->out, "%*s%s\n", indent, "", take_line(text, indent, &words));
}

void
text_hang(const struct text *text, int indent, const char *label, const char *words)
{
	if (label != NULL)
		fprintf(text->out, "%-*s", indent, label);
	fprintf(text->out, "%s\n", take_line(text, indent, &words));
	text_wrap(text, indent, words);
}

void
text_paste(const struct text *text, int column, const char *lines)
{
	while (*lines != '\0') {
		size_t len = strcspn(lines, "\n");

		fprintf(text->out, "%*s%.*s\n", column, "", (int)len, lines);
		lines += len + (lines[len] == '\n' ? 1 : 0);
	}
}

const char *
text_duration(struct arena *arena, uint64_t us)
{
	if (us < 10 * 1000 * 1000)
		return arena_printf(arena, "%" PRIu64 " ms", us / 1000);
	return arena_printf(arena, "%" PRIu64 ".%" PRIu64 " s", us / 1000000, us / 100000 % 10);
}

size_t
text_address_end(const struct text *text, size_t from)
{
	const struct host_record *host = text->result->host;
	size_t to = from;

	while (to < host->ports_len && strcmp(host->ports[to].endpoint.address,
					   host->ports[from].endpoint.address) == 0)
		to++;
	return to;
}

void
text_heading(const struct text *text, const char *title)
{
	fputc('\n', text->out);
	text_print(text, COLOUR_BOLD, title);
	fputc('\n', text->out);
}

static struct told *
tell(struct block *block, const char *words)
{
	struct told *told = arena_alloc(block->arena, sizeof(*told));

	*told = (struct told){ .indent = TEXT_INDENT, .label = "", .words = words };
	if (block->last == NULL)
		block->first = told;
	else
		block->last->next = told;
	block->last = told;
	return told;
}

void
block_say(struct block *block, enum colour colour, const char *words)
{
	tell(block, words)->colour = colour;
}

void
block_tell(struct block *block, enum colour colour, const char *label, const char *words)
{
	struct told *told = tell(block, words);

	told->colour = colour;
	told->label = label;
	told->width = TEXT_LABEL;
}

void
block_item(struct block *block, enum colour colour, const char *item, const char *remark)
{
	struct told *told = tell(block, remark);

	told->colour = colour;
	told->label = item;
	told->indent = ITEM_INDENT;
	told->width = ITEM_WIDTH;
}

static bool
is_same(const struct block *a, const struct block *b)
{
	const struct told *one = a->first;
	const struct told *other = b->first;

	while (one != NULL && other != NULL && one->colour == other->colour &&
	       one->indent == other->indent && one->width == other->width &&
	       strcmp(one->label, other->label) == 0 && strcmp(one->words, other->words) == 0) {
		one = one->next;
		other = other->next;
	}
	return one == NULL && other == NULL;
}

static void
print_told(const struct text *text, const struct told *told)
{
	int indent = told->indent + told->width;
	const char *words = told->words;
	int label_len = (int)strlen(told->label);
	int gap = told->width > label_len ? told->width - label_len : label_len > 0 ? 1 : 0;

	fprintf(
	    text->out, "%*s%s%*s", told->indent, "", told->label, *words == '\0' ? 0 : gap, "");
	text_print(text, told->colour, take_line(text, indent, &words));
	fputc('\n', text->out);
	while (*words != '\0') {
		fprintf(text->out, "%*s", indent, "");
		text_print(text, told->colour, take_line(text, indent, &words));
		fputc('\n', text->out);
	}
}

/* The numbers of the ports that have the same to tell as the first of them; NULL if an earlier
 * one had it. */
static const char *
ports_alike(
    const struct text *text, const struct block *blocks, size_t from, size_t to, size_t port)
{
	const char *ports = "";

	for (size_t i = from; i < to; i++) {
		if (!is_same(&blocks[i - from], &blocks[port - from]))
			continue;
		if (i < port)
			return NULL;
		ports = arena_printf(text->arena, "%s%s%u", ports, *ports == '\0' ? "" : " ",
		    text->result->facts[i].record->endpoint.port);
	}
	return ports;
}

void
text_section(
    const struct text *text, const char *title, size_t from, size_t to, describe *describe_port)
{
	struct block *blocks = arena_alloc(text->arena, (to - from) * sizeof(*blocks));
	bool has_any = false;

	for (size_t i = from; i < to; i++) {
		blocks[i - from].arena = text->arena;
		describe_port(&blocks[i - from], &text->result->facts[i]);
	}
	for (size_t i = from; i < to; i++) {
		const char *ports;

		if (blocks[i - from].first == NULL)
			continue;
		ports = ports_alike(text, blocks, from, to, i);
		if (ports == NULL)
			continue;
		if (!has_any)
			text_heading(text, title);
		has_any = true;
		text_wrap(text, 2, arena_printf(text->arena, "%s:", ports));
		for (const struct told *told = blocks[i - from].first; told != NULL;
		     told = told->next)
			print_told(text, told);
	}
}
