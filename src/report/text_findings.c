/* SPDX-License-Identifier: MIT */
#include "report/text_findings.h"

#include "base/text.h"
#include "rules/software.h"

#include <inttypes.h>
#include <string.h>

enum {
	QUOTE_MOST = 400, /* of one line from the network */
	QUOTES_MOST = 6,  /* lines of one reply */
	SEVERITY_COLUMN = 12,
	LABEL_COLUMN = 11,
};

/* Lines that were told to be pasted. */
struct pasted {
	const struct pasted *before;
	const char *lines;
	const char *id; /* of the finding that they were told for */
};

/* A finding and every port that has it. */
struct group {
	const struct finding *finding;
	size_t port;                  /* the first that has it */
	const struct pasted **pasted; /* the last of those for the same host */
};

static enum colour
colour_of(enum severity severity)
{
	return severity >= SEVERITY_HIGH     ? COLOUR_BAD
	       : severity == SEVERITY_MEDIUM ? COLOUR_WARN
	                                     : COLOUR_NONE;
}

/* Which are the same. */

static bool
same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool
same_failure(const struct failure *a, const struct failure *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return a->stage == b->stage && a->is_secure == b->is_secure &&
	       span_equal(a->words, b->words);
}

static bool
same_finding(const struct finding *a, const struct finding *b)
{
	return a->rule == b->rule && a->severity == b->severity && a->change == b->change &&
	       (a->part_of == NULL) == (b->part_of == NULL) && a->acceptance == b->acceptance &&
	       same_text(a->ruling.evidence, b->ruling.evidence) &&
	       same_text(a->ruling.title, b->ruling.title) &&
	       same_text(a->ruling.cause, b->ruling.cause) &&
	       same_failure(a->ruling.failure, b->ruling.failure);
}

/* The finding of this rule on a port, if it is the same bad one. */
static const struct finding *
same_on(const struct text *text, size_t port, const struct finding *finding)
{
	const struct judgement *judgement = &text->result->judgements[port];

	for (size_t i = 0; i < judgement->bad_len; i++)
		if (same_finding(judgement->bad[i], finding))
			return judgement->bad[i];
	return NULL;
}

static bool
is_told_before(const struct text *text, const struct group *group)
{
	for (size_t i = 0; i < group->port; i++)
		if (same_on(text, i, group->finding) != NULL)
			return true;
	return false;
}

/* Where. */

static const struct endpoint *
endpoint_of(const struct text *text, size_t port)
{
	return &text->result->host->ports[port].endpoint;
}

/* "25 587" of the ports from one place to another; "" for none. */
static const char *
ports_between(const struct text *text, size_t from, size_t to, const struct finding *finding)
{
	const char *ports = "";

	for (size_t i = from; i < to; i++)
		if (same_on(text, i, finding) != NULL)
			ports = arena_printf(text->arena, "%s%s%u", ports,
			    *ports == '\0' ? "" : " ", endpoint_of(text, i)->port);
	return ports;
}

/* "25 587", and of a host with several addresses "25 587 at 192.0.2.1, 25 at 2001:db8::1". */
static const char *
places_of(const struct text *text, const struct finding *finding)
{
	size_t len = text->result->host->ports_len;
	bool has_one_address = text_address_end(text, 0) == len;
	const char *places = "";

	for (size_t from = 0, to = 0; from < len; from = to) {
		const char *ports;

		to = text_address_end(text, from);
		ports = ports_between(text, from, to, finding);
		if (*ports == '\0')
			continue;
		places = has_one_address ? ports
		                         : arena_printf(text->arena, "%s%s%s at %s", places,
					       *places == '\0' ? "" : ", ", ports,
					       endpoint_of(text, from)->address);
	}
	return places;
}

/* Telling one. */

/* Words behind a label, the further lines below the first. */
static void
labelled(const struct text *text, const char *label, const char *words)
{
	text_hang(text, LABEL_COLUMN, arena_printf(text->arena, "    %-7s", label), words);
}

