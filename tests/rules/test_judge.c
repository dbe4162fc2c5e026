/* SPDX-License-Identifier: MIT */
#include "support/judge.h"

#include "support/player.h"
#include "support/suite.h"

#include <string.h>

static struct judge judge;

static void
clear(void)
{
	judge_clear(&judge);
}

static void
accept_version(enum tls_version version)
{
	judge.ports[0].negotiation.versions[version].value = ANSWER_YES;
}

START_TEST(every_rule_says_something_about_every_port)
{
	judge_init(&judge, "submission");
	(void)judge_add(&judge, "imaps");
	judge_now(&judge);
	for (size_t p = 0; p < judge.len; p++)
		for (size_t i = 0; i < rules_count(); i++) {
			const struct finding *finding = &judge.judgements[p].findings[i];

			ck_assert_ptr_eq(finding->rule, rule_at(i));
			ck_assert_ptr_eq(finding->port, &judge.ports[p]);
		}
}
END_TEST

START_TEST(a_healthy_host_has_nothing_above_info)
{
	static const char *const others[] = { "smtp", "submissions", "pop3", "pop3s", "imap",
		"imaps" };

	judge_init(&judge, "submission");
	for (size_t i = 0; i < COUNT_OF(others); i++)
		(void)judge_add(&judge, others[i]);
	judge_now(&judge);
	for (size_t p = 0; p < judge.len; p++)
		for (size_t i = 0; i < judge.judgements[p].bad_len; i++) {
			const struct finding *finding = judge.judgements[p].bad[i];

			ck_assert_msg(finding->severity == SEVERITY_INFO, "%s %s: %s",
			    judge.records[p].endpoint.scheme->name, finding->rule->id,
			    finding->ruling.evidence);
		}
}
END_TEST

START_TEST(the_worst_comes_first)
{
	judge_init(&judge, "submission");
	accept_version(TLS_VERSION_SSL2);                                      /* critical */
	accept_version(TLS_VERSION_SSL3);                                      /* high */
	accept_version(TLS_VERSION_10);                                        /* medium */
	judge.ports[0].negotiation.versions[TLS_VERSION_13].value = ANSWER_NO; /* low */
	judge_now(&judge);
	ck_assert_uint_ge(judge.judgements[0].bad_len, 4);
	ck_assert_str_eq(judge.judgements[0].bad[0]->rule->id, "tls-sslv2");
	for (size_t i = 1; i < judge.judgements[0].bad_len; i++)
		ck_assert_int_ge(judge.judgements[0].bad[i - 1]->severity,
		    judge.judgements[0].bad[i]->severity);
}
END_TEST

START_TEST(equals_keep_the_order_of_the_rules)
{
	judge_init(&judge, "imaps");
	accept_version(TLS_VERSION_11);
	accept_version(TLS_VERSION_10);
	judge_now(&judge);
	ck_assert_str_eq(judge.judgements[0].bad[0]->rule->id, "tls-10");
	ck_assert_str_eq(judge.judgements[0].bad[1]->rule->id, "tls-11");
}
END_TEST

START_TEST(judging_again_says_the_same)
{
	size_t len;

	judge_init(&judge, "smtp");
	accept_version(TLS_VERSION_10);
	judge_now(&judge);
	len = judge.judgements[0].bad_len;
	judge_now(&judge);
	ck_assert_uint_eq(judge.judgements[0].bad_len, len);
}
END_TEST

START_TEST(a_part_is_told_with_its_whole_and_not_counted)
{
	const struct finding *whole;
	const struct finding *part;

	judge_init(&judge, "imaps");
	judge.ports[0].negotiation.classes[SUITE_CLASS_3DES].value = ANSWER_YES;
	judge_now(&judge);
	whole = judge_finding(&judge, "cipher-3des");
	part = judge_finding(&judge, "vuln-sweet32");
	ck_assert_int_eq(part->ruling.verdict, VERDICT_BAD);
	ck_assert_ptr_eq(part->part_of, whole);
	ck_assert(finding_counts(whole));
	ck_assert(!finding_counts(part));
}
END_TEST

