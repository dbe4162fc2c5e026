/* SPDX-License-Identifier: MIT */
/* Key exchange groups, the post-quantum ones among them, and signature schemes. */
#include "probe/enumeration.h"
#include "probe/question.h"
#include "registry/number.h"
#include "registry/suite.h"
#include "tls/certificate.h"

#include <string.h>

enum {
	AT_ONCE = 64,
	VARIANT_ONLY = 0,      /* only post-quantum groups */
	VARIANT_PREFERRED = 1, /* and the usual ones */
};

static const uint16_t post_quantum_groups[] = { 0x11ec, 0x11eb, 0x11ed, 0x0201, 0x0202, 0x0200,
	0x6399, 0x639a };
static const uint16_t usual_groups[] = { 0x001d, 0x0017, 0x0018, 0x0019, 0x001e };

static bool
chosen_group(const struct flight *flight, uint16_t *number)
{
	if (flight->group == 0)
		return false;
	*number = flight->group;
	return true;
}

static bool
is_last(const uint16_t *numbers, size_t len, uint16_t number)
{
	return len > 0 && numbers[len - 1] == number;
}

static void
compose_groups(const struct survey *survey, const struct enumeration *enumeration,
    const uint16_t *wanted, size_t len, struct attempt *attempt)
{
	uint16_t numbers[CANDIDATES_MAX + 1];
	/* In TLS 1.2 the group shows with ECDHE suites only. */
	static const uint16_t ecdhe[] = { 0xc02f, 0xc02b, 0xc030, 0xc02c, 0xcca8, 0xcca9,
		0xc013, 0xc009, 0xc014, 0xc00a, 0xc027, 0xc023, 0xc028, 0xc024, 0xc012,
		0xc008 };
	bool adds = enumeration->always != 0 && !is_last(wanted, len, enumeration->always);
	const struct hello_wish wish = {
		.version = enumeration->version,
		.suites = enumeration->version == VERSION_TLS13 ? NULL : ecdhe,
		.suites_len = COUNT_OF(ecdhe),
		.groups = numbers,
		.groups_len = len + (adds ? 1 : 0),
		.server_name = survey->port->endpoint.server_name,
		.is_silent_on_keys = true,
	};

	for (size_t i = 0; i < len; i++)
		numbers[i] = wanted[i];
	if (enumeration->always != 0)
		numbers[wish.groups_len - 1] = enumeration->always;
	question_hello(survey, &wish, attempt);
}

static size_t
offered_groups(const struct witness *witness, uint16_t *numbers, size_t cap)
{
	return witness_numbers(witness, EXTENSION_SUPPORTED_GROUPS, numbers, cap);
}

static bool
is_post_quantum(uint16_t number)
{
	const struct group *group = group_by_number(number);

	return group != NULL &&
	       (group->kind == GROUP_KIND_HYBRID || group->kind == GROUP_KIND_POST_QUANTUM);
}

static void
compose_post_quantum(const struct survey *survey, bool only, struct attempt *attempt)
{
	uint16_t numbers[COUNT_OF(post_quantum_groups) + COUNT_OF(usual_groups)];
	const struct enumeration enumeration = { .version = VERSION_TLS13 };
	size_t len = 0;

	for (size_t i = 0; i < COUNT_OF(post_quantum_groups); i++)
		numbers[len++] = post_quantum_groups[i];
	for (size_t i = 0; i < COUNT_OF(usual_groups) && !only; i++)
		numbers[len++] = usual_groups[i];
	compose_groups(survey, &enumeration, numbers, len, attempt);
}

