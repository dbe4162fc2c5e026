/* SPDX-License-Identifier: MIT */
#include "rules/client_verdict.h"

#include "registry/number.h"
#include "registry/suite.h"
#include "rules/client_words.h"
#include "rules/diagnosis_parts.h"

#include <string.h>

/* Extensions (IANA, "TLS ExtensionType Values"). */
enum { SUPPORTED_GROUPS = 10, SIGNATURE_ALGORITHMS = 13, SUPPORTED_VERSIONS = 43 };

/* What one check says; `words` NULL: nothing against it. */
struct finding {
	const char *words;
	enum client_reason reason;
	bool is_open; /* it is not known */
};

struct look {
	const struct diagnosis *diagnosis;
	const struct client_trial *trial;
	const struct client *client;
	const struct client_chain *chain; /* that is looked at */
	struct arena *arena;
};

static const struct finding nothing = { .words = NULL };

static struct finding
against(enum client_reason reason, const char *words)
{
	return (struct finding){ .words = words, .reason = reason };
}

static struct finding
unknown(enum client_reason reason, const char *words)
{
	return (struct finding){ .words = words, .reason = reason, .is_open = true };
}

static bool
has_number(const struct client_numbers *numbers, uint16_t number)
{
	for (size_t i = 0; i < numbers->len; i++)
		if (numbers->numbers[i] == number)
			return true;
	return false;
}

static const char *
version_words(const struct look *look, uint16_t version)
{
	return client_word(CLIENT_WORD_VERSION, version, look->arena);
}

/* The way to the hello's answer */

/* May it have ended so for this machine, its network or its address alone? Servers greet those
 * whom they have on a list otherwise, and firewalls let some through. */
static bool
may_be_ours(const struct failure *failure)
{
	switch (failure->outcome) {
	case OUTCOME_NAME_FAILED:
	case OUTCOME_UNREACHABLE:
	case OUTCOME_FILTERED:
	case OUTCOME_LOCAL:
	case OUTCOME_GOODBYE:
	case OUTCOME_TOO_SLOW:
	case OUTCOME_INTERRUPTED:
		return true;
	case OUTCOME_SILENT:
	case OUTCOME_STALLED:
	case OUTCOME_CLOSED:
	case OUTCOME_RESET:
	case OUTCOME_REFUSED:
		return failure->stage == STAGE_GREETING;
	default:
		return false;
	}
}

static struct finding
check_way(const struct look *look)
{
	const struct diagnosis *diagnosis = look->diagnosis;
	const struct failure *failure = &diagnosis->failure;

	if (look->trial->transcript != NULL || diagnosis->is_hello_sent)
		return nothing;
	if (diagnosis->path == NULL || !diagnosis->has_failed || may_be_ours(failure) ||
	    diagnosis->smallest != EXPERIMENTS)
		return unknown(
		    CLIENT_REASON_NOT_ASKED, "no connection from here came as far as TLS");
	return against(CLIENT_REASON_BEFORE_TLS,
	    arena_printf(look->arena, "no client comes as far as TLS: the server %s at %s",
		failure_phrase(look->arena, failure), stage_name(failure->stage)));
}

static struct finding
check_refused(const struct look *look)
{
	const struct client_trial *trial = look->trial;
	const char *name = alert_name(trial->alert);

	return against(CLIENT_REASON_HELLO_REFUSED,
	    arena_printf(look->arena, "the server %s with alert %u (%s)",
		trial->is_broken_off ? "breaks its answer off" : "refuses its hello",
		trial->alert, name == NULL ? "unknown" : name));
}

static struct finding
check_dropped(const struct look *look)
{
	const struct client_trial *trial = look->trial;
	const char *how = trial->how == OUTCOME_RESET    ? "resets the connection"
	                  : trial->how == OUTCOME_CLOSED ? "hangs up"
	                                                 : "falls silent";

	return against(CLIENT_REASON_HELLO_DROPPED,
	    arena_printf(look->arena, "the server %s %s", how,
		trial->is_broken_off ? "in the middle of its answer" : "on its hello"));
}

