/* SPDX-License-Identifier: MIT */
/*
 * What a server would negotiate: versions, suites, groups, certificates and manners, as its
 * answers to many hellos prove them. Plain data: `probe/` fills it, rules and reports read it.
 * Answers are facts, not opinions: "accepts RC4" is a yes, whatever one may think of it.
 */
#ifndef FACTS_NEGOTIATION_H
#define FACTS_NEGOTIATION_H

#include "facts/answer.h"
#include "facts/tls.h"

struct suite;

/* From old to new: a greater one is preferred. */
enum tls_version {
	TLS_VERSION_SSL2,
	TLS_VERSION_SSL3,
	TLS_VERSION_10,
	TLS_VERSION_11,
	TLS_VERSION_12,
	TLS_VERSION_13,
	TLS_VERSIONS,
};

/* Kinds of suites of TLS 1.2 and older, each asked for as a whole. A suite may be of several.
 */
enum suite_class {
	SUITE_CLASS_NULL,
	SUITE_CLASS_ANONYMOUS,
	SUITE_CLASS_EXPORT,
	SUITE_CLASS_DES, /* and RC2, both of 64 bits and less */
	SUITE_CLASS_RC4,
	SUITE_CLASS_3DES, /* and IDEA: the ciphers with blocks of 64 bits */
	SUITE_CLASS_MD5,
	SUITE_CLASS_STATIC_DH,  /* DH and ECDH without fresh keys */
	SUITE_CLASS_STATIC_RSA, /* RSA encryption: no forward secrecy */
	SUITE_CLASS_CBC,
	SUITE_CLASS_DHE, /* finite field, anonymous or not */
	SUITE_CLASSES,
};

/* Manners of a server that are yes or no, and the verdicts about known bugs. */
enum behaviour {
	/* What a ServerHello of TLS 1.2 and older shows. */
	BEHAVIOUR_COMPRESSION,
	BEHAVIOUR_SAFE_RENEGOTIATION,
	BEHAVIOUR_EXTENDED_MASTER_SECRET,
	BEHAVIOUR_ENCRYPT_THEN_MAC,
	BEHAVIOUR_TRUNCATED_HMAC,
	BEHAVIOUR_HEARTBEAT,
	BEHAVIOUR_STAPLING,
	BEHAVIOUR_TICKETS_TLS12,
	BEHAVIOUR_DOWNGRADE_SENTINEL,
	BEHAVIOUR_FALLBACK_SCSV,
	BEHAVIOUR_CLIENT_RENEGOTIATION,
	BEHAVIOUR_EC_SHARE_REUSE,
	BEHAVIOUR_DH_SHARE_REUSE,
	/* What sessions show. */
	BEHAVIOUR_TICKETS_TLS13,
	BEHAVIOUR_RESUMPTION_TLS12,
	BEHAVIOUR_RESUMPTION_TLS13,
	BEHAVIOUR_EARLY_DATA,
	BEHAVIOUR_MUST_STAPLE, /* of the certificate */
	/* STARTTLS. */
	BEHAVIOUR_INJECTION, /* a command sent in one segment with STARTTLS is obeyed in TLS */
	BEHAVIOUR_INJECTION_SPLIT, /* the same, in the segment behind */
	BEHAVIOUR_PIPELINED_REPLY, /* ... or answered before TLS */
	BEHAVIOUR_STATE_KEPT,      /* a mail transaction outlives STARTTLS */
	/* Known bugs. */
	BEHAVIOUR_HEARTBLEED,
	BEHAVIOUR_EARLY_CCS,
	BEHAVIOUR_TICKETBLEED,
	BEHAVIOUR_ZERO_TICKET_KEY,
	BEHAVIOUR_ROBOT,
	BEHAVIOUR_POODLE_TLS,
	BEHAVIOURS,
};

/* Hellos that a tolerant server answers as it answers a plain one (RFC 8446 section 9.3). */
enum hello_kind {
	HELLO_KIND_TLS13_OFFER,
	HELLO_KIND_LEGACY_VERSION_TLS13, /* legacy_version 0x0304 */
	HELLO_KIND_RECORD_VERSION_TLS12, /* 0x0303 in the record */
	HELLO_KIND_GREASE,      /* RFC 8701: suite, extension, group, scheme, version */
	HELLO_KIND_MANY_SUITES, /* 128 */
	HELLO_KIND_LENGTH_300,  /* 256 to 511 bytes hung some servers (RFC 7685) */
	HELLO_KIND_LARGE,       /* 1,800 bytes: more than a segment */
	HELLO_KIND_LARGE_SHARE, /* a key share of 1,216 bytes, as of X25519MLKEM768 */
	HELLO_KIND_SPLIT,       /* in several records */
	HELLO_KIND_UNKNOWN_EXTENSION,
	HELLO_KIND_SESSION_ID, /* 32 bytes */
	HELLO_KIND_NO_NAME,    /* no SNI */
	HELLO_KIND_STATUS_REQUEST,
	HELLO_KINDS,
};

