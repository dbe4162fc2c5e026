/* SPDX-License-Identifier: MIT */
#include "talk/smtp.h"

#include "talk/use.h"

/* STARTTLS is sent whether it is advertised or not: whether it works is one question, whether
 * the list says so another. A server that does not know EHLO is asked with HELO (RFC 5321
 * section 3.2). */
static const struct script smtp_starttls = {
	.first = STEP_GREETING,
	.rows = {
		[STEP_GREETING] = {
			.next = { [REPLY_OK] = STEP_CAPABILITY, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_CAPABILITY] = {
			.send = "EHLO",
			.takes_name = true,
			.next = { [REPLY_OK] = STEP_STARTTLS, [REPLY_REFUSED] = STEP_HELO },
		},
		[STEP_HELO] = {
			.send = "HELO",
			.takes_name = true,
			.next = { [REPLY_OK] = STEP_STARTTLS, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_STARTTLS] = {
			.send = "STARTTLS",
			.next = { [REPLY_OK] = STEP_TLS, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_TLS] = {
			.begins_tls = true,
			.next = { [REPLY_OK] = STEP_CAPABILITY_AGAIN },
		},
		[STEP_CAPABILITY_AGAIN] = {
			.send = "EHLO",
			.takes_name = true,
			.next = { [REPLY_OK] = STEP_QUIT, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_QUIT] = { .send = "QUIT" },
	},
};

static const struct script smtp_implicit = {
	.first = STEP_TLS,
	.rows = {
		[STEP_TLS] = {
			.begins_tls = true,
			.next = { [REPLY_OK] = STEP_GREETING },
		},
		[STEP_GREETING] = {
			.next = { [REPLY_OK] = STEP_CAPABILITY, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_CAPABILITY] = {
			.send = "EHLO",
			.takes_name = true,
			.next = { [REPLY_OK] = STEP_QUIT, [REPLY_REFUSED] = STEP_HELO },
		},
		[STEP_HELO] = {
			.send = "HELO",
			.takes_name = true,
			.next = { [REPLY_OK] = STEP_QUIT, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_QUIT] = { .send = "QUIT" },
	},
};

/* A login is begun without an initial response and cancelled with "*" as soon as the server
 * asks for it (RFC 4954 section 4), so that nothing of an identity is ever sent. */
static const struct script smtp_login = {
	.first = STEP_GREETING,
	.rows = {
		[STEP_GREETING] = {
			.next = { [REPLY_OK] = STEP_CAPABILITY, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_CAPABILITY] = {
			.send = "EHLO",
			.takes_name = true,
			.next = { [REPLY_OK] = STEP_LOGIN, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_LOGIN] = {
			.send = "AUTH PLAIN",
			.next = {
				[REPLY_OK] = STEP_QUIT,
				[REPLY_CONTINUE] = STEP_CANCEL,
				[REPLY_UNSUPPORTED] = STEP_LOGIN_OTHER,
				[REPLY_REFUSED] = STEP_QUIT,
			},
		},
		[STEP_CANCEL] = {
			.send = "*",
			.next = { [REPLY_OK] = STEP_QUIT, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_LOGIN_OTHER] = {
			.send = "AUTH LOGIN",
			.next = {
				[REPLY_OK] = STEP_QUIT,
				[REPLY_CONTINUE] = STEP_CANCEL_OTHER,
				[REPLY_REFUSED] = STEP_QUIT,
			},
		},
		[STEP_CANCEL_OTHER] = {
			.send = "*",
			.next = { [REPLY_OK] = STEP_QUIT, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_QUIT] = { .send = "QUIT" },
	},
};

/* LMTP differs in one word (RFC 2033 section 4.1), and has no login of a person. */
static const struct script lmtp_starttls = {
	.first = STEP_GREETING,
	.rows = {
		[STEP_GREETING] = {
			.next = { [REPLY_OK] = STEP_CAPABILITY, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_CAPABILITY] = {
			.send = "LHLO",
			.takes_name = true,
			.next = { [REPLY_OK] = STEP_STARTTLS, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_STARTTLS] = {
			.send = "STARTTLS",
			.next = { [REPLY_OK] = STEP_TLS, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_TLS] = {
			.begins_tls = true,
			.next = { [REPLY_OK] = STEP_CAPABILITY_AGAIN },
		},
		[STEP_CAPABILITY_AGAIN] = {
			.send = "LHLO",
			.takes_name = true,
			.next = { [REPLY_OK] = STEP_QUIT, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_QUIT] = { .send = "QUIT" },
	},
};

static const struct script lmtp_implicit = {
	.first = STEP_TLS,
	.rows = {
		[STEP_TLS] = {
			.begins_tls = true,
			.next = { [REPLY_OK] = STEP_GREETING },
		},
		[STEP_GREETING] = {
			.next = { [REPLY_OK] = STEP_CAPABILITY, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_CAPABILITY] = {
			.send = "LHLO",
			.takes_name = true,
			.next = { [REPLY_OK] = STEP_QUIT, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_QUIT] = { .send = "QUIT" },
	},
};

static bool
is_digit(uint8_t byte)
{
	return byte >= '0' && byte <= '9';
}

/* RFC 5321 section 4.2: three digits, then '-' (more follows), a space, or nothing. */
static bool
is_reply_line(struct span line)
{
	return line.len >= 3 && line.data[0] >= '2' && line.data[0] <= '5' &&
	       is_digit(line.data[1]) && is_digit(line.data[2]) &&
	       (line.len == 3 || line.data[3] == ' ' || line.data[3] == '-');
}

/* RFC 4954 section 4: 334 asks for the response; 501 (wants it with the command) and 504 (does
 * not know the mechanism) say nothing about another mechanism. */
static enum reply
read_login_code(struct span line)
{
	if (span_starts(line, "334"))
		return REPLY_CONTINUE;
	if (span_starts(line, "501") || span_starts(line, "504"))
		return REPLY_UNSUPPORTED;
	return line.data[0] == '2' ? REPLY_OK : REPLY_REFUSED;
}

static enum reply
read_code(enum step step, struct span line)
{
	if (span_starts(line, "421"))
		return step == STEP_QUIT ? REPLY_OK : REPLY_GOODBYE;
	if (step == STEP_LOGIN || step == STEP_LOGIN_OTHER || use_is_asked(step))
		return read_login_code(line);
	/* RFC 5321 section 4.3.2: nothing is good but 354. */
	if (step == STEP_DATA && line.data[0] <= '3')
		return span_starts(line, "354") ? REPLY_CONTINUE : REPLY_GARBLED;
	/* RFC 5321 section 4.3.2: 220 is the only good greeting; 200 would be NNTP. */
	if (step == STEP_GREETING && line.data[0] == '2')
		return span_starts(line, "220") ? REPLY_OK : REPLY_GARBLED;
	if (line.data[0] == '2')
		return REPLY_OK;
	return line.data[0] == '3' ? REPLY_GARBLED : REPLY_REFUSED;
}

static enum reply
smtp_read_line(const struct reading *reading, struct span line)
{
	struct span previous = reading->previous;

	if (!is_reply_line(line))
		return REPLY_GARBLED;
	/* RFC 5321 section 4.2.1: "the reply code on each of the lines MUST be the same". */
	if (previous.data != NULL &&
	    !span_equal((struct span){ previous.data, 3 }, (struct span){ line.data, 3 }))
		return REPLY_GARBLED;
	if (line.len > 3 && line.data[3] == '-')
		return REPLY_PART;
	return read_code(reading->step, line);
}

/* RFC 4954 section 4: "334 " and the challenge. */
static struct span
smtp_read_challenge(const struct reading *reading, struct span line)
{
	(void)reading;
	return span_starts(line, "334 ") ? span_skip(line, 4) : (struct span){ 0 };
}

const struct dialect smtp_dialect = {
	.starttls = &smtp_starttls,
	.implicit = &smtp_implicit,
	.login = &smtp_login,
	.read_line = smtp_read_line,
	.read_challenge = smtp_read_challenge,
};

const struct dialect lmtp_dialect = {
	.starttls = &lmtp_starttls,
	.implicit = &lmtp_implicit,
	.read_line = smtp_read_line,
};
