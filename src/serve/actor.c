/* SPDX-License-Identifier: MIT */
#include "serve/actor.h"

#include "hello/hello.h"
#include "registry/number.h"

#include <string.h>

enum {
	LINE_MAX_LEN = 16 * 1024,
	OUT_MAX = 1024 * 1024,
	FLOOD_LEN = 16 * 1024, /* at a time */
	READ_LEN = 16 * 1024,
};

void
actor_init(struct actor *actor, const struct scene *scene, struct authority *authority)
{
	*actor = (struct actor){
		.scene = scene,
		.authority = authority,
		.part = &scene->plain,
		.deed = scene->plain.opening,
	};
	buffer_init(&actor->line, LINE_MAX_LEN);
	buffer_init(&actor->ready, OUT_MAX);
	buffer_init(&actor->out, OUT_MAX);
}

void
actor_clear(struct actor *actor)
{
	tls_session_free(actor->tls);
	actor->tls = NULL;
	buffer_clear(&actor->line);
	buffer_clear(&actor->ready);
	buffer_clear(&actor->out);
}

static void
end(struct actor *actor, enum actor_end how)
{
	if (actor->end == ACTOR_PLAYS)
		actor->end = how;
	actor->deed = NULL;
}

static bool
is_secure(const struct actor *actor)
{
	return actor->part == &actor->scene->secure;
}

/* Puts wire bytes where they wait to be let go. */
static void
queue(struct actor *actor, struct span bytes)
{
	if (!buffer_append(&actor->ready, bytes))
		end(actor, ACTOR_RESETS); /* a client that never reads */
}

static void
queue_tls(struct actor *actor)
{
	struct buffer *out = tls_session_out(actor->tls);

	queue(actor, buffer_span(out));
	buffer_consume(out, SIZE_MAX);
}

static void
say(struct actor *actor, struct span bytes)
{
	if (!is_secure(actor)) {
		queue(actor, bytes);
		return;
	}
	if (!tls_session_write(actor->tls, bytes))
		end(actor, ACTOR_CLOSES);
	queue_tls(actor);
}

static void
flood(struct actor *actor)
{
	uint8_t junk[FLOOD_LEN];

	if (actor->flood_left == 0 || actor->ready.len > 0 || actor->out.len > 0)
		return;
	memset(junk, 'x', sizeof(junk));
	say(actor, (struct span){ .data = junk,
		       .len = actor->flood_left < sizeof(junk) ? (size_t)actor->flood_left
	                                                       : sizeof(junk) });
	actor->flood_left -=
	    actor->flood_left < sizeof(junk) ? actor->flood_left : sizeof(junk);
}

/* Lets go what may be sent by now. */
static void
let_go(struct actor *actor, uint64_t now_us)
{
	struct span bytes = buffer_span(&actor->ready);

	if (bytes.len == 0 || (actor->drip_len > 0 && now_us < actor->drip_next_us))
		return;
	if (actor->drip_len > 0 && bytes.len > actor->drip_len)
		bytes.len = (size_t)actor->drip_len;
	if (!buffer_append(&actor->out, bytes)) {
		end(actor, ACTOR_RESETS);
		return;
	}
	buffer_consume(&actor->ready, bytes.len);
	actor->drip_next_us = now_us + actor->drip_us;
}

static void
shake_hands(struct actor *actor)
{
	enum tls_state state = tls_session_handshake(actor->tls);

	queue_tls(actor);
	if (state == TLS_ESTABLISHED) {
		actor->shakes_hands = false;
		actor->part = &actor->scene->secure;
		actor->deed = actor->part->opening;
	} else if (state != TLS_WAITS) {
		end(actor, ACTOR_CLOSES);
	}
}

/* Part of a command, and no beginning of TLS: of a record or of SSL 2.0. */
static bool
is_word(uint8_t byte)
{
	return (byte >= ' ' && byte <= '~') || byte == '\t' || byte == '\r' || byte == '\n';
}

/* Wire bytes, once TLS is to begin; false if they are too many. */
static bool
feed_tls(struct actor *actor, struct span bytes)
{
	size_t words = 0;

	if (actor->words == WORDS_FED)
		return tls_session_feed(actor->tls, bytes);
	while (words < bytes.len && is_word(bytes.data[words]))
		words++;
	if (actor->words == WORDS_KEPT &&
	    !buffer_append(&actor->line, (struct span){ .data = bytes.data, .len = words }))
		return false;
	if (words == bytes.len)
		return true;
	actor->words = WORDS_FED;
	return tls_session_feed(actor->tls, span_skip(bytes, words));
}