static struct finding
check_reception(const struct look *look)
{
	switch (look->trial->reception) {
	case CLIENT_NOT_ASKED:
	case CLIENT_LOST:
		return unknown(CLIENT_REASON_NOT_ASKED, look->trial->why);
	case CLIENT_REFUSED:
		return check_refused(look);
	case CLIENT_DROPPED:
		return check_dropped(look);
	case CLIENT_GARBLED:
		return against(CLIENT_REASON_HELLO_GARBLED,
		    "the server answers its hello with something that is no TLS");
	case CLIENT_ANSWERED:
		break;
	}
	return nothing;
}

/* What was negotiated */

static bool
offers_version(const struct client_hello *hello, uint16_t version)
{
	const struct client_extension *versions = client_extension(hello, SUPPORTED_VERSIONS);

	return versions != NULL ? has_number(&versions->numbers, version)
	                        : version <= hello->version && version >= VERSION_SSL3;
}

static struct finding
check_version(const struct look *look)
{
	uint16_t version = look->trial->version;
	uint16_t least = look->client->checks.version_min;

	if (!offers_version(&look->client->hello, version))
		return against(CLIENT_REASON_VERSION,
		    arena_printf(look->arena, "the server chooses %s, which it does not offer",
			version_words(look, version)));
	if (version < least)
		return against(CLIENT_REASON_VERSION,
		    arena_printf(look->arena, "the server chooses %s, it wants %s or newer",
			version_words(look, version), version_words(look, least)));
	return nothing;
}

static struct finding
check_downgrade(const struct look *look)
{
	return look->trial->has_downgrade_sentinel && look->trial->version < VERSION_TLS13 &&
	               offers_version(&look->client->hello, VERSION_TLS13)
	           ? against(CLIENT_REASON_DOWNGRADE,
			 "the server marks its answer as downgraded (RFC 8446)")
	           : nothing;
}

static struct finding
check_suite(const struct look *look)
{
	uint16_t suite = look->trial->suite;

	return has_number(&look->client->hello.suites, suite)
	           ? nothing
	           : against(CLIENT_REASON_SUITE,
			 arena_printf(look->arena,
			     "the server chooses %s, which it does not offer",
			     client_word(CLIENT_WORD_SUITE, suite, look->arena)));
}

static struct finding
check_renegotiation(const struct look *look)
{
	return look->client->checks.needs_secure_renegotiation &&
	               !look->trial->has_secure_renegotiation
	           ? against(CLIENT_REASON_RENEGOTIATION,
			 "the server knows no secure renegotiation (RFC 5746), which it "
			 "demands")
	           : nothing;
}

static struct finding
check_group(const struct look *look)
{
	const struct client_extension *offered =
	    client_extension(&look->client->hello, SUPPORTED_GROUPS);
	const struct client_trial *trial = look->trial;

	return trial->group == 0 || offered == NULL ||
	               has_number(&offered->numbers, trial->group)
	           ? nothing
	           : against(CLIENT_REASON_GROUP,
			 arena_printf(look->arena,
			     "the server chooses the group %s, which it does not offer",
			     client_word(CLIENT_WORD_GROUP, trial->group, look->arena)));
}

static struct finding
check_dh_bits(const struct look *look)
{
	const struct client_checks *checks = &look->client->checks;
	unsigned bits = look->trial->prime_bits;

	if (bits > 0 && bits < checks->dh_bits_min)
		return against(CLIENT_REASON_DH_BITS,
		    arena_printf(look->arena,
			"the server's Diffie-Hellman prime has %u bits, it wants %u", bits,
			checks->dh_bits_min));
	if (checks->dh_bits_max > 0 && bits > checks->dh_bits_max)
		return against(CLIENT_REASON_DH_BITS,
		    arena_printf(look->arena,
			"the server's Diffie-Hellman prime has %u bits, it takes %u at most",
			bits, checks->dh_bits_max));
	return nothing;
}

static struct finding
check_ec_bits(const struct look *look)
{
	const struct group *group = group_by_number(look->trial->group);
	unsigned least = look->client->checks.ec_bits_min;

	return group != NULL && group->kind == GROUP_KIND_CURVE && group->bits > 0 &&
	               group->bits < least
	           ? against(CLIENT_REASON_EC_BITS,
			 arena_printf(look->arena,
			     "the server's curve %s has %u bits, it wants %u", group->name,
			     group->bits, least))
	           : nothing;
}

