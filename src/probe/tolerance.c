/* SPDX-License-Identifier: MIT */
/*
 * Hellos that a server has to answer as it answers a plain one. Several oddities are put into
 * one hello: if that is answered, all are tolerated; only if not are they asked one by one.
 */
#include "probe/question.h"
#include "registry/number.h"
#include "registry/suite.h"

enum {
	GREASE = 0x2a2a, /* RFC 8701 */
	UNKNOWN_EXTENSION = 0xfe00,
	SHARE_LEN = 1216,
	LARGE_LEN = 1800,
	SMALL_LEN = 300,
	SMALL_TLS13_LEN = 480, /* one that offers TLS 1.3 has 300 bytes without padding */
	MANY_SUITES = 128,
	PIECE_LEN = 100,
	LARGE_PIECE_LEN = 1700,
	TOGETHER = 100, /* variants of the hellos with several oddities */
};

#define BIT(kind) (1U << HELLO_KIND_##kind)

/* What goes together: large and TLS 1.3 on one side, small and old on the other. Pieces would
 * hide the length of 300 bytes from servers that stumble over that of the record. */
static const unsigned together[] = {
	BIT(TLS13_OFFER) | BIT(GREASE) | BIT(MANY_SUITES) | BIT(LARGE) | BIT(LARGE_SHARE) |
	    BIT(UNKNOWN_EXTENSION) | BIT(SESSION_ID) | BIT(STATUS_REQUEST) |
	    BIT(RECORD_VERSION_TLS12) | BIT(SPLIT),
	BIT(LEGACY_VERSION_TLS13) | BIT(LENGTH_300) | BIT(NO_NAME),
};

/* The extensions of one oddity need others: the GREASE share needs TLS 1.3's. A server with
 * nothing older has to be offered TLS 1.3 whatever the oddity is. */
static bool
must_offer_tls13(const struct survey *survey, unsigned kinds)
{
	return (kinds & (BIT(TLS13_OFFER) | BIT(LARGE_SHARE))) != 0 ||
	       survey_best_old(survey) == TLS_VERSIONS;
}

static size_t
suites_for(const struct survey *survey, unsigned kinds, uint16_t *numbers)
{
	size_t len = 0;

	if ((kinds & BIT(GREASE)) != 0)
		numbers[len++] = GREASE;
	if (must_offer_tls13(survey, kinds))
		len += wish_common_suites(VERSION_TLS13, numbers + len);
	len += question_suites(survey, VERSION_TLS12, numbers + len);
	/* The good ones must not be behind all others: some servers look at 64. */
	for (size_t i = 0;
	     i < suites_count && (kinds & BIT(MANY_SUITES)) != 0 && len < MANY_SUITES; i++)
		if (suites[i].authentication == AUTHENTICATION_SHARED_KEY ||
		    suites[i].key_exchange == KEY_EXCHANGE_RSA_PSK)
			numbers[len++] = suites[i].number;
	return len;
}

static void
add_versions(const struct survey *survey, unsigned kinds, struct hello *hello)
{
	uint16_t versions[8];
	size_t len = 0;

	if ((kinds & BIT(GREASE)) != 0)
		versions[len++] = GREASE;
	versions[len++] = VERSION_TLS13;
	for (int i = TLS_VERSION_12; i >= TLS_VERSION_10; i--)
		if (survey->versions[i].value != ANSWER_NO)
			versions[len++] = tls_version_number((enum tls_version)i);
	hello_add_versions(hello, versions, len);
}

static void
add_shares(const struct survey *survey, unsigned kinds, struct hello *hello)
{
	uint8_t key[32];
	uint8_t odd[SHARE_LEN];
	struct hello_share shares[2];
	size_t len = 0;

	survey->draw(key, sizeof(key));
	survey->draw(odd, sizeof(odd));
	if ((kinds & (BIT(GREASE) | BIT(LARGE_SHARE))) != 0)
		shares[len++] = (struct hello_share){ .group = GREASE,
			.key = { odd, (kinds & BIT(LARGE_SHARE)) != 0 ? SHARE_LEN : 1 } };
	shares[len++] = (struct hello_share){ .group = 0x001d, .key = { key, sizeof(key) } };
	hello_add_key_shares(hello, shares, len);
}

