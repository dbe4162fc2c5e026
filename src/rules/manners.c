/* SPDX-License-Identifier: MIT */
/* How TLS is done beside versions, suites and keys: extensions, renegotiation, resumption,
 * names in the hello. */
#include "base/text.h"
#include "registry/number.h"
#include "rules/names.h"
#include "rules/policy.h"
#include "rules/topics.h"

enum {
	HOUR = 60 * 60,
	TICKET_HOURS_MAX = 7 * 24, /* RFC 8446 section 4.6.1 */
	NAME_TOLD = 255,
};

static const struct answer *
behaviour(const struct subject *subject, enum behaviour behaviour)
{
	return &subject->port->negotiation.behaviours[behaviour];
}

static bool
is_yes(const struct answer *answer)
{
	return answer->value == ANSWER_YES;
}

/* Does it do what nobody should? */
static struct ruling
check_taken(const struct subject *subject, const struct rule *rule)
{
	return ruling_of_answer(behaviour(subject, (enum behaviour)rule->about), ANSWER_YES,
	    arena_printf(
		subject->arena, "%s: yes", behaviour_title((enum behaviour)rule->about)));
}

/* Does it lack what everybody should do? */
static struct ruling
check_lacking(const struct subject *subject, const struct rule *rule)
{
	return ruling_of_answer(behaviour(subject, (enum behaviour)rule->about), ANSWER_NO,
	    arena_printf(
		subject->arena, "%s: no", behaviour_title((enum behaviour)rule->about)));
}

/* Downgrades. */

static bool
speaks(const struct subject *subject, enum tls_version version)
{
	return is_yes(&subject->port->negotiation.versions[version]);
}

/* The newest version that is spoken for sure; TLS_VERSIONS if none is. */
static enum tls_version
newest(const struct subject *subject)
{
	for (int i = TLS_VERSION_13; i >= TLS_VERSION_SSL3; i--)
		if (speaks(subject, (enum tls_version)i))
			return (enum tls_version)i;
	return TLS_VERSIONS;
}

/* The session's hello offers all versions, so that the newest one must be taken. */
static bool
is_session_older(const struct subject *subject)
{
	const struct port_facts *port = subject->port;
	enum tls_version best = newest(subject);

	for (size_t i = 0; i < TLS_VERSIONS && best != TLS_VERSIONS; i++)
		if (port->has_session && i < best &&
		    span_equal(span_of(port->session->version),
			span_of(tls_version_title((enum tls_version)i))))
			return true;
	return false;
}

static bool
speaks_deprecated(const struct subject *subject)
{
	return speaks(subject, TLS_VERSION_SSL3) || speaks(subject, TLS_VERSION_10) ||
	       speaks(subject, TLS_VERSION_11);
}

static struct ruling
check_downgrade(const struct subject *subject, const struct rule *rule)
{
	const struct answer *sentinel = behaviour(subject, BEHAVIOUR_DOWNGRADE_SENTINEL);
	const struct answer *fallback = behaviour(subject, BEHAVIOUR_FALLBACK_SCSV);
	struct ruling ruling;

	(void)rule;
	if (sentinel->value == ANSWER_NO)
		return ruling_of_answer(sentinel, ANSWER_NO,
		    "older versions are taken without the mark that TLS 1.3 was possible");
	if (is_session_older(subject)) {
		ruling = ruling_bad(arena_printf(subject->arena,
		    "%s was taken from a hello that offers %s, which is spoken",
		    subject->port->session->version, tls_version_title(newest(subject))));
		/* Another server behind the same address may have answered. */
		ruling.certainty = CERTAINTY_LIKELY;
		return ruling;
	}
	if (fallback->value == ANSWER_NO) {
		ruling = ruling_of_answer(fallback, ANSWER_NO,
		    "a hello with TLS_FALLBACK_SCSV and an older version is accepted");
		/* From TLS 1.3 one can only be brought down to 1.2, and the mark shows it. */
		if (!speaks_deprecated(subject))
			ruling.grade = GRADE_MILDER;
		return ruling;
	}
	if (fallback->value == ANSWER_NOT_APPLICABLE)
		return is_yes(sentinel) ? ruling_good() : ruling_not_applicable(fallback->why);
	if (sentinel->value == ANSWER_UNKNOWN)
		return ruling_of_answer(sentinel, ANSWER_NO, NULL);
	return ruling_of_answer(fallback, ANSWER_NO, NULL);
}

