/* SPDX-License-Identifier: MIT */
/*
 * A whole login in memory: a conversation of QUESTION_USE at one end, a small mail server at
 * the other, which logs in by GNU SASL, inside TLS or in clear. It remembers every line that
 * came, as proof of what was sent.
 */
#ifndef SUPPORT_DESK_H
#define SUPPORT_DESK_H

#include "probe/conversation.h"
#include "support/doorman.h"

#define DESK_HOST "mail.example.test"
enum { DESK_NOW = 1795000000 };

struct desk {
	/* To be set before desk_run. */
	const char *scheme;
	struct user user;
	enum identity_kind identity;
	const char *version;    /* of TLS; NULL: any */
	bool is_clear;          /* no TLS at all; the scheme must be one with STARTTLS */
	const char *mechanisms; /* that are listed, separated by spaces */
	const char *capability; /* an item more, or NULL */
	bool echoes;            /* says again in its replies what it was told, in all forms */
	const char *token;      /* that opens by OAuth; NULL: none does */
	const char *refused;    /* the recipient that is not taken */
	const char *challenge;  /* instead of the right ones; NULL */
	bool opens_to_all;      /* whatever comes of the login */
	/* What came of it. */
	struct arena arena;
	struct port_record port;
	const struct transcript *transcript;
	const char *heard; /* all lines of the client's */
};

/* Sets the user of the doorman, and a healthy server of this scheme. */
void desk_init(struct desk *desk, const char *scheme);
void desk_run(struct desk *desk);
void desk_clear(struct desk *desk);

/* Everything that was recorded, as player_script has it. */
const char *desk_script(struct desk *desk);

#endif
