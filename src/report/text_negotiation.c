/* SPDX-License-Identifier: MIT */
#include "report/text_negotiation.h"

#include "registry/number.h"
#include "registry/suite.h"
#include "report/text_answers.h"
#include "report/text_details.h"

static bool
is_full(const struct port_facts *facts)
{
	return facts->record->limits.depth == DEPTH_FULL;
}

/* Versions. */

static const char *
order_words(const struct ranking *ranking)
{
	if (ranking->len < 2)
		return "";
	return ranking->preference == PREFERENCE_SERVER   ? ", the server's order"
	       : ranking->preference == PREFERENCE_CLIENT ? ", the client's order"
	                                                  : ", order not known";
}

static enum colour
colour_of_version(enum tls_version version)
{
	return version >= TLS_VERSION_12   ? COLOUR_GOOD
	       : version >= TLS_VERSION_10 ? COLOUR_WARN
	                                   : COLOUR_BAD;
}

/* "yes, 5 suites, the server's order" */
static const char *
version_words(struct arena *arena, const struct negotiation *negotiation, size_t version)
{
	const struct ranking *ranking = &negotiation->suites[version];
	const char *yes = "yes";

	if (ranking->len > 0)
		yes = arena_printf(arena, "yes, %s%zu suite%s%s",
		    ranking->is_whole.value == ANSWER_YES ? "" : "at least ", ranking->len,
		    ranking->len == 1 ? "" : "s", order_words(ranking));
	return answer_words(arena, &negotiation->versions[version], yes, "");
}

static void
tell_versions(struct block *block, const struct negotiation *negotiation)
{
	struct item others[TLS_VERSIONS];
	size_t len = 0;

	for (size_t i = TLS_VERSIONS; i-- > 0;) {
		const struct answer *answer = &negotiation->versions[i];
		const char *title = tls_version_title((enum tls_version)i);

		if (answer->value == ANSWER_YES)
			block_tell(block, colour_of_version((enum tls_version)i), title,
			    version_words(block->arena, negotiation, i));
		else
			others[len++] = (struct item){ title, answer };
	}
	tell_answers(block, COLOUR_NONE, len < TLS_VERSIONS ? "other versions" : "versions",
	    others, len);
}

/* Suites and keys. */

/* Finite-field DHE is no weakness: tell_dh. */
static void
tell_weak_suites(struct block *block, const struct port_facts *facts)
{
	const struct negotiation *negotiation = &facts->negotiation;
	struct item items[SUITE_CLASSES];
	size_t len = 0;
	char room[8];

	for (size_t i = 0; i < SUITE_CLASSES; i++) {
		const char *title = class_words((enum suite_class)i);
		uint16_t example = negotiation->class_examples[i];

		if (i == SUITE_CLASS_DHE)
			continue;
		/* At full depth all suites are told. */
		if (negotiation->classes[i].value == ANSWER_YES && example != 0 &&
		    !is_full(facts))
			title = arena_printf(
			    block->arena, "%s as in %s", title, suite_name(example, room));
		items[len++] = (struct item){ title, &negotiation->classes[i] };
	}
	tell_answers(block, COLOUR_WARN, "weak suites", items, len);
}

static const char *
prime_words(const struct dh_facts *dh)
{
	return !dh->is_prime       ? "but the modulus is NO PRIME"
	       : dh->name != NULL  ? dh->name
	       : dh->is_safe_prime ? "a safe prime of its own"
	                           : "a prime of its own, and no safe one";
}

static void
tell_dh(struct block *block, const struct negotiation *negotiation)
{
	const struct dh_facts *dh = &negotiation->dh;
	const char *yes = "yes; its parameters were not seen";

	if (dh->bits > 0)
		yes = arena_printf(block->arena, "%u bits, %s", dh->bits, prime_words(dh));
	block_tell(block, dh->bits > 0 && !dh->is_prime ? COLOUR_BAD : COLOUR_NONE, "DHE",
	    answer_words(
		block->arena, &negotiation->classes[SUITE_CLASS_DHE], yes, "not accepted"));
}

