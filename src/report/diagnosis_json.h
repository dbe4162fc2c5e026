/* SPDX-License-Identifier: MIT */
/*
 * The diagnosis for programs: one JSON object. Its words (`id` of causes and experiments,
 * `certainty`, `side`, `state`, `stage`, `outcome`) stay as they are; new members may come.
 */
#ifndef REPORT_DIAGNOSIS_JSON_H
#define REPORT_DIAGNOSIS_JSON_H

#include "report/diagnosis.h"

#define DIAGNOSIS_FORMAT "mailsonde-diagnosis"
enum { DIAGNOSIS_VERSION = 1 };

void diagnosis_json(FILE *out, const struct run *run, const struct diagnosis_result *result);

#endif
