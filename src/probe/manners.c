/* SPDX-License-Identifier: MIT */
/* What hellos show by the way: extensions taken up, key shares, Diffie-Hellman parameters. */
#include "probe/question.h"
#include "registry/number.h"
#include "registry/suite.h"
#include "tls/prime.h"

#include <string.h>

enum { SHARES_MAX = 64 };

struct manners {
	const struct survey *survey;
	struct negotiation *facts;
	struct span prime;
	size_t ec_len;
	struct {
		uint16_t group;
		struct span key;
	} ec[SHARES_MAX];
	size_t dh_len;
	struct span dh[SHARES_MAX];
};

static void
say(struct answer *answer, bool is_yes)
{
	if (is_yes || answer->value != ANSWER_YES)
		*answer = (struct answer){ .value = is_yes ? ANSWER_YES : ANSWER_NO };
}

static void
see_extensions(struct manners *manners, const struct witness *witness)
{
	static const struct {
		uint16_t extension;
		enum behaviour behaviour;
	} rows[] = {
		{ EXTENSION_RENEGOTIATION_INFO, BEHAVIOUR_SAFE_RENEGOTIATION },
		{ EXTENSION_EXTENDED_MASTER_SECRET, BEHAVIOUR_EXTENDED_MASTER_SECRET },
		{ EXTENSION_TRUNCATED_HMAC, BEHAVIOUR_TRUNCATED_HMAC },
		{ EXTENSION_HEARTBEAT, BEHAVIOUR_HEARTBEAT },
		{ EXTENSION_STATUS_REQUEST, BEHAVIOUR_STAPLING },
		{ EXTENSION_SESSION_TICKET, BEHAVIOUR_TICKETS_TLS12 },
	};
	const struct suite *suite = suite_by_number(witness->flight.suite);

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		if (witness_offered(witness, rows[i].extension))
			say(&manners->facts->behaviours[rows[i].behaviour],
			    witness_took_up(witness, rows[i].extension));
	/* RFC 7366 section 3: an AEAD suite has no use for it. */
	if (witness_offered(witness, EXTENSION_ENCRYPT_THEN_MAC) && suite != NULL &&
	    suite->mode == CIPHER_MODE_CBC)
		say(&manners->facts->behaviours[BEHAVIOUR_ENCRYPT_THEN_MAC],
		    witness_took_up(witness, EXTENSION_ENCRYPT_THEN_MAC));
	if (witness->hello.compressions.len > 1)
		say(&manners->facts->behaviours[BEHAVIOUR_COMPRESSION],
		    witness->flight.compression != 0);
}

/* RFC 8446 section 4.1.3: a server with TLS 1.3 that takes an older version says so in its
 * random, lest somebody made it. */
static void
see_sentinel(struct manners *manners, const struct witness *witness)
{
	static const uint8_t marks[2][8] = { { 'D', 'O', 'W', 'N', 'G', 'R', 'D', 1 },
		{ 'D', 'O', 'W', 'N', 'G', 'R', 'D', 0 } };
	const uint8_t *end = witness->flight.random + 24;

	if (!survey_has(manners->survey, TLS_VERSION_13))
		return;
	say(&manners->facts->behaviours[BEHAVIOUR_DOWNGRADE_SENTINEL],
	    memcmp(end, marks[0], sizeof(marks[0])) == 0 ||
		memcmp(end, marks[1], sizeof(marks[1])) == 0);
}

static void
see_share(struct manners *manners, const struct witness *witness)
{
	const struct flight *flight = &witness->flight;
	bool is_ec = flight->group != 0 && flight->end != FLIGHT_RETRY;

	if (flight->share.len == 0)
		return;
	if (is_ec && manners->ec_len < SHARES_MAX) {
		for (size_t i = 0; i < manners->ec_len; i++)
			if (manners->ec[i].group == flight->group &&
			    span_equal(manners->ec[i].key, flight->share))
				say(&manners->facts->behaviours[BEHAVIOUR_EC_SHARE_REUSE],
				    true);
		manners->ec[manners->ec_len].group = flight->group;
		manners->ec[manners->ec_len++].key = flight->share;
	}
	if (flight->server_key == SERVER_KEY_DH && manners->dh_len < SHARES_MAX) {
		for (size_t i = 0; i < manners->dh_len; i++)
			if (span_equal(manners->dh[i], flight->share))
				say(&manners->facts->behaviours[BEHAVIOUR_DH_SHARE_REUSE],
				    true);
		manners->dh[manners->dh_len++] = flight->share;
	}
}

