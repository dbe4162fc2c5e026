/* SPDX-License-Identifier: MIT */
#include "probe/digest.h"

#include "probe/capability.h"
#include "probe/failure.h"
#include "probe/login.h"
#include "probe/negotiation.h"
#include "probe/plan.h"
#include "tls/chain.h"

/* The connection to tell of: the one that got a session, else the first. */
static const struct transcript *
main_transcript(const struct port_record *port)
{
	const struct transcript *other = port->transcripts[QUESTION_OTHER_MODE];

	if (other != NULL && (transcript_find(other, EVENT_SESSION) != NULL ||
				 transcript_reply(other, STEP_GREETING) != NULL))
		return other;
	return port->transcripts[QUESTION_BASICS];
}

static struct lines
lines_of(const struct transcript *transcript, enum step step)
{
	struct lines lines = { .lines = arena_alloc(
				   transcript->arena, sizeof(struct span) * LINES_MAX) };

	for (const struct event *event = transcript->first; event != NULL; event = event->next)
		if (event->kind == EVENT_RECEIVED && event->step == step &&
		    lines.len < LINES_MAX)
			lines.lines[lines.len++] = event->bytes;
	return lines;
}

/* From the moment that the server could speak: TCP stands, or TLS does. */
static uint64_t
greeting_us(const struct transcript *transcript)
{
	const struct event *reply = transcript_reply(transcript, STEP_GREETING);
	const struct event *from = transcript_find(
	    transcript, transcript->mode == MODE_IMPLICIT ? EVENT_SESSION : EVENT_CONNECTED);

	if (reply == NULL || from == NULL || reply->at_us < from->at_us)
		return 0;
	return reply->at_us - from->at_us;
}

static bool
got_go_ahead(const struct transcript *transcript)
{
	const struct event *reply = transcript_reply(transcript, STEP_STARTTLS);

	return reply != NULL && reply->reply == REPLY_OK;
}

/* No answer to STARTTLS, a goodbye, or an end of our own making: none of them is a no. */
static bool
is_undecided(const struct transcript *clear)
{
	const struct event *reply = transcript_reply(clear, STEP_STARTTLS);

	return reply == NULL || reply->reply == REPLY_GOODBYE ||
	       clear->last->kind == EVENT_INTERRUPTED || clear->last->kind == EVENT_LOCAL;
}

static void
read_starttls(const struct transcript *clear, struct port_facts *facts)
{
	enum protocol protocol = facts->record->endpoint.scheme->protocol;
	const struct event *early = transcript_find(clear, EVENT_EARLY);
	const struct event *hello = transcript_find(clear, EVENT_HELLO);
	bool is_listed = capability_has(&facts->before, protocol_tls_verb(protocol));

	facts->starttls_works = (struct answer){ .value = ANSWER_NO };
	if (capability_is_known(clear, protocol, false))
		facts->starttls_advertised.value = is_listed ? ANSWER_YES : ANSWER_NO;
	else
		facts->starttls_advertised.why = "there was no list of capabilities";
	if (transcript_find(clear, EVENT_SESSION) != NULL)
		facts->starttls_works.value = ANSWER_YES;
	else if (is_undecided(clear))
		facts->starttls_works = (struct answer){ .value = ANSWER_UNKNOWN,
			.why = "the server gave no answer to it" };
	facts->is_starttls_masked = !is_listed && capability_is_masked(&facts->before);
	if (got_go_ahead(clear))
		facts->go_ahead = lines_of(clear, STEP_STARTTLS);
	if (early != NULL)
		facts->early = early->bytes;
	facts->silence_ms = hello == NULL ? 0 : hello->number;
}

static void
read_main(const struct transcript *transcript, struct arena *arena, struct port_facts *facts)
{
	const struct endpoint *endpoint = &facts->record->endpoint;

	facts->mode = transcript->mode;
	facts->greeting = lines_of(transcript, STEP_GREETING);
	facts->greeting_us = greeting_us(transcript);
	facts->after = capability_read(transcript, endpoint->scheme->protocol, true);
	facts->ehlo_name = capability_own_name(transcript, endpoint->scheme->protocol);
	facts->asked_for_certificate =
	    transcript_find(transcript, EVENT_CERTIFICATE_REQUEST) != NULL;
	facts->has_session = transcript_find(transcript, EVENT_SESSION) != NULL;
	if (!facts->has_session)
		return;
	facts->session = &transcript->session;
	chain_read(&transcript->session, endpoint->server_name, transcript->began_at_ms / 1000,
	    arena, &facts->chain);
}

static void
count(const struct port_record *port, struct port_facts *facts)
{
	for (size_t i = 0; i < QUESTION_COUNT; i++) {
		for (const struct transcript *t = port->transcripts[i]; t != NULL;
		     t = t->next) {
			facts->connections++;
			facts->bytes_in += t->bytes_in;
			facts->bytes_out += t->bytes_out;
		}
	}
}

static enum port_state
state_after(enum outcome outcome)
{
	if (outcome == OUTCOME_CONNECTION_REFUSED)
		return PORT_CLOSED;
	if (outcome == OUTCOME_FILTERED || outcome == OUTCOME_UNREACHABLE)
		return PORT_NO_ANSWER;
	if (outcome == OUTCOME_LOCAL || outcome == OUTCOME_INTERRUPTED)
		return PORT_UNKNOWN;
	return PORT_FAILED;
}

/* The first failure decides. What only the second connection met with, the one for the login,
 * says nothing about the port. */
static enum port_state
state_of(const struct port_facts *facts)
{
	for (size_t i = 0; i < facts->failures_len; i++)
		if (facts->failures[i].question != QUESTION_LOGIN)
			return state_after(facts->failures[i].outcome);
	return PORT_OK;
}

void
digest_port(const struct port_record *port, struct arena *arena, struct port_facts *facts)
{
	static const struct session no_session;
	const struct transcript *clear = plan_cleartext(port);
	const struct transcript *transcript = main_transcript(port);

	*facts = (struct port_facts){
		.record = port,
		.state = PORT_UNKNOWN,
		.mode = port->endpoint.scheme->mode,
		.session = &no_session,
		.starttls_advertised = { .value = ANSWER_UNKNOWN,
		    .why = "the port was not asked" },
		.starttls_works = { .value = ANSWER_UNKNOWN, .why = "the port was not asked" },
	};
	count(port, facts);
	if (transcript == NULL) {
		login_read(port, &facts->before, arena, &facts->login);
		return;
	}
	read_main(transcript, arena, facts);
	if (clear != NULL) {
		facts->before = capability_read(clear, port->endpoint.scheme->protocol, false);
		read_starttls(clear, facts);
	} else {
		facts->starttls_advertised.value = ANSWER_NOT_APPLICABLE;
		facts->starttls_works.value = ANSWER_NOT_APPLICABLE;
	}
	failure_read_modes(port, facts);
	failure_read(port->transcripts[QUESTION_BASICS], facts);
	if (transcript != port->transcripts[QUESTION_BASICS])
		failure_read(transcript, facts);
	if (port->transcripts[QUESTION_LOGIN] != NULL)
		failure_read(port->transcripts[QUESTION_LOGIN], facts);
	login_read(port, &facts->before, arena, &facts->login);
	login_read_inside(
	    transcript, port->endpoint.scheme->protocol, &facts->after, arena, &facts->login);
	facts->state = state_of(facts);
	negotiation_read(port, arena, &facts->negotiation);
}
