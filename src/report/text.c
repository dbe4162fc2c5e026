/* SPDX-License-Identifier: MIT */
#include "report/text.h"

#include "base/text.h"
#include "report/text_details.h"
#include "report/text_negotiation.h"
#include "report/text_parts.h"

#include <inttypes.h>
#include <string.h>

enum {
	QUOTE_MOST = 400, /* of one line from the network */
	QUOTES_MOST = 6,  /* lines of one reply */
};

static const uint64_t slow_greeting_us = 2 * 1000 * 1000;

static const char *
milliseconds(struct arena *arena, uint64_t us)
{
	if (us < 10 * 1000 * 1000)
		return arena_printf(arena, "%" PRIu64 " ms", us / 1000);
	return arena_printf(arena, "%" PRIu64 ".%" PRIu64 " s", us / 1000000, us / 100000 % 10);
}

static enum colour
colour_of_severity(enum severity severity)
{
	return severity >= SEVERITY_HIGH     ? COLOUR_BAD
	       : severity == SEVERITY_MEDIUM ? COLOUR_WARN
	                                     : COLOUR_NONE;
}

/* The table. */

static const char *
state_text(struct arena *arena, const struct port_facts *facts)
{
	switch (facts->state) {
	case PORT_OK:
		return "ok";
	case PORT_CLOSED:
		return "closed";
	case PORT_NO_ANSWER:
		return "no answer";
	case PORT_FAILED:
		if (facts->failures[0].outcome == OUTCOME_WRONG_MODE)
			return "wrong mode";
		return arena_printf(arena, "fails: %s", stage_name(facts->failures[0].stage));
	case PORT_UNKNOWN:
	case PORT_STATES:
		break;
	}
	return "not tested";
}

static enum colour
colour_of_state(enum port_state state)
{
	return state == PORT_OK        ? COLOUR_GOOD
	       : state == PORT_FAILED  ? COLOUR_BAD
	       : state == PORT_UNKNOWN ? COLOUR_WARN
	                               : COLOUR_NONE;
}

/* Was TLS tried, so that its lack is a fact? */
static bool
got_to_tls(const struct port_facts *facts)
{
	for (size_t i = 0; i < facts->failures_len; i++)
		if (facts->failures[i].outcome != OUTCOME_GOODBYE &&
		    facts->failures[i].outcome != OUTCOME_INTERRUPTED &&
		    (facts->failures[i].stage == STAGE_STARTTLS ||
			facts->failures[i].stage == STAGE_HANDSHAKE))
			return true;
	return false;
}

static const char *
tls_text(struct arena *arena, const struct port_facts *facts)
{
	if (!facts->has_session)
		return got_to_tls(facts) ? "none" : "-";
	return arena_printf(arena, "%s %s", facts->session->version,
	    facts->mode == MODE_STARTTLS
		? protocol_tls_verb(facts->record->endpoint.scheme->protocol)
		: "implicit");
}

/* When the certificate was seen: the time that its days are counted from. */
static int64_t
seen_at(const struct port_facts *facts)
{
	for (size_t i = 0; i < QUESTION_COUNT; i++)
		if (facts->record->transcripts[i] != NULL)
			return facts->record->transcripts[i]->began_at_ms / 1000;
	return 0;
}

static bool
has_chain_problem(const struct port_facts *facts)
{
	for (size_t i = 0; i < CHAIN_PROBLEMS; i++)
		if (facts->chain.problems[i])
			return true;
	return false;
}

static const char *
days_text(struct arena *arena, const struct port_facts *facts)
{
	const struct chain *chain = &facts->chain;
	int64_t days;

	if (!facts->has_session)
		return "-";
	if (chain->len == 0 || !chain->certificates[0].is_readable)
		return "none";
	if (chain->problems[CHAIN_EXPIRED] && chain->where[CHAIN_EXPIRED] == 0)
		return "expired";
	days = result_days(seen_at(facts), chain->certificates[0].not_after);
	return arena_printf(arena, "%" PRId64 "%s", days, has_chain_problem(facts) ? " !" : "");
}

