/* SPDX-License-Identifier: MIT */
#include "report/junit.h"

#include "report/ci_parts.h"
#include "report/xml.h"

#include <ctype.h>
#include <inttypes.h>
#include <string.h>

/* How a case ends. */
enum ending {
	ENDING_UNLISTED, /* the rule does not apply */
	ENDING_PASSED,
	ENDING_NOTED, /* passed, with something to say */
	ENDING_FAILED,
	ENDING_ERROR,
	ENDING_SKIPPED,
	ENDING_COUNT,
};

struct suite {
	FILE *out;
	const struct result *result;
	struct arena *arena;
	const char *class_name;
};

/* Names. */

/* Dots separate packages and classes, so none may come from elsewhere. */
static const char *
word(struct arena *arena, const char *text)
{
	char *word = arena_string(arena, span_of(ci_plain(arena, text)));

	for (char *at = word; *at != '\0'; at++)
		if (!isalnum((unsigned char)*at) && *at != '-' && (unsigned char)*at < 0x80)
			*at = '_';
	return word;
}

/* "mailsonde.mail_example_org.587", with the address before the port if there are several. */
static const char *
class_name(const struct result *result, const struct endpoint *endpoint)
{
	struct arena *arena = &result->host->arena;
	const char *host = word(arena, result->host->name);

	return ci_has_addresses(result->host)
	           ? arena_printf(arena, "mailsonde.%s.%s.%u", host,
			 word(arena, endpoint->address), endpoint->port)
	           : arena_printf(arena, "mailsonde.%s.%u", host, endpoint->port);
}

static const char *
suite_name(const struct result *result, const struct endpoint *endpoint)
{
	struct arena *arena = &result->host->arena;
	const char *place = ci_place(arena, result->host->name, endpoint->port);

	return ci_has_addresses(result->host)
	           ? arena_printf(
			 arena, "%s %s (%s)", place, endpoint->scheme->name, endpoint->address)
	           : arena_printf(arena, "%s %s", place, endpoint->scheme->name);
}

/* Endings. */

static enum ending
ending_of_bad(const struct result *result, const struct finding *finding)
{
	if (finding->acceptance != NULL)
		return ENDING_SKIPPED;
	if (result_fails(result, finding))
		return ENDING_FAILED;
	return finding->change == CHANGE_NONE ? ENDING_SKIPPED : ENDING_NOTED;
}

static enum ending
ending_of(const struct result *result, const struct finding *finding)
{
	switch (finding->ruling.verdict) {
	case VERDICT_BAD:
		return ending_of_bad(result, finding);
	case VERDICT_GOOD:
		return ENDING_PASSED;
	case VERDICT_UNKNOWN:
		return ENDING_SKIPPED;
	case VERDICT_NOT_APPLICABLE:
	case VERDICT_COUNT:
		break;
	}
	return ENDING_UNLISTED;
}

/* Of the case that says whether the port could be tested at all. */
static enum ending
ending_of_port(const struct port_facts *facts)
{
	if (ci_port_untested(facts) != NULL)
		return ENDING_ERROR;
	return facts->state == PORT_CLOSED || facts->state == PORT_NO_ANSWER ? ENDING_SKIPPED
	                                                                     : ENDING_PASSED;
}

/* Writing. */

static const char *
skipped_because(const struct suite *suite, const struct finding *finding)
{
	if (finding->ruling.verdict == VERDICT_UNKNOWN)
		return arena_printf(suite->arena, "not known: %s", finding->ruling.why);
	if (finding->acceptance != NULL)
		return ci_accepted(suite->arena, finding->acceptance);
	return "as in the baseline";
}

static const char *
head(const struct suite *suite, const struct finding *finding)
{
	const char *change = change_name(finding->change);

	return arena_printf(suite->arena, "%s: %s%s%s%s%s", severity_name(finding->severity),
	    finding_title(finding), change == NULL ? "" : " [", change == NULL ? "" : change,
	    change == NULL ? "" : "]",
	    finding->part_of == NULL
		? ""
		: arena_printf(suite->arena, " (a part of %s)", finding->part_of->rule->id));
}

static const char *
message(const struct suite *suite, const struct finding *finding)
{
	const char *title = finding_title(finding);

	return finding->ruling.evidence == NULL
	           ? title
	           : arena_printf(suite->arena, "%s: %s", title, finding->ruling.evidence);
}

static void
write_text(const struct suite *suite, const char *text)
{
	fputs(xml_text(suite->arena, span_of(text)), suite->out);
}

static void
open_case(const struct suite *suite, const char *name)
{
	fputs("  <testcase", suite->out);
	xml_attribute(suite->out, suite->arena, "classname", suite->class_name);
	xml_attribute(suite->out, suite->arena, "name", name);
}

/* An element with a message and, if there is more to say, a text. */
static void
write_element(const struct suite *suite, const char *element, const char *type,
    const char *words, const char *text)
{
	fprintf(suite->out, "<%s", element);
	xml_attribute(suite->out, suite->arena, "type", type);
	xml_attribute(suite->out, suite->arena, "message", words);
	if (*text == '\0') {
		fputs("/>", suite->out);
		return;
	}
	fputc('>', suite->out);
	write_text(suite, text);
	fprintf(suite->out, "</%s>", element);
}

