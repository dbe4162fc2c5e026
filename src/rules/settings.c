/* SPDX-License-Identifier: MIT */
#include "rules/settings.h"

#define KEY "/etc/ssl/mail/privkey.pem"
#define FULL_CHAIN "/etc/ssl/mail/fullchain.pem"

/* Exim takes each option once, and has one of these for all ports: so the same lines fix
 * whatever is wrong with versions and suites, and leave senders on port 25 more. */
#define EXIM_TLS                                                                               \
	"# one line, in place of a tls_require_ciphers that is there:\n"                       \
	"tls_require_ciphers = NORMAL:-VERS-ALL:+VERS-TLS1.3:+VERS-TLS1.2:-RSA:-DHE-RSA"       \
	"${if eq{$received_port}{25}{}{:-CIPHER-ALL:+AES-256-GCM:+CHACHA20-POLY1305"           \
	":+AES-128-GCM:-SIGN-RSA-SHA1:-SIGN-ECDSA-SHA1}}\n"                                    \
	"# with OpenSSL: tls_require_ciphers = ${if eq{$received_port}{25}"                    \
	"{HIGH:!aNULL:!eNULL:!3DES:!kRSA:!kDHE:!PSK:!SRP:!aDSS}"                               \
	"{ECDHE+AESGCM:ECDHE+CHACHA20}}\n" EXIM_OPENSSL_OPTIONS

#define EXIM_OPENSSL_OPTIONS                                                                   \
	"# with OpenSSL: openssl_options = +no_sslv2 +no_sslv3 +no_tlsv1 +no_tlsv1_1 "         \
	"+no_renegotiation +no_compression"

/* Postfix has one such list for all ports as well, at whatever level of TLS. */
#define POSTFIX_EXCLUDED                                                                       \
	"'smtpd_tls_exclude_ciphers = aNULL, eNULL, EXPORT, DES, 3DES, RC4, MD5, SEED, IDEA, " \
	"kRSA, kDHE, PSK, SRP, DSS'"

#define DOVECOT_SUITES "ssl_cipher_list = ECDHE+AESGCM:ECDHE+CHACHA20:@SECLEVEL=2"

const struct settings settings_versions = {
	.postfix = "postconf -e 'smtpd_tls_protocols = >=TLSv1.2' "
		   "'smtpd_tls_mandatory_protocols = >=TLSv1.2'",
	.dovecot = "ssl_min_protocol = TLSv1.2",
	.exim = EXIM_TLS,
};

/* Postfix itself sets OpenSSL's security level to 0, where signatures with SHA-1 are made. */
const struct settings settings_suites = {
	.postfix = "postconf -e 'smtpd_tls_mandatory_ciphers = high' "
		   "'tls_high_cipherlist = ECDHE+AESGCM:ECDHE+CHACHA20:@SECLEVEL=2'",
	.dovecot = DOVECOT_SUITES,
	.exim = EXIM_TLS,
};

/* A sender that finds no suite delivers in clear text: what is left out is only what is worth
 * no more than that, or endangers the key. */
const struct settings settings_suites_mx = {
	.postfix = "postconf -e " POSTFIX_EXCLUDED,
	.exim = EXIM_TLS,
};

const struct settings settings_nothing = { 0 };

const struct settings settings_no_plaintext = {
	.postfix = "postconf -e 'smtpd_tls_auth_only = yes'",
	.dovecot = "disable_plaintext_auth = yes\n"
		   "ssl = required\n"
		   "# Dovecot 2.4: auth_allow_cleartext = no",
	.exim = "auth_advertise_hosts = ${if eq{$tls_in_cipher}{}{}{*}}\n"
		"# and in each authenticator: server_advertise_condition = "
		"${if def:tls_in_cipher}",
};

const struct settings settings_no_auth_mx = {
	.postfix = "postconf -e 'smtpd_sasl_auth_enable = no'\n"
		   "postconf -P 'submission/inet/smtpd_sasl_auth_enable=yes'\n"
		   "postconf -P 'submissions/inet/smtpd_sasl_auth_enable=yes'",
	.exim = "# in place of an auth_advertise_hosts that is there:\n"
		"auth_advertise_hosts = ${if or{{eq{$received_port}{25}}{eq{$tls_in_cipher}{}}}"
		"{}{*}}",
};

/* Dovecot does not start its logins with a mechanism that no passdb can serve: SCRAM is none
 * for PAM. */
const struct settings settings_mechanisms = {
	.postfix = "postconf -e 'smtpd_sasl_security_options = noanonymous' "
		   "'smtpd_sasl_tls_security_options = noanonymous' "
		   "'smtpd_sasl_mechanism_filter = !external, !anonymous, !cram-md5, "
		   "!digest-md5, !ntlm, static:rest'",
	.dovecot = "auth_mechanisms = plain\n"
		   "# and login for clients that need it; scram-sha-256 if the passdb has the\n"
		   "# passwords for it: with PAM it would stop all logins",
	.exim = "# delete the authenticators whose driver is cram_md5 or spa, and those whose\n"
		"# public_name is ANONYMOUS",
};

const struct settings settings_no_legacy_login = {
	.postfix = "postconf -e 'broken_sasl_auth_clients = no' "
		   "'smtpd_sasl_mechanism_filter = !external, !anonymous, !cram-md5, "
		   "!digest-md5, !ntlm, !login, static:rest'",
	.dovecot = "auth_mechanisms = plain",
	.exim = "# delete the authenticator whose public_name is LOGIN",
};

const struct settings settings_login_inside = {
	.postfix = "postconf -P 'submission/inet/smtpd_sasl_auth_enable=yes'\n"
		   "postconf -P 'submissions/inet/smtpd_sasl_auth_enable=yes'",
	.dovecot = "auth_mechanisms = plain",
	.exim = "# an authenticator with: server_advertise_condition = ${if def:tls_in_cipher}",
};

