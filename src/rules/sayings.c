/* SPDX-License-Identifier: MIT */
#include "rules/sayings.h"

/* clang-format off */
const struct saying saying_not_tls = {
	.prints = (const struct print[]){
		{ PRINTER_OPENSSL, "wrong version number" },
		{ PRINTER_OPENSSL, "packet length too long" },
		{ PRINTER_OPENSSL, "unknown protocol" },
		{ PRINTER_GO, "first record does not look like a TLS handshake" },
		{ PRINTER_JAVA, "Unsupported or unrecognized SSL message" },
		{ PRINTER_JAVA, "Unrecognized SSL message, plaintext connection" },
		{ PRINTER_GNUTLS, "An unexpected TLS packet was received" },
		{ PRINTER_DOTNET, "The handshake failed due to an unexpected packet format" },
		{ PRINTER_DOTNET, "Cannot determine the frame size or a corrupted frame was received" },
		{ PRINTER_THUNDERBIRD, "SSL_ERROR_RX_RECORD_TOO_LONG" },
		{ PRINTER_ANY, NULL },
	},
};

const struct saying saying_closed = {
	.prints = (const struct print[]){
		{ PRINTER_JAVA, "Remote host terminated the handshake" },
		{ PRINTER_JAVA, "Remote host closed connection during handshake" },
		{ PRINTER_JAVA, "SSL peer shut down incorrectly" },
		{ PRINTER_OPENSSL, "unexpected eof while reading" },
		{ PRINTER_PYTHON, "EOF occurred in violation of protocol" },
		{ PRINTER_PYTHON, "ConnectionResetError" },
		{ PRINTER_NODE, "Client network socket disconnected before secure TLS connection was established" },
		{ PRINTER_NODE, "ECONNRESET" },
		{ PRINTER_GO, "StartTLS: EOF" },
		{ PRINTER_ANY, "connection reset by peer" },
		{ PRINTER_CURL, "SSL_ERROR_SYSCALL" },
		{ PRINTER_OPENSSL, "SSL_ERROR_ZERO_RETURN" },
		{ PRINTER_GNUTLS, "The TLS connection was non-properly terminated" },
		{ PRINTER_GNUTLS, "A TLS packet with unexpected length was received" },
		{ PRINTER_POSTFIX, "SSL_connect error to *: lost connection" },
		{ PRINTER_DOTNET, "Authentication failed because the remote party has closed the transport stream" },
		{ PRINTER_DOTNET, "Received an unexpected EOF or 0 bytes from the transport stream" },
		{ PRINTER_DOTNET, "An existing connection was forcibly closed by the remote host" },
		{ PRINTER_THUNDERBIRD, "PR_END_OF_FILE_ERROR" },
		{ PRINTER_THUNDERBIRD, "PR_CONNECT_RESET_ERROR" },
		{ PRINTER_OPENSSL, "SSL handshake has read 0 bytes" },
		{ PRINTER_LOG, "lost connection after STARTTLS" },
		{ PRINTER_ANY, NULL },
	},
};

const struct saying saying_silent = {
	.prints = (const struct print[]){
		{ PRINTER_PYTHON, "The handshake operation timed out" },
		{ PRINTER_NODE, "TLS handshake timed out" },
		{ PRINTER_GO, "TLS handshake timeout" },
		{ PRINTER_POSTFIX, "SSL_connect error to *: Connection timed out" },
		{ PRINTER_CURL, "SSL connection timeout" },
		{ PRINTER_POSTFIX, "SSL wants a read first" },
		{ PRINTER_GO, "StartTLS: read tcp *: i/o timeout" },
		{ PRINTER_EXIM, "timeout *SSL_connect" },
		{ PRINTER_ANY, NULL },
	},
};

const struct saying saying_no_greeting = {
	.prints = (const struct print[]){
		{ PRINTER_NODE, "Greeting never received" },
		{ PRINTER_PYTHON, "Connection unexpectedly closed: timed out" },
		{ PRINTER_PYTHON, "Connection unexpectedly closed: The read operation timed out" },
		{ PRINTER_GO, "read tcp *: i/o timeout" },
		{ PRINTER_JAVA, "Read timed out" },
		{ PRINTER_CURL, "Operation timed out * with 0 * bytes received" },
		{ PRINTER_CURL, "Operation timed out * 0 bytes received" },
		{ PRINTER_POSTFIX, "timeout while reading server greeting" },
		{ PRINTER_POSTFIX, "timed out while receiving the initial server greeting" },
		{ PRINTER_SWAKS, "Timeout * waiting for server response" },
		{ PRINTER_RUBY, "Net::ReadTimeout" },
		{ PRINTER_DOTNET, "Unable to read data from the transport connection" },
		{ PRINTER_ANY, NULL },
	},
};

