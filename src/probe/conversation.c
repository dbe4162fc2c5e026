/* SPDX-License-Identifier: MIT */
#include "probe/conversation.h"

#include "probe/composer.h"
#include "probe/raw.h"
#include "probe/secure.h"
#include "tls/spoilt.h"

#include <assert.h>
#include <string.h>

enum {
	OUT_MAX = 256 * 1024,
	NOT_TLS_MAX = 512,      /* kept of what came in place of TLS */
	READ_LEN = 16 * 1024,   /* RFC 8446 section 5.1: a record holds at most 2^14 bytes */
	TLS_CONTENT_FIRST = 20, /* IANA TLS ContentType: change_cipher_spec ... */
	TLS_CONTENT_LAST = 23,  /* ... to application_data */
};

/* The silence after the go-ahead: two round trips, within bounds. What a server adds to its
 * reply is there at once; a hang-up takes it a moment more. */
static const uint64_t silence_min_us = 60 * 1000;
static const uint64_t silence_max_us = 300 * 1000;

/* How long a line that is not TLS may take to become whole. */
static const uint64_t not_tls_us = 500 * 1000;

/* Silence inside TLS, to hear what a server says unasked: it takes the time of two round trips
 * to be sure of it, and late answers show in the number of replies all the same. */
static const uint64_t pause_min_us = 200 * 1000;
static const uint64_t pause_max_us = 1000 * 1000;

/* At once, but not with what is sent now: the driver sends that first. */
static const uint64_t afterthought_us = 0;

struct event *
conversation_record(
    struct conversation *conversation, enum event_kind kind, struct span bytes, uint64_t now_us)
{
	struct event *event = transcript_add(conversation->record, kind, now_us, bytes);

	event->step = conversation->phase == PHASE_CONNECT
	                  ? STEP_CONNECT
	                  : conversation->dialogue.reading.step;
	event->is_secure = conversation->dialogue.is_secure;
	return event;
}

/* The last record: nothing happens behind it. */
struct event *
conversation_finish(
    struct conversation *conversation, enum event_kind kind, struct span bytes, uint64_t now_us)
{
	struct event *event;

	dialogue_flush(&conversation->dialogue, now_us);
	if (conversation->tls != NULL)
		secure_end(conversation, now_us);
	event = conversation_record(conversation, kind, bytes, now_us);
	conversation->record->is_over = true;
	conversation->phase = PHASE_OVER;
	return event;
}

void
conversation_wait(struct conversation *conversation, uint64_t wait_us, uint64_t now_us)
{
	conversation->deadline_us = now_us + wait_us;
}

void
conversation_wait_for_bytes(struct conversation *conversation, uint64_t now_us)
{
	const struct patience *patience = &conversation->settings->patience;
	bool greets = conversation->dialogue.reading.step == STEP_GREETING;

	conversation_wait(
	    conversation, greets ? patience->greeting_us : patience->idle_us, now_us);
}

void
conversation_move(struct buffer *from, struct buffer *to, struct transcript *record)
{
	/* All that we ever send is far below the bound. */
	if (!buffer_append(to, buffer_span(from)))
		assert(false);
	record->bytes_out += from->len;
	buffer_consume(from, SIZE_MAX);
}

void
conversation_send_tls(struct conversation *conversation)
{
	conversation_move(
	    tls_session_out(conversation->tls), &conversation->out, conversation->record);
}

void
conversation_fail_tls(struct conversation *conversation, uint64_t now_us)
{
	struct tls_failure failure = tls_session_failure(conversation->tls);
	enum event_kind kind = !failure.is_alert ? EVENT_TLS_FAILED
	                       : failure.is_ours ? EVENT_ALERT_OUT
	                                         : EVENT_ALERT_IN;

	conversation_send_tls(conversation);
	conversation_finish(conversation, kind, span_of(failure.words), now_us)->number =
	    failure.alert;
}

/* Sends what the dialogue has to say, through TLS once that is up. */
static bool
send_dialogue(struct conversation *conversation)
{
	struct buffer *out = &conversation->dialogue.out;

	if (!conversation->dialogue.is_secure) {
		conversation_move(out, &conversation->out, conversation->record);
		return true;
	}
	if (out->len == 0)
		return true;
	if (dialogue_row(&conversation->dialogue)->is_spoilt
		? !tls_session_write_spoilt(conversation->tls, buffer_span(out))
		: !tls_session_write(conversation->tls, buffer_span(out)))
		return false;
	buffer_consume(out, SIZE_MAX);
	conversation_send_tls(conversation);
	return true;
}

