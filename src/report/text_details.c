/* SPDX-License-Identifier: MIT */
#include "report/text_details.h"

#include "registry/number.h"
#include "registry/suite.h"
#include "report/text_answers.h"

#include <inttypes.h>
#include <string.h>

/* Lists in their order. */

/* Shorter than the titles: they stand in lists. */
const char *
class_words(enum suite_class suite_class)
{
	static const char *const words[] = {
		[SUITE_CLASS_NULL] = "NULL",
		[SUITE_CLASS_ANONYMOUS] = "anonymous",
		[SUITE_CLASS_EXPORT] = "export",
		[SUITE_CLASS_DES] = "DES",
		[SUITE_CLASS_RC4] = "RC4",
		[SUITE_CLASS_3DES] = "3DES",
		[SUITE_CLASS_MD5] = "MD5",
		[SUITE_CLASS_STATIC_DH] = "static DH",
		[SUITE_CLASS_STATIC_RSA] = "static RSA",
		[SUITE_CLASS_CBC] = "CBC",
		[SUITE_CLASS_DHE] = "DHE",
	};
	_Static_assert(COUNT_OF(words) == SUITE_CLASSES, "words for each class");

	return words[suite_class];
}

/* That CBC is in a suite's name is enough of a mark, and DHE is no weakness. */
static bool
is_marked(enum suite_class suite_class)
{
	return suite_class != SUITE_CLASS_CBC && suite_class != SUITE_CLASS_DHE;
}

/* A suite, and in what it is weak. */
static void
tell_suite(struct block *block, uint16_t number)
{
	const struct suite *suite = suite_by_number(number);
	const char *marks = "";
	char room[8];

	for (int i = 0; suite != NULL && i < SUITE_CLASSES; i++)
		if (is_marked((enum suite_class)i) &&
		    suite_is_of_class(suite, (enum suite_class)i))
			marks = list_add(block->arena, marks, class_words((enum suite_class)i));
	block_item(block, COLOUR_WARN,
	    suite != NULL ? suite->name
			  : arena_printf(block->arena, "%s", suite_name(number, room)),
	    marks);
}

/* "the server's order; there may be more: it was not asked to the end" */
static const char *
ranking_words(struct arena *arena, const struct ranking *ranking)
{
	const struct answer *whole = &ranking->is_whole;
	const char *order =
	    ranking->len < 2 ? ""
	    : ranking->preference == PREFERENCE_SERVER && ranking->is_order_partial
		? "the server's order, in parts"
	    : ranking->preference == PREFERENCE_SERVER ? "the server's order"
	    : ranking->preference == PREFERENCE_CLIENT ? "the client's order"
						       : "order not known";
	const char *gap = *order == '\0' ? "" : "; ";

	switch (whole->value) {
	case ANSWER_NO:
		return arena_printf(arena, "%s%sthere are more%s%s", order, gap,
		    whole->why == NULL ? "" : ": ", whole->why == NULL ? "" : whole->why);
	case ANSWER_UNKNOWN:
		return arena_printf(arena, "%s%sthere may be more: %s", order, gap,
		    whole->why == NULL ? "it was not asked" : whole->why);
	case ANSWER_YES:
	case ANSWER_NOT_APPLICABLE:
	case ANSWER_VALUES:
		break;
	}
	return whole->certainty == CERTAINTY_CERTAIN
	           ? order
	           : arena_printf(arena, "%s%s%sall of them", order, gap,
			 certainty_words(whole->certainty));
}

static bool
same_ranking(const struct ranking *a, const struct ranking *b)
{
	return a->len == b->len && a->preference == b->preference &&
	       memcmp(a->numbers, b->numbers, a->len * sizeof(a->numbers[0])) == 0;
}

/* "TLS 1.2, the server's order:" and the suites, or which newer version has the same. */
static void
tell_suites(struct block *block, const struct negotiation *negotiation, size_t version)
{
	const struct ranking *ranking = &negotiation->suites[version];
	const char *title = tls_version_title((enum tls_version)version);
	const char *words = ranking_words(block->arena, ranking);

	if (ranking->len == 0 && negotiation->versions[version].value == ANSWER_YES)
		block_say(block, COLOUR_NONE,
		    arena_printf(block->arena, "%s: %s", title,
			answer_words(block->arena, &ranking->is_whole, "none", "not all")));
	if (ranking->len == 0)
		return;
	words = arena_printf(block->arena, "%s%s%s", title, *words == '\0' ? "" : ", ", words);
	for (size_t newer = version + 1; newer < TLS_VERSIONS; newer++)
		if (same_ranking(&negotiation->suites[newer], ranking)) {
			block_say(block, COLOUR_NONE,
			    arena_printf(block->arena, "%s: the same as %s", words,
				tls_version_title((enum tls_version)newer)));
			return;
		}
	block_say(block, COLOUR_NONE, arena_printf(block->arena, "%s:", words));
	for (size_t i = 0; i < ranking->len; i++)
		tell_suite(block, ranking->numbers[i]);
}

