/* SPDX-License-Identifier: MIT */
#include "support/player.h"

#include "base/text.h"
#include "probe/digest.h"
#include "probe/plan.h"
#include "serve/actor.h"

#include <stdio.h>
#include <stdlib.h>

enum {
	TURNS_MAX = 2000000,
	ONE_WAY_US = 1000,
	PIECE_US = 50, /* what it takes for bytes to move once */
};

/* One conversation with the actor at its other end. */
struct play {
	struct conversation conversation;
	struct actor actor;
	uint64_t began_us;
	bool is_running;
	bool is_told; /* the conversation knows that the actor has closed */
};

static void
fail(const char *words)
{
	fprintf(stderr, "player: %s\n", words);
	abort();
}

/* The same "random" bytes in every run. */
static void
draw(uint8_t *bytes, size_t len)
{
	for (size_t i = 0; i < len; i++)
		bytes[i] = (uint8_t)(i * 7 + 1);
}

void
player_init(struct player *player, const char *scheme)
{
	*player = (struct player){ .local = "192.0.2.1", .plan = plan_next };
	arena_init(&player->arena);
	player->authority = authority_new(PLAYER_HOST, PLAYER_NOW);
	player->trust = trust_store_new_text(authority_pem(player->authority), "test");
	player->settings = (struct conversation_settings){
		.draw = draw,
		.name = "probe.example.test",
		.trust = player->trust,
		.patience = { .connect_us = 2000000,
		    .greeting_us = 45000000,
		    .idle_us = 10000000,
		    .total_us = 105000000 },
	};
	player->port.endpoint = (struct endpoint){
		.scheme = scheme_by_name(span_of(scheme)),
		.address = "192.0.2.25",
		.server_name = PLAYER_HOST,
	};
	if (player->port.endpoint.scheme == NULL)
		fail("no such scheme");
	player->port.endpoint.port = player->port.endpoint.scheme->port;
}

void
player_clear(struct player *player)
{
	trust_store_free(player->trust);
	authority_free(player->authority);
	arena_clear(&player->arena);
}

static size_t
piece(const struct player *player, size_t len)
{
	return player->piece_len > 0 && len > player->piece_len ? player->piece_len : len;
}

/* What is to be sent goes first, as a driver has it. */
static void
tick_conversation(struct play *play, uint64_t now)
{
	if (conversation_out(&play->conversation)->len == 0)
		conversation_tick(&play->conversation, now);
}

/* Moves one piece in each direction; true if anything moved. */
static bool
exchange(struct player *player, struct play *play, uint64_t now)
{
	struct buffer *out = conversation_out(&play->conversation);
	struct buffer *in = actor_out(&play->actor);
	bool moved = false;

	if (out->len > 0) {
		struct span bytes = { .data = out->data, .len = piece(player, out->len) };

		if (actor_end(&play->actor) == ACTOR_PLAYS)
			actor_feed(&play->actor, bytes, now);
		buffer_consume(out, bytes.len);
		/* What is due at once goes out before an answer can come. */
		tick_conversation(play, now);
		moved = true;
	}
	if (in->len > 0) {
		struct span bytes = { .data = in->data, .len = piece(player, in->len) };

		conversation_feed(&play->conversation, bytes, now);
		buffer_consume(in, bytes.len);
		actor_tick(&play->actor, now);
		moved = true;
	} else if (actor_end(&play->actor) != ACTOR_PLAYS && !play->is_told) {
		conversation_end(&play->conversation,
		    actor_end(&play->actor) == ACTOR_RESETS ? EVENT_RESET : EVENT_EOF, "", now);
		play->is_told = true;
		moved = true;
	}
	return moved;
}

static void
begin(struct player *player, struct play *play, const struct scene *scene,
    struct attempt *attempt, uint64_t now)
{
	struct transcript *transcript = arena_alloc(&player->arena, sizeof(*transcript));
	bool has_small_segments;

	transcript_init(transcript, &player->arena);
	transcript->began_at_ms = (int64_t)PLAYER_NOW * 1000;
	transcript->question = attempt->question;
	transcript->variant = attempt->variant;
	has_small_segments = attempt->segment_max > 0;
	port_add(&player->port, transcript);
	/* It was begun one way ago, and time never goes back. */
	*play = (struct play){ .began_us = now - ONE_WAY_US, .is_running = true };
	conversation_init(&play->conversation, &player->settings, &player->port.endpoint,
	    attempt, transcript);
	if (player->other_scene != NULL && player->begun++ % 2 == 1)
		scene = player->other_scene;
	actor_init(&play->actor, scene, player->authority);
	play->actor.has_small_segments = has_small_segments;
	conversation_connected(
	    &play->conversation, player->local, player->port.endpoint.address, ONE_WAY_US);
	actor_start(&play->actor, ONE_WAY_US);
}

static void
end_play(struct play *play)
{
	conversation_clear(&play->conversation);
	actor_clear(&play->actor);
	play->is_running = false;
}

