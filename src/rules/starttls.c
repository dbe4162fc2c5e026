/* SPDX-License-Identifier: MIT */
/* STARTTLS: whether it is there, and what is odd about it where it works. */
#include "base/text.h"
#include "rules/failures.h"
#include "rules/topics.h"

#include <string.h>

enum { EVIDENCE_MOST = 40 };

static const char *
verb_of(const struct port_facts *port)
{
	return protocol_tls_verb(port->record->endpoint.scheme->protocol);
}

static bool
works(const struct port_facts *port)
{
	return port->starttls_works.value == ANSWER_YES;
}

/* What prevents any word about STARTTLS; VERDICT_GOOD if nothing does. */
static struct ruling
why_silent(const struct port_facts *port)
{
	if (port->state != PORT_OK && port->state != PORT_FAILED)
		return ruling_past_stage(port, STAGE_CAPABILITY);
	return port->mode == MODE_IMPLICIT ? ruling_not_applicable("TLS begins at once here")
	                                   : ruling_good();
}

static struct ruling
check_offered(const struct subject *subject, const struct rule *rule)
{
	const struct port_facts *port = subject->port;
	const struct failure *failure = failure_of_rule(subject, rule);
	struct ruling ruling = why_silent(port);

	if (failure != NULL)
		ruling = ruling_of_failure(subject, failure);
	else if (ruling.verdict != VERDICT_GOOD)
		return ruling;
	else if (port->is_starttls_masked)
		return ruling_not_applicable("it is overwritten on the way");
	else if (works(port) || port->starttls_advertised.value == ANSWER_YES)
		return ruling_good();
	else if (port->starttls_advertised.value == ANSWER_NO &&
		 port->starttls_works.value == ANSWER_NO)
		ruling = ruling_bad(arena_printf(
		    subject->arena, "%s is not listed, and does not work", verb_of(port)));
	else
		return ruling_unknown("the dialogue did not get to STARTTLS");
	if (port->login.accepts_plaintext.value == ANSWER_YES)
		ruling.grade = GRADE_GRAVER;
	return ruling;
}

static const struct rule not_offered = {
	.id = "starttls-not-offered",
	.severity = SEVERITIES(HIGH, CRITICAL, HIGH, HIGH),
	.graver = SEVERITIES(HIGH, CRITICAL, CRITICAL, CRITICAL),
	.title = "does not offer STARTTLS",
	.why = "All mail, and each password that is accepted here, can be read and changed by "
	       "whoever sits on the way; senders that insist on TLS do not deliver.",
	.advice = "Give the server a certificate with its key and switch STARTTLS on, or close "
		  "this port.",
	.settings = &settings_starttls,
	.reference = "RFC 3207, section 4; RFC 8314, section 4.1; RFC 9051, section 11.2; RFC "
		     "5804, section 1.7; RFC 7672, section 2.2",
	.check = check_offered,
};

/* An item of one letter over and over, as some firewalls leave it of STARTTLS. */
static const char *
masked_item(const struct port_facts *port, struct arena *arena)
{
	for (size_t i = 0; i < port->before.len; i++) {
		struct span item = port->before.lines[i];
		size_t same = 1;

		while (same < item.len && item.data[same] == item.data[0])
			same++;
		if (same >= strlen("STLS") && item.len - same <= 1)
			return text_escape(arena, item, EVIDENCE_MOST);
	}
	return NULL;
}

/* Cisco's firewalls write stars over the greeting as well. */
static bool
has_masked_greeting(const struct port_facts *port)
{
	return port->greeting.len > 0 &&
	       span_starts(span_skip(port->greeting.lines[0], strlen("220 ")), "****");
}

