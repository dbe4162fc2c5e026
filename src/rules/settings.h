/* SPDX-License-Identifier: MIT */
/*
 * Lines to paste into the configuration of a mail server: what fixes several rules stands here
 * once. Paths of keys and certificates, and ports, are those that a reader replaces.
 */
#ifndef RULES_SETTINGS_H
#define RULES_SETTINGS_H

/* Several lines are separated by LF, without one at the end; NULL: there is nothing to set.
 * Lines that begin with "#" are comments of the same file. */
struct settings {
	const char *postfix; /* for a shell; Postfix 3.6 and later */
	const char *dovecot; /* for a configuration file of Dovecot 2.3; of 2.4 as comments */
	const char *exim;    /* for the main part of the configuration of Exim 4.96 with GnuTLS;
	                        for OpenSSL as comments */
};

extern const struct settings settings_versions;     /* TLS 1.2 and 1.3 only */
extern const struct settings settings_suites;       /* forward-secret AEAD suites only */
extern const struct settings settings_suites_mx;    /* nothing broken, for senders of any age */
extern const struct settings settings_nothing;      /* where no line would help */
extern const struct settings settings_no_plaintext; /* no login before TLS */
extern const struct settings settings_no_auth_mx;   /* no login on port 25 */
extern const struct settings settings_mechanisms;   /* no weak or anonymous mechanism */
extern const struct settings settings_no_legacy_login; /* no LOGIN, no lists as AUTH= */
extern const struct settings settings_login_inside;    /* a login inside TLS */
extern const struct settings settings_starttls;        /* STARTTLS, with key and certificate */
extern const struct settings settings_optional;        /* TLS for senders who have it */
extern const struct settings settings_implicit;        /* the ports where TLS begins at once */
extern const struct settings settings_enforce;         /* nothing without TLS on submission */
extern const struct settings settings_chain;           /* key and full chain */
extern const struct settings settings_groups;          /* curves, and a post-quantum hybrid */
extern const struct settings settings_no_dhe;          /* no finite-field DHE */
extern const struct settings settings_options;         /* no renegotiation, no compression */
extern const struct settings settings_tickets;         /* short-lived sessions */
extern const struct settings settings_order;           /* the server's order of suites */
extern const struct settings settings_banner;          /* a greeting without a version */
extern const struct settings settings_no_client_certificate;

#endif
