/* SPDX-License-Identifier: MIT */
/* What the server says before it is asked anything, and whether it lets one in. */
#include "base/text.h"
#include "rules/failures.h"
#include "rules/topics.h"

#include <string.h>

enum { EVIDENCE_MOST = 60 };

static const struct rule rejected = {
	.id = "greet-rejected",
	.severity = SEVERITIES(MEDIUM, HIGH, MEDIUM, MEDIUM),
	.about = STAGE_CAPABILITY,
	.title = "does not let the dialogue begin",
	.why = "Clients that meet with this get no service at all, and senders queue their "
	       "mail.",
	.advice =
	    "Look for the probe's address in the server's log: lists of addresses, checks "
	    "of names, limits and filters in front of it all end like this. Where it "
	    "concerns the probe only, scan from another address.",
	.reference =
	    "RFC 5321, sections 3.1, 4.2 and 4.5.3.2; RFC 9051, section 7.1; RFC 1939, "
	    "section 4",
	.check = check_failure,
};

static bool
is_digit(uint8_t byte)
{
	return byte >= '0' && byte <= '9';
}

static bool
is_letter(uint8_t byte)
{
	return (byte >= 'A' && byte <= 'Z') || (byte >= 'a' && byte <= 'z');
}

static size_t
letters_of(struct span word)
{
	size_t letters = 0;

	for (size_t i = 0; i < word.len; i++)
		letters += is_letter(word.data[i]);
	return letters;
}

/* The word without the brackets, quotes and stops around it. */
static struct span
bare(struct span word)
{
	static const char opening[] = "([{\"'";
	static const char closing[] = ")]}\"';:,.";

	while (word.len > 0 && memchr(opening, word.data[0], strlen(opening)) != NULL)
		word = span_skip(word, 1);
	while (
	    word.len > 0 && memchr(closing, word.data[word.len - 1], strlen(closing)) != NULL)
		word.len--;
	return word;
}

/* Numbers with dots between them at the front of a word. */
struct numbers {
	size_t count;
	size_t longest; /* in digits */
	size_t last;    /* digits of the last one */
	size_t len;     /* of them all */
};

static struct numbers
numbers_of(struct span word)
{
	struct numbers numbers = { 0 };
	size_t i = 0;

	while (i < word.len && is_digit(word.data[i])) {
		size_t digits = 0;

		for (; i < word.len && is_digit(word.data[i]); i++)
			digits++;
		numbers.count++;
		numbers.last = digits;
		numbers.longest = digits > numbers.longest ? digits : numbers.longest;
		numbers.len = i;
		if (i < word.len && word.data[i] == '.')
			i++;
		else
			break;
	}
	return numbers;
}

/* "8.15.2", "v3.0.11-Debian"; not an address (192.0.2.1), a date (25.11.2026), or what goes on
 * as the name of a host or as a message's identifier. */
static bool
is_version(struct span word)
{
	struct numbers numbers;

	if (span_starts(word, "v"))
		word = span_skip(word, 1);
	numbers = numbers_of(word);
	if (numbers.count < 2)
		return false;
	if (numbers.len < word.len)
		return word.data[numbers.len] != '.' && word.data[numbers.len] != '@';
	return !(numbers.count == 4 && numbers.longest <= 3) &&
	       !(numbers.count == 3 && numbers.last == 4);
}

/* "Postfix/3.7.2", "Exim-4.96". */
static bool
ends_in_version(struct span word)
{
	for (size_t i = 0; i < word.len && is_letter(word.data[0]); i++)
		if ((word.data[i] == '/' || word.data[i] == '-' || word.data[i] == '_') &&
		    letters_of((struct span){ .data = word.data, .len = i }) > 2 &&
		    is_version(span_skip(word, i + 1)))
			return true;
	return false;
}

/* The product and its version in this line, escaped; NULL if there is none. */
static const char *
version_in(struct span line, struct arena *arena)
{
	struct span word = span_word(&line);
	struct span name = { 0 };

	for (; word.len > 0; word = span_word(&line)) {
		struct span token = bare(word);

		if (ends_in_version(token))
			return text_escape(arena, token, EVIDENCE_MOST);
		/* A reply's code is no product, nor is "OK" or a host. */
		if (letters_of(name) > 2 && !span_contains(name, ".") && is_version(token))
			return arena_printf(arena, "%s %s",
			    text_escape(arena, name, EVIDENCE_MOST),
			    text_escape(arena, token, EVIDENCE_MOST));
		name = token;
	}
	return NULL;
}

static const char *
version_in_lines(const struct lines *lines, struct arena *arena)
{
	for (size_t i = 0; i < lines->len; i++) {
		struct span rest = lines->lines[i];
		const char *version;

		/* The version of the protocol (RFC 5804 section 1.7). */
		if (span_is(span_word(&rest), "\"VERSION\""))
			continue;
		version = version_in(lines->lines[i], arena);
		if (version != NULL)
			return version;
	}
	return NULL;
}

