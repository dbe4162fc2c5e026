/* SPDX-License-Identifier: MIT */
#include "report/result.h"
#include "support/suite.h"

#include <string.h>

static const struct {
	int64_t ms;
	const char *text;
} times[] = {
	{ 0, "1970-01-01T00:00:00.000Z" },
	{ 999, "1970-01-01T00:00:00.999Z" },
	{ INT64_C(1795442531123), "2026-11-23T14:02:11.123Z" },
	{ INT64_C(951782400000), "2000-02-29T00:00:00.000Z" },
	{ INT64_C(2147483648000), "2038-01-19T03:14:08.000Z" },
	{ INT64_C(253402300799000), "9999-12-31T23:59:59.000Z" },
	{ -1000, "1969-12-31T23:59:59.000Z" },
};

START_TEST(times_are_those_of_rfc_3339)
{
	struct arena arena;

	arena_init(&arena);
	ck_assert_str_eq(result_time(&arena, times[_i].ms), times[_i].text);
	arena_clear(&arena);
}
END_TEST

START_TEST(impossible_times_do_no_harm)
{
	struct arena arena;

	arena_init(&arena);
	ck_assert_ptr_nonnull(result_time(&arena, INT64_MAX));
	ck_assert_ptr_nonnull(result_time(&arena, INT64_MIN));
	arena_clear(&arena);
}
END_TEST

START_TEST(days_are_whole_and_count_down_below_zero)
{
	enum { DAY = 86400 };

	ck_assert_int_eq(result_days(1000, 1000), 0);
	ck_assert_int_eq(result_days(1000, 1000 + DAY - 1), 0);
	ck_assert_int_eq(result_days(1000, 1000 + DAY), 1);
	ck_assert_int_eq(result_days(1000, 1000 + 90 * DAY), 90);
	ck_assert_int_eq(result_days(1000, 999), -1);
	ck_assert_int_eq(result_days(1000, 1000 - DAY), -1);
	ck_assert_int_eq(result_days(1000, 1000 - DAY - 1), -2);
}
END_TEST

static struct host_record host;
static struct port_record records[8];
static struct port_facts facts[8];
static struct judgement judgements[8];
static struct finding found[8];
static struct finding *bad[8];
static const struct judging judging = { .policy = &policy_plain, .fail_on = SEVERITY_HIGH };
static struct result result;

static void
set_up(void)
{
	static const struct session no_session;

	host = (struct host_record){ .name = "mail.example.test", .ports = records };
	result = (struct result){
		.host = &host,
		.facts = facts,
		.judgements = judgements,
		.judging = &judging,
	};
	for (size_t i = 0; i < COUNT_OF(facts); i++) {
		records[i] = (struct port_record){ .endpoint = { .scheme = &schemes[0] } };
		facts[i] = (struct port_facts){ .record = &records[i], .session = &no_session };
		judgements[i] = (struct judgement){ .bad = bad };
		found[i] = (struct finding){ 0 };
		bad[i] = &found[i];
	}
}

START_TEST(a_host_without_ports_counts_nothing)
{
	struct totals totals = totals_of(&result);

	ck_assert_uint_eq(totals.connections, 0);
	ck_assert_uint_eq(totals.ports_answering, 0);
	ck_assert_uint_eq(totals.ports_untested, 0);
	ck_assert_uint_eq(totals.silence_ms, 0);
}
END_TEST

START_TEST(connections_add_up_and_the_longest_silence_counts)
{
	struct totals totals;

	host.ports_len = 3;
	for (unsigned i = 0; i < 3; i++)
		facts[i].connections = i + 1;
	facts[0].silence_ms = 60;
	facts[1].silence_ms = 300;
	facts[2].silence_ms = 100;
	facts[3].connections = 1000; /* not of this host */
	totals = totals_of(&result);
	ck_assert_uint_eq(totals.connections, 6);
	ck_assert_uint_eq(totals.silence_ms, 300);
}
END_TEST

