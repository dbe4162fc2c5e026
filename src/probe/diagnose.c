/* SPDX-License-Identifier: MIT */
#include "probe/diagnose.h"

#include "probe/capability.h"
#include "probe/client.h"
#include "probe/digest.h"
#include "probe/experiment.h"
#include "probe/witness.h"
#include "tls/chain.h"

enum {
	ALERT_VERSION = 70,
	ALERT_INTERNAL = 80,
	ALERT_UNRECOGNIZED_NAME = 112,
};

static enum situation
situation_of_alert(uint32_t alert)
{
	return alert == ALERT_VERSION             ? SITUATION_ALERT_VERSION
	       : alert == ALERT_INTERNAL          ? SITUATION_ALERT_INTERNAL
	       : alert == ALERT_UNRECOGNIZED_NAME ? SITUATION_ALERT_NAME
	                                          : SITUATION_ALERT_PARAMETER;
}

/* Before TLS. */
static enum situation
situation_in_clear(const struct diagnosis *diagnosis)
{
	switch (diagnosis->failure.outcome) {
	case OUTCOME_REFUSED:
	case OUTCOME_NOT_OFFERED:
	case OUTCOME_MASKED:
		if (diagnosis->is_ehlo_refused)
			return SITUATION_EHLO_REFUSED;
		return diagnosis->failure.stage == STAGE_STARTTLS ? SITUATION_NO_STARTTLS
		                                                  : SITUATION_HOPELESS;
	case OUTCOME_CLOSED:
	case OUTCOME_RESET:
	case OUTCOME_CLOSED_BEFORE_HELLO:
	case OUTCOME_RESET_BEFORE_HELLO:
		return SITUATION_EARLY;
	case OUTCOME_SILENT:
	case OUTCOME_STALLED:
		return diagnosis->failure.stage == STAGE_GREETING ? SITUATION_HOPELESS
		                                                  : SITUATION_EARLY;
	default:
		return SITUATION_HOPELESS;
	}
}

static enum situation
situation_in_handshake(const struct diagnosis *diagnosis)
{
	switch (diagnosis->failure.outcome) {
	case OUTCOME_CLOSED:
	case OUTCOME_RESET:
		return SITUATION_HELLO_DROPPED;
	case OUTCOME_SILENT:
	case OUTCOME_STALLED:
		return SITUATION_HELLO_SILENT;
	case OUTCOME_ALERT:
		return situation_of_alert(diagnosis->failure.number);
	case OUTCOME_OUR_ALERT:
	case OUTCOME_TLS_ERROR:
		return SITUATION_OUR_REFUSAL;
	default:
		return SITUATION_HOPELESS;
	}
}

static enum situation
situation_inside(const struct diagnosis *diagnosis)
{
	switch (diagnosis->failure.outcome) {
	case OUTCOME_CERTIFICATE_WANTED:
	case OUTCOME_GOODBYE:
	case OUTCOME_INTERRUPTED:
	case OUTCOME_TOO_MUCH:
		return SITUATION_HOPELESS;
	default:
		return SITUATION_AFTER_TLS;
	}
}

static enum situation
situation_of(const struct diagnosis *diagnosis)
{
	if (diagnosis->path == NULL || diagnosis->failure.outcome == OUTCOME_WRONG_MODE)
		return SITUATION_HOPELESS;
	if (!diagnosis->has_failed)
		return SITUATION_WORKS;
	if (diagnosis->facts->has_session)
		return situation_inside(diagnosis);
	return diagnosis->failure.stage == STAGE_HANDSHAKE ? situation_in_handshake(diagnosis)
	                                                   : situation_in_clear(diagnosis);
}

/* One connection by itself, as if it were all that is known of the port. */
static void
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
	copy->question = QUESTION_BASICS;
	lone->transcripts[QUESTION_BASICS] = copy;
	digest_port(lone, arena, facts);
}

/* Whether the experiment answered what it was made for. A raw hello ends with its answer, so
 * all that it can show lies in the handshake. */
static enum trial_state
state_of_raw(struct transcript *transcript, struct trial *trial)
{
	const struct witness *witness = witness_of(transcript);

	if (witness == NULL)
		return TRIAL_UNDECIDED;
	switch (witness->reception) {
	case RECEPTION_ACCEPTED:
		trial->prime_bits = witness_prime_bits(witness);
		return TRIAL_SUCCEEDED;
	case RECEPTION_REFUSED:
		trial->failure = (struct failure){ .stage = STAGE_HANDSHAKE,
			.outcome = OUTCOME_ALERT,
			.number = witness->flight.alert };
		return TRIAL_FAILED;
	case RECEPTION_DROPPED:
	case RECEPTION_GARBLED:
		trial->failure = (struct failure){ .stage = STAGE_HANDSHAKE,
			.outcome = transcript->last->kind == EVENT_RESET     ? OUTCOME_RESET
			           : transcript->last->kind == EVENT_TIMEOUT ? OUTCOME_SILENT
			           : transcript->last->kind == EVENT_EOF     ? OUTCOME_CLOSED
			                                                 : OUTCOME_TLS_ERROR };
		return TRIAL_FAILED;
	case RECEPTION_NONE:
	case RECEPTION_RUNNING:
		break;
	}
	return TRIAL_UNDECIDED;
}

