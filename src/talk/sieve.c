/* SPDX-License-Identifier: MIT */
#include "talk/sieve.h"

/* The greeting is the capability list, and after TLS the server sends it again unasked (RFC
 * 5804 sections 1.7 and 2.2). */
static const struct script sieve_starttls = {
	.first = STEP_GREETING,
	.rows = {
		[STEP_GREETING] = {
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
			.next = { [REPLY_OK] = STEP_QUIT, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_QUIT] = { .send = "LOGOUT" },
	},
};

static const struct script sieve_implicit = {
	.first = STEP_TLS,
	.rows = {
		[STEP_TLS] = {
			.begins_tls = true,
			.next = { [REPLY_OK] = STEP_GREETING },
		},
		[STEP_GREETING] = {
			.next = { [REPLY_OK] = STEP_QUIT, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_QUIT] = { .send = "LOGOUT" },
	},
};

/* RFC 5804 section 2.1: the server asks with an empty string, a client cancels with "*". */
static const struct script sieve_login = {
	.first = STEP_GREETING,
	.rows = {
		[STEP_GREETING] = {
			.next = { [REPLY_OK] = STEP_LOGIN, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_LOGIN] = {
			.send = "AUTHENTICATE \"PLAIN\"",
			.next = {
				[REPLY_OK] = STEP_QUIT,
				[REPLY_CONTINUE] = STEP_CANCEL,
				[REPLY_REFUSED] = STEP_QUIT,
			},
		},
		[STEP_CANCEL] = {
			.send = "\"*\"",
			.next = { [REPLY_OK] = STEP_QUIT, [REPLY_REFUSED] = STEP_QUIT },
		},
		[STEP_QUIT] = { .send = "LOGOUT" },
	},
};

static enum reply
sieve_read_line(const struct reading *reading, struct span line)
{
	struct span rest = line;
	struct span status = span_word(&rest);

	if (line.len == 0) /* behind the literal {0}, the other way to write an empty string */
		return REPLY_PART;
	if (span_is(status, "OK"))
		return REPLY_OK;
	if (span_is(status, "NO"))
		return REPLY_REFUSED;
	if (span_is(status, "BYE"))
		return reading->step == STEP_QUIT ? REPLY_OK : REPLY_GOODBYE;
	if (!span_starts(line, "\"") && !span_starts(line, "{"))
		return REPLY_GARBLED;
	return reading->step == STEP_LOGIN ? REPLY_CONTINUE : REPLY_PART;
}

const struct dialect sieve_dialect = {
	.starttls = &sieve_starttls,
	.implicit = &sieve_implicit,
	.login = &sieve_login,
	.read_line = sieve_read_line,
};
