/* SPDX-License-Identifier: MIT */
/*
 * One host as it was probed: the transcripts of its ports, and what they prove.
 */
#ifndef FACTS_HOST_H
#define FACTS_HOST_H

#include "facts/negotiation.h"
#include "facts/transcript.h"

/* How much to ask. */
enum depth {
	DEPTH_QUICK,    /* the dialogue, and whether a login travels in clear */
	DEPTH_STANDARD, /* and what would be negotiated, in about ten connections */
	DEPTH_FULL,     /* everything */
	DEPTH_COUNT,
};

struct client_choice;

/* What the user set a scan of one port. */
struct limits {
	enum depth depth;
	bool is_intrusive;        /* also what may upset a server */
	unsigned connections_max; /* of one endpoint; 0: no bound */
	uint32_t pace_ms;         /* at least so long between the connections to one endpoint */
	bool is_diagnosis; /* asked for a cause and not for an audit: depth means nothing */
	/* Of a diagnosis: the mail clients whose hellos are tried as well; not the limits' own.
	 */
	size_t clients_len;
	const struct client_choice *clients; /* see facts/client_trial.h */
	/* Of a diagnosis: what is to be tried where the path works. */
	bool logs_in;
	bool may_log_in_in_clear; /* without TLS, where a server has none */
	bool mails;               /* names sender and recipients */
	bool sends;               /* and a message */
};

/* What was recorded of one port at one address. */
struct port_record {
	const struct host_record *host; /* whose port it is; NULL: it stands alone */
	struct endpoint endpoint;
	struct limits limits;
	/* The first connection of each question, NULL if it was not asked; further ones of the
	 * same question follow by `next`. */
	struct transcript *transcripts[QUESTION_COUNT];
};

struct host_record {
	struct arena arena;          /* owns everything below */
	const char *name;            /* as the user wrote it */
	bool is_address;             /* the name is an address: nothing had to be looked up */
	const char *resolve_words;   /* why there is no address; NULL if there is one */
	unsigned addresses_left_out; /* that the name has beside those of the ports */
	bool is_unknown_name;        /* the answer was that there is no such name or address */
	uint64_t resolve_us;
	size_t ports_len;
	struct port_record *ports; /* address by address, ports in the order of the report */
	int64_t began_at_ms;       /* wall clock, milliseconds since 1970 */
	uint64_t elapsed_us;
	bool is_complete;  /* false: the user stopped the run */
	bool is_diagnosis; /* not an audit; the ports' limits say the same */
};

/* At which point of its way a connection failed. */
enum stage {
	STAGE_RESOLVE,
	STAGE_CONNECT,
	STAGE_GREETING,
	STAGE_CAPABILITY,
	STAGE_STARTTLS,
	STAGE_HANDSHAKE,
	STAGE_AFTER_TLS,
	STAGE_LOGIN,
	STAGE_COMMAND, /* the first thing that needs the login */
	STAGE_ENVELOPE,
	STAGE_MESSAGE,
	STAGE_QUIT,
	STAGE_COUNT,
};

enum outcome {
	OUTCOME_NONE,
	OUTCOME_NAME_UNKNOWN,
	OUTCOME_NAME_FAILED,        /* the look-up itself failed */
	OUTCOME_CONNECTION_REFUSED, /* TCP */
	OUTCOME_UNREACHABLE,
	OUTCOME_FILTERED, /* no answer to TCP at all */
	OUTCOME_LOCAL,    /* we could not try */
	OUTCOME_SILENT,
	OUTCOME_STALLED, /* a part came, then nothing */
	OUTCOME_CLOSED,
	OUTCOME_RESET,
	OUTCOME_CLOSED_BEFORE_HELLO, /* behind the go-ahead to STARTTLS */
	OUTCOME_RESET_BEFORE_HELLO,
	OUTCOME_REFUSED, /* by a reply */
	OUTCOME_GOODBYE, /* SMTP 421, IMAP BYE: often throttling */
	OUTCOME_MALFORMED,
	OUTCOME_OTHER_PROTOCOL,
	OUTCOME_HTTP,
	OUTCOME_TLS_EXPECTED, /* TLS bytes where a plaintext greeting belongs */
	OUTCOME_PLAINTEXT,    /* plaintext where TLS belongs */
	OUTCOME_WRONG_MODE,   /* proved: the port works in the other mode */
	OUTCOME_NOT_OFFERED,  /* STARTTLS: not advertised, and refused */
	OUTCOME_MASKED,       /* STARTTLS: overwritten on the way, and refused */
	OUTCOME_PREAUTH,      /* IMAP: logged in already, so that STARTTLS is impossible */
	OUTCOME_ALERT,
	OUTCOME_OUR_ALERT,
	OUTCOME_TLS_ERROR,
	OUTCOME_CERTIFICATE_WANTED,
	OUTCOME_TOO_MUCH, /* the server passed a bound of ours */
	OUTCOME_TOO_SLOW, /* the connection's whole time was used up */
	OUTCOME_INTERRUPTED,
	OUTCOME_WITHHELD, /* we did not send what comes next */
	OUTCOME_COUNT,
};

