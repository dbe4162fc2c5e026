/* SPDX-License-Identifier: MIT */
#include "rules/baseline.h"
#include "support/judge.h"
#include "support/player.h"
#include "support/suite.h"

#include <string.h>

/* Cases are about one rule on one port, whose verdict is set by hand. */
#define ID "tls-10"
#define HERE "192.0.2.25"
#define THERE "192.0.2.77"

static struct judge judge;

static void
set_up(void)
{
	judge_init(&judge, "submission");
}

static void
tear_down(void)
{
	judge_clear(&judge);
}

/* What the rule says of one port. */
static void
rule_now(size_t place, enum verdict verdict, enum severity severity, const char *evidence)
{
	struct judgement *judgement = &judge.judgements[place];
	struct finding *finding = &judgement->findings[rule_place(rule_by_id(span_of(ID)))];

	*finding = (struct finding){
		.rule = rule_by_id(span_of(ID)),
		.port = &judge.ports[place],
		.ruling = { .verdict = verdict, .evidence = evidence, .why = "why" },
		.severity = severity,
	};
	judgement->bad[0] = finding;
	judgement->bad_len = verdict == VERDICT_BAD ? 1 : 0;
}

static void
rule_all(enum verdict verdict)
{
	judge_now(&judge);
	for (size_t i = 0; i < judge.len; i++)
		rule_now(i, verdict, SEVERITY_MEDIUM, "seen");
}

static enum change
change_on(size_t place)
{
	return judge.judgements[place].findings[rule_place(rule_by_id(span_of(ID)))].change;
}

/* Comparing: one entry then, one finding now. */

struct case_of_change {
	const char *name;
	const char *host;
	const char *address; /* of the entry */
	uint16_t port;
	const char *id;
	enum severity severity;
	const char *evidence;
	bool knows_address; /* the baseline has another port at the address of now */
	enum change want;
};

/* clang-format off */
static const struct case_of_change changes[] = {
	{ "the same", PLAYER_HOST, HERE, 587, ID, SEVERITY_MEDIUM, "seen", true, CHANGE_NONE },
	{ "a host in capitals", "MAIL.Example.TEST", HERE, 587, ID, SEVERITY_MEDIUM, "seen", true, CHANGE_NONE },
	{ "less severe then", PLAYER_HOST, HERE, 587, ID, SEVERITY_LOW, "seen", true, CHANGE_WORSE },
	{ "less severe then, other evidence", PLAYER_HOST, HERE, 587, ID, SEVERITY_INFO, "else", true, CHANGE_WORSE },
	{ "more severe then", PLAYER_HOST, HERE, 587, ID, SEVERITY_HIGH, "seen", true, CHANGE_NONE },
	{ "more severe then, other evidence", PLAYER_HOST, HERE, 587, ID, SEVERITY_HIGH, "else", true, CHANGE_NONE },
	{ "other evidence", PLAYER_HOST, HERE, 587, ID, SEVERITY_MEDIUM, "else", true, CHANGE_DIFFERENT },
	{ "no evidence then", PLAYER_HOST, HERE, 587, ID, SEVERITY_MEDIUM, "", true, CHANGE_DIFFERENT },
	{ "another host", "mx.example.test", HERE, 587, ID, SEVERITY_MEDIUM, "seen", false, CHANGE_NEW },
	{ "a longer host", PLAYER_HOST ".", HERE, 587, ID, SEVERITY_MEDIUM, "seen", false, CHANGE_NEW },
	{ "another port", PLAYER_HOST, HERE, 465, ID, SEVERITY_MEDIUM, "seen", true, CHANGE_NEW },
	{ "another rule", PLAYER_HOST, HERE, 587, "tls-11", SEVERITY_MEDIUM, "seen", true, CHANGE_NEW },
	{ "another address, ours was known", PLAYER_HOST, THERE, 587, ID, SEVERITY_MEDIUM, "seen", true, CHANGE_NEW },
	{ "the host has moved", PLAYER_HOST, THERE, 587, ID, SEVERITY_MEDIUM, "seen", false, CHANGE_NONE },
	{ "moved, and other evidence", PLAYER_HOST, THERE, 587, ID, SEVERITY_MEDIUM, "else", false, CHANGE_DIFFERENT },
	{ "moved to another family", PLAYER_HOST, "2001:db8::25", 587, ID, SEVERITY_MEDIUM, "seen", false, CHANGE_NONE },
};
/* clang-format on */

