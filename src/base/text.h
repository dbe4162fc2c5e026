/* SPDX-License-Identifier: MIT */
/*
 * Text in and out: strict numbers from the user, and network bytes made safe for people.
 * Escaped text is plain UTF-8 without control characters: what is not printable stands as \r,
 * \n, \t or \xNN, and a backslash as two, so that nothing a server says can move a cursor or
 * forge a line.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/alloc.h"

/* Reads a whole decimal number between least and most; false (and *number untouched) for
 * anything else: signs, spaces, an empty text, other characters behind it. */
bool text_number(struct span text, uint64_t least, uint64_t most, uint64_t *number) MUST_USE;

/* True if the bytes are well-formed UTF-8 (RFC 3629 section 4: no surrogates, no overlong
 * forms). */
bool text_is_utf8(struct span bytes);

/* True for text that may be shown as it is: what text_escape gives back is. */
bool text_is_plain(struct span bytes);

/* The bytes as escaped text in the arena; what is longer than `most` bytes is cut and ends in
 * "...". */
char *text_escape(struct arena *arena, struct span bytes, size_t most);

/* Lower-case hexadecimal digits of the bytes, and back: the reader returns false for text that
 * is not exactly that. */
char *text_hex(struct arena *arena, struct span bytes);
bool text_from_hex(struct arena *arena, struct span text, struct span *bytes) MUST_USE;

#endif
