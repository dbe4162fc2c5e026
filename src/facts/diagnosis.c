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
};
_Static_assert(COUNT_OF(rows) == EXPERIMENTS, "words for each experiment");

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
	};
	_Static_assert(COUNT_OF(names) == TRIAL_STATES, "a word for each state");

	return names[state];
}
