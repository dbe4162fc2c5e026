/* SPDX-License-Identifier: MIT */
/* Causes that show in the certificate, and in what follows inside TLS. */
#include "base/text.h"
#include "rules/diagnosis_parts.h"

#include <string.h>

enum { RSA_LEAST = 2048, EC_LEAST = 224 };

static bool
has_problem(const struct case_file *file, enum chain_problem problem)
{
	return got_session(file) && file->diagnosis->facts->chain.problems[problem];
}

static const struct certificate *
leaf_of(const struct case_file *file)
{
	const struct chain *chain = &file->diagnosis->facts->chain;

	return got_session(file) && chain->len > 0 && chain->certificates[0].is_readable
	           ? &chain->certificates[0]
	           : NULL;
}

static const char *
subject_words(const struct case_file *file, enum chain_problem problem)
{
	const struct chain *chain = &file->diagnosis->facts->chain;
	size_t where = chain->where[problem];

	if (where >= chain->len || !chain->certificates[where].is_readable)
		return "the certificate cannot be read";
	return arena_printf(file->arena, "%s, issued by %s", chain->certificates[where].subject,
	    chain->certificates[where].issuer);
}

/* Between mail servers nobody looks at certificates unless DANE or MTA-STS say so (RFC 7435):
 * what is wrong with them fails few senders there, and all clients where users log in. */
static enum suspicion
weighed(const struct case_file *file, enum suspicion suspicion)
{
	return file->diagnosis->facts->record->endpoint.scheme->role == ROLE_MX
	           ? SUSPICION_POSSIBLE
	           : suspicion;
}

static struct opinion
of_problem(const struct case_file *file, enum chain_problem problem, enum suspicion suspicion)
{
	if (has_problem(file, problem))
		return opinion(weighed(file, suspicion), subject_words(file, problem));
	return opinion_unless(leaf_of(file) != NULL, "the certificate is free of it");
}

struct opinion
self_signed_decide(const struct case_file *file)
{
	if (has_problem(file, CHAIN_SELF_SIGNED))
		return opinion(
		    weighed(file, SUSPICION_CERTAIN), subject_words(file, CHAIN_SELF_SIGNED));
	return of_problem(file, CHAIN_UNKNOWN_ISSUER, SUSPICION_CERTAIN);
}

struct opinion
intermediate_decide(const struct case_file *file)
{
	return of_problem(file, CHAIN_MISSING_INTERMEDIATE, SUSPICION_CERTAIN);
}

struct opinion
name_mismatch_decide(const struct case_file *file)
{
	const struct certificate *leaf = leaf_of(file);
	const char *name = file->diagnosis->facts->record->endpoint.server_name;
	const char *names = "";

	if (!has_problem(file, CHAIN_NAME_MISMATCH) || leaf == NULL)
		return opinion_unless(leaf != NULL && name != NULL, "the name is in it");
	for (size_t i = 0; i < leaf->names_len && i < 5; i++)
		names = arena_printf(
		    file->arena, "%s%s%s", names, i > 0 ? ", " : "", leaf->names[i]);
	return opinion(weighed(file, SUSPICION_CERTAIN),
	    arena_printf(file->arena, "it is for %s, not for %s",
		*names == '\0' ? leaf->subject : names, name == NULL ? "this host" : name));
}

struct opinion
expired_decide(const struct case_file *file)
{
	return of_problem(file, CHAIN_EXPIRED, SUSPICION_CERTAIN);
}

struct opinion
cn_only_decide(const struct case_file *file)
{
	return of_problem(file, CHAIN_NAME_ONLY_IN_CN, SUSPICION_LIKELY);
}

struct opinion
order_decide(const struct case_file *file)
{
	return of_problem(file, CHAIN_WRONG_ORDER, SUSPICION_POSSIBLE);
}

struct opinion
clock_decide(const struct case_file *file)
{
	return of_problem(file, CHAIN_NOT_YET_VALID, SUSPICION_LIKELY);
}

static bool
is_weak(const struct certificate *certificate)
{
	bool is_rsa = span_starts(span_of(certificate->key_type), "RSA");
	bool is_ec = span_is(span_of(certificate->key_type), "EC");
	bool is_old = span_contains(span_of(certificate->signature), "SHA1") ||
	              span_contains(span_of(certificate->signature), "MD5");

	return (is_rsa && certificate->key_bits < RSA_LEAST) ||
	       (is_ec && certificate->key_bits < EC_LEAST) ||
	       /* Nobody checks the signature of a root. */
	       (is_old && !certificate->is_self_issued);
}

struct opinion
weak_decide(const struct case_file *file)
{
	const struct chain *chain = &file->diagnosis->facts->chain;

	for (size_t i = 0; got_session(file) && i < chain->len; i++) {
		const struct certificate *certificate = &chain->certificates[i];

		if (certificate->is_readable && certificate->is_needed && is_weak(certificate))
			return opinion(weighed(file, SUSPICION_LIKELY),
			    arena_printf(file->arena, "%s: %s of %u bits, signed with %s",
				certificate->subject, certificate->key_type,
				certificate->key_bits, certificate->signature));
	}
	return opinion_unless(leaf_of(file) != NULL, "keys and signatures are strong enough");
}

