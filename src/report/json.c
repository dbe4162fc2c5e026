/* SPDX-License-Identifier: MIT */
#include "report/json.h"

#include "base/text.h"
#include "registry/number.h"
#include "report/json_findings.h"
#include "report/json_negotiation.h"
#include "report/json_parts.h"
#include "rules/untested.h"

enum { TEXT_MOST = 1000 };

static json_t *
words(struct arena *arena, struct span text)
{
	return json_string(text_escape(arena, text, TEXT_MOST));
}

static json_t *
milliseconds(uint64_t us)
{
	return json_real((double)(us / 100) / 10.0);
}

static json_t *
lines(struct arena *arena, const struct lines *list)
{
	json_t *array = json_must(json_array());

	for (size_t i = 0; i < list->len; i++)
		json_append(array, words(arena, list->lines[i]));
	return array;
}

static json_t *
answer(const struct answer *from)
{
	json_t *object = json_must(json_object());

	json_put(object, "answer", json_string(answer_name(from->value)));
	if (from->value == ANSWER_UNKNOWN)
		json_put(
		    object, "why", json_string(from->why == NULL ? "not asked" : from->why));
	return object;
}

static json_t *
failure_json(struct arena *arena, const struct failure *failure)
{
	json_t *object = json_must(json_object());
	bool is_alert = failure->outcome == OUTCOME_ALERT ||
	                failure->outcome == OUTCOME_OUR_ALERT ||
	                failure->outcome == OUTCOME_CERTIFICATE_WANTED;
	const char *name = is_alert ? alert_name(failure->number) : NULL;

	json_put(object, "stage", json_string(stage_name(failure->stage)));
	json_put(object, "outcome", json_string(outcome_name(failure->outcome)));
	json_put(object, "question", json_string(question_name(failure->question)));
	json_put(object, "inside_tls", json_boolean(failure->is_secure));
	json_put(object, "elapsed_ms", milliseconds(failure->at_us));
	json_put(object, "words", words(arena, failure->words));
	if (failure->detail != NULL)
		json_put(object, "detail", words(arena, span_of(failure->detail)));
	if (is_alert) {
		json_put(object, "alert", json_integer(failure->number));
		json_put(object, "alert_name", json_text_or_null(name));
		json_put(object, "alert_direction",
		    json_string(failure->outcome == OUTCOME_OUR_ALERT ? "sent" : "received"));
	}
	if (failure->outcome == OUTCOME_SILENT || failure->outcome == OUTCOME_STALLED)
		json_put(object, "waited_ms", json_integer(failure->number));
	return object;
}

static json_t *
failures_json(struct arena *arena, const struct port_facts *facts)
{
	json_t *array = json_must(json_array());

	for (size_t i = 0; i < facts->failures_len; i++)
		json_append(array, failure_json(arena, &facts->failures[i]));
	return array;
}

static json_t *
starttls_json(struct arena *arena, const struct port_facts *facts)
{
	json_t *object = json_must(json_object());

	json_put(object, "advertised", answer(&facts->starttls_advertised));
	json_put(object, "works", answer(&facts->starttls_works));
	json_put(object, "masked", json_boolean(facts->is_starttls_masked));
	json_put(object, "reply", lines(arena, &facts->go_ahead));
	json_put(object, "early_bytes", words(arena, facts->early));
	json_put(object, "silence_ms", json_integer((json_int_t)facts->silence_ms));
	return object;
}

static json_t *
staple_json(struct arena *arena, const struct port_facts *facts)
{
	const struct staple *staple = &facts->chain.staple;
	json_t *object = json_must(json_object());

	json_put(object, "present", json_boolean(facts->session->has_staple));
	json_put(object, "status", json_string(staple_status_name(staple->status)));
	if (staple->this_update != 0)
		json_put(object, "this_update",
		    json_string(result_time(arena, staple->this_update * 1000)));
	if (staple->next_update != 0)
		json_put(object, "next_update",
		    json_string(result_time(arena, staple->next_update * 1000)));
	return object;
}

