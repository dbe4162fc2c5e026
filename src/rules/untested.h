/* SPDX-License-Identifier: MIT */
/* What could not be tested on a port, and whether it should have been. */
#ifndef RULES_UNTESTED_H
#define RULES_UNTESTED_H

#include "facts/host.h"

/* Why nothing, or not everything, could be tested on this port; NULL if all was. */
const char *port_untested(const struct port_facts *facts);

/* Does no way lead from here to the IPv6 address of this port, nor to any other of the host?
 * Then it is likelier this machine that has no IPv6. */
bool port_lacks_way(
    const struct port_facts *facts, const struct port_facts *ports, size_t ports_len);

/* Could a port not be tested that should have been? One that breaks off before it says
 * anything, one whose login or trust stays unknown, or one that the user named and that does
 * not answer. */
bool port_is_untested(const struct port_facts *facts);

#endif
