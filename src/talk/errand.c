/* SPDX-License-Identifier: MIT */
#include "talk/errand.h"

#include "talk/use.h"

/* Harmless commands that every state knows. POP3 has no NOOP before a login (RFC 1939 section
 * 5), but CAPA (RFC 2449 section 5). */
static const struct words {
	const char *both;     /* STARTTLS and the command in one segment */
	const char *starttls; /* in two */
	const char *command;
	const char *tag;       /* of the command's reply */
	const char *noop;      /* inside TLS */
	bool needs_capability; /* before STARTTLS: RFC 3207 makes it an extension of EHLO */
} words[] = {
	[PROTOCOL_SMTP] = {
		.both = "STARTTLS\r\nNOOP",
		.starttls = "STARTTLS",
		.command = "NOOP",
		.noop = "NOOP",
		.needs_capability = true,
	},
	[PROTOCOL_LMTP] = {
		.both = "STARTTLS\r\nNOOP",
		.starttls = "STARTTLS",
		.command = "NOOP",
		.noop = "NOOP",
		.needs_capability = true,
	},
	[PROTOCOL_IMAP] = {
		.both = "p2 STARTTLS\r\np2x NOOP",
		.starttls = "p2 STARTTLS",
		.command = "p2x NOOP",
		.tag = "p2x",
		.noop = "p4 NOOP",
	},
	[PROTOCOL_POP3] = {
		.both = "STLS\r\nCAPA",
		.starttls = "STLS",
		.command = "CAPA",
		.noop = "CAPA",
	},
	[PROTOCOL_SIEVE] = {
		.both = "STARTTLS\r\nNOOP \"p2x\"",
		.starttls = "STARTTLS",
		.command = "NOOP \"p2x\"",
		.tag = "p2x",
		.noop = "NOOP",
	},
};
_Static_assert(COUNT_OF(words) == PROTOCOL_COUNT, "words for each protocol");

/* Wherever the dialogue would end with `from`, behind this step, it goes to `to`. */
static void
redirect(struct step_row *row, enum step from, enum step to)
{
	for (size_t i = 0; i < REPLY_COUNT; i++)
		if (row->next[i] == from)
			row->next[i] = to;
}

/* The way to TLS, without asking for capabilities where that is not needed. */
static void
shorten(enum protocol protocol, struct script *script)
{
	struct step_row *greeting = &script->rows[STEP_GREETING];

	if (!words[protocol].needs_capability)
		redirect(greeting, STEP_CAPABILITY, STEP_STARTTLS);
	script->rows[STEP_TLS].next[REPLY_OK] = STEP_END;
}

static void
begin_login(enum protocol protocol, struct script *script)
{
	const struct script *starttls = dialect_of(protocol)->starttls;
	static const enum step ends[] = { STEP_LOGIN, STEP_CANCEL, STEP_LOGIN_OTHER,
		STEP_CANCEL_OTHER };

	*script = *dialect_of(protocol)->login;
	for (size_t i = 0; i < COUNT_OF(ends); i++)
		redirect(&script->rows[ends[i]], STEP_QUIT, STEP_STARTTLS);
	script->rows[STEP_STARTTLS] = starttls->rows[STEP_STARTTLS];
	script->rows[STEP_TLS] = starttls->rows[STEP_TLS];
	script->rows[STEP_TLS].next[REPLY_OK] = STEP_END;
}

static void
inject(enum protocol protocol, bool is_split, struct script *script)
{
	struct step_row *starttls = &script->rows[STEP_STARTTLS];
	struct step_row *again = &script->rows[STEP_CAPABILITY_AGAIN];
	struct step_row *pause = &script->rows[STEP_PAUSE];

	starttls->send = is_split ? words[protocol].starttls : words[protocol].both;
	starttls->afterthought = is_split ? words[protocol].command : NULL;
	pause->pauses = true;
	if (again->send == NULL) { /* Sieve lists its capabilities unasked */
		pause->next[REPLY_OK] = STEP_QUIT;
		redirect(again, STEP_QUIT, STEP_PAUSE);
	} else {
		pause->next[REPLY_OK] = STEP_CAPABILITY_AGAIN;
		script->rows[STEP_TLS].next[REPLY_OK] = STEP_PAUSE;
	}
}

/* RFC 3207 section 4.2: "the SMTP protocol is reset to the initial state". Nothing but a
 * command of the transaction itself shows it: EHLO would reset the state as well. */
