/* SPDX-License-Identifier: MIT */
/* What servers would negotiate, written down as facts: a modern one at standard depth, and at
 * full depth one that takes everything and one that hides much of it. */
#include "support/samples.h"

#include <string.h>

#define YES                                                                                    \
	{                                                                                      \
		.value = ANSWER_YES                                                            \
	}
#define NO                                                                                     \
	{                                                                                      \
		.value = ANSWER_NO                                                             \
	}
#define LIKELY(what)                                                                           \
	{                                                                                      \
		.value = ANSWER_##what, .certainty = CERTAINTY_LIKELY                          \
	}
#define POSSIBLY(what)                                                                         \
	{                                                                                      \
		.value = ANSWER_##what, .certainty = CERTAINTY_POSSIBLE                        \
	}
#define UNKNOWN(reason)                                                                        \
	{                                                                                      \
		.why = reason                                                                  \
	}
#define NONE(reason)                                                                           \
	{                                                                                      \
		.value = ANSWER_NOT_APPLICABLE, .why = reason                                  \
	}
#define STOPPED UNKNOWN("the server stopped answering")
#define NUMBERS(...)                                                                           \
	.numbers = { __VA_ARGS__ }, .len = COUNT_OF(((const uint16_t[]){ __VA_ARGS__ }))
#define ASKED(what, count)                                                                     \
	{                                                                                      \
		.question = QUESTION_##what, .connections = count, .is_applicable = true       \
	}
#define LEFT_OUT(what, count, reason)                                                          \
	{                                                                                      \
		.question = QUESTION_##what, .connections = count, .is_applicable = true,      \
		.why_not = reason                                                              \
	}
#define NOTHING(what, reason)                                                                  \
	{                                                                                      \
		.question = QUESTION_##what, .why_not = reason                                 \
	}

#define EIGHT(text) text text text text text text text text
#define FINGERPRINT(digit) EIGHT(EIGHT(digit))

/* clang-format off */
#define NO_OLD_VERSIONS                                                                        \
	[TLS_VERSION_SSL2] = NO, [TLS_VERSION_SSL3] = NO, [TLS_VERSION_10] = NO,               \
	[TLS_VERSION_11] = NO
#define NO_BROKEN_SUITES                                                                       \
	[SUITE_CLASS_NULL] = NO, [SUITE_CLASS_ANONYMOUS] = NO, [SUITE_CLASS_EXPORT] = NO,      \
	[SUITE_CLASS_DES] = NO, [SUITE_CLASS_RC4] = NO, [SUITE_CLASS_3DES] = NO,               \
	[SUITE_CLASS_MD5] = NO, [SUITE_CLASS_STATIC_DH] = NO
#define MODERN_BEHAVIOURS                                                                      \
	[BEHAVIOUR_SAFE_RENEGOTIATION] = YES,                                                  \
	[BEHAVIOUR_EXTENDED_MASTER_SECRET] = YES, [BEHAVIOUR_ENCRYPT_THEN_MAC] = YES,          \
	[BEHAVIOUR_TRUNCATED_HMAC] = NO, [BEHAVIOUR_HEARTBEAT] = NO,                           \
	[BEHAVIOUR_TICKETS_TLS12] = YES,                                                       \
	[BEHAVIOUR_DOWNGRADE_SENTINEL] = YES

/* As a port with STARTTLS answers. */
static const struct negotiation modern = {
	.is_known = true,
	.versions = { NO_OLD_VERSIONS, [TLS_VERSION_12] = YES, [TLS_VERSION_13] = YES },
	.classes = { NO_BROKEN_SUITES, [SUITE_CLASS_STATIC_RSA] = NO, [SUITE_CLASS_CBC] = YES,
	    [SUITE_CLASS_DHE] = YES },
	.class_examples = { [SUITE_CLASS_CBC] = 0xc00a, [SUITE_CLASS_DHE] = 0x009f },
	.dh = { .bits = 2048, .name = "RFC 7919 ffdhe2048", .is_prime = true,
	    .is_safe_prime = true, .sha256 = FINGERPRINT("3") },
	.post_quantum = YES,
	.post_quantum_preferred = YES,
	.post_quantum_group = 0x11ec,
	.without_name = { .is_other = NO, .sha256 = FINGERPRINT("a"),
	    .subject = "CN=mail.example.test", .key_type = "EC", .key_bits = 256,
	    .alert = UINT32_MAX },
	.other_key = { .is_other = YES, .sha256 = FINGERPRINT("b"),
	    .subject = "CN=mail.example.test", .key_type = "RSA", .key_bits = 2048,
	    .alert = UINT32_MAX },
	.behaviours = { MODERN_BEHAVIOURS, [BEHAVIOUR_COMPRESSION] = NO,
	    [BEHAVIOUR_STAPLING] = NO, [BEHAVIOUR_INJECTION] = NO,
	    [BEHAVIOUR_PIPELINED_REPLY] = NO },
	.asked = { ASKED(BASICS, 1), ASKED(LOGIN, 1), ASKED(NO_NAME, 1), ASKED(CLASSES, 2),
	    ASKED(POST_QUANTUM, 1), ASKED(VERSIONS, 1), ASKED(SSL2, 1), ASKED(OTHER_KEY, 1),
	    ASKED(INJECTION, 1) },
	.asked_len = 9,
};

