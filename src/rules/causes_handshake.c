/* SPDX-License-Identifier: MIT */
/* What client and server do not agree on in the handshake, but for the certificate. */
#include "rules/sayings.h"

static const struct cause old_client = {
	.id = "tls-version-client-too-old",
	.title = "the client knows only versions of TLS that the server does not take",
	.sides = SIDE_CLIENT,
	.frequency = FREQUENCY_OFTEN,
	.vantage = VANTAGE_OUTSIDE,
	.what = "An old system, printer or library, or a setting that pins TLS 1.0, meets a "
		"server that wants TLS 1.2. Java can refuse on its own before it sends a byte.",
	.seen = "The ClientHello offers 03 01 or 03 02 at most; the server answers alert 70, "
		"or hangs up.",
	.separate = "Ask the server which versions it takes: if TLS 1.2 works from outside, "
		    "the client is behind; if the server takes only TLS 1.0 and 1.1, it is "
		    "tls-version-server-too-old.",
	.server_fix = "Leave it as it is, and publish what is wanted; give old printers a "
		      "relay inside the house.",
	.client_fix = "Update it, or take away the setting that pins a version "
		      "(mail.smtp.ssl.protocols=TLSv1.2 in JavaMail; "
		      "STREAM_CRYPTO_METHOD_TLSv1_2_CLIENT in PHP).",
	.prints = PRINTS({ PRINTER_JAVA, "No appropriate protocol" },
	    { PRINTER_JAVA, "protocol is disabled or cipher suites are inappropriate" },
	    { PRINTER_LOG, "tls_process_client_hello:unsupported protocol" },
	    { PRINTER_LOG, "tls_early_post_process_client_hello:unsupported protocol" },
	    { PRINTER_LOG, "tls_post_process_client_hello:unsupported protocol" },
	    { PRINTER_LOG, "ACCEPT_SR_CLNT_HELLO:wrong version number" },
	    { PRINTER_MICROSOFT, "0x800CCC1A" }),
	.shares = SAYINGS(&saying_alert_70),
	.at_times = SAYINGS(&saying_opaque),
};

static const struct cause old_server = {
	.id = "tls-version-server-too-old",
	.title = "the server knows only versions of TLS that the client does not take",
	.sides = SIDE_SERVER,
	.frequency = FREQUENCY_AT_TIMES,
	.vantage = VANTAGE_OUTSIDE,
	.what = "An old Exchange, an appliance or a setting allows TLS 1.1 at most, and "
		"clients of today want 1.2. Windows then hangs up without an alert.",
	.seen = "TLS 1.2 and 1.3 get alert 70, a close or a ServerHello of 03 01; TLS 1.0 "
		"alone succeeds.",
	.separate = "Offer each version alone: if only TLS 1.0 or 1.1 is taken it is this; if "
		    "TLS 1.2 is taken, the client is the old one.",
	.server_fix = "Allow TLS 1.2 and 1.3.",
	.client_fix = "Do not lower the security level of the whole system for it; make an "
		      "exception for this one server.",
	.settings = &settings_versions,
	.findings = FINDINGS("tls-12-missing"),
	.prints = PRINTS({ PRINTER_OPENSSL, "unsupported protocol" },
	    { PRINTER_GO, "tls: server selected unsupported protocol version" },
	    { PRINTER_JAVA, "The server selected protocol version * is not accepted by client "
			    "preferences" },
	    { PRINTER_THUNDERBIRD, "SSL_ERROR_UNSUPPORTED_VERSION" }),
	.shares = SAYINGS(&saying_alert_70, &saying_closed),
};

