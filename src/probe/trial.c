/* SPDX-License-Identifier: MIT */
#include "probe/trial.h"

#include "probe/digest.h"
#include "probe/experiment.h"
#include "probe/size_search.h"
#include "probe/witness.h"

void
digest_alone(const struct port_record *port, const struct transcript *transcript,
    struct arena *arena, struct port_facts *facts)
{
	struct port_record *lone = arena_alloc(arena, sizeof(*lone));
	struct transcript *copy = arena_alloc(arena, sizeof(*copy));

	*lone = (struct port_record){ .endpoint = port->endpoint, .limits = port->limits };
	*copy = *transcript;
	copy->arena = arena;
	copy->next = NULL;
	copy->witness = NULL;
	/* A login that is refused is a failure of that connection only. */
	if (copy->question != QUESTION_USE)
		copy->question = QUESTION_BASICS;
	lone->transcripts[QUESTION_BASICS] = copy;
	digest_port(lone, arena, facts);
}

static enum outcome
outcome_of_drop(const struct transcript *transcript)
{
	switch (transcript->last->kind) {
	case EVENT_RESET:
		return OUTCOME_RESET;
	case EVENT_TIMEOUT:
		return transcript_find(transcript, EVENT_FLIGHT) == NULL ? OUTCOME_SILENT
		                                                         : OUTCOME_STALLED;
	case EVENT_EOF:
		return OUTCOME_CLOSED;
	default:
		return OUTCOME_TLS_ERROR;
	}
}

static bool
has_offered(const struct witness *witness, uint16_t suite)
{
	uint16_t suites[HELLO_SUITES_MAX];
	size_t len = witness_suites(witness, suites, COUNT_OF(suites));

	for (size_t i = 0; i < len; i++)
		if (suites[i] == suite)
			return true;
	return false;
}

/* Does the path fail only behind the beginning of the server's answer? */
static bool
is_behind_hello(const struct diagnosis *diagnosis)
{
	const struct event *end = diagnosis->path->last;

	return diagnosis->has_failed && diagnosis->failure.stage == STAGE_HANDSHAKE &&
	       (end->kind == EVENT_EOF || end->kind == EVENT_RESET ||
		   end->kind == EVENT_TIMEOUT) &&
	       end->bytes.len > 0;
}

/* A ServerHello alone helps nobody: where the server goes no further, or chooses what was not
 * offered, the path would end just so. */
static enum trial_state
state_of_answer(const struct diagnosis *diagnosis, const struct transcript *transcript,
    const struct witness *witness, struct trial *trial)
{
	const struct flight *flight = &witness->flight;
	enum event_kind end = transcript->last->kind;

	trial->failure = (struct failure){ .stage = STAGE_HANDSHAKE };
	if (flight->end == FLIGHT_OPEN &&
	    (end == EVENT_INTERRUPTED || end == EVENT_DEADLINE || end == EVENT_LOCAL))
		return TRIAL_UNDECIDED;
	if (flight->end == FLIGHT_ALERT) {
		trial->failure.outcome = OUTCOME_ALERT;
		trial->failure.number = flight->alert;
	} else if (flight->end == FLIGHT_OPEN) {
		trial->failure.outcome = outcome_of_drop(transcript);
	} else if (!has_offered(witness, flight->suite)) {
		trial->failure.outcome = OUTCOME_OUR_ALERT;
	} else {
		trial->failure = (struct failure){ 0 };
		/* This hello is answered as that of the path was: no more can be said. */
		if (is_behind_hello(diagnosis))
			return TRIAL_UNDECIDED;
		trial->prime_bits = witness_prime_bits(witness);
		return TRIAL_SUCCEEDED;
	}
	return TRIAL_FAILED;
}

/* Whether the experiment answered what it was made for. A raw hello ends with its answer, so
 * all that it can show lies in the handshake. */
