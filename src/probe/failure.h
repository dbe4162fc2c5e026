/* SPDX-License-Identifier: MIT */
/* How and where the connections of a port failed, as stages with the server's own words. */
#ifndef PROBE_FAILURE_H
#define PROBE_FAILURE_H

#include "facts/host.h"

/* Appends the failures of one connection to those of its port, in the order they happened.
 * `facts` must know its record, capability lists and STARTTLS answers by now. */
void failure_read(const struct transcript *transcript, struct port_facts *facts);

/* Appends what the two connections in different modes prove together. */
void failure_read_modes(const struct port_record *port, struct port_facts *facts);

#endif
