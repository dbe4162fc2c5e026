/* SPDX-License-Identifier: MIT */
/*
 * Everything that happened on one connection, in order, with its times. A transcript is written
 * once, while it happens, and never edited; no secret ever enters it. Whatever the program says
 * about a port it reads from transcripts, so that they can be kept and read again later.
 */
#ifndef FACTS_TRANSCRIPT_H
#define FACTS_TRANSCRIPT_H

#include "base/alloc.h"
#include "facts/endpoint.h"
#include "facts/tls.h"

/* Why a connection is made. In the order in which a port is asked: what tells most comes first,
 * what may upset a server last. */
enum question {
	QUESTION_BASICS,     /* the whole dialogue, in the mode that the port should have */
	QUESTION_OTHER_MODE, /* the same in the other mode, to prove that the two are mixed up
	                      */
	QUESTION_LOGIN,      /* does a login begin without TLS? */
	QUESTION_NO_NAME,    /* TLS 1.2 without SNI: is there another certificate? */
	QUESTION_CLASSES,    /* weak suites by class */
	QUESTION_POST_QUANTUM,
	QUESTION_VERSIONS,
	QUESTION_SSL2,
	QUESTION_SUITES,    /* every suite of every version */
	QUESTION_OTHER_KEY, /* a certificate of the other key type */
	QUESTION_INJECTION, /* a command behind STARTTLS in one segment */
	QUESTION_GROUPS,
	QUESTION_SCHEMES,
	QUESTION_FALLBACK,     /* TLS_FALLBACK_SCSV (RFC 7507) */
	QUESTION_ALPN,         /* the service's own protocol name, and an unknown one */
	QUESTION_UNKNOWN_NAME, /* SNI of another host */
	QUESTION_TOLERANCE,    /* odd and large hellos */
	QUESTION_RESUMPTION,   /* tickets, and sessions resumed with them */
	QUESTION_RENEGOTIATION,
	QUESTION_INJECTION_SPLIT, /* the same as QUESTION_INJECTION in two segments */
	QUESTION_STATE,           /* does a mail transaction outlive STARTTLS? */
	QUESTION_HEARTBLEED,
	QUESTION_TICKETBLEED,
	QUESTION_EARLY_CCS,
	QUESTION_ROBOT,
	QUESTION_POODLE_TLS,
	QUESTION_CONTROL,    /* does it still answer what it has answered before? */
	QUESTION_EXPERIMENT, /* of a diagnosis: the basics with one change, see
	                        facts/diagnosis.h */
	QUESTION_CLIENT, /* of a diagnosis: the hello of a mail client; variant: the number of
	                    its name, see facts/client.h */
	QUESTION_USE,    /* of a diagnosis: the user's login and mail, see facts/use.h */
	QUESTION_COUNT,
};

/* Where in its dialogue a connection stands: what is awaited. */
enum step {
	STEP_END, /* zero: a step table that names no next step ends the dialogue */
	STEP_CONNECT,
	STEP_GREETING,
	STEP_CAPABILITY,
	STEP_HELO,
	STEP_STARTTLS,
	STEP_TLS,
	STEP_PAUSE, /* inside TLS, saying nothing: does something come unasked? */
	STEP_CAPABILITY_AGAIN,
	STEP_RENEGOTIATE, /* a second handshake inside the session */
	STEP_SPOILT,      /* a command in a record with wrong padding */
	STEP_LOGIN,
	STEP_CANCEL,
	STEP_LOGIN_OTHER,
	STEP_CANCEL_OTHER,
	STEP_MAIL,       /* a transaction is begun before STARTTLS */
	STEP_MAIL_AGAIN, /* and again inside TLS */
	STEP_FORGET,     /* and dropped */
	STEP_AUTH,       /* the user's login begins */
	STEP_AUTH_MORE,  /* what the server asks for then */
	STEP_AUTH_CANCEL,
	STEP_USER, /* of POP3, where there is no AUTH (RFC 1939 section 7) */
	STEP_PASS,
	STEP_SENDER, /* the user's mail: MAIL FROM, RCPT TO for each, DATA */
	STEP_RECIPIENT,
	STEP_DATA,
	STEP_MESSAGE,
	STEP_RESET,
	STEP_COMMAND, /* one that only who is logged in may give, and that changes nothing */
	STEP_QUIT,
	STEP_COUNT,
};

/* What one line means for the dialogue. */
enum reply {
	REPLY_NONE,
	REPLY_PART,        /* more lines of this reply follow */
	REPLY_OK,          /* go on */
	REPLY_CAPABLE,     /* go on; the capabilities came along (RFC 9051 section 7.1) */
	REPLY_PREAUTH,     /* already logged in (RFC 9051 section 7.1.4) */
	REPLY_CONTINUE,    /* the server waits for the next part of a login */
	REPLY_UNSUPPORTED, /* not in this form; another may do */
	REPLY_REFUSED,
	REPLY_GOODBYE, /* the server is about to close (SMTP 421, IMAP and Sieve BYE) */
	REPLY_GARBLED, /* not this protocol */
	REPLY_COUNT,
};