START_TEST(the_greatest_depth_counts)
{
	host.ports_len = 3;
	ck_assert_int_eq(totals_of(&result).depth, DEPTH_QUICK);
	records[1].limits.depth = DEPTH_FULL;
	records[2].limits.depth = DEPTH_STANDARD;
	ck_assert_int_eq(totals_of(&result).depth, DEPTH_FULL);
}
END_TEST

START_TEST(totals_of_hosts_add_up)
{
	struct totals sum = { 0 };
	struct totals one = { .connections = 3,
		.ports_answering = 2,
		.ports_untested = 1,
		.silence_ms = 60,
		.depth = DEPTH_STANDARD };
	struct totals two = { .connections = 4, .silence_ms = 30 };

	one.by_severity[SEVERITY_HIGH] = 5;
	two.by_severity[SEVERITY_HIGH] = 1;
	totals_add(&sum, &one);
	totals_add(&sum, &two);
	ck_assert_uint_eq(sum.connections, 7);
	ck_assert_uint_eq(sum.by_severity[SEVERITY_HIGH], 6);
	ck_assert_uint_eq(sum.ports_answering, 2);
	ck_assert_uint_eq(sum.ports_untested, 1);
	ck_assert_uint_eq(sum.silence_ms, 60);
	ck_assert_int_eq(sum.depth, DEPTH_STANDARD);
}
END_TEST

START_TEST(findings_are_counted_by_severity)
{
	struct totals totals;
	struct arena arena;

	host.ports_len = 2;
	judgements[0].bad_len = 3;
	found[0].severity = SEVERITY_CRITICAL;
	found[1].severity = SEVERITY_HIGH;
	found[2].severity = SEVERITY_INFO;
	judgements[1].bad_len = 2;
	judgements[1].bad = bad + 3;
	found[3].severity = SEVERITY_HIGH;
	found[4].severity = SEVERITY_HIGH;
	totals = totals_of(&result);
	ck_assert_uint_eq(totals.by_severity[SEVERITY_CRITICAL], 1);
	ck_assert_uint_eq(totals.by_severity[SEVERITY_HIGH], 3);
	ck_assert_uint_eq(totals.by_severity[SEVERITY_MEDIUM], 0);
	ck_assert_uint_eq(totals.by_severity[SEVERITY_LOW], 0);
	ck_assert_uint_eq(totals.by_severity[SEVERITY_INFO], 1);
	ck_assert_uint_eq(totals.failing, 4);
	arena_init(&arena);
	ck_assert_str_eq(totals_counts(&totals, &arena), "1 critical, 3 high, 1 info");
	ck_assert_str_eq(totals_counts(&(struct totals){ 0 }, &arena), "");
	arena_clear(&arena);
}
END_TEST

START_TEST(the_threshold_has_a_word_even_if_nothing_fails)
{
	struct judging with = judging;

	ck_assert_str_eq(judging_threshold(&with), "high");
	with.fail_on = SEVERITY_COUNT;
	ck_assert_str_eq(judging_threshold(&with), "never");
}
END_TEST

START_TEST(what_is_accepted_a_part_or_as_before_does_not_fail)
{
	static const struct acceptance acceptance = { .reason = "known" };
	struct totals totals;

	host.ports_len = 1;
	judgements[0].bad_len = 4;
	for (size_t i = 0; i < 4; i++)
		found[i].severity = SEVERITY_HIGH;
	found[1].acceptance = &acceptance;
	found[2].part_of = &found[0];
	found[3].change = CHANGE_NONE;
	totals = totals_of(&result);
	ck_assert_uint_eq(totals.by_severity[SEVERITY_HIGH], 2);
	ck_assert_uint_eq(totals.accepted, 1);
	ck_assert_uint_eq(totals.unchanged, 1);
	ck_assert_uint_eq(totals.failing, 1);
	ck_assert(result_fails(&result, &found[0]));
	ck_assert(!result_fails(&result, &found[3]));
}
END_TEST

