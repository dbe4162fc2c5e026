/* SPDX-License-Identifier: MIT */
/*
 * Logins: whether a password can travel in clear text, and which mechanisms are offered.
 *
 * The list before TLS is judged by SASL mechanism (auth-plaintext-advertised), and IMAP's LOGIN
 * and POP3's USER by rules of their own, so that nothing is told twice.
 */
#include "base/text.h"
#include "rules/topics.h"

#include <string.h>

enum {
	NAMES_SHOWN = 8,
	LIST_MOST = 200, /* of a capability list in evidence */
	WORD_MOST = 20,
};

static const char login_command[] = "LOGIN command";
static const char user_command[] = "USER command";
static const char apop[] = "APOP";

static enum protocol
protocol_of(const struct subject *subject)
{
	return subject->port->record->endpoint.scheme->protocol;
}

static bool
is_command(const char *mechanism)
{
	return strcmp(mechanism, login_command) == 0 || strcmp(mechanism, user_command) == 0;
}

static bool
has(const struct mechanisms *mechanisms, const char *name)
{
	for (size_t i = 0; i < mechanisms->len; i++)
		if (span_is(span_of(mechanisms->names[i]), name))
			return true;
	return false;
}

/* Those that pass: "PLAIN, LOGIN"; NULL if there are none. */
static const char *
list_if(const struct mechanisms *mechanisms, bool (*passes)(const char *name, int about),
    int about, struct arena *arena)
{
	const char *text = NULL;
	size_t shown = 0;

	for (size_t i = 0; i < mechanisms->len; i++) {
		if (!passes(mechanisms->names[i], about) || shown++ > NAMES_SHOWN)
			continue;
		if (text == NULL)
			text = mechanisms->names[i];
		else if (shown > NAMES_SHOWN)
			text = arena_printf(arena, "%s and more", text);
		else
			text = arena_printf(arena, "%s, %s", text, mechanisms->names[i]);
	}
	return text;
}

static bool
is_any(const char *name, int about)
{
	(void)name;
	(void)about;
	return true;
}

static const char *
capabilities(const struct lines *lines, struct arena *arena)
{
	const char *text = "nothing";

	for (size_t i = 0; i < lines->len && strlen(text) < LIST_MOST; i++) {
		const char *item = text_escape(arena, lines->lines[i], LIST_MOST);

		text = i == 0 ? item : arena_printf(arena, "%s, %s", text, item);
	}
	return text;
}

/* What is missing to speak of the list before TLS, as a ruling; VERDICT_GOOD if nothing is. */
static struct ruling
lacks_list(const struct login *login)
{
	if (login->verdict == LOGIN_NOT_APPLICABLE)
		return ruling_not_applicable(login->why);
	if (login->is_own_address)
		return ruling_unknown(login->why);
	return login->mechanisms.is_known
	           ? ruling_good()
	           : ruling_unknown("there was no whole list of capabilities before TLS");
}

/* The same of the list inside TLS. */
static struct ruling
lacks_inside(const struct port_facts *port)
{
	if (port->record->endpoint.scheme->protocol == PROTOCOL_LMTP)
		return ruling_not_applicable("this protocol has no login of persons");
	return port->login.inside.is_known
	           ? ruling_good()
	           : ruling_unknown("there was no whole list of capabilities inside TLS");
}

/* The same of both, for what counts in whichever. A server shows and takes no less from its own
 * address than it does inside TLS, so that it does not matter here. */
static struct ruling
lacks_either(const struct port_facts *port)
{
	if (port->record->endpoint.scheme->protocol == PROTOCOL_LMTP)
		return ruling_not_applicable("this protocol has no login of persons");
	if (port->mode == MODE_STARTTLS && !port->login.mechanisms.is_known)
		return ruling_unknown("there was no whole list of capabilities before TLS");
	return port->starttls_works.value == ANSWER_NO ? ruling_good() : lacks_inside(port);
}

