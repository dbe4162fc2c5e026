/* SPDX-License-Identifier: MIT */
#include "probe/conversation.h"

#include <assert.h>

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

static struct event *
record(
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
static struct event *
finish(
    struct conversation *conversation, enum event_kind kind, struct span bytes, uint64_t now_us)
{
	struct event *event;

	dialogue_flush(&conversation->dialogue, now_us);
	event = record(conversation, kind, bytes, now_us);
	if (conversation->tls != NULL)
		conversation->record->session.tickets = tls_session_tickets(conversation->tls);
	conversation->record->is_over = true;
	conversation->phase = PHASE_OVER;
	return event;
}

static void
wait_for(struct conversation *conversation, uint64_t wait_us, uint64_t now_us)
{
	conversation->deadline_us = now_us + wait_us;
}

static void
wait_for_bytes(struct conversation *conversation, uint64_t now_us)
{
	const struct patience *patience = &conversation->settings->patience;
	bool greets = conversation->dialogue.reading.step == STEP_GREETING;

	wait_for(conversation, greets ? patience->greeting_us : patience->idle_us, now_us);
}

static void
move(struct buffer *from, struct buffer *to, struct transcript *record)
{
	/* All that we ever send is far below the bound. */
	if (!buffer_append(to, buffer_span(from)))
		assert(false);
	record->bytes_out += from->len;
	buffer_consume(from, SIZE_MAX);
}

static void
send_tls(struct conversation *conversation)
{
	move(tls_session_out(conversation->tls), &conversation->out, conversation->record);
}

static void
fail_tls(struct conversation *conversation, uint64_t now_us)
{
	struct tls_failure failure = tls_session_failure(conversation->tls);
	enum event_kind kind = !failure.is_alert ? EVENT_TLS_FAILED
	                       : failure.is_ours ? EVENT_ALERT_OUT
	                                         : EVENT_ALERT_IN;

	send_tls(conversation);
	finish(conversation, kind, span_of(failure.words), now_us)->number = failure.alert;
}

/* Sends what the dialogue has to say, through TLS once that is up. */
static bool
send_dialogue(struct conversation *conversation)
{
	struct buffer *out = &conversation->dialogue.out;

	if (!conversation->dialogue.is_secure) {
		move(out, &conversation->out, conversation->record);
		return true;
	}
	if (!tls_session_write(conversation->tls, buffer_span(out)))
		return false;
	buffer_consume(out, SIZE_MAX);
	send_tls(conversation);
	return true;
}

static void
hang_up(struct conversation *conversation, uint64_t now_us)
{
	/* An overflow is an end already: the record says why we hung up. */
	const struct event *last = conversation->record->last;

	if (conversation->dialogue.is_secure) {
		tls_session_close(conversation->tls);
		send_tls(conversation);
	}
	if (last != NULL && last->kind == EVENT_OVERFLOW) {
		conversation->record->is_over = true;
		conversation->phase = PHASE_OVER;
		return;
	}
	finish(conversation, EVENT_HUNG_UP, span_of(""), now_us);
}

static void take_handshake(struct conversation *conversation, uint64_t now_us);

static void
begin_tls(struct conversation *conversation, uint64_t silent_us, uint64_t now_us)
{
	dialogue_flush(&conversation->dialogue, now_us);
	record(conversation, EVENT_HELLO, span_of(""), now_us)->number =
	    (uint32_t)(silent_us / 1000);
	conversation->tls = tls_session_new(conversation->server_name);
	conversation->phase = PHASE_HANDSHAKE;
	conversation->has_heard = false;
	conversation->hello_us = now_us;
	wait_for_bytes(conversation, now_us);
	take_handshake(conversation, now_us);
}

static uint64_t
silence_us(const struct conversation *conversation)
{
	uint64_t wait_us = conversation->connected_us * 2;

	return wait_us < silence_min_us   ? silence_min_us
	       : wait_us > silence_max_us ? silence_max_us
	                                  : wait_us;
}

/* Does what the dialogue demands. */
static void
obey(struct conversation *conversation, enum demand demand, uint64_t now_us)
{
	if (!send_dialogue(conversation)) {
		fail_tls(conversation, now_us);
		return;
	}
	switch (demand) {
	case DEMAND_INPUT:
		wait_for_bytes(conversation, now_us);
		return;
	case DEMAND_END:
		hang_up(conversation, now_us);
		return;
	case DEMAND_TLS:
		if (conversation->record->mode == MODE_IMPLICIT) {
			begin_tls(conversation, 0, now_us);
		} else if (conversation->phase != PHASE_SILENCE) {
			conversation->phase = PHASE_SILENCE;
			wait_for(conversation, silence_us(conversation), now_us);
		}
		return;
	}
}

static void
take_secure(struct conversation *conversation, uint64_t now_us)
{
	uint8_t bytes[READ_LEN];

	while (conversation->phase == PHASE_SECURE) {
		size_t len;
		struct span read = { .data = bytes };

		switch (tls_session_read(conversation->tls, bytes, sizeof(bytes), &len)) {
		case TLS_ESTABLISHED:
			read.len = len;
			obey(conversation, dialogue_feed(&conversation->dialogue, read, now_us),
			    now_us);
			break;
		case TLS_WAITS:
			send_tls(conversation);
			return;
		case TLS_CLOSED:
			finish(conversation, EVENT_EOF, span_of(""), now_us)->number = 1;
			return;
		case TLS_FAILED:
			fail_tls(conversation, now_us);
			return;
		}
	}
}

static void
establish(struct conversation *conversation, uint64_t now_us)
{
	struct transcript *transcript = conversation->record;

	send_tls(conversation);
	tls_session_describe(conversation->tls, conversation->settings->trust,
	    transcript->arena, &transcript->session);
	transcript->session.handshake_us = now_us - conversation->hello_us;
	record(conversation, EVENT_SESSION, span_of(""), now_us);
	conversation->phase = PHASE_SECURE;
	obey(conversation, dialogue_resume(&conversation->dialogue, now_us), now_us);
	take_secure(conversation, now_us);
}

static void
note_certificate_request(struct conversation *conversation, uint64_t now_us)
{
	if (tls_session_wants_certificate(conversation->tls) &&
	    transcript_find(conversation->record, EVENT_CERTIFICATE_REQUEST) == NULL)
		record(conversation, EVENT_CERTIFICATE_REQUEST, span_of(""), now_us);
}

static void
take_handshake(struct conversation *conversation, uint64_t now_us)
{
	enum tls_state state = tls_session_handshake(conversation->tls);

	note_certificate_request(conversation, now_us);
	switch (state) {
	case TLS_WAITS:
		send_tls(conversation);
		return;
	case TLS_ESTABLISHED:
		establish(conversation, now_us);
		return;
	case TLS_CLOSED:
	case TLS_FAILED:
		fail_tls(conversation, now_us);
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
	record(conversation, EVENT_NOT_TLS, buffer_span(&conversation->not_tls), now_us);
	finish(conversation, EVENT_HUNG_UP, span_of(""), now_us);
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
take_hello_answer(struct conversation *conversation, struct span bytes, uint64_t now_us)
{
	if (!conversation->has_heard && !looks_like_tls(bytes)) {
		conversation->phase = PHASE_NOT_TLS;
		wait_for(conversation, not_tls_us, now_us);
		take_not_tls(conversation, bytes, now_us);
		return;
	}
	conversation->has_heard = true;
	wait_for_bytes(conversation, now_us);
	if (tls_session_feed(conversation->tls, bytes))
		take_handshake(conversation, now_us);
	else
		finish(conversation, EVENT_OVERFLOW, span_of("too much TLS"), now_us);
}

void
conversation_init(struct conversation *conversation,
    const struct conversation_settings *settings, const struct endpoint *endpoint,
    enum question question, enum mode mode, struct transcript *transcript)
{
	const struct dialect *dialect = dialect_of(endpoint->scheme->protocol);
	const struct script *script = question == QUESTION_LOGIN ? dialect->login
	                              : mode == MODE_IMPLICIT    ? dialect->implicit
	                                                         : dialect->starttls;

	assert(script != NULL);
	*conversation = (struct conversation){
		.settings = settings,
		.server_name = endpoint->server_name,
		.record = transcript,
		.deadline_us = settings->patience.connect_us,
	};
	transcript->question = question;
	transcript->mode = mode;
	buffer_init(&conversation->out, OUT_MAX);
	buffer_init(&conversation->not_tls, NOT_TLS_MAX);
	dialogue_init(&conversation->dialogue, dialect, script, settings->name, transcript);
}

void
conversation_clear(struct conversation *conversation)
{
	dialogue_clear(&conversation->dialogue);
	tls_session_free(conversation->tls);
	conversation->tls = NULL;
	buffer_clear(&conversation->out);
	buffer_clear(&conversation->not_tls);
}

void
conversation_connected(
    struct conversation *conversation, const char *local, const char *peer, uint64_t now_us)
{
	struct transcript *transcript = conversation->record;

	transcript->local = arena_string(transcript->arena, span_of(local));
	transcript->peer = arena_string(transcript->arena, span_of(peer));
	record(conversation, EVENT_CONNECTED, span_of(""), now_us);
	conversation->phase = PHASE_PLAIN;
	conversation->connected_us = now_us;
	obey(conversation, dialogue_start(&conversation->dialogue, now_us), now_us);
}

void
conversation_end(
    struct conversation *conversation, enum event_kind kind, const char *words, uint64_t now_us)
{
	if (conversation->phase == PHASE_OVER)
		return;
	if (conversation->phase == PHASE_NOT_TLS)
		record(
		    conversation, EVENT_NOT_TLS, buffer_span(&conversation->not_tls), now_us);
	finish(conversation, kind, span_of(words), now_us);
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
		obey(conversation, dialogue_feed(&conversation->dialogue, bytes, now_us),
		    now_us);
		break;
	case PHASE_HANDSHAKE:
		take_hello_answer(conversation, bytes, now_us);
		break;
	case PHASE_NOT_TLS:
		take_not_tls(conversation, bytes, now_us);
		break;
	case PHASE_SECURE:
		if (tls_session_feed(conversation->tls, bytes))
			take_secure(conversation, now_us);
		else
			finish(conversation, EVENT_OVERFLOW, span_of("too much TLS"), now_us);
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

	bool is_part = conversation->phase == PHASE_HANDSHAKE && conversation->has_heard;

	finish(conversation, EVENT_TIMEOUT, span_of(is_part ? "part" : ""), now_us)->number =
	    (uint32_t)(waited_us / 1000);
}

void
conversation_tick(struct conversation *conversation, uint64_t now_us)
{
	uint64_t total_us = conversation->settings->patience.total_us;

	if (conversation->phase == PHASE_OVER || now_us < conversation_deadline(conversation))
		return;
	if (now_us >= total_us) {
		finish(conversation, EVENT_DEADLINE, span_of(""), now_us)->number =
		    (uint32_t)(total_us / 1000);
	} else if (now_us < conversation->deadline_us) {
		conversation->is_late = true;
		record(conversation, EVENT_LATE, span_of(""), now_us);
	} else if (conversation->phase == PHASE_SILENCE) {
		begin_tls(conversation, silence_us(conversation), now_us);
	} else if (conversation->phase == PHASE_NOT_TLS) {
		finish_not_tls(conversation, now_us);
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
