/* SPDX-License-Identifier: MIT */
/* A host on whose ports everything goes wrong that can, each in its own way. */
#include "support/samples.h"

/* How far a connection gets before it fails. */
#define GREETS                                                                                 \
	CONNECTS, SAYS(GREETING, OK, "220 mail.example.test ESMTP"),                           \
	    ASKS(CAPABILITY, "EHLO probe.example.test")
#define LISTS                                                                                  \
	GREETS, SAYS(CAPABILITY, PART, "250-mail.example.test"),                               \
	    SAYS(CAPABILITY, OK, "250 STARTTLS"), ASKS(STARTTLS, "STARTTLS")
#define GOES_AHEAD LISTS, SAYS(STARTTLS, OK, "220 2.0.0 Ready to start TLS")
#define HELLO                                                                                  \
	GOES_AHEAD,                                                                            \
	{                                                                                      \
		.kind = EVENT_HELLO, .step = STEP_TLS, .number = 60, .ms = 60                  \
	}
#define INSIDE                                                                                 \
	HELLO, { .kind = EVENT_SESSION, .step = STEP_TLS, .ms = 22 },                          \
	    ASKS_INSIDE(CAPABILITY_AGAIN, "EHLO probe.example.test")

/* TCP. */
static const struct line refuses_tcp[] = { HAPPENS(REFUSED, CONNECT) };
static const struct line is_unreachable[] = {
	{ .kind = EVENT_UNREACHABLE, .step = STEP_CONNECT, .text = "network is unreachable" },
};
static const struct line is_filtered[] = {
	{ .kind = EVENT_TIMEOUT, .step = STEP_CONNECT, .number = 10000, .ms = 10000 },
};
static const struct line cannot_try[] = {
	{ .kind = EVENT_LOCAL, .step = STEP_CONNECT, .text = "too many open files" },
};

/* The greeting. */
static const struct line is_silent[] = {
	CONNECTS,
	{ .kind = EVENT_LATE, .step = STEP_GREETING, .ms = 10000 },
	{ .kind = EVENT_TIMEOUT, .step = STEP_GREETING, .number = 45000, .ms = 35000 },
};
static const struct line stalls[] = {
	CONNECTS,
	{ .kind = EVENT_UNFINISHED, .step = STEP_GREETING, .text = "220-mail.ex" },
	{ .kind = EVENT_TIMEOUT, .step = STEP_GREETING, .number = 45000, .ms = 45000 },
};
static const struct line closes[] = { CONNECTS, HAPPENS(EOF, GREETING) };
static const struct line resets[] = { CONNECTS, HAPPENS(RESET, GREETING) };
static const struct line refuses[] = {
	CONNECTS,
	SAYS(GREETING, PART, "554-mail.example.test"),
	SAYS(
	    GREETING, PART, "554-Your access to this mail system has been rejected due to the"),
	SAYS(GREETING, REFUSED, "554 sending MTA's poor reputation."),
	ASKS(QUIT, "QUIT"),
	HAPPENS(EOF, QUIT),
};
static const struct line says_goodbye[] = {
	CONNECTS,
	SAYS(GREETING, GOODBYE, "421 4.7.0 mail.example.test Error: too many connections"),
	HANGS_UP,
};
static const struct line is_garbled[] = {
	CONNECTS,
	SAYS(GREETING, GARBLED, "Welcome to the printer."),
	HANGS_UP,
};
static const struct line is_ssh[] = { CONNECTS, SAYS(GREETING, GARBLED, "SSH-2.0-OpenSSH_9.2"),
	HANGS_UP };
static const struct line is_http[] = { CONNECTS,
	SAYS(GREETING, GARBLED, "HTTP/1.1 400 Bad Request"), HANGS_UP };
static const struct line is_tls[] = {
	CONNECTS,
	{ .kind = EVENT_UNFINISHED,
	    .step = STEP_GREETING,
	    .text = "\x15\x03\x01\x00\x02\x02\x46",
	    .len = 7 },
	HAPPENS(EOF, GREETING),
};
static const struct line is_logged_in[] = {
	CONNECTS,
	SAYS(GREETING, PREAUTH, "* PREAUTH [CAPABILITY IMAP4rev1] Logged in as root"),
	HANGS_UP,
};

