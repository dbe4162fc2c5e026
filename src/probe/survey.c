/* SPDX-License-Identifier: MIT */
#include "probe/survey.h"

#include "registry/number.h"
#include "registry/suite.h"

#include <string.h>

enum { ALERT_VERSION = 70 }; /* protocol_version */

enum tls_version
survey_version(uint16_t number)
{
	for (size_t i = 0; i < TLS_VERSIONS; i++)
		if (tls_version_number((enum tls_version)i) == number)
			return (enum tls_version)i;
	return TLS_VERSIONS;
}

static void
note(struct survey *survey, enum tls_version version, enum answer_value value,
    enum certainty certainty)
{
	struct answer *answer;

	if (version >= TLS_VERSIONS)
		return;
	answer = &survey->versions[version];
	/* A yes is proved, whatever else was answered elsewhere. */
	if (answer->value == ANSWER_YES || (answer->value == ANSWER_NO && value == ANSWER_NO &&
					       answer->certainty <= certainty))
		return;
	*answer = (struct answer){ .value = value, .certainty = certainty };
}

static void
note_session(struct survey *survey, const struct session *session)
{
	for (size_t i = 0; i < TLS_VERSIONS; i++)
		if (strcmp(session->version, tls_version_title((enum tls_version)i)) == 0)
			note(survey, (enum tls_version)i, ANSWER_YES, CERTAINTY_CERTAIN);
	survey->has_control = true;
}

static void
note_refused(struct survey *survey, uint16_t cap, const struct witness *witness)
{
	enum tls_version top = survey_version(cap);
	bool is_likely = witness->reception != RECEPTION_REFUSED ||
	                 witness_fate(survey->port, QUESTION_VERSIONS, cap | SURVEY_RARE_SUITES,
			     NULL) == FATE_DROPPED;
	enum certainty certainty = is_likely ? CERTAINTY_LIKELY : CERTAINTY_CERTAIN;

	if (top >= TLS_VERSIONS)
		return;
	note(survey, top, ANSWER_NO, certainty);
	/* RFC 5246 appendix E.1: a server answers with the highest version that it has up to
	 * the one offered, and all suites of these versions were offered as well. SSL 3.0 is
	 * asked without extensions unless the server is known to bear them. */
	for (size_t i = survey->session != NULL || witness->flight.alert == ALERT_VERSION
	                    ? TLS_VERSION_SSL3
	                    : TLS_VERSION_10;
	     i < top && cap != VERSION_TLS13 &&
	     (cap != VERSION_TLS12 || witness->reception == RECEPTION_REFUSED);
	     i++)
		note(survey, (enum tls_version)i, ANSWER_NO, certainty);
}

/* What a hello that offered all there is up to a version says of the versions above the one
 * that was taken. */
static void
note_passed_over(struct survey *survey, const struct witness *witness)
{
	enum tls_version top = survey_version(witness_cap(witness));
	enum tls_version taken = survey_version(witness->flight.version);

	if (top >= TLS_VERSIONS || taken >= TLS_VERSIONS)
		return;
	for (size_t i = (size_t)taken + 1; i <= top; i++)
		note(survey, (enum tls_version)i, ANSWER_NO, CERTAINTY_CERTAIN);
}

static void
note_raw(struct survey *survey, enum question question, const struct witness *witness)
{
	bool asks_versions = question == QUESTION_VERSIONS;

	if (witness->reception == RECEPTION_ACCEPTED) {
		/* To a hello of SSL 2.0 as well a server may answer in TLS. */
		note(survey, survey_version(witness->flight.version), ANSWER_YES,
		    CERTAINTY_CERTAIN);
		survey->has_control = true;
		if (asks_versions)
			note_passed_over(survey, witness);
	}
}

/* An alert that does not speak of the version may be about the suites: then the version is
 * asked again with all others. */
static bool
is_refused_with_rare(const struct survey *survey, uint16_t cap)
{
	enum fate fate =
	    witness_fate(survey->port, QUESTION_VERSIONS, cap | SURVEY_RARE_SUITES, NULL);

	return fate == FATE_REFUSED || fate == FATE_DROPPED || cap == VERSION_TLS13 ||
	       cap == VERSION_SSL3;
}

static void
note_versions_refused(struct survey *survey)
{
	for (int i = TLS_VERSION_13; i >= TLS_VERSION_SSL3; i--) {
		const struct witness *witness;
		uint16_t cap = tls_version_number((enum tls_version)i);
		enum fate fate = witness_fate(survey->port, QUESTION_VERSIONS, cap, &witness);

		if (fate == FATE_DROPPED ||
		    (fate == FATE_REFUSED && (witness->flight.alert == ALERT_VERSION ||
						 is_refused_with_rare(survey, cap))))
			note_refused(survey, cap, witness);
	}
}

