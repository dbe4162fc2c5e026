/* SPDX-License-Identifier: MIT */
#include "talk/sieve.h"

#include "talk/use.h"

#include <string.h>

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

/* RFC 5804 section 4: a string comes in quotes, or behind a line "{24}" that says how long. */
static bool
is_literal(const struct reading *reading)
{
	return reading->previous.len > 0 && reading->previous.data[0] == '{';
}

/* A challenge is a string; the last one comes with the good answer, as in OK (SASL "...")
 * (RFC 5804 section 1.3). */
static struct span
sieve_read_challenge(const struct reading *reading, struct span line)
{
	static const char mark[] = "(SASL \"";
	const uint8_t *end;

	if (is_literal(reading))
		return line;
	if (span_starts(line, "OK ")) {
		while (line.len > 0 && !span_starts(line, mark))
			line = span_skip(line, 1);
		line = span_skip(line, strlen(mark) - 1);
	}
	if (!span_starts(line, "\""))
		return (struct span){ 0 };
	line = span_skip(line, 1);
	end = line.len == 0 ? NULL : memchr(line.data, '"', line.len);
	return (struct span){ .data = line.data,
		.len = end == NULL ? line.len : (size_t)(end - line.data) };
}

/* Where the server asks for a part of a login: it takes a literal two lines to do so. */
static enum reply
read_asked(const struct reading *reading, struct span line)
{
	if (span_starts(line, "{"))
		return REPLY_PART;
	return is_literal(reading) || span_starts(line, "\"") ? REPLY_CONTINUE : REPLY_GARBLED;
}

static enum reply
sieve_read_line(const struct reading *reading, struct span line)
{
	struct span rest = line;
	struct span status = span_word(&rest);

	if (use_is_asked(reading->step) && is_literal(reading))
		return read_asked(reading, line);
	if (line.len == 0) /* behind the literal {0}, the other way to write an empty string */
		return REPLY_PART;
	if (span_is(status, "OK"))
		return REPLY_OK;
	if (span_is(status, "NO"))
		return REPLY_REFUSED;
	if (span_is(status, "BYE"))
		return reading->step == STEP_QUIT ? REPLY_OK : REPLY_GOODBYE;
	if (use_is_asked(reading->step))
		return read_asked(reading, line);
	if (!span_starts(line, "\"") && !span_starts(line, "{"))
		return REPLY_GARBLED;
	return reading->step == STEP_LOGIN ? REPLY_CONTINUE : REPLY_PART;
}

const struct dialect sieve_dialect = {
	.starttls = &sieve_starttls,
	.implicit = &sieve_implicit,
	.login = &sieve_login,
	.read_line = sieve_read_line,
	.read_challenge = sieve_read_challenge,
};