static void
begin_tls(struct actor *actor, const struct deed *deed)
{
	/* What is there already, of a client that does not wait: its hello, or more commands.
	 */
	struct buffer ahead = actor->line;

	buffer_init(&actor->line, LINE_MAX_LEN);
	actor->tls =
	    tls_session_new_server(authority_identity(actor->authority, deed->kind_of_identity),
		deed->version, deed->wants_certificate);
	if (deed->gives_tickets)
		tls_session_give_tickets(actor->tls, actor->authority);
	actor->shakes_hands = true;
	actor->words = deed->words;
	actor->deed = NULL;
	if (!feed_tls(actor, buffer_span(&ahead)))
		end(actor, ACTOR_RESETS);
	buffer_clear(&ahead);
	shake_hands(actor);
}

/* Is a scheme of the list one with SHA-1? (RFC 5246 section 7.4.1.4.1: sha1(2)) */
static bool
has_sha1(const struct hello_view *hello)
{
	uint16_t schemes[64];
	struct span body;
	size_t len;

	if (!hello_extension(hello, EXTENSION_SIGNATURE_ALGORITHMS, &body) ||
	    !hello_numbers(body, schemes, COUNT_OF(schemes), &len))
		return false;
	for (size_t i = 0; i < len && i < COUNT_OF(schemes); i++)
		if (schemes[i] >> 8 == 2)
			return true;
	return false;
}

/* RFC 6066 section 3: a list, of which the first is the host's name. */
static bool
names(const struct hello_view *hello, struct span pattern)
{
	enum { BEFORE_NAME = 5 };
	struct span body;

	return hello_extension(hello, EXTENSION_SERVER_NAME, &body) && body.len > BEFORE_NAME &&
	       scene_matches(pattern, span_skip(body, BEFORE_NAME));
}

static bool
resumes(const struct hello_view *hello)
{
	enum { PRE_SHARED_KEY = 41 };
	struct span body;

	return hello_extension(hello, PRE_SHARED_KEY, &body) ||
	       (hello_extension(hello, EXTENSION_SESSION_TICKET, &body) && body.len > 0);
}

static bool
is_like(const struct actor *actor, const struct hello_view *hello, size_t len)
{
	const struct deed *deed = actor->condition;
	struct span body;

	switch (deed->condition) {
	case HELLO_NAMES:
		return names(hello, deed->bytes);
	case HELLO_RESUMES:
		return resumes(hello);
	case HELLO_HAS_LARGE_SHARE:
		return hello_extension(hello, EXTENSION_KEY_SHARE, &body) && body.len > 1000;
	case HELLO_IN_PIECES:
		return actor->pieces > 1;
	case SMALL_SEGMENTS:
		return actor->has_small_segments;
	case HELLO_HAS_SNI:
		return hello_extension(hello, EXTENSION_SERVER_NAME, &body);
	case HELLO_HAS_ALPN:
		return hello_extension(hello, EXTENSION_ALPN, &body);
	case HELLO_OFFERS_TLS13:
		for (bool has = hello_extension(hello, EXTENSION_SUPPORTED_VERSIONS, &body);
		     has && body.len > 2; body = span_skip(body, 2))
			if (body.data[1] == 3 && body.data[2] == 4)
				return true;
		return false;
	case HELLO_OFFERS_SHA1:
		return has_sha1(hello);
	case HELLO_IS_LONGER:
		return len > deed->number;
	}
	return false;
}

/* Looks at the hello once it is whole, and leaves it for TLS to come. */
static void
decide(struct actor *actor)
{
	struct arena arena;
	struct hello_view hello;
	struct span bytes = buffer_span(&actor->line);

	if (actor->condition == NULL)
		return;
	arena_init(&arena);
	if (hello_read(bytes, &arena, &hello)) {
		actor->deed = is_like(actor, &hello, bytes.len) ? actor->condition->then
		                                                : actor->condition->next;
		actor->condition = NULL;
	}
	arena_clear(&arena);
}