/* RFC 5246 section 7.4.3: it "MUST" be one of those that the client offered. */
static struct finding
check_signature(const struct look *look)
{
	const struct client_extension *offered =
	    client_extension(&look->client->hello, SIGNATURE_ALGORITHMS);
	uint16_t scheme = look->trial->scheme;

	return scheme == 0 || offered == NULL || has_number(&offered->numbers, scheme)
	           ? nothing
	           : against(CLIENT_REASON_SIGNATURE,
			 arena_printf(look->arena,
			     "the server signs with %s, which it does not offer",
			     client_word(CLIENT_WORD_SCHEME, scheme, look->arena)));
}

/* The certificate */

static bool
is_certificate_looked_at(const struct client_checks *checks)
{
	return checks->verifies_chain || checks->verifies_name || checks->verifies_time ||
	       checks->rsa_bits_min > 0 || checks->rsa_bits_max > 0 ||
	       checks->ec_bits_min > 0 || !checks->accepts_sha1_signature;
}

static struct finding
check_key(const struct look *look, size_t which)
{
	const struct client_checks *checks = &look->client->checks;
	const struct certificate *certificate = &look->chain->chain.certificates[which];
	const char *whose =
	    which == 0 ? "the certificate's key" : "the key of a certificate in the chain";
	bool is_rsa = span_starts(span_of(certificate->key_type), "RSA");
	bool is_ec = strcmp(certificate->key_type, "EC") == 0;
	unsigned least = is_rsa ? checks->rsa_bits_min : is_ec ? checks->ec_bits_min : 0;

	if (certificate->key_bits < least)
		return against(CLIENT_REASON_KEY_BITS,
		    arena_printf(look->arena, "%s has %u bits, it wants %u", whose,
			certificate->key_bits, least));
	if (is_rsa && checks->rsa_bits_max > 0 && certificate->key_bits > checks->rsa_bits_max)
		return against(CLIENT_REASON_KEY_BITS,
		    arena_printf(look->arena, "%s has %u bits, it takes %u at most", whose,
			certificate->key_bits, checks->rsa_bits_max));
	return nothing;
}

/* Who signed a root says nothing: it is trusted as it is. */
static struct finding
check_own_signature(const struct look *look, size_t which)
{
	const struct certificate *certificate = &look->chain->chain.certificates[which];
	struct span signature = span_of(certificate->signature);

	return !look->client->checks.accepts_sha1_signature && !certificate->is_self_issued &&
	               (span_contains(signature, "SHA1") || span_contains(signature, "MD5"))
	           ? against(CLIENT_REASON_SHA1,
			 arena_printf(look->arena,
			     "the %s is signed with %s, which it does not take",
			     which == 0 ? "certificate" : "chain", certificate->signature))
	           : nothing;
}

static struct finding
check_certificates(const struct look *look)
{
	const struct chain *chain = &look->chain->chain;

	for (size_t i = 0; i < chain->len; i++) {
		struct finding finding = nothing;

		if (!chain->certificates[i].is_readable || !chain->certificates[i].is_needed)
			continue;
		finding = check_key(look, i);
		if (finding.words == NULL)
			finding = check_own_signature(look, i);
		if (finding.words != NULL)
			return finding;
	}
	return nothing;
}

static struct finding
check_chain(const struct look *look)
{
	/* clang-format off */
	static const struct {
		enum chain_problem problem;
		const char *words;
	} rows[] = {
		{ CHAIN_EMPTY, "the server sends no certificate" },
		{ CHAIN_UNREADABLE, "a certificate of the chain cannot be read" },
		{ CHAIN_BAD_SIGNATURE, "a signature in the chain is wrong" },
		{ CHAIN_WRONG_PURPOSE, "the certificate is not meant for servers" },
		{ CHAIN_MISSING_INTERMEDIATE, "the server does not send an intermediate certificate" },
		{ CHAIN_UNKNOWN_ISSUER, "the certificate's issuer is not trusted" },
	};
	/* clang-format on */
	const struct client_checks *checks = &look->client->checks;
	const struct chain *chain = &look->chain->chain;

	if (!checks->verifies_chain)
		return nothing;
	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (chain->problems[rows[i].problem])
			return against(CLIENT_REASON_CHAIN, rows[i].words);
	if (chain->problems[CHAIN_SELF_SIGNED])
		return checks->accepts_self_signed
		           ? nothing
		           : against(CLIENT_REASON_CHAIN, "the certificate is self-signed");
	if (chain->problems[CHAIN_REVOKED])
		return unknown(CLIENT_REASON_CHAIN,
		    "the server says itself that its certificate is revoked (stapled OCSP), "
		    "and whether the client looks at that is not known");
	return look->chain->trust == TRUST_ANCHORED
	           ? nothing
	           : unknown(CLIENT_REASON_CHAIN,
			 "whether its chain leads to a trusted root could not be tried");
}