static void
write_outcome(const struct suite *suite, const struct finding *finding, enum ending ending)
{
	const char *head_line = arena_printf(suite->arena, "%s\n", head(suite, finding));

	switch (ending) {
	case ENDING_FAILED:
		write_element(suite, "failure", severity_name(finding->severity),
		    message(suite, finding), ci_story(suite->result, finding));
		return;
	case ENDING_SKIPPED:
		write_element(suite, "skipped", NULL, skipped_because(suite, finding),
		    finding->ruling.verdict == VERDICT_BAD
			? arena_printf(
			      suite->arena, "%s%s", head_line, ci_story(suite->result, finding))
			: "");
		return;
	case ENDING_NOTED:
		write_element(suite, "system-out", NULL, NULL,
		    arena_printf(
			suite->arena, "%s%s", head_line, ci_story(suite->result, finding)));
		return;
	case ENDING_UNLISTED:
	case ENDING_PASSED:
	case ENDING_ERROR:
	case ENDING_COUNT:
		break;
	}
}

static void
write_case(const struct suite *suite, const struct finding *finding)
{
	enum ending ending = ending_of(suite->result, finding);

	if (ending == ENDING_UNLISTED)
		return;
	open_case(suite,
	    arena_printf(suite->arena, "%s: %s", finding->rule->id, finding->rule->title));
	if (ending == ENDING_PASSED) {
		fputs("/>\n", suite->out);
		return;
	}
	fputc('>', suite->out);
	write_outcome(suite, finding, ending);
	fputs("</testcase>\n", suite->out);
}

static void
write_tested(const struct suite *suite, const struct port_facts *facts)
{
	enum ending ending = ending_of_port(facts);

	open_case(suite, "tested");
	if (ending == ENDING_PASSED) {
		fputs("/>\n", suite->out);
		return;
	}
	fputc('>', suite->out);
	if (ending == ENDING_ERROR)
		write_element(suite, "error", "untested", ci_port_untested(facts), "");
	else
		write_element(suite, "skipped", NULL,
		    facts->state == PORT_CLOSED ? "nothing listens there" : "no answer", "");
	fputs("</testcase>\n", suite->out);
}

/* A form that every reader takes: without milliseconds and time zone. */
static const char *
timestamp(struct arena *arena, int64_t milliseconds)
{
	struct span text = span_of(result_time(arena, milliseconds));

	text.len = text.len < 19 ? text.len : 19;
	return arena_string(arena, text);
}

static void
open_suite(const struct suite *suite, const char *name,
    const unsigned counts[static ENDING_COUNT], uint64_t elapsed_us)
{
	struct host_record *host = suite->result->host;
	unsigned tests = 0;

	for (size_t i = 0; i < ENDING_COUNT; i++)
		tests += i == ENDING_UNLISTED ? 0 : counts[i];
	fputs(" <testsuite", suite->out);
	xml_attribute(suite->out, suite->arena, "name", name);
	xml_attribute(suite->out, suite->arena, "hostname", ci_plain(suite->arena, host->name));
	xml_attribute(
	    suite->out, suite->arena, "timestamp", timestamp(suite->arena, host->began_at_ms));
	fprintf(suite->out,
	    " time=\"%" PRIu64 ".%03" PRIu64
	    "\" tests=\"%u\" failures=\"%u\" errors=\"%u\" skipped=\"%u\">\n",
	    elapsed_us / 1000000, elapsed_us / 1000 % 1000, tests, counts[ENDING_FAILED],
	    counts[ENDING_ERROR], counts[ENDING_SKIPPED]);
}

static void
write_port(FILE *out, const struct result *result, size_t port)
{
	const struct port_facts *facts = &result->facts[port];
	const struct endpoint *endpoint = &facts->record->endpoint;
	const struct suite suite = {
		.out = out,
		.result = result,
		.arena = &result->host->arena,
		.class_name = class_name(result, endpoint),
	};
	unsigned counts[ENDING_COUNT] = { 0 };

	counts[ending_of_port(facts)]++;
	for (size_t i = 0; i < rules_count(); i++)
		counts[ending_of(result, &result->judgements[port].findings[i])]++;
	open_suite(&suite, suite_name(result, endpoint), counts, ci_elapsed_us(facts->record));
	write_tested(&suite, facts);
	for (size_t i = 0; i < rules_count(); i++)
		write_case(&suite, &result->judgements[port].findings[i]);
	fputs(" </testsuite>\n", out);
}

/* A host that could not be tested as a whole: its closed ports alone would look fine. */
static void
write_untested(FILE *out, const struct result *result, const char *why)
{
	struct arena *arena = &result->host->arena;
	const struct suite suite = {
		.out = out,
		.result = result,
		.arena = arena,
		.class_name =
		    arena_printf(arena, "mailsonde.%s", word(arena, result->host->name)),
	};
	const unsigned counts[ENDING_COUNT] = { [ENDING_ERROR] = 1 };

	open_suite(&suite, ci_plain(arena, result->host->name), counts,
	    result->host->resolve_words == NULL ? 0 : result->host->resolve_us);
	open_case(&suite, "tested");
	fputc('>', out);
	write_element(&suite, "error", "untested", why, "");
	fputs("</testcase>\n </testsuite>\n", out);
}

void
junit_begin(FILE *out)
{
	fputs("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuites name=\"mailsonde\">\n",
	    out);
}

void
junit_host(FILE *out, const struct result *result)
{
	const char *why = ci_host_untested(result);

	if (why != NULL)
		write_untested(out, result, why);
	for (size_t i = 0; i < result->host->ports_len; i++)
		write_port(out, result, i);
}

void
junit_end(FILE *out, const struct run *run)
{
	if (!run->is_complete)
		fputs(" <testsuite name=\"the run\" time=\"0.000\" tests=\"1\" failures=\"0\" "
		      "errors=\"1\" skipped=\"0\">\n"
		      "  <testcase classname=\"mailsonde\" name=\"complete\">"
		      "<error type=\"untested\" message=\"the run was stopped: hosts that are "
		      "not listed were not asked\"/></testcase>\n </testsuite>\n",
		    out);
	fputs("</testsuites>\n", out);
}
