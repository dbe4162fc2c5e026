/* SPDX-License-Identifier: MIT */
/* What the names in a hello (SNI, ALPN) and the kind of key asked for change: certificates. */
#include "probe/question.h"
#include "registry/number.h"
#include "registry/suite.h"
#include "tls/certificate.h"

#include <string.h>

enum {
	VARIANT_OWN = 0,     /* ALPN: the service's own protocol */
	VARIANT_UNKNOWN = 1, /* and one that nobody has */
	ALERT_UNRECOGNIZED_NAME = 112,
};

static const uint32_t no_alert = UINT32_MAX;

/* Names under .invalid belong to nobody (RFC 6761 section 6.4). */
static const char unknown_name[] = "another-host.invalid";
static const char unknown_protocol[] = "mailsonde";

/* The certificate of the main session, empty if there is none. */
static struct span
main_leaf(const struct survey *survey)
{
	if (survey->session == NULL || survey->session->chain_len == 0)
		return (struct span){ 0 };
	return survey->session->chain[0];
}

struct leaf_search {
	struct span leaf;
	bool found;
};

/* With the name in the hello. */
static void
look_for_leaf(void *context, enum question question, const struct witness *witness)
{
	struct leaf_search *search = context;

	if (question != QUESTION_UNKNOWN_NAME &&
	    witness_offered(witness, EXTENSION_SERVER_NAME) && witness->flight.chain_len > 0 &&
	    span_equal(witness->flight.chain[0], search->leaf))
		search->found = true;
}

/* A server with two certificates may show either; with the name it was shown as well. */
static bool
is_known_leaf(const struct survey *survey, struct span leaf)
{
	struct leaf_search search = { .leaf = leaf };

	survey_each_accepted(survey, look_for_leaf, &search);
	return search.found;
}

static void
compare(const struct survey *survey, struct span leaf, struct arena *arena,
    struct other_certificate *other)
{
	struct certificate *certificate = arena_alloc(arena, sizeof(*certificate));
	struct span own = main_leaf(survey);

	certificate_read(leaf, arena, certificate);
	other->sha256 = certificate->sha256;
	other->subject = certificate->is_readable ? certificate->subject : NULL;
	other->key_type = certificate->is_readable ? certificate->key_type : NULL;
	other->key_bits = certificate->key_bits;
	other->certificate = certificate->is_readable ? certificate : NULL;
	if (own.len == 0)
		other->is_other.why = "the main session showed no certificate";
	else
		other->is_other.value = span_equal(own, leaf) ? ANSWER_NO : ANSWER_YES;
}

/* Without SNI. */

static const char *
why_no_name_less(const struct survey *survey)
{
	if (survey->port->endpoint.server_name == NULL)
		return "there is no name: the main session had no SNI either";
	return survey->versions[TLS_VERSION_12].value == ANSWER_NO &&
	               survey_best_old(survey) == TLS_VERSIONS && survey->session == NULL
	           ? "no session to compare with"
	           : NULL;
}

void
no_name_compose(const struct survey *survey, struct attempt *attempt)
{
	const struct hello_wish wish = { .version = VERSION_TLS12, .offers_all = true };

	question_hello(survey, &wish, attempt);
}

/* The raw connection without SNI, which may be the one for the login. */
static struct transcript *
raw_no_name(const struct survey *survey)
{
	static const enum question questions[] = { QUESTION_NO_NAME, QUESTION_LOGIN };

	for (size_t i = 0; i < COUNT_OF(questions); i++)
		for (struct transcript *t = survey->port->transcripts[questions[i]]; t != NULL;
		     t = t->next) {
			const struct event *hello = transcript_find(t, EVENT_HELLO);
			enum reception reception;

			if (hello == NULL || hello->bytes.len == 0)
				continue;
			reception = witness_of(t)->reception;
			if (reception == RECEPTION_ACCEPTED || reception == RECEPTION_REFUSED)
				return t;
		}
	return NULL;
}

/* True if TLS 1.2 and older are known to be missing, so that only a session shows certificates.
 */
