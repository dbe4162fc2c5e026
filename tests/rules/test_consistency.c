/* SPDX-License-Identifier: MIT */
#include "rules/topics.h"
#include "support/judge.h"
#include "support/player.h"
#include "support/suite.h"

static const struct answer yes = { .value = ANSWER_YES };
static const struct answer no = { .value = ANSWER_NO };
static const struct answer lost = { .why = "lost" };

/* Addresses. The case is about the later one, which is the last port. */

static const struct scheme *
scheme_of(const struct judge *judge, size_t place)
{
	return judge->records[place].endpoint.scheme;
}

static struct port_facts *
add_address(struct judge *judge, const char *address)
{
	struct port_facts *port = judge_add(judge, scheme_of(judge, 0)->name);

	judge->about = judge->len - 1;
	judge->records[judge->about].endpoint.address = address;
	return port;
}

static struct port_facts *
has_two(struct judge *judge)
{
	return add_address(judge, "192.0.2.26");
}

static void
is_alike(struct judge *judge)
{
	(void)has_two(judge);
}

/* DNS gives addresses in any order. */
static void
differs_from_the_last(struct judge *judge)
{
	add_address(judge, "192.0.2.10")->negotiation.versions[TLS_VERSION_13] = no;
	judge->about = 0;
}

static void
differs_from_both(struct judge *judge)
{
	add_address(judge, "192.0.2.11");
	judge->ports[0].negotiation.versions[TLS_VERSION_13] = no;
	add_address(judge, "192.0.2.10");
	judge->about = 0;
}

static void
is_the_first(struct judge *judge)
{
	(void)has_two(judge);
	judge->about = 0;
}

/* As a port is that does not answer. */
static void
silence(struct port_facts *port, enum port_state state, enum outcome outcome)
{
	static const struct session no_session;

	*port = (struct port_facts){
		.record = port->record,
		.state = state,
		.mode = port->mode,
		.session = &no_session,
		.failures_len = 1,
		.failures = { { .stage = STAGE_CONNECT, .outcome = outcome } },
	};
}

static void
is_closed_here(struct judge *judge)
{
	silence(has_two(judge), PORT_CLOSED, OUTCOME_CONNECTION_REFUSED);
}

static void
is_closed_there(struct judge *judge)
{
	(void)has_two(judge);
	silence(&judge->ports[0], PORT_NO_ANSWER, OUTCOME_FILTERED);
}

static void
is_closed_at_both(struct judge *judge)
{
	is_closed_here(judge);
	silence(&judge->ports[0], PORT_NO_ANSWER, OUTCOME_FILTERED);
}

static void
was_not_tried_there(struct judge *judge)
{
	(void)has_two(judge);
	silence(&judge->ports[0], PORT_UNKNOWN, OUTCOME_INTERRUPTED);
}

static void
offers_no_starttls_here(struct judge *judge)
{
	struct port_facts *port = has_two(judge);

	port->starttls_advertised = no;
	port->starttls_works = no;
	port->has_session = false;
	port->chain = (struct chain){ 0 };
	port->negotiation = (struct negotiation){ 0 };
}

static void
speaks_old_versions_here(struct judge *judge)
{
	struct port_facts *port = has_two(judge);

	port->negotiation.versions[TLS_VERSION_10] = yes;
	port->negotiation.versions[TLS_VERSION_11] = yes;
}

static void
may_speak_old_versions_here(struct judge *judge)
{
	has_two(judge)->negotiation.versions[TLS_VERSION_10] = lost;
}

static void
takes_rc4_there(struct judge *judge)
{
	(void)has_two(judge);
	judge->ports[0].negotiation.classes[SUITE_CLASS_RC4] = yes;
	judge->ports[0].negotiation.classes[SUITE_CLASS_3DES] = yes;
}

static void
takes_cbc_there(struct judge *judge)
{
	(void)has_two(judge);
	judge->ports[0].negotiation.classes[SUITE_CLASS_CBC] = yes;
}

