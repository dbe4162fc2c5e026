/* SPDX-License-Identifier: MIT */
#include "facts/host.h"

#include <string.h>

const char *
stage_name(enum stage stage)
{
	static const char *const names[] = {
		[STAGE_RESOLVE] = "resolve",
		[STAGE_CONNECT] = "connect",
		[STAGE_GREETING] = "greeting",
		[STAGE_CAPABILITY] = "capability",
		[STAGE_STARTTLS] = "starttls",
		[STAGE_HANDSHAKE] = "handshake",
		[STAGE_AFTER_TLS] = "after-tls",
		[STAGE_LOGIN] = "login",
		[STAGE_COMMAND] = "command",
		[STAGE_ENVELOPE] = "envelope",
		[STAGE_MESSAGE] = "message",
		[STAGE_QUIT] = "quit",
	};
	_Static_assert(COUNT_OF(names) == STAGE_COUNT, "a name for each stage");

	return names[stage];
}

const char *
outcome_name(enum outcome outcome)
{
	static const char *const names[] = {
		[OUTCOME_NONE] = "none",
		[OUTCOME_NAME_UNKNOWN] = "name-unknown",
		[OUTCOME_NAME_FAILED] = "name-failed",
		[OUTCOME_CONNECTION_REFUSED] = "connection-refused",
		[OUTCOME_UNREACHABLE] = "unreachable",
		[OUTCOME_FILTERED] = "filtered",
		[OUTCOME_LOCAL] = "local",
		[OUTCOME_SILENT] = "silent",
		[OUTCOME_STALLED] = "stalled",
		[OUTCOME_CLOSED] = "closed",
		[OUTCOME_RESET] = "reset",
		[OUTCOME_CLOSED_BEFORE_HELLO] = "closed-before-hello",
		[OUTCOME_RESET_BEFORE_HELLO] = "reset-before-hello",
		[OUTCOME_REFUSED] = "refused",
		[OUTCOME_GOODBYE] = "goodbye",
		[OUTCOME_MALFORMED] = "malformed",
		[OUTCOME_OTHER_PROTOCOL] = "other-protocol",
		[OUTCOME_HTTP] = "http",
		[OUTCOME_TLS_EXPECTED] = "tls-expected",
		[OUTCOME_PLAINTEXT] = "plaintext",
		[OUTCOME_WRONG_MODE] = "wrong-mode",
		[OUTCOME_NOT_OFFERED] = "not-offered",
		[OUTCOME_MASKED] = "masked",
		[OUTCOME_PREAUTH] = "preauth",
		[OUTCOME_ALERT] = "alert",
		[OUTCOME_OUR_ALERT] = "our-alert",
		[OUTCOME_TLS_ERROR] = "tls-error",
		[OUTCOME_CERTIFICATE_WANTED] = "certificate-wanted",
		[OUTCOME_TOO_MUCH] = "too-much",
		[OUTCOME_TOO_SLOW] = "too-slow",
		[OUTCOME_INTERRUPTED] = "interrupted",
		[OUTCOME_WITHHELD] = "withheld",
	};
	_Static_assert(COUNT_OF(names) == OUTCOME_COUNT, "a name for each outcome");

	return names[outcome];
}

const char *
login_verdict_name(enum login_verdict verdict)
{
	static const char *const names[] = {
		[LOGIN_NOT_KNOWN] = "not-known",
		[LOGIN_NOT_APPLICABLE] = "not-applicable",
		[LOGIN_NONE] = "none",
		[LOGIN_CHALLENGE_ONLY] = "challenge-only",
		[LOGIN_REFUSED_THOUGH_ADVERTISED] = "refused-though-advertised",
		[LOGIN_ACCEPTED_THOUGH_HIDDEN] = "accepted-though-hidden",
		[LOGIN_ACCEPTED] = "accepted",
	};
	_Static_assert(COUNT_OF(names) == LOGIN_VERDICTS, "a name for each verdict");

	return names[verdict];
}

const char *
port_state_name(enum port_state state)
{
	static const char *const names[] = {
		[PORT_OK] = "ok",
		[PORT_FAILED] = "failed",
		[PORT_CLOSED] = "closed",
		[PORT_NO_ANSWER] = "no-answer",
		[PORT_UNKNOWN] = "unknown",
	};
	_Static_assert(COUNT_OF(names) == PORT_STATES, "a name for each state");

	return names[state];
}

/* Mechanisms that hand over the password itself (RFC 4616; LOGIN was never standardised; tokens
 * of OAuth, RFC 7628, are as good as passwords while they last). */
bool
mechanism_is_plaintext(const char *mechanism)
{
	static const char *const names[] = { "PLAIN", "LOGIN", "LOGIN command", "USER command",
		"XOAUTH2", "OAUTHBEARER", "PLAIN-CLIENTTOKEN" };

	for (size_t i = 0; i < COUNT_OF(names); i++)
		if (span_is(span_of(mechanism), names[i]))
			return true;
	return false;
}

static const char *const depths[] = {
	[DEPTH_QUICK] = "quick",
	[DEPTH_STANDARD] = "standard",
	[DEPTH_FULL] = "full",
};
_Static_assert(COUNT_OF(depths) == DEPTH_COUNT, "a word for each depth");

const char *
depth_name(enum depth depth)
{
	return depths[depth];
}

bool
depth_by_name(const char *name, enum depth *depth)
{
	for (size_t i = 0; i < DEPTH_COUNT; i++)
		if (strcmp(name, depths[i]) == 0) {
			*depth = (enum depth)i;
			return true;
		}
	return false;
}

void
port_add(struct port_record *port, struct transcript *transcript)
{
	struct transcript **place = &port->transcripts[transcript->question];

	while (*place != NULL)
		place = &(*place)->next;
	*place = transcript;
}

unsigned
port_count(const struct port_record *port, enum question question)
{
	unsigned count = 0;

	for (const struct transcript *t = port->transcripts[question]; t != NULL; t = t->next)
		count++;
	return count;
}

unsigned
port_count_all(const struct port_record *port)
{
	unsigned count = 0;

	for (size_t i = 0; i < QUESTION_COUNT; i++)
		count += port_count(port, (enum question)i);
	return count;
}
