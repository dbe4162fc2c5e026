/* SPDX-License-Identifier: MIT */
/* The part of the text report that says what is wrong: findings of all ports and addresses, the
 * worst first, what is the same in several places told once. */
#ifndef REPORT_TEXT_FINDINGS_H
#define REPORT_TEXT_FINDINGS_H

#include "report/text_parts.h"

/* Nothing where there is nothing to tell. */
void text_findings(const struct text *text);

#endif
