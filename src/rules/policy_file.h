/* SPDX-License-Identifier: MIT */
/*
 * Reads policies. A policy file is of INI form:
 *
 *   [policy]                what it is; stands first, and `version` first in it
 *   version = 1
 *   name = our-staging      lower-case letters, digits, dots and dashes
 *   title = ...             one line; and so is `source`
 *   base = bcp195           one that the program knows, of which everything is taken over that
 *                           this file does not say otherwise, but name, title and source
 *   mx-authenticated = yes  the domain publishes DANE or MTA-STS
 *
 *   [severities]            ID = SEVERITY, or four: mx, mx-policy, submission, access
 *   [versions]              tls-1.2 = good|sufficient|phase-out|insufficient; `required` may
 *                           stand behind the first two; others = ...
 *   [suites] [groups] [schemes] [certificate-curves]
 *                           the same with IANA's names
 *   [limits]                rsa-bits = 3072 ...
 *   [ports]                 993 = implicit|starttls|open|closed
 *   [accepted]              ID = REASON, ID@PORT = REASON
 *
 * Comments begin with # or ; at the beginning of a line, or with ; behind a blank.
 */
#ifndef RULES_POLICY_FILE_H
#define RULES_POLICY_FILE_H

#include "rules/policy.h"

enum { POLICY_FILE_MAX = 256 * 1024 };

/* Reads the text of a policy file, whatever is in it. Returns NULL, or what is wrong with it as
 * one line of plain text, and *policy is not touched. What the policy points to lives in the
 * arena. */
const char *policy_read(struct span text, struct arena *arena, struct policy *policy) MUST_USE;

#endif
