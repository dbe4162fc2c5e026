/* SPDX-License-Identifier: MIT */
#include "report/sarif.h"

#include "report/ci_parts.h"
#include "report/sarif_parts.h"
#include "rules/untested.h"

#include <stdlib.h>
#include <string.h>

/* In the order of their descriptors. */
enum notice {
	NOTICE_UNTESTED,
	NOTICE_PARTLY,
	NOTICE_STOPPED,
	NOTICE_COUNT,
};

static const struct {
	const char *id;
	const char *level;
	const char *description;
	const char *help;
} notices[] = {
	[NOTICE_UNTESTED] = { "untested", "error",
	    "Something that should have been tested could not be.",
	    "See that the name can be looked up and the port be reached from here, and that "
	    "the "
	    "server does not throttle; then try again." },
	[NOTICE_PARTLY] = { "partly-tested", "note",
	    "Not everything could be tested; what was found stands.",
	    "The reason tells what is missing, and often which option asks for it." },
	[NOTICE_STOPPED] = { "stopped", "error",
	    "The run was stopped before all hosts were asked.", "Start it again." },
};
_Static_assert(COUNT_OF(notices) == NOTICE_COUNT, "a row for each notice");

/* Streams the value with the indent that it has inside of the document. */
static void
dump(FILE *out, json_t *value)
{
	/* A failed write is seen by ferror when the document is done. */
	(void)json_dumpf(value, out, JSON_INDENT(1));
	json_decref(value);
}

static struct sarif_place
place_of(const struct result *result, const struct port_facts *facts)
{
	const struct endpoint *endpoint = &facts->record->endpoint;

	return (struct sarif_place){
		.host = result->host->name,
		.address = ci_has_addresses(result->host) ? endpoint->address : NULL,
		.port = endpoint->port,
		.service = endpoint->scheme->name,
	};
}

/* What could not be tested. */

static void
notify(struct sarif *sarif, struct arena *arena, enum notice notice,
    const struct sarif_place *place, const char *text)
{
	json_t *object = json_must(json_object());

	json_put(object, "descriptor",
	    json_pack("{s:s, s:i}", "id", notices[notice].id, "index", (int)notice));
	json_put(object, "level", json_string(notices[notice].level));
	json_put(object, "message", sarif_message(arena, text));
	if (place != NULL)
		json_put(object, "locations", sarif_locations(arena, place));
	json_append(sarif->notifications, object);
	sarif->has_untested = sarif->has_untested || notice != NOTICE_PARTLY;
}

static void
notify_host(struct sarif *sarif, const struct result *result)
{
	struct arena *arena = &result->host->arena;
	const struct sarif_place place = { .host = result->host->name };
	const char *why = ci_host_untested(result);

	if (why != NULL)
		notify(sarif, arena, NOTICE_UNTESTED, &place,
		    arena_printf(arena, "%s could not be tested: %s.",
			ci_plain(arena, result->host->name), why));
}

static void
notify_port(struct sarif *sarif, const struct result *result, const struct port_facts *facts)
{
	struct arena *arena = &result->host->arena;
	const struct sarif_place place = place_of(result, facts);
	const char *name = ci_place(arena, place.host, place.port);
	const char *why = ci_port_untested(facts);

	if (why != NULL) {
		notify(sarif, arena, NOTICE_UNTESTED, &place,
		    arena_printf(
			arena, "%s (%s) could not be tested: %s.", name, place.service, why));
		return;
	}
	why = port_untested(facts);
	if (why != NULL && (facts->state == PORT_OK || facts->state == PORT_FAILED))
		notify(sarif, arena, NOTICE_PARTLY, &place,
		    arena_printf(arena, "%s (%s) could not be tested in full: %s.", name,
			place.service, why));
}

/* Results. */

/* A stop behind it, unless it ends a sentence already. */
static const char *
sentence(struct arena *arena, const char *text)
{
	size_t len = strlen(text);

	return len > 0 && strchr(".!?", text[len - 1]) != NULL
	           ? text
	           : arena_printf(arena, "%s.", text);
}

/* The text so far, and a sentence of it behind a label; nothing for NULL and "". */
static const char *
add(struct arena *arena, const char *text, const char *label, const char *words)
{
	return words == NULL || *words == '\0'
	           ? text
	           : arena_printf(arena, "%s %s%s", text, label, sentence(arena, words));
}

static const char *
text_of(const struct result *result, const struct finding *finding)
{
	struct arena *arena = &result->host->arena;
	const struct sarif_place place = place_of(result, finding->port);
	const char *text = sentence(arena,
	    arena_printf(arena, "%s (%s%s%s) %s", ci_place(arena, place.host, place.port),
		place.service, place.address == NULL ? "" : ", ",
		place.address == NULL ? "" : place.address, finding_title(finding)));

	text = add(arena, text, "Seen: ", finding->ruling.evidence);
	text = add(arena, text, "The server said: ", ci_quote(arena, finding));
	text = add(arena, text, "", finding->ruling.cause);
	text = add(arena, text, "Also: ", result_parts(result, finding));
	text = add(arena, text, "", finding->rule->why);
	return add(arena, text, "", finding->rule->advice);
}

