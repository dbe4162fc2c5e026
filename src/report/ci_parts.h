/* SPDX-License-Identifier: MIT */
/* What the reports for CI have in common: how a port is called, why something could not be
 * tested, and a finding in lines. All text that is returned is plain (see base/text.h), and
 * lives as long as the host's arena. */
#ifndef REPORT_CI_PARTS_H
#define REPORT_CI_PARTS_H

#include "report/result.h"

/* Text of a user, a file or a server: as it is if that is plain, else escaped; bounded. */
const char *ci_plain(struct arena *arena, const char *text);

/* Has the host several addresses, so that a port is only known by its own? */
bool ci_has_addresses(const struct host_record *host);

/* "mail.example.org:587", "[2001:db8::25]:587". */
const char *ci_place(struct arena *arena, const char *host, uint16_t port);

/* Why nothing of the host could be tested: it has no address, or no port answers. NULL if
 * something was. */
const char *ci_host_untested(const struct result *result);

/* Why this port could not be tested though it should have been; NULL if there is no such
 * reason. */
const char *ci_port_untested(const struct port_facts *facts);

/* The microseconds that all connections to a port took. */
uint64_t ci_elapsed_us(const struct port_record *port);

/* "accepted: reason". */
const char *ci_accepted(struct arena *arena, const struct acceptance *acceptance);

/* What the server said when it failed, escaped, in one line; NULL if it was nothing. */
const char *ci_quote(struct arena *arena, const struct finding *finding);

/* All there is to say about a bad finding: what was seen, why it matters, what to change with
 * the lines to paste, and where it stands. Lines are separated by LF and end in one. */
const char *ci_story(const struct result *result, const struct finding *finding);

#endif