void
conversation_hang_up(struct conversation *conversation, uint64_t now_us)
{
	/* An overflow is an end already: the record says why we hung up. */
	const struct event *last = conversation->record->last;

	if (conversation->dialogue.is_secure) {
		tls_session_close(conversation->tls);
		conversation_send_tls(conversation);
	}
	if (last != NULL && last->kind == EVENT_OVERFLOW) {
		conversation->record->is_over = true;
		conversation->phase = PHASE_OVER;
		return;
	}
	conversation_finish(conversation, EVENT_HUNG_UP, span_of(""), now_us);
}

static void
begin_tls(struct conversation *conversation, uint64_t silent_us, uint64_t now_us)
{
	dialogue_flush(&conversation->dialogue, now_us);
	conversation->has_heard = false;
	conversation->hello_us = now_us;
	conversation_wait_for_bytes(conversation, now_us);
	if (conversation->attempt.is_raw)
		raw_begin(conversation, now_us);
	else
		secure_begin(conversation, silent_us, now_us);
}

static uint64_t
between(uint64_t least, uint64_t value, uint64_t most)
{
	return value < least ? least : value > most ? most : value;
}

/* connected_us is a round trip and the wait for a free place. */
static uint64_t
pause_us(const struct conversation *conversation)
{
	uint64_t wanted_us = conversation->attempt.pause_ms * UINT64_C(1000);

	return wanted_us > 0
	           ? wanted_us
	           : between(pause_min_us, conversation->connected_us * 3, pause_max_us);
}

static uint64_t
silence_us(const struct conversation *conversation)
{
	return between(silence_min_us, conversation->connected_us * 2, silence_max_us);
}

static void
obey_tls(struct conversation *conversation, uint64_t now_us)
{
	/* A raw hello asks one thing: whether something comes unasked is asked elsewhere. */
	if (conversation->record->mode == MODE_IMPLICIT || conversation->attempt.is_raw) {
		begin_tls(conversation, 0, now_us);
	} else if (conversation->phase != PHASE_SILENCE) {
		conversation->phase = PHASE_SILENCE;
		conversation_wait(conversation, silence_us(conversation), now_us);
	}
}

/* Does what the dialogue demands. */
void
conversation_obey(struct conversation *conversation, enum demand demand, uint64_t now_us)
{
	if (!send_dialogue(conversation)) {
		conversation_fail_tls(conversation, now_us);
		return;
	}
	switch (demand) {
	case DEMAND_INPUT:
		conversation_wait_for_bytes(conversation, now_us);
		if (dialogue_row(&conversation->dialogue)->afterthought != NULL &&
		    !conversation->dialogue.has_added)
			conversation_wait(conversation, afterthought_us, now_us);
		return;
	case DEMAND_END:
		conversation_hang_up(conversation, now_us);
		return;
	case DEMAND_TLS:
		obey_tls(conversation, now_us);
		return;
	case DEMAND_PAUSE:
		if (conversation->phase != PHASE_PAUSE)
			conversation_wait(conversation, pause_us(conversation), now_us);
		conversation->phase = PHASE_PAUSE;
		return;
	case DEMAND_RENEGOTIATE:
		if (conversation->phase == PHASE_RENEGOTIATE)
			return;
		conversation->phase = PHASE_RENEGOTIATE;
		conversation_wait_for_bytes(conversation, now_us);
		secure_renegotiate(conversation, now_us);
		return;
	}
}

static bool
looks_like_tls(struct span bytes)
{
	return bytes.data[0] >= TLS_CONTENT_FIRST && bytes.data[0] <= TLS_CONTENT_LAST;
}

static void
finish_not_tls(struct conversation *conversation, uint64_t now_us)
{
	conversation_record(
	    conversation, EVENT_NOT_TLS, buffer_span(&conversation->not_tls), now_us);
	conversation_finish(conversation, EVENT_HUNG_UP, span_of(""), now_us);
}

/* Keeps the first line of what is not TLS, for its words. */
static void
take_not_tls(struct conversation *conversation, struct span bytes, uint64_t now_us)
{
	for (size_t i = 0; i < bytes.len; i++) {
		struct span byte = { .data = bytes.data + i, .len = 1 };

		if (!buffer_append(&conversation->not_tls, byte) || byte.data[0] == '\n') {
			finish_not_tls(conversation, now_us);
			return;
		}
	}
}

static void
begin_not_tls(struct conversation *conversation, struct span bytes, uint64_t now_us)
{
	conversation->phase = PHASE_NOT_TLS;
	conversation_wait(conversation, not_tls_us, now_us);
	take_not_tls(conversation, bytes, now_us);
}