static const struct {
	const char *name;
	enum port_state state;
	enum outcome outcome;
	bool is_asked_for;
	unsigned answering;
	unsigned untested;
} ports[] = {
	{ "ok", PORT_OK, OUTCOME_NONE, true, 1, 0 },
	{ "failed", PORT_FAILED, OUTCOME_REFUSED, true, 1, 0 },
	{ "throttled", PORT_FAILED, OUTCOME_GOODBYE, false, 1, 1 },
	{ "closed", PORT_CLOSED, OUTCOME_CONNECTION_REFUSED, false, 0, 0 },
	{ "closed, but named", PORT_CLOSED, OUTCOME_CONNECTION_REFUSED, true, 0, 1 },
	{ "no answer", PORT_NO_ANSWER, OUTCOME_FILTERED, false, 0, 0 },
	{ "no answer, but named", PORT_NO_ANSWER, OUTCOME_FILTERED, true, 0, 1 },
	{ "could not try", PORT_UNKNOWN, OUTCOME_LOCAL, false, 0, 1 },
	{ "stopped", PORT_UNKNOWN, OUTCOME_INTERRUPTED, false, 0, 1 },
	{ "never begun", PORT_UNKNOWN, OUTCOME_NONE, false, 0, 1 },
};

START_TEST(a_login_that_is_not_known_is_not_tested)
{
	host.ports_len = 1;
	facts[0].state = PORT_OK;
	facts[0].failures_len = 0;
	facts[0].login.verdict = LOGIN_NOT_KNOWN;
	ck_assert_uint_eq(totals_of(&result).ports_untested, 1);
}
END_TEST

START_TEST(a_port_counts_as_tested_if_it_could_be)
{
	struct totals totals;

	host.ports_len = 1;
	records[0].endpoint.is_asked_for = ports[_i].is_asked_for;
	facts[0].state = ports[_i].state;
	facts[0].login.verdict = LOGIN_NONE;
	facts[0].failures_len = ports[_i].outcome == OUTCOME_NONE ? 0 : 1;
	facts[0].failures[0].outcome = ports[_i].outcome;
	totals = totals_of(&result);
	ck_assert_msg(
	    totals.ports_answering == ports[_i].answering, "%s: answering", ports[_i].name);
	ck_assert_msg(
	    totals.ports_untested == ports[_i].untested, "%s: untested", ports[_i].name);
}
END_TEST

START_TEST(a_threshold_has_a_name_even_if_nothing_fails)
{
	const struct judging low = { .fail_on = SEVERITY_LOW };
	const struct judging never = { .fail_on = SEVERITY_COUNT };

	ck_assert_str_eq(judging_threshold(&low), "low");
	ck_assert_str_eq(judging_threshold(&never), "never");
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("result");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, NULL);
	tcase_add_loop_test(tcase, times_are_those_of_rfc_3339, 0, COUNT_OF(times));
	tcase_add_test(tcase, impossible_times_do_no_harm);
	tcase_add_test(tcase, days_are_whole_and_count_down_below_zero);
	tcase_add_test(tcase, a_host_without_ports_counts_nothing);
	tcase_add_test(tcase, connections_add_up_and_the_longest_silence_counts);
	tcase_add_test(tcase, the_greatest_depth_counts);
	tcase_add_test(tcase, totals_of_hosts_add_up);
	tcase_add_test(tcase, findings_are_counted_by_severity);
	tcase_add_test(tcase, the_threshold_has_a_word_even_if_nothing_fails);
	tcase_add_test(tcase, what_is_accepted_a_part_or_as_before_does_not_fail);
	tcase_add_loop_test(tcase, a_port_counts_as_tested_if_it_could_be, 0, COUNT_OF(ports));
	tcase_add_test(tcase, a_login_that_is_not_known_is_not_tested);
	tcase_add_test(tcase, a_threshold_has_a_name_even_if_nothing_fails);
	suite_add_tcase(s, tcase);
	return s;
}
