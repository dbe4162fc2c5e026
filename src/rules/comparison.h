/* SPDX-License-Identifier: MIT */
/*
 * Two ports that should be alike: what differs, in sentences, and what of it is not known. What
 * is not known of one side is never a difference.
 */
#ifndef RULES_COMPARISON_H
#define RULES_COMPARISON_H

#include "rules/rule.h"

struct comparison {
	struct arena *arena;
	const struct port_facts *there;
	const struct port_facts *here;
	const char *name;         /* of the other one: "192.0.2.1", "port 465" */
	const char *differences;  /* NULL: none is known */
	enum certainty certainty; /* of the surest difference */
	bool is_all_certificate;  /* nothing differs but certificates */
	const char *unknown;      /* what could not be compared; NULL: nothing */
};

void comparison_init(struct comparison *comparison, struct arena *arena, const char *name,
    const struct port_facts *there, const struct port_facts *here);

/* Adds a sentence of the caller's own: "192.0.2.1 answers; here nothing listens". */
void comparison_add(
    struct comparison *comparison, const char *sentence, enum certainty certainty);

/* Each compares one thing. */
void comparison_starttls(struct comparison *comparison); /* is it offered, and the mode */
void comparison_versions(struct comparison *comparison);
void comparison_classes(struct comparison *comparison); /* of suites, the weak ones */
void comparison_login(struct comparison *comparison);
void comparison_certificate(struct comparison *comparison);

/* Bad where something differs, not known where something could not be compared. */
struct ruling comparison_ruling(const struct comparison *comparison);

/* The server's own certificate; NULL where none was seen or it cannot be read. */
const struct certificate *port_certificate(const struct port_facts *port);

/* Is TLS known to be missing there, so that there is no certificate? */
bool port_lacks_tls(const struct port_facts *port);

/* Do both ports show certificates that go for the same? Not a difference: which of an RSA and
 * an ECDSA certificate for the same names came to be negotiated. */
bool port_shares_certificate(const struct port_facts *a, const struct port_facts *b);

/* What of a certificate is other than of this other one: "for mail.example.org", "until
 * 2027-01-31", or "with the key 0123456789abcdef". */
const char *certificate_difference(const struct certificate *certificate,
    const struct certificate *other, struct arena *arena);

#endif