/* Few clients insist on the staple that a certificate promises (RFC 7633). */
struct opinion
staple_decide(const struct case_file *file)
{
	const struct certificate *leaf = leaf_of(file);

	if (leaf != NULL && leaf->demands_staple &&
	    file->diagnosis->facts->chain.staple.status != STAPLE_GOOD)
		return opinion(SUSPICION_POSSIBLE,
		    "the certificate demands an OCSP staple, and no good one came");
	return opinion_unless(
	    leaf != NULL, "the certificate promises no staple that is missing");
}

/* Inside TLS. */

static bool
failed_inside(const struct case_file *file)
{
	return got_session(file) && file->diagnosis->has_failed &&
	       file->diagnosis->failure.outcome != OUTCOME_WRONG_MODE;
}

/* TLS is there, and the server asks for it: a refusal may name TLS for other reasons. */
static bool
demands_tls(struct span words)
{
	return span_contains(words, "STARTTLS") ||
	       (span_contains(words, "TLS") &&
		   (span_contains(words, "required") || span_contains(words, "must") ||
		       span_contains(words, "need")));
}

struct opinion
state_kept_decide(const struct case_file *file)
{
	const struct diagnosis *diagnosis = file->diagnosis;
	struct span words = diagnosis->failure.words;

	if (diagnosis->facts->mode == MODE_STARTTLS && failed_inside(file) &&
	    failed_by(file, OUTCOME_REFUSED) && demands_tls(words))
		return opinion(SUSPICION_CERTAIN, words_of_failure(file));
	if (diagnosis->facts->mode == MODE_IMPLICIT)
		return opinion(SUSPICION_RULED_OUT, "there is nothing before TLS on this port");
	/* A server that refuses our name in EHLO has done so before TLS as well. */
	if (failed_inside(file) && failed_by(file, OUTCOME_REFUSED))
		return opinion(SUSPICION_LIKELY, words_of_failure(file));
	if (diagnosis->is_starttls_listed_inside_tls)
		return opinion(SUSPICION_POSSIBLE, "STARTTLS is offered inside TLS");
	return opinion_unless(got_session(file) && !diagnosis->has_failed,
	    "the server takes a new beginning inside TLS");
}

struct opinion
second_banner_decide(const struct case_file *file)
{
	if (file->diagnosis->greets_inside_tls)
		return opinion(
		    SUSPICION_CERTAIN, "a greeting came where the answer to EHLO belongs");
	return opinion_unless(got_session(file) && !file->diagnosis->has_failed,
	    "the first reply inside TLS is the answer to our command");
}

struct opinion
close_after_handshake_decide(const struct case_file *file)
{
	if (failed_inside(file) &&
	    (failed_by(file, OUTCOME_CLOSED) || failed_by(file, OUTCOME_RESET)))
		return opinion(file->diagnosis->facts->asked_for_certificate
				   ? SUSPICION_LIKELY
				   : SUSPICION_CERTAIN,
		    words_of_failure(file));
	if (failed_inside(file) &&
	    (failed_by(file, OUTCOME_SILENT) || failed_by(file, OUTCOME_ALERT)))
		return opinion(SUSPICION_LIKELY, words_of_failure(file));
	return opinion_unless(
	    got_session(file) && !file->diagnosis->has_failed, "the dialogue goes on");
}

struct opinion
no_login_decide(const struct case_file *file)
{
	const struct port_facts *facts = file->diagnosis->facts;
	enum role role = facts->record->endpoint.scheme->role;

	if (role != ROLE_SUBMISSION && role != ROLE_ACCESS)
		return opinion(SUSPICION_RULED_OUT, "nobody logs in on this port");
	if (file->diagnosis->use.is_logged_in)
		return opinion(SUSPICION_RULED_OUT, "a login works");
	if (!got_session(file) || file->diagnosis->has_failed || !facts->login.inside.is_known)
		return opinion(SUSPICION_NOT_REACHED, NULL);
	return facts->login.inside.len == 0
	           ? opinion(SUSPICION_LIKELY, "the list inside TLS has no login")
	           : opinion(SUSPICION_RULED_OUT, "the list inside TLS has a login");
}

/* RFC 9051 section 6.2.1: before TLS the list may say so. */
struct opinion
login_disabled_decide(const struct case_file *file)
{
	const struct port_facts *facts = file->diagnosis->facts;

	if (facts->record->endpoint.scheme->protocol != PROTOCOL_IMAP ||
	    facts->mode != MODE_STARTTLS)
		return opinion(SUSPICION_RULED_OUT, "it is of IMAP with STARTTLS");
	for (size_t i = 0; i < facts->before.len; i++)
		if (span_contains(facts->before.lines[i], "LOGINDISABLED"))
			return opinion(SUSPICION_POSSIBLE,
			    "LOGINDISABLED is in the list before TLS, which is right: who logs "
			    "in without TLS is refused");
	return opinion_unless(
	    facts->before.len > 0, "the list before TLS has no LOGINDISABLED");
}
