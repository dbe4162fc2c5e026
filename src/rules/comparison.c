/* SPDX-License-Identifier: MIT */
#include "rules/comparison.h"

#include "rules/certificate_parts.h"

#include <string.h>

enum {
	DAY = 24 * 60 * 60,
	DIGEST_TOLD = 16, /* digits */
};

void
comparison_init(struct comparison *comparison, struct arena *arena, const char *name,
    const struct port_facts *there, const struct port_facts *here)
{
	*comparison = (struct comparison){
		.arena = arena,
		.there = there,
		.here = here,
		.name = name,
		.certainty = CERTAINTY_POSSIBLE,
		.is_all_certificate = true,
	};
}

static void
append(struct comparison *comparison, const char *sentence, enum certainty certainty)
{
	comparison->differences =
	    comparison->differences == NULL
		? sentence
		: arena_printf(comparison->arena, "%s. %s", comparison->differences, sentence);
	if (certainty < comparison->certainty)
		comparison->certainty = certainty;
}

void
comparison_add(struct comparison *comparison, const char *sentence, enum certainty certainty)
{
	append(comparison, sentence, certainty);
	comparison->is_all_certificate = false;
}

static void
miss(struct comparison *comparison, const char *what)
{
	if (comparison->unknown == NULL)
		comparison->unknown = what;
}

/* Of a side that lacks something, its name. */
static const char *
side(const struct comparison *comparison, bool is_here)
{
	return is_here ? "this port" : comparison->name;
}

/* Both say yes or no, and not the same. */
static bool
is_unlike(const struct answer *a, const struct answer *b)
{
	return answer_is_decided(a) && answer_is_decided(b) && a->value != b->value;
}

static enum certainty
lesser(enum certainty a, enum certainty b)
{
	return a > b ? a : b;
}

void
comparison_starttls(struct comparison *comparison)
{
	const struct answer *there = &comparison->there->starttls_advertised;
	const struct answer *here = &comparison->here->starttls_advertised;
	const char *verb =
	    protocol_tls_verb(comparison->here->record->endpoint.scheme->protocol);

	if (comparison->there->has_session && comparison->here->has_session &&
	    comparison->there->mode != comparison->here->mode)
		comparison_add(comparison,
		    arena_printf(comparison->arena,
			comparison->here->mode == MODE_IMPLICIT
			    ? "%s begins TLS with %s; here it begins at once"
			    : "%s begins TLS at once; here %s does",
			comparison->name, verb),
		    CERTAINTY_CERTAIN);
	else if (is_unlike(there, here))
		comparison_add(comparison,
		    arena_printf(comparison->arena,
			here->value == ANSWER_YES ? "%s does not offer %s; here it is offered"
						  : "%s offers %s; here it is not offered",
			comparison->name, verb),
		    lesser(there->certainty, here->certainty));
	else if (there->value == ANSWER_UNKNOWN || here->value == ANSWER_UNKNOWN)
		miss(comparison,
		    arena_printf(comparison->arena, "whether %s offers %s is not known",
			side(comparison, here->value == ANSWER_UNKNOWN), verb));
}

/* What is negotiated is known of both, or there is no TLS at all; else says what is missing. */
static bool
has_negotiations(struct comparison *comparison)
{
	bool is_here = !comparison->here->negotiation.is_known;
	const struct port_facts *missing = is_here ? comparison->here : comparison->there;

	if (comparison->here->negotiation.is_known && comparison->there->negotiation.is_known)
		return true;
	if (port_lacks_tls(comparison->here) || port_lacks_tls(comparison->there))
		return false;
	if (missing->record->limits.depth == DEPTH_QUICK)
		miss(comparison, "not asked at --depth quick");
	else
		miss(comparison,
		    arena_printf(comparison->arena, "what %s negotiates is not known",
			side(comparison, is_here)));
	return false;
}

/* "TLS 1.2, 1.3": what is spoken of the versions that both sides know of. */
static const char *
version_list(const struct comparison *comparison, bool is_here)
{
	const struct answer *there = comparison->there->negotiation.versions;
	const struct answer *here = comparison->here->negotiation.versions;
	const char *text = NULL;
	bool has_tls = false;

	for (size_t i = 0; i < TLS_VERSIONS; i++) {
		const char *title = tls_version_title((enum tls_version)i);
		bool is_tls = span_starts(span_of(title), "TLS ");

		if (!answer_is_decided(&there[i]) || !answer_is_decided(&here[i]) ||
		    (is_here ? here : there)[i].value != ANSWER_YES)
			continue;
		if (is_tls && has_tls)
			title += strlen("TLS ");
		text = text == NULL ? title
		                    : arena_printf(comparison->arena, "%s, %s", text, title);
		has_tls = has_tls || is_tls;
	}
	return text == NULL ? "none of them" : text;
}