/* The same server with a bound on its connections. */
static const struct negotiation cut_off = {
	.is_known = true,
	.versions = { [TLS_VERSION_SSL2] = STOPPED, [TLS_VERSION_SSL3] = LIKELY(NO),
	    [TLS_VERSION_10] = LIKELY(NO), [TLS_VERSION_11] = NO, [TLS_VERSION_12] = YES,
	    [TLS_VERSION_13] = YES },
	.classes = { [SUITE_CLASS_NULL] = STOPPED, [SUITE_CLASS_ANONYMOUS] = STOPPED,
	    [SUITE_CLASS_EXPORT] = STOPPED, [SUITE_CLASS_DES] = STOPPED,
	    [SUITE_CLASS_RC4] = STOPPED, [SUITE_CLASS_3DES] = STOPPED,
	    [SUITE_CLASS_MD5] = STOPPED, [SUITE_CLASS_STATIC_DH] = STOPPED,
	    [SUITE_CLASS_STATIC_RSA] = STOPPED, [SUITE_CLASS_CBC] = STOPPED,
	    [SUITE_CLASS_DHE] = STOPPED },
	.post_quantum = YES,
	.post_quantum_preferred = STOPPED,
	.post_quantum_group = 0x11ec,
	.without_name = { .is_other = STOPPED, .alert = UINT32_MAX },
	.other_key = { .is_other = STOPPED, .alert = UINT32_MAX },
	.behaviours = { MODERN_BEHAVIOURS, [BEHAVIOUR_COMPRESSION] = STOPPED,
	    [BEHAVIOUR_INJECTION] = STOPPED },
	.asked = { ASKED(BASICS, 1), ASKED(LOGIN, 1), ASKED(POST_QUANTUM, 1),
	    LEFT_OUT(NO_NAME, 0, "the bound on connections was reached"),
	    LEFT_OUT(CLASSES, 2, "the server stopped answering"),
	    LEFT_OUT(VERSIONS, 1, "the server stopped answering"),
	    LEFT_OUT(SSL2, 0, "the bound on connections was reached"),
	    LEFT_OUT(OTHER_KEY, 0, "the bound on connections was reached"),
	    LEFT_OUT(INJECTION, 0, "the bound on connections was reached") },
	.asked_len = 9,
};