static json_t *
session_json(struct arena *arena, const struct port_facts *facts)
{
	const struct session *session = facts->session;
	json_t *object = json_must(json_object());

	json_put(object, "version", json_string(session->version));
	json_put(object, "suite", json_string(session->suite));
	json_put(object, "group", json_text_or_null(session->group));
	json_put(object, "signature", json_text_or_null(session->signature));
	json_put(object, "alpn", json_text_or_null(session->alpn));
	json_put(object, "extended_master_secret",
	    json_boolean(session->has_extended_master_secret));
	json_put(object, "encrypt_then_mac", json_boolean(session->has_encrypt_then_mac));
	json_put(object, "safe_renegotiation", json_boolean(session->has_safe_renegotiation));
	json_put(object, "session_tickets", json_integer(session->tickets));
	json_put(
	    object, "asks_for_client_certificate", json_boolean(facts->asked_for_certificate));
	json_put(object, "handshake_ms", milliseconds(session->handshake_us));
	json_put(object, "handshake_bytes_in", json_integer((json_int_t)session->bytes_in));
	json_put(object, "handshake_bytes_out", json_integer((json_int_t)session->bytes_out));
	json_put(object, "ocsp_staple", staple_json(arena, facts));
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
	json_t *object = json_must(json_object());
	json_t *names = json_must(json_array());

	for (size_t i = 0; i < certificate->names_len; i++)
		json_append(names, json_string(certificate->names[i]));
	json_put(object, "readable", json_boolean(certificate->is_readable));
	json_put(object, "sha256", json_string(certificate->sha256));
	json_put(object, "spki_sha256", json_text_or_null(certificate->spki_sha256));
	json_put(object, "subject", json_string(certificate->subject));
	json_put(object, "issuer", json_string(certificate->issuer));
	json_put(object, "names", names);
	json_put(
	    object, "not_before", date_or_null(arena, certificate, certificate->not_before));
	json_put(object, "not_after", date_or_null(arena, certificate, certificate->not_after));
	json_put(object, "key_type", json_text_or_null(certificate->key_type));
	json_put(object, "key_bits", json_integer(certificate->key_bits));
	json_put(object, "signature", json_text_or_null(certificate->signature));
	json_put(object, "self_signed", json_boolean(certificate->is_self_signed));
	return object;
}

static json_t *
chain_json(struct arena *arena, const struct port_facts *facts)
{
	json_t *object = json_must(json_object());
	json_t *certificates = json_must(json_array());
	json_t *problems = json_must(json_array());

	for (size_t i = 0; i < facts->chain.len; i++)
		json_append(
		    certificates, certificate_json(arena, &facts->chain.certificates[i]));
	for (size_t i = 0; i < CHAIN_PROBLEMS; i++)
		if (facts->chain.problems[i])
			json_append(problems, json_pack("{s:s, s:i}", "problem",
						  chain_problem_name((enum chain_problem)i),
						  "certificate", (int)facts->chain.where[i]));
	json_put(object, "sent", json_integer((json_int_t)facts->session->chain_sent));
	json_put(object, "certificates", certificates);
	json_put(object, "trust", json_string(trust_name(facts->session->trust)));
	json_put(object, "trust_source", json_text_or_null(facts->session->trust_source));
	json_put(object, "name_compared",
	    facts->chain.has_name ? json_string(facts->record->endpoint.server_name)
				  : json_null());
	json_put(object, "problems", problems);
	return object;
}

static json_t *
mechanisms_json(const struct mechanisms *mechanisms)
{
	json_t *array = json_must(json_array());

	for (size_t i = 0; i < mechanisms->len; i++)
		json_append(array, json_string(mechanisms->names[i]));
	return array;
}

static json_t *
login_json(struct arena *arena, const struct login *login)
{
	json_t *object = json_must(json_object());

	json_put(object, "verdict", json_string(login_verdict_name(login->verdict)));
	json_put(object, "why", json_text_or_null(login->why));
	json_put(object, "mechanisms", mechanisms_json(&login->mechanisms));
	json_put(object, "mechanisms_inside_tls", mechanisms_json(&login->inside));
	json_put(object, "advertises_plaintext", answer(&login->advertises_plaintext));
	json_put(object, "advertises_challenge", answer(&login->advertises_challenge));
	json_put(object, "accepts_plaintext", answer(&login->accepts_plaintext));
	json_put(object, "words", words(arena, login->words));
	return object;
}

static json_t *
limits_json(const struct limits *limits)
{
	json_t *object = json_must(json_object());

	json_put(object, "depth", json_string(depth_name(limits->depth)));
	json_put(object, "intrusive", json_boolean(limits->is_intrusive));
	json_put(object, "max_connections",
	    limits->connections_max == 0 ? json_null() : json_integer(limits->connections_max));
	json_put(object, "pace_ms", json_integer(limits->pace_ms));
	return object;
}

