/* SPDX-License-Identifier: MIT */
#include "probe/login.h"

#include "probe/capability.h"
#include "probe/plan.h"

#include <string.h>

/* Neither a password nor a challenge: they prove nothing, or something outside of the dialogue.
 */
static bool
is_neither(const char *mechanism)
{
	return span_is(span_of(mechanism), "ANONYMOUS") ||
	       span_is(span_of(mechanism), "EXTERNAL");
}

static struct answer
answer(bool is_yes)
{
	return (struct answer){ .value = is_yes ? ANSWER_YES : ANSWER_NO };
}

static struct answer
unknown(const char *why)
{
	return (struct answer){ .value = ANSWER_UNKNOWN, .why = why };
}

static void
read_advertised(const struct port_record *port, const struct lines *before, struct arena *arena,
    struct login *login)
{
	const struct transcript *clear = plan_cleartext(port);
	const struct event *greeting =
	    clear == NULL ? NULL : transcript_reply(clear, STEP_GREETING);
	enum protocol protocol = port->endpoint.scheme->protocol;
	bool is_known = clear != NULL && capability_is_known(clear, protocol, false);
	bool plaintext = false;
	bool challenge = false;

	login->mechanisms.is_known = is_known;
	login->advertises_plaintext = unknown("there was no list of capabilities");
	login->advertises_challenge = login->advertises_plaintext;
	if (greeting == NULL)
		return;
	capability_mechanisms(before, protocol, greeting->bytes, arena, &login->mechanisms);
	for (size_t i = 0; i < login->mechanisms.len; i++) {
		const char *mechanism = login->mechanisms.names[i];

		plaintext = plaintext || mechanism_is_plaintext(mechanism);
		challenge =
		    challenge || (!mechanism_is_plaintext(mechanism) && !is_neither(mechanism));
	}
	/* APOP is offered by the greeting, list or no list. */
	if (challenge || is_known)
		login->advertises_challenge = answer(challenge);
	if (is_known)
		login->advertises_plaintext = answer(plaintext);
}

/* Does a refusal speak of this connection's lack of TLS, and not of the mechanism? */
static bool
names_lack_of_tls(const struct transcript *transcript)
{
	/* clang-format off */
	static const char *const signs[] = { "PRIVACYREQUIRED", "ENCRYPT-NEEDED", "[AUTH]",
		"plaintext", "STARTTLS", "STLS", "TLS", "SSL", "encrypt", "secure", "5.7.11" };
	/* clang-format on */

	for (const struct event *event = transcript->first; event != NULL;
	     event = event->next) {
		if (event->kind != EVENT_RECEIVED ||
		    (event->step != STEP_LOGIN && event->step != STEP_LOGIN_OTHER))
			continue;
		for (size_t i = 0; i < COUNT_OF(signs); i++)
			if (span_contains(event->bytes, signs[i]))
				return true;
	}
	return false;
}

/* A reply that says nothing about logins in general: a passing trouble (SMTP 4xx, the response
 * codes of RFC 5530, RFC 3206 and RFC 5804), or a wish for the initial response that we do not
 * give (SMTP 501). */
static bool
is_undecided(struct span reply, enum protocol protocol)
{
	static const char *const codes[] = { "[UNAVAILABLE]", "[INUSE]", "[LIMIT]",
		"[SERVERBUG]", "[SYS/TEMP]", "[IN-USE]", "[LOGIN-DELAY]", "(TRYLATER)" };

	if (protocol == PROTOCOL_SMTP)
		return span_starts(reply, "4") || span_starts(reply, "501");
	for (size_t i = 0; i < COUNT_OF(codes); i++)
		if (span_contains(reply, codes[i]))
			return true;
	return false;
}

static bool
was_tried(const struct transcript *transcript, const char *mechanism)
{
	/* "USER command" is tried by the command itself. */
	const char *word = strcmp(mechanism, "USER command") == 0 ? "USER " : mechanism;

	for (const struct event *event = transcript->first; event != NULL; event = event->next)
		if (event->kind == EVENT_SENT &&
		    (event->step == STEP_LOGIN || event->step == STEP_LOGIN_OTHER) &&
		    span_contains(event->bytes, word))
			return true;
	return false;
}

/* Where a refusal does not speak of TLS, it says nothing about what was not tried: other
 * mechanisms that are listed, and IMAP's LOGIN command, which cannot be tried without an
 * identity and is open unless the list forbids it. */
static const char *
left_open(const struct port_record *port, const struct transcript *transcript,
    const struct login *login)
{
	bool is_imap = port->endpoint.scheme->protocol == PROTOCOL_IMAP;

	if (names_lack_of_tls(transcript))
		return NULL;
	if (is_imap && login->advertises_plaintext.value == ANSWER_UNKNOWN)
		return "AUTHENTICATE was refused, but whether LOGIN is disabled is not known";
	for (size_t i = 0; i < login->mechanisms.len; i++) {
		const char *mechanism = login->mechanisms.names[i];

		if (strcmp(mechanism, "LOGIN command") == 0)
			return "AUTHENTICATE was refused, but LOGIN is not disabled, and it "
			       "cannot be "
			       "tried without an identity";
		if (mechanism_is_plaintext(mechanism) && !was_tried(transcript, mechanism))
			return "one mechanism was refused, but not all that are listed were "
			       "tried";
	}
	return NULL;
}