static bool
is_tls13_only(const struct survey *survey)
{
	return survey->versions[TLS_VERSION_12].value == ANSWER_NO &&
	       survey_best_old(survey) == TLS_VERSIONS && survey_has(survey, TLS_VERSION_13);
}

enum { VARIANT_RAW = 0, VARIANT_SESSION = 1 };

enum plan
no_name_next(const struct survey *survey, struct attempt *attempt)
{
	const char *why = why_no_name_less(survey);
	const struct transcript *raw = raw_no_name(survey);
	enum plan plan;

	if (why != NULL)
		return question_none(attempt, why);
	if (is_tls13_only(survey)) {
		plan = question_session_once(survey, VARIANT_SESSION, attempt);
		if (plan == PLAN_ASK) {
			attempt_session(
			    attempt, &survey->port->endpoint, survey->mode, ERRAND_NONE);
			attempt->offer.server_name = NULL;
		}
		return plan;
	}
	if (raw != NULL)
		return PLAN_DONE;
	plan = question_once(survey, VARIANT_RAW, attempt);
	if (plan == PLAN_ASK)
		no_name_compose(survey, attempt);
	return plan;
}

/* A hello that differs in nothing but the name has the common suites. */
static void
look_for_common(void *context, enum question question, const struct witness *witness)
{
	uint16_t common[COMMON_SUITES_MAX];
	size_t len = wish_common_suites(VERSION_TLS12, common);
	bool *found = context;

	if (question == QUESTION_NO_NAME || question == QUESTION_LOGIN ||
	    witness->flight.version == VERSION_TLS13)
		return;
	for (size_t i = 0; i < len; i++)
		*found = *found || common[i] == witness->flight.suite;
}

/* Does the server take one of them, when it is given a name? */
static bool
takes_common(const struct survey *survey)
{
	uint16_t common[COMMON_SUITES_MAX];
	size_t len = wish_common_suites(VERSION_TLS12, common);
	const struct suite *suite =
	    survey->session == NULL ? NULL : suite_by_name(survey->session->suite);
	bool found = false;

	for (size_t i = 0; i < len; i++)
		found = found || (suite != NULL && suite->number == common[i]);
	survey_each_accepted(survey, look_for_common, &found);
	return found;
}

static void
read_raw_no_name(
    const struct survey *survey, struct arena *arena, struct other_certificate *other)
{
	struct transcript *raw = raw_no_name(survey);
	const struct witness *witness = raw == NULL ? NULL : witness_of(raw);

	if (witness == NULL) {
		enum fate fate =
		    witness_fate(survey->port, QUESTION_NO_NAME, VARIANT_RAW, NULL);

		other->is_other = question_open(survey, QUESTION_NO_NAME, fate);
		if (fate == FATE_DROPPED && takes_common(survey))
			other->is_other = (struct answer){ .value = ANSWER_YES,
				.certainty = CERTAINTY_LIKELY,
				.why = "without SNI the server hangs up or keeps silent" };
	} else if (witness->reception == RECEPTION_REFUSED) {
		other->alert = witness->flight.alert;
		/* Only a refusal where the name was the only difference is one for its lack. */
		if (takes_common(survey) || witness->flight.alert == ALERT_UNRECOGNIZED_NAME)
			other->is_other = (struct answer){ .value = ANSWER_YES,
				.why = "without SNI the server refuses" };
		else
			other->is_other.why = "the hello was refused for another reason";
	} else if (witness->flight.chain_len > 0) {
		compare(survey, witness->flight.chain[0], arena, other);
		if (other->is_other.value == ANSWER_YES &&
		    is_known_leaf(survey, witness->flight.chain[0]))
			other->is_other.value = ANSWER_NO;
	} else {
		other->is_other.why = "no certificate was shown";
	}
}

static void
read_session_no_name(const struct survey *survey, struct other_certificate *other)
{
	other->is_other.why = question_why_not_asked(survey, QUESTION_NO_NAME);
	for (const struct transcript *t = survey->port->transcripts[QUESTION_NO_NAME];
	     t != NULL; t = t->next) {
		const struct event *alert = transcript_find(t, EVENT_ALERT_IN);

		if (t->variant != VARIANT_SESSION || alert == NULL)
			continue;
		other->alert = alert->number;
		other->is_other = (struct answer){ .value = ANSWER_YES,
			.why = "without SNI the server refuses" };
	}
}

