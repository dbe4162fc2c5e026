/* SPDX-License-Identifier: MIT */
/*
 * A scene says how a server behaves, in a little language of one line each. It is the same for
 * demo, tests and fuzz corpora:
 *
 *	# a comment
 *	S: 220 mail.example.test ESMTP     say this line (and CRLF)
 *	S; 220 mail.example.test           the same with a bare LF
 *	C: EHLO *                          when the client says such a line: ...
 *	C+ STARTTLS                        (... with more of the client's behind it already)
 *	S: 250 STARTTLS                    ... do what follows, up to the next C:
 *	RAW 16 03 01                       say these bytes
 *	WAIT 500                           milliseconds
 *	HELLO                              until bytes of any kind come, and drop them
 *	TLS good [1.2] [client-certificate] [tickets] [keep|drop]
 *	                                   shake hands, with an identity of tls/identity.h
 *	DRIP 7 1                           from now on say 7 bytes every 1 millisecond
 *	FLOOD 1000000                      say so many bytes of junk
 *	CLOSE                              close; RESET: reset
 *	SECURE                             what follows is for inside TLS
 *
 * In a C: line, * stands for anything and \* for a star. What stands before the first C: of a
 * part is done when it begins: on connection, or when TLS is up. The client's first matching C:
 * counts; a line that none matches is not answered.
 *
 * With `tickets` sessions can be resumed. What the client says in clear behind the command that
 * begins TLS is taken for TLS, and breaks it; `keep` reads it as lines inside TLS, which is the
 * bug of CVE-2011-0411, and `drop` throws it away.
 */
#ifndef SERVE_SCENE_H
#define SERVE_SCENE_H

#include "base/alloc.h"
#include "tls/identity.h"

enum deed_kind {
	DEED_SAY,
	DEED_WAIT,
	DEED_HELLO,
	DEED_TLS,
	DEED_DRIP,
	DEED_FLOOD,
	DEED_CLOSE,
	DEED_RESET,
};

/* What becomes of words in clear where TLS is to begin. */
enum words_before_tls {
	WORDS_FED, /* to TLS */
	WORDS_KEPT,
	WORDS_DROPPED,
};

struct deed {
	struct deed *next;
	enum deed_kind kind;
	struct span bytes;    /* of DEED_SAY */
	uint64_t number;      /* milliseconds of DEED_WAIT, bytes of DEED_DRIP and DEED_FLOOD */
	uint64_t interval_ms; /* of DEED_DRIP */
	enum identity_kind kind_of_identity;
	const char *version; /* of DEED_TLS: "1.2", or NULL for all */
	bool wants_certificate;
	bool gives_tickets;
	enum words_before_tls words;
};

struct reaction {
	struct reaction *next;
	struct span pattern;
	bool wants_more; /* behind the line */
	struct deed *deeds;
};

struct part {
	struct deed *opening;
	struct reaction *reactions;
};

struct scene {
	struct part plain;
	struct part secure;
};

/* Reads a scene into the arena. NULL if it is wrong; *problem is then a sentence with the line.
 */
const struct scene *scene_read(
    struct span text, struct arena *arena, const char **problem) MUST_USE;

/* The deeds for a line of the client's, behind which it has said more or not; NULL if there are
 * none. */
const struct deed *scene_react(const struct part *part, struct span line, bool has_more);

#endif