/* "X25519MLKEM768, preferred" */
static const char *
post_quantum_words(struct arena *arena, const struct negotiation *negotiation)
{
	const struct answer *preferred = &negotiation->post_quantum_preferred;
	const struct group *group = group_by_number(negotiation->post_quantum_group);
	const char *name = group != NULL ? group->name : "yes";

	if (group == NULL && negotiation->post_quantum_group != 0)
		name = arena_printf(arena, "group 0x%04x", negotiation->post_quantum_group);
	if (preferred->value == ANSWER_NOT_APPLICABLE)
		return name;
	return arena_printf(arena, "%s%s%s", name,
	    preferred->value == ANSWER_UNKNOWN ? "; whether it is preferred is " : ", ",
	    answer_words(arena, preferred, "preferred", "not preferred"));
}

static void
tell_post_quantum(struct block *block, const struct negotiation *negotiation)
{
	const struct answer *answer = &negotiation->post_quantum;

	block_tell(block, answer->value == ANSWER_YES ? COLOUR_GOOD : COLOUR_NONE,
	    "post-quantum",
	    answer_words(
		block->arena, answer, post_quantum_words(block->arena, negotiation), "none"));
}

/* "EC 256, CN=mail.example.test" or how it was refused. */
static const char *
certificate_words(struct arena *arena, const struct other_certificate *other)
{
	const char *alert = alert_name(other->alert);

	if (other->sha256 != NULL)
		return arena_printf(arena, "%s %u, %s",
		    other->key_type == NULL ? "key" : other->key_type, other->key_bits,
		    other->subject == NULL ? "no subject" : other->subject);
	if (alert != NULL)
		return arena_printf(arena, "none, but the alert %s", alert);
	return "none";
}

static void
tell_certificates(struct block *block, const struct negotiation *negotiation)
{
	const struct other_certificate *nameless = &negotiation->without_name;
	const struct other_certificate *other = &negotiation->other_key;
	struct arena *arena = block->arena;

	block_tell(block, COLOUR_NONE, "without SNI",
	    answer_words(arena, &nameless->is_other,
		nameless->sha256 == NULL ? certificate_words(arena, nameless)
					 : arena_printf(arena, "another certificate: %s",
					       certificate_words(arena, nameless)),
		"the same certificate"));
	block_tell(block, COLOUR_NONE, "other key type",
	    answer_words(arena, &other->is_other,
		arena_printf(arena, "also %s", certificate_words(arena, other)), "none"));
}

static void
describe_accepted(struct block *block, const struct port_facts *facts)
{
	const struct negotiation *negotiation = &facts->negotiation;

	if (!negotiation->is_known)
		return;
	tell_versions(block, negotiation);
	tell_weak_suites(block, facts);
	tell_dh(block, negotiation);
	tell_post_quantum(block, negotiation);
	tell_certificates(block, negotiation);
	if (!is_full(facts))
		tell_behaviours(block, negotiation, false);
}

/* STARTTLS, and known bugs. */

static void
tell_some(struct block *block, const struct port_facts *facts, enum behaviour first,
    enum behaviour last)
{
	struct item items[BEHAVIOURS];
	size_t len = 0;

	if (!facts->negotiation.is_known)
		return;
	for (unsigned i = first; i <= last; i++) {
		const struct answer *answer = &facts->negotiation.behaviours[i];

		/* What belongs to full depth is not missed elsewhere. */
		if (is_full(facts) || answer->value != ANSWER_UNKNOWN ||
		    i == BEHAVIOUR_INJECTION)
			items[len++] =
			    (struct item){ behaviour_title((enum behaviour)i), answer };
	}
	tell_answers(block, COLOUR_BAD, NULL, items, len);
}

static void
describe_starttls(struct block *block, const struct port_facts *facts)
{
	tell_some(block, facts, BEHAVIOUR_INJECTION, BEHAVIOUR_STATE_KEPT);
}

static void
describe_bugs(struct block *block, const struct port_facts *facts)
{
	tell_some(block, facts, BEHAVIOUR_HEARTBLEED, BEHAVIOUR_POODLE_TLS);
}

void
text_negotiation(const struct text *text, size_t from, size_t to)
{
	text_section(text, "What is accepted", from, to, describe_accepted);
	text_section(text, "STARTTLS", from, to, describe_starttls);
	text_section(text, "Known bugs", from, to, describe_bugs);
}