struct failure {
	enum stage stage;
	enum outcome outcome;
	enum question question; /* on which connection */
	bool is_secure;         /* inside TLS */
	uint64_t at_us;         /* since that connection was begun */
	uint32_t number;    /* the alert, or milliseconds waited, where the outcome has one */
	struct span words;  /* the server's own, raw; lines are separated by LF */
	const char *detail; /* the library's or system's words, or NULL */
};

enum login_verdict {
	LOGIN_NOT_KNOWN, /* see why */
	LOGIN_NOT_APPLICABLE,
	LOGIN_NONE,
	LOGIN_CHALLENGE_ONLY,
	LOGIN_REFUSED_THOUGH_ADVERTISED,
	LOGIN_ACCEPTED_THOUGH_HIDDEN,
	LOGIN_ACCEPTED,
	LOGIN_VERDICTS,
};

enum { MECHANISMS_MAX = 32 };

/* The login mechanisms of a list of capabilities: SASL names, escaped and as written, and
 * "LOGIN command", "USER command" and "APOP". */
struct mechanisms {
	bool is_known; /* a whole list came: what is not in it is not offered */
	size_t len;
	const char *names[MECHANISMS_MAX];
};

/* Can a login travel in clear text? What is advertised and what is enforced are kept apart. */
struct login {
	enum login_verdict verdict;
	const char *why;     /* of LOGIN_NOT_KNOWN and LOGIN_NOT_APPLICABLE; else NULL */
	bool is_own_address; /* we came from the server's own address: to others it may show and
	                        do less before TLS */
	struct mechanisms mechanisms; /* advertised before TLS */
	struct mechanisms inside;     /* and inside it */
	struct answer advertises_plaintext;
	struct answer advertises_challenge;
	struct answer accepts_plaintext; /* a plaintext login was begun without TLS */
	struct span words;               /* the server's answer to that, raw */
};

enum {
	FAILURES_MAX = 6,
	LINES_MAX = 120, /* kept of a greeting or capability list for reports */
};

struct lines {
	size_t len;
	struct span *lines; /* raw, without their ends */
};

enum port_state {
	PORT_OK,
	PORT_FAILED,
	PORT_CLOSED,    /* TCP connection refused */
	PORT_NO_ANSWER, /* filtered or unreachable */
	PORT_UNKNOWN,   /* never tried, or stopped */
	PORT_STATES,
};

struct port_facts {
	const struct port_record *record;
	enum port_state state;
	enum mode mode; /* the mode that works, or the one that should */
	size_t failures_len;
	struct failure failures[FAILURES_MAX];
	struct lines greeting;
	struct span
	    ehlo_name;        /* what the server calls itself when it answers EHLO, raw; SMTP */
	uint64_t greeting_us; /* from the connection's (or TLS's) standing to its last line */
	struct lines before;  /* capabilities before TLS */
	struct lines after;   /* and inside it */
	struct answer starttls_advertised;
	struct answer starttls_works;
	bool is_starttls_masked;
	struct span early;     /* raw bytes between the go-ahead and our hello */
	struct lines go_ahead; /* the positive reply to STARTTLS */
	bool has_session;
	const struct session *session; /* never NULL: all zero without has_session */
	struct chain chain;
	bool asked_for_certificate;
	struct login login;
	unsigned connections;
	uint64_t bytes_in;
	uint64_t bytes_out;
	uint64_t silence_ms; /* that we kept on purpose after the go-ahead */
	struct negotiation negotiation;
};

/* Appends a connection behind those of its question. */
void port_add(struct port_record *port, struct transcript *transcript);

/* The connections of one question, or of all. */
unsigned port_count(const struct port_record *port, enum question question);
unsigned port_count_all(const struct port_record *port);

/* Does this mechanism hand over the password itself, or a token that is as good as one while it
 * lasts? Letters of either case are the same. */
bool mechanism_is_plaintext(const char *mechanism);

/* Words for reports. */
const char *depth_name(enum depth depth);
const char *stage_name(enum stage stage);
const char *outcome_name(enum outcome outcome);
const char *login_verdict_name(enum login_verdict verdict);
const char *port_state_name(enum port_state state);

/* False (and nothing touched) for a word that is none of depth_name. */
bool depth_by_name(const char *name, enum depth *depth) MUST_USE;

#endif