static void
quote(const struct text *text, struct span words)
{
	for (size_t i = 0; words.len > 0; i++) {
		const uint8_t *end = memchr(words.data, '\n', words.len);
		struct span line = words;

		line.len = end == NULL ? words.len : (size_t)(end - words.data);
		words = span_skip(words, line.len + 1);
		if (i == QUOTES_MOST) {
			fprintf(text->out, "%*s...\n", LABEL_COLUMN, "");
			return;
		}
		fprintf(text->out, "    %-7s%s\n", i == 0 ? "server" : "",
		    text_escape(text->arena, line, QUOTE_MOST));
	}
}

static void
tell_failure(const struct text *text, const struct failure *failure)
{
	const char *connection = failure->question == QUESTION_LOGIN
	                             ? ", on the second connection, the one for the login"
	                         : failure->question == QUESTION_OTHER_MODE
	                             ? ", on a second connection"
	                             : "";

	labelled(text, "at",
	    arena_printf(text->arena, "%s%s, after %s%s", stage_name(failure->stage),
		failure->is_secure ? " (inside TLS)" : "",
		text_duration(text->arena, failure->at_us), connection));
	quote(text, failure->words);
}

static const struct pasted *
find_pasted(const struct pasted *pasted, const char *lines)
{
	while (pasted != NULL && strcmp(pasted->lines, lines) != 0)
		pasted = pasted->before;
	return pasted;
}

/* Many findings have the same cure: who has pasted it once needs no other copy. */
static void
tell_lines(const struct text *text, const struct group *group, enum software software,
    const char *lines)
{
	const struct pasted *told = find_pasted(*group->pasted, lines);
	struct pasted *pasted;

	if (told != NULL) {
		fprintf(text->out, "%*s%s: as for %s above\n", LABEL_COLUMN, "",
		    software_name(software), told->id);
		return;
	}
	fprintf(text->out, "%*s%s:\n", LABEL_COLUMN, "", software_name(software));
	text_paste(text, LABEL_COLUMN + 2, lines);
	pasted = arena_alloc(text->arena, sizeof(*pasted));
	*pasted = (struct pasted){ *group->pasted, lines, group->finding->rule->id };
	*group->pasted = pasted;
}

static void
tell_settings(const struct text *text, const struct group *group)
{
	const struct finding *finding = group->finding;

	for (int i = 0; i < SOFTWARE_COUNT; i++) {
		enum software software = (enum software)i;

		for (size_t port = 0; port < text->result->host->ports_len; port++) {
			const struct finding *here = same_on(text, port, finding);
			const char *lines =
			    here == NULL ? NULL
					 : software_settings(finding_settings(here), software);

			if (lines == NULL || !software_may_be(here->port, software))
				continue;
			tell_lines(text, group, software, lines);
			break;
		}
	}
}

static const char *
change_words(struct arena *arena, const struct finding *finding)
{
	const char *change = change_name(finding->change);

	return change == NULL ? "" : arena_printf(arena, " [%s]", change);
}

static void
tell_head(const struct text *text, const struct group *group)
{
	const struct finding *finding = group->finding;

	text_print(text, colour_of(finding->severity),
	    arena_printf(text->arena, "  %-8s  ", severity_name(finding->severity)));
	text_hang(text, SEVERITY_COLUMN, NULL,
	    arena_printf(text->arena, "%s: %s%s", places_of(text, finding),
		finding_title(finding), change_words(text->arena, finding)));
}

static void
tell_whole(const struct text *text, const struct group *group)
{
	const struct finding *finding = group->finding;
	const struct ruling *ruling = &finding->ruling;
	const char *parts = result_parts(text->result, finding);

	tell_head(text, group);
	if (ruling->failure != NULL)
		tell_failure(text, ruling->failure);
	/* The server's own words say it better than a sentence about them. */
	if (ruling->evidence != NULL &&
	    (ruling->failure == NULL || ruling->failure->words.len == 0))
		labelled(text, "seen", ruling->evidence);
	if (ruling->cause != NULL)
		labelled(text, "cause", ruling->cause);
	if (*parts != '\0')
		labelled(text, "also", parts);
	labelled(text, "why", finding->rule->why);
	labelled(text, "fix", finding->rule->advice);
	tell_settings(text, group);
	labelled(text, "",
	    arena_printf(text->arena, "[%s; %s]", finding->rule->id, finding->rule->reference));
}