static const struct cause no_suite = {
	.id = "no-shared-cipher",
	.title = "client and server have no cipher suite or group in common",
	.sides = SIDE_SERVER | SIDE_CLIENT,
	.frequency = FREQUENCY_AT_TIMES,
	.vantage = VANTAGE_OUTSIDE,
	.what = "After hardening on one side, or with an old library on the other, the lists "
		"do not meet. A server with RSA key exchange only shuts out Python, whose list "
		"is shorter than others'.",
	.seen = "The ClientHello is answered by alert 40 or 71 at once.",
	.separate =
	    "Offer one family at a time (ECDHE with RSA, ECDHE with ECDSA, DHE, RSA): the one "
	    "that succeeds says what the client lacks; if all of RSA fail, it is ec-only-cert.",
	.server_fix =
	    "Offer ECDHE suites with AES-GCM and ChaCha20, and the groups X25519 and P-256.",
	.client_fix = "Go back to the list that the library has by default.",
	.settings = &settings_suites_mx,
	.findings = FINDINGS("cipher-no-fs", "cipher-no-aead", "cipher-mti-missing"),
	.prints = PRINTS({ PRINTER_LOG, "no shared cipher" },
	    { PRINTER_LOG, "tls: no cipher suite supported by both client and server" },
	    { PRINTER_JAVA, "Received fatal alert: insufficient_security" },
	    { PRINTER_OPENSSL, "alert insufficient security" },
	    { PRINTER_GNUTLS, "No supported cipher suites have been found" },
	    { PRINTER_GNUTLS, "Could not negotiate a supported cipher suite" },
	    { PRINTER_THUNDERBIRD, "SSL_ERROR_NO_CYPHER_OVERLAP" }),
	.shares = SAYINGS(&saying_alert_40),
};

static const struct cause ec_only = {
	.id = "ec-only-cert",
	.title = "the server has an ECDSA certificate only and the client wants RSA",
	.sides = SIDE_SERVER,
	.frequency = FREQUENCY_AT_TIMES,
	.vantage = VANTAGE_OUTSIDE,
	.what = "An old client, or a list of suites without ECDSA on either side, cannot use "
		"the only certificate there is.",
	.seen = "Alert 40 to a ClientHello with RSA suites only; one with ECDSA succeeds.",
	.separate = "Offer RSA authentication alone and ECDSA alone: only if ECDSA alone "
		    "succeeds it is this.",
	.server_fix = "Add an RSA certificate beside the one there is.",
	.client_fix = "Allow ECDSA suites.",
	.findings = FINDINGS("cert-dual"),
	.shares = SAYINGS(&saying_alert_40),
	.prints = PRINTS({ PRINTER_LOG, "no shared cipher" }),
};

static const struct cause small_dh = {
	.id = "dh-params-too-small",
	.title = "the server's Diffie-Hellman prime is too small for the client",
	.sides = SIDE_SERVER,
	.frequency = FREQUENCY_AT_TIMES,
	.vantage = VANTAGE_OUTSIDE,
	.what = "The server chooses DHE with a prime of 1024 bits or less. OpenSSL clients "
		"refuse that; others take it, and Go does not know DHE at all.",
	.seen = "ServerHello, certificate and key exchange come, and the client ends the "
		"handshake.",
	.separate = "Offer DHE alone and read the length of the prime; with ECDHE alone the "
		    "handshake succeeds.",
	.server_fix = "Use ffdhe2048 or larger, or no DHE.",
	.client_fix = "Offer ECDHE before DHE; do not lower the security level of the system.",
	.settings = &settings_no_dhe,
	.findings = FINDINGS("kex-dh-weak", "vuln-logjam"),
	.prints = PRINTS({ PRINTER_OPENSSL, "dh key too small" },
	    { PRINTER_JAVA, "DH ServerKeyExchange does not comply to algorithm constraints" },
	    { PRINTER_RUBY, "ServerKeyExchange does not comply to algorithm constraints" },
	    { PRINTER_THUNDERBIRD, "SSL_ERROR_WEAK_SERVER_EPHEMERAL_DH_KEY" },
	    { PRINTER_GNUTLS, "The Diffie-Hellman prime sent by the server is not acceptable" },
	    { PRINTER_POSTFIX, "dh key too small" }),
	.at_times = SAYINGS(&saying_alert_40),
};

static const struct cause old_signature = {
	.id = "legacy-sigalg",
	.title = "the server signs the handshake with SHA-1 or MD5",
	.sides = SIDE_SERVER,
	.frequency = FREQUENCY_SELDOM,
	.vantage = VANTAGE_OUTSIDE,
	.what = "The signature of the key exchange, not the one in the certificate, is too "
		"weak for OpenSSL 3 and systems like RHEL 9. All of TLS 1.0 and 1.1 signs this "
		"way, so an old server shows the same.",
	.seen = "The key exchange of the server is signed with SHA-1, and the client ends the "
		"handshake.",
	.separate = "Offer signature schemes with and without SHA-1 under TLS 1.2: if only the "
		    "first succeeds it is this; if TLS 1.2 is not taken at all it is "
		    "tls-version-server-too-old.",
	.server_fix = "Use TLS 1.2 or later, with a library that signs with SHA-256.",
	.findings = FINDINGS("sigalg-sha1", "sigalg-md5"),
	.prints = PRINTS({ PRINTER_OPENSSL, "legacy sigalg disallowed or unsupported" },
	    { PRINTER_OPENSSL, "wrong signature type" },
	    { PRINTER_OPENSSL, "no suitable signature algorithm" }),
};