static enum trial_state
state_of_raw(
    const struct diagnosis *diagnosis, struct transcript *transcript, struct trial *trial)
{
	const struct witness *witness = witness_of(transcript);

	if (witness == NULL)
		return TRIAL_UNDECIDED;
	switch (witness->reception) {
	case RECEPTION_ACCEPTED:
		return state_of_answer(diagnosis, transcript, witness, trial);
	case RECEPTION_REFUSED:
		trial->failure = (struct failure){ .stage = STAGE_HANDSHAKE,
			.outcome = OUTCOME_ALERT,
			.number = witness->flight.alert };
		return TRIAL_FAILED;
	case RECEPTION_DROPPED:
	case RECEPTION_GARBLED:
		trial->failure = (struct failure){ .stage = STAGE_HANDSHAKE,
			.outcome = outcome_of_drop(transcript) };
		return TRIAL_FAILED;
	case RECEPTION_NONE:
	case RECEPTION_RUNNING:
		break;
	}
	return TRIAL_UNDECIDED;
}

bool
trial_was_refused_ehlo(const struct transcript *transcript)
{
	const struct event *reply = transcript_reply(transcript, STEP_CAPABILITY);

	return reply != NULL &&
	       (reply->reply == REPLY_REFUSED || reply->reply == REPLY_UNSUPPORTED);
}

const struct failure *
trial_first_failure(const struct port_facts *facts)
{
	for (size_t i = 0; i < facts->failures_len; i++)
		if (facts->failures[i].question != QUESTION_LOGIN)
			return &facts->failures[i];
	return NULL;
}

/* How far a connection got: on a port that begins with TLS the greeting comes inside it. */
static int
reach_of(const struct failure *failure)
{
	return failure->is_secure ? STAGE_COUNT + (int)failure->stage : (int)failure->stage;
}

/* Is the change one of the command that follows the greeting? */
static bool
is_about_ehlo(enum experiment experiment)
{
	return experiment == EXPERIMENT_LOCALHOST || experiment == EXPERIMENT_LITERAL_NAME ||
	       experiment == EXPERIMENT_HELO;
}

/* Did the connection end where the change can show? If not, its end says nothing of it: a
 * server that takes one connection and no more would seem to stumble over each change. A name
 * in EHLO shows in the reply to it and in what it offers; that STARTTLS is offered and refused
 * has another reason, but behind HELO, which offers nothing. */
static bool
was_change_shown(const struct transcript *transcript, const struct failure *failure)
{
	enum experiment experiment = experiment_of(transcript->variant);

	if (is_about_ehlo(experiment))
		return failure->stage == STAGE_CAPABILITY ||
		       (failure->outcome == OUTCOME_NOT_OFFERED &&
			   !span_starts(failure->words, "4")) ||
		       (failure->outcome == OUTCOME_REFUSED && failure->is_secure);
	return transcript_find(transcript, EVENT_HELLO) != NULL;
}

/* A path that works is no better for a name that is refused, where its own is taken; and one
 * that fails for the name needs one that is taken. */
static bool
has_spoilt_ehlo(const struct diagnosis *diagnosis, const struct transcript *transcript)
{
	return trial_was_refused_ehlo(transcript) &&
	       diagnosis->has_failed == diagnosis->is_ehlo_refused;
}

static enum trial_state
state_of_session(const struct diagnosis *diagnosis, const struct transcript *transcript,
    const struct port_facts *facts, struct trial *trial)
{
	const struct failure *failure = trial_first_failure(facts);

	trial->session = facts->has_session ? facts->session : NULL;
	if (failure == NULL)
		return has_spoilt_ehlo(diagnosis, transcript) ? TRIAL_FAILED : TRIAL_SUCCEEDED;
	trial->failure = *failure;
	if (failure->outcome == OUTCOME_GOODBYE || failure->outcome == OUTCOME_INTERRUPTED ||
	    failure->outcome == OUTCOME_LOCAL)
		return TRIAL_UNDECIDED;
	if (!diagnosis->has_failed && !was_change_shown(transcript, failure))
		return TRIAL_UNDECIDED;
	if (!diagnosis->has_failed || reach_of(failure) == reach_of(&diagnosis->failure))
		return TRIAL_FAILED;
	return reach_of(failure) > reach_of(&diagnosis->failure) ? TRIAL_SUCCEEDED
	                                                         : TRIAL_UNDECIDED;
}

