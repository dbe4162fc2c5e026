/* SPDX-License-Identifier: MIT */
#include "report/diagnosis_json.h"

#include "base/text.h"
#include "report/diagnosis_error.h"
#include "report/json_parts.h"
#include "report/timeline.h"

enum { QUOTE_MOST = 2000 };

static json_t *
milliseconds(uint64_t us)
{
	return json_real((double)(us / 100) / 10);
}

static json_t *
failure_json(struct arena *arena, const struct failure *failure)
{
	json_t *object = json_must(json_object());

	json_put(object, "stage", json_string(stage_name(failure->stage)));
	json_put(object, "outcome", json_string(outcome_name(failure->outcome)));
	if (failure->outcome == OUTCOME_ALERT)
		json_put(object, "alert", json_integer(failure->number));
	json_put(
	    object, "words", json_text_or_null(text_escape(arena, failure->words, QUOTE_MOST)));
	return object;
}

static json_t *
timeline_json(struct arena *arena, const struct transcript *path)
{
	json_t *array = json_must(json_array());

	if (path == NULL)
		return array;
	for (const struct event *event = path->first; event != NULL; event = event->next) {
		const char *words = timeline_words(arena, path, event);
		json_t *object;

		if (words == NULL)
			continue;
		object = json_must(json_object());
		json_put(object, "at_ms", milliseconds(event->at_us));
		json_put(object, "event", json_string(event_kind_name(event->kind)));
		json_put(object, "step", json_string(step_name(event->step)));
		json_put(object, "by", json_string(timeline_actor(event)));
		json_put(object, "secure", json_boolean(event->is_secure));
		json_put(object, "words", json_string(words));
		json_append(array, object);
	}
	return array;
}

static json_t *
use_json(struct arena *arena, const struct answer_to_why *answer)
{
	const struct use *use = &answer->diagnosis->use;
	json_t *object = json_must(json_object());
	bool has_failed = use->failure.outcome != OUTCOME_NONE;

	json_put(object, "state", json_string(use_state_name(use->state)));
	json_put(object, "why_not",
	    use->state == USE_WITHHELD ? json_string(withheld_name(use->withheld))
				       : json_text_or_null(use->why));
	json_put(object, "hint", json_text_or_null(answer->hint));
	json_put(object, "elsewhere", json_text_or_null(use->elsewhere));
	json_put(object, "mechanism", json_text_or_null(use->mechanism));
	json_put(object, "logged_in", json_boolean(use->is_logged_in));
	json_put(object, "recipients", json_integer(use->recipients));
	json_put(object, "accepted", json_integer(use->accepted));
	json_put(object, "sent", json_boolean(use->is_sent));
	json_put(
	    object, "failure", has_failed ? failure_json(arena, &use->failure) : json_null());
	json_put(object, "timeline", timeline_json(arena, use->transcript));
	return object;
}

static json_t *
trial_json(struct arena *arena, enum experiment experiment, const struct trial *trial)
{
	json_t *object = json_must(json_object());

	json_put(object, "id", json_string(experiment_name(experiment)));
	json_put(object, "change", json_string(experiment_title(experiment)));
	json_put(object, "state", json_string(trial_state_name(trial->state)));
	json_put(object, "why_not",
	    json_text_or_null(trial->state == TRIAL_NOT_ASKED ? trial->why : NULL));
	json_put(object, "connections", json_integer(trial->asked));
	if (trial->state == TRIAL_FAILED || trial->state == TRIAL_UNDECIDED ||
	    trial->state == TRIAL_MIXED)
		json_put(object, "failure", failure_json(arena, &trial->failure));
	return object;
}

static json_t *
trials_json(struct arena *arena, const struct diagnosis *diagnosis)
{
	json_t *array = json_must(json_array());

	for (int i = 0; i < EXPERIMENTS; i++)
		json_append(
		    array, trial_json(arena, (enum experiment)i, &diagnosis->trials[i]));
	return array;
}

static json_t *
limit_json(const struct hello_limit *limit)
{
	json_t *object;

	if (limit->answered == 0 || limit->answered >= limit->dropped)
		return json_null();
	object = json_must(json_object());
	json_put(object, "answered", json_integer(limit->answered));
	json_put(object, "not_answered", json_integer(limit->dropped));
	return object;
}

static json_t *
sides_json(const struct cause *cause)
{
	json_t *array = json_must(json_array());

	for (unsigned side = 1; side <= SIDES_ALL; side <<= 1)
		if ((cause->sides & side) != 0)
			json_append(array, json_string(side_name((enum side)side)));
	return array;
}

