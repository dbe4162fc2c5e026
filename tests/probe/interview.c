/* SPDX-License-Identifier: MIT */
#include "probe/interview.h"

#include "probe/negotiation.h"
#include "probe/question.h"
#include "registry/number.h"
#include "registry/suite.h"
#include "support/suite.h"

#include <string.h>

enum {
	HANDSHAKE_FAILURE = 40,
	/* No interview has so many connections. */
	CONNECTIONS_MAX = 1500,
};

void
draw_fixed(uint8_t *bytes, size_t len)
{
	memset(bytes, 0x5a, len);
}

static struct transcript *
open_connection(struct interview *interview, enum question question, uint32_t variant)
{
	struct transcript *transcript = arena_alloc(&interview->arena, sizeof(*transcript));

	transcript_init(transcript, &interview->arena);
	transcript->question = question;
	transcript->variant = variant;
	transcript->mode = interview->port.endpoint.scheme->mode;
	port_add(&interview->port, transcript);
	return transcript;
}

static struct event *
happen(struct transcript *transcript, enum event_kind kind, struct span bytes)
{
	struct event *event = transcript_add(transcript, kind, 0, bytes);

	event->step = kind == EVENT_CONNECTED ? STEP_CONNECT : STEP_TLS;
	return event;
}

static void
close_connection(struct transcript *transcript, enum event_kind kind)
{
	happen(transcript, kind, span_of(""));
	transcript->is_over = true;
}

/* --- sessions ------------------------------------------------------------------------- */

static bool
fits_profile(const struct clerk *clerk, const struct suite *suite, enum tls_profile profile,
    const char **certificate)
{
	bool is_tls13 = suite->authentication == AUTHENTICATION_ANY;
	bool may_rsa = profile != TLS_PROFILE_ECDSA && clerk->rsa != NULL;
	bool may_ecdsa = profile != TLS_PROFILE_RSA && clerk->ecdsa != NULL;

	if (is_tls13)
		*certificate = may_rsa ? clerk->rsa : may_ecdsa ? clerk->ecdsa : NULL;
	else if (suite->authentication == AUTHENTICATION_RSA)
		*certificate = may_rsa ? clerk->rsa : NULL;
	else if (suite->authentication == AUTHENTICATION_ECDSA)
		*certificate = may_ecdsa ? clerk->ecdsa : NULL;
	else
		*certificate = NULL;
	if (profile == TLS_PROFILE_TLS13 && !is_tls13)
		return false;
	if ((profile == TLS_PROFILE_TLS12 || profile == TLS_PROFILE_CBC) && is_tls13)
		return false;
	return *certificate != NULL &&
	       (profile != TLS_PROFILE_CBC || suite->mode == CIPHER_MODE_CBC);
}

static bool
fill_session(const struct clerk *clerk, const struct tls_offer *offer, struct session *session)
{
	const char *certificate;

	/* The library speaks TLS 1.0 and later. */
	for (int v = TLS_VERSION_13; v >= TLS_VERSION_10; v--)
		for (size_t i = 0; clerk->suites[v][i] != 0; i++) {
			const struct suite *suite = suite_by_number(clerk->suites[v][i]);
			bool is_rsa;

			if (!fits_profile(clerk, suite, offer->profile, &certificate))
				continue;
			is_rsa = certificate == clerk->rsa;
			if (is_rsa && offer->server_name == NULL && clerk->no_name_rsa != NULL)
				certificate = clerk->no_name_rsa;
			*session = (struct session){
				.version = tls_version_title((enum tls_version)v),
				.suite = suite->name,
				.group = "x25519",
				.signature = suite->key_exchange == KEY_EXCHANGE_RSA ? ""
				             : is_rsa ? "RSA-PSS-RSAE-SHA256"
				                      : "ECDSA-SECP256R1-SHA256",
				.alpn = "",
				.trust_source = "system",
				.chain_sent = 1,
				.chain_len = 1,
				.chain = { span_of(certificate) },
			};
			return true;
		}
	return false;
}

static void
make_session(struct interview *interview, const struct attempt *attempt)
{
	const struct clerk *clerk = interview->clerk;
	const struct tls_offer *offer = &attempt->offer;
	struct transcript *t = open_connection(interview, attempt->question, attempt->variant);
	bool is_named = offer->server_name != NULL || !clerk->needs_name;
	bool is_known = offer->alpn == NULL || !clerk->refuses_unknown_alpn ||
	                strcmp(offer->alpn, clerk->alpn) == 0;

	interview->sessions++;
	happen(t, EVENT_CONNECTED, span_of(""));
	happen(t, EVENT_HELLO, span_of(""));
	if (clerk->fails_everything || clerk->fails_sessions || !is_named || !is_known ||
	    !fill_session(clerk, offer, &t->session)) {
		happen(t, EVENT_ALERT_IN, span_of(""))->number = HANDSHAKE_FAILURE;
		t->is_over = true;
		return;
	}
	if (offer->alpn != NULL && clerk->alpn != NULL && strcmp(offer->alpn, clerk->alpn) == 0)
		t->session.alpn = clerk->alpn;
	happen(t, EVENT_SESSION, span_of(""));
	close_connection(t, EVENT_HUNG_UP);
}

