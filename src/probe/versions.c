/* SPDX-License-Identifier: MIT */
/* Versions: from the newest down, each with a hello that offers everything up to it. */
#include "probe/question.h"
#include "registry/number.h"
#include "registry/suite.h"

enum {
	SCSV_FALLBACK = 0x5600, /* RFC 7507 */
	ALERT_PROTOCOL_VERSION = 70,
	ALERT_INAPPROPRIATE_FALLBACK = 86,
};

/* The version was refused, though maybe for the suites: once more with all others. */
static enum plan
next_rare(const struct survey *survey, struct hello_wish wish, struct attempt *attempt)
{
	uint16_t numbers[RARE_SUITES_MAX];
	const struct witness *witness;
	enum fate fate = witness_fate(survey->port, QUESTION_VERSIONS, wish.version, &witness);
	enum plan plan;

	if (wish.version == VERSION_TLS13 || wish.version == VERSION_SSL3 ||
	    fate != FATE_REFUSED || witness->flight.alert == ALERT_PROTOCOL_VERSION)
		return PLAN_DONE;
	plan = question_once(survey, wish.version | SURVEY_RARE_SUITES, attempt);
	if (plan != PLAN_ASK)
		return plan;
	wish.suites = numbers;
	wish.suites_len = suites_rare(wish.version, numbers);
	question_hello(survey, &wish, attempt);
	return PLAN_ASK;
}

enum plan
versions_next(const struct survey *survey, struct attempt *attempt)
{
	/* SSL 2.0 has a question of its own. */
	for (int i = TLS_VERSION_13; i >= TLS_VERSION_SSL3; i--) {
		const struct hello_wish wish = {
			.version = tls_version_number((enum tls_version)i),
			.server_name = survey->port->endpoint.server_name,
			.offers_all = true,
		};
		enum plan plan;

		if (survey->versions[i].value != ANSWER_UNKNOWN)
			continue;
		plan = question_once(survey, wish.version, attempt);
		if (plan == PLAN_ASK)
			question_hello(survey, &wish, attempt);
		if (plan == PLAN_DONE)
			plan = next_rare(survey, wish, attempt);
		if (plan != PLAN_DONE)
			return plan;
	}
	return PLAN_DONE;
}

void
versions_read(const struct survey *survey, struct arena *arena, struct negotiation *facts)
{
	(void)arena;
	for (size_t i = TLS_VERSION_SSL3; i < TLS_VERSIONS; i++) {
		uint16_t number = tls_version_number((enum tls_version)i);
		enum fate fate = witness_fate(survey->port, QUESTION_VERSIONS, number, NULL);
		struct answer *answer = &facts->versions[i];

		*answer = survey->versions[i];
		if (answer->value == ANSWER_UNKNOWN)
			*answer = question_open(survey, QUESTION_VERSIONS, fate);
		if (!survey->has_control && (fate == FATE_REFUSED || fate == FATE_DROPPED))
			answer->why = "no hello at all got through";
	}
}

/* A server without SSL 2.0 cannot say so in its words: it closes, which here is an answer.
 * Silence is none. */
static enum fate
ssl2_verdict(const struct survey *survey, const struct witness **witness)
{
	enum fate fate = witness_fate(survey->port, QUESTION_SSL2, VERSION_SSL2, witness);

	if (fate == FATE_OPEN && *witness != NULL &&
	    (*witness)->reception == RECEPTION_DROPPED) {
		const struct transcript *t = survey->port->transcripts[QUESTION_SSL2];

		if (transcript_find(t, EVENT_EOF) != NULL ||
		    transcript_find(t, EVENT_RESET) != NULL)
			return FATE_DROPPED;
	}
	return fate;
}

enum plan
ssl2_next(const struct survey *survey, struct attempt *attempt)
{
	const struct witness *witness;
	uint32_t kinds[16];
	uint8_t challenge[16];
	size_t len = 0;

	switch (ssl2_verdict(survey, &witness)) {
	case FATE_RUNNING:
		return PLAN_WAIT;
	case FATE_OPEN:
		break;
	default:
		return PLAN_DONE;
	}
	for (size_t i = 0; i < ssl2_kinds_count && len < COUNT_OF(kinds); i++)
		kinds[len++] = ssl2_kinds[i].number;
	survey->draw(challenge, sizeof(challenge));
	attempt->variant = VERSION_SSL2;
	attempt->mode = survey->mode;
	attempt->errand = ERRAND_HELLO;
	attempt->is_raw = true;
	attempt->is_ssl2 = true;
	hello_write_ssl2(challenge, kinds, len, &attempt->hello);
	return PLAN_ASK;
}

