/* SPDX-License-Identifier: MIT */
#include "probe/failure.h"

#include "base/buffer.h"

enum { WORDS_MAX = 2048 };

static enum stage
stage_of(const struct event *event)
{
	static const enum stage stages[] = {
		[STEP_END] = STAGE_QUIT,
		[STEP_CONNECT] = STAGE_CONNECT,
		[STEP_GREETING] = STAGE_GREETING,
		[STEP_CAPABILITY] = STAGE_CAPABILITY,
		[STEP_HELO] = STAGE_CAPABILITY,
		[STEP_STARTTLS] = STAGE_STARTTLS,
		[STEP_TLS] = STAGE_HANDSHAKE,
		[STEP_PAUSE] = STAGE_AFTER_TLS,
		[STEP_CAPABILITY_AGAIN] = STAGE_AFTER_TLS,
		[STEP_RENEGOTIATE] = STAGE_AFTER_TLS,
		[STEP_SPOILT] = STAGE_AFTER_TLS,
		[STEP_LOGIN] = STAGE_LOGIN,
		[STEP_CANCEL] = STAGE_LOGIN,
		[STEP_LOGIN_OTHER] = STAGE_LOGIN,
		[STEP_CANCEL_OTHER] = STAGE_LOGIN,
		[STEP_MAIL] = STAGE_CAPABILITY,
		[STEP_MAIL_AGAIN] = STAGE_AFTER_TLS,
		[STEP_FORGET] = STAGE_AFTER_TLS,
		[STEP_AUTH] = STAGE_LOGIN,
		[STEP_AUTH_MORE] = STAGE_LOGIN,
		[STEP_AUTH_CANCEL] = STAGE_LOGIN,
		[STEP_USER] = STAGE_LOGIN,
		[STEP_PASS] = STAGE_LOGIN,
		[STEP_SENDER] = STAGE_ENVELOPE,
		[STEP_RECIPIENT] = STAGE_ENVELOPE,
		[STEP_DATA] = STAGE_MESSAGE,
		[STEP_MESSAGE] = STAGE_MESSAGE,
		[STEP_RESET] = STAGE_QUIT,
		[STEP_COMMAND] = STAGE_COMMAND,
		[STEP_QUIT] = STAGE_QUIT,
	};
	_Static_assert(COUNT_OF(stages) == STEP_COUNT, "a stage for each step");

	/* Before TLS one pauses behind the greeting. */
	if (event->step == STEP_PAUSE && !event->is_secure)
		return STAGE_CAPABILITY;
	return stages[event->step];
}

/* What stood before the end of a line is words; the end is not. */
static struct span
without_line_end(struct span words)
{
	while (words.len > 0 &&
	       (words.data[words.len - 1] == '\n' || words.data[words.len - 1] == '\r'))
		words.len--;
	return words;
}

static struct failure
failure_of(const struct transcript *transcript, const struct event *event, enum outcome outcome)
{
	return (struct failure){
		.stage = stage_of(event),
		.outcome = outcome,
		.question = transcript->question,
		.is_secure = event->is_secure,
		.at_us = event->at_us,
		.number = event->number,
	};
}

static void
push(struct port_facts *facts, struct failure failure)
{
	if (failure.outcome != OUTCOME_NONE && facts->failures_len < FAILURES_MAX)
		facts->failures[facts->failures_len++] = failure;
}

/* All lines that came at this event's step in the same security, up to the event; where a step
 * is gone through several times, those of the last time. */
static struct span
words_up_to(const struct transcript *transcript, const struct event *last)
{
	struct buffer words;
	struct span copy;

	buffer_init(&words, WORDS_MAX);
	for (const struct event *event = transcript->first;; event = event->next) {
		bool counts = event->kind == EVENT_RECEIVED || event->kind == EVENT_UNFINISHED;

		if (event->kind == EVENT_SENT && event->step == last->step)
			buffer_consume(&words, SIZE_MAX);
		if (counts && event->step == last->step && event->is_secure == last->is_secure)
			if ((words.len > 0 && !buffer_append(&words, span_of("\n"))) ||
			    !buffer_append(&words, event->bytes))
				break;
		if (event == last)
			break;
	}
	copy = arena_copy(transcript->arena, buffer_span(&words));
	buffer_clear(&words);
	return copy;
}