/* A ruling on mechanisms in either list: bad if there are some that pass. */
static struct ruling
rule_on_mechanisms(
    const struct subject *subject, bool (*passes)(const char *name, int about), int about)
{
	const struct login *login = &subject->port->login;
	struct arena *arena = subject->arena;
	struct ruling missing = lacks_either(subject->port);
	const char *before = list_if(&login->mechanisms, passes, about, arena);
	const char *inside = list_if(&login->inside, passes, about, arena);

	if (missing.verdict == VERDICT_NOT_APPLICABLE || (before == NULL && inside == NULL))
		return missing;
	if (inside == NULL)
		return ruling_bad(arena_printf(arena, "offered before TLS: %s", before));
	if (before == NULL)
		return ruling_bad(arena_printf(arena, "offered inside TLS: %s", inside));
	return ruling_bad(
	    arena_printf(arena, "offered before TLS: %s; inside TLS: %s", before, inside));
}

/* Plaintext before TLS. */

static struct ruling
check_begun(const struct subject *subject, const struct rule *rule)
{
	const struct login *login = &subject->port->login;
	struct arena *arena = subject->arena;
	struct span words = login->words;
	const char *names = list_if(&login->mechanisms, is_any, 0, arena);

	switch (login->verdict) {
	case LOGIN_NOT_KNOWN:
		return ruling_unknown(login->why);
	case LOGIN_NOT_APPLICABLE:
		return ruling_not_applicable(login->why);
	case LOGIN_ACCEPTED:
	case LOGIN_ACCEPTED_THOUGH_HIDDEN:
		break;
	case LOGIN_NONE:
	case LOGIN_CHALLENGE_ONLY:
	case LOGIN_REFUSED_THOUGH_ADVERTISED:
	case LOGIN_VERDICTS:
		return ruling_good();
	}
	if ((int)login->verdict != rule->about)
		return ruling_not_applicable(login->verdict == LOGIN_ACCEPTED
						 ? "the login is advertised: see "
						   "auth-plaintext-accepted"
						 : "the login is not advertised: see "
						   "auth-plaintext-hidden");
	/* The rest of the reply may hold what is new each time. */
	return ruling_bad(arena_printf(arena,
	    "advertised before TLS: %s; a login that was begun there was answered with %s",
	    names == NULL ? "nothing" : names,
	    text_escape(arena, span_word(&words), WORD_MOST)));
}

static const struct rule plaintext_accepted = {
	.id = "auth-plaintext-accepted",
	.severity = SEVERITIES(CRITICAL, CRITICAL, CRITICAL, CRITICAL),
	.needs = NEED_GREETING,
	.about = LOGIN_ACCEPTED,
	.title = "lets a login begin without TLS: passwords travel in clear text",
	.why = "Whoever can listen on the way reads the password, and may read and send mail "
	       "with it.",
	.advice = "Refuse every login before TLS, and do not advertise any. On port 25 switch "
		  "logins off.",
	.settings = &settings_no_plaintext,
	.settings_mx = &settings_no_auth_mx,
	.reference = "RFC 8314, section 4.1; RFC 4954, section 4; RFC 9051, section 11.7; "
		     "RFC 2595, section 2.3",
	.check = check_begun,
};

static const struct rule plaintext_hidden = {
	.id = "auth-plaintext-hidden",
	.severity = SEVERITIES(HIGH, HIGH, CRITICAL, CRITICAL),
	.needs = NEED_GREETING,
	.about = LOGIN_ACCEPTED_THOUGH_HIDDEN,
	.title = "lets a login begin without TLS although its list does not say so",
	.why = "Clients that do not look at the list, or got one that was changed on the way, "
	       "send the password in clear text.",
	.advice = "Hiding is not refusing: let the server refuse every login before TLS. In "
		  "Exim look for control = allow_auth_unadvertised in the ACLs, and take it "
		  "out.",
	.settings = &settings_no_plaintext,
	.settings_mx = &settings_no_auth_mx,
	.reference = "RFC 8314, section 4.1; RFC 4954, section 4; RFC 9051, section 11.7",
	.check = check_begun,
};

static bool
is_plaintext_sasl(const char *name, int about)
{
	(void)about;
	return mechanism_is_plaintext(name) && !is_command(name);
}

static struct ruling
check_advertised(const struct subject *subject, const struct rule *rule)
{
	const struct login *login = &subject->port->login;
	struct ruling ruling = lacks_list(login);
	const char *names = list_if(&login->mechanisms, is_plaintext_sasl, 0, subject->arena);

	(void)rule;
	if (ruling.verdict != VERDICT_GOOD || names == NULL)
		return ruling;
	ruling = ruling_bad(arena_printf(subject->arena, "advertised before TLS: %s", names));
	if (login->verdict == LOGIN_REFUSED_THOUGH_ADVERTISED)
		ruling.title = "advertises plaintext logins before TLS, and refuses them";
	return ruling;
}