void
ssl2_read(const struct survey *survey, struct arena *arena, struct negotiation *facts)
{
	struct answer *answer = &facts->versions[TLS_VERSION_SSL2];
	const struct witness *witness;
	enum fate fate = ssl2_verdict(survey, &witness);

	(void)arena;
	switch (fate) {
	case FATE_ACCEPTED:
		/* A TLS hello in answer is one of another version. */
		answer->value = witness->flight.end == FLIGHT_SSL2 ? ANSWER_YES : ANSWER_NO;
		for (size_t i = 0; i + 2 < witness->flight.kinds.len &&
				   facts->ssl2_kinds_len < COUNT_OF(facts->ssl2_kinds);
		     i += 3) {
			const uint8_t *kind = witness->flight.kinds.data + i;

			facts->ssl2_kinds[facts->ssl2_kinds_len++] =
			    (uint32_t)kind[0] << 16 | (uint32_t)kind[1] << 8 | kind[2];
		}
		break;
	case FATE_REFUSED:
	case FATE_DROPPED:
		*answer = (struct answer){
			.value = survey->has_control ? ANSWER_NO : ANSWER_UNKNOWN,
			.certainty =
			    fate == FATE_REFUSED ? CERTAINTY_CERTAIN : CERTAINTY_LIKELY,
			.why = survey->has_control ? NULL : "no hello at all got through",
		};
		break;
	case FATE_OPEN:
	case FATE_RUNNING:
	case FATE_LOST:
		*answer = question_open(survey, QUESTION_SSL2, fate);
		break;
	}
}

/* The highest version, and the highest of those below it; false if there are not two. */
static bool
find_two(const struct survey *survey, enum tls_version *lower)
{
	bool has_upper = false;

	for (int i = TLS_VERSION_13; i >= TLS_VERSION_SSL3; i--) {
		if (!survey_has(survey, (enum tls_version)i))
			continue;
		*lower = (enum tls_version)i;
		if (has_upper)
			return true;
		has_upper = true;
	}
	return false;
}

enum plan
fallback_next(const struct survey *survey, struct attempt *attempt)
{
	enum tls_version lower = TLS_VERSION_12;
	uint16_t numbers[KNOWN_SUITES_MAX + 1];
	struct hello_wish wish = {
		.suites = numbers,
		.server_name = survey->port->endpoint.server_name,
	};
	enum plan plan;

	if (!find_two(survey, &lower))
		return question_none(attempt, "there are no two versions to fall back between");
	wish.version = tls_version_number(lower);
	plan = question_once(survey, wish.version, attempt);
	if (plan != PLAN_ASK)
		return plan;
	wish.suites_len = question_suites(survey, wish.version, numbers);
	numbers[wish.suites_len++] = SCSV_FALLBACK;
	question_hello(survey, &wish, attempt);
	return PLAN_ASK;
}

void
fallback_read(const struct survey *survey, struct arena *arena, struct negotiation *facts)
{
	struct answer *answer = &facts->behaviours[BEHAVIOUR_FALLBACK_SCSV];
	enum tls_version lower = TLS_VERSION_12;
	const struct witness *witness;
	enum fate fate;

	(void)arena;
	if (!find_two(survey, &lower)) {
		for (size_t i = TLS_VERSION_SSL3; i < TLS_VERSIONS; i++)
			if (survey->versions[i].value == ANSWER_UNKNOWN) {
				answer->why = "not all versions are known";
				return;
			}
		*answer = (struct answer){ .value = ANSWER_NOT_APPLICABLE,
			.why = "there are no two versions to fall back between" };
		return;
	}
	fate =
	    witness_fate(survey->port, QUESTION_FALLBACK, tls_version_number(lower), &witness);
	if (fate == FATE_ACCEPTED)
		answer->value = ANSWER_NO;
	else if (fate == FATE_REFUSED && witness->flight.alert == ALERT_INAPPROPRIATE_FALLBACK)
		answer->value = ANSWER_YES;
	else if (fate == FATE_REFUSED || fate == FATE_DROPPED)
		*answer = (struct answer){ .value = ANSWER_YES,
			.certainty = CERTAINTY_LIKELY,
			.why = "it refuses, though not with inappropriate_fallback" };
	else
		*answer = question_open(survey, QUESTION_FALLBACK, fate);
}