START_TEST(each_finding_is_compared_with_its_own_entry)
{
	const struct case_of_change *row = &changes[_i];
	struct baseline_finding then = { row->host, row->address, row->port, "submission",
		row->id, row->severity, row->evidence, "accepts TLS 1.0" };
	struct baseline_port ports[] = {
		{ row->host, row->address, row->port },
		{ PLAYER_HOST, HERE, 25 },
	};
	struct baseline baseline = { "2026", NULL, 1, &then, row->knows_address ? 2 : 1,
		ports };

	rule_all(VERDICT_BAD);
	baseline_compare(&baseline, &judge.host, judge.judgements);
	ck_assert_msg(
	    change_on(0) == row->want, "%s: %s", row->name, change_name(change_on(0)));
}
END_TEST

START_TEST(of_an_empty_baseline_all_is_new)
{
	struct baseline baseline = { .made_at = "2026" };

	rule_all(VERDICT_BAD);
	baseline_compare(&baseline, &judge.host, judge.judgements);
	ck_assert_int_eq(change_on(0), CHANGE_NEW);
	rule_now(0, VERDICT_GOOD, SEVERITY_OFF, NULL);
	baseline_compare(&baseline, &judge.host, judge.judgements);
	ck_assert_int_eq(change_on(0), CHANGE_NOT_COMPARED);
}
END_TEST

START_TEST(no_evidence_is_the_same_as_none_then)
{
	struct baseline_finding then = { PLAYER_HOST, HERE, 587, "submission", ID,
		SEVERITY_MEDIUM, "", "accepts TLS 1.0" };
	struct baseline_port port = { PLAYER_HOST, HERE, 587 };
	struct baseline baseline = { "2026", NULL, 1, &then, 1, &port };

	rule_all(VERDICT_BAD);
	rule_now(0, VERDICT_BAD, SEVERITY_MEDIUM, NULL);
	baseline_compare(&baseline, &judge.host, judge.judgements);
	ck_assert_int_eq(change_on(0), CHANGE_NONE);
}
END_TEST

/* Two addresses that were different then: after a move, either will do. */
START_TEST(of_several_entries_the_nearest_decides)
{
	struct baseline_finding then[] = {
		{ PLAYER_HOST, "192.0.2.1", 587, "submission", ID, SEVERITY_LOW, "else",
		    "accepts TLS 1.0" },
		{ PLAYER_HOST, "192.0.2.2", 587, "submission", ID, SEVERITY_MEDIUM, "seen",
		    "accepts TLS 1.0" },
		{ PLAYER_HOST, "192.0.2.3", 587, "submission", ID, SEVERITY_MEDIUM, "else",
		    "accepts TLS 1.0" },
	};
	struct baseline_port ports[] = {
		{ PLAYER_HOST, "192.0.2.1", 587 },
		{ PLAYER_HOST, "192.0.2.2", 587 },
		{ PLAYER_HOST, "192.0.2.3", 587 },
	};
	struct baseline baseline = { "2026", NULL, 3, then, 3, ports };

	rule_all(VERDICT_BAD);
	baseline_compare(&baseline, &judge.host, judge.judgements);
	ck_assert_int_eq(change_on(0), CHANGE_NONE);
	judge.records[0].endpoint.address = "192.0.2.1";
	baseline_compare(&baseline, &judge.host, judge.judgements);
	ck_assert_int_eq(change_on(0), CHANGE_WORSE);
	judge.records[0].endpoint.address = "192.0.2.3";
	baseline_compare(&baseline, &judge.host, judge.judgements);
	ck_assert_int_eq(change_on(0), CHANGE_DIFFERENT);
}
END_TEST