static void
see(void *context, enum question question, const struct witness *witness)
{
	struct manners *manners = context;

	(void)question;
	if (witness->hello.is_ssl2)
		return;
	if (witness->flight.version < VERSION_TLS13) {
		see_extensions(manners, witness);
		see_sentinel(manners, witness);
	}
	see_share(manners, witness);
	/* The shortest prime is the one that counts. */
	if (witness->flight.server_key == SERVER_KEY_DH &&
	    (manners->prime.len == 0 || witness->flight.prime.len < manners->prime.len))
		manners->prime = witness->flight.prime;
}

/* Keys that were all different are no proof that none is used twice. */
static void
conclude(struct answer *answer, size_t seen)
{
	if (answer->value == ANSWER_YES)
		return;
	if (seen > 2)
		*answer = (struct answer){ .value = ANSWER_NO, .certainty = CERTAINTY_LIKELY };
	else
		answer->why = seen == 0 ? "no such key was seen" : "too few keys were seen";
}

void
manners_read(const struct survey *survey, struct arena *arena, struct negotiation *facts)
{
	static const enum behaviour old_only[] = { BEHAVIOUR_COMPRESSION,
		BEHAVIOUR_SAFE_RENEGOTIATION, BEHAVIOUR_EXTENDED_MASTER_SECRET,
		BEHAVIOUR_ENCRYPT_THEN_MAC, BEHAVIOUR_TRUNCATED_HMAC, BEHAVIOUR_HEARTBEAT,
		BEHAVIOUR_STAPLING, BEHAVIOUR_TICKETS_TLS12 };
	struct manners manners = { .survey = survey, .facts = facts };
	struct answer *sentinel = &facts->behaviours[BEHAVIOUR_DOWNGRADE_SENTINEL];
	struct answer *staple = &facts->behaviours[BEHAVIOUR_STAPLING];

	survey_each_accepted(survey, see, &manners);
	if (survey->session != NULL && survey->session->has_staple)
		*staple = (struct answer){ .value = ANSWER_YES };
	else if (survey->session != NULL && staple->value == ANSWER_UNKNOWN)
		*staple = (struct answer){ .value = ANSWER_NO };
	conclude(&facts->behaviours[BEHAVIOUR_EC_SHARE_REUSE], manners.ec_len);
	conclude(&facts->behaviours[BEHAVIOUR_DH_SHARE_REUSE], manners.dh_len);
	for (size_t i = 0; i < COUNT_OF(old_only); i++) {
		struct answer *answer = &facts->behaviours[old_only[i]];

		if (answer->value != ANSWER_UNKNOWN)
			continue;
		if (survey_best_old(survey) == TLS_VERSIONS &&
		    survey->versions[TLS_VERSION_12].value == ANSWER_NO)
			*answer = (struct answer){ .value = ANSWER_NOT_APPLICABLE,
				.why = "it is of TLS 1.2 and older" };
		else
			answer->why = "no hello that asks for it was answered";
	}
	if (sentinel->value == ANSWER_UNKNOWN && survey_lacks(survey, TLS_VERSION_13))
		*sentinel = (struct answer){ .value = ANSWER_NOT_APPLICABLE,
			.why = "the server does not have TLS 1.3" };
	else if (sentinel->value == ANSWER_UNKNOWN)
		sentinel->why = "no older version was taken";
	if (manners.prime.len > 0)
		prime_judge(manners.prime, arena, &facts->dh);
}