static void
add_tls13(const struct survey *survey, unsigned kinds, struct hello *hello)
{
	static const uint8_t with_dhe[] = { 1, 1 };

	add_versions(survey, kinds, hello);
	hello_add_extension(hello, EXTENSION_PSK_KEY_EXCHANGE_MODES,
	    (struct span){ with_dhe, sizeof(with_dhe) });
	add_shares(survey, kinds, hello);
}

static void
add_numbers(unsigned kinds, struct hello *hello)
{
	static const uint16_t some_groups[] = { GREASE, 0x001d, 0x0017, 0x0018, 0x0019, 0x001e,
		0x0100, 0x0101, 0x0102 };
	static const uint16_t some_schemes[] = { GREASE, 0x0403, 0x0503, 0x0603, 0x0807, 0x0808,
		0x0804, 0x0805, 0x0806, 0x0809, 0x080a, 0x080b, 0x0401, 0x0501, 0x0601, 0x0203,
		0x0201 };
	static const uint8_t uncompressed[] = { 1, 0 };
	/* A GREASE share must stand in the list of groups as well (RFC 8446 section 4.2.8). */
	bool has_grease = (kinds & BIT(GREASE)) != 0;
	size_t skip = has_grease || (kinds & BIT(LARGE_SHARE)) != 0 ? 0 : 1;

	hello_add_groups(hello, some_groups + skip, COUNT_OF(some_groups) - skip);
	hello_add_extension(hello, EXTENSION_EC_POINT_FORMATS,
	    (struct span){ uncompressed, sizeof(uncompressed) });
	hello_add_signature_schemes(hello, some_schemes + (has_grease ? 0 : 1),
	    COUNT_OF(some_schemes) - (has_grease ? 0 : 1));
	if (has_grease)
		hello_add_extension(hello, GREASE, span_of(""));
}

static void
add_oddities(const struct survey *survey, unsigned kinds, struct hello *hello)
{
	static const uint8_t empty_info[] = { 0 };
	static const uint8_t ocsp[] = { 1, 0, 0, 0, 0 };

	hello_add_extension(hello, EXTENSION_RENEGOTIATION_INFO,
	    (struct span){ empty_info, sizeof(empty_info) });
	if ((kinds & BIT(STATUS_REQUEST)) != 0)
		hello_add_extension(
		    hello, EXTENSION_STATUS_REQUEST, (struct span){ ocsp, sizeof(ocsp) });
	if ((kinds & BIT(UNKNOWN_EXTENSION)) != 0)
		hello_add_extension(hello, UNKNOWN_EXTENSION, span_of(""));
	if ((kinds & BIT(SESSION_ID)) != 0) {
		hello->session_id_len = sizeof(hello->session_id);
		survey->draw(hello->session_id, sizeof(hello->session_id));
	}
	if ((kinds & BIT(RECORD_VERSION_TLS12)) != 0)
		hello->record_version = VERSION_TLS12;
	if ((kinds & BIT(SPLIT)) != 0)
		hello->record_len = (kinds & BIT(LARGE)) != 0 ? LARGE_PIECE_LEN : PIECE_LEN;
	if ((kinds & BIT(LARGE)) != 0)
		hello_pad(hello, LARGE_LEN);
	if ((kinds & BIT(LENGTH_300)) != 0)
		hello_pad(hello, must_offer_tls13(survey, kinds) ? SMALL_TLS13_LEN : SMALL_LEN);
}

static void
compose(const struct survey *survey, unsigned kinds, struct attempt *attempt)
{
	uint16_t numbers[COMMON_SUITES_MAX + KNOWN_SUITES_MAX + MANY_SUITES];
	uint8_t random[32];
	uint16_t version =
	    (kinds & BIT(LEGACY_VERSION_TLS13)) != 0 ? VERSION_TLS13 : VERSION_TLS12;
	const char *name = survey->port->endpoint.server_name;
	struct hello hello;

	survey->draw(random, sizeof(random));
	hello_init(&hello, version, random);
	hello_add_suites(&hello, numbers, suites_for(survey, kinds, numbers));
	if (name != NULL && (kinds & BIT(NO_NAME)) == 0)
		hello_add_server_name(&hello, name);
	add_numbers(kinds, &hello);
	if (must_offer_tls13(survey, kinds))
		add_tls13(survey, kinds, &hello);
	add_oddities(survey, kinds, &hello);
	attempt_raw(attempt, survey->mode, &hello);
}

