/* SPDX-License-Identifier: MIT */
/*
 * What the experiments on one port showed: how its path fails, and which one change makes it
 * succeed, or, of a path that works, which one change breaks it.
 */
#ifndef FACTS_DIAGNOSIS_H
#define FACTS_DIAGNOSIS_H

#include "facts/client_trial.h"
#include "facts/use.h"

/* One change to the first connection. Evidence holds the numbers: new ones go to the end. */
enum experiment {
	EXPERIMENT_AGAIN, /* no change: a fluke or a failure? */
	EXPERIMENT_SMALL_HELLO,
	EXPERIMENT_NO_NAME,
	EXPERIMENT_TLS12,
	EXPERIMENT_TLS13,
	EXPERIMENT_OLD_TLS,
	EXPERIMENT_RSA,
	EXPERIMENT_ECDSA,
	EXPERIMENT_DHE,
	EXPERIMENT_NO_SHA1,
	EXPERIMENT_NO_TICKET,
	EXPERIMENT_ALPN,
	EXPERIMENT_LARGE_HELLO,
	EXPERIMENT_SPLIT_HELLO,
	EXPERIMENT_LITERAL_NAME,
	EXPERIMENT_LOCALHOST,
	EXPERIMENT_HELO,
	EXPERIMENT_OTHER_NAME,   /* SNI of a name that nobody has */
	EXPERIMENT_GREETED_NAME, /* SNI of the name in the greeting */
	EXPERIMENT_DOTTED_NAME,  /* SNI of the host's name, with a dot at its end */
	EXPERIMENT_TWO_SEGMENTS,
	EXPERIMENT_SMALL_SEGMENTS,
	EXPERIMENT_SIZED_HELLO, /* padded; with many sizes */
	EXPERIMENT_PATIENT,     /* a pause behind the greeting */
	EXPERIMENT_RESUMED,     /* the session of the first connection is taken up again */
	EXPERIMENTS,
};

/* The variant of a connection is the experiment, and above that the bytes of a sized hello. */
enum { EXPERIMENT_SIZE_SHIFT = 16 };

enum trial_state {
	TRIAL_NOT_ASKED, /* see why */
	TRIAL_RUNNING,
	TRIAL_SUCCEEDED, /* it got past what failed before */
	TRIAL_FAILED,
	TRIAL_UNDECIDED, /* it did not get as far as what it was to show */
	TRIAL_MIXED,     /* it succeeded once and failed once */
	TRIAL_STATES,
};

/* One experiment and what came of it. A change that decides is tried twice. */
struct trial {
	enum trial_state state;
	unsigned asked;                      /* connections */
	unsigned alike;                      /* those of them that came to `state` */
	const char *why;                     /* of TRIAL_NOT_ASKED */
	const struct transcript *transcript; /* the first; NULL: not asked */
	struct failure
	    failure; /* what the first that failed ended in, even if later than before */
	const struct session *session; /* NULL: none was established */
	unsigned prime_bits;           /* of the finite field; 0: there was none */
};

/* Between which sizes a ClientHello becomes too large, in bytes with its record headers. */
struct hello_limit {
	unsigned answered; /* the largest that was answered; 0: not known */
	unsigned dropped;  /* the smallest that was not; 0: every padded one was answered */
	unsigned probes;   /* padded hellos whose answer is known */
};

struct diagnosis {
	const struct port_facts *facts; /* of the first connections */
	const struct transcript *path;  /* the connection to tell of; NULL: there is none */
	bool has_failed;                /* the path, leaving the certificate aside */
	struct failure failure;         /* where and how, if it has */
	bool is_ehlo_refused;           /* whatever came of HELO */
	bool is_ehlo_unknown;           /* it is, as a command that is not known */
	bool is_hello_sent;             /* our TLS hello */
	bool has_answered_early;        /* a reply came with the greeting, before a command */
	struct span early_reply;        /* that one, raw */
	bool greets_inside_tls;         /* where the reply to EHLO belongs */
	bool is_starttls_listed_inside_tls; /* although TLS is there */
	bool has_other_leaf;                /* without SNI: another certificate */
	bool is_other_leaf_wrong;           /* and one that does not fit the name */
	struct trial trials[EXPERIMENTS];
	enum experiment smallest; /* the change that helped; EXPERIMENTS: none did */
	unsigned trials_len;      /* how many were asked */
	bool is_unsteady;         /* the same connection does not always come to the same end */
	struct hello_limit limit;
	size_t clients_len;
	struct client_trial *clients; /* as many as the port's limits name, in their order */
	struct use use;               /* what came of the user's login and mail */
};

/* Of a connection's variant: EXPERIMENTS if there is no such experiment; the bytes of its sized
 * hello, or 0. */
enum experiment experiment_of(uint32_t variant);
unsigned experiment_size(uint32_t variant);

/* "tls-1.2-only": the words of reports for programs. */
const char *experiment_name(enum experiment experiment);
const char *trial_state_name(enum trial_state state);

/* For people: the change, "with TLS 1.2 only", and what of the first connection it takes away,
 * "when it is offered TLS 1.3". */
const char *experiment_title(enum experiment experiment);
const char *experiment_blame(enum experiment experiment);

#endif
