/* SPDX-License-Identifier: MIT */
/* What conversation.c lends to its parts, raw.c and secure.c. */
#ifndef PROBE_PARTS_H
#define PROBE_PARTS_H

#include "probe/conversation.h"

/* Appends an event at the step where the dialogue stands; conversation_finish appends the last.
 */
struct event *conversation_record(struct conversation *conversation, enum event_kind kind,
    struct span bytes, uint64_t now_us);
struct event *conversation_finish(struct conversation *conversation, enum event_kind kind,
    struct span bytes, uint64_t now_us);

/* Sets the next deadline: so long from now, or as long as the step's patience is. */
void conversation_wait(struct conversation *conversation, uint64_t wait_us, uint64_t now_us);
void conversation_wait_for_bytes(struct conversation *conversation, uint64_t now_us);

/* Moves all bytes and counts them as sent. */
void conversation_move(struct buffer *from, struct buffer *to, struct transcript *record);
void conversation_send_tls(struct conversation *conversation);

/* Ends the connection: with what TLS says is wrong, or in good order. */
void conversation_fail_tls(struct conversation *conversation, uint64_t now_us);
void conversation_hang_up(struct conversation *conversation, uint64_t now_us);

/* Does what the dialogue demands. */
void conversation_obey(struct conversation *conversation, enum demand demand, uint64_t now_us);

#endif