static const struct rule lets_itself_be_downgraded = {
	.id = "tls-downgrade",
	.severity = SEVERITIES(LOW, MEDIUM, MEDIUM, MEDIUM),
	.milder = SEVERITIES(INFO, INFO, INFO, INFO),
	.needs = NEED_NEGOTIATION,
	.title = "does not protect the choice of the version",
	.why = "An attacker on the way can press both sides down to an older version without "
	       "either of them noticing.",
	.advice =
	    "Update the TLS library, and take out any setting that ignores "
	    "TLS_FALLBACK_SCSV. Where only TLS 1.2 and 1.3 are spoken, little depends on it.",
	.reference = "RFC 8446, section 4.1.3; RFC 7507, section 3; RFC 9325, section 3.1.3",
	.check = check_downgrade,
};

/* Renegotiation. */

static struct ruling
check_safe_renegotiation(const struct subject *subject, const struct rule *rule)
{
	struct ruling ruling = check_lacking(subject, rule);

	/* What it never does cannot be spliced into a session; only clients mind. */
	if (behaviour(subject, BEHAVIOUR_CLIENT_RENEGOTIATION)->value == ANSWER_NO)
		ruling.grade = GRADE_MILDER;
	return ruling;
}

static const struct rule lacks_safe_renegotiation = {
	.id = "tls-reneg-insecure",
	.severity = SEVERITIES(MEDIUM, HIGH, HIGH, HIGH),
	.milder = SEVERITIES(MEDIUM, MEDIUM, MEDIUM, MEDIUM),
	.needs = NEED_NEGOTIATION,
	.about = BEHAVIOUR_SAFE_RENEGOTIATION,
	.title = "does not know safe renegotiation",
	.why = "An attacker can put commands of his own in front of a client's session "
	       "(CVE-2009-3555), and current TLS libraries refuse such a server.",
	.advice = "Update the TLS library; it is from before 2010, or was told to allow "
		  "renegotiation in the old way: take that setting out.",
	.reference = "RFC 5746, section 3.6; RFC 9325, section 3.5; CVE-2009-3555",
	.check = check_safe_renegotiation,
};

static const struct rule lets_clients_renegotiate = {
	.id = "tls-reneg-client",
	.severity = SEVERITIES(INFO, LOW, LOW, LOW),
	.needs = NEED_NEGOTIATION,
	.about = BEHAVIOUR_CLIENT_RENEGOTIATION,
	.title = "lets clients renegotiate",
	.why = "One connection can make the server do handshake after handshake, each of which "
	       "costs it far more than the client.",
	.advice = "Forbid renegotiation: mail clients have no use for it.",
	.settings = &settings_options,
	.reference = "RFC 9325, section 3.5; CVE-2011-1473",
	.check = check_taken,
};

/* Extensions. */

static const struct rule compresses = {
	.id = "tls-compression",
	.severity = SEVERITIES(LOW, LOW, MEDIUM, MEDIUM),
	.needs = NEED_NEGOTIATION,
	.about = BEHAVIOUR_COMPRESSION,
	.title = "compresses inside TLS",
	.why = "Whoever can get text of his own into a session, by sending a mail for example, "
	       "learns from its size what else is in it (CRIME).",
	.advice = "Switch TLS compression off, or update the TLS library: current ones no "
		  "longer have it.",
	.settings = &settings_options,
	.reference = "RFC 9325, section 3.3; CVE-2012-4929",
	.check = check_taken,
};

