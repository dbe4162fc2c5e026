/* SPDX-License-Identifier: MIT */
/* Suites: weak ones by class in few connections, or every one of every version. */
#include "probe/enumeration.h"
#include "probe/question.h"
#include "registry/number.h"
#include "registry/suite.h"

enum {
	AT_ONCE = 64, /* there are servers that look at no more */
	/* Of those that hardly any server has. Whether it looks at so many is asked by
	 * QUESTION_TOLERANCE. */
	AT_ONCE_RARE = 160,
	/* What is asked by class beside the classes of the facts: AEAD suites that need a
	 * certificate of the other key type. */
	OTHER_KEY_CLASS = SUITE_CLASSES,
};

/* Suites that need something beyond a certificate are never taken by a mail server. */
static bool
is_candidate(const struct suite *suite, uint16_t version)
{
	if (suite->authentication == AUTHENTICATION_SHARED_KEY ||
	    suite->key_exchange == KEY_EXCHANGE_RSA_PSK ||
	    suite->key_exchange == KEY_EXCHANGE_SRP || suite->number == 0)
		return false;
	return version == VERSION_TLS13 ? suite->from == VERSION_TLS13 : suite->from <= version;
}

/* A bit for each class. */
static unsigned
classes_of(const struct suite *suite)
{
	unsigned classes = 0;

	for (size_t i = 0; i < SUITE_CLASSES; i++)
		if (suite_is_of_class(suite, (enum suite_class)i))
			classes |= 1U << i;
	return classes;
}

static bool
needs_key(const struct suite *suite, enum key_type type)
{
	return type == KEY_TYPE_RSA ? suite->authentication == AUTHENTICATION_RSA
	                            : suite->authentication == AUTHENTICATION_ECDSA;
}

/* Numbers that drafts had; hardly anybody knows them who does not know the later ones. */
static bool
is_draft(uint16_t number)
{
	return number == 0x0060 || number == 0x0061 || number == 0xcc14 || number == 0xcc15 ||
	       number >= 0xfe00;
}

/* The members of a class that stand for it: what real servers know, so that all classes fit
 * into one hello. */
static bool
stands_for_class(const struct suite *suite)
{
	static const enum cipher ciphers[] = { CIPHER_NULL, CIPHER_RC2, CIPHER_RC4, CIPHER_DES,
		CIPHER_3DES, CIPHER_AES, CIPHER_CHACHA20 };
	bool has_cipher = false;
	bool is_static =
	    suite->key_exchange == KEY_EXCHANGE_DH || suite->key_exchange == KEY_EXCHANGE_ECDH;

	for (size_t i = 0; i < COUNT_OF(ciphers); i++)
		has_cipher = has_cipher || suite->cipher == ciphers[i];
	/* Of many that are alike one is enough. */
	if (suite->authentication == AUTHENTICATION_DSS || suite->mode == CIPHER_MODE_CCM ||
	    suite->mode == CIPHER_MODE_CCM_8 || suite->mac == MAC_OTHER)
		return false;
	if (is_static)
		return suite->cipher == CIPHER_AES && suite->bits == 128 &&
		       suite->mac == MAC_SHA1;
	if (suite->authentication == AUTHENTICATION_NONE && suite->bits == 256 &&
	    suite->mac == MAC_SHA256)
		return false;
	return has_cipher && !is_draft(suite->number);
}

/* Suites that would tell a class that is not known yet: `open` has a bit for each. */
static size_t
class_candidates(
    const struct survey *survey, uint16_t version, unsigned open, uint16_t *numbers)
{
	bool seeks_key = (open >> OTHER_KEY_CLASS & 1) != 0;
	enum key_type other = survey->key_type == KEY_TYPE_RSA ? KEY_TYPE_ECDSA : KEY_TYPE_RSA;
	size_t len = 0;

	for (size_t i = 0; i < suites_count && len < CANDIDATES_MAX; i++) {
		const struct suite *suite = &suites[i];
		bool is_other_key = seeks_key && suite->mac == MAC_AEAD &&
		                    suite->key_exchange == KEY_EXCHANGE_ECDHE &&
		                    needs_key(suite, other);

		if (is_candidate(suite, version) && stands_for_class(suite) &&
		    ((classes_of(suite) & open) != 0 || is_other_key))
			numbers[len++] = suite->number;
	}
	return len;
}

/* The classes that the connections so far leave open. */
struct class_state {
	unsigned open; /* a bit for each */
	unsigned refused;
	unsigned dropped; /* refused without an alert */
	unsigned lost;
	bool is_running;
	uint32_t variant; /* the next */
	uint16_t examples[SUITE_CLASSES + 1];
};

