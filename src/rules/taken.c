/* SPDX-License-Identifier: MIT */
#include "rules/taken.h"

#include "registry/number.h"
#include "registry/suite.h"

#include <string.h>

bool
taken_has(const struct taken *taken, uint16_t number)
{
	for (size_t i = 0; i < taken->len; i++)
		if (taken->numbers[i] == number)
			return true;
	return false;
}

static void
add(struct taken *taken, uint16_t number)
{
	if (number != 0 && taken->len < TAKEN_MAX && !taken_has(taken, number))
		taken->numbers[taken->len++] = number;
}

/* There may be more. The first reason stays. */
static void
leave_open(struct taken *taken, const char *why)
{
	if (taken->why_open == NULL)
		taken->why_open = why == NULL ? "not asked" : why;
}

/* That there is no more is as sure as this answer. */
static void
doubt(struct taken *taken, enum certainty certainty)
{
	if (certainty > taken->certainty)
		taken->certainty = certainty;
}

static void
begin(const struct port_facts *port, struct taken *taken)
{
	*taken = (struct taken){ 0 };
	if (port->record->limits.depth == DEPTH_QUICK)
		leave_open(taken, "not asked at --depth quick");
	else if (!port->negotiation.is_known)
		leave_open(taken, "TLS was not reached");
}

static void
add_ranking(const struct port_facts *port, const struct ranking *ranking, struct taken *taken)
{
	for (size_t i = 0; i < ranking->len; i++)
		add(taken, ranking->numbers[i]);
	switch (ranking->is_whole.value) {
	case ANSWER_YES:
		doubt(taken, ranking->is_whole.certainty);
		break;
	case ANSWER_UNKNOWN:
	case ANSWER_NO:
		leave_open(taken, port->record->limits.depth == DEPTH_FULL
				      ? ranking->is_whole.why
				      : "not all are asked for at --depth standard");
		break;
	case ANSWER_NOT_APPLICABLE:
	case ANSWER_VALUES:
		break;
	}
}

void
taken_versions(const struct port_facts *port, struct taken *taken)
{
	begin(port, taken);
	for (size_t i = TLS_VERSIONS; i > 0; i--) {
		const struct answer *answer = &port->negotiation.versions[i - 1];
		enum tls_version version = (enum tls_version)(i - 1);
		bool is_in_session = port->has_session && strcmp(port->session->version,
							      tls_version_title(version)) == 0;

		if (answer->value == ANSWER_YES || is_in_session)
			add(taken, tls_version_number(version));
		else if (answer->value == ANSWER_UNKNOWN)
			leave_open(taken, answer->why);
		else
			doubt(taken, answer->certainty);
	}
}

void
taken_suites(const struct port_facts *port, struct taken *taken)
{
	const struct negotiation *negotiation = &port->negotiation;
	const struct suite *suite =
	    suite_by_name(port->session->suite == NULL ? "" : port->session->suite);

	begin(port, taken);
	for (size_t i = TLS_VERSIONS; i-- > TLS_VERSION_SSL3;) {
		add_ranking(port, &negotiation->suites[i], taken);
		/* A version may only be likely to be missing. */
		doubt(taken, negotiation->versions[i].certainty);
	}
	for (size_t i = 0; i < SUITE_CLASSES; i++)
		if (negotiation->classes[i].value == ANSWER_YES)
			add(taken, negotiation->class_examples[i]);
	if (port->has_session && suite != NULL)
		add(taken, suite->number);
}

void
taken_groups(const struct port_facts *port, struct taken *taken)
{
	const struct negotiation *negotiation = &port->negotiation;
	bool is_shown_by_tls13 = negotiation->groups_tls13.is_whole.value == ANSWER_YES &&
	                         negotiation->groups_tls12.is_whole.value == ANSWER_UNKNOWN;

	begin(port, taken);
	add_ranking(port, &negotiation->groups_tls13, taken);
	/* All servers that are known have one list for both versions. */
	if (is_shown_by_tls13)
		doubt(taken, CERTAINTY_LIKELY);
	else
		add_ranking(port, &negotiation->groups_tls12, taken);
	if (negotiation->post_quantum.value == ANSWER_YES)
		add(taken, negotiation->post_quantum_group);
	if (port->has_session)
		add(taken, session_group_number(port->session));
}

void
taken_schemes(const struct port_facts *port, struct taken *taken)
{
	const struct ranking *ranking = &port->negotiation.schemes;

	begin(port, taken);
	add_ranking(port, ranking, taken);
	/* They were asked for with TLS 1.2, and TLS 1.3 has but good ones. */
	if (ranking->is_whole.value == ANSWER_NOT_APPLICABLE)
		doubt(taken, CERTAINTY_LIKELY);
	if (port->has_session)
		add(taken, session_scheme_number(port->session));
}

/* Are the names the same, whatever the case of letters and without hyphens? */
static bool
is_like(const char *name, const char *other)
{
	while (*name != '\0' && *other != '\0') {
		if (*name == '-') {
			name++;
			continue;
		}
		if (!span_alike((struct span){ (const uint8_t *)name, 1 },
			(struct span){ (const uint8_t *)other, 1 }))
			return false;
		name++;
		other++;
	}
	return *name == *other;
}

uint16_t
session_group_number(const struct session *session)
{
	for (size_t i = 0; session->group != NULL && i < groups_count; i++)
		if (is_like(session->group, groups[i].name))
			return groups[i].number;
	return 0;
}

uint16_t
session_scheme_number(const struct session *session)
{
	/* clang-format off */
	static const struct {
		const char *name;
		uint16_t number;
	} rows[] = {
		{ "RSA-MD5", 0x0101 },
		{ "RSA-SHA1", 0x0201 },
		{ "RSA-SHA224", 0x0301 },
		{ "RSA-SHA256", 0x0401 },
		{ "RSA-SHA384", 0x0501 },
		{ "RSA-SHA512", 0x0601 },
		{ "DSA-SHA1", 0x0202 },
		{ "DSA-SHA224", 0x0302 },
		{ "DSA-SHA256", 0x0402 },
		{ "ECDSA-SHA1", 0x0203 },
		{ "ECDSA-SHA224", 0x0303 },
		{ "ECDSA-SHA256", 0x0403 },
		{ "ECDSA-SHA384", 0x0503 },
		{ "ECDSA-SHA512", 0x0603 },
		{ "ECDSA-SECP256R1-SHA256", 0x0403 },
		{ "ECDSA-SECP384R1-SHA384", 0x0503 },
		{ "ECDSA-SECP521R1-SHA512", 0x0603 },
		{ "RSA-PSS-RSAE-SHA256", 0x0804 },
		{ "RSA-PSS-RSAE-SHA384", 0x0805 },
		{ "RSA-PSS-RSAE-SHA512", 0x0806 },
		{ "EdDSA-Ed25519", 0x0807 },
		{ "EdDSA-Ed448", 0x0808 },
		{ "RSA-PSS-SHA256", 0x0809 },
		{ "RSA-PSS-SHA384", 0x080a },
		{ "RSA-PSS-SHA512", 0x080b },
	};
	/* clang-format on */

	for (size_t i = 0; session->signature != NULL && i < COUNT_OF(rows); i++)
		if (strcmp(session->signature, rows[i].name) == 0)
			return rows[i].number;
	return 0;
}