static const char *
login_text(const struct port_facts *facts)
{
	static const char *const words[] = {
		[LOGIN_NOT_KNOWN] = "not known",
		[LOGIN_NOT_APPLICABLE] = "-",
		[LOGIN_NONE] = "no",
		[LOGIN_CHALLENGE_ONLY] = "challenge only",
		[LOGIN_REFUSED_THOUGH_ADVERTISED] = "refused (listed)",
		[LOGIN_ACCEPTED_THOUGH_HIDDEN] = "ACCEPTED (hidden)",
		[LOGIN_ACCEPTED] = "ACCEPTED",
	};
	_Static_assert(COUNT_OF(words) == LOGIN_VERDICTS, "words for each verdict");

	if (facts->state == PORT_CLOSED || facts->state == PORT_NO_ANSWER)
		return "-";
	return words[facts->login.verdict];
}

static enum colour
colour_of_login(enum login_verdict verdict)
{
	return verdict == LOGIN_ACCEPTED || verdict == LOGIN_ACCEPTED_THOUGH_HIDDEN ? COLOUR_BAD
	       : verdict == LOGIN_REFUSED_THOUGH_ADVERTISED || verdict == LOGIN_CHALLENGE_ONLY
	           ? COLOUR_WARN
	           : COLOUR_NONE;
}

static void
table_row(const struct text *text, const struct port_facts *facts)
{
	const struct endpoint *endpoint = &facts->record->endpoint;

	fprintf(text->out, "%5u %-12s", endpoint->port, endpoint->scheme->name);
	text_print(text, colour_of_state(facts->state),
	    arena_printf(text->arena, "%-18s", state_text(text->arena, facts)));
	fprintf(text->out, "%-17s", tls_text(text->arena, facts));
	text_print(text, has_chain_problem(facts) ? COLOUR_WARN : COLOUR_NONE,
	    arena_printf(text->arena, "%-10s", days_text(text->arena, facts)));
	text_print(text, colour_of_login(facts->login.verdict), login_text(facts));
	fputc('\n', text->out);
}

static void
table(const struct text *text, size_t from, size_t to)
{
	text_print(text, COLOUR_BOLD,
	    " port service     state             TLS              cert days login in clear");
	fputc('\n', text->out);
	for (size_t i = from; i < to; i++)
		table_row(text, &text->result->facts[i]);
}

/* Sections. */

static void
describe_session(struct block *block, const struct port_facts *facts)
{
	const struct session *session = facts->session;

	if (!facts->has_session)
		return;
	block_say(block, COLOUR_NONE,
	    arena_printf(block->arena, "%s, %s%s%s%s%s%s%s%s", session->version, session->suite,
		*session->group == '\0' ? "" : ", ", session->group,
		*session->signature == '\0' ? "" : ", ", session->signature,
		session->has_extended_master_secret || strcmp(session->version, "TLS 1.3") == 0
		    ? ""
		    : ", no extended master secret",
		session->has_safe_renegotiation || strcmp(session->version, "TLS 1.3") == 0
		    ? ""
		    : ", no safe renegotiation",
		facts->asked_for_certificate ? ", asks for a client certificate" : ""));
}

static const char *
day(struct arena *arena, int64_t seconds)
{
	struct span text = span_of(result_time(arena, seconds * 1000));

	text.len = text.len < 10 ? text.len : 10;
	return arena_string(arena, text);
}

static const char *
trust_text(const struct port_facts *facts)
{
	switch (facts->session->trust) {
	case TRUST_ANCHORED:
		return "trusted";
	case TRUST_NOT_ANCHORED:
		return "not trusted";
	case TRUST_UNKNOWN:
	case TRUST_COUNT:
		break;
	}
	return "trust not known (no usable trust store)";
}

