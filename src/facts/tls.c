/* SPDX-License-Identifier: MIT */
#include "facts/tls.h"

#include <string.h>

const char *
chain_problem_name(enum chain_problem problem)
{
	static const char *const names[] = {
		[CHAIN_EMPTY] = "no-certificate",
		[CHAIN_UNREADABLE] = "unreadable",
		[CHAIN_TOO_LONG] = "too-long",
		[CHAIN_EXPIRED] = "expired",
		[CHAIN_NOT_YET_VALID] = "not-yet-valid",
		[CHAIN_NAME_MISMATCH] = "name-mismatch",
		[CHAIN_NAME_ONLY_IN_CN] = "name-only-in-cn",
		[CHAIN_SELF_SIGNED] = "self-signed",
		[CHAIN_UNKNOWN_ISSUER] = "unknown-issuer",
		[CHAIN_MISSING_INTERMEDIATE] = "missing-intermediate",
		[CHAIN_WRONG_ORDER] = "wrong-order",
		[CHAIN_BAD_SIGNATURE] = "bad-signature",
		[CHAIN_WRONG_PURPOSE] = "wrong-purpose",
		[CHAIN_REVOKED] = "revoked",
	};
	_Static_assert(COUNT_OF(names) == CHAIN_PROBLEMS, "a name for each problem");

	return names[problem];
}

const char *
staple_status_name(enum staple_status status)
{
	static const char *const names[] = {
		[STAPLE_NONE] = "none",
		[STAPLE_UNREADABLE] = "unreadable",
		[STAPLE_OTHER_CERTIFICATE] = "other-certificate",
		[STAPLE_BAD_SIGNATURE] = "bad-signature",
		[STAPLE_UNCHECKED] = "unchecked",
		[STAPLE_OUT_OF_DATE] = "out-of-date",
		[STAPLE_GOOD] = "good",
		[STAPLE_REVOKED] = "revoked",
		[STAPLE_STATUS_UNKNOWN] = "unknown",
	};
	_Static_assert(COUNT_OF(names) == STAPLE_COUNT, "a name for each status");

	return names[status];
}

static const char *const trusts[] = {
	[TRUST_UNKNOWN] = "unknown",
	[TRUST_ANCHORED] = "trusted",
	[TRUST_NOT_ANCHORED] = "not-trusted",
};
_Static_assert(COUNT_OF(trusts) == TRUST_COUNT, "a name for each kind of trust");

const char *
trust_name(enum trust trust)
{
	return trusts[trust];
}

bool
trust_by_name(const char *name, enum trust *trust)
{
	for (size_t i = 0; i < TRUST_COUNT; i++)
		if (strcmp(name, trusts[i]) == 0) {
			*trust = (enum trust)i;
			return true;
		}
	return false;
}
