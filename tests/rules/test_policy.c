/* SPDX-License-Identifier: MIT */
#include "rules/policy.h"
#include "support/suite.h"

#include <string.h>

static struct arena arena;
static struct policy policy;

static void
set_up(void)
{
	arena_init(&arena);
	policy = policy_plain;
}

static void
tear_down(void)
{
	arena_clear(&arena);
}

static const struct rule *
rule_called(const char *id)
{
	const struct rule *rule = rule_by_id(span_of(id));

	ck_assert_ptr_nonnull(rule);
	return rule;
}

START_TEST(the_plain_policy_says_nothing)
{
	ck_assert_int_eq(axis_regard(&policy.versions, 0x0301), REGARD_UNSAID);
	ck_assert(!axis_is_said(&policy.suites));
	ck_assert_ptr_null(policy_port(&policy, 993));
	ck_assert_ptr_null(policy_accepts(&policy, rule_at(0), 25));
	for (size_t i = 0; i < rules_count(); i++)
		for (int role = 0; role < ROLE_COUNT; role++)
			ck_assert_int_eq(
			    policy_severity(&policy, rule_at(i), GRADE_USUAL, (enum role)role),
			    rule_severity(rule_at(i), GRADE_USUAL, (enum role)role));
}
END_TEST

START_TEST(an_mx_is_of_another_role_where_the_domain_says_so)
{
	struct endpoint mx = { .scheme = scheme_by_name(span_of("smtp")) };
	struct endpoint access = { .scheme = scheme_by_name(span_of("imaps")) };

	ck_assert_int_eq(policy_role(&policy, &mx), ROLE_MX);
	policy.is_mx_authenticated = true;
	ck_assert_int_eq(policy_role(&policy, &mx), ROLE_MX_POLICY);
	ck_assert_int_eq(policy_role(&policy, &access), ROLE_ACCESS);
}
END_TEST

START_TEST(what_is_said_last_counts)
{
	struct axis *axis = &policy.groups;
	const struct axis_entry entry = { 0x0017, REGARD_GOOD, true };
	const struct axis_entry later = { 0x0017, REGARD_PHASE_OUT, false };

	axis_say(axis, entry, &arena);
	ck_assert(axis_is_said(axis));
	ck_assert_int_eq(axis_regard(axis, 0x0017), REGARD_GOOD);
	ck_assert_int_eq(axis_regard(axis, 0x0018), REGARD_UNSAID);
	axis_say(axis, later, &arena);
	ck_assert_uint_eq(axis->len, 1);
	ck_assert_int_eq(axis_regard(axis, 0x0017), REGARD_PHASE_OUT);
	ck_assert(!axis->entries[0].is_required);
	axis->others = REGARD_INSUFFICIENT;
	ck_assert_int_eq(axis_regard(axis, 0x0018), REGARD_INSUFFICIENT);
}
END_TEST

START_TEST(lists_grow)
{
	for (uint16_t i = 1; i <= 1000; i++) {
		axis_say(&policy.suites, (struct axis_entry){ i, REGARD_GOOD, false }, &arena);
		policy_demand_port(
		    &policy, (struct demanded_port){ i, PORT_DEMAND_OPEN }, &arena);
		policy_demand_port(
		    &policy, (struct demanded_port){ i, PORT_DEMAND_CLOSED }, &arena);
		ck_assert_ptr_null(policy_accept(&policy,
		    span_of(arena_printf(&arena, "tls-10@%u", (unsigned)i)), "known", &arena));
	}
	ck_assert_uint_eq(policy.suites.len, 1000);
	ck_assert_uint_eq(policy.ports_len, 1000);
	ck_assert_uint_eq(policy.accepted_len, 1000);
	for (uint16_t i = 1; i <= 1000; i++) {
		ck_assert_int_eq(axis_regard(&policy.suites, i), REGARD_GOOD);
		ck_assert_int_eq(policy_port(&policy, i)->demand, PORT_DEMAND_CLOSED);
		ck_assert_uint_eq(policy_accepts(&policy, rule_called("tls-10"), i)->port, i);
	}
}
END_TEST

