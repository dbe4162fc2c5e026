/* SPDX-License-Identifier: MIT */
/* clang-format off */
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
 *	TLS good [1.2|1.2-sha1] [client-certificate] [tickets] [keep|drop]
 *	                                   shake hands, with an identity of tls/identity.h
 *	IF longer 517                      when the client's TLS hello is like this, ...
 *	...                                ... do what stands up to ELSE, and no more;
 *	ELSE                               else what follows; also of IF:
 *	                                   sni, named NAME, alpn, tls-1.3, sha1,
 *	                                   resumes, large-share, pieces, small-segments
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
/* clang-format on */
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
	DEED_IF,
};

/* What a TLS hello can be like. */
enum hello_condition {
	HELLO_HAS_SNI,
	HELLO_HAS_ALPN,
	HELLO_OFFERS_TLS13,
	HELLO_OFFERS_SHA1,     /* signatures with it */
	HELLO_IS_LONGER,       /* its records have more bytes than this */
	HELLO_NAMES,           /* this in SNI; * stands for anything */
	HELLO_RESUMES,         /* with a ticket (RFC 5077) or a PSK (RFC 8446 section 4.2.11) */
	HELLO_HAS_LARGE_SHARE, /* a key of a thousand bytes, as post-quantum ones are */
	HELLO_IN_PIECES,       /* it did not come all at once */
	SMALL_SEGMENTS,        /* the client wants small TCP segments */
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
	struct span bytes;    /* of DEED_SAY; the pattern of HELLO_NAMES */
	uint64_t number;      /* milliseconds of DEED_WAIT, bytes of DEED_DRIP, DEED_FLOOD
	                         and HELLO_IS_LONGER */
	uint64_t interval_ms; /* of DEED_DRIP */
	/* Of DEED_IF: `then` is done if the hello is like this, else `next`. */
	enum hello_condition condition;
	struct deed *then;
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

/* Is the text like the pattern of a C: line? */
bool scene_matches(struct span pattern, struct span text) MUST_USE;

/* The deeds for a line of the client's, behind which it has said more or not; NULL if there are
 * none. */
const struct deed *scene_react(const struct part *part, struct span line, bool has_more);

#endif
