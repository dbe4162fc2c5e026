/* SPDX-License-Identifier: MIT */
#include "tls/profile.h"

/* A probe wants a session with whatever server there is, and rules say later what they think of
 * it: so everything that the library still speaks is offered, the good first. */
#define OLD_VERSIONS "+VERS-TLS1.2:+VERS-TLS1.1:+VERS-TLS1.0:"
#define ALL_VERSIONS "+VERS-TLS1.3:" OLD_VERSIONS

/* X25519 leads the key shares because it is the cheapest. */
#define GROUPS                                                                                 \
	"-GROUP-ALL:+GROUP-X25519:+GROUP-SECP256R1:+GROUP-X448:+GROUP-SECP384R1:"              \
	"+GROUP-SECP521R1:+GROUP-FFDHE2048:+GROUP-FFDHE3072:+GROUP-FFDHE4096:"                 \
	"+GROUP-FFDHE6144:+GROUP-FFDHE8192:"

#define OLD_EXCHANGES "+DHE-RSA:+RSA:"
#define OLD_CIPHERS                                                                            \
	"+CAMELLIA-256-GCM:+CAMELLIA-128-GCM:+CAMELLIA-256-CBC:+CAMELLIA-128-CBC:+3DES-CBC:"   \
	"+ARCFOUR-128:"
#define OLD_SIGNATURES "+SIGN-RSA-SHA1:+SIGN-ECDSA-SHA1:"
#define MANNERS "%PROFILE_VERY_WEAK:%PARTIAL_RENEGOTIATION"

/* In TLS 1.3 it is the signature algorithms that choose the kind of key, before it the suites
 * do as well. */
#define RSA_ONLY                                                                               \
	"-KX-ALL:+ECDHE-RSA:+DHE-RSA:+RSA:-SIGN-ALL:+SIGN-RSA-PSS-RSAE-SHA256:"                \
	"+SIGN-RSA-PSS-RSAE-SHA384:+SIGN-RSA-PSS-RSAE-SHA512:+SIGN-RSA-PSS-SHA256:"            \
	"+SIGN-RSA-PSS-SHA384:+SIGN-RSA-PSS-SHA512:+SIGN-RSA-SHA256:+SIGN-RSA-SHA384:"         \
	"+SIGN-RSA-SHA512:+SIGN-RSA-SHA1:"
#define ECDSA_ONLY                                                                             \
	"-KX-ALL:+ECDHE-ECDSA:-SIGN-ALL:+SIGN-ECDSA-SECP256R1-SHA256:"                         \
	"+SIGN-ECDSA-SECP384R1-SHA384:+SIGN-ECDSA-SECP521R1-SHA512:+SIGN-ECDSA-SHA256:"        \
	"+SIGN-ECDSA-SHA384:+SIGN-ECDSA-SHA512:+SIGN-ECDSA-SHA1:"
#define CBC_ONLY                                                                               \
	"-CIPHER-ALL:+AES-256-CBC:+AES-128-CBC:+CAMELLIA-256-CBC:+CAMELLIA-128-CBC:"           \
	"+3DES-CBC:-MAC-ALL:+SHA1:+SHA256:+SHA384:%NO_ETM:"

#define NEW_VERSIONS "+VERS-TLS1.3:+VERS-TLS1.2:"
#define FEW                                                                                    \
	"-GROUP-ALL:+GROUP-X25519:+GROUP-SECP256R1:-CIPHER-ALL:+AES-128-GCM:+AES-256-GCM:"     \
	"-SIGN-ALL:+SIGN-RSA-PSS-RSAE-SHA256:+SIGN-ECDSA-SECP256R1-SHA256:"                    \
	"+SIGN-ECDSA-SECP384R1-SHA384:+SIGN-RSA-SHA256:"                                       \
	"%NO_TICKETS:"
#define NO_SHA1 "-SIGN-RSA-SHA1:-SIGN-ECDSA-SHA1:-SIGN-DSA-SHA1:"

/* clang-format off */
static const char *const priorities[] = {
	[TLS_PROFILE_ALL] = "NORMAL:-VERS-ALL:" ALL_VERSIONS GROUPS OLD_EXCHANGES OLD_CIPHERS
	    OLD_SIGNATURES MANNERS,
	[TLS_PROFILE_TLS12] = "NORMAL:-VERS-ALL:" OLD_VERSIONS GROUPS OLD_EXCHANGES OLD_CIPHERS
	    OLD_SIGNATURES MANNERS,
	[TLS_PROFILE_TLS13] = "NORMAL:-VERS-ALL:+VERS-TLS1.3:" GROUPS MANNERS,
	[TLS_PROFILE_RSA] = "NORMAL:-VERS-ALL:" ALL_VERSIONS GROUPS OLD_CIPHERS RSA_ONLY MANNERS,
	[TLS_PROFILE_ECDSA] = "NORMAL:-VERS-ALL:" ALL_VERSIONS GROUPS OLD_CIPHERS ECDSA_ONLY
	    MANNERS,
	[TLS_PROFILE_CBC] = "NORMAL:-VERS-ALL:" OLD_VERSIONS GROUPS OLD_EXCHANGES OLD_SIGNATURES
	    CBC_ONLY MANNERS,
	[TLS_PROFILE_OLD] = "NORMAL:-VERS-ALL:+VERS-TLS1.1:+VERS-TLS1.0:" GROUPS OLD_EXCHANGES
	    OLD_CIPHERS OLD_SIGNATURES MANNERS,
	[TLS_PROFILE_SMALL] = "NORMAL:-VERS-ALL:" NEW_VERSIONS FEW MANNERS,
	[TLS_PROFILE_NO_SHA1] = "NORMAL:-VERS-ALL:" NEW_VERSIONS GROUPS OLD_EXCHANGES OLD_CIPHERS
	    NO_SHA1 MANNERS,
	[TLS_PROFILE_NO_TICKET] = "NORMAL:-VERS-ALL:" ALL_VERSIONS GROUPS OLD_EXCHANGES
	    OLD_CIPHERS OLD_SIGNATURES "%NO_TICKETS:" MANNERS,
};
/* clang-format on */
_Static_assert(COUNT_OF(priorities) == TLS_PROFILES, "a priority for each profile");

const char *
profile_priority(enum tls_profile profile)
{
	return priorities[profile];
}
