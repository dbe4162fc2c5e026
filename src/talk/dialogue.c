/* SPDX-License-Identifier: MIT */
#include "talk/dialogue.h"

#include "talk/imap.h"
#include "talk/pop3.h"
#include "talk/sieve.h"
#include "talk/smtp.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

enum { NOTE_MAX = 48 }; /* "(1234 bytes, not kept)" */

const struct dialect *
dialect_of(enum protocol protocol)
{
	static const struct dialect *const dialects[] = {
		[PROTOCOL_SMTP] = &smtp_dialect,
		[PROTOCOL_LMTP] = &lmtp_dialect,
		[PROTOCOL_IMAP] = &imap_dialect,
		[PROTOCOL_POP3] = &pop3_dialect,
		[PROTOCOL_SIEVE] = &sieve_dialect,
	};
	_Static_assert(COUNT_OF(dialects) == PROTOCOL_COUNT, "a dialect for each protocol");

	return dialects[protocol];
}

void
dialogue_init(struct dialogue *dialogue, const struct dialect *dialect,
    const struct script *script, const char *name, struct transcript *record)
{
	*dialogue = (struct dialogue){
		.dialect = dialect,
		.script = *script,
		.name = name,
		.record = record,
	};
	buffer_init(&dialogue->line, DIALOGUE_LINE_MAX);
	buffer_init_secret(&dialogue->out, DIALOGUE_OUT_MAX);
	buffer_init_secret(&dialogue->challenge, DIALOGUE_LINE_MAX);
}

void
dialogue_clear(struct dialogue *dialogue)
{
	buffer_clear(&dialogue->line);
	buffer_clear(&dialogue->out);
	buffer_clear(&dialogue->challenge);
}

static struct event *
record(struct dialogue *dialogue, enum event_kind kind, struct span bytes, uint64_t now_us)
{
	struct buffer clean;
	struct event *event;

	buffer_init(&clean, (DIALOGUE_LINE_MAX + NOTE_MAX) * SCRUB_GROWTH);
	if (dialogue->scrub != NULL && scrub_text(dialogue->scrub, bytes, &clean))
		bytes = buffer_span(&clean);
	event = transcript_add(dialogue->record, kind, now_us, bytes);
	buffer_clear(&clean);
	event->step = dialogue->reading.step;
	event->is_secure = dialogue->is_secure;
	return event;
}

const struct step_row *
dialogue_row(const struct dialogue *dialogue)
{
	return &dialogue->script.rows[dialogue->reading.step];
}

static void
send_line(struct dialogue *dialogue, const struct step_row *row, uint64_t now_us)
{
	size_t unsent = dialogue->out.len;
	bool fits = buffer_append(&dialogue->out, span_of(row->send));
	struct span words;

	if (row->takes_name)
		fits = fits && buffer_append(&dialogue->out, span_of(" ")) &&
		       buffer_append(&dialogue->out, span_of(dialogue->name));
	/* Our own lines are few. A server that answers before it is asked makes us write
	 * several of them at once. */
	assert(fits);
	words = span_skip(buffer_span(&dialogue->out), unsent);
	record(dialogue, EVENT_SENT, words, now_us);
	/* Not what is recorded: a tag that is the user's name as well is missing there. */
	dialogue->reading.command = arena_copy(dialogue->record->arena, words);
	fits = buffer_append(&dialogue->out, span_of("\r\n"));
	assert(fits);
}

/* Asks the composer until it has a line for the step, or the step is another's. */
static enum step
compose(struct dialogue *dialogue, enum step step, uint64_t now_us)
{
	while (dialogue->script.rows[step].is_composed) {
		const char *shown = "";
		struct buffer line;
		enum step wanted;
		bool fits = true;

		buffer_init_secret(&line, DIALOGUE_COMPOSED_MAX);
		dialogue->reading = (struct reading){ .step = step };
		wanted = dialogue->compose(dialogue->composer, step,
		    buffer_span(&dialogue->challenge), now_us, &line, &shown);
		if (wanted == step) {
			fits = buffer_append(&dialogue->out, buffer_span(&line)) &&
			       buffer_append(&dialogue->out, span_of("\r\n"));
			dialogue->reading.command = span_of(shown);
			record(dialogue, EVENT_SENT, span_of(shown), now_us);
		}
		buffer_clear(&line);
		assert(fits);
		if (wanted == step)
			break;
		step = wanted;
	}
	buffer_consume(&dialogue->challenge, SIZE_MAX);
	return step;
}

