/* SPDX-License-Identifier: MIT */
/*
 * One engine for all line dialogues. A protocol is a set of const step tables and one function
 * that says what one line means; the engine sends, cuts lines, records and never judges. It has
 * no socket and no clock: bytes and times are arguments.
 */
#ifndef TALK_DIALOGUE_H
#define TALK_DIALOGUE_H

#include "base/buffer.h"
#include "base/scrub.h"
#include "facts/transcript.h"

/* Bounds on what one server may make us keep on one connection. A line beyond them ends the
 * dialogue with EVENT_OVERFLOW. RFC 5321 section 4.5.3.1.5 allows 512 bytes a reply line; IMAP
 * servers send capability lines of 1,000 and more. */
enum {
	DIALOGUE_LINE_MAX = 8192,
	DIALOGUE_LINES_MAX = 500,
	DIALOGUE_BYTES_MAX = 64 * 1024,
	DIALOGUE_EARLY_MAX = 1024, /* bytes kept of what nobody asked for, or is too much */
	DIALOGUE_COMPOSED_MAX = 16 * 1024, /* one composed line, or message */
	DIALOGUE_OUT_MAX = 64 * 1024,      /* all that we may have to say at once */
};

enum demand {
	DEMAND_INPUT,       /* send what is in `out`, feed what arrives */
	DEMAND_TLS,         /* put TLS on the wire, then call dialogue_resume */
	DEMAND_PAUSE,       /* feed what arrives for a while, then call dialogue_resume */
	DEMAND_RENEGOTIATE, /* shake hands again, then call dialogue_resume */
	DEMAND_END,         /* send what is in `out`, then close */
};

/* One row of a step table. */
struct step_row {
	const char *send; /* the line to send on entering, without its end; NULL: only listen */
	bool takes_name;  /* `send` is to be followed by a space and our own name */
	const char
	    *afterthought; /* a second line, to be sent in a segment of its own at once */
	bool is_composed;  /* the line is the composer's, see below */
	bool is_private;   /* what the server asks is not recorded, only its length */
	bool begins_tls;   /* nothing is sent or awaited; TLS comes here */
	bool pauses;       /* nothing is sent; what comes is recorded and changes nothing */
	bool renegotiates; /* a second handshake comes here */
	bool is_spoilt;    /* what is sent goes into a TLS record with wrong padding */
	enum step next[REPLY_COUNT]; /* none (STEP_END) for a reply ends the dialogue */
};

struct script {
	enum step first;
	struct step_row rows[STEP_COUNT];
};

/* What there is to know to read one line. */
struct reading {
	enum step step;
	struct span command;  /* what was sent at this step; empty if nothing was */
	struct span previous; /* the first bytes, at most PREVIOUS_MAX, of the line before in
	                         the same reply; data NULL if this is the first */
};

enum { PREVIOUS_MAX = 4 };

struct dialect {
	const struct script *starttls;
	const struct script *implicit;
	const struct script *login; /* NULL: this protocol has no login */
	enum reply (*read_line)(const struct reading *reading, struct span line);
	/* The part of a line that is a challenge in base 64; data NULL if there is none. */
	struct span (*read_challenge)(const struct reading *reading, struct span line);
};

/* Writes the line of a step that is composed, without its end, and sets *shown to what is
 * recorded in its place; gives back the step. Any other step is gone to instead, and nothing is
 * sent. `challenge` is what the server's last reply asked, in base 64. `line` is empty, has
 * room for DIALOGUE_COMPOSED_MAX, and is overwritten afterwards; `shown` must live as
 * long as the record. */
typedef enum step compose_line(void *context, enum step step, struct span challenge,
    uint64_t now_us, struct buffer *line, const char **shown);

struct dialogue {
	struct script script;
	const struct dialect *dialect;
	const char *name;
	struct transcript *record;
	struct reading reading;
	struct buffer line; /* the line that is not whole yet, or early bytes */
	struct buffer out;  /* for the caller to send and consume */
	size_t lines;
	size_t bytes;
	bool is_secure;
	bool has_added;            /* the afterthought */
	compose_line *compose;     /* NULL where no step is composed */
	void *composer;            /* its context */
	const struct scrub *scrub; /* of what is recorded from now on; NULL: nothing */
	struct buffer challenge;
	uint8_t previous[PREVIOUS_MAX];
};

/* The step tables and line reader of a protocol; static. */
const struct dialect *dialect_of(enum protocol protocol);

/* Begins a dialogue that records into `record`. `name` is what EHLO and LHLO say of us. Both
 * must outlive the dialogue; the script is copied. */
void dialogue_init(struct dialogue *dialogue, const struct dialect *dialect,
    const struct script *script, const char *name, struct transcript *record);
void dialogue_clear(struct dialogue *dialogue);

/* To be called once the connection stands. */
enum demand dialogue_start(struct dialogue *dialogue, uint64_t now_us) MUST_USE;

/* Takes all of the bytes. While TLS is demanded, they are kept as early bytes. */
enum demand dialogue_feed(
    struct dialogue *dialogue, struct span bytes, uint64_t now_us) MUST_USE;

/* The row of the step at which the dialogue stands; an empty one behind its end. */
const struct step_row *dialogue_row(const struct dialogue *dialogue);

/* Puts the step's afterthought into `out`; false if it has none, or it was sent. */
bool dialogue_add_afterthought(struct dialogue *dialogue, uint64_t now_us) MUST_USE;

/* Goes on behind the step that demanded something else than input; behind the TLS step, now
 * inside TLS. */
enum demand dialogue_resume(struct dialogue *dialogue, uint64_t now_us) MUST_USE;

/* Records what is left over: early bytes, or the beginning of a line. To be called before TLS
 * begins and when the connection has ended. */
void dialogue_flush(struct dialogue *dialogue, uint64_t now_us);

#endif