static const struct rule offers_heartbeat = {
	.id = "tls-heartbeat",
	.severity = SEVERITIES(INFO, INFO, INFO, INFO),
	.needs = NEED_NEGOTIATION,
	.about = BEHAVIOUR_HEARTBEAT,
	.title = "offers the heartbeat extension",
	.why = "Nothing over TCP needs it, it is where Heartbleed was, and it tells that the "
	       "TLS library is old.",
	.advice = "Update the TLS library: OpenSSL 1.1.1 and later have no heartbeat for TLS.",
	.reference = "RFC 6520, section 2; CVE-2014-0160",
	.check = check_taken,
};

static const struct rule lacks_extended_master_secret = {
	.id = "tls-ems-missing",
	.severity = SEVERITIES(LOW, LOW, MEDIUM, MEDIUM),
	.needs = NEED_NEGOTIATION,
	.about = BEHAVIOUR_EXTENDED_MASTER_SECRET,
	.title = "does not know the extended master secret",
	.why = "Two sessions of TLS 1.2 can be made to share their keys (triple handshake), so "
	       "that channel binding proves nothing, and clients that must follow FIPS rules "
	       "refuse to connect.",
	.advice = "Update the TLS library (OpenSSL 1.1.0, GnuTLS 3.4 or later).",
	.reference = "RFC 7627, section 5; RFC 9325, section 3.5; RFC 9266, section 3",
	.check = check_lacking,
};

static const struct rule truncates_hmac = {
	.id = "tls-truncated-hmac",
	.severity = SEVERITIES(LOW, LOW, LOW, LOW),
	.needs = NEED_NEGOTIATION,
	.about = BEHAVIOUR_TRUNCATED_HMAC,
	.title = "agrees to shortened MACs",
	.why = "A MAC of 80 bits makes attacks on CBC suites possible that a whole one rules "
	       "out.",
	.advice = "Update the TLS library: current ones no longer have truncated_hmac.",
	.reference = "RFC 9325, section 4.6; RFC 6066, section 7",
	.check = check_taken,
};

/* Tickets. */

struct tickets {
	enum tls_version version;
	const struct ticket_facts *facts;
	struct ruling known; /* good, or why it is not known how long they live */
};

/* TLS 1.2: a lifetime of 0 leaves it to the client (RFC 5077 section 3.3). */
static struct ruling
lacks_old_tickets(const struct negotiation *negotiation)
{
	const struct answer *resumption = &negotiation->behaviours[BEHAVIOUR_RESUMPTION_TLS12];
	const struct answer *offered = &negotiation->behaviours[BEHAVIOUR_TICKETS_TLS12];

	if (negotiation->tickets_tls12.count > 0)
		return negotiation->tickets_tls12.lifetime_s > 0
		           ? ruling_good()
		           : ruling_unknown("the server does not say how long tickets live");
	if (offered->value == ANSWER_NO || offered->value == ANSWER_NOT_APPLICABLE)
		return ruling_not_applicable("the server gives no tickets");
	if (resumption->value == ANSWER_UNKNOWN)
		return ruling_of_answer(resumption, ANSWER_NO, NULL);
	return ruling_not_applicable("the server gives no tickets");
}

static struct ruling
lacks_new_tickets(const struct negotiation *negotiation)
{
	const struct answer *offered = &negotiation->behaviours[BEHAVIOUR_TICKETS_TLS13];

	if (negotiation->tickets_tls13.count > 0)
		return ruling_good();
	if (offered->value == ANSWER_UNKNOWN)
		return ruling_of_answer(offered, ANSWER_NO, NULL);
	return ruling_not_applicable("the server gives no tickets");
}