/* RFC 6101 appendix E: a message of SSL 2.0 begins with its length and the highest bit set. */
static void
take_raw_answer(struct conversation *conversation, struct span bytes, uint64_t now_us)
{
	bool may_be_ssl2 = conversation->attempt.is_ssl2 && bytes.data[0] >= 0x80;

	if (!conversation->has_heard && !looks_like_tls(bytes) && !may_be_ssl2) {
		begin_not_tls(conversation, bytes, now_us);
		return;
	}
	conversation->has_heard = true;
	conversation_wait_for_bytes(conversation, now_us);
	raw_take_flight(conversation, bytes, now_us);
}

static void
take_hello_answer(struct conversation *conversation, struct span bytes, uint64_t now_us)
{
	if (!conversation->has_heard && !looks_like_tls(bytes)) {
		begin_not_tls(conversation, bytes, now_us);
		return;
	}
	conversation->has_heard = true;
	conversation_wait_for_bytes(conversation, now_us);
	if (tls_session_feed(conversation->tls, bytes))
		secure_shake_hands(conversation, now_us);
	else
		conversation_finish(
		    conversation, EVENT_OVERFLOW, span_of("too much TLS"), now_us);
}

void
conversation_init(struct conversation *conversation,
    const struct conversation_settings *settings, const struct endpoint *endpoint,
    struct attempt *attempt, struct transcript *transcript)
{
	enum protocol protocol = endpoint->scheme->protocol;
	const char *name = attempt->ehlo_name != NULL ? attempt->ehlo_name : settings->name;
	struct script script;

	if (!errand_script(protocol, attempt->mode, attempt->errand, &script))
		assert(false);
	*conversation = (struct conversation){
		.settings = settings,
		.attempt = *attempt,
		.record = transcript,
		.endpoint = endpoint,
		.deadline_us = settings->patience.connect_us,
	};
	attempt_init(attempt); /* its bytes are ours now */
	transcript->question = conversation->attempt.question;
	transcript->variant = conversation->attempt.variant;
	transcript->mode = conversation->attempt.mode;
	/* What of a login goes without TLS goes through it. */
	buffer_init_secret(&conversation->out, OUT_MAX);
	buffer_init(&conversation->not_tls, NOT_TLS_MAX);
	raw_init(conversation);
	dialogue_init(&conversation->dialogue, dialect_of(protocol), &script, name, transcript);
	if (conversation->attempt.question == QUESTION_USE)
		composer_begin(conversation);
}

void
conversation_clear(struct conversation *conversation)
{
	dialogue_clear(&conversation->dialogue);
	composer_end(conversation);
	tls_session_free(conversation->tls);
	conversation->tls = NULL;
	buffer_clear(&conversation->out);
	buffer_clear(&conversation->not_tls);
	raw_clear(conversation);
	attempt_clear(&conversation->attempt);
}

void
conversation_connected(
    struct conversation *conversation, const char *local, const char *peer, uint64_t now_us)
{
	struct transcript *transcript = conversation->record;

	transcript->local = arena_string(transcript->arena, span_of(local));
	transcript->peer = arena_string(transcript->arena, span_of(peer));
	conversation_record(conversation, EVENT_CONNECTED, span_of(""), now_us);
	conversation->phase = PHASE_PLAIN;
	conversation->connected_us = now_us;
	conversation_obey(
	    conversation, dialogue_start(&conversation->dialogue, now_us), now_us);
}

/* What came and was not whole when the connection ended. */
static void
record_unfinished(struct conversation *conversation, uint64_t now_us)
{
	if (conversation->phase == PHASE_NOT_TLS)
		conversation_record(
		    conversation, EVENT_NOT_TLS, buffer_span(&conversation->not_tls), now_us);
	raw_break_off(conversation, now_us);
}

/* Has the server begun to answer the hello, and not come to a session? */
static bool
has_part_of_handshake(const struct conversation *conversation)
{
	return (conversation->phase == PHASE_HANDSHAKE ||
		   conversation->phase == PHASE_FLIGHT) &&
	       conversation->has_heard;
}

void
conversation_end(
    struct conversation *conversation, enum event_kind kind, const char *words, uint64_t now_us)
{
	if (conversation->phase == PHASE_OVER)
		return;
	record_unfinished(conversation, now_us);
	if ((kind == EVENT_EOF || kind == EVENT_RESET) && has_part_of_handshake(conversation))
		words = "part";
	conversation_finish(conversation, kind, span_of(words), now_us);
}

