/* SPDX-License-Identifier: MIT */
/*
 * Keeps words that must not be kept out of text from others: a server may say what it was told.
 * A word is found as it is, in base 64 wherever it stands in what was encoded, and in
 * hexadecimal; one of fewer than four bytes only where it stands alone. Of two that begin at
 * the same place the longer one is found, and none in the code of a reply, which is the
 * server's.
 */
#ifndef BASE_SCRUB_H
#define BASE_SCRUB_H

#include "base/buffer.h"

enum {
	SCRUB_WORDS_MAX = 12,
	SCRUB_WORD_MAX = 16 * 1024, /* bytes of one */
	SCRUB_GROWTH = 8,           /* no text becomes longer than so many times itself */
	SCRUB_FORMS = 5,            /* plain, three of base 64, hexadecimal */
};

struct scrub_word {
	const char *instead; /* what is shown in its place */
	bool is_alone;       /* found only where no letter or digit stands beside it */
	struct buffer forms[SCRUB_FORMS];
};

struct scrub {
	size_t len;
	struct scrub_word words[SCRUB_WORDS_MAX];
};

void scrub_init(struct scrub *scrub);
void scrub_clear(struct scrub *scrub);

/* From now on `instead` (static) stands for the word. No more than SCRUB_WORDS_MAX, none
 * longer than SCRUB_WORD_MAX; an empty one changes nothing. */
void scrub_add(struct scrub *scrub, struct span word, const char *instead);

/* The same where it is found in base 64 only, and what it is a part of with it. */
void scrub_add_code(struct scrub *scrub, struct span word, const char *instead);

/* Empties `out`, and fills it with the text without the words; it must have room for
 * SCRUB_GROWTH times the text. False, and `out` empty, if there is none of them in it. */
bool scrub_text(const struct scrub *scrub, struct span text, struct buffer *out) MUST_USE;

#endif