static bool
is_http(struct span bytes)
{
	return span_starts(bytes, "HTTP/") || span_starts(bytes, "<!DOCTYPE") ||
	       span_starts(bytes, "<html");
}

static bool
is_tls(struct span bytes)
{
	return bytes.len >= 2 && bytes.data[0] >= 0x14 && bytes.data[0] <= 0x17 &&
	       bytes.data[1] == 3;
}

static bool
is_some_greeting(struct span bytes)
{
	/* clang-format off */
	static const char *const beginnings[] = { "220", "554", "+OK", "-ERR", "* OK", "* BYE",
		"* PREAUTH", "\"IMPLEMENTATION\"", "SSH-", "200 ", "201 " };
	/* clang-format on */

	for (size_t i = 0; i < COUNT_OF(beginnings); i++)
		if (span_starts(bytes, beginnings[i]))
			return true;
	return false;
}

/* What is it that is not this protocol? */
static enum outcome
classify(struct span bytes, enum step step)
{
	if (is_http(bytes))
		return OUTCOME_HTTP;
	if (step == STEP_GREETING && is_tls(bytes))
		return OUTCOME_TLS_EXPECTED;
	if (step == STEP_GREETING && is_some_greeting(bytes))
		return OUTCOME_OTHER_PROTOCOL;
	return OUTCOME_MALFORMED;
}

static enum outcome
refusal_of_starttls(const struct port_facts *facts)
{
	if (facts->is_starttls_masked)
		return OUTCOME_MASKED;
	return facts->starttls_advertised.value == ANSWER_YES ? OUTCOME_REFUSED
	                                                      : OUTCOME_NOT_OFFERED;
}

/* A refusal that is no failure: of an extension that a server need not have (CAPA, RFC 2449),
 * or of a login without TLS, which is what we hope for. */
static bool
may_refuse(const struct port_facts *facts, const struct transcript *transcript,
    const struct event *event)
{
	enum stage stage = stage_of(event);
	bool is_pop3 = facts->record->endpoint.scheme->protocol == PROTOCOL_POP3;

	if (event->step == STEP_AUTH_CANCEL || stage == STAGE_QUIT)
		return true;
	if (stage == STAGE_LOGIN)
		return transcript->question != QUESTION_USE;
	return is_pop3 && (stage == STAGE_CAPABILITY || stage == STAGE_AFTER_TLS);
}

static enum outcome
outcome_of_reply(const struct port_facts *facts, const struct transcript *transcript,
    const struct event *event)
{
	switch (event->reply) {
	case REPLY_REFUSED:
	case REPLY_UNSUPPORTED:
		/* The second connection repeats what the first has shown. */
		if (may_refuse(facts, transcript, event) ||
		    transcript->question == QUESTION_LOGIN)
			return OUTCOME_NONE;
		/* What comes of a refused EHLO, the answer to HELO tells. */
		if (event->step == STEP_CAPABILITY &&
		    transcript_reply(transcript, STEP_HELO) != NULL)
			return OUTCOME_NONE;
		return event->step == STEP_STARTTLS ? refusal_of_starttls(facts)
		                                    : OUTCOME_REFUSED;
	case REPLY_GOODBYE:
		return OUTCOME_GOODBYE;
	case REPLY_PREAUTH:
		return transcript->question == QUESTION_LOGIN || event->is_secure
		           ? OUTCOME_NONE
		           : OUTCOME_PREAUTH;
	case REPLY_GARBLED:
		return stage_of(event) == STAGE_QUIT ? OUTCOME_NONE
		                                     : classify(event->bytes, event->step);
	case REPLY_NONE:
	case REPLY_PART:
	case REPLY_OK:
	case REPLY_CAPABLE:
	case REPLY_CONTINUE:
	case REPLY_COUNT:
		return OUTCOME_NONE;
	}
	return OUTCOME_NONE;
}

static bool
has_part(const struct transcript *transcript, const struct event *end)
{
	if (end->bytes.len > 0)
		return true;
	for (const struct event *event = transcript->first; event != end; event = event->next)
		if (event->step == end->step && event->is_secure == end->is_secure &&
		    (event->kind == EVENT_UNFINISHED || event->kind == EVENT_RECEIVED))
			return true;
	return false;
}

