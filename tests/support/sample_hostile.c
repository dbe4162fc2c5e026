/* SPDX-License-Identifier: MIT */
/* A server that says whatever could harm a terminal, a browser or a reader. */
#include "support/samples.h"

#define TEN(text) text text text text text text text text text text
#define LONG TEN(TEN("no end of words ")) TEN(TEN("x"))
#define UNBROKEN TEN(TEN(TEN("<b>")))

/* A literal with NUL in it. */
#define BYTES(literal) .text = literal, .len = sizeof(literal) - 1
#define RAW(at, means, literal)                                                                \
	{                                                                                      \
		.kind = EVENT_RECEIVED, .step = STEP_##at, .reply = REPLY_##means,             \
		.text = literal, .len = sizeof(literal) - 1                                    \
	}

static const struct line fools_terminals[] = {
	CONNECTS,
	RAW(GREETING, PART, "220-\x1b[2J\x1b]0;owned\a\0 and more\x7f"),
	SAYS(GREETING, OK,
	    "220 \xe2\x80\xaetset.elpmaxe.liam\xe2\x80\xac\xc2\x9b"
	    "31m"),
	ASKS(CAPABILITY, "EHLO probe.example.test"),
	SAYS(CAPABILITY, PART, "250-\rmail.example.test\r  25  smtp  ok"),
	SAYS(CAPABILITY, PART, "250-<script>alert('capability')</script>"),
	RAW(CAPABILITY, PART, "250-X\0Y \xff\xfe\xc0\xaf"),
	SAYS(CAPABILITY, OK, "250 STARTTLS"),
	ASKS(STARTTLS, "STARTTLS"),
	SAYS(STARTTLS, PART, "454-<img src=x onerror=alert(1)> & \"quotes\" 'too'"),
	RAW(STARTTLS, PART, "454-\b\b\b\b\0\t\v\f"),
	SAYS(STARTTLS, PART, "454-three"),
	SAYS(STARTTLS, PART, "454-four"),
	SAYS(STARTTLS, PART, "454-five"),
	SAYS(STARTTLS, PART, "454-six"),
	SAYS(STARTTLS, PART, "454-\xe2\x80\xa8seven"),
	SAYS(STARTTLS, REFUSED, "454 eight \\x1b is not an escape"),
	HANGS_UP,
};

static const struct line never_ends[] = {
	CONNECTS,
	SAYS(GREETING, REFUSED, "554 " LONG),
	ASKS(QUIT, "QUIT"),
	SAYS(QUIT, OK, "221 " UNBROKEN),
	HANGS_UP,
};

static const struct line smuggles[] = {
	CONNECTS,
	SAYS(GREETING, OK, "+OK \xf0\x9f\x93\xa7 <1.2@\x1b>"),
	ASKS(CAPABILITY, "CAPA"),
	SAYS(CAPABILITY, PART, "+OK"),
	SAYS(CAPABILITY, PART, "STLS"),
	SAYS(CAPABILITY, PART, "SASL PLAIN \x1b[31mEVIL <b>BOLD</b> " UNBROKEN),
	SAYS(CAPABILITY, OK, "."),
	ASKS(STARTTLS, "STLS"),
	SAYS(STARTTLS, OK, "+OK\x1b[1A"),
	{ .kind = EVENT_EARLY, .step = STEP_TLS, BYTES("+OK injected\r\n\0\x1b[31m" UNBROKEN) },
	{ .kind = EVENT_HELLO, .step = STEP_TLS, .number = 60, .ms = 60 },
	{ .kind = EVENT_NOT_TLS,
	    .step = STEP_TLS,
	    BYTES("\x1b]8;;http://evil.example\x1b\\-ERR\0\r\n") },
	HANGS_UP,
};

static const struct line asks_for_passwords[] = {
	CONNECTS,
	SAYS(GREETING, OK, "+OK"),
	ASKS(LOGIN, "AUTH PLAIN"),
	SAYS(LOGIN, CONTINUE, "+ \x1b[8mtype your password\x1b[0m\xe2\x81\xa6"),
	HANGS_UP,
};

static const struct line is_noise[] = {
	CONNECTS,
	RAW(GREETING, GARBLED,
	    "\x80\x81\xfe\xff\0\x01\x02\x03\x04\x05\x06\x07\x08\x0b\x0c\x0e\x0f"),
	HANGS_UP,
};

static const struct line forges[] = {
	CONNECTS,
	HAPPENS(HELLO, TLS),
	{ .kind = EVENT_SESSION, .step = STEP_TLS, .ms = 22 },
	SAYS_INSIDE(GREETING, OK, "* OK \"}]}\\u001b </pre><h1>"),
	{ .kind = EVENT_TLS_FAILED,
	    .step = STEP_CAPABILITY,
	    .text = "A TLS record with \x1b[5mwords\xe2\x80\xae of its own",
	    .is_secure = true },
};

static const struct handshake hostile = {
	.version = "TLS 1.3",
	.suite = "TLS_AES_128_GCM_SHA256",
	.group = "X25519",
	.signature = "ECDSA-SECP256R1-SHA256",
	.trust = TRUST_NOT_ANCHORED,
	.certificates = { "hostile" },
};

const struct port sample_hostile_ports[SAMPLE_HOSTILE_PORTS] = {
	{ .scheme = "smtp", .talks = { [QUESTION_BASICS] = { TALK(fools_terminals) } } },
	{ .scheme = "submission", .talks = { [QUESTION_BASICS] = { TALK(never_ends) } } },
	{ .scheme = "pop3",
	    .talks = { [QUESTION_BASICS] = { TALK(smuggles) },
		[QUESTION_LOGIN] = { TALK(asks_for_passwords) } } },
	{ .scheme = "imap", .talks = { [QUESTION_BASICS] = { TALK(is_noise) } } },
	{ .scheme = "imaps",
	    .talks = { [QUESTION_BASICS] = { TALK(forges), .handshake = &hostile } } },
};