void
no_name_read(const struct survey *survey, struct arena *arena, struct negotiation *facts)
{
	struct other_certificate *other = &facts->without_name;
	const struct transcript *session =
	    question_session(survey, QUESTION_NO_NAME, VARIANT_SESSION);
	const char *why = why_no_name_less(survey);

	other->alert = no_alert;
	if (why != NULL)
		other->is_other = (struct answer){ .value = ANSWER_NOT_APPLICABLE, .why = why };
	else if (session != NULL && session->session.chain_len > 0)
		compare(survey, session->session.chain[0], arena, other);
	else if (is_tls13_only(survey))
		read_session_no_name(survey, other);
	else
		read_raw_no_name(survey, arena, other);
}

/* A certificate of the other key type. */

static const char *
why_no_other_key(const struct survey *survey)
{
	return survey->key_type == KEY_TYPE_RSA || survey->key_type == KEY_TYPE_ECDSA
	           ? NULL
	           : "the main certificate's key is neither RSA nor ECDSA";
}

/* With TLS 1.2 the suites show it by the way. */
enum plan
other_key_next(const struct survey *survey, struct attempt *attempt)
{
	const char *why = why_no_other_key(survey);
	enum plan plan;

	if (why != NULL)
		return question_none(attempt, why);
	if (!is_tls13_only(survey))
		return question_none(attempt, "the suites of TLS 1.2 show it");
	plan = question_session_once(survey, VARIANT_SESSION, attempt);
	if (plan == PLAN_ASK) {
		attempt_session(attempt, &survey->port->endpoint, survey->mode, ERRAND_NONE);
		attempt->offer.profile =
		    survey->key_type == KEY_TYPE_RSA ? TLS_PROFILE_ECDSA : TLS_PROFILE_RSA;
	}
	return plan;
}

struct key_search {
	const struct survey *survey;
	struct span leaf; /* of the other type */
};

static bool
is_of_other_key(const struct survey *survey, uint16_t number)
{
	const struct suite *suite = suite_by_number(number);

	return suite != NULL &&
	       suite->authentication == (survey->key_type == KEY_TYPE_RSA ? AUTHENTICATION_ECDSA
									  : AUTHENTICATION_RSA);
}

static void
look_for_key(void *context, enum question question, const struct witness *witness)
{
	struct key_search *search = context;

	/* Another name, or none, may have another certificate of any type. */
	if (question == QUESTION_UNKNOWN_NAME || question == QUESTION_NO_NAME ||
	    question == QUESTION_LOGIN || question == QUESTION_TOLERANCE)
		return;
	if (search->leaf.len == 0 && witness->flight.chain_len > 0 &&
	    is_of_other_key(search->survey, witness->flight.suite))
		search->leaf = witness->flight.chain[0];
}

static bool
offers_other_key(const struct survey *survey, const struct witness *witness)
{
	uint16_t numbers[HELLO_SUITES_MAX];
	size_t len = witness_suites(witness, numbers, COUNT_OF(numbers));

	for (size_t i = 0; i < len; i++)
		if (is_of_other_key(survey, numbers[i]))
			return true;
	return false;
}

/* What became of the hellos with suites of the other key. */
static struct answer
answer_of_suites(const struct survey *survey)
{
	static const enum question questions[] = { QUESTION_CLASSES, QUESTION_SUITES };
	struct answer answer = { .why = question_why_not_asked(survey, QUESTION_OTHER_KEY) };

	for (size_t i = 0; i < COUNT_OF(questions); i++)
		for (struct transcript *t = survey->port->transcripts[questions[i]]; t != NULL;
		     t = t->next) {
			enum fate fate =
			    witness_fate(survey->port, questions[i], t->variant, NULL);

			if (!offers_other_key(survey, witness_of(t)))
				continue;
			if (fate == FATE_REFUSED)
				return (struct answer){ .value = ANSWER_NO };
			if (fate == FATE_DROPPED)
				answer = (struct answer){ .value = ANSWER_NO,
					.certainty = CERTAINTY_LIKELY };
		}
	return answer;
}

