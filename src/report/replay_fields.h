/* SPDX-License-Identifier: MIT */
/* The members of one JSON object of evidence, each wanted in one form. */
#ifndef REPORT_REPLAY_FIELDS_H
#define REPORT_REPLAY_FIELDS_H

#include "base/alloc.h"

#include <jansson.h>

/* Fields of an object, with an error that sticks: after the first wrong field all are empty. */
struct fields {
	json_t *object;
	struct arena *arena;
	const char *wrong; /* the name of the first wrong field */
};

/* Each gives nothing, zero or "" for what is not there or is wrong, and says so in `wrong` if
 * it is wrong, or wanted and not there. */

json_t *fields_get(struct fields *fields, const char *key, bool is_wanted);

/* Plain text; `otherwise` if it is not there, which is wrong if that is NULL. */
const char *fields_text(struct fields *fields, const char *key, const char *otherwise);
uint64_t fields_number(struct fields *fields, const char *key, bool is_wanted, uint64_t most);
bool fields_bool(struct fields *fields, const char *key);
json_t *fields_array(struct fields *fields, const char *key, size_t most);

/* Bytes of hexadecimal digits, in the arena. */
struct span fields_hex(struct fields *fields, const char *key, json_t *value);

/* "text", or "hex"; the text is a loan of the object's. */
struct span fields_bytes(struct fields *fields);

/* Notes that the member is wrong, unless another was before. */
void fields_reject(struct fields *fields, const char *key);

#endif