/* Everything that can be wrong is. */
static const struct negotiation lax = {
	.is_known = true,
	.versions = { [TLS_VERSION_SSL2] = YES, [TLS_VERSION_SSL3] = YES, [TLS_VERSION_10] = YES,
	    [TLS_VERSION_11] = YES, [TLS_VERSION_12] = YES, [TLS_VERSION_13] = NO },
	.classes = { [SUITE_CLASS_NULL] = YES, [SUITE_CLASS_ANONYMOUS] = YES,
	    [SUITE_CLASS_EXPORT] = YES, [SUITE_CLASS_DES] = YES, [SUITE_CLASS_RC4] = YES,
	    [SUITE_CLASS_3DES] = YES, [SUITE_CLASS_MD5] = YES, [SUITE_CLASS_STATIC_DH] = NO,
	    [SUITE_CLASS_STATIC_RSA] = YES, [SUITE_CLASS_CBC] = YES, [SUITE_CLASS_DHE] = YES },
	.class_examples = { [SUITE_CLASS_NULL] = 0x0002, [SUITE_CLASS_ANONYMOUS] = 0x0034,
	    [SUITE_CLASS_EXPORT] = 0x0003, [SUITE_CLASS_DES] = 0x0009,
	    [SUITE_CLASS_RC4] = 0x0004, [SUITE_CLASS_3DES] = 0x000a, [SUITE_CLASS_MD5] = 0x0004,
	    [SUITE_CLASS_STATIC_RSA] = 0x002f, [SUITE_CLASS_CBC] = 0x002f,
	    [SUITE_CLASS_DHE] = 0x0033 },
	.ssl2_kinds = { 0x010080, 0x020080, 0x0700c0, 0xffffff },
	.ssl2_kinds_len = 4,
	.dh = { .bits = 512, .sha256 = FINGERPRINT("5") },
	.post_quantum = { .value = ANSWER_NO, .why = "the server does not have TLS 1.3" },
	.post_quantum_preferred = NONE("there is none to prefer"),
	.without_name = { .is_other = YES, .sha256 = FINGERPRINT("c"),
	    .subject = "CN=shared-hosting.a-provider-of-some-length.example.test",
	    .key_type = "RSA", .key_bits = 1024, .alert = UINT32_MAX },
	.other_key = { .is_other = NO, .alert = 40 },
	.suites = {
	    [TLS_VERSION_13] = { .is_whole = NONE("the server does not have this version") },
	    [TLS_VERSION_12] = { .is_whole = YES, .preference = PREFERENCE_CLIENT,
		NUMBERS(0x0002, 0x0003, 0x0004, 0x0009, 0x000a, 0x0017, 0x002f, 0x0033, 0x0034,
		    0x009d, 0xc013, 0xc02f, 0xcca8, 0xfffe) },
	    [TLS_VERSION_11] = { .is_whole = YES, .preference = PREFERENCE_SERVER,
		NUMBERS(0x0004, 0x000a, 0x002f, 0x0033, 0xc013) },
	    [TLS_VERSION_10] = { .is_whole = YES, .preference = PREFERENCE_SERVER,
		NUMBERS(0x0004, 0x000a, 0x002f, 0x0033, 0xc013) },
	    [TLS_VERSION_SSL3] = { .is_whole = STOPPED, NUMBERS(0x0004, 0x000a) },
	    [TLS_VERSION_SSL2] = { .is_whole = NONE("SSL 2.0 has kinds of ciphers") } },
	.groups_tls13 = { .is_whole = NONE("the server does not have TLS 1.3") },
	.groups_tls12 = { .is_whole = LIKELY(YES), .preference = PREFERENCE_SERVER,
	    NUMBERS(0x0017, 0x0018, 0x0019, 0x001d, 0x0009) },
	.schemes = { .is_whole = YES, .preference = PREFERENCE_CLIENT,
	    NUMBERS(0x0201, 0x0101, 0x0401, 0x0501, 0x0601, 0x0804, 0xfefe) },
	.alpn = { .heed = HEED_IGNORED },
	.alpn_unknown = { .heed = HEED_IGNORED },
	.unknown_name = { .heed = HEED_REFUSED, .alert = 112 },
	.tolerates = { [HELLO_KIND_TLS13_OFFER] = YES, [HELLO_KIND_LEGACY_VERSION_TLS13] = NO,
	    [HELLO_KIND_RECORD_VERSION_TLS12] = YES, [HELLO_KIND_GREASE] = YES,
	    [HELLO_KIND_MANY_SUITES] = LIKELY(NO), [HELLO_KIND_LENGTH_300] = LIKELY(NO),
	    [HELLO_KIND_LARGE] = STOPPED, [HELLO_KIND_LARGE_SHARE] = NONE("it has no TLS 1.3"),
	    [HELLO_KIND_SPLIT] = NO, [HELLO_KIND_UNKNOWN_EXTENSION] = YES,
	    [HELLO_KIND_SESSION_ID] = YES, [HELLO_KIND_NO_NAME] = YES,
	    [HELLO_KIND_STATUS_REQUEST] = YES },
	.behaviours = { [BEHAVIOUR_COMPRESSION] = YES, [BEHAVIOUR_SAFE_RENEGOTIATION] = NO,
	    [BEHAVIOUR_EXTENDED_MASTER_SECRET] = NO, [BEHAVIOUR_ENCRYPT_THEN_MAC] = NO,
	    [BEHAVIOUR_TRUNCATED_HMAC] = YES, [BEHAVIOUR_HEARTBEAT] = YES,
	    [BEHAVIOUR_STAPLING] = NO, [BEHAVIOUR_TICKETS_TLS12] = YES,
	    [BEHAVIOUR_DOWNGRADE_SENTINEL] = NO, [BEHAVIOUR_FALLBACK_SCSV] = NO,
	    [BEHAVIOUR_CLIENT_RENEGOTIATION] = YES, [BEHAVIOUR_EC_SHARE_REUSE] = POSSIBLY(NO),
	    [BEHAVIOUR_DH_SHARE_REUSE] = YES, [BEHAVIOUR_TICKETS_TLS13] = NONE("no TLS 1.3"),
	    [BEHAVIOUR_RESUMPTION_TLS12] = YES, [BEHAVIOUR_RESUMPTION_TLS13] = NONE("no TLS 1.3"),
	    [BEHAVIOUR_EARLY_DATA] = NONE("no TLS 1.3"), [BEHAVIOUR_MUST_STAPLE] = NO,
	    [BEHAVIOUR_INJECTION] = YES, [BEHAVIOUR_INJECTION_SPLIT] = LIKELY(NO),
	    [BEHAVIOUR_PIPELINED_REPLY] = YES, [BEHAVIOUR_STATE_KEPT] = STOPPED,
	    [BEHAVIOUR_HEARTBLEED] = YES, [BEHAVIOUR_EARLY_CCS] = NO,
	    [BEHAVIOUR_TICKETBLEED] = NO, [BEHAVIOUR_ZERO_TICKET_KEY] = NO,
	    [BEHAVIOUR_ROBOT] = LIKELY(YES), [BEHAVIOUR_POODLE_TLS] = STOPPED },
	.tickets_tls12 = { .count = 1, .lifetime_s = 7200 },
	.asked = { ASKED(BASICS, 1), ASKED(LOGIN, 1), ASKED(NO_NAME, 1), ASKED(SUITES, 48),
	    NOTHING(CLASSES, "every suite is asked"),
	    NOTHING(POST_QUANTUM, "the server does not have TLS 1.3"), ASKED(VERSIONS, 1),
	    ASKED(SSL2, 1), ASKED(OTHER_KEY, 1), ASKED(INJECTION, 1), ASKED(GROUPS, 8),
	    ASKED(SCHEMES, 9), ASKED(FALLBACK, 1), ASKED(ALPN, 2), ASKED(UNKNOWN_NAME, 1),
	    LEFT_OUT(TOLERANCE, 12, "the server stopped answering"), ASKED(RESUMPTION, 2),
	    ASKED(RENEGOTIATION, 1), ASKED(INJECTION_SPLIT, 1),
	    LEFT_OUT(STATE, 1, "the server stopped answering"), ASKED(HEARTBLEED, 1),
	    ASKED(TICKETBLEED, 1), ASKED(EARLY_CCS, 1), ASKED(ROBOT, 10),
	    LEFT_OUT(POODLE_TLS, 1, "the server stopped answering") },
	.asked_len = 25,
};

