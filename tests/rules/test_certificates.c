/* SPDX-License-Identifier: MIT */
#include "support/judge.h"
#include "support/player.h"
#include "support/suite.h"

#include <string.h>

#define SEVERITIES(mx, submission, access)                                                     \
	{                                                                                      \
		SEVERITY_##mx, SEVERITY_##submission, SEVERITY_##access                        \
	}

/* clang-format off */
static const struct {
	const char *id;
	enum severity severity[ROLE_COUNT]; /* mx, submission, access */
	const char *evidence; /* for the second of two certificates; NULL: none */
} rows[] = {
	[CHAIN_EMPTY] = { "cert-missing", SEVERITIES(INFO, CRITICAL, CRITICAL), NULL },
	[CHAIN_UNREADABLE] = { "cert-unreadable", SEVERITIES(MEDIUM, HIGH, HIGH),
	    "certificate 2 of 2: CN=Issuing CA" },
	[CHAIN_TOO_LONG] = { "cert-chain-order", SEVERITIES(INFO, LOW, LOW), "30 certificates" },
	[CHAIN_EXPIRED] = { "cert-expired", SEVERITIES(LOW, CRITICAL, CRITICAL),
	    "CN=Issuing CA: expired 2026-11-18 11:06 UTC" },
	[CHAIN_NOT_YET_VALID] = { "cert-not-yet-valid", SEVERITIES(LOW, HIGH, HIGH),
	    "CN=Issuing CA: valid from 1970-01-01 00:00 UTC" },
	[CHAIN_NAME_MISMATCH] = { "cert-name-mismatch", SEVERITIES(INFO, CRITICAL, CRITICAL),
	    "asked for mail.example.test, got CN=Issuing CA" },
	[CHAIN_NAME_ONLY_IN_CN] = { "cert-cn-only", SEVERITIES(INFO, HIGH, HIGH),
	    "asked for mail.example.test, got CN=Issuing CA" },
	[CHAIN_SELF_SIGNED] = { "cert-self-signed", SEVERITIES(INFO, HIGH, HIGH),
	    "certificate 2 of 2: CN=Issuing CA" },
	[CHAIN_UNKNOWN_ISSUER] = { "cert-untrusted", SEVERITIES(INFO, HIGH, HIGH),
	    "CN=Issuing CA, issued by CN=Root CA" },
	[CHAIN_MISSING_INTERMEDIATE] = { "cert-chain-incomplete", SEVERITIES(INFO, HIGH, HIGH),
	    "CN=Issuing CA, issued by CN=Root CA" },
	[CHAIN_WRONG_ORDER] = { "cert-chain-order", SEVERITIES(INFO, LOW, LOW),
	    "certificate 2 of 2: CN=Issuing CA" },
	[CHAIN_BAD_SIGNATURE] = { "cert-bad-signature", SEVERITIES(MEDIUM, HIGH, HIGH),
	    "CN=Issuing CA, issued by CN=Root CA" },
	[CHAIN_WEAK_KEY] = { "cert-key-small", SEVERITIES(MEDIUM, HIGH, HIGH),
	    "CN=Issuing CA: RSA with 1024 bits" },
	[CHAIN_WEAK_SIGNATURE] = { "cert-sig-weak", SEVERITIES(INFO, HIGH, HIGH),
	    "CN=Issuing CA: RSA-SHA1" },
	[CHAIN_WRONG_PURPOSE] = { "cert-usage", SEVERITIES(INFO, HIGH, HIGH),
	    "certificate 2 of 2: CN=Issuing CA" },
	[CHAIN_REVOKED] = { "cert-revoked", SEVERITIES(LOW, CRITICAL, CRITICAL),
	    "CN=Issuing CA: revoked 2026-11-18 11:05 UTC" },
};
/* clang-format on */
_Static_assert(COUNT_OF(rows) == CHAIN_PROBLEMS, "a row for each problem of a chain");

static const char *const by_role[ROLE_COUNT] = {
	[ROLE_MX] = "smtp",
	[ROLE_SUBMISSION] = "submissions",
	[ROLE_ACCESS] = "imaps",
};

static struct judge judge;
static struct certificate certificates[2];

/* A chain of two, the second of which has the problem. */
static void
set_chain(const char *scheme)
{
	judge_init(&judge, scheme);
	certificates[0] = (struct certificate){ .is_readable = true,
		.subject = "CN=mail.example.test",
		.issuer = "CN=Issuing CA",
		.common_name = "mail.example.test",
		.key_type = "EC",
		.signature = "ECDSA-SHA256" };
	certificates[1] = (struct certificate){ .is_readable = true,
		.subject = "CN=Issuing CA",
		.issuer = "CN=Root CA",
		.common_name = "Issuing CA",
		.key_type = "RSA",
		.key_bits = 1024,
		.signature = "RSA-SHA1",
		.not_after = PLAYER_NOW };
	judge.facts.chain =
	    (struct chain){ .len = 2, .certificates = certificates, .has_name = true };
	judge.facts.chain.staple.revoked_at = PLAYER_NOW - 60;
	judge.session.chain_sent = 30;
}

static void
judge_problem(const char *scheme, int problem)
{
	set_chain(scheme);
	judge.facts.chain.problems[problem] = true;
	judge.facts.chain.where[problem] = 1;
	if (problem == CHAIN_EMPTY)
		judge.facts.chain.len = 0;
	judge_now(&judge);
}

