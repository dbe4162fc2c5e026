/* SPDX-License-Identifier: MIT */
#include "probe/diagnose.h"

#include "probe/capability.h"
#include "probe/client.h"
#include "probe/digest.h"
#include "probe/experiment.h"
#include "probe/size_search.h"
#include "probe/trial.h"
#include "probe/use.h"
#include "tls/chain.h"

enum {
	ALERT_VERSION = 70,
	ALERT_INTERNAL = 80,
	ALERT_UNRECOGNIZED_NAME = 112,
	SHORTEST = 255, /* or as short as a hello can be made */
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

/* RFC 5321 section 4.2.4: 500 and 502 are about the command, other codes about what it says. */
static bool
is_unknown_command(const struct transcript *transcript)
{
	const struct event *reply = transcript_reply(transcript, STEP_CAPABILITY);

	return span_starts(reply->bytes, "500") || span_starts(reply->bytes, "502");
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
	const struct failure *failure = trial_first_failure(facts);
	enum protocol protocol = port->endpoint.scheme->protocol;

	diagnosis->path = other != NULL && transcript_find(other, EVENT_SESSION) != NULL
	                      ? other
	                      : port->transcripts[QUESTION_BASICS];
	if (diagnosis->path == NULL)
		return;
	diagnosis->has_failed = failure != NULL;
	if (failure != NULL)
		diagnosis->failure = *failure;
	diagnosis->is_ehlo_refused = trial_was_refused_ehlo(diagnosis->path);
	diagnosis->is_ehlo_unknown =
	    diagnosis->is_ehlo_refused && is_unknown_command(diagnosis->path);
	diagnosis->is_hello_sent = transcript_find(diagnosis->path, EVENT_HELLO) != NULL;
	find_early_reply(diagnosis->path, diagnosis);
	find_second_greeting(diagnosis->path, diagnosis);
	diagnosis->is_starttls_listed_inside_tls =
	    capability_has(&facts->after, protocol_tls_verb(protocol));
}

/* A change is believed when it has done the same twice. */
static bool
is_to_be_repeated(const struct diagnosis *diagnosis, enum experiment experiment)
{
	const struct trial *trial = &diagnosis->trials[experiment];
	enum trial_state decisive = diagnosis->has_failed ? TRIAL_SUCCEEDED : TRIAL_FAILED;

	return (diagnosis->has_failed || experiment_is_alarming(experiment)) &&
	       experiment != EXPERIMENT_AGAIN && experiment != EXPERIMENT_SIZED_HELLO &&
	       trial->state == decisive && trial->asked == 1;
}

/* Has a change broken a path that works? Then the path is gone once more as it was. */
static bool
has_breaker(const struct diagnosis *diagnosis)
{
	for (size_t i = 0; i < EXPERIMENTS; i++)
		if (experiment_is_alarming((enum experiment)i) &&
		    diagnosis->trials[i].state == TRIAL_FAILED)
			return true;
	return false;
}

/* Less in a hello is also a shorter one: where it was dropped without an alert and helps, the
 * shortest with everything in it tells whether it was the length. */
static bool
may_be_size(const struct diagnosis *diagnosis)
{
	enum outcome outcome = diagnosis->failure.outcome;

	switch (diagnosis->smallest) {
	case EXPERIMENT_NO_NAME:
	case EXPERIMENT_TLS12:
	case EXPERIMENT_TLS13:
	case EXPERIMENT_OLD_TLS:
	case EXPERIMENT_RSA:
	case EXPERIMENT_ECDSA:
	case EXPERIMENT_NO_TICKET:
		return diagnosis->failure.stage == STAGE_HANDSHAKE &&
		       (outcome == OUTCOME_CLOSED || outcome == OUTCOME_RESET ||
			   outcome == OUTCOME_SILENT);
	default:
		return false;
	}
}

/* What the size of a hello has to do with it is asked once it is sure that a small one helps,
 * or a large one does not. */
static unsigned
next_size(const struct diagnosis *diagnosis)
{
	const struct trial *large = &diagnosis->trials[EXPERIMENT_LARGE_HELLO];
	unsigned most = 0;
	unsigned size;

	if (may_be_size(diagnosis))
		return diagnosis->trials[EXPERIMENT_SIZED_HELLO].asked == 0 ? SHORTEST : 0;
	if (diagnosis->has_failed && (diagnosis->smallest == EXPERIMENT_SMALL_HELLO ||
					 diagnosis->smallest == EXPERIMENT_SIZED_HELLO))
		most = size_of_hello(diagnosis->path);
	else if (!diagnosis->has_failed && large->state == TRIAL_FAILED &&
		 diagnosis->trials[EXPERIMENT_SMALL_SEGMENTS].state != TRIAL_SUCCEEDED)
		most = size_of_hello(large->transcript);
	if (most == 0)
		return 0;
	size = size_search_next(&diagnosis->limit, most);
	for (const struct transcript *t =
		 diagnosis->facts->record->transcripts[QUESTION_EXPERIMENT];
	     t != NULL; t = t->next)
		if (experiment_size(t->variant) == size)
			return 0; /* it told nothing, or could not be made so small */
	return size;
}

/* What a change that decides gives rise to ask, before anything else is changed. */
static enum experiment
next_consequence(const struct diagnosis *diagnosis)
{
	const struct trial *trials = diagnosis->trials;

	if (!diagnosis->has_failed && has_breaker(diagnosis) &&
	    trials[EXPERIMENT_AGAIN].asked == 0)
		return EXPERIMENT_AGAIN;
	if (!diagnosis->has_failed && trials[EXPERIMENT_LARGE_HELLO].state == TRIAL_FAILED &&
	    trials[EXPERIMENT_LARGE_HELLO].failure.outcome == OUTCOME_SILENT &&
	    trials[EXPERIMENT_SMALL_SEGMENTS].asked == 0)
		return EXPERIMENT_SMALL_SEGMENTS;
	if (diagnosis->smallest == EXPERIMENT_NO_NAME &&
	    trials[EXPERIMENT_OTHER_NAME].asked == 0)
		return EXPERIMENT_OTHER_NAME;
	return next_size(diagnosis) != 0 ? EXPERIMENT_SIZED_HELLO : EXPERIMENTS;
}

/* What is left out, and why; the first that is not, or EXPERIMENTS. */
static enum experiment
account(struct diagnosis *diagnosis, enum situation situation)
{
	const enum experiment *order = experiment_order(situation);
	enum experiment next = EXPERIMENTS;
	enum experiment repeat = EXPERIMENTS;
	enum experiment consequence;

	for (size_t i = 0; i < EXPERIMENTS; i++) {
		diagnosis->trials[i].why = "not worth asking after this";
		if (is_to_be_repeated(diagnosis, (enum experiment)i))
			repeat = (enum experiment)i;
	}
	for (; *order != EXPERIMENTS; order++) {
		struct trial *trial = &diagnosis->trials[*order];

		trial->why = experiment_why_not(diagnosis, situation, *order);
		if (trial->why != NULL || trial->state != TRIAL_NOT_ASKED)
			continue;
		trial->why = "a smaller change helped already";
		if (diagnosis->smallest != EXPERIMENTS && diagnosis->has_failed)
			continue;
		trial->why = "the server does not come to the same end every time";
		if (diagnosis->is_unsteady)
			continue;
		trial->why = "the bound on connections was reached, or the run was stopped";
		next = next == EXPERIMENTS ? *order : next;
	}
	if (diagnosis->is_unsteady)
		return EXPERIMENTS;
	if (repeat != EXPERIMENTS)
		return repeat;
	consequence = next_consequence(diagnosis);
	return consequence != EXPERIMENTS ? consequence : next;
}

static void
find_smallest(struct diagnosis *diagnosis, enum situation situation)
{
	const enum experiment *order = experiment_order(situation);

	diagnosis->smallest = EXPERIMENTS;
	if (!diagnosis->has_failed)
		return;
	for (; *order != EXPERIMENTS && diagnosis->smallest == EXPERIMENTS; order++)
		if (diagnosis->trials[*order].state == TRIAL_SUCCEEDED)
			diagnosis->smallest = *order;
	if (may_be_size(diagnosis) && diagnosis->limit.answered > 0)
		diagnosis->smallest = EXPERIMENT_SIZED_HELLO;
}

static enum experiment
read_all(const struct port_facts *facts, struct arena *arena, struct diagnosis *diagnosis)
{
	const struct trial *again = &diagnosis->trials[EXPERIMENT_AGAIN];

	*diagnosis = (struct diagnosis){ .facts = facts, .smallest = EXPERIMENTS };
	read_path(diagnosis);
	for (struct transcript *t = facts->record->transcripts[QUESTION_EXPERIMENT]; t != NULL;
	     t = t->next)
		trial_read(diagnosis, t, arena);
	if (again->state == (diagnosis->has_failed ? TRIAL_SUCCEEDED : TRIAL_FAILED))
		diagnosis->is_unsteady = true;
	find_smallest(diagnosis, situation_of(diagnosis));
	use_read(diagnosis, arena);
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
	struct arena arena;
	struct port_facts facts;
	struct diagnosis diagnosis;
	enum experiment next;
	enum plan plan;

	arena_init(&arena);
	digest_port(port, &arena, &facts);
	next = read_all(&facts, &arena, &diagnosis);
	/* What the user came for is tried before what may trouble others. */
	plan =
	    others < port->limits.connections_max ? use_next(&diagnosis, attempt) : PLAN_DONE;
	if (plan == PLAN_DONE && next != EXPERIMENTS && others < port->limits.connections_max) {
		experiment_make(&diagnosis, next,
		    next == EXPERIMENT_SIZED_HELLO ? next_size(&diagnosis) : 0, draw, attempt);
		plan = PLAN_ASK;
	} else if (plan == PLAN_DONE) {
		plan = client_next(&diagnosis, draw, attempt);
	}
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
		attempt->keeps_tickets = true;
		return PLAN_ASK;
	}
	plan = plan_other_mode(port, attempt);
	attempt->keeps_tickets = plan == PLAN_ASK;
	if (plan != PLAN_DONE)
		return plan;
	if (!is_quiet(port))
		return PLAN_WAIT;
	if (said_goodbye(port))
		return PLAN_DONE;
	return next_experiment(port, draw, attempt);
}
