/* SPDX-License-Identifier: MIT */
#include "serve/demo.h"

#include "base/span.h"

#define SMTP_END "C: QUIT\nS: 221 2.0.0 Bye\nCLOSE\nC: *\nS: 502 5.5.2 Command not recognized\n"
#define POP3_END "C: QUIT\nS: +OK Bye\nCLOSE\nC: *\nS: -ERR Unknown command\n"
#define IMAP_END "C: p9 LOGOUT\nS: * BYE Logging out\nS: p9 OK Done\nCLOSE\n"

static const char healthy_smtp[] =
    "S: 220 mail.example.test ESMTP\n"
    "C: EHLO *\nS: 250-mail.example.test\nS: 250-SIZE 52428800\nS: 250 STARTTLS\n"
    "C: STARTTLS\nS: 220 2.0.0 Ready to start TLS\nTLS good drop\n"
    "C: AUTH *\nS: 503 5.5.1 Error: authentication not enabled\n" SMTP_END "SECURE\n"
    "C: EHLO *\nS: 250-mail.example.test\nS: 250 SIZE 52428800\n" SMTP_END;

static const char healthy_submissions[] =
    "TLS good\n"
    "SECURE\n"
    "S: 220 mail.example.test ESMTP\n"
    "C: EHLO *\nS: 250-mail.example.test\nS: 250 AUTH PLAIN SCRAM-SHA-256\n" SMTP_END;

static const char login_in_clear[] =
    "S: 220 mail.example.test ESMTP\n"
    "C: EHLO *\nS: 250-mail.example.test\nS: 250-STARTTLS\nS: 250 AUTH PLAIN LOGIN\n"
    "C: STARTTLS\nS: 220 2.0.0 Ready to start TLS\nTLS good\n"
    "C: AUTH PLAIN\nS: 334 \n"
    "C: \\*\nS: 501 5.7.0 Authentication aborted\n" SMTP_END "SECURE\n"
    "C: EHLO *\nS: 250-mail.example.test\nS: 250 AUTH PLAIN LOGIN\n" SMTP_END;

static const char stls_refused[] =
    "S: +OK mail.example.test ready <1896.697170952@mail.example.test>\n"
    "C: CAPA\nS: +OK\nS: USER\nS: STLS\nS: .\n"
    "C: STLS\nS: -ERR [SYS/TEMP] TLS not available due to a local problem\n"
    "C: AUTH *\nS: -ERR Unknown authentication mechanism\n"
    "C: USER *\nS: -ERR [AUTH] Plaintext authentication disallowed without TLS\n" POP3_END;

static const char expired[] = "TLS expired\n"
			      "SECURE\n"
			      "S: +OK mail.example.test ready\n"
			      "C: CAPA\nS: +OK\nS: USER\nS: SASL PLAIN\nS: .\n" POP3_END;

static const char closed_after_go_ahead[] =
    "S: * OK [CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED] mail.example.test ready\n"
    "C: p2 STARTTLS\nS: p2 OK Begin TLS negotiation now\nWAIT 5\nCLOSE\n"
    "C: p3 AUTHENTICATE *\nS: p3 NO [PRIVACYREQUIRED] Plaintext logins are disabled\n" IMAP_END;

static const char plaintext_on_implicit_port[] =
    "S: * OK mail.example.test ready\n"
    "C: p1 CAPABILITY\nS: * CAPABILITY IMAP4rev1 STARTTLS LOGINDISABLED\nS: p1 OK Done\n"
    "C: p2 STARTTLS\nS: p2 OK Begin TLS negotiation now\nTLS good\n"
    "C: p3 AUTHENTICATE *\nS: p3 NO [PRIVACYREQUIRED] Plaintext logins are disabled\n" IMAP_END
    "SECURE\n"
    "C: p3 CAPABILITY\nS: * CAPABILITY IMAP4rev1 AUTH=PLAIN\nS: p3 OK Done\n" IMAP_END;

/* clang-format off */
const struct demo_service demo_services[] = {
	{ "smtp", 10025, "healthy", healthy_smtp },
	{ "submissions", 10465, "healthy", healthy_submissions },
	{ "submission", 10587, "a login in clear text is accepted", login_in_clear },
	{ "pop3", 10110, "STLS is advertised and refused", stls_refused },
	{ "pop3s", 10995, "the certificate has expired", expired },
	{ "imap", 10143, "the go-ahead to STARTTLS, and then a hang-up", closed_after_go_ahead },
	{ "imaps", 10993, "plaintext where TLS should begin at once", plaintext_on_implicit_port },
};
/* clang-format on */
const size_t demo_services_count = COUNT_OF(demo_services);

/* As by a box that reads a hello with one look into its buffer: what post-quantum key exchange
 * makes of a hello, and what many suites and names make of it, is too large. Only the hello of
 * an old version passes, which looks as if it were the version that counts. */
const struct demo_service demo_starttls = {
	.scheme = "submission",
	.port = 10587,
	.about = "220 Ready to start TLS, and then it fails",
	.scene = "S: 220 mail.example.test ESMTP\n"
		 "C: EHLO *\nS: 250-mail.example.test\nS: 250-SIZE 52428800\nS: 250 STARTTLS\n"
		 "C: STARTTLS\nS: 220 2.0.0 Ready to start TLS\nIF longer 260\nCLOSE\nELSE\n"
		 "TLS good\n" SMTP_END "SECURE\n"
		 "C: EHLO *\nS: 250-mail.example.test\nS: 250 AUTH PLAIN\n" SMTP_END,
};