static void
keep_state(struct script *script)
{
	redirect(&script->rows[STEP_CAPABILITY], STEP_STARTTLS, STEP_MAIL);
	redirect(&script->rows[STEP_HELO], STEP_STARTTLS, STEP_MAIL);
	script->rows[STEP_MAIL] = (struct step_row){
		.send = "MAIL FROM:<>",
		.next = { [REPLY_OK] = STEP_STARTTLS, [REPLY_REFUSED] = STEP_QUIT },
	};
	script->rows[STEP_TLS].next[REPLY_OK] = STEP_MAIL_AGAIN;
	script->rows[STEP_MAIL_AGAIN] = (struct step_row){
		.send = "MAIL FROM:<>",
		.next = { [REPLY_OK] = STEP_FORGET, [REPLY_REFUSED] = STEP_FORGET },
	};
	script->rows[STEP_FORGET] = (struct step_row){
		.send = "RSET",
		.next = { [REPLY_OK] = STEP_QUIT, [REPLY_REFUSED] = STEP_QUIT },
	};
}

/* Puts a step between the last one inside TLS and QUIT. */
static void
append(enum mode mode, enum step step, struct step_row row, struct script *script)
{
	static const enum step lasts[] = { STEP_CAPABILITY, STEP_HELO, STEP_CAPABILITY_AGAIN };

	if (mode == MODE_STARTTLS) {
		redirect(&script->rows[STEP_CAPABILITY_AGAIN], STEP_QUIT, step);
	} else {
		/* A refused greeting is the end; a good one may be all that there is to hear.
		 */
		for (size_t i = 0; i < COUNT_OF(lasts); i++)
			redirect(&script->rows[lasts[i]], STEP_QUIT, step);
		for (size_t i = 0; i < REPLY_COUNT; i++)
			if ((i == REPLY_OK || i == REPLY_CAPABLE) &&
			    script->rows[STEP_GREETING].next[i] == STEP_QUIT)
				script->rows[STEP_GREETING].next[i] = step;
	}
	script->rows[step] = row;
}

static bool
has_errand(enum protocol protocol, enum mode mode, enum errand errand)
{
	bool is_clear = mode == MODE_STARTTLS;

	switch (errand) {
	case ERRAND_LOGIN:
	case ERRAND_LOGIN_HELLO:
		return is_clear && dialect_of(protocol)->login != NULL;
	case ERRAND_INJECTION:
	case ERRAND_INJECTION_SPLIT:
		return is_clear;
	case ERRAND_STATE:
		return is_clear && (protocol == PROTOCOL_SMTP || protocol == PROTOCOL_LMTP);
	case ERRAND_HELO:
	case ERRAND_PATIENCE:
		return protocol == PROTOCOL_SMTP;
	case ERRAND_USE:
		return protocol != PROTOCOL_LMTP;
	case ERRAND_USE_CLEAR:
		return is_clear && protocol != PROTOCOL_LMTP;
	case ERRAND_NONE:
	case ERRAND_HELLO:
	case ERRAND_RENEGOTIATION:
	case ERRAND_SPOILT_RECORD:
	case ERRANDS:
		break;
	}
	return true;
}

bool
errand_script(enum protocol protocol, enum mode mode, enum errand errand, struct script *script)
{
	static const struct step_row renegotiation = {
		.renegotiates = true,
		.next = { [REPLY_OK] = STEP_QUIT },
	};
	const struct dialect *dialect = dialect_of(protocol);
	/* Whatever comes is the end: behind such a record nothing more can be written. */
	const struct step_row spoilt = { .send = words[protocol].noop, .is_spoilt = true };

	if (!has_errand(protocol, mode, errand))
		return false;
	*script = mode == MODE_IMPLICIT ? *dialect->implicit : *dialect->starttls;
	switch (errand) {
	case ERRAND_LOGIN:
		*script = *dialect->login;
		break;
	case ERRAND_HELLO:
		shorten(protocol, script);
		break;
	case ERRAND_LOGIN_HELLO:
		begin_login(protocol, script);
		break;
	case ERRAND_INJECTION:
	case ERRAND_INJECTION_SPLIT:
		inject(protocol, errand == ERRAND_INJECTION_SPLIT, script);
		break;
	case ERRAND_STATE:
		keep_state(script);
		break;
	case ERRAND_RENEGOTIATION:
		append(mode, STEP_RENEGOTIATE, renegotiation, script);
		break;
	case ERRAND_SPOILT_RECORD:
		append(mode, STEP_SPOILT, spoilt, script);
		break;
	case ERRAND_HELO:
		script->rows[STEP_CAPABILITY].send = "HELO";
		script->rows[STEP_CAPABILITY].next[REPLY_REFUSED] = STEP_QUIT;
		break;
	case ERRAND_PATIENCE:
		redirect(&script->rows[STEP_GREETING], STEP_CAPABILITY, STEP_PAUSE);
		script->rows[STEP_PAUSE] = (struct step_row){
			.pauses = true,
			.next = { [REPLY_OK] = STEP_CAPABILITY },
		};
		break;
	case ERRAND_USE:
	case ERRAND_USE_CLEAR:
		return use_script(protocol, mode, errand == ERRAND_USE_CLEAR, script);
	case ERRAND_NONE:
	case ERRANDS:
		break;
	}
	return true;
}

const char *
errand_injected_tag(enum protocol protocol)
{
	return words[protocol].tag;
}
