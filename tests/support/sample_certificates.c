/* SPDX-License-Identifier: MIT */
/* A host with a different trouble with its certificate on each port. */
#include "support/samples.h"

#define MODERN                                                                                 \
	.version = "TLS 1.3", .suite = "TLS_CHACHA20_POLY1305_SHA256", .group = "SECP256R1",   \
	.signature = "ECDSA-SECP256R1-SHA256"

static const struct handshake self_signed = {
	MODERN,
	.trust = TRUST_NOT_ANCHORED,
	.certificates = { "self-signed" },
};

static const struct handshake anonymous = {
	.version = "TLS 1.2",
	.suite = "TLS_DH_ANON_AES_256_CBC_SHA256",
	.group = "FFDHE2048",
	.trust = TRUST_UNKNOWN,
};

static const struct handshake ancient = {
	.version = "TLS 1.0",
	.suite = "TLS_RSA_3DES_EDE_CBC_SHA1",
	.trust = TRUST_NOT_ANCHORED,
	.certificates = { "weak" },
	.is_old = true,
};

static const struct handshake without_intermediate = {
	MODERN,
	.trust = TRUST_NOT_ANCHORED,
	.certificates = { "leaf" },
};

static const struct handshake unreadable = {
	MODERN,
	.trust = TRUST_UNKNOWN,
	.certificates = { "garbage" },
};

static const struct handshake in_disorder = {
	MODERN,
	.trust = TRUST_ANCHORED,
	.certificates = { "leaf", "self-signed", "issuing" },
	.sent = 30,
};

static const struct handshake without_store = {
	MODERN,
	.trust = TRUST_UNKNOWN,
	.certificates = { "leaf", "issuing" },
};

#define TALKS(array, session)                                                                  \
	{                                                                                      \
		[QUESTION_BASICS] = { TALK(array), .handshake = &(session) }                   \
	}

const struct port sample_certificate_ports[SAMPLE_CERTIFICATE_PORTS] = {
	{ .scheme = "smtp", .talks = TALKS(sample_smtp_basics, self_signed) },
	{ .scheme = "submissions", .talks = TALKS(sample_imaps, anonymous) },
	{ .scheme = "submission", .talks = TALKS(sample_smtp_basics, ancient) },
	{ .scheme = "submission",
	    .number = 2587,
	    .talks = TALKS(sample_smtp_basics, without_intermediate) },
	{ .scheme = "imaps", .talks = TALKS(sample_imaps, unreadable) },
	{ .scheme = "imaps", .number = 1993, .talks = TALKS(sample_imaps, in_disorder) },
	{ .scheme = "imaps",
	    .number = 2993,
	    .has_no_name = true,
	    .talks = TALKS(sample_imaps, without_store) },
};