/* An end of silence, a close or a reset, where it depends on the step what it means. */
static enum outcome
outcome_of_end(const struct transcript *transcript, const struct event *event)
{
	bool before_hello = event->step == STEP_TLS && transcript->mode == MODE_STARTTLS &&
	                    transcript_find(transcript, EVENT_HELLO) == NULL;

	if (event->kind == EVENT_TIMEOUT && event->step == STEP_CONNECT)
		return OUTCOME_FILTERED;
	if (event->kind == EVENT_TIMEOUT)
		return has_part(transcript, event) ? OUTCOME_STALLED : OUTCOME_SILENT;
	if (event->kind == EVENT_EOF)
		return before_hello ? OUTCOME_CLOSED_BEFORE_HELLO : OUTCOME_CLOSED;
	return before_hello ? OUTCOME_RESET_BEFORE_HELLO : OUTCOME_RESET;
}

/* RFC 8446 section 6.2 has certificate_required, which comes when TLS 1.3 stands already.
 * Before that each library has an alert of its own for a client that sends no certificate
 * (OpenSSL 40, GnuTLS 50): whichever comes after the server has asked for one means that. */
static enum outcome
outcome_of_alert(const struct transcript *transcript, const struct event *event)
{
	enum { CERTIFICATE_REQUIRED = 116 };
	bool was_asked = transcript_find(transcript, EVENT_CERTIFICATE_REQUEST) != NULL;
	bool in_handshake = transcript_find(transcript, EVENT_SESSION) == NULL;

	return was_asked && (in_handshake || event->number == CERTIFICATE_REQUIRED)
	           ? OUTCOME_CERTIFICATE_WANTED
	           : OUTCOME_ALERT;
}

static enum outcome
outcome_of(const struct port_facts *facts, const struct transcript *transcript,
    const struct event *event)
{
	switch (event->kind) {
	case EVENT_RECEIVED:
		return outcome_of_reply(facts, transcript, event);
	case EVENT_NOT_TLS:
		return is_http(event->bytes) ? OUTCOME_HTTP : OUTCOME_PLAINTEXT;
	case EVENT_ALERT_IN:
		return outcome_of_alert(transcript, event);
	case EVENT_ALERT_OUT:
		return OUTCOME_OUR_ALERT;
	case EVENT_TLS_FAILED:
		return OUTCOME_TLS_ERROR;
	case EVENT_OVERFLOW:
		return OUTCOME_TOO_MUCH;
	case EVENT_EOF:
	case EVENT_RESET:
	case EVENT_TIMEOUT:
		return outcome_of_end(transcript, event);
	case EVENT_DEADLINE:
		return OUTCOME_TOO_SLOW;
	case EVENT_REFUSED:
		return OUTCOME_CONNECTION_REFUSED;
	case EVENT_UNREACHABLE:
		return OUTCOME_UNREACHABLE;
	case EVENT_LOCAL:
		return OUTCOME_LOCAL;
	case EVENT_INTERRUPTED:
		return OUTCOME_INTERRUPTED;
	case EVENT_WITHHELD:
		return OUTCOME_WITHHELD;
	case EVENT_CONNECTED:
	case EVENT_LATE:
	case EVENT_SENT:
	case EVENT_UNFINISHED:
	case EVENT_EARLY:
	case EVENT_HELLO:
	case EVENT_FLIGHT:
	case EVENT_CHAIN:
	case EVENT_PROBE:
	case EVENT_REACTION:
	case EVENT_CERTIFICATE_REQUEST:
	case EVENT_SESSION:
	case EVENT_TICKET:
	case EVENT_RENEGOTIATED:
	case EVENT_PAUSED:
	case EVENT_HUNG_UP:
	case EVENT_MECHANISM:
	case EVENT_COUNT:
		return OUTCOME_NONE;
	}
	return OUTCOME_NONE;
}

/* What happens to a raw hello is an answer to it, and no failure of the port. */
static bool
is_raw_answer(const struct transcript *transcript, const struct event *event)
{
	const struct event *hello = transcript_find(transcript, EVENT_HELLO);

	return hello != NULL && hello->bytes.len > 0 && event->step == STEP_TLS;
}