/* A role may be without severity in a rule; a policy may switch a rule off. */
START_TEST(what_does_not_concern_a_role_is_not_applicable)
{
	judge_init(&judge, "submission");
	judge_now(&judge);
	ck_assert_int_eq(
	    judge_finding(&judge, "auth-on-mx")->ruling.verdict, VERDICT_NOT_APPLICABLE);
}
END_TEST

START_TEST(a_policy_can_switch_a_rule_off_raise_it_and_change_the_role)
{
	struct policy_severity *severities;
	size_t place = rule_place(rule_by_id(span_of("tls-10")));

	judge_init(&judge, "smtp");
	accept_version(TLS_VERSION_10);
	judge_now(&judge);
	ck_assert_int_eq(judge_finding(&judge, "tls-10")->severity, SEVERITY_LOW);
	judge.policy.is_mx_authenticated = true;
	judge_now(&judge);
	ck_assert_int_eq(judge_finding(&judge, "tls-10")->severity, SEVERITY_MEDIUM);
	severities =
	    arena_alloc(&judge.host.arena, sizeof(struct policy_severity) * rules_count());
	severities[place] = (struct policy_severity){ .is_set = true,
		.row = SEVERITIES(LOW, CRITICAL, LOW, LOW) };
	judge.policy.severities = severities;
	judge_now(&judge);
	ck_assert_int_eq(judge_finding(&judge, "tls-10")->severity, SEVERITY_CRITICAL);
	severities[place].row = (struct severities)SEVERITIES(OFF, OFF, OFF, OFF);
	judge_now(&judge);
	ck_assert_int_eq(
	    judge_finding(&judge, "tls-10")->ruling.verdict, VERDICT_NOT_APPLICABLE);
}
END_TEST

START_TEST(what_is_accepted_is_still_bad_and_does_not_count)
{
	struct acceptance accepted[] = {
		{ .rule = rule_by_id(span_of("tls-10")), .port = 993, .reason = "old phones" },
		{ .rule = rule_by_id(span_of("tls-11")), .port = 25 },
	};

	judge_init(&judge, "imaps");
	judge.policy.accepted = accepted;
	judge.policy.accepted_len = COUNT_OF(accepted);
	accept_version(TLS_VERSION_10);
	accept_version(TLS_VERSION_11);
	judge_now(&judge);
	ck_assert_int_eq(judge_finding(&judge, "tls-10")->ruling.verdict, VERDICT_BAD);
	ck_assert_ptr_eq(judge_finding(&judge, "tls-10")->acceptance, &accepted[0]);
	ck_assert(!finding_counts(judge_finding(&judge, "tls-10")));
	ck_assert_ptr_null(judge_finding(&judge, "tls-11")->acceptance);
	ck_assert(finding_counts(judge_finding(&judge, "tls-11")));
}
END_TEST

/* The point of the whole: nothing is good of a port that was not asked. */
START_TEST(of_an_unknown_port_nothing_is_good_or_bad)
{
	judge_init(&judge, "submission");
	arrange_no_answer(&judge);
	judge_now(&judge);
	for (size_t i = 0; i < rules_count(); i++) {
		const struct finding *finding = &judge.judgements[0].findings[i];

		ck_assert_msg(finding->ruling.verdict == VERDICT_UNKNOWN ||
				  finding->ruling.verdict == VERDICT_NOT_APPLICABLE,
		    "%s is %s", finding->rule->id, verdict_name(finding->ruling.verdict));
	}
}
END_TEST

START_TEST(of_a_closed_port_only_its_being_closed_is_said)
{
	judge_init(&judge, "submission");
	judge_fail(&judge, STAGE_CONNECT, OUTCOME_CONNECTION_REFUSED);
	judge.ports[0].state = PORT_CLOSED;
	judge.records[0].endpoint.is_asked_for = true;
	judge_now(&judge);
	for (size_t i = 0; i < rules_count(); i++) {
		const struct finding *finding = &judge.judgements[0].findings[i];

		if (strcmp(finding->rule->id, "net-unreachable") == 0)
			ck_assert_int_eq(finding->ruling.verdict, VERDICT_BAD);
		else
			ck_assert_msg(finding->ruling.verdict != VERDICT_BAD &&
					  finding->ruling.verdict != VERDICT_GOOD,
			    "%s is %s", finding->rule->id,
			    verdict_name(finding->ruling.verdict));
	}
}
END_TEST

