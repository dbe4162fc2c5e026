/* SPDX-License-Identifier: MIT */
/*
 * What the parts of the text report are made with: colours, lines that fit a terminal, and
 * sections. A section tells what is the same on several ports once, behind the list of those
 * ports.
 */
#ifndef REPORT_TEXT_PARTS_H
#define REPORT_TEXT_PARTS_H

#include "report/result.h"

#include <stdio.h>

enum {
	TEXT_WIDTH = 80,
	TEXT_INDENT = 6, /* of what is told of ports */
	TEXT_LABEL = 16, /* columns of a label with the blanks behind it */
};

struct text {
	FILE *out;
	bool has_colour;
	const struct result *result;
	struct arena *arena;
};

enum colour {
	COLOUR_NONE,
	COLOUR_GOOD,
	COLOUR_WARN,
	COLOUR_BAD,
	COLOUR_BOLD,
};

void text_print(const struct text *text, enum colour colour, const char *words);

/* Our own words, broken at spaces, each line behind an indent. */
void text_wrap(const struct text *text, int indent, const char *words);

/* The same behind a label of at most `indent` columns, the first line beside it; NULL: a label
 * of that width stands there already. */
void text_hang(const struct text *text, int indent, const char *label, const char *words);

/* Lines for the reader to paste, each as it is behind `column` blanks and never broken. */
void text_paste(const struct text *text, int column, const char *lines);

/* "12 ms", "45.3 s" */
const char *text_duration(struct arena *arena, uint64_t us);

/* The first port behind `from` that has another address. */
size_t text_address_end(const struct text *text, size_t from);

/* An empty line, and the title of what follows. */
void text_heading(const struct text *text, const char *title);

/* What there is to tell of one port, line by line; nothing has to be cleared. The words must
 * live as long as the arena. */
struct block {
	struct arena *arena;
	struct told *first;
	struct told *last;
};

/* Words that may take any number of lines. */
void block_say(struct block *block, enum colour colour, const char *words);

/* The same behind a label; with an empty label they go on below the words of the one before. */
void block_tell(struct block *block, enum colour colour, const char *label, const char *words);

/* An item of a list, and a remark in the column beside it; "" for none. */
void block_item(struct block *block, enum colour colour, const char *item, const char *remark);

/* Tells a port into an empty block; adds nothing where there is nothing to tell. */
typedef void describe(struct block *block, const struct port_facts *facts);

/* The ports from one place to another in groups; nothing where there is nothing to tell. */
void text_section(
    const struct text *text, const char *title, size_t from, size_t to, describe *describe);

#endif
