/* SPDX-License-Identifier: MIT */
#include "facts/transcript.h"

#include <string.h>

static const char *const questions[] = {
	[QUESTION_BASICS] = "basics",
	[QUESTION_OTHER_MODE] = "other-mode",
	[QUESTION_LOGIN] = "login-in-clear",
	[QUESTION_NO_NAME] = "no-name",
	[QUESTION_SUITES] = "suites",
	[QUESTION_CLASSES] = "suite-classes",
	[QUESTION_POST_QUANTUM] = "post-quantum",
	[QUESTION_VERSIONS] = "versions",
	[QUESTION_SSL2] = "ssl2",
	[QUESTION_OTHER_KEY] = "other-key",
	[QUESTION_INJECTION] = "injection",
	[QUESTION_GROUPS] = "groups",
	[QUESTION_SCHEMES] = "signature-schemes",
	[QUESTION_FALLBACK] = "fallback",
	[QUESTION_ALPN] = "alpn",
	[QUESTION_UNKNOWN_NAME] = "unknown-name",
	[QUESTION_TOLERANCE] = "tolerance",
	[QUESTION_RESUMPTION] = "resumption",
	[QUESTION_RENEGOTIATION] = "renegotiation",
	[QUESTION_INJECTION_SPLIT] = "injection-split",
	[QUESTION_STATE] = "state",
	[QUESTION_HEARTBLEED] = "heartbleed",
	[QUESTION_TICKETBLEED] = "ticketbleed",
	[QUESTION_EARLY_CCS] = "early-ccs",
	[QUESTION_ROBOT] = "robot",
	[QUESTION_POODLE_TLS] = "poodle-tls",
	[QUESTION_CONTROL] = "control",
	[QUESTION_EXPERIMENT] = "experiment",
	[QUESTION_CLIENT] = "client",
	[QUESTION_USE] = "use",
};
_Static_assert(COUNT_OF(questions) == QUESTION_COUNT, "a word for each question");

static const char *const question_titles[] = {
	[QUESTION_BASICS] = "the whole dialogue",
	[QUESTION_OTHER_MODE] = "the other mode",
	[QUESTION_LOGIN] = "login in clear",
	[QUESTION_NO_NAME] = "certificate without SNI",
	[QUESTION_SUITES] = "every suite of every version",
	[QUESTION_CLASSES] = "weak suites by class",
	[QUESTION_POST_QUANTUM] = "post-quantum groups",
	[QUESTION_VERSIONS] = "versions",
	[QUESTION_SSL2] = "SSL 2.0",
	[QUESTION_OTHER_KEY] = "certificate of the other key type",
	[QUESTION_INJECTION] = "STARTTLS command injection",
	[QUESTION_GROUPS] = "every group",
	[QUESTION_SCHEMES] = "every signature scheme",
	[QUESTION_FALLBACK] = "fallback SCSV",
	[QUESTION_ALPN] = "ALPN",
	[QUESTION_UNKNOWN_NAME] = "SNI of another host",
	[QUESTION_TOLERANCE] = "odd and large hellos",
	[QUESTION_RESUMPTION] = "tickets and resumption",
	[QUESTION_RENEGOTIATION] = "client-initiated renegotiation",
	[QUESTION_INJECTION_SPLIT] = "STARTTLS command injection in two segments",
	[QUESTION_STATE] = "mail transaction across STARTTLS",
	[QUESTION_HEARTBLEED] = "Heartbleed",
	[QUESTION_TICKETBLEED] = "Ticketbleed",
	[QUESTION_EARLY_CCS] = "early ChangeCipherSpec",
	[QUESTION_ROBOT] = "ROBOT",
	[QUESTION_POODLE_TLS] = "POODLE against TLS",
	[QUESTION_CONTROL] = "control hello",
	[QUESTION_EXPERIMENT] = "the whole dialogue with one change",
	[QUESTION_CLIENT] = "the hello of a mail client",
	[QUESTION_USE] = "the user's login and mail",
};
_Static_assert(COUNT_OF(question_titles) == QUESTION_COUNT, "a title for each question");

static const char *const steps[] = {
	[STEP_END] = "end",
	[STEP_CONNECT] = "connect",
	[STEP_GREETING] = "greeting",
	[STEP_CAPABILITY] = "capability",
	[STEP_HELO] = "helo",
	[STEP_STARTTLS] = "starttls",
	[STEP_TLS] = "tls",
	[STEP_PAUSE] = "pause",
	[STEP_CAPABILITY_AGAIN] = "capability-again",
	[STEP_RENEGOTIATE] = "renegotiate",
	[STEP_SPOILT] = "spoilt",
	[STEP_LOGIN] = "login",
	[STEP_CANCEL] = "cancel",
	[STEP_LOGIN_OTHER] = "login-other",
	[STEP_CANCEL_OTHER] = "cancel-other",
	[STEP_MAIL] = "mail",
	[STEP_MAIL_AGAIN] = "mail-again",
	[STEP_FORGET] = "forget",
	[STEP_AUTH] = "auth",
	[STEP_AUTH_MORE] = "auth-more",
	[STEP_AUTH_CANCEL] = "auth-cancel",
	[STEP_USER] = "user",
	[STEP_PASS] = "pass",
	[STEP_SENDER] = "sender",
	[STEP_RECIPIENT] = "recipient",
	[STEP_DATA] = "data",
	[STEP_MESSAGE] = "message",
	[STEP_RESET] = "reset",
	[STEP_COMMAND] = "command",
	[STEP_QUIT] = "quit",
};
_Static_assert(COUNT_OF(steps) == STEP_COUNT, "a word for each step");

