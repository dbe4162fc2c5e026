/* SPDX-License-Identifier: MIT */
/*
 * Aims at conversation_feed with everything below it, and at digest_port behind it. Three bytes
 * choose the service, what kind of connection and of server it is, and how the bytes are cut;
 * the rest is what the server says. A server that does not wait for the hello must leave the
 * same record however its bytes are cut, but where our answer depends on when they come.
 */
#include "probe/conversation.h"
#include "fuzz.h"
#include "probe/digest.h"
#include "support/flights.h"

enum {
	NOW = 1795000000,
	TURN_US = 100,
	TURNS_MOST = 100000,
	EVENTS_MOST = 2000,
	PROBES_MOST = 2, /* behind a raw hello */
	EVENT_LEN_MOST = FLIGHT_MAX,
};

/* What the second byte chooses. */
struct choice {
	bool is_login;
	bool is_patient; /* the server waits until the probe has said its hello */
	bool is_honest;  /* and then answers it as it should, and says the rest inside */
	bool is_raw;
	bool has_sequel;
	enum errand errand; /* of a session, unless it is a login */
};

static struct authority *authority;

static void
draw(uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		bytes[i] = (uint8_t)(i * 7 + 1);
}

static const struct conversation_settings settings = {
	.name = "probe.test",
	.draw = draw,
	.patience = { .connect_us = 2000000,
	    .greeting_us = 45000000,
	    .idle_us = 10000000,
	    .total_us = 105000000 },
};

struct play {
	struct conversation conversation;
	struct tls_session *server; /* NULL: not honest, or not there yet */
	const struct choice *choice;
	bool is_secure; /* the server says everything through TLS */
	uint64_t now;
};

static struct choice
choose(uint8_t byte, const struct scheme *scheme)
{
	struct choice choice = {
		.is_login = byte % 2 == 1 && dialect_of(scheme->protocol)->login != NULL,
		.is_honest = byte / 2 % 2 == 1,
		.is_patient = byte / 2 % 4 != 0,
		.is_raw = byte / 8 % 2 == 1,
		.has_sequel = byte / 16 % 2 == 1,
	};

	choice.errand = choice.is_login ? choice.is_raw ? ERRAND_LOGIN_HELLO : ERRAND_LOGIN
	                : choice.is_raw ? ERRAND_HELLO
	                                : (enum errand)(byte / 16 % ERRANDS);
	return choice;
}

/* Some record of TLS behind whatever came, a few times. */
static bool
send_more(const struct transcript *transcript, draw_bytes *draw_more, struct buffer *out)
{
	static const uint8_t record[] = { 24, 3, 3, 0, 3, 1, 0, 0 };
	size_t probes = 0;

	(void)draw_more;
	for (const struct event *event = transcript->first; event != NULL; event = event->next)
		probes += event->kind == EVENT_PROBE;
	return probes < PROBES_MOST &&
	       buffer_append(out, (struct span){ record, sizeof(record) });
}

/* False if there is no such connection to this service. */
static bool
prepare(const struct choice *choice, const struct endpoint *endpoint, struct attempt *attempt)
{
	static const struct hello_wish wish = {
		.version = 0x0303,
		.server_name = "mail.example.test",
		.offers_all = true,
	};
	enum mode mode = choice->is_login ? MODE_STARTTLS : endpoint->scheme->mode;
	struct script script;
	struct hello hello;

	if (!errand_script(endpoint->scheme->protocol, mode, choice->errand, &script))
		return false;
	attempt_session(attempt, endpoint, mode, choice->errand);
	attempt->question = choice->is_login ? QUESTION_LOGIN : QUESTION_BASICS;
	attempt->keeps_tickets = true;
	if (choice->errand == ERRAND_RENEGOTIATION)
		attempt->offer.profile = TLS_PROFILE_TLS12;
	if (choice->errand == ERRAND_SPOILT_RECORD)
		attempt->offer.profile = TLS_PROFILE_CBC;
	if (!choice->is_raw)
		return true;
	wish_make(&wish, draw, &hello);
	attempt_raw(attempt, mode, &hello);
	attempt->errand = choice->errand;
	if (choice->has_sequel)
		attempt->sequel = send_more;
	return true;
}