static enum demand
enter(struct dialogue *dialogue, enum step step, uint64_t now_us)
{
	const struct step_row *row;

	step = compose(dialogue, step, now_us);
	if (dialogue->script.rows[step].is_composed)
		return DEMAND_INPUT;
	dialogue->reading = (struct reading){ .step = step };
	if (step == STEP_END)
		return DEMAND_END;
	row = dialogue_row(dialogue);
	if (row->begins_tls)
		return DEMAND_TLS;
	if (row->pauses)
		return DEMAND_PAUSE;
	if (row->renegotiates)
		return DEMAND_RENEGOTIATE;
	if (row->send != NULL)
		send_line(dialogue, row, now_us);
	return DEMAND_INPUT;
}

/* The next step, for replies that most rows do not tell from a commoner one. */
static enum step
next_step(const struct step_row *row, enum reply reply)
{
	if (row->next[reply] != STEP_END)
		return row->next[reply];
	if (reply == REPLY_CAPABLE)
		return row->next[REPLY_OK];
	if (reply == REPLY_UNSUPPORTED)
		return row->next[REPLY_REFUSED];
	return STEP_END;
}

static enum demand
overflow(struct dialogue *dialogue, const char *bound, uint64_t now_us)
{
	record(dialogue, EVENT_OVERFLOW, span_of(bound), now_us);
	buffer_clear(&dialogue->line);
	dialogue->reading = (struct reading){ .step = STEP_END };
	return DEMAND_END;
}

/* Does no line end this step? */
static bool
stays(const struct step_row *row)
{
	return row->pauses || row->renegotiates;
}

/* What is still demanded at a step that goes on. */
static enum demand
waiting(const struct dialogue *dialogue)
{
	const struct step_row *row = dialogue_row(dialogue);

	return row->pauses         ? DEMAND_PAUSE
	       : row->renegotiates ? DEMAND_RENEGOTIATE
	                           : DEMAND_INPUT;
}

/* Keeps the challenge in a line for the composer, and records the line without it. */
static struct event *
record_private(
    struct dialogue *dialogue, struct span line, struct span challenge, uint64_t now_us)
{
	size_t before = (size_t)(challenge.data - line.data);
	struct buffer shown;
	struct event *event;
	char words[NOTE_MAX];

	buffer_consume(&dialogue->challenge, SIZE_MAX);
	buffer_init(&shown, DIALOGUE_LINE_MAX + sizeof(words));
	(void)snprintf(words, sizeof(words), "(%zu bytes, not kept)", challenge.len);
	if (!buffer_append(&dialogue->challenge, challenge) ||
	    !buffer_append(&shown, (struct span){ .data = line.data, .len = before }) ||
	    !buffer_append(&shown, span_of(words)) ||
	    !buffer_append(&shown, span_skip(line, before + challenge.len)))
		assert(false);
	event = record(dialogue, EVENT_RECEIVED, buffer_span(&shown), now_us);
	buffer_clear(&shown);
	return event;
}

static struct event *
record_line(struct dialogue *dialogue, struct span line, uint64_t now_us)
{
	struct span challenge = { 0 };

	if (dialogue_row(dialogue)->is_private)
		challenge = dialogue->dialect->read_challenge(&dialogue->reading, line);
	return challenge.len > 0 ? record_private(dialogue, line, challenge, now_us)
	                         : record(dialogue, EVENT_RECEIVED, line, now_us);
}

static void
remember(struct dialogue *dialogue, struct span line)
{
	size_t len = line.len < PREVIOUS_MAX ? line.len : PREVIOUS_MAX;

	if (len > 0)
		memcpy(dialogue->previous, line.data, len);
	dialogue->reading.previous = (struct span){ .data = dialogue->previous, .len = len };
}

static enum demand
take_line(struct dialogue *dialogue, struct span line, uint64_t now_us)
{
	enum reply reply = dialogue->dialect->read_line(&dialogue->reading, line);
	struct event *event = record_line(dialogue, line, now_us);

	event->reply = reply;
	dialogue->lines++;
	if (reply == REPLY_PART || stays(dialogue_row(dialogue))) {
		remember(dialogue, line);
		return dialogue->lines < DIALOGUE_LINES_MAX
		           ? waiting(dialogue)
		           : overflow(dialogue, "too many lines", now_us);
	}
	return enter(dialogue, next_step(dialogue_row(dialogue), reply), now_us);
}

/* The whole line in the buffer, without CRLF or bare LF. */
static enum demand
end_line(struct dialogue *dialogue, uint64_t now_us)
{
	struct span line = buffer_span(&dialogue->line);
	enum demand demand;

	if (line.len > 0 && line.data[line.len - 1] == '\r')
		line.len--;
	demand = take_line(dialogue, line, now_us);
	buffer_consume(&dialogue->line, SIZE_MAX);
	return demand;
}

