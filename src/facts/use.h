/* SPDX-License-Identifier: MIT */
/*
 * What came of the user's own login and mail, where the way to them works: a connection of
 * QUESTION_USE.
 */
#ifndef FACTS_USE_H
#define FACTS_USE_H

#include "facts/host.h"

/* How QUESTION_USE goes to the login. Evidence holds the numbers. */
enum use_way {
	USE_WAY_TLS,
	USE_WAY_CLEAR, /* the server has no TLS, and the user has allowed it */
};

enum use_state {
	USE_NOT_WANTED,
	USE_NOT_REACHED, /* see why */
	USE_ELSEWHERE,   /* it is tried at another address of the host: at one only */
	USE_RUNNING,
	USE_WORKED,
	USE_REFUSED,  /* by a reply of the server's */
	USE_WITHHELD, /* we did not go on */
	USE_BROKEN,   /* the connection ended in between */
	USE_STATES,
};

struct use {
	enum use_state state;
	const char *why;                     /* of USE_NOT_REACHED */
	const char *elsewhere;               /* the address, of USE_ELSEWHERE */
	const struct transcript *transcript; /* NULL: there is none */
	struct failure failure;              /* of USE_REFUSED, USE_WITHHELD and USE_BROKEN */
	enum withheld withheld;
	const char *mechanism; /* escaped; NULL: no login was begun */
	bool is_logged_in;
	unsigned recipients; /* asked for */
	unsigned accepted;   /* of them */
	bool is_sent;        /* the message was taken */
};

const char *use_state_name(enum use_state state);  /* "not-reached" */
const char *withheld_name(enum withheld withheld); /* "unverified" */

#endif
