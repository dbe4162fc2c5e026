/* SPDX-License-Identifier: MIT */
/* What goes wrong although TLS is there, and who reports it as something else. */
#include "rules/sayings.h"

static const struct cause no_second_ehlo = {
	.id = "ehlo-not-reissued",
	.title = "the client does not say EHLO again inside TLS",
	.sides = SIDE_CLIENT,
	.frequency = FREQUENCY_AT_TIMES,
	.vantage = VANTAGE_OUTSIDE,
	.what = "With TLS the session begins anew, and what EHLO said before is forgotten (RFC "
		"3207). Strict servers refuse the next command; others list AUTH only inside.",
	.seen = "TLS is there, the first command inside is AUTH or MAIL, and the reply is 503.",
	.separate = "Send MAIL inside TLS with EHLO and without it: a server that refuses only "
		    "the latter is right, and the client must say EHLO.",
	.client_fix =
	    "Say EHLO again right after the handshake, and forget the list from before.",
	.prints = PRINTS({ PRINTER_SERVER, "Send hello first" },
	    { PRINTER_SERVER, "Error: send HELO/EHLO first" },
	    { PRINTER_SERVER, "send HELO/EHLO first" }, { PRINTER_SERVER, "503 * EHLO first" },
	    { PRINTER_SERVER, "Polite people say HELO first" },
	    { PRINTER_ANY, "server does not support authentication" }),
};

static const struct cause no_auth = {
	.id = "auth-not-offered-after-tls",
	.title = "the server offers no login inside TLS, or none that the client knows",
	.sides = SIDE_SERVER | SIDE_CLIENT,
	.frequency = FREQUENCY_AT_TIMES,
	.vantage = VANTAGE_OUTSIDE,
	.what = "It is port 25, the service that checks passwords is down, a proxy does not "
		"pass AUTH on, or passwords are no longer taken and a token is wanted.",
	.seen = "The list inside TLS has no AUTH line, or none with the client's mechanism.",
	.separate = "Compare the AUTH lines before TLS and inside it, and on 587 and 465: if "
		    "one port has it, the client uses the wrong one; if it stands only inside, "
		    "see ehlo-not-reissued.",
	.server_fix =
	    "Switch logins on where users send, on 587 and 465, and list them inside TLS.",
	.client_fix = "Use port 587 or 465, and a mechanism of the list; XOAUTH2 where "
		      "passwords are no longer taken.",
	.settings = &settings_login_inside,
	.findings = FINDINGS("auth-none-after-tls"),
	.prints = PRINTS({ PRINTER_PYTHON, "SMTP AUTH extension not supported by server" },
	    { PRINTER_SERVER, "AUTH command used when not advertised" },
	    { PRINTER_SERVER, "authentication not enabled" },
	    { PRINTER_SERVER, "authentication is not permitted" },
	    { PRINTER_SERVER, "basic authentication is disabled" },
	    { PRINTER_SERVER, "504 * Unrecognized authentication type" },
	    { PRINTER_PYTHON, "No suitable authentication method found" },
	    { PRINTER_GO, "smtp: server doesn't support AUTH" },
	    { PRINTER_ANY, "server does not support authentication" }),
};

static const struct cause login_disabled = {
	.id = "imap-login-disabled-before-tls",
	.title = "the client logs in before TLS, which the server forbids",
	.sides = SIDE_CLIENT,
	.frequency = FREQUENCY_AT_TIMES,
	.vantage = VANTAGE_OUTSIDE,
	.what = "On 143 and 110 a good server takes no password in clear text. The client has "
		"STARTTLS switched off, or does not read the list again inside TLS.",
	.seen = "LOGINDISABLED in the list before TLS, and not inside.",
	.separate = "Compare the two lists: if LOGINDISABLED stays inside TLS the server is at "
		    "fault, otherwise the client.",
	.client_fix = "Begin TLS first (STARTTLS, or STLS for POP3), then read the "
		      "capabilities again and log in; or use 993 or 995.",
	.findings = FINDINGS("imap-logindisabled-missing"),
	.prints =
	    PRINTS({ PRINTER_SERVER, "LOGINDISABLED" }, { PRINTER_SERVER, "PRIVACYREQUIRED" },
		{ PRINTER_SERVER, "Plaintext authentication disallowed" },
		{ PRINTER_NODE, "Logging in is disabled on this server" },
		{ PRINTER_SERVER, "cleartext logins disallowed" }),
};