static const char *const replies[] = {
	[REPLY_NONE] = "none",
	[REPLY_PART] = "part",
	[REPLY_OK] = "ok",
	[REPLY_CAPABLE] = "capable",
	[REPLY_PREAUTH] = "preauth",
	[REPLY_CONTINUE] = "continue",
	[REPLY_UNSUPPORTED] = "unsupported",
	[REPLY_REFUSED] = "refused",
	[REPLY_GOODBYE] = "goodbye",
	[REPLY_GARBLED] = "garbled",
};
_Static_assert(COUNT_OF(replies) == REPLY_COUNT, "a word for each reply");

static const char *const kinds[] = {
	[EVENT_CONNECTED] = "connected",
	[EVENT_LATE] = "late",
	[EVENT_SENT] = "sent",
	[EVENT_RECEIVED] = "received",
	[EVENT_UNFINISHED] = "unfinished",
	[EVENT_EARLY] = "early",
	[EVENT_HELLO] = "hello",
	[EVENT_FLIGHT] = "flight",
	[EVENT_CHAIN] = "chain",
	[EVENT_PROBE] = "probe",
	[EVENT_REACTION] = "reaction",
	[EVENT_CERTIFICATE_REQUEST] = "certificate-request",
	[EVENT_NOT_TLS] = "not-tls",
	[EVENT_SESSION] = "session",
	[EVENT_TICKET] = "ticket",
	[EVENT_RENEGOTIATED] = "renegotiated",
	[EVENT_PAUSED] = "paused",
	[EVENT_ALERT_IN] = "alert-in",
	[EVENT_ALERT_OUT] = "alert-out",
	[EVENT_TLS_FAILED] = "tls-failed",
	[EVENT_OVERFLOW] = "overflow",
	[EVENT_EOF] = "eof",
	[EVENT_RESET] = "reset",
	[EVENT_TIMEOUT] = "timeout",
	[EVENT_DEADLINE] = "deadline",
	[EVENT_REFUSED] = "refused",
	[EVENT_UNREACHABLE] = "unreachable",
	[EVENT_LOCAL] = "local",
	[EVENT_HUNG_UP] = "hung-up",
	[EVENT_MECHANISM] = "mechanism",
	[EVENT_WITHHELD] = "withheld",
	[EVENT_INTERRUPTED] = "interrupted",
};
_Static_assert(COUNT_OF(kinds) == EVENT_COUNT, "a word for each kind of event");

void
transcript_init(struct transcript *transcript, struct arena *arena)
{
	*transcript = (struct transcript){
		.arena = arena,
		.local = "",
		.peer = "",
		.session = { .version = "",
		    .suite = "",
		    .group = "",
		    .signature = "",
		    .alpn = "",
		    .trust_source = "" },
	};
}

struct event *
transcript_add(
    struct transcript *transcript, enum event_kind kind, uint64_t at_us, struct span bytes)
{
	struct event *event = arena_alloc(transcript->arena, sizeof(*event));

	event->kind = kind;
	event->at_us = at_us;
	event->bytes = arena_copy(transcript->arena, bytes);
	if (transcript->last == NULL)
		transcript->first = event;
	else
		transcript->last->next = event;
	transcript->last = event;
	return event;
}

const struct event *
transcript_find(const struct transcript *transcript, enum event_kind kind)
{
	const struct event *event = transcript->first;

	while (event != NULL && event->kind != kind)
		event = event->next;
	return event;
}

const struct event *
transcript_reply(const struct transcript *transcript, enum step step)
{
	for (const struct event *event = transcript->first; event != NULL; event = event->next)
		if (event->kind == EVENT_RECEIVED && event->step == step &&
		    event->reply != REPLY_PART)
			return event;
	return NULL;
}

bool
transcript_is_clean(const struct transcript *transcript)
{
	return transcript->last != NULL && transcript->last->kind == EVENT_HUNG_UP;
}

uint64_t
transcript_elapsed_us(const struct transcript *transcript)
{
	return transcript->last == NULL ? 0 : transcript->last->at_us;
}

const char *
question_name(enum question question)
{
	return questions[question];
}

const char *
question_title(enum question question)
{
	return question_titles[question];
}

const char *
step_name(enum step step)
{
	return steps[step];
}

const char *
reply_name(enum reply reply)
{
	return replies[reply];
}

const char *
event_kind_name(enum event_kind kind)
{
	return kinds[kind];
}

/* The place of a word in a list of words; `count` if it is not there. */
static size_t
find_word(const char *const *words, size_t count, const char *word)
{
	size_t i = 0;

	while (i < count && strcmp(words[i], word) != 0)
		i++;
	return i;
}

bool
question_by_name(const char *name, enum question *question)
{
	size_t i = find_word(questions, QUESTION_COUNT, name);

	if (i == QUESTION_COUNT)
		return false;
	*question = (enum question)i;
	return true;
}

bool
step_by_name(const char *name, enum step *step)
{
	size_t i = find_word(steps, STEP_COUNT, name);

	if (i == STEP_COUNT)
		return false;
	*step = (enum step)i;
	return true;
}

bool
reply_by_name(const char *name, enum reply *reply)
{
	size_t i = find_word(replies, REPLY_COUNT, name);

	if (i == REPLY_COUNT)
		return false;
	*reply = (enum reply)i;
	return true;
}

bool
event_kind_by_name(const char *name, enum event_kind *kind)
{
	size_t i = find_word(kinds, EVENT_COUNT, name);

	if (i == EVENT_COUNT)
		return false;
	*kind = (enum event_kind)i;
	return true;
}