enum plan
post_quantum_next(const struct survey *survey, struct attempt *attempt)
{
	enum plan plan;

	if (survey->versions[TLS_VERSION_13].value == ANSWER_NO)
		return question_none(attempt, "the server does not have TLS 1.3");
	if (survey->port->limits.depth == DEPTH_FULL)
		return question_none(attempt, "the groups show it");
	/* Without TLS 1.3 known yet, the wider hello settles that as well. */
	if (!survey_has(survey, TLS_VERSION_13)) {
		plan = question_once(survey, VARIANT_PREFERRED, attempt);
		if (plan == PLAN_ASK)
			compose_post_quantum(survey, false, attempt);
		return plan;
	}
	plan = question_once(survey, VARIANT_ONLY, attempt);
	if (plan == PLAN_ASK)
		compose_post_quantum(survey, true, attempt);
	if (plan != PLAN_DONE)
		return plan;
	if (witness_fate(survey->port, QUESTION_POST_QUANTUM, VARIANT_ONLY, NULL) !=
	    FATE_ACCEPTED)
		return PLAN_DONE;
	plan = question_once(survey, VARIANT_PREFERRED, attempt);
	if (plan == PLAN_ASK)
		compose_post_quantum(survey, false, attempt);
	return plan;
}

static const struct answer none_to_prefer = { .value = ANSWER_NOT_APPLICABLE,
	.why = "there is none to prefer" };

static void read_post_quantum_of_groups(const struct survey *survey, struct negotiation *facts);

void
post_quantum_read(const struct survey *survey, struct arena *arena, struct negotiation *facts)
{
	const struct port_record *port = survey->port;
	const struct witness *only;
	const struct witness *wide;
	enum fate first = witness_fate(port, QUESTION_POST_QUANTUM, VARIANT_ONLY, &only);
	enum fate second = witness_fate(port, QUESTION_POST_QUANTUM, VARIANT_PREFERRED, &wide);

	(void)arena;
	if (survey->versions[TLS_VERSION_13].value == ANSWER_NO && survey->has_control) {
		facts->post_quantum = (struct answer){ .value = ANSWER_NO,
			.why = "the server does not have TLS 1.3" };
		facts->post_quantum_preferred = facts->post_quantum;
		facts->post_quantum_preferred.value = ANSWER_NOT_APPLICABLE;
		return;
	}
	if (port->limits.depth == DEPTH_FULL) {
		read_post_quantum_of_groups(survey, facts);
		return;
	}
	if (first == FATE_ACCEPTED && !is_post_quantum(only->flight.group)) {
		facts->post_quantum.why = "the server chose what it was not offered";
	} else if (first == FATE_ACCEPTED) {
		facts->post_quantum.value = ANSWER_YES;
		facts->post_quantum_group = only->flight.group;
	} else if (second == FATE_ACCEPTED && is_post_quantum(wide->flight.group)) {
		facts->post_quantum.value = ANSWER_YES;
		facts->post_quantum_group = wide->flight.group;
	} else if ((first == FATE_REFUSED || first == FATE_DROPPED) &&
		   survey_has(survey, TLS_VERSION_13)) {
		facts->post_quantum = (struct answer){ .value = ANSWER_NO,
			.certainty =
			    first == FATE_REFUSED ? CERTAINTY_CERTAIN : CERTAINTY_LIKELY };
	} else {
		facts->post_quantum = question_open(survey, QUESTION_POST_QUANTUM, first);
	}
	if (facts->post_quantum.value == ANSWER_NO)
		facts->post_quantum_preferred = none_to_prefer;
	else if (second == FATE_ACCEPTED)
		facts->post_quantum_preferred.value =
		    is_post_quantum(wide->flight.group) ? ANSWER_YES : ANSWER_NO;
	else
		facts->post_quantum_preferred =
		    question_open(survey, QUESTION_POST_QUANTUM, second);
}

/* The curve of an ECDSA certificate, which the client has to offer as well in TLS 1.2 (RFC 8422
 * section 5.1); 0 if there is none. */
static uint16_t
certificate_curve(const struct survey *survey)
{
	static const struct {
		unsigned bits;
		uint16_t group;
	} curves[] = { { 256, 0x0017 }, { 384, 0x0018 }, { 521, 0x0019 } };
	struct arena arena = { 0 };
	struct certificate certificate;
	uint16_t group = 0;

	if (survey->key_type != KEY_TYPE_ECDSA || survey->session->chain_len == 0)
		return 0;
	certificate_read(survey->session->chain[0], &arena, &certificate);
	for (size_t i = 0; i < COUNT_OF(curves); i++)
		if (certificate.is_readable && certificate.key_bits == curves[i].bits)
			group = curves[i].group;
	arena_clear(&arena);
	return group;
}

