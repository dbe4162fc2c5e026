/* SPDX-License-Identifier: MIT */
#include "registry/suite.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static int
compare_suite(const void *key, const void *row)
{
	uint16_t number = *(const uint16_t *)key;
	const struct suite *suite = row;

	return (number > suite->number) - (number < suite->number);
}

static int
compare_ssl2_kind(const void *key, const void *row)
{
	uint32_t number = *(const uint32_t *)key;
	const struct ssl2_kind *kind = row;

	return (number > kind->number) - (number < kind->number);
}

const struct suite *
suite_by_number(uint16_t number)
{
	return bsearch(&number, suites, suites_count, sizeof(suites[0]), compare_suite);
}

const struct suite *
suite_by_name(const char *name)
{
	for (size_t i = 0; i < suites_count; i++)
		if (strcmp(suites[i].name, name) == 0)
			return &suites[i];
	return NULL;
}

const char *
suite_name(uint16_t number, char room[8])
{
	const struct suite *suite = suite_by_number(number);

	if (suite != NULL)
		return suite->name;
	snprintf(room, 8, "0x%04x", (unsigned)number);
	return room;
}

const struct ssl2_kind *
ssl2_kind_by_number(uint32_t number)
{
	return bsearch(
	    &number, ssl2_kinds, ssl2_kinds_count, sizeof(ssl2_kinds[0]), compare_ssl2_kind);
}
