/* SPDX-License-Identifier: MIT */
/*
 * Plays a scene to one client, without a socket or clock of its own: the counterpart of
 * probe/conversation.h, with the same way of taking and giving bytes. Times are microseconds
 * since the connection was accepted.
 */
#ifndef SERVE_ACTOR_H
#define SERVE_ACTOR_H

#include "base/buffer.h"
#include "serve/scene.h"
#include "tls/session.h"

enum actor_end {
	ACTOR_PLAYS,
	ACTOR_CLOSES, /* when all is sent */
	ACTOR_RESETS, /* at once */
};

struct actor {
	const struct scene *scene;
	struct authority *authority;
	const struct part *part;
	const struct deed *deed; /* the next to do */
	struct tls_session *tls;
	struct buffer line;  /* what the client said and is not done with */
	struct buffer ready; /* said, but not let go yet (DRIP) */
	struct buffer out;
	uint64_t wait_until_us;
	uint64_t drip_len; /* 0: all at once */
	uint64_t drip_us;
	uint64_t drip_next_us;
	uint64_t flood_left;
	bool awaits_bytes;            /* DEED_HELLO */
	const struct deed *condition; /* DEED_IF that waits for a whole hello */
	unsigned pieces;              /* in which that came so far */
	bool has_small_segments;      /* the client wants them; for whoever plays it to set */
	bool shakes_hands;
	enum words_before_tls words; /* WORDS_FED once the first record of TLS is there */
	enum actor_end end;
};

/* Scene and authority must outlive the actor. */
void actor_init(struct actor *actor, const struct scene *scene, struct authority *authority);
void actor_clear(struct actor *actor);

void actor_start(struct actor *actor, uint64_t now_us);
void actor_feed(struct actor *actor, struct span bytes, uint64_t now_us);
void actor_tick(struct actor *actor, uint64_t now_us);

/* UINT64_MAX if only bytes from the client can make it go on. */
uint64_t actor_deadline(const struct actor *actor);

/* What is to be sent; the caller consumes it and calls actor_tick when it is gone (a flood goes
 * on). */
struct buffer *actor_out(struct actor *actor);

enum actor_end actor_end(const struct actor *actor);

#endif