static const struct rule plaintext_advertised = {
	.id = "auth-plaintext-advertised",
	.severity = SEVERITIES(MEDIUM, MEDIUM, HIGH, HIGH),
	.needs = NEED_GREETING,
	.part_of = "auth-plaintext-accepted",
	.title = "advertises plaintext logins before TLS",
	.why = "Some clients send the password along with the command, and by then it makes no "
	       "difference whether the server refuses.",
	.advice = "Do not advertise any login before TLS. On port 25 switch logins off.",
	.settings = &settings_no_plaintext,
	.settings_mx = &settings_no_auth_mx,
	.reference = "RFC 4954, sections 4 and 9; RFC 8314, section 4.1; RFC 5034, section 4",
	.check = check_advertised,
};

static struct ruling
check_challenge(const struct subject *subject, const struct rule *rule)
{
	const struct login *login = &subject->port->login;
	const char *names = list_if(&login->mechanisms, is_any, 0, subject->arena);

	(void)rule;
	if (login->verdict == LOGIN_NOT_APPLICABLE)
		return ruling_not_applicable(login->why);
	if (login->is_own_address)
		return ruling_unknown(login->why);
	if (login->advertises_challenge.value == ANSWER_YES &&
	    (login->advertises_plaintext.value == ANSWER_YES ||
		login->accepts_plaintext.value == ANSWER_YES))
		return ruling_not_applicable("logins in clear text are possible or advertised "
					     "as well, and that is told instead");
	return ruling_of_answer(&login->advertises_challenge, ANSWER_YES,
	    arena_printf(
		subject->arena, "advertised before TLS: %s", names == NULL ? "" : names));
}

static const struct rule challenge_before_tls = {
	.id = "auth-challenge-before-tls",
	.severity = SEVERITIES(LOW, LOW, MEDIUM, MEDIUM),
	.needs = NEED_GREETING,
	.title = "offers challenge-response logins before TLS",
	.why = "The password is not sent, but whoever listens can try passwords against the "
	       "exchange at leisure, or take the session over.",
	.advice = "Do not offer any login before TLS. On port 25 switch logins off.",
	.settings = &settings_no_plaintext,
	.settings_mx = &settings_no_auth_mx,
	.reference = "RFC 8314, section 4.1; RFC 4954, section 9; RFC 5802, section 9",
	.check = check_challenge,
};

/* The protocols' own commands. */

static struct ruling
check_login_command(const struct subject *subject, const struct rule *rule)
{
	const struct login *login = &subject->port->login;
	struct ruling ruling = lacks_list(login);

	(void)rule;
	if (protocol_of(subject) != PROTOCOL_IMAP)
		return ruling_not_applicable("only IMAP has LOGINDISABLED");
	if (ruling.verdict != VERDICT_GOOD || !has(&login->mechanisms, login_command))
		return ruling;
	ruling = ruling_bad(arena_printf(subject->arena, "listed before TLS: %s",
	    capabilities(&subject->port->before, subject->arena)));
	if (login->accepts_plaintext.value == ANSWER_NO)
		ruling.grade = GRADE_MILDER;
	return ruling;
}

static const struct rule logindisabled_missing = {
	.id = "imap-logindisabled-missing",
	.severity = SEVERITIES(OFF, OFF, OFF, HIGH),
	.milder = SEVERITIES(OFF, OFF, OFF, MEDIUM),
	.needs = NEED_CLEARTEXT,
	.part_of = "auth-plaintext-accepted",
	.title = "does not announce LOGINDISABLED before TLS",
	.why = "The LOGIN command carries the password, so that a client that is not told to "
	       "keep from it has sent it in clear text before the server can refuse.",
	.advice = "Let the server announce LOGINDISABLED and refuse LOGIN until TLS stands.",
	.settings = &settings_no_plaintext,
	.reference = "RFC 9051, sections 6.2.3 and 11.7; RFC 2595, section 3.2",
	.check = check_login_command,
};

/* "+OK" is the answer to USER; a SASL exchange goes on with "+". */
static bool
is_user_taken(const struct login *login)
{
	return login->accepts_plaintext.value == ANSWER_YES && span_starts(login->words, "+OK");
}