/* --- hellos --------------------------------------------------------------------------- */

static struct span
hello_of(const struct transcript *transcript)
{
	const struct event *hello = transcript_find(transcript, EVENT_HELLO);

	return hello == NULL ? (struct span){ 0 } : hello->bytes;
}

static bool
is_answered(struct transcript *transcript)
{
	enum reception reception = witness_of(transcript)->reception;

	return reception == RECEPTION_ACCEPTED || reception == RECEPTION_REFUSED;
}

/* The same bytes may be sent twice, for the same question, and only without an answer. */
static void
check_repetition(struct interview *interview, const struct attempt *attempt)
{
	struct span hello = buffer_span(&attempt->hello);
	unsigned same = 0;

	for (size_t i = 0; i < QUESTION_COUNT; i++)
		for (struct transcript *t = interview->port.transcripts[i]; t != NULL;
		     t = t->next) {
			bool is_kin =
			    t->question == attempt->question && t->variant == attempt->variant;

			/* The control hello is to be like others. */
			if (hello_of(t).len > 0 && span_equal(hello_of(t), hello) &&
			    attempt->question != QUESTION_CONTROL) {
				ck_assert_msg(is_kin, "%s repeats the hello of %s (%x)",
				    question_name(attempt->question),
				    question_name(t->question), t->variant);
			}
			if (!is_kin)
				continue;
			same++;
			ck_assert_msg(hello_of(t).len == 0 || !is_answered(t),
			    "%s (%x) is asked again though it was answered",
			    question_name(attempt->question), attempt->variant);
			ck_assert_msg(hello_of(t).len == 0 || span_equal(hello_of(t), hello),
			    "%s (%x) asks something else the second time",
			    question_name(attempt->question), attempt->variant);
		}
	ck_assert_msg(same < 2, "%s (%x) is asked %u times", question_name(attempt->question),
	    attempt->variant, same + 1);
}

static bool
is_first(const struct interview *interview, const struct attempt *attempt)
{
	for (const struct transcript *t = interview->port.transcripts[attempt->question];
	     t != NULL; t = t->next)
		if (t->variant == attempt->variant)
			return false;
	return true;
}

static void
send_hello(struct interview *interview, const struct attempt *attempt)
{
	static const enum event_kind ends[] = {
		[CLERK_ANSWERED] = EVENT_HUNG_UP,
		[CLERK_CLOSED] = EVENT_EOF,
		[CLERK_RESET] = EVENT_RESET,
		[CLERK_SILENT] = EVENT_TIMEOUT,
	};
	bool is_deaf = interview->clerk->is_flaky && is_first(interview, attempt);
	struct transcript *t = open_connection(interview, attempt->question, attempt->variant);
	enum clerk_end end = CLERK_SILENT;
	struct buffer flight;

	buffer_init(&flight, (size_t)64 * 1024);
	happen(t, EVENT_CONNECTED, span_of(""));
	happen(t, EVENT_HELLO, buffer_span(&attempt->hello));
	if (!is_deaf)
		end = clerk_answer(interview->clerk, buffer_span(&attempt->hello), &flight);
	if (flight.len > 0)
		happen(t, EVENT_FLIGHT, buffer_span(&flight));
	close_connection(t, ends[end]);
	buffer_clear(&flight);
}

static void
make_raw(struct interview *interview, const struct attempt *attempt)
{
	check_repetition(interview, attempt);
	interview->raw++;
	send_hello(interview, attempt);
}

void
interview_make(struct interview *interview, const struct attempt *attempt)
{
	unsigned made = port_count_all(&interview->port);
	unsigned bound = interview->clerk->connections_max;

	ck_assert_msg(
	    made < CONNECTIONS_MAX, "%s goes on for ever", question_name(attempt->question));
	if (bound > 0 && made >= bound)
		close_connection(
		    open_connection(interview, attempt->question, attempt->variant),
		    EVENT_REFUSED);
	else if (attempt->is_raw)
		make_raw(interview, attempt);
	else
		make_session(interview, attempt);
}

/* --- the interview -------------------------------------------------------------------- */

