/* SPDX-License-Identifier: MIT */
#include "probe/question.h"

#include "registry/number.h"
#include "registry/suite.h"

enum { SESSION_TRIES_MAX = 2 };

const struct question_row question_rows[QUESTION_COUNT] = {
	[QUESTION_BASICS] = { .cost = "1", .needs = "" },
	[QUESTION_OTHER_MODE] = { .cost = "0 or 1", .needs = "the basics, if they fail" },
	[QUESTION_LOGIN] = { .cost = "1", .needs = "a greeting in clear" },
	[QUESTION_NO_NAME] = {
		.depth = DEPTH_STANDARD,
		.cost = "0 or 1",
		.needs = "a name to leave out",
		.next = no_name_next,
		.read = no_name_read,
	},
	[QUESTION_CLASSES] = {
		.depth = DEPTH_STANDARD,
		.cost = "accepted classes + 1",
		.needs = "",
		.next = classes_next,
		.read = classes_read,
	},
	[QUESTION_POST_QUANTUM] = {
		.depth = DEPTH_STANDARD,
		.cost = "1 or 2",
		.needs = "TLS 1.3",
		.next = post_quantum_next,
		.read = post_quantum_read,
	},
	[QUESTION_VERSIONS] = {
		.depth = DEPTH_STANDARD,
		.cost = "1 to 5",
		.needs = "",
		.next = versions_next,
		.read = versions_read,
	},
	[QUESTION_SSL2] = {
		.depth = DEPTH_STANDARD,
		.cost = "1",
		.needs = "",
		.next = ssl2_next,
		.read = ssl2_read,
	},
	[QUESTION_SUITES] = {
		.depth = DEPTH_FULL,
		.cost = "accepted suites + 1 to 5, each version",
		.needs = "versions",
		.next = suites_next,
		.read = suites_read,
	},
	[QUESTION_OTHER_KEY] = {
		.depth = DEPTH_STANDARD,
		.cost = "0 or 1",
		.needs = "the key type of the certificate",
		.next = other_key_next,
		.read = other_key_read,
	},
	[QUESTION_INJECTION] = {
		.depth = DEPTH_STANDARD,
		.cost = "1",
		.needs = "STARTTLS that works",
		.next = injection_next,
		.read = injection_read,
	},
	[QUESTION_GROUPS] = {
		.depth = DEPTH_FULL,
		.cost = "accepted groups + 1 or 2",
		.needs = "versions",
		.next = groups_next,
		.read = groups_read,
	},
	[QUESTION_SCHEMES] = {
		.depth = DEPTH_FULL,
		.cost = "accepted schemes + 1 or 2",
		.needs = "TLS 1.2",
		.next = schemes_next,
		.read = schemes_read,
	},
	[QUESTION_FALLBACK] = {
		.depth = DEPTH_FULL,
		.cost = "1",
		.needs = "two versions",
		.next = fallback_next,
		.read = fallback_read,
	},
	[QUESTION_ALPN] = {
		.depth = DEPTH_FULL,
		.cost = "2",
		.needs = "versions",
		.next = alpn_next,
		.read = alpn_read,
	},
	[QUESTION_UNKNOWN_NAME] = {
		.depth = DEPTH_FULL,
		.cost = "1",
		.needs = "versions",
		.next = unknown_name_next,
		.read = unknown_name_read,
	},
	[QUESTION_TOLERANCE] = {
		.depth = DEPTH_FULL,
		.cost = "2 or, with faults, 15",
		.needs = "a control hello",
		.next = tolerance_next,
		.read = tolerance_read,
	},
	[QUESTION_RESUMPTION] = {
		.depth = DEPTH_FULL,
		.cost = "2 for TLS 1.2, 2 for TLS 1.3",
		.needs = "a session",
		.next = resumption_next,
		.read = resumption_read,
	},
	[QUESTION_RENEGOTIATION] = {
		.depth = DEPTH_FULL,
		.cost = "1",
		.needs = "TLS 1.2 or older",
		.next = renegotiation_next,
		.read = renegotiation_read,
	},
	[QUESTION_INJECTION_SPLIT] = {
		.depth = DEPTH_FULL,
		.cost = "1",
		.needs = "an injection in one segment that failed",
		.next = injection_split_next,
		.read = injection_split_read,
	},
	[QUESTION_STATE] = {
		.depth = DEPTH_FULL,
		.cost = "1",
		.needs = "SMTP or LMTP with STARTTLS",
		.next = state_next,
		.read = state_read,
	},
	[QUESTION_HEARTBLEED] = {
		.depth = DEPTH_FULL,
		.cost = "0 or 1",
		.needs = "the heartbeat extension",
		.next = heartbleed_next,
		.read = heartbleed_read,
	},
	[QUESTION_TICKETBLEED] = {
		.depth = DEPTH_FULL,
		.cost = "0 or 1",
		.needs = "a ticket of TLS 1.2",
		.next = ticketbleed_next,
		.read = ticketbleed_read,
	},
	[QUESTION_EARLY_CCS] = {
		.depth = DEPTH_FULL,
		.is_intrusive = true,
		.cost = "1",
		.needs = "TLS 1.2 or older",
		.next = early_ccs_next,
		.read = early_ccs_read,
	},
	[QUESTION_ROBOT] = {
		.depth = DEPTH_FULL,
		.is_intrusive = true,
		.cost = "5, or 15 where they differ",
		.needs = "static RSA",
		.next = robot_next,
		.read = robot_read,
	},
	[QUESTION_POODLE_TLS] = {
		.depth = DEPTH_FULL,
		.is_intrusive = true,
		.cost = "1",
		.needs = "CBC suites",
		.next = poodle_tls_next,
		.read = poodle_tls_read,
	},
	[QUESTION_CONTROL] = {
		.depth = DEPTH_STANDARD,
		.cost = "0 to 2",
		.needs = "a refusal without an alert",
		.next = control_next,
		.read = control_read,
	},
	[QUESTION_USE] = { .cost = "0 or 1", .needs = "a path that works, and a user's login or mail" },
	[QUESTION_EXPERIMENT] = { .cost = "0 to 11", .needs = "a path that fails or surprises" },
	[QUESTION_CLIENT] = { .cost = "1 each", .needs = "a path that comes to TLS" },
};