/* An address more than then has the same faults as those that were there. */
START_TEST(each_address_is_compared_for_itself)
{
	struct baseline_finding then = { PLAYER_HOST, HERE, 587, "submission", ID,
		SEVERITY_MEDIUM, "seen", "accepts TLS 1.0" };
	struct baseline_port ports[] = {
		{ PLAYER_HOST, HERE, 587 },
		{ PLAYER_HOST, "2001:DB8::25", 587 },
	};
	struct baseline baseline = { "2026", NULL, 1, &then, 2, ports };

	(void)judge_add(&judge, "submission");
	(void)judge_add(&judge, "submission");
	judge.records[1].endpoint.address = "2001:db8::25"; /* was fine then */
	judge.records[2].endpoint.address = THERE;          /* was not there then */
	rule_all(VERDICT_BAD);
	baseline_compare(&baseline, &judge.host, judge.judgements);
	ck_assert_int_eq(change_on(0), CHANGE_NONE);
	ck_assert_int_eq(change_on(1), CHANGE_NEW);
	ck_assert_int_eq(change_on(2), CHANGE_NONE);
}
END_TEST

/* What is gone: one entry then; the port of now with this verdict. */

struct case_of_going {
	const char *name;
	const char *host;
	const char *address;
	uint16_t port;
	const char *id;
	bool knows_address; /* the baseline has another port at the address of now */
	enum verdict verdict;
	size_t gone;
	size_t not_known;
	size_t not_asked;
};

/* clang-format off */
static const struct case_of_going goings_of[] = {
	{ "good now", PLAYER_HOST, HERE, 587, ID, true, VERDICT_GOOD, 1, 0, 0 },
	{ "not applicable now", PLAYER_HOST, HERE, 587, ID, true, VERDICT_NOT_APPLICABLE, 1, 0, 0 },
	{ "not known now", PLAYER_HOST, HERE, 587, ID, true, VERDICT_UNKNOWN, 0, 1, 0 },
	{ "still bad", PLAYER_HOST, HERE, 587, ID, true, VERDICT_BAD, 0, 0, 0 },
	{ "a host in capitals", "MAIL.EXAMPLE.TEST", HERE, 587, ID, true, VERDICT_GOOD, 1, 0, 0 },
	{ "another host", "mx.example.test", HERE, 587, ID, true, VERDICT_GOOD, 0, 0, 0 },
	{ "a port that is not asked", PLAYER_HOST, HERE, 465, ID, true, VERDICT_GOOD, 0, 0, 1 },
	{ "a rule that we do not have", PLAYER_HOST, HERE, 587, "not-of-ours", true, VERDICT_GOOD, 0, 1, 0 },
	{ "the host has moved", PLAYER_HOST, THERE, 587, ID, false, VERDICT_GOOD, 1, 0, 0 },
	{ "moved, still bad", PLAYER_HOST, THERE, 587, ID, false, VERDICT_BAD, 0, 0, 0 },
	{ "moved, not known", PLAYER_HOST, THERE, 587, ID, false, VERDICT_UNKNOWN, 0, 1, 0 },
	{ "an address that is not asked", PLAYER_HOST, THERE, 587, ID, true, VERDICT_GOOD, 0, 0, 1 },
	{ "a family that is not asked", PLAYER_HOST, "2001:db8::25", 587, ID, false, VERDICT_GOOD, 0, 0, 1 },
};
/* clang-format on */

START_TEST(only_what_was_asked_and_found_good_is_gone)
{
	const struct case_of_going *row = &goings_of[_i];
	struct baseline_finding then = { row->host, row->address, row->port, "submission",
		row->id, SEVERITY_LOW, "else", "accepts TLS 1.0" };
	struct baseline_port ports[] = {
		{ row->host, row->address, row->port },
		{ PLAYER_HOST, HERE, 25 },
	};
	struct baseline baseline = { "2026", NULL, 1, &then, row->knows_address ? 2 : 1,
		ports };
	struct goings goings;

	rule_all(row->verdict);
	goings = baseline_goings(&baseline, &judge.host, judge.judgements, &judge.host.arena);
	ck_assert_msg(goings.len == row->gone && goings.not_known == row->not_known &&
			  goings.not_asked == row->not_asked,
	    "%s: %zu gone, %zu not known, %zu not asked", row->name, goings.len,
	    goings.not_known, goings.not_asked);
}
END_TEST

