/* SPDX-License-Identifier: MIT */
/* The clocks, which nothing above or below this folder reads. */
#ifndef NET_CLOCK_H
#define NET_CLOCK_H

#include <stdint.h>

/* Milliseconds since 1970, as the machine's clock has it. */
int64_t clock_wall_ms(void);

/* Microseconds of a clock that only goes forward. */
uint64_t clock_us(void);

#endif
