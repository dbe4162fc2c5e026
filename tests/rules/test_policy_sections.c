/* SPDX-License-Identifier: MIT */
/* What is wrong in a section is a file of its own, see test_policy_file.c. */
#include "facts/negotiation.h"
#include "registry/number.h"
#include "registry/suite.h"
#include "rules/policy_sections.h"
#include "support/suite.h"

static struct arena arena;
static struct policy_draft draft;

static void
set_up(void)
{
	arena_init(&arena);
	draft = (struct policy_draft){ .arena = &arena, .policy = policy_plain };
}

static void
tear_down(void)
{
	arena_clear(&arena);
}

static const char *
say(const char *section_name, const char *key, const char *value)
{
	const struct policy_section *section = policy_section_by_name(span_of(section_name));

	ck_assert_ptr_nonnull(section);
	return section->read(&draft, section, span_of(key), span_of(value));
}

static void
say_well(const char *section, const char *key)
{
	const char *problem = say(section, key, "phase-out");

	ck_assert_msg(problem == NULL, "%s", problem);
}

START_TEST(sections_are_found_by_their_names)
{
	for (size_t i = 0; i < policy_sections_count; i++)
		ck_assert_ptr_eq(policy_section_by_name(span_of(policy_sections[i].name)),
		    &policy_sections[i]);
	ck_assert_str_eq(policy_sections[0].name, "policy");
	ck_assert_ptr_null(policy_section_by_name(span_of("Policy")));
	ck_assert_ptr_null(policy_section_by_name(span_of("")));
}
END_TEST

START_TEST(everything_that_has_a_name_can_be_said)
{
	for (size_t i = 0; i < TLS_VERSIONS; i++)
		say_well("versions", tls_version_id((enum tls_version)i));
	for (size_t i = 0; i < suites_count; i++)
		say_well("suites", suites[i].name);
	for (size_t i = 0; i < groups_count; i++)
		say_well("groups", groups[i].name);
	for (size_t i = 0; i < signature_schemes_count; i++)
		say_well("schemes", signature_schemes[i].name);
	ck_assert_uint_eq(draft.policy.versions.len, TLS_VERSIONS);
	ck_assert_uint_eq(draft.policy.suites.len, suites_count);
	ck_assert_uint_eq(draft.policy.groups.len, groups_count);
	ck_assert_uint_eq(draft.policy.schemes.len, signature_schemes_count);
	for (size_t i = 0; i < suites_count; i++)
		ck_assert_int_eq(
		    axis_regard(&draft.policy.suites, suites[i].number), REGARD_PHASE_OUT);
	for (size_t i = 0; i < rules_count(); i++)
		ck_assert_ptr_null(say("severities", rule_at(i)->id, "critical"));
	for (size_t i = 0; i < rules_count(); i++)
		ck_assert_ptr_null(say("accepted", rule_at(i)->id, "known"));
	for (size_t i = 0; i < LIMIT_COUNT; i++)
		ck_assert_ptr_null(say("limits", limit_name((enum limit)i), "100000"));
}
END_TEST

START_TEST(what_is_wrong_changes_nothing)
{
	static const char *const rows[][3] = {
		{ "policy", "name", "ours" },
		{ "severities", "tls-10", "low low low" },
		{ "versions", "tls-1.3", "best" },
		{ "versions", "others", "good required" },
		{ "limits", "dh-bits", "100001" },
		{ "ports", "25", "" },
		{ "accepted", "tls-10", "" },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		ck_assert_ptr_nonnull(say(rows[i][0], rows[i][1], rows[i][2]));
	ck_assert_ptr_null(draft.head.name);
	ck_assert_ptr_null(draft.policy.severities);
	ck_assert(!axis_is_said(&draft.policy.versions));
	ck_assert_uint_eq(draft.policy.limits[LIMIT_DH_BITS], 0);
	ck_assert_uint_eq(draft.policy.ports_len, 0);
	ck_assert_uint_eq(draft.policy.accepted_len, 0);
}
END_TEST

START_TEST(only_policies_of_users_have_a_base)
{
	ck_assert_ptr_null(say("policy", "version", "1"));
	ck_assert_ptr_null(say("policy", "base", "bcp195"));
	ck_assert_ptr_nonnull(draft.head.base);
	draft.is_ours = true;
	ck_assert_ptr_nonnull(say("policy", "base", "bcp195"));
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("policy_sections");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, sections_are_found_by_their_names);
	tcase_add_test(tcase, everything_that_has_a_name_can_be_said);
	tcase_add_test(tcase, what_is_wrong_changes_nothing);
	tcase_add_test(tcase, only_policies_of_users_have_a_base);
	suite_add_tcase(s, tcase);
	return s;
}