const struct settings settings_starttls = {
	.postfix = "postconf -e 'smtpd_tls_security_level = may' "
		   "'smtpd_tls_chain_files = " KEY ", " FULL_CHAIN "'",
	.dovecot = "ssl = required\n"
		   "ssl_cert = <" FULL_CHAIN "\n"
		   "ssl_key = <" KEY "\n"
		   "# Dovecot 2.4: ssl_server_cert_file = " FULL_CHAIN "\n"
		   "# Dovecot 2.4: ssl_server_key_file = " KEY,
	.exim = "tls_advertise_hosts = *\n"
		"tls_certificate = " FULL_CHAIN "\n"
		"tls_privatekey = " KEY,
};

const struct settings settings_optional = {
	.postfix = "postconf -e 'smtpd_tls_security_level = may'",
	.exim =
	    "# take the condition on $tls_in_cipher out of the ACL that acl_smtp_mail names",
};

const struct settings settings_implicit = {
	.postfix = "postconf -M 'submissions/inet=submissions inet n - y - - smtpd'\n"
		   "postconf -P 'submissions/inet/smtpd_tls_wrappermode=yes' "
		   "'submissions/inet/smtpd_tls_security_level=encrypt' "
		   "'submissions/inet/smtpd_sasl_auth_enable=yes'",
	.dovecot = "service imap-login {\n"
		   "  inet_listener imaps {\n"
		   "    port = 993\n"
		   "    ssl = yes\n"
		   "  }\n"
		   "}\n"
		   "service pop3-login {\n"
		   "  inet_listener pop3s {\n"
		   "    port = 995\n"
		   "    ssl = yes\n"
		   "  }\n"
		   "}",
	.exim = "daemon_smtp_ports = 25 : 465 : 587\n"
		"tls_on_connect_ports = 465",
};

const struct settings settings_enforce = {
	.postfix = "postconf -P 'submission/inet/smtpd_tls_security_level=encrypt'",
	.dovecot = "ssl = required",
	.exim =
	    "# first in the ACL that acl_smtp_mail names:\n"
	    "#   deny condition = ${if and{{eq{$received_port}{587}}{eq{$tls_in_cipher}{}}}}\n"
	    "#        message   = 530 5.7.0 Must issue STARTTLS first",
};

const struct settings settings_chain = {
	.postfix = "postconf -e 'smtpd_tls_chain_files = " KEY ", " FULL_CHAIN "'",
	.dovecot = "ssl_cert = <" FULL_CHAIN "\n"
		   "ssl_key = <" KEY "\n"
		   "# Dovecot 2.4: ssl_server_cert_file = " FULL_CHAIN "\n"
		   "# Dovecot 2.4: ssl_server_key_file = " KEY,
	.exim = "tls_certificate = " FULL_CHAIN "\n"
		"tls_privatekey = " KEY,
};

/* Names that the TLS library does not know are an error there, so that the hybrid is told as a
 * comment. */
const struct settings settings_groups = {
	.postfix = "postconf -e 'tls_eecdh_auto_curves = X25519 prime256v1 secp384r1'\n"
		   "# Postfix 3.10 with OpenSSL 3.5: put X25519MLKEM768 in front",
	.dovecot = "ssl_curve_list = X25519:P-256:P-384\n"
		   "# with OpenSSL 3.5: put X25519MLKEM768 in front",
	.exim = "# with OpenSSL: tls_eccurve = X25519:prime256v1:secp384r1\n"
		"# with OpenSSL 3.5: put X25519MLKEM768 in front",
};

const struct settings settings_no_dhe = {
	.postfix = "postconf -e " POSTFIX_EXCLUDED,
	.dovecot = DOVECOT_SUITES "\n"
				  "# and take out ssl_dh (Dovecot 2.4: ssl_server_dh_file)",
	.exim = EXIM_TLS,
};

const struct settings settings_options = {
	.postfix = "postconf -e 'tls_ssl_options = NO_RENEGOTIATION, NO_COMPRESSION'",
	.dovecot =
	    "# never ssl_options = compression; OpenSSL 3.0 refuses renegotiation itself",
	.exim = EXIM_OPENSSL_OPTIONS,
};

const struct settings settings_tickets = {
	.postfix = "postconf -e 'smtpd_tls_session_cache_timeout = 3600s'",
	.dovecot = "ssl_options = no_ticket",
	.exim = "# tls_resumption_hosts is empty by default: leave it so",
};

const struct settings settings_order = {
	.postfix = "postconf -e 'tls_preempt_cipherlist = yes'",
	.dovecot = "ssl_prefer_server_ciphers = yes\n"
		   "# Dovecot 2.4: ssl_server_prefer_ciphers = server",
	.exim = "# with OpenSSL: add +cipher_server_preference to openssl_options\n"
		"# with GnuTLS: add %SERVER_PRECEDENCE to tls_require_ciphers",
};

const struct settings settings_banner = {
	.postfix = "postconf -e 'smtpd_banner = $myhostname ESMTP'",
	.dovecot = "login_greeting = ready",
	.exim = "smtp_banner = $smtp_active_hostname ESMTP",
};

const struct settings settings_no_client_certificate = {
	.postfix = "postconf -e 'smtpd_tls_ask_ccert = no' 'smtpd_tls_req_ccert = no'",
	.dovecot = "ssl_verify_client_cert = no\n"
		   "auth_ssl_require_client_cert = no\n"
		   "# Dovecot 2.4: ssl_server_request_client_cert = no",
	.exim = "tls_verify_hosts =\n"
		"tls_try_verify_hosts =",
};