static json_t *
suppressions(struct arena *arena, const struct acceptance *acceptance)
{
	json_t *array = json_must(json_array());
	json_t *object = json_must(json_object());

	json_put(object, "kind", json_string("external"));
	json_put(object, "status", json_string("accepted"));
	if (acceptance->reason != NULL)
		json_put(
		    object, "justification", json_string(ci_plain(arena, acceptance->reason)));
	json_append(array, object);
	return array;
}

static json_t *
result_properties(const struct result *result, const struct finding *finding)
{
	const struct endpoint *endpoint = &finding->port->record->endpoint;
	json_t *object = json_must(json_object());

	json_put(object, "severity", json_string(severity_name(finding->severity)));
	json_put(object, "certainty", json_string(certainty_name(finding->ruling.certainty)));
	json_put(object, "fails", json_boolean(result_fails(result, finding)));
	json_put(object, "address", json_string(endpoint->address));
	json_put(object, "role",
	    json_string(role_name(policy_role(result->judging->policy, endpoint))));
	return object;
}

static const char *
baseline_state(enum change change)
{
	static const char *const states[] = {
		[CHANGE_NEW] = "new",
		[CHANGE_WORSE] = "updated",
		[CHANGE_DIFFERENT] = "updated",
		[CHANGE_NONE] = "unchanged",
	};
	_Static_assert(COUNT_OF(states) == CHANGE_COUNT, "a state for each change");

	return states[change];
}

/* What all results have. */
static json_t *
new_result(struct arena *arena, const char *id, const struct sarif_place *place,
    const char *kind, const char *level)
{
	const struct rule *rule = rule_by_id(span_of(id));
	json_t *object = json_must(json_object());

	json_put(object, "ruleId", json_string(id));
	if (rule != NULL)
		json_put(object, "ruleIndex", json_integer((json_int_t)rule_place(rule)));
	json_put(object, "kind", json_string(kind));
	json_put(object, "level", json_string(level));
	json_put(object, "locations", sarif_locations(arena, place));
	json_put(object, "partialFingerprints", sarif_fingerprints(arena, place, id));
	return object;
}

static json_t *
finding_json(const struct result *result, const struct finding *finding)
{
	struct arena *arena = &result->host->arena;
	const struct sarif_place place = place_of(result, finding->port);
	json_t *object = new_result(
	    arena, finding->rule->id, &place, "fail", sarif_level(finding->severity));

	json_put(object, "message", sarif_message(arena, text_of(result, finding)));
	if (baseline_state(finding->change) != NULL)
		json_put(object, "baselineState", json_string(baseline_state(finding->change)));
	if (finding->acceptance != NULL)
		json_put(object, "suppressions", suppressions(arena, finding->acceptance));
	json_put(object, "properties", result_properties(result, finding));
	return object;
}

/* Readers that know no baselines must not take it for a finding: it passes. */
static json_t *
gone_json(const struct result *result, const struct gone *gone)
{
	struct arena *arena = &result->host->arena;
	const struct sarif_place place = {
		.host = gone->host,
		.address =
		    ci_has_addresses(result->host) ? ci_plain(arena, gone->address) : NULL,
		.port = gone->port,
		.service = ci_plain(arena, gone->service),
	};
	json_t *object = new_result(arena, ci_plain(arena, gone->id), &place, "pass", "none");

	json_put(object, "message",
	    sarif_message(arena, arena_printf(arena, "%s (%s) no longer: %s.",
				     ci_place(arena, place.host, place.port), place.service,
				     ci_plain(arena, gone->title))));
	json_put(object, "baselineState", json_string("absent"));
	json_put(object, "properties",
	    json_pack("{s:s}", "severity", severity_name(gone->severity)));
	return object;
}

static void
write_result(struct sarif *sarif, json_t *result)
{
	fputs(sarif->has_results ? ",\n" : "\n", sarif->out);
	sarif->has_results = true;
	dump(sarif->out, result);
}

static void
write_port(struct sarif *sarif, const struct result *result, size_t port)
{
	const struct judgement *judgement = &result->judgements[port];

	for (size_t i = 0; i < judgement->bad_len; i++) {
		const struct finding *finding = judgement->bad[i];
		enum severity *worst = &sarif->worst[rule_place(finding->rule)];

		/* A part is told with the whole: two alerts for one thing help nobody. */
		if (finding->part_of != NULL)
			continue;
		if (finding->severity > *worst)
			*worst = finding->severity;
		write_result(sarif, finding_json(result, finding));
	}
}

/* The tool, and how it was run. */

static json_t *
text_json(const char *text)
{
	return json_pack("{s:s}", "text", text);
}