static enum plan
next_variant(
    const struct survey *survey, uint32_t variant, unsigned kinds, struct attempt *attempt)
{
	enum plan plan = question_once(survey, variant, attempt);

	if (plan == PLAN_ASK)
		compose(survey, kinds, attempt);
	return plan;
}

/* Why a kind cannot be asked of this server; NULL if it can. */
static const char *
why_not(const struct survey *survey, enum hello_kind kind)
{
	bool is_tls13_only =
	    survey_best_old(survey) == TLS_VERSIONS && survey_has(survey, TLS_VERSION_13);

	if (kind == HELLO_KIND_LEGACY_VERSION_TLS13 && is_tls13_only)
		return "a hello without TLS 1.2 must not have it";
	if (kind == HELLO_KIND_NO_NAME && survey->port->endpoint.server_name == NULL)
		return "there is no name to leave out";
	return NULL;
}

static unsigned
kinds_together(const struct survey *survey, size_t which)
{
	unsigned kinds = together[which];

	for (size_t i = 0; i < HELLO_KINDS; i++)
		if (why_not(survey, (enum hello_kind)i) != NULL)
			kinds &= ~(1U << i);
	return kinds;
}

static enum fate
verdict_of(const struct survey *survey, uint32_t variant)
{
	return witness_fate(survey->port, QUESTION_TOLERANCE, variant, NULL);
}

enum plan
tolerance_next(const struct survey *survey, struct attempt *attempt)
{
	const char *why = question_why_no_extensions(survey);

	if (why != NULL)
		return question_none(attempt, why);
	for (size_t i = 0; i < COUNT_OF(together); i++) {
		unsigned kinds = kinds_together(survey, i);
		enum plan plan = next_variant(survey, (uint32_t)(TOGETHER + i), kinds, attempt);

		if (plan != PLAN_DONE)
			return plan;
		if (verdict_of(survey, (uint32_t)(TOGETHER + i)) == FATE_ACCEPTED)
			continue;
		for (size_t kind = 0; kind < HELLO_KINDS; kind++) {
			if ((kinds >> kind & 1) == 0)
				continue;
			plan = next_variant(survey, (uint32_t)kind, 1U << kind, attempt);
			if (plan != PLAN_DONE)
				return plan;
		}
	}
	return PLAN_DONE;
}

static bool
is_refusal(enum fate fate)
{
	return fate == FATE_REFUSED || fate == FATE_DROPPED;
}

static struct answer
read_kind(const struct survey *survey, size_t group, enum hello_kind kind)
{
	const char *why = why_not(survey, kind);
	enum fate all = verdict_of(survey, (uint32_t)(TOGETHER + group));
	enum fate one = verdict_of(survey, (uint32_t)kind);

	if (why != NULL)
		return (struct answer){ .value = ANSWER_NOT_APPLICABLE, .why = why };
	if (all == FATE_ACCEPTED)
		return (struct answer){ .value = ANSWER_YES };
	if (one == FATE_ACCEPTED)
		return (struct answer){ .value = ANSWER_YES,
			.why = "by itself; together with others it is not answered" };
	/* Such a share goes with TLS 1.3 only. */
	if (kind == HELLO_KIND_LARGE_SHARE && is_refusal(one) &&
	    is_refusal(verdict_of(survey, HELLO_KIND_TLS13_OFFER)))
		return (struct answer){ .why = "any hello with TLS 1.3 is refused" };
	if (is_refusal(one))
		return (struct answer){ .value = ANSWER_NO,
			.certainty =
			    one == FATE_REFUSED ? CERTAINTY_CERTAIN : CERTAINTY_LIKELY };
	return question_open(survey, QUESTION_TOLERANCE, one);
}

void
tolerance_read(const struct survey *survey, struct arena *arena, struct negotiation *facts)
{
	(void)arena;
	for (size_t group = 0; group < COUNT_OF(together); group++)
		for (size_t i = 0; i < HELLO_KINDS; i++)
			if ((together[group] >> i & 1) != 0)
				facts->tolerates[i] =
				    read_kind(survey, group, (enum hello_kind)i);
}
