/* SPDX-License-Identifier: MIT */
/*
 * Which size of a ClientHello to try next, to find the one above which a server does not
 * answer, in few connections: the sizes at which buffers end come first. Sizes are bytes with
 * the headers of the records.
 */
#ifndef PROBE_SIZE_SEARCH_H
#define PROBE_SIZE_SEARCH_H

#include "facts/diagnosis.h"

/* The size to try next, 0 if there is nothing more to learn. `most` is the size of the hello
 * that failed and was not padded; once all below it are answered it is tried itself, to see
 * whether it is the size that counts at all. */
unsigned size_search_next(const struct hello_limit *limit, unsigned most);

/* Takes in what became of a padded hello. */
void size_search_learn(struct hello_limit *limit, unsigned size, bool was_answered);

/* The bytes of the hello of a connection that ended with it; 0 if that cannot be told. */
unsigned size_of_hello(const struct transcript *transcript);

#endif