static void
accept_suite(
    const struct survey *survey, const struct witness *witness, struct class_state *state)
{
	const struct suite *suite = suite_by_number(witness->flight.suite);
	unsigned classes = suite == NULL ? 0 : classes_of(suite);
	enum key_type other = survey->key_type == KEY_TYPE_RSA ? KEY_TYPE_ECDSA : KEY_TYPE_RSA;

	if (suite != NULL && needs_key(suite, other))
		classes |= 1U << OTHER_KEY_CLASS;
	/* A server that takes what it was not offered would be asked for ever. */
	if ((classes & state->open) == 0) {
		state->lost |= state->open;
		state->open = 0;
	}
	for (size_t i = 0; i < COUNT_OF(state->examples); i++)
		if ((classes & state->open) >> i & 1)
			state->examples[i] = suite->number;
	state->open &= ~classes;
}

static bool
read_class_variant(const struct survey *survey, struct class_state *state)
{
	const struct witness *witness;

	switch (witness_fate(survey->port, QUESTION_CLASSES, state->variant, &witness)) {
	case FATE_OPEN:
		return false;
	case FATE_RUNNING:
		state->is_running = true;
		return false;
	case FATE_ACCEPTED:
		accept_suite(survey, witness, state);
		break;
	case FATE_REFUSED:
		state->refused |= state->open;
		state->open = 0;
		break;
	case FATE_DROPPED:
		state->dropped |= state->open;
		state->open = 0;
		break;
	case FATE_LOST:
		state->lost |= state->open;
		state->open = 0;
		break;
	}
	state->variant++;
	return state->open != 0;
}

static void
read_class_state(const struct survey *survey, struct class_state *state)
{
	*state = (struct class_state){ .open = (1U << (OTHER_KEY_CLASS + 1)) - 1 };
	if (survey->key_type != KEY_TYPE_RSA && survey->key_type != KEY_TYPE_ECDSA)
		state->open &= ~(1U << OTHER_KEY_CLASS);
	while (read_class_variant(survey, state))
		continue;
}

enum plan
classes_next(const struct survey *survey, struct attempt *attempt)
{
	struct class_state state;
	uint16_t numbers[CANDIDATES_MAX];
	struct hello_wish wish = {
		.version = VERSION_TLS12,
		.suites = numbers,
		.server_name = survey->port->endpoint.server_name,
		.offers_all = true,
	};

	if (survey->port->limits.depth == DEPTH_FULL)
		return question_none(attempt, "every suite is asked for by itself");
	read_class_state(survey, &state);
	if (state.is_running)
		return PLAN_WAIT;
	if (state.open == 0)
		return PLAN_DONE;
	wish.suites_len = class_candidates(survey, wish.version, state.open, numbers);
	if (wish.suites_len > AT_ONCE)
		wish.suites_len = AT_ONCE;
	attempt->variant = state.variant;
	question_hello(survey, &wish, attempt);
	return PLAN_ASK;
}

static void read_classes_of_suites(const struct survey *survey, struct negotiation *facts);

void
classes_read(const struct survey *survey, struct arena *arena, struct negotiation *facts)
{
	struct class_state state;

	(void)arena;
	if (survey->port->limits.depth == DEPTH_FULL) {
		read_classes_of_suites(survey, facts);
		return;
	}
	read_class_state(survey, &state);
	for (size_t i = 0; i < SUITE_CLASSES; i++) {
		struct answer *answer = &facts->classes[i];

		facts->class_examples[i] = state.examples[i];
		if (state.examples[i] != 0)
			answer->value = ANSWER_YES;
		else if (((state.refused | state.dropped) >> i & 1) != 0 &&
			 !survey->has_control)
			answer->why = "no hello at all got through";
		else if ((state.refused >> i & 1) != 0)
			answer->value = ANSWER_NO;
		else if ((state.dropped >> i & 1) != 0)
			*answer = (struct answer){ ANSWER_NO, CERTAINTY_LIKELY, NULL };
		else if ((state.lost >> i & 1) != 0)
			answer->why = "the server stopped answering";
		else
			answer->why = question_why_not_asked(survey, QUESTION_CLASSES);
	}
}

/* Every suite. */

static bool
chosen_suite(const struct flight *flight, uint16_t *number)
{
	if (!flight->has_hello)
		return false;
	*number = flight->suite;
	return true;
}

static void
compose_suites(const struct survey *survey, const struct enumeration *enumeration,
    const uint16_t *numbers, size_t len, struct attempt *attempt)
{
	const struct hello_wish wish = {
		.version = enumeration->version,
		.suites = numbers,
		.suites_len = len,
		.server_name = survey->port->endpoint.server_name,
		.offers_all = true,
	};

	question_hello(survey, &wish, attempt);
}

/* The commoner ones first, so that what a server has is mostly in the first hello, where its
 * order shows. In a hello they stand by number: few servers prefer what is older. */