static struct ruling
check_masked(const struct subject *subject, const struct rule *rule)
{
	const struct port_facts *port = subject->port;
	const struct failure *failure = failure_of_rule(subject, rule);
	const char *item = masked_item(port, subject->arena);
	bool is_listed = port->starttls_advertised.value == ANSWER_YES;
	struct ruling ruling = why_silent(port);

	if (failure != NULL || (ruling.verdict == VERDICT_GOOD && port->is_starttls_masked)) {
		ruling =
		    failure != NULL ? ruling_of_failure(subject, failure) : ruling_bad(NULL);
		ruling.evidence =
		    item == NULL ? "an item of the list is overwritten"
				 : arena_printf(subject->arena, "the list has \"%s\"", item);
		return ruling;
	}
	if (ruling.verdict != VERDICT_GOOD)
		return ruling;
	if (!is_listed && has_masked_greeting(port)) {
		ruling = ruling_bad("the greeting is overwritten, and STARTTLS not listed");
		ruling.certainty = CERTAINTY_LIKELY;
		return ruling;
	}
	return is_listed || port->before.len > 0
	           ? ruling_good()
	           : ruling_unknown("the server listed no capabilities");
}

static const struct rule masked = {
	.id = "starttls-masked",
	.severity = SEVERITIES(HIGH, CRITICAL, HIGH, HIGH),
	.title = "has STARTTLS overwritten in its list of capabilities",
	.why = "Something on the way takes TLS away from every session, and clients go on in "
	       "clear text: an attacker would do it just so.",
	.advice =
	    "A firewall on the way rewrites the dialogue (Cisco 'inspect esmtp', 'fixup smtp' "
	    "and the like): switch that off. Publish DANE or MTA-STS for your domain, so that "
	    "senders notice when somebody does it on purpose.",
	.reference = "RFC 3207, section 6; RFC 7435, section 1; RFC 7672, section 1.3.1",
	.check = check_masked,
};

static struct ruling
check_hidden(const struct subject *subject, const struct rule *rule)
{
	const struct port_facts *port = subject->port;

	(void)rule;
	if (port->is_starttls_masked)
		return ruling_not_applicable("it is overwritten on the way");
	if (port->starttls_advertised.value == ANSWER_YES)
		return ruling_good();
	if (port->starttls_works.value == ANSWER_NO)
		return ruling_not_applicable("STARTTLS does not work here");
	if (!works(port))
		return ruling_unknown("the dialogue did not get to STARTTLS");
	return ruling_of_answer(&port->starttls_advertised, ANSWER_NO,
	    arena_printf(subject->arena, "%s is not listed, and works", verb_of(port)));
}

static const struct rule hidden = {
	.id = "starttls-hidden",
	.severity = SEVERITIES(MEDIUM, MEDIUM, MEDIUM, MEDIUM),
	.needs = NEED_STARTTLS,
	.title = "does STARTTLS but does not say so in its capabilities",
	.why = "Clients look into the list and go on in clear text, or give up.",
	.advice =
	    "List STARTTLS for all clients: take it out of Postfix "
	    "smtpd_discard_ehlo_keywords, "
	    "and set Exim tls_advertise_hosts = *. Where the list is complete on the server "
	    "itself, look for a proxy or firewall that takes it out.",
	.settings = &settings_starttls,
	.reference = "RFC 3207, section 4; RFC 2595, sections 3 and 4",
	.check = check_hidden,
};

static const struct rule refused = {
	.id = "starttls-refused",
	.severity = SEVERITIES(HIGH, CRITICAL, HIGH, HIGH),
	.about = STAGE_STARTTLS,
	.title = "advertises STARTTLS and then refuses it",
	.why = "Senders and clients that do not insist on TLS go on in clear text, and the "
	       "others cannot go on at all.",
	.advice =
	    "Look into the log for the certificate, its key and their permissions. A server "
	    "that cannot do TLS should not list STARTTLS.",
	.settings = &settings_chain,
	.reference = "RFC 3207, section 4; RFC 9051, section 6.2.1; RFC 7672, section 2.2",
	.check = check_failure,
};

static const struct rule closed = {
	.id = "starttls-conn-closed",
	.severity = SEVERITIES(HIGH, CRITICAL, HIGH, HIGH),
	.about = STAGE_STARTTLS,
	.title = "breaks the connection when STARTTLS is asked for",
	.why = "Senders and clients that do not insist on TLS go on in clear text, and the "
	       "others cannot go on at all.",
	.advice =
	    "Look into the log of the server and of any proxy or firewall in front of it: the "
	    "process may die for want of its certificate or key, or TLS may be forbidden on "
	    "this port.",
	.settings = &settings_chain,
	.reference = "RFC 3207, section 4; RFC 9051, section 6.2.1",
	.check = check_failure,
};