START_TEST(each_problem_of_a_chain_raises_its_rule_as_the_role_has_it)
{
	const char *name = chain_problem_name((enum chain_problem)_i);

	for (size_t role = 0; role < ROLE_COUNT; role++) {
		const struct problem *problem;

		judge_problem(by_role[role], _i);
		ck_assert_msg(
		    judge.problems.len == 1, "%s: %zu problems", name, judge.problems.len);
		problem = &judge.problems.list[0];
		ck_assert_str_eq(problem->rule->id, rows[_i].id);
		ck_assert_msg(problem->severity == rows[_i].severity[role], "%s on %s: %s",
		    name, by_role[role], severity_name(problem->severity));
		if (rows[_i].evidence == NULL)
			ck_assert_msg(problem->evidence == NULL, "%s", name);
		else
			ck_assert_str_eq(problem->evidence, rows[_i].evidence);
		judge_clear(&judge);
	}
}
END_TEST

START_TEST(a_good_chain_raises_nothing)
{
	set_chain("imaps");
	judge_now(&judge);
	ck_assert_uint_eq(judge.problems.len, 0);
	judge_clear(&judge);
}
END_TEST

/* Without a session there is no chain to speak of, and its zero is not a missing one. */
START_TEST(without_a_session_no_certificate_is_missed)
{
	set_chain("imaps");
	judge.facts.has_session = false;
	judge.facts.chain.problems[CHAIN_EMPTY] = true;
	judge_now(&judge);
	ck_assert_uint_eq(judge.problems.len, 0);
	judge_clear(&judge);
}
END_TEST

START_TEST(all_problems_of_a_chain_are_told)
{
	set_chain("submissions");
	for (size_t i = 0; i < CHAIN_PROBLEMS; i++)
		judge.facts.chain.problems[i] = i != CHAIN_EMPTY;
	judge_now(&judge);
	ck_assert_uint_eq(judge.problems.len, CHAIN_PROBLEMS - 1);
	ck_assert_int_eq(judge.problems.list[0].severity, SEVERITY_CRITICAL);
	ck_assert_int_eq(judge.problems.list[CHAIN_PROBLEMS - 2].severity, SEVERITY_LOW);
	judge_clear(&judge);
}
END_TEST

static const struct {
	size_t names_len;
	const char *common_name;
	const char *evidence;
} names[] = {
	{ 0, "", "asked for mail.example.test, got no name at all" },
	{ 0, "old.example", "asked for mail.example.test, got CN=old.example" },
	{ 1, "old.example", "asked for mail.example.test, got DNS:a.example" },
	{ 4, "",
	    "asked for mail.example.test, got DNS:a.example, DNS:b.example, IP:192.0.2.1, "
	    "DNS:d.example" },
	{ 6, "",
	    "asked for mail.example.test, got DNS:a.example, DNS:b.example, IP:192.0.2.1, "
	    "DNS:d.example and 2 more" },
};

START_TEST(a_wrong_name_is_told_with_the_names_that_are_there)
{
	static const char *const all[] = { "DNS:a.example", "DNS:b.example", "IP:192.0.2.1",
		"DNS:d.example", "DNS:e.example", "DNS:f.example" };

	set_chain("imaps");
	certificates[0].common_name = names[_i].common_name;
	certificates[0].names_len = names[_i].names_len;
	memcpy(certificates[0].names, all, sizeof(all));
	judge.facts.chain.problems[CHAIN_NAME_MISMATCH] = true;
	judge_now(&judge);
	ck_assert_str_eq(judge.problems.list[0].evidence, names[_i].evidence);
	judge_clear(&judge);
}
END_TEST

START_TEST(impossible_dates_do_no_harm)
{
	static const int64_t dates[] = { INT64_MIN, -1, 0, INT64_MAX };

	for (size_t i = 0; i < COUNT_OF(dates); i++) {
		set_chain("imaps");
		certificates[1].not_after = dates[i];
		judge.facts.chain.problems[CHAIN_EXPIRED] = true;
		judge.facts.chain.where[CHAIN_EXPIRED] = 1;
		judge_now(&judge);
		ck_assert_ptr_nonnull(strstr(judge.problems.list[0].evidence, "expired "));
		judge_clear(&judge);
	}
}
END_TEST

START_TEST(every_rule_has_a_case_that_raises_it)
{
	struct arena arena;
	struct titles titles;

	arena_init(&arena);
	titles_read(&titles, &arena, "certificates");
	for (int i = 0; i < CHAIN_PROBLEMS; i++) {
		judge_problem("smtp", i);
		titles_see(&titles, &judge.problems);
		judge_clear(&judge);
	}
	titles_check(&titles);
	arena_clear(&arena);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("certificates");
	TCase *tcase = tcase_create("core");

	tcase_add_loop_test(tcase, each_problem_of_a_chain_raises_its_rule_as_the_role_has_it,
	    0, CHAIN_PROBLEMS);
	tcase_add_test(tcase, a_good_chain_raises_nothing);
	tcase_add_test(tcase, without_a_session_no_certificate_is_missed);
	tcase_add_test(tcase, all_problems_of_a_chain_are_told);
	tcase_add_loop_test(
	    tcase, a_wrong_name_is_told_with_the_names_that_are_there, 0, COUNT_OF(names));
	tcase_add_test(tcase, impossible_dates_do_no_harm);
	tcase_add_test(tcase, every_rule_has_a_case_that_raises_it);
	suite_add_tcase(s, tcase);
	return s;
}