static struct ruling
check_user_command(const struct subject *subject, const struct rule *rule)
{
	const struct login *login = &subject->port->login;
	struct ruling missing = lacks_list(login);

	(void)rule;
	if (protocol_of(subject) != PROTOCOL_POP3)
		return ruling_not_applicable("only POP3 has USER");
	if (missing.verdict == VERDICT_NOT_APPLICABLE || login->is_own_address)
		return missing;
	if (has(&login->mechanisms, user_command))
		return ruling_bad("USER is listed before TLS");
	if (login->verdict == LOGIN_ACCEPTED_THOUGH_HIDDEN)
		return ruling_not_applicable(
		    "what is taken is not listed: see auth-plaintext-hidden");
	return is_user_taken(login) ? ruling_bad("USER was answered with +OK before TLS")
	                            : missing;
}

static const struct rule user_cleartext = {
	.id = "pop3-user-cleartext",
	.severity = SEVERITIES(OFF, OFF, OFF, HIGH),
	.needs = NEED_GREETING,
	.part_of = "auth-plaintext-accepted",
	.title = "offers USER and PASS before TLS",
	.why = "PASS carries the password of the mailbox in clear text, for everybody on the "
	       "way to read.",
	.advice = "Refuse USER until TLS stands and do not list it before, or close port 110 "
		  "and keep 995.",
	.settings = &settings_no_plaintext,
	.reference = "RFC 1939, section 7; RFC 2449, section 6.2; RFC 2595, section 2.3; "
		     "RFC 8314, section 4.1",
	.check = check_user_command,
};

static struct ruling
check_apop(const struct subject *subject, const struct rule *rule)
{
	const struct login *login = &subject->port->login;

	(void)rule;
	if (protocol_of(subject) != PROTOCOL_POP3)
		return ruling_not_applicable("only POP3 has APOP");
	if (login->is_own_address && subject->port->mode == MODE_STARTTLS)
		return ruling_unknown(login->why);
	if (has(&login->mechanisms, apop) || has(&login->inside, apop))
		return ruling_bad("the greeting holds a timestamp in angle brackets");
	return ruling_good();
}

static const struct rule offers_apop = {
	.id = "pop3-apop",
	.severity = SEVERITIES(OFF, OFF, OFF, LOW),
	.needs = NEED_GREETING,
	.part_of = "auth-challenge-before-tls",
	.title = "offers APOP",
	.why = "APOP is nothing but MD5 over the password, from which a man in the middle can "
	       "work out parts of it, and the server must keep all passwords readable.",
	.advice = "Switch APOP off, and let clients log in inside TLS with PLAIN or SCRAM.",
	.settings = &settings_mechanisms,
	.reference = "RFC 1939, section 7; RFC 6151, section 2; CVE-2007-1558",
	.check = check_apop,
};

/* What is offered for logging in. */

static struct ruling
check_none_inside(const struct subject *subject, const struct rule *rule)
{
	struct ruling missing = lacks_inside(subject->port);

	(void)rule;
	if (missing.verdict != VERDICT_GOOD || subject->port->login.inside.len > 0)
		return missing;
	return ruling_bad(arena_printf(subject->arena, "listed inside TLS: %s",
	    capabilities(&subject->port->after, subject->arena)));
}

static const struct rule none_inside = {
	.id = "auth-none-after-tls",
	.severity = SEVERITIES(OFF, OFF, MEDIUM, HIGH),
	.needs = NEED_SESSION,
	.title = "offers no login inside TLS",
	.why = "Users cannot log in here, or the service trusts addresses instead of "
	       "passwords.",
	.advice = "Switch logins on inside TLS, at least with PLAIN. If the service is only "
		  "meant for some addresses, close it to all others.",
	.settings = &settings_login_inside,
	.reference = "RFC 4954, section 4; RFC 6409, section 4.3; RFC 8314, section 3",
	.check = check_none_inside,
};

static struct ruling
check_on_mx(const struct subject *subject, const struct rule *rule)
{
	(void)rule;
	return rule_on_mechanisms(subject, is_any, 0);
}

