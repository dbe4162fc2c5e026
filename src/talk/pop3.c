/* SPDX-License-Identifier: MIT */
#include "talk/pop3.h"

#include "talk/use.h"

/* CAPA is an extension (RFC 2449): a server without it is asked for STLS all the same. */
static const struct script pop3_starttls = {
	.first = STEP_GREETING,
	.rows = {
		[STEP_GREETING] = {
			.next = { [REPLY_OK] = STEP_CAPABILITY, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_CAPABILITY] = {
			.send = "CAPA",
			.next = { [REPLY_OK] = STEP_STARTTLS, [REPLY_REFUSED] = STEP_STARTTLS },
		},
		[STEP_STARTTLS] = {
			.send = "STLS",
			.next = { [REPLY_OK] = STEP_TLS, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_TLS] = {
			.begins_tls = true,
			.next = { [REPLY_OK] = STEP_CAPABILITY_AGAIN },
		},
		[STEP_CAPABILITY_AGAIN] = {
			.send = "CAPA",
			.next = { [REPLY_OK] = STEP_QUIT, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_QUIT] = { .send = "QUIT" },
	},
};

static const struct script pop3_implicit = {
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
			.send = "CAPA",
			.next = { [REPLY_OK] = STEP_QUIT, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_QUIT] = { .send = "QUIT" },
	},
};

/* RFC 5034 section 4: AUTH is cancelled with "*". A server may refuse AUTH and still take USER
 * and PASS (RFC 1939 section 7), so USER is tried as well, with a name that is nobody's; PASS
 * never is. */
static const struct script pop3_login = {
	.first = STEP_GREETING,
	.rows = {
		[STEP_GREETING] = {
			.next = { [REPLY_OK] = STEP_LOGIN, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_LOGIN] = {
			.send = "AUTH PLAIN",
			.next = {
				[REPLY_OK] = STEP_QUIT,
				[REPLY_CONTINUE] = STEP_CANCEL,
				[REPLY_REFUSED] = STEP_LOGIN_OTHER,
			},
		},
		[STEP_CANCEL] = {
			.send = "*",
			.next = { [REPLY_OK] = STEP_QUIT, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_LOGIN_OTHER] = {
			.send = "USER nobody@probe.invalid",
			.next = { [REPLY_OK] = STEP_QUIT, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_QUIT] = { .send = "QUIT" },
	},
};

/* RFC 2449 section 5: a positive answer to CAPA goes on until a line that is a lone dot. */
static enum reply
read_capability(const struct reading *reading, struct span line)
{
	if (reading->previous.data == NULL)
		return span_starts(line, "+OK") ? REPLY_PART : REPLY_GARBLED;
	return span_is(line, ".") ? REPLY_OK : REPLY_PART;
}

static enum reply
pop3_read_line(const struct reading *reading, struct span line)
{
	bool lists = reading->step == STEP_CAPABILITY || reading->step == STEP_CAPABILITY_AGAIN;

	if (reading->previous.data == NULL && span_starts(line, "-ERR"))
		return REPLY_REFUSED;
	if (lists)
		return read_capability(reading, line);
	if (span_starts(line, "+OK"))
		return REPLY_OK;
	if ((reading->step == STEP_LOGIN || use_is_asked(reading->step)) &&
	    (span_is(line, "+") || span_starts(line, "+ ")))
		return REPLY_CONTINUE;
	return REPLY_GARBLED;
}

/* RFC 5034 section 4: "+ " and the challenge. */
static struct span
pop3_read_challenge(const struct reading *reading, struct span line)
{
	(void)reading;
	return span_starts(line, "+ ") ? span_skip(line, 2) : (struct span){ 0 };
}

const struct dialect pop3_dialect = {
	.starttls = &pop3_starttls,
	.implicit = &pop3_implicit,
	.login = &pop3_login,
	.read_line = pop3_read_line,
	.read_challenge = pop3_read_challenge,
};
