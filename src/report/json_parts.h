/* SPDX-License-Identifier: MIT */
/* What reports and evidence in JSON are made with. The program ends when memory runs out, so
 * that nobody checks. */
#ifndef REPORT_JSON_PARTS_H
#define REPORT_JSON_PARTS_H

#include "base/alloc.h"

#include <jansson.h>

/* The value itself; ends the program for NULL. jansson returns that only for a lack of memory,
 * or for text that is not UTF-8, which escaped text always is. */
json_t *json_must(json_t *value);

/* A member of an object, an item of a list. The value is taken over. */
void json_put(json_t *object, const char *key, json_t *value);
void json_append(json_t *array, json_t *value);

/* null for NULL and for "". */
json_t *json_text_or_null(const char *text);

/* A number of a registry as it stands in standards: "0xc02f" with four digits. */
json_t *json_hex(struct arena *arena, uint32_t number, int digits);

#endif
