/* SPDX-License-Identifier: MIT */
/*
 * Aims at conversation_feed with everything below it, and at digest_port behind it. Three bytes
 * choose the service, what kind of connection and of server it is, and how the bytes are cut;
 * the rest is what the server says. A server that does not wait for the hello must leave the
 * same record however its bytes are cut.
 */
#include "probe/conversation.h"
#include "fuzz.h"
#include "probe/digest.h"

enum { NOW = 1795000000, TURN_US = 100, TURNS_MOST = 100000, EVENTS_MOST = 2000 };

static struct authority *authority;

static const struct conversation_settings settings = {
	.name = "probe.test",
	.patience = { .connect_us = 2000000,
	    .greeting_us = 45000000,
	    .idle_us = 10000000,
	    .total_us = 105000000 },
};

struct play {
	struct conversation conversation;
	struct tls_session *server; /* NULL: not honest, or not there yet */
	bool is_patient;            /* the server waits until the probe has said its hello */
	bool is_honest; /* and then answers it as it should, and says the rest inside */
	bool is_secure; /* the server says everything through TLS */
	uint64_t now;
};

/* Lets the honest server answer what the probe has sent. */
static void
serve(struct play *play)
{
	struct buffer *out = conversation_out(&play->conversation);
	uint8_t heard[4096];
	size_t len;

	if (play->is_honest && play->server == NULL &&
	    play->conversation.phase == PHASE_HANDSHAKE)
		play->server = tls_session_new_server(
		    authority_identity(authority, IDENTITY_GOOD), NULL, false);
	if (play->server == NULL) {
		buffer_consume(out, SIZE_MAX);
		return;
	}
	MUST(tls_session_feed(play->server, buffer_span(out)));
	buffer_consume(out, SIZE_MAX);
	if (!play->is_secure)
		play->is_secure = tls_session_handshake(play->server) == TLS_ESTABLISHED;
	while (play->is_secure &&
	       tls_session_read(play->server, heard, sizeof(heard), &len) == TLS_ESTABLISHED)
		continue;
	conversation_feed(
	    &play->conversation, buffer_span(tls_session_out(play->server)), play->now);
	buffer_consume(tls_session_out(play->server), SIZE_MAX);
}

static void
say(struct play *play, struct span words)
{
	if (!play->is_secure) {
		conversation_feed(&play->conversation, words, play->now);
		return;
	}
	if (!tls_session_write(play->server, words))
		return;
	conversation_feed(
	    &play->conversation, buffer_span(tls_session_out(play->server)), play->now);
	buffer_consume(tls_session_out(play->server), SIZE_MAX);
}

/* Whatever the conversation waits for comes to its time. */
static void
tick(struct play *play)
{
	uint64_t deadline = conversation_deadline(&play->conversation);

	play->now = deadline > play->now ? deadline : play->now;
	conversation_tick(&play->conversation, play->now);
}

static void
run(struct play *play, struct span words, size_t piece_len)
{
	for (size_t turn = 0; !conversation_is_over(&play->conversation); turn++) {
		MUST(turn < TURNS_MOST);
		play->now += TURN_US;
		serve(play);
		if (words.len == 0 ||
		    (play->is_patient && play->conversation.phase == PHASE_SILENCE))
			tick(play);
		else if (play->server == NULL || play->is_secure)
			say(play, take_bytes(&words, piece_len));
	}
	serve(play);
}

static void
check(struct port_record *port, struct transcript *transcript)
{
	struct port_facts facts;
	size_t count = 0;

	for (const struct event *event = transcript->first; event != NULL; event = event->next)
		MUST(++count <= EVENTS_MOST && event->bytes.len <= DIALOGUE_LINE_MAX);
	MUST(transcript->is_over && transcript->last != NULL);
	digest_port(port, transcript->arena, &facts);
	MUST(facts.failures_len <= FAILURES_MAX);
}

static void
compare(const struct transcript *whole, const struct transcript *cut)
{
	const struct event *a = whole->first;
	const struct event *b = cut->first;

	for (; a != NULL && b != NULL; a = a->next, b = b->next) {
		MUST(a->kind == b->kind && a->step == b->step && a->reply == b->reply);
		MUST(a->number == b->number && span_equal(a->bytes, b->bytes));
	}
	MUST(a == NULL && b == NULL);
}

/* Makes one connection and records it. */
static void
converse(const struct scheme *scheme, uint8_t choice, struct span words, size_t piece_len,
    struct transcript *transcript, struct arena *arena)
{
	bool is_login = choice % 2 == 1 && dialect_of(scheme->protocol)->login != NULL;
	enum question question = is_login ? QUESTION_LOGIN : QUESTION_BASICS;
	struct port_record port = { .endpoint = { .scheme = scheme,
					.port = scheme->port,
					.address = "192.0.2.25",
					.server_name = "mail.example.test" } };
	struct play play = { .is_honest = choice / 2 % 2 == 1,
		.is_patient = choice / 2 % 4 != 0,
		.now = TURN_US };

	transcript_init(transcript, arena);
	port.transcripts[question] = transcript;
	conversation_init(&play.conversation, &settings, &port.endpoint, question,
	    is_login ? MODE_STARTTLS : scheme->mode, transcript);
	conversation_connected(&play.conversation, "192.0.2.1", "192.0.2.25", TURN_US);
	run(&play, words, piece_len);
	check(&port, transcript);
	conversation_clear(&play.conversation);
	tls_session_free(play.server);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct span input = { .data = data, .len = len };
	const struct scheme *scheme = &schemes[take_byte(&input) % schemes_count];
	uint8_t choice = take_byte(&input);
	size_t piece_len = (size_t)take_byte(&input) + 1;
	struct arena arena;
	struct transcript whole;
	struct transcript cut;

	if (authority == NULL)
		authority = authority_new("mail.example.test", NOW);
	arena_init(&arena);
	converse(scheme, choice, input, SIZE_MAX, &whole, &arena);
	converse(scheme, choice, input, piece_len, &cut, &arena);
	if (choice / 2 % 4 == 0)
		compare(&whole, &cut);
	arena_clear(&arena);
	return 0;
}
