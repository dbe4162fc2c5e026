/* SPDX-License-Identifier: MIT */
#include "report/json.h"

#include "base/text.h"
#include "registry/number.h"

#include <jansson.h>

enum { TEXT_MOST = 1000 };

/* jansson returns NULL only for a lack of memory or for text that is not UTF-8, which escaped
 * text always is. */
static json_t *
must(json_t *value)
{
	if (value == NULL)
		die("out of memory");
	return value;
}

static void
set(json_t *object, const char *key, json_t *value)
{
	if (json_object_set_new(object, key, must(value)) != 0)
		die("out of memory");
}

static void
add(json_t *array, json_t *value)
{
	if (json_array_append_new(array, must(value)) != 0)
		die("out of memory");
}

static json_t *
words(struct arena *arena, struct span text)
{
	return json_string(text_escape(arena, text, TEXT_MOST));
}

static json_t *
text_or_null(const char *text)
{
	return text == NULL || *text == '\0' ? json_null() : json_string(text);
}

static json_t *
milliseconds(uint64_t us)
{
	return json_real((double)(us / 100) / 10.0);
}

static json_t *
lines(struct arena *arena, const struct lines *list)
{
	json_t *array = must(json_array());

	for (size_t i = 0; i < list->len; i++)
		add(array, words(arena, list->lines[i]));
	return array;
}

static json_t *
answer(const struct answer *from)
{
	json_t *object = must(json_object());

	set(object, "answer", json_string(answer_name(from->value)));
	if (from->value == ANSWER_UNKNOWN)
		set(object, "why", json_string(from->why == NULL ? "not asked" : from->why));
	return object;
}

static json_t *
failure_json(struct arena *arena, const struct failure *failure)
{
	json_t *object = must(json_object());
	bool is_alert = failure->outcome == OUTCOME_ALERT ||
	                failure->outcome == OUTCOME_OUR_ALERT ||
	                failure->outcome == OUTCOME_CERTIFICATE_WANTED;
	const char *name = is_alert ? alert_name(failure->number) : NULL;

	set(object, "stage", json_string(stage_name(failure->stage)));
	set(object, "outcome", json_string(outcome_name(failure->outcome)));
	set(object, "question", json_string(question_name(failure->question)));
	set(object, "inside_tls", json_boolean(failure->is_secure));
	set(object, "elapsed_ms", milliseconds(failure->at_us));
	set(object, "words", words(arena, failure->words));
	if (failure->detail != NULL)
		set(object, "detail", words(arena, span_of(failure->detail)));
	if (is_alert) {
		set(object, "alert", json_integer(failure->number));
		set(object, "alert_name", text_or_null(name));
		set(object, "alert_direction",
		    json_string(failure->outcome == OUTCOME_OUR_ALERT ? "sent" : "received"));
	}
	if (failure->outcome == OUTCOME_SILENT || failure->outcome == OUTCOME_STALLED)
		set(object, "waited_ms", json_integer(failure->number));
	return object;
}

static json_t *
failures_json(struct arena *arena, const struct port_facts *facts)
{
	json_t *array = must(json_array());

	for (size_t i = 0; i < facts->failures_len; i++)
		add(array, failure_json(arena, &facts->failures[i]));
	return array;
}

static json_t *
starttls_json(struct arena *arena, const struct port_facts *facts)
{
	json_t *object = must(json_object());

	set(object, "advertised", answer(&facts->starttls_advertised));
	set(object, "works", answer(&facts->starttls_works));
	set(object, "masked", json_boolean(facts->is_starttls_masked));
	set(object, "reply", lines(arena, &facts->go_ahead));
	set(object, "early_bytes", words(arena, facts->early));
	set(object, "silence_ms", json_integer((json_int_t)facts->silence_ms));
	return object;
}

static json_t *
staple_json(struct arena *arena, const struct port_facts *facts)
{
	const struct staple *staple = &facts->chain.staple;
	json_t *object = must(json_object());

	set(object, "present", json_boolean(facts->session->has_staple));
	set(object, "status", json_string(staple_status_name(staple->status)));
	if (staple->this_update != 0)
		set(object, "this_update",
		    json_string(result_time(arena, staple->this_update * 1000)));
	if (staple->next_update != 0)
		set(object, "next_update",
		    json_string(result_time(arena, staple->next_update * 1000)));
	return object;
}

