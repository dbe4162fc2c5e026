/* SPDX-License-Identifier: MIT */
#include "probe/plan.h"

#include "talk/dialogue.h"

/* RFC 8446 section 5.1: a record begins with its type, then the major version 3. */
static bool
looks_like_tls(struct span bytes)
{
	return bytes.len >= 2 && (bytes.data[0] == 0x15 || bytes.data[0] == 0x16) &&
	       bytes.data[1] == 3;
}

static bool
looks_like_greeting(struct span bytes, enum protocol protocol)
{
	static const char *const beginnings[] = {
		[PROTOCOL_SMTP] = "220",
		[PROTOCOL_LMTP] = "220",
		[PROTOCOL_IMAP] = "* ",
		[PROTOCOL_POP3] = "+OK",
		[PROTOCOL_SIEVE] = "\"",
	};
	_Static_assert(COUNT_OF(beginnings) == PROTOCOL_COUNT, "a greeting for each protocol");

	return span_starts(bytes, beginnings[protocol]);
}

/* No greeting came in time, or TLS came in its place: does the port begin with TLS? */
static bool
may_be_implicit(const struct transcript *basics)
{
	for (const struct event *event = basics->first; event != NULL; event = event->next) {
		if (event->step != STEP_GREETING)
			continue;
		if (event->kind == EVENT_LATE || event->kind == EVENT_TIMEOUT)
			return true;
		if (event->kind == EVENT_RECEIVED || event->kind == EVENT_UNFINISHED)
			return looks_like_tls(event->bytes);
	}
	return false;
}

static bool
may_be_starttls(const struct transcript *basics, enum protocol protocol)
{
	const struct event *event = transcript_find(basics, EVENT_NOT_TLS);

	return event != NULL && looks_like_greeting(event->bytes, protocol);
}

static enum plan
next_basics(const struct port_record *port, enum mode *mode)
{
	if (port->transcripts[QUESTION_BASICS] != NULL)
		return PLAN_DONE;
	*mode = port->endpoint.scheme->mode;
	return PLAN_ASK;
}

static enum plan
next_other_mode(const struct port_record *port, enum mode *mode)
{
	const struct transcript *basics = port->transcripts[QUESTION_BASICS];
	bool is_implicit = port->endpoint.scheme->mode == MODE_IMPLICIT;

	if (basics == NULL || port->transcripts[QUESTION_OTHER_MODE] != NULL)
		return PLAN_DONE;
	if (is_implicit ? may_be_starttls(basics, port->endpoint.scheme->protocol)
			: may_be_implicit(basics)) {
		*mode = is_implicit ? MODE_STARTTLS : MODE_IMPLICIT;
		return PLAN_ASK;
	}
	return basics->is_over ? PLAN_DONE : PLAN_WAIT;
}

const struct transcript *
plan_cleartext(const struct port_record *port)
{
	const struct transcript *basics = port->transcripts[QUESTION_BASICS];
	const struct transcript *other = port->transcripts[QUESTION_OTHER_MODE];

	if (basics != NULL && basics->mode == MODE_STARTTLS)
		return basics;
	return other != NULL && other->mode == MODE_STARTTLS ? other : NULL;
}

static bool
said_goodbye(const struct transcript *transcript)
{
	for (const struct event *event = transcript->first; event != NULL; event = event->next)
		if (event->kind == EVENT_RECEIVED && event->reply == REPLY_GOODBYE)
			return true;
	return false;
}

/* Has the connection passed everything that could tell against a second one? */
static bool
has_got_to_starttls(const struct transcript *transcript)
{
	for (const struct event *event = transcript->first; event != NULL; event = event->next)
		if (event->kind == EVENT_SENT && event->step == STEP_STARTTLS)
			return true;
	return false;
}

const char *
plan_why_no_login(const struct port_record *port)
{
	const struct transcript *clear = plan_cleartext(port);
	const struct event *greeting;

	if (port->transcripts[QUESTION_LOGIN] != NULL)
		return NULL;
	if (dialect_of(port->endpoint.scheme->protocol)->login == NULL)
		return "this protocol has no login of persons";
	if (clear == NULL)
		return port->endpoint.scheme->mode == MODE_IMPLICIT
		           ? "everything on this port is inside TLS"
		           : "the port could not be asked";
	greeting = transcript_reply(clear, STEP_GREETING);
	if (greeting == NULL)
		return clear->is_over ? "there was no greeting" : NULL;
	if (said_goodbye(clear))
		return "the server said goodbye before: it was not asked again";
	if (greeting->reply == REPLY_PREAUTH)
		return "the session is logged in from the start (PREAUTH)";
	if (greeting->reply != REPLY_OK && greeting->reply != REPLY_CAPABLE)
		return "the server refused at the greeting";
	if (clear->is_over && !has_got_to_starttls(clear))
		return "the dialogue ended too early";
	return NULL;
}

static enum plan
next_login(const struct port_record *port, enum mode *mode)
{
	const struct transcript *clear = plan_cleartext(port);

	if (port->transcripts[QUESTION_LOGIN] != NULL || clear == NULL ||
	    plan_why_no_login(port) != NULL)
		return PLAN_DONE;
	if (!has_got_to_starttls(clear))
		return PLAN_WAIT;
	*mode = MODE_STARTTLS;
	return PLAN_ASK;
}

enum plan
plan_next(const struct port_record *port, enum question *question, enum mode *mode)
{
	static enum plan (*const questions[])(const struct port_record *, enum mode *) = {
		[QUESTION_BASICS] = next_basics,
		[QUESTION_OTHER_MODE] = next_other_mode,
		[QUESTION_LOGIN] = next_login,
	};
	_Static_assert(COUNT_OF(questions) == QUESTION_COUNT, "each question knows its turn");
	enum plan plan = PLAN_DONE;

	for (size_t i = 0; i < QUESTION_COUNT; i++) {
		switch (questions[i](port, mode)) {
		case PLAN_ASK:
			*question = (enum question)i;
			return PLAN_ASK;
		case PLAN_WAIT:
			plan = PLAN_WAIT;
			break;
		case PLAN_DONE:
			break;
		}
	}
	return plan;
}

bool
plan_is_moot(const struct port_record *port, enum question question)
{
	const struct transcript *transcript = port->transcripts[question];
	const struct transcript *other = port->transcripts[QUESTION_OTHER_MODE];

	return question == QUESTION_BASICS && other != NULL && other->mode == MODE_IMPLICIT &&
	       !transcript->is_over && transcript_reply(transcript, STEP_GREETING) == NULL &&
	       transcript_find(other, EVENT_SESSION) != NULL;
}
