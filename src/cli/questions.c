/* SPDX-License-Identifier: MIT */
/* The table of questions, printed from their rows. */
#include "cli/verbs.h"
#include "probe/question.h"

#include <stdio.h>

enum status
list_questions_verb(void)
{
	printf("%-18s %-9s %s\n", "question", "depth", "what, connections, needs");
	for (size_t i = 0; i <= QUESTION_CONTROL; i++) {
		const struct question_row *row = &question_rows[i];

		printf("%-18s %-9s %s%s\n", question_name((enum question)i),
		    depth_name(row->depth), question_title((enum question)i),
		    row->is_intrusive ? " (--intrusive)" : "");
		printf("%-28s %s connection%s%s%s\n", "", row->cost,
		    row->cost[0] == '1' && row->cost[1] == '\0' ? "" : "s",
		    *row->needs == '\0' ? "" : "; needs ", row->needs);
	}
	return printed_status();
}