void
conversation_feed(struct conversation *conversation, struct span bytes, uint64_t now_us)
{
	if (bytes.len == 0 || conversation->phase == PHASE_OVER)
		return;
	conversation->record->bytes_in += bytes.len;
	switch (conversation->phase) {
	case PHASE_PLAIN:
	case PHASE_SILENCE:
		conversation->has_heard = true;
		conversation_obey(conversation,
		    dialogue_feed(&conversation->dialogue, bytes, now_us), now_us);
		break;
	case PHASE_HANDSHAKE:
		take_hello_answer(conversation, bytes, now_us);
		break;
	case PHASE_NOT_TLS:
		take_not_tls(conversation, bytes, now_us);
		break;
	case PHASE_FLIGHT:
		take_raw_answer(conversation, bytes, now_us);
		break;
	case PHASE_REACTION:
		raw_take_reaction(conversation, bytes, now_us);
		break;
	case PHASE_SECURE:
	case PHASE_PAUSE:
	case PHASE_RENEGOTIATE:
		if (conversation->tls == NULL) /* a pause before TLS */
			conversation_obey(conversation,
			    dialogue_feed(&conversation->dialogue, bytes, now_us), now_us);
		else if (!tls_session_feed(conversation->tls, bytes))
			conversation_finish(
			    conversation, EVENT_OVERFLOW, span_of("too much TLS"), now_us);
		else if (conversation->phase == PHASE_RENEGOTIATE)
			secure_renegotiate(conversation, now_us);
		else
			secure_take(conversation, now_us);
		break;
	case PHASE_CONNECT:
	case PHASE_OVER:
		assert(false);
	}
}

/* When to say that the greeting is late: once, after the time that any other reply may take. */
static uint64_t
late_us(const struct conversation *conversation)
{
	bool awaits = conversation->phase == PHASE_PLAIN && !conversation->has_heard &&
	              !conversation->is_late &&
	              conversation->dialogue.reading.step == STEP_GREETING;

	return awaits ? conversation->connected_us + conversation->settings->patience.idle_us
	              : UINT64_MAX;
}

uint64_t
conversation_deadline(const struct conversation *conversation)
{
	uint64_t deadline = conversation->deadline_us;
	uint64_t total = conversation->settings->patience.total_us;
	uint64_t late = late_us(conversation);

	deadline = deadline < total ? deadline : total;
	return deadline < late ? deadline : late;
}

static void
time_out(struct conversation *conversation, uint64_t now_us)
{
	const struct patience *patience = &conversation->settings->patience;
	bool greets = conversation->dialogue.reading.step == STEP_GREETING;
	uint64_t waited_us = conversation->phase == PHASE_CONNECT ? patience->connect_us
	                     : greets                             ? patience->greeting_us
	                                                          : patience->idle_us;
	bool is_part = has_part_of_handshake(conversation);

	record_unfinished(conversation, now_us);
	conversation_finish(conversation, EVENT_TIMEOUT, span_of(is_part ? "part" : ""), now_us)
	    ->number = (uint32_t)(waited_us / 1000);
}

static void
go_on_behind_pause(struct conversation *conversation, uint64_t now_us)
{
	conversation_record(conversation, EVENT_PAUSED, span_of(""), now_us)->number =
	    (uint32_t)(pause_us(conversation) / 1000);
	if (conversation->tls != NULL) {
		secure_go_on(conversation, now_us);
		return;
	}
	conversation->phase = PHASE_PLAIN;
	conversation_obey(
	    conversation, dialogue_resume(&conversation->dialogue, now_us), now_us);
}

void
conversation_tick(struct conversation *conversation, uint64_t now_us)
{
	uint64_t total_us = conversation->settings->patience.total_us;

	if (conversation->phase == PHASE_OVER || now_us < conversation_deadline(conversation))
		return;
	if (now_us >= total_us) {
		record_unfinished(conversation, now_us);
		conversation_finish(conversation, EVENT_DEADLINE, span_of(""), now_us)->number =
		    (uint32_t)(total_us / 1000);
	} else if (now_us < conversation->deadline_us) {
		conversation->is_late = true;
		conversation_record(conversation, EVENT_LATE, span_of(""), now_us);
	} else if (conversation->phase == PHASE_SILENCE) {
		begin_tls(conversation, silence_us(conversation), now_us);
	} else if (conversation->phase == PHASE_NOT_TLS) {
		finish_not_tls(conversation, now_us);
	} else if (conversation->phase == PHASE_PAUSE) {
		go_on_behind_pause(conversation, now_us);
	} else if (raw_has_rest(conversation)) {
		raw_send_rest(conversation);
		conversation_wait_for_bytes(conversation, now_us);
	} else if (conversation->phase == PHASE_REACTION) {
		raw_react(conversation, now_us);
	} else if (conversation->phase == PHASE_PLAIN &&
		   dialogue_add_afterthought(&conversation->dialogue, now_us)) {
		conversation_move(
		    &conversation->dialogue.out, &conversation->out, conversation->record);
		conversation_wait_for_bytes(conversation, now_us);
	} else {
		time_out(conversation, now_us);
	}
}

struct buffer *
conversation_out(struct conversation *conversation)
{
	return &conversation->out;
}

bool
conversation_is_over(const struct conversation *conversation)
{
	return conversation->phase == PHASE_OVER;
}
