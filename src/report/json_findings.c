/* SPDX-License-Identifier: MIT */
#include "report/json_findings.h"

#include "base/text.h"

#include <string.h>

enum { TEXT_MOST = 1000 };

/* Nothing where there are none. */
static void
put_lines(json_t *object, const char *key, const char *lines)
{
	json_t *array;

	if (lines == NULL)
		return;
	array = json_must(json_array());
	while (*lines != '\0') {
		size_t len = strcspn(lines, "\n");

		json_append(array, json_stringn(lines, len));
		lines += len + (lines[len] == '\n' ? 1 : 0);
	}
	json_put(object, key, array);
}

static json_t *
fix_json(const struct finding *finding)
{
	const struct settings *settings = finding_settings(finding);
	json_t *object = json_must(json_object());

	json_put(object, "advice", json_string(finding->rule->advice));
	if (settings == NULL)
		return object;
	put_lines(object, "postfix", settings->postfix);
	put_lines(object, "dovecot", settings->dovecot);
	put_lines(object, "exim", settings->exim);
	return object;
}

static json_t *
acceptance_json(struct arena *arena, const struct acceptance *acceptance)
{
	json_t *object = json_must(json_object());

	json_put(object, "reason",
	    acceptance->reason == NULL
		? json_null()
		: json_string(text_escape(arena, span_of(acceptance->reason), TEXT_MOST)));
	return object;
}

static json_t *
finding_json(const struct result *result, const struct finding *finding)
{
	const struct ruling *ruling = &finding->ruling;
	json_t *object = json_must(json_object());

	json_put(object, "id", json_string(finding->rule->id));
	json_put(object, "severity", json_string(severity_name(finding->severity)));
	json_put(object, "certainty", json_string(certainty_name(ruling->certainty)));
	json_put(object, "title", json_string(finding_title(finding)));
	json_put(object, "evidence", json_text_or_null(ruling->evidence));
	if (ruling->failure != NULL)
		json_put(
		    object, "failure", json_integer(ruling->failure - finding->port->failures));
	if (ruling->cause != NULL)
		json_put(object, "cause", json_string(ruling->cause));
	json_put(object, "why", json_string(finding->rule->why));
	json_put(object, "fix", fix_json(finding));
	json_put(object, "reference", json_string(finding->rule->reference));
	if (finding->part_of != NULL)
		json_put(object, "part_of", json_string(finding->part_of->rule->id));
	if (finding->change != CHANGE_NOT_COMPARED)
		json_put(object, "change", json_string(change_name(finding->change)));
	if (finding->acceptance != NULL)
		json_put(object, "accepted",
		    acceptance_json(&result->host->arena, finding->acceptance));
	json_put(object, "fails", json_boolean(result_fails(result, finding)));
	return object;
}

/* {"id": "reason"} of all rules with this verdict. */
static json_t *
reasons_json(const struct judgement *judgement, enum verdict verdict)
{
	json_t *object = json_must(json_object());

	for (size_t i = 0; i < rules_count(); i++) {
		const struct finding *finding = &judgement->findings[i];

		if (finding->ruling.verdict == verdict)
			json_put(object, finding->rule->id, json_string(finding->ruling.why));
	}
	return object;
}

static json_t *
good_json(const struct judgement *judgement)
{
	json_t *array = json_must(json_array());

	for (size_t i = 0; i < rules_count(); i++)
		if (judgement->findings[i].ruling.verdict == VERDICT_GOOD)
			json_append(array, json_string(judgement->findings[i].rule->id));
	return array;
}

void
json_findings(json_t *object, const struct result *result, size_t port)
{
	const struct judgement *judgement = &result->judgements[port];
	json_t *array = json_must(json_array());

	for (size_t i = 0; i < judgement->bad_len; i++)
		json_append(array, finding_json(result, judgement->bad[i]));
	json_put(object, "findings", array);
	json_put(object, "good", good_json(judgement));
	json_put(object, "not_applicable", reasons_json(judgement, VERDICT_NOT_APPLICABLE));
	json_put(object, "not_known", reasons_json(judgement, VERDICT_UNKNOWN));
}

/* What another file says: it may say anything. */
static json_t *
words(struct arena *arena, const char *text)
{
	return json_string(text_escape(arena, span_of(text), TEXT_MOST));
}

json_t *
json_gone(const struct result *result)
{
	struct arena *arena = &result->host->arena;
	json_t *array = json_must(json_array());

	for (size_t i = 0; i < result->gone_len; i++) {
		const struct gone *gone = &result->gone[i];
		json_t *object = json_must(json_object());

		json_put(object, "address", words(arena, gone->address));
		json_put(object, "port", json_integer(gone->port));
		json_put(object, "service", words(arena, gone->service));
		json_put(object, "id", words(arena, gone->id));
		json_put(object, "severity", json_string(severity_name(gone->severity)));
		json_put(object, "title", words(arena, gone->title));
		json_append(array, object);
	}
	return array;
}
