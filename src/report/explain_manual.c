/* SPDX-License-Identifier: MIT */
#include "report/explain_manual.h"

#include "report/explain.h"
#include "rules/causes.h"
#include "rules/software.h"
#include "rules/unasked.h"

#include <ctype.h>
#include <string.h>

enum { WIDTH = 78 };

/* When the form of the page, or what it says of itself, last changed. */
#define DATE "November 25, 2026"

/* Escaping (mandoc_char(7), roff(7)). */

/* A sign as it must stand to come out as itself, and as what a reader can copy. */
static const char *
sign_of_code(char sign)
{
	switch (sign) {
	case '\\':
		return "\\e";
	case '-':
		return "\\-";
	case '\'':
		return "\\(aq";
	case '`':
		return "\\(ga";
	case '^':
		return "\\(ha";
	case '~':
		return "\\(ti";
	case '"':
		return "\\(dq";
	default:
		return NULL;
	}
}

static void
put_sign(FILE *out, char sign, const char *escape)
{
	if (escape == NULL)
		fputc(sign, out);
	else
		fputs(escape, out);
}

/* At the beginning of a line these two begin a macro. */
static void
guard_line(FILE *out, char first)
{
	if (first == '.' || first == '\'')
		fputs("\\&", out);
}

/* An option, or what is set or named with signs: a reader may copy it. */
static bool
is_code(struct span word)
{
	for (size_t i = 0; i < word.len; i++) {
		bool is_first = i == 0 || strchr("('\"", word.data[i - 1]) != NULL;

		if (strchr("_=/$", word.data[i]) != NULL || (word.data[i] == '-' && is_first))
			return true;
	}
	return false;
}

static const char *
sign_of_word(char sign, bool is_in_code)
{
	bool is_always = strchr("\\^~`", sign) != NULL;

	return is_in_code || is_always ? sign_of_code(sign) : NULL;
}

/* How many columns the word takes in the source of the page. */
static size_t
width_of(struct span word)
{
	bool is_in_code = is_code(word);
	size_t width = 0;

	for (size_t i = 0; i < word.len; i++) {
		const char *escape = sign_of_word((char)word.data[i], is_in_code);

		width += escape == NULL ? 1 : strlen(escape);
	}
	return width;
}

static void
put_word(FILE *out, struct span word, bool begins_line)
{
	bool is_in_code = is_code(word);

	if (begins_line)
		guard_line(out, (char)word.data[0]);
	for (size_t i = 0; i < word.len; i++)
		put_sign(out, (char)word.data[i], sign_of_word((char)word.data[i], is_in_code));
}

static bool
ends_sentence(struct span word)
{
	while (word.len > 0 && strchr(")'\"", word.data[word.len - 1]) != NULL)
		word.len--;
	return word.len > 0 && strchr(".!?", word.data[word.len - 1]) != NULL;
}

void
manual_words(FILE *out, const char *words)
{
	size_t column = 0;
	bool is_new = true; /* a sentence begins */

	for (words += strspn(words, " "); *words != '\0'; words += strspn(words, " ")) {
		struct span word = { (const uint8_t *)words, strcspn(words, " ") };

		if (column > 0 && (is_new || column + 1 + width_of(word) > WIDTH)) {
			fputc('\n', out);
			column = 0;
		} else if (column > 0) {
			fputc(' ', out);
			column++;
		}
		put_word(out, word, column == 0);
		column += width_of(word);
		words += word.len;
		is_new = ends_sentence(word);
	}
	if (column > 0)
		fputc('\n', out);
}

void
manual_lines(FILE *out, const char *lines)
{
	bool begins_line = true;

	for (; *lines != '\0'; lines++) {
		const char *escape = sign_of_code(*lines);

		if (begins_line && escape == NULL)
			guard_line(out, *lines);
		put_sign(out, *lines, escape);
		begins_line = *lines == '\n';
	}
	fputc('\n', out);
}

/* An entry. */