static void
act(struct actor *actor, const struct deed *deed, uint64_t now_us)
{
	switch (deed->kind) {
	case DEED_SAY:
		say(actor, deed->bytes);
		return;
	case DEED_WAIT:
		actor->wait_until_us = now_us + deed->number * 1000;
		return;
	case DEED_HELLO:
		actor->awaits_bytes = actor->line.len == 0;
		buffer_consume(&actor->line, SIZE_MAX);
		return;
	case DEED_TLS:
		begin_tls(actor, deed);
		return;
	case DEED_DRIP:
		actor->drip_len = deed->number;
		actor->drip_us = deed->interval_ms * 1000;
		return;
	case DEED_FLOOD:
		actor->flood_left = deed->number;
		return;
	case DEED_IF:
		actor->condition = deed;
		actor->deed = NULL;
		return;
	case DEED_CLOSE:
		end(actor, ACTOR_CLOSES);
		return;
	case DEED_RESET:
		end(actor, ACTOR_RESETS);
		return;
	}
}

static bool
is_held(const struct actor *actor, uint64_t now_us)
{
	return actor->end != ACTOR_PLAYS || actor->awaits_bytes || actor->flood_left > 0 ||
	       now_us < actor->wait_until_us;
}

/* The client's next line, whole, without its end; false if there is none yet. */
static bool
next_line(struct actor *actor, struct span *line, size_t *used)
{
	struct span all = buffer_span(&actor->line);
	const uint8_t *end_of_line = all.len == 0 ? NULL : memchr(all.data, '\n', all.len);

	if (end_of_line == NULL)
		return false;
	*used = (size_t)(end_of_line - all.data) + 1;
	*line = (struct span){ .data = all.data, .len = *used - 1 };
	if (line->len > 0 && line->data[line->len - 1] == '\r')
		line->len--;
	return true;
}

/* Does deeds as long as nothing holds, then looks for a line to react to. */
static void
play(struct actor *actor, uint64_t now_us)
{
	for (;;) {
		struct span line;
		size_t used;

		decide(actor);
		while (actor->deed != NULL && !is_held(actor, now_us)) {
			const struct deed *deed = actor->deed;

			actor->deed = deed->next;
			act(actor, deed, now_us);
			decide(actor);
		}
		if (actor->deed != NULL || is_held(actor, now_us) || actor->shakes_hands ||
		    actor->condition != NULL || !next_line(actor, &line, &used))
			break;
		actor->deed = scene_react(actor->part, line, used < actor->line.len);
		buffer_consume(&actor->line, used);
	}
	flood(actor);
	let_go(actor, now_us);
}

static void
hear(struct actor *actor, struct span bytes)
{
	if (actor->awaits_bytes) {
		actor->awaits_bytes = false;
		return;
	}
	actor->pieces = actor->line.len == 0 ? 1 : actor->pieces + 1;
	if (!buffer_append(&actor->line, bytes))
		end(actor, ACTOR_RESETS);
}

static void
hear_secure(struct actor *actor)
{
	uint8_t bytes[READ_LEN];
	size_t len;
	enum tls_state state = tls_session_read(actor->tls, bytes, sizeof(bytes), &len);

	for (; state == TLS_ESTABLISHED;
	     state = tls_session_read(actor->tls, bytes, sizeof(bytes), &len))
		hear(actor, (struct span){ .data = bytes, .len = len });
	queue_tls(actor);
	if (state != TLS_WAITS)
		end(actor, ACTOR_CLOSES);
}

void
actor_start(struct actor *actor, uint64_t now_us)
{
	play(actor, now_us);
}

void
actor_feed(struct actor *actor, struct span bytes, uint64_t now_us)
{
	if (actor->end != ACTOR_PLAYS)
		return;
	if (actor->tls == NULL) {
		hear(actor, bytes);
	} else {
		if (!feed_tls(actor, bytes))
			end(actor, ACTOR_RESETS);
		else if (actor->shakes_hands)
			shake_hands(actor);
		if (is_secure(actor))
			hear_secure(actor);
	}
	play(actor, now_us);
}

void
actor_tick(struct actor *actor, uint64_t now_us)
{
	play(actor, now_us);
}

uint64_t
actor_deadline(const struct actor *actor)
{
	uint64_t deadline = UINT64_MAX;

	if (actor->ready.len > 0)
		deadline = actor->drip_next_us;
	if (actor->deed != NULL && actor->end == ACTOR_PLAYS && !actor->awaits_bytes &&
	    actor->flood_left == 0 && actor->wait_until_us < deadline)
		deadline = actor->wait_until_us;
	return deadline;
}

struct buffer *
actor_out(struct actor *actor)
{
	return &actor->out;
}

enum actor_end
actor_end(const struct actor *actor)
{
	return actor->end == ACTOR_CLOSES && actor->ready.len > 0 ? ACTOR_PLAYS : actor->end;
}