static void
tell_short(const struct text *text, const struct group *group)
{
	const struct finding *finding = group->finding;

	text_print(text, colour_of(finding->severity),
	    arena_printf(text->arena, "  %-8s  ", severity_name(finding->severity)));
	text_hang(text, SEVERITY_COLUMN, NULL,
	    arena_printf(text->arena, "%s: %s [%s]", places_of(text, finding),
		finding_title(finding), finding->rule->id));
}

static void
tell_accepted(const struct text *text, const struct group *group)
{
	const char *reason = group->finding->acceptance->reason;

	tell_short(text, group);
	fprintf(text->out, "%*saccepted: ", SEVERITY_COLUMN, "");
	text_hang(text, SEVERITY_COLUMN + 10, NULL,
	    reason == NULL ? "by --ignore" : text_escape(text->arena, span_of(reason), 300));
}

/* The lists. */

static bool
is_wrong(const struct finding *finding)
{
	return finding_counts(finding) && finding->severity > SEVERITY_INFO &&
	       finding->change != CHANGE_NONE;
}

static bool
is_worth_knowing(const struct finding *finding)
{
	return finding_counts(finding) && finding->severity == SEVERITY_INFO &&
	       finding->change != CHANGE_NONE;
}

static bool
is_as_before(const struct finding *finding)
{
	return finding_counts(finding) && finding->change == CHANGE_NONE;
}

static bool
is_accepted(const struct finding *finding)
{
	return finding->acceptance != NULL;
}

struct list {
	const char *title;
	bool (*has)(const struct finding *finding);
	void (*tell)(const struct text *text, const struct group *group);
};

static bool
tell_severity(const struct text *text, const struct list *list, enum severity severity,
    bool is_first, const struct pasted **pasted)
{
	for (size_t port = 0; port < text->result->host->ports_len; port++) {
		const struct judgement *judgement = &text->result->judgements[port];

		for (size_t i = 0; i < judgement->bad_len; i++) {
			const struct group group = { judgement->bad[i], port, pasted };

			if (group.finding->severity != severity || !list->has(group.finding) ||
			    is_told_before(text, &group))
				continue;
			if (is_first)
				text_heading(text, list->title);
			is_first = false;
			list->tell(text, &group);
		}
	}
	return is_first;
}

static void
tell_list(const struct text *text, const struct list *list)
{
	const struct pasted *pasted = NULL;
	bool is_first = true;

	for (int severity = SEVERITY_CRITICAL; severity >= SEVERITY_INFO; severity--)
		is_first =
		    tell_severity(text, list, (enum severity)severity, is_first, &pasted);
}

/* As in places_of; the address is what another file says. */
static const char *
place_of_gone(const struct text *text, const struct gone *gone)
{
	if (text_address_end(text, 0) == text->result->host->ports_len)
		return arena_printf(text->arena, "%u", gone->port);
	return arena_printf(text->arena, "%u at %s", gone->port,
	    text_escape(text->arena, span_of(gone->address), QUOTE_MOST));
}

static void
tell_gone(const struct text *text)
{
	const struct result *result = text->result;

	for (size_t i = 0; i < result->gone_len; i++) {
		const struct gone *gone = &result->gone[i];

		if (i == 0)
			text_heading(text, "No longer there");
		fprintf(text->out, "  %-8s  ", severity_name(gone->severity));
		text_hang(text, SEVERITY_COLUMN, NULL,
		    arena_printf(text->arena, "%s: %s [%s]", place_of_gone(text, gone),
			text_escape(text->arena, span_of(gone->title), QUOTE_MOST),
			text_escape(text->arena, span_of(gone->id), QUOTE_MOST)));
	}
	if (result->gone_unknown > 0) {
		fputc('\n', text->out);
		text_wrap(text, 0,
		    arena_printf(text->arena,
			"%zu finding%s of the baseline: not asked or not known this time",
			result->gone_unknown, result->gone_unknown == 1 ? "" : "s"));
	}
}

void
text_findings(const struct text *text)
{
	static const struct list lists[] = {
		{ "What is wrong", is_wrong, tell_whole },
		{ "Worth knowing", is_worth_knowing, tell_short },
		{ "As in the baseline", is_as_before, tell_short },
		{ "Accepted", is_accepted, tell_accepted },
	};

	for (size_t i = 0; i < COUNT_OF(lists); i++)
		tell_list(text, &lists[i]);
	tell_gone(text);
}
