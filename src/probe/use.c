/* SPDX-License-Identifier: MIT */
#include "probe/use.h"

#include "base/text.h"
#include "probe/digest.h"
#include "probe/trial.h"

enum { MECHANISM_MOST = 40 };

static bool
is_wanted(const struct port_record *port)
{
	return port->limits.logs_in || port->limits.mails;
}

/* Where a server has no TLS at all, addresses may go in clear, and a login if the user says so.
 */
static bool
may_go_in_clear(const struct limits *limits, const struct failure *failure)
{
	bool has_no_tls =
	    failure->outcome == OUTCOME_NOT_OFFERED || failure->outcome == OUTCOME_MASKED ||
	    (failure->outcome == OUTCOME_REFUSED && failure->stage == STAGE_STARTTLS);

	return has_no_tls && (!limits->logs_in || limits->may_log_in_in_clear);
}

static bool
is_reachable(const struct diagnosis *diagnosis)
{
	const struct limits *limits = &diagnosis->facts->record->limits;

	return diagnosis->path != NULL && diagnosis->path->is_over &&
	       (!diagnosis->has_failed || may_go_in_clear(limits, &diagnosis->failure));
}

/* --- one address only ----------------------------------------------------------------- */

static bool
are_over(const struct port_record *port)
{
	static const enum question firsts[] = { QUESTION_BASICS, QUESTION_OTHER_MODE };

	for (size_t i = 0; i < COUNT_OF(firsts); i++)
		for (const struct transcript *t = port->transcripts[firsts[i]]; t != NULL;
		     t = t->next)
			if (!t->is_over)
				return false;
	return port->transcripts[QUESTION_BASICS] != NULL;
}

/* Would the login be tried at this address? The same question as for our own. */
static bool
works(const struct port_record *port)
{
	struct arena arena;
	struct port_facts facts;
	bool answer = true;

	arena_init(&arena);
	digest_port(port, &arena, &facts);
	for (size_t i = 0; i < facts.failures_len && answer; i++)
		if (facts.failures[i].question != QUESTION_LOGIN) {
			answer = may_go_in_clear(&port->limits, &facts.failures[i]);
			break;
		}
	arena_clear(&arena);
	return answer;
}

/* The address that has the login, or will have it; NULL: it is for us. With `waits` it is not
 * known yet. */
static const struct port_record *
find_elsewhere(const struct port_record *port, bool *waits)
{
	const struct host_record *host = port->host;
	const struct port_record *mine = NULL;

	*waits = false;
	for (size_t i = 0; host != NULL && i < host->ports_len; i++) {
		const struct port_record *other = &host->ports[i];

		if (other == port)
			mine = port;
		else if (other->transcripts[QUESTION_USE] != NULL)
			return other;
	}
	for (size_t i = 0; mine != NULL && &host->ports[i] != mine; i++) {
		*waits = *waits || !are_over(&host->ports[i]);
		if (are_over(&host->ports[i]) && works(&host->ports[i]))
			return &host->ports[i];
	}
	return NULL;
}

enum plan
use_next(const struct diagnosis *diagnosis, struct attempt *attempt)
{
	const struct port_record *port = diagnosis->facts->record;
	bool waits;

	if (!is_wanted(port) || port->transcripts[QUESTION_USE] != NULL ||
	    !is_reachable(diagnosis))
		return PLAN_DONE;
	if (find_elsewhere(port, &waits) != NULL)
		return PLAN_DONE;
	if (waits)
		return PLAN_WAIT;
	attempt_session(attempt, &port->endpoint, diagnosis->path->mode,
	    diagnosis->has_failed ? ERRAND_USE_CLEAR : ERRAND_USE);
	attempt->question = QUESTION_USE;
	attempt->variant = diagnosis->has_failed ? USE_WAY_CLEAR : USE_WAY_TLS;
	return PLAN_ASK;
}

/* --- what came of it ------------------------------------------------------------------ */

static void
read_event(const struct event *event, struct arena *arena, struct use *use)
{
	bool is_reply = event->kind == EVENT_RECEIVED && event->reply != REPLY_PART;

	if (event->kind == EVENT_MECHANISM)
		use->mechanism = text_escape(arena, event->bytes, MECHANISM_MOST);
	if (event->kind == EVENT_WITHHELD && use->withheld == WITHHELD_NOTHING &&
	    event->number < WITHHELD_REASONS)
		use->withheld = (enum withheld)event->number;
	if (event->step == STEP_RECIPIENT && event->kind == EVENT_SENT)
		use->recipients++;
	if (!is_reply || (event->reply != REPLY_OK && event->reply != REPLY_CAPABLE))
		return;
	use->is_logged_in = use->is_logged_in || event->step == STEP_AUTH ||
	                    event->step == STEP_AUTH_MORE || event->step == STEP_PASS;
	use->accepted += event->step == STEP_RECIPIENT ? 1 : 0;
	use->is_sent = use->is_sent || event->step == STEP_MESSAGE;
}

static enum use_state
state_of(const struct use *use)
{
	switch (use->failure.outcome) {
	case OUTCOME_NONE:
		return USE_WORKED;
	case OUTCOME_WITHHELD:
		return USE_WITHHELD;
	case OUTCOME_REFUSED:
		return USE_REFUSED;
	default:
		return USE_BROKEN;
	}
}

static void
read_transcript(const struct port_record *port, struct arena *arena, struct use *use)
{
	struct port_facts *facts = arena_alloc(arena, sizeof(*facts));

	for (const struct event *event = use->transcript->first; event != NULL;
	     event = event->next)
		read_event(event, arena, use);
	if (!use->transcript->is_over) {
		use->state = USE_RUNNING;
		return;
	}
	digest_alone(port, use->transcript, arena, facts);
	if (facts->failures_len > 0)
		use->failure = facts->failures[0];
	use->state = state_of(use);
}

void
use_read(struct diagnosis *diagnosis, struct arena *arena)
{
	const struct port_record *port = diagnosis->facts->record;
	struct use *use = &diagnosis->use;
	const struct port_record *elsewhere;
	bool waits;

	if (!is_wanted(port))
		return;
	use->transcript = port->transcripts[QUESTION_USE];
	if (use->transcript != NULL) {
		read_transcript(port, arena, use);
		return;
	}
	elsewhere = find_elsewhere(port, &waits);
	if (elsewhere != NULL) {
		use->state = USE_ELSEWHERE;
		use->elsewhere = elsewhere->endpoint.address;
		return;
	}
	use->state = USE_NOT_REACHED;
	use->why = is_reachable(diagnosis)
	               ? "the bound on connections was reached, or the run was stopped"
	               : "the way to it fails";
}