static size_t
all_candidates(uint16_t version, uint16_t *numbers)
{
	uint16_t common[COMMON_SUITES_MAX];
	size_t common_len = wish_common_suites(version, common);
	size_t len = 0;

	for (size_t i = common_len; i > 0; i--)
		numbers[len++] = common[i - 1];
	for (size_t i = 0; i < suites_count && len < CANDIDATES_MAX; i++) {
		bool is_there = !is_candidate(&suites[i], version);

		for (size_t k = 0; k < common_len && !is_there; k++)
			is_there = common[k] == suites[i].number;
		if (!is_there)
			numbers[len++] = suites[i].number;
	}
	return len;
}

size_t
suites_rare(uint16_t version, uint16_t *numbers)
{
	uint16_t all[CANDIDATES_MAX];
	uint16_t common[COMMON_SUITES_MAX];
	size_t skip = wish_common_suites(version, common);
	size_t len = 0;

	for (size_t i = skip, end = all_candidates(version, all);
	     i < end && len < RARE_SUITES_MAX; i++)
		numbers[len++] = all[i];
	return len;
}

static struct enumeration
suites_of(enum tls_version version, uint16_t *numbers)
{
	uint16_t number = tls_version_number(version);

	return (struct enumeration){
		.question = QUESTION_SUITES,
		.base = (uint32_t)number << 16,
		.version = number,
		.candidates = numbers,
		.len = all_candidates(number, numbers),
		.at_once = AT_ONCE,
		.at_once_behind = AT_ONCE_RARE,
		.has_order = true,
		.offered = witness_suites,
		.chosen = chosen_suite,
		.compose = compose_suites,
	};
}

enum plan
suites_next(const struct survey *survey, struct attempt *attempt)
{
	uint16_t numbers[CANDIDATES_MAX];

	for (int i = TLS_VERSION_13; i >= TLS_VERSION_SSL3; i--) {
		struct enumeration enumeration = suites_of((enum tls_version)i, numbers);
		enum plan plan;

		if (!survey_has(survey, (enum tls_version)i))
			continue;
		plan = enumeration_next(survey, &enumeration, attempt);
		if (plan != PLAN_DONE)
			return plan;
	}
	return PLAN_DONE;
}

void
suites_read(const struct survey *survey, struct arena *arena, struct negotiation *facts)
{
	uint16_t numbers[CANDIDATES_MAX];

	(void)arena;
	for (size_t i = TLS_VERSION_SSL3; i < TLS_VERSIONS; i++) {
		struct enumeration enumeration = suites_of((enum tls_version)i, numbers);
		struct ranking *ranking = &facts->suites[i];

		bool is_unknown = survey->versions[i].value == ANSWER_UNKNOWN;

		if (survey_has(survey, (enum tls_version)i))
			enumeration_rank(survey, &enumeration, ranking);
		else
			ranking->is_whole = (struct answer){
				.value = is_unknown ? ANSWER_UNKNOWN : ANSWER_NOT_APPLICABLE,
				.why = is_unknown ? "the version is not known"
				                  : "the server does not have this version",
			};
	}
}

/* At full depth the classes follow from the suites of all versions. */
static void
read_classes_of_suites(const struct survey *survey, struct negotiation *facts)
{
	/* Without any of these versions there are no such suites. */
	bool is_whole = true;
	enum certainty certainty = CERTAINTY_CERTAIN;
	const char *why = NULL;

	suites_read(survey, NULL, facts);
	for (size_t v = TLS_VERSION_SSL3; v <= TLS_VERSION_12; v++) {
		const struct ranking *ranking = &facts->suites[v];

		for (size_t i = 0; i < ranking->len; i++) {
			const struct suite *suite = suite_by_number(ranking->numbers[i]);

			for (size_t c = 0; suite != NULL && c < SUITE_CLASSES; c++)
				if (suite_is_of_class(suite, (enum suite_class)c)) {
					facts->classes[c].value = ANSWER_YES;
					facts->class_examples[c] = suite->number;
				}
		}
		if (ranking->is_whole.value == ANSWER_UNKNOWN) {
			is_whole = false;
			why = ranking->is_whole.why;
		} else if (ranking->is_whole.certainty > certainty) {
			certainty = ranking->is_whole.certainty;
		}
		/* Nor is a version that is only likely to be missing. */
		if (survey->versions[v].certainty > certainty)
			certainty = survey->versions[v].certainty;
	}
	for (size_t c = 0; c < SUITE_CLASSES; c++)
		if (facts->classes[c].value != ANSWER_YES)
			facts->classes[c] = is_whole
			                        ? (struct answer){ ANSWER_NO, certainty, NULL }
			                        : (struct answer){ .why = why };
}