/* Is the event a consequence of a failure that is told already, or of no matter any more? */
static bool
is_consequence(
    const struct port_facts *facts, size_t failures_before, const struct event *event)
{
	if (event->kind == EVENT_RECEIVED || event->kind == EVENT_NOT_TLS ||
	    event->kind == EVENT_INTERRUPTED || event->kind == EVENT_WITHHELD)
		return false;
	if (stage_of(event) == STAGE_QUIT)
		return true;
	for (size_t i = failures_before; i < facts->failures_len; i++)
		if (facts->failures[i].outcome != OUTCOME_REFUSED)
			return true;
	return false;
}

/* The beginning of a line says more of a wrong protocol than the close behind it. */
static enum outcome
refine(enum outcome outcome, const struct event *unfinished)
{
	enum outcome class;

	if (unfinished == NULL || unfinished->step != STEP_GREETING)
		return outcome;
	class = classify(unfinished->bytes, unfinished->step);
	return class == OUTCOME_HTTP || class == OUTCOME_TLS_EXPECTED ? class : outcome;
}

static bool
has_library_words(enum event_kind kind)
{
	return kind == EVENT_ALERT_OUT || kind == EVENT_TLS_FAILED || kind == EVENT_OVERFLOW ||
	       kind == EVENT_UNREACHABLE || kind == EVENT_LOCAL || kind == EVENT_WITHHELD;
}

/* A close between go-ahead and hello belongs to STARTTLS, and the go-ahead is what was said. */
static void
settle_before_hello(const struct transcript *transcript, struct failure *failure)
{
	const struct event *go_ahead = transcript_reply(transcript, STEP_STARTTLS);

	if (failure->outcome != OUTCOME_CLOSED_BEFORE_HELLO &&
	    failure->outcome != OUTCOME_RESET_BEFORE_HELLO)
		return;
	failure->stage = STAGE_STARTTLS;
	if (go_ahead != NULL)
		failure->words = words_up_to(transcript, go_ahead);
}

static struct failure
describe(const struct transcript *transcript, const struct event *event, enum outcome outcome)
{
	struct failure failure = failure_of(transcript, event, outcome);

	failure.words = event->kind == EVENT_NOT_TLS ? without_line_end(event->bytes)
	                                             : words_up_to(transcript, event);
	if (has_library_words(event->kind))
		failure.detail = arena_string(transcript->arena, event->bytes);
	settle_before_hello(transcript, &failure);
	return failure;
}

void
failure_read(const struct transcript *transcript, struct port_facts *facts)
{
	size_t before = facts->failures_len;
	const struct event *unfinished = NULL;

	for (const struct event *event = transcript->first; event != NULL;
	     event = event->next) {
		enum outcome outcome = outcome_of(facts, transcript, event);

		if (event->kind == EVENT_UNFINISHED)
			unfinished = event;
		if (outcome == OUTCOME_NONE || is_consequence(facts, before, event) ||
		    is_raw_answer(transcript, event))
			continue;
		if (event->kind != EVENT_RECEIVED)
			outcome = refine(outcome, unfinished);
		push(facts, describe(transcript, event, outcome));
	}
}

static bool
is_proof(const struct transcript *other)
{
	const struct event *greeting = transcript_reply(other, STEP_GREETING);

	if (other->mode == MODE_IMPLICIT)
		return transcript_find(other, EVENT_SESSION) != NULL;
	return greeting != NULL &&
	       (greeting->reply == REPLY_OK || greeting->reply == REPLY_CAPABLE);
}

void
failure_read_modes(const struct port_record *port, struct port_facts *facts)
{
	const struct transcript *other = port->transcripts[QUESTION_OTHER_MODE];
	const struct event *plaintext =
	    transcript_find(port->transcripts[QUESTION_BASICS], EVENT_NOT_TLS);

	if (other == NULL || !is_proof(other))
		return;
	push(
	    facts, (struct failure){
		       .stage = other->mode == MODE_IMPLICIT ? STAGE_GREETING : STAGE_HANDSHAKE,
		       .outcome = OUTCOME_WRONG_MODE,
		       .question = QUESTION_OTHER_MODE,
		       .at_us = transcript_elapsed_us(other),
		       .words = plaintext == NULL ? (struct span){ 0 }
	                                          : without_line_end(plaintext->bytes),
		   });
}
