/* SPDX-License-Identifier: MIT */
#include "report/summary.h"

#include "base/text.h"
#include "report/ci_parts.h"

#include <string.h>

enum {
	NAME_MOST = 100,
	UNTESTED_MOST = 3, /* ports that are named */
};

/* Is the first graver? One that makes the run fail is, always. */
static bool
is_graver(const struct result *result, const struct finding *a, const struct finding *b)
{
	if (b == NULL || result_fails(result, a) != result_fails(result, b))
		return b == NULL || result_fails(result, a);
	return a->severity > b->severity;
}

static const struct finding *
find_worst(const struct result *result)
{
	const struct finding *worst = NULL;

	for (size_t i = 0; i < result->host->ports_len; i++)
		for (size_t k = 0; k < result->judgements[i].bad_len; k++) {
			const struct finding *finding = result->judgements[i].bad[k];

			if (finding_counts(finding) && is_graver(result, finding, worst))
				worst = finding;
		}
	return worst;
}

/* "587", or "587 at 192.0.2.25" where the host has several addresses. */
static const char *
port_name(const struct result *result, const struct port_facts *facts)
{
	const struct endpoint *endpoint = &facts->record->endpoint;
	bool has_addresses = ci_has_addresses(result->host);

	return arena_printf(&result->host->arena, "%u%s%s", endpoint->port,
	    has_addresses ? " at " : "", has_addresses ? endpoint->address : "");
}

static const char *
worst(const struct result *result)
{
	const struct finding *finding = find_worst(result);

	return finding == NULL || finding->severity == SEVERITY_INFO
	           ? ""
	           : arena_printf(&result->host->arena, "; worst: %s %s",
			 port_name(result, finding->port), finding->rule->id);
}

/* A reason without the remark in brackets behind it. */
static const char *
without_remark(struct arena *arena, const char *why)
{
	const char *bracket = strstr(why, " (");
	struct span reason = span_of(why);

	if (bracket != NULL)
		reason.len = (size_t)(bracket - why);
	return arena_string(arena, reason);
}

/* "NOT TESTED: 587 (why), 993 (why)". */
static const char *
untested(const struct result *result, unsigned count)
{
	struct arena *arena = &result->host->arena;
	const char *list = "";
	unsigned named = 0;

	for (size_t i = 0; i < result->host->ports_len && named < UNTESTED_MOST; i++) {
		const char *why = ci_port_untested(&result->facts[i]);

		if (why == NULL)
			continue;
		list = arena_printf(arena, "%s%s%s (%s)", list, named == 0 ? "" : ", ",
		    port_name(result, &result->facts[i]), without_remark(arena, why));
		named++;
	}
	if (count > named)
		list = arena_printf(arena, "%s and %u more", list, count - named);
	return named == 0 ? "" : arena_printf(arena, "; NOT TESTED: %s", list);
}

/* "5 of 7 ports tested (quick), 2 closed". */
static const char *
ports(const struct result *result, const struct totals *totals)
{
	struct arena *arena = &result->host->arena;
	size_t closed = 0;
	size_t len = result->host->ports_len;
	const char *text;

	for (size_t i = 0; i < len; i++)
		closed += ci_port_untested(&result->facts[i]) == NULL &&
		                  (result->facts[i].state == PORT_CLOSED ||
				      result->facts[i].state == PORT_NO_ANSWER)
		              ? 1
		              : 0;
	text = arena_printf(arena, "; %zu of %zu port%s tested (%s)",
	    len - closed - totals->ports_untested, len, len == 1 ? "" : "s",
	    depth_name(totals->depth));
	return closed == 0 ? text : arena_printf(arena, "%s, %zu closed", text, closed);
}

/* "; 1 accepted; 3 as in the baseline; 2 no longer there". */
static const char *
remarks(const struct result *result, const struct totals *totals)
{
	struct arena *arena = &result->host->arena;
	const char *text = "";

	if (totals->accepted > 0)
		text = arena_printf(arena, "; %u accepted", totals->accepted);
	if (totals->unchanged > 0)
		text =
		    arena_printf(arena, "%s; %u as in the baseline", text, totals->unchanged);
	if (result->gone_len > 0)
		text = arena_printf(arena, "%s; %zu no longer there", text, result->gone_len);
	return result->host->is_complete ? text : arena_printf(arena, "%s; STOPPED", text);
}

static const char *
state(const struct result *result, const struct totals *totals)
{
	if (totals->failing > 0)
		return "FAIL";
	return totals->ports_untested > 0 || !result->host->is_complete ||
	               ci_host_untested(result) != NULL
	           ? "UNTESTED"
	           : "OK";
}

/* Cut between characters, with dots instead of what is missing. */
static void
print(FILE *out, const char *line)
{
	size_t len = strlen(line);

	if (len <= SUMMARY_MOST) {
		fprintf(out, "%s\n", line);
		return;
	}
	len = SUMMARY_MOST - 3;
	while (len > 0 && ((unsigned char)line[len] & 0xc0) == 0x80)
		len--;
	fprintf(out, "%.*s...\n", (int)len, line);
}

/* What was found; with what was not tested, that nothing was found does not say much. */
static const char *
findings(const struct result *result, const struct totals *totals, bool is_ok)
{
	struct arena *arena = &result->host->arena;
	const char *counts = totals_counts(totals, arena);

	if (*counts == '\0')
		return is_ok ? "nothing wrong" : "no findings";
	return arena_printf(arena, "%s%s", counts, worst(result));
}

static const char *
line_of(const struct result *result, const char *host)
{
	struct arena *arena = &result->host->arena;
	const struct totals totals = totals_of(result);
	const char *first = state(result, &totals);
	const char *found = findings(result, &totals, strcmp(first, "OK") == 0);
	const char *why = ci_host_untested(result);

	if (why == NULL)
		return arena_printf(arena, "%s %s: %s%s%s%s", first, host, found,
		    ports(result, &totals), untested(result, totals.ports_untested),
		    remarks(result, &totals));
	if (totals.failing > 0)
		return arena_printf(
		    arena, "%s %s: %s; NOT TESTED: %s", first, host, found, why);
	return arena_printf(arena, "%s %s: %s", first, host, why);
}

void
summary_host(FILE *out, const struct result *result)
{
	struct arena *arena = &result->host->arena;
	struct span name = span_of(result->host->name);

	print(out, line_of(result, text_is_plain(name) && name.len <= NAME_MOST
				       ? result->host->name
				       : text_escape(arena, name, NAME_MOST)));
}

void
summary_end(FILE *out, const struct run *run)
{
	if (!run->is_complete)
		fputs(
		    "UNTESTED the run was stopped: hosts that are not listed were not asked\n",
		    out);
}