/* The certificate that comes without SNI. */
static void
compare_leaves(struct diagnosis *diagnosis, const struct port_facts *other)
{
	const struct session *session = diagnosis->facts->session;

	if (!diagnosis->facts->has_session || !other->has_session || session->chain_len == 0 ||
	    other->session->chain_len == 0)
		return;
	diagnosis->has_other_leaf = !span_equal(session->chain[0], other->session->chain[0]);
	diagnosis->is_other_leaf_wrong = other->chain.problems[CHAIN_NAME_MISMATCH] &&
	                                 !diagnosis->facts->chain.problems[CHAIN_NAME_MISMATCH];
}

/* Of a hello of our own making all bytes are kept. An experiment may be made either way, and
 * one that never came to its hello says nothing in either. */
static bool
is_raw(const struct transcript *transcript)
{
	const struct event *hello = transcript_find(transcript, EVENT_HELLO);

	return experiment_is_raw(experiment_of(transcript->variant)) ||
	       (hello != NULL && hello->bytes.len > 0);
}

static bool
is_decided(enum trial_state state)
{
	return state == TRIAL_SUCCEEDED || state == TRIAL_FAILED || state == TRIAL_MIXED;
}

/* Adds what one more connection of the same change has shown. */
static void
fold(struct trial *trial, const struct trial *one)
{
	unsigned asked = trial->asked + 1;
	const struct transcript *first = trial->transcript;

	if (asked == 1 || !is_decided(trial->state)) {
		*trial = *one;
		trial->transcript = first == NULL ? one->transcript : first;
		trial->alike = is_decided(one->state) ? 1 : 0;
	} else if (is_decided(one->state) && one->state == trial->state) {
		trial->alike++;
	} else if (is_decided(one->state)) {
		if (one->state == TRIAL_FAILED)
			trial->failure = one->failure;
		trial->state = TRIAL_MIXED;
	}
	trial->asked = asked;
}

/* Only what fails in the same way speaks of the size: an alert may as well be about what the
 * small hello, which is padded, lacks. */
static void
learn_size(
    struct diagnosis *diagnosis, const struct transcript *transcript, const struct trial *one)
{
	bool is_alert = one->failure.outcome == OUTCOME_ALERT;
	bool was_alert = diagnosis->has_failed && diagnosis->failure.outcome == OUTCOME_ALERT;

	if (one->state == TRIAL_SUCCEEDED ||
	    (one->state == TRIAL_FAILED && is_alert == was_alert))
		size_search_learn(&diagnosis->limit, size_of_hello(transcript),
		    one->state == TRIAL_SUCCEEDED);
}

void
trial_read(struct diagnosis *diagnosis, struct transcript *transcript, struct arena *arena)
{
	enum experiment experiment = experiment_of(transcript->variant);
	struct port_facts *facts = arena_alloc(arena, sizeof(*facts));
	struct trial one = { .state = TRIAL_RUNNING, .transcript = transcript };

	if (experiment == EXPERIMENTS)
		return;
	diagnosis->trials_len++;
	if (transcript->is_over) {
		digest_alone(diagnosis->facts->record, transcript, arena, facts);
		one.state = is_raw(transcript)
		                ? state_of_raw(diagnosis, transcript, &one)
		                : state_of_session(diagnosis, transcript, facts, &one);
		if (one.state == TRIAL_UNDECIDED && trial_first_failure(facts) != NULL)
			one.failure = *trial_first_failure(facts);
	}
	if (experiment == EXPERIMENT_NO_NAME && transcript->is_over)
		compare_leaves(diagnosis, facts);
	if (experiment == EXPERIMENT_SIZED_HELLO)
		learn_size(diagnosis, transcript, &one);
	fold(&diagnosis->trials[experiment], &one);
	if (diagnosis->trials[experiment].state == TRIAL_MIXED &&
	    experiment != EXPERIMENT_SIZED_HELLO)
		diagnosis->is_unsteady = true;
}
