/* SPDX-License-Identifier: MIT */
#include "rules/causes.h"

#include "support/printed.h"
#include "support/suite.h"

/* As clients printed them; host names and addresses are changed. */
/* clang-format off */
static const struct printed printed[] = {
	{ "nodemailer",
	  "Error: Error upgrading connection with STARTTLS: 454 4.7.0 TLS not available due to local problem",
	  "server-key-unusable-454", { NULL } },
	{ "curl",
	  "curl: (64) STARTTLS denied, code 454",
	  "server-key-unusable-454", { NULL } },
	{ "Postfix",
	  "posttls-finger: STARTTLS rejected: 454 4.7.0 TLS not available due to local problem",
	  "server-key-unusable-454", { NULL } },
	{ "Postfix, its log",
	  "warning: cannot get RSA private key from file \"/etc/ssl/private/mail.key\": disabling TLS support",
	  "server-key-unusable-454", { NULL } },
	{ "Java 17",
	  "javax.net.ssl.SSLHandshakeException: Remote host terminated the handshake\nCaused by: java.io.EOFException: SSL peer shut down incorrectly",
	  "close-after-220", { "tls-version-server-too-old", "tls13-intolerance", "large-clienthello-intolerance", "tls-inspection-firewall", "sni-rejected", "server-key-unusable-454" } },
	{ "Java 8",
	  "javax.net.ssl.SSLHandshakeException: Remote host closed connection during handshake",
	  "close-after-220", { "tls-version-server-too-old", "tls13-intolerance", "large-clienthello-intolerance", "tls-inspection-firewall", "sni-rejected", "server-key-unusable-454" } },
	{ "Python",
	  "ssl.SSLEOFError: [SSL: UNEXPECTED_EOF_WHILE_READING] EOF occurred in violation of protocol (_ssl.c:1000)",
	  "close-after-220", { "tls-version-server-too-old", "tls13-intolerance", "large-clienthello-intolerance", "tls-inspection-firewall", "sni-rejected", "server-key-unusable-454" } },
	{ "Python",
	  "ConnectionResetError: [Errno 104] Connection reset by peer",
	  "close-after-220", { "tls-version-server-too-old", "tls13-intolerance", "large-clienthello-intolerance", "tls-inspection-firewall", "sni-rejected", "server-key-unusable-454" } },
	{ "Node",
	  "Error: Client network socket disconnected before secure TLS connection was established\n  code: 'ECONNRESET'",
	  "close-after-220", { "tls-version-server-too-old", "tls13-intolerance", "large-clienthello-intolerance", "tls-inspection-firewall", "sni-rejected", "server-key-unusable-454" } },
	{ "Go",
	  "StartTLS: EOF",
	  "close-after-220", { "tls-version-server-too-old", "tls13-intolerance", "large-clienthello-intolerance", "tls-inspection-firewall", "sni-rejected", "server-key-unusable-454" } },
	{ "PHP",
	  "Warning: stream_socket_enable_crypto(): SSL: Connection reset by peer in class.smtp.php on line 343",
	  "close-after-220", { "tls-version-server-too-old", "tls13-intolerance", "large-clienthello-intolerance", "tls-inspection-firewall", "sni-rejected", "server-key-unusable-454" } },
	{ "curl",
	  "curl: (35) OpenSSL SSL_connect: SSL_ERROR_SYSCALL in connection to mail.example.org:587",
	  "close-after-220", { "tls-version-server-too-old", "tls13-intolerance", "large-clienthello-intolerance", "tls-inspection-firewall", "sni-rejected", "server-key-unusable-454" } },
	{ "GnuTLS",
	  "*** Fatal error: The TLS connection was non-properly terminated.",
	  "close-after-220", { "tls-version-server-too-old", "tls13-intolerance", "large-clienthello-intolerance", "tls-inspection-firewall", "sni-rejected", "server-key-unusable-454" } },
	{ "Postfix",
	  "SSL_connect error to mail.example.org[192.0.2.1]:25: lost connection\nCannot start TLS: handshake failure",
	  "close-after-220", { "tls-version-server-too-old", "tls13-intolerance", "large-clienthello-intolerance", "tls-inspection-firewall", "sni-rejected", "server-key-unusable-454" } },
	{ "Java, a server without a key",
	  "javax.net.ssl.SSLHandshakeException: no cipher suites in common",
	  "close-after-220", { NULL } },
	{ "JavaMail",
	  "220 Go ahead with TLS\njavax.mail.MessagingException: Could not convert socket to TLS;\n  nested exception is:\n	javax.net.ssl.SSLException: Unrecognized SSL message, plaintext connection?",
	  "plaintext-after-220", { "implicit-client-on-starttls-port" } },
	{ "curl",
	  "curl: (8) Weird server reply",
	  "pipelined-bytes-after-220", { NULL } },
	{ "Python",
	  "TimeoutError: _ssl.c:989: The handshake operation timed out",
	  "handshake-stall", { "pmtu-black-hole", "large-clienthello-intolerance" } },
	{ "nodemailer",
	  "Error: TLS handshake timed out",
	  "handshake-stall", { "pmtu-black-hole" } },
	{ "Postfix",
	  "SSL_connect error to mail.example.org[192.0.2.1]:25: Connection timed out",
	  "handshake-stall", { "pmtu-black-hole", "client-overreads-or-underreads-220" } },
	{ "Java 11",
	  "javax.net.ssl.SSLHandshakeException: The server selected TLS 1.2; A potential protocol version downgrade attack",
	  "tls-inspection-firewall", { NULL } },
	{ "JavaMail",
	  "Received fatal alert: internal_error",
	  "tls13-intolerance", { "sni-rejected" } },
	{ "OpenSSL",
	  "error:0A00041A:SSL routines::tlsv1 alert decode error",
	  "crlf-fixer-in-front", { NULL } },
};
/* clang-format on */

START_TEST(what_clients_print_leads_to_its_cause)
{
	check_printed(&printed[_i]);
}
END_TEST

START_TEST(each_cause_that_makes_clients_print_is_among_them)
{
	check_printed_topic(causes_at_starttls, printed, COUNT_OF(printed));
}
END_TEST

Suite *
suite(void)
{
	Suite *suite = suite_create("causes_starttls");
	TCase *tcase = tcase_create("printed");

	tcase_add_loop_test(tcase, what_clients_print_leads_to_its_cause, 0, COUNT_OF(printed));
	tcase_add_test(tcase, each_cause_that_makes_clients_print_is_among_them);
	suite_add_tcase(suite, tcase);
	return suite;
}