/* "mx low, mx-policy medium", or only the severity where it is the same for all roles. */
static void
put_row(FILE *out, const char *name, const struct severities *row)
{
	const enum severity *by_role = row->by_role;
	bool is_same = true;
	bool is_first = true;

	for (size_t i = 1; i < ROLE_COUNT; i++)
		is_same = is_same && by_role[i] == by_role[0];
	fprintf(out, "%c%s:", toupper((unsigned char)*name), name + 1);
	if (is_same)
		fprintf(out, " %s for all roles", severity_name(by_role[0]));
	for (size_t i = 0; i < ROLE_COUNT && !is_same; i++) {
		if (by_role[i] == SEVERITY_OFF)
			continue;
		fprintf(out, "%s %s %s", is_first ? "" : ",", role_name((enum role)i),
		    severity_name(by_role[i]));
		is_first = false;
	}
	fputs(".\n", out);
}

static void
put_settings(FILE *out, const struct settings *settings, const char *where)
{
	for (int i = 0; settings != NULL && i < SOFTWARE_COUNT; i++) {
		const char *lines = software_settings(settings, (enum software)i);

		if (lines == NULL)
			continue;
		fprintf(out, ".Pp\n%s%s:\n.Bd -literal -offset indent -compact\n",
		    software_name((enum software)i), where);
		manual_lines(out, lines);
		fputs(".Ed\n", out);
	}
}

static void
put_rule(FILE *out, const struct rule *rule)
{
	struct explained_row rows[EXPLAINED_ROWS];
	size_t len = explain_rows(rule, rows);

	fprintf(out, ".It Cm %s\n", rule->id);
	manual_words(out, rule->title);
	fputs(".Pp\n", out);
	for (size_t i = 0; i < len; i++)
		put_row(out, rows[i].name, rows[i].row);
	if (rule->part_of != NULL)
		fprintf(out, "Part of:\n.Cm %s .\n", rule->part_of);
	fputs(".Pp\n", out);
	manual_words(out, rule->why);
	fputs(".Pp\n", out);
	manual_words(out, rule->advice);
	put_settings(out, rule->settings, rule->settings_mx == NULL ? "" : ", elsewhere");
	put_settings(out, rule->settings_mx, ", between mail servers");
	fputs(".Pp\nReference:\n", out);
	manual_words(out, rule->reference);
}

static void
put_topic(FILE *out, const struct topic *topic)
{
	if (topic->rules[0] == NULL)
		return;
	fputs(".Sh ", out);
	for (const char *letter = topic->title; *letter != '\0'; letter++)
		fputc(toupper((unsigned char)*letter), out);
	fputs("\n.Bl -tag -width Ds\n", out);
	for (size_t i = 0; topic->rules[i] != NULL; i++)
		put_rule(out, topic->rules[i]);
	fputs(".El\n", out);
}

static void
put_unasked(FILE *out)
{
	fputs(".Sh NOT LOOKED FOR YET\n"
	      "These are known to go wrong as well, and their ids are taken.\n"
	      ".Bl -tag -width Ds\n",
	    out);
	for (size_t i = 0; i < unasked_count; i++) {
		fprintf(out, ".It Cm %s\n", unasked[i].id);
		manual_words(out, unasked[i].reason);
	}
	fputs(".El\n", out);
}

static void
put_cause(FILE *out, const struct cause *cause)
{
	fprintf(out, ".It Sy %s\n", cause->id);
	manual_words(out, cause->title);
	fputs(".Pp\n", out);
	manual_words(out, cause->what);
	fputs(".Pp\n", out);
	manual_words(out, cause->separate);
	if (cause->server_fix != NULL) {
		fputs(".Pp\nThe server:\n", out);
		manual_words(out, cause->server_fix);
	}
	if (cause->client_fix != NULL) {
		fputs(".Pp\nThe client:\n", out);
		manual_words(out, cause->client_fix);
	}
}

static void
put_causes(FILE *out)
{
	fputs(".Sh CAUSES\n"
	      "Why mail does not go through although the server seems to do TLS: what it is,\n"
	      "what tells it from those that look alike, and what to change.\n",
	    out);
	/* Titles begin with words that are macros as well (In, At). */
	for (size_t t = 0; t < cause_topics_count; t++) {
		fprintf(out, ".Ss \\&%s\n.Bl -tag -width Ds\n", cause_topics[t].title);
		for (size_t i = 0; cause_topics[t].causes[i] != NULL; i++)
			put_cause(out, cause_topics[t].causes[i]);
		fputs(".El\n", out);
	}
}