/* Keeps the first bytes of something that may be any size. */
static void
keep_beginning(struct dialogue *dialogue, struct span bytes)
{
	struct buffer *kept = &dialogue->line;
	size_t room = kept->len < DIALOGUE_EARLY_MAX ? DIALOGUE_EARLY_MAX - kept->len : 0;

	if (bytes.len > room)
		bytes.len = room;
	if (!buffer_append(kept, bytes))
		assert(false);
	if (kept->len > DIALOGUE_EARLY_MAX)
		kept->len = DIALOGUE_EARLY_MAX;
}

enum demand
dialogue_start(struct dialogue *dialogue, uint64_t now_us)
{
	return enter(dialogue, dialogue->script.first, now_us);
}

/* Bytes up to and with the next LF, or all of them. */
static struct span
cut_line(struct span bytes, bool *is_whole)
{
	const uint8_t *end = memchr(bytes.data, '\n', bytes.len);

	*is_whole = end != NULL;
	if (end != NULL)
		bytes.len = (size_t)(end - bytes.data) + 1;
	return bytes;
}

/* The bound that so many more bytes of a line pass, or NULL; of two the one that they come to
 * first, so that it does not matter how the bytes were cut on their way. */
static const char *
passed_bound(const struct dialogue *dialogue, size_t len)
{
	size_t all = DIALOGUE_BYTES_MAX - dialogue->bytes;
	size_t line = DIALOGUE_LINE_MAX - dialogue->line.len;

	if (len <= all && len <= line)
		return NULL;
	return line < all ? "line too long" : "too many bytes";
}

enum demand
dialogue_feed(struct dialogue *dialogue, struct span bytes, uint64_t now_us)
{
	enum demand demand = waiting(dialogue);

	while (bytes.len > 0) {
		bool is_whole;
		struct span piece = cut_line(bytes, &is_whole);
		const char *bound;

		if (dialogue->reading.step == STEP_END)
			return DEMAND_END;
		if (dialogue_row(dialogue)->begins_tls) {
			keep_beginning(dialogue, bytes);
			return DEMAND_TLS;
		}
		bytes = span_skip(bytes, piece.len);
		piece.len -= is_whole ? 1 : 0;
		bound = passed_bound(dialogue, piece.len);
		if (bound != NULL || !buffer_append(&dialogue->line, piece)) {
			/* The beginning of what is too much tells what it is. */
			keep_beginning(dialogue, piece);
			dialogue_flush(dialogue, now_us);
			return overflow(dialogue, bound, now_us);
		}
		dialogue->bytes += piece.len;
		if (is_whole)
			demand = end_line(dialogue, now_us);
	}
	return demand;
}

bool
dialogue_add_afterthought(struct dialogue *dialogue, uint64_t now_us)
{
	const struct step_row *row = dialogue_row(dialogue);

	if (row->afterthought == NULL || dialogue->has_added)
		return false;
	dialogue->has_added = true;
	record(dialogue, EVENT_SENT, span_of(row->afterthought), now_us);
	if (!buffer_append(&dialogue->out, span_of(row->afterthought)) ||
	    !buffer_append(&dialogue->out, span_of("\r\n")))
		assert(false);
	return true;
}

enum demand
dialogue_resume(struct dialogue *dialogue, uint64_t now_us)
{
	/* A pause may come before TLS as well. */
	dialogue->is_secure = dialogue->is_secure || dialogue_row(dialogue)->begins_tls;
	dialogue_flush(dialogue, now_us);
	return enter(dialogue, dialogue_row(dialogue)->next[REPLY_OK], now_us);
}

void
dialogue_flush(struct dialogue *dialogue, uint64_t now_us)
{
	bool is_private = dialogue->scrub != NULL || (dialogue->reading.step != STEP_END &&
							 dialogue_row(dialogue)->is_private);
	bool is_early;

	if (dialogue->line.len == 0)
		return;
	/* Half of a word is not found in it. */
	if (is_private) {
		char words[NOTE_MAX];

		(void)snprintf(
		    words, sizeof(words), "(%zu bytes, not kept)", dialogue->line.len);
		record(dialogue, EVENT_UNFINISHED, span_of(words), now_us);
		buffer_consume(&dialogue->line, SIZE_MAX);
		return;
	}
	is_early = dialogue->reading.step != STEP_END && dialogue_row(dialogue)->begins_tls;
	record(dialogue, is_early ? EVENT_EARLY : EVENT_UNFINISHED,
	    buffer_span(&dialogue->line), now_us);
	buffer_consume(&dialogue->line, SIZE_MAX);
}
