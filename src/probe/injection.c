/* SPDX-License-Identifier: MIT */
/*
 * Commands in clear that are obeyed inside TLS (CVE-2011-0411 and its kin), and state that
 * outlives STARTTLS. What is sent is harmless: NOOP, or CAPA for POP3.
 */
#include "probe/question.h"

static const char *
why_no_starttls(const struct survey *survey)
{
	if (survey->mode != MODE_STARTTLS)
		return "everything on this port is inside TLS";
	if (survey->session == NULL)
		return "plain STARTTLS does not work";
	return NULL;
}

/* The server hung up on STARTTLS itself. */
static bool
hung_up(const struct transcript *transcript)
{
	const struct event *last = transcript->last;

	return last != NULL && last->step == STEP_STARTTLS &&
	       (last->kind == EVENT_EOF || last->kind == EVENT_RESET);
}

static enum plan
next_errand(const struct survey *survey, enum errand errand, struct attempt *attempt)
{
	const struct port_record *port = survey->port;
	const char *why = why_no_starttls(survey);
	unsigned tries = 0;

	if (why != NULL)
		return question_none(attempt, why);
	for (const struct transcript *t = port->transcripts[attempt->question]; t != NULL;
	     t = t->next) {
		if (!t->is_over)
			return PLAN_WAIT;
		/* Whatever came of it once STARTTLS was sent is the answer. */
		if (transcript_reply(t, STEP_STARTTLS) != NULL || ++tries == 2)
			return PLAN_DONE;
	}
	attempt_session(attempt, &port->endpoint, survey->mode, errand);
	return PLAN_ASK;
}

enum plan
injection_next(const struct survey *survey, struct attempt *attempt)
{
	return next_errand(survey, ERRAND_INJECTION, attempt);
}

/* The last connection of the question that came to an answer to STARTTLS, or, without one, the
 * last on which the server hung up there; or NULL. */
static const struct transcript *
decisive(const struct survey *survey, enum question question)
{
	const struct transcript *best = NULL;

	for (const struct transcript *t = survey->port->transcripts[question]; t != NULL;
	     t = t->next)
		if (t->is_over && (transcript_reply(t, STEP_STARTTLS) != NULL ||
				      (hung_up(t) && (best == NULL || hung_up(best)))))
			best = t;
	return best;
}

/* Is this line, which came inside TLS, the answer to the command that was sent before it? There
 * are servers that greet once more there, or have something to tell. */
static bool
is_answer(const struct event *event, enum protocol protocol)
{
	const char *tag = errand_injected_tag(protocol);
	bool is_unasked = event->step == STEP_PAUSE;

	if (tag != NULL)
		return span_contains(event->bytes, tag);
	if (protocol == PROTOCOL_POP3) /* the end of a list (RFC 2449 section 5) */
		return is_unasked &&
		       (span_is(event->bytes, ".") || span_starts(event->bytes, "-ERR"));
	return is_unasked &&
	       (span_starts(event->bytes, "250") || span_starts(event->bytes, "5"));
}

static bool
has_answer(const struct transcript *transcript, enum protocol protocol)
{
	for (const struct event *event = transcript->first; event != NULL; event = event->next)
		if (event->kind == EVENT_RECEIVED && event->is_secure &&
		    is_answer(event, protocol))
			return true;
	return false;
}

static size_t
lines_at(const struct transcript *transcript, enum step step)
{
	size_t lines = 0;

	for (const struct event *event = transcript->first; event != NULL; event = event->next)
		lines +=
		    event->kind == EVENT_RECEIVED && event->is_secure && event->step == step;
	return lines;
}

/* One reply more than there were commands: SMTP's one line to NOOP in place of the list to
 * EHLO, which comes in answer to QUIT. */
static bool
is_one_late(const struct transcript *transcript, enum protocol protocol)
{
	const struct event *quit = transcript_reply(transcript, STEP_QUIT);
	bool is_smtp = protocol == PROTOCOL_SMTP || protocol == PROTOCOL_LMTP;

	return is_smtp && lines_at(transcript, STEP_CAPABILITY_AGAIN) == 1 && quit != NULL &&
	       span_starts(quit->bytes, "250");
}

/* A server that takes the command for TLS says so in TLS: that is no answer to it. */
static bool
is_plaintext(const struct event *early)
{
	return early != NULL && !(early->bytes.len > 1 && early->bytes.data[0] >= 20 &&
				    early->bytes.data[0] <= 23 && early->bytes.data[1] == 3);
}