/* Who decides among what both know? */
enum preference {
	PREFERENCE_UNKNOWN,
	PREFERENCE_SERVER,
	PREFERENCE_CLIENT,
};

enum { RANKING_MAX = 160 };

/* Everything of one kind that a server takes, in the order in which it took it. */
struct ranking {
	struct answer is_whole; /* yes: nothing else is taken; unknown: see why; no: see why */
	enum preference preference;
	bool is_order_partial; /* they were asked in sets, and only within each the order shows
	                        */
	size_t len;
	uint16_t numbers[RANKING_MAX];
};

/* What a server does about something in the hello that it may or may not heed. */
enum heed {
	HEED_UNKNOWN, /* see why */
	HEED_ACCEPTED,
	HEED_IGNORED,
	HEED_REFUSED,
	HEED_NOT_APPLICABLE,
	HEEDS,
};

struct heeding {
	enum heed heed;
	const char *why; /* of HEED_UNKNOWN and HEED_NOT_APPLICABLE */
	uint32_t alert;  /* of HEED_REFUSED; UINT32_MAX if it was none */
};

/* The Diffie-Hellman parameters of finite fields. */
struct dh_facts {
	unsigned bits;    /* 0: none seen */
	const char *name; /* of a prime that is known: "RFC 7919 ffdhe2048"; else NULL */
	bool is_tested;   /* false: too large a number, of which the next two are not known */
	bool is_prime;
	bool is_safe_prime; /* (p-1)/2 is prime as well */
	const char *sha256; /* of the prime, hexadecimal */
};

/* A certificate that is shown in other circumstances than those of the main session. */
struct other_certificate {
	struct answer is_other; /* no: the same as in the main session */
	const char *sha256;     /* of the certificate, hexadecimal; NULL if there is none */
	const struct certificate *certificate; /* all of it; NULL if it cannot be read */
	const char *subject;
	const char *key_type;
	unsigned key_bits;
	uint32_t alert; /* of a refusal; UINT32_MAX if there was none */
};

struct ticket_facts {
	unsigned count; /* NewSessionTicket messages of one session */
	uint32_t lifetime_s;
	bool is_before_finished; /* TLS 1.3: they came with the server's Finished, unasked */
	uint32_t max_early_data;
};

/* One question of the plan, and what became of it. */
struct asked {
	unsigned question; /* enum question */
	unsigned connections;
	const char *why_not; /* it was not (wholly) asked because; NULL if it was */
	bool is_applicable;  /* false: there is nothing to ask here, see why_not */
	bool is_left_open;   /* it was wanted, and could not be asked, or not to its end */
};

enum { ASKED_MAX = 40 };

struct negotiation {
	bool is_known; /* false: nothing beyond the basics was asked */
	struct answer versions[TLS_VERSIONS];
	struct answer classes[SUITE_CLASSES];
	uint16_t class_examples[SUITE_CLASSES]; /* a suite of the class that was taken */
	size_t ssl2_kinds_len;
	uint32_t ssl2_kinds[16];
	struct dh_facts dh;
	struct answer post_quantum;
	struct answer post_quantum_preferred;
	uint16_t post_quantum_group; /* 0: none */
	struct other_certificate without_name;
	struct other_certificate other_key;  /* of another type: RSA and ECDSA */
	struct ranking suites[TLS_VERSIONS]; /* by version; SSL 2.0 has ssl2_kinds */
	struct ranking groups_tls13;
	struct ranking groups_tls12;
	struct ranking schemes;      /* of TLS 1.2's ServerKeyExchange */
	struct heeding alpn;         /* the service's own protocol name */
	struct heeding alpn_unknown; /* a name that it cannot know */
	struct heeding unknown_name; /* SNI of another host */
	struct answer tolerates[HELLO_KINDS];
	struct answer behaviours[BEHAVIOURS];
	struct answer mail_before_tls; /* MAIL is taken before STARTTLS; no: TLS is demanded */
	struct ticket_facts tickets_tls12;
	struct ticket_facts tickets_tls13;
	size_t asked_len;
	struct asked asked[ASKED_MAX];
};

/* Words for reports and programs: "tls-1.2", "static-rsa", "early-ccs", "large" ... */
const char *tls_version_id(enum tls_version version);
const char *tls_version_title(enum tls_version version); /* "TLS 1.2" */
uint16_t tls_version_number(enum tls_version version);   /* 0x0303 */
const char *suite_class_name(enum suite_class suite_class);
const char *suite_class_title(enum suite_class suite_class); /* "static RSA" */

/* What the classes mean. */
bool suite_is_of_class(const struct suite *suite, enum suite_class suite_class);

const char *behaviour_name(enum behaviour behaviour);
const char *behaviour_title(enum behaviour behaviour); /* "client-initiated renegotiation" */
const char *hello_kind_name(enum hello_kind kind);
const char *hello_kind_title(enum hello_kind kind);
const char *preference_name(enum preference preference);
const char *heed_name(enum heed heed);

#endif
