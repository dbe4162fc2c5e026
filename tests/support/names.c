/* SPDX-License-Identifier: MIT */
#include "support/names.h"

#include "facts/host.h"
#include "rules/severity.h"

#define WORD(enumeration)                                                                      \
	static const char *enumeration##_word(unsigned value)                                  \
	{                                                                                      \
		return enumeration##_name((enum enumeration)value);                            \
	}

WORD(mode)
WORD(role)
WORD(question)
WORD(step)
WORD(reply)
WORD(event_kind)
WORD(trust)
WORD(chain_problem)
WORD(staple_status)
WORD(stage)
WORD(outcome)
WORD(login_verdict)
WORD(port_state)
WORD(certainty)
WORD(depth)
WORD(suite_class)
WORD(behaviour)
WORD(hello_kind)
WORD(preference)
WORD(heed)

/* Of findings: what is off is none. */
static const char *
severity_word(unsigned value)
{
	return severity_name((enum severity)(SEVERITY_INFO + value));
}

static const char *
answer_word(unsigned value)
{
	return answer_name((enum answer_value)value);
}

static const char *
version_word(unsigned value)
{
	return tls_version_id((enum tls_version)value);
}

static const char *
scheme_word(unsigned value)
{
	return schemes[value].name;
}

const struct naming namings[] = {
	{ "service", 9, scheme_word },
	{ "mode", MODE_IMPLICIT + 1, mode_word },
	{ "role", ROLE_COUNT, role_word },
	{ "question", QUESTION_COUNT, question_word },
	{ "step", STEP_COUNT, step_word },
	{ "reply", REPLY_COUNT, reply_word },
	{ "event", EVENT_COUNT, event_kind_word },
	{ "trust", TRUST_COUNT, trust_word },
	{ "chain problem", CHAIN_PROBLEMS, chain_problem_word },
	{ "staple status", STAPLE_COUNT, staple_status_word },
	{ "stage", STAGE_COUNT, stage_word },
	{ "outcome", OUTCOME_COUNT, outcome_word },
	{ "answer", ANSWER_VALUES, answer_word },
	{ "certainty", CERTAINTIES, certainty_word },
	{ "depth", DEPTH_COUNT, depth_word },
	{ "TLS version", TLS_VERSIONS, version_word },
	{ "suite class", SUITE_CLASSES, suite_class_word },
	{ "behaviour", BEHAVIOURS, behaviour_word },
	{ "hello kind", HELLO_KINDS, hello_kind_word },
	{ "preference", PREFERENCE_CLIENT + 1, preference_word },
	{ "heed", HEEDS, heed_word },
	{ "login verdict", LOGIN_VERDICTS, login_verdict_word },
	{ "port state", PORT_STATES, port_state_word },
	{ "severity", SEVERITY_COUNT - 1, severity_word },
};
const size_t namings_count = COUNT_OF(namings);
