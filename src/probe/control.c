/* SPDX-License-Identifier: MIT */
/*
 * Refusals without an alert look like a server that has had enough. So the last question is a
 * hello of a kind that was answered before: if it is answered again, the others were refusals.
 */
#include "probe/question.h"
#include "registry/number.h"

static bool
has_dropped(const struct survey *survey)
{
	for (size_t i = QUESTION_LOGIN; i < QUESTION_CONTROL; i++) {
		/* There a close is what is to be expected. */
		if (i == QUESTION_SSL2)
			continue;
		for (struct transcript *t = survey->port->transcripts[i]; t != NULL;
		     t = t->next) {
			const struct event *hello = transcript_find(t, EVENT_HELLO);

			if (hello != NULL && hello->bytes.len > 0 &&
			    witness_of(t)->reception == RECEPTION_DROPPED)
				return true;
		}
	}
	return false;
}

static const char *
why_no_control(const struct survey *survey)
{
	if (!survey->has_control)
		return "no hello at all got through";
	return has_dropped(survey) ? NULL : "no refusal came without an alert";
}

enum plan
control_next(const struct survey *survey, struct attempt *attempt)
{
	enum tls_version best = survey_best_old(survey);
	const struct hello_wish wish = {
		.version = best == TLS_VERSIONS ? VERSION_TLS13 : tls_version_number(best),
		.server_name = survey->port->endpoint.server_name,
		.offers_all = true,
	};
	const char *why = why_no_control(survey);
	enum plan plan;

	if (why != NULL)
		return question_none(attempt, why);
	plan = question_once(survey, 0, attempt);
	if (plan == PLAN_ASK)
		question_hello(survey, &wish, attempt);
	return plan;
}

static void
doubt(struct answer *answer)
{
	if (answer->certainty != CERTAINTY_CERTAIN &&
	    (answer->value == ANSWER_NO || answer->value == ANSWER_YES))
		*answer = (struct answer){
			.why = "the server stopped answering what it had answered before"
		};
}

static void
doubt_heeding(struct heeding *heeding)
{
	if (heeding->heed == HEED_REFUSED && heeding->alert == UINT32_MAX)
		*heeding = (struct heeding){ .alert = UINT32_MAX,
			.why = "the server stopped answering what it had answered before" };
}

static void
doubt_ranking(struct ranking *ranking)
{
	if (ranking->is_whole.certainty != CERTAINTY_CERTAIN)
		ranking->is_whole = (struct answer){ .why = "the server stopped answering" };
}

void
control_read(const struct survey *survey, struct arena *arena, struct negotiation *facts)
{
	enum fate fate = witness_fate(survey->port, QUESTION_CONTROL, 0, NULL);

	(void)arena;
	if (why_no_control(survey) != NULL || fate == FATE_ACCEPTED)
		return;
	for (size_t i = 0; i < TLS_VERSIONS; i++) {
		doubt(&facts->versions[i]);
		doubt_ranking(&facts->suites[i]);
	}
	for (size_t i = 0; i < SUITE_CLASSES; i++)
		doubt(&facts->classes[i]);
	for (size_t i = 0; i < HELLO_KINDS; i++)
		doubt(&facts->tolerates[i]);
	doubt(&facts->post_quantum);
	doubt(&facts->other_key.is_other);
	doubt(&facts->without_name.is_other);
	for (size_t i = 0; i < BEHAVIOURS; i++)
		doubt(&facts->behaviours[i]);
	doubt_heeding(&facts->alpn);
	doubt_heeding(&facts->alpn_unknown);
	doubt_heeding(&facts->unknown_name);
	doubt_ranking(&facts->groups_tls13);
	doubt_ranking(&facts->groups_tls12);
	doubt_ranking(&facts->schemes);
}
