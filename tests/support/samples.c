/* SPDX-License-Identifier: MIT */
#include "support/samples.h"

#include <stdlib.h>
#include <string.h>

#define BASICS(array) [QUESTION_BASICS] = { TALK(array), .handshake = &sample_good_handshake }

static const struct line slow_smtp[] = {
	CONNECTS,
	{ .kind = EVENT_RECEIVED,
	    .step = STEP_GREETING,
	    .reply = REPLY_PART,
	    .text = "220-mail.example.test" },
	{ .kind = EVENT_RECEIVED,
	    .step = STEP_GREETING,
	    .reply = REPLY_OK,
	    .text = "220 mail.example.test ESMTP",
	    .ms = 6000 },
	ASKS(CAPABILITY, "EHLO probe.example.test"),
	SAYS(CAPABILITY, PART, "250-mail.example.test"),
	SAYS(CAPABILITY, OK, "250 STARTTLS"),
	ASKS(STARTTLS, "STARTTLS"),
	SAYS(STARTTLS, OK, "220 2.0.0 Ready to start TLS"),
	{ .kind = EVENT_HELLO, .step = STEP_TLS, .number = 60, .ms = 60 },
	{ .kind = EVENT_SESSION, .step = STEP_TLS, .ms = 22 },
	HANGS_UP,
};

static const struct line closed[] = { HAPPENS(REFUSED, CONNECT) };

static const struct line interrupted[] = {
	CONNECTS,
	{ .kind = EVENT_INTERRUPTED, .step = STEP_GREETING, .ms = 400 },
};

static const struct port two_addresses[] = {
	{ .scheme = "smtp",
	    .talks = { BASICS(sample_smtp_basics), [QUESTION_LOGIN] = { TALK(
						       sample_smtp_login) } } },
	{ .scheme = "imaps", .talks = { BASICS(sample_imaps) } },
	{ .scheme = "smtp",
	    .address = "2001:db8::25",
	    .talks = { BASICS(slow_smtp), [QUESTION_LOGIN] = { TALK(sample_smtp_login) } } },
	{ .scheme = "imaps",
	    .address = "2001:db8::25",
	    .talks = { [QUESTION_BASICS] = { TALK(closed) } } },
};

static const struct port some_interrupted[] = {
	{ .scheme = "smtp",
	    .talks = { BASICS(sample_smtp_basics), [QUESTION_LOGIN] = { TALK(
						       sample_smtp_login) } } },
	{ .scheme = "submission", .talks = { [QUESTION_BASICS] = { TALK(interrupted) } } },
	{ .scheme = "imap" },
};

static const struct port one_address[] = {
	{ .scheme = "imaps", .has_no_name = true, .talks = { BASICS(sample_imaps) } },
};

static const struct handshake garbled = {
	.version = "TLS 1.3",
	.suite = "TLS_AES_256_GCM_SHA384",
	.trust = TRUST_UNKNOWN,
	.certificates = { "garbage" },
};

static const struct port few[] = {
	{ .scheme = "imaps",
	    .talks = { [QUESTION_BASICS] = { TALK(sample_imaps), .handshake = &garbled } } },
	{ .scheme = "smtp", .talks = { [QUESTION_BASICS] = { TALK(interrupted) } } },
};

static const struct handshake old = {
	.version = "TLS 1.2",
	.suite = "TLS_RSA_WITH_AES_128_CBC_SHA",
	.trust = TRUST_ANCHORED,
	.certificates = { "leaf", "issuing" },
	.is_old = true,
};

static const struct port lax[] = {
	{ .scheme = "smtp",
	    .talks = { [QUESTION_BASICS] = { TALK(sample_smtp_basics), .handshake = &old },
		[QUESTION_LOGIN] = { TALK(sample_smtp_login) } } },
	{ .scheme = "imaps", .talks = { BASICS(sample_imaps) } },
};

#define PORTS(array) .ports = (array), .ports_len = COUNT_OF(array)

const struct sample samples[] = {
	{ .name = "healthy", .host = "mail.example.test", PORTS(sample_healthy_ports) },
	{ .name = "failing", .host = "mail.example.test", PORTS(sample_failing_ports) },
	{ .name = "logins", .host = "mail.example.test", PORTS(sample_login_ports) },
	{ .name = "certificates",
	    .host = "mail.example.test",
	    PORTS(sample_certificate_ports) },
	{ .name = "hostile",
	    .host = "mail.example.test",
	    PORTS(sample_hostile_ports),
	    .quotes_long_words = true },
	{ .name = "unknown-name",
	    .host = "mial.example.test",
	    .resolve_words = "unknown node or service",
	    .is_unknown_name = true },
	{ .name = "failed-look-up",
	    .host = "a-name-of-some-length-for-a-mail-host.department.example.test",
	    .resolve_words = "temporary failure" },
	{ .name = "two-addresses", .host = "mail.example.test", PORTS(two_addresses) },
	{ .name = "an-address", .host = "192.0.2.25", PORTS(one_address), .is_address = true },
	{ .name = "interrupted",
	    .host = "mail.example.test",
	    PORTS(some_interrupted),
	    .addresses_left_out = 5,
	    .is_interrupted = true },
	{ .name = "modern",
	    .host = "modern.example.test",
	    PORTS(sample_healthy_ports),
	    .limits = { .depth = DEPTH_STANDARD, .connections_max = 40, .pace_ms = 20 } },
	{ .name = "lax",
	    .host = "lax.example.test",
	    PORTS(lax),
	    .limits = { .depth = DEPTH_FULL, .is_intrusive = true, .pace_ms = 100 } },
	{ .name = "small", .host = "mail.example.test", PORTS(few) },
};
const size_t samples_count = COUNT_OF(samples);

void
sample_make(const struct sample *sample, struct host_record *host)
{
	record_begin(host, sample->host);
	record_ports(host, sample->ports, sample->ports_len);
	for (size_t i = 0; i < host->ports_len; i++)
		host->ports[i].limits = sample->limits;
	host->resolve_words = sample->resolve_words;
	host->is_unknown_name = sample->is_unknown_name;
	host->is_address = sample->is_address;
	host->addresses_left_out = sample->addresses_left_out;
	host->is_complete = !sample->is_interrupted;
	if (sample->is_address)
		host->resolve_us = 0;
}

const struct sample *
sample_by_name(const char *name)
{
	for (size_t i = 0; i < samples_count; i++)
		if (strcmp(samples[i].name, name) == 0)
			return &samples[i];
	abort();
}