/* Where the client's order decides, a curve at its end is taken only if no other one is known.
 */
static bool
follows_client(const struct survey *survey)
{
	struct negotiation facts = { 0 };
	enum tls_version best = survey_best_old(survey);

	suites_read(survey, NULL, &facts);
	return best != TLS_VERSIONS && facts.suites[best].preference == PREFERENCE_CLIENT;
}

static struct enumeration
groups_of(const struct survey *survey, bool is_tls13, uint16_t *numbers)
{
	struct enumeration enumeration = {
		.question = QUESTION_GROUPS,
		.base =
		    is_tls13 ? (uint32_t)VERSION_TLS13 << 16 : (uint32_t)VERSION_TLS12 << 16,
		.version = is_tls13 ? VERSION_TLS13 : VERSION_TLS12,
		.candidates = numbers,
		.at_once = AT_ONCE,
		.at_once_behind = AT_ONCE,
		.has_order = true,
		.offered = offered_groups,
		.chosen = chosen_group,
		.compose = compose_groups,
	};

	for (size_t i = 0; i < groups_count && enumeration.len < CANDIDATES_MAX; i++) {
		bool fits =
		    is_tls13 ? groups[i].is_for_tls13 : groups[i].kind == GROUP_KIND_CURVE;

		if (fits)
			numbers[enumeration.len++] = groups[i].number;
	}
	if (is_tls13)
		return enumeration;
	enumeration.always = certificate_curve(survey);
	enumeration.standing_behind =
	    follows_client(survey) ? STANDING_REFUSED : STANDING_HIDDEN;
	/* The one that is always there comes last. */
	for (size_t i = 0; i + 1 < enumeration.len; i++)
		if (numbers[i] == enumeration.always) {
			numbers[i] = numbers[i + 1];
			numbers[i + 1] = enumeration.always;
		}
	return enumeration;
}

/* At full depth the groups of TLS 1.3 show it. */
static void
read_post_quantum_of_groups(const struct survey *survey, struct negotiation *facts)
{
	uint16_t numbers[CANDIDATES_MAX];
	const struct enumeration enumeration = groups_of(survey, true, numbers);
	struct ranking ranking;
	size_t found = 0;

	enumeration_rank(survey, &enumeration, &ranking);
	while (found < ranking.len && !is_post_quantum(ranking.numbers[found]))
		found++;
	if (found == ranking.len) {
		facts->post_quantum = ranking.is_whole;
		if (ranking.is_whole.value == ANSWER_YES)
			facts->post_quantum.value = ANSWER_NO;
		facts->post_quantum_preferred =
		    ranking.is_whole.value == ANSWER_YES ? none_to_prefer : ranking.is_whole;
		return;
	}
	facts->post_quantum.value = ANSWER_YES;
	facts->post_quantum_group = ranking.numbers[found];
	if (ranking.preference == PREFERENCE_SERVER || ranking.len == 1)
		facts->post_quantum_preferred.value = found == 0 ? ANSWER_YES : ANSWER_NO;
	else
		facts->post_quantum_preferred.why = ranking.preference == PREFERENCE_CLIENT
		                                        ? "the client's order decides"
		                                        : "the server's order is not known";
}

/* TLS 1.3 shows all groups; where there is none, TLS 1.2 shows the curves. The others are the
 * same list in all servers that are known. */
enum plan
groups_next(const struct survey *survey, struct attempt *attempt)
{
	uint16_t numbers[CANDIDATES_MAX];
	struct enumeration enumeration =
	    groups_of(survey, survey_has(survey, TLS_VERSION_13), numbers);
	const char *why = question_why_no_extensions(survey);

	if (why != NULL)
		return question_none(attempt, why);
	if (survey->versions[TLS_VERSION_12].value == ANSWER_NO &&
	    enumeration.version == VERSION_TLS12)
		enumeration.version = tls_version_number(survey_best_old(survey));
	return enumeration_next(survey, &enumeration, attempt);
}