static struct finding
check_days(const struct look *look)
{
	const struct certificate *leaf = look->chain->chain.certificates;
	unsigned most = look->client->checks.days_max;
	long long days = (leaf->not_after - leaf->not_before) / (24 * 60 * 60);

	return most == 0 || !leaf->is_readable || days <= most
	           ? nothing
	           : against(CLIENT_REASON_TIME,
			 arena_printf(look->arena,
			     "the certificate is valid for %lld days, it takes %u at most",
			     days, most));
}

static struct finding
check_time(const struct look *look)
{
	const struct chain *chain = &look->chain->chain;

	if (!look->client->checks.verifies_time)
		return nothing;
	if (chain->problems[CHAIN_EXPIRED])
		return against(CLIENT_REASON_TIME, "the certificate has expired");
	return chain->problems[CHAIN_NOT_YET_VALID]
	           ? against(CLIENT_REASON_TIME, "the certificate is not valid yet")
	       : chain->len > 0 ? check_days(look)
	                        : nothing;
}

static struct finding
check_name(const struct look *look)
{
	const struct chain *chain = &look->chain->chain;

	if (!look->client->checks.verifies_name)
		return nothing;
	if (!chain->has_name)
		return unknown(
		    CLIENT_REASON_NAME, "there is no name to compare the certificate with");
	if (chain->problems[CHAIN_NAME_MISMATCH])
		return against(CLIENT_REASON_NAME, "the certificate is for another name");
	return chain->problems[CHAIN_NAME_ONLY_IN_CN] &&
	               !look->client->checks.accepts_common_name
	           ? against(CLIENT_REASON_NAME,
			 "the certificate has its name only in CN, which it does not look at")
	           : nothing;
}

/* All of one chain; what is sure goes before what is not known. */
static struct finding
check_one_chain(const struct look *look)
{
	static struct finding (*const checks[])(const struct look *look) = { check_certificates,
		check_chain, check_time, check_name };
	struct finding open = nothing;

	for (size_t i = 0; i < COUNT_OF(checks); i++) {
		struct finding finding = checks[i](look);

		if (finding.words != NULL && !finding.is_open)
			return finding;
		if (finding.words != NULL && open.words == NULL)
			open = finding;
	}
	return open;
}

/* Anonymous suites have no certificate; those with a shared key neither. */
static bool
has_certificate(uint16_t number)
{
	const struct suite *suite = suite_by_number(number);

	return suite == NULL || suite->authentication != AUTHENTICATION_NONE;
}

static struct finding
check_certificate(const struct look *look)
{
	const struct client_trial *trial = look->trial;
	struct finding first = nothing;

	if (!is_certificate_looked_at(&look->client->checks) || !has_certificate(trial->suite))
		return nothing;
	if (trial->chains_len == 0)
		return unknown(CLIENT_REASON_CERTIFICATE_UNSEEN,
		    "which certificate it would be shown is not known: no session of ours has "
		    "a key of a type that it takes");
	for (size_t i = 0; i < trial->chains_len; i++) {
		struct look one = *look;
		struct finding finding;

		one.chain = &trial->chains[i];
		finding = check_one_chain(&one);
		if (i > 0 && (finding.words == NULL) != (first.words == NULL))
			return unknown(CLIENT_REASON_CERTIFICATE_UNSEEN,
			    "the server has two certificates, and which one it would be shown "
			    "is not known");
		if (i == 0 || finding.is_open)
			first = finding;
	}
	return first;
}

/* What follows */

