/* SPDX-License-Identifier: MIT */
/* What only whole sessions show: tickets, resumption, a second handshake. */
#include "probe/question.h"
#include "tls/certificate.h"
#include "tls/ticket.h"

/* Variants: the version's number, and whether it is the session that resumes. */
enum { RESUMES = 1 << 16 };

static const struct resumable {
	enum tls_version version;
	enum tls_profile profile;
	enum behaviour behaviour;
} resumables[] = {
	{ TLS_VERSION_13, TLS_PROFILE_TLS13, BEHAVIOUR_RESUMPTION_TLS13 },
	{ TLS_VERSION_12, TLS_PROFILE_TLS12, BEHAVIOUR_RESUMPTION_TLS12 },
};

/* The library speaks TLS 1.0 and later. */
static bool
has_old_session(const struct survey *survey)
{
	enum tls_version best = survey_best_old(survey);

	return best != TLS_VERSIONS && best >= TLS_VERSION_10;
}

static bool
has_resumable(const struct survey *survey, const struct resumable *row)
{
	return row->version == TLS_VERSION_13 ? survey_has(survey, TLS_VERSION_13)
	                                      : has_old_session(survey);
}

static bool
lacks_resumable(const struct survey *survey, const struct resumable *row)
{
	enum certainty certainty;

	return row->version == TLS_VERSION_13 ? survey_lacks(survey, TLS_VERSION_13)
	                                      : survey_lacks_old(survey, &certainty) ||
	                                            survey_best_old(survey) == TLS_VERSION_SSL3;
}

static enum plan
next_resumable(
    const struct survey *survey, const struct resumable *row, struct attempt *attempt)
{
	uint32_t variant = tls_version_number(row->version);
	const struct transcript *first;
	enum plan plan = question_session_once(survey, variant, attempt);

	if (plan == PLAN_DONE) {
		first = question_session(survey, QUESTION_RESUMPTION, variant);
		if (first == NULL || !first->session.is_resumable)
			return PLAN_DONE;
		plan = question_session_once(survey, variant | RESUMES, attempt);
	} else {
		first = NULL;
	}
	if (plan != PLAN_ASK)
		return plan;
	attempt_session(attempt, &survey->port->endpoint, survey->mode, ERRAND_NONE);
	attempt->offer.profile = row->profile;
	attempt->keeps_tickets = true;
	if (first != NULL)
		attempt->offer.resumption = first->resumption;
	return PLAN_ASK;
}

enum plan
resumption_next(const struct survey *survey, struct attempt *attempt)
{
	if (survey->session == NULL)
		return question_none(attempt, "no session came to stand");
	for (size_t i = 0; i < COUNT_OF(resumables); i++) {
		enum plan plan;

		if (!has_resumable(survey, &resumables[i]))
			continue;
		plan = next_resumable(survey, &resumables[i], attempt);
		if (plan != PLAN_DONE)
			return plan;
	}
	return PLAN_DONE;
}

static void
read_tickets(const struct transcript *transcript, bool is_tls13, struct ticket_facts *facts,
    struct negotiation *all)
{
	struct answer *zero = &all->behaviours[BEHAVIOUR_ZERO_TICKET_KEY];

	for (const struct event *event = transcript->first; event != NULL;
	     event = event->next) {
		struct ticket ticket;

		if (event->kind != EVENT_TICKET ||
		    !ticket_read(event->bytes, is_tls13, &ticket))
			continue;
		facts->count++;
		facts->lifetime_s = ticket.lifetime_s;
		facts->is_before_finished = facts->is_before_finished || event->number != 0;
		if (ticket.max_early_data > facts->max_early_data)
			facts->max_early_data = ticket.max_early_data;
		if (ticket_has_zero_key(ticket.ticket))
			*zero = (struct answer){ .value = ANSWER_YES,
				.why = "a ticket's MAC is right with a key of zeros" };
		else if (zero->value == ANSWER_UNKNOWN)
			*zero = (struct answer){ .value = ANSWER_NO };
	}
}

/* The library may keep a session without a ticket, by its id (RFC 5246 section 7.3). */
static struct answer
read_resumption(
    const struct survey *survey, const struct resumable *row, const struct transcript *first)
{
	uint32_t variant = tls_version_number(row->version);
	const struct transcript *second =
	    question_session(survey, QUESTION_RESUMPTION, variant | RESUMES);

	if (!has_resumable(survey, row))
		return lacks_resumable(survey, row)
		           ? (struct answer){ .value = ANSWER_NOT_APPLICABLE,
				     .why = "the server does not have this version" }
		           : (struct answer){ .why = "the version is not known" };
	if (first == NULL)
		return (struct answer){ .why = "no session came to stand" };
	if (second != NULL)
		return (struct answer){ .value = second->session.is_resumed ? ANSWER_YES
			                                                    : ANSWER_NO };
	for (const struct transcript *t = survey->port->transcripts[QUESTION_RESUMPTION];
	     t != NULL; t = t->next)
		if (t->variant == (variant | RESUMES))
			return (struct answer){ .why = "the second session failed" };
	if (!first->session.is_resumable)
		return (struct answer){ .value = ANSWER_NO,
			.why = "the server gave nothing to resume with" };
	return (struct answer){ .why = "it was not asked to the end" };
}

