/* SPDX-License-Identifier: MIT */
#include "serve/recorder.h"

#include "base/reader.h"
#include "hello/hello.h"

#include <string.h>

enum {
	IN_MAX = HELLO_MAX,
	OUT_MAX = 64 * 1024,
	LINE_LEN_MAX = 2000,
	LINES_MAX_HERE = 50, /* that a client may say before it comes to TLS */
	TAG_LEN_MAX = 100,
	RECORD_HANDSHAKE = 22,
	RECORD_HEADER_LEN = 5,
	MESSAGE_HEADER_LEN = 4,
};

static const uint64_t patience_us = 60 * 1000 * 1000;

/* What a client may say, and what is answered. Of IMAP the answer to a tagged command has the
 * tag before it, but for lines that begin with "* ". */
struct exchange {
	const char *command; /* the beginning of a line; "" for all others */
	const char *answer;
	bool begins_tls;
	bool ends;
};

/* clang-format off */
static const struct exchange smtp[] = {
	{ "EHLO", "250-mailsonde.invalid\r\n250-8BITMIME\r\n250 STARTTLS\r\n", false, false },
	{ "HELO", "250 mailsonde.invalid\r\n", false, false },
	{ "STARTTLS", "220 2.0.0 Ready to start TLS\r\n", true, false },
	{ "NOOP", "250 2.0.0 Ok\r\n", false, false },
	{ "RSET", "250 2.0.0 Ok\r\n", false, false },
	{ "QUIT", "221 2.0.0 Bye\r\n", false, true },
	{ "", "530 5.7.0 Must issue a STARTTLS command first\r\n", false, false },
};

static const struct exchange lmtp[] = {
	{ "LHLO", "250-mailsonde.invalid\r\n250 STARTTLS\r\n", false, false },
	{ "STARTTLS", "220 2.0.0 Ready to start TLS\r\n", true, false },
	{ "QUIT", "221 2.0.0 Bye\r\n", false, true },
	{ "", "530 5.7.0 Must issue a STARTTLS command first\r\n", false, false },
};

static const struct exchange imap[] = {
	{ "CAPABILITY", "* CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\r\nOK Done\r\n", false, false },
	{ "STARTTLS", "OK Begin TLS negotiation now\r\n", true, false },
	{ "NOOP", "OK Done\r\n", false, false },
	{ "ID", "* ID NIL\r\nOK Done\r\n", false, false },
	{ "LOGOUT", "* BYE Logging out\r\nOK Done\r\n", false, true },
	{ "", "NO [PRIVACYREQUIRED] Must issue a STARTTLS command first\r\n", false, false },
};

static const struct exchange pop3[] = {
	{ "CAPA", "+OK\r\nTOP\r\nUIDL\r\nSTLS\r\n.\r\n", false, false },
	{ "STLS", "+OK Begin TLS negotiation\r\n", true, false },
	{ "NOOP", "+OK\r\n", false, false },
	{ "QUIT", "+OK Bye\r\n", false, true },
	{ "", "-ERR Must issue a STLS command first\r\n", false, false },
};

static const struct exchange sieve[] = {
	{ "CAPABILITY", "\"SIEVE\" \"fileinto\"\r\n\"STARTTLS\"\r\nOK\r\n", false, false },
	{ "STARTTLS", "OK \"Begin TLS negotiation now\"\r\n", true, false },
	{ "LOGOUT", "OK\r\n", false, true },
	{ "", "NO (ENCRYPT-NEEDED) \"Must issue a STARTTLS command first\"\r\n", false, false },
};

static const struct {
	const char *greeting;
	const struct exchange *exchanges;
} dialogues[] = {
	[PROTOCOL_SMTP] = { "220 mailsonde.invalid ESMTP\r\n", smtp },
	[PROTOCOL_LMTP] = { "220 mailsonde.invalid LMTP\r\n", lmtp },
	[PROTOCOL_IMAP] = { "* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] ready\r\n", imap },
	[PROTOCOL_POP3] = { "+OK ready\r\n", pop3 },
	[PROTOCOL_SIEVE] = { "\"SIEVE\" \"fileinto\"\r\n\"STARTTLS\"\r\nOK\r\n", sieve },
};
_Static_assert(COUNT_OF(dialogues) == PROTOCOL_COUNT, "a dialogue for each protocol");
/* clang-format on */

void
recorder_init(struct recorder *recorder, const struct recording *recording)
{
	*recorder = (struct recorder){
		.recording = recording,
		.is_hello_due = recording->mode == MODE_IMPLICIT,
	};
	buffer_init(&recorder->in, IN_MAX);
	buffer_init(&recorder->out, OUT_MAX);
}

void
recorder_clear(struct recorder *recorder)
{
	buffer_clear(&recorder->in);
	buffer_clear(&recorder->out);
}

static void
finish(struct recorder *recorder, struct span hello, const char *why_not)
{
	if (recorder->end != ACTOR_PLAYS)
		return;
	recorder->end = ACTOR_CLOSES;
	recorder->recording->done(recorder->recording->context, hello, why_not);
}

void
recorder_leave(struct recorder *recorder, const char *why)
{
	finish(recorder, span_of(""), why);
}

static void
say(struct recorder *recorder, struct span bytes)
{
	if (!buffer_append(&recorder->out, bytes))
		recorder_leave(recorder, "it does not read what it is told");
}

