/* SPDX-License-Identifier: MIT */
#include "probe/plan.h"

#include "probe/question.h"
#include "talk/dialogue.h"

/* What a server may make us keep of all connections to one port: far more than any sends. */
enum { BYTES_MAX = 8 * 1024 * 1024 };

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
next_basics(const struct port_record *port, struct attempt *attempt)
{
	if (port->transcripts[QUESTION_BASICS] != NULL)
		return PLAN_DONE;
	attempt_session(attempt, &port->endpoint, port->endpoint.scheme->mode, ERRAND_NONE);
	return PLAN_ASK;
}

enum plan
plan_other_mode(const struct port_record *port, struct attempt *attempt)
{
	const struct transcript *basics = port->transcripts[QUESTION_BASICS];
	bool is_implicit = port->endpoint.scheme->mode == MODE_IMPLICIT;

	attempt->question = QUESTION_OTHER_MODE;
	if (basics == NULL || port->transcripts[QUESTION_OTHER_MODE] != NULL)
		return PLAN_DONE;
	if (is_implicit ? may_be_starttls(basics, port->endpoint.scheme->protocol)
			: may_be_implicit(basics)) {
		attempt_session(attempt, &port->endpoint,
		    is_implicit ? MODE_STARTTLS : MODE_IMPLICIT, ERRAND_NONE);
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

static const char bound_reached[] = "the bound on connections was reached";

static bool
is_bound_reached(const struct port_record *port)
{
	return port->limits.connections_max != 0 &&
	       port_count_all(port) >= port->limits.connections_max;
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
	return is_bound_reached(port) ? bound_reached : NULL;
}

/* Beyond the quick depth no two connections are open at once, and the one for the login goes on
 * to TLS, so that it answers another question as well. */
static enum plan
next_login(const struct port_record *port, draw_bytes *draw, struct attempt *attempt)
{
	const struct transcript *clear = plan_cleartext(port);
	struct survey survey;

	if (port->transcripts[QUESTION_LOGIN] != NULL || clear == NULL ||
	    plan_why_no_login(port) != NULL)
		return PLAN_DONE;
	if (!has_got_to_starttls(clear) ||
	    (port->limits.depth != DEPTH_QUICK && !clear->is_over))
		return PLAN_WAIT;
	attempt_session(attempt, &port->endpoint, MODE_STARTTLS, ERRAND_LOGIN);
	if (port->limits.depth == DEPTH_QUICK)
		return PLAN_ASK;
	survey_read(port, draw, &survey);
	if (survey.why_no_tls != NULL || survey.mode != MODE_STARTTLS)
		return PLAN_ASK;
	no_name_compose(&survey, attempt);
	attempt->errand = ERRAND_LOGIN_HELLO;
	return PLAN_ASK;
}

static enum plan
next_basic(const struct port_record *port, draw_bytes *draw, struct attempt *attempt)
{
	enum plan basics = next_basics(port, attempt);
	enum plan other;
	enum plan login;

	attempt->question = QUESTION_BASICS;
	if (basics == PLAN_ASK)
		return PLAN_ASK;
	other = plan_other_mode(port, attempt);
	if (other == PLAN_ASK)
		return PLAN_ASK;
	attempt->question = QUESTION_LOGIN;
	login = next_login(port, draw, attempt);
	if (login == PLAN_ASK)
		return PLAN_ASK;
	return other == PLAN_WAIT || login == PLAN_WAIT ? PLAN_WAIT : PLAN_DONE;
}

static bool
is_quiet(const struct port_record *port)
{
	for (size_t i = 0; i < QUESTION_COUNT; i++)
		for (const struct transcript *t = port->transcripts[i]; t != NULL; t = t->next)
			if (!t->is_over)
				return false;
	return true;
}

/* A connection that ended before it came to anything that was asked. */
static bool
came_to_nothing(const struct transcript *transcript)
{
	return transcript->is_over && transcript_find(transcript, EVENT_HELLO) == NULL &&
	       transcript_reply(transcript, STEP_STARTTLS) == NULL;
}

/* Why the server should not be asked any further; NULL if it may. */
static const char *
why_stop(const struct port_record *port)
{
	enum { LOST_MAX = 2 };
	unsigned lost = 0;
	uint64_t bytes_in = 0;

	for (size_t i = 0; i < QUESTION_COUNT; i++)
		for (const struct transcript *t = port->transcripts[i]; t != NULL;
		     t = t->next) {
			const struct event *last = t->last;

			if (said_goodbye(t))
				return "the server said goodbye: it may throttle";
			if (last != NULL && last->kind == EVENT_INTERRUPTED)
				return "the scan was stopped";
			lost += i > QUESTION_LOGIN && came_to_nothing(t);
			bytes_in += t->bytes_in;
		}
	if (bytes_in > BYTES_MAX)
		return "the server sends more than is kept of a port";
	if (lost >= LOST_MAX)
		return "the server stopped taking connections: it may throttle";
	return is_bound_reached(port) ? bound_reached : NULL;
}

/* Why this question is not asked whatever the server is; NULL if it is. */
static const char *
why_not_wanted(const struct port_record *port, const struct question_row *row)
{
	if (row->depth > port->limits.depth)
		return "not at this depth";
	return row->is_intrusive && !port->limits.is_intrusive ? "only with --intrusive" : NULL;
}

static enum plan
next_row(const struct port_record *port, draw_bytes *draw, struct attempt *attempt)
{
	struct survey survey;

	survey_read(port, draw, &survey);
	if (survey.why_no_tls != NULL)
		return PLAN_DONE;
	for (size_t i = QUESTION_LOGIN + 1; i <= QUESTION_CONTROL; i++) {
		const struct question_row *row = &question_rows[i];
		enum plan plan;

		if (why_not_wanted(port, row) != NULL)
			continue;
		attempt->question = (enum question)i;
		plan = row->next(&survey, attempt);
		if (plan == PLAN_ASK || plan == PLAN_WAIT)
			return plan;
	}
	return PLAN_DONE;
}

enum plan
plan_next(const struct port_record *port, draw_bytes *draw, struct attempt *attempt)
{
	enum plan plan = next_basic(port, draw, attempt);

	if (plan != PLAN_DONE || port->limits.depth == DEPTH_QUICK)
		return plan;
	if (!is_quiet(port))
		return PLAN_WAIT;
	return why_stop(port) != NULL ? PLAN_DONE : next_row(port, draw, attempt);
}

/* A made-up source of bytes for hellos that are never sent. */
static void
draw_nothing(uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		bytes[i] = 0;
}

static struct asked
account_row(const struct survey *survey, enum question question)
{
	const struct port_record *port = survey->port;
	const struct question_row *row = &question_rows[question];
	struct attempt attempt;
	struct asked asked = {
		.question = question,
		.connections = port_count(port, question),
		.is_applicable = true,
		.why_not = why_not_wanted(port, row),
	};
	enum plan plan;

	if (asked.why_not == NULL)
		asked.why_not = survey->why_no_tls;
	if (asked.why_not != NULL)
		return asked;
	attempt_init(&attempt);
	attempt.question = question;
	plan = row->next(survey, &attempt);
	if (plan == PLAN_NONE) {
		asked.is_applicable = false;
		asked.why_not = attempt.why;
	} else if (plan != PLAN_DONE) {
		/* It would have gone on. */
		asked.is_left_open = true;
		asked.why_not = why_stop(port);
		if (asked.why_not == NULL)
			asked.why_not = "the scan was stopped";
	}
	attempt_clear(&attempt);
	return asked;
}

void
plan_account(const struct port_record *port, struct negotiation *facts)
{
	struct survey survey;

	survey_read(port, draw_nothing, &survey);
	for (size_t i = 0; i <= QUESTION_CONTROL; i++) {
		struct asked asked = {
			.question = (unsigned)i,
			.connections = port_count(port, (enum question)i),
			.is_applicable = port->transcripts[i] != NULL,
		};

		if (i > QUESTION_LOGIN)
			asked = account_row(&survey, (enum question)i);
		else if (i == QUESTION_LOGIN && port->transcripts[i] == NULL)
			asked.why_not = plan_why_no_login(port);
		else if (i == QUESTION_OTHER_MODE && port->transcripts[i] == NULL)
			asked.why_not = "the port works in the mode that it should have";
		/* What belongs to a greater depth is no omission of this one. */
		if (i <= QUESTION_LOGIN || question_rows[i].depth <= port->limits.depth)
			facts->asked[facts->asked_len++] = asked;
	}
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
