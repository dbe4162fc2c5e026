/* SPDX-License-Identifier: MIT */
#include "rules/certificate_parts.h"
#include "support/judge.h"
#include "support/player.h"
#include "support/suite.h"

#include <string.h>

static struct judge judge;

static void
set_up(void)
{
	judge_init(&judge, "imaps");
}

static void
tear_down(void)
{
	judge_clear(&judge);
}

static struct subject
subject(void)
{
	return (struct subject){ .port = &judge.ports[0],
		.ports = judge.ports,
		.ports_len = judge.len,
		.host = &judge.host,
		.policy = &judge.policy,
		.arena = &judge.host.arena };
}

START_TEST(the_time_is_that_of_the_port_or_of_the_scan)
{
	struct subject seen = subject();
	struct transcript transcript = { .began_at_ms = 1999 };

	ck_assert_int_eq(certificate_seen_at(&seen), PLAYER_NOW);
	judge.records[0].transcripts[QUESTION_BASICS] = &transcript;
	ck_assert_int_eq(certificate_seen_at(&seen), 1);
}
END_TEST

START_TEST(a_day_is_written_in_one_form)
{
	static const struct {
		int64_t seconds;
		const char *want;
	} rows[] = {
		{ 0, "1970-01-01 00:00 UTC" },
		{ 1795619497, "2026-11-25 15:11 UTC" },
		{ -1, "1969-12-31 23:59 UTC" },
		{ INT64_MAX, "a day beyond all calendars" },
	};

	for (size_t i = 0; i < COUNT_OF(rows); i++)
		ck_assert_str_eq(
		    certificate_day(&judge.host.arena, rows[i].seconds), rows[i].want);
}
END_TEST

START_TEST(a_certificate_is_called_by_what_it_has)
{
	struct arena *arena = &judge.host.arena;
	struct certificate certificate = { .subject = "", .common_name = "" };

	ck_assert_str_eq(certificate_title(&certificate, arena), "no name at all");
	certificate.common_name = "mail";
	ck_assert_str_eq(certificate_names(&certificate, arena), "CN=mail");
	while (certificate.names_len < 4)
		certificate.names[certificate.names_len++] = "DNS:a";
	ck_assert_str_eq(certificate_names(&certificate, arena), "a, a, a, a");
	certificate.names[certificate.names_len++] = "DNS:b";
	ck_assert_str_eq(certificate_title(&certificate, arena), "a, a, a, a and 1 more");
	certificate.subject = "CN=mail";
	ck_assert_str_eq(certificate_title(&certificate, arena), "CN=mail");
}
END_TEST

START_TEST(only_what_is_needed_can_be_missing)
{
	struct subject seen = subject();
	struct certificate *certificates = judge.certificates[0];

	ck_assert_ptr_eq(certificate_of_server(&seen), &certificates[0]);
	ck_assert(certificate_is_looked_at(&certificates[1]));
	ck_assert_int_eq(certificate_lacks_needed(&seen).verdict, VERDICT_GOOD);
	certificates[1].is_readable = false;
	ck_assert(!certificate_is_looked_at(&certificates[1]));
	ck_assert_int_eq(certificate_lacks_leaf(&seen).verdict, VERDICT_GOOD);
	ck_assert_int_eq(certificate_lacks_needed(&seen).verdict, VERDICT_UNKNOWN);
	certificates[1].is_needed = false;
	ck_assert_int_eq(certificate_lacks_needed(&seen).verdict, VERDICT_GOOD);
	certificates[0].is_readable = false;
	ck_assert_int_eq(certificate_lacks_leaf(&seen).verdict, VERDICT_UNKNOWN);
}
END_TEST

Suite *
suite(void)
{
	Suite *s = suite_create("certificate_parts");
	TCase *tcase = tcase_create("core");

	tcase_add_checked_fixture(tcase, set_up, tear_down);
	tcase_add_test(tcase, the_time_is_that_of_the_port_or_of_the_scan);
	tcase_add_test(tcase, a_day_is_written_in_one_form);
	tcase_add_test(tcase, a_certificate_is_called_by_what_it_has);
	tcase_add_test(tcase, only_what_is_needed_can_be_missing);
	suite_add_tcase(s, tcase);
	return s;
}
