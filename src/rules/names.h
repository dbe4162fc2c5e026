/* SPDX-License-Identifier: MIT */
/* The names in certificates, compared and told. */
#ifndef RULES_NAMES_H
#define RULES_NAMES_H

#include "base/alloc.h"
#include "facts/tls.h"

/* Is this host meant by a DNS name of a certificate? Either may be written in any case and
 * with a dot at its end. A wildcard stands for one whole label, the leftmost (RFC 9525
 * section 6.3). */
bool name_covers(struct span name, struct span host);

/* Does it look like the name of a host: labels of letters, digits and hyphens, at least two? */
bool name_is_host(struct span name);

/* Is this host one of those that the certificate is for? One without a single DNS name is for
 * the host in its common name, as old clients have it. */
bool certificate_is_for(const struct certificate *certificate, struct span host);

/* Do both have the same names, in any order? */
bool certificate_has_names_of(const struct certificate *a, const struct certificate *b);

/* For whom it is, for people: "mail.example.org, example.org and 3 more". */
const char *certificate_names(const struct certificate *certificate, struct arena *arena);

#endif