static json_t *
cause_json(const struct named_cause *cause)
{
	json_t *object = json_must(json_object());

	json_put(object, "id", json_string(cause->cause->id));
	json_put(object, "title", json_string(cause->cause->title));
	json_put(object, "sides", sides_json(cause->cause));
	json_put(object, "certainty", json_string(suspicion_name(cause->opinion.suspicion)));
	json_put(object, "evidence", json_text_or_null(cause->opinion.evidence));
	json_put(object, "server_fix", json_text_or_null(cause->cause->server_fix));
	json_put(object, "client_fix", json_text_or_null(cause->cause->client_fix));
	if (cause->opinion.suspicion == SUSPICION_UNSEEN)
		json_put(object, "command", json_text_or_null(cause->command));
	return object;
}

static json_t *
causes_json(const struct answer_to_why *answer)
{
	json_t *array = json_must(json_array());

	for (size_t i = 0; i < answer->len; i++)
		json_append(array, cause_json(&answer->causes[i]));
	return array;
}

static json_t *
client_json(const struct client_verdict *verdict)
{
	const struct client *client = verdict->trial->client;
	json_t *object = json_must(json_object());

	json_put(object, "name", json_string(client->name));
	json_put(object, "title", json_string(client->title));
	json_put(object, "source", json_string(client_source_name(client->source)));
	json_put(object, "named", json_boolean(verdict->trial->is_named));
	json_put(object, "state", json_string(client_state_name(verdict->state)));
	json_put(object, "step", json_string(client_reason_step(verdict->reason)));
	json_put(object, "reason", json_string(client_reason_name(verdict->reason)));
	json_put(object, "words", json_text_or_null(verdict->words));
	json_put(object, "negotiated", json_text_or_null(verdict->negotiated));
	return object;
}

static json_t *
clients_json(const struct answer_to_why *answer)
{
	json_t *array = json_must(json_array());

	for (size_t i = 0; i < answer->clients_len; i++)
		json_append(array, client_json(&answer->clients[i]));
	return array;
}

static json_t *
port_json(struct arena *arena, const struct answer_to_why *answer)
{
	const struct diagnosis *diagnosis = answer->diagnosis;
	const struct endpoint *endpoint = &diagnosis->facts->record->endpoint;
	json_t *object = json_must(json_object());

	json_put(object, "address", json_string(endpoint->address));
	json_put(object, "port", json_integer(endpoint->port));
	json_put(object, "service", json_string(endpoint->scheme->name));
	json_put(object, "mode", json_string(mode_name(endpoint->scheme->mode)));
	json_put(object, "tried", json_boolean(answer->is_tried));
	json_put(object, "works", json_boolean(answer->works));
	json_put(object, "sentence", json_string(answer->sentence));
	json_put(object, "failure",
	    diagnosis->has_failed ? failure_json(arena, &diagnosis->failure) : json_null());
	json_put(object, "smallest_change",
	    diagnosis->smallest == EXPERIMENTS
		? json_null()
		: json_string(experiment_name(diagnosis->smallest)));
	json_put(object, "hello_limit", limit_json(&diagnosis->limit));
	json_put(object, "connections", json_integer(diagnosis->facts->connections));
	json_put(object, "timeline", timeline_json(arena, diagnosis->path));
	if (diagnosis->use.state != USE_NOT_WANTED)
		json_put(object, "use", use_json(arena, answer));
	json_put(object, "experiments", trials_json(arena, diagnosis));
	json_put(object, "causes", causes_json(answer));
	if (answer->clients_len > 0)
		json_put(object, "clients", clients_json(answer));
	return object;
}

void
diagnosis_json(FILE *out, const struct run *run, const struct diagnosis_result *result)
{
	struct host_record *host = result->host;
	json_t *object = json_must(json_object());
	json_t *ports = json_must(json_array());

	for (size_t i = 0; i < host->ports_len; i++)
		json_append(ports, port_json(&host->arena, &result->answers[i]));
	json_put(object, "format", json_string(DIAGNOSIS_FORMAT));
	json_put(object, "version", json_integer(DIAGNOSIS_VERSION));
	json_put(object, "program", json_string(run->version));
	json_put(object, "began", json_string(result_time(&host->arena, host->began_at_ms)));
	json_put(object, "elapsed_ms", milliseconds(host->elapsed_us));
	json_put(object, "complete", json_boolean(host->is_complete));
	json_put(object, "host", json_string(host->name));
	json_put(object, "resolve_problem", json_text_or_null(host->resolve_words));
	json_put(object, "resolve_ms", milliseconds(host->resolve_us));
	if (host->addresses_left_out > 0)
		json_put(object, "addresses_left_out", json_integer(host->addresses_left_out));
	json_put(object, "addresses", ports);
	if (result->error != NULL)
		json_put(
		    object, "client_error", diagnosis_error_json(&host->arena, result->error));
	/* A failed write is seen by ferror when the file is done. */
	(void)json_dumpf(object, out, JSON_INDENT(2));
	(void)fputc('\n', out);
	json_decref(object);
}