static struct ruling
check_handshake(const struct subject *subject, const struct rule *rule)
{
	const struct port_facts *port = subject->port;
	const struct failure *failure = failure_of_rule(subject, rule);
	struct ruling ruling = why_silent(port);

	if (failure != NULL)
		return ruling_of_failure(subject, failure);
	if (ruling.verdict != VERDICT_GOOD)
		return ruling;
	for (size_t i = 0; i < port->failures_len; i++)
		if (port->failures[i].stage == STAGE_HANDSHAKE && !port->has_session)
			return ruling_not_applicable("the handshake fails in another way");
	return ruling_past_stage(port, STAGE_HANDSHAKE);
}

static const struct rule no_tls = {
	.id = "starttls-handshake-failed",
	.severity = SEVERITIES(HIGH, CRITICAL, HIGH, HIGH),
	.title = "gives the go-ahead to STARTTLS and then does not speak TLS",
	.why = "No client gets TLS here: those that insist on it fail, the others go on in "
	       "clear text.",
	.advice =
	    "Compare with openssl s_client -starttls on the server itself. If it works there, "
	    "look for what answers in its place on the way; if not, look into its log.",
	.settings = &settings_chain,
	.reference = "RFC 3207, section 4; RFC 9051, section 6.2.1",
	.check = check_handshake,
};

static bool
has_other_code(const struct port_facts *port)
{
	enum protocol protocol = port->record->endpoint.scheme->protocol;

	return (protocol == PROTOCOL_SMTP || protocol == PROTOCOL_LMTP) &&
	       port->go_ahead.len > 0 && !span_starts(port->go_ahead.lines[0], "220");
}

static struct ruling
check_reply(const struct subject *subject, const struct rule *rule)
{
	const struct port_facts *port = subject->port;
	const struct failure *failure = failure_of_rule(subject, rule);
	struct ruling ruling;

	if (failure != NULL) {
		ruling = ruling_of_failure(subject, failure);
		ruling.grade = GRADE_GRAVER;
		return ruling;
	}
	if (has_other_code(port)) {
		struct span code = { .data = port->go_ahead.lines[0].data, .len = 3 };

		if (port->go_ahead.lines[0].len < code.len)
			code = port->go_ahead.lines[0];
		return ruling_bad(arena_printf(subject->arena, "the go-ahead is %s",
		    text_escape(subject->arena, code, EVIDENCE_MOST)));
	}
	return ruling_past_stage(port, STAGE_STARTTLS);
}

static const struct rule bad_reply = {
	.id = "starttls-bad-reply",
	.severity = SEVERITIES(LOW, LOW, LOW, LOW),
	.graver = SEVERITIES(HIGH, CRITICAL, HIGH, HIGH),
	.about = STAGE_STARTTLS,
	.title = "gives its go-ahead with another code than 220",
	.why =
	    "Some clients wait for exactly the reply of the standard, and give up or go on in "
	    "clear text.",
	.advice = "Update or replace the server, or what answers in its place.",
	.reference = "RFC 3207, section 4; RFC 9051, section 6.2.1; RFC 2595, section 4",
	.check = check_reply,
};

static struct ruling
check_injection(const struct subject *subject, const struct rule *rule)
{
	const struct answer *behaviours = subject->port->negotiation.behaviours;
	const struct answer *whole = &behaviours[BEHAVIOUR_INJECTION];
	const struct answer *split = &behaviours[BEHAVIOUR_INJECTION_SPLIT];

	(void)rule;
	if (whole->value == ANSWER_YES)
		return ruling_of_answer(whole, ANSWER_YES,
		    "a command sent in one segment with STARTTLS is obeyed inside TLS");
	if (split->value == ANSWER_YES)
		return ruling_of_answer(split, ANSWER_YES,
		    "a command sent right behind STARTTLS is obeyed inside TLS");
	/* All servers that were found with it took what came in one segment; the other way is
	 * asked at full depth only, to be sure. */
	return ruling_of_answer(whole, ANSWER_YES, NULL);
}