enum event_kind {
	EVENT_CONNECTED,
	EVENT_LATE,       /* there is still no greeting; we go on waiting */
	EVENT_SENT,       /* bytes: one line out, without its end */
	EVENT_RECEIVED,   /* bytes: one line in, without its end; reply says what it means */
	EVENT_UNFINISHED, /* bytes: the beginning of a line whose end never came */
	EVENT_EARLY,      /* bytes: what came unasked between the go-ahead and our hello */
	EVENT_HELLO,      /* our TLS hello; number: milliseconds that we kept silent before it;
	                     bytes: all of it where we wrote it ourselves, without a session to
	                     follow
	                     */
	EVENT_FLIGHT,     /* bytes: the server's answer to such a hello, as far as we read it;
	                     number: 1 if it is garbled, and then only its beginning is kept */
	EVENT_CHAIN,      /* the certificates of that answer were looked at: of
	                     transcript.session the chain and its trust are set */
	EVENT_PROBE,      /* bytes: what we sent behind it, in records of TLS */
	EVENT_REACTION,   /* bytes: what came then; number: milliseconds that it took */
	EVENT_CERTIFICATE_REQUEST, /* the server asked for a certificate of ours */
	EVENT_NOT_TLS,             /* bytes: what came in its answer and is not TLS */
	EVENT_SESSION,             /* the handshake is done: see transcript.session */
	EVENT_TICKET, /* bytes: the NewSessionTicket message without its header; number: 1 if it
	                 came with the server's Finished, before we had asked for anything */
	EVENT_RENEGOTIATED, /* number: 1 if the server took part in a second handshake, 0 if it
	                       refused; bytes: how, in words */
	EVENT_PAUSED,       /* we kept silent inside TLS; number: milliseconds */
	EVENT_ALERT_IN,     /* number: the alert (RFC 8446 section 6) */
	EVENT_ALERT_OUT,  /* number: the alert that we sent; bytes: why, in the library's words
	                   */
	EVENT_TLS_FAILED, /* bytes: why, in the library's words; there was no alert */
	EVENT_OVERFLOW,   /* bytes: which bound the server passed; we hung up */
	EVENT_EOF,        /* the server closed; number: 1 if close_notify said so before; bytes:
	                     "part" if some of a TLS flight had come */
	EVENT_RESET,      /* the connection was reset; bytes: the same */
	EVENT_TIMEOUT,    /* number: milliseconds without a byte; bytes: "part" if some of a TLS
	                     flight had come; we hung up */
	EVENT_DEADLINE,   /* number: milliseconds that the whole connection may take */
	EVENT_REFUSED,    /* TCP: connection refused */
	EVENT_UNREACHABLE, /* TCP: no route; bytes: the system's words */
	EVENT_LOCAL,       /* we could not even try; bytes: the system's words */
	EVENT_HUNG_UP,     /* we closed, in good order */
	EVENT_MECHANISM,   /* bytes: the way of login that was chosen */
	EVENT_WITHHELD,    /* a login, or what it goes on with, was not sent; number: enum
	                      withheld;    bytes: why, in words */
	EVENT_INTERRUPTED, /* the user stopped the run */
	EVENT_COUNT,
};

/* Why we did not go on with a login. Evidence holds the numbers: new ones go to the end. */
enum withheld {
	WITHHELD_NOTHING,
	WITHHELD_UNVERIFIED, /* the certificate, and the user has not said that it may go all
	                        the same */
	WITHHELD_IN_CLEAR,   /* there is no TLS, and the user has not said ... */
	WITHHELD_NO_WAY,     /* the server offers none that we know and the secret is fit for */
	WITHHELD_CHALLENGE,  /* the server's challenge makes no sense */
	WITHHELD_UNPROVED, /* it took the login, and did not prove that it knows the password */
	WITHHELD_REASONS,
};

struct event {
	struct event *next;
	uint64_t at_us; /* since the connection was begun */
	enum event_kind kind;
	enum step step;
	enum reply reply;
	bool is_secure; /* inside TLS */
	uint32_t number;
	struct span bytes;
};

struct witness;

struct transcript {
	struct transcript *next; /* the next connection of the same question */
	struct arena *arena;
	enum question question;
	uint32_t variant; /* what of the question: connections with the same ask the same */
	enum mode mode;
	int64_t began_at_ms; /* wall clock, milliseconds since 1970 */
	const char *local;   /* numeric addresses; "" until connected */
	const char *peer;
	struct event *first;
	struct event *last;
	struct session session; /* all zero without an EVENT_SESSION or EVENT_CHAIN */
	uint64_t bytes_in;
	uint64_t bytes_out;
	bool is_over;
	/* What resumes the session. A secret: it lives while the host is asked and is never
	 * written anywhere. */
	struct span resumption;
	/* A raw hello and its answer as `probe/` read them when first wanted; else NULL. */
	struct witness *witness;
};

void transcript_init(struct transcript *transcript, struct arena *arena);

/* Appends an event; the bytes are copied. The returned event may be filled further. */
struct event *transcript_add(
    struct transcript *transcript, enum event_kind kind, uint64_t at_us, struct span bytes);

/* The first event of this kind, or NULL. */
const struct event *transcript_find(const struct transcript *transcript, enum event_kind kind);

/* The last line of the server's reply to this step, or NULL if there is no whole reply. */
const struct event *transcript_reply(const struct transcript *transcript, enum step step);

/* True if the last event ends the transcript by our own orderly close. */
bool transcript_is_clean(const struct transcript *transcript);

/* Microseconds from the beginning to the last event. */
uint64_t transcript_elapsed_us(const struct transcript *transcript);

/* The words of evidence files; NULL-safe in no direction: values are ours. */
const char *question_name(enum question question);
const char *step_name(enum step step);
const char *reply_name(enum reply reply);
const char *event_kind_name(enum event_kind kind);

/* What a question asks about, for people: "weak suites by class". */
const char *question_title(enum question question);

/* False (and nothing touched) for a word that is none of them. */
bool question_by_name(const char *name, enum question *question) MUST_USE;
bool step_by_name(const char *name, enum step *step) MUST_USE;
bool reply_by_name(const char *name, enum reply *reply) MUST_USE;
bool event_kind_by_name(const char *name, enum event_kind *kind) MUST_USE;

#endif