static const struct cause sni_needed = {
	.id = "sni-needed-for-right-cert",
	.title = "without a server name in the ClientHello another certificate is shown",
	.sides = SIDE_SERVER | SIDE_CLIENT,
	.frequency = FREQUENCY_AT_TIMES,
	.vantage = VANTAGE_OUTSIDE,
	.what = "The server chooses its certificate by the name that is asked for (SNI). Many "
		"senders of mail ask for none and get one that is self-signed or the hoster's.",
	.seen = "Two different certificates, with the name and without it.",
	.separate = "Compare the certificates with SNI and without: if they are the same it is "
		    "cert-hostname-mismatch.",
	.server_fix = "Make the certificate that is shown without a name a valid one, with the "
		      "names of the host.",
	.client_fix = "Send the name of the server (smtp_tls_servername in Postfix).",
	.findings = FINDINGS("tls-sni-required"),
	.prints = PRINTS({ PRINTER_SERVER, "No SNI provided; please fix your client" },
	    { PRINTER_NODE, "Host: * is not in the cert's altnames" }),
	.at_times = SAYINGS(&saying_rejected),
};

static const struct cause sni_rejected = {
	.id = "sni-rejected",
	.title = "the server refuses the name that it is asked for",
	.sides = SIDE_SERVER,
	.frequency = FREQUENCY_SELDOM,
	.vantage = VANTAGE_OUTSIDE,
	.what = "The server ends the handshake when it has no certificate for the name, as "
		"servers with ACME built in do, or when the name ends in a dot.",
	.seen = "Alert 112 or 80, or a close, with this name; without a name, or with another, "
		"a ServerHello.",
	.separate = "Ask without SNI, with the host's name, and with a dot behind it: the "
		    "handshake fails for some of these only.",
	.server_fix = "Show the usual certificate for names that are not known, and add the "
		      "names of MX records.",
	.client_fix = "Ask for the name without a dot at its end.",
	.findings = FINDINGS("tls-alpn-sni-lax"),
	.prints = PRINTS({ PRINTER_PYTHON, "TLSV1_UNRECOGNIZED_NAME" },
	    { PRINTER_OPENSSL, "tlsv1 unrecognized name" },
	    { PRINTER_OPENSSL, "alert unrecognized name" },
	    { PRINTER_OPENSSL, "SSL alert number 112" },
	    { PRINTER_GO, "remote error: tls: unrecognized name" },
	    { PRINTER_JAVA, "Received fatal alert: unrecognized_name" },
	    { PRINTER_JAVA, "handshake alert: unrecognized_name" },
	    { PRINTER_THUNDERBIRD, "SSL_ERROR_UNRECOGNIZED_NAME_ALERT" }),
	.shares = SAYINGS(&saying_alert_80, &saying_closed),
};

static const struct cause alpn = {
	.id = "alpn-rejected",
	.title = "the server refuses the protocol that the client names in ALPN",
	.sides = SIDE_CLIENT | SIDE_SERVER,
	.frequency = FREQUENCY_SELDOM,
	.vantage = VANTAGE_OUTSIDE,
	.what = "The client says that it wants HTTP, or a name nobody registered, on a port of "
		"mail; a server that is hardened against cross-protocol attacks ends the "
		"handshake.",
	.seen = "Alert 120 with ALPN, a ServerHello without.",
	.separate = "Offer no ALPN, then smtp or imap, then http/1.1: only the kind that the "
		    "client offers is refused.",
	.server_fix = "Take the names that are registered for the protocol.",
	.client_fix = "Send no ALPN on ports of mail, or the registered name.",
	.findings = FINDINGS("vuln-alpaca"),
	.prints = PRINTS({ PRINTER_OPENSSL, "alert no application protocol" },
	    { PRINTER_GO, "tls: no application protocol" },
	    { PRINTER_JAVA, "Received fatal alert: no_application_protocol" },
	    { PRINTER_OPENSSL, "SSL alert number 120" },
	    { PRINTER_GNUTLS, "No common application protocol could be negotiated" }),
};