static const struct cause state_kept = {
	.id = "session-state-not-reset",
	.title = "the server does not notice that the session is inside TLS now",
	.sides = SIDE_SERVER,
	.frequency = FREQUENCY_SELDOM,
	.vantage = VANTAGE_OUTSIDE,
	.what = "It keeps what it knew before the handshake and goes on demanding TLS, or "
		"still lists STARTTLS.",
	.seen = "Inside TLS the reply is 550 or 530 with the demand for TLS.",
	.separate =
	    "Say EHLO inside TLS: a list that still has STARTTLS, or a demand for TLS there, "
	    "is this; the same demand in clear text is starttls-not-sent-by-client.",
	.server_fix = "Begin the session anew when TLS is there (RFC 3207, section 4.2); "
		      "update the server.",
	.findings = FINDINGS("starttls-state-not-reset", "starttls-still-offered"),
	.prints = PRINTS({ PRINTER_SERVER, "TLS conversation required" }),
};

static const struct cause second_greeting = {
	.id = "banner-repeated-inside-tls",
	.title = "the server greets a second time inside TLS",
	.sides = SIDE_SERVER,
	.frequency = FREQUENCY_UNCERTAIN,
	.vantage = VANTAGE_OUTSIDE,
	.what = "Nobody asked for it, so the client takes the greeting for the reply to its "
		"EHLO, and each reply for that to the command before.",
	.seen = "After the handshake, before the client says anything, a line of 220.",
	.separate = "After the handshake wait a second and send nothing: a line that comes "
		    "then is this.",
	.server_fix = "Send nothing inside TLS before the client speaks.",
	.findings = FINDINGS("starttls-extra-plaintext"),
	.prints = PRINTS({ PRINTER_GO, "StartTLS: 220" }),
};

static const struct cause closed_inside = {
	.id = "close-after-handshake",
	.title = "the handshake succeeds and the server hangs up",
	.sides = SIDE_SERVER,
	.frequency = FREQUENCY_UNCERTAIN,
	.vantage = VANTAGE_OUTSIDE,
	.what = "Most often the server wants a certificate of the client and says so only now "
		"(TLS 1.3); else what serves the session has crashed.",
	.seen =
	    "Finished on both sides, then the end of the connection, perhaps with alert 116.",
	.separate = "Repeat with TLS 1.2 alone: if the handshake itself fails then, it is "
		    "client-cert-required.",
	.server_fix = "Look at the log for that second; do not demand certificates of clients.",
	.client_fix = "Show an alert that comes after the handshake.",
	.settings = &settings_no_client_certificate,
	.findings = FINDINGS("tls-client-cert"),
	.shares = SAYINGS(&saying_closed_after),
};

static const struct cause swallowed = {
	.id = "client-swallows-tls-error",
	.title = "the client hides the error of its TLS library",
	.sides = SIDE_CLIENT,
	.frequency = FREQUENCY_AT_TIMES,
	.vantage = VANTAGE_CLIENT,
	.what =
	    "It prints the last good reply (\"220 Ready to start TLS\") or a sentence of its "
	    "own as if that were the error. The real cause is another one of this list.",
	.seen = "Nothing from outside; a probe finds the real cause.",
	.separate = "Run the client with all the debugging output that its TLS library has, "
		    "and mailsonde against the same port: one of them names the cause.",
	.client_fix =
	    "For its developers: print the errors of the TLS library, not the last reply.",
	.command = "openssl s_client -starttls smtp -connect HOST:PORT -verify_return_error "
		   "-brief </dev/null",
	.shares = SAYINGS(&saying_opaque),
};

const struct cause *const causes_after_the_handshake[] = {
	&no_second_ehlo,
	&no_auth,
	&login_disabled,
	&state_kept,
	&second_greeting,
	&closed_inside,
	&swallowed,
	NULL,
};
