/* SPDX-License-Identifier: MIT */
#include "rules/unasked.h"

#define NEEDS_DNS "needs DNS look-ups, which are not made yet"
#define NEEDS_POLICY "needs DNS look-ups and the policy's HTTPS page, which are not made yet"
#define NEEDS_TWICE "needs the same connection several times, which is not made yet"

const struct unasked unasked[] = {
	{ "cert-key-known-weak",
	    "needs a list of keys that are known, which there is none of" },
	{ "cert-no-sct", "signed certificate timestamps are not read yet" },
	{ "cert-san-coverage", NEEDS_DNS },
	{ "cons-flapping", NEEDS_TWICE },
	{ "cons-mx", NEEDS_DNS },
	{ "dane-access", NEEDS_DNS },
	{ "dane-discouraged", NEEDS_DNS },
	{ "dane-dns-failure", NEEDS_DNS },
	{ "dane-mismatch", NEEDS_DNS },
	{ "dane-no-tls", NEEDS_DNS },
	{ "dane-none", NEEDS_DNS },
	{ "dane-partial", NEEDS_DNS },
	{ "dane-rollover", NEEDS_DNS },
	{ "dane-ta", NEEDS_DNS },
	{ "dane-unsigned", NEEDS_DNS },
	{ "dane-unusable", NEEDS_DNS },
	{ "dns-caa", NEEDS_DNS },
	{ "dns-dnssec-unsigned", NEEDS_DNS },
	{ "dns-mx-broken", NEEDS_DNS },
	{ "dns-null-mx", NEEDS_DNS },
	{ "dns-srv-broken", NEEDS_DNS },
	{ "dns-srv-cleartext", NEEDS_DNS },
	{ "dns-srv-missing", NEEDS_DNS },
	{ "starttls-double", "a second STARTTLS inside TLS is not sent yet" },
	{ "starttls-selective", NEEDS_TWICE },
	{ "sts-fetch-failed", NEEDS_POLICY },
	{ "sts-maxage", NEEDS_POLICY },
	{ "sts-mode", NEEDS_POLICY },
	{ "sts-mx-mismatch", NEEDS_POLICY },
	{ "sts-mx-tls-invalid", NEEDS_POLICY },
	{ "sts-none", NEEDS_DNS },
	{ "sts-policy-invalid", NEEDS_POLICY },
	{ "sts-txt-invalid", NEEDS_DNS },
	{ "tls-close-notify-missing", "how a session ends is not looked at yet" },
	{ "tlsrpt-invalid", NEEDS_DNS },
	{ "tlsrpt-none", NEEDS_DNS },
};
const size_t unasked_count = COUNT_OF(unasked);

const struct unasked *
unasked_by_id(struct span id)
{
	for (size_t i = 0; i < unasked_count; i++)
		if (span_equal(id, span_of(unasked[i].id)))
			return &unasked[i];
	return NULL;
}
