/* SPDX-License-Identifier: MIT */
#include "report/text.h"

#include "report/text_details.h"
#include "report/text_findings.h"
#include "report/text_negotiation.h"
#include "report/text_parts.h"
#include "rules/untested.h"

#include <inttypes.h>
#include <string.h>

static const uint64_t slow_greeting_us = 2 * 1000 * 1000;

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
		    text_duration(text->arena, facts->greeting_us));
	}
}

static void
describe_untested(struct block *block, const struct port_facts *facts)
{
	const char *why = port_untested(facts);

	if (why == NULL)
		return;
	block_say(block, COLOUR_NONE,
	    facts->state == PORT_OK && facts->login.verdict == LOGIN_NOT_KNOWN
		? arena_printf(block->arena, "login in clear: %s", why)
		: why);
}

/* Which policy judged, where it is not the usual one. */
static const char *
policy_remark(const struct text *text)
{
	const struct policy *policy = text->result->judging->policy;

	return strcmp(policy->name, policy_plain.name) == 0
	           ? ""
	           : arena_printf(text->arena, "; policy: %s", policy->name);
}

static void
last_line(const struct text *text)
{
	const struct totals totals = totals_of(text->result);
	const char *counts = totals_counts(&totals, text->arena);
	const char *remarks = "";

	if (totals.accepted > 0)
		remarks = arena_printf(text->arena, "; accepted: %u", totals.accepted);
	if (text->result->judging->baseline != NULL)
		remarks =
		    arena_printf(text->arena, "%s; as in the baseline: %u; no longer: %zu",
			remarks, totals.unchanged, text->result->gone_len);
	fputc('\n', text->out);
	text_wrap(text, 0,
	    arena_printf(text->arena, "%u connection%s in %s; findings: %s%s%s",
		totals.connections, totals.connections == 1 ? "" : "s",
		text_duration(text->arena, text->result->host->elapsed_us),
		*counts == '\0' ? "none" : counts, remarks, policy_remark(text)));
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
		host->resolve_words, text_duration(text->arena, host->resolve_us)));
}

/* The host, and its address where it has only one. */
static void
heading(const struct text *text)
{
	const struct host_record *host = text->result->host;
	bool has_one = host->ports_len > 0 && text_address_end(text, 0) == host->ports_len;

	text_print(text, COLOUR_BOLD,
	    host->is_address || !has_one ? host->name
					 : arena_printf(text->arena, "%s (%s)", host->name,
					       host->ports[0].endpoint.address));
	fputc('\n', text->out);
	if (host->addresses_left_out > 0)
		fprintf(text->out, "It has %u more address%s, not asked.\n",
		    host->addresses_left_out, host->addresses_left_out == 1 ? "" : "es");
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
	else
		heading(&text);
	text_findings(&text);
	for (size_t from = 0, to = 0; from < host->ports_len; from = to) {
		to = text_address_end(&text, from);
		text_heading(&text, from > 0 || to < host->ports_len
					? arena_printf(text.arena, "Ports of %s",
					      host->ports[from].endpoint.address)
					: "Ports");
		table(&text, from, to);
		text_section(&text, "Negotiated", from, to, describe_session);
		text_section(&text, "Certificate", from, to, describe_certificate);
		text_negotiation(&text, from, to);
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
