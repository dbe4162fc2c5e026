/* SPDX-License-Identifier: MIT */
#include "probe/secure.h"

/* RFC 8446 section 5.1: a record holds at most 2^14 bytes. */
enum { READ_LEN = 16 * 1024 };

/* Tickets that came since the last look. */
static void
record_tickets(struct conversation *conversation, uint64_t now_us)
{
	struct span body;
	bool came_unasked;

	if (!conversation->attempt.keeps_tickets)
		return;
	while (tls_session_ticket(
	    conversation->tls, conversation->tickets, &body, &came_unasked)) {
		conversation_record(conversation, EVENT_TICKET, body, now_us)->number =
		    came_unasked ? 1 : 0;
		conversation->tickets++;
	}
}

/* What is known of a session only when it ends. */
void
secure_end(struct conversation *conversation, uint64_t now_us)
{
	struct transcript *transcript = conversation->record;

	transcript->session.tickets = tls_session_tickets(conversation->tls);
	record_tickets(conversation, now_us);
	if (conversation->attempt.keeps_tickets && conversation->dialogue.is_secure &&
	    !tls_session_save(conversation->tls, transcript->arena, &transcript->resumption))
		transcript->resumption = (struct span){ 0 };
	transcript->session.is_resumable = transcript->resumption.len > 0;
}

/* Inside TLS, whatever we do there. */
static bool
is_secure_phase(enum phase phase)
{
	return phase == PHASE_SECURE || phase == PHASE_PAUSE;
}

void
secure_take(struct conversation *conversation, uint64_t now_us)
{
	uint8_t bytes[READ_LEN];

	while (is_secure_phase(conversation->phase)) {
		size_t len;
		struct span read = { .data = bytes };

		enum tls_state state =
		    tls_session_read(conversation->tls, bytes, sizeof(bytes), &len);

		record_tickets(conversation, now_us);
		switch (state) {
		case TLS_ESTABLISHED:
			read.len = len;
			conversation_obey(conversation,
			    dialogue_feed(&conversation->dialogue, read, now_us), now_us);
			break;
		case TLS_WAITS:
			conversation_send_tls(conversation);
			return;
		case TLS_CLOSED:
			conversation_finish(conversation, EVENT_EOF, span_of(""), now_us)
			    ->number = 1;
			return;
		case TLS_FAILED:
			conversation_fail_tls(conversation, now_us);
			return;
		}
	}
}

/* The pause, or the second handshake, is over: the dialogue goes on. */
void
secure_go_on(struct conversation *conversation, uint64_t now_us)
{
	conversation->phase = PHASE_SECURE;
	conversation_obey(
	    conversation, dialogue_resume(&conversation->dialogue, now_us), now_us);
}

void
secure_renegotiate(struct conversation *conversation, uint64_t now_us)
{
	enum tls_renegotiation state = tls_session_renegotiate(conversation->tls);
	static const char *const words[] = {
		[TLS_RENEGOTIATION_WAITS] = "",
		[TLS_RENEGOTIATION_ALLOWED] = "a ServerHello came",
		[TLS_RENEGOTIATION_DECLINED] = "the warning no_renegotiation came",
		[TLS_RENEGOTIATION_REFUSED] = "a fatal alert came",
		[TLS_RENEGOTIATION_FAILED] = "what came makes no sense",
		[TLS_RENEGOTIATION_ABSENT] = "this version has none",
	};

	conversation_send_tls(conversation);
	if (state == TLS_RENEGOTIATION_WAITS)
		return;
	/* Only an answer of the server's is one: what makes no sense is the handshake's
	 * failure. */
	if (state != TLS_RENEGOTIATION_FAILED && state != TLS_RENEGOTIATION_ABSENT)
		conversation_record(
		    conversation, EVENT_RENEGOTIATED, span_of(words[state]), now_us)
		    ->number = state == TLS_RENEGOTIATION_ALLOWED ? 1 : 0;
	if (state == TLS_RENEGOTIATION_DECLINED)
		secure_go_on(conversation, now_us);
	else if (state == TLS_RENEGOTIATION_REFUSED || state == TLS_RENEGOTIATION_FAILED)
		conversation_fail_tls(conversation, now_us);
	else
		conversation_hang_up(conversation, now_us);
}

static void
establish(struct conversation *conversation, uint64_t now_us)
{
	struct transcript *transcript = conversation->record;

	conversation_send_tls(conversation);
	tls_session_describe(conversation->tls, conversation->settings->trust,
	    transcript->arena, &transcript->session);
	transcript->session.handshake_us = now_us - conversation->hello_us;
	conversation_record(conversation, EVENT_SESSION, span_of(""), now_us);
	conversation->phase = PHASE_SECURE;
	conversation_obey(
	    conversation, dialogue_resume(&conversation->dialogue, now_us), now_us);
	secure_take(conversation, now_us);
}

static void
note_certificate_request(struct conversation *conversation, uint64_t now_us)
{
	if (tls_session_wants_certificate(conversation->tls) &&
	    transcript_find(conversation->record, EVENT_CERTIFICATE_REQUEST) == NULL)
		conversation_record(
		    conversation, EVENT_CERTIFICATE_REQUEST, span_of(""), now_us);
}

void
secure_shake_hands(struct conversation *conversation, uint64_t now_us)
{
	enum tls_state state = tls_session_handshake(conversation->tls);

	note_certificate_request(conversation, now_us);
	switch (state) {
	case TLS_WAITS:
		conversation_send_tls(conversation);
		return;
	case TLS_ESTABLISHED:
		establish(conversation, now_us);
		return;
	case TLS_CLOSED:
	case TLS_FAILED:
		conversation_fail_tls(conversation, now_us);
		return;
	}
}

void
secure_begin(struct conversation *conversation, uint64_t silent_us, uint64_t now_us)
{
	conversation_record(conversation, EVENT_HELLO, span_of(""), now_us)->number =
	    (uint32_t)(silent_us / 1000);
	conversation->tls = tls_session_new(&conversation->attempt.offer);
	conversation->phase = PHASE_HANDSHAKE;
	secure_shake_hands(conversation, now_us);
}