static bool
is_full_name(struct span host)
{
	size_t dots = 0;

	for (size_t i = 0; i < host.len; i++) {
		bool is_dot = host.data[i] == '.';

		if (!is_dot && !is_digit(host.data[i]) && !is_letter(host.data[i]) &&
		    host.data[i] != '-')
			return false;
		dots += is_dot && i > 0 && i + 1 < host.len;
	}
	return dots > 0 && letters_of(host) > 0 && !span_contains(host, ".localdomain");
}

/* RFC 5321 section 4.2: "220", then the server's own name. */
static const char *
false_name(const struct port_facts *port, struct arena *arena)
{
	struct span rest = port->greeting.lines[0];
	struct span host;

	if (port->record->endpoint.scheme->protocol != PROTOCOL_SMTP ||
	    !span_starts(rest, "220"))
		return NULL;
	rest = span_skip(rest, strlen("220 "));
	host = span_word(&rest);
	/* What a firewall has overwritten is told elsewhere. */
	if (is_full_name(host) || span_starts(host, "**"))
		return NULL;
	return text_escape(arena, host, EVIDENCE_MOST);
}

/* Was a list of capabilities seen, be there anything in it or not? */
static bool
has_list(const struct port_facts *port)
{
	return port->before.len > 0 || port->after.len > 0 || port->login.mechanisms.is_known ||
	       port->login.inside.is_known;
}

static struct ruling
check_disclosure(const struct subject *subject, const struct rule *rule)
{
	const struct port_facts *port = subject->port;
	struct arena *arena = subject->arena;
	const char *greeting = version_in_lines(&port->greeting, arena);
	const char *before = version_in_lines(&port->before, arena);
	const char *after = version_in_lines(&port->after, arena);
	const char *name = false_name(port, arena);
	struct ruling ruling;

	(void)rule;
	if (greeting != NULL)
		return ruling_bad(arena_printf(arena, "the greeting says \"%s\"", greeting));
	if (before != NULL || after != NULL)
		return ruling_bad(arena_printf(
		    arena, "the capabilities say \"%s\"", before != NULL ? before : after));
	if (name == NULL)
		return has_list(port) ? ruling_good()
		                      : ruling_unknown("the server listed no capabilities");
	ruling = ruling_bad(arena_printf(arena, "it calls itself \"%s\"", name));
	ruling.title = "greets with a name that is no full name of a host";
	ruling.cause = "The server does not know its own name: Postfix myhostname, Exim "
		       "primary_hostname.";
	return ruling;
}

static const struct rule discloses = {
	.id = "greet-disclosure",
	.severity = SEVERITIES(INFO, INFO, INFO, INFO),
	.needs = NEED_GREETING,
	.title = "tells everybody the version of its software",
	.why = "Whoever looks for servers with a known hole finds this one in a list, and a "
	       "wrong name confuses peers and their logs.",
	.advice =
	    "Greet with the server's full name and nothing else. That hides no hole: keep "
	    "the software up to date.",
	.settings = &settings_banner,
	.reference = "RFC 5321, section 4.3.1; RFC 2449, section 6.9",
	.check = check_disclosure,
};

static struct ruling
preauth_inside(void)
{
	struct ruling ruling = ruling_bad("the greeting is PREAUTH, inside TLS");

	ruling.grade = GRADE_MILDER;
	ruling.title = "greets with PREAUTH: the session is logged in without a login";
	ruling.cause =
	    "Inside TLS that is meant for clients that have shown a certificate, which the "
	    "probe has not: the server goes by the address, or lets in everybody.";
	return ruling;
}

static struct ruling
check_preauth(const struct subject *subject, const struct rule *rule)
{
	const struct port_facts *port = subject->port;
	const struct failure *failure = failure_of_rule(subject, rule);
	struct ruling ruling;

	if (failure != NULL) {
		ruling = ruling_of_failure(subject, failure);
		ruling.evidence = "the greeting is PREAUTH, without TLS";
		return ruling;
	}
	if (port->record->endpoint.scheme->protocol != PROTOCOL_IMAP)
		return ruling_not_applicable("only IMAP has PREAUTH");
	if (port->greeting.len > 0 && span_starts(port->greeting.lines[0], "* PREAUTH"))
		return port->mode == MODE_IMPLICIT
		           ? preauth_inside()
		           : ruling_bad("the greeting is PREAUTH, without TLS");
	return ruling_past_stage(port, STAGE_GREETING);
}

static const struct rule preauth = {
	.id = "imap-preauth-cleartext",
	.severity = SEVERITIES(OFF, OFF, OFF, CRITICAL),
	.milder = SEVERITIES(OFF, OFF, OFF, HIGH),
	.title = "greets with PREAUTH",
	.why = "Everybody who can connect reads this mailbox, and without TLS an attacker on "
	       "the way can make clients believe that they are logged in and need no "
	       "STARTTLS.",
	.advice =
	    "Take out the listener that logs everybody in, or bind it to a UNIX socket: check "
	    "for an imapd that is started for one user, and for rules about trusted networks.",
	.reference = "RFC 9051, sections 7.1.4 and 11.3; RFC 8314, section 3.2",
	.check = check_preauth,
};

const struct rule *const rules_about_greetings[] = {
	&rejected,
	&discloses,
	&preauth,
	NULL,
};