void
comparison_versions(struct comparison *comparison)
{
	const struct answer *there = comparison->there->negotiation.versions;
	const struct answer *here = comparison->here->negotiation.versions;
	enum certainty certainty = CERTAINTIES;

	if (!has_negotiations(comparison))
		return;
	for (size_t i = 0; i < TLS_VERSIONS; i++) {
		bool lacks_here = here[i].value == ANSWER_UNKNOWN;

		if (is_unlike(&there[i], &here[i]) &&
		    lesser(there[i].certainty, here[i].certainty) < certainty)
			certainty = lesser(there[i].certainty, here[i].certainty);
		if (lacks_here || there[i].value == ANSWER_UNKNOWN)
			miss(comparison,
			    arena_printf(comparison->arena, "whether %s speaks %s is not known",
				side(comparison, lacks_here),
				tls_version_title((enum tls_version)i)));
	}
	if (certainty != CERTAINTIES)
		comparison_add(comparison,
		    arena_printf(comparison->arena, "%s speaks %s; here %s", comparison->name,
			version_list(comparison, false), version_list(comparison, true)),
		    certainty);
}

/* CBC and DHE are not good, but many servers have them for want of better clients. */
static bool
is_weak(size_t suite_class)
{
	return suite_class != SUITE_CLASS_CBC && suite_class != SUITE_CLASS_DHE;
}

/* The weak classes that one side takes and the other refuses. */
static void
tell_classes(struct comparison *comparison, bool is_here)
{
	const struct answer *taking =
	    (is_here ? comparison->here : comparison->there)->negotiation.classes;
	const struct answer *other =
	    (is_here ? comparison->there : comparison->here)->negotiation.classes;
	enum certainty certainty = CERTAINTIES;
	const char *text = NULL;

	for (size_t i = 0; i < SUITE_CLASSES; i++) {
		const char *title = suite_class_title((enum suite_class)i);

		if (!is_weak(i) || taking[i].value != ANSWER_YES || other[i].value != ANSWER_NO)
			continue;
		text = text == NULL ? title
		                    : arena_printf(comparison->arena, "%s, %s", text, title);
		if (lesser(taking[i].certainty, other[i].certainty) < certainty)
			certainty = lesser(taking[i].certainty, other[i].certainty);
	}
	if (text != NULL)
		comparison_add(comparison,
		    arena_printf(comparison->arena,
			is_here ? "%s refuses weak suites (%s) that are taken here"
				: "%s takes weak suites (%s) that are refused here",
			comparison->name, text),
		    certainty);
}

void
comparison_classes(struct comparison *comparison)
{
	if (!has_negotiations(comparison))
		return;
	tell_classes(comparison, false);
	tell_classes(comparison, true);
	for (size_t i = 0; i < SUITE_CLASSES; i++) {
		bool lacks_here =
		    comparison->here->negotiation.classes[i].value == ANSWER_UNKNOWN;

		if (is_weak(i) &&
		    (lacks_here ||
			comparison->there->negotiation.classes[i].value == ANSWER_UNKNOWN))
			miss(comparison, arena_printf(comparison->arena,
					     "whether %s takes suites with %s is not known",
					     side(comparison, lacks_here),
					     suite_class_title((enum suite_class)i)));
	}
}

static bool
has_login_verdict(const struct port_facts *port)
{
	return port->login.verdict != LOGIN_NOT_KNOWN &&
	       port->login.verdict != LOGIN_NOT_APPLICABLE;
}