static json_t *
port_json(const struct result *result, size_t place)
{
	struct arena *arena = &result->host->arena;
	const struct port_facts *facts = &result->facts[place];
	const struct endpoint *endpoint = &facts->record->endpoint;
	json_t *object = json_must(json_object());

	json_put(object, "port", json_integer(endpoint->port));
	json_put(object, "service", json_string(endpoint->scheme->name));
	json_put(object, "address", json_string(endpoint->address));
	json_put(object, "role",
	    json_string(role_name(policy_role(result->judging->policy, endpoint))));
	json_put(object, "mode", json_string(mode_name(facts->mode)));
	json_put(object, "state", json_string(port_state_name(facts->state)));
	json_put(object, "untested", json_text_or_null(port_untested(facts)));
	json_put(object, "connections", json_integer(facts->connections));
	json_put(object, "bytes_in", json_integer((json_int_t)facts->bytes_in));
	json_put(object, "bytes_out", json_integer((json_int_t)facts->bytes_out));
	json_put(object, "failures", failures_json(arena, facts));
	json_put(object, "greeting", lines(arena, &facts->greeting));
	json_put(object, "greeting_ms", milliseconds(facts->greeting_us));
	json_put(object, "capabilities_before_tls", lines(arena, &facts->before));
	json_put(object, "capabilities_inside_tls", lines(arena, &facts->after));
	json_put(object, "starttls", starttls_json(arena, facts));
	json_put(object, "tls", facts->has_session ? session_json(arena, facts) : json_null());
	json_put(
	    object, "certificate", facts->has_session ? chain_json(arena, facts) : json_null());
	json_put(object, "login_in_clear", login_json(arena, &facts->login));
	json_findings(object, result, place);
	if (facts->record->limits.depth != DEPTH_QUICK)
		json_put(object, "limits", limits_json(&facts->record->limits));
	if (facts->negotiation.is_known)
		json_put(object, "negotiation", json_negotiation(arena, &facts->negotiation));
	return object;
}

static json_t *
host_json(const struct result *result)
{
	struct host_record *host = result->host;
	json_t *object = json_must(json_object());
	json_t *ports = json_must(json_array());

	for (size_t i = 0; i < host->ports_len; i++)
		json_append(ports, port_json(result, i));
	json_put(object, "name", json_string(host->name));
	json_put(object, "began", json_string(result_time(&host->arena, host->began_at_ms)));
	json_put(object, "elapsed_ms", milliseconds(host->elapsed_us));
	json_put(object, "complete", json_boolean(host->is_complete));
	json_put(object, "connections", json_integer(totals_of(result).connections));
	json_put(object, "resolve_problem", json_text_or_null(host->resolve_words));
	json_put(object, "resolve_ms", milliseconds(host->resolve_us));
	if (host->addresses_left_out > 0)
		json_put(object, "addresses_left_out", json_integer(host->addresses_left_out));
	json_put(object, "ports", ports);
	if (result->judging->baseline != NULL)
		json_put(object, "gone", json_gone(result));
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

static json_t *
judging_json(const struct judging *judging)
{
	json_t *object = json_must(json_object());

	json_put(object, "policy", json_string(judging->policy->name));
	json_put(object, "policy_title", json_text_or_null(judging->policy->title));
	json_put(object, "policy_source", json_text_or_null(judging->policy->source));
	json_put(object, "fail_on", json_string(judging_threshold(judging)));
	json_put(object, "compared", json_boolean(judging->baseline != NULL));
	return object;
}

void
json_begin(FILE *out, const struct judging *judging)
{
	fprintf(out, "{\"format\": \"mailsonde-report\", \"version\": %d,\n\"judged_by\": ",
	    JSON_REPORT_VERSION);
	dump(out, judging_json(judging));
	fputs(",\n\"hosts\": [", out);
}

void
json_host(FILE *out, bool is_first, const struct result *result)
{
	fputs(is_first ? "\n" : ",\n", out);
	dump(out, host_json(result));
}

static json_t *
severities_json(const struct totals *totals)
{
	json_t *object = json_must(json_object());

	for (int i = SEVERITY_CRITICAL; i >= SEVERITY_INFO; i--)
		json_put(object, severity_name((enum severity)i),
		    json_integer(totals->by_severity[i]));
	return object;
}

void
json_end(FILE *out, const struct run *run, const struct totals *totals, struct arena *arena)
{
	json_t *object = json_must(json_object());

	json_put(object, "program", json_string(run->version));
	json_put(object, "began", json_string(result_time(arena, run->began_at_ms)));
	json_put(object, "elapsed_ms", milliseconds(run->elapsed_us));
	json_put(object, "depth", json_string(depth_name(totals->depth)));
	json_put(object, "complete", json_boolean(run->is_complete));
	json_put(object, "connections", json_integer(totals->connections));
	json_put(object, "silence_ms", json_integer((json_int_t)totals->silence_ms));
	json_put(object, "findings", severities_json(totals));
	json_put(object, "accepted", json_integer(totals->accepted));
	json_put(object, "unchanged", json_integer(totals->unchanged));
	json_put(object, "failing", json_integer(totals->failing));
	json_put(object, "ports_untested", json_integer(totals->ports_untested));
	fputs("],\n\"run\": ", out);
	dump(out, object);
	fputs("}\n", out);
}
