/* SPDX-License-Identifier: MIT */
#include "facts/negotiation.h"

#include "registry/suite.h"

struct words {
	const char *name;  /* for programs */
	const char *title; /* for people */
};

static const struct version_words {
	uint16_t number;
	struct words words;
} versions[] = {
	[TLS_VERSION_SSL2] = { 0x0002, { "ssl-2.0", "SSL 2.0" } },
	[TLS_VERSION_SSL3] = { 0x0300, { "ssl-3.0", "SSL 3.0" } },
	[TLS_VERSION_10] = { 0x0301, { "tls-1.0", "TLS 1.0" } },
	[TLS_VERSION_11] = { 0x0302, { "tls-1.1", "TLS 1.1" } },
	[TLS_VERSION_12] = { 0x0303, { "tls-1.2", "TLS 1.2" } },
	[TLS_VERSION_13] = { 0x0304, { "tls-1.3", "TLS 1.3" } },
};
_Static_assert(COUNT_OF(versions) == TLS_VERSIONS, "words for each version");

static const struct words classes[] = {
	[SUITE_CLASS_NULL] = { "null", "no encryption (NULL)" },
	[SUITE_CLASS_ANONYMOUS] = { "anonymous", "anonymous (no certificate)" },
	[SUITE_CLASS_EXPORT] = { "export", "export" },
	[SUITE_CLASS_DES] = { "des", "DES" },
	[SUITE_CLASS_RC4] = { "rc4", "RC4" },
	[SUITE_CLASS_3DES] = { "3des", "3DES" },
	[SUITE_CLASS_MD5] = { "md5", "MD5" },
	[SUITE_CLASS_STATIC_DH] = { "static-dh", "static DH" },
	[SUITE_CLASS_STATIC_RSA] = { "static-rsa", "static RSA" },
	[SUITE_CLASS_CBC] = { "cbc", "CBC" },
	[SUITE_CLASS_DHE] = { "dhe", "finite-field DHE" },
};
_Static_assert(COUNT_OF(classes) == SUITE_CLASSES, "words for each class");

static const struct words behaviours[] = {
	[BEHAVIOUR_COMPRESSION] = { "compression", "TLS compression" },
	[BEHAVIOUR_SAFE_RENEGOTIATION] = { "safe-renegotiation",
	    "safe renegotiation (RFC 5746)" },
	[BEHAVIOUR_EXTENDED_MASTER_SECRET] = { "extended-master-secret",
	    "extended master secret" },
	[BEHAVIOUR_ENCRYPT_THEN_MAC] = { "encrypt-then-mac", "encrypt-then-MAC" },
	[BEHAVIOUR_TRUNCATED_HMAC] = { "truncated-hmac", "truncated HMAC" },
	[BEHAVIOUR_HEARTBEAT] = { "heartbeat", "heartbeat" },
	[BEHAVIOUR_STAPLING] = { "stapling", "OCSP stapling" },
	[BEHAVIOUR_TICKETS_TLS12] = { "tickets-tls-1.2", "session tickets (TLS 1.2)" },
	[BEHAVIOUR_DOWNGRADE_SENTINEL] = { "downgrade-sentinel", "downgrade sentinel" },
	[BEHAVIOUR_FALLBACK_SCSV] = { "fallback-scsv", "fallback SCSV" },
	[BEHAVIOUR_CLIENT_RENEGOTIATION] = { "client-renegotiation",
	    "client-initiated renegotiation" },
	[BEHAVIOUR_EC_SHARE_REUSE] = { "ec-share-reuse", "ECDHE keys used again" },
	[BEHAVIOUR_DH_SHARE_REUSE] = { "dh-share-reuse", "DHE keys used again" },
	[BEHAVIOUR_TICKETS_TLS13] = { "tickets-tls-1.3", "session tickets (TLS 1.3)" },
	[BEHAVIOUR_RESUMPTION_TLS12] = { "resumption-tls-1.2", "resumption (TLS 1.2)" },
	[BEHAVIOUR_RESUMPTION_TLS13] = { "resumption-tls-1.3", "resumption (TLS 1.3)" },
	[BEHAVIOUR_EARLY_DATA] = { "early-data", "early data (0-RTT)" },
	[BEHAVIOUR_MUST_STAPLE] = { "must-staple", "certificate demands a staple" },
	[BEHAVIOUR_INJECTION] = { "starttls-injection", "STARTTLS command injection" },
	[BEHAVIOUR_INJECTION_SPLIT] = { "starttls-injection-split",
	    "STARTTLS command injection, in two segments" },
	[BEHAVIOUR_PIPELINED_REPLY] = { "pipelined-reply",
	    "answer to a command behind STARTTLS, before TLS" },
	[BEHAVIOUR_STATE_KEPT] = { "state-kept", "mail transaction outlives STARTTLS" },
	[BEHAVIOUR_HEARTBLEED] = { "heartbleed", "Heartbleed" },
	[BEHAVIOUR_EARLY_CCS] = { "early-ccs", "early ChangeCipherSpec" },
	[BEHAVIOUR_TICKETBLEED] = { "ticketbleed", "Ticketbleed" },
	[BEHAVIOUR_ZERO_TICKET_KEY] = { "zero-ticket-key", "zero ticket key" },
	[BEHAVIOUR_ROBOT] = { "robot", "ROBOT" },
	[BEHAVIOUR_POODLE_TLS] = { "poodle-tls", "POODLE against TLS" },
};
_Static_assert(COUNT_OF(behaviours) == BEHAVIOURS, "words for each behaviour");