static bool
was_refused_ehlo(const struct transcript *transcript)
{
	const struct event *reply = transcript_reply(transcript, STEP_CAPABILITY);

	return reply != NULL &&
	       (reply->reply == REPLY_REFUSED || reply->reply == REPLY_UNSUPPORTED);
}

/* RFC 5321 section 4.2.4: 500 and 502 are about the command, other codes about what it says. */
static bool
is_unknown_command(const struct transcript *transcript)
{
	const struct event *reply = transcript_reply(transcript, STEP_CAPABILITY);

	return span_starts(reply->bytes, "500") || span_starts(reply->bytes, "502");
}

/* The first failure of the port that is the path's own. */
static const struct failure *
first_failure(const struct port_facts *facts)
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

/* Did the connection end where the change can show? If not, its end says nothing of it: a
 * server that takes one connection and no more would seem to stumble over each change. */
static bool
was_change_shown(const struct transcript *transcript, const struct failure *failure)
{
	if (transcript->variant == EXPERIMENT_LOCALHOST)
		return failure->stage == STAGE_CAPABILITY ||
		       failure->outcome == OUTCOME_NOT_OFFERED ||
		       (failure->outcome == OUTCOME_REFUSED &&
			   failure->stage > STAGE_CAPABILITY);
	return transcript_find(transcript, EVENT_HELLO) != NULL;
}