/* Lets the honest server answer what the probe has sent. */
static void
serve(struct play *play)
{
	struct buffer *out = conversation_out(&play->conversation);
	uint8_t heard[4096];
	size_t len;

	if (play->choice->is_honest && play->server == NULL &&
	    (play->conversation.phase == PHASE_HANDSHAKE ||
		play->conversation.phase == PHASE_FLIGHT))
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
		    (play->choice->is_patient && play->conversation.phase == PHASE_SILENCE))
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
		MUST(++count <= EVENTS_MOST && event->bytes.len <= EVENT_LEN_MOST);
	MUST(transcript->is_over && transcript->last != NULL);
	digest_port(port, transcript->arena, &facts);
	MUST(facts.failures_len <= FAILURES_MAX);
}

static bool
is_same_flight(struct span a, struct span b, struct arena *arena)
{
	struct flight one;
	struct flight other;

	/* Of a flight that is garbled bytes behind the wrong one may be kept. */
	flight_read(a, false, arena, &one);
	flight_read(b, false, arena, &other);
	return flight_difference(&one, &other) == NULL;
}

static void
compare(const struct transcript *whole, const struct transcript *cut)
{
	const struct event *a = whole->first;
	const struct event *b = cut->first;

	for (; a != NULL && b != NULL; a = a->next, b = b->next) {
		MUST(a->kind == b->kind && a->step == b->step && a->reply == b->reply);
		MUST(a->number == b->number);
		MUST(a->kind == EVENT_FLIGHT ? is_same_flight(a->bytes, b->bytes, whole->arena)
					     : span_equal(a->bytes, b->bytes));
	}
	MUST(a == NULL && b == NULL);
}

/* Does nothing that we send depend on when the bytes come? Behind the go-ahead what comes
 * before a raw hello is early, and what comes behind it is its answer. */
static bool
is_timeless(const struct choice *choice, enum mode mode)
{
	if (choice->is_patient)
		return false;
	return !choice->is_raw || (mode == MODE_IMPLICIT && !choice->has_sequel);
}

/* Makes one connection and records it. False if there is no such connection. */
static bool
converse(const struct scheme *scheme, const struct choice *choice, struct span words,
    size_t piece_len, struct transcript *transcript, struct arena *arena)
{
	struct port_record port = { .endpoint = { .scheme = scheme,
					.port = scheme->port,
					.address = "192.0.2.25",
					.server_name = "mail.example.test" } };
	struct play play = { .choice = choice, .now = TURN_US };
	struct attempt attempt;
	bool is_there;

	attempt_init(&attempt);
	is_there = prepare(choice, &port.endpoint, &attempt);
	if (is_there) {
		transcript_init(transcript, arena);
		port.transcripts[attempt.question] = transcript;
		conversation_init(
		    &play.conversation, &settings, &port.endpoint, &attempt, transcript);
		conversation_connected(&play.conversation, "192.0.2.1", "192.0.2.25", TURN_US);
		run(&play, words, piece_len);
		check(&port, transcript);
		conversation_clear(&play.conversation);
		tls_session_free(play.server);
	}
	attempt_clear(&attempt);
	return is_there;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct span input = { .data = data, .len = len };
	const struct scheme *scheme = &schemes[take_byte(&input) % schemes_count];
	struct choice choice = choose(take_byte(&input), scheme);
	size_t piece_len = (size_t)take_byte(&input) + 1;
	struct arena arena;
	struct transcript whole;
	struct transcript cut;

	if (authority == NULL)
		authority = authority_new("mail.example.test", NOW);
	arena_init(&arena);
	if (converse(scheme, &choice, input, SIZE_MAX, &whole, &arena) &&
	    converse(scheme, &choice, input, piece_len, &cut, &arena) &&
	    is_timeless(&choice, whole.mode))
		compare(&whole, &cut);
	arena_clear(&arena);
	return 0;
}
