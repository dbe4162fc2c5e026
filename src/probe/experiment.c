/* SPDX-License-Identifier: MIT */
#include "probe/experiment.h"

#include "registry/number.h"
#include "registry/suite.h"

#include <string.h>

enum {
	LARGE_LEN = 1700,
	PIECE_LEN = 120,
	RECORD_HEADER_LEN = 5, /* RFC 8446 section 5.1 */
	SEGMENT_MAX = 536,     /* what every path carries (RFC 9293 section 3.7.1) */
	PAUSE_MS = 3000,
	NAME_MOST = 253, /* RFC 1035 section 2.3.4, without the last dot */
};

/* Names under .invalid belong to nobody (RFC 6761 section 6.4). */
static const char name_of_nobody[] = "mailsonde.invalid";

/* A path that works is asked for everything that others stumble over. One that fails is asked
 * until a change helps: size before content, so that "without SNI" never means "smaller". Each
 * has room beside the first connection and one for the other mode. */
/* clang-format off */
static const enum experiment orders[SITUATIONS][EXPERIMENT_ORDER_MAX] = {
	[SITUATION_WORKS] = { EXPERIMENT_NO_NAME, EXPERIMENT_TLS12, EXPERIMENT_RESUMED,
	    EXPERIMENT_LARGE_HELLO, EXPERIMENT_TWO_SEGMENTS, EXPERIMENT_ALPN,
	    EXPERIMENT_NO_SHA1, EXPERIMENT_RSA, EXPERIMENT_DHE, EXPERIMENT_LOCALHOST,
	    EXPERIMENT_OTHER_NAME, EXPERIMENT_HELO, EXPERIMENT_DOTTED_NAME, EXPERIMENTS },
	[SITUATION_HOPELESS] = { EXPERIMENTS },
	[SITUATION_EARLY] = { EXPERIMENT_AGAIN, EXPERIMENT_PATIENT, EXPERIMENTS },
	[SITUATION_EHLO_REFUSED] = { EXPERIMENT_AGAIN, EXPERIMENT_LITERAL_NAME,
	    EXPERIMENT_LOCALHOST, EXPERIMENT_PATIENT, EXPERIMENTS },
	[SITUATION_NO_STARTTLS] = { EXPERIMENT_AGAIN, EXPERIMENT_LITERAL_NAME, EXPERIMENT_HELO,
	    EXPERIMENTS },
	[SITUATION_HELLO_DROPPED] = { EXPERIMENT_AGAIN, EXPERIMENT_SMALL_HELLO,
	    EXPERIMENT_NO_NAME, EXPERIMENT_GREETED_NAME, EXPERIMENT_TLS12, EXPERIMENT_RSA,
	    EXPERIMENT_OLD_TLS, EXPERIMENT_TLS13, EXPERIMENT_NO_TICKET, EXPERIMENT_SPLIT_HELLO,
	    EXPERIMENT_TWO_SEGMENTS, EXPERIMENTS },
	[SITUATION_HELLO_SILENT] = { EXPERIMENT_AGAIN, EXPERIMENT_SMALL_HELLO,
	    EXPERIMENT_SMALL_SEGMENTS, EXPERIMENT_NO_NAME, EXPERIMENT_GREETED_NAME,
	    EXPERIMENT_TLS12, EXPERIMENT_OLD_TLS, EXPERIMENT_TWO_SEGMENTS, EXPERIMENTS },
	[SITUATION_ALERT_VERSION] = { EXPERIMENT_AGAIN, EXPERIMENT_TLS12, EXPERIMENT_OLD_TLS,
	    EXPERIMENT_TLS13, EXPERIMENTS },
	[SITUATION_ALERT_NAME] = { EXPERIMENT_AGAIN, EXPERIMENT_NO_NAME,
	    EXPERIMENT_GREETED_NAME, EXPERIMENT_OTHER_NAME, EXPERIMENTS },
	[SITUATION_ALERT_PARAMETER] = { EXPERIMENT_AGAIN, EXPERIMENT_SMALL_HELLO,
	    EXPERIMENT_NO_NAME, EXPERIMENT_GREETED_NAME, EXPERIMENT_TLS12, EXPERIMENT_RSA,
	    EXPERIMENT_ECDSA, EXPERIMENT_DHE, EXPERIMENT_OLD_TLS, EXPERIMENT_TLS13,
	    EXPERIMENTS },
	[SITUATION_ALERT_INTERNAL] = { EXPERIMENT_AGAIN, EXPERIMENT_SMALL_HELLO,
	    EXPERIMENT_NO_NAME, EXPERIMENT_GREETED_NAME, EXPERIMENT_TLS12, EXPERIMENT_RSA,
	    EXPERIMENT_OLD_TLS, EXPERIMENTS },
	[SITUATION_OUR_REFUSAL] = { EXPERIMENT_AGAIN, EXPERIMENT_TLS12, EXPERIMENT_TLS13,
	    EXPERIMENT_OLD_TLS, EXPERIMENT_SMALL_HELLO, EXPERIMENTS },
	[SITUATION_AFTER_TLS] = { EXPERIMENT_AGAIN, EXPERIMENT_NO_NAME, EXPERIMENT_TLS12,
	    EXPERIMENT_NO_TICKET, EXPERIMENT_LITERAL_NAME, EXPERIMENTS },
};
/* clang-format on */