static struct ruling
check_tickets(const struct subject *subject, const struct rule *rule)
{
	const struct negotiation *negotiation = &subject->port->negotiation;
	const struct tickets all[] = {
		{ TLS_VERSION_13, &negotiation->tickets_tls13, lacks_new_tickets(negotiation) },
		{ TLS_VERSION_12, &negotiation->tickets_tls12, lacks_old_tickets(negotiation) },
	};
	unsigned most = subject->policy->limits[LIMIT_TICKET_LIFETIME_HOURS];
	struct ruling ruling = ruling_not_applicable("the server gives no tickets");

	(void)rule;
	if (most == 0)
		most = TICKET_HOURS_MAX;
	for (size_t i = 0; i < COUNT_OF(all); i++) {
		uint64_t seconds = all[i].facts->lifetime_s;

		if (all[i].known.verdict == VERDICT_GOOD && seconds > (uint64_t)most * HOUR)
			return ruling_bad(arena_printf(subject->arena,
			    "tickets of %s live %u hours, more than %u",
			    tls_version_title(all[i].version),
			    (unsigned)((seconds + HOUR - 1) / HOUR), most));
		if (all[i].known.verdict == VERDICT_UNKNOWN ||
		    ruling.verdict == VERDICT_NOT_APPLICABLE)
			ruling = all[i].known;
	}
	return ruling;
}

static const struct rule keeps_tickets_long = {
	.id = "tls-ticket-policy",
	.severity = SEVERITIES(INFO, LOW, LOW, LOW),
	.needs = NEED_NEGOTIATION,
	.title = "gives session tickets that live too long",
	.why = "Whoever gets hold of the key of the tickets can read every recorded session "
	       "that was resumed with one while they were good.",
	.advice = "Let tickets live for some hours, at most a week, and see that their key "
		  "changes at least as often; restarting the service does that as well.",
	.settings = &settings_tickets,
	.reference = "RFC 8446, section 4.6.1; RFC 9325, section 3.4; RFC 5077, section 5.6",
	.check = check_tickets,
};

static struct ruling
check_early_data(const struct subject *subject, const struct rule *rule)
{
	(void)rule;
	return ruling_of_answer(behaviour(subject, BEHAVIOUR_EARLY_DATA), ANSWER_YES,
	    arena_printf(subject->arena, "tickets allow %u bytes of early data",
		subject->port->negotiation.tickets_tls13.max_early_data));
}

static const struct rule takes_early_data = {
	.id = "tls-early-data",
	.severity = SEVERITIES(LOW, MEDIUM, MEDIUM, MEDIUM),
	.needs = NEED_NEGOTIATION,
	.title = "offers to take early data (0-RTT)",
	.why =
	    "Early data can be recorded and sent again by anybody, and no mail protocol says "
	    "how to use it safely.",
	.advice = "Switch early data off in the proxy or TLS library that ends TLS "
		  "(with OpenSSL: SSL_CTX_set_max_early_data of 0).",
	.reference = "RFC 9325, section 3.10; RFC 8446, sections 8 and E.5",
	.check = check_early_data,
};

/* Names in the hello. */

static bool
matches_with_name(const struct port_facts *port)
{
	return port->chain.len > 0 && port->chain.has_name &&
	       !port->chain.problems[CHAIN_NAME_MISMATCH];
}

static const char *
refusal(const struct subject *subject, const struct other_certificate *other)
{
	if (other->alert == UINT32_MAX)
		return other->is_other.certainty == CERTAINTY_CERTAIN
		           ? "without SNI the handshake is refused"
		           : "without SNI the server hangs up or keeps silent";
	return arena_printf(subject->arena,
	    "without SNI the handshake is refused with the alert %s", alert_name(other->alert));
}

