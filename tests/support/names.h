/* SPDX-License-Identifier: MIT */
/* The words of an enumeration, as reports and evidence files have them. */
#ifndef SUPPORT_NAMES_H
#define SUPPORT_NAMES_H

#include "base/span.h"

/* One enumeration: how many values it has, and the word of each. */
struct naming {
	const char *name;
	unsigned count;
	const char *(*word)(unsigned value);
};

/* All enumerations whose words leave the program. */
extern const struct naming namings[];
extern const size_t namings_count;

#endif