static bool
is_told(const struct port_facts *facts)
{
	return facts->negotiation.is_known && facts->record->limits.depth == DEPTH_FULL;
}

static void
describe_suites(struct block *block, const struct port_facts *facts)
{
	const struct negotiation *negotiation = &facts->negotiation;

	if (!is_told(facts))
		return;
	for (size_t i = TLS_VERSIONS; i-- > TLS_VERSION_SSL3;)
		tell_suites(block, negotiation, i);
	if (negotiation->ssl2_kinds_len > 0)
		block_say(block, COLOUR_NONE, "SSL 2.0:");
	for (size_t i = 0; i < negotiation->ssl2_kinds_len; i++) {
		uint32_t number = negotiation->ssl2_kinds[i];
		const struct ssl2_kind *kind = ssl2_kind_by_number(number);

		block_item(block, COLOUR_NONE,
		    kind != NULL ? kind->name
				 : arena_printf(block->arena, "0x%06" PRIx32, number),
		    "");
	}
}

typedef const char *name_of(struct arena *arena, uint16_t number);

static const char *
group_name(struct arena *arena, uint16_t number)
{
	const struct group *group = group_by_number(number);

	return group != NULL ? group->name : arena_printf(arena, "0x%04x", number);
}

static const char *
scheme_name(struct arena *arena, uint16_t number)
{
	const struct scheme_number *scheme = signature_scheme_by_number(number);

	return scheme != NULL ? scheme->name : arena_printf(arena, "0x%04x", number);
}

static void
tell_ranking(
    struct block *block, const char *label, const struct ranking *ranking, name_of *name)
{
	const char *words = ranking_words(block->arena, ranking);
	const char *names = "";

	for (size_t i = 0; i < ranking->len; i++)
		names = list_add(block->arena, names, name(block->arena, ranking->numbers[i]));
	if (ranking->len > 0)
		block_tell(block, COLOUR_NONE, label,
		    *words == '\0' ? names
				   : arena_printf(block->arena, "%s (%s)", names, words));
	else if (ranking->is_whole.value != ANSWER_NOT_APPLICABLE)
		block_tell(block, COLOUR_NONE, label,
		    answer_words(block->arena, &ranking->is_whole, "none", "not known"));
}

static void
describe_groups(struct block *block, const struct port_facts *facts)
{
	const struct negotiation *negotiation = &facts->negotiation;

	if (!is_told(facts))
		return;
	tell_ranking(block, "groups TLS 1.3", &negotiation->groups_tls13, group_name);
	tell_ranking(block, "groups TLS 1.2", &negotiation->groups_tls12, group_name);
	tell_ranking(block, "signatures", &negotiation->schemes, scheme_name);
}

/* Manners. */

/* What needs no words: as every current server is. What is wrong is for rules to say; this only
 * chooses what is spelled out. Of the others either may be (unknown). */
static const enum answer_value ordinary[BEHAVIOURS] = {
	[BEHAVIOUR_COMPRESSION] = ANSWER_NO,
	[BEHAVIOUR_SAFE_RENEGOTIATION] = ANSWER_YES,
	[BEHAVIOUR_EXTENDED_MASTER_SECRET] = ANSWER_YES,
	[BEHAVIOUR_ENCRYPT_THEN_MAC] = ANSWER_YES,
	[BEHAVIOUR_TRUNCATED_HMAC] = ANSWER_NO,
	[BEHAVIOUR_HEARTBEAT] = ANSWER_NO,
	[BEHAVIOUR_DOWNGRADE_SENTINEL] = ANSWER_YES,
	[BEHAVIOUR_FALLBACK_SCSV] = ANSWER_YES,
	[BEHAVIOUR_CLIENT_RENEGOTIATION] = ANSWER_NO,
	[BEHAVIOUR_EC_SHARE_REUSE] = ANSWER_NO,
	[BEHAVIOUR_DH_SHARE_REUSE] = ANSWER_NO,
};

