/* SPDX-License-Identifier: MIT */
#include "report/json_parts.h"

#include <inttypes.h>

json_t *
json_must(json_t *value)
{
	if (value == NULL)
		die("out of memory");
	return value;
}

void
json_put(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, json_must(value)) != 0)
		die("out of memory");
}

void
json_append(json_t *array, json_t *value)
{
	if (json_array_append_new(array, json_must(value)) != 0)
		die("out of memory");
}

json_t *
json_text_or_null(const char *text)
{
	return text == NULL || *text == '\0' ? json_null() : json_string(text);
}

json_t *
json_hex(struct arena *arena, uint32_t number, int digits)
{
	return json_string(arena_printf(arena, "0x%0*" PRIx32, digits, number));
}