static const struct rule injection = {
	.id = "starttls-injection",
	.severity = SEVERITIES(HIGH, HIGH, CRITICAL, CRITICAL),
	.needs = NEED_NEGOTIATION,
	.title = "obeys commands inside TLS that were sent before it in clear",
	.why = "An attacker on the way puts commands in front of those of the victim, and so "
	       "gets hold of its password or its mail.",
	.advice =
	    "Update the server (Postfix 2.8, Dovecot 2.3.14.1, Cyrus IMAP 2.4.7, Courier 1.1.5 "
	    "or later), and any proxy that does STARTTLS for it. Where TLS begins at once "
	    "there "
	    "is nothing to inject into.",
	.reference = "RFC 3207, section 4.2; RFC 9051, section 6.2.1; CVE-2011-0411; "
		     "CVE-2021-33515; CVE-2021-38084",
	.check = check_injection,
};

static struct ruling
check_behaviour(const struct subject *subject, const struct rule *rule)
{
	const char *evidence = rule->about == BEHAVIOUR_PIPELINED_REPLY
	                           ? "a command behind STARTTLS is answered before TLS"
	                           : "a second MAIL inside TLS is refused as nested";

	return ruling_of_answer(
	    &subject->port->negotiation.behaviours[rule->about], ANSWER_YES, evidence);
}

static const struct rule pipeline_reply = {
	.id = "starttls-pipeline-reply",
	.severity = SEVERITIES(LOW, LOW, LOW, LOW),
	.needs = NEED_NEGOTIATION,
	.about = BEHAVIOUR_PIPELINED_REPLY,
	.title = "answers before TLS what was sent behind STARTTLS",
	.why = "It reads on past STARTTLS, and the answer in clear breaks the handshake or is "
	       "taken for one inside TLS.",
	.advice = "Update the server. In Postfix leave smtpd_forbid_unauth_pipelining = yes, "
		  "the default since 3.9.",
	.reference = "RFC 3207, section 4; RFC 2920, section 3.1; RFC 9051, section 6.2.1",
	.check = check_behaviour,
};

static const struct rule state_kept = {
	.id = "starttls-state-not-reset",
	.severity = SEVERITIES(MEDIUM, MEDIUM, HIGH, OFF),
	.needs = NEED_NEGOTIATION,
	.about = BEHAVIOUR_STATE_KEPT,
	.title = "keeps a mail transaction from before STARTTLS",
	.why = "What an attacker has put in before TLS goes on inside it, in the victim's "
	       "session.",
	.advice = "Update the server, or the proxy that does STARTTLS for it: with TLS the "
		  "dialogue must begin anew.",
	.reference = "RFC 3207, section 4.2",
	.check = check_behaviour,
};

static bool
is_tls(struct span bytes)
{
	return bytes.len >= 2 && bytes.data[0] >= 0x14 && bytes.data[0] <= 0x17 &&
	       bytes.data[1] == 3;
}

static struct ruling
check_extra(const struct subject *subject, const struct rule *rule)
{
	const struct port_facts *port = subject->port;
	struct span rest = port->early;
	struct span word = span_word(&rest);

	(void)rule;
	for (size_t i = 0; i < word.len; i++)
		if (word.data[i] == '\r' || word.data[i] == '\n')
			word.len = i;
	if (port->early.len > 0 && !is_tls(port->early))
		return ruling_bad(
		    arena_printf(subject->arena, "plaintext that begins with \"%s\"",
			text_escape(subject->arena, word, EVIDENCE_MOST)));
	return ruling_past_stage(port, STAGE_STARTTLS);
}

static const struct rule extra_plaintext = {
	.id = "starttls-extra-plaintext",
	.severity = SEVERITIES(MEDIUM, MEDIUM, MEDIUM, MEDIUM),
	.needs = NEED_STARTTLS,
	.title = "sends plaintext after its go-ahead to STARTTLS",
	.why = "Strict clients take it for TLS and fail with 'wrong version number'; careless "
	       "ones "
	       "keep it as an answer inside TLS, which is a way for an attacker in.",
	.advice =
	    "Update the server, and look for a virus scanner, proxy or load balancer that "
	    "puts in lines of its own.",
	.reference = "RFC 3207, section 4.2; RFC 9051, sections 6.2.1 and 11.3",
	.check = check_extra,
};

