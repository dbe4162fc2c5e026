/* SPDX-License-Identifier: MIT */
#include "talk/imap.h"

#include "talk/use.h"

#include <string.h>

/* A greeting that brings the capabilities along saves the command (RFC 9051 section 7.1). A
 * PREAUTH greeting means that the mailbox is open already: nothing is asked but LOGOUT. */
static const struct script imap_starttls = {
	.first = STEP_GREETING,
	.rows = {
		[STEP_GREETING] = {
			.next = {
				[REPLY_OK] = STEP_CAPABILITY,
				[REPLY_CAPABLE] = STEP_STARTTLS,
				[REPLY_PREAUTH] = STEP_QUIT,
			},
		},
		[STEP_CAPABILITY] = {
			.send = "p1 CAPABILITY",
			.next = { [REPLY_OK] = STEP_STARTTLS, [REPLY_REFUSED] = STEP_STARTTLS },
		},
		[STEP_STARTTLS] = {
			.send = "p2 STARTTLS",
			.next = { [REPLY_OK] = STEP_TLS, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_TLS] = {
			.begins_tls = true,
			.next = { [REPLY_OK] = STEP_CAPABILITY_AGAIN },
		},
		[STEP_CAPABILITY_AGAIN] = {
			.send = "p3 CAPABILITY",
			.next = { [REPLY_OK] = STEP_QUIT, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_QUIT] = { .send = "p9 LOGOUT" },
	},
};

static const struct script imap_implicit = {
	.first = STEP_TLS,
	.rows = {
		[STEP_TLS] = {
			.begins_tls = true,
			.next = { [REPLY_OK] = STEP_GREETING },
		},
		[STEP_GREETING] = {
			.next = {
				[REPLY_OK] = STEP_CAPABILITY,
				[REPLY_CAPABLE] = STEP_QUIT,
				[REPLY_PREAUTH] = STEP_QUIT,
			},
		},
		[STEP_CAPABILITY] = {
			.send = "p1 CAPABILITY",
			.next = { [REPLY_OK] = STEP_QUIT, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_QUIT] = { .send = "p9 LOGOUT" },
	},
};

/* RFC 9051 section 6.2.2: without an initial response the server asks with "+", and a client
 * cancels with a lone "*". LOGIN is never sent: it would carry an identity. */
static const struct script imap_login = {
	.first = STEP_GREETING,
	.rows = {
		[STEP_GREETING] = {
			.next = { [REPLY_OK] = STEP_LOGIN, [REPLY_PREAUTH] = STEP_QUIT },
		},
		[STEP_LOGIN] = {
			.send = "p3 AUTHENTICATE PLAIN",
			.next = {
				[REPLY_OK] = STEP_QUIT,
				[REPLY_CONTINUE] = STEP_CANCEL,
				[REPLY_REFUSED] = STEP_QUIT,
			},
		},
		[STEP_CANCEL] = {
			.send = "*",
			.next = { [REPLY_OK] = STEP_QUIT, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_QUIT] = { .send = "p9 LOGOUT" },
	},
};

static enum reply
read_greeting(struct span line)
{
	if (span_starts(line, "* OK [CAPABILITY "))
		return REPLY_CAPABLE;
	if (span_starts(line, "* OK"))
		return REPLY_OK;
	if (span_starts(line, "* PREAUTH"))
		return REPLY_PREAUTH;
	if (span_starts(line, "* BYE"))
		return REPLY_GOODBYE;
	return REPLY_GARBLED;
}

/* The tag of a command is its first word; "*" cancels a login, whose tag stays in force. */
static struct span
tag_of(const struct reading *reading)
{
	struct span command = reading->command;

	if (reading->step == STEP_AUTH_MORE || reading->step == STEP_AUTH_CANCEL)
		return span_of("p4");
	return reading->step == STEP_CANCEL ? span_of("p3") : span_word(&command);
}

static enum reply
read_tagged(const struct reading *reading, struct span line)
{
	struct span rest = line;
	struct span tag = span_word(&rest);
	struct span status = span_word(&rest);

	if (!span_equal(tag, tag_of(reading)))
		return REPLY_GARBLED;
	if (span_is(status, "OK"))
		return REPLY_OK;
	return span_is(status, "NO") || span_is(status, "BAD") ? REPLY_REFUSED : REPLY_GARBLED;
}

static enum reply
imap_read_line(const struct reading *reading, struct span line)
{
	if (reading->step == STEP_GREETING)
		return read_greeting(line);
	/* In answer to LOGOUT an untagged BYE is what has to come (RFC 9051 section 6.1.3). */
	if (span_starts(line, "* BYE"))
		return reading->step == STEP_QUIT ? REPLY_PART : REPLY_GOODBYE;
	if (span_starts(line, "* "))
		return REPLY_PART;
	if (span_starts(line, "+"))
		return reading->step == STEP_LOGIN || use_is_asked(reading->step)
		           ? REPLY_CONTINUE
		           : REPLY_PART;
	return read_tagged(reading, line);
}

/* RFC 9051 section 6.2.2: "+ " and the challenge. */
static struct span
imap_read_challenge(const struct reading *reading, struct span line)
{
	(void)reading;
	return span_starts(line, "+ ") ? span_skip(line, 2) : (struct span){ 0 };
}

const struct dialect imap_dialect = {
	.starttls = &imap_starttls,
	.implicit = &imap_implicit,
	.login = &imap_login,
	.read_line = imap_read_line,
	.read_challenge = imap_read_challenge,
};