static struct answer
read_refusal(const struct port_record *port, const struct transcript *transcript,
    const struct event *first, const struct event *reply, const struct login *login)
{
	const char *why;

	enum protocol protocol = port->endpoint.scheme->protocol;

	if (reply->reply == REPLY_GOODBYE)
		return unknown("the server said goodbye when it was asked");
	if (reply->reply == REPLY_GARBLED)
		return unknown("the answer makes no sense");
	/* That another mechanism is refused says nothing of the one that was left open, unless
	 * it is for the lack of TLS. */
	if (is_undecided(reply->bytes, protocol) ||
	    (is_undecided(first->bytes, protocol) && !names_lack_of_tls(transcript)))
		return unknown("the answer decides nothing");
	why = left_open(port, transcript, login);
	if (why != NULL)
		return unknown(why);
	return answer(false);
}

static struct answer
read_enforced(const struct port_record *port, struct login *login)
{
	const struct transcript *transcript = port->transcripts[QUESTION_LOGIN];
	const struct event *first;
	const struct event *reply;

	if (transcript == NULL)
		return unknown("no login was tried");
	first = transcript_reply(transcript, STEP_LOGIN);
	reply = transcript_reply(transcript, STEP_LOGIN_OTHER);
	if (first == NULL)
		return unknown("the second connection ended before a login could be tried");
	login->words = first->bytes;
	if (first->reply == REPLY_CONTINUE || first->reply == REPLY_OK)
		return answer(true);
	if (reply == NULL)
		reply = first;
	login->words = reply->bytes;
	if (reply->reply == REPLY_CONTINUE || reply->reply == REPLY_OK)
		return answer(true);
	return read_refusal(port, transcript, first, reply, login);
}

/* Servers take a connection from their own address for a secure one: Dovecot then shows and
 * does what it would refuse to anybody else. */
static bool
is_own_address(const struct port_record *port)
{
	for (size_t i = 0; i < QUESTION_COUNT; i++) {
		const struct transcript *transcript = port->transcripts[i];

		if (transcript != NULL && *transcript->local != '\0' &&
		    strcmp(transcript->local, transcript->peer) == 0)
			return true;
	}
	return false;
}

static enum login_verdict
decide(const struct login *login)
{
	bool advertised = login->advertises_plaintext.value == ANSWER_YES;

	if (login->accepts_plaintext.value == ANSWER_UNKNOWN)
		return LOGIN_NOT_KNOWN;
	if (login->accepts_plaintext.value == ANSWER_YES)
		return login->advertises_plaintext.value == ANSWER_NO
		           ? LOGIN_ACCEPTED_THOUGH_HIDDEN
		           : LOGIN_ACCEPTED;
	if (advertised)
		return LOGIN_REFUSED_THOUGH_ADVERTISED;
	return login->advertises_challenge.value == ANSWER_YES ? LOGIN_CHALLENGE_ONLY
	                                                       : LOGIN_NONE;
}

static bool
is_not_applicable(const struct port_record *port)
{
	return port->endpoint.scheme->protocol == PROTOCOL_LMTP ||
	       (port->endpoint.scheme->mode == MODE_IMPLICIT && plan_cleartext(port) == NULL);
}

void
login_read(const struct port_record *port, const struct lines *before, struct arena *arena,
    struct login *login)
{
	const char *why_not = plan_why_no_login(port);

	*login = (struct login){ .verdict = LOGIN_NOT_APPLICABLE, .why = why_not };
	if (is_not_applicable(port)) {
		login->advertises_plaintext.value = ANSWER_NOT_APPLICABLE;
		login->advertises_challenge.value = ANSWER_NOT_APPLICABLE;
		login->accepts_plaintext.value = ANSWER_NOT_APPLICABLE;
		return;
	}
	read_advertised(port, before, arena, login);
	login->accepts_plaintext =
	    why_not != NULL ? unknown(why_not) : read_enforced(port, login);
	login->verdict = decide(login);
	login->why = login->accepts_plaintext.why;
	login->is_own_address = is_own_address(port);
	if (!login->is_own_address)
		return;
	login->verdict = LOGIN_NOT_KNOWN;
	login->why =
	    "the connection came from the server's own address, which servers take for "
	    "secure; use --bind with another one";
	login->accepts_plaintext = unknown(login->why);
}

void
login_read_inside(const struct transcript *transcript, enum protocol protocol,
    const struct lines *after, struct arena *arena, struct login *login)
{
	const struct event *greeting = transcript->mode == MODE_IMPLICIT
	                                   ? transcript_reply(transcript, STEP_GREETING)
	                                   : NULL;
	struct span banner = greeting == NULL ? (struct span){ 0 } : greeting->bytes;

	login->inside.is_known = capability_is_known(transcript, protocol, true);
	capability_mechanisms(after, protocol, banner, arena, &login->inside);
}