static json_t *
notice_descriptors(void)
{
	json_t *array = json_must(json_array());

	for (size_t i = 0; i < NOTICE_COUNT; i++) {
		json_t *object = json_must(json_object());

		json_put(object, "id", json_string(notices[i].id));
		json_put(object, "shortDescription", text_json(notices[i].description));
		json_put(object, "fullDescription", text_json(notices[i].description));
		json_put(object, "help", text_json(notices[i].help));
		json_put(object, "defaultConfiguration",
		    json_pack("{s:s}", "level", notices[i].level));
		json_append(array, object);
	}
	return array;
}

static json_t *
rules_json(struct arena *arena, const struct sarif *sarif)
{
	json_t *array = json_must(json_array());
	size_t place = 0;

	for (size_t t = 0; t < topics_count; t++)
		for (size_t i = 0; topics[t].rules[i] != NULL; i++)
			json_append(array, sarif_rule(arena, &topics[t], topics[t].rules[i],
					       sarif->worst[place++]));
	return array;
}

/* Three numbers with points between, and nothing else: all that the program's versions are. */
static bool
is_semantic(const char *version)
{
	for (int part = 0; part < 3; part++) {
		size_t len = strspn(version, "0123456789");

		if (len == 0 || (len > 1 && *version == '0'))
			return false;
		version += len;
		if (*version != (part < 2 ? '.' : '\0'))
			return false;
		version += part < 2 ? 1 : 0;
	}
	return true;
}

static json_t *
tool_json(struct arena *arena, const struct sarif *sarif, const struct run *run)
{
	static const char program[] = "mailsonde ";
	const char *version = strncmp(run->version, program, strlen(program)) == 0
	                          ? run->version + strlen(program)
	                          : run->version;
	json_t *driver = json_must(json_object());
	json_t *tool = json_must(json_object());

	json_put(driver, "name", json_string("mailsonde"));
	json_put(driver, "version", json_string(ci_plain(arena, version)));
	if (is_semantic(version))
		json_put(driver, "semanticVersion", json_string(version));
	json_put(driver, "rules", rules_json(arena, sarif));
	json_put(driver, "notifications", notice_descriptors());
	json_put(tool, "driver", driver);
	return tool;
}

static json_t *
invocations(struct arena *arena, struct sarif *sarif, const struct run *run)
{
	int64_t ended_at_ms = run->began_at_ms + (int64_t)(run->elapsed_us / 1000);
	json_t *array = json_must(json_array());
	json_t *object = json_must(json_object());

	json_put(object, "executionSuccessful", json_boolean(!sarif->has_untested));
	json_put(object, "startTimeUtc", json_string(result_time(arena, run->began_at_ms)));
	json_put(object, "endTimeUtc", json_string(result_time(arena, ended_at_ms)));
	json_put(object, "toolExecutionNotifications", sarif->notifications);
	sarif->notifications = NULL;
	json_append(array, object);
	return array;
}

static json_t *
run_properties(struct arena *arena, const struct judging *judging)
{
	json_t *object = json_must(json_object());

	if (judging == NULL)
		return object;
	json_put(object, "policy", json_string(ci_plain(arena, judging->policy->name)));
	json_put(object, "failOn", json_string(judging_threshold(judging)));
	return object;
}

void
sarif_begin(struct sarif *sarif, FILE *out)
{
	*sarif = (struct sarif){
		.out = out,
		.notifications = json_must(json_array()),
		.worst = alloc_zeroed(rules_count() + 1, sizeof(enum severity)),
	};
	fputs(
	    "{\"$schema\": "
	    "\"https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/"
	    "sarif-schema-2.1.0.json\",\n\"version\": \"2.1.0\",\n\"runs\": [{\n\"results\": [",
	    out);
}

void
sarif_host(struct sarif *sarif, const struct result *result)
{
	sarif->judging = result->judging;
	notify_host(sarif, result);
	for (size_t i = 0; i < result->host->ports_len; i++) {
		notify_port(sarif, result, &result->facts[i]);
		write_port(sarif, result, i);
	}
	for (size_t i = 0; i < result->gone_len; i++)
		write_result(sarif, gone_json(result, &result->gone[i]));
}

void
sarif_end(struct sarif *sarif, const struct run *run)
{
	struct arena arena;

	arena_init(&arena);
	if (!run->is_complete)
		notify(sarif, &arena, NOTICE_STOPPED, NULL,
		    "The run was stopped: hosts without a result may not have been asked.");
	fputs("],\n\"tool\": ", sarif->out);
	dump(sarif->out, tool_json(&arena, sarif, run));
	fputs(",\n\"invocations\": ", sarif->out);
	dump(sarif->out, invocations(&arena, sarif, run));
	fputs(",\n\"properties\": ", sarif->out);
	dump(sarif->out, run_properties(&arena, sarif->judging));
	fputs("}]}\n", sarif->out);
	free(sarif->worst);
	arena_clear(&arena);
	*sarif = (struct sarif){ .out = NULL };
}