const enum experiment *
experiment_order(enum situation situation)
{
	return orders[situation];
}

/* RFC 7301; lmtp has no name in IANA's list. */
static const char *
alpn_of(enum protocol protocol)
{
	static const char *const names[] = {
		[PROTOCOL_SMTP] = "smtp",
		[PROTOCOL_IMAP] = "imap",
		[PROTOCOL_POP3] = "pop3",
		[PROTOCOL_SIEVE] = "managesieve",
		[PROTOCOL_LMTP] = NULL,
	};
	_Static_assert(COUNT_OF(names) == PROTOCOL_COUNT, "a name for each protocol");

	return names[protocol];
}

static enum protocol
protocol_of(const struct diagnosis *diagnosis)
{
	return diagnosis->facts->record->endpoint.scheme->protocol;
}

static bool
is_version(const struct session *session, enum tls_version version)
{
	return strcmp(session->version, tls_version_title(version)) == 0;
}

static bool
has_rsa_signature(const struct session *session)
{
	return span_starts(span_of(session->signature), "RSA") ||
	       span_contains(span_of(session->suite), "_RSA_");
}

/* The host's name in an SMTP greeting (RFC 5321 section 4.2), a loan; empty if there is none.
 */
static struct span
greeted_name(const struct diagnosis *diagnosis)
{
	const struct lines *greeting = &diagnosis->facts->greeting;
	struct span line = greeting->len > 0 ? greeting->lines[0] : span_of("");
	struct span name = line.len > 4 ? span_skip(line, 4) : span_of("");
	bool has_dot = false;

	if (!span_starts(line, "220"))
		return span_of("");
	for (size_t i = 0; i < name.len; i++) {
		uint8_t byte = name.data[i] | 0x20;

		if (name.data[i] == ' ') {
			name.len = i;
			break;
		}
		if (name.data[i] != '.' && name.data[i] != '-' && (byte < 'a' || byte > 'z') &&
		    (byte < '0' || byte > '9'))
			return span_of("");
		has_dot = has_dot || (name.data[i] == '.' && i > 0);
	}
	/* An address is no name for SNI (RFC 6066 section 3). */
	if (!has_dot || name.len > NAME_MOST || name.data[name.len - 1] == '.' ||
	    (name.data[name.len - 1] >= '0' && name.data[name.len - 1] <= '9'))
		return span_of("");
	return name;
}

/* Is this way of naming the host one of its own? NULL, or why not. */
static const char *
why_not_name(const struct diagnosis *diagnosis, enum experiment experiment)
{
	const char *name = diagnosis->facts->record->endpoint.server_name;
	struct span greeted = greeted_name(diagnosis);

	if (experiment == EXPERIMENT_GREETED_NAME) {
		if (greeted.len == 0)
			return "the greeting has no name";
		return name != NULL && span_is(greeted, name) ? "the greeting has the same name"
		                                              : NULL;
	}
	if (name == NULL)
		return experiment == EXPERIMENT_DOTTED_NAME ? "there is no name"
		       : experiment == EXPERIMENT_NO_NAME   ? "there is no name to leave out"
		                                            : NULL;
	if (experiment == EXPERIMENT_DOTTED_NAME && name[strlen(name) - 1] == '.')
		return "the name has the dot already";
	return NULL;
}