static void
describe_certificate(struct block *block, const struct port_facts *facts)
{
	const struct certificate *certificate = facts->chain.certificates;
	struct arena *arena = block->arena;

	if (!facts->has_session || facts->chain.len == 0 || !certificate->is_readable)
		return;
	block_say(block, COLOUR_NONE,
	    arena_printf(arena,
		"%s, issued by %s, %s %u, %s, %s to %s, %zu in the chain, %s%s%s",
		certificate->subject, certificate->issuer, certificate->key_type,
		certificate->key_bits, certificate->signature,
		day(arena, certificate->not_before), day(arena, certificate->not_after),
		facts->session->chain_sent, trust_text(facts),
		facts->session->has_staple ? ", OCSP staple: " : "",
		facts->session->has_staple ? staple_status_name(facts->chain.staple.status)
					   : ""));
}

/* What is wrong. */

static bool
same_words(const struct failure *a, const struct failure *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return a->stage == b->stage && a->is_secure == b->is_secure &&
	       span_equal(a->words, b->words);
}

static bool
same_problem(const struct problem *a, const struct problem *b)
{
	bool same_evidence = (a->evidence == NULL && b->evidence == NULL) ||
	                     (a->evidence != NULL && b->evidence != NULL &&
				 strcmp(a->evidence, b->evidence) == 0);

	return a->rule == b->rule && a->severity == b->severity && same_evidence &&
	       same_words(a->failure, b->failure);
}

static const struct problem *
find_same(const struct problems *problems, const struct problem *problem)
{
	for (size_t i = 0; i < problems->len; i++)
		if (same_problem(&problems->list[i], problem))
			return &problems->list[i];
	return NULL;
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
			fprintf(text->out, "              ...\n");
			return;
		}
		fprintf(text->out, "      %s %s\n", i == 0 ? "server:" : "       ",
		    text_escape(text->arena, line, QUOTE_MOST));
	}
}

static void
where(const struct text *text, const struct failure *failure)
{
	const char *connection = failure->question == QUESTION_LOGIN
	                             ? ", on the second connection, the one for the login"
	                         : failure->question == QUESTION_OTHER_MODE
	                             ? ", on a second connection"
	                             : "";

	text_wrap(text, 6,
	    arena_printf(text->arena, "at %s%s, after %s%s", stage_name(failure->stage),
		failure->is_secure ? " (inside TLS)" : "",
		milliseconds(text->arena, failure->at_us), connection));
}

static void
tell(const struct text *text, const char *ports, const struct problem *problem)
{
	const char *line = arena_printf(text->arena, "%s: %s", ports, problem->rule->title);
	const char *severity =
	    arena_printf(text->arena, "  %-8s  ", severity_name(problem->severity));
	size_t room = TEXT_WIDTH - 1 - 12;
	size_t len = strlen(line);

	text_print(text, colour_of_severity(problem->severity), severity);
	if (len <= room) {
		fprintf(text->out, "%s\n", line);
	} else {
		len = room;
		while (len > 0 && line[len] != ' ')
			len--;
		fprintf(text->out, "%.*s\n", (int)len, line);
		text_wrap(text, 12, line + len + 1);
	}
	if (problem->failure != NULL) {
		where(text, problem->failure);
		quote(text, problem->failure->words);
	}
	if (problem->evidence != NULL)
		text_wrap(text, 6, problem->evidence);
	text_wrap(text, 6, problem->rule->advice);
	fprintf(text->out, "      [%s; %s]\n", problem->rule->id, problem->rule->reference);
}

/* The ports that have the same problem, or NULL if it was told with an earlier one. */
static const char *
ports_with(
    const struct text *text, size_t from, size_t to, size_t port, const struct problem *problem)
{
	const char *ports = "";

	for (size_t i = from; i < to; i++) {
		const struct endpoint *endpoint = &text->result->facts[i].record->endpoint;

		if (find_same(&text->result->problems[i], problem) == NULL)
			continue;
		if (i < port)
			return NULL;
		ports = arena_printf(
		    text->arena, "%s%s%u", ports, *ports == '\0' ? "" : " ", endpoint->port);
	}
	return ports;
}

static void
wrong(const struct text *text, size_t from, size_t to)
{
	bool is_first = true;

	for (int severity = SEVERITY_CRITICAL; severity >= SEVERITY_INFO; severity--)
		for (size_t i = from; i < to; i++)
			for (size_t p = 0; p < text->result->problems[i].len; p++) {
				const struct problem *problem =
				    &text->result->problems[i].list[p];
				const char *ports;

				if ((int)problem->severity != severity)
					continue;
				ports = ports_with(text, from, to, i, problem);
				if (ports == NULL)
					continue;
				if (is_first)
					text_heading(text, "What is wrong");
				is_first = false;
				tell(text, ports, problem);
			}
}