void
recorder_start(struct recorder *recorder)
{
	if (!recorder->is_hello_due)
		say(recorder, span_of(dialogues[recorder->recording->protocol].greeting));
}

/* Says the answer's lines, with the tag before each that needs one (RFC 9051 section 2.2.2). */
static void
answer(struct recorder *recorder, struct span tag, const char *text)
{
	struct span rest = span_of(text);

	while (rest.len > 0) {
		size_t len =
		    (size_t)((const uint8_t *)memchr(rest.data, '\n', rest.len) - rest.data) +
		    1;

		if (tag.len > 0 && !span_starts(rest, "* ")) {
			say(recorder, tag);
			say(recorder, span_of(" "));
		}
		say(recorder, (struct span){ rest.data, len });
		rest = span_skip(rest, len);
	}
}

static const struct exchange *
find_exchange(const struct exchange *exchange, struct span line)
{
	struct span word = span_word(&line);

	while (*exchange->command != '\0' && !span_is(word, exchange->command))
		exchange++;
	return exchange;
}

static void
take_line(struct recorder *recorder, struct span line)
{
	const struct exchange *exchange;
	struct span tag = { 0 };

	if (++recorder->lines > LINES_MAX_HERE) {
		recorder_leave(recorder, "it says too much and does not begin TLS");
		return;
	}
	if (recorder->recording->protocol == PROTOCOL_IMAP)
		tag = span_word(&line);
	if (tag.len > TAG_LEN_MAX) {
		recorder_leave(recorder, "its tag is too long");
		return;
	}
	exchange = find_exchange(dialogues[recorder->recording->protocol].exchanges, line);
	answer(recorder, tag, exchange->answer);
	recorder->is_hello_due = exchange->begins_tls;
	if (exchange->ends)
		recorder_leave(recorder, "it left without beginning TLS");
}

/* The client's next line without its end; false if there is no whole one. */
static bool
next_line(struct recorder *recorder, struct span *line, size_t *used)
{
	struct span all = buffer_span(&recorder->in);
	const uint8_t *end = all.len == 0 ? NULL : memchr(all.data, '\n', all.len);

	if (end == NULL)
		return false;
	*used = (size_t)(end - all.data) + 1;
	*line = (struct span){ all.data, *used - 1 };
	if (line->len > 0 && line->data[line->len - 1] == '\r')
		line->len--;
	return true;
}

/* How many bytes the records have that hold the whole first message; 0 if it is not whole yet.
 * False if it is no beginning of TLS. */
static bool
measure(struct span bytes, size_t *len)
{
	struct reader r = { .left = bytes };
	uint8_t header[MESSAGE_HEADER_LEN];
	size_t seen = 0;

	*len = 0;
	while (r.left.len >= RECORD_HEADER_LEN) {
		struct span fragment;
		size_t message_len;

		if (reader_uint(&r, 1) != RECORD_HANDSHAKE || reader_uint(&r, 1) != 3)
			return false;
		(void)reader_uint(&r, 1);
		fragment = reader_vector(&r, 2);
		if (r.failed)
			return true;
		if (fragment.len == 0)
			return false;
		for (size_t i = 0; i < fragment.len && seen + i < sizeof(header); i++)
			header[seen + i] = fragment.data[i];
		seen += fragment.len;
		if (seen < sizeof(header))
			continue;
		message_len = (size_t)header[1] << 16 | (size_t)header[2] << 8 | header[3];
		if (seen >= sizeof(header) + message_len) {
			*len = bytes.len - r.left.len;
			return true;
		}
	}
	return r.left.len == 0 || r.left.data[0] == RECORD_HANDSHAKE;
}

static void
take_hello(struct recorder *recorder)
{
	static const uint8_t refusal[] = { 21, 3, 1, 0, 2, 2, 40 }; /* handshake_failure */
	struct span bytes = buffer_span(&recorder->in);
	size_t len = 0;

	if (!measure(bytes, &len)) {
		recorder_leave(recorder, (bytes.data[0] & 0x80) != 0
					     ? "it begins with a hello of SSL 2.0"
					     : "it does not begin TLS where it should");
		return;
	}
	if (len == 0)
		return;
	say(recorder, (struct span){ refusal, sizeof(refusal) });
	finish(recorder, (struct span){ bytes.data, len }, NULL);
}

void
recorder_feed(struct recorder *recorder, struct span bytes)
{
	struct span line;
	size_t used;

	if (recorder->end != ACTOR_PLAYS)
		return;
	if (!buffer_append(&recorder->in, bytes)) {
		recorder_leave(recorder, "it says too much at once");
		return;
	}
	while (recorder->end == ACTOR_PLAYS && !recorder->is_hello_due &&
	       next_line(recorder, &line, &used)) {
		take_line(recorder, line);
		buffer_consume(&recorder->in, used);
	}
	if (recorder->end != ACTOR_PLAYS)
		return;
	if (recorder->is_hello_due && recorder->in.len > 0)
		take_hello(recorder);
	else if (!recorder->is_hello_due && recorder->in.len > LINE_LEN_MAX)
		recorder_leave(recorder, "it says too much at once");
}

uint64_t
recorder_deadline(const struct recorder *recorder)
{
	return recorder->end == ACTOR_PLAYS ? patience_us : UINT64_MAX;
}

struct buffer *
recorder_out(struct recorder *recorder)
{
	return &recorder->out;
}

enum actor_end
recorder_end(const struct recorder *recorder)
{
	return recorder->end;
}