/* Of a path that works: why the change would show nothing. */
static const char *
why_no_surprise(const struct session *session, enum experiment experiment)
{
	bool is_modern =
	    is_version(session, TLS_VERSION_12) || is_version(session, TLS_VERSION_13);

	if (experiment == EXPERIMENT_TLS12 && !is_version(session, TLS_VERSION_13))
		return "it is what the server chose";
	if ((experiment == EXPERIMENT_NO_SHA1 || experiment == EXPERIMENT_LARGE_HELLO ||
		experiment == EXPERIMENT_TWO_SEGMENTS) &&
	    !is_modern)
		return "it would offer no version that the server has";
	if (experiment == EXPERIMENT_NO_SHA1 &&
	    !span_contains(span_of(session->signature), "SHA1"))
		return "the server does not sign with SHA-1";
	if (experiment == EXPERIMENT_RSA && has_rsa_signature(session))
		return "the server has an RSA certificate";
	if (experiment == EXPERIMENT_DHE && !span_contains(span_of(session->suite), "_DHE_"))
		return "the server prefers another key exchange";
	if (experiment == EXPERIMENT_RESUMED && !session->is_resumable)
		return "the server gave nothing to resume with";
	return NULL;
}

/* Will clients that verify certificates turn away from this one? */
static bool
is_spoilt(const struct chain *chain)
{
	static const enum chain_problem problems[] = { CHAIN_EMPTY, CHAIN_UNREADABLE,
		CHAIN_EXPIRED, CHAIN_NOT_YET_VALID, CHAIN_NAME_MISMATCH, CHAIN_SELF_SIGNED,
		CHAIN_UNKNOWN_ISSUER, CHAIN_MISSING_INTERMEDIATE, CHAIN_BAD_SIGNATURE,
		CHAIN_WRONG_PURPOSE, CHAIN_REVOKED };

	for (size_t i = 0; i < COUNT_OF(problems); i++)
		if (chain->problems[problems[i]])
			return true;
	return false;
}

const char *
experiment_why_not(
    const struct diagnosis *diagnosis, enum situation situation, enum experiment experiment)
{
	enum protocol protocol = protocol_of(diagnosis);
	bool names_itself = protocol == PROTOCOL_SMTP || protocol == PROTOCOL_LMTP;

	switch (experiment) {
	case EXPERIMENT_NO_NAME:
	case EXPERIMENT_OTHER_NAME:
	case EXPERIMENT_GREETED_NAME:
	case EXPERIMENT_DOTTED_NAME:
		if (why_not_name(diagnosis, experiment) != NULL)
			return why_not_name(diagnosis, experiment);
		break;
	case EXPERIMENT_ALPN:
		if (alpn_of(protocol) == NULL)
			return "the protocol has no name for ALPN";
		break;
	case EXPERIMENT_LITERAL_NAME:
	case EXPERIMENT_LOCALHOST:
		if (!names_itself)
			return "this protocol has no EHLO";
		break;
	case EXPERIMENT_HELO:
		if (protocol != PROTOCOL_SMTP)
			return "this protocol has no HELO";
		if (situation == SITUATION_WORKS && diagnosis->facts->mode != MODE_STARTTLS)
			return "TLS is there before it";
		break;
	case EXPERIMENT_PATIENT:
		if (protocol != PROTOCOL_SMTP || diagnosis->facts->greeting.len == 0)
			return "there is no greeting of SMTP to wait behind";
		if (diagnosis->failure.stage != STAGE_CAPABILITY)
			return "the server took the first command";
		break;
	default:
		break;
	}
	if (situation != SITUATION_WORKS || !diagnosis->facts->has_session)
		return NULL;
	if (experiment != EXPERIMENT_NO_NAME && is_spoilt(&diagnosis->facts->chain))
		return "its certificate is a cause already";
	return why_no_surprise(diagnosis->facts->session, experiment);
}

static bool
is_dhe(const struct suite *suite)
{
	return suite->key_exchange == KEY_EXCHANGE_DHE && !suite->is_export &&
	       suite->authentication == AUTHENTICATION_RSA &&
	       (suite->cipher == CIPHER_AES || suite->cipher == CIPHER_3DES);
}