/* That keys are never used again cannot be more than likely: those seen were all different. */
static bool
is_as_it_should_be(size_t which, const struct answer *answer)
{
	bool is_reuse = which == BEHAVIOUR_EC_SHARE_REUSE || which == BEHAVIOUR_DH_SHARE_REUSE;

	return answer->value == ordinary[which] &&
	       (answer->certainty == CERTAINTY_CERTAIN ||
		   (is_reuse && answer->certainty == CERTAINTY_LIKELY));
}

void
tell_behaviours(struct block *block, const struct negotiation *negotiation, bool all)
{
	struct item items[BEHAVIOURS];
	const char *label = "behaviour";
	size_t len = 0;
	unsigned good = 0;

	for (size_t i = 0; i < BEHAVIOURS; i++) {
		const struct answer *answer = &negotiation->behaviours[i];

		if (ordinary[i] == ANSWER_UNKNOWN || answer->value == ANSWER_NOT_APPLICABLE ||
		    (answer->value == ANSWER_UNKNOWN && !all))
			continue;
		if (is_as_it_should_be(i, answer))
			good++;
		else
			items[len++] =
			    (struct item){ behaviour_title((enum behaviour)i), answer };
	}
	if (good > 0) {
		block_tell(block, COLOUR_NONE, label,
		    len == 0
			? arena_printf(block->arena, "all %u points as they should be", good)
			: arena_printf(block->arena, "%u of %zu points as they should be", good,
			      good + len));
		label = "";
	}
	tell_answers(block, COLOUR_WARN, label, items, len);
}

/* "refused (no_application_protocol)" */
static const char *
heeding_words(struct arena *arena, const struct heeding *heeding)
{
	const char *alert = alert_name(heeding->alert);
	const struct answer answer = {
		.value = heeding->heed == HEED_NOT_APPLICABLE ? ANSWER_NOT_APPLICABLE
		                                              : ANSWER_UNKNOWN,
		.why = heeding->why,
	};

	if (heeding->heed == HEED_REFUSED)
		return alert == NULL ? "refused" : arena_printf(arena, "refused (%s)", alert);
	if (heeding->heed == HEED_ACCEPTED || heeding->heed == HEED_IGNORED)
		return heed_name(heeding->heed);
	return answer_words(arena, &answer, "", "");
}

static void
tell_heedings(struct block *block, const struct negotiation *negotiation)
{
	struct arena *arena = block->arena;

	block_tell(block, COLOUR_NONE, "ALPN",
	    arena_printf(arena, "its own name: %s; an unknown name: %s",
		heeding_words(arena, &negotiation->alpn),
		heeding_words(arena, &negotiation->alpn_unknown)));
	block_tell(block, COLOUR_NONE, "unknown SNI",
	    heeding_words(arena, &negotiation->unknown_name));
}

static void
tell_hellos(struct block *block, const struct negotiation *negotiation)
{
	struct item items[HELLO_KINDS];
	const char *label = "odd hellos";
	size_t len = 0;
	unsigned good = 0;

	for (size_t i = 0; i < HELLO_KINDS; i++) {
		const struct answer *answer = &negotiation->tolerates[i];

		if (answer->value == ANSWER_YES && answer->certainty == CERTAINTY_CERTAIN)
			good++;
		else if (answer->value != ANSWER_NOT_APPLICABLE)
			items[len++] =
			    (struct item){ hello_kind_title((enum hello_kind)i), answer };
	}
	if (good > 0) {
		block_tell(block, COLOUR_NONE, label,
		    len == 0 ? arena_printf(block->arena, "all %u are answered", good)
			     : arena_printf(block->arena, "%u of %u are answered", good,
				   good + (unsigned)len));
		label = "";
	}
	tell_answers(block, COLOUR_NONE, label, items, len);
}

static void
tell_tickets(struct block *block, const char *version, const struct ticket_facts *tickets)
{
	if (tickets->count == 0)
		return;
	block_tell(block, COLOUR_NONE, "",
	    arena_printf(block->arena, "%s: %u ticket%s for %" PRIu32 " s%s%s", version,
		tickets->count, tickets->count == 1 ? "" : "s", tickets->lifetime_s,
		tickets->is_before_finished ? ", sent unasked" : "",
		tickets->max_early_data == 0
		    ? ""
		    : arena_printf(block->arena, ", early data up to %" PRIu32 " bytes",
			  tickets->max_early_data)));
}

