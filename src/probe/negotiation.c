/* SPDX-License-Identifier: MIT */
#include "probe/negotiation.h"

#include "probe/plan.h"
#include "probe/question.h"

void
negotiation_read(const struct port_record *port, struct arena *arena, struct negotiation *facts)
{
	struct survey survey;

	*facts = (struct negotiation){ 0 };
	if (port->limits.depth == DEPTH_QUICK || port->transcripts[QUESTION_BASICS] == NULL)
		return;
	survey_read(port, NULL, &survey);
	if (survey.why_no_tls != NULL)
		return;
	facts->is_known = true;
	/* In the order of the questions: later readers use what earlier ones have found. */
	versions_read(&survey, arena, facts);
	for (size_t i = 0; i < QUESTION_COUNT; i++)
		if (question_rows[i].read != NULL)
			question_rows[i].read(&survey, arena, facts);
	manners_read(&survey, arena, facts);
	plan_account(port, facts);
}
