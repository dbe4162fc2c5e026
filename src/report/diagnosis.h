/* SPDX-License-Identifier: MIT */
/*
 * The diagnosis for people: what was said on the path with its times, what was tried, and the
 * answer: a sentence, the causes with their evidence, and what they are not.
 */
#ifndef REPORT_DIAGNOSIS_H
#define REPORT_DIAGNOSIS_H

#include "report/result.h"
#include "rules/diagnosis.h"
#include "rules/errors.h"

#include <stdio.h>

struct diagnosis_result {
	struct host_record *host;            /* its arena takes what writers need for a while */
	const struct answer_to_why *answers; /* as many as the host has ports, in their order */
	const struct error_reading *error; /* what a client printed; NULL: nothing was given */
};

void diagnosis_text(FILE *out, bool has_colour, const struct diagnosis_result *result);

#endif