static size_t
dhe_suites(uint16_t *numbers)
{
	size_t len = 0;

	for (size_t i = suites_count; i > 0 && len < COMMON_SUITES_MAX; i--)
		if (is_dhe(&suites[i - 1]))
			numbers[len++] = suites[i - 1].number;
	return len;
}

bool
experiment_is_raw(enum experiment experiment)
{
	return experiment == EXPERIMENT_DHE || experiment == EXPERIMENT_LARGE_HELLO ||
	       experiment == EXPERIMENT_SPLIT_HELLO || experiment == EXPERIMENT_TWO_SEGMENTS ||
	       experiment == EXPERIMENT_SIZED_HELLO;
}

bool
experiment_is_alarming(enum experiment experiment)
{
	return experiment != EXPERIMENT_RSA && experiment != EXPERIMENT_TLS12 &&
	       experiment != EXPERIMENT_LOCALHOST && experiment != EXPERIMENT_HELO &&
	       experiment != EXPERIMENT_OTHER_NAME && experiment != EXPERIMENT_DOTTED_NAME &&
	       experiment != EXPERIMENT_AGAIN;
}

/* As small as may be, and padded to the size. */
static void
make_sized(
    const struct diagnosis *diagnosis, unsigned size, draw_bytes *draw, struct attempt *attempt)
{
	static const uint16_t few_suites[] = { 0x1301, 0x1302, 0x1303, 0xc02b, 0xc02c, 0xc02f,
		0xc030, 0x009c, 0x002f };
	static const uint16_t few_groups[] = { 0x001d, 0x0017, 0x0018 };
	static const uint16_t few_schemes[] = { 0x0403, 0x0503, 0x0804, 0x0805, 0x0401,
		0x0501 };
	const struct hello_wish wish = {
		.version = VERSION_TLS13,
		.suites = few_suites,
		.suites_len = COUNT_OF(few_suites),
		.groups = few_groups,
		.groups_len = COUNT_OF(few_groups),
		.schemes = few_schemes,
		.schemes_len = COUNT_OF(few_schemes),
		.server_name = diagnosis->facts->record->endpoint.server_name,
		.is_dual = true,
	};
	struct hello hello;

	wish_make(&wish, draw, &hello);
	if (size > RECORD_HEADER_LEN)
		hello_pad(&hello, size - RECORD_HEADER_LEN);
	attempt->variant |= (uint32_t)size << EXPERIMENT_SIZE_SHIFT;
	attempt_raw(attempt, diagnosis->facts->mode, &hello);
}

static void
make_raw(const struct diagnosis *diagnosis, enum experiment experiment, draw_bytes *draw,
    struct attempt *attempt)
{
	uint16_t numbers[2 * COMMON_SUITES_MAX];
	bool is_dhe_only = experiment == EXPERIMENT_DHE;
	struct hello_wish wish = {
		.version = is_dhe_only ? VERSION_TLS12 : VERSION_TLS13,
		.suites = numbers,
		.server_name = diagnosis->facts->record->endpoint.server_name,
		.is_dual = !is_dhe_only,
		.has_large_share = experiment == EXPERIMENT_LARGE_HELLO ||
		                   experiment == EXPERIMENT_SMALL_SEGMENTS,
	};
	static const uint16_t large_groups[] = { 0x11ec, 0x001d, 0x0017, 0x0018, 0x0100 };
	struct hello hello;

	if (is_dhe_only) {
		wish.suites_len = dhe_suites(numbers);
	} else {
		wish.suites_len = wish_common_suites(VERSION_TLS13, numbers);
		wish.suites_len += wish_common_suites(VERSION_TLS12, numbers + wish.suites_len);
	}
	if (wish.has_large_share) {
		wish.groups = large_groups;
		wish.groups_len = COUNT_OF(large_groups);
	}
	wish_make(&wish, draw, &hello);
	if (wish.has_large_share)
		hello_pad(&hello, LARGE_LEN);
	if (experiment == EXPERIMENT_SPLIT_HELLO)
		hello.record_len = PIECE_LEN;
	attempt_raw(attempt, diagnosis->facts->mode, &hello);
	if (experiment == EXPERIMENT_TWO_SEGMENTS)
		attempt->first_len = attempt->hello.len / 2;
	if (experiment == EXPERIMENT_SMALL_SEGMENTS)
		attempt->segment_max = SEGMENT_MAX;
}

