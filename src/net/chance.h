/* SPDX-License-Identifier: MIT */
/* Random bytes of the system's. */
#ifndef NET_CHANCE_H
#define NET_CHANCE_H

#include <stddef.h>
#include <stdint.h>

/* Fills with random bytes; ends the program if the system has none. */
void chance_draw(uint8_t *bytes, size_t len);

#endif