static json_t *
session_json(struct arena *arena, const struct port_facts *facts)
{
	const struct session *session = facts->session;
	json_t *object = must(json_object());

	set(object, "version", json_string(session->version));
	set(object, "suite", json_string(session->suite));
	set(object, "group", text_or_null(session->group));
	set(object, "signature", text_or_null(session->signature));
	set(object, "alpn", text_or_null(session->alpn));
	set(object, "extended_master_secret",
	    json_boolean(session->has_extended_master_secret));
	set(object, "safe_renegotiation", json_boolean(session->has_safe_renegotiation));
	set(object, "session_tickets", json_integer(session->tickets));
	set(object, "asks_for_client_certificate", json_boolean(facts->asked_for_certificate));
	set(object, "handshake_ms", milliseconds(session->handshake_us));
	set(object, "handshake_bytes_in", json_integer((json_int_t)session->bytes_in));
	set(object, "handshake_bytes_out", json_integer((json_int_t)session->bytes_out));
	set(object, "ocsp_staple", staple_json(arena, facts));
	return object;
}

static json_t *
date_or_null(struct arena *arena, const struct certificate *certificate, int64_t seconds)
{
	return certificate->is_readable ? json_string(result_time(arena, seconds * 1000))
	                                : json_null();
}

static json_t *
certificate_json(struct arena *arena, const struct certificate *certificate)
{
	json_t *object = must(json_object());
	json_t *names = must(json_array());

	for (size_t i = 0; i < certificate->names_len; i++)
		add(names, json_string(certificate->names[i]));
	set(object, "readable", json_boolean(certificate->is_readable));
	set(object, "sha256", json_string(certificate->sha256));
	set(object, "spki_sha256", text_or_null(certificate->spki_sha256));
	set(object, "subject", json_string(certificate->subject));
	set(object, "issuer", json_string(certificate->issuer));
	set(object, "names", names);
	set(object, "not_before", date_or_null(arena, certificate, certificate->not_before));
	set(object, "not_after", date_or_null(arena, certificate, certificate->not_after));
	set(object, "key_type", text_or_null(certificate->key_type));
	set(object, "key_bits", json_integer(certificate->key_bits));
	set(object, "signature", text_or_null(certificate->signature));
	set(object, "self_signed", json_boolean(certificate->is_self_signed));
	return object;
}

static json_t *
chain_json(struct arena *arena, const struct port_facts *facts)
{
	json_t *object = must(json_object());
	json_t *certificates = must(json_array());
	json_t *problems = must(json_array());

	for (size_t i = 0; i < facts->chain.len; i++)
		add(certificates, certificate_json(arena, &facts->chain.certificates[i]));
	for (size_t i = 0; i < CHAIN_PROBLEMS; i++)
		if (facts->chain.problems[i])
			add(problems, json_pack("{s:s, s:i}", "problem",
					  chain_problem_name((enum chain_problem)i),
					  "certificate", (int)facts->chain.where[i]));
	set(object, "sent", json_integer((json_int_t)facts->session->chain_sent));
	set(object, "certificates", certificates);
	set(object, "trust", json_string(trust_name(facts->session->trust)));
	set(object, "trust_source", text_or_null(facts->session->trust_source));
	set(object, "name_compared",
	    facts->chain.has_name ? json_string(facts->record->endpoint.server_name)
				  : json_null());
	set(object, "problems", problems);
	return object;
}

static json_t *
login_json(struct arena *arena, const struct login *login)
{
	json_t *object = must(json_object());
	json_t *mechanisms = must(json_array());

	for (size_t i = 0; i < login->mechanisms_len; i++)
		add(mechanisms, json_string(login->mechanisms[i]));
	set(object, "verdict", json_string(login_verdict_name(login->verdict)));
	set(object, "why", text_or_null(login->why));
	set(object, "mechanisms", mechanisms);
	set(object, "advertises_plaintext", answer(&login->advertises_plaintext));
	set(object, "advertises_challenge", answer(&login->advertises_challenge));
	set(object, "accepts_plaintext", answer(&login->accepts_plaintext));
	set(object, "words", words(arena, login->words));
	return object;
}