static const struct rule auth_on_mx = {
	.id = "auth-on-mx",
	.severity = SEVERITIES(LOW, LOW, OFF, OFF),
	.needs = NEED_GREETING,
	.title = "offers logins on the port for mail between servers",
	.why = "Passwords can be guessed on a port that must stay open to everybody, and whose "
	       "TLS nobody insists on.",
	.advice = "Let users log in on ports 465 and 587, then switch logins off on port 25.",
	.settings = &settings_no_auth_mx,
	.settings_mx = &settings_no_auth_mx,
	.reference = "RFC 6409, section 3.1; RFC 5068, section 3.1; RFC 8314, section 3.3",
	.check = check_on_mx,
};

/* Families of mechanisms that are no longer good. */
enum family {
	FAMILY_ANONYMOUS,
	FAMILY_MD5,
	FAMILY_NTLM,
	FAMILY_LOGIN,
	FAMILIES,
};

static bool
is_of_family(const char *name, int about)
{
	static const char *const members[FAMILIES][2] = {
		[FAMILY_ANONYMOUS] = { "ANONYMOUS" },
		[FAMILY_MD5] = { "CRAM-MD5", "DIGEST-MD5" },
		[FAMILY_NTLM] = { "NTLM" },
		[FAMILY_LOGIN] = { "LOGIN" },
	};

	for (size_t i = 0; i < COUNT_OF(members[0]) && members[about][i] != NULL; i++)
		if (span_is(span_of(name), members[about][i]))
			return true;
	return false;
}

static struct ruling
check_family(const struct subject *subject, const struct rule *rule)
{
	return rule_on_mechanisms(subject, is_of_family, rule->about);
}

static const struct rule anonymous = {
	.id = "auth-mech-anonymous",
	.severity = SEVERITIES(HIGH, HIGH, HIGH, HIGH),
	.needs = NEED_GREETING,
	.about = FAMILY_ANONYMOUS,
	.title = "offers the login mechanism ANONYMOUS",
	.why = "Anybody counts as logged in, which can make an open relay of a mail server and "
	       "a public folder of a mailbox.",
	.advice = "Take ANONYMOUS out of the mechanisms.",
	.settings = &settings_mechanisms,
	.reference = "RFC 4505, section 5; RFC 4422, section 6",
	.check = check_family,
};

static const struct rule md5 = {
	.id = "auth-mech-md5",
	.severity = SEVERITIES(LOW, LOW, LOW, LOW),
	.needs = NEED_GREETING,
	.about = FAMILY_MD5,
	.title = "offers login mechanisms that rest on MD5",
	.why = "They neither prove the server nor bind the login to TLS, and the server must "
	       "keep what is as good as the passwords.",
	.advice = "Take CRAM-MD5 and DIGEST-MD5 out of the mechanisms: PLAIN inside TLS is "
		  "better, SCRAM-SHA-256 best.",
	.settings = &settings_mechanisms,
	.reference = "RFC 6331, section 1; RFC 2195, section 4; RFC 5802, section 9",
	.check = check_family,
};

static const struct rule ntlm = {
	.id = "auth-mech-ntlm",
	.severity = SEVERITIES(MEDIUM, MEDIUM, MEDIUM, MEDIUM),
	.needs = NEED_GREETING,
	.about = FAMILY_NTLM,
	.title = "offers the login mechanism NTLM",
	.why = "NTLM logins can be relayed to other services, and the server tells everybody "
	       "the names of its host and domain.",
	.advice = "Take NTLM out of the mechanisms; with Exchange, switch Integrated Windows "
		  "authentication off on the receive connector.",
	.settings = &settings_mechanisms,
	.reference = "MS-NLMP, section 5.1; RFC 4422, section 6",
	.check = check_family,
};

/* Of EHLO only: in IMAP that is the usual form. */
static bool
has_old_form(const struct lines *lines)
{
	for (size_t i = 0; i < lines->len; i++)
		if (span_starts(lines->lines[i], "AUTH="))
			return true;
	return false;
}

static struct ruling
check_legacy(const struct subject *subject, const struct rule *rule)
{
	const struct port_facts *port = subject->port;
	struct ruling ruling = rule_on_mechanisms(subject, is_of_family, rule->about);

	if (ruling.verdict == VERDICT_BAD || protocol_of(subject) != PROTOCOL_SMTP)
		return ruling;
	return has_old_form(&port->before) || has_old_form(&port->after)
	           ? ruling_bad("logins are listed as AUTH= as well")
	           : ruling;
}

