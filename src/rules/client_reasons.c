/* SPDX-License-Identifier: MIT */
#include "rules/client_reasons.h"

#include "base/span.h"

const char *
client_state_name(enum client_state state)
{
	static const char *const names[] = {
		[CLIENT_NOT_KNOWN] = "not-known",
		[CLIENT_WORKS] = "works",
		[CLIENT_GOES_CLEAR] = "goes-clear",
		[CLIENT_FAILS] = "fails",
		[CLIENT_NOT_APPLICABLE] = "not-applicable",
	};
	_Static_assert(COUNT_OF(names) == CLIENT_STATES, "a word for each state");

	return names[state];
}

static const struct {
	const char *name;
	const char *step;
} reasons[] = {
	[CLIENT_REASON_NONE] = { "none", "end" },
	[CLIENT_REASON_PROTOCOL] = { "protocol", "protocol" },
	[CLIENT_REASON_BEFORE_TLS] = { "before-tls", "before-tls" },
	[CLIENT_REASON_NOT_ASKED] = { "not-asked", "hello" },
	[CLIENT_REASON_HELLO_REFUSED] = { "hello-refused", "hello" },
	[CLIENT_REASON_HELLO_DROPPED] = { "hello-dropped", "hello" },
	[CLIENT_REASON_HELLO_GARBLED] = { "hello-garbled", "hello" },
	[CLIENT_REASON_VERSION] = { "version", "handshake" },
	[CLIENT_REASON_DOWNGRADE] = { "downgrade", "handshake" },
	[CLIENT_REASON_SUITE] = { "suite", "handshake" },
	[CLIENT_REASON_RENEGOTIATION] = { "secure-renegotiation", "handshake" },
	[CLIENT_REASON_GROUP] = { "group", "handshake" },
	[CLIENT_REASON_DH_BITS] = { "dh-bits", "handshake" },
	[CLIENT_REASON_EC_BITS] = { "ec-bits", "handshake" },
	[CLIENT_REASON_SIGNATURE] = { "signature", "handshake" },
	[CLIENT_REASON_CERTIFICATE_UNSEEN] = { "certificate-unseen", "certificate" },
	[CLIENT_REASON_KEY_BITS] = { "key-bits", "certificate" },
	[CLIENT_REASON_SHA1] = { "sha1", "certificate" },
	[CLIENT_REASON_CHAIN] = { "chain", "certificate" },
	[CLIENT_REASON_TIME] = { "time", "certificate" },
	[CLIENT_REASON_NAME] = { "name", "certificate" },
	[CLIENT_REASON_CLIENT_CERTIFICATE] = { "client-certificate", "client-certificate" },
	[CLIENT_REASON_AFTER_TLS] = { "after-tls", "after-tls" },
};
_Static_assert(COUNT_OF(reasons) == CLIENT_REASONS, "words for each reason");

const char *
client_reason_name(enum client_reason reason)
{
	return reasons[reason].name;
}

const char *
client_reason_step(enum client_reason reason)
{
	return reasons[reason].step;
}