/* The list of capabilities. */
static const struct line refuses_list[] = {
	GREETS,
	SAYS(CAPABILITY, REFUSED, "501 5.5.4 Syntax: EHLO hostname"),
	ASKS(HELO, "HELO probe.example.test"),
	SAYS(HELO, REFUSED, "501 5.5.4 Syntax: HELO hostname"),
	HANGS_UP,
};
static const struct line closes_on_list[] = { GREETS, HAPPENS(EOF, CAPABILITY) };
static const struct line says_too_much[] = {
	GREETS,
	SAYS(CAPABILITY, PART, "250-mail.example.test"),
	{ .kind = EVENT_OVERFLOW, .step = STEP_CAPABILITY, .text = "too many lines" },
};
static const struct line is_too_slow[] = {
	GREETS,
	SAYS(CAPABILITY, PART, "250-mail.example.test"),
	{ .kind = EVENT_DEADLINE, .step = STEP_CAPABILITY, .number = 105000, .ms = 104000 },
};

/* STARTTLS. */
static const struct line does_not_offer[] = {
	GREETS,
	SAYS(CAPABILITY, PART, "250-mail.example.test"),
	SAYS(CAPABILITY, OK, "250 SIZE 10240000"),
	ASKS(STARTTLS, "STARTTLS"),
	SAYS(STARTTLS, REFUSED, "502 5.5.1 Error: command not implemented"),
	HANGS_UP,
};
static const struct line is_masked[] = {
	GREETS,
	SAYS(CAPABILITY, PART, "250-mail.example.test"),
	SAYS(CAPABILITY, OK, "250 XXXXXXXA"),
	ASKS(STARTTLS, "STARTTLS"),
	SAYS(STARTTLS, REFUSED, "500 5.5.1 Command unrecognized: \"XXXXXXXX\""),
	HANGS_UP,
};
static const struct line refuses_starttls[] = {
	LISTS,
	SAYS(STARTTLS, REFUSED, "454 4.7.0 TLS not available due to local problem"),
	HANGS_UP,
};
static const struct line garbles_starttls[] = { LISTS,
	SAYS(STARTTLS, GARBLED, "ready when you are"), HANGS_UP };
static const struct line closes_on_starttls[] = { LISTS, HAPPENS(EOF, STARTTLS) };
static const struct line closes_early[] = {
	GOES_AHEAD,
	{ .kind = EVENT_EOF, .step = STEP_TLS, .ms = 20 },
};
static const struct line resets_early[] = {
	GOES_AHEAD,
	{ .kind = EVENT_RESET, .step = STEP_TLS, .ms = 20 },
};

/* The handshake. */
static const struct line closes_on_hello[] = { HELLO, HAPPENS(EOF, TLS) };
static const struct line ignores_hello[] = {
	HELLO,
	{ .kind = EVENT_TIMEOUT, .step = STEP_TLS, .number = 10000, .ms = 10000 },
};
static const struct line stalls_in_flight[] = {
	HELLO,
	{ .kind = EVENT_TIMEOUT,
	    .step = STEP_TLS,
	    .number = 10000,
	    .ms = 10000,
	    .text = "part" },
};
static const struct line answers_in_plaintext[] = {
	HELLO,
	{ .kind = EVENT_NOT_TLS, .step = STEP_TLS, .text = "454 TLS not available" },
	{ .kind = EVENT_HUNG_UP, .step = STEP_TLS },
};
static const struct line alerts[] = {
	HELLO,
	{ .kind = EVENT_ALERT_IN, .step = STEP_TLS, .number = 40 },
};
static const struct line is_alerted[] = {
	HELLO,
	{ .kind = EVENT_ALERT_OUT,
	    .step = STEP_TLS,
	    .number = 70,
	    .text = "A packet with illegal or unsupported version was received." },
};
static const struct line breaks_tls[] = {
	HELLO,
	{ .kind = EVENT_TLS_FAILED,
	    .step = STEP_TLS,
	    .text = "An unexpected TLS packet was received." },
};
static const struct line is_plaintext[] = {
	CONNECTS,
	HAPPENS(HELLO, TLS),
	{ .kind = EVENT_NOT_TLS,
	    .step = STEP_TLS,
	    .text = "* OK [CAPABILITY IMAP4rev1 STARTTLS] ready\r\n" },
	{ .kind = EVENT_HUNG_UP, .step = STEP_TLS },
};
static const struct line is_imap[] = {
	CONNECTS,
	SAYS(GREETING, CAPABLE, "* OK [CAPABILITY IMAP4rev1 STARTTLS] ready"),
	ASKS(STARTTLS, "p2 STARTTLS"),
	SAYS(STARTTLS, REFUSED, "p2 NO TLS is broken"),
	HANGS_UP,
};
static const struct line is_moot[] = {
	CONNECTS,
	{ .kind = EVENT_LATE, .step = STEP_GREETING, .ms = 10000 },
	{ .kind = EVENT_HUNG_UP, .step = STEP_GREETING },
};

