/* SPDX-License-Identifier: MIT */
/*
 * A span is a loan of bytes: it is valid while the buffer or arena behind it lives. Text from
 * the network is a span until a writer escapes it; it may hold any byte, NUL included.
 */
#ifndef BASE_SPAN_H
#define BASE_SPAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct span {
	const uint8_t *data;
	size_t len;
};

#define MUST_USE __attribute__((warn_unused_result))
#define COUNT_OF(array) (sizeof(array) / sizeof((array)[0]))

/* The bytes of a C string, without its NUL. NULL gives an empty span. */
struct span span_of(const char *text);

bool span_equal(struct span a, struct span b);

/* The same, but that ASCII letters of either case are the same. */
bool span_alike(struct span a, struct span b);

/* True if the span is exactly this text. ASCII letters of either case are the same (RFC 5321
 * section 2.4, RFC 9051 section 9 and RFC 2449 section 2 all compare keywords that way). */
bool span_is(struct span span, const char *text);

/* True if the span begins with this text, letters compared as in span_is. */
bool span_starts(struct span span, const char *text);

/* True if this text occurs anywhere in the span, letters compared as in span_is. */
bool span_contains(struct span span, const char *text);

/* What is left after the first `count` bytes; empty if there are fewer. */
struct span span_skip(struct span span, size_t count);

/* The span without spaces and tabs at either end. */
struct span span_trim(struct span span);

/* Takes the next word (up to a space or tab) off the front of `rest`. An empty span means that
 * none is left. */
struct span span_word(struct span *rest);

/* Takes the next line off the front of `rest`, which is not empty: without its end, LF or
 * CR LF. */
struct span span_line(struct span *rest);

#endif