START_TEST(findings_are_accepted_on_all_ports_or_on_one)
{
	ck_assert_ptr_null(policy_accept(&policy, span_of("tls-10"), NULL, &arena));
	ck_assert_ptr_null(policy_accept(&policy, span_of("tls-11@25"), "printers", &arena));
	ck_assert_ptr_nonnull(policy_accepts(&policy, rule_called("tls-10"), 993));
	ck_assert_ptr_null(policy_accepts(&policy, rule_called("tls-10"), 993)->reason);
	ck_assert_str_eq(
	    policy_accepts(&policy, rule_called("tls-11"), 25)->reason, "printers");
	ck_assert_ptr_null(policy_accepts(&policy, rule_called("tls-11"), 993));
	/* The same again is not another one. */
	ck_assert_ptr_null(policy_accept(&policy, span_of("tls-11@25"), "scanners", &arena));
	ck_assert_uint_eq(policy.accepted_len, 2);
	ck_assert_str_eq(
	    policy_accepts(&policy, rule_called("tls-11"), 25)->reason, "scanners");
}
END_TEST

static const struct {
	const char *text;
	const char *problem;
} wrong[] = {
	{ "", " is no finding; expected the id of one, as tls-10" },
	{ "dane-none",
	    "dane-none is not looked for yet: needs DNS look-ups, which are not made yet" },
	{ "@", " is no finding; expected the id of one, as tls-10" },
	{ "TLS-10", "TLS-10 is no finding; expected the id of one, as tls-10" },
	{ "tls-10 ", "tls-10  is no finding; expected the id of one, as tls-10" },
	{ "tls-10@", "tls-10@ has no port behind @; expected a number from 1 to 65535" },
	{ "tls-10@0", "tls-10@0 has no port behind @; expected a number from 1 to 65535" },
	{ "tls-10@025", "tls-10@025 has no port behind @; expected a number from 1 to 65535" },
	{ "tls-10@65536",
	    "tls-10@65536 has no port behind @; expected a number from 1 to 65535" },
	{ "tls-10@25@25",
	    "tls-10@25@25 has no port behind @; expected a number from 1 to 65535" },
	{ "a\x1b[0m", "a\\x1b[0m is no finding; expected the id of one, as tls-10" },
};

START_TEST(what_names_no_finding_is_told)
{
	const char *problem = policy_accept(&policy, span_of(wrong[_i].text), NULL, &arena);

	ck_assert_msg(problem != NULL, "'%s' was accepted", wrong[_i].text);
	ck_assert_str_eq(problem, wrong[_i].problem);
	ck_assert_uint_eq(policy.accepted_len, 0);
}
END_TEST

START_TEST(words_are_read_back)
{
	enum regard regard = REGARD_GOOD;
	enum limit limit = LIMIT_RSA_BITS;
	enum port_demand demand = PORT_DEMAND_CLOSED;

	for (int i = REGARD_GOOD; i < REGARD_COUNT; i++) {
		ck_assert(regard_by_name(span_of(regard_name((enum regard)i)), &regard));
		ck_assert_int_eq(regard, i);
	}
	for (int i = 0; i < LIMIT_COUNT; i++) {
		ck_assert(limit_by_name(span_of(limit_name((enum limit)i)), &limit));
		ck_assert_int_eq(limit, i);
	}
	for (int i = 0; i < PORT_DEMAND_COUNT; i++) {
		ck_assert(port_demand_by_name(
		    span_of(port_demand_name((enum port_demand)i)), &demand));
		ck_assert_int_eq(demand, i);
	}
	ck_assert(!regard_by_name(span_of("unsaid"), &regard));
	ck_assert(!regard_by_name(span_of("Good"), &regard));
	ck_assert(!limit_by_name(span_of(""), &limit));
	ck_assert(!port_demand_by_name(span_of("shut"), &demand));
	ck_assert_int_eq(regard, REGARD_COUNT - 1);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("policy");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, the_plain_policy_says_nothing);
	tcase_add_test(tcase, an_mx_is_of_another_role_where_the_domain_says_so);
	tcase_add_test(tcase, what_is_said_last_counts);
	tcase_add_test(tcase, lists_grow);
	tcase_add_test(tcase, findings_are_accepted_on_all_ports_or_on_one);
	tcase_add_loop_test(tcase, what_names_no_finding_is_told, 0, COUNT_OF(wrong));
	tcase_add_test(tcase, words_are_read_back);
	suite_add_tcase(s, tcase);
	return s;
}