static void
accepts_login_here(struct judge *judge)
{
	has_two(judge)->login.verdict = LOGIN_ACCEPTED;
}

static void
has_another_key_here(struct judge *judge)
{
	(void)has_two(judge);
	judge->certificates[1][0].sha256 = "ee";
	judge->certificates[1][0].spki_sha256 = "ff";
}

static void
has_another_key_and_rc4_here(struct judge *judge)
{
	has_another_key_here(judge);
	judge->ports[1].negotiation.classes[SUITE_CLASS_RC4] = yes;
}

static void
has_rsa_key_here(struct judge *judge)
{
	has_another_key_here(judge);
	judge->certificates[1][0].key_type = "RSA";
}

static void
is_trusted_there_only(struct judge *judge)
{
	(void)has_two(judge);
	judge->sessions[1].trust = TRUST_NOT_ANCHORED;
}

static void
was_asked_quickly_there(struct judge *judge)
{
	(void)has_two(judge);
	arrange_quick(judge);
}

static void
was_asked_quickly_there_and_differs(struct judge *judge)
{
	accepts_login_here(judge);
	arrange_quick(judge);
}

static void
differs_from_the_second(struct judge *judge)
{
	silence(has_two(judge), PORT_UNKNOWN, OUTCOME_INTERRUPTED);
	add_address(judge, "192.0.2.27")->negotiation.versions[TLS_VERSION_13] = no;
}

/* IPv6. */

static struct port_facts *
has_ipv6(struct judge *judge)
{
	return add_address(judge, "2001:db8::25");
}

static void
answers_over_both(struct judge *judge)
{
	(void)has_ipv6(judge);
}

static void
is_silent_over_ipv6(struct judge *judge)
{
	silence(has_ipv6(judge), PORT_NO_ANSWER, OUTCOME_FILTERED);
}

static void
is_closed_over_ipv6(struct judge *judge)
{
	silence(has_ipv6(judge), PORT_CLOSED, OUTCOME_CONNECTION_REFUSED);
}

static void
has_no_way_to_ipv6(struct judge *judge)
{
	silence(has_ipv6(judge), PORT_NO_ANSWER, OUTCOME_UNREACHABLE);
}

/* Another port shows that there is a way. */
static void
is_unreachable_over_ipv6(struct judge *judge)
{
	(void)judge_add(judge, "imaps");
	judge->records[1].endpoint.address = "2001:db8::25";
	has_no_way_to_ipv6(judge);
}

static void
is_closed_over_both(struct judge *judge)
{
	is_closed_over_ipv6(judge);
	silence(&judge->ports[0], PORT_CLOSED, OUTCOME_CONNECTION_REFUSED);
}

static void
was_not_tried_over_ipv4(struct judge *judge)
{
	is_closed_over_ipv6(judge);
	silence(&judge->ports[0], PORT_UNKNOWN, OUTCOME_INTERRUPTED);
}

static void
has_ipv6_alone(struct judge *judge)
{
	judge->records[0].endpoint.address = "2001:db8::25";
}

/* Ports. */

static struct port_facts *
has_twin(struct judge *judge)
{
	const char *name = scheme_of(judge, 0)->name;

	return judge_add(judge, name[0] == 's' ? "submissions" : "imaps");
}

static void
has_same_twin(struct judge *judge)
{
	(void)has_twin(judge);
}

static void
has_twin_and_is_it(struct judge *judge)
{
	(void)judge_add(judge, "submission");
}

static void
has_closed_twin(struct judge *judge)
{
	silence(has_twin(judge), PORT_CLOSED, OUTCOME_CONNECTION_REFUSED);
}

static void
has_twin_elsewhere(struct judge *judge)
{
	has_twin(judge)->negotiation.versions[TLS_VERSION_10] = yes;
	judge->records[1].endpoint.address = "192.0.2.26";
}

static void
has_older_twin(struct judge *judge)
{
	has_twin(judge)->negotiation.versions[TLS_VERSION_10] = yes;
}

