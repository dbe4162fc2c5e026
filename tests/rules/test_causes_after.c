/* SPDX-License-Identifier: MIT */
#include "rules/causes.h"

#include "support/printed.h"
#include "support/suite.h"

/* As clients printed them; host names and addresses are changed. */
/* clang-format off */
static const struct printed printed[] = {
	{ "Exchange",
	  "503 5.5.2 Send hello first [XX1XX01CA0012.outlook.com]",
	  "ehlo-not-reissued", { NULL } },
	{ "Postfix",
	  "503 5.5.1 Error: send HELO/EHLO first",
	  "ehlo-not-reissued", { NULL } },
	{ "Python",
	  "smtplib.SMTPNotSupportedError: SMTP AUTH extension not supported by server.",
	  "auth-not-offered-after-tls", { NULL } },
	{ "Exchange Online",
	  "535 5.7.139 Authentication unsuccessful, basic authentication is disabled. [XX1XX01CA0012]",
	  "auth-not-offered-after-tls", { NULL } },
	{ "Postfix",
	  "503 5.5.1 Error: authentication not enabled",
	  "auth-not-offered-after-tls", { NULL } },
	{ "Dovecot",
	  "NO [PRIVACYREQUIRED] Plaintext authentication disallowed on non-secure (SSL/TLS) connections.",
	  "imap-login-disabled-before-tls", { NULL } },
	{ "node-imap",
	  "Error: Logging in is disabled on this server",
	  "imap-login-disabled-before-tls", { NULL } },
	{ "go-smtp",
	  "550 5.7.1 TLS conversation required",
	  "session-state-not-reset", { NULL } },
	{ "Go",
	  "StartTLS: 220 mail.example.org ESMTP again",
	  "banner-repeated-inside-tls", { NULL } },
	{ "Python",
	  "smtplib.SMTPServerDisconnected: Connection unexpectedly closed",
	  "client-cert-required", { "close-after-handshake" } },
	{ "Postfix",
	  "lost connection with mail.example.org[192.0.2.1] while sending EHLO",
	  "client-cert-required", { "close-after-handshake" } },
	{ "swaks",
	  "=== TLS started with cipher TLSv1.3\n*** Remote host closed connection unexpectedly.",
	  "client-cert-required", { "close-after-handshake" } },
	{ "Roundcube",
	  "STARTTLS failed (code: 220, response: 2.0.0 Ready to start TLS)",
	  "client-swallows-tls-error", { "tls-version-client-too-old", "close-after-220", "cert-untrusted-self-signed" } },
	{ "PHPMailer",
	  "SMTP Error: Could not connect to SMTP host. SMTP connect() failed. https://github.com/PHPMailer/PHPMailer/wiki/Troubleshooting",
	  "client-swallows-tls-error", { NULL } },
	{ "MailKit",
	  "MailKit.Security.SslHandshakeException: An error occurred while attempting to establish an SSL or TLS connection.",
	  "client-swallows-tls-error", { "cert-untrusted-self-signed" } },
	{ "Postfix",
	  "Cannot start TLS: handshake failure",
	  "client-swallows-tls-error", { "client-sends-unwanted-cert" } },
};
/* clang-format on */

START_TEST(what_clients_print_leads_to_its_cause)
{
	check_printed(&printed[_i]);
}
END_TEST

START_TEST(each_cause_that_makes_clients_print_is_among_them)
{
	check_printed_topic(causes_after_the_handshake, printed, COUNT_OF(printed));
}
END_TEST

Suite *
suite(void)
{
	Suite *suite = suite_create("causes_after");
	TCase *tcase = tcase_create("printed");

	tcase_add_loop_test(tcase, what_clients_print_leads_to_its_cause, 0, COUNT_OF(printed));
	tcase_add_test(tcase, each_cause_that_makes_clients_print_is_among_them);
	suite_add_tcase(suite, tcase);
	return suite;
}
