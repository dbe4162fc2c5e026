/* SPDX-License-Identifier: MIT */
#include "report/replay_fields.h"

#include "base/text.h"

json_t *
fields_get(struct fields *fields, const char *key, bool is_wanted)
{
	json_t *value = fields->wrong != NULL ? NULL : json_object_get(fields->object, key);

	if (value == NULL && is_wanted && fields->wrong == NULL)
		fields->wrong = key;
	return value;
}

void
fields_reject(struct fields *fields, const char *key)
{
	if (fields->wrong == NULL)
		fields->wrong = key;
}

/* Plain text; `otherwise` if it is not there, an error if that is NULL. */
const char *
fields_text(struct fields *fields, const char *key, const char *otherwise)
{
	json_t *value = fields_get(fields, key, otherwise == NULL);
	struct span text = span_of(json_string_value(value));

	if (value == NULL)
		return otherwise == NULL ? "" : otherwise;
	if (!json_is_string(value) || !text_is_plain(text)) {
		fields_reject(fields, key);
		return "";
	}
	return arena_string(fields->arena, text);
}

uint64_t
fields_number(struct fields *fields, const char *key, bool is_wanted, uint64_t most)
{
	json_t *value = fields_get(fields, key, is_wanted);

	if (value == NULL)
		return 0;
	if (!json_is_integer(value) || json_integer_value(value) < 0 ||
	    (uint64_t)json_integer_value(value) > most) {
		fields_reject(fields, key);
		return 0;
	}
	return (uint64_t)json_integer_value(value);
}

bool
fields_bool(struct fields *fields, const char *key)
{
	json_t *value = fields_get(fields, key, false);

	if (value != NULL && !json_is_boolean(value))
		fields_reject(fields, key);
	return json_is_true(value);
}

json_t *
fields_array(struct fields *fields, const char *key, size_t most)
{
	json_t *value = fields_get(fields, key, true);

	if (value == NULL)
		return NULL;
	if (!json_is_array(value) || json_array_size(value) > most) {
		fields_reject(fields, key);
		return NULL;
	}
	return value;
}

struct span
fields_hex(struct fields *fields, const char *key, json_t *value)
{
	struct span bytes = { 0 };

	if (!json_is_string(value) ||
	    !text_from_hex(fields->arena, span_of(json_string_value(value)), &bytes))
		fields_reject(fields, key);
	return bytes;
}

struct span
fields_bytes(struct fields *fields)
{
	json_t *text = fields_get(fields, "text", false);
	json_t *hex = fields_get(fields, "hex", false);

	if (hex != NULL)
		return fields_hex(fields, "hex", hex);
	if (text != NULL && !json_is_string(text))
		fields_reject(fields, "text");
	if (text == NULL || !json_is_string(text))
		return (struct span){ 0 };
	return (struct span){ .data = (const uint8_t *)json_string_value(text),
		.len = json_string_length(text) };
}