START_TEST(what_is_gone_is_told_as_it_was)
{
	struct baseline_finding then[] = {
		{ "mx.example.test", HERE, 587, "submission", ID, SEVERITY_LOW, "",
		    "of another host" },
		{ PLAYER_HOST, HERE, 587, "submission", "tls-11", SEVERITY_HIGH, "",
		    "accepts TLS 1.1" },
		{ PLAYER_HOST, HERE, 587, "submission", ID, SEVERITY_LOW, "",
		    "accepts TLS 1.0" },
	};
	struct baseline_port port = { PLAYER_HOST, HERE, 587 };
	struct baseline baseline = { "2026", NULL, 3, then, 1, &port };
	struct goings goings;

	judge_now(&judge);
	goings = baseline_goings(&baseline, &judge.host, judge.judgements, &judge.host.arena);
	ck_assert_uint_eq(goings.len, 2);
	ck_assert_str_eq(goings.gone[0].id, "tls-11");
	ck_assert_str_eq(goings.gone[1].id, ID);
	ck_assert_str_eq(goings.gone[0].host, PLAYER_HOST);
	ck_assert_str_eq(goings.gone[0].address, HERE);
	ck_assert_uint_eq(goings.gone[0].port, 587);
	ck_assert_str_eq(goings.gone[0].service, "submission");
	ck_assert_str_eq(goings.gone[0].title, "accepts TLS 1.1");
	ck_assert_int_eq(goings.gone[0].severity, SEVERITY_HIGH);
}
END_TEST

/* Moved to two addresses: it is gone when it is gone from both. */
START_TEST(after_a_move_the_worst_of_the_new_addresses_counts)
{
	struct baseline_finding then = { PLAYER_HOST, "192.0.2.1", 587, "submission", ID,
		SEVERITY_MEDIUM, "seen", "accepts TLS 1.0" };
	struct baseline_port port = { PLAYER_HOST, "192.0.2.1", 587 };
	struct baseline baseline = { "2026", NULL, 1, &then, 1, &port };
	struct goings goings;

	(void)judge_add(&judge, "submission");
	judge.records[1].endpoint.address = THERE;
	rule_all(VERDICT_GOOD);
	goings = baseline_goings(&baseline, &judge.host, judge.judgements, &judge.host.arena);
	ck_assert_uint_eq(goings.len, 1);
	rule_now(1, VERDICT_UNKNOWN, SEVERITY_OFF, NULL);
	goings = baseline_goings(&baseline, &judge.host, judge.judgements, &judge.host.arena);
	ck_assert_uint_eq(goings.len, 0);
	ck_assert_uint_eq(goings.not_known, 1);
	rule_now(0, VERDICT_BAD, SEVERITY_MEDIUM, "seen");
	goings = baseline_goings(&baseline, &judge.host, judge.judgements, &judge.host.arena);
	ck_assert_uint_eq(goings.len + goings.not_known + goings.not_asked, 0);
}
END_TEST

START_TEST(of_a_host_without_addresses_nothing_was_asked)
{
	struct baseline_finding then = { PLAYER_HOST, HERE, 587, "submission", ID,
		SEVERITY_MEDIUM, "seen", "accepts TLS 1.0" };
	struct baseline_port port = { PLAYER_HOST, HERE, 587 };
	struct baseline baseline = { "2026", NULL, 1, &then, 1, &port };
	struct goings goings;

	judge.host.ports_len = 0;
	baseline_compare(&baseline, &judge.host, judge.judgements);
	goings = baseline_goings(&baseline, &judge.host, judge.judgements, &judge.host.arena);
	ck_assert_uint_eq(goings.len + goings.not_known, 0);
	ck_assert_uint_eq(goings.not_asked, 1);
}
END_TEST

Suite *
suite(void)
{
	Suite *suite = suite_create("baseline");
	TCase *tcase = tcase_create("baseline");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_loop_test(
	    tcase, each_finding_is_compared_with_its_own_entry, 0, COUNT_OF(changes));
	tcase_add_test(tcase, of_an_empty_baseline_all_is_new);
	tcase_add_test(tcase, no_evidence_is_the_same_as_none_then);
	tcase_add_test(tcase, of_several_entries_the_nearest_decides);
	tcase_add_test(tcase, each_address_is_compared_for_itself);
	tcase_add_loop_test(
	    tcase, only_what_was_asked_and_found_good_is_gone, 0, COUNT_OF(goings_of));
	tcase_add_test(tcase, what_is_gone_is_told_as_it_was);
	tcase_add_test(tcase, after_a_move_the_worst_of_the_new_addresses_counts);
	tcase_add_test(tcase, of_a_host_without_addresses_nothing_was_asked);
	suite_add_tcase(suite, tcase);
	return suite;
}