static struct answer
answer_of_session(const struct survey *survey)
{
	struct answer answer = { .why = question_why_not_asked(survey, QUESTION_OTHER_KEY) };
	unsigned tries = 0;

	for (const struct transcript *t = survey->port->transcripts[QUESTION_OTHER_KEY];
	     t != NULL; t = t->next) {
		if (transcript_find(t, EVENT_ALERT_IN) != NULL)
			return (struct answer){ .value = ANSWER_NO };
		tries += transcript_find(t, EVENT_HELLO) != NULL &&
		         (transcript_find(t, EVENT_EOF) != NULL ||
			     transcript_find(t, EVENT_RESET) != NULL ||
			     transcript_find(t, EVENT_TIMEOUT) != NULL);
	}
	/* Hung up on twice. */
	if (tries > 1)
		answer = (struct answer){ .value = ANSWER_NO, .certainty = CERTAINTY_LIKELY };
	return answer;
}

void
other_key_read(const struct survey *survey, struct arena *arena, struct negotiation *facts)
{
	struct other_certificate *other = &facts->other_key;
	struct key_search search = { .survey = survey };
	const struct transcript *session =
	    question_session(survey, QUESTION_OTHER_KEY, VARIANT_SESSION);
	const char *why = why_no_other_key(survey);

	other->alert = no_alert;
	survey_each_accepted(survey, look_for_key, &search);
	if (session != NULL && session->session.chain_len > 0)
		search.leaf = session->session.chain[0];
	if (why != NULL)
		other->is_other = (struct answer){ .value = ANSWER_NOT_APPLICABLE, .why = why };
	else if (search.leaf.len > 0)
		compare(survey, search.leaf, arena, other);
	else if (is_tls13_only(survey))
		other->is_other = answer_of_session(survey);
	else
		other->is_other = answer_of_suites(survey);
}

/* ALPN. */

/* The names that IANA and use know: RFC 7301 registers imap, pop3 and managesieve; SMTP servers
 * that know any say "smtp". */
static const char *
own_protocol(const struct survey *survey)
{
	static const char *const names[] = {
		[PROTOCOL_SMTP] = "smtp",
		[PROTOCOL_IMAP] = "imap",
		[PROTOCOL_POP3] = "pop3",
		[PROTOCOL_SIEVE] = "managesieve",
		[PROTOCOL_LMTP] = NULL,
	};
	_Static_assert(COUNT_OF(names) == PROTOCOL_COUNT, "a name for each protocol");

	return names[survey->port->endpoint.scheme->protocol];
}

static const char *
protocol_of(const struct survey *survey, uint32_t variant)
{
	return variant == VARIANT_OWN ? own_protocol(survey) : unknown_protocol;
}

/* With the newest version of those whose answers can be read; else in a session. */
static enum plan
ask_alpn(const struct survey *survey, uint32_t variant, struct attempt *attempt)
{
	bool is_raw = survey_best_old(survey) != TLS_VERSIONS;
	enum plan plan = is_raw ? question_once(survey, variant, attempt)
	                        : question_session_once(survey, variant, attempt);
	struct hello_wish wish = {
		.server_name = survey->port->endpoint.server_name,
		.alpn = protocol_of(survey, variant),
	};

	if (plan != PLAN_ASK)
		return plan;
	if (is_raw) {
		wish.version = tls_version_number(survey_best_old(survey));
		question_hello(survey, &wish, attempt);
	} else {
		attempt_session(attempt, &survey->port->endpoint, survey->mode, ERRAND_NONE);
		attempt->offer.alpn = wish.alpn;
	}
	return PLAN_ASK;
}

enum plan
alpn_next(const struct survey *survey, struct attempt *attempt)
{
	const char *why = question_why_no_extensions(survey);
	enum plan plan;

	if (why != NULL)
		return question_none(attempt, why);
	if (own_protocol(survey) != NULL) {
		plan = ask_alpn(survey, VARIANT_OWN, attempt);
		if (plan != PLAN_DONE)
			return plan;
	}
	return ask_alpn(survey, VARIANT_UNKNOWN, attempt);
}