/* RFC 5321 section 4.2.1: 4yz is a transient refusal. */
static bool
is_for_now(struct span words)
{
	return words.len > 0 && words.data[0] == '4';
}

/* TLS did not come to stand. An alert, or what we cannot read, shows that the command was taken
 * for TLS; a hang-up mostly means the same. */
static struct answer
judge_handshake(const struct transcript *transcript)
{
	static const char why[] = "the handshake fails: the command is taken for TLS";
	enum event_kind last = transcript->last->kind;

	if (last == EVENT_ALERT_IN || last == EVENT_ALERT_OUT || last == EVENT_TLS_FAILED ||
	    transcript_find(transcript, EVENT_EARLY) != NULL)
		return (struct answer){ .value = ANSWER_NO, .why = why };
	if (last == EVENT_EOF || last == EVENT_RESET)
		return (struct answer){ ANSWER_NO, CERTAINTY_LIKELY, why };
	return (struct answer){ .why = "the handshake was not finished" };
}

static void
judge(const struct survey *survey, const struct transcript *transcript, struct answer *injected,
    struct answer *piped)
{
	enum protocol protocol = survey->port->endpoint.scheme->protocol;
	const struct event *reply = transcript_reply(transcript, STEP_STARTTLS);
	const struct event *early = transcript_find(transcript, EVENT_EARLY);

	*piped = (struct answer){ .value = is_plaintext(early) ? ANSWER_YES : ANSWER_NO };
	if (reply == NULL) {
		*injected = (struct answer){ .value = ANSWER_NO,
			.certainty = CERTAINTY_LIKELY,
			.why = "the server hangs up on STARTTLS with more behind it" };
	} else if (reply->reply == REPLY_GOODBYE) {
		*injected =
		    (struct answer){ .why = "the server said goodbye: it may throttle" };
		*piped = *injected;
	} else if (reply->reply != REPLY_OK) {
		*injected = is_for_now(reply->bytes)
		                ? (struct answer){ .why = "STARTTLS is refused for now" }
		                : (struct answer){ .value = ANSWER_NO,
					  .why = "STARTTLS with more behind it is refused" };
	} else if (transcript_find(transcript, EVENT_SESSION) == NULL) {
		*injected = judge_handshake(transcript);
	} else if (has_answer(transcript, protocol)) {
		*injected =
		    (struct answer){ .value = ANSWER_YES, .why = "it was answered inside TLS" };
	} else if (is_one_late(transcript, protocol)) {
		*injected = (struct answer){ .value = ANSWER_YES,
			.why = "there was one answer more than commands inside TLS" };
	} else if (transcript_find(transcript, EVENT_PAUSED) != NULL) {
		*injected = (struct answer){ .value = ANSWER_NO };
	} else {
		*injected = (struct answer){ .why = "the connection broke inside TLS" };
	}
}

static void
read_injection(const struct survey *survey, enum question question, struct answer *injected,
    struct answer *piped)
{
	const struct transcript *transcript = decisive(survey, question);
	const char *why = why_no_starttls(survey);
	struct answer none = { .why = question_why_not_asked(survey, question) };

	if (why != NULL)
		none = (struct answer){ .value = survey->mode == MODE_STARTTLS
			                             ? ANSWER_UNKNOWN
			                             : ANSWER_NOT_APPLICABLE,
			.why = why };
	*injected = none;
	*piped = none;
	if (why == NULL && transcript != NULL)
		judge(survey, transcript, injected, piped);
}

void
injection_read(const struct survey *survey, struct arena *arena, struct negotiation *facts)
{
	(void)arena;
	read_injection(survey, QUESTION_INJECTION, &facts->behaviours[BEHAVIOUR_INJECTION],
	    &facts->behaviours[BEHAVIOUR_PIPELINED_REPLY]);
}

/* A server that obeys what comes in one segment needs no second proof. */
enum plan
injection_split_next(const struct survey *survey, struct attempt *attempt)
{
	struct answer first;
	struct answer piped;

	read_injection(survey, QUESTION_INJECTION, &first, &piped);
	if (first.value == ANSWER_YES)
		return question_none(attempt, "the injection in one segment is proof enough");
	return next_errand(survey, ERRAND_INJECTION_SPLIT, attempt);
}

void
injection_split_read(
    const struct survey *survey, struct arena *arena, struct negotiation *facts)
{
	struct answer piped;

	(void)arena;
	read_injection(survey, QUESTION_INJECTION_SPLIT,
	    &facts->behaviours[BEHAVIOUR_INJECTION_SPLIT], &piped);
}

