/* SPDX-License-Identifier: MIT */
/*
 * From what a client printed to what may have caused it. The text is compared with what the
 * causes say that clients print (see struct print), and is not understood beyond that.
 */
#ifndef RULES_ERRORS_H
#define RULES_ERRORS_H

#include "base/alloc.h"
#include "rules/causes.h"

enum { ERROR_TEXT_MOST = 64 * 1024 };

/* How much the words say; the more they say, the earlier a cause is told. */
enum clarity {
	CLARITY_OWN,      /* they point to this cause */
	CLARITY_SHARED,   /* several causes make a client print them */
	CLARITY_AT_TIMES, /* the same, but this one seldom does */
	CLARITY_VAGUE,    /* they only say that something failed */
	CLARITY_VAGUE_AT_TIMES,
};

struct candidate {
	const struct cause *cause;
	enum clarity clarity;
	const struct print *print; /* that was found in the text */
	unsigned lists;            /* of this clarity that something was found of: the more,
	                              the more of the text the cause accounts for */
};

/* Words that send people the wrong way. */
struct trap {
	const char *text;    /* as in struct print */
	const char *warning; /* sentences */
};

enum { ERROR_TRAPS_MAX = 16 };

struct error_reading {
	enum printer printer;               /* whose words they seem to be, or PRINTER_ANY */
	const struct candidate *candidates; /* the likeliest first; in the arena */
	size_t candidates_len;
	const struct trap *traps[ERROR_TRAPS_MAX];
	size_t traps_len;
};

/* NULL if the text is one that errors_read takes, or what is wrong with it, as a clause. */
const char *errors_reject(struct span text);

/* Reads text that errors_reject has nothing against. Vague words count only where nothing else
 * is found; what is part of longer words that were found does not count. */
void errors_read(struct span text, struct arena *arena, struct error_reading *reading);

#endif
