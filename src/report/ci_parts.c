/* SPDX-License-Identifier: MIT */
#include "report/ci_parts.h"

#include "base/text.h"
#include "rules/software.h"
#include "rules/untested.h"

#include <string.h>

enum {
	TEXT_MOST = 300,
	QUOTE_MOST = 400,
};

const char *
ci_plain(struct arena *arena, const char *text)
{
	struct span bytes = span_of(text);

	return text_is_plain(bytes) && bytes.len <= TEXT_MOST
	           ? text
	           : text_escape(arena, bytes, TEXT_MOST);
}

bool
ci_has_addresses(const struct host_record *host)
{
	for (size_t i = 1; i < host->ports_len; i++)
		if (strcmp(host->ports[i].endpoint.address, host->ports[0].endpoint.address) !=
		    0)
			return true;
	return false;
}

const char *
ci_place(struct arena *arena, const char *host, uint16_t port)
{
	bool is_v6 = strchr(host, ':') != NULL;

	return arena_printf(arena, "%s%s%s:%u", is_v6 ? "[" : "", ci_plain(arena, host),
	    is_v6 ? "]" : "", port);
}

const char *
ci_host_untested(const struct result *result)
{
	struct host_record *host = result->host;
	const char *what = host->is_address        ? "it was not asked"
	                   : host->is_unknown_name ? "there is no such host"
	                                           : "the name cannot be looked up";

	if (host->resolve_words != NULL)
		return arena_printf(
		    &host->arena, "%s: %s", what, ci_plain(&host->arena, host->resolve_words));
	if (totals_of(result).ports_answering == 0)
		return host->is_complete ? "none of its ports answers" : "stopped by the user";
	return NULL;
}

const char *
ci_port_untested(const struct port_facts *facts)
{
	const char *why = port_untested(facts);

	if (!port_is_untested(facts))
		return NULL;
	return why == NULL ? "the dialogue broke off" : why;
}

uint64_t
ci_elapsed_us(const struct port_record *port)
{
	uint64_t elapsed_us = 0;

	for (size_t i = 0; i < QUESTION_COUNT; i++)
		for (const struct transcript *transcript = port->transcripts[i];
		     transcript != NULL; transcript = transcript->next)
			elapsed_us += transcript_elapsed_us(transcript);
	return elapsed_us;
}

const char *
ci_accepted(struct arena *arena, const struct acceptance *acceptance)
{
	return arena_printf(arena, "accepted: %s",
	    acceptance->reason == NULL ? "by --ignore" : ci_plain(arena, acceptance->reason));
}

const char *
ci_quote(struct arena *arena, const struct finding *finding)
{
	const struct failure *failure = finding->ruling.failure;

	return failure == NULL || failure->words.len == 0
	           ? NULL
	           : text_escape(arena, failure->words, QUOTE_MOST);
}

/* The story so far, and one more line of it; nothing for NULL and "". */
static const char *
line(struct arena *arena, const char *story, const char *label, const char *words)
{
	return words == NULL || *words == '\0'
	           ? story
	           : arena_printf(arena, "%s%s: %s\n", story, label, words);
}

/* Lines to paste stand alone, so that they can be copied as they are. */
static const char *
settings(struct arena *arena, const char *story, const struct finding *finding)
{
	for (int i = 0; i < SOFTWARE_COUNT; i++) {
		enum software software = (enum software)i;
		const char *lines = software_settings(finding_settings(finding), software);

		if (lines != NULL && software_may_be(finding->port, software))
			story = arena_printf(
			    arena, "%s%s:\n%s\n", story, software_name(software), lines);
	}
	return story;
}

const char *
ci_story(const struct result *result, const struct finding *finding)
{
	struct arena *arena = &result->host->arena;
	const struct ruling *ruling = &finding->ruling;
	const char *certainty =
	    ruling->certainty == CERTAINTY_CERTAIN ? NULL : certainty_name(ruling->certainty);
	const char *story = "";

	if (ruling->failure != NULL)
		story = line(arena, story, "at",
		    arena_printf(arena, "%s%s", stage_name(ruling->failure->stage),
			ruling->failure->is_secure ? " (inside TLS)" : ""));
	story = line(arena, story, "server", ci_quote(arena, finding));
	story = line(arena, story, "seen", ruling->evidence);
	story = line(arena, story, "certainty", certainty);
	story = line(arena, story, "cause", ruling->cause);
	story = line(arena, story, "also", result_parts(result, finding));
	story = line(arena, story, "why", finding->rule->why);
	story = line(arena, story, "fix", finding->rule->advice);
	story = settings(arena, story, finding);
	return line(arena, story, "reference", finding->rule->reference);
}
