/* SPDX-License-Identifier: MIT */
/*
 * Bytes written down by hand: pairs of hexadecimal digits, "5a*16" for sixteen times the same,
 * and comments from # to the end of the line. A comment that begins with a number and a colon
 * claims how many bytes stand before it on its line. What is wrong with such a text aborts: an
 * untrue claim above all.
 */
#ifndef SUPPORT_HEX_H
#define SUPPORT_HEX_H

#include "base/alloc.h"

struct span bytes_of_hex(struct arena *arena, const char *text);

/* The same in a file of tests/data/hellos, without its ending ".hex". */
struct span read_test_hello(struct arena *arena, const char *name);

#endif
