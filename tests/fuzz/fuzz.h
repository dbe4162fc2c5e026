/* SPDX-License-Identifier: MIT */
/*
 * What all fuzz targets share. Each is one function of bytes; libFuzzer calls it with bytes of
 * its own (-Dfuzz=true, clang), replay.c with the files of its corpus.
 */
#ifndef FUZZ_FUZZ_H
#define FUZZ_FUZZ_H

#include "base/alloc.h"

#include <stdio.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t len);

/* Unlike assert() it stays whatever is defined, and says what was meant to hold. */
#define MUST(condition)                                                                        \
	do {                                                                                   \
		if (!(condition)) {                                                            \
			fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);        \
			abort();                                                               \
		}                                                                              \
	} while (0)

/* Takes one byte off the front; 0 if there is none. */
static inline uint8_t
take_byte(struct span *input)
{
	uint8_t byte = input->len > 0 ? input->data[0] : 0;

	*input = span_skip(*input, 1);
	return byte;
}

/* Takes so many bytes off the front, or all there are. */
static inline struct span
take_bytes(struct span *input, size_t len)
{
	struct span bytes = *input;

	bytes.len = bytes.len < len ? bytes.len : len;
	*input = span_skip(*input, bytes.len);
	return bytes;
}

#endif