static const struct cause client_certificate = {
	.id = "client-cert-required",
	.title = "the server demands a certificate of the client",
	.sides = SIDE_SERVER,
	.frequency = FREQUENCY_SELDOM,
	.vantage = VANTAGE_OUTSIDE,
	.what = "Without one the server ends the session. In TLS 1.3 the client believes that "
		"the handshake succeeded, and meets the refusal with its next command.",
	.seen = "A CertificateRequest, then alert 40 (TLS 1.2), or alert 116 or a close behind "
		"the handshake (TLS 1.3).",
	.separate =
	    "Look for a CertificateRequest in the server's flight: with none it is something "
	    "else; repeat with TLS 1.2 alone, which fails inside the handshake.",
	.server_fix = "Do not demand certificates on port 25 or of users who log in.",
	.client_fix =
	    "If the server means it, configure the certificate that its operator has issued.",
	.settings = &settings_no_client_certificate,
	.findings = FINDINGS("tls-client-cert"),
	.prints = PRINTS({ PRINTER_PYTHON, "TLSV13_ALERT_CERTIFICATE_REQUIRED" },
	    { PRINTER_OPENSSL, "alert certificate required" },
	    { PRINTER_OPENSSL, "SSL alert number 116" },
	    { PRINTER_GO, "tls: certificate required" },
	    { PRINTER_GO, "tls: client didn't provide a certificate" },
	    { PRINTER_LOG, "peer did not return a certificate" },
	    { PRINTER_JAVA, "Received fatal alert: certificate_required" },
	    { PRINTER_GNUTLS, "Certificate is required" }),
	.shares = SAYINGS(&saying_closed_after, &saying_alert_40),
};

static const struct cause unwanted_certificate = {
	.id = "client-sends-unwanted-cert",
	.title = "the client sends a certificate that the server chokes on",
	.sides = SIDE_CLIENT,
	.frequency = FREQUENCY_SELDOM,
	.vantage = VANTAGE_CLIENT,
	.what = "A Postfix with smtp_tls_cert_file shows its certificate to every server that "
		"asks, and some end the handshake then.",
	.seen =
	    "From outside only the CertificateRequest; a probe without a certificate succeeds.",
	.separate = "Send once without the client's certificate: if mail passes then, it was "
		    "the certificate.",
	.client_fix =
	    "Unset smtp_tls_cert_file and smtp_tls_key_file, but for servers that want them.",
	.command = "postconf smtp_tls_cert_file smtp_tls_key_file smtp_tls_chain_files",
	.at_times = SAYINGS(&saying_opaque),
};

static const struct cause resumption = {
	.id = "session-resumption-broken",
	.title = "the first session succeeds and the one that resumes it fails",
	.sides = SIDE_SERVER,
	.frequency = FREQUENCY_SELDOM,
	.vantage = VANTAGE_OUTSIDE,
	.what = "The server gives out sessions that it cannot take up again, because it has no "
		"session id context or a cache that is not shared.",
	.seen = "A full handshake works; a second one with the session of the first gets alert "
		"10, 40 or 80.",
	.separate = "Connect twice, the second time with the first one's session, and once "
		    "more without it.",
	.server_fix = "Set a session id context, or switch the cache on the server's side off "
		      "and let tickets do.",
	.client_fix = "Try again without resumption.",
	.settings = &settings_tickets,
	.findings = FINDINGS("tls-ticket-policy"),
	.prints = PRINTS({ PRINTER_LOG, "session id context uninitialized" },
	    { PRINTER_OPENSSL, "alert unexpected message" },
	    { PRINTER_OPENSSL, "SSL alert number 10" },
	    { PRINTER_JAVA, "Received fatal alert: unexpected_message" },
	    { PRINTER_GO, "remote error: tls: unexpected message" }),
};

const struct cause *const causes_in_the_handshake[] = {
	&old_client,
	&old_server,
	&no_suite,
	&ec_only,
	&small_dh,
	&old_signature,
	&sni_needed,
	&sni_rejected,
	&alpn,
	&client_certificate,
	&unwanted_certificate,
	&resumption,
	NULL,
};
