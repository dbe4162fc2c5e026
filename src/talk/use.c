/* SPDX-License-Identifier: MIT */
#include "talk/use.h"

#include <stdio.h>
#include <string.h>

/* RFC 5804 section 2.5: HAVESPACE asks whether a script of such a size would be taken. */
static const struct words {
	const char *auth; /* before the mechanism, and behind it */
	const char *auth_end;
	const char *cancel;
	const char *command;
	size_t command_max; /* 0: no matter */
} words[] = {
	[PROTOCOL_SMTP] = {
		.auth = "AUTH ",
		.auth_end = "",
		.cancel = "*",
		.command_max = USE_SMTP_COMMAND_MAX,
	},
	[PROTOCOL_LMTP] = { .auth = "", .auth_end = "" },
	[PROTOCOL_IMAP] = {
		.auth = "p4 AUTHENTICATE ",
		.auth_end = "",
		.cancel = "*",
		.command = "p5 STATUS INBOX (MESSAGES)",
	},
	[PROTOCOL_POP3] = {
		.auth = "AUTH ",
		.auth_end = "",
		.cancel = "*",
		.command = "STAT",
		.command_max = USE_POP3_COMMAND_MAX,
	},
	[PROTOCOL_SIEVE] = {
		.auth = "AUTHENTICATE \"",
		.auth_end = "\"",
		.cancel = "\"*\"",
		.command = "HAVESPACE \"mailsonde\" 100",
	},
};
_Static_assert(COUNT_OF(words) == PROTOCOL_COUNT, "words for each protocol");

bool
use_is_asked(enum step step)
{
	return step == STEP_AUTH || step == STEP_AUTH_MORE;
}

/* The steps of a login; `next` is what it is for. */
static void
add_login(enum protocol protocol, enum step next, struct script *script)
{
	const struct step_row asked = {
		.is_composed = true,
		.is_private = true,
		.next = { [REPLY_OK] = next,
		    [REPLY_CONTINUE] = STEP_AUTH_MORE,
		    [REPLY_REFUSED] = STEP_QUIT },
	};

	script->rows[STEP_AUTH] = asked;
	script->rows[STEP_AUTH_MORE] = asked;
	script->rows[STEP_AUTH_CANCEL] = (struct step_row){
		.send = words[protocol].cancel,
		.next = { [REPLY_OK] = STEP_QUIT, [REPLY_REFUSED] = STEP_QUIT },
	};
	script->rows[STEP_USER] = (struct step_row){
		.is_composed = true,
		.next = { [REPLY_OK] = STEP_PASS, [REPLY_REFUSED] = STEP_QUIT },
	};
	script->rows[STEP_PASS] = (struct step_row){
		.is_composed = true,
		.next = { [REPLY_OK] = next, [REPLY_REFUSED] = STEP_QUIT },
	};
	script->rows[STEP_COMMAND] = (struct step_row){
		.is_composed = true,
		.next = { [REPLY_OK] = STEP_QUIT, [REPLY_REFUSED] = STEP_QUIT },
	};
}

/* All recipients are asked for, whatever becomes of the others. */
static void
add_mail(struct script *script)
{
	script->rows[STEP_SENDER] = (struct step_row){
		.is_composed = true,
		.next = { [REPLY_OK] = STEP_RECIPIENT, [REPLY_REFUSED] = STEP_QUIT },
	};
	script->rows[STEP_RECIPIENT] = (struct step_row){
		.is_composed = true,
		.next = { [REPLY_OK] = STEP_RECIPIENT, [REPLY_REFUSED] = STEP_RECIPIENT },
	};
	script->rows[STEP_DATA] = (struct step_row){
		.send = "DATA",
		.next = { [REPLY_CONTINUE] = STEP_MESSAGE, [REPLY_REFUSED] = STEP_QUIT },
	};
	script->rows[STEP_MESSAGE] = (struct step_row){
		.is_composed = true,
		.next = { [REPLY_OK] = STEP_QUIT, [REPLY_REFUSED] = STEP_QUIT },
	};
	script->rows[STEP_RESET] = (struct step_row){
		.send = "RSET",
		.next = { [REPLY_OK] = STEP_QUIT, [REPLY_REFUSED] = STEP_QUIT },
	};
}