void
groups_read(const struct survey *survey, struct arena *arena, struct negotiation *facts)
{
	static const struct answer elsewhere = { .value = ANSWER_UNKNOWN,
		.why = "asked with TLS 1.3 only" };
	static const struct answer without = { .value = ANSWER_NOT_APPLICABLE,
		.why = "the server does not have TLS 1.3" };
	uint16_t numbers[CANDIDATES_MAX];
	bool has_tls13 = survey_has(survey, TLS_VERSION_13);
	struct enumeration enumeration = groups_of(survey, has_tls13, numbers);

	(void)arena;
	enumeration_rank(
	    survey, &enumeration, has_tls13 ? &facts->groups_tls13 : &facts->groups_tls12);
	if (has_tls13)
		facts->groups_tls12.is_whole = elsewhere;
	else if (survey_lacks(survey, TLS_VERSION_13))
		facts->groups_tls13.is_whole = without;
	else
		facts->groups_tls13.is_whole.why = "the version is not known";
	if (survey_best_old(survey) == TLS_VERSION_SSL3 && !has_tls13)
		facts->groups_tls12.is_whole = (struct answer){ .value = ANSWER_NOT_APPLICABLE,
			.why = "SSL 3.0 has no extensions" };
}

static bool
chosen_scheme(const struct flight *flight, uint16_t *number)
{
	if (flight->scheme == 0)
		return false;
	*number = flight->scheme;
	return true;
}

/* Suites whose key exchange is signed with a key of the type. Some servers refuse what they
 * could take when it is offered together with what is for their other key. */
static size_t
signed_suites(uint16_t version, enum authentication authentication, uint16_t *numbers)
{
	size_t len = 0;

	for (size_t i = suites_count; i > 0 && len < COMMON_SUITES_MAX; i--) {
		const struct suite *suite = &suites[i - 1];

		if (suite->authentication == authentication && suite->is_forward_secret &&
		    suite->from <= version && suite->key_exchange != KEY_EXCHANGE_SRP)
			numbers[len++] = suite->number;
	}
	return len;
}

static void
compose_schemes(const struct survey *survey, const struct enumeration *enumeration,
    const uint16_t *numbers, size_t len, struct attempt *attempt)
{
	uint16_t suite_numbers[COMMON_SUITES_MAX];
	const struct hello_wish wish = {
		.version = enumeration->version,
		.suites = suite_numbers,
		.suites_len = signed_suites(enumeration->version,
		    enumeration->base == 0 ? AUTHENTICATION_RSA : AUTHENTICATION_ECDSA,
		    suite_numbers),
		.schemes = numbers,
		.schemes_len = len,
		.server_name = survey->port->endpoint.server_name,
	};

	question_hello(survey, &wish, attempt);
}

static size_t
offered_schemes(const struct witness *witness, uint16_t *numbers, size_t cap)
{
	return witness_numbers(witness, EXTENSION_SIGNATURE_ALGORITHMS, numbers, cap);
}

/* Does the scheme sign with a key of an RSA suite? All others are for the suites of elliptic
 * curve keys (RFC 8422 section 5.10), DSA and what is unknown among them. */
static bool
is_for_rsa(const struct scheme_number *scheme)
{
	return strncmp(scheme->algorithm, "RSA", 3) == 0;
}

static struct enumeration
schemes_of(bool is_rsa, uint16_t *numbers)
{
	struct enumeration enumeration = {
		.question = QUESTION_SCHEMES,
		.base = is_rsa ? 0 : 1U << 16,
		.version = VERSION_TLS12,
		.candidates = numbers,
		.at_once = CANDIDATES_MAX,
		.at_once_behind = CANDIDATES_MAX,
		.offered = offered_schemes,
		.chosen = chosen_scheme,
		.compose = compose_schemes,
	};

	for (size_t i = 0; i < signature_schemes_count && enumeration.len < CANDIDATES_MAX; i++)
		if (is_for_rsa(&signature_schemes[i]) == is_rsa)
			numbers[enumeration.len++] = signature_schemes[i].number;
	return enumeration;
}

