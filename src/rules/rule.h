/* SPDX-License-Identifier: MIT */
/*
 * A rule: what can be wrong with a port, how one sees it in the facts, why it matters and what
 * to change. A rule is one block in the file of its topic, and the block is the only place
 * where it exists: reports, `mailsonde explain` and mailsonde-findings(7) are all made from it.
 *
 * Checks are pure: facts in, a ruling out. They never look at a clock or a severity, and seldom
 * for missing facts: `needs` says what a rule depends on, and the judge answers "not known"
 * where that is missing.
 */
#ifndef RULES_RULE_H
#define RULES_RULE_H

#include "facts/host.h"
#include "rules/settings.h"
#include "rules/severity.h"

struct policy;
struct rule;

/* What a check looks at. */
struct subject {
	const struct port_facts *port;  /* that is judged */
	const struct port_facts *ports; /* all of the host, for what concerns several */
	size_t ports_len;
	const struct host_record *host;
	const struct policy *policy;
	struct arena *arena; /* takes evidence */
};

enum verdict {
	VERDICT_UNKNOWN, /* see why */
	VERDICT_GOOD,
	VERDICT_BAD,
	VERDICT_NOT_APPLICABLE, /* see why */
	VERDICT_COUNT,
};

/* Which of a rule's rows of severities a bad ruling means. */
enum grade {
	GRADE_USUAL,
	GRADE_GRAVER,
	GRADE_MILDER,
};

/* What a check says. All text is plain (see base/text.h) and one line. */
struct ruling {
	enum verdict verdict;
	enum grade grade;
	enum certainty certainty;
	const char *why;      /* of UNKNOWN and NOT_APPLICABLE */
	const char *evidence; /* of BAD: what was seen; of GOOD: or NULL. Without times, so that
	                         two runs that see the same say the same */
	const char *title;    /* more to the point than the rule's; or NULL */
	const char *cause;    /* what it usually comes from, in sentences; or NULL */
	const struct failure *failure; /* that shows it; in the port's facts, or NULL */
};

/* What must be known of a port before a rule says anything. */
enum need {
	NEED_NOTHING,      /* a port that was tried */
	NEED_GREETING,     /* the server said something */
	NEED_CAPABILITIES, /* its list, before or inside TLS */
	NEED_CLEARTEXT,    /* its list before TLS: not where TLS begins at once */
	NEED_INSIDE,       /* its list inside TLS */
	NEED_STARTTLS,     /* STARTTLS was asked for */
	NEED_SESSION,
	NEED_CERTIFICATE,
	NEED_NEGOTIATION, /* more than --depth quick asks */
	NEED_COUNT,
};

struct rule {
	const char *id; /* never changes, never used again for something else */
	struct severities severity;
	struct severities graver; /* for GRADE_GRAVER */
	struct severities milder; /* for GRADE_MILDER */
	enum need needs;
	int about;           /* for a check that serves several rules: a class, a kind ... */
	const char *part_of; /* the id of a rule that this one only adds a name to: it is told
	                        there, and not counted; NULL for most */
	const char *title;   /* what is wrong, as a clause about the server, no full stop */
	const char *why;     /* what an attacker gains or what breaks: a sentence */
	const char *advice;  /* what an administrator changes: sentences */
	const struct settings *settings;    /* or NULL */
	const struct settings *settings_mx; /* on a port for mail between servers, if others */
	const char *reference; /* document and section; several are separated by "; " */
	struct ruling (*check)(const struct subject *subject, const struct rule *rule);
};

struct topic {
	const char *title;
	const struct rule *const *rules; /* NULL behind the last */
};

/* All rules, topic by topic. */
extern const struct topic topics[];
extern const size_t topics_count;

/* All rules in the order of the topics; each has a place, which index arrays of findings. */
size_t rules_count(void);
const struct rule *rule_at(size_t place);

/* NULL, or rules_count(), if there is no rule with this id. */
const struct rule *rule_by_id(struct span id);
size_t rule_place(const struct rule *rule);

/* What this rule means for a role. */
enum severity rule_severity(const struct rule *rule, enum grade grade, enum role role);

/* "bad", "good", "not-known", "not-applicable". */
const char *verdict_name(enum verdict verdict);

/* Rulings, for checks. Text is taken over as it is. */
struct ruling ruling_good(void);
struct ruling ruling_bad(const char *evidence);
struct ruling ruling_unknown(const char *why);
struct ruling ruling_not_applicable(const char *why);

/* Bad if the answer has this value, good if it has the opposite one; not known and not
 * applicable with the answer's reason. */
struct ruling ruling_of_answer(
    const struct answer *answer, enum answer_value bad, const char *evidence);

#endif