#define NOT_INTRUSIVE UNKNOWN("only asked with --intrusive")

/* Implicit TLS, at full depth but not intrusive, and in good order. */
static const struct negotiation careful = {
	.is_known = true,
	.versions = { NO_OLD_VERSIONS, [TLS_VERSION_12] = YES, [TLS_VERSION_13] = YES },
	.classes = { NO_BROKEN_SUITES, [SUITE_CLASS_STATIC_RSA] = NO, [SUITE_CLASS_CBC] = NO,
	    [SUITE_CLASS_DHE] = NO },
	.post_quantum = YES,
	.post_quantum_preferred = NO,
	.post_quantum_group = 0x11eb,
	.without_name = { .is_other = YES, .alert = 112 },
	.other_key = { .is_other = LIKELY(NO), .alert = UINT32_MAX },
	.suites = {
	    [TLS_VERSION_13] = { .is_whole = YES, .preference = PREFERENCE_SERVER,
		NUMBERS(0x1302, 0x1303, 0x1301) },
	    [TLS_VERSION_12] = { .is_whole = LIKELY(YES), .preference = PREFERENCE_SERVER,
		NUMBERS(0xcca9, 0xc02b) } },
	.groups_tls13 = { .is_whole = YES, .preference = PREFERENCE_SERVER,
	    NUMBERS(0x001d, 0x11eb, 0x0017) },
	.groups_tls12 = { .is_whole = UNKNOWN("asked with TLS 1.3 only") },
	.schemes = { .is_whole = YES, .preference = PREFERENCE_SERVER, NUMBERS(0x0403) },
	.alpn = { .heed = HEED_ACCEPTED },
	.alpn_unknown = { .heed = HEED_REFUSED, .alert = 120 },
	.unknown_name = { .heed = HEED_UNKNOWN, .why = "the server stopped answering" },
	.tolerates = { YES, YES, YES, YES, YES, YES, YES, YES, YES, YES, YES, YES, YES },
	.behaviours = { MODERN_BEHAVIOURS, [BEHAVIOUR_COMPRESSION] = NO,
	    [BEHAVIOUR_STAPLING] = YES,
	    [BEHAVIOUR_FALLBACK_SCSV] = YES, [BEHAVIOUR_CLIENT_RENEGOTIATION] = NO,
	    [BEHAVIOUR_EC_SHARE_REUSE] = NO, [BEHAVIOUR_DH_SHARE_REUSE] = NONE("there is no DHE"),
	    [BEHAVIOUR_TICKETS_TLS13] = YES, [BEHAVIOUR_RESUMPTION_TLS12] = YES,
	    [BEHAVIOUR_RESUMPTION_TLS13] = YES, [BEHAVIOUR_EARLY_DATA] = NO,
	    [BEHAVIOUR_MUST_STAPLE] = YES, [BEHAVIOUR_INJECTION] = NONE("TLS begins at once"),
	    [BEHAVIOUR_INJECTION_SPLIT] = NONE("TLS begins at once"),
	    [BEHAVIOUR_PIPELINED_REPLY] = NONE("TLS begins at once"),
	    [BEHAVIOUR_STATE_KEPT] = NONE("TLS begins at once"),
	    [BEHAVIOUR_HEARTBLEED] = NO, [BEHAVIOUR_EARLY_CCS] = NOT_INTRUSIVE,
	    [BEHAVIOUR_TICKETBLEED] = NOT_INTRUSIVE, [BEHAVIOUR_ZERO_TICKET_KEY] = NO,
	    [BEHAVIOUR_ROBOT] = NOT_INTRUSIVE, [BEHAVIOUR_POODLE_TLS] = NOT_INTRUSIVE },
	.tickets_tls12 = { .count = 1, .lifetime_s = 300 },
	.tickets_tls13 = { .count = 2, .lifetime_s = 7200, .is_before_finished = true,
	    .max_early_data = 16384 },
	.asked = { ASKED(BASICS, 1), NOTHING(LOGIN, "TLS begins at once"), ASKED(NO_NAME, 1),
	    ASKED(SUITES, 12), ASKED(POST_QUANTUM, 2), ASKED(HEARTBLEED, 1),
	    LEFT_OUT(TICKETBLEED, 0, "only asked with --intrusive"),
	    LEFT_OUT(EARLY_CCS, 0, "only asked with --intrusive"),
	    LEFT_OUT(ROBOT, 0, "only asked with --intrusive"),
	    LEFT_OUT(POODLE_TLS, 0, "only asked with --intrusive") },
	.asked_len = 10,
};
/* clang-format on */

static const struct negotiation *
negotiation_of(const char *host, const struct scheme *scheme)
{
	if (strcmp(host, "modern.example.test") == 0)
		return strcmp(scheme->name, "imap") == 0 ? &cut_off : &modern;
	if (strcmp(host, "lax.example.test") == 0)
		return scheme->mode == MODE_IMPLICIT ? &careful : &lax;
	return NULL;
}

void
sample_negotiate(const char *host, struct port_facts *facts)
{
	const struct scheme *scheme = facts->record->endpoint.scheme;
	const struct negotiation *negotiation = negotiation_of(host, scheme);

	if (negotiation == NULL)
		return;
	facts->negotiation = *negotiation;
	if (scheme->mode == MODE_IMPLICIT)
		facts->negotiation.behaviours[BEHAVIOUR_INJECTION] =
		    (struct answer){ ANSWER_NOT_APPLICABLE, CERTAINTY_CERTAIN,
			    "TLS begins at once" };
	if (scheme->mode == MODE_IMPLICIT)
		facts->negotiation.behaviours[BEHAVIOUR_PIPELINED_REPLY] =
		    facts->negotiation.behaviours[BEHAVIOUR_INJECTION];
}
