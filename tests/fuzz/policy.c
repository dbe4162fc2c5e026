/* SPDX-License-Identifier: MIT */
/* Aims at policy_read, and asks what was read as judges do. */
#include "base/text.h"
#include "fuzz.h"
#include "rules/policy_file.h"

#include <string.h>

static void
check_axis(const struct axis *axis)
{
	MUST(axis->others < REGARD_COUNT);
	for (size_t i = 0; i < axis->len; i++) {
		MUST(axis->entries[i].regard != REGARD_UNSAID);
		MUST(axis_regard(axis, axis->entries[i].number) == axis->entries[i].regard);
	}
}

static void
check(const struct policy *policy)
{
	MUST(text_is_plain(span_of(policy->name)));
	MUST(text_is_plain(span_of(policy->title)));
	MUST(text_is_plain(span_of(policy->source)));
	check_axis(&policy->versions);
	check_axis(&policy->suites);
	check_axis(&policy->groups);
	check_axis(&policy->schemes);
	check_axis(&policy->certificate_curves);
	for (size_t i = 0; i < policy->ports_len; i++)
		MUST(policy_port(policy, policy->ports[i].port) == &policy->ports[i]);
	for (size_t i = 0; i < policy->accepted_len; i++) {
		const struct acceptance *accepted = &policy->accepted[i];

		MUST(text_is_plain(span_of(accepted->reason)));
		MUST(policy_accepts(policy, accepted->rule, accepted->port) != NULL);
	}
	for (size_t i = 0; i < rules_count(); i++)
		MUST(
		    policy_severity(policy, rule_at(i), GRADE_USUAL, ROLE_MX) < SEVERITY_COUNT);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t len)
{
	struct policy policy;
	struct policy untouched;
	struct arena arena;
	const char *problem;

	memset(&policy, 0, sizeof(policy));
	memset(&untouched, 0, sizeof(untouched));
	arena_init(&arena);
	problem = policy_read((struct span){ data, len }, &arena, &policy);
	if (problem == NULL) {
		check(&policy);
	} else {
		MUST(text_is_plain(span_of(problem)));
		MUST(memcmp(&policy, &untouched, sizeof(policy)) == 0);
	}
	(void)!policy_accept(&policy, (struct span){ data, len }, NULL, &arena);
	arena_clear(&arena);
	return 0;
}
