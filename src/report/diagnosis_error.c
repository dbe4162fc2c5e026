/* SPDX-License-Identifier: MIT */
#include "report/diagnosis_error.h"

#include "report/explain_cause.h"
#include "report/json_parts.h"

#include <stdio.h>

enum { CAUSE_COLUMN = 15 };

static const char *
clarity_name(enum clarity clarity)
{
	static const char *const names[] = {
		[CLARITY_OWN] = "own",
		[CLARITY_SHARED] = "shared",
		[CLARITY_AT_TIMES] = "at-times",
		[CLARITY_VAGUE] = "vague",
		[CLARITY_VAGUE_AT_TIMES] = "vague-at-times",
	};

	return names[clarity];
}

/* What is thought of the cause; nothing, where no connection was made. */
static struct named_cause
named(const struct answer_to_why *answer, const struct cause *cause)
{
	for (size_t i = 0; i < answer->len; i++)
		if (answer->causes[i].cause == cause)
			return answer->causes[i];
	return (struct named_cause){ .cause = cause };
}

/* The likeliest of those that the words point to and the server showed; NULL for none. */
static const struct cause *
agreed_cause(const struct answer_to_why *answer, const struct error_reading *error)
{
	for (size_t i = 0; i < error->candidates_len; i++)
		if (named(answer, error->candidates[i].cause).opinion.suspicion >=
		    SUSPICION_LIKELY)
			return error->candidates[i].cause;
	return NULL;
}

static const char *
verdict_on(
    struct arena *arena, const struct answer_to_why *answer, const struct error_reading *error)
{
	const struct cause *agreed = agreed_cause(answer, error);

	if (error->candidates_len == 0)
		return "Nothing in these words is known to come from a cause.";
	if (agreed != NULL)
		return arena_printf(arena, "The words fit what was seen here: %s.", agreed->id);
	if (answer->len > 0 && answer->causes[0].opinion.suspicion >= SUSPICION_LIKELY)
		return arena_printf(arena,
		    "What was seen here, %s, is none of the causes that the words point to:",
		    answer->causes[0].cause->id);
	return answer->works
	           ? "From here the path works: what the words point to lies at the client, or "
	             "on its way to the server."
	           : "The words point to these causes; none of them was seen here:";
}

static void
tell_candidate(const struct text *text, const struct named_cause *candidate)
{
	const struct cause *cause = candidate->cause;
	const struct opinion *opinion = &candidate->opinion;

	text_hang(text, CAUSE_COLUMN,
	    arena_printf(text->arena, "  %s", suspicion_name(opinion->suspicion)),
	    arena_printf(text->arena, "%s: %s", cause->id, cause->title));
	if (opinion->evidence != NULL)
		text_hang(text, CAUSE_COLUMN, "", opinion->evidence);
	if (opinion->suspicion == SUSPICION_UNSEEN && candidate->command != NULL)
		text_paste(text, CAUSE_COLUMN, candidate->command);
}

void
diagnosis_error_text(const struct text *text, const struct answer_to_why *answer,
    const struct error_reading *error)
{
	text_heading(text, "What the client printed");
	text_wrap(text, 2, verdict_on(text->arena, answer, error));
	for (int suspicion = SUSPICIONS - 1; suspicion >= 0; suspicion--)
		for (size_t i = 0; i < error->candidates_len; i++) {
			const struct named_cause candidate =
			    named(answer, error->candidates[i].cause);

			if ((int)candidate.opinion.suspicion == suspicion)
				tell_candidate(text, &candidate);
		}
	for (size_t i = 0; i < error->traps_len; i++)
		text_wrap(text, 2, error->traps[i]->warning);
}

json_t *
diagnosis_error_json(struct arena *arena, const struct error_reading *error)
{
	json_t *object = json_must(json_object());
	json_t *candidates = json_must(json_array());

	for (size_t i = 0; i < error->candidates_len; i++) {
		const struct candidate *candidate = &error->candidates[i];
		json_t *item = json_must(json_object());

		json_put(item, "id", json_string(candidate->cause->id));
		json_put(item, "words", json_string(explain_print(arena, candidate->print)));
		json_put(item, "clarity", json_string(clarity_name(candidate->clarity)));
		json_append(candidates, item);
	}
	json_put(object, "printer", json_text_or_null(printer_name(error->printer)));
	json_put(object, "candidates", candidates);
	return object;
}