enum plan
question_none(struct attempt *attempt, const char *why)
{
	attempt->why = why;
	return PLAN_NONE;
}

enum plan
question_once(const struct survey *survey, uint32_t variant, struct attempt *attempt)
{
	attempt->variant = variant;
	switch (witness_fate(survey->port, attempt->question, variant, NULL)) {
	case FATE_OPEN:
		return PLAN_ASK;
	case FATE_RUNNING:
		return PLAN_WAIT;
	case FATE_ACCEPTED:
	case FATE_REFUSED:
	case FATE_DROPPED:
	case FATE_LOST:
		break;
	}
	return PLAN_DONE;
}

struct suite_list {
	uint16_t version;
	size_t len;
	uint16_t *numbers;
};

static void
add_known(void *context, enum question question, const struct witness *witness)
{
	struct suite_list *list = context;
	const struct suite *suite = suite_by_number(witness->flight.suite);
	bool fits = suite != NULL &&
	            (suite->from == VERSION_TLS13) == (list->version == VERSION_TLS13) &&
	            suite->from <= list->version;

	(void)question;
	for (size_t i = 0; i < list->len && fits; i++)
		fits = list->numbers[i] != suite->number;
	if (fits && list->len < KNOWN_SUITES_MAX)
		list->numbers[list->len++] = suite->number;
}

size_t
question_suites(const struct survey *survey, uint16_t version, uint16_t *numbers)
{
	struct suite_list list = { .version = version, .numbers = numbers };

	list.len = wish_common_suites(version, numbers);
	survey_each_accepted(survey, add_known, &list);
	return list.len;
}

void
question_hello(
    const struct survey *survey, const struct hello_wish *wish, struct attempt *attempt)
{
	uint16_t numbers[KNOWN_SUITES_MAX];
	struct hello_wish whole = *wish;
	struct hello hello;

	if (wish->suites == NULL) {
		whole.suites = numbers;
		whole.suites_len = question_suites(survey, wish->version, numbers);
	}
	wish_make(&whole, survey->draw, &hello);
	attempt_raw(attempt, survey->mode, &hello);
}

struct answer
question_open(const struct survey *survey, enum question question, enum fate fate)
{
	return (struct answer){
		.why = fate == FATE_LOST      ? "the server stopped answering"
		       : fate == FATE_DROPPED ? "the server hung up or kept silent"
		                              : question_why_not_asked(survey, question),
	};
}

const char *
question_why_not_asked(const struct survey *survey, enum question question)
{
	const struct question_row *row = &question_rows[question];
	const struct limits *limits = &survey->port->limits;

	if (row->depth > limits->depth)
		return row->depth == DEPTH_FULL ? "asked at --depth full only"
		                                : "not asked at --depth quick";
	return row->is_intrusive && !limits->is_intrusive ? "asked with --intrusive only"
	                                                  : "it was not asked";
}

const char *
question_why_no_extensions(const struct survey *survey)
{
	enum tls_version best = survey_best_old(survey);

	if (!survey->has_control)
		return "no hello at all got through";
	if (survey_has(survey, TLS_VERSION_13) ||
	    (best >= TLS_VERSION_10 && best <= TLS_VERSION_12))
		return NULL;
	return best == TLS_VERSION_SSL3 ? "SSL 3.0 has no extensions"
	                                : "no version of TLS is known";
}

struct transcript *
question_session(const struct survey *survey, enum question question, uint32_t variant)
{
	for (struct transcript *t = survey->port->transcripts[question]; t != NULL; t = t->next)
		if (t->variant == variant && transcript_find(t, EVENT_SESSION) != NULL)
			return t;
	return NULL;
}

enum plan
question_session_once(const struct survey *survey, uint32_t variant, struct attempt *attempt)
{
	unsigned tries = 0;

	attempt->variant = variant;
	for (const struct transcript *t = survey->port->transcripts[attempt->question];
	     t != NULL; t = t->next) {
		if (t->variant != variant)
			continue;
		if (!t->is_over)
			return PLAN_WAIT;
		if (transcript_find(t, EVENT_SESSION) != NULL ||
		    transcript_find(t, EVENT_ALERT_IN) != NULL)
			return PLAN_DONE;
		tries++;
	}
	return tries < SESSION_TRIES_MAX ? PLAN_ASK : PLAN_DONE;
}
