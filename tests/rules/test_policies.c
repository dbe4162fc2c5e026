/* SPDX-License-Identifier: MIT */
#include "rules/policies.h"
#include "rules/policy_file.h"
#include "support/data.h"
#include "support/suite.h"

#include <string.h>

static struct arena arena;

static void
set_up(void)
{
	arena_init(&arena);
}

static void
tear_down(void)
{
	arena_clear(&arena);
}

static struct policy
read_well(const char *name, struct span text)
{
	struct policy policy;
	const char *problem = policy_read(text, &arena, &policy);

	ck_assert_msg(problem == NULL, "%s: %s", name, problem);
	return policy;
}

static void
check_same_axis(const char *name, const struct axis *a, const struct axis *b)
{
	ck_assert_msg(a->others == b->others && a->len == b->len, "%s", name);
	for (size_t i = 0; i < a->len; i++)
		ck_assert_msg(a->entries[i].number == b->entries[i].number &&
				  a->entries[i].regard == b->entries[i].regard &&
				  a->entries[i].is_required == b->entries[i].is_required,
		    "%s", name);
}

static void
check_same(const struct policy *a, const struct policy *b)
{
	const char *name = a->name;

	ck_assert_str_eq(a->name, b->name);
	ck_assert_str_eq(a->title, b->title);
	ck_assert_str_eq(a->source, b->source);
	ck_assert_msg(a->is_mx_authenticated == b->is_mx_authenticated, "%s", name);
	for (size_t i = 0; i < rules_count(); i++)
		for (int role = 0; role < ROLE_COUNT; role++)
			ck_assert_msg(
			    policy_severity(a, rule_at(i), GRADE_USUAL, (enum role)role) ==
				policy_severity(b, rule_at(i), GRADE_USUAL, (enum role)role),
			    "%s: %s", name, rule_at(i)->id);
	check_same_axis(name, &a->versions, &b->versions);
	check_same_axis(name, &a->suites, &b->suites);
	check_same_axis(name, &a->groups, &b->groups);
	check_same_axis(name, &a->schemes, &b->schemes);
	check_same_axis(name, &a->certificate_curves, &b->certificate_curves);
	ck_assert_msg(memcmp(a->limits, b->limits, sizeof(a->limits)) == 0, "%s", name);
	ck_assert_msg(a->ports_len == b->ports_len, "%s", name);
	ck_assert_msg(a->accepted_len == b->accepted_len, "%s", name);
}

START_TEST(each_policy_is_read_whole_and_is_called_as_its_file)
{
	const struct policy_text *text = &policy_texts[_i];
	struct policy policy = read_well(text->name, span_of(text->text));

	ck_assert_str_eq(policy.name, text->name);
	ck_assert_ptr_eq(policy_by_name(span_of(text->name)), text);
	ck_assert_msg(policy.accepted_len == 0, "%s accepts findings", text->name);
	if (strcmp(text->name, "default") == 0)
		return;
	ck_assert_msg(strlen(policy.title) > 0 && strlen(policy.source) > 0,
	    "%s does not say what it is", text->name);
	ck_assert_msg(axis_regard(&policy.versions, 0x0301) == REGARD_INSUFFICIENT,
	    "%s allows TLS 1.0", text->name);
	ck_assert_msg(axis_regard(&policy.suites, 0x0005) == REGARD_INSUFFICIENT,
	    "%s allows RC4", text->name);
}
END_TEST

START_TEST(what_is_printed_is_the_file_and_gives_the_same_policy)
{
	const struct policy_text *text = &policy_texts[_i];
	struct span file = read_test_bytes(
	    &arena, arena_printf(&arena, "../src/rules/policies/%s.ini", text->name));
	struct policy embedded = read_well(text->name, span_of(text->text));
	struct policy printed = read_well(text->name, file);

	ck_assert_msg(span_equal(span_of(text->text), file), "%s", text->name);
	check_same(&embedded, &printed);
}
END_TEST

/* A file that says nothing itself is its base under another name. */
START_TEST(each_policy_can_be_a_base)
{
	const struct policy_text *text = &policy_texts[_i];
	struct policy base = read_well(text->name, span_of(text->text));
	struct policy policy = read_well(text->name,
	    span_of(arena_printf(&arena, "[policy]\nversion = 1\nname = %s\nbase = %s\n",
		text->name, text->name)));

	policy.title = base.title;
	policy.source = base.source;
	check_same(&base, &policy);
}
END_TEST

/* Policies only add: none switches off, or makes milder, what the rules say. */
START_TEST(no_policy_makes_a_finding_milder)
{
	const struct policy_text *text = &policy_texts[_i];
	struct policy policy = read_well(text->name, span_of(text->text));

	for (size_t i = 0; i < rules_count(); i++)
		for (int role = 0; role < ROLE_COUNT; role++)
			ck_assert_msg(policy_severity(&policy, rule_at(i), GRADE_USUAL,
					  (enum role)role) >= rule_severity(rule_at(i),
								  GRADE_USUAL, (enum role)role),
			    "%s: %s", text->name, rule_at(i)->id);
}
END_TEST

START_TEST(the_default_is_the_plain_policy)
{
	struct policy policy =
	    read_well("default", span_of(policy_by_name(span_of("default"))->text));

	check_same(&policy, &policy_plain);
}
END_TEST

START_TEST(policies_are_sorted_and_others_unknown)
{
	for (size_t i = 1; i < policy_texts_count; i++)
		ck_assert_int_lt(strcmp(policy_texts[i - 1].name, policy_texts[i].name), 0);
	ck_assert_ptr_null(policy_by_name(span_of("bcp")));
	ck_assert_ptr_null(policy_by_name(span_of("BCP195")));
	ck_assert_ptr_null(policy_by_name(span_of("")));
	ck_assert_str_eq(policy_names(&arena),
	    "bcp195, bsi-tr-03108, default, mozilla-intermediate, mozilla-modern, ncsc-nl, "
	    "rfc8314");
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("policies");
	TCase *tcase = tcase_create("core");
	int count = (int)policy_texts_count;

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(
	    tcase, each_policy_is_read_whole_and_is_called_as_its_file, 0, count);
	tcase_add_loop_test(
	    tcase, what_is_printed_is_the_file_and_gives_the_same_policy, 0, count);
	tcase_add_loop_test(tcase, each_policy_can_be_a_base, 0, count);
	tcase_add_loop_test(tcase, no_policy_makes_a_finding_milder, 0, count);
	tcase_add_test(tcase, the_default_is_the_plain_policy);
	tcase_add_test(tcase, policies_are_sorted_and_others_unknown);
	suite_add_tcase(s, tcase);
	return s;
}
