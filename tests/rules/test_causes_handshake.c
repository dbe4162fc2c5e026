/* SPDX-License-Identifier: MIT */
#include "rules/causes.h"

#include "support/printed.h"
#include "support/suite.h"

/* As clients printed them; host names and addresses are changed. */
/* clang-format off */
static const struct printed printed[] = {
	{ "Java",
	  "javax.net.ssl.SSLHandshakeException: No appropriate protocol (protocol is disabled or cipher suites are inappropriate)",
	  "tls-version-client-too-old", { NULL } },
	{ "Java",
	  "javax.net.ssl.SSLHandshakeException: Received fatal alert: protocol_version",
	  "tls-version-client-too-old", { "tls-version-server-too-old" } },
	{ "Python",
	  "ssl.SSLError: [SSL: TLSV1_ALERT_PROTOCOL_VERSION] tlsv1 alert protocol version (_ssl.c:1000)",
	  "tls-version-client-too-old", { "tls-version-server-too-old" } },
	{ "Postfix, its log",
	  "SSL_accept error from unknown[192.0.2.7]: -1\nwarning: TLS library problem: error:0A000102:SSL routines:tls_early_post_process_client_hello:unsupported protocol:../ssl/statem/statem_srvr.c:1700:",
	  "tls-version-client-too-old", { NULL } },
	{ "LibreSSL, a log",
	  "error:1402610B:SSL routines:ACCEPT_SR_CLNT_HELLO:wrong version number:ssl_srvr.c:960:",
	  "tls-version-client-too-old", { NULL } },
	{ "Outlook",
	  "Your server has unexpectedly terminated the connection. Error Number: 0x800CCC1A",
	  "tls-version-client-too-old", { NULL } },
	{ "Python",
	  "ssl.SSLError: [SSL: UNSUPPORTED_PROTOCOL] unsupported protocol (_ssl.c:1000)",
	  "tls-version-server-too-old", { NULL } },
	{ "Go",
	  "remote error: tls: protocol version not supported",
	  "tls-version-client-too-old", { "tls-version-server-too-old" } },
	{ "a log",
	  "warning: TLS library problem: error:1417A0C1:SSL routines:tls_post_process_client_hello:no shared cipher:../ssl/statem/statem_srvr.c:2283:",
	  "no-shared-cipher", { "ec-only-cert" } },
	{ "OpenSSL",
	  "error:0A000410:SSL routines::sslv3 alert handshake failure:../ssl/record/rec_layer_s3.c:1584:SSL alert number 40",
	  "no-shared-cipher", { "ec-only-cert", "client-cert-required", "dh-params-too-small" } },
	{ "Go",
	  "remote error: tls: handshake failure",
	  "no-shared-cipher", { "ec-only-cert", "client-cert-required" } },
	{ "Java",
	  "javax.net.ssl.SSLHandshakeException: Received fatal alert: handshake_failure",
	  "no-shared-cipher", { "ec-only-cert", "client-cert-required" } },
	{ "GnuTLS",
	  "*** Fatal error: A TLS fatal alert has been received.\n*** Received alert [40]: Handshake failed",
	  "no-shared-cipher", { "ec-only-cert" } },
	{ "Python",
	  "ssl.SSLError: [SSL: DH_KEY_TOO_SMALL] dh key too small (_ssl.c:1000)",
	  "dh-params-too-small", { NULL } },
	{ "OpenSSL 1.0",
	  "error:14082174:SSL routines:SSL3_CHECK_CERT_AND_ALGORITHM:dh key too small:s3_clnt.c:3331:",
	  "dh-params-too-small", { NULL } },
	{ "JRuby",
	  "RSA ServerKeyExchange does not comply to algorithm constraints",
	  "dh-params-too-small", { NULL } },
	{ "OpenSSL 3",
	  "error:0A00042F:SSL routines::legacy sigalg disallowed or unsupported:../ssl/t1_lib.c:1300:",
	  "legacy-sigalg", { NULL } },
	{ "Node",
	  "Error: Hostname/IP does not match certificate's altnames: Host: mail.example.org. is not in the cert's altnames: DNS:*.hoster.example",
	  "cert-hostname-mismatch", { "sni-needed-for-right-cert" } },
	{ "an IMAP server",
	  "* OK No SNI provided; please fix your client.",
	  "sni-needed-for-right-cert", { NULL } },
	{ "Python",
	  "ssl.SSLError: [SSL: TLSV1_UNRECOGNIZED_NAME] tlsv1 unrecognized name (_ssl.c:1000)",
	  "sni-rejected", { NULL } },
	{ "Go",
	  "remote error: tls: unrecognized name",
	  "sni-rejected", { NULL } },
	{ "Python",
	  "ssl.SSLError: [SSL: TLSV1_ALERT_NO_APPLICATION_PROTOCOL] tlsv1 alert no application protocol (_ssl.c:1000)",
	  "alpn-rejected", { NULL } },
	{ "Go",
	  "remote error: tls: no application protocol",
	  "alpn-rejected", { NULL } },
	{ "Python",
	  "smtplib.SMTPServerDisconnected: Server not connected: [SSL: TLSV13_ALERT_CERTIFICATE_REQUIRED] tlsv13 alert certificate required (_ssl.c:2580)",
	  "client-cert-required", { NULL } },
	{ "Go",
	  "remote error: tls: certificate required",
	  "client-cert-required", { NULL } },
	{ "a log",
	  "SSL routines:tls_process_client_certificate:peer did not return a certificate",
	  "client-cert-required", { NULL } },
	{ "curl",
	  "curl: (55) getpeername() failed with errno 107: Transport endpoint is not connected",
	  "client-cert-required", { "close-after-handshake" } },
	{ "Postfix, its log",
	  "error:140D9115:SSL routines:ssl_get_prev_session:session id context uninitialized:ssl_sess.c:629:",
	  "session-resumption-broken", { NULL } },
	{ "Postfix",
	  "TLS library problem: error:0A0003F2:SSL routines::sslv3 alert unexpected message:../ssl/record/rec_layer_s3.c:1586:SSL alert number 10:",
	  "session-resumption-broken", { NULL } },
};
/* clang-format on */

START_TEST(what_clients_print_leads_to_its_cause)
{
	check_printed(&printed[_i]);
}
END_TEST

START_TEST(each_cause_that_makes_clients_print_is_among_them)
{
	check_printed_topic(causes_in_the_handshake, printed, COUNT_OF(printed));
}
END_TEST

Suite *
suite(void)
{
	Suite *suite = suite_create("causes_handshake");
	TCase *tcase = tcase_create("printed");

	tcase_add_loop_test(tcase, what_clients_print_leads_to_its_cause, 0, COUNT_OF(printed));
	tcase_add_test(tcase, each_cause_that_makes_clients_print_is_among_them);
	suite_add_tcase(suite, tcase);
	return suite;
}
