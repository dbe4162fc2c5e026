/* SPDX-License-Identifier: MIT */
/*
 * Plays a scene to a probe in memory, with a clock of its own: the conversations of one port,
 * as the plan wants them, each against an actor. Bytes travel whole or cut into pieces.
 */
#ifndef SUPPORT_PLAYER_H
#define SUPPORT_PLAYER_H

#include "facts/host.h"
#include "probe/conversation.h"
#include "probe/plan.h"
#include "serve/scene.h"

#define PLAYER_HOST "mail.example.test"
enum {
	PLAYER_NOW = 1795000000
}; /* seconds since 1970: all of the tests' certificates know it */

struct player {
	struct arena arena;
	struct authority *authority;
	struct trust_store *trust;
	struct conversation_settings settings;
	struct port_record port;
	struct port_facts facts; /* after player_play */
	const char *local;       /* the probe's address, "192.0.2.1" */
	enum plan (*plan)(const struct port_record *port, draw_bytes *draw,
	    struct attempt *attempt);    /* plan_next, unless set */
	const struct scene *other_scene; /* for every second connection; or NULL */
	unsigned begun;                  /* connections */
	size_t piece_len; /* bytes that travel at once in either direction; 0: all */
};

/* A player for the service of a URL scheme, with patience of some seconds. */
void player_init(struct player *player, const char *scheme);
void player_clear(struct player *player);

/* Plays the scene until the plan is done, then digests the port into player->facts. Aborts on a
 * scene that cannot be read, and on a conversation that never ends. */
void player_play(struct player *player, const char *scene);

/* The same with the scene in a file of tests/data/scenes, without its ending ".talk". */
void player_play_file(struct player *player, const char *name);

/* Every second connection meets this scene instead. To be called before the play. */
void player_alternate(struct player *player, const char *name);

/* The whole file as a C string in the arena; aborts if there is none. The path is below tests/.
 */
char *read_test_file(struct arena *arena, const char *path);

/* The whole transcript as text, one event a line, without times: to compare and to print. */
const char *player_script(struct player *player, enum question question);

#endif