/* Wherever a good answer would lead to `from`, it leads to the login. POP3 need not list its
 * capabilities at all (RFC 2449). */
static void
lead_to_login(enum protocol protocol, enum step step, enum step from, struct script *script)
{
	struct step_row *row = &script->rows[step];
	bool may_refuse = protocol == PROTOCOL_POP3 && step != STEP_GREETING;

	for (size_t i = 0; i < REPLY_COUNT; i++) {
		bool is_good =
		    i == REPLY_OK || i == REPLY_CAPABLE || (i == REPLY_REFUSED && may_refuse);

		if (is_good && row->next[i] == from)
			row->next[i] = STEP_AUTH;
	}
}

bool
use_script(enum protocol protocol, enum mode mode, bool is_clear, struct script *script)
{
	static const enum step lasts[] = { STEP_GREETING, STEP_CAPABILITY, STEP_HELO };
	bool is_smtp = protocol == PROTOCOL_SMTP;

	if (protocol == PROTOCOL_LMTP || (is_clear && mode == MODE_IMPLICIT))
		return false;
	add_login(protocol, is_smtp ? STEP_SENDER : STEP_COMMAND, script);
	if (is_smtp)
		add_mail(script);
	if (mode == MODE_STARTTLS && !is_clear) {
		lead_to_login(protocol, STEP_CAPABILITY_AGAIN, STEP_QUIT, script);
		return true;
	}
	for (size_t i = 0; i < COUNT_OF(lasts); i++)
		lead_to_login(protocol, lasts[i], is_clear ? STEP_STARTTLS : STEP_QUIT, script);
	return true;
}

static bool
append(struct buffer *line, const char *text)
{
	return buffer_append(line, span_of(text));
}

/* RFC 5804 section 4: a string of ManageSieve; a long one needs no leave ("{12+}"). */
static bool
append_string(struct span text, struct buffer *line)
{
	char head[32];

	if (text.len + 2 <= USE_SIEVE_STRING_MAX)
		return append(line, "\"") && buffer_append(line, text) && append(line, "\"");
	(void)snprintf(head, sizeof(head), "{%zu+}\r\n", text.len);
	return append(line, head) && buffer_append(line, text);
}

bool
use_write_auth(
    enum protocol protocol, const char *mechanism, struct span response, struct buffer *line)
{
	if (!append(line, words[protocol].auth) || !append(line, mechanism) ||
	    !append(line, words[protocol].auth_end))
		return false;
	if (response.data == NULL)
		return true;
	/* RFC 4954 section 4: "=" stands for a response that is there and empty. */
	if (protocol == PROTOCOL_SIEVE)
		return append(line, " ") && append_string(response, line);
	return append(line, " ") &&
	       (response.len > 0 ? buffer_append(line, response) : append(line, "="));
}

bool
use_fits_command(enum protocol protocol, const char *mechanism, size_t len)
{
	size_t most = words[protocol].command_max;

	return most == 0 ||
	       strlen(words[protocol].auth) + strlen(mechanism) + 1 + len + 2 <= most;
}

bool
use_write_response(enum protocol protocol, struct span response, struct buffer *line)
{
	return protocol == PROTOCOL_SIEVE ? append_string(response, line)
	                                  : buffer_append(line, response);
}

/* RFC 9051 section 4.3: in quotes, a quote and a backslash have one before them. */
static bool
append_quoted(const char *text, struct buffer *line)
{
	bool fits = append(line, "\"");

	for (; *text != '\0'; text++) {
		if (*text == '"' || *text == '\\')
			fits = fits && append(line, "\\");
		fits = fits && buffer_append(line,
				   (struct span){ .data = (const uint8_t *)text, .len = 1 });
	}
	return fits && append(line, "\"");
}

bool
use_write_login(const char *user, const char *secret, struct buffer *line)
{
	return append(line, "p4 LOGIN ") && append_quoted(user, line) && append(line, " ") &&
	       append_quoted(secret, line);
}

const char *
use_command(enum protocol protocol)
{
	return words[protocol].command;
}