static bool
is_smtp(const struct survey *survey)
{
	enum protocol protocol = survey->port->endpoint.scheme->protocol;

	return protocol == PROTOCOL_SMTP || protocol == PROTOCOL_LMTP;
}

enum plan
state_next(const struct survey *survey, struct attempt *attempt)
{
	const struct port_record *port = survey->port;
	const char *why = why_no_starttls(survey);

	if (!is_smtp(survey))
		return question_none(attempt, "this protocol has no transactions");
	if (why != NULL)
		return question_none(attempt, why);
	for (const struct transcript *t = port->transcripts[QUESTION_STATE]; t != NULL;
	     t = t->next)
		return t->is_over ? PLAN_DONE : PLAN_WAIT;
	attempt_session(attempt, &port->endpoint, survey->mode, ERRAND_STATE);
	return PLAN_ASK;
}

/* RFC 5321 section 4.1.4: a second MAIL within a transaction is refused with 503; the words
 * tell that apart from "EHLO first". */
static bool
speaks_of_sender(struct span words)
{
	return span_starts(words, "503") &&
	       (span_contains(words, "nested") || span_contains(words, "already") ||
		   span_contains(words, "sender"));
}

/* Does a refusal speak of the lack of TLS? 530 and 5.7.0 alone may want a login (RFC 4954
 * section 6) where RFC 3207 section 4 has them want STARTTLS. */
static bool
demands_tls(const struct transcript *transcript)
{
	for (const struct event *event = transcript->first; event != NULL; event = event->next)
		if (event->kind == EVENT_RECEIVED && event->step == STEP_MAIL &&
		    (span_contains(event->bytes, "STARTTLS") ||
			((span_starts(event->bytes, "530") ||
			     span_contains(event->bytes, "5.7.")) &&
			    (span_contains(event->bytes, "TLS") ||
				span_contains(event->bytes, "encrypt")))))
			return true;
	return false;
}

static struct answer
judge_mail(const struct transcript *transcript, const struct event *mail)
{
	if (mail == NULL)
		return (struct answer){ .why = "there was no answer to MAIL" };
	if (mail->reply == REPLY_OK)
		return (struct answer){ .value = ANSWER_YES };
	if (mail->reply == REPLY_GOODBYE)
		return (struct answer){ .why = "the server said goodbye: it may throttle" };
	if (mail->reply != REPLY_REFUSED)
		return (struct answer){ .why = "the answer to MAIL is no reply" };
	if (demands_tls(transcript))
		return (struct answer){ .value = ANSWER_NO };
	return (struct answer){ .why = "MAIL is refused, but not for want of TLS" };
}

void
state_read(const struct survey *survey, struct arena *arena, struct negotiation *facts)
{
	const struct transcript *transcript = survey->port->transcripts[QUESTION_STATE];
	struct answer *answer = &facts->behaviours[BEHAVIOUR_STATE_KEPT];
	const struct event *mail;
	const struct event *starttls;
	const struct event *again;

	(void)arena;
	if (!is_smtp(survey) || survey->mode != MODE_STARTTLS) {
		*answer = (struct answer){ .value = ANSWER_NOT_APPLICABLE,
			.why = "there is no transaction before STARTTLS here" };
		facts->mail_before_tls = *answer;
		return;
	}
	answer->why = question_why_not_asked(survey, QUESTION_STATE);
	facts->mail_before_tls = *answer;
	if (transcript == NULL)
		return;
	mail = transcript_reply(transcript, STEP_MAIL);
	facts->mail_before_tls = judge_mail(transcript, mail);
	starttls = transcript_reply(transcript, STEP_STARTTLS);
	again = transcript_reply(transcript, STEP_MAIL_AGAIN);
	if (mail == NULL || mail->reply != REPLY_OK)
		answer->why = "MAIL is not taken before STARTTLS";
	else if (starttls != NULL && starttls->reply == REPLY_REFUSED)
		*answer = (struct answer){ .value = ANSWER_NO,
			.why = "STARTTLS is refused within a transaction" };
	else if (again == NULL)
		answer->why = "the connection broke before it could be seen";
	else if (again->reply == REPLY_OK || !speaks_of_sender(again->bytes))
		*answer = (struct answer){ .value = ANSWER_NO };
	else
		*answer = (struct answer){ .value = ANSWER_YES,
			.certainty = CERTAINTY_LIKELY,
			.why = "a second MAIL inside TLS is refused as nested" };
}
