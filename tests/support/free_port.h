/* SPDX-License-Identifier: MIT */
/* A port of the loopback address on which nothing listens. */
#ifndef SUPPORT_FREE_PORT_H
#define SUPPORT_FREE_PORT_H

/* A port that was free a moment ago. */
unsigned free_port(void);

#endif
