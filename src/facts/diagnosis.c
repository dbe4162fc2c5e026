/* SPDX-License-Identifier: MIT */
#include "facts/diagnosis.h"

static const struct {
	const char *name;
	const char *title;
	const char *blame;
} rows[] = {
	[EXPERIMENT_AGAIN] = { "again", "the same once more", "once" },
	[EXPERIMENT_SMALL_HELLO] = { "small-hello", "with a small hello",
	    "when the hello is as large as ours" },
	[EXPERIMENT_NO_NAME] = { "no-sni", "without SNI",
	    "when it is told the host's name (SNI)" },
	[EXPERIMENT_TLS12] = { "tls-1.2-only", "with TLS 1.2 and older only",
	    "when it is offered TLS 1.3" },
	[EXPERIMENT_TLS13] = { "tls-1.3-only", "with TLS 1.3 only",
	    "when it is offered TLS 1.2 and older" },
	[EXPERIMENT_OLD_TLS] = { "tls-1.0-1.1-only", "with TLS 1.0 and 1.1 only",
	    "when it is offered TLS 1.2 or 1.3" },
	[EXPERIMENT_RSA] = { "rsa-only", "with RSA certificates only",
	    "when it is offered ECDSA" },
	[EXPERIMENT_ECDSA] = { "ecdsa-only", "with ECDSA certificates only",
	    "when it is offered RSA" },
	[EXPERIMENT_DHE] = { "dhe-only", "with finite-field DHE only",
	    "when it is offered elliptic curves" },
	[EXPERIMENT_NO_SHA1] = { "no-sha1", "without SHA-1 signatures",
	    "when it is offered SHA-1 signatures" },
	[EXPERIMENT_NO_TICKET] = { "no-ticket", "without session tickets",
	    "when it is offered session tickets" },
	[EXPERIMENT_ALPN] = { "alpn", "with ALPN", "without ALPN" },
	[EXPERIMENT_LARGE_HELLO] = { "large-hello", "with a large hello (post-quantum share)",
	    "when the hello is small" },
	[EXPERIMENT_SPLIT_HELLO] = { "split-hello", "with the hello in two records",
	    "when the hello is in one record" },
	[EXPERIMENT_LITERAL_NAME] = { "ehlo-address", "with an address in EHLO",
	    "when it is greeted with this name in EHLO" },
	[EXPERIMENT_LOCALHOST] = { "ehlo-localhost", "with EHLO localhost",
	    "when it is greeted with this name in EHLO" },
	[EXPERIMENT_HELO] = { "helo", "with HELO instead of EHLO",
	    "when it is greeted with EHLO" },
	[EXPERIMENT_OTHER_NAME] = { "sni-other", "with a name in SNI that nobody has",
	    "when it is told the host's name (SNI)" },
	[EXPERIMENT_GREETED_NAME] = { "sni-of-greeting", "with the name of its greeting in SNI",
	    "without the name of its greeting in SNI" },
	[EXPERIMENT_DOTTED_NAME] = { "sni-dotted", "with a dot behind the name in SNI",
	    "without a dot behind the name in SNI" },
	[EXPERIMENT_TWO_SEGMENTS] = { "two-segments", "with the hello in two TCP segments",
	    "when the hello is in one TCP segment" },
	[EXPERIMENT_SMALL_SEGMENTS] = { "small-segments", "with small TCP segments",
	    "when TCP segments are of the usual size" },
	[EXPERIMENT_SIZED_HELLO] = { "sized-hello", "with a hello that is padded",
	    "when the hello is as large as ours" },
	[EXPERIMENT_PATIENT] = { "patient", "with patience behind the greeting",
	    "when it is spoken to right behind its greeting" },
	[EXPERIMENT_RESUMED] = { "resumed", "with the first session taken up again",
	    "when a new session is wanted" },
};
_Static_assert(COUNT_OF(rows) == EXPERIMENTS, "words for each experiment");

enum experiment
experiment_of(uint32_t variant)
{
	uint32_t number = variant & ((UINT32_C(1) << EXPERIMENT_SIZE_SHIFT) - 1);

	return number < EXPERIMENTS ? (enum experiment)number : EXPERIMENTS;
}

unsigned
experiment_size(uint32_t variant)
{
	return variant >> EXPERIMENT_SIZE_SHIFT;
}

const char *
experiment_name(enum experiment experiment)
{
	return rows[experiment].name;
}

const char *
experiment_title(enum experiment experiment)
{
	return rows[experiment].title;
}

const char *
experiment_blame(enum experiment experiment)
{
	return rows[experiment].blame;
}

const char *
trial_state_name(enum trial_state state)
{
	static const char *const names[] = {
		[TRIAL_NOT_ASKED] = "not-asked",
		[TRIAL_RUNNING] = "running",
		[TRIAL_SUCCEEDED] = "succeeded",
		[TRIAL_FAILED] = "failed",
		[TRIAL_UNDECIDED] = "undecided",
		[TRIAL_MIXED] = "mixed",
	};
	_Static_assert(COUNT_OF(names) == TRIAL_STATES, "a word for each state");

	return names[state];
}
