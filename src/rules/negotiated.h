/* SPDX-License-Identifier: MIT */
/*
 * What the rules of several topics read out of a negotiation: which suites were taken, by
 * whichever question that came out, and whether that is all of them.
 */
#ifndef RULES_NEGOTIATED_H
#define RULES_NEGOTIATED_H

#include "registry/suite.h"
#include "rules/rule.h"

/* Is it one of those that are looked for? `about` is what the rule says. */
typedef bool suite_test(const struct suite *suite, int about);

/* Suites that were taken, by number; each is in the registry. */
struct suites_taken {
	size_t len;
	uint16_t numbers[RANKING_MAX];
};

/* All that pass the test and were taken in these versions, the last one included. A suite of
 * which only the class was asked counts where all versions from SSL 3.0 to TLS 1.2 do: it is
 * not known in which of them it was taken. */
void suites_taken(const struct port_facts *port, enum tls_version first, enum tls_version last,
    suite_test *test, int about, struct suites_taken *taken);

/* Is every suite known that the server takes in these versions? Yes, as sure as the least sure
 * of them; or unknown, and why. */
struct answer suites_are_whole(
    const struct port_facts *port, enum tls_version first, enum tls_version last);

/* "A, B, C, D and 2 more". */
const char *names_told(struct arena *arena, const char *const *names, size_t len);

/* The same of suites, and "are accepted". */
const char *suites_told(struct arena *arena, const struct suites_taken *taken);

/* Bad if one of them was taken in a version up to the last; good only if all are known. */
struct ruling ruling_of_suites(
    const struct subject *subject, enum tls_version last, suite_test *test, int about);

/* Does the server use Diffie-Hellman parameters of its own? Yes: they were seen, and
 * `negotiation.dh` tells of them. */
struct answer dh_is_used(const struct port_facts *port);

/* Is its prime one that many servers have, and short enough to be broken for all of them? */
bool dh_is_common(const struct dh_facts *dh);

/* Do both ports show certificates of the same RSA key? */
bool ports_share_rsa_key(const struct port_facts *a, const struct port_facts *b);

#endif