static void
has_weaker_twin(struct judge *judge)
{
	has_twin(judge)->negotiation.classes[SUITE_CLASS_3DES] = yes;
}

static void
has_twin_of_which_little_is_known(struct judge *judge)
{
	struct port_facts *twin = has_twin(judge);

	judge->records[1].limits.depth = DEPTH_QUICK;
	twin->negotiation = (struct negotiation){ 0 };
}

static void
has_twin_with_newer_certificate(struct judge *judge)
{
	(void)has_twin(judge);
	judge->certificates[1][0].sha256 = "ee";
	judge->certificates[1][0].not_after += (int64_t)60 * 24 * 60 * 60;
}

/* Asked again, either would show the other's. */
static void
has_twin_with_its_other_certificate(struct judge *judge)
{
	struct port_facts *twin = has_twin(judge);

	judge->certificates[1][0].sha256 = "ee";
	judge->certificates[1][0].spki_sha256 = "ff";
	judge->certificates[1][0].key_type = "RSA";
	judge->certificates[1][0].not_after += (int64_t)3 * 24 * 60 * 60;
	twin->negotiation.other_key.is_other = yes;
	twin->negotiation.other_key.sha256 = "aa";
}

/* Certificates: port 587 of the case, then 465, 143 and 993. */
static void
has_four(struct judge *judge)
{
	(void)judge_add(judge, "submissions");
	(void)judge_add(judge, "imap");
	(void)judge_add(judge, "imaps");
}

static void
shows(struct judge *judge, size_t place, const char *name)
{
	judge->certificates[place][0].names[0] = name;
	judge->certificates[place][0].sha256 = name;
	judge->certificates[place][0].spki_sha256 = name;
}

static void
shows_another_certificate(struct judge *judge)
{
	has_four(judge);
	shows(judge, 0, "DNS:smtp.example.test");
}

static void
shows_two_certificates(struct judge *judge)
{
	has_four(judge);
	shows(judge, 2, "DNS:imap.example.test");
	shows(judge, 3, "DNS:imap.example.test");
	judge->about = 2;
}

static void
shows_two_certificates_and_is_the_second(struct judge *judge)
{
	shows_two_certificates(judge);
	judge->about = 3;
}

static void
shows_another_key_type(struct judge *judge)
{
	has_four(judge);
	judge->certificates[2][0].sha256 = "ee";
	judge->certificates[2][0].spki_sha256 = "ff";
	judge->certificates[2][0].key_type = "RSA";
}

static void
was_asked_with_another_name(struct judge *judge)
{
	shows_another_certificate(judge);
	judge->records[0].endpoint.server_name = "smtp.example.test";
}

static void
lacks_one_certificate(struct judge *judge)
{
	has_four(judge);
	judge->ports[2].has_session = false;
	judge->ports[2].chain.len = 0;
	judge->ports[2].state = PORT_FAILED;
}

static void
lacks_one_service(struct judge *judge)
{
	has_four(judge);
	silence(&judge->ports[2], PORT_CLOSED, OUTCOME_CONNECTION_REFUSED);
}

static void
cannot_be_read(struct judge *judge)
{
	has_four(judge);
	judge->certificates[0][0].is_readable = false;
}

/* Names. */

static void
greets(struct judge *judge, const char *line)
{
	judge->ports[0].greeting = judge_lines(judge, 1, &line);
}

static void
greets_as_another(struct judge *judge)
{
	greets(judge, "220 mx1.example.test ESMTP");
}

static void
greets_as_another_in_lines(struct judge *judge)
{
	greets(judge, "220-mx1.example.test ESMTP");
}

static void
greets_in_capitals(struct judge *judge)
{
	greets(judge, "220 MAIL.EXAMPLE.TEST. ESMTP");
}

static void
greets_as_nobody(struct judge *judge)
{
	greets(judge, "220 ESMTP ready");
}