static const struct rule legacy = {
	.id = "auth-mech-legacy",
	.severity = SEVERITIES(INFO, INFO, INFO, INFO),
	.needs = NEED_GREETING,
	.about = FAMILY_LOGIN,
	.title = "offers logins in a form that never became a standard",
	.why = "The mechanism LOGIN and lists as AUTH= were never standardised and serve old "
	       "clients alone; PLAIN does the same.",
	.advice = "Look into the log for clients that use LOGIN, old versions of Outlook above "
		  "all, and take it out when there are none left.",
	.settings = &settings_no_legacy_login,
	.reference = "RFC 4954, sections 3 and 4; IANA, SASL Mechanisms",
	.check = check_legacy,
};

/* Channel binding. */

static bool
is_bound(const char *name, int about)
{
	size_t len = strlen(name);

	(void)about;
	return len > 5 && span_is(span_of(name + len - 5), "-PLUS");
}

static bool
is_unbound_scram(const char *name, int about)
{
	return span_starts(span_of(name), "SCRAM-") && !is_bound(name, about);
}

static struct ruling
check_scram(const struct subject *subject, const struct rule *rule)
{
	const struct mechanisms *inside = &subject->port->login.inside;
	struct ruling missing = lacks_inside(subject->port);
	const char *unbound = list_if(inside, is_unbound_scram, 0, subject->arena);

	(void)rule;
	if (missing.verdict != VERDICT_GOOD ||
	    list_if(inside, is_bound, 0, subject->arena) != NULL)
		return missing;
	return unbound == NULL ? ruling_not_applicable("SCRAM is not offered")
	                       : ruling_bad(arena_printf(
				     subject->arena, "offered inside TLS: %s", unbound));
}

static const struct rule scram_plus_missing = {
	.id = "auth-scram-plus-missing",
	.severity = SEVERITIES(OFF, OFF, INFO, INFO),
	.needs = NEED_SESSION,
	.title = "offers SCRAM without channel binding",
	.why = "A man in the middle with a certificate that clients trust can pass a login on, "
	       "which channel binding would show.",
	.advice = "Offer the -PLUS variants as well: Dovecot 2.4 has scram-sha-256-plus, Exim "
		  "server_channelbinding with the driver gsasl.",
	.reference = "RFC 5802, section 6; RFC 7677, section 4; RFC 9266, section 2",
	.check = check_scram,
};

static struct ruling
check_binding(const struct subject *subject, const struct rule *rule)
{
	const struct session *session = subject->port->session;
	struct ruling ruling = lacks_inside(subject->port);
	const char *bound = list_if(&subject->port->login.inside, is_bound, 0, subject->arena);

	(void)rule;
	if (ruling.verdict != VERDICT_GOOD)
		return ruling;
	if (bound == NULL)
		return ruling_not_applicable("no mechanism with channel binding is offered");
	if (strcmp(session->version, "TLS 1.3") == 0 || session->has_extended_master_secret)
		return ruling_good();
	ruling = ruling_bad(arena_printf(subject->arena,
	    "%s on %s without the extended master secret", bound, session->version));
	/* The server may only know tls-server-end-point (RFC 5929 section 4), which holds. */
	ruling.certainty = CERTAINTY_LIKELY;
	return ruling;
}

static const struct rule binding_unsafe = {
	.id = "auth-cb-unsafe",
	.severity = SEVERITIES(OFF, OFF, LOW, LOW),
	.needs = NEED_SESSION,
	.title = "offers channel binding on a TLS session that is not unique",
	.why = "Without the extended master secret a man in the middle can give two sessions "
	       "the same tls-unique, and a login that is bound to one holds on the other.",
	.advice = "Allow TLS 1.3, or update the TLS library to one with the extended master "
		  "secret (OpenSSL 1.1.0, GnuTLS 3.4 or later).",
	.settings = &settings_versions,
	.reference = "RFC 7627, section 1; RFC 9266, section 2; RFC 5929, section 3",
	.check = check_binding,
};

const struct rule *const rules_about_logins[] = {
	&plaintext_accepted,
	&plaintext_hidden,
	&plaintext_advertised,
	&challenge_before_tls,
	&logindisabled_missing,
	&user_cleartext,
	&offers_apop,
	&none_inside,
	&auth_on_mx,
	&anonymous,
	&md5,
	&ntlm,
	&legacy,
	&scram_plus_missing,
	&binding_unsafe,
	NULL,
};
