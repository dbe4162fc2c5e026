/* SPDX-License-Identifier: MIT */
#include "rules/rule.h"

size_t
rules_count(void)
{
	size_t count = 0;

	for (size_t t = 0; t < topics_count; t++)
		for (size_t i = 0; topics[t].rules[i] != NULL; i++)
			count++;
	return count;
}

const struct rule *
rule_at(size_t place)
{
	for (size_t t = 0; t < topics_count; t++)
		for (size_t i = 0; topics[t].rules[i] != NULL; i++)
			if (place-- == 0)
				return topics[t].rules[i];
	return NULL;
}

const struct rule *
rule_by_id(struct span id)
{
	for (size_t t = 0; t < topics_count; t++)
		for (size_t i = 0; topics[t].rules[i] != NULL; i++)
			if (span_equal(id, span_of(topics[t].rules[i]->id)))
				return topics[t].rules[i];
	return NULL;
}

size_t
rule_place(const struct rule *rule)
{
	size_t place = 0;

	for (size_t t = 0; t < topics_count; t++)
		for (size_t i = 0; topics[t].rules[i] != NULL; i++, place++)
			if (topics[t].rules[i] == rule)
				return place;
	return place;
}

enum severity
rule_severity(const struct rule *rule, enum grade grade, enum role role)
{
	const struct severities *row = grade == GRADE_GRAVER   ? &rule->graver
	                               : grade == GRADE_MILDER ? &rule->milder
	                                                       : &rule->severity;

	return row->by_role[role];
}

const char *
verdict_name(enum verdict verdict)
{
	static const char *const names[] = {
		[VERDICT_UNKNOWN] = "not-known",
		[VERDICT_GOOD] = "good",
		[VERDICT_BAD] = "bad",
		[VERDICT_NOT_APPLICABLE] = "not-applicable",
	};
	_Static_assert(COUNT_OF(names) == VERDICT_COUNT, "a name for each verdict");

	return names[verdict];
}

struct ruling
ruling_good(void)
{
	return (struct ruling){ .verdict = VERDICT_GOOD };
}

struct ruling
ruling_bad(const char *evidence)
{
	return (struct ruling){ .verdict = VERDICT_BAD, .evidence = evidence };
}

struct ruling
ruling_unknown(const char *why)
{
	return (struct ruling){ .verdict = VERDICT_UNKNOWN, .why = why };
}

struct ruling
ruling_not_applicable(const char *why)
{
	return (struct ruling){ .verdict = VERDICT_NOT_APPLICABLE, .why = why };
}

struct ruling
ruling_of_answer(const struct answer *answer, enum answer_value bad, const char *evidence)
{
	switch (answer->value) {
	case ANSWER_YES:
	case ANSWER_NO:
		return (struct ruling){
			.verdict = answer->value == bad ? VERDICT_BAD : VERDICT_GOOD,
			.certainty = answer->certainty,
			.evidence = answer->value == bad ? evidence : NULL,
		};
	case ANSWER_NOT_APPLICABLE:
		return ruling_not_applicable(answer->why);
	case ANSWER_UNKNOWN:
	case ANSWER_VALUES:
		break;
	}
	return ruling_unknown(answer->why == NULL ? "not asked" : answer->why);
}
