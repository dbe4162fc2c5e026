/* SPDX-License-Identifier: MIT */
/*
 * What is demanded of a server, as data: severities of rules where they differ from the rules'
 * own, what is thought of versions, suites, groups and schemes, limits, ports, and findings
 * that are accepted. The policies that the program knows are files of the same form that users
 * write (see rules/policy_file.h); `default` says nothing but what the rules say themselves.
 */
#ifndef RULES_POLICY_H
#define RULES_POLICY_H

#include "rules/rule.h"

/* What a policy thinks of one version, suite, group or scheme. */
enum regard {
	REGARD_UNSAID,
	REGARD_GOOD,
	REGARD_SUFFICIENT,
	REGARD_PHASE_OUT,
	REGARD_INSUFFICIENT,
	REGARD_COUNT,
};

struct axis_entry {
	uint16_t number; /* of the TLS registry; a version as in tls_version_number */
	enum regard regard;
	bool is_required; /* a server must take it */
};

/* One kind of thing. An entry that is required stands for what differs from it in the kind of
 * key only: a server with an RSA key takes no suite for ECDSA. */
struct axis {
	enum regard others; /* what is not listed */
	size_t len;
	struct axis_entry *entries;
};

/* Numbers that a policy sets; 0: it says nothing. */
enum limit {
	LIMIT_CERTIFICATE_DAYS_LEFT,     /* at least */
	LIMIT_CERTIFICATE_LIFETIME_DAYS, /* at most */
	LIMIT_RSA_BITS,                  /* at least, in certificates */
	LIMIT_DH_BITS,                   /* at least, in key exchange over finite fields */
	LIMIT_TICKET_LIFETIME_HOURS,     /* at most */
	LIMIT_COUNT,
};

enum port_demand {
	PORT_DEMAND_OPEN,   /* answers, in whichever mode */
	PORT_DEMAND_CLOSED, /* refuses, or does not answer */
	PORT_DEMAND_STARTTLS,
	PORT_DEMAND_IMPLICIT,
	PORT_DEMAND_COUNT,
};

struct demanded_port {
	uint16_t port;
	enum port_demand demand;
};

/* A finding that is known and accepted. */
struct acceptance {
	const struct rule *rule;
	uint16_t port;      /* 0: any */
	const char *reason; /* NULL: none was given */
};

/* What a policy says instead of a rule's own rows. */
struct policy_severity {
	bool is_set;
	struct severities row;
};

struct policy {
	const char *name;
	const char *title;        /* "" if there is none */
	const char *source;       /* the document that it follows; "" if there is none */
	bool is_mx_authenticated; /* the domain publishes DANE or MTA-STS: ROLE_MX_POLICY */
	struct policy_severity *severities; /* by rule_place(); NULL: none */
	struct axis versions;
	struct axis suites;
	struct axis groups;
	struct axis schemes;
	struct axis certificate_curves; /* of EC keys, as groups */
	unsigned limits[LIMIT_COUNT];
	size_t ports_len;
	struct demanded_port *ports;
	size_t accepted_len;
	struct acceptance *accepted;
};

/* The policy that adds nothing to the rules. */
extern const struct policy policy_plain;

/* What it thinks of one number; REGARD_UNSAID if it has no opinion. */
enum regard axis_regard(const struct axis *axis, uint16_t number);

/* Does it think anything of this kind of thing? */
bool axis_is_said(const struct axis *axis);

/* Making a policy. What is said of a number or port replaces what was said before. A list
 * belongs to one policy: a copy of the struct must not grow as well. */
void axis_say(struct axis *axis, struct axis_entry entry, struct arena *arena);
void policy_demand_port(
    struct policy *policy, struct demanded_port demanded, struct arena *arena);

/* What is wrong with an id that no rule has: one line of plain text. */
const char *policy_no_finding(struct span id, struct arena *arena);

/* Accepts the finding that `text` names, "ID" or "ID@PORT", as in [accepted] and after
 * --ignore; `reason` is plain text and lives as long as the policy, or is NULL. Returns NULL,
 * or what is wrong with the text, and the policy is as it was. */
const char *policy_accept(
    struct policy *policy, struct span text, const char *reason, struct arena *arena) MUST_USE;

/* The role of a port under this policy. */
enum role policy_role(const struct policy *policy, const struct endpoint *endpoint);

/* How bad a bad ruling of this grade is. */
enum severity policy_severity(
    const struct policy *policy, const struct rule *rule, enum grade grade, enum role role);

/* The acceptance that covers this rule on this port, or NULL. */
const struct acceptance *policy_accepts(
    const struct policy *policy, const struct rule *rule, uint16_t port);

/* What is demanded of a port, or NULL. */
const struct demanded_port *policy_port(const struct policy *policy, uint16_t port);

/* The words of policy files: "good" ... "insufficient"; "certificate-days-left" ...;
 * "open" ... */
const char *regard_name(enum regard regard);
const char *limit_name(enum limit limit);
const char *port_demand_name(enum port_demand demand);

/* False (and nothing touched) for a word that is none of them; REGARD_UNSAID has none. */
bool regard_by_name(struct span name, enum regard *regard) MUST_USE;
bool limit_by_name(struct span name, enum limit *limit) MUST_USE;
bool port_demand_by_name(struct span name, enum port_demand *demand) MUST_USE;

/* A port as policies write it: a number from 1 to 65535 without zeros before it. */
bool port_by_text(struct span text, uint16_t *port) MUST_USE;

#endif