static void
tell_sessions(struct block *block, const struct negotiation *negotiation)
{
	static const enum behaviour behaviours[] = { BEHAVIOUR_TICKETS_TLS12,
		BEHAVIOUR_TICKETS_TLS13, BEHAVIOUR_RESUMPTION_TLS12, BEHAVIOUR_RESUMPTION_TLS13,
		BEHAVIOUR_EARLY_DATA };
	static const enum behaviour staples[] = { BEHAVIOUR_STAPLING, BEHAVIOUR_MUST_STAPLE };
	struct item items[COUNT_OF(behaviours)];

	for (size_t i = 0; i < COUNT_OF(behaviours); i++)
		items[i] = (struct item){ behaviour_title(behaviours[i]),
			&negotiation->behaviours[behaviours[i]] };
	tell_answers(block, COLOUR_NONE, "sessions", items, COUNT_OF(behaviours));
	tell_tickets(block, "TLS 1.3", &negotiation->tickets_tls13);
	tell_tickets(block, "TLS 1.2", &negotiation->tickets_tls12);
	for (size_t i = 0; i < COUNT_OF(staples); i++)
		items[i] = (struct item){ behaviour_title(staples[i]),
			&negotiation->behaviours[staples[i]] };
	tell_answers(block, COLOUR_NONE, "OCSP", items, COUNT_OF(staples));
}

static void
describe_manners(struct block *block, const struct port_facts *facts)
{
	const struct negotiation *negotiation = &facts->negotiation;

	if (!is_told(facts))
		return;
	tell_behaviours(block, negotiation, true);
	tell_sessions(block, negotiation);
	tell_heedings(block, negotiation);
	tell_hellos(block, negotiation);
}

void
text_details(const struct text *text, size_t from, size_t to)
{
	text_section(text, "Suites", from, to, describe_suites);
	text_section(text, "Groups and signature schemes", from, to, describe_groups);
	text_section(text, "Manners", from, to, describe_manners);
}

/* Effort. */

/* What was not asked at all, or only in part, for one reason each. */
static void
tell_left_out(struct block *block, const struct negotiation *negotiation, bool is_begun)
{
	const char *label = is_begun ? "asked in part" : "not asked";

	for (size_t i = 0; i < negotiation->asked_len; i++) {
		const struct asked *first = &negotiation->asked[i];
		const char *titles = "";
		bool is_told = false;

		for (size_t j = 0; j < negotiation->asked_len; j++) {
			const struct asked *asked = &negotiation->asked[j];

			if (!first->is_applicable || first->why_not == NULL ||
			    !asked->is_applicable || asked->why_not == NULL ||
			    (first->connections > 0) != is_begun ||
			    (asked->connections > 0) != is_begun ||
			    strcmp(asked->why_not, first->why_not) != 0)
				continue;
			is_told = is_told || j < i;
			titles = list_add(block->arena, titles,
			    question_title((enum question)asked->question));
		}
		if (is_told || *titles == '\0')
			continue;
		block_tell(block, COLOUR_NONE, label,
		    arena_printf(block->arena, "%s (%s)", titles, first->why_not));
		label = "";
	}
}

static void
describe_effort(struct block *block, const struct port_facts *facts)
{
	const struct negotiation *negotiation = &facts->negotiation;
	unsigned asked = 0;
	unsigned applicable = 0;
	unsigned connections = 0;

	if (!negotiation->is_known)
		return;
	for (size_t i = 0; i < negotiation->asked_len; i++) {
		const struct asked *question = &negotiation->asked[i];

		applicable += question->is_applicable ? 1 : 0;
		asked += question->is_applicable && question->why_not == NULL ? 1 : 0;
		connections += question->connections;
	}
	block_say(block, COLOUR_NONE,
	    arena_printf(block->arena, "%s depth: asked %u of %u questions in %u connection%s",
		depth_name(facts->record->limits.depth), asked, applicable, connections,
		connections == 1 ? "" : "s"));
	tell_left_out(block, negotiation, false);
	tell_left_out(block, negotiation, true);
}

void
text_effort(const struct text *text, size_t from, size_t to)
{
	text_section(text, "Asked", from, to, describe_effort);
}