static struct finding
check_client_certificate(const struct look *look)
{
	const struct client_trial *trial = look->trial;

	if (trial->insists.value == ANSWER_NO ||
	    (trial->wants_certificate.value == ANSWER_NO && trial->insists.value != ANSWER_YES))
		return nothing;
	if (trial->insists.value != ANSWER_YES &&
	    trial->wants_certificate.value == ANSWER_UNKNOWN)
		return unknown(CLIENT_REASON_CLIENT_CERTIFICATE,
		    "whether the server wants a certificate of its own is not known");
	if (trial->insists.value != ANSWER_YES)
		return unknown(CLIENT_REASON_CLIENT_CERTIFICATE,
		    "the server asks for a certificate of its own, and whether it does "
		    "without is not known");
	return look->client->checks.sends_certificate
	           ? unknown(CLIENT_REASON_CLIENT_CERTIFICATE,
			 "the server insists on a certificate of its own, and whether it takes "
			 "the client's is not known")
	           : against(CLIENT_REASON_CLIENT_CERTIFICATE,
			 "the server insists on a certificate of its own");
}

static struct finding
check_inside(const struct look *look)
{
	return look->trial->is_inside_fine
	           ? nothing
	           : unknown(CLIENT_REASON_AFTER_TLS,
			 "TLS would stand, but no session of ours shows that what follows "
			 "works");
}

/* All of it, in the order in which a client meets it. */
static struct finding
check_all(const struct look *look)
{
	static struct finding (*const checks[])(const struct look *look) = { check_way,
		check_reception, check_version, check_downgrade, check_suite,
		check_renegotiation, check_group, check_dh_bits, check_ec_bits, check_signature,
		check_certificate, check_client_certificate, check_inside };
	struct finding open = nothing;

	for (size_t i = 0; i < COUNT_OF(checks); i++) {
		struct finding finding = checks[i](look);

		if (finding.words != NULL && !finding.is_open)
			return finding;
		if (finding.words != NULL && open.words == NULL)
			open = finding;
		if (i <= 1 && open.words != NULL)
			return open;
	}
	return open;
}

static const char *
negotiated(const struct client_trial *trial, struct arena *arena)
{
	if (trial->reception != CLIENT_ANSWERED)
		return NULL;
	if (trial->group == 0 && trial->prime_bits > 0)
		return arena_printf(arena, "%s, %s, DH of %u bits",
		    client_word(CLIENT_WORD_VERSION, trial->version, arena),
		    client_word(CLIENT_WORD_SUITE, trial->suite, arena), trial->prime_bits);
	return arena_printf(arena, "%s, %s%s%s",
	    client_word(CLIENT_WORD_VERSION, trial->version, arena),
	    client_word(CLIENT_WORD_SUITE, trial->suite, arena), trial->group == 0 ? "" : ", ",
	    trial->group == 0 ? "" : client_word(CLIENT_WORD_GROUP, trial->group, arena));
}

/* Where TLS is what fails, and the server has said that there is any, a client may do without.
 */
static bool
goes_clear(const struct look *look, enum client_reason reason)
{
	const struct failure *failure = &look->diagnosis->failure;

	if (look->client->fallback != CLIENT_FALLBACK_CLEAR ||
	    look->diagnosis->facts->mode != MODE_STARTTLS)
		return false;
	return reason != CLIENT_REASON_BEFORE_TLS || failure->stage == STAGE_STARTTLS;
}

struct client_verdict
client_judge(
    const struct diagnosis *diagnosis, const struct client_trial *trial, struct arena *arena)
{
	enum protocol protocol = diagnosis->facts->record->endpoint.scheme->protocol;
	const struct look look = {
		.diagnosis = diagnosis, .trial = trial, .client = trial->client, .arena = arena
	};
	struct client_verdict verdict = { .trial = trial };
	struct finding finding;

	if (!trial->client->protocols[protocol]) {
		verdict.state = CLIENT_NOT_APPLICABLE;
		verdict.reason = CLIENT_REASON_PROTOCOL;
		verdict.words =
		    arena_printf(arena, "it does not speak %s", protocol_name(protocol));
		return verdict;
	}
	verdict.negotiated = negotiated(trial, arena);
	finding = check_all(&look);
	verdict.reason = finding.reason;
	verdict.words = finding.words == NULL ? verdict.negotiated : finding.words;
	verdict.state = finding.words == NULL               ? CLIENT_WORKS
	                : finding.is_open                   ? CLIENT_NOT_KNOWN
	                : goes_clear(&look, finding.reason) ? CLIENT_GOES_CLEAR
	                                                    : CLIENT_FAILS;
	return verdict;
}