/* Begins all that the plan wants by now. */
static void
follow_plan(struct player *player, struct play *plays, const struct scene *scene, uint64_t now)
{
	struct attempt attempt;

	for (size_t i = 0; i < QUESTION_COUNT; i++)
		if (plays[i].is_running && conversation_is_over(&plays[i].conversation))
			end_play(&plays[i]);
	for (size_t i = 0; i < QUESTION_COUNT; i++)
		if (plays[i].is_running && plan_is_moot(&player->port, (enum question)i))
			conversation_end(
			    &plays[i].conversation, EVENT_HUNG_UP, "", now - plays[i].began_us);
	attempt_init(&attempt);
	while (player->plan(&player->port, draw, &attempt) == PLAN_ASK) {
		begin(player, &plays[attempt.question], scene, &attempt, now);
		attempt_clear(&attempt);
		attempt_init(&attempt);
	}
	attempt_clear(&attempt);
}

/* The next moment at which anything happens by itself. */
static uint64_t
next_moment(const struct play *plays)
{
	uint64_t next = UINT64_MAX;

	for (size_t i = 0; i < QUESTION_COUNT; i++) {
		uint64_t mine;
		uint64_t theirs;

		if (!plays[i].is_running)
			continue;
		mine = conversation_deadline(&plays[i].conversation);
		theirs = actor_deadline(&plays[i].actor);
		mine = mine < theirs ? mine : theirs;
		if (mine + plays[i].began_us < next)
			next = mine + plays[i].began_us;
	}
	return next;
}

static void
tick(struct play *plays, uint64_t now)
{
	for (size_t i = 0; i < QUESTION_COUNT; i++)
		if (plays[i].is_running) {
			tick_conversation(&plays[i], now - plays[i].began_us);
			actor_tick(&plays[i].actor, now - plays[i].began_us);
		}
}

static bool
run_once(struct player *player, struct play *plays, uint64_t *now)
{
	bool is_running = false;
	bool moved = false;

	for (size_t i = 0; i < QUESTION_COUNT; i++) {
		if (!plays[i].is_running)
			continue;
		is_running = true;
		moved = exchange(player, &plays[i], *now - plays[i].began_us) || moved;
		if (conversation_is_over(&plays[i].conversation)) {
			end_play(&plays[i]);
			moved = true;
		}
	}
	if (moved) {
		*now += PIECE_US;
		tick(plays, *now);
	}
	if (is_running && !moved) {
		uint64_t next = next_moment(plays);

		*now = next > *now ? next : *now + 1;
		tick(plays, *now);
	}
	return is_running;
}

static void
play(struct player *player, const struct scene *scene)
{
	struct play plays[QUESTION_COUNT] = { 0 };
	uint64_t now = ONE_WAY_US;
	unsigned turns = 0;

	do {
		follow_plan(player, plays, scene, now);
		if (++turns > TURNS_MAX)
			fail("a conversation does not end");
	} while (run_once(player, plays, &now));
	digest_port(&player->port, &player->arena, &player->facts);
}

void
player_play(struct player *player, const char *text)
{
	const char *problem = "";
	const struct scene *scene = scene_read(span_of(text), &player->arena, &problem);

	if (scene == NULL)
		fail(problem);
	play(player, scene);
}

char *
read_test_file(struct arena *arena, const char *path)
{
	char *whole = arena_printf(arena, "%s/%s", TESTS_DIR, path);
	FILE *file = fopen(whole, "rb");
	char *text;
	long len;

	if (file == NULL || fseek(file, 0, SEEK_END) != 0)
		fail(whole);
	len = ftell(file);
	rewind(file);
	text = arena_alloc(arena, (size_t)len + 1);
	if (fread(text, 1, (size_t)len, file) != (size_t)len)
		fail(whole);
	fclose(file);
	return text;
}

void
player_alternate(struct player *player, const char *name)
{
	const char *text = read_test_file(
	    &player->arena, arena_printf(&player->arena, "data/scenes/%s.talk", name));
	const char *problem = "";

	player->other_scene = scene_read(span_of(text), &player->arena, &problem);
	if (player->other_scene == NULL)
		fail(problem);
}

void
player_play_file(struct player *player, const char *name)
{
	player_play(player, read_test_file(&player->arena,
				arena_printf(&player->arena, "data/scenes/%s.talk", name)));
}

const char *
player_script(struct player *player, enum question question)
{
	const struct transcript *transcript = player->port.transcripts[question];
	const char *text = "";

	if (transcript == NULL)
		return "not asked\n";
	for (const struct event *event = transcript->first; event != NULL; event = event->next)
		text = arena_printf(&player->arena, "%s%s %s %s%s %s\n", text,
		    event_kind_name(event->kind), step_name(event->step),
		    reply_name(event->reply), event->is_secure ? " secure" : "",
		    text_escape(&player->arena, event->bytes, 300));
	return text;
}
