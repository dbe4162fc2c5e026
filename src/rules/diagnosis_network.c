/* SPDX-License-Identifier: MIT */
/* Causes that lie between the two ends: packets that are lost, and boxes that look into TLS. */
#include "base/text.h"
#include "rules/diagnosis_parts.h"

/* Words of an issuer's name by which products are known that end TLS on the way and sign anew.
 * Of those on the client's own machine the client's side is to blame. */
static const struct product {
	const char *word;
	bool is_on_client;
} products[] = {
	{ "Avast", true },
	{ "AVG ", true },
	{ "Bitdefender", true },
	{ "ESET SSL Filter", true },
	{ "Kaspersky", true },
	{ "Norton Web", true },
	{ "Blue Coat", false },
	{ "Cisco Umbrella", false },
	{ "FortiGate", false },
	{ "Fortinet", false },
	{ "FG_CA", false },
	{ "Forcepoint", false },
	{ "McAfee Web Gateway", false },
	{ "Netskope", false },
	{ "Palo Alto Networks", false },
	{ "SonicWall", false },
	{ "Sophos", false },
	{ "Untangle", false },
	{ "WatchGuard", false },
	{ "Zscaler", false },
	{ "mitmproxy", false },
};

/* The issuers are what such a product cannot hide; a subject is the server's. */
static const char *
known_product(const struct case_file *file, bool is_on_client)
{
	const struct chain *chain = &file->diagnosis->facts->chain;

	for (size_t i = 0; got_session(file) && i < chain->len; i++) {
		const struct certificate *certificate = &chain->certificates[i];

		for (size_t k = 0; certificate->is_readable && k < COUNT_OF(products); k++)
			if (products[k].is_on_client == is_on_client &&
			    span_contains(span_of(certificate->issuer), products[k].word))
				return certificate->issuer;
	}
	return NULL;
}

/* Who signs anew imitates the server's name. A mail gateway of the same makers, as it comes
 * from the factory, has a certificate for itself. */
static struct opinion
of_product(const struct case_file *file, const char *issuer)
{
	const struct chain *chain = &file->diagnosis->facts->chain;
	bool is_own =
	    chain->problems[CHAIN_SELF_SIGNED] || chain->problems[CHAIN_NAME_MISMATCH];

	return opinion(is_own                                  ? SUSPICION_POSSIBLE
		       : chain->problems[CHAIN_UNKNOWN_ISSUER] ? SUSPICION_CERTAIN
							       : SUSPICION_LIKELY,
	    arena_printf(file->arena, "the certificate is issued by %s", issuer));
}

struct opinion
interception_decide(const struct case_file *file)
{
	const char *issuer = known_product(file, true);

	return issuer != NULL ? of_product(file, issuer) : opinion(SUSPICION_UNSEEN, NULL);
}

/* A hello that is cut passes, and a whole one does not: a server reads both alike, but who
 * looks into packets does not. */
static bool
is_pieces_best(enum experiment smallest)
{
	return smallest == EXPERIMENT_SPLIT_HELLO || smallest == EXPERIMENT_TWO_SEGMENTS;
}

struct opinion
inspection_decide(const struct case_file *file)
{
	enum experiment smallest = file->diagnosis->smallest;
	const char *issuer = known_product(file, false);

	if (issuer != NULL)
		return of_product(file, issuer);
	if (is_pieces_best(smallest))
		return opinion_if_proven(file, smallest, SUSPICION_LIKELY,
		    arena_printf(file->arena,
			"the server %s; %s it does not: who reads packets "
			"and not the stream sees no hello in them",
			failure_phrase(file->arena, &file->diagnosis->failure),
			experiment_title(smallest)));
	return opinion(SUSPICION_UNSEEN, NULL);
}

struct opinion
black_hole_decide(const struct case_file *file)
{
	const struct diagnosis *diagnosis = file->diagnosis;
	bool is_stall = failed_by(file, OUTCOME_SILENT) || failed_by(file, OUTCOME_STALLED);

	if (diagnosis->smallest == EXPERIMENT_SMALL_SEGMENTS)
		return opinion_if_proven(file, EXPERIMENT_SMALL_SEGMENTS, SUSPICION_CERTAIN,
		    "with TCP segments of at most 536 bytes it works, with larger ones "
		    "nothing comes");
	if (!diagnosis->has_failed && has_failed_trial(file, EXPERIMENT_LARGE_HELLO) &&
	    has_succeeded(file, EXPERIMENT_SMALL_SEGMENTS))
		return opinion_if_proven(file, EXPERIMENT_LARGE_HELLO, SUSPICION_LIKELY,
		    "a large hello is answered in TCP segments of at most 536 bytes, and not "
		    "in larger ones");
	if (has_failed_trial(file, EXPERIMENT_SMALL_SEGMENTS))
		return opinion(SUSPICION_RULED_OUT, "with small TCP segments it is the same");
	if (failed_at(file, STAGE_HANDSHAKE) && is_stall)
		return opinion(SUSPICION_NOT_REACHED, NULL);
	return opinion_unless(got_session(file), "the certificates come through");
}