/* RFC 5321 section 4.1.3: [192.0.2.1], [IPv6:2001:db8::1]. */
static const char *
literal(const struct diagnosis *diagnosis)
{
	const struct transcript *path = diagnosis->path;

	if (path == NULL || *path->local == '\0')
		return "[127.0.0.1]";
	return arena_printf(path->arena, "[%s%s]",
	    strchr(path->local, ':') != NULL ? "IPv6:" : "", path->local);
}

static const char *
name_in_sni(const struct diagnosis *diagnosis, enum experiment experiment)
{
	const char *name = diagnosis->facts->record->endpoint.server_name;

	switch (experiment) {
	case EXPERIMENT_NO_NAME:
		return NULL;
	case EXPERIMENT_OTHER_NAME:
		return name_of_nobody;
	case EXPERIMENT_GREETED_NAME:
		return arena_string(diagnosis->path->arena, greeted_name(diagnosis));
	case EXPERIMENT_DOTTED_NAME:
		return arena_printf(diagnosis->path->arena, "%s.", name);
	default:
		return name;
	}
}

static void
make_session(
    const struct diagnosis *diagnosis, enum experiment experiment, struct attempt *attempt)
{
	/* Of the changes that are one of the profile; the others have zero, TLS_PROFILE_ALL. */
	static const enum tls_profile profiles[EXPERIMENTS] = {
		[EXPERIMENT_SMALL_HELLO] = TLS_PROFILE_SMALL,
		[EXPERIMENT_TLS12] = TLS_PROFILE_TLS12,
		[EXPERIMENT_TLS13] = TLS_PROFILE_TLS13,
		[EXPERIMENT_OLD_TLS] = TLS_PROFILE_OLD,
		[EXPERIMENT_RSA] = TLS_PROFILE_RSA,
		[EXPERIMENT_ECDSA] = TLS_PROFILE_ECDSA,
		[EXPERIMENT_NO_SHA1] = TLS_PROFILE_NO_SHA1,
		[EXPERIMENT_NO_TICKET] = TLS_PROFILE_NO_TICKET,
	};
	const struct port_facts *facts = diagnosis->facts;

	attempt_session(attempt, &facts->record->endpoint, facts->mode,
	    experiment == EXPERIMENT_HELO      ? ERRAND_HELO
	    : experiment == EXPERIMENT_PATIENT ? ERRAND_PATIENCE
					       : ERRAND_NONE);
	attempt->offer.profile = profiles[experiment];
	attempt->offer.server_name = name_in_sni(diagnosis, experiment);
	attempt->pause_ms = experiment == EXPERIMENT_PATIENT ? PAUSE_MS : 0;
	if (experiment == EXPERIMENT_ALPN)
		attempt->offer.alpn = alpn_of(protocol_of(diagnosis));
	if (experiment == EXPERIMENT_LITERAL_NAME)
		attempt->ehlo_name = literal(diagnosis);
	if (experiment == EXPERIMENT_LOCALHOST)
		attempt->ehlo_name = "localhost";
	if (experiment == EXPERIMENT_SMALL_SEGMENTS)
		attempt->segment_max = SEGMENT_MAX;
	if (experiment == EXPERIMENT_RESUMED)
		attempt->offer.resumption = diagnosis->path->resumption;
}

void
experiment_make(const struct diagnosis *diagnosis, enum experiment experiment, unsigned size,
    draw_bytes *draw, struct attempt *attempt)
{
	attempt->question = QUESTION_EXPERIMENT;
	attempt->variant = experiment;
	if (experiment == EXPERIMENT_SIZED_HELLO)
		make_sized(diagnosis, size, draw, attempt);
	else if (experiment_is_raw(experiment) ||
		 (experiment == EXPERIMENT_SMALL_SEGMENTS && !diagnosis->has_failed))
		make_raw(diagnosis, experiment, draw, attempt);
	else
		make_session(diagnosis, experiment, attempt);
}