static void
note_transcript(struct survey *survey, struct transcript *transcript)
{
	const struct event *hello = transcript_find(transcript, EVENT_HELLO);

	if (transcript_find(transcript, EVENT_SESSION) != NULL)
		note_session(survey, &transcript->session);
	else if (hello != NULL && hello->bytes.len > 0)
		note_raw(survey, transcript->question, witness_of(transcript));
}

static enum key_type
key_type_of(const struct session *session)
{
	static const struct {
		const char *beginning; /* of the signature scheme's name */
		enum key_type type;
	} types[] = {
		{ "RSA", KEY_TYPE_RSA },
		{ "ECDSA", KEY_TYPE_ECDSA },
		{ "EdDSA", KEY_TYPE_OTHER },
	};

	const struct suite *suite;

	for (size_t i = 0; i < COUNT_OF(types); i++)
		if (span_starts(span_of(session->signature), types[i].beginning))
			return types[i].type;
	/* Before TLS 1.2 there are no schemes, but suites name the key. */
	suite = suite_by_name(session->suite);
	if (suite == NULL)
		return KEY_TYPE_UNKNOWN;
	return suite->authentication == AUTHENTICATION_RSA     ? KEY_TYPE_RSA
	       : suite->authentication == AUTHENTICATION_ECDSA ? KEY_TYPE_ECDSA
	                                                       : KEY_TYPE_UNKNOWN;
}

static bool
reached_tls(const struct transcript *transcript)
{
	return transcript != NULL && transcript_find(transcript, EVENT_HELLO) != NULL &&
	       transcript_find(transcript, EVENT_NOT_TLS) == NULL;
}

static void
find_mode(struct survey *survey)
{
	static const enum question questions[] = { QUESTION_BASICS, QUESTION_OTHER_MODE };
	const struct transcript *best = NULL;

	for (size_t i = 0; i < COUNT_OF(questions); i++) {
		const struct transcript *t = survey->port->transcripts[questions[i]];

		if (!reached_tls(t))
			continue;
		if (best == NULL ||
		    (t->session.version[0] != '\0' && best->session.version[0] == '\0'))
			best = t;
	}
	if (best == NULL) {
		survey->why_no_tls = "TLS was not reached";
		return;
	}
	survey->mode = best->mode;
	if (transcript_find(best, EVENT_SESSION) == NULL)
		return;
	survey->session = &best->session;
	survey->key_type = key_type_of(&best->session);
}

void
survey_read(const struct port_record *port, draw_bytes *draw, struct survey *survey)
{
	*survey = (struct survey){
		.port = port,
		.draw = draw,
		.mode = port->endpoint.scheme->mode,
	};
	find_mode(survey);
	note_versions_refused(survey);
	for (size_t i = 0; i < QUESTION_COUNT; i++)
		for (struct transcript *t = port->transcripts[i]; t != NULL; t = t->next)
			note_transcript(survey, t);
	/* A refusal proves nothing where nothing at all is taken. */
	for (size_t i = 0; i < TLS_VERSIONS && !survey->has_control; i++)
		survey->versions[i] = (struct answer){ 0 };
}

bool
survey_has(const struct survey *survey, enum tls_version version)
{
	return survey->versions[version].value == ANSWER_YES;
}

bool
survey_lacks(const struct survey *survey, enum tls_version version)
{
	return survey->versions[version].value == ANSWER_NO;
}

bool
survey_lacks_old(const struct survey *survey, enum certainty *certainty)
{
	enum certainty least = CERTAINTY_CERTAIN;

	for (size_t i = TLS_VERSION_SSL3; i <= TLS_VERSION_12; i++) {
		if (!survey_lacks(survey, (enum tls_version)i))
			return false;
		if (survey->versions[i].certainty > least)
			least = survey->versions[i].certainty;
	}
	*certainty = least;
	return true;
}

enum tls_version
survey_best_old(const struct survey *survey)
{
	for (int i = TLS_VERSION_12; i >= TLS_VERSION_SSL3; i--)
		if (survey_has(survey, (enum tls_version)i))
			return (enum tls_version)i;
	return TLS_VERSIONS;
}

void
survey_each_accepted(const struct survey *survey, witness_visitor *visit, void *context)
{
	for (size_t i = 0; i < QUESTION_COUNT; i++)
		for (struct transcript *t = survey->port->transcripts[i]; t != NULL;
		     t = t->next) {
			const struct event *hello = transcript_find(t, EVENT_HELLO);
			const struct witness *witness;

			if (hello == NULL || hello->bytes.len == 0)
				continue;
			witness = witness_of(t);
			if (witness->reception == RECEPTION_ACCEPTED)
				visit(context, (enum question)i, witness);
		}
}
