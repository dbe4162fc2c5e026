/* SPDX-License-Identifier: MIT */
/* A host that shows every answer to the question whether a login can travel in clear text. */
#include "support/samples.h"

static const struct line smtp_offers[] = {
	CONNECTS,
	SAYS(GREETING, OK, "220 mail.example.test ESMTP"),
	ASKS(CAPABILITY, "EHLO probe.example.test"),
	SAYS(CAPABILITY, PART, "250-mail.example.test"),
	SAYS(CAPABILITY, PART, "250-STARTTLS"),
	SAYS(CAPABILITY, OK, "250 AUTH PLAIN LOGIN CRAM-MD5"),
	ASKS(STARTTLS, "STARTTLS"),
	SAYS(STARTTLS, OK, "220 2.0.0 Ready to start TLS"),
	{ .kind = EVENT_HELLO, .step = STEP_TLS, .number = 60, .ms = 60 },
	{ .kind = EVENT_SESSION, .step = STEP_TLS, .ms = 22 },
	ASKS_INSIDE(CAPABILITY_AGAIN, "EHLO probe.example.test"),
	SAYS_INSIDE(CAPABILITY_AGAIN, OK, "250 mail.example.test"),
	HANGS_UP,
};

static const struct line smtp_accepts[] = {
	CONNECTS,
	SAYS(GREETING, OK, "220 mail.example.test ESMTP"),
	ASKS(CAPABILITY, "EHLO probe.example.test"),
	SAYS(CAPABILITY, OK, "250 mail.example.test"),
	ASKS(LOGIN, "AUTH PLAIN"),
	SAYS(LOGIN, CONTINUE, "334 "),
	ASKS(CANCEL, "*"),
	SAYS(CANCEL, REFUSED, "501 5.7.0 Authentication aborted"),
	HANGS_UP,
};

static const struct line pop3_offers[] = {
	CONNECTS,
	SAYS(GREETING, OK, "+OK ready <1896.697170952@mail.example.test>"),
	ASKS(CAPABILITY, "CAPA"),
	SAYS(CAPABILITY, PART, "+OK"),
	SAYS(CAPABILITY, PART, "USER"),
	SAYS(CAPABILITY, PART, "STLS"),
	SAYS(CAPABILITY, OK, "."),
	ASKS(STARTTLS, "STLS"),
	SAYS(STARTTLS, OK, "+OK"),
	{ .kind = EVENT_HELLO, .step = STEP_TLS, .number = 60, .ms = 60 },
	{ .kind = EVENT_SESSION, .step = STEP_TLS, .ms = 22 },
	HANGS_UP,
};

static const struct line pop3_refuses[] = {
	CONNECTS,
	SAYS(GREETING, OK, "+OK ready <1896.697170952@mail.example.test>"),
	ASKS(LOGIN, "AUTH PLAIN"),
	SAYS(LOGIN, REFUSED, "-ERR [AUTH] Use TLS first"),
	ASKS(LOGIN_OTHER, "USER nobody@probe.invalid"),
	SAYS(LOGIN_OTHER, REFUSED, "-ERR [AUTH] Use TLS first"),
	HANGS_UP,
};

static const struct line imap_offers[] = {
	CONNECTS,
	SAYS(GREETING, CAPABLE,
	    "* OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED AUTH=CRAM-MD5] ready"),
	ASKS(STARTTLS, "p2 STARTTLS"),
	SAYS(STARTTLS, OK, "p2 OK go"),
	{ .kind = EVENT_HELLO, .step = STEP_TLS, .number = 60, .ms = 60 },
	{ .kind = EVENT_SESSION, .step = STEP_TLS, .ms = 22 },
	HANGS_UP,
};

static const struct line imap_refuses[] = {
	CONNECTS,
	SAYS(GREETING, OK, "* OK ready"),
	ASKS(LOGIN, "p3 AUTHENTICATE PLAIN"),
	SAYS(LOGIN, REFUSED, "p3 NO [PRIVACYREQUIRED] Plaintext is disallowed"),
	HANGS_UP,
};

static const struct line sieve_offers[] = {
	CONNECTS,
	SAYS(GREETING, PART, "\"IMPLEMENTATION\" \"Dovecot Pigeonhole\""),
	SAYS(GREETING, PART, "\"SASL\" \"\""),
	SAYS(GREETING, PART, "\"STARTTLS\""),
	SAYS(GREETING, OK, "OK \"ready\""),
	ASKS(STARTTLS, "STARTTLS"),
	SAYS(STARTTLS, OK, "OK \"go\""),
	{ .kind = EVENT_HELLO, .step = STEP_TLS, .number = 60, .ms = 60 },
	{ .kind = EVENT_SESSION, .step = STEP_TLS, .ms = 22 },
	HANGS_UP,
};

static const struct line sieve_throttles[] = {
	CONNECTS,
	SAYS(GREETING, GOODBYE, "BYE \"too many connections\""),
	HANGS_UP,
};

static const struct line lmtp_offers[] = {
	CONNECTS,
	SAYS(GREETING, OK, "220 mail.example.test LMTP"),
	ASKS(CAPABILITY, "LHLO probe.example.test"),
	SAYS(CAPABILITY, PART, "250-mail.example.test"),
	SAYS(CAPABILITY, OK, "250 STARTTLS"),
	ASKS(STARTTLS, "STARTTLS"),
	SAYS(STARTTLS, OK, "220 2.0.0 Ready to start TLS"),
	{ .kind = EVENT_HELLO, .step = STEP_TLS, .number = 60, .ms = 60 },
	{ .kind = EVENT_SESSION, .step = STEP_TLS, .ms = 22 },
	HANGS_UP,
};

#define GOOD(array)                                                                            \
	{                                                                                      \
		TALK(array), .handshake = &sample_good_handshake                               \
	}
#define TALKS(basics, login)                                                                   \
	{                                                                                      \
		[QUESTION_BASICS] = GOOD(basics), [QUESTION_LOGIN] = { TALK(login) }           \
	}

const struct port sample_login_ports[SAMPLE_LOGIN_PORTS] = {
	{ .scheme = "smtp", .talks = TALKS(smtp_offers, smtp_accepts) },
	{ .scheme = "submission", .talks = TALKS(sample_smtp_basics, smtp_accepts) },
	{ .scheme = "submission",
	    .number = 2587,
	    .talks = TALKS(sample_smtp_basics, sample_smtp_login) },
	{ .scheme = "pop3", .talks = TALKS(pop3_offers, pop3_refuses) },
	{ .scheme = "imap", .talks = TALKS(imap_offers, imap_refuses) },
	{ .scheme = "sieve", .talks = TALKS(sieve_offers, sieve_throttles) },
	{ .scheme = "lmtp", .talks = { [QUESTION_BASICS] = GOOD(lmtp_offers) } },
};