static void
slow_greetings(const struct text *text, size_t from, size_t to)
{
	for (size_t i = from; i < to; i++) {
		const struct port_facts *facts = &text->result->facts[i];

		if (facts->greeting_us < slow_greeting_us)
			continue;
		fprintf(text->out,
		    "\n  %u: greets only after %s (postscreen and tarpits do that)\n",
		    facts->record->endpoint.port,
		    milliseconds(text->arena, facts->greeting_us));
	}
}

static void
describe_untested(struct block *block, const struct port_facts *facts)
{
	const char *why = problems_untested(facts);

	if (why == NULL)
		return;
	block_say(block, COLOUR_NONE,
	    facts->state == PORT_OK && facts->login.verdict == LOGIN_NOT_KNOWN
		? arena_printf(block->arena, "login in clear: %s", why)
		: why);
}

static void
last_line(const struct text *text)
{
	const struct totals totals = totals_of(text->result);
	const char *counts = "";

	for (int severity = SEVERITY_CRITICAL; severity >= SEVERITY_INFO; severity--)
		if (totals.by_severity[severity] > 0)
			counts = arena_printf(text->arena, "%s%s%u %s", counts,
			    *counts == '\0' ? "" : ", ", totals.by_severity[severity],
			    severity_name((enum severity)severity));
	fputc('\n', text->out);
	text_wrap(text, 0,
	    arena_printf(text->arena, "%u connection%s in %s; problems: %s", totals.connections,
		totals.connections == 1 ? "" : "s",
		milliseconds(text->arena, text->result->host->elapsed_us),
		*counts == '\0' ? "none" : counts));
}

static size_t
same_address_until(const struct host_record *host, size_t from)
{
	size_t to = from;

	while (to < host->ports_len && strcmp(host->ports[to].endpoint.address,
					   host->ports[from].endpoint.address) == 0)
		to++;
	return to;
}

static void
no_address(const struct text *text)
{
	const struct host_record *host = text->result->host;
	const char *what = host->is_address        ? "not asked"
	                   : host->is_unknown_name ? "no such host"
	                                           : "the name cannot be looked up";

	text_wrap(text, 0,
	    arena_printf(text->arena, "%s: %s: %s (after %s)", host->name, what,
		host->resolve_words, milliseconds(text->arena, host->resolve_us)));
}

void
text_host(FILE *out, bool has_colour, const struct result *result)
{
	struct host_record *host = result->host;
	const struct text text = {
		.out = out,
		.has_colour = has_colour,
		.result = result,
		.arena = &host->arena,
	};

	if (host->resolve_words != NULL)
		no_address(&text);
	for (size_t from = 0, to = 0; from < host->ports_len; from = to) {
		const char *address = host->ports[from].endpoint.address;

		to = same_address_until(host, from);
		if (from > 0)
			fputc('\n', out);
		text_print(&text, COLOUR_BOLD,
		    host->is_address
			? host->name
			: arena_printf(text.arena, "%s (%s)", host->name, address));
		fputs("\n\n", out);
		table(&text, from, to);
		text_section(&text, "Negotiated", from, to, describe_session);
		text_section(&text, "Certificate", from, to, describe_certificate);
		text_negotiation(&text, from, to);
		wrong(&text, from, to);
		slow_greetings(&text, from, to);
		text_details(&text, from, to);
		text_section(&text, "Not tested", from, to, describe_untested);
		text_effort(&text, from, to);
	}
	last_line(&text);
	if (!host->is_complete)
		fputs("INCOMPLETE: the run was stopped before all was asked\n", out);
	fputc('\n', out);
}

void
text_run(FILE *out, const struct run *run)
{
	if (!run->is_complete)
		fputs("The run was stopped: hosts that are not shown were not asked.\n", out);
}