/* A client learns only behind a handshake of TLS 1.3 that its certificate was wanted (RFC 8446
 * section 4.4.2.4): what such a session lacks says nothing. */
static bool
was_thrown_out(const struct transcript *transcript)
{
	return transcript_find(transcript, EVENT_ALERT_IN) != NULL;
}

static const struct answer thrown_out = {
	.why = "the server ends the session with an alert",
};

static struct answer
must_staple(const struct survey *survey, struct arena *arena)
{
	struct certificate *leaf = arena_alloc(arena, sizeof(*leaf));

	if (survey->session == NULL || survey->session->chain_len == 0)
		return (struct answer){ .why = "no certificate was seen" };
	certificate_read(survey->session->chain[0], arena, leaf);
	if (!leaf->is_readable)
		return (struct answer){ .why = "the certificate cannot be read" };
	return (struct answer){ .value = leaf->demands_staple ? ANSWER_YES : ANSWER_NO };
}

void
resumption_read(const struct survey *survey, struct arena *arena, struct negotiation *facts)
{
	struct answer *tickets = &facts->behaviours[BEHAVIOUR_TICKETS_TLS13];
	struct answer *early = &facts->behaviours[BEHAVIOUR_EARLY_DATA];
	struct answer *zero = &facts->behaviours[BEHAVIOUR_ZERO_TICKET_KEY];

	tickets->why = question_why_not_asked(survey, QUESTION_RESUMPTION);
	early->why = zero->why = tickets->why;
	if (survey_lacks(survey, TLS_VERSION_13)) {
		*tickets = (struct answer){ .value = ANSWER_NOT_APPLICABLE,
			.why = "the server does not have TLS 1.3" };
		*early = *tickets;
	}
	for (size_t i = 0; i < COUNT_OF(resumables); i++) {
		const struct resumable *row = &resumables[i];
		bool is_tls13 = row->version == TLS_VERSION_13;
		const struct transcript *first = question_session(
		    survey, QUESTION_RESUMPTION, tls_version_number(row->version));

		facts->behaviours[row->behaviour] = read_resumption(survey, row, first);
		if (first == NULL)
			continue;
		if (was_thrown_out(first)) {
			facts->behaviours[row->behaviour] = thrown_out;
			if (is_tls13)
				*tickets = *early = thrown_out;
			continue;
		}
		read_tickets(first, is_tls13,
		    is_tls13 ? &facts->tickets_tls13 : &facts->tickets_tls12, facts);
		if (!is_tls13)
			continue;
		*tickets =
		    (struct answer){ .value = facts->tickets_tls13.count > 0 ? ANSWER_YES
			                                                     : ANSWER_NO };
		*early = (struct answer){ .value = facts->tickets_tls13.max_early_data > 0
			                               ? ANSWER_YES
			                               : ANSWER_NO };
	}
	if (zero->value == ANSWER_UNKNOWN && facts->tickets_tls13.count == 0 &&
	    facts->tickets_tls12.count == 0 &&
	    port_count(survey->port, QUESTION_RESUMPTION) > 0)
		*zero = (struct answer){ .value = ANSWER_NOT_APPLICABLE,
			.why = "there are no tickets" };
	facts->behaviours[BEHAVIOUR_MUST_STAPLE] = must_staple(survey, arena);
}

enum plan
renegotiation_next(const struct survey *survey, struct attempt *attempt)
{
	enum plan plan;

	if (!has_old_session(survey))
		return question_none(attempt, "it is of TLS 1.2 and older");
	plan = question_session_once(survey, 0, attempt);
	if (plan == PLAN_ASK) {
		attempt_session(
		    attempt, &survey->port->endpoint, survey->mode, ERRAND_RENEGOTIATION);
		attempt->offer.profile = TLS_PROFILE_TLS12;
	}
	return plan;
}

void
renegotiation_read(const struct survey *survey, struct arena *arena, struct negotiation *facts)
{
	struct answer *answer = &facts->behaviours[BEHAVIOUR_CLIENT_RENEGOTIATION];
	const struct transcript *transcript =
	    question_session(survey, QUESTION_RENEGOTIATION, 0);
	const struct event *event =
	    transcript == NULL ? NULL : transcript_find(transcript, EVENT_RENEGOTIATED);

	(void)arena;
	if (survey_best_old(survey) == TLS_VERSIONS &&
	    survey->versions[TLS_VERSION_12].value == ANSWER_NO)
		*answer = (struct answer){ .value = ANSWER_NOT_APPLICABLE,
			.why = "it is of TLS 1.2 and older" };
	else if (event != NULL)
		*answer =
		    (struct answer){ .value = event->number != 0 ? ANSWER_YES : ANSWER_NO };
	else if (transcript != NULL)
		answer->why = "the server kept silent to it";
	else
		answer->why = question_why_not_asked(survey, QUESTION_RENEGOTIATION);
}