static json_t *
problems_json(const struct problems *problems)
{
	json_t *array = must(json_array());

	for (size_t i = 0; i < problems->len; i++) {
		const struct problem *problem = &problems->list[i];
		json_t *object = must(json_object());

		set(object, "id", json_string(problem->rule->id));
		set(object, "severity", json_string(severity_name(problem->severity)));
		set(object, "title", json_string(problem->rule->title));
		set(object, "evidence", text_or_null(problem->evidence));
		set(object, "advice", json_string(problem->rule->advice));
		set(object, "reference", json_string(problem->rule->reference));
		add(array, object);
	}
	return array;
}

static json_t *
port_json(struct arena *arena, const struct port_facts *facts, const struct problems *problems)
{
	const struct endpoint *endpoint = &facts->record->endpoint;
	json_t *object = must(json_object());

	set(object, "port", json_integer(endpoint->port));
	set(object, "service", json_string(endpoint->scheme->name));
	set(object, "address", json_string(endpoint->address));
	set(object, "role", json_string(role_name(endpoint->scheme->role)));
	set(object, "mode", json_string(mode_name(facts->mode)));
	set(object, "state", json_string(port_state_name(facts->state)));
	set(object, "untested", text_or_null(problems_untested(facts)));
	set(object, "connections", json_integer(facts->connections));
	set(object, "bytes_in", json_integer((json_int_t)facts->bytes_in));
	set(object, "bytes_out", json_integer((json_int_t)facts->bytes_out));
	set(object, "failures", failures_json(arena, facts));
	set(object, "greeting", lines(arena, &facts->greeting));
	set(object, "greeting_ms", milliseconds(facts->greeting_us));
	set(object, "capabilities_before_tls", lines(arena, &facts->before));
	set(object, "capabilities_inside_tls", lines(arena, &facts->after));
	set(object, "starttls", starttls_json(arena, facts));
	set(object, "tls", facts->has_session ? session_json(arena, facts) : json_null());
	set(object, "certificate", facts->has_session ? chain_json(arena, facts) : json_null());
	set(object, "login_in_clear", login_json(arena, &facts->login));
	set(object, "problems", problems_json(problems));
	return object;
}

static json_t *
host_json(const struct result *result)
{
	struct host_record *host = result->host;
	json_t *object = must(json_object());
	json_t *ports = must(json_array());

	for (size_t i = 0; i < host->ports_len; i++)
		add(ports, port_json(&host->arena, &result->facts[i], &result->problems[i]));
	set(object, "name", json_string(host->name));
	set(object, "began", json_string(result_time(&host->arena, host->began_at_ms)));
	set(object, "elapsed_ms", milliseconds(host->elapsed_us));
	set(object, "complete", json_boolean(host->is_complete));
	set(object, "connections", json_integer(totals_of(result).connections));
	set(object, "resolve_problem", text_or_null(host->resolve_words));
	set(object, "resolve_ms", milliseconds(host->resolve_us));
	set(object, "ports", ports);
	return object;
}

/* Streams the value with the indent that it has inside of the document. */
static void
dump(FILE *out, json_t *value)
{
	/* A failed write is seen by ferror when the document is done. */
	(void)json_dumpf(value, out, JSON_INDENT(1) | JSON_REAL_PRECISION(12));
	json_decref(value);
}

void
json_begin(FILE *out)
{
	fprintf(out, "{\"format\": \"mailsonde-report\", \"version\": %d,\n\"hosts\": [",
	    JSON_REPORT_VERSION);
}

void
json_host(FILE *out, bool is_first, const struct result *result)
{
	fputs(is_first ? "\n" : ",\n", out);
	dump(out, host_json(result));
}

void
json_end(FILE *out, const struct run *run, const struct totals *totals, struct arena *arena)
{
	json_t *object = must(json_object());

	set(object, "program", json_string(run->version));
	set(object, "began", json_string(result_time(arena, run->began_at_ms)));
	set(object, "elapsed_ms", milliseconds(run->elapsed_us));
	set(object, "depth", json_string("quick"));
	set(object, "complete", json_boolean(run->is_complete));
	set(object, "connections", json_integer(totals->connections));
	set(object, "silence_ms", json_integer((json_int_t)totals->silence_ms));
	fputs("],\n\"run\": ", out);
	dump(out, object);
	fputs("}\n", out);
}
