/* SPDX-License-Identifier: MIT */
#include "registry/number.h"

#include <stdlib.h>

/* A row begins with its number, so one function compares those of these tables. */
_Static_assert(offsetof(struct group, number) == 0, "number first");
_Static_assert(offsetof(struct scheme_number, number) == 0, "number first");
_Static_assert(offsetof(struct extension_number, number) == 0, "number first");

static int
compare_number(const void *key, const void *row)
{
	uint16_t number = *(const uint16_t *)key;
	uint16_t other = *(const uint16_t *)row;

	return (number > other) - (number < other);
}

static int
compare_alert(const void *key, const void *row)
{
	uint32_t number = *(const uint32_t *)key;
	const struct alert_number *alert = row;

	return (number > alert->number) - (number < alert->number);
}

const struct group *
group_by_number(uint16_t number)
{
	return bsearch(&number, groups, groups_count, sizeof(groups[0]), compare_number);
}

const struct scheme_number *
signature_scheme_by_number(uint16_t number)
{
	return bsearch(&number, signature_schemes, signature_schemes_count,
	    sizeof(signature_schemes[0]), compare_number);
}

const char *
extension_name(uint16_t number)
{
	const struct extension_number *extension = bsearch(&number, extension_numbers,
	    extension_numbers_count, sizeof(extension_numbers[0]), compare_number);

	return extension != NULL ? extension->name : NULL;
}

const char *
alert_name(uint32_t number)
{
	const struct alert_number *alert = bsearch(&number, alert_numbers, alert_numbers_count,
	    sizeof(alert_numbers[0]), compare_alert);

	return alert != NULL ? alert->name : NULL;
}

const char *
version_name(uint16_t version)
{
	switch (version) {
	case VERSION_SSL2:
		return "SSL 2.0";
	case VERSION_SSL3:
		return "SSL 3.0";
	case VERSION_TLS10:
		return "TLS 1.0";
	case VERSION_TLS11:
		return "TLS 1.1";
	case VERSION_TLS12:
		return "TLS 1.2";
	case VERSION_TLS13:
		return "TLS 1.3";
	default:
		return NULL;
	}
}

bool
is_grease(uint16_t number)
{
	/* 0x0a0a, 0x1a1a and so on to 0xfafa. */
	return (number & 0x0f0f) == 0x0a0a && number >> 8 == (number & 0xff);
}