static enum trial_state
state_of_session(const struct diagnosis *diagnosis, const struct transcript *transcript,
    const struct port_facts *facts, struct trial *trial)
{
	const struct failure *failure = first_failure(facts);
	bool is_about_name = diagnosis->is_ehlo_refused || !diagnosis->has_failed;

	trial->session = facts->has_session ? facts->session : NULL;
	if (failure == NULL)
		return is_about_name && was_refused_ehlo(transcript) ? TRIAL_FAILED
		                                                     : TRIAL_SUCCEEDED;
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

static void
read_trial(struct diagnosis *diagnosis, struct transcript *transcript, struct arena *arena)
{
	enum experiment experiment = (enum experiment)transcript->variant;
	struct trial *trial = &diagnosis->trials[experiment];
	struct port_facts *facts = arena_alloc(arena, sizeof(*facts));

	trial->transcript = transcript;
	diagnosis->trials_len++;
	if (!transcript->is_over) {
		trial->state = TRIAL_RUNNING;
		return;
	}
	digest_alone(diagnosis->facts->record, transcript, arena, facts);
	if (experiment_is_raw(experiment))
		trial->state = state_of_raw(transcript, trial);
	else
		trial->state = state_of_session(diagnosis, transcript, facts, trial);
	if (experiment == EXPERIMENT_NO_NAME)
		compare_leaves(diagnosis, facts);
}

/* A reply that came in one segment with the greeting, before we had said anything. */
static void
find_early_reply(const struct transcript *path, struct diagnosis *diagnosis)
{
	const struct event *sent = NULL;

	for (const struct event *event = path->first; event != NULL; event = event->next) {
		if (event->step != STEP_CAPABILITY || event->is_secure)
			continue;
		if (event->kind == EVENT_SENT && sent == NULL)
			sent = event;
		if (event->kind != EVENT_RECEIVED)
			continue;
		diagnosis->has_answered_early = sent != NULL && event->at_us == sent->at_us;
		diagnosis->early_reply = event->bytes;
		return;
	}
}

/* "220" where the reply to EHLO belongs, "* OK" or "+OK" before ours. */
static void
find_second_greeting(const struct transcript *path, struct diagnosis *diagnosis)
{
	if (path->mode != MODE_STARTTLS)
		return;
	for (const struct event *event = path->first; event != NULL; event = event->next)
		if (event->kind == EVENT_RECEIVED && event->step == STEP_CAPABILITY_AGAIN) {
			diagnosis->greets_inside_tls = span_starts(event->bytes, "220") ||
			                               span_starts(event->bytes, "* OK");
			return;
		}
}

static void
read_path(struct diagnosis *diagnosis)
{
	const struct port_facts *facts = diagnosis->facts;
	const struct port_record *port = facts->record;
	const struct transcript *other = port->transcripts[QUESTION_OTHER_MODE];
	const struct failure *failure = first_failure(facts);
	enum protocol protocol = port->endpoint.scheme->protocol;

	diagnosis->path = other != NULL && transcript_find(other, EVENT_SESSION) != NULL
	                      ? other
	                      : port->transcripts[QUESTION_BASICS];
	if (diagnosis->path == NULL)
		return;
	diagnosis->has_failed = failure != NULL;
	if (failure != NULL)
		diagnosis->failure = *failure;
	diagnosis->is_ehlo_refused = was_refused_ehlo(diagnosis->path);
	diagnosis->is_ehlo_unknown =
	    diagnosis->is_ehlo_refused && is_unknown_command(diagnosis->path);
	diagnosis->is_hello_sent = transcript_find(diagnosis->path, EVENT_HELLO) != NULL;
	find_early_reply(diagnosis->path, diagnosis);
	find_second_greeting(diagnosis->path, diagnosis);
	diagnosis->is_starttls_listed_inside_tls =
	    capability_has(&facts->after, protocol_tls_verb(protocol));
}

/* What is left out, and why; the first that is not, or EXPERIMENTS. */
static enum experiment
account(struct diagnosis *diagnosis, enum situation situation)
{
	const enum experiment *order = experiment_order(situation);
	enum experiment next = EXPERIMENTS;

	for (size_t i = 0; i < EXPERIMENTS; i++)
		diagnosis->trials[i].why = "not worth asking after this";
	for (; *order != EXPERIMENTS; order++) {
		struct trial *trial = &diagnosis->trials[*order];

		trial->why = experiment_why_not(diagnosis, situation, *order);
		if (trial->why != NULL || trial->state != TRIAL_NOT_ASKED)
			continue;
		trial->why = "a smaller change helped already";
		if (diagnosis->smallest != EXPERIMENTS && diagnosis->has_failed)
			continue;
		trial->why = "the bound on connections was reached, or the run was stopped";
		next = next == EXPERIMENTS ? *order : next;
	}
	return next;
}

static void
find_smallest(struct diagnosis *diagnosis, enum situation situation)
{
	const enum experiment *order = experiment_order(situation);

	diagnosis->smallest = EXPERIMENTS;
	if (!diagnosis->has_failed)
		return;
	for (; *order != EXPERIMENTS; order++)
		if (diagnosis->trials[*order].state == TRIAL_SUCCEEDED) {
			diagnosis->smallest = *order;
			return;
		}
}

static enum experiment
read_all(const struct port_facts *facts, struct arena *arena, struct diagnosis *diagnosis)
{
	*diagnosis = (struct diagnosis){ .facts = facts, .smallest = EXPERIMENTS };
	read_path(diagnosis);
	for (struct transcript *t = facts->record->transcripts[QUESTION_EXPERIMENT]; t != NULL;
	     t = t->next)
		if (t->variant < EXPERIMENTS)
			read_trial(diagnosis, t, arena);
	find_smallest(diagnosis, situation_of(diagnosis));
	return account(diagnosis, situation_of(diagnosis));
}

void
diagnose_read(const struct port_facts *facts, struct arena *arena, struct diagnosis *diagnosis)
{
	(void)read_all(facts, arena, diagnosis);
	client_read_trials(diagnosis, arena);
}

static bool
is_quiet(const struct port_record *port)
{
	for (size_t i = 0; i < QUESTION_COUNT; i++)
		for (const struct transcript *t = port->transcripts[i]; t != NULL; t = t->next)
			if (!t->is_over)
				return false;
	return true;
}

static bool
said_goodbye(const struct port_record *port)
{
	for (size_t i = 0; i < QUESTION_COUNT; i++)
		for (const struct transcript *t = port->transcripts[i]; t != NULL; t = t->next)
			for (const struct event *event = t->first; event != NULL;
			     event = event->next)
				if (event->kind == EVENT_RECEIVED &&
				    event->reply == REPLY_GOODBYE)
					return true;
	return false;
}

/* Experiments first, then the hellos of mail clients, which have a bound of their own. */
static enum plan
next_experiment(const struct port_record *port, draw_bytes *draw, struct attempt *attempt)
{
	unsigned others = port_count_all(port) - port_count(port, QUESTION_CLIENT);
	enum plan plan = PLAN_ASK;
	struct arena arena;
	struct port_facts facts;
	struct diagnosis diagnosis;
	enum experiment next;

	arena_init(&arena);
	digest_port(port, &arena, &facts);
	next = read_all(&facts, &arena, &diagnosis);
	if (next != EXPERIMENTS && others < port->limits.connections_max)
		experiment_make(&diagnosis, next, draw, attempt);
	else
		plan = client_next(&diagnosis, draw, attempt);
	arena_clear(&arena);
	return plan;
}

enum plan
diagnose_next(const struct port_record *port, draw_bytes *draw, struct attempt *attempt)
{
	enum plan plan;

	attempt->question = QUESTION_BASICS;
	if (port->transcripts[QUESTION_BASICS] == NULL) {
		attempt_session(
		    attempt, &port->endpoint, port->endpoint.scheme->mode, ERRAND_NONE);
		return PLAN_ASK;
	}
	plan = plan_other_mode(port, attempt);
	if (plan != PLAN_DONE)
		return plan;
	if (!is_quiet(port))
		return PLAN_WAIT;
	if (said_goodbye(port))
		return PLAN_DONE;
	return next_experiment(port, draw, attempt);
}