/* "STARTTLS", or "\"STARTTLS\"" in ManageSieve. */
static bool
lists(const struct lines *items, const char *verb)
{
	for (size_t i = 0; i < items->len; i++) {
		struct span rest = items->lines[i];
		struct span word = span_word(&rest);

		if (word.len > 2 && word.data[0] == '"' && word.data[word.len - 1] == '"')
			word = (struct span){ .data = word.data + 1, .len = word.len - 2 };
		if (span_is(word, verb))
			return true;
	}
	return false;
}

static struct ruling
check_still_offered(const struct subject *subject, const struct rule *rule)
{
	const struct port_facts *port = subject->port;

	(void)rule;
	return lists(&port->after, verb_of(port))
	           ? ruling_bad(
			 arena_printf(subject->arena, "%s is listed inside TLS", verb_of(port)))
	           : ruling_good();
}

static const struct rule still_offered = {
	.id = "starttls-still-offered",
	.severity = SEVERITIES(LOW, LOW, LOW, LOW),
	.needs = NEED_INSIDE,
	.title = "offers STARTTLS inside TLS",
	.why =
	    "Clients may begin TLS within TLS, which nobody has defined, or take the session "
	    "for one in clear text.",
	.advice =
	    "Update the server. Where a proxy ends TLS, let the backend know that, or let "
	    "the backend do TLS itself.",
	.reference = "RFC 3207, section 4.2; RFC 9051, section 6.2.1; RFC 2595, section 4; RFC "
		     "5804, section 2.2",
	.check = check_still_offered,
};

static struct ruling
check_submission(const struct subject *subject, const struct rule *rule)
{
	struct ruling ruling = ruling_of_answer(&subject->port->negotiation.mail_before_tls,
	    ANSWER_YES, "MAIL is accepted before STARTTLS");

	(void)rule;
	/* Some servers put off every refusal until RCPT. */
	if (ruling.verdict == VERDICT_BAD)
		ruling.certainty = CERTAINTY_POSSIBLE;
	return ruling;
}

static const struct rule not_enforced = {
	.id = "submission-tls-not-enforced",
	.severity = SEVERITIES(OFF, OFF, MEDIUM, OFF),
	.needs = NEED_NEGOTIATION,
	.title = "takes mail for submission without TLS",
	.why = "A client whose STARTTLS was stripped by an attacker hands in its mail in clear "
	       "text and does not notice.",
	.advice =
	    "Refuse everything but EHLO, STARTTLS and QUIT on this port until TLS stands.",
	.settings = &settings_enforce,
	.reference = "RFC 8314, sections 3.3 and 4; RFC 3207, section 4; RFC 6409, section 4.3",
	.check = check_submission,
};

static struct ruling
check_relay(const struct subject *subject, const struct rule *rule)
{
	(void)rule;
	/* LMTP is no public service: whoever runs it may demand what he likes. */
	if (subject->port->record->endpoint.scheme->protocol != PROTOCOL_SMTP)
		return ruling_not_applicable("this is no port for mail between servers");
	return ruling_of_answer(&subject->port->negotiation.mail_before_tls, ANSWER_NO,
	    "MAIL before STARTTLS is refused for want of TLS");
}

static const struct rule demands_tls = {
	.id = "mx-requires-tls",
	.severity = SEVERITIES(LOW, INFO, OFF, OFF),
	.needs = NEED_NEGOTIATION,
	.title = "takes no mail from other servers without TLS",
	.why = "Senders that know no TLS, or none that suits this server, cannot deliver.",
	.advice =
	    "If that is not meant, let port 25 take mail without TLS. To protect mail from "
	    "those who can do better, publish DANE or MTA-STS.",
	.settings = &settings_optional,
	.reference = "RFC 3207, section 4; RFC 7435, section 3",
	.check = check_relay,
};

const struct rule *const rules_about_starttls[] = {
	&not_offered,
	&masked,
	&hidden,
	&refused,
	&closed,
	&no_tls,
	&bad_reply,
	&injection,
	&pipeline_reply,
	&state_kept,
	&extra_plaintext,
	&still_offered,
	&not_enforced,
	&demands_tls,
	NULL,
};
