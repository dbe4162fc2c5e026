/* SPDX-License-Identifier: MIT */
/* A mail host about whose seven ports there is nothing to say. */
#include "support/samples.h"

const struct handshake sample_good_handshake = {
	.version = "TLS 1.3",
	.suite = "TLS_AES_256_GCM_SHA384",
	.group = "X25519",
	.signature = "ECDSA-SECP256R1-SHA256",
	.trust = TRUST_ANCHORED,
	.certificates = { "leaf", "issuing" },
};

const struct line sample_smtp_basics[19] = {
	CONNECTS,
	SAYS(GREETING, OK, "220 mail.example.test ESMTP Postfix"),
	ASKS(CAPABILITY, "EHLO probe.example.test"),
	SAYS(CAPABILITY, PART, "250-mail.example.test"),
	SAYS(CAPABILITY, PART, "250-PIPELINING"),
	SAYS(CAPABILITY, PART, "250-STARTTLS"),
	SAYS(CAPABILITY, OK, "250 SMTPUTF8"),
	ASKS(STARTTLS, "STARTTLS"),
	SAYS(STARTTLS, OK, "220 2.0.0 Ready to start TLS"),
	{ .kind = EVENT_HELLO, .step = STEP_TLS, .number = 60, .ms = 60 },
	{ .kind = EVENT_SESSION, .step = STEP_TLS, .ms = 22 },
	ASKS_INSIDE(CAPABILITY_AGAIN, "EHLO probe.example.test"),
	SAYS_INSIDE(CAPABILITY_AGAIN, PART, "250-mail.example.test"),
	SAYS_INSIDE(CAPABILITY_AGAIN, PART, "250-PIPELINING"),
	SAYS_INSIDE(CAPABILITY_AGAIN, PART, "250-AUTH PLAIN LOGIN"),
	SAYS_INSIDE(CAPABILITY_AGAIN, OK, "250 SMTPUTF8"),
	ASKS_INSIDE(QUIT, "QUIT"),
	SAYS_INSIDE(QUIT, OK, "221 2.0.0 Bye"),
	HANGS_UP,
};

const struct line sample_smtp_login[10] = {
	CONNECTS,
	SAYS(GREETING, OK, "220 mail.example.test ESMTP Postfix"),
	ASKS(CAPABILITY, "EHLO probe.example.test"),
	SAYS(CAPABILITY, PART, "250-mail.example.test"),
	SAYS(CAPABILITY, OK, "250 STARTTLS"),
	ASKS(LOGIN, "AUTH PLAIN"),
	SAYS(LOGIN, REFUSED, "503 5.5.1 Error: authentication not enabled"),
	ASKS(QUIT, "QUIT"),
	SAYS(QUIT, OK, "221 2.0.0 Bye"),
	HANGS_UP,
};

static const struct line submissions[] = {
	CONNECTS,
	HAPPENS(HELLO, TLS),
	{ .kind = EVENT_SESSION, .step = STEP_TLS, .ms = 22 },
	SAYS_INSIDE(GREETING, OK, "220 mail.example.test ESMTP Postfix"),
	ASKS_INSIDE(CAPABILITY, "EHLO probe.example.test"),
	SAYS_INSIDE(CAPABILITY, PART, "250-mail.example.test"),
	SAYS_INSIDE(CAPABILITY, OK, "250 AUTH PLAIN LOGIN"),
	ASKS_INSIDE(QUIT, "QUIT"),
	SAYS_INSIDE(QUIT, OK, "221 2.0.0 Bye"),
	HANGS_UP,
};

static const struct line pop3_basics[] = {
	CONNECTS,
	SAYS(GREETING, OK, "+OK Dovecot ready."),
	ASKS(CAPABILITY, "CAPA"),
	SAYS(CAPABILITY, PART, "+OK"),
	SAYS(CAPABILITY, PART, "UIDL"),
	SAYS(CAPABILITY, PART, "STLS"),
	SAYS(CAPABILITY, OK, "."),
	ASKS(STARTTLS, "STLS"),
	SAYS(STARTTLS, OK, "+OK Begin TLS negotiation now."),
	{ .kind = EVENT_HELLO, .step = STEP_TLS, .number = 60, .ms = 60 },
	{ .kind = EVENT_SESSION, .step = STEP_TLS, .ms = 22 },
	ASKS_INSIDE(CAPABILITY_AGAIN, "CAPA"),
	SAYS_INSIDE(CAPABILITY_AGAIN, PART, "+OK"),
	SAYS_INSIDE(CAPABILITY_AGAIN, PART, "UIDL"),
	SAYS_INSIDE(CAPABILITY_AGAIN, PART, "USER"),
	SAYS_INSIDE(CAPABILITY_AGAIN, PART, "SASL PLAIN"),
	SAYS_INSIDE(CAPABILITY_AGAIN, OK, "."),
	ASKS_INSIDE(QUIT, "QUIT"),
	SAYS_INSIDE(QUIT, OK, "+OK Logging out"),
	HANGS_UP,
};