void
interview_begin(struct interview *interview, const struct clerk *clerk, enum depth depth)
{
	struct attempt attempt;

	*interview = (struct interview){ .clerk = clerk };
	arena_init(&interview->arena);
	interview->port.endpoint = (struct endpoint){
		.scheme = scheme_by_name(span_of("submissions")),
		.port = 465,
		.address = "192.0.2.25",
		.server_name = "mail.example.test",
	};
	interview->port.limits.depth = depth;
	attempt_init(&attempt);
	attempt.question = QUESTION_BASICS;
	attempt_session(&attempt, &interview->port.endpoint, MODE_IMPLICIT, ERRAND_NONE);
	make_session(interview, &attempt);
	attempt_clear(&attempt);
}

void
interview_end(struct interview *interview)
{
	arena_clear(&interview->arena);
}

void
interview_hold(struct interview *interview)
{
	struct attempt attempt;
	enum plan plan = PLAN_ASK;

	while (plan == PLAN_ASK) {
		attempt_init(&attempt);
		plan = plan_next(&interview->port, draw_fixed, &attempt);
		if (plan == PLAN_ASK)
			interview_make(interview, &attempt);
		attempt_clear(&attempt);
	}
	ck_assert_msg(plan == PLAN_DONE, "the plan waits, though nothing runs");
	negotiation_read(&interview->port, &interview->arena, &interview->facts);
}

struct survey
interview_survey(const struct interview *interview)
{
	struct survey survey;

	survey_read(&interview->port, draw_fixed, &survey);
	return survey;
}

static enum plan
ask_next(struct interview *interview, enum question question, const char **why)
{
	struct survey survey = interview_survey(interview);
	struct attempt attempt;
	enum plan plan;

	attempt_init(&attempt);
	attempt.question = question;
	plan = question_rows[question].next(&survey, &attempt);
	if (plan == PLAN_ASK && why == NULL)
		interview_make(interview, &attempt);
	if (plan == PLAN_NONE && why != NULL)
		*why = attempt.why;
	attempt_clear(&attempt);
	return plan;
}

void
interview_ask(struct interview *interview, enum question question)
{
	struct survey survey;
	enum plan plan = PLAN_ASK;

	while (plan == PLAN_ASK)
		plan = ask_next(interview, question, NULL);
	ck_assert_int_ne(plan, PLAN_WAIT);
	survey = interview_survey(interview);
	question_rows[question].read(&survey, &interview->arena, &interview->facts);
}

const char *
interview_why_none(struct interview *interview, enum question question)
{
	const char *why = NULL;

	return ask_next(interview, question, &why) == PLAN_NONE ? why : NULL;
}

const struct asked *
interview_account(const struct interview *interview, enum question question)
{
	for (size_t i = 0; i < interview->facts.asked_len; i++)
		if (interview->facts.asked[i].question == (unsigned)question)
			return &interview->facts.asked[i];
	ck_abort_msg("%s is not accounted for", question_name(question));
	return NULL;
}

struct transcript *
interview_record(struct interview *interview, enum question question, uint32_t variant,
    struct span hello, struct span flight)
{
	struct transcript *t = open_connection(interview, question, variant);

	happen(t, EVENT_CONNECTED, span_of(""));
	if (hello.len > 0)
		happen(t, EVENT_HELLO, hello);
	if (flight.len > 0)
		happen(t, EVENT_FLIGHT, flight);
	return t;
}

void
check_answer(
    const char *name, struct answer answer, enum answer_value value, enum certainty certainty)
{
	ck_assert_msg(
	    answer.value == value && (value == ANSWER_UNKNOWN || answer.certainty == certainty),
	    "%s: %s, %s (%s)", name, answer_name(answer.value),
	    certainty_name(answer.certainty), answer.why == NULL ? "no reason" : answer.why);
	ck_assert_msg(
	    answer.why != NULL || (value != ANSWER_UNKNOWN && value != ANSWER_NOT_APPLICABLE),
	    "%s: no reason", name);
}

void
check_ranking(const char *name, const struct ranking *ranking, const uint16_t *numbers,
    size_t cap, enum preference preference)
{
	size_t len = 0;

	for (; len < cap && numbers[len] != 0; len++) {
		ck_assert_msg(
		    len < ranking->len, "%s: only %zu were found", name, ranking->len);
		ck_assert_msg(ranking->numbers[len] == numbers[len], "%s: %04x, not %04x", name,
		    ranking->numbers[len], numbers[len]);
	}
	ck_assert_msg(ranking->len == len, "%s: %04x too many", name,
	    ranking->len > len ? ranking->numbers[len] : 0);
	ck_assert_msg(ranking->preference == preference, "%s: preference %s", name,
	    preference_name(ranking->preference));
}
