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
		[CHAIN_WEAK_KEY] = "weak-key",
		[CHAIN_WEAK_SIGNATURE] = "weak-signature",
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

const char *
alert_name(uint32_t number)
{
	static const char *const names[] = {
		[0] = "close_notify",
		[10] = "unexpected_message",
		[20] = "bad_record_mac",
		[21] = "decryption_failed",
		[22] = "record_overflow",
		[30] = "decompression_failure",
		[40] = "handshake_failure",
		[41] = "no_certificate",
		[42] = "bad_certificate",
		[43] = "unsupported_certificate",
		[44] = "certificate_revoked",
		[45] = "certificate_expired",
		[46] = "certificate_unknown",
		[47] = "illegal_parameter",
		[48] = "unknown_ca",
		[49] = "access_denied",
		[50] = "decode_error",
		[51] = "decrypt_error",
		[52] = "too_many_cids_requested",
		[60] = "export_restriction",
		[70] = "protocol_version",
		[71] = "insufficient_security",
		[80] = "internal_error",
		[86] = "inappropriate_fallback",
		[90] = "user_canceled",
		[100] = "no_renegotiation",
		[109] = "missing_extension",
		[110] = "unsupported_extension",
		[111] = "certificate_unobtainable",
		[112] = "unrecognized_name",
		[113] = "bad_certificate_status_response",
		[114] = "bad_certificate_hash_value",
		[115] = "unknown_psk_identity",
		[116] = "certificate_required",
		[117] = "general_error",
		[120] = "no_application_protocol",
		[121] = "ech_required",
	};

	return number < COUNT_OF(names) ? names[number] : NULL;
}
