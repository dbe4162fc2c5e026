/* SPDX-License-Identifier: MIT */
/* Hosts to report about: the same every time, with every kind of thing that can be told. */
#ifndef SUPPORT_SAMPLES_H
#define SUPPORT_SAMPLES_H

#include "support/record.h"

struct sample {
	const char *name; /* of its files in tests/data/golden */
	const char *host;
	const struct port *ports;
	size_t ports_len;
	const char *resolve_words;
	bool is_unknown_name;
	bool is_address;
	unsigned addresses_left_out;
	bool is_interrupted;
	struct limits limits;   /* of each port */
	bool quotes_long_words; /* which may pass the width of a report */
};

extern const struct sample samples[];
extern const size_t samples_count;

/* Builds the record; to be cleared with arena_clear(&host->arena). */
void sample_make(const struct sample *sample, struct host_record *host);

/* The sample of this name. */
const struct sample *sample_by_name(const char *name);

/* Fills in what is known of the negotiation, for samples that have such facts and no
 * transcripts for them; the host is known by its name. */
void sample_negotiate(const char *host, struct port_facts *facts);

/* Written down in files of their own. */
enum {
	SAMPLE_FAILING_PORTS = 39,
	SAMPLE_LOGIN_PORTS = 7,
	SAMPLE_CERTIFICATE_PORTS = 7,
	SAMPLE_HOSTILE_PORTS = 5,
};
extern const struct port sample_healthy_ports[7];
extern const struct port sample_failing_ports[SAMPLE_FAILING_PORTS];
extern const struct port sample_login_ports[SAMPLE_LOGIN_PORTS];
extern const struct port sample_certificate_ports[SAMPLE_CERTIFICATE_PORTS];
extern const struct port sample_hostile_ports[SAMPLE_HOSTILE_PORTS];

/* What others are made of: connections that go well, and a session with a good certificate. */
extern const struct handshake sample_good_handshake;
extern const struct line sample_smtp_basics[19];
extern const struct line sample_smtp_login[10];
extern const struct line sample_imaps[8];

#endif