START_TEST(settings_fit_the_role)
{
	judge_init(&judge, "smtp");
	judge.ports[0].negotiation.classes[SUITE_CLASS_RC4].value = ANSWER_YES;
	judge_now(&judge);
	ck_assert_ptr_eq(
	    finding_settings(judge_finding(&judge, "cipher-rc4")), &settings_suites_mx);
	judge_clear(&judge);
	judge_init(&judge, "submissions");
	judge.ports[0].negotiation.classes[SUITE_CLASS_RC4].value = ANSWER_YES;
	judge_now(&judge);
	ck_assert_ptr_eq(
	    finding_settings(judge_finding(&judge, "cipher-rc4")), &settings_suites);
}
END_TEST

/* Whole dialogues with healthy servers: no false alarm. */
static const struct {
	const char *scene;
	const char *scheme;
} healthy[] = {
	{ "smtp-healthy", "smtp" },
	{ "smtp-healthy", "submission" },
	{ "submissions-healthy", "submissions" },
	{ "imap-healthy", "imap" },
	{ "imaps-healthy", "imaps" },
	{ "pop3-healthy", "pop3" },
	{ "pop3s-healthy", "pop3s" },
	{ "sieve-healthy", "sieve" },
	{ "lmtp-healthy", "lmtp" },
	{ "smtp-tls-1.3", "submission" },
};

START_TEST(a_healthy_scene_raises_nothing_of_medium_or_above)
{
	static struct player player;
	struct host_record host = { .name = PLAYER_HOST, .ports_len = 1 };
	struct judgement judgement;

	player_init(&player, healthy[_i].scheme);
	player_play_file(&player, healthy[_i].scene);
	player.port.endpoint.address = "10.0.0.25"; /* LMTP has no place in public */
	host.ports = &player.port;
	host.began_at_ms = (int64_t)PLAYER_NOW * 1000;
	judge_host(&host, &player.facts, &policy_plain, &player.arena, &judgement);
	for (size_t i = 0; i < judgement.bad_len; i++)
		ck_assert_msg(judgement.bad[i]->severity <= SEVERITY_LOW, "%s as %s: %s: %s",
		    healthy[_i].scene, healthy[_i].scheme, judgement.bad[i]->rule->id,
		    judgement.bad[i]->ruling.evidence);
	player_clear(&player);
}
END_TEST

START_TEST(changes_have_names)
{
	ck_assert_ptr_null(change_name(CHANGE_NOT_COMPARED));
	ck_assert_str_eq(change_name(CHANGE_NEW), "new");
	ck_assert_str_eq(change_name(CHANGE_WORSE), "worse");
	ck_assert_str_eq(change_name(CHANGE_DIFFERENT), "different");
	ck_assert_str_eq(change_name(CHANGE_NONE), "unchanged");
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("judge");
	TCase *tcase = tcase_create("core");
	TCase *words = tcase_create("scenes and words");

	tcase_add_checked_fixture(tcase, NULL, clear);
	tcase_add_test(tcase, every_rule_says_something_about_every_port);
	tcase_add_test(tcase, a_healthy_host_has_nothing_above_info);
	tcase_add_test(tcase, the_worst_comes_first);
	tcase_add_test(tcase, equals_keep_the_order_of_the_rules);
	tcase_add_test(tcase, judging_again_says_the_same);
	tcase_add_test(tcase, a_part_is_told_with_its_whole_and_not_counted);
	tcase_add_test(tcase, what_does_not_concern_a_role_is_not_applicable);
	tcase_add_test(tcase, a_policy_can_switch_a_rule_off_raise_it_and_change_the_role);
	tcase_add_test(tcase, what_is_accepted_is_still_bad_and_does_not_count);
	tcase_add_test(tcase, of_an_unknown_port_nothing_is_good_or_bad);
	tcase_add_test(tcase, of_a_closed_port_only_its_being_closed_is_said);
	tcase_add_test(tcase, settings_fit_the_role);
	suite_add_tcase(s, tcase);
	tcase_add_test(words, changes_have_names);
	tcase_add_loop_test(
	    words, a_healthy_scene_raises_nothing_of_medium_or_above, 0, COUNT_OF(healthy));
	suite_add_tcase(s, words);
	return s;
}