void
comparison_login(struct comparison *comparison)
{
	static const char *const words[] = {
		[LOGIN_NONE] = "offers no login",
		[LOGIN_CHALLENGE_ONLY] = "offers challenge-response logins only",
		[LOGIN_REFUSED_THOUGH_ADVERTISED] =
		    "advertises logins with a password and refuses them",
		[LOGIN_ACCEPTED_THOUGH_HIDDEN] =
		    "accepts logins with a password without advertising them",
		[LOGIN_ACCEPTED] = "accepts logins with a password",
	};
	_Static_assert(COUNT_OF(words) == LOGIN_VERDICTS, "words for each verdict");
	enum login_verdict there = comparison->there->login.verdict;
	enum login_verdict here = comparison->here->login.verdict;

	if (there == LOGIN_NOT_KNOWN || here == LOGIN_NOT_KNOWN)
		miss(comparison, arena_printf(comparison->arena,
				     "whether %s accepts logins without TLS is not known",
				     side(comparison, here == LOGIN_NOT_KNOWN)));
	else if (has_login_verdict(comparison->there) && has_login_verdict(comparison->here) &&
		 there != here)
		comparison_add(comparison,
		    arena_printf(comparison->arena, "before TLS %s %s; this one %s",
			comparison->name, words[there], words[here]),
		    CERTAINTY_CERTAIN);
}

const struct certificate *
port_certificate(const struct port_facts *port)
{
	return port->has_session && port->chain.len > 0 &&
	               port->chain.certificates[0].is_readable
	           ? &port->chain.certificates[0]
	           : NULL;
}

bool
port_lacks_tls(const struct port_facts *port)
{
	return !port->has_session && port->starttls_works.value == ANSWER_NO;
}

/* Is this certificate the one of the other key type that this port has as well? */
static bool
has_besides(const struct port_facts *port, const struct certificate *certificate)
{
	const char *sha256 = port->negotiation.other_key.sha256;

	return sha256 != NULL && strcmp(sha256, certificate->sha256) == 0;
}

bool
port_shares_certificate(const struct port_facts *a, const struct port_facts *b)
{
	const struct certificate *one = port_certificate(a);
	const struct certificate *other = port_certificate(b);

	if (strcmp(one->sha256, other->sha256) == 0 || has_besides(a, other) ||
	    has_besides(b, one))
		return true;
	if (!certificate_has_names_of(one, other))
		return false;
	return strcmp(one->key_type, other->key_type) != 0 ||
	       (strcmp(one->spki_sha256, other->spki_sha256) == 0 &&
		   one->not_after / DAY == other->not_after / DAY);
}

const char *
certificate_difference(
    const struct certificate *certificate, const struct certificate *other, struct arena *arena)
{
	if (!certificate_has_names_of(certificate, other))
		return arena_printf(arena, "for %s", certificate_names(certificate, arena));
	if (certificate->not_after / DAY != other->not_after / DAY)
		return arena_printf(
		    arena, "until %s", certificate_day(arena, certificate->not_after));
	return arena_printf(arena, "with the key %.*s", DIGEST_TOLD, certificate->spki_sha256);
}

void
comparison_certificate(struct comparison *comparison)
{
	const struct certificate *there = port_certificate(comparison->there);
	const struct certificate *here = port_certificate(comparison->here);
	enum trust trust_there = comparison->there->session->trust;
	enum trust trust_here = comparison->here->session->trust;

	if (port_lacks_tls(comparison->there) || port_lacks_tls(comparison->here))
		return;
	if (there == NULL || here == NULL) {
		miss(comparison,
		    arena_printf(comparison->arena, "the certificate of %s is not known",
			side(comparison, here == NULL)));
		return;
	}
	if (!port_shares_certificate(comparison->there, comparison->here))
		append(comparison,
		    arena_printf(comparison->arena, "%s shows a certificate %s; here one %s",
			comparison->name,
			certificate_difference(there, here, comparison->arena),
			certificate_difference(here, there, comparison->arena)),
		    CERTAINTY_CERTAIN);
	if (trust_there != trust_here && trust_there != TRUST_UNKNOWN &&
	    trust_here != TRUST_UNKNOWN)
		append(comparison,
		    arena_printf(comparison->arena,
			trust_here == TRUST_ANCHORED
			    ? "%s shows a chain that is not trusted; here it is"
			    : "%s shows a chain that is trusted; here it is not",
			comparison->name),
		    CERTAINTY_CERTAIN);
}

struct ruling
comparison_ruling(const struct comparison *comparison)
{
	struct ruling ruling;

	if (comparison->differences == NULL)
		return comparison->unknown == NULL ? ruling_good()
		                                   : ruling_unknown(comparison->unknown);
	ruling = ruling_bad(comparison->differences);
	ruling.certainty = comparison->certainty;
	return ruling;
}