/* Inside TLS. */
static const struct line wants_certificate[] = {
	HELLO,
	HAPPENS(CERTIFICATE_REQUEST, TLS),
	{ .kind = EVENT_SESSION, .step = STEP_TLS, .ms = 22 },
	ASKS_INSIDE(CAPABILITY_AGAIN, "EHLO probe.example.test"),
	{ .kind = EVENT_ALERT_IN,
	    .step = STEP_CAPABILITY_AGAIN,
	    .number = 116,
	    .is_secure = true },
};
static const struct line refuses_inside[] = {
	INSIDE,
	SAYS_INSIDE(CAPABILITY_AGAIN, REFUSED, "530 5.7.0 Must issue a STARTTLS command first"),
	HANGS_UP,
};
static const struct line closes_inside[] = {
	INSIDE,
	{ .kind = EVENT_EOF, .step = STEP_CAPABILITY_AGAIN, .is_secure = true },
};
static const struct line is_silent_inside[] = {
	INSIDE,
	{ .kind = EVENT_TIMEOUT,
	    .step = STEP_CAPABILITY_AGAIN,
	    .is_secure = true,
	    .number = 10000,
	    .ms = 10000 },
};

static const struct line is_implicit[] = {
	CONNECTS,
	HAPPENS(HELLO, TLS),
	{ .kind = EVENT_SESSION, .step = STEP_TLS, .ms = 22 },
	SAYS_INSIDE(GREETING, OK, "220 mail.example.test ESMTP"),
	ASKS_INSIDE(CAPABILITY, "EHLO probe.example.test"),
	SAYS_INSIDE(CAPABILITY, OK, "250 mail.example.test"),
	HANGS_UP,
};

#define FAILS(port, array)                                                                     \
	{                                                                                      \
		.scheme = "smtp", .number = port, .is_asked_for = true, .talks = {             \
			[QUESTION_BASICS] = { TALK(array),                                     \
			    .handshake = &sample_good_handshake }                              \
		}                                                                              \
	}

const struct port sample_failing_ports[SAMPLE_FAILING_PORTS] = {
	FAILS(2501, refuses_tcp),
	FAILS(2502, is_unreachable),
	FAILS(2503, is_filtered),
	FAILS(2504, cannot_try),
	FAILS(2505, is_silent),
	FAILS(2506, stalls),
	FAILS(2507, closes),
	FAILS(2508, resets),
	FAILS(2509, refuses),
	FAILS(2510, says_goodbye),
	FAILS(2511, is_garbled),
	FAILS(2512, is_ssh),
	FAILS(2513, is_http),
	FAILS(2514, is_tls),
	FAILS(2515, refuses_list),
	FAILS(2516, closes_on_list),
	FAILS(2517, says_too_much),
	FAILS(2518, is_too_slow),
	FAILS(2519, does_not_offer),
	FAILS(2520, is_masked),
	FAILS(2521, refuses_starttls),
	FAILS(2522, garbles_starttls),
	FAILS(2523, closes_on_starttls),
	FAILS(2524, closes_early),
	FAILS(2525, resets_early),
	FAILS(2526, closes_on_hello),
	FAILS(2527, ignores_hello),
	FAILS(2528, stalls_in_flight),
	FAILS(2529, answers_in_plaintext),
	FAILS(2530, alerts),
	FAILS(2531, is_alerted),
	FAILS(2532, breaks_tls),
	FAILS(2533, wants_certificate),
	FAILS(2534, refuses_inside),
	FAILS(2535, closes_inside),
	FAILS(2536, is_silent_inside),
	{ .scheme = "smtp",
	    .number = 2537,
	    .is_asked_for = true,
	    .talks = { [QUESTION_BASICS] = { TALK(is_moot) },
		[QUESTION_OTHER_MODE] = { TALK(is_implicit),
		    .handshake = &sample_good_handshake, .is_other_mode = true } } },
	{ .scheme = "imap",
	    .number = 1143,
	    .is_asked_for = true,
	    .talks = { [QUESTION_BASICS] = { TALK(is_logged_in) } } },
	{ .scheme = "imaps",
	    .number = 1993,
	    .is_asked_for = true,
	    .talks = { [QUESTION_BASICS] = { TALK(is_plaintext) },
		[QUESTION_OTHER_MODE] = { TALK(is_imap), .is_other_mode = true } } },
};
