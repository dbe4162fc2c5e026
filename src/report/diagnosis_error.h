/* SPDX-License-Identifier: MIT */
/*
 * What a client printed beside what its server showed: of the causes that the words point to,
 * what the diagnosis thinks of each.
 */
#ifndef REPORT_DIAGNOSIS_ERROR_H
#define REPORT_DIAGNOSIS_ERROR_H

#include "report/text_parts.h"
#include "rules/diagnosis.h"
#include "rules/errors.h"

#include <jansson.h>

/* A section of the text on one port. */
void diagnosis_error_text(const struct text *text, const struct answer_to_why *answer,
    const struct error_reading *error);

/* What the words say by themselves: the same for all addresses. */
json_t *diagnosis_error_json(struct arena *arena, const struct error_reading *error);

#endif