/* The page. */

/* clang-format off */
static const char head[] =
".\\\" SPDX-License-Identifier: MIT\n"
".\\\" Made by mailsonde from its rules.\n"
".Dd " DATE "\n"
".Dt MAILSONDE-FINDINGS 7\n"
".Os\n"
".Sh NAME\n"
".Nm mailsonde-findings\n"
".Nd what mailsonde can find wrong with a mail server\n"
".Sh DESCRIPTION\n"
"Every finding of\n"
".Xr mailsonde 1\n"
"has an entry in this page.\n"
"Its id never changes and never comes to mean something else, so that policies,\n"
"baselines and scripts can name it.\n"
".Pp\n"
".Dl mailsonde explain tls\\-10\n"
".Pp\n"
"prints one entry.\n"
".Ss Verdicts\n"
"Each finding is looked for on each port, and the verdict is one of four:\n"
".Bl -tag -width Ds\n"
".It Cm good\n"
"It was looked for, and is not there.\n"
".It Cm bad\n"
"It is there; the report shows by what that was seen.\n"
".It Cm not-applicable\n"
"It cannot be there: a port where TLS begins at once has no STARTTLS.\n"
".It Cm not-known\n"
"What would tell was not learned: it is not asked at this depth, the server\n"
"hung up, or it gave no clear answer.\n"
"The report says which.\n"
"Such a finding is neither good nor bad.\n"
".El\n"
".Ss Severities\n"
".Bl -tag -width Ds\n"
".It Cm critical\n"
"Passwords, mail or keys can be taken now.\n"
".It Cm high\n"
"Someone on the way can read or change what is said, or mail and users cannot\n"
"get through.\n"
".It Cm medium\n"
"It helps an attacker who has something more, or shuts out some clients.\n"
".It Cm low\n"
"It is behind the times, and should be changed when there is an occasion.\n"
".It Cm info\n"
"It is worth knowing.\n"
"Nothing has to be changed.\n"
".El\n"
".Pp\n"
"A policy may set others.\n"
".Ss Roles\n"
"What is right depends on what a port is for:\n"
".Bl -tag -width Ds\n"
".It Cm mx\n"
"It takes mail from other servers.\n"
"A sender that cannot agree on TLS delivers in clear text, so that weak TLS is\n"
"better than none, and most senders do not verify the certificate.\n"
".It Cm mx-policy\n"
"The same for a domain that publishes DANE or an enforced MTA-STS policy: senders\n"
"that know these insist on TLS with the right certificate, and mail waits where\n"
"they do not get it.\n"
".It Cm submission\n"
"It takes mail from users, who log in.\n"
".It Cm access\n"
"Users read their mail there.\n"
".El\n"
".Ss Entries\n"
"Behind its id an entry says what is wrong, then how severe that is for each\n"
"role; a role that is not named is not concerned.\n"
"Some findings have a graver and a milder form, which the report tells apart.\n"
"One that is part of another gives that a name: where both are bad it is told\n"
"there and does not count.\n"
"Then come what an attacker gains or what breaks, what to change, and the lines\n"
"that change it:\n"
"for Postfix 3.6 or later as commands of a shell, for Dovecot 2.3 as lines of its\n"
"configuration, and for the main part of the configuration of Exim 4.96 with\n"
"GnuTLS.\n"
"What other versions want stands behind a number sign.\n"
"Names of files and numbers of ports are examples.\n";

static const char foot[] =
".Sh SEE ALSO\n"
".Xr mailsonde 1\n";
/* clang-format on */

void
explain_manual(FILE *out)
{
	fputs(head, out);
	for (size_t t = 0; t < topics_count; t++)
		put_topic(out, &topics[t]);
	put_unasked(out);
	put_causes(out);
	fputs(foot, out);
}