const struct saying saying_no_starttls = {
	.prints = (const struct print[]){
		{ PRINTER_JAVA, "STARTTLS is required but host does not support STARTTLS" },
		{ PRINTER_PYTHON, "STARTTLS extension not supported by server" },
		{ PRINTER_CURL, "STARTTLS not supported" },
		{ PRINTER_CURL, "STARTTLS not available" },
		{ PRINTER_SWAKS, "Host did not advertise STARTTLS" },
		{ PRINTER_POSTFIX, "TLS is required, but was not offered by" },
		{ PRINTER_THUNDERBIRD, "using STARTTLS since it doesn't advertise that feature" },
		{ PRINTER_MICROSOFT, "STARTTLS is required to send mail" },
		{ PRINTER_MICROSOFT, "STARTTLS required but not advertised" },
		{ PRINTER_MAILKIT, "The SMTP server does not support the STARTTLS extension" },
		{ PRINTER_DOTNET, "Server does not support secure connections" },
		{ PRINTER_OPENSSL, "Didn't find STARTTLS in server response, trying anyway" },
		{ PRINTER_GO, "server doesn't support STARTTLS" },
		{ PRINTER_ANY, "does not support STARTTLS" },
		{ PRINTER_ANY, "STARTTLS is not supported" },
		{ PRINTER_ANY, NULL },
	},
};

const struct saying saying_alert_40 = {
	.prints = (const struct print[]){
		{ PRINTER_OPENSSL, "alert handshake failure" },
		{ PRINTER_OPENSSL, "SSL alert number 40" },
		{ PRINTER_GO, "remote error: tls: handshake failure" },
		{ PRINTER_JAVA, "Received fatal alert: handshake_failure" },
		{ PRINTER_GNUTLS, "Received alert [40]" },
		{ PRINTER_THUNDERBIRD, "SSL_ERROR_HANDSHAKE_FAILURE_ALERT" },
		{ PRINTER_ANY, NULL },
	},
};

const struct saying saying_alert_70 = {
	.prints = (const struct print[]){
		{ PRINTER_OPENSSL, "alert protocol version" },
		{ PRINTER_OPENSSL, "SSL alert number 70" },
		{ PRINTER_JAVA, "Received fatal alert: protocol_version" },
		{ PRINTER_GO, "protocol version not supported" },
		{ PRINTER_GNUTLS, "Received alert [70]" },
		{ PRINTER_THUNDERBIRD, "SSL_ERROR_PROTOCOL_VERSION_ALERT" },
		{ PRINTER_ANY, NULL },
	},
};

const struct saying saying_alert_80 = {
	.prints = (const struct print[]){
		{ PRINTER_OPENSSL, "alert internal error" },
		{ PRINTER_OPENSSL, "SSL alert number 80" },
		{ PRINTER_JAVA, "Received fatal alert: internal_error" },
		{ PRINTER_GO, "remote error: tls: internal error" },
		{ PRINTER_GNUTLS, "Received alert [80]" },
		{ PRINTER_THUNDERBIRD, "SSL_ERROR_INTERNAL_ERROR_ALERT" },
		{ PRINTER_ANY, NULL },
	},
};

const struct saying saying_closed_after = {
	.prints = (const struct print[]){
		{ PRINTER_PYTHON, "Connection unexpectedly closed" },
		{ PRINTER_POSTFIX, "lost connection * while sending EHLO" },
		{ PRINTER_POSTFIX, "lost connection while sending EHLO" },
		{ PRINTER_POSTFIX, "lost connection * while performing the EHLO handshake" },
		{ PRINTER_SWAKS, "Remote host closed connection unexpectedly" },
		{ PRINTER_CURL, "getpeername() failed" },
		{ PRINTER_JAVA, "Broken pipe" },
		{ PRINTER_ANY, NULL },
	},
};

const struct saying saying_distrust = {
	.prints = (const struct print[]){
		{ PRINTER_JAVA, "PKIX path building failed" },
		{ PRINTER_JAVA, "unable to find valid certification path to requested target" },
		{ PRINTER_GO, "x509: certificate signed by unknown authority" },
		{ PRINTER_OPENSSL, "alert unknown ca" },
		{ PRINTER_OPENSSL, "SSL alert number 48" },
		{ PRINTER_GNUTLS, "The certificate is NOT trusted. The certificate issuer is unknown" },
		{ PRINTER_GNUTLS, "certificate issuer is unknown" },
		{ PRINTER_POSTFIX, "untrusted issuer" },
		{ PRINTER_POSTFIX, "Untrusted TLS connection established" },
		{ PRINTER_POSTFIX, "Server certificate not trusted" },
		{ PRINTER_THUNDERBIRD, "SEC_ERROR_UNKNOWN_ISSUER" },
		{ PRINTER_DOTNET, "RemoteCertificateChainErrors" },
		{ PRINTER_CURL, "SSL peer certificate or SSH remote key was not OK" },
		{ PRINTER_ANY, NULL },
	},
};