static struct heeding
heeding_of_witness(const struct survey *survey, enum question question, enum fate fate,
    const struct witness *witness, uint16_t extension)
{
	struct heeding heeding = { .alert = no_alert };

	switch (fate) {
	case FATE_ACCEPTED:
		heeding.heed =
		    witness_took_up(witness, extension) ? HEED_ACCEPTED : HEED_IGNORED;
		break;
	case FATE_REFUSED:
		heeding.heed = HEED_REFUSED;
		heeding.alert = witness->flight.alert;
		break;
	case FATE_DROPPED:
		heeding.heed = HEED_REFUSED;
		break;
	case FATE_OPEN:
	case FATE_RUNNING:
	case FATE_LOST:
		heeding.why = question_open(survey, question, fate).why;
		break;
	}
	return heeding;
}

static struct heeding
read_alpn(const struct survey *survey, uint32_t variant)
{
	const struct witness *witness;
	struct heeding heeding = { .alert = no_alert,
		.why = question_why_not_asked(survey, QUESTION_ALPN) };
	enum fate fate;

	if (survey_best_old(survey) != TLS_VERSIONS) {
		fate = witness_fate(survey->port, QUESTION_ALPN, variant, &witness);
		return heeding_of_witness(survey, QUESTION_ALPN, fate, witness, EXTENSION_ALPN);
	}
	for (const struct transcript *t = survey->port->transcripts[QUESTION_ALPN]; t != NULL;
	     t = t->next) {
		const struct event *alert = transcript_find(t, EVENT_ALERT_IN);

		if (t->variant != variant)
			continue;
		if (transcript_find(t, EVENT_SESSION) != NULL)
			return (struct heeding){ .heed = t->session.alpn[0] == '\0'
				                             ? HEED_IGNORED
				                             : HEED_ACCEPTED,
				.alert = no_alert };
		if (alert != NULL)
			heeding =
			    (struct heeding){ .heed = HEED_REFUSED, .alert = alert->number };
	}
	return heeding;
}

void
alpn_read(const struct survey *survey, struct arena *arena, struct negotiation *facts)
{
	(void)arena;
	facts->alpn = own_protocol(survey) == NULL
	                  ? (struct heeding){ .heed = HEED_NOT_APPLICABLE,
				    .alert = no_alert,
				    .why = "this protocol has no name for it" }
	                  : read_alpn(survey, VARIANT_OWN);
	facts->alpn_unknown = read_alpn(survey, VARIANT_UNKNOWN);
}

/* SNI of another host. */

enum plan
unknown_name_next(const struct survey *survey, struct attempt *attempt)
{
	struct hello_wish wish = { .version = VERSION_TLS13, .server_name = unknown_name };
	const char *why = question_why_no_extensions(survey);
	enum plan plan;

	if (why != NULL)
		return question_none(attempt, why);
	plan = question_once(survey, 0, attempt);
	if (plan != PLAN_ASK)
		return plan;
	if (survey_best_old(survey) != TLS_VERSIONS)
		wish.version = tls_version_number(survey_best_old(survey));
	question_hello(survey, &wish, attempt);
	return PLAN_ASK;
}

void
unknown_name_read(const struct survey *survey, struct arena *arena, struct negotiation *facts)
{
	const struct witness *witness;
	enum fate fate = witness_fate(survey->port, QUESTION_UNKNOWN_NAME, 0, &witness);

	(void)arena;
	facts->unknown_name = heeding_of_witness(
	    survey, QUESTION_UNKNOWN_NAME, fate, witness, EXTENSION_SERVER_NAME);
	/* A warning says that the name is not known, and that it is of no matter. */
	if (facts->unknown_name.heed == HEED_ACCEPTED && witness->flight.warnings > 0)
		facts->unknown_name.heed = HEED_IGNORED;
	else if (facts->unknown_name.heed == HEED_IGNORED &&
		 witness->flight.version >= VERSION_TLS13)
		facts->unknown_name = (struct heeding){ .alert = no_alert,
			.why = "it is not refused; the rest is hidden in TLS 1.3" };
}