static struct ruling
check_without_name(const struct subject *subject, const struct rule *rule)
{
	const struct other_certificate *other = &subject->port->negotiation.without_name;
	const char *name = subject->port->record->endpoint.server_name;
	struct ruling ruling = ruling_of_answer(&other->is_other, ANSWER_YES, NULL);

	(void)rule;
	if (ruling.verdict != VERDICT_BAD)
		return ruling;
	if (other->certificate == NULL) {
		ruling.evidence = refusal(subject, other);
		return ruling;
	}
	if (!matches_with_name(subject->port))
		return ruling_not_applicable("the certificate with SNI does not match either");
	if (!other->certificate->is_readable)
		return ruling_unknown("the certificate without SNI cannot be read");
	if (certificate_is_for(other->certificate, span_of(name)))
		return ruling_good();
	ruling.evidence =
	    arena_printf(subject->arena, "without SNI the certificate is for %s, not for %s",
		certificate_names(other->certificate, subject->arena),
		text_escape(subject->arena, span_of(name), NAME_TOLD));
	return ruling;
}

static const struct rule depends_on_name = {
	.id = "tls-sni-required",
	.severity = SEVERITIES(MEDIUM, MEDIUM, LOW, LOW),
	.needs = NEED_NEGOTIATION,
	.title = "depends on SNI",
	.why = "Many senders and older clients name no host in their hello, so that they see a "
	       "wrong certificate, or fall back to clear text.",
	.advice = "Make the certificate for this host's own name the default one, and keep the "
		  "choice by SNI for further names.",
	.settings = &settings_chain,
	.reference = "RFC 7672, section 8.1; RFC 8314, section 4.4; RFC 6066, section 3",
	.check = check_without_name,
};

static bool
takes_any_name(const struct port_facts *port)
{
	enum heed heed = port->negotiation.unknown_name.heed;

	return port->record->endpoint.scheme->role != ROLE_MX &&
	       (heed == HEED_ACCEPTED || heed == HEED_IGNORED);
}

/* By itself it is no finding that any name in SNI will do: a mail exchanger has to send some
 * certificate whatever the name is (RFC 7672 section 8.1). */
static struct ruling
check_unknown_names(const struct subject *subject, const struct rule *rule)
{
	const struct heeding *protocol = &subject->port->negotiation.alpn_unknown;

	(void)rule;
	switch (protocol->heed) {
	case HEED_ACCEPTED:
	case HEED_IGNORED:
		return ruling_bad(arena_printf(subject->arena,
		    "a protocol that does not exist is %s in ALPN%s", heed_name(protocol->heed),
		    takes_any_name(subject->port) ? ", and another host's name is taken in SNI"
						  : ""));
	case HEED_REFUSED:
		return ruling_good();
	case HEED_NOT_APPLICABLE:
		return ruling_not_applicable(protocol->why);
	case HEED_UNKNOWN:
	case HEEDS:
		break;
	}
	return ruling_unknown(protocol->why == NULL ? "not asked" : protocol->why);
}

static const struct rule takes_any_protocol = {
	.id = "tls-alpn-sni-lax",
	.severity = SEVERITIES(INFO, INFO, INFO, INFO),
	.needs = NEED_NEGOTIATION,
	.part_of = "vuln-alpaca",
	.title = "takes hellos that are meant for other protocols",
	.why =
	    "Where the certificate is good for a web site as well, a browser can be led here "
	    "and made to talk to the mail server (ALPACA).",
	.advice = "Use a certificate for the names of the mail service alone. Dovecot 2.4 and "
		  "Exim 4.96 refuse unknown protocols by themselves if the TLS library can.",
	.reference = "RFC 7301, section 3.2; RFC 9325, sections 3.7 and 3.8",
	.check = check_unknown_names,
};

const struct rule *const rules_about_manners[] = {
	&lets_itself_be_downgraded,
	&lacks_safe_renegotiation,
	&lets_clients_renegotiate,
	&compresses,
	&offers_heartbeat,
	&lacks_extended_master_secret,
	&truncates_hmac,
	&keeps_tickets_long,
	&takes_early_data,
	&depends_on_name,
	&takes_any_protocol,
	NULL,
};