static void
is_another_throughout(struct judge *judge)
{
	greets_as_another(judge);
	judge->ports[0].ehlo_name = span_of("mx1.example.test");
}

static void
has_wildcard(struct judge *judge)
{
	is_another_throughout(judge);
	judge->certificates[0][0].names[0] = "DNS:*.example.test";
}

static void
answers_without_a_name(struct judge *judge)
{
	judge->ports[0].ehlo_name = (struct span){ 0 };
}

static void
answers_with_control_characters(struct judge *judge)
{
	judge->ports[0].ehlo_name = span_of("\x1b[2Jmail");
}

static void
has_no_tls(struct judge *judge)
{
	arrange_no_session(judge);
	judge->ports[0].starttls_works = no;
}

/* clang-format off */
static const struct rule_case cases[] = {
	{ "one address", "cons-addr", NULL, NULL, VERDICT_NOT_APPLICABLE, 0, "no other address" },
	{ "alike", "cons-addr", NULL, is_alike, VERDICT_GOOD, 0, NULL },
	{ "alike, implicit", "cons-addr", "imaps", is_alike, VERDICT_GOOD, 0, NULL },
	{ "the first one", "cons-addr", NULL, is_the_first, VERDICT_NOT_APPLICABLE, 0, "later" },
	{ "in another order", "cons-addr", NULL, differs_from_the_last, VERDICT_BAD, SEVERITY_MEDIUM, "192.0.2.10 speaks TLS 1.2; here TLS 1.2, 1.3" },
	{ "from two", "cons-addr", NULL, differs_from_both, VERDICT_BAD, SEVERITY_MEDIUM, "192.0.2.10 speaks TLS 1.2, 1.3; here TLS 1.2" },
	{ "closed here", "cons-addr", NULL, is_closed_here, VERDICT_BAD, SEVERITY_MEDIUM, "192.0.2.25 answers on this port; here nothing does" },
	{ "closed there", "cons-addr", NULL, is_closed_there, VERDICT_BAD, SEVERITY_MEDIUM, "192.0.2.25 does not answer" },
	{ "closed at both", "cons-addr", NULL, is_closed_at_both, VERDICT_NOT_APPLICABLE, 0, "neither" },
	{ "not tried there", "cons-addr", NULL, was_not_tried_there, VERDICT_UNKNOWN, 0, "not known" },
	{ "STARTTLS", "cons-addr", "smtp", offers_no_starttls_here, VERDICT_BAD, SEVERITY_MEDIUM, "192.0.2.25 offers STARTTLS; here it is not offered" },
	{ "versions", "cons-addr", NULL, speaks_old_versions_here, VERDICT_BAD, SEVERITY_MEDIUM, "192.0.2.25 speaks TLS 1.2, 1.3; here TLS 1.0, 1.1, 1.2, 1.3" },
	{ "a version is lost", "cons-addr", NULL, may_speak_old_versions_here, VERDICT_UNKNOWN, 0, "whether this port speaks TLS 1.0" },
	{ "suites", "cons-addr", NULL, takes_rc4_there, VERDICT_BAD, SEVERITY_MEDIUM, "takes weak suites (RC4, 3DES" },
	{ "suites that are not weak", "cons-addr", NULL, takes_cbc_there, VERDICT_GOOD, 0, NULL },
	{ "logins", "cons-addr", NULL, accepts_login_here, VERDICT_BAD, SEVERITY_MEDIUM, "before TLS 192.0.2.25 offers no login; this one accepts logins" },
	{ "key", "cons-addr", NULL, has_another_key_here, VERDICT_BAD, SEVERITY_INFO, "with the key bb; here one with the key ff" },
	{ "key and more", "cons-addr", NULL, has_another_key_and_rc4_here, VERDICT_BAD, SEVERITY_MEDIUM, ". 192.0.2.25 shows" },
	{ "key type", "cons-addr", NULL, has_rsa_key_here, VERDICT_GOOD, 0, NULL },
	{ "trust", "cons-addr", NULL, is_trusted_there_only, VERDICT_BAD, SEVERITY_INFO, "trusted" },
	{ "quick", "cons-addr", NULL, was_asked_quickly_there, VERDICT_UNKNOWN, 0, "quick" },
	{ "quick, and different", "cons-addr", NULL, was_asked_quickly_there_and_differs, VERDICT_BAD, SEVERITY_MEDIUM, "login" },
	{ "three", "cons-addr", NULL, differs_from_the_second, VERDICT_BAD, SEVERITY_MEDIUM, "192.0.2.25 speaks TLS 1.2, 1.3; here TLS 1.2" },
	{ "silent over IPv6", "cons-addr", NULL, is_silent_over_ipv6, VERDICT_NOT_APPLICABLE, 0, "cons-ipv6" },
	{ "no way to IPv6", "cons-addr", NULL, has_no_way_to_ipv6, VERDICT_UNKNOWN, 0, NULL },
	{ "IPv4", "cons-ipv6", NULL, NULL, VERDICT_NOT_APPLICABLE, 0, "IPv4" },
	{ "answers", "cons-ipv6", NULL, answers_over_both, VERDICT_GOOD, 0, NULL },
	{ "silent", "cons-ipv6", NULL, is_silent_over_ipv6, VERDICT_BAD, SEVERITY_MEDIUM, "192.0.2.25 answers on this port; 2001:db8::25 does not" },
	{ "closed", "cons-ipv6", "smtp", is_closed_over_ipv6, VERDICT_BAD, SEVERITY_MEDIUM, "2001:db8::25" },
	{ "no way", "cons-ipv6", NULL, has_no_way_to_ipv6, VERDICT_UNKNOWN, 0, "no way" },
	{ "unreachable", "cons-ipv6", NULL, is_unreachable_over_ipv6, VERDICT_BAD, SEVERITY_MEDIUM, NULL },
	{ "closed at both", "cons-ipv6", NULL, is_closed_over_both, VERDICT_NOT_APPLICABLE, 0, "either" },
	{ "IPv4 was not tried", "cons-ipv6", NULL, was_not_tried_over_ipv4, VERDICT_UNKNOWN, 0, NULL },
	{ "IPv6 alone", "cons-ipv6", NULL, has_ipv6_alone, VERDICT_NOT_APPLICABLE, 0, "no IPv4" },
	{ "no twin", "cons-port", NULL, NULL, VERDICT_NOT_APPLICABLE, 0, "no port" },
	{ "alike", "cons-port", NULL, has_same_twin, VERDICT_GOOD, 0, NULL },
	{ "alike, IMAP", "cons-port", "imap", has_same_twin, VERDICT_GOOD, 0, NULL },
	{ "the implicit one", "cons-port", "submissions", has_twin_and_is_it, VERDICT_NOT_APPLICABLE, 0, "STARTTLS" },
	{ "closed twin", "cons-port", NULL, has_closed_twin, VERDICT_NOT_APPLICABLE, 0, "does not answer" },
	{ "at another address", "cons-port", NULL, has_twin_elsewhere, VERDICT_NOT_APPLICABLE, 0, NULL },
	{ "versions", "cons-port", NULL, has_older_twin, VERDICT_BAD, SEVERITY_LOW, "port 465 speaks TLS 1.0, 1.2, 1.3; here TLS 1.2, 1.3" },
	{ "suites", "cons-port", "imap", has_weaker_twin, VERDICT_BAD, SEVERITY_LOW, "port 993 takes weak suites" },
	{ "certificate", "cons-port", NULL, has_twin_with_newer_certificate, VERDICT_BAD, SEVERITY_LOW, "port 465 shows a certificate until 20" },
	{ "the other certificate", "cons-port", NULL, has_twin_with_its_other_certificate, VERDICT_GOOD, 0, NULL },
	{ "little known", "cons-port", NULL, has_twin_of_which_little_is_known, VERDICT_UNKNOWN, 0, "quick" },
	{ "no session", "cons-port", NULL, arrange_no_session, VERDICT_UNKNOWN, 0, NULL },
	{ "one port", "cons-certificate", NULL, NULL, VERDICT_NOT_APPLICABLE, 0, "no other port" },
	{ "alike", "cons-certificate", NULL, has_four, VERDICT_GOOD, 0, NULL },
	{ "another", "cons-certificate", NULL, shows_another_certificate, VERDICT_BAD, SEVERITY_LOW, "ports 465, 143, 993: a certificate for " PLAYER_HOST "; port 587: one for smtp.example.test" },
	{ "another, mx", "cons-certificate", "smtp", shows_another_certificate, VERDICT_BAD, SEVERITY_INFO, "port 25: one for smtp.example.test" },
	{ "two", "cons-certificate", NULL, shows_two_certificates, VERDICT_BAD, SEVERITY_LOW, "ports 587, 465: a certificate for " PLAYER_HOST "; ports 143, 993: one for imap.example.test" },
	{ "told once", "cons-certificate", NULL, shows_two_certificates_and_is_the_second, VERDICT_NOT_APPLICABLE, 0, "port 143" },
	{ "key type", "cons-certificate", NULL, shows_another_key_type, VERDICT_GOOD, 0, NULL },
	{ "another name", "cons-certificate", NULL, was_asked_with_another_name, VERDICT_NOT_APPLICABLE, 0, NULL },
	{ "one is not known", "cons-certificate", NULL, lacks_one_certificate, VERDICT_UNKNOWN, 0, "port 143" },
	{ "one is closed", "cons-certificate", NULL, lacks_one_service, VERDICT_GOOD, 0, NULL },
	{ "unreadable", "cons-certificate", NULL, cannot_be_read, VERDICT_UNKNOWN, 0, "read" },
	{ "alike", "cons-name", NULL, NULL, VERDICT_GOOD, 0, NULL },
	{ "alike, implicit", "cons-name", "submissions", NULL, VERDICT_GOOD, 0, NULL },
	{ "in capitals", "cons-name", "smtp", greets_in_capitals, VERDICT_GOOD, 0, NULL },
	{ "greeting", "cons-name", "smtp", greets_as_another, VERDICT_BAD, SEVERITY_INFO, "greets as mx1.example.test and answers EHLO as " PLAYER_HOST },
	{ "greeting in lines", "cons-name", NULL, greets_as_another_in_lines, VERDICT_BAD, SEVERITY_INFO, "mx1" },
	{ "certificate", "cons-name", NULL, is_another_throughout, VERDICT_BAD, SEVERITY_INFO, "with a certificate for " PLAYER_HOST },
	{ "wildcard", "cons-name", NULL, has_wildcard, VERDICT_GOOD, 0, NULL },
	{ "hostile", "cons-name", NULL, answers_with_control_characters, VERDICT_BAD, SEVERITY_INFO, "\\x1b[2Jmail" },
	{ "no name", "cons-name", NULL, greets_as_nobody, VERDICT_NOT_APPLICABLE, 0, "names no host" },
	{ "no name to EHLO", "cons-name", NULL, answers_without_a_name, VERDICT_UNKNOWN, 0, "EHLO" },
	{ "TLS lost", "cons-name", NULL, arrange_no_session, VERDICT_UNKNOWN, 0, "certificate" },
	{ "no TLS", "cons-name", NULL, has_no_tls, VERDICT_GOOD, 0, NULL },
	{ "IMAP", "cons-name", "imap", NULL, VERDICT_NOT_APPLICABLE, 0, NULL },
	{ "LMTP", "cons-name", "lmtp", NULL, VERDICT_NOT_APPLICABLE, 0, "SMTP" },
};
/* clang-format on */

Suite *
suite(void)
{
	return cases_suite("consistency", rules_about_consistency, cases, COUNT_OF(cases));
}
