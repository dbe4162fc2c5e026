/* SPDX-License-Identifier: MIT */
/* The files of rules, each with its topic. */
#ifndef RULES_TOPICS_H
#define RULES_TOPICS_H

#include "rules/rule.h"

extern const struct rule *const rules_about_ports[];
extern const struct rule *const rules_about_greetings[];
extern const struct rule *const rules_about_failures[];
extern const struct rule *const rules_about_logins[];
extern const struct rule *const rules_about_starttls[];
extern const struct rule *const rules_about_versions[];
extern const struct rule *const rules_about_suites[];
extern const struct rule *const rules_about_keys[];
extern const struct rule *const rules_about_manners[];
extern const struct rule *const rules_about_tolerance[];
extern const struct rule *const rules_about_certificates[];
extern const struct rule *const rules_about_certificate_keys[];
extern const struct rule *const rules_about_consistency[];
extern const struct rule *const rules_about_bugs[];
extern const struct rule *const rules_about_demands[];

#endif