struct key_use {
	bool is_rsa;
	bool found;
};

static void
look_for_use(void *context, enum question question, const struct witness *witness)
{
	struct key_use *use = context;
	const struct suite *suite = suite_by_number(witness->flight.suite);

	(void)question;
	if (suite != NULL && suite->is_forward_secret &&
	    witness->flight.version == VERSION_TLS12 &&
	    suite->authentication == (use->is_rsa ? AUTHENTICATION_RSA : AUTHENTICATION_ECDSA))
		use->found = true;
}

/* Was a suite taken that such a key signs? */
static bool
uses_key(const struct survey *survey, bool is_rsa)
{
	struct key_use use = { .is_rsa = is_rsa };

	/* Before the suites are known the certificate of the session tells. */
	if (survey->port->transcripts[QUESTION_SUITES] == NULL)
		return survey->key_type == (is_rsa ? KEY_TYPE_RSA : KEY_TYPE_ECDSA);
	survey_each_accepted(survey, look_for_use, &use);
	return use.found;
}

static const char *
why_no_schemes(const struct survey *survey)
{
	if (!survey_has(survey, TLS_VERSION_12))
		return "the server does not have TLS 1.2, where they show";
	return uses_key(survey, true) || uses_key(survey, false)
	           ? NULL
	           : "nothing is signed in any suite that the server takes";
}

enum plan
schemes_next(const struct survey *survey, struct attempt *attempt)
{
	uint16_t numbers[CANDIDATES_MAX];

	if (why_no_schemes(survey) != NULL)
		return question_none(attempt, why_no_schemes(survey));
	for (int is_rsa = 1; is_rsa >= 0; is_rsa--) {
		struct enumeration enumeration = schemes_of(is_rsa == 1, numbers);
		enum plan plan;

		if (!uses_key(survey, is_rsa == 1))
			continue;
		plan = enumeration_next(survey, &enumeration, attempt);
		if (plan != PLAN_DONE)
			return plan;
	}
	return PLAN_DONE;
}

static void
append_ranking(struct ranking *all, const struct ranking *more)
{
	bool is_first = all->is_whole.value == ANSWER_UNKNOWN && all->is_whole.why == NULL;

	if (is_first) {
		*all = *more;
		return;
	}
	all->is_order_partial = all->is_order_partial || (all->len > 0 && more->len > 0);
	if (all->is_whole.value == ANSWER_YES &&
	    (more->is_whole.value != ANSWER_YES ||
		more->is_whole.certainty > all->is_whole.certainty))
		all->is_whole = more->is_whole;
	for (size_t i = 0; i < more->len && all->len < RANKING_MAX; i++)
		all->numbers[all->len++] = more->numbers[i];
}

void
schemes_read(const struct survey *survey, struct arena *arena, struct negotiation *facts)
{
	uint16_t numbers[CANDIDATES_MAX];

	(void)arena;
	if (why_no_schemes(survey) != NULL) {
		facts->schemes.is_whole = (struct answer){
			.value = survey->versions[TLS_VERSION_12].value == ANSWER_UNKNOWN
			             ? ANSWER_UNKNOWN
			             : ANSWER_NOT_APPLICABLE,
			.why = survey->versions[TLS_VERSION_12].value == ANSWER_UNKNOWN
			           ? "the version is not known"
			           : why_no_schemes(survey),
		};
		return;
	}
	for (int is_rsa = 1; is_rsa >= 0; is_rsa--) {
		struct enumeration enumeration = schemes_of(is_rsa == 1, numbers);
		struct ranking ranking;

		if (!uses_key(survey, is_rsa == 1))
			continue;
		enumeration_rank(survey, &enumeration, &ranking);
		append_ranking(&facts->schemes, &ranking);
	}
}
