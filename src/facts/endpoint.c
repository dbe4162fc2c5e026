/* SPDX-License-Identifier: MIT */
#include "facts/endpoint.h"

/* clang-format off */
const struct scheme schemes[] = {
	{ "smtp",        25,   PROTOCOL_SMTP,  MODE_STARTTLS, ROLE_MX,         true },
	{ "submissions", 465,  PROTOCOL_SMTP,  MODE_IMPLICIT, ROLE_SUBMISSION, true },
	{ "submission",  587,  PROTOCOL_SMTP,  MODE_STARTTLS, ROLE_SUBMISSION, true },
	{ "pop3",        110,  PROTOCOL_POP3,  MODE_STARTTLS, ROLE_ACCESS,     true },
	{ "pop3s",       995,  PROTOCOL_POP3,  MODE_IMPLICIT, ROLE_ACCESS,     true },
	{ "imap",        143,  PROTOCOL_IMAP,  MODE_STARTTLS, ROLE_ACCESS,     true },
	{ "imaps",       993,  PROTOCOL_IMAP,  MODE_IMPLICIT, ROLE_ACCESS,     true },
	{ "sieve",       4190, PROTOCOL_SIEVE, MODE_STARTTLS, ROLE_ACCESS,     false },
	{ "lmtp",        24,   PROTOCOL_LMTP,  MODE_STARTTLS, ROLE_MX,         false },
};
/* clang-format on */
const size_t schemes_count = COUNT_OF(schemes);

const struct scheme *
scheme_by_name(struct span name)
{
	for (size_t i = 0; i < schemes_count; i++)
		if (span_is(name, schemes[i].name))
			return &schemes[i];
	return NULL;
}

const struct scheme *
scheme_by_port(uint64_t port)
{
	for (size_t i = 0; i < schemes_count; i++)
		if (schemes[i].port == port)
			return &schemes[i];
	return NULL;
}

const char *
protocol_tls_verb(enum protocol protocol)
{
	return protocol == PROTOCOL_POP3 ? "STLS" : "STARTTLS";
}

const char *
protocol_name(enum protocol protocol)
{
	static const char *const names[] = {
		[PROTOCOL_SMTP] = "SMTP",
		[PROTOCOL_LMTP] = "LMTP",
		[PROTOCOL_IMAP] = "IMAP",
		[PROTOCOL_POP3] = "POP3",
		[PROTOCOL_SIEVE] = "ManageSieve",
	};
	_Static_assert(COUNT_OF(names) == PROTOCOL_COUNT, "a name for each protocol");

	return names[protocol];
}

const char *
mode_name(enum mode mode)
{
	return mode == MODE_IMPLICIT ? "implicit" : "starttls";
}

const char *
role_name(enum role role)
{
	static const char *const names[] = {
		[ROLE_MX] = "mx",
		[ROLE_MX_POLICY] = "mx-policy",
		[ROLE_SUBMISSION] = "submission",
		[ROLE_ACCESS] = "access",
	};
	_Static_assert(COUNT_OF(names) == ROLE_COUNT, "a name for each role");

	return names[role];
}