static const struct words kinds[] = {
	[HELLO_KIND_TLS13_OFFER] = { "tls-1.3-offer", "offer of TLS 1.3" },
	[HELLO_KIND_LEGACY_VERSION_TLS13] = { "legacy-version-tls-1.3",
	    "TLS 1.3 as legacy version" },
	[HELLO_KIND_RECORD_VERSION_TLS12] = { "record-version-tls-1.2",
	    "TLS 1.2 as record version" },
	[HELLO_KIND_GREASE] = { "grease", "GREASE" },
	[HELLO_KIND_MANY_SUITES] = { "many-suites", "128 suites" },
	[HELLO_KIND_LENGTH_300] = { "length-300", "300 bytes" },
	[HELLO_KIND_LARGE] = { "large", "1,800 bytes" },
	[HELLO_KIND_LARGE_SHARE] = { "large-share", "key share of 1,216 bytes" },
	[HELLO_KIND_SPLIT] = { "split", "several records" },
	[HELLO_KIND_UNKNOWN_EXTENSION] = { "unknown-extension", "unknown extension" },
	[HELLO_KIND_SESSION_ID] = { "session-id", "session id" },
	[HELLO_KIND_NO_NAME] = { "no-name", "no SNI" },
	[HELLO_KIND_STATUS_REQUEST] = { "status-request", "status request" },
};
_Static_assert(COUNT_OF(kinds) == HELLO_KINDS, "words for each kind of hello");

const char *
tls_version_id(enum tls_version version)
{
	return versions[version].words.name;
}

const char *
tls_version_title(enum tls_version version)
{
	return versions[version].words.title;
}

uint16_t
tls_version_number(enum tls_version version)
{
	return versions[version].number;
}

const char *
suite_class_name(enum suite_class suite_class)
{
	return classes[suite_class].name;
}

const char *
suite_class_title(enum suite_class suite_class)
{
	return classes[suite_class].title;
}

bool
suite_is_of_class(const struct suite *suite, enum suite_class suite_class)
{
	enum key_exchange key = suite->key_exchange;

	switch (suite_class) {
	case SUITE_CLASS_NULL:
		return suite->cipher == CIPHER_NULL;
	case SUITE_CLASS_ANONYMOUS:
		return suite->authentication == AUTHENTICATION_NONE;
	case SUITE_CLASS_EXPORT:
		return suite->is_export;
	case SUITE_CLASS_DES:
		return suite->cipher == CIPHER_DES || suite->cipher == CIPHER_RC2;
	case SUITE_CLASS_RC4:
		return suite->cipher == CIPHER_RC4;
	case SUITE_CLASS_3DES:
		return suite->cipher == CIPHER_3DES || suite->cipher == CIPHER_IDEA;
	case SUITE_CLASS_MD5:
		return suite->mac == MAC_MD5;
	case SUITE_CLASS_STATIC_DH:
		return key == KEY_EXCHANGE_DH || key == KEY_EXCHANGE_ECDH;
	case SUITE_CLASS_STATIC_RSA:
		return key == KEY_EXCHANGE_RSA;
	case SUITE_CLASS_CBC:
		return suite->mode == CIPHER_MODE_CBC;
	case SUITE_CLASS_DHE:
		return key == KEY_EXCHANGE_DHE || key == KEY_EXCHANGE_DH_ANON;
	case SUITE_CLASSES:
		break;
	}
	return false;
}

const char *
behaviour_name(enum behaviour behaviour)
{
	return behaviours[behaviour].name;
}

const char *
behaviour_title(enum behaviour behaviour)
{
	return behaviours[behaviour].title;
}

const char *
hello_kind_name(enum hello_kind kind)
{
	return kinds[kind].name;
}

const char *
hello_kind_title(enum hello_kind kind)
{
	return kinds[kind].title;
}

const char *
preference_name(enum preference preference)
{
	static const char *const names[] = {
		[PREFERENCE_UNKNOWN] = "unknown",
		[PREFERENCE_SERVER] = "server",
		[PREFERENCE_CLIENT] = "client",
	};

	return names[preference];
}

const char *
heed_name(enum heed heed)
{
	static const char *const names[] = {
		[HEED_UNKNOWN] = "unknown",
		[HEED_ACCEPTED] = "accepted",
		[HEED_IGNORED] = "ignored",
		[HEED_REFUSED] = "refused",
		[HEED_NOT_APPLICABLE] = "not-applicable",
	};
	_Static_assert(COUNT_OF(names) == HEEDS, "a word for each");

	return names[heed];
}