const struct saying saying_rejected = {
	.is_vague = true,
	.prints = (const struct print[]){
		{ PRINTER_OPENSSL, "certificate verify failed" },
		{ PRINTER_POSTFIX, "certificate verification failed for" },
		{ PRINTER_POSTFIX, "Server certificate not verified" },
		{ PRINTER_DOTNET, "The remote certificate is invalid according to the validation procedure" },
		{ PRINTER_DOTNET, "The remote certificate was rejected by the provided RemoteCertificateValidationCallback" },
		{ PRINTER_MAILKIT, "The server's SSL certificate could not be validated" },
		{ PRINTER_OPENSSL, "alert bad certificate" },
		{ PRINTER_OPENSSL, "SSL alert number 42" },
		{ PRINTER_OPENSSL, "alert certificate unknown" },
		{ PRINTER_OPENSSL, "SSL alert number 46" },
		{ PRINTER_GNUTLS, "Error in the certificate verification" },
		{ PRINTER_GO, "tls: failed to verify certificate" },
		{ PRINTER_ANY, NULL },
	},
};

const struct saying saying_validity = {
	.prints = (const struct print[]){
		{ PRINTER_OPENSSL, "certificate has expired" },
		{ PRINTER_GO, "certificate has expired or is not yet valid" },
		{ PRINTER_JAVA, "validity check failed" },
		{ PRINTER_NODE, "CERT_HAS_EXPIRED" },
		{ PRINTER_OPENSSL, "alert certificate expired" },
		{ PRINTER_OPENSSL, "SSL alert number 45" },
		{ PRINTER_GNUTLS, "The certificate chain uses expired certificate" },
		{ PRINTER_THUNDERBIRD, "SEC_ERROR_EXPIRED_CERTIFICATE" },
		{ PRINTER_ANY, NULL },
	},
};

const struct saying saying_unreachable = {
	.prints = (const struct print[]){
		{ PRINTER_NODE, "connect ETIMEDOUT" },
		{ PRINTER_NODE, "connect ECONNREFUSED" },
		{ PRINTER_NODE, "ENETUNREACH" },
		{ PRINTER_ANY, "Connection timed out" },
		{ PRINTER_ANY, "Connection refused" },
		{ PRINTER_ANY, "Network is unreachable" },
		{ PRINTER_ANY, "No route to host" },
		{ PRINTER_GO, "dial tcp *: i/o timeout" },
		{ PRINTER_JAVA, "connect timed out" },
		{ PRINTER_JAVA, "Couldn't connect to host, port" },
		{ PRINTER_CURL, "Failed to connect to" },
		{ PRINTER_DOTNET, "A connection attempt failed because the connected party did not properly respond" },
		{ PRINTER_DOTNET, "No connection could be made because the target machine actively refused it" },
		{ PRINTER_ANY, NULL },
	},
};

const struct saying saying_opaque = {
	.is_vague = true,
	.prints = (const struct print[]){
		{ PRINTER_JAVA, "Could not convert socket to TLS" },
		{ PRINTER_PHP, "STARTTLS failed (code: 220" },
		{ PRINTER_PHP, "STARTTLS failed (code:" },
		{ PRINTER_PHP, "Start TLS failed to enable crypto" },
		{ PRINTER_PHP, "SMTP connect() failed" },
		{ PRINTER_PHP, "SMTP Error: Could not connect to SMTP host" },
		{ PRINTER_PHP, "stream_socket_enable_crypto()" },
		{ PRINTER_PHP, "Unable to connect with STARTTLS" },
		{ PRINTER_POSTFIX, "Cannot start TLS: handshake failure" },
		{ PRINTER_MAILKIT, "An error occurred while attempting to establish an SSL or TLS connection" },
		{ PRINTER_SERVER, "TLS handshake failed" },
		{ PRINTER_EXIM, "TLS session failure" },
		{ PRINTER_SERVER, "220 * Ready to start TLS" },
		{ PRINTER_SERVER, "220 Ready to start TLS" },
		{ PRINTER_SERVER, "220 Go ahead with TLS" },
		{ PRINTER_SERVER, "220 TLS go ahead" },
		{ PRINTER_SERVER, "220 2.0.0 SMTP server ready" },
		{ PRINTER_ANY, NULL },
	},
};
/* clang-format on */