static const struct line pop3_login[] = {
	CONNECTS,
	SAYS(GREETING, OK, "+OK Dovecot ready."),
	ASKS(LOGIN, "AUTH PLAIN"),
	SAYS(LOGIN, REFUSED, "-ERR [AUTH] Plaintext authentication disallowed"),
	ASKS(LOGIN_OTHER, "USER nobody@probe.invalid"),
	SAYS(LOGIN_OTHER, REFUSED, "-ERR [AUTH] Plaintext authentication disallowed"),
	ASKS(QUIT, "QUIT"),
	SAYS(QUIT, OK, "+OK Logging out"),
	HANGS_UP,
};

static const struct line pop3s[] = {
	CONNECTS,
	HAPPENS(HELLO, TLS),
	{ .kind = EVENT_SESSION, .step = STEP_TLS, .ms = 22 },
	SAYS_INSIDE(GREETING, OK, "+OK Dovecot ready."),
	ASKS_INSIDE(CAPABILITY, "CAPA"),
	SAYS_INSIDE(CAPABILITY, PART, "+OK"),
	SAYS_INSIDE(CAPABILITY, PART, "SASL PLAIN"),
	SAYS_INSIDE(CAPABILITY, OK, "."),
	ASKS_INSIDE(QUIT, "QUIT"),
	SAYS_INSIDE(QUIT, OK, "+OK Logging out"),
	HANGS_UP,
};

static const struct line imap_basics[] = {
	CONNECTS,
	SAYS(GREETING, CAPABLE,
	    "* OK [CAPABILITY IMAP4rev1 IDLE STARTTLS LOGINDISABLED] Dovecot ready."),
	ASKS(STARTTLS, "p2 STARTTLS"),
	SAYS(STARTTLS, OK, "p2 OK Begin TLS negotiation now."),
	{ .kind = EVENT_HELLO, .step = STEP_TLS, .number = 60, .ms = 60 },
	{ .kind = EVENT_SESSION, .step = STEP_TLS, .ms = 22 },
	ASKS_INSIDE(CAPABILITY_AGAIN, "p3 CAPABILITY"),
	SAYS_INSIDE(CAPABILITY_AGAIN, PART, "* CAPABILITY IMAP4rev1 IDLE AUTH=PLAIN"),
	SAYS_INSIDE(CAPABILITY_AGAIN, OK, "p3 OK done."),
	ASKS_INSIDE(QUIT, "p9 LOGOUT"),
	SAYS_INSIDE(QUIT, PART, "* BYE Logging out"),
	SAYS_INSIDE(QUIT, OK, "p9 OK Logout completed."),
	HANGS_UP,
};

static const struct line imap_login[] = {
	CONNECTS,
	SAYS(GREETING, CAPABLE,
	    "* OK [CAPABILITY IMAP4rev1 IDLE STARTTLS LOGINDISABLED] Dovecot ready."),
	ASKS(LOGIN, "p3 AUTHENTICATE PLAIN"),
	SAYS(LOGIN, REFUSED, "p3 NO [PRIVACYREQUIRED] Plaintext authentication disallowed"),
	ASKS(QUIT, "p9 LOGOUT"),
	SAYS(QUIT, PART, "* BYE Logging out"),
	SAYS(QUIT, OK, "p9 OK Logout completed."),
	HANGS_UP,
};

const struct line sample_imaps[8] = {
	CONNECTS,
	HAPPENS(HELLO, TLS),
	{ .kind = EVENT_SESSION, .step = STEP_TLS, .ms = 22 },
	SAYS_INSIDE(GREETING, CAPABLE, "* OK [CAPABILITY IMAP4rev1 AUTH=PLAIN] Dovecot ready."),
	ASKS_INSIDE(QUIT, "p9 LOGOUT"),
	SAYS_INSIDE(QUIT, PART, "* BYE Logging out"),
	SAYS_INSIDE(QUIT, OK, "p9 OK Logout completed."),
	HANGS_UP,
};

#define GOOD(array)                                                                            \
	{                                                                                      \
		TALK(array), .handshake = &sample_good_handshake                               \
	}
#define ONE(basics)                                                                            \
	{                                                                                      \
		[QUESTION_BASICS] = GOOD(basics)                                               \
	}
#define TWO(basics, login)                                                                     \
	{                                                                                      \
		[QUESTION_BASICS] = GOOD(basics), [QUESTION_LOGIN] = { TALK(login) }           \
	}

const struct port sample_healthy_ports[7] = {
	{ .scheme = "smtp", .talks = TWO(sample_smtp_basics, sample_smtp_login) },
	{ .scheme = "submissions", .talks = ONE(submissions) },
	{ .scheme = "submission", .talks = TWO(sample_smtp_basics, sample_smtp_login) },
	{ .scheme = "pop3", .talks = TWO(pop3_basics, pop3_login) },
	{ .scheme = "pop3s", .talks = ONE(pop3s) },
	{ .scheme = "imap", .talks = TWO(imap_basics, imap_login) },
	{ .scheme = "imaps", .talks = ONE(sample_imaps) },
};
